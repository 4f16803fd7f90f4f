"""HydroGenerate 1.4.1 called with as little work as it allows: no cost model, no head loss, SI units, type forced."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from siting.hydro.records import Physics, Water

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from HydroGenerate.hydropower_potential import calculate_hp_potential

Floats = npt.NDArray[np.float64]

HEAD_M = 30.0
DESIGN_FLOW_M3_S = 6.0
GENERATOR = 0.95
# What HydroGenerate has in its source: 9.81 m/s2; no transformer; one generator efficiency whatever the power.
PHYSICS = Physics(gravity_m_s2=9.81, generator_kw=(1.0,), generator_efficiency=(GENERATOR,))
TIMES = {
    "ten years of days": pd.date_range("2011-01-01", "2020-12-31", freq="D", name="dateTime"),
    "a year of hours": pd.date_range("2021-01-01", periods=8760, freq="h", name="dateTime"),
}


def river(times: pd.DatetimeIndex, mean_m3_s: float = 5.0) -> pd.DataFrame:
    """A flow that HydroGenerate accepts: a season and noise that lasts; 0.6 to 37 m3/s, so that every limit is met."""
    rng = np.random.default_rng(5)
    season = 0.5 * np.cos(2 * np.pi * (times.dayofyear.to_numpy() - 190) / 365)
    noise = 0.45 * rng.standard_normal(len(times))
    return pd.DataFrame({"flow": mean_m3_s * np.exp(season + noise)}, index=times)


def mean_year(flow_m3_s: Floats, head_m: float = HEAD_M, *, without_first: bool = False) -> Water:
    """The same intervals scaled to a year of 8,760 hours, on demand without the step that HydroGenerate drops."""
    hours = np.ones(len(flow_m3_s))
    if without_first:
        hours[0] = 0.0
    size = len(flow_m3_s)
    return Water(flow_m3_s, np.full(size, head_m), hours * (8760.0 / hours.sum()), np.zeros(size, dtype=np.int64))


def call(flow: Any, turbine_type: str | None, **changes: Any) -> Any:
    """``calculate_hp_potential``, its public entry, with its warnings silenced."""
    given = {
        "head": HEAD_M, "design_flow": DESIGN_FLOW_M3_S, "units": "SI", "hydropower_type": "DIVERSION",
        "turbine_type": turbine_type, "generator_efficiency": 100 * GENERATOR, "cost_calculation_method": None,
    }  # fmt: skip
    return calculate_hp_potential(flow=flow, **(given | changes))


def with_energy(river: pd.DataFrame, turbine_type: str, **changes: Any) -> Any:
    """The energy of every step and year, which it gives for a data frame of times; ``annual_caclulation`` (spelt so)."""
    return call(river, turbine_type, flow_column="flow", annual_caclulation=True, **changes)


def with_mean_energy(flow_m3_s: Floats, turbine_type: str, **changes: Any) -> Any:
    """Its slimmest: a plain array, whose steps it takes for equal; ``annual_energy_generated`` is mean power x 8,760."""
    return call(flow_m3_s, turbine_type, annual_caclulation=True, **changes)
