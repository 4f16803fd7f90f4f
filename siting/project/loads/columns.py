"""Which columns of a load file hold the time and the figures: a figure per row, or a row per day and 48 columns."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from siting.errors import InputProblems
from siting.language import text
from siting.project.flows.cells import clock_in
from siting.project.flows.headings import (
    STACKED_ROWS,
    TIMES,
    Columns,
    first_row,
    headings_of,
    named_column,
    searched_rows,
    stacked,
    time_columns,
)
from siting.project.flows.series import is_time
from siting.project.flows.sheets import AskedFile, Sheet
from siting.project.loads.calendar import Ints
from siting.project.readers.grid import column_letter
from siting.project.values import half_width

HALF_HOURS = 48
HALF_HOUR = 30  # minutes
LAST_HALF_HOUR = 23 * 60 + 30
_FIGURES = re.compile(
    r"使用電力|使用量|電力|需要|負荷|消費|発電|出力|実績|値|kwh|kw|power|demand|load|energy|consumption|generation|value|output"
)
# Columns that speak of power without being the one of the interval.
_OTHERS = re.compile(
    r"契約|最大|最小|累計|累積|積算|合計|力率|無効|単価|料金|max|min|total|cumul|contract|factor|reactive|kvar"
)
_RANGE = re.compile(r"(\d{1,2}[:時]\d{0,2}分?)\s*[-~〜～－―]\s*(\d{1,2}[:時]\d{0,2}分?)?")


@dataclass(frozen=True)
class HalfHourColumns:
    """The row of the headings, the 48 columns, and the start of each half hour in minutes after midnight."""

    heading: int
    columns: list[int]
    starts_min: Ints


def figure_columns(
    sheet: Sheet,
    asked: AskedFile,
    stated: str | None,
    times: Collection[str] = TIMES,
    is_stamp: Callable[[Any], bool] | None = None,
) -> Columns:
    """The columns of the time and of the figures, stated or by their headings; raises ``InputProblems``."""
    time = named_column(sheet, asked, "time_column") if asked.source.time_column is not None else None
    figure = named_column(sheet, asked, "column") if stated is not None else None
    clock, below = None, 0
    if time is None or figure is None:
        below, (time, clock), figure = _by_headings(sheet, asked, times, time, figure)
    known = is_stamp or (lambda cell: is_time(cell, asked.source.fiscal_year))
    first = asked.source.first_row - 1 if asked.source.first_row else first_row(sheet, below, time, figure, known)
    return Columns(time, figure, first, clock)


def _by_headings(
    sheet: Sheet, asked: AskedFile, times: Collection[str], time: int | None, figure: int | None
) -> tuple[int, tuple[int, int | None], int]:
    rows = searched_rows(sheet, asked)
    seen_time = time is not None
    for height in range(1, STACKED_ROWS + 1):
        for top in range(len(rows) - height + 1):
            stack = stacked(rows[top : top + height])
            at_time = (time, None) if time is not None else time_columns(stack, times, sheet, True)
            if at_time is None:
                continue
            seen_time = True
            at_figure = (
                figure if figure is not None else _figure_column(stack, rows[top : top + height], at_time, sheet)
            )
            if at_figure is not None:
                return top + height, at_time, at_figure
    headings = headings_of(sheet)
    if not seen_time:
        expected = text("no column of times was found: state time_column; the headings are {names}", names=headings)
    else:
        expected = text("no column of figures was found: state column; the headings are {names}", names=headings)
    raise InputProblems([sheet.whole(expected)])


def _figure_column(
    stack: list[list[str]], rows: Sequence[Sequence[Any]], time: tuple[int, int | None], sheet: Sheet
) -> int | None:
    whole = [" ".join(half_width(cell).casefold() for row in rows if isinstance(cell := row[at], str)) for at in range(len(stack))]  # fmt: skip
    named = [
        at for at, words in enumerate(whole) if at not in time and _FIGURES.search(words) and not _OTHERS.search(words)
    ]
    if len(named) > 1:
        letters = ", ".join(f"{column_letter(at)} ({' '.join(stack[at])})" for at in named)
        expected = text("several columns could hold the figures: state column; they are {letters}", letters=letters)
        raise InputProblems([sheet.whole(expected)])
    return named[0] if named else None


def find_half_hours(sheet: Sheet, asked: AskedFile, stated: str | None) -> HalfHourColumns | None:
    """The 48 columns of a sheet with a row per day; None if no row has headings of 48 half hours."""
    first = named_column(sheet, asked, "column") if stated is not None else None
    runs = [
        (at, columns, starts)
        for at, row in enumerate(searched_rows(sheet, asked))
        for columns, starts in _runs(row, asked.source.label)
        if first is None or columns[0] == first
    ]
    in_one_row = [run for run in runs if run[0] == runs[0][0]]
    if len(in_one_row) > 1:
        letters = ", ".join(column_letter(run[1][0]) for run in in_one_row)
        expected = text("several groups of 48 half hours: state column, the first of the 48; they begin in {letters}", letters=letters)  # fmt: skip
        raise InputProblems([sheet.whole(expected)])
    return HalfHourColumns(*runs[0]) if runs else None


def _runs(row: Sequence[Any], label: str | None) -> list[tuple[list[int], Ints]]:
    """Groups of 48 cells with times of the day (0:00, 0:30, ...) or numbers (1 to 48), and the minutes they begin at."""
    for marks, stated in ((_clocks(row), label), (_numbers(row), "start")):
        groups, begin = [], 0
        while begin + HALF_HOURS <= len(marks):
            group = marks[begin : begin + HALF_HOURS]
            if all(after[1] - before[1] == HALF_HOUR for before, after in pairwise(group)):
                ends = stated == "end" or (stated is None and group[0][1] == HALF_HOUR)
                starts = np.array([one[1] for one in group]) - (HALF_HOUR if ends else 0)
                groups.append(([one[0] for one in group], starts))
                begin += HALF_HOURS
            else:
                begin += 1
        if groups:
            return groups
    return []


def _clocks(row: Sequence[Any]) -> list[tuple[int, int]]:
    """Cells that name a time of the day or a range of them, with the minute; 0:00 after 0:30 to 23:30 is 24:00."""
    found: list[tuple[int, int]] = []
    for at, cell in enumerate(row):
        plain = half_width(cell) if isinstance(cell, str) else cell
        match = _RANGE.fullmatch(plain) if isinstance(plain, str) else None
        timed = isinstance(plain, dt.time | dt.datetime | dt.timedelta) or (isinstance(plain, str) and re.search(r"[:時]", plain))  # fmt: skip
        minute = clock_in(match.group(1) if match else plain) if timed else None
        if minute is not None:
            before = [one[1] for one in found[-HALF_HOURS:]]
            closes = minute == 0 and before[-1:] == [LAST_HALF_HOUR] and before[0] != 0
            found.append((at, 24 * 60 if closes else minute))
    return found


def _numbers(row: Sequence[Any]) -> list[tuple[int, int]]:
    """Cells that count the half hours from 1 to 48, with the minute at which each begins."""
    found = []
    for at, cell in enumerate(row):
        plain = half_width(cell) if isinstance(cell, str) else cell
        match = re.fullmatch(r"(\d{1,2})(?:コマ|駒)?", plain) if isinstance(plain, str) else None
        number = int(match.group(1)) if match else int(plain) if isinstance(plain, int | float) and plain in range(1, 49) else 0  # fmt: skip
        if 1 <= number <= HALF_HOURS:
            found.append((at, (number - 1) * HALF_HOUR))
    return found
