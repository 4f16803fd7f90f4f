"""CSV as Excel and Japanese systems write it: comma, or tab or semicolon; UTF-8 or CP932."""

from __future__ import annotations

import csv
import hashlib
import io
import re

from siting.errors import Problem
from siting.language import text
from siting.project.readers.encodings import decode
from siting.project.readers.grid import Grid, heading_fault, named_columns
from siting.project.readers.raw import Cells, RawTable, TableSource

# siting's own CSV puts an apostrophe before what a spreadsheet would take for a formula.
_DISARMED = re.compile("'[=+\\-@\t\r]")


def read_delimited(source: TableSource) -> tuple[RawTable | None, list[Problem]]:
    """The table of a CSV.

    Rows are numbered as a spreadsheet shows them: by record, the heading being 1; line breaks inside a quoted cell
    do not count, blank records do.
    """
    content = source.path.read_bytes()
    decoded, problems = decode(content, source.encoding, source.name)
    if decoded is None:
        return None, problems
    records, problems = _records(decoded, source.name)
    if problems:
        return None, problems
    filled = [(number, record) for number, record in enumerate(records, 1) if "".join(record).strip()]
    grid = Grid(source.name, [record for _, record in filled], [number for number, _ in filled])
    if fault := heading_fault(grid):
        return None, [fault]
    grid, problems = _even(grid)
    named, unnamed = named_columns(grid)
    columns = named.columns
    if _DISARMED.search(decoded):
        columns = tuple(map(_rearmed, columns))
    sha256 = hashlib.sha256(content).hexdigest()
    return RawTable(source.name, sha256, named.headings, columns, named.rows), problems + unnamed


def _records(decoded: str, file: str) -> tuple[list[list[str]], list[Problem]]:
    records: list[list[str]] = []
    try:
        # Lenient reading would swallow whole rows between two stray quotation marks.
        records.extend(csv.reader(io.StringIO(decoded, newline=""), delimiter=_delimiter(decoded), strict=True))
    except csv.Error:
        # A mark never closed, text behind a closing mark, or a cell of more than 131,072 characters.
        expected = text("a quotation mark in this row does not pair: close it, or double it if it is part of the text")
        return [], [Problem(file, str(len(records) + 1), "", None, expected)]
    return records, []


def _delimiter(decoded: str) -> str:
    """Comma, unless the headings hold none and are separated by tabs or semicolons."""
    first = next(csv.reader(io.StringIO(decoded[:10_000], newline="")), [])
    if sum(1 for cell in first if cell.strip()) > 1:
        return ","
    return next((mark for mark in "\t;" if any(mark in cell for cell in first)), ",")


def _even(grid: Grid) -> tuple[Grid, list[Problem]]:
    """All rows as long as the headings; a row with more cells than that is a problem.

    Blank cells beyond the headings are let pass only where every row has them, as spreadsheets write them: behind a
    figure such as 1,240 without quotation marks they are the last of a shifted row.
    """
    width = len(grid.rows[0])
    lengths = {len(row) for row in grid.rows[1:]}
    if lengths <= {width}:
        return grid, []
    shifted = len(lengths) > 1
    problems = []
    rows = []
    for number, row in zip(grid.numbers, grid.rows, strict=True):
        surplus = [cell for cell in row[width:] if shifted or cell.strip()]
        if surplus:
            expected = text(
                "the row has {count} cells more than there are headings: put a cell that contains a comma in quotation marks",
                count=len(surplus),
            )
            problems.append(Problem(grid.file, str(number), "", ", ".join(surplus), expected))
        rows.append([*row[:width], *[""] * (width - len(row))])
    return Grid(grid.file, rows, grid.numbers), problems


def _rearmed(column: Cells) -> Cells:
    plain: Cells = column.copy()
    for row, cell in enumerate(column):
        if _DISARMED.match(cell):
            plain[row] = cell[1:]
    return plain
