"""The utility's accounts under a scheme, year by year: 収益的収支 (article 3) and 資本的収支 (article 4).

The accounts of the water utility are those of the parties city, landlord and buyer together; taxes go to the city's
general account and stand apart. Simplified: replacements and service payments are operating expense, the plant is
written off in a straight line over its legal life and the rest at the end, and subsidies are released in step with it.
"""

from __future__ import annotations

import numpy as np

from siting.finance.metrics import Floats
from siting.project.procurement import City
from siting.schemes.basis import Basis
from siting.schemes.division import Division
from siting.schemes.parties import PUBLIC
from siting.schemes.tax import depreciation_yen
from siting.vocabulary.money import ACCOUNT_LINES, Group, item

MONTHS = 12
PAYMENTS = ("service_payment", "lease_payment", "energy_payment")
TAXES = ("property_tax", "local_tax_share")


def accounts(basis: Basis, division: Division) -> dict[str, Floats]:
    """The lines of the accounts by name, options x years 0..T; income and expense are positive."""
    book = division.book
    totals = _totals(division)
    depreciation, release = _written_off(basis, division)
    interest = -book.item_yen("loan_interest", *PUBLIC)
    operating_income = totals["income"] + release
    operating_expense = totals["expense"] + depreciation + interest
    schedule = division.loan.schedule
    own_bond = not division.scheme.kind_of.private
    found = {
        "operating_income": operating_income,
        "operating_expense": operating_expense,
        "deferred_subsidy": release,
        "depreciation": depreciation,
        "interest": interest,
        "operating_balance": operating_income - operating_expense,
        "capital_income": totals["capital_income"],
        "capital_expense": totals["capital_expense"],
        "capital_balance": totals["capital_income"] - totals["capital_expense"],
        "bond_balance": _closing(division) if own_bond else np.zeros(basis.shape),
        "bond_service": schedule.service_yen if own_bond else np.zeros(basis.shape),
        "general_account": sum((book.item_yen(name, *PUBLIC) for name in TAXES), np.zeros(basis.shape)),
    }
    found |= effects(basis.city, found["operating_balance"])
    # No -0 is shown.
    return {line.value: found[line.value] + 0.0 for line in ACCOUNT_LINES}


def effects(city: City, balance_yen: Floats) -> dict[str, Floats]:
    """The operating balance per m3 of water sold and per household and month; NaN where these are not stated."""
    water, households = city.water_sold_m3_per_year, city.households
    return {
        "yen_per_m3": balance_yen / (np.nan if water is None else water),
        "yen_per_household_month": balance_yen / (np.nan if households is None else households * MONTHS),
    }


def _totals(division: Division) -> dict[str, Floats]:
    """Income and expense of both accounts from the parties' flows."""
    totals = {
        name: np.zeros(division.book.shape) for name in ("income", "expense", "capital_income", "capital_expense")
    }
    for (party, name), yen in division.book.entries.items():
        if party not in PUBLIC or name in TAXES or name == "loan_interest":
            continue
        group = item(name).group
        capital = group in (Group.INVESTMENT, Group.TIMING) or name in ("loan", "loan_repayment")
        # Premiums and savings stay income, payments stay expense, whatever their sign in a year.
        earned = group is Group.BENEFIT or name in ("rent", "residual_value")
        income = earned or name in ("loan", "subsidy", "deposit_refund")
        where = ("capital_" if capital else "") + ("income" if income else "expense")
        totals[where] += yen if income else -yen
    return totals


def _written_off(basis: Basis, division: Division) -> tuple[Floats, Floats]:
    """Depreciation of the city's own plant, and the release of the subsidies it got."""
    book = division.book
    subsidy = book.item_yen("subsidy", *PUBLIC)[:, 0]
    spent = -sum(
        (book.item_yen(name, *PUBLIC)[:, 0] for name in basis.flow.items if item(name).group is Group.INVESTMENT),
        np.zeros(basis.shape[0]),
    )
    life, years, columns = basis.life_years(), basis.flow.years, basis.shape[1]
    return (
        depreciation_yen(spent + subsidy, life, years, columns),
        depreciation_yen(subsidy, life, years, columns),
    )


def _closing(division: Division) -> Floats:
    balance = division.loan.schedule.closing_yen.copy()
    balance[:, 0] = division.loan.amount_yen
    return balance
