"""How the figures of an option under one price case come about."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

import numpy as np

from siting.finance.metrics import discount_factors
from siting.language import Text, text
from siting.project.cases import Case
from siting.reporting.explain.base import DISCOUNT_REMARK, degradation, discounting, yearly_loss, yearly_share
from siting.reporting.explain.control import control_inputs
from siting.reporting.explain.costs import stepped_inputs
from siting.reporting.explain.flows import Flow, cost_inputs, flows_of, item_inputs, net_of
from siting.reporting.explain.lookup import Option, from_column, from_config, shown
from siting.reporting.explain.prices import is_booked, own_use_inputs, price_inputs, told
from siting.reporting.explain.records import Input
from siting.reporting.explain.working import Working, given, worked
from siting.reporting.results import Results
from siting.vocabulary.results import case_column

# The plain formula holds where it gives the engine's sums.
EQUAL = 1e-9
SEE_FLOWS = text("the yearly flows stand in cashflows.csv")


def _case(results: Results, case: str) -> Case:
    return results.config.cases[case]


def years_inputs(results: Results, option: Option, name: str) -> list[Input]:
    """The years that count: the case's own, those of the price book's row, or those of the project."""
    case, finance = _case(results, name), results.config.finance
    if is_booked(case) and case.period_years is None and case.after_period_yen_per_kwh is None:
        row = price_inputs(results, option, name)[0]
        place = row.place.replace("price_yen_per_kwh", "period_years")
        years = shown(option[case_column("years", name)])
        return [Input("T", text("years the price is paid"), years, "y", place, row.source)]
    if case.period_years is not None and case.after_period_yen_per_kwh is None:
        return [from_config(results, f"cases.{name}.period_years", case.period_years, "T", case)]
    found = [from_config(results, "finance.years", finance.years, "T", finance)]
    if case.period_years is not None:
        found.append(from_config(results, f"cases.{name}.period_years", case.period_years, "period_years", case))
    return found


def money_inputs(results: Results, option: Option, case: str, flows: list[Flow]) -> list[Input]:
    """Everything the sums over the years rest on."""
    inputs = [
        from_column(results, option, "annual_kwh"),
        *price_inputs(results, option, case),
        from_column(results, option, "capex_yen"),
        from_column(results, option, "opex_yen_per_year"),
        *years_inputs(results, option, case),
        *discounting(results),
        *degradation(results, option),
        *control_inputs(results, option),
        *_extra_inputs(results, option, case),
        *cost_inputs(results, option, case, flows),
        *_tax_inputs(results, option, case),
    ]
    if _case(results, case).kind_of.needs_load or _case(results, case).wheeling:
        inputs += own_use_inputs(results, option, case)
    return inputs


def _tax_inputs(results: Results, option: Option, name: str) -> Iterator[Input]:
    """Which figures hold consumption tax, and whether the results do: what is flagged otherwise is converted."""
    config, case = results.config, _case(results, name)
    if config.finance.consumption_tax is None:
        return
    yield told(
        results, "finance.consumption_tax.basis", "results", config.finance.consumption_tax.basis, config.finance
    )
    tariff = config.tariffs.get(case.tariff or "")
    if tariff is not None:
        yield told(results, f"tariffs.{case.tariff}.tax", "price_tax", tariff.tax, tariff)
    elif not is_booked(case):
        yield told(results, f"cases.{name}.tax", "price_tax", case.tax, case)
    technology = str(option["technology"])
    life = getattr(config.lifecycle, technology)
    costs = life.tax if life else "excluded"
    yield told(results, f"lifecycle.{technology}.tax", "cost_tax", costs, life)


def _extra_inputs(results: Results, option: Option, case: str) -> list[Input]:
    extra = option[f"extra_yen_{case}"]
    if not extra:
        return []
    found = _case(results, case)
    cost = getattr(found.extra_cost, option["technology"])
    key = f"cases.{case}.extra_cost.{option['technology']}"
    _, inputs = stepped_inputs(results, option, cost, key, None, "extra_")
    whole = from_config(results, key, extra, "extra_cost", found)
    return [whole, *(one for one in inputs if one.symbol.startswith("extra_"))]


def _plain_sums(results: Results, option: Option, case: str) -> bool:
    """Whether one price on all energy, and capital, extra and running cost, are all there is."""
    years = int(option[f"years_{case}"])
    factors = discount_factors(results.config.finance.discount_rate, years)[1:]
    share = (1.0 - yearly_loss(results, option)) ** np.arange(years)
    benefit = option[f"price_yen_per_kwh_{case}"] * option["annual_kwh"] * float((share * factors).sum())
    cost = option["capex_yen"] + option[f"extra_yen_{case}"] + option["opex_yen_per_year"] * float(factors.sum())
    same = ((benefit, option[f"benefit_pv_yen_{case}"]), (cost, option[f"cost_pv_yen_{case}"]))
    return all(math.isclose(one, other, rel_tol=EQUAL, abs_tol=1e-6) for one, other in same)


def _sum_formulas(results: Results, option: Option, case: str, flows: list[Flow]) -> tuple[str, str]:
    """Benefits and costs in symbols."""
    if _plain_sums(results, option, case):
        extra = "extra_cost + " if option[f"extra_yen_{case}"] else ""
        cost = f"capex_yen + {extra}opex_yen_per_year × Σd^t"
        return f"price × annual_kwh × Σ({yearly_share(option)})^(t-1)·d^t", cost
    benefits, costs = (" + ".join(one.item.name for one in flows if one.benefit == side) for side in (True, False))
    return benefits or "Σ benefits_t·d^t", costs or "Σ costs_t·d^t"


def _sums(results: Results, option: Option, case: str, name: str, tail: str) -> Working:
    """A figure of the present values B and C; the items stand with theirs where the plain formula does not hold."""
    plain = _plain_sums(results, option, case)
    flows = [] if plain else flows_of(results, option, case)
    benefit, cost = _sum_formulas(results, option, case, flows)
    value = option[f"{name}_{case}"]
    if np.isnan(value):
        return Working("", "", tuple(money_inputs(results, option, case, flows)))
    parts = {"B": benefit, "C": cost}
    formula = "; ".join(
        [f"{name} = {tail}", *(f"{one} = {said}" for one, said in parts.items() if one in tail.split())]
    )
    b, c = shown(option[f"benefit_pv_yen_{case}"]), shown(option[f"cost_pv_yen_{case}"])
    numbers = " ".join({"B": b, "C": c}.get(one, one) for one in tail.split())
    items = [] if plain else item_inputs(option, case, _side(flows, tail))
    return Working(
        formula,
        f"{numbers} = {shown(value)}" if " " in tail else numbers,
        (*items, *money_inputs(results, option, case, flows)),
        _remark(option, case, DISCOUNT_REMARK),
    )


def _side(flows: list[Flow], tail: str) -> list[Flow]:
    shown_sides = {"B": True, "C": False}
    wanted = [side for word, side in shown_sides.items() if word in tail.split()]
    return [one for one in flows if one.benefit in wanted]


def _remark(option: Option, case: str, said: Text | None) -> Text | None:
    """What is to be known of the formula, with what the run remarks of this option's case."""
    remark = option.get(f"remark_{case}")
    if not isinstance(remark, Text):
        return said
    return remark if said is None else text("{one}; {other}", one=said, other=remark)


def _bc(results: Results, option: Option, case: str) -> Working:
    return _sums(results, option, case, "bc", "B / C")


def _npv(results: Results, option: Option, case: str) -> Working:
    return _sums(results, option, case, "npv_yen", "B - C")


def _benefit(results: Results, option: Option, case: str) -> Working:
    return _sums(results, option, case, "benefit_pv_yen", "B")


def _cost(results: Results, option: Option, case: str) -> Working:
    return _sums(results, option, case, "cost_pv_yen", "C")


def _net_of_first_year(option: Option, case: str) -> float:
    return float(option[f"price_yen_per_kwh_{case}"] * option["annual_kwh"] - option["opex_yen_per_year"])


def _flow_inputs(results: Results, option: Option, case: str, flows: list[Flow]) -> tuple[Input, ...]:
    items = [] if _plain_sums(results, option, case) else item_inputs(option, case, flows)
    return (*items, *(one for one in money_inputs(results, option, case, flows) if one.symbol != "r"))


def _irr(results: Results, option: Option, case: str) -> Working:
    flows, rate = _written(results, option, case), option[f"irr_{case}"]
    inputs = _flow_inputs(results, option, case, flows)
    if np.isnan(rate):
        return Working("", "", inputs)
    if not _plain_sums(results, option, case):
        numbers = f"{_started(flows)}Σ(net yen of year t) / (1+irr)^t = 0 → irr = {rate:.6f}"
        return Working("0 = Σ net_t / (1+irr)^t, t = 0..T", numbers, inputs, _remark(option, case, SEE_FLOWS))
    outlay = option["capex_yen"] + option[f"extra_yen_{case}"]
    numbers = f"-{shown(outlay)} + Σ({shown(_net_of_first_year(option, case))}·(1-loss)^(t-1)) / (1+irr)^t = 0"
    if yearly_loss(results, option):
        numbers = f"-{shown(outlay)} + Σ(net yen of year t) / (1+irr)^t = 0"
    share = yearly_share(option)
    formula = f"0 = -(capex_yen + extra_cost) + Σ(price × annual_kwh × ({share})^(t-1) - opex_yen_per_year) / (1+irr)^t"
    return Working(formula, f"{numbers} → irr = {rate:.6f}", inputs, _remark(option, case, SEE_FLOWS))


def _written(results: Results, option: Option, case: str) -> list[Flow]:
    """The items, where the plain formula does not hold."""
    return [] if _plain_sums(results, option, case) else flows_of(results, option, case)


def _started(flows: list[Flow]) -> str:
    """The net flow of year 0, where the flows are written."""
    return f"{shown(float(net_of(flows)[0]))} + " if flows else ""


def _payback(results: Results, option: Option, case: str) -> Working:
    return _paid_back(results, option, case, "payback_years")


def _discounted_payback(results: Results, option: Option, case: str) -> Working:
    return _paid_back(results, option, case, "discounted_payback_years")


def _paid_back(results: Results, option: Option, case: str, name: str) -> Working:
    flows, years = _written(results, option, case), option[f"{name}_{case}"]
    discounted = name == "discounted_payback_years"
    inputs = _flow_inputs(results, option, case, flows)
    inputs = (*inputs, *discounting(results)) if discounted else inputs
    if np.isnan(years):
        return Working("", "", inputs)
    of = "yearly flows times d^t" if discounted else "yearly flows"
    if not _plain_sums(results, option, case):
        formula = f"first time the running sum of {of}, linear inside the year, reaches 0"
        start = f"{shown(float(net_of(flows)[0]))} → " if flows else ""
        return Working(formula, f"{start}{shown(years)}", inputs, _remark(option, case, SEE_FLOWS))
    outlay = option["capex_yen"] + option[f"extra_yen_{case}"]
    formula = f"first time the running sum of {of}, linear inside the year, reaches capex_yen + extra_cost"
    numbers = f"{shown(outlay)} / {shown(_net_of_first_year(option, case))} = {shown(years)}"
    if yearly_loss(results, option) or (discounted and results.config.finance.discount_rate):
        numbers = f"{shown(outlay)} → {shown(years)}"
    return Working(formula, numbers, inputs, _remark(option, case, SEE_FLOWS))


def _co2_own(results: Results, option: Option, case: str) -> Working:
    found = _case(results, case)
    if found.value_sold:
        key = f"cases.{case}.environmental_value"
        line = from_config(results, key, 0.0, "environmental_value", found)
        one = Input(line.symbol, line.label, "sold", "", line.place, line.source, line.assumption)
        return Working(
            "co2_own_t = 0", "0", (one,), text("the environmental value is sold: the buyer counts the saving")
        )
    if np.isnan(option["co2_area_t"]):
        return Working("", "", ())
    area = from_column(results, option, "co2_area_t")
    if not found.kind_of.needs_load:
        return _co2_of_what_is_taken(results, option, area, option[f"co2_own_t_{case}"])
    share = from_column(results, option, case_column("own_use_share", case), "own_use_share")
    numbers = f"{area.value} × {share.value} = {shown(option[f'co2_own_t_{case}'])}"
    return Working("co2_own_t = co2_area_t × own_use_share", numbers, (area, share))


def _co2_of_what_is_taken(results: Results, option: Option, area: Input, tonnes: float) -> Working:
    """All the energy saves, or what the grid takes of it in the first year."""
    control = control_inputs(results, option)[:1]
    if not control:
        return given("co2_own_t", area)
    return worked("co2_own_t", "co2_area_t × (1 - curtailed_1)", tonnes, [area, *control])


CASE: dict[str, Callable[[Results, Option, str], Working]] = {
    "bc": _bc,
    "npv_yen": _npv,
    "irr": _irr,
    "payback_years": _payback,
    "co2_own_t": _co2_own,
    "benefit_pv_yen": _benefit,
    "cost_pv_yen": _cost,
    "discounted_payback_years": _discounted_payback,
}
