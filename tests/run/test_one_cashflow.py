"""One plant asked for its money: the reference rows, the same figures as a project's run, and what is refused."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import siting
from siting.errors import InputProblems, NothingEligible, WrongOptions
from siting.language import Text
from siting.run.one_cashflow import FIGURES, OneCashflow, study_one_cashflow
from siting.run.one_config import NEEDS, OF_KINDS, REQUIRED, keys
from siting.run.one_figures import READERS
from siting.vocabulary.money import ITEM_NAMES

# methods of the house's money notes, built on capex 250e6, 1,000,000 kWh, 22 yen, 0.5 % from year 2, 5e6 a year, 4 %.
REFERENCE = {
    "capex_yen": "250000000", "annual_kwh": "1000000", "price_yen_per_kwh": "22", "degradation": "0.005",
    "opex_yen_per_year": "5000000", "years": "20", "discount_rate": "0.04",
}  # fmt: skip
# PySAM's Cashloan refunds losses (2.488651 %); carried forward ten years it is this.
LEVERED = {
    "debt_share": "0.7", "debt_rate": "0.02", "debt_years": "15", "tax_rate": "0.3", "depreciation_years": "17",
}  # fmt: skip
SOLAR = {"capex_yen": "12000000", "annual_kwh": "66000", "technology": "pv", "capacity_kw": "60"}


def ask(file: Path | None = None, /, **stated: Any) -> OneCashflow:
    return study_one_cashflow({name: str(value) for name, value in stated.items()}, None if file is None else str(file))


def figure(found: OneCashflow, name: str) -> float:
    value = found.figures[name]
    assert value is not None
    return value


def told(found: OneCashflow, name: str) -> str:
    (said,) = [one.said.say("en") for one in found.notes if name in one.figures]
    return said


def faults(**stated: Any) -> list[str]:
    with pytest.raises(WrongOptions) as raised:
        ask(**stated)
    return [one.say("en").removeprefix("siting cashflow: ") for one in raised.value.problems]


def test_the_reference_row() -> None:
    found = ask(**REFERENCE)
    assert figure(found, "npv_yen") == pytest.approx(-30_901_701.08, abs=0.005)
    assert figure(found, "irr") == pytest.approx(0.025236050949859, abs=1e-14)
    assert figure(found, "lcoe_yen_per_kwh") == pytest.approx(24.36835948, abs=5e-9)
    assert figure(found, "bc") == pytest.approx(0.90281006, abs=5e-9)
    assert found.irr_roots == (found.figures["irr"],)
    assert found.figures["discounted_payback_years"] is None
    assert "discounted flows never" in told(found, "discounted_payback_years")
    assert (found.figures["eirr"], found.figures["dscr_min"], found.dscr_basis) == (None, None, None)
    assert told(found, "dscr_min") == "no loan is stated"


def test_the_reference_row_with_loan_and_tax() -> None:
    found = ask(**REFERENCE, **LEVERED)
    assert figure(found, "eirr") == pytest.approx(0.02351008, abs=5e-9)
    assert figure(found, "npv_yen") == figure(ask(**REFERENCE), "npv_yen")
    assert found.dscr_basis == "post_tax"
    assert found.figures["dscr_min"] == found.figures["dscr_min_post_tax"]


def test_dscr_and_llcr_of_a_loan_that_can_be_followed_by_hand() -> None:
    plain = {"capex_yen": 1000, "annual_kwh": 10, "price_yen_per_kwh": 30, "years": 4, "debt_share": 0.6}
    loan = {"debt_rate": 0.1, "debt_years": 3, "grace_years": 1, "repayment": "level_principal"}
    found = ask(**plain, **loan)
    # Interest 60, then 300 with 60 and 300 with 30; cash is 300 every year.
    assert figure(found, "dscr_min_pre_tax") == pytest.approx(300 / 360)
    assert figure(found, "llcr") == pytest.approx(sum(300 / 1.1**year for year in (1, 2, 3)) / 600)
    assert found.flows["equity_yen"].tolist() == pytest.approx([-400, 240, -60, -30, 300])
    assert found.dscr_basis == "pre_tax"
    taxed = ask(**plain, **loan, tax_rate=0.4, depreciation_years=2)
    # Losses of 300 - 60 - 500 in both first years; 270 of them are used in year 3, 250 in year 4.
    assert taxed.flows["income_tax"].tolist() == pytest.approx([0, 0, 0, 0, -0.4 * (300 - 250)])
    assert figure(taxed, "dscr_min") == pytest.approx(300 / 360)


def test_taxes_lower_the_cover_that_is_called_dscr_min() -> None:
    found = ask(**{**REFERENCE, "price_yen_per_kwh": "40"}, **LEVERED)
    assert figure(found, "dscr_min") == figure(found, "dscr_min_post_tax") < figure(found, "dscr_min_pre_tax")


def test_two_rates_of_return_are_both_told_and_none_is_picked() -> None:
    found = ask(flows="-1600,10000,-10000")
    assert found.figures["irr"] is None
    assert found.irr_roots == pytest.approx((0.25, 4.0), abs=1e-12)
    assert told(found, "irr") == "not unique: the NPV is zero at 25 %, 400 %"
    assert figure(found, "npv_yen") == -1600
    at_rate = ask(flows="-1600,10000,-10000", discount_rate="0.25")
    assert figure(at_rate, "npv_yen") == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize(
    ("flows", "roots", "said"),
    [
        ("-1,4,-4", (1.0,), "not unique: at 100 % the NPV touches zero and turns back"),
        ("-100,-1", (), "does not exist: the yearly flows never change sign"),
        ("-100,10,-1", (), "does not exist: the NPV is zero at no rate"),
        ("0,0", (), "does not exist: the yearly flows never change sign"),
    ],
)
def test_a_rate_that_does_not_exist_says_why(flows: str, roots: tuple[float, ...], said: str) -> None:
    found = ask(flows=flows)
    assert found.figures["irr"] is None
    assert found.irr_roots == pytest.approx(roots)
    assert told(found, "irr") == said


@pytest.mark.parametrize(
    ("steps", "years", "levelised"),
    [("19x5,8.3", 20, 11.38), ("24×4、８．３", 10, 14.96), ("19 x 5, 8.3", 20, 11.38)],
)
def test_price_steps_levelise_as_the_ministry_says(steps: str, years: int, levelised: float) -> None:
    found = ask(capex_yen=1e6, annual_kwh=1000, price_steps=steps, years=years, discount_rate=0.02)
    # B/C times LCOE is PV of benefits over PV of energy.
    assert figure(found, "bc") * figure(found, "lcoe_yen_per_kwh") == pytest.approx(levelised, abs=0.005)


def test_the_price_book_is_asked_with_its_eligibility() -> None:
    found = ask(**SOLAR, price_year="R7", price_half="H2", mount="屋上")
    price = found.price
    assert price is not None
    assert (price.kind, price.first_yen_per_kwh, price.period_years) == ("fit", 19.0, 20)
    assert price.row is not None
    assert price.row.startswith("feed_in_prices.csv:")
    assert price.source
    assert found.flows["sales"][6] == pytest.approx(8.3 * 66000)
    with pytest.raises(NothingEligible, match="30 %"):
        ask(**{**SOLAR, "capacity_kw": "40"}, price_year=2025, price_half="H2", mount="building_roof")
    own = {"own_use_share": 0.5, "price_yen_per_kwh": 22}
    shared = ask(**{**SOLAR, "capacity_kw": "40"}, price_year=2025, price_half="H1", mount="ground", **own)
    assert shared.flows["sales"][1] == pytest.approx(0.5 * 66000 * 10)
    assert shared.flows["avoided_purchase"][1] == pytest.approx(0.5 * 66000 * 22)


def test_a_price_book_period_that_differs_from_the_years_is_told() -> None:
    given = {"price_year": 2025, "price_half": "H2", "mount": "building_roof"}
    assert ask(**SOLAR, **given, years=15).years == 20
    said = [one.said.say("en") for one in ask(**SOLAR, **given, years=15).notes]
    assert "the 20 years of the price are counted, not 15: no price after them is stated" in said
    longer = ask(**SOLAR, **given, years=25, after_period_yen_per_kwh=8)
    assert longer.years == 25
    assert longer.flows["sales"][25] == pytest.approx(8 * 66000)


def test_a_run_of_a_project_finds_the_same(tmp_path: Path) -> None:
    (tmp_path / "project.toml").write_text(
        """
[project]
name = "one"
[finance]
years = 20
discount_rate = 0.03
degradation = { pv = 0.004 }
inflation = 0.01
[lifecycle.pv]
insurance_share_of_capex = 0.002
residual_share_of_capex = 0.05
replacements = [{ name = "PCS", every_years = 10, fixed_yen = 2900000 }]
removal = { fixed_yen = 300000 }
[[subsidies]]
name = "half"
share_of_capex = 0.25
excludes = []
[cases.surplus]
price_yen_per_kwh = 21.5
own_use_share = 0.4
surplus_yen_per_kwh = 8.5
price_change_per_year = 0.01
[ranking]
by = "bc_surplus"
""",
        encoding="utf-8",
    )
    (tmp_path / "facilities.csv").write_text("facility_id,name\nW01,one\n", encoding="utf-8")
    (tmp_path / "plots.csv").write_text(
        "plot_id,facility_id,mount,capex_yen,opex_yen_per_year\nW01-P1,W01,ground,1,1\n", encoding="utf-8"
    )
    heading = "owner_id,technology,variant,capacity_kw,annual_kwh,capex_yen,opex_yen_per_year"
    (tmp_path / "designs.csv").write_text(f"{heading}\nW01-P1,pv,study,60,66000,12000000,150000\n", encoding="utf-8")
    options = siting.evaluate(siting.load(tmp_path)).options
    row = options[options["variant"] == "study"].iloc[0]
    found = ask(
        **SOLAR, kind="surplus", price_yen_per_kwh=21.5, own_use_share=0.4, surplus_yen_per_kwh=8.5,
        price_change_per_year=0.01, discount_rate=0.03, degradation=0.004, inflation=0.01, insurance_share=0.002,
        residual_share=0.05, replacement="10:2900000", removal_yen=300000, subsidy_yen=3000000,
        opex_yen_per_year=150000,
    )  # fmt: skip
    for name in ("bc", "npv_yen", "irr", "lcoe_yen_per_kwh", "payback_years", "discounted_payback_years"):
        assert figure(found, name) == row[f"{name}_surplus"], name


def test_at_its_break_even_figures_the_npv_is_zero() -> None:
    stated = {**SOLAR, "price_yen_per_kwh": 15, "discount_rate": 0.02, "insurance_share": 0.004, "subsidy_yen": 4e6}
    found = ask(**stated)
    at_price = ask(**{**stated, "price_yen_per_kwh": figure(found, "break_even_yen_per_kwh")})
    at_capex = ask(**{**stated, "capex_yen": figure(found, "break_even_capex_yen")})
    assert figure(at_price, "npv_yen") == pytest.approx(0, abs=1e-3)
    assert figure(at_capex, "npv_yen") == pytest.approx(0, abs=1e-3)
    hopeless = ask(**stated, opex_yen_per_year=2e6)
    assert hopeless.figures["break_even_capex_yen"] is None
    assert told(hopeless, "break_even_capex_yen") == "no capital cost makes the NPV zero"


def test_notes_say_what_was_counted_how() -> None:
    whole = ask(**SOLAR, kind="tariff", price_yen_per_kwh=20)
    assert any("overstated" in one.said.say("en") for one in whole.notes)
    small = ask(**{**SOLAR, "capacity_kw": "9"}, price_year=2024, mount="building_roof")
    assert any("consumption tax" in one.said.say("en") for one in small.notes)
    short = ask(**REFERENCE, **{**LEVERED, "debt_years": "30"})
    assert any("earlier than its term" in one.said.say("en") for one in short.notes)


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ({}, ["--capex-yen: a value is required [yen]", "--annual-kwh: a value is required [kWh]"]),
        (
            {"capex_yen": "-1", "annual_kwh": "0", "price_yen_per_kwh": "二十"},
            ["--capex-yen: '-1' - expected a number >= 0 [yen]", "--annual-kwh: '0' - expected a number > 0 [kWh]"],
        ),
        ({**REFERENCE, "discount_rate": "-1"}, ["--discount-rate: '-1' - expected a number >= -0.5"]),
        ({**REFERENCE, "years": "0"}, ["--years: '0' - expected a number >= 1 [years]"]),
        ({**REFERENCE, "years": "2.5"}, ["--years: '2.5' - expected a whole number"]),
        ({**REFERENCE, **LEVERED, "debt_share": "1.2"}, ["--debt-share: '1.2' - expected a number <= 1"]),
        ({**REFERENCE, "debt_share": "0.5"}, ["--debt-share: '0.5' - --debt-share needs --debt-rate beside it"]),
        ({**REFERENCE, "tax_rate": "0.3"}, ["--tax-rate: '0.3' - --tax-rate needs --depreciation-years / --technology"]),
        ({**REFERENCE, **LEVERED, "grace_years": "15"}, ["--grace-years: '15' - grace_years must be fewer than years"]),
        ({**REFERENCE, "own_use_share": "0.5", "kind": "fit"}, ["--own-use-share: '0.5' - only for --kind tariff"]),
        ({**REFERENCE, "kind": "surplus"}, ["--own-use-share: a value is required"]),
        ({**REFERENCE, "kind": "fip"}, ["--market-yen-per-kwh: a value is required [yen/kWh]"]),
        ({**REFERENCE, "kind": "wheeling"}, ["--kind: 'wheeling' - expected one of fixed, fit"]),
        ({**REFERENCE, "price_steps": "19x5,8.3"}, ["--price-steps: '19x5,8.3' - give only one of"]),
        ({**REFERENCE, "replacement": "10:2,900,000"}, ["--replacement: '10:2,900,000' - expected years and yen"]),
        ({**SOLAR, "price_year": "2035"}, ["--price-year: '2035' - the price book has no prices of 2035 for solar"]),
        ({**SOLAR, "price_year": "2025"}, ["--price-half: prices changed within 2025"]),
        ({**SOLAR, "price_year": "７"}, ["--price-year: '７' - ambiguous year"]),
        (SOLAR, ["--price-yen-per-kwh: state the price of the case with one of --price-yen-per-kwh, --price-steps"]),
        ({**SOLAR, "kind": "tariff"}, ["--price-yen-per-kwh: state the price of the case with one of --price"]),
        ({**SOLAR, "price_steps": "19x5,8.3x15"}, ["--price-steps: '19x5,8.3x15' - expected prices and their years"]),
        ({"flows": "-1600"}, ["--flows: '-1600' - expected two amounts or more"]),
        ({"flows": "-1,600,000"}, ["--flows: '-1,600,000' - expected two amounts or more"]),
        ({"flows": "1,2", "capex_yen": "3"}, ["--capex-yen: '3' - with --flows only --discount-rate counts"]),
        ({"flows": "1,2", "discount_rate": "-1"}, ["--discount-rate: '-1' - expected a number >= -0.5"]),
        ({"flows": ",".join(["1"] * 102)}, ["--flows: '1,1"]),
    ],
)  # fmt: skip
def test_what_is_wrong_names_its_option(stated: dict[str, str], expected: list[str]) -> None:
    found = faults(**stated)
    for start in expected:
        assert any(one.startswith(start) for one in found), found


def test_nothing_is_told_twice_and_nothing_that_only_follows() -> None:
    found = faults(capex_yen="-1", annual_kwh="much", price_steps="19", kind="fix", debt_rate="x", years="0")
    assert sorted(one.split(":")[0] for one in found) == [
        "--annual-kwh", "--capex-yen", "--debt-rate", "--debt-rate", "--kind", "--years",
    ]  # fmt: skip
    assert len(faults(**SOLAR, price_steps="19x5")) == 1
    assert faults(**SOLAR, price_year=2025, price_half="H3") == ["--price-half: 'H3' - expected one of H1, H2"]
    assert faults(**{**REFERENCE, "price_yen_per_kwh": "much"}) == ["--price-yen-per-kwh: 'much' - expected a number"]


def test_every_figure_that_can_be_read_has_a_place_and_a_reason_to_be_there() -> None:
    plant = {*REQUIRED, "capacity_kw", "opex_yen_per_year", "technology", "mount", "kind", "subsidy_yen", "flows"}
    assert set(READERS) == set(keys("pv")) | plant
    assert {name for name, _ in NEEDS} | set(OF_KINDS) <= set(READERS)


@settings(max_examples=120)
@given(
    capex=st.floats(0, 1e10), kwh=st.floats(1e-3, 1e8), price=st.floats(0, 100), rate=st.floats(-0.5, 1),
    years=st.integers(1, 40), opex=st.floats(0, 1e9), share=st.floats(0, 1), tax=st.floats(0, 0.9),
    term=st.integers(1, 40), residual=st.floats(0, 1), removal=st.floats(0, 1e9), subsidy=st.floats(0, 1e10),
)  # fmt: skip
def test_any_plant_adds_up_and_no_figure_is_nan(
    capex: float, kwh: float, price: float, rate: float, years: int, opex: float, share: float, tax: float, term: int,
    residual: float, removal: float, subsidy: float,
) -> None:  # fmt: skip
    found = ask(
        capex_yen=capex, annual_kwh=kwh, price_yen_per_kwh=price, discount_rate=rate, years=years,
        opex_yen_per_year=opex, debt_share=share, debt_rate=0.02, debt_years=term, tax_rate=tax,
        depreciation_years=17, residual_share=residual, removal_yen=removal, subsidy_yen=subsidy, technology="pv",
    )  # fmt: skip
    flows = found.flows
    assert np.isfinite(flows.to_numpy(dtype=float)).all()
    assert all(value is None or math.isfinite(value) for value in found.figures.values())
    explained = {name for one in found.notes for name in one.figures}
    assert {name for name in FIGURES if found.figures[name] is None} <= explained
    project = [name for name in flows.columns if name in ITEM_NAMES and name not in _OWNER]
    size = float(flows[project].abs().to_numpy().sum()) + 1.0
    assert flows["net_yen"].to_numpy() == pytest.approx(flows[project].sum(axis=1).to_numpy(), abs=1e-12 * size)
    owner = flows[[name for name in _OWNER if name in flows]].sum(axis=1)
    assert flows["equity_yen"].to_numpy() == pytest.approx((flows["net_yen"] + owner).to_numpy(), abs=1e-12 * size)
    discounted = flows["net_yen"] * (1.0 + rate) ** -flows["year"].astype(float)
    scale = float(discounted.abs().sum()) + 1.0
    assert figure(found, "npv_yen") == pytest.approx(math.fsum(discounted), abs=1e-11 * scale)
    assert flows["discounted_cumulative_yen"].iloc[-1] == pytest.approx(figure(found, "npv_yen"), abs=1e-11 * scale)


_OWNER = ("loan", "loan_repayment", "loan_interest", "income_tax")


def test_a_file_holds_the_names_of_the_options_and_they_beat_it(tmp_path: Path) -> None:
    path = tmp_path / "plant.toml"
    lines = [f"{name} = {value}" for name, value in REFERENCE.items() if name != "price_yen_per_kwh"]
    path.write_text("\n".join([*lines, 'price_steps = "22x5,22"', ""]), encoding="utf-8")
    assert figure(ask(path), "npv_yen") == pytest.approx(figure(ask(**REFERENCE), "npv_yen"))
    dearer = ask(path, capex_yen=260e6)
    assert figure(dearer, "npv_yen") == pytest.approx(figure(ask(path), "npv_yen") - 10e6)
    path.write_text("flows = [-1600, 10000, -10000]\ndiscount_rate = 0.25\n", encoding="utf-8")
    assert figure(ask(path), "npv_yen") == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("capex_yen = -1", "plant.toml:1: capex_yen: '-1' - expected a number >= 0 [yen]"),
        ("capex_yen = true", "plant.toml:1: capex_yen: 'True' - expected a number"),
        ("\ncapex = 1", "plant.toml:2: capex: unknown key; did you mean capex_yen?"),
        ("[years]\nfirst = 1", "plant.toml:1: years: expected a number or a text in quotation marks"),
        ("[finance]\nyears = 1", "plant.toml:1: finance: unknown key"),
        ("years = 0", "plant.toml:1: years: '0' - expected a number >= 1 [years]"),
        ("years = ]", "plant.toml:1: not valid TOML"),
    ],
)
def test_faults_of_a_file_name_its_line(tmp_path: Path, written: str, told: str) -> None:
    path = tmp_path / "plant.toml"
    path.write_text(written, encoding="utf-8")
    given = {name: value for name, value in REFERENCE.items() if name not in ("years", written.strip().split(" ")[0])}
    with pytest.raises(InputProblems) as raised:
        ask(path, **given)
    assert any(one.say("en").startswith(told) for one in raised.value.problems), raised.value.problems
    only_file = all(one.file == "plant.toml" for one in raised.value.problems)
    assert isinstance(raised.value, WrongOptions) != only_file


def test_all_notes_can_be_said_in_japanese() -> None:
    for found in (ask(**REFERENCE, **LEVERED), ask(flows="-1,4,-4"), ask(**SOLAR, price_yen_per_kwh=1)):
        for note in found.notes:
            assert isinstance(note.said, Text)
            assert note.said.say("ja") != note.said.say("en")


def test_a_reserve_pays_the_replacement_and_cover_does_not_fall_in_that_year() -> None:
    """25 million a year less 29 / 9 million set aside before year 10, over a level service of 13.62 million."""
    found = study_one_cashflow({
        "capex_yen": "250000000", "annual_kwh": "1000000", "price_yen_per_kwh": "30", "opex_yen_per_year": "5000000",
        "replacement": "10:29000000", "debt_share": "0.7", "debt_rate": "0.02", "debt_years": "15",
    })  # fmt: skip
    service = 175e6 * 0.02 / (1 - 1.02**-15)
    assert found.figures["dscr_min"] == pytest.approx((25e6 - 29e6 / 9) / service)
