"""How terms of a price case and the figures that follow from its sums come about: price, years, break-even, CO2 cost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from siting.language import text
from siting.reporting.explain.base import degradation, discounting, yearly_share
from siting.reporting.explain.cases import SEE_FLOWS, years_inputs
from siting.reporting.explain.control import LEFT, control_inputs, control_of
from siting.reporting.explain.lookup import Option, from_column, shown
from siting.reporting.explain.prices import own_use_inputs, price_inputs, told
from siting.reporting.explain.records import Input
from siting.reporting.explain.working import Working, given
from siting.reporting.results import Results
from siting.vocabulary.results import case_column


def _price(results: Results, option: Option, name: str) -> Working:
    case = results.config.cases[name]
    inputs = price_inputs(results, option, name)
    value, remark = shown(option[f"price_yen_per_kwh_{name}"]), option.get(f"remark_{name}")
    if case.tariff is not None:
        more = own_use_inputs(results, option, name)
        said = "price = Σ(energy charge of the hour + fuel_adjustment + levy) × own_kwh_h / Σ own_kwh_h, year 1"
        return Working(said, value, (*inputs, *more), remark)
    return Working("price_yen_per_kwh = price", value, tuple(inputs), remark)


def _years(results: Results, option: Option, name: str) -> Working:
    first, *rest = years_inputs(results, option, name)
    return replace(given("years", first), inputs=(first, *rest))


def _own_share(results: Results, option: Option, name: str) -> Working:
    case, share = results.config.cases[name], option[f"own_use_share_{name}"]
    if not case.kind_of.needs_load:
        kind = told(results, f"cases.{name}.kind", "kind", case.kind_of.name, case)
        return Working("own_use_share = 0", "0", (kind,))
    inputs = own_use_inputs(results, option, name)
    remark = option.get(f"remark_{name}")
    if inputs[0].symbol == "own_use_share":
        return replace(given("own_use_share", inputs[0]), remark=remark)
    energy = from_column(results, option, "annual_kwh")
    if inputs[0].symbol == "counting":
        return Working("own_use_share = annual_kwh / annual_kwh", shown(share), (energy, *inputs), remark)
    own = shown(share * option["annual_kwh"])
    said = "own_use_share = Σ min(annual_kwh × g_h, load_h) / annual_kwh, hours h of year 1, g_h: generation's part of the year"
    return Working(said, f"{own} / {energy.value} = {shown(share)}", (energy, *inputs), remark)


def _of_case(results: Results, option: Option, name: str, figure: str, symbol: str | None = None) -> Input:
    return from_column(results, option, case_column(figure, name), symbol or figure)


def _lcoe(results: Results, option: Option, name: str) -> Working:
    cost = _of_case(results, option, name, "cost_pv_yen")
    lcoe = option[f"lcoe_yen_per_kwh_{name}"]
    energy = option[f"cost_pv_yen_{name}"] / lcoe if lcoe else 0.0
    inputs = (
        cost, from_column(results, option, "annual_kwh"), *years_inputs(results, option, name), *discounting(results),
        *degradation(results, option), *control_inputs(results, option),
    )  # fmt: skip
    formula = f"lcoe_yen_per_kwh = cost_pv_yen / (annual_kwh × Σ({yearly_share(option)})^(t-1)·d^t)"
    if control_of(results, option) is not None:
        formula = f"lcoe_yen_per_kwh = cost_pv_yen / Σ energy_t·d^t; energy_t = {LEFT}"
    remark = text("with all that this case costs; the LCOE of the option itself leaves out what only a case costs")
    return Working(formula, f"{cost.value} / {shown(energy)} = {shown(lcoe)}", inputs, remark)


def _break_even(results: Results, option: Option, name: str) -> Working:
    even, price, npv = (option[f"{one}_{name}"] for one in ("break_even_yen_per_kwh", "price_yen_per_kwh", "npv_yen"))
    if results.config.cases[name].premium is not None:
        return _break_even_premium(results, option, name, shown(price), shown(even))
    part = npv / (1.0 - even / price) if price and even != price else option[f"benefit_pv_yen_{name}"]
    inputs = tuple(
        _of_case(results, option, name, one, symbol)
        for one, symbol in (
            ("price_yen_per_kwh", "price"),
            ("npv_yen", "npv_yen"),
            ("benefit_pv_yen", "benefit_pv_yen"),
        )
    )
    numbers = f"{shown(price)} × (1 - {shown(npv)} / {shown(part)}) = {shown(even)}"
    said = "break_even_yen_per_kwh = price × (1 - npv_yen / P); P = PV of the benefits in proportion to the price"
    return Working(said, numbers, inputs, text("all prices of the case move in proportion; the rest stays"))


def _break_even_premium(results: Results, option: Option, name: str, price: str, even: str) -> Working:
    """The standard price of a premium: only what lies above the reference price is paid."""
    inputs = (*price_inputs(results, option, name), _of_case(results, option, name, "npv_yen"))
    said = (
        "0 = npv_yen + Σ E_t·(max(break_even - reference_t, 0) - max(price - reference_t, 0))·d^t, years of the period"
    )
    return Working(said, f"{price} → {even}", inputs, SEE_FLOWS)


def _break_even_capex(results: Results, option: Option, name: str) -> Working:
    even, npv, capex = option[f"break_even_capex_yen_{name}"], option[f"npv_yen_{name}"], option["capex_yen"]
    tied = npv / (1.0 - even / capex) if capex and even != capex else -capex
    inputs = (from_column(results, option, "capex_yen"), _of_case(results, option, name, "npv_yen"))
    numbers = f"{shown(capex)} × (1 - {shown(npv)} / ({shown(tied)})) = {shown(even)}"
    said = "break_even_capex_yen = capex_yen × (1 - npv_yen / K); K = PV of the flows in proportion to capex_yen"
    return Working(
        said, numbers, inputs, text("insurance, tax, subsidy and what else is a share of it move with the capital cost")
    )


def _co2_cost(results: Results, option: Option, name: str) -> Working:
    cost, npv = option[f"co2_cost_yen_per_t_{name}"], option[f"npv_yen_{name}"]
    tonnes = -npv / cost if cost else 0.0
    inputs = (
        _of_case(results, option, name, "npv_yen"), from_column(results, option, "co2_area_t"),
        *years_inputs(results, option, name), *degradation(results, option), *control_inputs(results, option),
    )  # fmt: skip
    formula = f"co2_cost_yen_per_t = -npv_yen / (co2_area_t × Σ({yearly_share(option)})^(t-1))"
    if control_of(results, option) is not None:
        formula = f"co2_cost_yen_per_t = -npv_yen / (co2_area_t × Σ energy_t / energy_1); energy_t = {LEFT}"
    return Working(formula, f"-({shown(npv)}) / {shown(tonnes)} = {shown(cost)}", inputs, SEE_FLOWS)


def _where_known(
    figure: str, rule: Callable[[Results, Option, str], Working]
) -> Callable[[Results, Option, str], Working]:
    """The rule, for an option that has the figure; nothing stands between inputs and a figure that does not exist."""

    def told(results: Results, option: Option, name: str) -> Working:
        known = option[case_column(figure, name)]
        return Working("", "", ()) if known != known else rule(results, option, name)

    return told


TERMS: dict[str, Callable[[Results, Option, str], Working]] = {
    name: _where_known(name, rule)
    for name, rule in (
        ("price_yen_per_kwh", _price),
        ("years", _years),
        ("own_use_share", _own_share),
        ("lcoe_yen_per_kwh", _lcoe),
        ("break_even_yen_per_kwh", _break_even),
        ("break_even_capex_yen", _break_even_capex),
        ("co2_cost_yen_per_t", _co2_cost),
    )
}
