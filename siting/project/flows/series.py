"""A time and a flow per row: SCADA exports, data loggers, monthly statistics of several years."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Literal

import numpy as np

from siting.errors import InputProblems, Problem
from siting.language import Text, text
from siting.project.flows.cells import Fault, Minutes, Times, clock_in, is_gap, times_in
from siting.project.flows.headings import TIMES, Columns, find_columns, is_total, merged_figures
from siting.project.flows.mean_year import DAY, HOUR, MONTH, mean_year, say_step
from siting.project.flows.readings import Gathered, Readings, faults_of, gather, read_figures
from siting.project.flows.record import FlowRecord
from siting.project.flows.sheets import Asked, AskedFile, Sheet
from siting.project.readers.grid import is_blank

_MONTH_DAYS = (28, 31)


def read_series(sheets: Sequence[Sheet], asked: Asked, sha256: str) -> FlowRecord:
    """The mean year of a series; raises ``InputProblems``."""
    known = partial(is_time, fiscal_year=asked.source.fiscal_year)
    timeless = text("the row has a flow but no time")
    readings, step, notes = series_of(sheets, asked, lambda sheet: find_columns(sheet, asked, TIMES, known), timeless)
    return mean_year(readings, step, asked, sha256, notes)


def series_of(
    sheets: Sequence[Sheet],
    asked: AskedFile,
    columns_of: Callable[[Sheet], Columns],
    timeless: Text,
) -> tuple[Gathered, int, list[Text]]:
    """The readings of a series, its step in minutes or ``MONTH``, and notes; raises ``InputProblems``.

    ``timeless`` is what to say of a figure without a time.
    """
    parts: list[tuple[Readings, Times]] = []
    problems: list[Problem] = []
    notes: list[Text] = []
    for sheet in sheets:
        part, times, found, told = _read_sheet(sheet, columns_of(sheet), asked, timeless)
        parts.append((part, times))
        problems += found
        notes += told
    if problems:
        raise InputProblems(problems)
    starts = np.sort(np.concatenate([part.start for part, _ in parts]))
    step = step_of(starts, asked)
    label = _label(starts, asked)
    if step < DAY and step != MONTH:
        notes.append(_label_note(label, asked))
    readings = gather([replace(part, start=_starts(times, step, label)) for part, times in parts])
    _refuse_odd(readings, step)
    return readings, step, list(dict.fromkeys(notes))


def is_time(cell: Any, fiscal_year: int | None = None) -> bool:
    """Whether a cell holds a date, with or without a time."""
    return not is_blank(cell) and not bool(np.isnat(times_in([cell], fiscal_year).values[0]))


def _read_sheet(
    sheet: Sheet, columns: Columns, asked: AskedFile, timeless: Text
) -> tuple[Readings, Times, list[Problem], tuple[Text, ...]]:
    rows = list(range(columns.first, len(sheet.rows)))
    notes: tuple[Text, ...] = ()
    cells = [sheet.rows[row][columns.time] for row in rows]
    if columns.clock is not None:
        cells, notes = _filled_down(sheet, rows, cells, columns.clock)
    times = times_in(cells, asked.source.fiscal_year)
    lost = np.isnat(times.values)
    dropped = {at for at in np.flatnonzero(lost) if _is_no_reading(sheet, rows[at], columns)}
    kept = np.array([at for at in range(len(rows)) if at not in dropped], dtype=np.intp)
    faults: list[Fault] = [(rows[at], value, expected) for at, value, expected in times.faults if at not in dropped]
    faults += [(rows[at], "", timeless) for at in kept if lost[at] and is_blank(cells[at])]
    problems = faults_of(sheet, faults, columns.time)
    values = times.values
    if columns.clock is not None:
        values, found = _with_clock(sheet, rows, kept, values, columns.clock)
        problems += found
    figures = [columns.flow] if columns.head is None else [columns.flow, columns.head]
    problems += merged_figures(sheet, range(columns.first, len(sheet.rows)), figures)
    of_rows = [rows[at] for at in kept]
    part, found = read_figures(sheet, asked, of_rows, values[kept], [columns.flow], columns.head)
    times = Times(values[kept], times.clock, times.midnight[kept], times.day[kept], [])
    if len(dropped) and (count := sum(not is_gap(sheet.rows[rows[at]][columns.flow]) for at in dropped)):
        notes = (*notes, text("{count} rows of totals and means are left out", count=count))
    return part, times, problems + found, notes


def _is_no_reading(sheet: Sheet, row: int, columns: Columns) -> bool:
    """Whether a row without a time is blank, a remark or a total."""
    cells = sheet.rows[row]
    return is_total(cells, columns.flow) or (is_blank(cells[columns.time]) and is_gap(cells[columns.flow]))


def _filled_down(sheet: Sheet, rows: list[int], dates: list[Any], clock: int) -> tuple[list[Any], tuple[Text, ...]]:
    """Dates that stand only beside the first hour of a day, set beside all of them."""
    filled, count, above = [], 0, None
    for row, date in zip(rows, dates, strict=True):
        if is_blank(date) and above is not None and not is_blank(sheet.rows[row][clock]):
            filled.append(above)
            count += 1
        else:
            above = date if not is_blank(date) else above
            filled.append(date)
    told = text("{count} rows without a date have the date above them", count=f"{count:,}")
    return filled, ((told,) if count else ())


def _with_clock(sheet: Sheet, rows: list[int], kept: Any, dates: Minutes, clock: int) -> tuple[Minutes, list[Problem]]:
    faults: list[Fault] = []
    minutes = np.zeros(len(rows), dtype="timedelta64[m]")
    for at in kept:
        cell = sheet.rows[rows[at]][clock]
        found = clock_in(cell)
        if found is None or not 0 <= found <= DAY:
            faults.append((rows[at], str(cell), text("expected a time of the day such as 1:00, 1時 or 24:00")))
        else:
            minutes[at] = np.timedelta64(found, "m")
    return dates.astype("datetime64[D]").astype("datetime64[m]") + minutes, faults_of(sheet, faults, clock)


def step_of(starts: Minutes, asked: AskedFile) -> int:
    """The interval that most rows keep to the next, in minutes or ``MONTH``; raises ``InputProblems``."""
    gaps, counts = np.unique(np.diff(np.unique(starts)).astype(np.int64), return_counts=True)
    if not len(gaps):
        raise _of_file(asked, text("the file holds fewer than two times with flows"))
    step = int(gaps[np.argmax(counts)])
    if _MONTH_DAYS[0] * DAY <= step <= _MONTH_DAYS[1] * DAY:
        return MONTH
    if step > DAY or DAY % step or (step < HOUR and HOUR % step) or (step > HOUR and step % HOUR):
        expected = text(
            "the times are {step} apart; siting takes months, days, hours and whole parts of them", step=say_step(step)
        )
        raise _of_file(asked, expected)
    return step


def _of_file(asked: AskedFile, expected: Text) -> InputProblems:
    return InputProblems([Problem(asked.source.file, "", "", None, expected)])


def _label(times: Minutes, asked: AskedFile) -> Literal["start", "end"]:
    """What project.toml says; else start where the record begins at 0:00 and does not end there, end elsewhere."""
    if asked.source.label is not None:
        return asked.source.label
    first, last = (time == time.astype("datetime64[D]") for time in (times[0], times[-1]))
    return "start" if first and not last else "end"


def _label_note(label: str, asked: AskedFile) -> Text:
    if asked.source.label == "start":
        return text("a time names the start of its interval, as label states")
    if asked.source.label == "end":
        return text("a time names the end of its interval, as label states")
    if label == "start":
        return text("a time is taken for the start of its interval: the record begins at 0:00")
    return text("a time is taken for the end of its interval, since label does not say")


def _starts(times: Times, step: int, label: str) -> Minutes:
    """The starts of the intervals. A day and a month name themselves, unless their end is written as 24:00."""
    if step == MONTH:
        return times.values.astype("datetime64[M]").astype("datetime64[m]")
    if step == DAY:
        days = times.values - np.where(times.midnight, np.timedelta64(DAY, "m"), np.timedelta64(0, "m"))
        return days.astype("datetime64[D]").astype("datetime64[m]")
    return times.values - np.timedelta64(step if label == "end" else 0, "m")


def _refuse_odd(readings: Gathered, step: int) -> None:
    """A time between the steps would be counted as an interval of its own."""
    if step == MONTH or not len(readings.start):
        return
    since = (readings.start - readings.start[0]).astype(np.int64) % step
    usual = int(np.bincount(since, minlength=step).argmax())
    odd = np.flatnonzero(since != usual)
    if len(odd):
        at = int(odd[0])
        expected = text(
            "this time does not fit the step of {step} that most rows keep ({count} such rows)",
            step=say_step(step),
            count=len(odd),
        )
        raise readings.refuse(at, None, expected)
