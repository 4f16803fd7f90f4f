"""How power, energy, costs, LCOE and carbon of an option come about."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from siting.language import text
from siting.project.model import CostModel, SteppedCost
from siting.reporting.explain.lookup import Option, emission_input, from_column, from_config, from_table
from siting.reporting.explain.records import Input
from siting.reporting.explain.working import Working, given, worked
from siting.reporting.results import Results

KWH_PER_MWH = 1000.0


def _capacity(results: Results, option: Option) -> Working:
    if not np.isnan(_cell(results, option, "capacity_kw")) or option["origin"] != "plots":
        return given("capacity_kw", from_table(results, option, "capacity_kw"))
    model = results.config.screening.pv
    assert model is not None
    inputs = [
        from_table(results, option, "panel_area_m2"),
        from_config(results, "screening.pv.kw_per_m2", model.kw_per_m2, "kw_per_m2", model),
    ]
    return worked("capacity_kw", "panel_area_m2 × kw_per_m2", option["capacity_kw"], inputs)


def _cell(results: Results, option: Option, column: str) -> float:
    return float(results.tables[option["origin"]].frame[column].iloc[int(option["origin_row"])])


def _energy(results: Results, option: Option) -> Working:
    if option["yield_rule"] == "given":
        return given("annual_kwh", from_table(results, option, "annual_kwh"))
    return worked(
        "annual_kwh", "capacity_kw × kwh_per_kw", option["annual_kwh"],
        [from_column(results, option, "capacity_kw"), _specific_yield(results, option)],
    )  # fmt: skip


def _specific_yield(results: Results, option: Option) -> Input:
    model = results.config.screening.pv
    if not np.isnan(_cell(results, option, "kwh_per_kw")) or model is None:
        return from_table(results, option, "kwh_per_kw")
    return from_config(results, "screening.pv.kwh_per_kw", model.kwh_per_kw, "kwh_per_kw", model)


def _cost_model(results: Results, option: Option) -> CostModel:
    model: CostModel | None = getattr(results.config.costs, option["technology"])
    assert model is not None
    return model


def _opex(results: Results, option: Option) -> Working:
    if option["opex_rule"] == "given":
        return given("opex_yen_per_year", from_table(results, option, "opex_yen_per_year"))
    model = _cost_model(results, option)
    key = f"costs.{option['technology']}.opex"
    inputs = [
        from_config(results, f"{key}.fixed_yen_per_year", model.opex.fixed_yen_per_year, "fixed_yen_per_year", model),
        from_config(results, f"{key}.yen_per_kw_year", model.opex.yen_per_kw_year, "yen_per_kw_year", model),
    ]
    formula = "fixed_yen_per_year"
    if model.opex.yen_per_kw_year:
        formula = "fixed_yen_per_year + yen_per_kw_year × capacity_kw"
        inputs.append(from_column(results, option, "capacity_kw"))
    return worked("opex_yen_per_year", formula, option["opex_yen_per_year"], inputs)


def stepped_inputs(
    results: Results, option: Option, cost: SteppedCost, key: str, section: CostModel | None, prefix: str = ""
) -> tuple[str, list[Input]]:
    """The formula of a stepped cost and its inputs, the rate taken from this option's size class."""
    basis = cost.basis
    size = option["annual_kwh"] / KWH_PER_MWH if basis == "mwh" else option["capacity_kw"]
    bounds = [getattr(step, f"below_{basis}") for step in cost.steps[:-1]]
    at = int(np.searchsorted(np.array(bounds, dtype=float), size, side="right"))
    rate = getattr(cost.steps[at], f"yen_per_{basis}")
    rate_symbol, fixed_symbol = f"{prefix}yen_per_{basis}", f"{prefix}fixed_yen"
    size_column = "annual_kwh" if basis == "mwh" else "capacity_kw"
    inputs = [
        from_config(results, f"{key}.fixed_yen", cost.fixed_yen, fixed_symbol, section),
        from_config(results, f"{key}.steps.{at}.yen_per_{basis}", rate, rate_symbol, section),
        from_column(results, option, size_column),
    ]
    shown_size = f"{size_column} / 1,000" if basis == "mwh" else size_column
    return f"{fixed_symbol} + {rate_symbol} × {shown_size}", inputs


def _capex(results: Results, option: Option) -> Working:
    if option["capex_rule"] == "given":
        return given("capex_yen", from_table(results, option, "capex_yen"))
    model = _cost_model(results, option)
    key = f"costs.{option['technology']}.{option['capex_rule']}"
    cost = model.capex or model.lifetime_total
    assert cost is not None
    formula, inputs = stepped_inputs(results, option, cost, key, model)
    if option["capex_rule"] == "lifetime_total":
        finance = results.config.finance
        formula += " - years × opex_yen_per_year"
        inputs += [
            from_config(results, "finance.years", finance.years, "years", finance),
            from_column(results, option, "opex_yen_per_year"),
        ]
    return worked("capex_yen", formula, option["capex_yen"], inputs)


def discounting(results: Results) -> list[Input]:
    """The rate that sums over years use."""
    finance = results.config.finance
    return [from_config(results, "finance.discount_rate", finance.discount_rate, "r", finance)]


def degradation(results: Results, option: Option) -> list[Input]:
    """The yearly loss of yield of the option's technology."""
    finance = results.config.finance
    value = getattr(finance.degradation, option["technology"])
    return [from_config(results, f"finance.degradation.{option['technology']}", value, "loss", finance)]


def _lcoe(results: Results, option: Option) -> Working:
    finance = results.config.finance
    factors = (1.0 / (1.0 + finance.discount_rate)) ** np.arange(1, finance.years + 1)
    loss = getattr(finance.degradation, option["technology"])
    energy = float((option["annual_kwh"] * (1.0 - loss) ** np.arange(finance.years) * factors).sum())
    inputs = [
        from_column(results, option, "capex_yen"),
        from_column(results, option, "opex_yen_per_year"),
        from_column(results, option, "annual_kwh"),
        from_config(results, "finance.years", finance.years, "T", finance),
        *discounting(results),
        *degradation(results, option),
    ]
    formula = "(capex_yen + opex_yen_per_year × Σd^t) / (annual_kwh × Σ(1-loss)^(t-1)·d^t)"
    numbers = (
        f"({inputs[0].value} + {inputs[1].value} × {float(factors.sum()):,.6g}) / {energy:,.6f}"
        f" = {option['lcoe_yen_per_kwh']:,.6f}"
    )
    return Working(f"lcoe_yen_per_kwh = {formula}", numbers, tuple(inputs), DISCOUNT_REMARK)


DISCOUNT_REMARK = text("d = 1/(1+r), t = 1..T at year's end, year 0 is not discounted; at r = 0 these are plain sums")


def _co2(results: Results, option: Option) -> Working:
    factor = emission_input(results)
    if factor is None:
        return Working("", "", ())
    inputs = [from_column(results, option, "annual_kwh"), factor]
    return worked("co2_area_t", "annual_kwh × factor_kg_per_kwh / 1,000", option["co2_area_t"], inputs)


BASE: dict[str, Callable[[Results, Option], Working]] = {
    "capacity_kw": _capacity,
    "annual_kwh": _energy,
    "capex_yen": _capex,
    "opex_yen_per_year": _opex,
    "lcoe_yen_per_kwh": _lcoe,
    "co2_area_t": _co2,
}
