"""Hours made from monthly figures: a year that varies as weather does and keeps every month's sum.

A mean day in place of varying ones would make the light far too diffuse (0.74 of it at Osaka, against 0.39 to 0.60 in
measured Japanese years), so days and hours are drawn. The draws belong to the seed, the nearest station and the month:
nothing else moves a number, and plots of one town see the same clouds.
"""

from __future__ import annotations

import numpy as np

from siting.weather.light import Light, cos_zenith, erbs_light, month_sums, per_hour
from siting.weather.record import MONTH_DAYS, Floats, Sun

# Correlation of a day's clear-sky index with the day before: autoregressive, first order.
DAY_RHO = 0.29
# The brightest hours reach this share of Haurwitz' cloudless sky; the index is drawn between 0 and it.
BRIGHTEST = 1.1
# Spread of days (a beta distribution's a + b) and of hours (of the logit, with their own correlation). Chosen so that
# Osaka comes out as measured Japanese years do: diffuse share near 0.495, south 30 deg over horizontal near 1.099.
DAY_CONCENTRATION = 2.5
HOUR_SPREAD, HOUR_RHO = 0.8, 0.5
_EDGE = 1e-6


def haurwitz(cos_z: Floats) -> Floats:
    """Global light of a cloudless sky [W/m2] by the height of the sun alone; Haurwitz (1945)."""
    up = cos_z > 0
    return np.asarray(np.where(up, 1098.0 * cos_z * np.exp(-0.059 / np.where(up, cos_z, 1.0)), 0.0))


def generate_light(month_kwh_m2: Floats, sun: Sun, seed: int, place: int) -> Light:
    """Hours of light whose twelve sums on the horizontal are ``month_kwh_m2``; ``place`` is a station's number."""
    cos_z = cos_zenith(sun)
    clear = haurwitz(cos_z)
    target = np.asarray(month_kwh_m2, dtype=float) * 1000
    index = target / month_sums(clear)
    brightest = np.maximum(BRIGHTEST, 1.05 * index)
    share = np.maximum(index / brightest, _EDGE)
    logit = _hourly_logit(share, seed, place)
    ghi = _with_sums(per_hour(brightest) * clear, -np.logaddexp(0.0, -logit), target)
    return erbs_light(ghi, cos_z, sun)


def _hourly_logit(share: Floats, seed: int, place: int) -> Floats:
    """Logit of the hourly clear-sky index over its greatest value, around each month's mean ``share``."""
    from scipy.special import betaincinv, logit

    longest = max(MONTH_DAYS)
    draws = [np.random.default_rng([seed, place, month]) for month in range(12)]
    days = _autoregressive(np.array([one.standard_normal(longest) for one in draws]), DAY_RHO)
    hours = _autoregressive(np.array([one.standard_normal(24 * longest) for one in draws]), HOUR_RHO)
    parts = []
    for month, count in enumerate(MONTH_DAYS):
        # Each month takes evenly spread quantiles in the order of its draws: the seed orders the days, it does not
        # make a month brighter or more even than another seed would.
        quantile = (np.argsort(np.argsort(days[month, :count])) + 0.5) / count
        a, b = DAY_CONCENTRATION * share[month], DAY_CONCENTRATION * (1 - share[month])
        daily = logit(np.clip(betaincinv(a, b, quantile), _EDGE, 1 - _EDGE))
        parts.append(np.repeat(daily, 24) + HOUR_SPREAD * hours[month, : 24 * count])
    return np.concatenate(parts)


def _autoregressive(draws: Floats, rho: float) -> Floats:
    """Rows of unit normal draws made to follow themselves by ``rho``; their variance stays 1."""
    made = draws.copy()
    for at in range(1, draws.shape[1]):
        made[:, at] = rho * made[:, at - 1] + np.sqrt(1 - rho**2) * draws[:, at]
    return made


def _with_sums(top: Floats, log_share: Floats, target: Floats) -> Floats:
    """``top`` times shares between 0 and 1, raised to one power per month such that each month's sum is ``target``.

    A power keeps every hour below ``top``, where a factor would not. Newton's steps, then the last digits by a factor.
    """
    power = np.ones(12)
    for _ in range(60):
        hourly = top * np.exp(log_share * per_hour(power))
        sums = month_sums(hourly)
        if np.all(np.abs(sums - target) <= 1e-12 * target):
            break
        power = np.clip(power - (sums - target) / month_sums(hourly * log_share), power / 3, power + 3)
    return np.asarray(hourly * per_hour(target / sums))
