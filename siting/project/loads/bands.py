"""The time bands of a tariff over months, weekdays or holidays, and hours; hours without a price or with two."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby

import numpy as np
import numpy.typing as npt

from siting.errors import Problem
from siting.language import Text, text
from siting.project.loads.calendar import Days, Ints, weekday_of
from siting.project.own_use import WEEKDAYS, EnergyPrice, Tariff
from siting.project.toml import config_problem

Flags = npt.NDArray[np.bool_]

WEEKDAY, HOLIDAY = 0, 1


def band_counts(tariff: Tariff) -> Ints:
    """How many bands hold in each month (12), on weekdays and holidays (2), in each hour of the day (24)."""
    return np.asarray(np.sum([_held(band) for band in tariff.energy], axis=0, dtype=np.int64))


def band_of(tariff: Tariff) -> Ints:
    """The position of the band that holds in each month, kind of day and hour, for a tariff without faults."""
    return np.asarray(np.argmax([_held(band) for band in tariff.energy], axis=0))


def _held(band: EnergyPrice) -> Flags:
    hours = np.arange(24)
    inside = (hours >= band.from_hour) & (hours < band.to_hour)
    if band.to_hour < band.from_hour:
        inside = (hours >= band.from_hour) | (hours < band.to_hour)
    months = np.isin(np.arange(1, 13), band.months) if band.months else np.ones(12, dtype=bool)
    kinds = np.array([band.days != "holidays", band.days != "weekdays"])
    return np.asarray(months[:, None, None] & kinds[None, :, None] & inside[None, None, :])


def is_holiday(tariff: Tariff, days: Days) -> Flags:
    """Which days the tariff takes for holidays."""
    named = np.isin(weekday_of(days), [WEEKDAYS.index(one) for one in tariff.holiday_weekdays])
    dates = np.datetime_as_string(days, unit="D")
    every_year = np.array([date[5:] for date in dates])
    return np.asarray(named | np.isin(dates, tariff.holiday_dates) | np.isin(every_year, tariff.holiday_dates))


def tariff_problems(tariffs: Mapping[str, Tariff], lines: Mapping[str, int]) -> Iterator[Problem]:
    """Hours of a tariff without a price and hours with several."""
    for name, tariff in tariffs.items():
        counts = band_counts(tariff)
        for faulty, wording in ((counts == 0, _WITHOUT), (counts > 1, _TWICE)):
            if faulty.any():
                months, kind, hours = _first(faulty)
                expected = text(
                    "{fault}: {days} in month {months}, {hours} h; {count} of 576 combinations of month, kind of day and hour",
                    fault=wording, days=_KINDS[kind], months=months, hours=hours, count=int(faulty.sum()),
                )  # fmt: skip
                yield config_problem(f"tariffs.{name}.energy", None, expected, lines)


_WITHOUT = text("no band of the tariff holds in some hours")
_TWICE = text("several bands of the tariff hold in the same hours")
_KINDS: tuple[Text, Text] = (text("on weekdays"), text("on holidays"))


def _first(faulty: Flags) -> tuple[str, int, str]:
    """The first faulty kind of day, its hours in its first faulty month, and the months in which they are the same."""
    kind = WEEKDAY if faulty[:, WEEKDAY].any() else HOLIDAY
    month = int(np.flatnonzero(faulty[:, kind].any(axis=1))[0])
    alike = [at + 1 for at in range(12) if (faulty[at, kind] == faulty[month, kind]).all()]
    return _runs(alike, 0), kind, _runs(np.flatnonzero(faulty[month, kind]).tolist(), 1)


def _runs(numbers: list[int], beyond: int) -> str:
    """Numbers as ranges; ``beyond`` 1 shows the end of the last hour: 8-10, 22-24."""
    runs = [[at for _, at in run] for _, run in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0])]
    return ", ".join(str(run[0]) if run[-1] + beyond == run[0] else f"{run[0]}-{run[-1] + beyond}" for run in runs)
