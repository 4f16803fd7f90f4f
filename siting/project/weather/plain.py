"""A plain CSV: project.toml says which columns hold what, in which unit, and which part of its hour a time names."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from siting.errors import InputProblems, Problem
from siting.language import Text, text
from siting.project.flows.cells import is_gap, number_in, times_in
from siting.project.flows.headings import named_column
from siting.project.flows.sheets import AskedFile, Sheet
from siting.project.weather.jma import hours_of
from siting.project.weather.opened import AskedWeather, Opened, figures, filled_rows, sheet_of
from siting.project.weather.record import HOURS, Floats
from siting.project.weather.whole_year import W_M2_OF
from siting.project.weather.year import DAYS_BEFORE, LEAP_DAY, Draft, Ints, year_order

_QUANTITIES = {
    "ghi": "ghi", "beam": "beam", "dni": "dni", "dhi": "dhi", "temperature": "temperature_c", "wind": "wind_m_s", "snow": "snow_cm",
}  # fmt: skip
_RADIATION = ("ghi", "beam", "dni", "dhi")
_LABEL_MINUTES = {"start": 0, "middle": 30, "end": 60}
_LEAP_HOURS = HOURS + 24
_LEAP_FROM = int(DAYS_BEFORE[2]) * 24  # 29 February begins where 1 March does in other years
# A date without a year is read in a fiscal year with 29 February: only its month and day count.
_ANY_FISCAL_YEAR = 2003
_SEARCHED_ROWS = 40


@dataclass(frozen=True)
class _Keys:
    """The keys of ``weather.columns`` as the finder of columns asks for them, see ``RecordFile``."""

    file: str
    encoding: str | None
    columns: dict[str, str]
    sheets: None = None
    first_row: None = None
    time_column: None = None
    fiscal_year: None = None
    label: None = None

    def __getattr__(self, name: str) -> Any:
        """The heading or letter that a key states."""
        return self.columns[name]


def read_plain(asked: AskedWeather, opened: Opened) -> Draft:
    """The year of a plain CSV; raises ``InputProblems``."""
    sheet = sheet_of(opened)
    stated = {name: str(value) for name, value in asked.source.columns.model_dump().items() if value}
    where = AskedFile(Path(), "weather.columns", _Keys(opened.file, None, stated), asked.line)
    columns: dict[str, int] = {}
    problems: list[Problem] = []
    for name in stated:
        try:
            columns[name] = named_column(sheet, where, name)
        except InputProblems as error:
            problems += error.problems
    if problems:
        raise InputProblems(problems)
    rows = _rows(sheet, columns)
    order, lines, notes = _by_time(sheet, rows, columns["time"], asked, opened) if "time" in columns else _in_order(rows, opened)  # fmt: skip
    values: dict[str, Floats] = {}
    unit = str(asked.source.unit)
    for key, name in _QUANTITIES.items():
        if key in columns:
            try:
                found = figures(sheet, rows, columns[key])
            except InputProblems as error:
                problems += error.problems
            else:
                values[name] = found[order] * (W_M2_OF[unit] if name in _RADIATION else 1.0)
    if problems:
        raise InputProblems(problems)
    return Draft(
        values, dict.fromkeys(values, lines), unit, utc_offset_h=asked.source.utc_offset_h, notes=tuple(notes)
    )  # fmt: skip


def _rows(sheet: Sheet, columns: dict[str, int]) -> list[int]:
    """The rows from the first with a time or, where none are given, with a figure; blank at night counts as one."""
    key = "time" if "time" in columns else "ghi"
    cells = [row[columns[key]] for row in sheet.rows[:_SEARCHED_ROWS]]
    heading = next((at for at, cell in enumerate(cells) if not is_gap(cell) and number_in(cell) is None), -1)
    for at, cell in enumerate(cells):
        if key == "time":
            begins = not is_gap(cell) and not np.isnat(times_in([cell], _ANY_FISCAL_YEAR).values[0])
        else:
            night = heading >= 0 and is_gap(cell) and any(number_in(other) is not None for other in sheet.rows[at])
            begins = at > heading and (number_in(cell) is not None or night)
        if begins:
            return filled_rows(sheet, at)
    expected = text("no row with figures was found in the first {count} rows", count=_SEARCHED_ROWS)
    raise InputProblems([sheet.whole(expected)])


def _by_time(
    sheet: Sheet, rows: list[int], column: int, asked: AskedWeather, opened: Opened
) -> tuple[Ints, Ints, list[Text]]:
    found = times_in([sheet.rows[row][column] for row in rows], _ANY_FISCAL_YEAR)
    if found.faults:
        at, value, expected = found.faults[0]
        raise opened.refuse(rows[at] + 1, value, expected)
    blank = np.flatnonzero(np.isnat(found.values))
    if len(blank):
        raise opened.refuse(rows[int(blank[0])] + 1, None, text("the row has a figure but no time"))
    starts = found.values - np.timedelta64(_LABEL_MINUTES[str(asked.source.label)], "m")
    hours = hours_of(starts, rows, opened)
    order, notes = year_order(hours, opened.file)
    return order, hours.line[order], notes


def _in_order(rows: list[int], opened: Opened) -> tuple[Ints, Ints, list[Text]]:
    """8,760 rows from 1 January, or 8,784 with 29 February."""
    lines = np.array(rows, dtype=np.int64) + 1
    if len(rows) == HOURS:
        return np.arange(HOURS), lines, []
    if len(rows) == _LEAP_HOURS:
        order = np.concatenate([np.arange(_LEAP_FROM), np.arange(_LEAP_FROM + 24, _LEAP_HOURS)])
        return order, lines[order], [LEAP_DAY]
    expected = text(
        "{count} rows of figures; a year without times has 8,760 hours, or 8,784 with 29 February: name columns.time, or correct the rows",
        count=f"{len(rows):,}",
    )
    raise opened.refuse(int(lines[-1]), None, expected)
