"""A company's taxes, returns and cover ratios, against figures by hand and PySAM's Singleowner."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from siting.finance.metrics import discount_factors, internal_rate, present_value
from siting.project.procurement import Debt, Taxes
from siting.schemes.company import (
    Company,
    Venture,
    payment_for_cover,
    payment_for_return,
    ratios,
    run,
    with_fixed_loan,
)
from siting.schemes.tax import depreciation_yen, taxable_income_yen

YEARS = 20
ORDINARY = {"power_revenue_rate": 0.0, "power_income_rate": 0.0}


def reference(price: float = 22.0, debt: dict[str, Any] | None = None, **taxes: Any) -> Venture:
    """The reference row: 250 million yen, a GWh at 22 yen falling by 0.5 % a year, 5 million yen a year."""
    t = np.arange(YEARS + 1)
    revenue = np.where(t > 0, 1e6 * price * 0.995 ** np.maximum(t - 1.0, 0.0), 0.0)[None, :]
    nothing = np.zeros_like(revenue)
    return Venture(
        invested_yen=np.array([250e6]), income_yen=revenue, sold_yen=revenue, costs_yen=np.where(t > 0, 5e6, 0.0)[None, :],
        deposits_yen=nothing, unit_yen=np.where(t > 0, 1.0, 0.0)[None, :], unit_sold=False, sells_power=True,
        years=np.array([YEARS]), life_years=np.array([17]),
        debt=Debt.model_validate({"share": 0.7, "rate": 0.02, "years": 15, **(debt or {})}),
        taxes=Taxes.model_validate({"income_tax_rate": 0.3, **ORDINARY, **taxes}),
    )  # fmt: skip


def refunded(venture: Venture, company: Company) -> np.ndarray:
    """The equity's flow if losses were paid back at once, as PySAM has it."""
    depreciation = depreciation_yen(venture.invested_yen, venture.life_years, venture.years, YEARS + 1)
    profit = venture.income_yen - venture.costs_yen - company.loan.schedule.interest_yen - depreciation
    equity = company.cash_yen - 0.3 * profit - company.loan.service_yen
    equity[:, 0] += company.loan.amount_yen - venture.invested_yen
    return equity


def test_losses_are_carried_forward_and_not_refunded() -> None:
    venture = reference()
    company = run(venture)
    assert ratios(venture, company).eirr[0] == pytest.approx(0.02351008, abs=5e-9)
    # PySAM's solver stops at 2.488651 %; the flows are the same, see below.
    assert internal_rate(refunded(venture, company)).rate[0] == pytest.approx(0.02488651, abs=4e-8)
    lost = replace(venture, taxes=venture.taxes.model_copy(update={"loss_years": 0}))
    assert ratios(lost, run(lost)).eirr[0] < 0.02351008 - 1e-5


def single_owner(price: float, tax: float, payment_option: int) -> np.ndarray:
    """The equity's after-tax flow in PySAM: 70 % debt over 15 years at 2 %, straight line over 17 years, no credits."""
    singleowner = pytest.importorskip("tests.benchmarks.singleowner", reason="needs NREL-PySAM")
    model = singleowner.single_owner()
    settings = {
        "debt_option": 0, "debt_percent": 70.0, "term_int_rate": 2.0, "term_tenor": 15.0,
        "payment_option": payment_option, "federal_tax_rate": [100 * tax],
    }  # fmt: skip
    for name, value in settings.items():
        setattr(model.FinancialParameters, name, value)
    model.Revenue.ppa_price_input = [price]
    for name in dir(model.Depreciation):
        if name.startswith("depr_alloc"):
            setattr(model.Depreciation, name, 0.0)
    model.Depreciation.depr_alloc_custom_percent = 100.0
    model.Depreciation.depr_custom_schedule = [100.0 / 17.0] * 17
    model.execute()
    return np.array(model.Outputs.cf_project_return_aftertax)


@pytest.mark.parametrize(("method", "payment_option"), [("level", 0), ("level_principal", 1)])
@pytest.mark.parametrize(("price", "tax"), [(22.0, 0.0), (30.0, 0.3), (40.0, 0.45)])
def test_profits_give_the_equity_what_singleowner_gives(
    price: float, tax: float, method: str, payment_option: int
) -> None:
    venture = reference(price, {"method": method}, income_tax_rate=tax)
    assert run(venture).equity_yen[0] == pytest.approx(single_owner(price, tax, payment_option), abs=1.0)


def test_losses_are_where_singleowner_differs() -> None:
    """PySAM refunds the tax on a loss in the same year; in Japan it is carried forward ten years."""
    venture = reference()
    company = run(venture)
    theirs = single_owner(22.0, 0.3, 0)
    assert refunded(venture, company)[0] == pytest.approx(theirs, abs=1.0)
    first_loss = company.equity_yen[0, 1] - theirs[1]
    assert first_loss == pytest.approx(-0.3 * (250e6 / 17 + 0.02 * 175e6 - 17e6))
    assert np.abs(company.equity_yen[0] - theirs).max() > 3e5


def test_a_loss_lapses_after_its_years() -> None:
    profit = np.array([[0.0, -10.0, *[0.0] * 9, 4.0, 9.0, 9.0]])
    # The loss of year 1 lowers the profit of year 11, not that of year 12.
    assert taxable_income_yen(profit, 10)[0, 11:] == pytest.approx([0.0, 9.0, 9.0])
    assert taxable_income_yen(profit, 9)[0, 11:] == pytest.approx([4.0, 9.0, 9.0])
    assert taxable_income_yen(profit, 12)[0, 11:] == pytest.approx([0.0, 3.0, 9.0])


def test_the_oldest_loss_is_used_first() -> None:
    profit = np.array([[0.0, -5.0, -5.0, 4.0, 0.0, 20.0]])
    # With three years the last 1 of year 1 has lapsed in year 5, the 5 of year 2 have not.
    assert taxable_income_yen(profit, 3)[0] == pytest.approx([0, 0, 0, 0, 0, 15.0])


@given(
    st.lists(st.lists(st.floats(-1e9, 1e9), min_size=12, max_size=12), min_size=1, max_size=5),
    st.integers(0, 12),
)
def test_no_loss_is_used_twice(rows: list[list[float]], years: int) -> None:
    profit = np.array(rows)
    taxed = taxable_income_yen(profit, years)
    assert np.all(taxed >= 0)
    assert np.all(taxed <= np.maximum(profit, 0.0) + 1e-3)
    used = (np.maximum(profit, 0.0) - taxed).sum(axis=1)
    assert np.all(used <= np.maximum(-profit, 0.0).sum(axis=1) + 1e-3)


@given(st.integers(1, 40), st.integers(1, 30))
def test_all_is_written_off_once(life: int, years: int) -> None:
    yearly = depreciation_yen(np.array([1e6]), np.array([life]), np.array([years]), 31)
    assert yearly.sum() == pytest.approx(1e6)
    assert yearly[0, 0] == 0
    assert not yearly[0, years + 1 :].any()


def test_only_a_seller_of_power_is_taxed_on_revenue() -> None:
    venture = reference(30.0, power_revenue_rate=0.0075, power_income_rate=0.0185, enterprise_income_rate=0.07)
    seller = run(venture)
    profit = 30e6 - 5e6 - 0.02 * 175e6 - 250e6 / 17
    revenue_tax = 30e6 * 0.0075 * 1.4
    assert seller.enterprise_tax_yen[0, 1] == pytest.approx(revenue_tax + 0.0185 * (profit - revenue_tax))
    assert seller.income_tax_yen[0, 1] == pytest.approx(0.3 * (profit - revenue_tax))
    paid_a_fee = run(replace(venture, sells_power=False))
    assert paid_a_fee.enterprise_tax_yen[0, 1] == pytest.approx(0.07 * profit)


def test_cover_ratios_by_hand() -> None:
    venture = reference(30.0, {"method": "level_principal"})
    company = run(venture)
    found = ratios(venture, company)
    service = 175e6 / 15 + 0.02 * 175e6
    tax = 0.3 * (30e6 - 5e6 - 250e6 / 17 - 0.02 * 175e6)
    assert found.dscr_min_pre_tax[0] == pytest.approx(25e6 / service)
    assert found.dscr_min_post_tax[0] == pytest.approx((25e6 - tax) / service)
    factors = np.where(np.arange(YEARS + 1) <= 15, discount_factors(0.02, YEARS), 0.0)
    assert found.llcr[0] == pytest.approx((company.after_tax_yen[0] * factors)[1:].sum() / 175e6)


def test_a_sculpted_loan_covers_every_year_alike() -> None:
    venture = reference(30.0, {"method": "sculpted", "grace_years": 2})
    company = run(venture)
    served = slice(3, 16)
    cover = company.cash_yen[0, served] / company.loan.service_yen[0, served]
    assert cover == pytest.approx(np.full(13, cover[0]))
    assert company.loan.schedule.closing_yen[0, 15] == pytest.approx(0.0, abs=1e-6)


def test_no_debt_has_no_cover() -> None:
    venture = replace(reference(), debt=None)
    found = ratios(venture, run(venture))
    assert np.isnan([found.dscr_min_pre_tax[0], found.dscr_min_post_tax[0], found.llcr[0]]).all()
    assert found.pirr[0] == pytest.approx(0.025236050949859)


@pytest.mark.parametrize("method", ["level", "level_principal", "sculpted"])
@settings(max_examples=25)
@given(
    target=st.floats(0.001, 0.2),
    share=st.just(0.0) | st.floats(0.01, 0.95),
    tax=st.floats(0.0, 0.6),
    price=st.floats(0.0, 30.0),
)
def test_the_payment_gives_the_target_return(
    method: str, target: float, share: float, tax: float, price: float
) -> None:
    venture = with_fixed_loan(reference(price, {"method": method, "share": share}, income_tax_rate=tax))
    payment = payment_for_return(venture, target)
    paid = venture.paid(payment)
    equity = run(paid).equity_yen
    worth = present_value(equity, discount_factors(target, YEARS))
    assert abs(worth[0]) <= 1e-12 * 250e6
    found = ratios(paid, run(paid)).eirr[0]
    if not np.isnan(found):
        assert found == pytest.approx(target, abs=1e-9)


def test_the_payment_in_closed_form_without_tax() -> None:
    venture = reference(0.0, income_tax_rate=0.0)
    annuity = {rate: (1 - (1 + rate) ** -years) / rate for rate, years in ((0.02, 15), (0.05, 20))}
    late = (1 - 1.05**-15) / 0.05
    expected = 5e6 + (75e6 + 175e6 / annuity[0.02] * late) / annuity[0.05]
    assert payment_for_return(venture, 0.05)[0] == pytest.approx(expected, rel=1e-12)


def test_a_rent_is_a_payment_the_other_way() -> None:
    venture = replace(reference(40.0), unit_yen=-reference().unit_yen)
    rent = payment_for_return(venture, 0.05)
    assert rent[0] > 0
    assert ratios(venture.paid(rent), run(venture.paid(rent))).eirr[0] == pytest.approx(0.05, abs=1e-9)


def test_the_rent_that_a_covenant_allows() -> None:
    venture = replace(reference(40.0), unit_yen=-reference().unit_yen)
    rent = payment_for_cover(venture, 1.3)
    paid = venture.paid(rent)
    assert ratios(paid, run(paid)).dscr_min_post_tax[0] == pytest.approx(1.3, abs=1e-9)
    assert payment_for_cover(replace(venture, debt=None), 1.3)[0] == np.inf
