"""How the capital and running cost of an option come about."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from siting.finance.costs import cost_models
from siting.language import text, verbatim
from siting.project.amounts import SteppedCost
from siting.project.model import CostModel
from siting.reporting.explain.lookup import Option, from_column, from_config, from_drop, from_table, shown
from siting.reporting.explain.machine_costs import Cost, machine_cost_rules, machine_of
from siting.reporting.explain.records import Input
from siting.reporting.explain.working import Working, given, worked
from siting.reporting.results import Results

KWH_PER_MWH = 1000.0


def _model(results: Results, option: Option) -> tuple[str, CostModel]:
    """The cost model of an option and its key in project.toml."""
    name = str(option["cost_model"])
    return f"costs.{name}", cost_models(results.config.costs)[name]


def opex(results: Results, option: Option) -> Working:
    """The running cost: given, or by the option's cost model."""
    if option["origin"] == "turbines":
        if machine_cost_rules(results, option).opex is Cost.DROP:
            return given("opex_yen_per_year", from_drop(results, option, "opex_yen_per_year"))
    elif option["opex_rule"] == "given":
        return given("opex_yen_per_year", from_table(results, option, "opex_yen_per_year"))
    key, model = _model(results, option)
    inputs = [
        from_config(results, f"{key}.opex.{name}", getattr(model.opex, name), name, model)
        for name in ("fixed_yen_per_year", "yen_per_kw_year")
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


def capex(results: Results, option: Option) -> Working:
    """The capital cost: given, a pump's price, or by the option's cost model."""
    if option["origin"] == "turbines":
        rule = machine_cost_rules(results, option).capex
        if rule is Cost.DROP:
            return given("capex_yen", from_drop(results, option, "capex_yen"))
        if rule is Cost.PUMP:
            return _pump_price(results, option)
    elif option["capex_rule"] == "given":
        return given("capex_yen", from_table(results, option, "capex_yen"))
    key, model = _model(results, option)
    of_all_years = model.capex is None
    cost = model.lifetime_total if model.capex is None else model.capex
    assert cost is not None
    formula, inputs = stepped_inputs(
        results, option, cost, f"{key}.{'lifetime_total' if of_all_years else 'capex'}", model
    )
    if of_all_years:
        finance = results.config.finance
        formula += " - years × opex_yen_per_year"
        inputs += [
            from_config(results, "finance.years", finance.years, "years", finance),
            from_column(results, option, "opex_yen_per_year"),
        ]
    return worked("capex_yen", formula, option["capex_yen"], inputs)


def _pump_price(results: Results, option: Option) -> Working:
    """Units times the price of the pump in the catalogue."""
    machine = machine_of(results, option)
    units, file = int(machine["units"]), str(results.config.hydro.pumps)
    price = Input(
        "price_yen", text("cost of the pump {pump}", pump=str(machine["pump"])), shown(option["capex_yen"] / units), "yen",
        f"{file} {machine['pump']} capex_yen", verbatim(f"SHA-256 {results.files.get(file, '')}"),
    )  # fmt: skip
    limit = from_config(results, "hydro.max_units", results.config.hydro.max_units, "units", results.config.hydro)
    count = replace(limit, label=text("units, at most hydro.max_units"), value=shown(units))
    return worked("capex_yen", "units × price_yen", option["capex_yen"], [count, price])
