"""Readings of about a year to the 8,760 hours of ``calendar``: which are missing, which may be filled, what is told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from siting.errors import InputProblems, Problem
from siting.language import Text, text
from siting.project.flows.mean_year import DAY, HOUR, refuse_twice, say_step
from siting.project.flows.readings import Gathered
from siting.project.flows.sheets import AskedFile
from siting.project.loads.calendar import DAY_OF_MONTH, DAYS, MONTH_OF_DAY, Days, Floats, is_leap_day, slot_of

# Gaps of a file that are filled by a straight line between their neighbours: so long each, so much in all.
LONGEST_FILLED_HOURS = 3
MOST_FILLED_HOURS = 24
_SHOWN = 5
Flags = npt.NDArray[np.bool_]


def one_year(readings: Gathered, step: int, asked: AskedFile) -> tuple[Floats, Days, list[Text]]:
    """The figures of the 365 days at steps of ``step`` minutes (days x steps), their dates, and notes.

    Raises ``InputProblems`` with every fault: intervals that are missing, long gaps, negative figures.
    """
    readings, notes = of_fiscal_year(readings, asked)
    refuse_twice(readings)
    dates = readings.start.astype("datetime64[D]")
    leap = is_leap_day(dates)
    if leap.any():
        notes.append(text("29 February is left out: the year of hours has 365 days"))
    kept = np.flatnonzero(~leap)
    slots = slot_of(dates[kept])
    _refuse_twice_a_year(dates[kept], slots, asked)
    days = np.full(DAYS, np.datetime64("NaT"), dtype="datetime64[D]")
    days[slots] = dates[kept]
    per_day = DAY // step
    at = slots * per_day + (readings.start[kept] - dates[kept].astype("datetime64[m]")).astype(np.int64) // step
    figures, place = np.full(DAYS * per_day, np.nan), np.full(DAYS * per_day, -1)
    figures[at], place[at] = readings.flow[kept], kept
    problems = [*_missing(place, step, asked), *_negative(readings)]
    filled, told, found = _filled(figures, place, readings, step)
    if problems or found:
        raise InputProblems([*problems, *found])
    return filled.reshape(DAYS, per_day), days, notes + told


def of_fiscal_year(readings: Gathered, asked: AskedFile) -> tuple[Gathered, list[Text]]:
    """The readings of the stated fiscal year, all where none is stated; raises ``InputProblems``."""
    year = asked.source.fiscal_year
    if year is None:
        return readings, []
    months = readings.start.astype("datetime64[M]").astype(np.int64) + 1970 * 12
    inside = np.flatnonzero((months >= year * 12 + 3) & (months < year * 12 + 15))
    if not len(inside):
        raise asked.refuse("fiscal_year", text("the file holds nothing of this fiscal year (April to March)"))
    if len(inside) == len(readings.start):
        return readings, []
    kept = replace(
        readings, sheet_of=readings.sheet_of[inside], within=readings.within[inside], start=readings.start[inside],
        flow=readings.flow[inside], head=readings.head[inside],
    )  # fmt: skip
    return kept, [text("only fiscal year {year} of the file is taken", year=year)]


def _refuse_twice_a_year(dates: Days, slots: npt.NDArray[np.int64], asked: AskedFile) -> None:
    each = np.unique(dates)
    if len(each) > len(np.unique(slots)):
        expected = text(
            "the file holds more than a year ({first} to {last}): state fiscal_year to take one of it",
            first=str(each[0]),
            last=str(each[-1]),
        )
        raise InputProblems([Problem(asked.source.file, "", "", None, expected)])


def _missing(place: npt.NDArray[np.int64], step: int, asked: AskedFile) -> Iterator[Problem]:
    """Intervals for which the file has no row."""
    runs = _runs(place < 0)
    if runs:
        expected = text(
            "{missing} of the {count} intervals of a year are missing (steps of {step}): {where}; add these rows",
            missing=f"{sum(end - first for first, end in runs):,}",
            count=f"{len(place):,}",
            step=say_step(step),
            where=_where(runs, step),
        )
        yield Problem(asked.source.file, "", "", None, expected)


def _negative(readings: Gathered) -> Iterator[Problem]:
    negative = np.flatnonzero(readings.flow < 0)
    if len(negative):
        at = int(negative[0])
        expected = text(
            "{count} figures are negative, this one first: neither a load nor generation can be below 0 (is it net of a plant that exists?)",
            count=f"{len(negative):,}",
        )
        yield Problem(readings.parts[0].sheet.file, readings.place(at), "", f"{readings.flow[at]:g}", expected)


def _filled(
    figures: Floats, place: npt.NDArray[np.int64], readings: Gathered, step: int
) -> tuple[Floats, list[Text], list[Problem]]:
    """The figures with short gaps filled by a straight line; too long or too many gaps are a fault."""
    gaps = _runs(np.isnan(figures) & (place >= 0))
    if not gaps:
        return figures, [], []
    hours = [(end - first) * step / HOUR for first, end in gaps]
    where = _where(gaps, step)
    if max(hours) > LONGEST_FILLED_HOURS or sum(hours) > MOST_FILLED_HOURS:
        expected = text(
            "{count} intervals have no figure: {where}; siting fills gaps of up to {longest} hours, {most} hours in all: fill in the rest",
            count=f"{sum(end - first for first, end in gaps):,}",
            where=where,
            longest=LONGEST_FILLED_HOURS,
            most=MOST_FILLED_HOURS,
        )
        first = max(gaps, key=lambda run: run[1] - run[0])[0]
        cell = readings.place(int(place[first]))
        return figures, [], [Problem(readings.parts[0].sheet.file, cell, "", None, expected)]
    known = np.flatnonzero(~np.isnan(figures))
    filled = np.interp(np.arange(len(figures)), known, figures[known])
    told = text(
        "{hours} hours without a figure are filled by a straight line between their neighbours: {where}",
        hours=f"{sum(hours):g}",
        where=where,
    )
    return filled, [told], []


def _runs(flags: Flags) -> list[tuple[int, int]]:
    """First position and end of every run of true."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], flags.astype(np.int8), [0]])))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))


def _where(runs: Sequence[tuple[int, int]], step: int) -> str:
    """The first runs in words that need no language: 7/3 14:00 (1), ..."""
    shown = [f"{_stamp(first, step)} ({end - first:,})" for first, end in runs[:_SHOWN]]
    return ", ".join(shown + (["…"] if len(runs) > _SHOWN else []))


def _stamp(at: int, step: int) -> str:
    day, minutes = divmod(at * step, DAY)
    return f"{MONTH_OF_DAY[day]}/{DAY_OF_MONTH[day]} {minutes // HOUR}:{minutes % HOUR:02d}"
