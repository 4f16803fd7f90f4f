"""The utility's accounts by hand: operating and capital account, bond, release of subsidies, effect per m3."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from siting.schemes.study import study_schemes
from siting.vocabulary.money import ACCOUNT_LINES
from tests.schemes.projects import cash_flow, config, level, sites

ITEMS = {
    "capex": level(0, 4, -100.0), "subsidy": level(0, 4, 20.0), "sales": level(30.0, 4),
    "avoided_purchase": level(3.0, 4), "opex": level(-2.0, 4), "residual_value": np.array([[0, 0, 0, 0, 6.0]]),
    "deposit": np.array([[0, 0, 0, -1.0, 0]]), "deposit_refund": np.array([[0, 0, 0, 0, 1.0]]),
}  # fmt: skip
CITY = {
    "bond": {"share": 0.5, "rate": 0.02, "years": 4, "method": "level_principal"},
    "water_sold_m3_per_year": 10.0, "households": 2.0,
}  # fmt: skip


def lines(schemes: dict[str, Any]) -> pd.DataFrame:
    project = config(city=CITY, taxes={"life_years": {"pv": 8}, "income_tax_rate": 0.3}, schemes=schemes)
    found = study_schemes(cash_flow(ITEMS, 4, own_kwh=1.0), sites(), "fit", project).accounts
    assert tuple(found["line"]) == tuple(line.value for line in ACCOUNT_LINES)
    return found.set_index("line")[[f"y{t}" for t in range(5)]]


def test_the_citys_own_plant() -> None:
    found = lines({"conventional": {}})
    # Half of the plant is left after four of eight years and written off with the last.
    assert found.loc["depreciation"].to_numpy() == pytest.approx([0, 12.5, 12.5, 12.5, 62.5])
    assert found.loc["deferred_subsidy"].to_numpy() == pytest.approx([0, 2.5, 2.5, 2.5, 12.5])
    assert found.loc["interest"].to_numpy() == pytest.approx([0, 0.8, 0.6, 0.4, 0.2])
    assert found.loc["operating_income"].to_numpy() == pytest.approx([0, 35.5, 35.5, 35.5, 51.5])
    assert found.loc["operating_expense"].to_numpy() == pytest.approx([0, 15.3, 15.1, 14.9, 64.7])
    assert found.loc["operating_balance", "y1"] == pytest.approx(20.2)
    assert found.loc["capital_income"].to_numpy() == pytest.approx([60.0, 0, 0, 0, 1.0])
    assert found.loc["capital_expense"].to_numpy() == pytest.approx([100.0, 10, 10, 11, 10])
    assert found.loc["bond_balance"].to_numpy() == pytest.approx([40.0, 30, 20, 10, 0])
    assert found.loc["bond_service"].to_numpy() == pytest.approx([0, 10.8, 10.6, 10.4, 10.2])
    assert found.loc["yen_per_m3", "y1"] == pytest.approx(2.02)
    assert found.loc["yen_per_household_month", "y1"] == pytest.approx(20.2 / 24)


def test_cash_is_both_balances_without_what_is_no_cash() -> None:
    project = config(city=CITY, taxes={"life_years": {"pv": 8}}, schemes={"db": {"capex_reduction": 0.1}})
    study = study_schemes(cash_flow(ITEMS, 4, own_kwh=1.0), sites(), "fit", project)
    found = study.accounts.set_index("line")[[f"y{t}" for t in range(5)]]
    cash = found.loc[["operating_balance", "capital_balance", "depreciation"]].sum() - found.loc["deferred_subsidy"]
    public = sum(one.yen[0] for one in study.flows if one.party in ("city", "landlord", "buyer"))
    assert cash.to_numpy() == pytest.approx(public)


def test_a_service_payment_is_operating_expense() -> None:
    found = lines({"pfi_bto": {"target_eirr": 0.04, "debt": {"share": 0.9, "rate": 0.02, "years": 4}}})
    assert not found.loc[["depreciation", "interest", "bond_balance", "bond_service", "deferred_subsidy"]].any().any()
    assert found.loc["operating_income", "y1"] == pytest.approx(33.0)
    assert found.loc["operating_expense", "y1"] > 2.0
    assert found.loc["general_account"].to_numpy() == pytest.approx(np.zeros(5))


def test_taxes_go_to_the_general_account() -> None:
    project = config(
        city={"local_tax_share": 0.5}, taxes={"income_tax_rate": 0.3, "property_tax": {"rate": 0.014}},
        schemes={"independent": {"target_eirr": 0.01, "rent": {"yen_per_year": 2.0}}},
    )  # fmt: skip
    study = study_schemes(cash_flow(ITEMS, 4), sites(), "fit", project)
    found = study.accounts.set_index("line")
    # The power used on site is paid for with what it saves; the rent is what stays.
    assert found.loc["operating_balance", "y1"] == pytest.approx(2.0)
    assert found.loc["general_account", "y1"] > 100 * 0.014 * 0.9
    assert np.isnan(found.loc["yen_per_m3", "y1"])


def test_means_stand_beside_the_figures() -> None:
    project = config(city=CITY, taxes={"life_years": {"pv": 4}}, schemes={"conventional": {}})
    study = study_schemes(cash_flow(ITEMS, 4, own_kwh=1.0), sites(), "fit", project)
    row, found = study.schemes.iloc[0], study.accounts.set_index("line")[[f"y{t}" for t in range(1, 5)]]
    assert row["yen_per_m3"] == pytest.approx(found.loc["yen_per_m3"].mean())
    assert row["yen_per_household_month"] == pytest.approx(found.loc["yen_per_household_month"].mean())
    assert row["city_start_yen"] == -40.0
    assert row["city_first_year_yen"] == pytest.approx(31.0 - 10.8)
