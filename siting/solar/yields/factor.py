"""Yearly energy as 365 x K x H, in the manner of older studies: one overall factor, daily irradiation of the tilt."""

from __future__ import annotations

from siting.project.sunlight.settings import FactorYield

DAYS = 365


def factor_yield(factor: FactorYield, tilt_deg: float) -> float:
    """Energy of a year per power [kWh/kW]; ``ValueError`` for a tilt whose irradiation is not stated."""
    for tilt, daily_kwh_m2 in zip(factor.tilts_deg, factor.daily_kwh_m2, strict=True):
        if tilt == tilt_deg:
            return DAYS * factor.factor * daily_kwh_m2
    raise ValueError(f"no irradiation is stated for a tilt of {tilt_deg:g} degrees")
