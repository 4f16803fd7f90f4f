"""Loan schedules over arrays of principals: level, level principal, grace years, sculpted to the cash.

A loan is drawn at the end of year 0 and served once a year, at the end of years 1..term. Symbols: ``P`` principal, ``r``
rate, ``g`` grace years, ``m = term - g`` years of repayment, ``k = 1..m`` the number of a repayment, ``d = 1/(1+r)``.
In the grace years only interest is paid. All arrays are loans x years 0..T; years beyond a loan's term hold zeros.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from siting.finance.metrics import Floats, Ints

Terms = int | Ints
Rates = float | Floats


@dataclass(frozen=True)
class Schedule:
    """A loan year by year in yen: balance at the start of the year, interest, principal paid back and their sum."""

    opening_yen: Floats
    interest_yen: Floats
    principal_yen: Floats
    service_yen: Floats

    @property
    def closing_yen(self) -> Floats:
        """Balance at the end of each year 1..T, in its column; year 0 holds zero as the opening balance does."""
        return self.opening_yen - self.principal_yen


def level(principal_yen: Floats, rate: Rates, term_years: Terms, years: int, grace_years: Terms = 0) -> Schedule:
    """Equal service in every year of repayment (元利均等): ``A = P r / (1 - d^m)``, at rate 0 ``P / m``.

    In closed form: the k-th repayment holds principal ``A d^(m-k+1)`` and interest ``A (1 - d^(m-k+1))``.
    """
    loan = _loan(principal_yen, rate, term_years, years, grace_years)
    left = loan.repayments - loan.number + 1
    # 1 - d^left without cancellation at small rates.
    share, whole = (-np.expm1(-count * np.log1p(loan.rate)) for count in (left, loan.repayments))
    with np.errstate(divide="ignore", invalid="ignore"):
        free = loan.rate == 0
        balance = np.where(free, left / loan.repayments, share / whole)
        repaid = np.where(free, 1.0 / loan.repayments, loan.rate * (1.0 - share) / whole)
    return _scheduled(loan, balance, repaid)


def level_principal(
    principal_yen: Floats, rate: Rates, term_years: Terms, years: int, grace_years: Terms = 0
) -> Schedule:
    """Equal principal in every year of repayment (元金均等): ``P / m``, and interest on what is left."""
    loan = _loan(principal_yen, rate, term_years, years, grace_years)
    left = loan.repayments - loan.number + 1
    return _scheduled(loan, left / loan.repayments, np.ones_like(left) / loan.repayments)


def sculpted(cash_yen: Floats, dscr: float, rate: Rates, term_years: Terms, grace_years: Terms = 0) -> Schedule:
    """The largest loan whose service is ``cash / dscr`` in every year of repayment; nothing where the cash is negative.

    ``P = sum_(k=1..m) max(cash_(g+k), 0) / dscr d^k``. A year whose service is below the interest adds the rest to the
    balance: its principal is negative.
    """
    return _on_cash(np.maximum(cash_yen, 0.0) / dscr, rate, term_years, grace_years)


def sculpted_to_repay(
    principal_yen: Floats, cash_yen: Floats, rate: Rates, term_years: Terms, grace_years: Terms = 0
) -> Schedule:
    """A loan of this principal served in proportion to the cash: the same DSCR in all years of repayment.

    That DSCR is PV of the cash over the principal; NaN where there is no cash to serve it.
    """
    whole = _on_cash(np.maximum(cash_yen, 0.0), rate, term_years, grace_years)
    capacity = whole.opening_yen[:, 1]
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(principal_yen == 0, 0.0, np.where(capacity > 0, principal_yen / capacity, np.nan))
    parts = (whole.opening_yen, whole.interest_yen, whole.principal_yen, whole.service_yen)
    return Schedule(*(part * share[:, None] for part in parts))


@dataclass(frozen=True)
class _Loan:
    """Principal, rate and repayments as columns; number and state of every year."""

    principal_yen: Floats
    rate: Floats
    repayments: Floats
    number: Floats
    repaying: npt.NDArray[np.bool_]
    waiting: npt.NDArray[np.bool_]


def _loan(principal_yen: Floats, rate: Rates, term_years: Terms, years: int, grace_years: Terms) -> _Loan:
    year = np.arange(years + 1)
    term, grace, rates = (_column(one, len(principal_yen)) for one in (term_years, grace_years, rate))
    if ((term <= grace) | (term > years) | (grace < 0)).any():
        raise ValueError("a loan needs a year of repayment after its grace years and a term within the years counted")
    repaying = (year > grace) & (year <= term)
    return _Loan(
        principal_yen=np.asarray(principal_yen, dtype=np.float64)[:, None],
        rate=rates,
        repayments=term - grace,
        number=np.where(repaying, year - grace, 1.0),
        repaying=repaying,
        waiting=(year > 0) & (year <= grace),
    )


def _column(value: float | Floats | Ints, count: int) -> Floats:
    return np.broadcast_to(np.asarray(value, dtype=np.float64), (count,))[:, None]


def _scheduled(loan: _Loan, balance: Floats, repaid: Floats) -> Schedule:
    """The schedule from opening balance and repayment of the years of repayment, as shares of the principal."""
    opening = loan.principal_yen * np.where(loan.repaying, balance, np.where(loan.waiting, 1.0, 0.0))
    principal = loan.principal_yen * np.where(loan.repaying, repaid, 0.0)
    interest = opening * loan.rate
    return Schedule(opening, interest, principal, interest + principal)


def _on_cash(service_yen: Floats, rate: Rates, term_years: Terms, grace_years: Terms) -> Schedule:
    """The loan that this service of the years of repayment pays back, found from the end."""
    count, years = service_yen.shape[0], service_yen.shape[1] - 1
    loan = _loan(np.zeros(count), rate, term_years, years, grace_years)
    service = np.where(loan.repaying, service_yen, 0.0)
    opening, balance = np.zeros_like(service), np.zeros(count)
    for year in range(years, 0, -1):
        owed = (balance + service[:, year]) / (1.0 + loan.rate[:, 0])
        balance = np.where(loan.repaying[:, year], owed, balance)
        opening[:, year] = np.where(loan.repaying[:, year] | loan.waiting[:, year], balance, 0.0)
    interest = opening * loan.rate
    principal = np.where(loan.repaying, service - interest, 0.0)
    return Schedule(opening, interest, principal, interest + principal)
