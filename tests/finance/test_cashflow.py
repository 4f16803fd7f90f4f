"""The cash flow by kind of case: what is paid in which year, and what the figures make of it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from siting.finance.cashflow import cash_flow
from siting.finance.energy import energy_kwh
from siting.finance.flows import Use
from siting.finance.terms import stated_terms
from siting.project.cases import Case
from siting.project.money import Finance, Lifecycles
from siting.vocabulary.money import CASE_KINDS, ITEM_NAMES, Group
from tests.finance.study import plant, study

FIT = {"kind": "fit", "price_yen_per_kwh": 20.0}
FIP = {
    "kind": "fip", "price_yen_per_kwh": 12.0,
    "premium": {"market_yen_per_kwh": 9.0, "non_fossil_yen_per_kwh": 0.5, "reference_market_yen_per_kwh": 8.0,
                "balancing_allowance_yen_per_kwh": 1.0, "balancing_cost_yen_per_kwh": 0.7},
}  # fmt: skip


def test_the_reference_row_of_a_plant_without_debt() -> None:
    """Capital 250 million, 1,000,000 kWh at 22 yen, 0.5 % a year, 5 million a year, 20 years, 4 %."""
    one = plant(kw=1000.0, kwh=1e6, capex=250e6, opex=5e6)
    found = study(one, {"price_yen_per_kwh": 22.0}, {"discount_rate": 0.04, "degradation": 0.005}).found
    assert found.npv_yen[0] == pytest.approx(-30_901_701.08, abs=0.01)
    assert found.irr[0] == pytest.approx(0.025236050949859, abs=1e-14)
    assert found.lcoe_yen_per_kwh[0] == pytest.approx(24.36835948, abs=1e-8)
    assert found.bc[0] == pytest.approx(0.90281006, abs=1e-8)


def test_a_feed_in_price_is_paid_for_its_period_and_the_market_afterwards() -> None:
    case = {**FIT, "period_years": 15, "after_period_yen_per_kwh": 8.0, "price_change_per_year": 0.01}
    sales = study(plant(), case).flow.items["sales"][0]
    assert sales[0] == 0
    np.testing.assert_allclose(sales[1:16], 2e6)
    np.testing.assert_allclose(sales[16:], 100_000 * 8.0 * 1.01 ** np.arange(15, 20), rtol=1e-15)


def test_without_a_price_afterwards_the_years_end_with_the_period() -> None:
    found = study(plant(), {**FIT, "period_years": 10})
    assert found.flow.years[0] == 10
    assert found.flow.energy_kwh.shape == (1, 11)


def test_price_steps_follow_each_other_and_the_last_holds() -> None:
    steps = [{"years": 5, "yen_per_kwh": 19.0}, {"yen_per_kwh": 8.3}]
    found = study(plant(), {"kind": "fit", "price_steps": steps})
    np.testing.assert_allclose(found.flow.items["sales"][0, 1:], [1.9e6] * 5 + [0.83e6] * 15)
    assert found.found.price_yen_per_kwh[0] == 19.0


def test_a_tariff_rises_and_a_feed_in_price_does_not() -> None:
    rising = {"price_yen_per_kwh": 20.0, "price_change_per_year": 0.02}
    tariff = study(plant(), {"kind": "tariff", **rising}).flow.items["avoided_purchase"][0]
    np.testing.assert_allclose(tariff[1:], 2e6 * 1.02 ** np.arange(20), rtol=1e-15)
    assert np.ptp(study(plant(), {"kind": "fit", **rising}).flow.items["sales"][0, 1:]) == 0


def test_a_premium_is_what_the_standard_price_has_above_the_reference() -> None:
    items = study(plant(), FIP).flow.items
    # reference = 8.0 + 0.5 - 1.0 = 7.5; premium = 12 - 7.5
    assert items["premium"][0, 1] == pytest.approx(450_000)
    assert items["sales"][0, 1] == pytest.approx(900_000)
    assert items["environmental_value"][0, 1] == pytest.approx(50_000)
    assert items["balancing_cost"][0, 1] == pytest.approx(-70_000)


def test_a_premium_is_never_negative_and_ends_with_its_period() -> None:
    dear = {**FIP, "premium": {**FIP["premium"], "reference_market_yen_per_kwh": 30.0}}  # type: ignore[dict-item]
    assert not study(plant(), dear).flow.items["premium"].any()
    ended = study(plant(), {**FIP, "period_years": 10, "after_period_yen_per_kwh": 0.0}).flow.items
    assert ended["premium"][0, 10] > 0
    assert not ended["premium"][0, 11:].any()
    assert ended["sales"][0, 20] == pytest.approx(900_000)


def test_own_use_and_surplus_are_paid_apart() -> None:
    case = {"kind": "surplus", "price_yen_per_kwh": 18.0, "surplus_yen_per_kwh": 8.0}
    found = study(plant(), case, own_share=0.4)
    assert found.flow.items["avoided_purchase"][0, 1] == pytest.approx(40_000 * 18.0)
    assert found.flow.items["sales"][0, 1] == pytest.approx(60_000 * 8.0)
    assert found.found.own_use_share[0] == pytest.approx(0.4)
    assert found.found.co2_own_t[0] == pytest.approx(50.0 * 0.4)  # what is sold is the buyer's to count


def test_what_is_not_used_on_site_earns_nothing_under_the_tariff() -> None:
    whole = study(plant(), {"kind": "tariff", "price_yen_per_kwh": 18.0}).found
    half = study(plant(), {"kind": "tariff", "price_yen_per_kwh": 18.0}, own_share=0.5).found
    assert half.benefit_pv_yen[0] == pytest.approx(whole.benefit_pv_yen[0] / 2)


def test_an_on_site_ppa_sells_what_the_site_takes() -> None:
    items = study(
        plant(), {"kind": "ppa", "price_yen_per_kwh": 15.0, "surplus_yen_per_kwh": 7.0}, own_share=0.9
    ).flow.items
    assert items["sales"][0, 1] == pytest.approx(90_000 * 15.0 + 10_000 * 7.0)
    assert "avoided_purchase" not in items


def test_wheeling_pays_charges_and_loses_energy_on_the_way() -> None:
    wheel = {
        "charge_yen_per_kwh": 2.0,
        "charge_yen_per_kw_month": 10.0,
        "loss_share": 0.05,
        "balancing_cost_yen_per_kwh": 0.5,
    }
    items = study(plant(), {"kind": "wheeling", "price_yen_per_kwh": 18.0, "wheeling": wheel}).flow.items
    assert items["supply_elsewhere"][0, 1] == pytest.approx(95_000 * 18.0)
    assert items["wheeling_charge"][0, 1] == pytest.approx(-(200_000 + 100 * 10 * 12))
    assert items["balancing_cost"][0, 1] == pytest.approx(-50_000)


def test_the_generation_charge_and_its_reimbursement_are_both_booked() -> None:
    case = {**FIT, "generation_charge_yen_per_kw_month": 30.0, "reimbursement_yen_per_kwh": 0.9}
    items = study(plant(), {**case, "period_years": 15, "after_period_yen_per_kwh": 8.0}).flow.items
    assert items["generation_charge"][0, 20] == pytest.approx(-100 * 30 * 12)
    assert items["charge_reimbursement"][0, 15] == pytest.approx(90_000)
    assert items["charge_reimbursement"][0, 16] == 0


def test_deposits_are_timing_and_come_back_at_the_end() -> None:
    flow = study(plant(), {**FIT, "deposit_yen_per_kwh": 0.66}).flow
    deposit, refund = flow.items["deposit"][0], flow.items["deposit_refund"][0]
    assert not deposit[:11].any()
    np.testing.assert_allclose(deposit[11:], -66_000)
    assert refund[20] == pytest.approx(660_000)
    assert flow.total(Group.TIMING).sum() == pytest.approx(0.0, abs=1e-9)


def test_a_technology_without_a_price_is_not_eligible_and_has_no_figures() -> None:
    found = study(plant(), {"price_yen_per_kwh": {"hydro": 30.0}})
    assert not found.found.eligible[0]
    assert found.terms.reason[0] is not None
    for name in ("bc", "npv_yen", "irr", "payback_years", "lcoe_yen_per_kwh", "co2_own_t"):
        assert np.isnan(getattr(found.found, name)[0])


def test_every_item_of_every_kind_is_in_the_vocabulary() -> None:
    for kind in CASE_KINDS:
        case = {**FIP, "kind": kind.name, "wheeling": {"charge_yen_per_kwh": 1.0}}
        assert set(study(plant(), case).flow.items) <= set(ITEM_NAMES)


figures = st.floats(1.0, 60.0)
rates = st.floats(-0.05, 0.12)


@given(
    price=figures,
    rate=rates,
    kind=st.sampled_from(["fit", "tariff", "surplus", "ppa", "wheeling", "fip"]),
    own=st.floats(0.05, 1.0),
)
def test_at_the_break_even_price_the_npv_is_zero(price: float, rate: float, kind: str, own: float) -> None:
    case = {
        **FIP,
        "kind": kind,
        "price_yen_per_kwh": price,
        "wheeling": {"charge_yen_per_kwh": 1.0},
        "surplus_yen_per_kwh": 3.0,
    }
    one, money = plant(), {"discount_rate": rate, "degradation": 0.005, "inflation": 0.01}
    share = own if kind in ("tariff", "surplus", "ppa") else None
    even = study(one, case, money, own_share=share).found.break_even_yen_per_kwh[0]
    if np.isnan(even) or (kind == "fip" and even < 7.6):
        return
    again = study(one, {**case, "price_yen_per_kwh": even}, money, own_share=share).found
    assert again.npv_yen[0] == pytest.approx(0.0, abs=1e-6 * again.cost_pv_yen[0])
    assert again.bc[0] == pytest.approx(1.0, abs=1e-9)


@given(capex=st.floats(1e6, 1e8), rate=rates, share=st.floats(0.0, 0.6))
def test_at_the_break_even_capital_cost_the_npv_is_zero(capex: float, rate: float, share: float) -> None:
    life = {
        "parts": {"equipment": 0.7, "works": 0.3}, "insurance_share_of_capex": 0.002,
        "property_tax": {"rate": 0.014}, "residual_share_of_capex": 0.1,
        "replacements": [{"name": "PCS", "every_years": 10, "yen_per_kw": 30_000.0, "share_of_capex": 0.05}],
        "removal": {"share_of_capex": 0.05},
    }  # fmt: skip
    subsidy = ({"name": "国庫", "share_of_capex": share, "excludes": []},)
    money = {"discount_rate": rate}
    even = study(plant(capex=capex), FIT, money, life, subsidy).found.break_even_capex_yen[0]
    if np.isnan(even):
        return
    again = study(plant(capex=even), FIT, money, life, subsidy).found
    assert again.npv_yen[0] == pytest.approx(0.0, abs=1e-6 * max(1.0, again.cost_pv_yen[0]))


@given(low=rates, high=rates)
def test_a_higher_rate_never_raises_the_ratio_of_a_plant_that_pays_first(low: float, high: float) -> None:
    low, high = sorted((low, high))
    ratios = [study(plant(opex=0.0), FIT, {"discount_rate": rate}).found.bc[0] for rate in (low, high)]
    assert ratios[1] <= ratios[0] * (1 + 1e-12)


@given(own=st.floats(0.0, 1.0))
def test_what_is_used_on_site_and_what_is_sold_add_up_to_the_energy(own: float) -> None:
    case = {"kind": "surplus", "price_yen_per_kwh": 1.0, "surplus_yen_per_kwh": 1.0}
    flow = study(plant(), case, {"degradation": 0.01}, own_share=own).flow
    paid = flow.items["avoided_purchase"] + flow.items["sales"]
    np.testing.assert_allclose(paid, flow.energy_kwh, rtol=1e-12)


def test_equal_options_stay_equal_wherever_they_stand() -> None:
    many = study(
        plant(kwh=[100_000.0, 50_000.0, 100_000.0, 70_000.0, 100_000.0], capex=15e6), FIT, {"discount_rate": 0.03}
    ).found
    for name in ("bc", "npv_yen", "irr", "payback_years", "discounted_payback_years"):
        values = getattr(many, name)
        assert values[0] == values[2] == values[4]


def test_the_cost_of_a_tonne_counts_the_energy_of_all_years() -> None:
    """50 t in the first year and 0.5 % less every year, over 20 years, not discounted."""
    found = study(plant(), FIT, {"degradation": 0.005, "discount_rate": 0.04}).found
    tonnes = 50.0 * (1 - 0.995**20) / 0.005
    assert found.co2_cost_yen_per_t[0] == pytest.approx(-found.npv_yen[0] / tonnes)


@pytest.mark.parametrize("subsidy", [{"yen_per_kw": 40_000.0}, {"share_of_capex": 0.5, "max_yen": 2e6}])
def test_a_subsidy_that_does_not_follow_the_capital_cost_is_not_tied_to_it(subsidy: dict[str, float]) -> None:
    paid = ({"name": "補助", "excludes": [], **subsidy},)
    even = study(plant(), FIT, {}, None, paid).found.break_even_capex_yen[0]
    assert study(plant(capex=even), FIT, {}, None, paid).found.npv_yen[0] == pytest.approx(0.0, abs=1.0)


def test_the_break_even_price_leaves_nothing_over_where_another_price_follows() -> None:
    """The price after the period does not move with that of the case, on site no more than in a sale."""
    for kind in ({"kind": "tariff"}, {"kind": "ppa"}, {"kind": "fit"}):
        case = {**kind, "price_yen_per_kwh": 20.0, "period_years": 8, "after_period_yen_per_kwh": 6.0}
        even = study(plant(), case).found.break_even_yen_per_kwh[0]
        again = study(plant(), {**case, "price_yen_per_kwh": float(even)}).found
        assert again.npv_yen[0] == pytest.approx(0.0, abs=1e-3), kind


@pytest.mark.parametrize("standard", [4.0, 12.0, 60.0])
def test_the_break_even_standard_price_of_a_premium_is_exact(standard: float) -> None:
    """Also where the premium is nothing now, or would be nothing in some years at the break-even price."""
    case = {
        **FIP, "price_yen_per_kwh": standard, "price_change_per_year": 0.05, "period_years": 15,
        "after_period_yen_per_kwh": 0.0,
    }  # fmt: skip
    one = plant(capex=16e6)
    even = study(one, case, {"discount_rate": 0.02}).found.break_even_yen_per_kwh[0]
    again = study(one, {**case, "price_yen_per_kwh": float(even)}, {"discount_rate": 0.02})
    premium = again.flow.items["premium"][0, 1:16]
    assert (premium > 0).any()
    assert (premium == 0).any()
    assert again.found.npv_yen[0] == pytest.approx(0.0, abs=1e-3)


def test_no_standard_price_breaks_even_where_the_market_alone_pays() -> None:
    case = {**FIP, "premium": {"market_yen_per_kwh": 30.0}}
    found = study(plant(), case).found
    assert found.npv_yen[0] > 0
    assert np.isnan(found.break_even_yen_per_kwh[0])


def test_what_a_case_states_beside_the_price_of_the_book_is_on_the_basis_of_the_case() -> None:
    """A price of the book with tax, a price after the period without."""
    one, money = plant(), Finance.model_validate({"consumption_tax": {"rate": 0.1}})
    case = Case.model_validate({"kind": "fit", "price_yen_per_kwh": 22.0, "period_years": 10,
                                "after_period_yen_per_kwh": 8.0})  # fmt: skip
    terms = replace(stated_terms(one, case, money), tax_included=np.array([True]))
    sales = cash_flow(one, "fit", case, terms, None, money, Lifecycles(), ()).items["sales"][0]
    np.testing.assert_allclose(sales[1:11], 2e6)
    np.testing.assert_allclose(sales[11:], 0.8e6)


@pytest.mark.parametrize("years", [8, 15, 20, 25])
def test_the_surplus_has_a_period_of_its_own(years: int) -> None:
    """Ten years of a price for the surplus beside another number of years that count; the deposit comes back."""
    one, money = plant(), Finance.model_validate({"years": years})
    case = Case.model_validate({"kind": "surplus", "price_yen_per_kwh": 20.0})
    sold = Case.model_validate({"kind": "fit", "price_yen_per_kwh": 9.0, "period_years": 10,
                                "deposit_yen_per_kwh": 1.0})  # fmt: skip
    terms, surplus = stated_terms(one, case, money), stated_terms(one, sold, money)
    use = Use(energy_kwh(one, money, years) * 0.4)
    items = cash_flow(one, "surplus", case, terms, use, money, Lifecycles(), (), surplus).items
    paid = np.arange(years + 1) <= 10
    np.testing.assert_allclose(items["sales"][0, 1:], 60_000 * 9.0 * paid[1:])
    assert items["deposit_refund"][0, years] == pytest.approx(-items["deposit"].sum())
    assert items["deposit"].sum() == pytest.approx(-60_000 * min(years, 10))
