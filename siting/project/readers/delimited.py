"""CSV as Excel and Japanese systems write it: comma, or tab or semicolon; UTF-8 or CP932."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from itertools import chain

from siting.errors import Problem
from siting.language import text
from siting.project.readers.encodings import decode
from siting.project.readers.grid import Grid, heading_fault, named_columns
from siting.project.readers.raw import Cells, RawTable, TableSource

# A last line that no file holds: if it does not come back as a record of its own, a quotation mark is still open.
_END = "\x1e the end \x1e"
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
    lines = chain(io.StringIO(decoded, newline=""), [_END])
    try:
        records.extend(csv.reader(lines, delimiter=_delimiter(decoded)))
    except csv.Error:
        # The module's only complaint about text is a cell of more than 131,072 characters; what came before is kept.
        expected = text("a cell of this row has no end: check its quotation marks")
        return [], [Problem(file, str(len(records) + 1), "", None, expected)]
    if records[-1] != [_END]:
        expected = text(
            "a quotation mark in this row is never closed: close it, or double it if it is part of the text"
        )
        return [], [Problem(file, str(len(records)), "", None, expected)]
    return records[:-1], []


def _delimiter(decoded: str) -> str:
    """Comma, unless the headings hold none and are separated by tabs or semicolons."""
    first = next(csv.reader(io.StringIO(decoded[:10_000], newline="")), [])
    if sum(1 for cell in first if cell.strip()) > 1:
        return ","
    return next((mark for mark in "\t;" if any(mark in cell for cell in first)), ",")


def _even(grid: Grid) -> tuple[Grid, list[Problem]]:
    """All rows as long as the headings; a row with more cells than that is a problem unless they are blank."""
    width = len(grid.rows[0])
    if all(len(row) == width for row in grid.rows):
        return grid, []
    problems = []
    rows = []
    for number, row in zip(grid.numbers, grid.rows, strict=True):
        surplus = [cell for cell in row[width:] if cell.strip()]
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
