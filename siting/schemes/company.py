"""A company (SPC) that finances, builds and runs a plant: its debt, taxes, and what is left to its shareholders.

All free cash is paid out, and years short of cash are made up by the shareholders, so that what is left of every year
is the equity's own flow. Interest, depreciation, upkeep, rent and property tax lower the income that is taxed; deposits
do not. Symbols: EBITDA = income - costs; DSCR_t = (EBITDA_t - tax_t + deposits_t + reserve_t) / debt service_t, where
reserve_t is what a reserve for replacements takes (negative) or releases. The reserve stays the company's own money:
it moves cover ratios and sculpted debt, not the shareholders' flow.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from siting.finance.metrics import Floats, Ints, discount_factors, dscr, internal_rate, llcr, present_value
from siting.project.procurement import Debt, Taxes
from siting.schemes.loan import Loan, loan_of, no_loan
from siting.schemes.solve import rising_root
from siting.schemes.tax import depreciation_yen, taxable_income_yen

# NPV over the investment that is as good as zero: a return is then right to about that.
ENOUGH = 1e-14


@dataclass(frozen=True)
class Venture:
    """What a company takes on, options x years 0..T: income and costs positive, deposits as they flow.

    ``invested_yen`` is net of subsidy. ``sold_yen`` is the part of the income that comes from selling power, on which
    the revenue tax falls. ``unit_yen`` is what one unit of the unknown payment brings in each year (a service payment:
    1 in every year; an on-site price: the energy; a rent: -1), ``unit_sold`` whether that too is power sold.
    ``fixed_loan`` is a loan that no payment changes, once it is known. ``reserve_yen`` is what a reserve for
    replacements takes (negative) and releases; without one the year of a replacement bears it.
    """

    invested_yen: Floats
    income_yen: Floats
    sold_yen: Floats
    costs_yen: Floats
    deposits_yen: Floats
    unit_yen: Floats
    unit_sold: bool
    sells_power: bool
    years: Ints
    life_years: Ints
    debt: Debt | None
    taxes: Taxes
    fixed_loan: Loan | None = None
    reserve_yen: Floats | None = None

    def paid(self, amount: Floats) -> Venture:
        """The venture with so many units of the payment stated."""
        more = amount[:, None] * self.unit_yen
        return replace(
            self,
            income_yen=self.income_yen + more,
            sold_yen=self.sold_yen + more if self.unit_sold else self.sold_yen,
        )


@dataclass(frozen=True)
class Company:
    """A venture with its payment: loan, taxes, cash before tax and finance, and the shareholders' flow.

    ``serving_yen`` is that cash after what a reserve for replacements takes or releases: it serves the debt.
    """

    loan: Loan
    enterprise_tax_yen: Floats
    income_tax_yen: Floats
    cash_yen: Floats
    serving_yen: Floats
    equity_yen: Floats

    @property
    def after_tax_yen(self) -> Floats:
        """What serves the debt after tax."""
        return self.serving_yen - self.enterprise_tax_yen - self.income_tax_yen


@dataclass(frozen=True)
class Ratios:
    """Returns and cover ratios by option; NaN where they do not exist.

    ``eirr`` on equity after tax, ``pirr`` before debt and taxes on income and revenue; DSCR before and after tax is
    the least of all years, LLCR after tax that of the start.
    """

    eirr: Floats
    pirr: Floats
    dscr_min_pre_tax: Floats
    dscr_min_post_tax: Floats
    llcr: Floats


def run(venture: Venture) -> Company:
    """The company's years under a venture whose payment is stated."""
    cash = venture.income_yen - venture.costs_yen + venture.deposits_yen
    serving = cash if venture.reserve_yen is None else cash + venture.reserve_yen
    columns = cash.shape[1]
    loan = _loan(venture, serving)
    depreciation = depreciation_yen(venture.invested_yen, venture.life_years, venture.years, columns)
    taxes = venture.taxes
    revenue_rate = taxes.power_revenue_rate * (1.0 + taxes.power_special_rate) if venture.sells_power else 0.0
    revenue_tax = revenue_rate * np.maximum(venture.sold_yen, 0.0)
    enterprise_rate = taxes.power_income_rate if venture.sells_power else taxes.enterprise_income_rate
    profit = venture.income_yen - venture.costs_yen - revenue_tax - loan.schedule.interest_yen - depreciation
    taxable: Floats = np.zeros_like(cash)
    if enterprise_rate or taxes.income_tax_rate:
        taxable = taxable_income_yen(profit, taxes.loss_years)
    enterprise, income = revenue_tax + enterprise_rate * taxable, taxes.income_tax_rate * taxable
    equity = cash - enterprise - income - loan.service_yen
    equity[:, 0] += loan.amount_yen - venture.invested_yen
    return Company(loan, enterprise, income, cash, serving, equity)


def with_fixed_loan(venture: Venture) -> Venture:
    """The venture with its loan drawn up, where no payment changes it."""
    if venture.debt is not None and venture.debt.method == "sculpted":
        return venture
    return replace(venture, fixed_loan=_loan(venture, venture.income_yen))


def _loan(venture: Venture, cash_yen: Floats) -> Loan:
    if venture.fixed_loan is not None:
        return venture.fixed_loan
    if venture.debt is None:
        return no_loan(*cash_yen.shape)
    return loan_of(venture.debt, venture.debt.share * venture.invested_yen, venture.years, cash_yen)


def ratios(venture: Venture, company: Company) -> Ratios:
    """Returns and cover ratios of a company."""
    unlevered = company.cash_yen.copy()
    unlevered[:, 0] -= venture.invested_yen
    service = company.loan.service_yen
    cover = np.full(len(service), np.nan)
    if venture.debt is not None:
        cover = llcr(company.after_tax_yen, company.loan.schedule.opening_yen, venture.debt.rate)[:, 1]
    return Ratios(
        eirr=internal_rate(company.equity_yen).rate,
        pirr=internal_rate(unlevered).rate,
        dscr_min_pre_tax=dscr(company.serving_yen, service).minimum,
        dscr_min_post_tax=dscr(company.after_tax_yen, service).minimum,
        llcr=cover,
    )


def excess_yen(venture: Venture, target_eirr: float) -> Floats:
    """NPV of the shareholders' flow at the return they need; negative where it falls short."""
    equity = run(venture).equity_yen
    return present_value(equity, discount_factors(target_eirr, equity.shape[1] - 1))


def payment_for_return(venture: Venture, target_eirr: float) -> Floats:
    """Units of the payment at which the equity earns just its target; NaN where no unit is ever paid.

    The NPV of the equity rises with a payment and falls with a rent, as no rate of tax reaches 100 %.
    """
    worth = present_value(venture.unit_yen, discount_factors(target_eirr, venture.unit_yen.shape[1] - 1))
    paid = worth != 0
    sign, per_unit = np.where(worth < 0, -1.0, 1.0), np.where(paid, np.abs(worth), 1.0)
    # Right at once where there is no tax; then the bracket is small.
    guess = -excess_yen(venture, target_eirr) / per_unit
    width = 0.1 * np.maximum(np.abs(guess), np.abs(venture.invested_yen) / per_unit)
    enough = ENOUGH * np.abs(venture.invested_yen)
    found = rising_root(lambda amount: excess_yen(venture.paid(amount * sign), target_eirr), guess, width, enough)
    return np.where(paid, found * sign, np.nan)


def payment_for_cover(venture: Venture, min_dscr: float) -> Floats:
    """Units of the payment at which the cash after tax of the weakest year is just ``min_dscr`` times its service.

    Infinite, with the sign that costs the company, where there is no service.
    """
    sign = np.where(venture.unit_yen.sum(axis=1) < 0, -1.0, 1.0)
    indebted = run(venture).loan.amount_yen > 0

    def slack(amount: Floats) -> Floats:
        company = run(venture.paid(amount * sign))
        service = company.loan.service_yen
        left = np.where(service > 0, company.after_tax_yen - min_dscr * service, np.inf).min(axis=1)
        return np.where(indebted, left, amount)

    largest = np.maximum(np.abs(venture.unit_yen).max(axis=1), 1e-12)
    size = np.abs(venture.invested_yen)
    found = rising_root(slack, np.zeros(len(sign)), 0.1 * size / largest, ENOUGH * size)
    return np.where(indebted, found * sign, -np.inf * sign)
