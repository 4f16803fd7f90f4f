"""Figures of cash flows over arrays: B/C, NPV, IRR, LCOE, payback, break-even, CO2 cost and the cover of debt.

Rows are options, columns years 0..T. Symbols: ``d = 1/(1+r)``; year 0 is the investment, years 1..T are operation,
counted at their end. A figure that does not exist is NaN, and a row that holds NaN spoils no other.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import numpy.typing as npt

from siting.finance.roots import all_rates

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


class IrrState(IntEnum):
    """How many rates of return above -100 % a row of flows has: one, none or several.

    Where the NPV touches zero and turns back, two rates coincide: several.
    """

    UNIQUE = 0
    NONE = 1
    MULTIPLE = 2


@dataclass(frozen=True)
class Irr:
    """Internal rates of return (NaN where none or not unique) and why."""

    rate: Floats
    state: Ints


def discount_factors(rate: float, years: int) -> Floats:
    """``d^t`` for t = 0..years."""
    return np.asarray((1.0 / (1.0 + rate)) ** np.arange(years + 1), dtype=np.float64)


def present_value(flows: Floats, factors: Floats) -> Floats:
    """Sum of discounted flows along the years; the factors are those of the years, or rows x years.

    Added year by year: a matrix product may round a row by its position, and equal options must stay equal.
    """
    total = np.zeros(len(flows))
    for year in range(factors.shape[-1]):
        total += flows[:, year] * factors[..., year]
    return total


def benefit_cost_ratio(benefits: Floats, costs: Floats) -> Floats:
    """PV of benefits over PV of all costs; running costs stay costs and are never netted out of benefits.

    NaN where the costs are not positive.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(costs > 0, benefits / costs, np.nan)


def levelised_cost(cost_pv: Floats, energy_pv: Floats) -> Floats:
    """PV of costs over PV of energy; NaN where there is no energy."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(energy_pv > 0, cost_pv / energy_pv, np.nan)


def payback_years(flows: Floats) -> Floats:
    """Year in which the running sum of flows first reaches zero, linear inside the year; NaN if it never does."""
    total = np.cumsum(flows, axis=1)
    reached = (total >= 0) & (np.arange(flows.shape[1]) > 0)
    found = reached.any(axis=1)
    year = np.where(found, reached.argmax(axis=1), 1)
    row = np.arange(len(flows))
    with np.errstate(divide="ignore", invalid="ignore"):
        inside = -total[row, year - 1] / flows[row, year]
    within = np.clip(np.where(np.isfinite(inside), inside, 0.0), 0.0, 1.0)
    paid_at_once = total[:, 0] >= 0
    years = np.where(paid_at_once, 0.0, np.where(found, year - 1 + within, np.nan))
    return np.where(np.isfinite(total[:, -1]), years, np.nan)


def discounted_payback_years(flows: Floats, factors: Floats) -> Floats:
    """Payback of the discounted flows: the year in which the running NPV first reaches zero."""
    return payback_years(flows * factors)


def internal_rate(flows: Floats) -> Irr:
    """The IRR of every row of flows, and whether there is one, none or several; of several none is picked.

    ``roots.irr_roots`` gives them all and says how they are found.
    """
    flows = np.asarray(flows, dtype=np.float64)
    row, rates = all_rates(flows)
    count = np.bincount(row, minlength=len(flows))
    state = np.where(count == 1, IrrState.UNIQUE, np.where(count == 0, IrrState.NONE, IrrState.MULTIPLE))
    rate = np.full(len(flows), np.nan)
    rate[row] = rates
    return Irr(np.where(count == 1, rate, np.nan), state.astype(np.int64))


def break_even_price(cost_pv: Floats, energy_pv: Floats, other_benefit_pv: Floats | float = 0.0) -> Floats:
    """Price in yen/kWh at which the NPV is zero: ``(PV costs - PV of benefits that no price changes) / PV energy``.

    The energy is what is paid at that price. Negative where the other benefits alone pay; NaN without energy.
    """
    return levelised_cost(cost_pv - other_benefit_pv, energy_pv)


def break_even_capex(capex_yen: Floats, npv_yen: Floats, cost_per_yen: Floats | float = 1.0) -> Floats:
    """Capital cost in yen at which the NPV is zero: ``capex + NPV / k``; NaN where it would pay at no capital cost.

    ``k`` (``cost_per_yen``) is the PV of all costs that go with one yen of it: 1 where only the outlay of year 0 does,
    more with insurance, tax or removal as a share of it, less with a subsidy.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        found = capex_yen + npv_yen / np.asarray(cost_per_yen, dtype=np.float64)
    return np.where(found >= 0, found, np.nan)


def co2_cost_yen_per_t(npv_yen: Floats, saved_t: Floats) -> Floats:
    """What a saved tonne costs net: ``-NPV / tonnes``, tonnes of all years undiscounted; negative where it pays.

    NaN where nothing is saved.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(saved_t > 0, -npv_yen / saved_t, np.nan)


@dataclass(frozen=True)
class Cover:
    """Debt service cover: cash over debt service, per year (NaN in years without service), its least and its mean."""

    per_year: Floats
    minimum: Floats
    average: Floats


def dscr(cash_yen: Floats, service_yen: Floats) -> Cover:
    """``DSCR_t = cash_t / (interest_t + principal_t)``; the average is the plain mean over the years with service.

    Before or after tax as the cash is. A year of service whose cash is NaN makes minimum and average NaN.
    """
    due = service_yen > 0
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(due, cash_yen / service_yen, np.nan)
        average = np.where(due, ratio, 0.0).sum(axis=1) / due.sum(axis=1)
    least = np.where(due, ratio, np.inf).min(axis=1)
    unknown = np.isnan(service_yen).any(axis=1) | ~due.any(axis=1)
    return Cover(ratio, np.where(unknown, np.nan, least), np.where(unknown, np.nan, average))


def llcr(cash_yen: Floats, balance_yen: Floats, rate: float) -> Floats:
    """Loan life cover of every year: PV of the cash of this and the later years of the loan over the opening balance.

    ``LLCR_t = sum_(s >= t, balance_s > 0) cash_s d^(s-t+1) / balance_t``, ``d`` at the rate of the loan; NaN in years
    without debt. That of the first year with debt is the one of the financial close.
    """
    owed = balance_yen > 0
    worth, found = np.zeros(len(cash_yen)), np.full_like(cash_yen, np.nan, dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        for year in range(cash_yen.shape[1] - 1, -1, -1):
            worth = np.where(owed[:, year], (worth + cash_yen[:, year]) / (1.0 + rate), 0.0)
            found[:, year] = np.where(owed[:, year], worth / balance_yen[:, year], np.nan)
    return found
