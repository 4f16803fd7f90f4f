"""Value for money and its bridge, with a published illustration and the limits where steps vanish."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from siting.finance.flows import CashFlow
from siting.schemes.basis import Sites
from siting.schemes.study import SchemeStudy, joined, study_schemes
from siting.vocabulary.comparison import rate_name
from siting.vocabulary.money import BRIDGE_STEPS
from tests.schemes.projects import cash_flow, config, level, sites

CAPEX = 100e6


def study(sections: dict[str, Any], years: int = 20, **yearly: float) -> SchemeStudy:
    """One option of 100 million yen with these yearly items."""
    items = {"capex": level(0.0, years, -CAPEX)} | {name: level(yen, years) for name, yen in yearly.items()}
    return study_schemes(cash_flow(items, years), sites(), "fit", config(**sections))


def bridge(found: SchemeStudy, scheme: str, rate: float) -> pd.Series:
    rows = found.bridges
    rows = rows[(rows["scheme"] == scheme) & np.isclose(rows["discount_rate"], rate)]
    return rows.set_index("step")["yen"]


def illustration(debt_rate: float) -> SchemeStudy:
    """10 % less cost, 90 % debt, EIRR 5 %, discounted at 4 %, PSC paid in cash.

    The page does not say term and upkeep: 20 years with debt as long, and upkeep of 1 % of the investment a year, also
    10 % less, give both of its figures (so does any upkeep between 0.98 % and 1.03 %).
    """
    pfi = {
        "capex_reduction": 0.1, "opex_reduction": 0.1, "target_eirr": 0.05,
        "debt": {"share": 0.9, "rate": debt_rate, "years": 20},
    }  # fmt: skip
    return study({"finance": {"discount_rate": 0.04}, "schemes": {"pfi_bto": pfi}}, opex=-0.01 * CAPEX)


@pytest.mark.parametrize(("debt_rate", "printed"), [(0.02, 21.3), (0.04, 9.3)])
def test_the_same_project_with_cheap_and_with_dear_debt(debt_rate: float, printed: float) -> None:
    figures = illustration(debt_rate).schemes.iloc[0]
    assert 100 * figures["vfm_share"] == pytest.approx(printed, abs=0.05)
    assert figures["vfm_share_4pct"] == figures["vfm_share"]


def test_twelve_points_come_from_discounting_cheap_debt_alone() -> None:
    cheap, dear = illustration(0.02), illustration(0.04)
    psc = cheap.schemes.loc[0, "psc_yen"]
    assert 100 * bridge(cheap, "pfi_bto", 0.04)["discounting"] / psc == pytest.approx(12.0, abs=0.05)
    assert bridge(dear, "pfi_bto", 0.04)["discounting"] == pytest.approx(0.0, abs=1e-6)
    others = [step.value for step in BRIDGE_STEPS if step.value != "discounting"]
    assert bridge(cheap, "pfi_bto", 0.04)[others].to_numpy() == pytest.approx(
        bridge(dear, "pfi_bto", 0.04)[others].to_numpy(), abs=1e-4
    )


OWN = {"share": 0.7, "rate": 0.015, "years": 15, "grace_years": 2}


@settings(max_examples=40)
@given(
    capex=st.floats(0.0, 0.4), upkeep=st.floats(0.0, 0.4), rate=st.sampled_from([0.0, 0.01, 0.03]),
    method=st.sampled_from(["level", "level_principal"]), kind=st.sampled_from(["pfi_bto", "pfi_bot", "pfi_boo"]),
)  # fmt: skip
def test_with_the_citys_own_terms_nothing_comes_from_discounting(
    capex: float, upkeep: float, rate: float, method: str, kind: str
) -> None:
    bond = {**OWN, "method": method}
    scheme = {"capex_reduction": capex, "opex_reduction": upkeep, "target_eirr": max(rate, 1e-12), "debt": bond}
    found = study(
        {"finance": {"discount_rate": rate}, "city": {"bond": bond}, "schemes": {kind: scheme}}, opex=-1e6, sales=9e6
    )
    steps = bridge(found, kind, rate)
    assert steps["discounting"] == pytest.approx(0.0, abs=1e-6)
    assert steps[["financing", "tax"]].to_numpy() == pytest.approx(0.0, abs=2e-2 if rate == 0 else 1e-4)
    assert steps.sum() == pytest.approx(found.schemes.loc[0, "vfm_yen"], abs=1e-5)


def test_a_dearer_loan_is_a_matter_of_financing() -> None:
    dear = {**OWN, "rate": 0.03}
    sections = {
        "finance": {"discount_rate": 0.015}, "city": {"bond": OWN},
        "schemes": {"pfi_bto": {"target_eirr": 0.015, "debt": dear}},
    }  # fmt: skip
    steps = bridge(study(sections), "pfi_bto", 0.015)
    assert steps["financing"] < -1e6
    assert steps.drop("financing").to_numpy() == pytest.approx(0.0, abs=1e-4)


def test_every_step_has_its_cause() -> None:
    causes = {
        "cost_reduction": {"capex_reduction": 0.1},
        "competition": {"competition_reduction": 0.1},
        "operation": {"opex_reduction": 0.1},
        "financing": {"target_eirr": 0.06},
        "discounting": {"debt": {"share": 0.5, "rate": 0.01, "years": 10}},
    }
    for cause, terms in causes.items():
        scheme = {"target_eirr": 0.03, **terms}
        found = study({"finance": {"discount_rate": 0.03}, "schemes": {"pfi_bto": scheme}}, opex=-1e6)
        steps = bridge(found, "pfi_bto", 0.03)
        assert abs(steps[cause]) > 1e4, cause
        assert steps.drop(cause).to_numpy() == pytest.approx(0.0, abs=1e-3), cause


def test_tax_and_risk_are_steps() -> None:
    sections = {
        "finance": {"discount_rate": 0.03}, "taxes": {"income_tax_rate": 0.3},
        "city": {"local_tax_share": 0.2},
        "schemes": {
            "conventional": {"risk_share_of_capex": 0.01},
            "pfi_bto": {"target_eirr": 0.03, "risk_share_of_capex": 0.002},
        },
    }  # fmt: skip
    steps = bridge(study(sections), "pfi_bto", 0.03)
    annuity = (1 - 1.03**-20) / 0.03
    assert steps["risk_transfer"] == pytest.approx(0.008 * CAPEX * annuity)
    assert steps["tax"] < 0


@pytest.mark.parametrize(("share", "interest"), [(1.0, 0.02), (1.0, 0.05), (0.6, 0.02)])
def test_a_lessors_property_tax_is_no_gain_of_the_city(share: float, interest: float) -> None:
    """The fee pays it: what others than the city get is lost as tax, and financing knows nothing of it."""
    found = []
    for rate in (0.0, 0.014):
        sections = {
            "finance": {"discount_rate": 0.02}, "city": {"property_tax_share": share},
            "taxes": {"property_tax": {"rate": rate}}, "schemes": {"lease": {"lease_rate": interest}},
        }  # fmt: skip
        found.append(study(sections, sales=5e6))
    untaxed, taxed = (bridge(one, "lease", 0.02) for one in found)
    tax = found[1].wide_flows().query("party in ('city', 'tax_office') and item == 'property_tax'")
    paid = sum(tax[f"y{year}"].sum() * 1.02**-year for year in range(21))
    value = [one.schemes.loc[0, "vfm_yen"] for one in found]
    assert paid > 8e6
    assert taxed["tax"] - untaxed["tax"] == pytest.approx(-(1 - share) * paid, abs=1e-3)
    if interest == 0.02:
        assert value[1] - value[0] == pytest.approx(-(1 - share) * paid, abs=1e-3)
        assert taxed["financing"] == pytest.approx(untaxed["financing"], abs=1e-3)
    else:
        # A level fee for a falling tax: the lessor has its interest on what it pays ahead.
        assert 0 < value[0] - value[1] < 0.15 * paid
        assert untaxed["financing"] - taxed["financing"] == pytest.approx(value[0] - value[1], abs=1e-3)


def test_no_share_where_the_conventional_scheme_costs_nothing() -> None:
    found = study({"schemes": {"dbo": {"capex_reduction": 0.1}}}, sales=20e6).schemes.iloc[0]
    assert found["psc_yen"] < 0
    assert found["vfm_yen"] == pytest.approx(0.1 * CAPEX)
    assert np.isnan(found["vfm_share"])


def test_value_is_counted_against_the_stated_conventional_scheme() -> None:
    schemes = {"conventional": {"competition_reduction": 0.1}, "dbo": {"competition_reduction": 0.1}}
    figures = study({"schemes": schemes}, opex=-1e6).schemes
    assert figures["vfm_yen"].to_numpy() == pytest.approx([0.0, 0.0], abs=1e-6)
    assert figures["psc_yen"].to_numpy() == pytest.approx(0.9 * CAPEX + 20e6)


def test_three_rates_are_shown_and_a_project_may_choose_others() -> None:
    dbo = {"dbo": {"opex_reduction": 0.1}}
    figures = study({"schemes": dbo}, opex=-1e6).schemes.iloc[0]
    for rate in (0.01, 0.02, 0.04):
        expected = 0.1e6 * (1 - (1 + rate) ** -20) / rate
        assert figures[f"vfm_yen_{rate_name(rate)}"] == pytest.approx(expected)
    chosen = study({"schemes": dbo, "city": {"shown_rates": [0.015]}}, opex=-1e6).schemes
    assert [name for name in chosen if name.startswith("vfm_yen_")] == ["vfm_yen_1_5pct"]


def test_schemes_of_some_cases_only() -> None:
    schemes = {"dbo": {"cases": ["fit"]}, "db": {"cases": ["tariff"]}, "lease": {"lease_rate": 0.02}}
    assert list(study({"schemes": schemes}).schemes["scheme"]) == ["dbo", "lease"]


def test_no_scheme_is_studied_where_the_price_is_what_the_city_pays() -> None:
    cases = {"fit": {"price_yen_per_kwh": 20.0}, "roof": {"kind": "ppa", "price_yen_per_kwh": 9.0}}
    items = {"capex": level(0.0, 4, -CAPEX), "sales": level(9.0, 4)}
    for stated in ({}, {"cases": ["roof"]}):
        project = config(cases=cases, schemes={"dbo": stated})
        assert study_schemes(cash_flow(items, 4), sites(), "roof", project).schemes.empty
        assert study_schemes(cash_flow(items, 4), sites(), "fit", project).schemes.empty == bool(stated)


def test_no_schemes_is_an_empty_study() -> None:
    found = study({})
    assert found.schemes.empty
    assert not found.flows
    assert found.wide_flows().empty
    assert joined([]).schemes.empty


def test_studies_of_several_cases_are_joined() -> None:
    one = study({"schemes": {"dbo": {}}})
    both = joined([one, one])
    assert len(both.schemes) == 2
    assert len(both.flows) == 2 * len(one.flows)
    assert list(both.wide_flows()) == ["option_id", "case", "scheme", "party", "item", *[f"y{t}" for t in range(21)]]


def test_flows_keep_their_options_where_a_case_is_not_open_to_all() -> None:
    """Two options under one case, the second alone under another: each flow stands at its own option."""
    stated = config(schemes={"dbo": {}})
    years = np.ones((2, 2))
    capex = np.array([[-1e6, 0.0], [-7e6, 0.0]])
    both = CashFlow({"capex": capex}, years, 0 * years, np.ones(2, dtype=np.int64), 0 * years, 0 * years)
    second = CashFlow({"capex": capex[1:]}, years[:1], 0 * years[:1], np.ones(1, dtype=np.int64), years[:1], years[:1])
    of_two = sites(2)
    of_second = Sites(*(getattr(of_two, one.name)[1:] for one in fields(of_two)))
    wide = joined([study_schemes(both, of_two, "fit", stated), study_schemes(second, of_second, "tariff", stated)])
    found = wide.wide_flows().query("party == 'city' and item == 'capex'").set_index(["case", "option_id"])["y0"]
    assert found.to_dict() == {("fit", "o0"): -1e6, ("fit", "o1"): -7e6, ("tariff", "o1"): -7e6}
