"""How power, energy, costs, LCOE and carbon of an option come about."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from siting.language import text
from siting.project.money import Lifecycle
from siting.reporting.explain.costs import capex, opex
from siting.reporting.explain.lookup import Option, emission_input, from_column, from_config, shown
from siting.reporting.explain.records import Input
from siting.reporting.explain.water import change_input
from siting.reporting.explain.working import Working, worked
from siting.reporting.explain.yields import capacity, energy
from siting.reporting.life_figures import life_figures
from siting.reporting.results import Results


def discounting(results: Results) -> list[Input]:
    """The rate that sums over years use."""
    finance = results.config.finance
    return [from_config(results, "finance.discount_rate", finance.discount_rate, "r", finance)]


def degradation(results: Results, option: Option) -> list[Input]:
    """The yearly loss of yield of the option's technology, and that by its supply of water where it changes."""
    finance = results.config.finance
    value = getattr(finance.degradation, option["technology"])
    ageing = from_config(results, f"finance.degradation.{option['technology']}", value, "loss", finance)
    supply = supply_loss(option)
    change = change_input(results, option) if supply else None
    if change is None:
        return [ageing]
    label = text("yearly loss of energy as the flow changes: from the first year's energy to the last one's")
    return [ageing, replace(change, symbol="supply_loss", label=label, value=shown(supply)), change]


def supply_loss(option: Option) -> float:
    """The yearly loss of energy because less water comes; 0 where the supply stays."""
    return float(option["supply_loss"]) if option["supply_loss"] == option["supply_loss"] else 0.0


def yearly_share(option: Option) -> str:
    """What a year leaves of the energy of the year before, as the formulas write it."""
    return "(1-loss)·(1-supply_loss)" if supply_loss(option) else "1-loss"


def yearly_loss(results: Results, option: Option) -> float:
    """The yearly loss of energy by ageing and supply together."""
    ageing = float(getattr(results.config.finance.degradation, option["technology"]))
    supply = supply_loss(option)
    return 1.0 - (1.0 - ageing) * (1.0 - supply) if supply else ageing


def _lcoe(results: Results, option: Option) -> Working:
    finance = results.config.finance
    factors = (1.0 / (1.0 + finance.discount_rate)) ** np.arange(1, finance.years + 1)
    loss = yearly_loss(results, option)
    discounted = float((option["annual_kwh"] * (1.0 - loss) ** np.arange(finance.years) * factors).sum())
    inputs = [
        from_column(results, option, "capex_yen"),
        from_column(results, option, "opex_yen_per_year"),
        from_column(results, option, "annual_kwh"),
        from_config(results, "finance.years", finance.years, "T", finance),
        *discounting(results),
        *degradation(results, option),
    ]
    share = yearly_share(option)
    life = getattr(results.config.lifecycle, option["technology"])
    lcoe = option["lcoe_yen_per_kwh"]
    plain = option["capex_yen"] + option["opex_yen_per_year"] * float(factors.sum())
    if not math.isclose(plain, lcoe * discounted, rel_tol=1e-9):
        # Costs over the life, inflation or tax come beside.
        inputs += _beside(results, option, life)
        return Working(
            f"lcoe_yen_per_kwh = Σ cost_t·d^t / (annual_kwh × Σ({share})^(t-1)·d^t)",
            f"{lcoe * discounted:,.6f} / {discounted:,.6f} = {lcoe:,.6f}", tuple(inputs), DISCOUNT_REMARK,
        )  # fmt: skip
    formula = f"(capex_yen + opex_yen_per_year × Σd^t) / (annual_kwh × Σ({share})^(t-1)·d^t)"
    numbers = (
        f"({inputs[0].value} + {inputs[1].value} × {float(factors.sum()):,.9g}) / {discounted:,.6f}"
        f" = {option['lcoe_yen_per_kwh']:,.6f}"
    )
    return Working(f"lcoe_yen_per_kwh = {formula}", numbers, tuple(inputs), DISCOUNT_REMARK)


def _beside(results: Results, option: Option, life: Lifecycle | None) -> list[Input]:
    """What the cost of energy holds beside capital and running cost."""
    technology = option["technology"]
    found = [
        replace(
            from_config(results, f"lifecycle.{technology}.{one.key}", one.value, one.key.replace(".", "_"), life),
            label=one.label,
        )
        for one in (life_figures(life, technology) if life else ())
    ]
    return [*found, *basis_inputs(results)]


def basis_inputs(results: Results) -> list[Input]:
    """Inflation and consumption tax, where the project states them."""
    finance, found = results.config.finance, []
    if finance.inflation:
        found.append(from_config(results, "finance.inflation", finance.inflation, "inflation", finance))
    tax = finance.consumption_tax
    if tax is not None:
        one = from_config(results, "finance.consumption_tax.rate", tax.rate, "consumption_tax", finance)
        label = (
            text("consumption tax; results with it")
            if tax.basis == "included"
            else text("consumption tax; results without it")
        )
        found.append(replace(one, label=label))
    return found


DISCOUNT_REMARK = text("d = 1/(1+r), t = 1..T at year's end, year 0 is not discounted; at r = 0 these are plain sums")


def _co2(results: Results, option: Option) -> Working:
    factor = emission_input(results)
    if factor is None:
        return Working("", "", ())
    inputs = [from_column(results, option, "annual_kwh"), factor]
    return worked("co2_area_t", "annual_kwh × factor_kg_per_kwh / 1,000", option["co2_area_t"], inputs)


BASE: dict[str, Callable[[Results, Option], Working]] = {
    "capacity_kw": capacity,
    "annual_kwh": energy,
    "capex_yen": capex,
    "opex_yen_per_year": opex,
    "lcoe_yen_per_kwh": _lcoe,
    "co2_area_t": _co2,
}
