"""One option, or some, under one case built from the words of project.toml: what the tests of the core share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from siting.finance.cashflow import cash_flow
from siting.finance.energy import energy_kwh
from siting.finance.evaluate import Evaluation, evaluate_flow
from siting.finance.flows import CashFlow, Plant, Use
from siting.finance.terms import Terms, stated_terms
from siting.project.cases import Case
from siting.project.money import Finance, Lifecycles, Subsidy


@dataclass(frozen=True)
class Studied:
    plant: Plant
    terms: Terms
    flow: CashFlow
    found: Evaluation


def plant(kw: Any = 100.0, kwh: Any = 100_000.0, capex: Any = 30e6, opex: Any = 500e3, technology: str = "pv") -> Plant:
    arrays = np.broadcast_arrays(*(np.atleast_1d(np.asarray(one, dtype=float)) for one in (kw, kwh, capex, opex)))
    count = len(arrays[0])
    names = np.full(count, technology, dtype=object), np.full(count, "screening", dtype=object)
    return Plant(*names, *(one.copy() for one in arrays), np.zeros(count))


def study(
    plant: Plant,
    case: dict[str, Any],
    finance: dict[str, Any] | None = None,
    lifecycle: dict[str, Any] | None = None,
    subsidies: tuple[dict[str, Any], ...] = (),
    own_share: float | None = None,
) -> Studied:
    stated = Case.model_validate(case)
    money = Finance.model_validate(finance or {})
    terms = stated_terms(plant, stated, money)
    years = terms.price_yen_per_kwh.shape[1] - 1
    use = None if own_share is None else Use(energy_kwh(plant, money, years) * own_share)
    if own_share is None and stated.kind_of.needs_load:
        use = Use(energy_kwh(plant, money, years))
    lives = Lifecycles.model_validate({"pv": lifecycle} if lifecycle else {})
    paid = tuple(Subsidy.model_validate(one) for one in subsidies)
    flow = cash_flow(plant, "case", stated, terms, use, money, lives, paid)
    co2 = plant.annual_kwh * 0.5 / 1000.0
    return Studied(plant, terms, flow, evaluate_flow(flow, plant, stated, terms, money, co2))
