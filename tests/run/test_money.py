"""A study with everything money knows: what siting writes can be computed again from cashflows.csv with pandas alone."""

from __future__ import annotations

import shutil
from io import BytesIO
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import siting
from siting.reporting.exports import cashflows_csv, evaluations_csv
from siting.reporting.results import Results
from siting.vocabulary.money import ITEMS
from tests.conftest import EXAMPLE

RICH = """
[cases.fit_h29]
kind = "fit"
price_year = "H29"
after_period_yen_per_kwh = 9.6
price_change_per_year = 0.01
generation_charge_yen_per_kw_month = 50
deposit_yen_per_kwh = 0.64

[cases.premium]
kind = "fip"
price_steps = [{ years = 5, yen_per_kwh = 19 }, { yen_per_kwh = 8.3 }]
premium = { market_yen_per_kwh = 10, non_fossil_yen_per_kwh = 0.4, balancing_allowance_yen_per_kwh = 1, balancing_cost_yen_per_kwh = 0.8 }

[cases.surplus]
tariff = "high"
surplus_yen_per_kwh = 8
counting = "hours"

[cases.elsewhere]
kind = "wheeling"
price_yen_per_kwh = 17
wheeling = { to = "W03", charge_yen_per_kwh = 2.5, loss_share = 0.04 }

[tariffs.high]
energy = [{ yen_per_kwh = 18, from_hour = 8, to_hour = 22 }, { yen_per_kwh = 13, from_hour = 22, to_hour = 8 }]
energy_as_of = "2024-04"
demand_yen_per_kw_month = 1800
demand_as_of = "2024-04"

[loads.W07]
annual_kwh = 900000
shape = "office"
[loads.W03]
annual_kwh = 700000
shape = "flat"

[lifecycle.pv]
parts = { equipment = 0.6, works = 0.3, design = 0.05, contingency = 0.05 }
insurance_share_of_capex = 0.002
replacements = [{ name = "PCS", every_years = 10, yen_per_kw = 29000 }]
removal = { share_of_capex = 0.05 }
residual_share_of_capex = 0.02
grid = { yen_per_kw = 5000, own_intake_yen = 8e6, protection_relay_yen = 2e6 }

[[subsidies]]
name = "補助金"
share_of_capex = 0.33
"""


@pytest.fixture(scope="module")
def rich(tmp_path_factory: pytest.TempPathFactory) -> Results:
    folder = Path(shutil.copytree(EXAMPLE, tmp_path_factory.mktemp("rich") / "toyonaka"))
    toml = (folder / "project.toml").read_text(encoding="utf-8")
    toml = toml.replace("discount_rate = 0.0 ", "discount_rate = 0.03\ninflation = 0.01\ndegradation = 0.005 #", 1)
    toml = toml.replace("[hydro.choice]", RICH + "\n[hydro.choice]", 1)
    toml = toml.replace('cases = ["fit"]', 'cases = ["fit", "surplus"]')
    (folder / "project.toml").write_text(toml, encoding="utf-8")
    return siting.evaluate(siting.load(folder))


@pytest.fixture(scope="module")
def flows(rich: Results) -> pd.DataFrame:
    return pd.read_csv(BytesIO(cashflows_csv(rich)), encoding="utf-8-sig", low_memory=False)


@pytest.fixture(scope="module")
def evaluations(rich: Results) -> pd.DataFrame:
    frame = pd.read_csv(BytesIO(evaluations_csv(rich)), encoding="utf-8-sig", low_memory=False)
    return frame.set_index(["option_id", "case"])


BENEFITS = [item.name for item in ITEMS if item.group == "benefit"]


def test_every_figure_follows_from_the_cash_flows(flows: pd.DataFrame, evaluations: pd.DataFrame) -> None:
    whole = flows[flows["scheme"].eq("project")]
    kinds = set()
    for (option, case), mine in whole.groupby(["option_id", "case"]):
        told = evaluations.loc[(option, case)]
        years = int(told["years"])
        net = mine.groupby("year")["yen"].sum().reindex(range(years + 1), fill_value=0.0)
        factors = 1.03 ** -net.index.to_numpy(dtype=float)
        discounted = mine["yen"] * 1.03 ** -mine["year"]
        benefit = discounted[mine["item"].isin(BENEFITS)].sum()
        cost = -discounted[~mine["item"].isin(BENEFITS)].sum()
        assert told["npv_yen"] == pytest.approx((net * factors).sum(), rel=1e-9, abs=1e-3)
        assert told["bc"] == pytest.approx(benefit / cost, rel=1e-12)
        assert told["benefit_pv_yen"] == pytest.approx(benefit, rel=1e-12)
        if np.isfinite(told["irr"]):
            rates = (1 + told["irr"]) ** -net.index.to_numpy(dtype=float)
            assert (net * rates).sum() == pytest.approx(0.0, abs=1e-9 * (net.abs() * rates).sum())
        for name, running in (("payback_years", net), ("discounted_payback_years", net * factors)):
            total = running.cumsum()
            reached = np.flatnonzero(total.to_numpy() >= 0)
            if not len(reached):
                assert np.isnan(told[name])
                continue
            year = reached[0]
            assert told[name] == pytest.approx(year - 1 - total[year - 1] / running[year], rel=1e-9)
        kinds.add(told["kind"])
    assert kinds == {"fit", "tariff", "fip", "surplus", "wheeling"}


def test_the_energy_cost_of_a_case_follows_too(rich: Results, flows: pd.DataFrame, evaluations: pd.DataFrame) -> None:
    energy = rich.options.set_index("option_id")["annual_kwh"]
    costs = flows[flows["scheme"].eq("project") & ~flows["item"].isin(BENEFITS)]
    for (option, case), mine in costs.groupby(["option_id", "case"]):
        years = np.arange(1, int(evaluations.loc[(option, case), "years"]) + 1)
        produced = float(energy[option]) * (0.995 ** (years - 1) * 1.03**-years).sum()
        cost = -(mine["yen"] * 1.03 ** -mine["year"]).sum()
        assert evaluations.loc[(option, case), "lcoe_yen_per_kwh"] == pytest.approx(cost / produced, rel=1e-9)


def test_the_parties_of_every_scheme_add_up_to_its_project(flows: pd.DataFrame) -> None:
    schemes = flows[flows["scheme"].ne("project")]
    keys = ["option_id", "case", "scheme", "year"]
    project = schemes[schemes["party"].eq("project")].groupby(keys)["yen"].sum()
    parties = schemes[schemes["party"].ne("project")].groupby(keys)["yen"].sum()
    size = schemes.assign(yen=schemes["yen"].abs()).groupby(keys)["yen"].sum()
    assert len(project) > 500
    difference = parties.reindex(size.index, fill_value=0.0) - project.reindex(size.index, fill_value=0.0)
    assert (difference.abs() <= 1e-6 * size / 1e6 + 1e-6).all()


def test_the_bridge_adds_up_to_the_value_for_money(rich: Results) -> None:
    rate = rich.config.finance.discount_rate
    steps = rich.bridges[np.isclose(rich.bridges["discount_rate"].astype(float), rate)]
    sums = steps.groupby(["option_id", "case", "scheme"])["yen"].sum()
    told = rich.schemes.set_index(["option_id", "case", "scheme"])["vfm_yen"]
    assert len(sums) == len(told) >= 35
    np.testing.assert_allclose(sums.astype(float).reindex(told.index), told.astype(float), rtol=1e-12, atol=1e-3)


def test_every_item_has_a_word(flows: pd.DataFrame) -> None:
    assert set(flows["item"]) <= {item.name for item in ITEMS}


def test_own_use_is_less_than_what_is_generated_and_the_rest_is_sold(rich: Results, evaluations: pd.DataFrame) -> None:
    share = evaluations.loc[("W07-P1-pv-t30", "surplus"), "own_use_share"]
    assert 0.1 < share < 0.9
    items = rich.flows[rich.flows["option_id"].eq("W07-P1-pv-t30") & rich.flows["case"].eq("surplus")]
    sales = items.loc[items["item"].eq("sales") & items["scheme"].eq("project"), "y1"].iloc[0]
    energy = rich.options.set_index("option_id").loc["W07-P1-pv-t30", "annual_kwh"]
    assert sales == pytest.approx((1 - share) * energy * 8, rel=1e-9)


def test_a_facility_without_a_load_is_not_eligible_and_says_so(rich: Results) -> None:
    row = rich.options.set_index("option_id").loc["W05-P1-pv-max"]
    assert not row["eligible_surplus"]
    assert "no load" in row["reason_surplus"].say("en")
    assert np.isnan(row["bc_surplus"])


def test_the_price_of_the_book_leads_to_its_row_and_source(rich: Results) -> None:
    """FY2017, 10-2,000 kW: 21 yen before tax (shipped table feed_in_prices)."""
    row = rich.options.set_index("option_id").loc["W07-P1-pv-t30"]
    assert row["price_yen_per_kwh_fit_h29"] == 21.0
    assert row["price_row_fit_h29"].startswith("feed_in_prices.csv:")
    assert "pps-net.org" in row["source_fit_h29"]


def test_the_study_style_counting_is_named_and_warns(results: Results) -> None:
    assert results.config.cases["tariff"].counting == "all"
    said = [one.say("en") for one in results.open_points["what"]]
    assert any("every kWh is counted as used on site" in one for one in said)


def test_a_machine_is_chosen_at_the_price_of_the_book(tmp_path: Path) -> None:
    """34 yen before tax, below 200 kW (FY2013): the same choice and NPV as with the price stated."""
    found = []
    for name, price in (("book", 'price_year = "H25"'), ("stated", "price_yen_per_kwh = 34")):
        folder = Path(shutil.copytree(EXAMPLE.parent / "drops", tmp_path / name))
        toml = (folder / "project.toml").read_text(encoding="utf-8")
        key = next(line for line in toml.splitlines() if line.startswith("price_yen_per_kwh"))
        (folder / "project.toml").write_text(toml.replace(key, price, 1), encoding="utf-8")
        found.append(siting.evaluate(siting.load(folder)).turbines)
    book, stated = (one[one["chosen"].eq(True)][["drop_id", "type", "units", "npv_yen"]] for one in found)
    assert len(book)
    assert book["npv_yen"].notna().all()
    pd.testing.assert_frame_equal(book.reset_index(drop=True), stated.reset_index(drop=True), rtol=1e-12)


def test_what_is_reimbursed_is_counted_only_beside_the_charge(tmp_path: Path) -> None:
    """FY2024, roof: 1.43 yen/kWh on top, against the generation-side charge that it gives back."""
    found = []
    for name, charge in (("without", ""), ("with", "generation_charge_yen_per_kw_month = 80\n")):
        folder = Path(shutil.copytree(EXAMPLE, tmp_path / name))
        toml = (folder / "project.toml").read_text(encoding="utf-8")
        case = f'[cases.now]\nkind = "fit"\nprice_year = 2024\n{charge}\n[hydro.choice]'
        (folder / "project.toml").write_text(toml.replace("[hydro.choice]", case, 1), encoding="utf-8")
        flows = siting.evaluate(siting.load(folder)).flows
        mine = flows[flows["option_id"].eq("S01-P1-pv-max") & flows["case"].eq("now")].set_index("item")
        found.append(mine["y1"])
    assert {"charge_reimbursement", "generation_charge"}.isdisjoint(found[0].index)
    assert found[1]["charge_reimbursement"] == pytest.approx(1.43 * 102_573)
    assert found[1]["generation_charge"] == pytest.approx(-80 * 12 * 110)


def test_a_facility_pays_its_own_tariff_and_shared_loads_are_told(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(EXAMPLE, tmp_path / "p"))
    toml = (folder / "project.toml").read_text(encoding="utf-8")
    added = """
[cases.own]
kind = "tariff"
tariff = "a"
[tariffs.a]
energy = [{ yen_per_kwh = 20 }]
energy_as_of = "2024-04"
[tariffs.b]
energy = [{ yen_per_kwh = 33 }]
energy_as_of = "2024-04"
tax = "included"
[loads.W05]
annual_kwh = 400000
shape = "flat"
[loads.W08]
annual_kwh = 400000
shape = "flat"
tariff = "b"
"""
    (folder / "project.toml").write_text(
        toml.replace("[hydro.choice]", added + "\n[hydro.choice]", 1), encoding="utf-8"
    )
    results = siting.evaluate(siting.load(folder))
    options = results.options.set_index("option_id")
    assert options.loc["W05-P1-pv-max", "price_yen_per_kwh_own"] == pytest.approx(20)
    assert options.loc["W08-P1-pv-max", "price_yen_per_kwh_own"] == pytest.approx(33)
    told = results.open_points[results.open_points["kind"].eq("load_profile")]
    shared = told[[one.say("en").startswith("several places share") for one in told["what"]]]
    assert list(shared["owner_id"]) == ["W05"]  # two plots and a drop; W08 has one plot
    flows = results.flows[results.flows["case"].eq("own")]
    assert "demand_saving" not in set(flows["item"])
    bad = toml.replace("[hydro.choice]", added.replace('tariff = "b"', 'tariff = "c"') + "\n[hydro.choice]", 1)
    (folder / "project.toml").write_text(bad, encoding="utf-8")
    with pytest.raises(siting.errors.InputProblems, match=r"loads\.W08\.tariff"):
        siting.load(folder)
