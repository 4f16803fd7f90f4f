"""Options under price cases: cash flows as arrays of options x years, and their figures."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from siting.finance.costs import stepped_yen
from siting.finance.metrics import (
    Floats,
    Ints,
    benefit_cost_ratio,
    discount_factors,
    internal_rate,
    levelised_cost,
    payback_years,
    present_value,
)
from siting.project.model import Case, EnvironmentalValue, Finance, SteppedCost
from siting.vocabulary.tables import TECHNOLOGY_NAMES

KG_PER_TONNE = 1000.0
# Each halves an interval of about two: enough for the last digit.
BISECTIONS = 60


@dataclass(frozen=True)
class Plant:
    """What finance needs of every option: technology, size, first-year energy and costs.

    ``supply_loss`` is the yearly loss of energy because less water comes, beside what ageing takes.
    """

    technology: npt.NDArray[np.object_]
    stage: npt.NDArray[np.object_]
    capacity_kw: Floats
    annual_kwh: Floats
    capex_yen: Floats
    opex_yen_per_year: Floats
    supply_loss: Floats


@dataclass(frozen=True)
class Flows:
    """Yearly flows of every option under one case, year 0 first; costs are positive here."""

    investment_yen: Floats
    extra_yen: Floats
    running_yen: Floats
    benefit_yen: Floats

    @property
    def net_yen(self) -> Floats:
        """What is left of every year."""
        net = self.benefit_yen - self.running_yen
        net[:, 0] -= self.investment_yen + self.extra_yen
        return net


@dataclass(frozen=True)
class Evaluation:
    """One case over all options; figures are NaN where the case is not eligible or a figure does not exist."""

    price_yen_per_kwh: Floats
    years: Ints
    extra_yen: Floats
    benefit_pv_yen: Floats
    cost_pv_yen: Floats
    bc: Floats
    npv_yen: Floats
    irr: Floats
    irr_state: Ints
    payback_years: Floats
    co2_own_t: Floats
    eligible: npt.NDArray[np.bool_]


def by_technology(plant: Plant, values: dict[str, float | None]) -> Floats:
    """A figure per technology spread over the options; NaN where there is none."""
    spread = np.full(len(plant.technology), np.nan)
    for technology, value in values.items():
        if value is not None:
            spread[plant.technology == technology] = value
    return spread


def yearly_loss(plant: Plant, finance: Finance) -> Floats:
    """What a year takes of the energy: ageing by technology and, where water gets less, the supply."""
    ageing = by_technology(plant, finance.degradation.model_dump())
    falling = plant.supply_loss != 0
    # Where the supply stays, the loss is the figure of project.toml to the last digit.
    return np.where(falling, 1.0 - (1.0 - ageing) * (1.0 - plant.supply_loss), ageing)


def energy_kwh(plant: Plant, finance: Finance, years: int) -> Floats:
    """Energy of years 0..years: ``E_t = E_1 (1-d)^(t-1)``, nothing in year 0."""
    loss = yearly_loss(plant, finance)
    t = np.arange(years + 1)
    energy = plant.annual_kwh[:, None] * (1.0 - loss[:, None]) ** np.maximum(t - 1, 0)
    energy[:, 0] = 0.0
    return energy


def year_weights(finance: Finance, technology: str) -> Floats:
    """What a kWh of years 1..T is worth beside one of year 1: ageing and discounting together."""
    loss = getattr(finance.degradation, technology)
    factors = discount_factors(finance.discount_rate, finance.years)[1:]
    return np.asarray((1.0 - loss) ** np.arange(finance.years) * factors / factors[0])


def equivalent_loss(ratio: float, weights: Floats) -> float:
    """The yearly loss s with ``sum w_t (1-s)^(t-1) = ratio sum w_t``: mean energy over first-year energy is ``ratio``.

    ``w_t`` are the weights of the years; s is negative where energy grows. By bisection: the sum falls with s.
    """
    target, years = ratio * weights.sum(), np.arange(len(weights))
    low, high = -1.0, 1.0
    while (weights * (1.0 - low) ** years).sum() < target:
        low *= 2.0
    for _ in range(BISECTIONS):
        middle = (low + high) / 2.0
        low, high = (middle, high) if (weights * (1.0 - middle) ** years).sum() > target else (low, middle)
    return (low + high) / 2.0


def net_present_value(plant: Plant, case: Case, finance: Finance) -> Floats:
    """NPV of every option under one case by closed sums, for choices among very many; NaN without price or cost."""
    years = case.period_years or finance.years
    factors = discount_factors(finance.discount_rate, years)[1:]
    price = by_technology(plant, case.price_yen_per_kwh.model_dump())
    losses, place = np.unique(yearly_loss(plant, finance), return_inverse=True)
    energy = ((1.0 - losses[:, None]) ** np.arange(years) @ factors)[place]
    running = plant.opex_yen_per_year * factors.sum()
    return np.asarray(plant.annual_kwh * energy * price - plant.capex_yen - _extra(plant, case) - running)


def case_flows(plant: Plant, case: Case, finance: Finance) -> Flows:
    """The yearly flows of every option under one case."""
    years = case.period_years or finance.years
    price = by_technology(plant, case.price_yen_per_kwh.model_dump())
    running = np.repeat(plant.opex_yen_per_year[:, None], years + 1, axis=1)
    running[:, 0] = 0.0
    return Flows(
        investment_yen=plant.capex_yen,
        extra_yen=_extra(plant, case),
        running_yen=running,
        benefit_yen=energy_kwh(plant, finance, years) * price[:, None],
    )


def _extra(plant: Plant, case: Case) -> Floats:
    extra = np.zeros(len(plant.technology))
    for technology in TECHNOLOGY_NAMES:
        cost: SteppedCost | None = getattr(case.extra_cost, technology)
        if cost is not None:
            mine = (plant.technology == technology) & np.isin(plant.stage, case.extra_cost.stages)
            extra[mine] = stepped_yen(cost, plant.capacity_kw[mine], plant.annual_kwh[mine])
    return extra


def evaluate_case(plant: Plant, case: Case, finance: Finance, co2_area_t: Floats) -> Evaluation:
    """All figures of one case."""
    flows = case_flows(plant, case, finance)
    years = flows.benefit_yen.shape[1] - 1
    factors = discount_factors(finance.discount_rate, years)
    benefit = present_value(flows.benefit_yen, factors)
    cost = flows.investment_yen + flows.extra_yen + present_value(flows.running_yen, factors)
    net = flows.net_yen
    # A price is not enough: an extra cost per kW of an option whose power is unknown has no figure either.
    eligible = ~np.isnan(benefit) & ~np.isnan(cost)
    irr = internal_rate(np.where(eligible[:, None], net, 0.0))
    sold = case.environmental_value is EnvironmentalValue.SOLD
    return Evaluation(
        price_yen_per_kwh=by_technology(plant, case.price_yen_per_kwh.model_dump()),
        years=np.full(len(cost), years, dtype=np.int64),
        extra_yen=flows.extra_yen,
        benefit_pv_yen=benefit,
        cost_pv_yen=np.where(eligible, cost, np.nan),
        bc=np.where(eligible, benefit_cost_ratio(benefit, cost), np.nan),
        npv_yen=np.where(eligible, benefit - cost, np.nan),
        irr=irr.rate,
        irr_state=irr.state,
        payback_years=np.where(eligible, payback_years(np.where(eligible[:, None], net, -1.0)), np.nan),
        co2_own_t=np.where(eligible, 0.0 if sold else co2_area_t, np.nan),
        eligible=eligible,
    )


def base_lcoe(plant: Plant, finance: Finance) -> Floats:
    """LCOE of every option over ``finance.years``, without any case's extra cost."""
    factors = discount_factors(finance.discount_rate, finance.years)
    energy = present_value(energy_kwh(plant, finance, finance.years), factors)
    cost = plant.capex_yen + plant.opex_yen_per_year * factors[1:].sum()
    return levelised_cost(cost, energy)


def co2_tonnes(annual_kwh: Floats, factor_kg_per_kwh: float | None) -> Floats:
    """Carbon dioxide saved in the area per year; NaN without a factor."""
    factor = np.nan if factor_kg_per_kwh is None else factor_kg_per_kwh
    return annual_kwh * factor / KG_PER_TONNE
