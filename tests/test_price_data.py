"""The shipped tables of prices: sources, classes without holes or overlaps, rules that can be read."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest

from siting.project.prices import price_addons, price_rules, shipped_prices
from siting.resources import share
from siting.shipped import read_shipped

TABLES = ("feed_in_prices", "feed_in_rules", "feed_in_addons", "levies", "tariffs")
ROWS = [one.price for one in shipped_prices()]
GROUPS = sorted({(row.technology, row.type, row.fiscal_year) for row in ROWS if row.type != "curtailment_device"})
# Water power from 30,000 kW is outside the system; solar has no upper end.
TOP_KW = {"pv": None, "hydro": 30_000.0}


@pytest.mark.parametrize("name", TABLES)
def test_every_row_has_a_source_and_a_date(name: str) -> None:
    rows = read_shipped(share("data"), name)
    assert rows
    for row in rows:
        assert row["source"]
        assert row["as_of"].removeprefix("FY")[:4].isdigit()
        assert bool(row.get("note")) == bool(row.get("note_en"))


def test_no_plant_has_two_prices() -> None:
    assert [(one, other) for one, other in combinations(ROWS, 2) if one.shares_a_class_with(other)] == []


@pytest.mark.parametrize("half", ["H1", "H2"])
@pytest.mark.parametrize("mount", ["building_roof", "ground"])
@pytest.mark.parametrize("group", GROUPS, ids=str)
def test_the_classes_of_a_year_reach_from_nothing_to_the_top(
    group: tuple[str, str, int], mount: str, half: str
) -> None:
    """What has no sourced price stands in the table as ``unsourced``, so that no class is missing by mistake."""
    held = sorted(
        (row.from_kw, row.below_kw or float("inf"))
        for row in ROWS
        if (row.technology, row.type, row.fiscal_year) == group
        and row.mount in ("any", mount)
        and row.half in (None, half)
    )
    assert held[0][0] == 0
    assert held[-1][1] == (TOP_KW[group[0]] or float("inf"))
    assert [(one, other) for one, other in pairwise(held) if one[1] != other[0]] == []


def test_no_year_is_missing_between_the_first_and_the_last() -> None:
    for technology, last in (("pv", 2026), ("hydro", 2023)):
        assert sorted({row.fiscal_year for row in ROWS if row.technology == technology}) == list(range(2012, last + 1))


def test_prices_with_and_without_tax_agree_where_both_are_printed() -> None:
    rates = {range(2012, 2014): 1.05, range(2014, 2019): 1.08, range(2019, 2030): 1.10}
    both = [row for row in ROWS if row.price_yen_per_kwh and row.price_tax_included_yen_per_kwh]
    assert len(both) > 30
    for row in both:
        rate = next(rate for years, rate in rates.items() if row.fiscal_year in years)
        assert row.price_yen_per_kwh * rate == pytest.approx(row.price_tax_included_yen_per_kwh, abs=0.005)  # type: ignore[operator]


def test_below_10_kw_prices_hold_tax_and_last_10_years() -> None:
    for row in ROWS:
        if row.priced and row.technology == "pv":
            assert (row.below_kw == 10) == (row.tax == "included") == (row.period_years == 10)


def test_what_is_to_be_confirmed_says_so_in_both_languages() -> None:
    for row in read_shipped(share("data"), "feed_in_rules"):
        assert row["effect"] in ("refuse", "own_use", "confirm", "tax")
        assert (row["effect"] == "confirm") == (row["confidence"] == "confirm") == ("要確認" in row["text"])
        assert ("to be confirmed" in row["text_en"]) == (row["effect"] == "confirm")
    assert len({rule.id for rule in price_rules()}) == len(price_rules())


def test_add_ons_of_one_year_do_not_overlap() -> None:
    for one, other in combinations(price_addons(), 2):
        if (one.kind, one.reach.from_year, one.reach.mount) == (other.kind, other.reach.from_year, other.reach.mount):
            assert (one.reach.below_kw or 1e9) <= (other.reach.from_kw or 0)


def test_levies_are_one_for_every_year() -> None:
    rows = read_shipped(share("data"), "levies")
    assert [int(row["fiscal_year"]) for row in rows] == list(range(2012, 2027))
    assert {row["fiscal_year"]: float(row["yen_per_kwh"]) for row in rows}["2023"] == 1.40
    for before, after in pairwise(rows):
        year, month = map(int, before["to_month"].split("-"))
        assert after["from_month"] == f"{year + month // 12}-{month % 12 + 1:02d}"


def test_tariffs_have_demand_and_energy_parts() -> None:
    rows = read_shipped(share("data"), "tariffs")
    plans = {(row["utility"], row["plan"], row["valid_from"]) for row in rows}
    for plan in plans:
        parts = [row["part"] for row in rows if (row["utility"], row["plan"], row["valid_from"]) == plan]
        assert parts.count("demand") == 1
        assert parts.count("energy") >= 1
