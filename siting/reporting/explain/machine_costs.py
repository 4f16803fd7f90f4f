"""Which of its sources the cost of an option of the water engine comes from."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np

from siting.finance.costs import capital_yen, cost_models
from siting.reporting.explain.lookup import Option, drop_number
from siting.reporting.results import Results


class Cost(StrEnum):
    """The cell of the drop, the pump's price in the catalogue, or the cost model; ``none`` where nothing is known."""

    DROP = "drop"
    PUMP = "pump"
    MODEL = "model"
    NONE = "none"


@dataclass(frozen=True)
class CostRules:
    """Where capital and running cost come from."""

    capex: Cost
    opex: Cost


def machine_of(results: Results, option: Option) -> Any:
    """The row of ``results.turbines`` that an option of the water engine comes from."""
    return results.turbines.iloc[int(option["origin_row"])]


def machine_cost_rules(results: Results, option: Option) -> CostRules:
    """Where the costs of an option of the water engine come from.

    The drop's own figures go before the cost model; the price of a pump in the catalogue goes before both. Not every
    pump there has a price, so a catalogue's price shows by its differing from what the others say.
    """
    known = str(option["cost_model"]) in cost_models(results.config.costs)
    capex, opex = (
        Cost.MODEL if np.isnan(drop_number(results, option, column)) else Cost.DROP
        for column in ("capex_yen", "opex_yen_per_year")
    )
    capex, opex = (Cost.NONE if one is Cost.MODEL and not known else one for one in (capex, opex))
    if isinstance(machine_of(results, option)["pump"], str):
        otherwise = _capital_yen(results, option, capex)
        if not math.isclose(otherwise, option["capex_yen"], rel_tol=1e-9):
            capex = Cost.PUMP
    return CostRules(capex, opex)


def _capital_yen(results: Results, option: Option, rule: Cost) -> float:
    if rule is Cost.DROP:
        return drop_number(results, option, "capex_yen")
    if rule is Cost.NONE:
        return math.nan
    model = cost_models(results.config.costs)[str(option["cost_model"])]
    power, energy, opex = (np.array([option[name]]) for name in ("capacity_kw", "annual_kwh", "opex_yen_per_year"))
    return float(capital_yen(model, power, energy, opex, results.config.finance.years)[0])
