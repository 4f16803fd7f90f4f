"""A sheet of an Excel workbook: cells with their types, and the faults only a workbook can have."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

from siting.errors import Problem
from siting.language import Text, text
from siting.project.readers.files import sha256_of, whole_file
from siting.project.readers.grid import (
    Grid,
    NamedColumns,
    column_letter,
    heading_fault,
    is_blank,
    named_columns,
)
from siting.project.readers.parts import choose_part
from siting.project.readers.raw import RawTable, TableSource
from siting.project.readers.sheet_xml import SheetMarks, sheet_marks
from siting.vocabulary import Table

_LAST_ROW = 1_048_576  # of any sheet, so a damaged row number cannot keep us busy
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_ERROR = re.compile(
    r"#(NULL!|DIV/0!|VALUE!|REF!|NAME\?|NUM!|N/A|GETTING_DATA|(SPILL|CALC|FIELD|BLOCKED|CONNECT|UNKNOWN|BUSY)!)"
)
_RANGE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})(?::\$?([A-Z]{1,3})\$?([0-9]{1,7}))?")


@dataclass(frozen=True)
class _Sheet:
    """A sheet as openpyxl gives it: rows with anything in them, their numbers, and its marks."""

    title: str
    rows: list[list[Any]]
    numbers: list[int]
    marks: SheetMarks


def read_workbook(source: TableSource, table: Table) -> tuple[RawTable | None, list[Problem]]:
    """The table of a workbook's sheet: the stated one, the one named like the table, or the only one."""
    if refused := not_a_workbook(source):
        return None, [refused]
    sheet = _read_sheet(source, table)
    if isinstance(sheet, Problem):
        return None, [sheet]
    return _to_table(source, sheet)


def sheet_titles(path: Path) -> list[str] | None:
    """The names of the sheets that hold cells; None if the workbook cannot be read."""
    import openpyxl

    # openpyxl lets every kind of exception through when a file is damaged, and warns of what does not matter here.
    try:
        with warnings.catch_warnings(action="ignore"), path.open("rb") as file:
            book = openpyxl.load_workbook(file, read_only=True, data_only=True)
            return [sheet.title for sheet in book.worksheets]
    except Exception:  # see above
        return None


def not_a_workbook(source: TableSource) -> Problem | None:
    content = source.path.read_bytes()
    if content.startswith(_OLE):
        if _ENCRYPTED in content:
            return whole_file(source.name, text("the workbook is protected: save it without a password"))
        return whole_file(source.name, text("this is an old Excel workbook (.xls): save it as .xlsx"))
    return None if content.startswith(b"PK") else whole_file(source.name, _damaged())


def _damaged() -> Text:
    return text("this is no Excel workbook, or it is damaged: open it in Excel and save it as .xlsx")


def _read_sheet(source: TableSource, table: Table) -> _Sheet | Problem:
    import openpyxl

    # See sheet_titles: rows are parsed on the way, so a damaged part may fail as late as in the loop.
    try:
        with warnings.catch_warnings(action="ignore"), source.path.open("rb") as file:
            book = openpyxl.load_workbook(file, read_only=True, data_only=True)
            title, which = choose_part([sheet.title for sheet in book.worksheets], source.sheet, table)
            if title is None:
                return whole_file(source.name, which)
            sheet: Any = book[title]
            sheet.reset_dimensions()  # some programs write a wrong extent, and openpyxl would cut the rows there
            numbered = enumerate(islice(sheet.iter_rows(values_only=True), _LAST_ROW), 1)
            filled = [(number, row) for number, row in numbered if not all(map(is_blank, row))]
            marks = sheet_marks(file, title)
    except Exception:  # see above
        return whole_file(source.name, _damaged())
    width = max((_width(row) for _, row in filled), default=0)
    rows = [[*row[:width], *[None] * (width - len(row))] for _, row in filled]
    return _Sheet(title, rows, [number for number, _ in filled], marks)


def _width(row: Sequence[Any]) -> int:
    """The number of cells up to the last that holds something."""
    return next((at for at in range(len(row), 0, -1) if not is_blank(row[at - 1])), 0)


def _to_table(source: TableSource, sheet: _Sheet) -> tuple[RawTable | None, list[Problem]]:
    grid = Grid(source.name, sheet.rows, sheet.numbers, sheet.title)
    if sheet.marks.without_result:
        return None, [_without_result(grid, sheet.marks.without_result)]
    if fault := heading_fault(grid):
        return None, [fault]
    grid, errors = _without_errors(grid)
    merged, hidden = _merged_cells(grid, sheet.marks.merged)
    named, unnamed = named_columns(grid)
    reported = frozenset(problem.place for problem in errors) | hidden
    return _raw(source, sheet.title, named, reported), errors + merged + unnamed


def _raw(source: TableSource, title: str, named: NamedColumns, reported: frozenset[str]) -> RawTable:
    return RawTable(
        source.name,
        sha256_of(source.path),
        named.headings,
        named.columns,
        named.rows,
        sheet=title,
        letters=named.letters,
        notes={"reported": reported} if reported else {},
    )


def _without_result(grid: Grid, cells: Sequence[str]) -> Problem:
    expected = text(
        "{count} formulas have no stored result, this one first: open the workbook in Excel once and save it",
        count=len(cells),
    )
    return Problem(grid.file, f"{grid.sheet}!{cells[0]}", "", None, expected)


def _without_errors(grid: Grid) -> tuple[Grid, list[Problem]]:
    """A problem for each cell with an Excel error; the cell is emptied so that nothing else complains of it."""
    expected = text("the cell shows an Excel error: correct its formula or type the value")
    problems = [
        Problem(grid.file, grid.place(number, at), "", cell, expected)
        for number, row in zip(grid.numbers, grid.rows, strict=True)
        for at, cell in enumerate(row)
        if _is_error(cell)
    ]
    if not problems:
        return grid, []
    return replace(grid, rows=[[None if _is_error(cell) else cell for cell in row] for row in grid.rows]), problems


def _is_error(cell: Any) -> bool:
    return isinstance(cell, str) and cell.startswith("#") and _ERROR.fullmatch(cell) is not None


def _merged_cells(grid: Grid, ranges: Iterable[str]) -> tuple[list[Problem], frozenset[str]]:
    """A problem for each merged range below the headings, and the places of the cells that it hides."""
    found = []
    hidden = set()
    for written in ranges:
        cells = _cells_of_range(written, grid)
        if cells and cells[-1][0] > 1 and not all(is_blank(row[at]) for _, row, at in cells):
            number, _, first = cells[0]
            found.append((number, first, written))
            hidden |= {grid.place(number, at) for number, row, at in cells if is_blank(row[at])}
    return [
        Problem(
            grid.file,
            grid.place(number, at),
            "",
            None,
            text("the cells {cells} are merged: unmerge them and fill in each cell", cells=written),
        )
        for number, at, written in sorted(found)
    ], frozenset(hidden)


def _cells_of_range(written: str, grid: Grid) -> list[tuple[int, Sequence[Any], int]]:
    """The cells of a range that lie within the table: row number, row, column."""
    found = _RANGE.fullmatch(written)
    if not found:
        return []
    left, top, right, bottom = found.group(1), int(found.group(2)), found.group(3), found.group(4)
    letters = [column_letter(at) for at in range(len(grid.rows[0]))]
    first = letters.index(left) if left in letters else len(letters)
    last = letters.index(right) if right in letters else len(letters) - 1
    rows = ((n, row) for n, row in zip(grid.numbers, grid.rows, strict=True) if top <= n <= int(bottom or top))
    return [(number, row, at) for number, row in rows for at in range(first, last + 1)]
