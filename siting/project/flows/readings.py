"""What was read of a flow record before it becomes a mean year: starts, flows and heads with their places."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from siting.errors import InputProblems, Problem
from siting.language import Text, text
from siting.project.flows.cells import Fault, Minutes, numbers_in
from siting.project.flows.sheets import AskedFile, Sheet

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Readings:
    """Interval starts with the flow and head of each in the file's units, NaN for gaps, and where they stand.

    ``words`` are the texts that stood where nothing was measured.
    """

    sheet: Sheet
    row: Ints
    column: Ints
    start: Minutes
    flow: Floats
    head: Floats
    words: Counter[str]

    def place(self, at: int) -> str:
        """The cell of a flow."""
        return self.sheet.place(int(self.row[at]), int(self.column[at]))


@dataclass(frozen=True)
class Gathered:
    """The readings of all sheets of a record in one; ``sheet_of`` is the position of the sheet of each."""

    parts: tuple[Readings, ...]
    sheet_of: Ints
    within: Ints
    start: Minutes
    flow: Floats
    head: Floats
    words: Counter[str]

    def place(self, at: int) -> str:
        """The cell of a flow."""
        part: Readings = self.parts[int(self.sheet_of[at])]
        return part.place(int(self.within[at]))

    def refuse(self, at: int, value: str | None, expected: Text) -> InputProblems:
        """The fault of one flow."""
        return InputProblems([Problem(self.parts[0].sheet.file, self.place(at), "", value, expected)])


def read_figures(
    sheet: Sheet, asked: AskedFile, rows: Sequence[int], starts: Minutes, flows: Sequence[int], head: int | None
) -> tuple[Readings, list[Problem]]:
    """The flows (and heads) of some rows; ``starts`` has a row for each of them and a column for each of ``flows``."""
    problems: list[Problem] = []
    columns, words = [], Counter[str]()
    for column in flows:
        found = numbers_in([sheet.rows[row][column] for row in rows])
        columns.append(found.values)
        words += found.words
        problems += faults_of(sheet, [(rows[at], value, expected) for at, value, expected in found.faults], column)
    heads = np.full(len(rows), np.nan)
    if head is not None:
        measured = numbers_in([sheet.rows[row][head] for row in rows])
        heads = measured.values
        problems += faults_of(sheet, [(rows[at], value, expected) for at, value, expected in measured.faults], head)
    count = len(flows)
    return Readings(
        sheet,
        np.repeat(np.array(rows, dtype=np.int64), count),
        np.tile(np.array(flows, dtype=np.int64), len(rows)),
        starts.reshape(-1),
        np.column_stack(columns).reshape(-1),
        np.repeat(heads, count),
        words,
    ), problems


def faults_of(sheet: Sheet, faults: Sequence[Fault], column: int) -> list[Problem]:
    """A problem for each different text that cannot be taken, with the first cell that holds it."""
    alike: dict[str, list[Fault]] = {}
    for fault in faults:
        alike.setdefault(fault[1], []).append(fault)
    return [_fault(sheet, same, column) for same in alike.values()]


def _fault(sheet: Sheet, same: Sequence[Fault], column: int) -> Problem:
    row, value, expected = same[0]
    if len(same) > 1:
        expected = text("{expected} ({count} such cells in this column)", expected=expected, count=len(same))
    return sheet.refuse(row, column, value, expected)


def gather(parts: Sequence[Readings]) -> Gathered:
    """The readings of all sheets in the order of time."""
    sheet_of = np.repeat(np.arange(len(parts)), [len(part.start) for part in parts])
    within = np.concatenate([np.arange(len(part.start)) for part in parts])
    start = np.concatenate([part.start for part in parts])
    order = np.argsort(start, kind="stable")
    return Gathered(
        tuple(parts),
        sheet_of[order],
        within[order],
        start[order],
        np.concatenate([part.flow for part in parts])[order],
        np.concatenate([part.head for part in parts])[order],
        sum((part.words for part in parts), Counter()),
    )
