"""The parties' flows add up to the project's, for every option, scheme and year, in thousands of random projects."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from siting.finance.metrics import discount_factors, present_value
from siting.project.model import Config
from siting.schemes.parties import INSIDE, PUBLIC
from siting.schemes.study import SchemeStudy, study_schemes
from siting.vocabulary.money import Group, item
from tests.schemes.projects import cash_flow, config, level, random_config, random_flow, sites

OPTIONS = 40


def net(study: SchemeStudy, scheme: str, *parties: str) -> np.ndarray:
    return sum(one.yen for one in study.flows if one.scheme == scheme and one.party in parties) + np.zeros(1)


# A seed has no smaller one.
@settings(max_examples=8, phases=[Phase.generate])
@given(seed=st.integers(0, 10**9))
def test_everything_adds_up(seed: int) -> None:
    rng = np.random.default_rng(seed)
    flow, where = random_flow(rng, OPTIONS)
    project = random_config(rng)
    study = study_schemes(flow, where, "fit", project)
    figures = {name: frame.set_index("option_id") for name, frame in study.schemes.groupby("scheme")}
    steps = {
        key: frame.groupby("option_id", sort=False)["yen"].sum()
        for key, frame in study.bridges.groupby(["discount_rate", "scheme"])
    }
    for name, scheme in project.schemes.items():
        moved = sum(np.abs(one.yen) for one in study.flows if one.scheme == name and one.party in INSIDE)
        expected = _project(flow.items, scheme, flow.years)
        # A millionth of a yen per million.
        assert np.all(np.abs(net(study, name, *INSIDE) - expected) <= 1e-12 * moved)
        assert np.all(np.abs(net(study, name, "project") - expected) <= 1e-12 * moved)
        of_scheme = figures[name]
        _city_npv_follows_from_the_flows(study, name, project)
        size = of_scheme["debt_yen"] + of_scheme["equity_yen"] + of_scheme["psc_yen"].abs() + moved.sum(axis=1)
        for rate, column in ((project.finance.discount_rate, "vfm_yen"), (0.02, "vfm_yen_2pct")):
            gap = (steps[rate, name] - of_scheme[column]).abs()
            assert (gap <= 1e-12 * size).all(), (name, rate)


def _project(items: dict[str, np.ndarray], scheme, years: np.ndarray) -> np.ndarray:
    """The project's flow under a scheme, by hand: real resources only."""
    total, capex = 0.0, 0.0
    for name, yen in items.items():
        group = item(name).group
        if name == "property_tax":
            continue
        if group is Group.INVESTMENT:
            total = total + yen * (1 - scheme.capex_reduction) * (1 - scheme.competition_reduction)
            capex = capex - (yen[:, 0] if name != "subsidy" else 0.0)
        elif name in ("opex", "insurance", "replacement"):
            total = total + yen * (1 - scheme.opex_reduction)
        else:
            total = total + yen
    t = np.arange(total.shape[1])
    runs = (t >= 1) & (t <= years[:, None])
    return total - scheme.risk_share_of_capex * capex[:, None] * runs


def _city_npv_follows_from_the_flows(study: SchemeStudy, name: str, project: Config) -> None:
    public = net(study, name, *PUBLIC)
    expected = present_value(public, discount_factors(project.finance.discount_rate, public.shape[1] - 1))
    found = study.schemes.loc[study.schemes["scheme"] == name, "city_npv_yen"].to_numpy()
    assert found == pytest.approx(expected, rel=1e-12, abs=1e-3)


def test_options_do_not_know_of_each_other() -> None:
    rng = np.random.default_rng(3)
    flow, where = random_flow(rng, 6)
    project = random_config(rng)
    whole = study_schemes(flow, where, "fit", project).schemes
    for row in range(6):
        one = type(flow)(
            {name: yen[[row]] for name, yen in flow.items.items()}, flow.energy_kwh[[row]], flow.own_kwh[[row]],
            flow.years[[row]], flow.priced_yen[[row]], flow.tied_yen[[row]],
        )  # fmt: skip
        at = type(where)(*(getattr(where, name)[[row]] for name in where.__dataclass_fields__))
        alone = study_schemes(one, at, "fit", project).schemes
        same = whole[whole["option_id"] == f"o{row}"].reset_index(drop=True)
        numbers = same.select_dtypes("number").columns
        assert alone[numbers].to_numpy() == pytest.approx(same[numbers].to_numpy(), rel=1e-6, abs=1e-6, nan_ok=True)
        assert list(alone["why_not"]) == list(same["why_not"])


TAX = {"rate": 0.014, "yearly_decline": 0.127, "reduced_share": 2 / 3, "reduced_years": 3}
# Book values of 100: half of the yearly fall in the first year, then all of it; a third off for three years.
TAXED = [100 * 0.014 * (1 - 0.127 / 2) * (1 - 0.127) ** year * (2 / 3 if year < 3 else 1) for year in range(4)]
DISCOUNTED_TAX = sum(tax * 1.03 ** -(year + 1) for year, tax in enumerate(TAXED))


@pytest.mark.parametrize(
    ("kind", "public"),
    [
        # Investment 100 less subsidy 20; half of the rest by a bond of 2 % over 4 years; sales 12, savings 3, upkeep 2.
        ("conventional", [-40.0, 15.0 - 2.0 - 40.0 * 0.02 / (1 - 1.02**-4)]),
        # The plant stands on the utility's roof: rent and property tax are all that is left to the public.
        ("independent", [0.0, 4.0 + 100 * 0.014 * (1 - 0.127 / 2) * 2 / 3]),
        # Power at 2 instead of 3 yen for 1 kWh, and the property tax.
        ("onsite_ppa", [0.0, 3.0 - 2.0 + 100 * 0.014 * (1 - 0.127 / 2) * 2 / 3]),
        # The lessor's property tax returns in the fee, level over the term.
        ("lease", [0.0, 15.0 - 2.0 + TAXED[0] - (80.0 + DISCOUNTED_TAX) * 0.03 / (1 - 1.03**-4)]),
    ],
)
def test_what_the_city_gets_by_hand(kind: str, public: list[float]) -> None:
    terms = {
        "conventional": {},
        "independent": {"target_eirr": 0.05, "rent": {"yen_per_m2_year": 0.003, "yen_per_year": 1.0}},
        "onsite_ppa": {"target_eirr": 0.05, "ppa_price_yen_per_kwh": 2.0},
        "lease": {"lease_rate": 0.03},
    }
    items = {
        "capex": level(0, 4, -100.0), "subsidy": level(0, 4, 20.0), "sales": level(12.0, 4),
        "avoided_purchase": level(3.0, 4), "opex": level(-2.0, 4), "property_tax": level(-1.0, 4),
    }  # fmt: skip
    project = config(
        city={"bond": {"share": 0.5, "rate": 0.02, "years": 4}},
        taxes={"property_tax": TAX},
        schemes={kind: terms[kind]},
    )
    study = study_schemes(cash_flow(items, 4, own_kwh=1.0), sites(), "fit", project)
    assert net(study, kind, *PUBLIC)[0, :2] == pytest.approx(public)


def test_a_company_sees_rent_taxes_and_debt() -> None:
    items = {"capex": level(0, 4, -100.0), "sales": level(60.0, 4), "opex": level(-2.0, 4)}
    project = config(
        taxes={"income_tax_rate": 0.3, "property_tax": {"rate": 0.014}},
        city={"property_tax_share": 0.75, "local_tax_share": 0.5},
        schemes={
            "independent": {
                "target_eirr": 0.05, "rent": {"yen_per_kw_year": 0.05},
                "debt": {"share": 0.8, "rate": 0.02, "years": 4, "method": "level_principal"},
            }
        },
    )  # fmt: skip
    study = study_schemes(cash_flow(items, 4), sites(), "fit", project)
    property_tax = 100 * 0.014 * (1 - 0.127 / 2)
    revenue_tax = 60 * 0.0075 * 1.4
    profit = 60 - 2 - 5 - property_tax - revenue_tax - 80 * 0.02 - 100 / 17
    taxes = profit * 0.3, revenue_tax + profit * 0.0185
    company = 60 - 2 - 5 - property_tax - sum(taxes) - 20 - 1.6
    assert net(study, "independent", "spc")[0, :2] == pytest.approx([-20.0, company])
    assert net(study, "independent", "landlord")[0, 1] == pytest.approx(5.0)
    assert net(study, "independent", "lender")[0, :2] == pytest.approx([-80.0, 21.6])
    assert net(study, "independent", "city")[0, 1] == pytest.approx(0.75 * property_tax + 0.5 * taxes[0])
    assert net(study, "independent", "tax_office")[0, 1] == pytest.approx(
        0.25 * property_tax + sum(taxes) - 0.5 * taxes[0]
    )


@pytest.mark.parametrize(
    ("kind", "pays_property_tax", "removes"),
    [("pfi_bto", "", "city"), ("pfi_bot", "spc", "city"), ("pfi_boo", "spc", "spc")],
)
def test_who_is_taxed_and_who_removes_in_a_service_purchase(kind: str, pays_property_tax: str, removes: str) -> None:
    items = {"capex": level(0, 3, -100.0), "sales": level(9.0, 3), "decommissioning": np.array([[0, 0, 0, -7.0]])}
    project = config(taxes={"property_tax": TAX}, schemes={kind: {"target_eirr": 0.05}})
    study = study_schemes(cash_flow(items, 3), sites(), "fit", project)
    payers = {one.party for one in study.flows if one.item == "property_tax" and one.yen[0, 1] < 0}
    assert payers == ({pays_property_tax} if pays_property_tax else set())
    assert {one.party for one in study.flows if one.item == "decommissioning"} == {"project", removes}
    # The fee is no sale of power: ordinary tax, which is nothing without a rate.
    assert not any(one.item == "enterprise_tax" for one in study.flows)


def test_a_plant_handed_over_at_the_end_of_its_lease_leaves_its_value_to_the_city() -> None:
    items = {"capex": level(0, 4, -100.0), "residual_value": np.array([[0, 0, 0, 0, 10.0]])}
    schemes = {
        "whole": {"kind": "lease", "lease_rate": 0.03},
        "short": {"kind": "lease", "lease_rate": 0.03, "lease_years": 2},
    }
    project = config(schemes=schemes, taxes={"property_tax": TAX})
    study = study_schemes(cash_flow(items, 4), sites(), "fit", project)
    taxed = {one.scheme: one.yen[0] > 0 for one in study.flows if one.party == "city" and one.item == "property_tax"}
    assert list(taxed["whole"]) == [False, True, True, True, True]
    assert list(taxed["short"]) == [False, True, True, False, False]
    paid = study.schemes.set_index("scheme")["lease_payment_yen_per_year"]
    assert paid["whole"] == pytest.approx((100 - 10 * 1.03**-4 + DISCOUNTED_TAX) * 0.03 / (1 - 1.03**-4))
    two_years = TAXED[0] / 1.03 + TAXED[1] / 1.03**2
    assert paid["short"] == pytest.approx((100 + two_years) * 0.03 / (1 - 1.03**-2))
    # Whatever the tax, the lessor has its interest.
    assert study.schemes["spc_pirr"].to_numpy() == pytest.approx(0.03, abs=1e-12)
    keeper = {(one.scheme, one.party) for one in study.flows if one.item == "residual_value"}
    assert keeper == {("whole", "spc"), ("whole", "project"), ("short", "city"), ("short", "project")}
