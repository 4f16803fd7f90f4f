"""Air temperature of the hours from monthly means: a smooth year, and a swing of the day that follows its light."""

from __future__ import annotations

import numpy as np

from siting.weather.light import cos_zenith, month_sums
from siting.weather.record import HOURS, MONTH_DAYS, MONTH_STARTS, Floats, Sun

# Hargreaves and Samani (1982): clearness of a day = k sqrt(its range of temperature [K]). FAO Irrigation and Drainage
# Paper 56 (1998, eq. 50) gives k = 0.16 inland and 0.19 at the coast; this is the middle of them.
CLEARNESS_PER_ROOT_KELVIN = 0.175
WARMEST_HOUR = 14.0
_MONTH_HOURS = np.array(MONTH_DAYS) * 24.0


def hourly_temperature(monthly_c: Floats, ghi: Floats, sun: Sun) -> Floats:
    """Hourly air temperature [C] whose twelve means are ``monthly_c``; clear days swing more, coldest at sunrise."""
    swing = _daily_swing(ghi, sun)
    base = np.asarray(monthly_c, dtype=float) - month_sums(swing) / _MONTH_HOURS
    return np.asarray(_smooth_year(base) + swing)


def _smooth_year(monthly: Floats) -> Floats:
    """Straight lines from the middle of one month to the next (round the year) that keep every month's mean."""
    middles = (MONTH_STARTS[:-1] + MONTH_STARTS[1:]) / 2
    hours = np.arange(HOURS) + 0.5
    hats = np.array([np.interp(hours, middles, one, period=HOURS) for one in np.eye(12)])
    means = np.array([month_sums(hat) for hat in hats]).T / _MONTH_HOURS[:, None]
    return np.asarray(np.linalg.solve(means, monthly) @ hats)


def _daily_swing(ghi: Floats, sun: Sun) -> Floats:
    """Departure from the day's mean level [K]: half the day's range down at sunrise, half of it up at 14 h."""
    above_air = (sun.extra_w_m2 * cos_zenith(sun)).reshape(-1, 24)
    clearness = ghi.reshape(-1, 24).sum(axis=1) / np.maximum(above_air.sum(axis=1), 1.0)
    half_range = np.square(np.minimum(clearness, 1.0) / CLEARNESS_PER_ROOT_KELVIN) / 2
    sunrise = np.argmax(above_air > 0, axis=1).astype(float)
    days = 24.0 * np.arange(len(half_range))
    turns = np.column_stack([days + np.minimum(sunrise, WARMEST_HOUR - 1), days + WARMEST_HOUR]).ravel()
    levels = np.column_stack([-half_range, half_range]).ravel()
    at = np.interp(np.arange(HOURS) + 0.5, *_around(turns, np.arange(len(turns), dtype=float)))
    before = np.floor(at).astype(int)
    rise = (1 - np.cos(np.pi * (at - before))) / 2
    return np.asarray(levels[before % len(turns)] * (1 - rise) + levels[(before + 1) % len(turns)] * rise)


def _around(turns: Floats, numbers: Floats) -> tuple[Floats, Floats]:
    """The turns with the last one of the year before and the first one of the next."""
    count = len(turns)
    return (
        np.concatenate([[turns[-1] - HOURS], turns, [turns[0] + HOURS]]),
        np.concatenate([[-1.0], numbers, [float(count)]]),
    )
