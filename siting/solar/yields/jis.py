"""JIS C 8907: the estimate from monthly irradiation and factors that councils know. Ageing and soiling are in it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from siting.solar.records import Floats
from siting.weather.record import MONTH_DAYS

# JIS C 8907:2005, crystalline modules: variation of the year, ageing, circuit, matching of the array, inverter.
BASIC_FACTOR = 0.97 * 0.95 * 0.97 * 0.94 * 0.90
# The same: temperature, December to February, spring and autumn, June to August.
TEMPERATURE_FACTORS = (0.90, 0.90, 0.85, 0.85, 0.85, 0.80, 0.80, 0.80, 0.85, 0.85, 0.85, 0.90)


def jis_factors(decimals: int | None = None) -> Floats:
    """The overall factors of January to December, rounded as published examples do where ``decimals`` are given."""
    factors = BASIC_FACTOR * np.array(TEMPERATURE_FACTORS)
    return factors if decimals is None else np.round(factors, decimals)


def jis_monthly_kwh(kw: npt.ArrayLike, daily_kwh_m2: npt.ArrayLike, decimals: int | None = None) -> Floats:
    """Energy of each month: factor x power x irradiation of the plane at 1 kW/m2.

    ``daily_kwh_m2`` is the mean of a day of January to December on the tilted plane, months last; ``kw`` one power or
    one for each row of it. Every year of the standard has a February of 28 days.
    """
    power = np.asarray(kw, dtype=np.float64)[..., None]
    found: Floats = jis_factors(decimals) * power * np.asarray(daily_kwh_m2, dtype=np.float64) * np.array(MONTH_DAYS)
    return found
