"""One plant as a company that borrows and pays tax on its income: the flow that is left, its return, the debt's cover."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from siting.finance.flows import CashFlow
from siting.finance.metrics import Floats, Ints
from siting.project.procurement import Debt, Taxes
from siting.schemes.company import Company, Ratios, Venture, ratios, run
from siting.schemes.reserve import reserve_yen
from siting.vocabulary.money import Group


@dataclass(frozen=True)
class Owner:
    """The company's years, its ratios, and whether its loan ends earlier than agreed, with the last operating year."""

    company: Company
    ratios: Ratios
    loan_cut_short: bool

    @property
    def items(self) -> dict[str, Floats]:
        """What is paid and drawn beside the project's own flows, by item; positive is good for the owner."""
        loan = self.company.loan
        drawn = np.zeros_like(loan.service_yen)
        drawn[:, 0] = loan.amount_yen
        return {
            "loan": drawn,
            "loan_repayment": -loan.schedule.principal_yen,
            "loan_interest": -loan.schedule.interest_yen,
            "income_tax": -self.company.income_tax_yen,
        }


def owner_of(flow: CashFlow, debt: Debt | None, taxes: Taxes, life_years: int) -> Owner:
    """A company with the flows of the project; the loan counts the investment net of subsidy.

    Income tax is that of ``taxes`` alone, a loss is carried forward, nothing is levied on the revenue.
    """
    residual = flow.items.get("residual_value", np.zeros_like(flow.energy_kwh))
    income = flow.benefit_yen + residual
    running = -flow.total(Group.RUNNING, Group.CLOSING) + residual
    years: Ints = flow.years
    venture = Venture(
        invested_yen=-flow.total(Group.INVESTMENT)[:, 0],
        income_yen=income,
        sold_yen=np.zeros_like(income),
        costs_yen=running,
        deposits_yen=flow.total(Group.TIMING),
        unit_yen=np.zeros_like(income),
        unit_sold=False,
        sells_power=False,
        years=years,
        life_years=np.full_like(years, life_years),
        debt=debt,
        taxes=taxes,
        reserve_yen=reserve_yen(-flow.items["replacement"]) if "replacement" in flow.items else None,
    )
    company = run(venture)
    return Owner(company, ratios(venture, company), debt is not None and debt.years > int(years[0]))
