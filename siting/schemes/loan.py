"""The loan of a scheme, option by option: amount, and interest and repayment of years 0..T."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from siting.finance.loans import Schedule, level, level_principal, sculpted_to_repay
from siting.finance.metrics import Floats, Ints
from siting.project.procurement import Debt


@dataclass(frozen=True)
class Loan:
    """Amount in yen by option, and its schedule in yen by option and year 0..T."""

    amount_yen: Floats
    schedule: Schedule

    @property
    def service_yen(self) -> Floats:
        """Interest and repayment together."""
        return self.schedule.service_yen

    @property
    def lender_yen(self) -> Floats:
        """The lender's flows: out in year 0, back with interest."""
        flows = self.schedule.service_yen.copy()
        flows[:, 0] -= self.amount_yen
        return flows


def no_loan(options: int, columns: int) -> Loan:
    """A loan of nothing."""
    nothing = np.zeros((options, columns))
    return Loan(np.zeros(options), Schedule(nothing, nothing, nothing, nothing))


def loan_of(debt: Debt, amount_yen: Floats, years: Ints, cash_yen: Floats, rate: float | None = None) -> Loan:
    """The schedule of a debt; its term ends with the operating ``years`` of the option at the latest.

    ``cash_yen`` (options x years 0..T) is what a sculpted service follows; where it is never positive the service is
    level. A year whose cash would not pay the interest pays just that and repays nothing: the shareholders make it up,
    the cover ratio of that year says so, and the other years repay the more. ``rate`` stands in for the debt's own rate.
    """
    interest = debt.rate if rate is None else rate
    term = np.minimum(debt.years, years)
    grace = np.minimum(debt.grace_years, term - 1)
    last = cash_yen.shape[1] - 1
    if debt.method == "level_principal":
        return Loan(amount_yen, level_principal(amount_yen, interest, term, last, grace))
    plain = level(amount_yen, interest, term, last, grace)
    if debt.method == "level":
        return Loan(amount_yen, plain)
    followed = _where_served(sculpted_to_repay(amount_yen, cash_yen, interest, term, grace), plain)
    short = np.asarray(np.any(followed.principal_yen < 0, axis=1))
    if not short.any():
        return Loan(amount_yen, followed)
    t = np.arange(last + 1)
    repaying = (t > grace[:, None]) & (t <= term[:, None])
    floored = _never_growing(followed, np.where(repaying, np.maximum(cash_yen, 0.0), 0.0), amount_yen, interest)
    return Loan(amount_yen, _chosen(short, floored, followed))


def _never_growing(followed: Schedule, cash_yen: Floats, amount_yen: Floats, rate: float) -> Schedule:
    """The sculpted schedule with no negative repayment; ``cash_yen`` is 0 outside the years of repayment.

    Each year repays ``max(share cash - interest, 0)``. The balance at the end falls with the share ever more steeply
    (it is a concave, piecewise linear function of it), so that Newton's steps from the unbounded schedule, whose share
    is the largest, come down to the root exactly, in no more steps than there are years.
    """
    rows, columns = cash_yen.shape
    largest = cash_yen.max(axis=1)
    share = np.max(followed.service_yen * (cash_yen > 0), axis=1) / np.where(largest > 0, largest, 1.0)
    opening, principal = np.zeros((rows, columns)), np.zeros((rows, columns))
    for _ in range(columns + 1):
        balance, slope = amount_yen.astype(np.float64), np.zeros(rows)
        for year in range(1, columns):
            opening[:, year] = balance
            repaid = np.where(cash_yen[:, year] > 0, share * cash_yen[:, year] - rate * balance, 0.0)
            principal[:, year] = np.maximum(repaid, 0.0)
            slope = np.where(repaid > 0, (1.0 + rate) * slope - cash_yen[:, year], slope)
            balance = balance - principal[:, year]
        lower = share - np.where(slope < 0, balance / np.where(slope < 0, slope, 1.0), 0.0)
        if not (lower < share).any():
            break
        share = np.minimum(lower, share)
    opening = np.where(followed.opening_yen != 0, opening, 0.0)
    return Schedule(opening, opening * rate, principal, opening * rate + principal)


def _where_served(wanted: Schedule, otherwise: Schedule) -> Schedule:
    """The wanted schedule in rows that have one."""
    return _chosen(np.asarray(np.isfinite(wanted.service_yen).all(axis=1)), wanted, otherwise)


def _chosen(rows: npt.NDArray[np.bool_], one: Schedule, other: Schedule) -> Schedule:
    """One schedule in some rows, the other in the rest."""
    has = rows[:, None]
    return Schedule(
        np.where(has, one.opening_yen, other.opening_yen),
        np.where(has, one.interest_yen, other.interest_yen),
        np.where(has, one.principal_yen, other.principal_yen),
        np.where(has, one.service_yen, other.service_yen),
    )
