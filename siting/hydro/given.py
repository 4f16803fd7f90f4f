"""Energy of drops from figures that are given: power and a use rate. Nothing is designed here."""

from __future__ import annotations

import numpy as np
import pandas as pd

from siting.hydro.records import HOURS_PER_YEAR, Floats

SIMPLE = "simple"


def simple_kwh(capacity_kw: Floats, use_rate: Floats) -> Floats:
    """Yearly energy of a plant that runs at full power for a share of the year: ``P x 8760 x use rate``."""
    return capacity_kw * HOURS_PER_YEAR * use_rate


def fill_simple(options: pd.DataFrame, drops: pd.DataFrame) -> pd.DataFrame:
    """The options with the energy of drops in simple mode, marked by ``yield_rule`` ``simple``."""
    mine = (options["origin"].eq("drops") & options["variant"].eq(SIMPLE)).to_numpy(dtype=bool)
    rates = drops["use_rate"].reindex(options.loc[mine, "origin_row"]).to_numpy(dtype=float)
    energy = options["annual_kwh"].to_numpy(dtype=float).copy()
    energy[mine] = simple_kwh(options["capacity_kw"].to_numpy(dtype=float)[mine], rates)
    rules = np.where(mine, SIMPLE, options["yield_rule"].to_numpy(dtype=object))
    return options.assign(annual_kwh=energy, yield_rule=rules)
