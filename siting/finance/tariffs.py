"""What power from the grid costs: a price for each hour of the year, and the demand charge.

price_h = energy charge of the band of hour h + fuel adjustment + levy. The demand charge is contract power x charge x
(1 - 0.01 per point of power factor above 85 %) a month; the terms of the tariff state each of these figures.
"""

from __future__ import annotations

import numpy as np

from siting.finance.metrics import Floats
from siting.project.loads.bands import band_of, is_holiday
from siting.project.loads.calendar import HOUR_OF_DAY, MONTH_OF_HOUR, USUAL_FISCAL_YEAR, Days, days_of
from siting.project.own_use import Tariff

MONTHS_PER_YEAR = 12


def hourly_price(tariff: Tariff, days: Days | None = None) -> Floats:
    """The price of each hour [yen/kWh] from 1 April 0:00, in the tax basis of the tariff.

    ``days`` are the 365 dates of the load, which tell weekdays and holidays; those of fiscal year 2025 if left out.
    """
    holiday = is_holiday(tariff, days_of(USUAL_FISCAL_YEAR) if days is None else days)
    band = band_of(tariff)[MONTH_OF_HOUR - 1, np.repeat(holiday, 24).astype(np.int64), HOUR_OF_DAY]
    charges = np.array([one.yen_per_kwh for one in tariff.energy])
    return np.asarray(charges[band] + tariff.fuel_adjustment_yen_per_kwh + tariff.levy_yen_per_kwh)


def demand_charge_yen_per_kw_year(tariff: Tariff) -> float:
    """What a kilowatt of contract power costs a year at the facility's power factor, in the tax basis of the tariff."""
    return tariff.demand_yen_per_kw_month * tariff.demand_factor * MONTHS_PER_YEAR
