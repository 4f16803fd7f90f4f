"""How cases state their prices: every fault in a consultant's words, and nothing asked of a price that is stated."""

from __future__ import annotations

from pathlib import Path

import pytest

import siting
from siting.errors import InputProblems
from siting.project.price_rows import PriceRow
from tests.project.test_faults import problems_of


def with_case(folder: Path, body: str, name: str = "extra", rest: str = "") -> Path:
    path = folder / "project.toml"
    path.write_text(path.read_text(encoding="utf-8") + f"\n[cases.{name}]\n{body}\n{rest}", encoding="utf-8")
    return folder


def faults(folder: Path) -> list[str]:
    try:
        siting.load(folder)
    except InputProblems as error:
        return [problem.say("en") for problem in error.problems]
    return []


FIP = 'kind = "fip"\npremium = { market_yen_per_kwh = 10 }\n'


@pytest.mark.parametrize(
    "body",
    [
        "price_yen_per_kwh = 20",
        'kind = "fit"\nprice_yen_per_kwh = 20',
        'kind = "fit"\nprice_year = 2019',
        'kind = "fit"\nprice_year = "H31"',
        'kind = "fit"\nprice_year = "option_start"',
        'kind = "fit"\nprice_year = 2030\nunannounced = "last"',
        'kind = "fit"\nprice_year = 2030\nunannounced_yen_per_kwh = 9',
        'kind = "fit"\nprice_year = 2015\nprice_half = "H1"',
        'kind = "fit"\nprice_steps = [{ years = 5, yen_per_kwh = 19 }, { yen_per_kwh = 8.3 }]',
        FIP + "price_yen_per_kwh = 9",
        'kind = "ppa"\nprice_yen_per_kwh = 15',
        'kind = "wheeling"\nwheeling = { charge_yen_per_kwh = 3 }\nprice_yen_per_kwh = 18',
    ],
)
def test_a_price_stated_once_is_enough(example: Path, body: str) -> None:
    assert faults(with_case(example, body)) == []


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("label = 'x'", "cases.extra: state the price of the case with one of price_yen_per_kwh, price_steps"),
        ('kind = "fit"', "one of price_yen_per_kwh, price_steps, price_year"),
        ('kind = "tariff"', "one of price_yen_per_kwh, price_steps, tariff"),
        ('kind = "fit"\nprice_yen_per_kwh = 20\nprice_year = 2019', "give only one of price_yen_per_kwh, price_year"),
        ("price_year = 2019", "price_year is for the kinds fit, fip and surplus"),
        ('kind = "tariff"\nprice_year = 2019', "price_year is for the kinds fit, fip and surplus"),
        (
            'kind = "fit"\nprice_year = 2030',
            "no prices of 2030 for solar; the nearest years are 2023, 2024, 2025, 2026.",
        ),
        ('kind = "fit"\nprice_year = 2031', "no prices of 2031 for hydro; the nearest years are"),
        (
            'kind = "fit"\nprice_year = 2011\nunannounced = "last"',
            "no prices of 2011 for solar; the nearest years are 2012, 2013, 2014, 2015",
        ),
        ('kind = "fit"\nprice_year = 2015', "prices changed within 2015: say price_half"),
        ('kind = "fit"\nprice_yen_per_kwh = 20\nprice_half = "H1"', "price_half belongs to price_year"),
        ('kind = "fit"\nprice_year = 2015\nprice_half = "H3"', "expected one of H1, H2"),
        ('kind = "fip"\nprice_yen_per_kwh = 9', "cases.extra.premium: a case of kind fip needs premium"),
        ('kind = "wheeling"\nprice_yen_per_kwh = 9', "cases.extra.wheeling: a case of kind wheeling needs wheeling"),
    ],
)
def test_what_is_wrong_with_a_price_is_said_where_it_stands(example: Path, body: str, expected: str) -> None:
    found = [one for one in faults(with_case(example, body)) if expected in one]
    assert len(found) == 1
    assert found[0].startswith("project.toml:")


def test_the_case_is_told_by_its_name_too(example: Path) -> None:
    assert any("needs premium" in one for one in faults(with_case(example, "price_yen_per_kwh = 9", name="fip")))


def test_faults_elsewhere_do_not_hide_these(example: Path) -> None:
    found = problems_of(with_case(example, 'kind = "fit"\nprice_year = 2030\nlabl = "x"'))
    assert any("unknown key" in one for one in found)
    assert any("nearest years" in one for one in found)


ROW = (
    '[[prices]]\nfiscal_year = 2031\ntechnology = "hydro"\nprice_yen_per_kwh = 34\nperiod_years = 20\nbelow_kw = 200\n'
)
ASKS_2031 = 'kind = "fit"\nprice_year = 2031'


def test_a_row_of_the_project_makes_a_year_known(example: Path) -> None:
    assert faults(with_case(example, ASKS_2031, rest=ROW)) == []
    assert siting.load(example).config.prices[0].price_yen_per_kwh == 34


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (ROW + ROW, "this class overlaps that of [[prices]] 1"),
        (ROW.replace("below_kw = 200", "from_kw = 300\nbelow_kw = 200"), "below_kw must be larger than from_kw"),
        (ROW.replace("period_years = 20\n", ""), "a price and its period_years belong together"),
        (ROW + 'scheme = "auction"\n', "to the schemes fit, fip or fit_fip"),
        (ROW.replace("price_yen_per_kwh = 34\nperiod_years = 20\n", ""), "schemes fit and fit_fip need a price"),
        (ROW + "first_years = 5\n", "first_years and later_yen_per_kwh belong together"),
        (ROW.replace('"hydro"', '"wind"'), "expected one of pv, hydro"),
        (ROW.replace("34", "-34"), "expected a number >= 0"),
    ],
)
def test_faulty_rows_are_said(example: Path, row: str, expected: str) -> None:
    assert any(expected in one for one in faults(with_case(example, "price_yen_per_kwh = 20", rest=row)))


def test_a_year_known_for_one_technology_leaves_the_other_not_eligible(example: Path) -> None:
    """The book ends with fiscal 2023 for water power: its options have no price then, and say so."""
    assert faults(with_case(example, 'kind = "fit"\nprice_year = 2025\nprice_half = "H2"')) == []
    options = siting.evaluate(siting.load(example)).options.set_index("option_id")
    assert options.loc["S01-P1-pv-study", "eligible_extra"]
    assert not options.loc["W06-D1-hydro-simple", "eligible_extra"]
    assert "2023" in options.loc["W06-D1-hydro-simple", "reason_extra"].say("en")


def test_rows_know_their_steps_tax_and_schemes() -> None:
    row = PriceRow(fiscal_year=2025, technology="pv", scheme="fit_fip", price_tax_included_yen_per_kwh=24.0,
                   first_years=4, later_yen_per_kwh=8.3, period_years=10)  # fmt: skip
    assert [(step.years, step.yen_per_kwh) for step in row.steps] == [(4, 24.0), (None, 8.3)]
    assert (row.tax, row.open_to) == ("included", ("fit", "fip"))
    other = row.model_copy(update={"from_kw": 10.0})
    assert row.shares_a_class_with(other)
    assert not row.model_copy(update={"below_kw": 10.0}).shares_a_class_with(other)
    assert not row.model_copy(update={"half": "H1"}).shares_a_class_with(other.model_copy(update={"half": "H2"}))
    assert not row.model_copy(update={"mount": "ground"}).shares_a_class_with(
        other.model_copy(update={"mount": "building_roof"})
    )


def test_own_supply_goes_to_a_facility_that_there_is(example: Path) -> None:
    body = 'kind = "wheeling"\nprice_yen_per_kwh = 18\nwheeling = { to = "W99", charge_yen_per_kwh = 3 }'
    (found,) = faults(with_case(example, body))
    assert "cases.extra.wheeling.to: 'W99' - no facility has this facility_id" in found


def test_a_subsidy_rules_out_cases_that_there_are(example: Path) -> None:
    listed = '[[subsidies]]\nname = "s"\nshare_of_capex = 0.5\nexcludes = ["fip", "extra", "extras"]'
    (found,) = faults(with_case(example, "price_yen_per_kwh = 20", rest=listed))
    assert "subsidies.0.excludes.2: 'extras' - unknown name; expected one of" in found


def test_a_year_that_is_none_is_told_once_and_by_its_key(example: Path) -> None:
    (found,) = faults(with_case(example, 'kind = "fit"\nprice_year = 7'))
    assert "cases.extra.price_year: '7' - ambiguous year" in found
