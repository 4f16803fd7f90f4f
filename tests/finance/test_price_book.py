"""The price book over arrays: classes, bounds of every rule, steps, scenarios, add-ons, the project's own rows."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from siting.finance.price_book import BookPrices, book_prices, levelised_price, price_book, price_by_year
from siting.project.cases import PriceStep
from siting.project.price_rows import PriceRow

BOOK = price_book()


def priced(**changed: Any) -> BookPrices:
    """A building roof of 100 kW in 2022 with all its use known, changed."""
    asked = {
        "technology": "pv", "mount": "building_roof", "site_kw": 100.0, "own_share": 0.0, "year": 2022, "half": None,
        "scheme": "fit", "horizon_years": 25,
    }  # fmt: skip
    return book_prices(changed.pop("book", BOOK), **{**asked, **changed})


def said(words: Any, lang: str = "en") -> str:
    return "" if words is None else words.say(lang)


def price_of(**changed: Any) -> float | None:
    found = priced(**changed)
    return float(found.first_price_yen_per_kwh[0]) if found.eligible[0] else None


def steps(years: int, first: float, later: float) -> tuple[PriceStep, ...]:
    return PriceStep(years=years, yen_per_kwh=first), PriceStep(years=None, yen_per_kwh=later)


@pytest.mark.parametrize(("shape", "years", "expected"), [((5, 19, 8.3), 20, 11.38), ((4, 24, 8.3), 10, 14.96)])
def test_steps_levelise_to_the_ministrys_equivalents(shape: Any, years: int, expected: float) -> None:
    # The ministry's own flat equivalents are 11.5 and 15.
    assert levelised_price(steps(*shape), 0.02, years) == pytest.approx(expected, abs=0.005)


@given(st.floats(0, 100), st.floats(0, 100), st.integers(1, 20), st.integers(1, 30), st.floats(0, 0.2))
def test_a_levelised_price_lies_between_its_steps(a: float, b: float, first: int, years: int, rate: float) -> None:
    low, high = (a, a) if first >= years else sorted((a, b))
    assert low - 1e-9 <= levelised_price(steps(first, a, b), rate, years) <= high + 1e-9
    assert levelised_price(steps(first, a, a), rate, years) == pytest.approx(a)


def test_steps_are_paid_year_by_year() -> None:
    assert price_by_year(steps(2, 24, 8.3), 4).tolist() == [24, 24, 8.3, 8.3]


def test_the_book_pays_its_steps_and_nothing_after_the_period() -> None:
    found = priced(year=2025, half="H2")
    assert found.price_yen_per_kwh[0].tolist()[:20] == [19.0] * 5 + [8.3] * 15
    assert np.isnan(found.price_yen_per_kwh[0, 20:]).all()
    assert found.period_years[0] == 20
    assert found.levelised_yen_per_kwh[0] == pytest.approx(11.384, abs=0.001)
    assert found.tax[0] == "excluded"
    small = priced(year=2026, site_kw=5.0)
    assert (small.period_years[0], small.tax[0]) == (10, "included")
    assert small.levelised_yen_per_kwh[0] == pytest.approx(14.955, abs=0.001)


@pytest.mark.parametrize(
    ("year", "half", "kw", "mount", "yen"),
    [
        (2012, None, 9.99, "ground", 42), (2012, None, 10.0, "ground", 40), (2012, None, 5000.0, "ground", 40),
        (2015, "H1", 20.0, "ground", 29), (2015, "H2", 20.0, "ground", 27), (2015, None, 20.0, "ground", 27),
        (2019, None, 499.9, "ground", 14), (2019, None, 500.0, "ground", None),
        (2022, None, 50.0, "ground", 10), (2022, None, 249.9, "ground", 10), (2022, None, 250.0, "ground", None),
        (2023, "H1", 100.0, "building_roof", 9.5), (2023, "H2", 100.0, "building_roof", 12),
        (2023, "H2", 100.0, "ground", 9.5), (2025, "H1", 300.0, "building_roof", 11.5),
        (2025, "H1", 300.0, "ground", None), (2026, None, 5.0, "ground", None),
    ],
)  # fmt: skip
def test_the_class_decides(year: int, half: Any, kw: float, mount: str, yen: float | None) -> None:
    assert price_of(year=year, half=half, site_kw=kw, mount=mount) == yen


@pytest.mark.parametrize(
    ("kw", "hydro_type", "yen"),
    [(199.9, "new", 34), (200.0, "new", 29), (999.9, "new", 29), (1000.0, "new", 27), (4999.0, "new", 27),
     (5000.0, "new", 20), (29_999.0, "new", 20), (30_000.0, "new", None), (150.0, "existing_conduit", 25)],
)  # fmt: skip
def test_water_power_has_its_own_classes(kw: float, hydro_type: Any, yen: float | None) -> None:
    assert price_of(technology="hydro", mount=None, year=2019, site_kw=kw, hydro_type=hydro_type) == yen


def test_two_plots_of_30_kw_at_one_facility_are_a_plant_of_60() -> None:
    alone, together = priced(site_kw=[30.0], own_share=0.0), priced(site_kw=[60.0, 60.0], own_share=0.0)
    assert not alone.eligible[0]
    assert together.eligible.all()
    assert together.first_price_yen_per_kwh.tolist() == [10.0, 10.0]


@pytest.mark.parametrize(
    ("asked", "refused"),
    [
        ({"site_kw": 30.0, "own_share": 0.2999, "year": 2020}, "at least 30 %"),
        ({"site_kw": 30.0, "own_share": 0.30, "year": 2020}, ""),
        ({"site_kw": 30.0, "own_share": 0.0, "year": 2019}, ""),
        ({"site_kw": 30.0, "own_share": np.nan, "year": 2022}, "its share is not stated"),
        ({"site_kw": 10.0, "own_share": 0.0}, "at least 30 %"),
        ({"site_kw": 9.99, "own_share": 0.0}, ""),
        ({"site_kw": 49.99, "own_share": 0.0}, "at least 30 %"),
        ({"site_kw": 50.0, "own_share": 0.0}, ""),
        ({"site_kw": 50.0, "year": 2026, "mount": "ground"}, "premium (FIP) only"),
        ({"site_kw": 49.9, "year": 2026, "mount": "ground", "own_share": 0.3}, ""),
        ({"site_kw": 50.0, "year": 2025, "mount": "ground"}, ""),
        ({"site_kw": 50.0, "year": 2026, "mount": "building_roof"}, ""),
        ({"site_kw": 50.0, "year": 2026, "mount": "ground", "scheme": "fip"}, ""),
        ({"site_kw": 50.0, "year": 2027, "mount": "ground", "scheme": "fip", "unannounced": "last"}, "neither FIT nor FIP"),
        ({"site_kw": 10.0, "year": 2027, "mount": "ground", "unannounced": "last"}, "neither FIT nor FIP"),
        ({"site_kw": 50.0, "year": 2027, "mount": "building_roof", "unannounced": "last"}, ""),
        ({"site_kw": 100.0, "year": 2021, "scheme": "fip"}, "began in April 2022"),
        ({"site_kw": 100.0, "year": 2024, "scheme": "fip"}, ""),
        ({"technology": "hydro", "site_kw": 999.9, "year": 2022}, ""),
        ({"technology": "hydro", "site_kw": 1000.0, "year": 2022}, "premium (FIP) only"),
        ({"technology": "hydro", "site_kw": 1000.0, "year": 2021}, ""),
        ({"site_kw": np.nan}, "power of the whole site"),
    ],
)  # fmt: skip
def test_rules_hold_on_both_sides_of_their_bounds(asked: dict[str, Any], refused: str) -> None:
    found = priced(**asked)
    assert bool(found.eligible[0]) == (not refused), said(found.reason[0])
    assert refused in said(found.reason[0])
    assert np.isfinite(found.first_price_yen_per_kwh[0]) == (not refused)


@pytest.mark.parametrize(
    ("asked", "remark"),
    [
        ({"technology": "hydro", "site_kw": 999.9, "year": 2022}, "regional use"),
        ({"technology": "hydro", "site_kw": 999.9, "year": 2021}, None),
        ({"site_kw": 9.9}, "only the surplus"),
        ({"site_kw": 250.0, "year": 2024}, "whether roofs may choose FIT"),
        ({"site_kw": 249.9, "year": 2024}, None),
        ({"site_kw": 50.0, "year": 2026}, "whether roofs may choose FIT"),
        ({"site_kw": 49.9, "year": 2026, "own_share": 0.5}, None),
        ({"site_kw": 49.9, "year": 2026, "scheme": "fip"}, "whether smaller plants may use it"),
        ({"site_kw": 100.0, "year": 2026, "scheme": "fip"}, None),
        ({"mount": "structure_top", "year": 2024}, "top of a structure is priced as ground"),
        ({"mount": "structure_top", "year": 2022}, None),
        ({"mount": "structure_top", "year": 2026}, "top of a structure is priced as ground"),
        ({"mount": "unknown", "year": 2024}, "the mount is not known"),
        ({"mount": None, "year": 2024}, "the mount is not known"),
        ({"mount": "ground", "site_kw": 20.0, "own_share": 0.4, "year": 2026}, "a new computation was announced"),
        ({"year": 2023}, "second price of the year"),
        ({"year": 2023, "half": "H1"}, None),
    ],
)  # fmt: skip
def test_what_must_be_confirmed_is_remarked(asked: dict[str, Any], remark: str | None) -> None:
    found = said(priced(stated=("deposit", "reimbursement"), **asked).remark[0])
    assert (remark in found) if remark else not found
    assert said(priced(**asked).remark[0], "ja").isascii() is False or not remark


def test_the_top_of_a_structure_is_priced_as_ground() -> None:
    found = priced(mount=["structure_top", "ground", "building_roof"], year=2024)
    assert found.first_price_yen_per_kwh.tolist() == [9.2, 9.2, 12.0]


def test_an_unknown_year_is_refused_with_the_last_known_one_or_the_nearest() -> None:
    assert "ends with 2026 for solar" in said(priced(year=2030).reason[0])
    assert "ends with 2023" in said(priced(technology="hydro", year=2025).reason[0])
    assert "2012, 2013" in said(priced(year=2011, unannounced="last").reason[0])
    assert not priced(year=2011, unannounced="last", assumed_yen_per_kwh=10.0).eligible[0]


def test_a_year_without_prices_is_a_scenario() -> None:
    last = priced(year=2030, unannounced="last")
    assert last.first_price_yen_per_kwh[0] == 19.0
    assert "scenario: the price book has no price of 2030 yet; that of 2026" in said(last.remark[0])
    assumed = priced(year=[2030, 2026], assumed_yen_per_kwh=7.5)
    assert assumed.first_price_yen_per_kwh.tolist() == [7.5, 19.0]
    assert assumed.levelised_yen_per_kwh[0] == 7.5
    assert np.isfinite(assumed.price_yen_per_kwh[0]).sum() == 20
    assert "the assumed price is used" in said(assumed.remark[0])
    assert assumed.source[0] is None
    # An auction leaves the price open, not the support: an assumed price fills it.
    assert priced(year=2030, mount="building_roof", site_kw=5.0, assumed_yen_per_kwh=9.0).period_years[0] == 10


def test_add_ons_and_deposits_follow_their_classes() -> None:
    found = priced(year=[2024, 2024, 2024, 2023], mount=["building_roof", "ground", "ground", "ground"],
                   site_kw=[100.0, 100.0, 20.0, 20.0], own_share=0.5, half="H1")  # fmt: skip
    assert found.reimbursement_yen_per_kwh.tolist() == [1.43, 0.91, 0.82, 0.0]
    assert found.deposit_yen_per_kwh.tolist() == [0.0, 0.0, 0.0, 1.33]
    assert "no removal deposit of this year" in said(found.remark[0])
    assert "reimbursed" not in said(found.remark[0])
    assert said(found.remark[3]) == ""
    assert said(priced(technology="hydro", year=2019).remark[0]) == ""


@pytest.mark.parametrize("scheme", ["auction", "unsourced", "none"])
def test_a_class_without_a_price_says_why(scheme: Any) -> None:
    own = PriceRow(fiscal_year=2022, technology="pv", scheme=scheme)
    found = priced(book=price_book([own]), site_kw=100.0)
    assert not found.eligible[0]
    assert found.row[0] == "project.toml [[prices]] 1"
    assert said(found.reason[0]) != said(found.reason[0], "ja")


def test_a_projects_own_row_wins_in_its_class_and_only_there() -> None:
    own = PriceRow(fiscal_year=2022, technology="pv", from_kw=50, below_kw=100, price_yen_per_kwh=13.0,
                   period_years=15, source="市の契約書")  # fmt: skip
    found = priced(book=price_book([own]), site_kw=[49.9, 50.0, 99.9, 100.0], own_share=0.5)
    assert found.first_price_yen_per_kwh.tolist() == [11.0, 13.0, 13.0, 10.0]
    assert found.period_years.tolist() == [20, 15, 15, 20]
    assert found.row.tolist()[1] == "project.toml [[prices]] 1"
    assert found.source[1] == "市の契約書"
    assert found.row[3].startswith("feed_in_prices.csv:")


def test_a_row_for_one_scheme_leaves_the_other_alone() -> None:
    own = PriceRow(fiscal_year=2022, technology="pv", from_kw=50, scheme="fip", price_yen_per_kwh=9.0, period_years=20)
    book = price_book([own])
    assert price_of(book=book) == 10.0
    assert price_of(book=book, scheme="fip") == 9.0


def test_a_row_makes_its_year_known() -> None:
    own = PriceRow(fiscal_year=2025, technology="hydro", below_kw=200, price_yen_per_kwh=34.0, period_years=20)
    asked = {"technology": "hydro", "year": 2025, "site_kw": [100.0, 300.0]}
    assert priced(**asked).eligible.tolist() == [False, False]
    assert priced(book=price_book([own]), **asked).eligible.tolist() == [True, False]


def test_the_row_is_the_line_of_the_shipped_table() -> None:
    from siting.resources import share

    found = priced(year=2012, site_kw=20.0)
    table, line = found.row[0].split(":")
    assert (share("data") / table).read_text(encoding="utf-8").splitlines()[int(line) - 1].startswith("2012,,,pv,10,")


def test_options_do_not_touch_each_other() -> None:
    rng = np.random.default_rng(6)
    count = 500
    asked = {
        "technology": rng.choice(np.array(["pv", "hydro"], dtype=object), count),
        "mount": rng.choice(np.array(["ground", "building_roof", "structure_top", "unknown"], dtype=object), count),
        "site_kw": rng.uniform(1, 1500, count),
        "own_share": rng.uniform(0, 1, count),
        "year": rng.integers(2010, 2032, count),
    }
    together = priced(unannounced="last", **asked)
    for at in range(0, count, 7):
        alone = priced(unannounced="last", **{name: values[at] for name, values in asked.items()})
        for name in ("price_yen_per_kwh", "period_years", "eligible", "row", "reason", "deposit_yen_per_kwh"):
            np.testing.assert_array_equal(getattr(alone, name)[0], getattr(together, name)[at])
        assert said(alone.remark[0]) == said(together.remark[at])
    assert 0.1 < together.eligible.mean() < 0.9
    # Eligible with a price, or not eligible with a reason: nothing between.
    np.testing.assert_array_equal(np.isfinite(together.first_price_yen_per_kwh), together.eligible)
    assert all((reason is None) == bool(good) for reason, good in zip(together.reason, together.eligible, strict=True))


def test_a_scenario_takes_the_add_ons_of_the_year_whose_price_it_takes() -> None:
    to_2024 = replace(BOOK, rows=tuple(one for one in BOOK.rows if one.price.fiscal_year <= 2024))
    found = priced(book=to_2024, year=[2024, 2026], unannounced="last")
    assert found.first_price_yen_per_kwh.tolist() == [12.0, 12.0]
    assert found.reimbursement_yen_per_kwh.tolist() == [1.43, 1.43]
