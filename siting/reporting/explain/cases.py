"""How the figures of an option under one price case come about."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from siting.language import Text, text
from siting.project.model import Case
from siting.reporting.explain.base import DISCOUNT_REMARK, degradation, discounting, yearly_loss, yearly_share
from siting.reporting.explain.costs import stepped_inputs
from siting.reporting.explain.lookup import Option, from_column, from_config, shown
from siting.reporting.explain.records import Input
from siting.reporting.explain.working import Working, given
from siting.reporting.results import Results


def _case(results: Results, case: str) -> Case:
    return results.config.cases[case]


def _price(results: Results, option: Option, case: str) -> Input:
    key = f"cases.{case}.price_yen_per_kwh.{option['technology']}"
    return from_config(results, key, option[f"price_yen_per_kwh_{case}"], "price", _case(results, case))


def _years(results: Results, case: str) -> Input:
    period = _case(results, case).period_years
    if period is not None:
        return from_config(results, f"cases.{case}.period_years", period, "T", _case(results, case))
    finance = results.config.finance
    return from_config(results, "finance.years", finance.years, "T", finance)


def _money_inputs(results: Results, option: Option, case: str) -> list[Input]:
    inputs = [
        from_column(results, option, "annual_kwh"),
        _price(results, option, case),
        from_column(results, option, "capex_yen"),
        from_column(results, option, "opex_yen_per_year"),
        _years(results, case),
        *discounting(results),
        *degradation(results, option),
    ]
    return inputs + _extra_inputs(results, option, case)


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


def _sums(option: Option, case: str) -> tuple[str, str, str, str]:
    cost = "capex_yen + opex_yen_per_year × Σd^t"
    if option[f"extra_yen_{case}"]:
        cost = "capex_yen + extra_cost + opex_yen_per_year × Σd^t"
    benefit = f"price × annual_kwh × Σ({yearly_share(option)})^(t-1)·d^t"
    return benefit, cost, shown(option[f"benefit_pv_yen_{case}"]), shown(option[f"cost_pv_yen_{case}"])


def _bc(results: Results, option: Option, case: str) -> Working:
    return _sums_compared(results, option, case, "bc", "/")


def _npv(results: Results, option: Option, case: str) -> Working:
    return _sums_compared(results, option, case, "npv_yen", "-")


def _sums_compared(results: Results, option: Option, case: str, name: str, sign: str) -> Working:
    benefit, cost, b, c = _sums(option, case)
    return Working(
        f"{name} = B {sign} C; B = {benefit}; C = {cost}",
        f"{b} {sign} {c} = {shown(option[f'{name}_{case}'])}",
        tuple(_money_inputs(results, option, case)),
        DISCOUNT_REMARK,
    )


def _net_of_first_year(option: Option, case: str) -> float:
    return float(option[f"price_yen_per_kwh_{case}"] * option["annual_kwh"] - option["opex_yen_per_year"])


def _flow_inputs(results: Results, option: Option, case: str) -> list[Input]:
    return [one for one in _money_inputs(results, option, case) if one.symbol != "r"]


def _irr(results: Results, option: Option, case: str) -> Working:
    outlay = option["capex_yen"] + option[f"extra_yen_{case}"]
    rate = option[f"irr_{case}"]
    numbers = f"-{shown(outlay)} + Σ({shown(_net_of_first_year(option, case))}·(1-loss)^(t-1)) / (1+irr)^t = 0"
    inputs = tuple(_flow_inputs(results, option, case))
    if np.isnan(rate):
        return Working("", "", inputs)
    if yearly_loss(results, option):
        numbers = f"-{shown(outlay)} + Σ(net yen of year t) / (1+irr)^t = 0"
    share = yearly_share(option)
    formula = f"0 = -(capex_yen + extra_cost) + Σ(price × annual_kwh × ({share})^(t-1) - opex_yen_per_year) / (1+irr)^t"
    return Working(formula, f"{numbers} → irr = {rate:.6f}", inputs, _see_flows())


def _payback(results: Results, option: Option, case: str) -> Working:
    years = option[f"payback_years_{case}"]
    inputs = tuple(_flow_inputs(results, option, case))
    if np.isnan(years):
        return Working("", "", inputs)
    outlay = option["capex_yen"] + option[f"extra_yen_{case}"]
    formula = "first time the running sum of yearly flows, linear inside the year, reaches capex_yen + extra_cost"
    numbers = f"{shown(outlay)} / {shown(_net_of_first_year(option, case))} = {shown(years)}"
    if yearly_loss(results, option):
        numbers = f"{shown(outlay)} → {shown(years)}"
    return Working(formula, numbers, inputs, _see_flows())


def _see_flows() -> Text:
    return text("the yearly flows stand in cashflows.csv")


def _co2_own(results: Results, option: Option, case: str) -> Working:
    found = _case(results, case)
    if found.environmental_value == "sold":
        key = f"cases.{case}.environmental_value"
        line = from_config(results, key, 0.0, "environmental_value", found)
        one = Input(line.symbol, line.label, "sold", "", line.place, line.source, line.assumption)
        return Working(
            "co2_own_t = 0", "0", (one,), text("the environmental value is sold: the buyer counts the saving")
        )
    if np.isnan(option["co2_area_t"]):
        return Working("", "", ())
    return given("co2_own_t", from_column(results, option, "co2_area_t"))


CASE: dict[str, Callable[[Results, Option, str], Working]] = {
    "bc": _bc,
    "npv_yen": _npv,
    "irr": _irr,
    "payback_years": _payback,
    "co2_own_t": _co2_own,
}
