"""Rows of cells to named columns: what a CSV and a sheet have in common."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from siting.errors import Problem
from siting.language import text
from siting.project.readers.raw import Cells

_TITLE_SEARCH_ROWS = 10


@dataclass(frozen=True)
class Grid:
    """Rows that are not wholly blank, with the numbers under which the user finds them; ``sheet`` of a workbook."""

    file: str
    rows: Sequence[Sequence[Any]]
    numbers: Sequence[int]
    sheet: str = ""

    def place(self, number: int, column: int | None = None) -> str:
        """Where a cell or row stands, as ``RawTable.place`` says it."""
        cell = f"{'' if column is None or not self.sheet else column_letter(column)}{number}"
        return f"{self.sheet}!{cell}" if self.sheet else cell


@dataclass(frozen=True)
class NamedColumns:
    """The columns that have a heading."""

    headings: tuple[str, ...]
    columns: tuple[Cells, ...]
    letters: tuple[str, ...]
    rows: npt.NDArray[np.int64]


def is_blank(cell: Any) -> bool:
    """Whether nothing can be seen in the cell."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def column_letter(column: int) -> str:
    """The spreadsheet's letters of a column counted from 0."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def heading_fault(grid: Grid) -> Problem | None:
    """Why the first row cannot be the headings; None if it can."""
    if not grid.rows:
        expected = text("the sheet is empty") if grid.sheet else text("the file is empty")
        return Problem(grid.file, grid.sheet, "", None, expected)
    first = grid.numbers[0]
    if first != 1:
        expected = text("the first row is blank; the headings must stand in row 1: delete the rows above them")
        return Problem(grid.file, grid.place(1), "", None, expected)
    filled = [cell for cell in grid.rows[0] if not is_blank(cell)]
    if len(filled) > 1:
        return None
    for number, row in list(zip(grid.numbers, grid.rows, strict=True))[1:_TITLE_SEARCH_ROWS]:
        if _looks_like_headings(row):
            expected = text(
                "a title stands above the table; the headings must stand in row 1: delete the rows above row {row}",
                row=number,
            )
            return Problem(grid.file, grid.place(1), "", str(filled[0]), expected)
    return None


def named_columns(grid: Grid) -> tuple[NamedColumns, list[Problem]]:
    """The columns under their headings; rows must have equal lengths. Columns without a heading must be blank."""
    headings, *rows = grid.rows
    columns = _columns(rows, len(headings))
    numbers = np.array(grid.numbers[1:], dtype=np.int64)
    named = [at for at, heading in enumerate(headings) if not is_blank(heading)]
    problems = []
    for at in sorted(set(range(len(headings))) - set(named)):
        filled = next((row for row, cell in enumerate(columns[at]) if not is_blank(cell)), None)
        if filled is not None:
            expected = text(
                "column {letter} holds values (first in row {row}) but has no heading: name it or clear it",
                letter=column_letter(at),
                row=int(numbers[filled]),
            )
            problems.append(Problem(grid.file, grid.place(1, at), "", None, expected))
    return NamedColumns(
        tuple(str(headings[at]).strip() for at in named),
        tuple(columns[at] for at in named),
        tuple(column_letter(at) for at in named),
        numbers,
    ), problems


def cells_of(values: Sequence[Any]) -> Cells:
    """One-dimensional whatever the values are: numpy would unpack lists and geometries."""
    return np.fromiter(values, dtype=object, count=len(values))


def _columns(rows: list[Sequence[Any]], width: int) -> list[Cells]:
    if not rows:
        return [cells_of([]) for _ in range(width)]
    return [cells_of(column) for column in zip(*rows, strict=True)]


def _looks_like_headings(row: Sequence[Any]) -> bool:
    filled = [cell for cell in row if not is_blank(cell)]
    return len(filled) > 1 and all(isinstance(cell, str) and not _is_number(cell) for cell in filled)


def _is_number(cell: str) -> bool:
    try:
        float(cell.replace(",", ""))
    except ValueError:
        return False
    return True
