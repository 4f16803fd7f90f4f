"""Hours in the order of a file to the 8,760 of a year: which are missing, which stand twice, which are 29 February."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from siting.errors import InputProblems, Problem
from siting.language import Text, text
from siting.project.weather.record import HOURS, Floats

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

MONTH_DAYS = np.array([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
DAYS_BEFORE = np.concatenate([[0], np.cumsum(MONTH_DAYS)])
LEAP_DAY = text("29 February is left out: the year of hours has 365 days")
_SHOWN = 5

# The quantities of ``Readings`` and what they are called.
QUANTITIES = {
    "ghi": text("global radiation"),
    "beam": text("direct radiation on the horizontal"),
    "dni": text("direct radiation facing the sun"),
    "dhi": text("diffuse radiation"),
    "temperature_c": text("air temperature"),
    "wind_m_s": text("wind speed"),
    "snow_cm": text("depth of snow"),
}


@dataclass(frozen=True)
class Hours:
    """Rows of a file: month, day and hour (0 to 23) at which the interval of each begins, and its line."""

    month: Ints
    day: Ints
    hour: Ints
    line: Ints


@dataclass(frozen=True)
class Draft:
    """A year of hours as it stands in a file, in the file's own clock: SI values, NaN for gaps, and their lines.

    Radiation [W/m2] came from ``unit``. ``zone_line`` is where the file states its offset from UTC.
    """

    values: Mapping[str, Floats]
    lines: Mapping[str, Ints]
    unit: str
    lat: float = float("nan")
    lon: float = float("nan")
    elevation_m: float = float("nan")
    station: str = ""
    mid_minutes: float = 30.0
    utc_offset_h: float = 9.0
    zone_line: int | None = None
    notes: tuple[Text, ...] = field(default_factory=tuple)


def year_order(hours: Hours, file: str) -> tuple[Ints, list[Text]]:
    """The row of each of the 8,760 hours, and notes; raises ``InputProblems`` for what is missing, twice or no date."""
    _refuse_no_date(hours, file)
    leap = (hours.month == 2) & (hours.day == 29)
    kept = np.flatnonzero(~leap)
    slots = (DAYS_BEFORE[hours.month[kept] - 1] + hours.day[kept] - 1) * 24 + hours.hour[kept]
    _refuse_twice(slots, hours.line[kept], file)
    order = np.full(HOURS, -1, dtype=np.int64)
    order[slots] = kept
    if (order < 0).any():
        raise InputProblems([_missing(order, hours, file)])
    return order, [LEAP_DAY] if leap.any() else []


def _refuse_no_date(hours: Hours, file: str) -> None:
    month = np.clip(hours.month, 1, 12)
    longest = np.where(month == 2, 29, MONTH_DAYS[month - 1])
    bad = (month != hours.month) | (hours.day < 1) | (hours.day > longest) | (hours.hour < 0) | (hours.hour > 23)
    if bad.any():
        at = int(np.flatnonzero(bad)[0])
        value = f"{hours.month[at]}/{hours.day[at]}"
        expected = text("{count} hours lie on no day of a year, this one first", count=f"{int(bad.sum()):,}")
        raise InputProblems([Problem(file, str(hours.line[at]), "", value, expected)])


def _refuse_twice(slots: Ints, lines: Ints, file: str) -> None:
    first = np.full(HOURS, -1, dtype=np.int64)
    first[slots[::-1]] = np.arange(len(slots))[::-1]
    again = np.flatnonzero(first[slots] != np.arange(len(slots)))
    if len(again):
        at = int(again[0])
        expected = text(
            "{count} hours stand twice, this one first (before in line {line}): give one year of hours",
            count=f"{len(again):,}",
            line=int(lines[first[slots[at]]]),
        )
        raise InputProblems([Problem(file, str(lines[at]), "", stamp(int(slots[at])), expected)])


def _missing(order: Ints, hours: Hours, file: str) -> Problem:
    gaps = runs(order < 0)
    first = gaps[0][0]
    before = [int(hours.line[row]) for row in order[:first] if row >= 0]
    after = [int(hours.line[row]) for row in order[first:] if row >= 0]
    values = {"missing": f"{int((order < 0).sum()):,}", "where": said(gaps)}
    if before:
        expected = text(
            "{missing} of the 8,760 hours of a year are missing: {where}; the first of them belongs behind this line", **values
        )  # fmt: skip
    else:
        expected = text(
            "{missing} of the 8,760 hours of a year are missing: {where}; the first of them belongs before this line", **values
        )  # fmt: skip
    return Problem(file, str((before[-1:] or after[:1] or [1])[0]), "", None, expected)


def runs(flags: Flags) -> list[tuple[int, int]]:
    """First position and end of every run of true."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], flags.astype(np.int8), [0]])))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))


def said(found: Iterable[tuple[int, int]]) -> str:
    """The first runs in words that need no language: 7/3 14:00 (1), ..."""
    shown = [f"{stamp(first)} ({end - first:,})" for first, end in found]
    return ", ".join(shown[:_SHOWN] + (["…"] if len(shown) > _SHOWN else []))


def stamp(slot: int) -> str:
    """The month, day and hour at which an hour of the year begins: 7/3 14:00."""
    day, hour = divmod(slot, 24)
    month = int(np.searchsorted(DAYS_BEFORE, day, side="right"))
    return f"{month}/{day - int(DAYS_BEFORE[month - 1]) + 1} {hour}:00"
