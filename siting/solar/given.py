"""Yield of plots from figures that are given: panel area, power or energy. Nothing is designed here."""

from __future__ import annotations

import numpy as np
import pandas as pd

from siting.language import text
from siting.project.model import ScreeningYield

NO_YIELD = text("no yield: give annual_kwh, or capacity_kw or panel_area_m2 with the yields of [screening.pv]")


def fill_yield(options: pd.DataFrame, model: ScreeningYield | None) -> pd.DataFrame:
    """The options with power and energy filled for plots, and ``yield_rule`` saying how.

    ``given``: annual energy stands in the table; ``capacity``: power times specific yield;
    ``area``: panel area times power per area times specific yield. ``layout``: a design of the sunlight engine.
    """
    mine = (options["origin"] == "plots").to_numpy(dtype=bool)
    area = options["panel_area_m2"].to_numpy(dtype=float)
    capacity = options["capacity_kw"].to_numpy(dtype=float)
    specific = options["kwh_per_kw"].to_numpy(dtype=float)
    energy = options["annual_kwh"].to_numpy(dtype=float)
    per_m2, per_kw = (np.nan, np.nan) if model is None else (model.kw_per_m2, model.kwh_per_kw)
    power = np.where(mine & np.isnan(capacity), area * per_m2, capacity)
    yield_per_kw = np.where(mine & np.isnan(specific), per_kw, specific)
    filled = np.where(mine & np.isnan(energy), power * yield_per_kw, energy)
    rule = np.where(~np.isnan(energy), "given", np.where(~np.isnan(capacity), "capacity", "area")).astype(object)
    rule[(options["layout_row"] >= 0).to_numpy(dtype=bool)] = "layout"
    missing = mine & np.isnan(filled) & (options["status"] == "evaluated").to_numpy(dtype=bool)
    reasons = options["reason"].to_numpy(dtype=object).copy()
    reasons[missing] = NO_YIELD
    return options.assign(
        capacity_kw=power,
        kwh_per_kw=np.where(rule == "given", specific, yield_per_kw),
        annual_kwh=filled,
        yield_rule=rule,
        status=np.where(missing, "excluded", options["status"].to_numpy(dtype=object)),
        reason=pd.Series(reasons, index=options.index, dtype=object),
    )
