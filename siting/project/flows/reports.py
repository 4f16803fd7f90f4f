"""The utility's reports: 月報 with a row per day, 日報 with a row per day and 24 columns of hours."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from siting.errors import InputProblems, Problem
from siting.language import Text, text
from siting.project.flows.cells import Minutes, is_gap, number_in, times_in
from siting.project.flows.headings import DAYS, Columns, find_columns, is_total, merged_figures, named_column
from siting.project.flows.hour_columns import HourColumns, find_hour_columns
from siting.project.flows.mean_year import DAY, HOUR, mean_year
from siting.project.flows.readings import Readings, gather, read_figures
from siting.project.flows.record import FlowRecord
from siting.project.flows.report_heads import SheetMonth, month_start, sheet_month
from siting.project.flows.sheets import Asked, Sheet
from siting.project.values import half_width

_DAY = re.compile(r"(\d{1,2})\s*日?\s*(?:[(\[][^()\[\]\d]{1,3}[)\]])?")
_MONTH_DAY = re.compile(r"(\d{1,2})\s*(?:[/.-]|月)\s*(\d{1,2})\s*日?\s*(?:[(\[][^()\[\]\d]{1,3}[)\]])?")


@dataclass(frozen=True)
class _Day:
    """A day as a cell names it: a full date, month and day, or the day of the month alone."""

    day: int
    month: int | None = None
    year: int | None = None


def read_daily_report(sheets: Sequence[Sheet], asked: Asked, sha256: str) -> FlowRecord:
    """The mean year of 月報: a row per day; raises ``InputProblems``."""
    parts, problems, notes = [], [], []
    for sheet in sheets:
        columns = find_columns(sheet, asked, DAYS, lambda cell: day_in(cell) is not None)
        rows, days, told, found = _days(sheet, asked, columns, [columns.flow])
        part, faults = read_figures(sheet, asked, rows, days.astype("datetime64[m]"), [columns.flow], columns.head)
        parts.append(part)
        problems += [*found, *faults]
        notes += told
    return _in_one(parts, problems, notes, DAY, asked, sha256)


def read_hourly_report(sheets: Sequence[Sheet], asked: Asked, sha256: str) -> FlowRecord:
    """The mean year of 日報: a row per day and 24 columns; raises ``InputProblems``."""
    if asked.source.head_column is not None:
        raise asked.refuse("head_column", text("a report with a column per hour has no column for the head beside it"))
    parts, problems, notes = [], [], []
    for sheet in sheets:
        hours = find_hour_columns(sheet, asked)
        columns = _day_column(sheet, asked, hours)
        rows, days, told, found = _days(sheet, asked, columns, hours.columns)
        starts = days.astype("datetime64[m]")[:, None] + hours.starts_min[None, :].astype("timedelta64[m]")
        part, faults = read_figures(sheet, asked, rows, starts, hours.columns, None)
        parts.append(part)
        problems += [*found, *faults]
        notes += [*hours.notes, *told]
    return _in_one(parts, problems, notes, HOUR, asked, sha256)


def _in_one(
    parts: list[Readings], problems: list[Problem], notes: list[Text], step: int, asked: Asked, sha256: str
) -> FlowRecord:
    if problems:
        raise InputProblems(problems)
    return mean_year(gather(parts), step, asked, sha256, list(dict.fromkeys(notes)))


def day_in(cell: Any) -> _Day | None:
    """The day that a cell names: 1, 1日, 4/1, 4月1日(土), 2023-04-01, 令和5年4月1日; None if it names none."""
    if isinstance(cell, dt.date):
        return _Day(cell.day, cell.month, cell.year)
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _Day(int(cell)) if cell == cell and cell == int(cell) and 1 <= cell <= 31 else None
    if not isinstance(cell, str):
        return None
    plain = half_width(cell)
    if match := _DAY.fullmatch(plain):
        return _Day(int(match.group(1))) if 1 <= int(match.group(1)) <= 31 else None
    if match := _MONTH_DAY.fullmatch(plain):
        month, day = int(match.group(1)), int(match.group(2))
        return _Day(day, month) if 1 <= month <= 12 and 1 <= day <= 31 else None
    found = times_in([plain])
    if np.isnat(found.values[0]) or not found.day[0]:
        return None
    date: dt.datetime = found.values[0].item()
    return _Day(date.day, date.month, date.year)


def _day_column(sheet: Sheet, asked: Asked, hours: HourColumns) -> Columns:
    """The column of the day: the stated one, or the one left of the hours that names most different days."""
    first = asked.source.first_row - 1 if asked.source.first_row else hours.heading + 1
    if asked.source.time_column is not None:
        column = named_column(sheet, asked, "time_column")
    else:
        days = [len({day_in(row[at]) for row in sheet.rows[first:]} - {None}) for at in range(hours.columns[0])]
        if not any(days):
            expected = text("no column of days was found left of the hours: state time_column")
            raise InputProblems([sheet.whole(expected)])
        column = int(np.argmax(days))
    while not asked.source.first_row and first < len(sheet.rows) - 1 and day_in(sheet.rows[first][column]) is None:
        if number_in(sheet.rows[first][hours.columns[0]]) is not None:
            break
        first += 1
    return Columns(column, hours.columns[0], first)


def _days(
    sheet: Sheet, asked: Asked, columns: Columns, flows: Sequence[int]
) -> tuple[list[int], Minutes, list[Text], list[Problem]]:
    """The rows that are days, their dates, what was done, and what cannot be taken."""
    known, notes = sheet_month(sheet, columns.first, asked)
    figures = flows if columns.head is None else [*flows, columns.head]
    problems = merged_figures(sheet, range(columns.first, len(sheet.rows)), figures)
    rows, dates, totals, surplus = [], [], 0, 0
    for at in range(columns.first, len(sheet.rows)):
        row = sheet.rows[at]
        found = [number_in(row[column]) for column in flows]
        day = day_in(row[columns.time])
        if day is None:
            if is_total(row, columns.flow):
                totals += any(one is not None for one in found)
            elif any(one is not None for one in found):
                problems.append(sheet.refuse(at, columns.time, row[columns.time], _NO_DAY))
            continue
        date = _date(day, known)
        if isinstance(date, np.datetime64):
            rows.append(at)
            dates.append(date)
        elif not any(found) and date is _NO_SUCH_DAY:
            surplus += any(one is not None for one in found)  # a form of 31 rows for every month
        elif not all(is_gap(row[column]) for column in flows):
            problems.append(sheet.refuse(at, columns.time, row[columns.time], date))
    if totals:
        notes.append(text("rows of totals and means are left out"))
    if surplus:
        notes.append(text("{count} zeros on days that the month does not have are left out", count=surplus))
    if not rows and not problems:
        problems.append(sheet.whole(text("no row with a day was found: state time_column and first_row")))
    return rows, np.array(dates, dtype="datetime64[D]"), notes, _once(problems)


_NO_DAY = text("the row has a flow but no day")
_NO_MONTH = text(
    "the month of these days cannot be told: name it in the sheet's name, a pattern in sheets or the title"
)
_NO_YEAR = text("the year of these days cannot be told: state fiscal_year")
_NO_SUCH_DAY = text("the month has no such day")
_OTHER_MONTH = text("the day lies in another month than the sheet's name says")


def _date(day: _Day, known: SheetMonth) -> np.datetime64 | Text:
    """The date of a day in its sheet, or why there is none."""
    month = day.month or known.month
    if month is None:
        return _NO_MONTH
    if day.month and known.named and day.month != known.month:
        return _OTHER_MONTH
    year = day.year or known.year_of(month)
    if year is None:
        return _NO_YEAR
    date = month_start(year, month) + (day.day - 1)
    return date if date < month_start(year + month // 12, month % 12 + 1) else _NO_SUCH_DAY


def _once(problems: Sequence[Problem]) -> list[Problem]:
    """The first problem of each kind: a sheet without a year has thirty days without one."""
    return list({problem.expected: problem for problem in reversed(problems)}.values())[::-1]
