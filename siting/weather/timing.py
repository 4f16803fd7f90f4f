"""Whether the hours of a file are the hours they are taken for: its bright hours against those of a cloudless sky.

A file whose labels were read the wrong way round, or whose times are of another zone, is off by whole hours; its sums
are right and nothing else shows it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from siting.errors import InputProblems, Problem
from siting.language import Text, text
from siting.project.sunlight.source import WeatherSource
from siting.project.weather.record import Readings
from siting.weather.generate import haurwitz
from siting.weather.light import cos_zenith
from siting.weather.record import MONTH_STARTS, Floats
from siting.weather.sun import sun_of

# Of the days of a month the brightest tenth stands for a cloudless one, hour by hour.
BRIGHT_PERCENTILE = 90
# Measured years correlate by 0.99 at the right shift; below this they do not follow the sun of this place and season.
LEAST_CORRELATION = 0.9
# From these departures [h] a note, and a fault.
NOTED_H, WRONG_H = 0.25, 0.75
LABEL_AT = {"start": 0.0, "middle": 0.5, "end": 1.0}


@dataclass(frozen=True)
class Clock:
    """How the hours of a file lie: ``shift_h`` is to be added to its times [h], at which ``correlation`` is greatest."""

    shift_h: float
    correlation: float


def clock_of(ghi: Floats, lat: float, lon: float, mid_minutes: float = 30.0) -> Clock:
    """The shift of times by which the bright hours of a year fit a cloudless sky at its place best, to a few minutes."""
    bright = _by_month(ghi, lambda days: np.percentile(days, BRIGHT_PERCENTILE, axis=0))
    shifts = np.arange(-12.0, 12.0, 0.5)
    found = np.array([_correlation(bright, _clear(lat, lon, mid_minutes, shift)) for shift in shifts])
    best = int(np.argmax(found))
    before, at, after = (found[(best + one) % len(found)] for one in (-1, 0, 1))
    bend = before - 2 * at + after
    rest = 0.25 * (before - after) / bend if bend < 0 else 0.0
    return Clock(float(shifts[best] + rest), float(at))


def check_clock(readings: Readings, source: WeatherSource, lat: float, lon: float) -> tuple[Text, ...]:
    """Notes on the hours of a file; raises ``InputProblems`` where they are an hour or more off."""
    clock = clock_of(readings.ghi, lat, lon, readings.mid_minutes)
    if clock.correlation < LEAST_CORRELATION:
        expected = text(
            "the radiation does not follow the sun at {lat}, {lon} (correlation with a cloudless sky {correlation}): check the position, the columns and the order of the hours",
            lat=f"{lat:.2f}", lon=f"{lon:.2f}", correlation=f"{clock.correlation:.2f}",
        )  # fmt: skip
        raise InputProblems([_problem(readings, expected)])
    minutes = f"{abs(60 * clock.shift_h):.0f}"
    if abs(clock.shift_h) >= WRONG_H:
        raise InputProblems([_problem(readings, _wrong(clock, minutes, source))])
    if abs(clock.shift_h) < NOTED_H:
        return ()
    if clock.shift_h > 0:
        return (text("the radiation comes about {minutes} minutes before the sun; hills to the west, or the label of the hours?", minutes=minutes),)  # fmt: skip
    return (text("the radiation comes about {minutes} minutes after the sun; hills to the east, or the label of the hours?", minutes=minutes),)  # fmt: skip


def _problem(readings: Readings, expected: Text) -> Problem:
    return Problem(readings.file, "", "", None, expected)


def _wrong(clock: Clock, minutes: str, source: WeatherSource) -> Text:
    remedy = _remedy(clock, source)
    if clock.shift_h > 0:
        return text("the radiation comes {minutes} minutes before the sun: {remedy}", minutes=minutes, remedy=remedy)
    return text("the radiation comes {minutes} minutes after the sun: {remedy}", minutes=minutes, remedy=remedy)


def _remedy(clock: Clock, source: WeatherSource) -> Text:
    """How the user can state what the file seems to mean."""
    if source.kind != "csv":
        return text("check latitude, longitude and time zone in the file")
    offset = round(2 * (source.utc_offset_h - clock.shift_h)) / 2
    label_at = LABEL_AT[source.label or "end"] - clock.shift_h
    for label, at in LABEL_AT.items():
        if abs(label_at - at) <= NOTED_H:
            return text(
                'its times seem to name the {label} of the hour, weather.label = "{label}"; or else weather.utc_offset_h = {offset}',
                label=label, offset=f"{offset:g}",
            )  # fmt: skip
    return text("its times seem to be of another zone, weather.utc_offset_h = {offset}", offset=f"{offset:g}")


def _by_month(hourly: Floats, gather: Callable[[Floats], Floats]) -> Floats:
    days = hourly.reshape(-1, 24)
    starts = MONTH_STARTS // 24
    return np.array([gather(days[one:end]) for one, end in pairwise(starts)])


def _clear(lat: float, lon: float, mid_minutes: float, shift_h: float) -> Floats:
    """Cloudless mean days of the months (12 x 24) as they look ``shift_h`` later."""
    whole = int(np.floor(shift_h))
    later = mid_minutes + 60 * (shift_h - whole)
    clear = _by_month(haurwitz(cos_zenith(sun_of(lat, lon, 0.0, later))), lambda days: days.mean(axis=0))
    return np.roll(clear, -whole, axis=1)


def _correlation(one: Floats, other: Floats) -> float:
    a, b = one - one.mean(), other - other.mean()
    size = float(np.sqrt((a * a).sum() * (b * b).sum()))
    return float((a * b).sum()) / size if size > 0 else 0.0
