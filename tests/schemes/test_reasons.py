"""Infeasible is a result with its reason; the bidder's window says how far rent could go."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from siting.schemes.study import study_schemes
from tests.schemes.projects import cash_flow, config, level, sites

DEBT = {"share": 0.7, "rate": 0.02, "years": 15}
UNTAXED = {"power_revenue_rate": 0.0, "power_income_rate": 0.0}


def figures(
    kind: str,
    terms: dict[str, Any],
    sales: float = 9e6,
    saved: float = 0.0,
    own_kwh: float = 0.0,
    area_m2: float = 1000.0,
) -> pd.Series:
    """One scheme for an option of 100 million yen over 20 years, without tax."""
    items = {"capex": level(0, 20, -100e6), "sales": level(sales, 20), "opex": level(-1e6, 20)}
    if saved:
        items["avoided_purchase"] = level(saved * own_kwh, 20)
    project = config(finance={"discount_rate": 0.02}, taxes=UNTAXED, schemes={kind: terms})
    return study_schemes(cash_flow(items, 20, own_kwh), sites(area_m2=area_m2), "fit", project).schemes.iloc[0]


def said(row: pd.Series, lang: str = "en") -> str:
    assert not row["feasible"]
    return str(row["why_not"].say(lang))


def test_no_bidder_at_a_rent_too_high() -> None:
    row = figures("independent", {"target_eirr": 0.05, "rent": {"yen_per_m2_year": 1500.0}})
    assert row["rent_yen_per_year"] == 1.5e6
    assert said(row) == "no bidder at this rent: EIRR 2.6 % < 5 %"
    assert said(row, "ja") == "この使用料では応募者なし（EIRR 2.6% < 5%）"


def test_a_bidder_at_a_rent_within_the_window() -> None:
    row = figures("independent", {"target_eirr": 0.02, "rent": {"yen_per_year": 1e6}})
    assert row["feasible"]
    assert row["why_not"] is None
    assert row["highest_rent_yen_per_year"] == pytest.approx(8e6 - 100e6 * 0.02 / (1 - 1.02**-20))
    assert row["spc_irr"] > 0.02


def test_the_highest_rent_just_meets_return_and_covenant() -> None:
    by_return = figures("independent", {"target_eirr": 0.03, "rent": {"highest": True}})
    assert by_return["feasible"]
    assert by_return["spc_irr"] == pytest.approx(0.03, abs=1e-9)
    covenant = {"target_eirr": 0.03, "min_dscr": 1.4, "debt": DEBT, "rent": {"highest": True}}
    by_cover = figures("independent", covenant)
    assert by_cover["feasible"]
    assert by_cover["dscr_min_post_tax"] == pytest.approx(1.4, abs=1e-9)
    assert by_cover["spc_irr"] > 0.03
    service = 70e6 * 0.02 / (1 - 1.02**-15)
    assert by_cover["rent_yen_per_year"] == pytest.approx(8e6 - 1.4 * service)


def test_the_window_is_empty_below_the_floor() -> None:
    rent = {"highest": True, "floor": {"yen_per_m2_year": 2000.0}}
    row = figures("independent", {"target_eirr": 0.03, "rent": rent})
    assert row["highest_rent_yen_per_year"] < row["floor_rent_yen_per_year"] == row["rent_yen_per_year"] == 2e6
    assert said(row) == "no bidder: at most 1,278,429 yen of rent a year < the floor of 2,000,000"
    stated = figures(
        "independent", {"target_eirr": 0.01, "rent": {"yen_per_year": 5.0, "floor": {"yen_per_year": 7.0}}}
    )
    assert said(stated) == "the rent of 5 yen a year is below the floor of 7"


def test_a_project_that_cannot_pay_any_rent() -> None:
    row = figures("independent", {"target_eirr": 0.05, "rent": {"highest": True}}, sales=5e6)
    assert row["highest_rent_yen_per_year"] < 0
    assert row["rent_yen_per_year"] == 0
    # What the annuity of the investment at 5 % takes beyond 4 million yen a year.
    assert said(row) == f"no rent can be paid: the company lacks {100e6 * 0.05 / (1 - 1.05**-20) - 4e6:,.0f} yen a year"
    floor = {"highest": True, "floor": {"yen_per_m2_year": 2000.0}}
    below = figures("independent", {"target_eirr": 0.05, "rent": floor}, sales=5e6)
    assert said(below) == said(row)


def test_equity_that_is_never_paid_back() -> None:
    row = figures("independent", {"target_eirr": 0.05}, sales=0.0)
    assert np.isnan(row["spc_irr"])
    assert said(row) == "no bidder at this rent: the equity does not earn 5 %"


def test_a_covenant_that_is_not_met() -> None:
    row = figures("independent", {"target_eirr": 0.01, "min_dscr": 1.6, "debt": DEBT})
    assert said(row) == "no lender: DSCR 1.47 < 1.6"
    fee = figures("pfi_bto", {"target_eirr": 0.05, "min_dscr": 1.5, "debt": DEBT})
    assert fee["spc_irr"] == pytest.approx(0.05, abs=1e-9)
    assert said(fee).startswith("no lender: DSCR 1.")


@pytest.mark.parametrize("rent", [{"yen_per_m2_year": 100.0}, {"highest": True, "floor": {"yen_per_m2_year": 100.0}}])
def test_a_rent_by_an_area_that_is_not_known(rent: dict[str, Any]) -> None:
    row = figures("independent", {"target_eirr": 0.01, "rent": rent}, area_m2=np.nan)
    assert said(row) == "the rent or its floor counts panel_area_m2: state it for the plot of o0"
    assert np.isfinite(row["city_npv_yen"])


def test_a_price_on_site_that_gives_the_return() -> None:
    row = figures("onsite_ppa", {"target_eirr": 0.03}, sales=0.0, saved=20.0, own_kwh=500e3)
    assert row["ppa_price_yen_per_kwh"] == pytest.approx((100e6 * 0.03 / (1 - 1.03**-20) + 1e6) / 500e3)
    assert row["spc_irr"] == pytest.approx(0.03, abs=1e-9)
    assert row["feasible"]


def test_a_price_on_site_above_what_the_power_saves() -> None:
    row = figures("onsite_ppa", {"target_eirr": 0.03}, sales=0.0, saved=12.0, own_kwh=500e3)
    assert said(row) == "no buyer at this price: 15.44 yen/kWh > 12 yen/kWh saved"


def test_a_stated_price_on_site_too_low() -> None:
    terms = {"target_eirr": 0.03, "ppa_price_yen_per_kwh": 14.0}
    row = figures("onsite_ppa", terms, sales=0.0, saved=20.0, own_kwh=500e3)
    assert said(row) == "no bidder at this price: EIRR 1.8 % < 3 %"


def test_nothing_is_used_on_site() -> None:
    row = figures("onsite_ppa", {"target_eirr": 0.03})
    assert said(row) == "this price case saves no purchase of power on site"
    assert np.isnan(row["ppa_price_yen_per_kwh"])


def test_a_lease_too_cheap_for_the_lessor() -> None:
    row = figures("lease", {"lease_rate": 0.02, "target_eirr": 0.03})
    assert said(row) == "no company at this payment: EIRR 2.0 % < 3 %"
    assert figures("lease", {"lease_rate": 0.03, "target_eirr": 0.03})["feasible"]
    assert figures("lease", {"target_eirr": 0.03})["spc_irr"] == pytest.approx(0.03, abs=1e-9)


def test_the_citys_own_schemes_are_always_feasible() -> None:
    assert figures("conventional", {})["feasible"]
    assert figures("dbo", {"opex_reduction": 0.1})["feasible"]


def test_all_debt_needs_no_return_on_equity() -> None:
    row = figures("pfi_bto", {"target_eirr": 0.05, "debt": {"share": 1.0, "rate": 0.02, "years": 20}})
    assert row["feasible"]
    assert row["equity_yen"] == 0
    assert row["service_payment_yen_per_year"] == pytest.approx(1e6 + 100e6 * 0.02 / (1 - 1.02**-20))


@pytest.mark.parametrize("kind", ["conventional", "lease", "pfi_bto", "independent", "onsite_ppa"])
def test_a_plant_given_away_has_figures(kind: str) -> None:
    """Nothing is invested: no returns, no cover, and all else is finite."""
    terms = {} if kind == "conventional" else {"target_eirr": 0.03, "debt": DEBT, "min_dscr": 1.2}
    items = {"avoided_purchase": level(10.0, 5), "opex": level(-1.0, 5)}
    study = study_schemes(
        cash_flow(items, 5, own_kwh=1.0), sites(), "fit", config(taxes=UNTAXED, schemes={kind: terms})
    )
    row = study.schemes.iloc[0]
    assert row["feasible"]
    assert row["city_npv_yen"] == pytest.approx(0.0 if kind == "independent" else 45.0)
    assert row["vfm_yen"] == pytest.approx(study.bridges.query("discount_rate == 0")["yen"].sum())
