"""Value for money: the city's cost of the conventional scheme (PSC) less that of another one (LCC), and its bridge.

Both are present values of all public payments net of revenue at one rate. As the parties' flows add up to the project's
in every year, so do their present values: ``LCC = -(project - company - lender - tax office)``. The difference of each
of these between the two schemes is a step of the bridge, so that the steps sum to the value for money. The lender's
share is parted in two. A loan is worth ``D - PV(service)`` to its borrower, which is not zero where the discount rate
is not its interest: paid later at a rate below the discount rate, the same money looks cheaper. Discounting effect:
that worth of the company's loan, had it the city's own rate, less the worth of the city's bond on the same investment.
Financing: the rest, the loan's dearer rate and the return on equity above the discount rate. With the city's own terms
the discounting effect is zero.
"""

from __future__ import annotations

import numpy as np

from siting.finance.metrics import Floats, discount_factors, present_value
from siting.schemes.basis import UPKEEP, Basis, net_investment_yen, reduction
from siting.schemes.division import Division
from siting.schemes.loan import loan_of
from siting.vocabulary.money import BRIDGE_STEPS, Group


def city_npv_yen(division: Division, rate: float) -> Floats:
    """NPV of the city's whole position in yen."""
    return _worth(division.book.public_yen, rate)


def value_for_money(psc_yen: Floats, lcc_yen: Floats) -> tuple[Floats, Floats]:
    """VFM in yen, and as a share of the PSC; the share is NaN where the PSC is not positive."""
    value = psc_yen - lcc_yen
    with np.errstate(divide="ignore", invalid="ignore"):
        return value, np.where(psc_yen > 0, value / psc_yen, np.nan)


def bridge(basis: Basis, conventional: Division, division: Division, rate: float) -> dict[str, Floats]:
    """The steps from the conventional scheme to another one in yen, by name; they sum to the VFM."""
    before, after = conventional.scheme, division.scheme
    bond = _bond_worth(basis, rate)
    # One yen of investment, with the bond the city takes up for it.
    investment = _worth(basis.flow.total(Group.INVESTMENT), rate) + bond * _whole_yen(basis, division)
    ordered = (1.0 - after.capex_reduction) * (1.0 - before.competition_reduction)
    upkeep = np.zeros(basis.shape)
    for name in UPKEEP:
        upkeep += basis.flow.items.get(name, 0.0)
    discounting, financing = _finance(basis, division, bond, rate)
    steps = {
        "cost_reduction": investment * (ordered - reduction(before)),
        "competition": investment * (reduction(after) - ordered),
        "operation": _worth(upkeep, rate) * (before.opex_reduction - after.opex_reduction),
        "financing": financing,
        "discounting": discounting,
        "tax": -_worth(division.book.net_yen("tax_office"), rate),
        "risk_transfer": _risk(division, rate) - _risk(conventional, rate),
    }
    # No -0 is shown.
    return {step.value: steps[step.value] + 0.0 for step in BRIDGE_STEPS}


def _worth(flows: Floats, rate: float) -> Floats:
    return present_value(flows, discount_factors(rate, flows.shape[1] - 1))


def _risk(division: Division, rate: float) -> Floats:
    return _worth(division.book.item_yen("retained_risk", "project"), rate)


def _whole_yen(basis: Basis, division: Division) -> Floats:
    """The net investment without any reduction."""
    return net_investment_yen(basis, division.scheme) / reduction(division.scheme)


def _bond_worth(basis: Basis, rate: float) -> Floats:
    """What the city's bond on one yen of net investment is worth at the discount rate."""
    bond = basis.city.bond
    if bond is None:
        return np.zeros(basis.shape[0])
    amount = np.full(basis.shape[0], bond.share)
    return -_worth(loan_of(bond, amount, basis.flow.years, np.zeros(basis.shape)).lender_yen, rate)


def _finance(basis: Basis, division: Division, bond_worth: Floats, rate: float) -> tuple[Floats, Floats]:
    """Discounting effect and financing in yen."""
    if not division.scheme.kind_of.private:
        nothing = np.zeros(basis.shape[0])
        return nothing, nothing
    debt, loan = division.scheme.debt, division.loan
    at_citys_rate = np.zeros(basis.shape[0])
    if debt is not None:
        own = debt.rate if basis.city.bond is None else basis.city.bond.rate
        same = loan_of(debt, loan.amount_yen, division.company_years, division.cash_yen, own)
        at_citys_rate = -_worth(same.lender_yen, rate)
    discounting = at_citys_rate - bond_worth * net_investment_yen(basis, division.scheme)
    financing = -_worth(loan.lender_yen, rate) - at_citys_rate - _worth(division.shareholders_yen, rate)
    return discounting, financing
