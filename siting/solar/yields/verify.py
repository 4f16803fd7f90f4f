"""A second computation of designs by pvlib's ModelChain, with the same models where it has them."""

from __future__ import annotations

import warnings
from dataclasses import replace
from typing import Any

import numpy as np

from siting.solar.records import Designs, Floats, YieldModel
from siting.solar.yields.kernel import ABSORPTION
from siting.solar.yields.planes import BEFORE
from siting.solar.yields.waterfall import AFTER
from siting.solar.yields.yearly import yearly
from siting.weather.record import MONTH_STARTS, WeatherYear
from siting.weather.sun import hour_times

GLASS_M = 0.002


def comparable(weather: WeatherYear, designs: Designs, model: YieldModel) -> Floats:
    """Our yearly energy without what ModelChain has not: shade of rows and surroundings, reflection of diffuse light."""
    alike = replace(model, row_shade=False, diffuse_reflection=False)
    return yearly(weather, designs, alike, compiled=False).annual_kwh


def model_chain_kwh(weather: WeatherYear, designs: Designs, model: YieldModel) -> Floats:
    """The yearly energy of each design by ModelChain [kWh]; pvlib computes the sun, too."""
    from pvlib.location import Location

    place = Location(weather.lat, weather.lon, tz="Etc/GMT-9", altitude=weather.elevation_m)
    month = np.repeat(np.arange(12), np.diff(MONTH_STARTS))
    covered = np.zeros(len(month), dtype=bool)
    if weather.snow_cm is not None:
        covered = weather.snow_cm >= model.covered_from_cm
    light = _frame(weather, np.where(covered, model.snow_albedo, model.albedo[month]))
    left = np.prod([1 - model.before_inverter.get(step, 0.0) for step in BEFORE])
    after = np.prod([1 - model.after_inverter.get(step, 0.0) for step in AFTER])
    found = np.empty(len(designs))
    for design in range(len(designs)):
        bare = ~(covered & (designs.tilt_deg[design] < model.cleared_from_deg))
        kept = left * (1 - np.asarray(model.soiling))[month] * bare
        found[design] = _chain(place, light, designs, design, model, kept) * after
    return found


def _frame(weather: WeatherYear, albedo: Floats) -> Any:
    import pandas as pd

    return pd.DataFrame(
        {
            "ghi": weather.ghi,
            "dni": weather.dni,
            "dhi": weather.dhi,
            "temp_air": weather.temperature_c,
            "wind_speed": weather.wind_m_s,
            "albedo": albedo,
        },
        index=hour_times(weather.mid_minutes),
    )


def _chain(place: Any, light: Any, designs: Designs, design: int, model: YieldModel, kept: Floats) -> float:
    from pvlib.modelchain import ModelChain
    from pvlib.pvsystem import Array, FixedMount, PVSystem

    array = Array(
        FixedMount(float(designs.tilt_deg[design]), float(designs.azimuth_deg[design])),
        module_parameters={
            "pdc0": float(designs.dc_kw[design]),
            "gamma_pdc": float(designs.power_per_k[design]),
            "n": model.glass_index,
            "K": ABSORPTION / GLASS_M,
            "L": GLASS_M,
        },
        temperature_model_parameters={"u0": float(designs.u0[design]), "u1": float(designs.u1[design])},
    )
    inverter = {
        "pdc0": float(designs.ac_kw[design]) / model.inverter_efficiency,
        "eta_inv_nom": model.inverter_efficiency,
    }

    def lose(chain: Any) -> None:
        chain.results.dc = chain.results.dc * kept

    chain = ModelChain(
        PVSystem(arrays=[array], inverter_parameters=inverter),
        place,
        transposition_model=model.transposition,
        dc_model="pvwatts",
        ac_model="pvwatts",
        aoi_model="physical",
        spectral_model="no_loss",
        temperature_model="faiman",
        losses_model=lose,
    )
    with warnings.catch_warnings():
        # pvlib's own, of names that pandas will drop.
        warnings.simplefilter("ignore", DeprecationWarning)
        chain.run_model(light)
    return float(chain.results.ac.fillna(0.0).sum())
