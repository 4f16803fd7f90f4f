"""The cash flow of every option under one price case: what the energy earns by kind of case, and what it costs."""

from __future__ import annotations

import numpy as np

from siting.finance.energy import energy_kwh, exportable
from siting.finance.flows import CashFlow, Plant, Use
from siting.finance.lifecycle import Items, Spending, costs_over_life, on_basis, tax_factor
from siting.finance.metrics import Floats
from siting.finance.tariffs import MONTHS_PER_YEAR
from siting.finance.terms import Terms, over_years
from siting.project.cases import Case
from siting.project.money import Finance, Lifecycles, Subsidy
from siting.vocabulary.money import Paid

DEPOSIT_YEARS = 10  # Deposits are taken over the last ten years of the period (from July 2022, FIT and FIP from 10 kW).


def cash_flow(
    plant: Plant,
    name: str,
    case: Case,
    terms: Terms,
    use: Use | None,
    finance: Finance,
    lifecycles: Lifecycles,
    subsidies: tuple[Subsidy, ...],
    surplus: Terms | None = None,
) -> CashFlow:
    """All flows of one case. Where it does not apply to an option, its benefits are NaN.

    ``surplus`` are the terms of what is exported, where the price book sets them beside a tariff.
    """
    spending = Spending(name, case, finance, lifecycles, subsidies, terms.years)
    if surplus is not None:
        surplus = over_years(surplus, terms.years, spending.columns)
    plant = on_basis(plant, finance, lifecycles)
    costs, tied = costs_over_life(plant, spending)
    operating = np.arange(spending.columns) <= terms.years[:, None]
    energy = energy_kwh(plant, finance, spending.columns - 1) * operating
    wheeled = case.kind_of.exported is Paid.WHEELED
    own = np.zeros_like(energy) if use is None or wheeled else use.own_kwh[:, : spending.columns] * operating
    energy = own + (energy - own) * exportable(plant, spending.columns)
    earned, priced = _earned(case, terms, use, energy, own, finance, surplus)
    charged = _charges(plant, case, energy - own, spending)
    back = _given_back(terms if surplus is None else surplus, energy - own)
    items = {**earned, **{one: yen for one, yen in {**back, **charged}.items() if np.any(yen)}, **costs}
    return CashFlow(items, energy, own, terms.years, priced, tied, _bar(case, terms, energy, finance))


def _earned(
    case: Case, terms: Terms, use: Use | None, energy: Floats, own: Floats, finance: Finance, surplus: Terms | None
) -> tuple[Items, Floats]:
    """What the energy earns, and the part of it in proportion to the price."""
    kind, exported = case.kind_of, energy - own
    level = _change(case, energy.shape[1])
    factor = tax_factor(terms.tax_included, finance)[:, None]
    # What the case itself states beside that price: market, surplus, and the price after the period.
    own_level = level * tax_factor(np.full(len(energy), case.tax == "included"), finance)[:, None]
    price = np.where(np.isnan(terms.price_yen_per_kwh), _beyond(terms), terms.price_yen_per_kwh)
    price = price * np.where(terms.in_period, factor, own_level / level)
    if kind.exported is Paid.PRICE:
        items = {"sales": exported * price}
        return items, items["sales"] * terms.in_period
    if kind.exported is Paid.PREMIUM:
        return _premium(case, price, exported, terms, own_level)
    if kind.exported is Paid.WHEELED:
        items = {"supply_elsewhere": _supplied(case, use, exported, price, level * factor)}
        return items, items["supply_elsewhere"] * _priced_years(terms, use)
    items = _on_site(kind.on_site, price, own, use, level * factor)
    priced = next(iter(items.values())) * _priced_years(terms, use)
    if use is not None and use.demand_saving_yen is not None and np.any(use.demand_saving_yen):
        items["demand_saving"] = use.demand_saving_yen[:, : own.shape[1]] * level * factor
    if kind.exported is Paid.SURPLUS:
        items["sales"] = items.get("sales", 0.0) + exported * _surplus_price(case, surplus, own_level, finance)
    return items, priced


def _beyond(terms: Terms) -> Floats:
    """0 in year 0 and after the years that count; NaN where the case does not apply."""
    return np.where(terms.eligible, 0.0, np.nan)[:, None]


def _change(case: Case, columns: int) -> Floats:
    """What tariffs and market prices have become since the first year."""
    return np.asarray((1.0 + case.price_change_per_year) ** np.maximum(np.arange(columns) - 1, 0))


def _priced_years(terms: Terms, use: Use | None) -> np.ndarray:
    """The years whose savings go with the price of the case: all by a tariff, else those before another price follows."""
    by_tariff = use is not None and use.saved_yen is not None
    return terms.in_period | by_tariff


def _on_site(paid: Paid, price: Floats, own: Floats, use: Use | None, level: Floats) -> Items:
    if paid is Paid.PRICE:
        return {"sales": own * price}
    if use is not None and use.saved_yen is not None:
        return {"avoided_purchase": use.saved_yen[:, : own.shape[1]] * level}
    return {"avoided_purchase": own * price}


def _surplus_price(case: Case, surplus: Terms | None, level: Floats, finance: Finance) -> Floats:
    if surplus is None:
        return case.surplus_yen_per_kwh * level
    factor = tax_factor(surplus.tax_included, finance)[:, None]
    return np.nan_to_num(surplus.price_yen_per_kwh) * factor


def _premium(case: Case, price: Floats, exported: Floats, terms: Terms, level: Floats) -> tuple[Items, Floats]:
    """Market sale, non-fossil value and the premium above the reference price (FIP); the market alone afterwards."""
    assert case.premium is not None
    fip = case.premium
    above = np.maximum(price - fip.reference_yen_per_kwh * level, 0.0) * terms.in_period
    items = {
        "sales": exported * fip.market_yen_per_kwh * level + 0.0 * price,
        "environmental_value": exported * fip.non_fossil_yen_per_kwh * level,
        "premium": exported * above,
        "balancing_cost": -exported * fip.balancing_cost_yen_per_kwh * level,
    }
    kept = {name: yen for name, yen in items.items() if name in ("sales", "premium") or np.any(yen)}
    return kept, exported * price * terms.in_period


def _bar(case: Case, terms: Terms, energy: Floats, finance: Finance) -> Floats | None:
    """What the energy would earn at the reference price of a premium: only what the price has above it is paid."""
    if case.premium is None or case.kind_of.exported is not Paid.PREMIUM:
        return None
    level = _change(case, energy.shape[1]) * tax_factor(np.full(len(energy), case.tax == "included"), finance)[:, None]
    return energy * case.premium.reference_yen_per_kwh * level * terms.in_period


def _supplied(case: Case, use: Use | None, exported: Floats, price: Floats, level: Floats) -> Floats:
    """What the other facility saves: of what arrives there, what it uses."""
    if use is None:
        return exported * (1.0 - (case.wheeling.loss_share if case.wheeling else 0.0)) * price
    counted = exported > 0
    if use.saved_yen is not None:
        return use.saved_yen[:, : exported.shape[1]] * level * counted
    return use.own_kwh[:, : exported.shape[1]] * price * counted


def _charges(plant: Plant, case: Case, exported: Floats, spending: Spending) -> Items:
    """The generation-side charge and what wheeling costs."""
    operating = np.any(exported > 0, axis=1)[:, None] * (np.arange(spending.columns) >= 1)
    operating = operating & (np.arange(spending.columns) <= spending.years[:, None])
    size = np.where(np.isnan(plant.capacity_kw), 0.0, plant.capacity_kw)[:, None] * operating
    generation = (
        MONTHS_PER_YEAR * case.generation_charge_yen_per_kw_month * size + case.generation_charge_yen_per_kwh * exported
    )
    items = {"generation_charge": -generation}
    if case.wheeling is not None:
        wheel = case.wheeling
        items["wheeling_charge"] = -(
            wheel.charge_yen_per_kwh * exported + MONTHS_PER_YEAR * wheel.charge_yen_per_kw_month * size
        )
        items["balancing_cost"] = -wheel.balancing_cost_yen_per_kwh * exported
    return items


def _given_back(terms: Terms, exported: Floats) -> Items:
    """The reimbursed generation charge, and the deposit for removal that comes back at the end."""
    columns = exported.shape[1]
    t = np.arange(columns)
    in_period = terms.in_period[:, :columns]
    taking = in_period & (t > terms.period_years[:, None] - DEPOSIT_YEARS)
    deposit = exported * terms.deposit_yen_per_kwh[:, None] * taking
    refund = deposit.sum(axis=1)[:, None] * (t == terms.years[:, None])
    return {
        "charge_reimbursement": exported * terms.reimbursement_yen_per_kwh[:, None] * in_period,
        "deposit": -deposit,
        "deposit_refund": refund,
    }
