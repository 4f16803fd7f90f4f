"""Options under price cases: the figures of their cash flows, as arrays over the options."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from siting.finance.compiled import Measures, measures
from siting.finance.energy import by_technology, energy_kwh, yearly_loss
from siting.finance.flows import CashFlow, Plant
from siting.finance.lifecycle import base_costs, extra_yen, on_basis
from siting.finance.metrics import (
    Floats,
    Ints,
    IrrState,
    break_even_capex,
    break_even_price,
    co2_cost_yen_per_t,
    discount_factors,
    levelised_cost,
    present_value,
)
from siting.finance.terms import Terms, step_prices
from siting.project.cases import Case
from siting.project.money import Finance, Lifecycles

KG_PER_TONNE = 1000.0


@dataclass(frozen=True)
class Evaluation:
    """One case over all options; figures are NaN where the case is not eligible or a figure does not exist."""

    price_yen_per_kwh: Floats
    years: Ints
    extra_yen: Floats
    own_use_share: Floats
    benefit_pv_yen: Floats
    cost_pv_yen: Floats
    bc: Floats
    npv_yen: Floats
    irr: Floats
    irr_state: Ints
    payback_years: Floats
    discounted_payback_years: Floats
    lcoe_yen_per_kwh: Floats
    break_even_yen_per_kwh: Floats
    break_even_capex_yen: Floats
    co2_own_t: Floats
    co2_cost_yen_per_t: Floats
    eligible: npt.NDArray[np.bool_]


def evaluate_flow(
    flow: CashFlow, plant: Plant, case: Case, terms: Terms, finance: Finance, co2_t: Floats
) -> Evaluation:
    """All figures of one case; ``co2_t`` is what the energy of the first year saves in the area [t/y]."""
    factors = discount_factors(finance.discount_rate, flow.energy_kwh.shape[1] - 1)
    found = measures(flow.benefit_yen, flow.cost_yen, flow.energy_kwh, factors)
    # A price is not enough: an extra cost per kW of an option whose power is unknown has no figure either.
    eligible = terms.eligible & np.isfinite(found.npv_yen)
    price, share, npv = terms.first_price, _own_share(flow, plant), found.npv_yen

    def where(values: Floats) -> Floats:
        return np.where(eligible, values, np.nan)

    return Evaluation(
        price_yen_per_kwh=price,
        years=flow.years,
        extra_yen=extra_yen(plant, case),
        own_use_share=where(share),
        benefit_pv_yen=where(found.benefit_pv),
        cost_pv_yen=where(found.cost_pv),
        bc=where(found.bc),
        npv_yen=where(npv),
        irr=where(found.irr),
        irr_state=np.where(eligible, found.irr_state, IrrState.NONE),
        payback_years=where(found.payback_years),
        discounted_payback_years=where(found.discounted_payback_years),
        lcoe_yen_per_kwh=where(found.lcoe),
        break_even_yen_per_kwh=where(_break_even(flow, price, found, factors)),
        break_even_capex_yen=where(_break_even_capex(plant, npv, present_value(flow.tied_yen, factors))),
        co2_own_t=where(_own_co2(case, flow, plant, co2_t)),
        co2_cost_yen_per_t=where(co2_cost_yen_per_t(npv, _saved_tonnes(flow, plant, co2_t))),
        eligible=eligible,
    )


def _own_share(flow: CashFlow, plant: Plant) -> Floats:
    """The share of the first year's energy, before any output control, that is used on site."""
    return _part(flow.own_kwh[:, 1], plant.annual_kwh)


def _part(kwh: Floats, whole_kwh: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(whole_kwh > 0, kwh / whole_kwh, 0.0)


def _break_even(flow: CashFlow, price: Floats, found: Measures, factors: Floats) -> Floats:
    if flow.bar_yen is None:
        return _break_even_price(price, found, present_value(flow.priced_yen, factors))
    asked, bar = flow.priced_yen * factors, flow.bar_yen * factors
    return _break_even_standard(price, found.npv_yen - np.maximum(asked - bar, 0.0).sum(axis=1), asked, bar)


def _break_even_standard(price: Floats, without: Floats, asked: Floats, bar: Floats) -> Floats:
    """The first standard price of a premium at which NPV is 0; NaN where NPV is not below 0 without any premium.

    ``without + sum max(k asked_t - bar_t, 0)`` is convex and rises in ``k``, the price over the present one: from the
    root with the premium of all years counted, which lies at or above it, Newton's steps go down to the root and each
    drops a year or ends.
    """
    # A reference price below 0 leaves a premium at any standard price.
    floor = without + np.maximum(-bar, 0.0).sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        share = (bar.sum(axis=1) - without) / asked.sum(axis=1)
        for _ in range(asked.shape[1]):
            paid = (share[:, None] * asked > bar) & (asked > 0)
            share = np.where(paid.any(axis=1), ((bar * paid).sum(axis=1) - without) / (asked * paid).sum(axis=1), share)
        even = price * share
    return np.where((floor < 0) & np.isfinite(even) & (even > 0), even, np.nan)


def _break_even_price(price: Floats, found: Measures, priced: Floats) -> Floats:
    """The first price at which NPV is 0, all prices of the case moving in proportion; NaN where none helps."""
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        even = break_even_price(found.cost_pv, priced / price, found.benefit_pv - priced)
    return np.where(np.isfinite(even) & (even > 0), even, np.nan)


def _break_even_capex(plant: Plant, npv: Floats, tied: Floats) -> Floats:
    """The capital cost at which NPV is 0, with all that is in proportion to it; NaN where none is low enough."""
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        even = break_even_capex(plant.capex_yen, npv, -tied / plant.capex_yen)
    return np.where(tied < 0, even, np.nan)


def _own_co2(case: Case, flow: CashFlow, plant: Plant, co2_t: Floats) -> Floats:
    """What the owner may count: nothing where the value is sold; of energy used on site that part alone."""
    if case.value_sold:
        return np.zeros_like(co2_t)
    counted = flow.own_kwh if case.kind_of.needs_load else flow.energy_kwh
    return co2_t * _part(counted[:, 1], plant.annual_kwh)


def _saved_tonnes(flow: CashFlow, plant: Plant, co2_t: Floats) -> Floats:
    """What the energy of all years saves, not discounted [t]."""
    return co2_t * _part(flow.energy_kwh.sum(axis=1), plant.annual_kwh)


def net_present_value(plant: Plant, case: Case, finance: Finance, price: Floats | None = None) -> Floats:
    """NPV of every option under one case by closed sums, for choices among very many; NaN without price or cost.

    Every kWh counts at the case's price (the mean of its steps), or at ``price`` where the price book sets it;
    costs are capital, extra and running cost alone.
    """
    years = case.period_years or finance.years
    factors = discount_factors(finance.discount_rate, years)[1:]
    if price is None:
        price = flat_price(plant, case, years)
    losses, place = np.unique(yearly_loss(plant, finance), return_inverse=True)
    energy = ((1.0 - losses[:, None]) ** np.arange(years) @ factors)[place]
    running = plant.opex_yen_per_year * factors.sum()
    return np.asarray(plant.annual_kwh * energy * price - plant.capex_yen - extra_yen(plant, case) - running)


def flat_price(plant: Plant, case: Case, years: int) -> Floats:
    """One price for all years: the stated one, or the mean of the price steps; NaN where there is neither."""
    if case.price_steps:
        return np.full(len(plant.technology), step_prices(case, years).mean())
    return by_technology(plant, case.price_yen_per_kwh.model_dump() if case.price_yen_per_kwh else {})


def base_lcoe(plant: Plant, finance: Finance, lifecycles: Lifecycles) -> Floats:
    """LCOE of every option over ``finance.years``, without what only a case costs."""
    factors = discount_factors(finance.discount_rate, finance.years)
    energy = present_value(energy_kwh(plant, finance, finance.years), factors)
    cost = present_value(base_costs(on_basis(plant, finance, lifecycles), finance, lifecycles), factors)
    return levelised_cost(cost, energy)


def co2_tonnes(annual_kwh: Floats, factor_kg_per_kwh: float | None) -> Floats:
    """Carbon dioxide saved in the area per year; NaN without a factor."""
    factor = np.nan if factor_kg_per_kwh is None else factor_kg_per_kwh
    return annual_kwh * factor / KG_PER_TONNE
