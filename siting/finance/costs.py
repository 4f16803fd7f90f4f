"""Stepped costs over arrays of options: a fixed amount and a rate by size class."""

from __future__ import annotations

import numpy as np
import pandas as pd

from siting.finance.metrics import Floats
from siting.project.amounts import SteppedCost
from siting.project.model import CostModel, Costs, RunningCost
from siting.vocabulary.tables import TECHNOLOGY_NAMES

KWH_PER_MWH = 1000.0


def cost_models(costs: Costs) -> dict[str, CostModel]:
    """Every cost model by its key below ``costs``: ``pv``, ``hydro``, ``machines.pat``."""
    found = {name: getattr(costs, name) for name in TECHNOLOGY_NAMES}
    found |= {f"machines.{name}": model for name, model in costs.machines.items()}
    return {name: model for name, model in found.items() if model is not None}


def stepped_yen(cost: SteppedCost, capacity_kw: Floats, annual_kwh: Floats) -> Floats:
    """Cost in yen of every option; the whole size is charged at the rate of its class.

    A size on a bound belongs to the class above it (below 50 / from 50).
    """
    basis = cost.basis
    size = annual_kwh / KWH_PER_MWH if basis == "mwh" else capacity_kw
    bounds = np.array([getattr(step, f"below_{basis}") for step in cost.steps[:-1]], dtype=float)
    rates = np.array([getattr(step, f"yen_per_{basis}") for step in cost.steps], dtype=float)
    return cost.fixed_yen + rates[np.searchsorted(bounds, size, side="right")] * size


def running_yen_per_year(cost: RunningCost, capacity_kw: Floats) -> Floats:
    """Yearly running cost in yen of every option."""
    return cost.fixed_yen_per_year + cost.yen_per_kw_year * capacity_kw


def capital_yen(model: CostModel, capacity_kw: Floats, annual_kwh: Floats, opex_yen: Floats, years: int) -> Floats:
    """Capital cost in yen by a model; of a lifetime total, what ``years`` of running cost leave."""
    if model.capex is not None:
        return stepped_yen(model.capex, capacity_kw, annual_kwh)
    assert model.lifetime_total is not None
    return stepped_yen(model.lifetime_total, capacity_kw, annual_kwh) - years * opex_yen


def fill_costs(options: pd.DataFrame, costs: Costs, years: int) -> pd.DataFrame:
    """The options with capital and running cost filled from the cost models where their tables give none.

    ``cost_model`` names the model by its key below ``costs``. ``capex_rule`` and ``opex_rule`` say how: ``given``,
    ``capex`` (model of capital cost) or ``lifetime_total`` (model of all cost over ``years``; capital cost is what
    running costs leave).
    """
    capex = options["capex_yen"].to_numpy(dtype=float).copy()
    opex = options["opex_yen_per_year"].to_numpy(dtype=float).copy()
    capex_rule = np.full(len(options), "given", dtype=object)
    opex_rule = capex_rule.copy()
    power = options["capacity_kw"].to_numpy(dtype=float)
    energy = options["annual_kwh"].to_numpy(dtype=float)
    for name, model in cost_models(costs).items():
        mine = (options["cost_model"] == name).to_numpy(dtype=bool)
        running = mine & np.isnan(opex)
        opex[running] = running_yen_per_year(model.opex, power[running])
        opex_rule[running] = "model"
        capital = mine & np.isnan(capex)
        capex[capital] = capital_yen(model, power[capital], energy[capital], opex[capital], years)
        capex_rule[capital] = "capex" if model.capex is not None else "lifetime_total"
    return options.assign(capex_yen=capex, opex_yen_per_year=opex, capex_rule=capex_rule, opex_rule=opex_rule)
