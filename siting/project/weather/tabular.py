"""What the readers of EPW, PVGIS, TMY3 and NSRDB share: rows are judged here with their lines, values come from pvlib."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from siting.errors import InputProblems, Problem
from siting.language import Text, text
from siting.project.flows.sheets import Sheet
from siting.project.values import half_width
from siting.project.weather.opened import Opened, figures
from siting.project.weather.record import Floats
from siting.project.weather.year import Hours, Ints, year_order


@dataclass(frozen=True)
class Rows:
    """The rows of a file with their column of each quantity, and the figure from (below 0: up to) which one is missing."""

    sheet: Sheet
    rows: Sequence[int]
    columns: Mapping[str, int]
    missing: Mapping[str, float]

    def whole(self, column: int, opened: Opened) -> Ints:
        """A column of whole numbers; raises ``InputProblems``."""
        found = figures(self.sheet, self.rows, column)
        bad = np.flatnonzero(~(found == np.round(found)))
        if len(bad):
            row = self.rows[int(bad[0])]
            raise opened.refuse(row + 1, self.sheet.rows[row][column], text("expected a whole number"))
        return found.astype(np.int64)

    def check(self, opened: Opened) -> None:
        """Raises where a cell that will be used holds no number."""
        problems: list[Problem] = []
        for column in self.columns.values():
            try:
                figures(self.sheet, self.rows, column)
            except InputProblems as error:
                problems += error.problems
        if problems:
            raise InputProblems(problems)


def plain_text(opened: Opened) -> str:
    """The file for pvlib: half-width, without blank lines, which pandas would leave out of its count."""
    return "\n".join(half_width(line) for line in opened.lines if line.strip()) + "\n"


@dataclass(frozen=True)
class Year:
    """The quantities in the order of the year, their lines, notes, and what the head of the file says."""

    values: dict[str, Floats]
    lines: dict[str, Ints]
    notes: tuple[Text, ...]
    head: Mapping[str, Any]


def by_pvlib(
    found: Rows, hours: Hours, opened: Opened, name: str, names: Mapping[str, str], read: Callable[[], Any]
) -> Year:
    """The year that a reader of pvlib finds; ``names`` are its own of the quantities. Raises ``InputProblems``.

    Rows and hours are judged first, so that pvlib meets a whole year; what it still fails at is told in its words.
    """
    order, notes = year_order(hours, opened.file)
    try:
        with warnings.catch_warnings(action="ignore"):
            frame, head = read()
            values = {one: frame[names[one]].to_numpy(dtype=float)[: len(found.rows)][order] for one in found.columns}
    except Exception as error:  # pandas and pvlib let every kind through
        reason = " ".join(str(error).split())
        expected = text("the file cannot be read as {format}: {reason}", format=name, reason=reason)
        raise opened.refuse(None, None, expected) from None
    for one, limit in found.missing.items():
        if one in values:
            gone = values[one] >= limit if limit > 0 else values[one] <= limit
            values[one] = np.where(gone, np.nan, values[one])
    return Year(values, dict.fromkeys(values, hours.line[order]), tuple(notes), head)
