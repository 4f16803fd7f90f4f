"""pvlib called function by function with the models of the engine, for one design without shade; sun and sky are shared."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd
from pvlib import atmosphere, iam, inverter, irradiance, pvsystem, temperature

from siting.solar.records import Designs, Floats, YieldModel
from siting.weather.record import MONTH_STARTS, WeatherYear
from siting.weather.sun import hour_times, sun_of


@dataclass(frozen=True)
class Shared:
    """What designs of a place have in common: arrays or series of hours."""

    zenith: Any
    azimuth: Any
    extra: Any
    air_mass: Any
    ghi: Any
    dni: Any
    dhi: Any
    warmth: Any
    wind: Any
    albedo: Floats
    clean: Floats
    model: YieldModel


def shared(weather: WeatherYear, model: YieldModel, *, series: bool = False) -> Shared:
    """As bare arrays, or as the series that pvlib's readers of weather give."""
    sun = sun_of(weather.lat, weather.lon, weather.elevation_m, weather.mid_minutes)
    month = np.repeat(np.arange(12), np.diff(MONTH_STARTS))
    hours = [
        sun.zenith_deg, sun.azimuth_deg, sun.extra_w_m2, atmosphere.get_relative_airmass(sun.zenith_deg),
        weather.ghi, weather.dni, weather.dhi, weather.temperature_c, weather.wind_m_s,
    ]  # fmt: skip
    times = hour_times(weather.mid_minutes)
    given = [pd.Series(one, index=times) for one in hours] if series else hours
    return Shared(*given, albedo=model.albedo[month], clean=1 - model.soiling[month], model=model)


@lru_cache(maxsize=512)
def diffuse(tilt_deg: float, index: float) -> dict[str, float]:
    found: dict[str, float] = iam.marion_diffuse("physical", tilt_deg, n=index)
    return found


def by_hand(given: Shared, designs: Designs, design: int) -> tuple[Floats, Floats]:
    """Light on the plane [kWh/m2] and energy [kWh] by month."""
    model = given.model
    tilt, azimuth = float(designs.tilt_deg[design]), float(designs.azimuth_deg[design])
    angle = irradiance.aoi(tilt, azimuth, given.zenith, given.azimuth)
    beam = irradiance.beam_component(tilt, azimuth, given.zenith, given.azimuth, given.dni)
    if model.transposition == "perez":
        sky = irradiance.perez(
            tilt, azimuth, given.dhi, given.dni, given.extra, given.zenith, given.azimuth, given.air_mass,
            return_components=True,
        )  # fmt: skip
    else:
        sky = irradiance.haydavies(
            tilt, azimuth, given.dhi, given.dni, given.extra, given.zenith, given.azimuth, return_components=True
        )
    ground = irradiance.get_ground_diffuse(tilt, given.ghi, given.albedo)
    poa = beam + sky["poa_sky_diffuse"] + ground
    through = diffuse(tilt, model.glass_index)
    effective = (
        (beam + sky["poa_circumsolar"]) * iam.physical(angle, n=model.glass_index)
        + sky["poa_isotropic"] * through["sky"]
        + sky.get("poa_horizon", 0.0) * through["horizon"]
        + ground * through["ground"]
    )
    cell = temperature.faiman(poa, given.warmth, given.wind, designs.u0[design], designs.u1[design])
    left = np.prod([1 - share for share in model.before_inverter.values()]) * given.clean
    dc = pvsystem.pvwatts_dc(effective, cell, designs.dc_kw[design], designs.power_per_k[design]) * left
    ac = inverter.pvwatts(dc, designs.ac_kw[design] / model.inverter_efficiency, model.inverter_efficiency)
    ac = ac * np.prod([1 - share for share in model.after_inverter.values()])
    months = MONTH_STARTS[:-1]
    return np.add.reduceat(np.asarray(poa), months) / 1000, np.add.reduceat(np.asarray(ac), months)
