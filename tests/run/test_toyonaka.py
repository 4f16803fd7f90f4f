"""The published screening of Toyonaka city, figure by figure.

Printed values: Sato, 豊中市上下水道における再生可能エネルギー手法の選定, Table 4-1 (all rows), 5-1 and 5-3.
"""

from __future__ import annotations

import pandas as pd
import pytest

from siting.reporting.results import Results

# facility, plot, kWh/y, B/C under the conventional tariff, B/C under the feed-in tariff
TABLE_4_1_PV = [
    ("W01", 1, 33567, 0.15, 0.73), ("W02", 1, 18182, 0.11, 0.58), ("W02", 2, 22378, 0.12, 0.63),
    ("W03", 1, 25175, 0.13, 0.66), ("W05", 1, 215385, 0.26, 1.04), ("W05", 2, 75525, 0.21, 0.89),
    ("W06", 1, 215385, 0.26, 1.04), ("W06", 2, 215385, 0.26, 1.04), ("W07", 1, 783220, 0.28, 1.10),
    ("W08", 1, 102798, 0.23, 0.97), ("W11", 1, 19580, 0.11, 0.59), ("S01", 1, 111889, 0.23, 0.98),
    ("S01", 2, 83916, 0.21, 0.91), ("S02", 1, 34965, 0.15, 0.73), ("S03", 1, 2797, 0.02, 0.16),
    ("S04", 1, 11189, 0.08, 0.45), ("S05", 1, 36364, 0.16, 0.74), ("S06", 1, 18881, 0.11, 0.59),
    ("S07", 1, 26574, 0.14, 0.67), ("S08", 1, 11189, 0.08, 0.45), ("S09", 1, 93707, 0.22, 0.92),
]  # fmt: skip
HYDRO = [("W04", 133_000, 216e6), ("W05", 99_000, 206e6), ("W06", 385_000, 231e6)]
MARKED = {
    "W06-D1-hydro-simple": 1, "W07-P1-pv-study": 2, "W05-P1-pv-study": 3, "W06-P1-pv-study": 3,
    "W06-P2-pv-study": 3, "S01-P1-pv-study": 6, "W08-P1-pv-study": 7,
}  # fmt: skip
# owner and variant, B/C under the feed-in tariff as printed in Tables 5-1 and 5-3
DETAIL_FIT = [
    ("W07-P1-pv-t5", 1.00), ("W07-P1-pv-t10", 1.01), ("W07-P1-pv-t30", 1.03), ("W05-P1-pv-max", 0.90),
    ("W05-P1-pv-min", 0.87), ("W06-G1-pv-max", 0.94), ("W06-G1-pv-min", 0.97), ("W08-P1-pv-max", 0.88),
    ("W08-P1-pv-min", 0.82), ("S01-P1-pv-max", 0.73), ("S01-P1-pv-min", 0.66),
]  # fmt: skip


@pytest.fixture(scope="module")
def options(results: Results) -> pd.DataFrame:
    return results.options.set_index("option_id")


@pytest.mark.parametrize(("facility", "plot", "kwh", "tariff", "fit"), TABLE_4_1_PV)
def test_every_solar_row_of_table_4_1(
    options: pd.DataFrame, facility: str, plot: int, kwh: float, tariff: float, fit: float
) -> None:
    row = options.loc[f"{facility}-P{plot}-pv-study"]
    assert abs(row["annual_kwh"] - kwh) <= 1
    assert abs(row["bc_fit"] - fit) <= 0.0055
    assert abs(row["bc_tariff"] - tariff) <= 0.0055


def test_the_example_holds_the_whole_study(results: Results) -> None:
    assert [len(results.tables[name].frame) for name in ("facilities", "plots", "drops")] == [20, 21, 3]
    assert set(results.tables["facilities"].frame["position"]) == {"schematic"}


def test_marked_rows_have_the_printed_ranks(results: Results) -> None:
    screening = results.ranking[results.ranking["stage"] == "screening"].set_index("option_id")
    assert screening.loc[list(MARKED), "rank"].to_dict() == MARKED


def test_the_short_list_is_the_studys(results: Results) -> None:
    listed = results.ranking.loc[results.ranking["short_listed"], "option_id"]
    assert set(listed) == set(MARKED)
    assert results.summary["short_list"]["facilities"] == 5


@pytest.mark.parametrize(("facility", "kwh", "cost"), HYDRO)
def test_hydro_follows_the_printed_cost(options: pd.DataFrame, facility: str, kwh: float, cost: float) -> None:
    row = options.loc[f"{facility}-D1-hydro-simple"]
    assert round(row["annual_kwh"], -3) == kwh  # Table 5-2 prints thousands; P x 8760 x 0.60 gives the rest
    assert row["annual_kwh"] == row["capacity_kw"] * 8760 * 0.6
    assert row["bc_fit"] == pytest.approx(35.7 * 20 * row["annual_kwh"] / cost, rel=1e-12)
    assert row["bc_tariff"] == pytest.approx(11 * 20 * row["annual_kwh"] / cost, rel=1e-12)


def test_differences_from_print_are_exactly_the_known_ones(results: Results) -> None:
    differs = results.published[results.published["state"] != "within"]
    assert set(zip(differs["option_id"], differs["column"], strict=True)) == {
        ("W04-D1-hydro-simple", "bc_fit"), ("W05-D1-hydro-simple", "bc_fit"),
        ("W06-D1-hydro-simple", "bc_fit"), ("W06-D1-hydro-simple", "bc_tariff"),
        ("W07-P1-pv-t5", "bc_tariff"),  # the misprint 0.36 of Table 5-1
        ("W06-D1-hydro-pat", "bc_fit"), ("W06-D1-hydro-pat", "bc_tariff"),
    }  # fmt: skip
    points = [point.say("ja") for point in results.open_points["what"]]
    assert sum("表5-2の総費用から計算した値とは一致しない" in point for point in points) == 4


@pytest.mark.parametrize(("option", "fit"), DETAIL_FIT)
def test_detail_tables_within_their_tolerance(options: pd.DataFrame, option: str, fit: float) -> None:
    assert abs(options.loc[option, "bc_fit"] - fit) <= 0.012


def test_marks_and_judgement_of_table_5_3(results: Results) -> None:
    detail = results.ranking[results.ranking["stage"] == "detail"].set_index("option_id")
    marks = {one: mark for one, mark in detail["mark_bc_fit"].items() if mark}
    assert marks == {"W06-D1-hydro-pat": "◎", "W07-P1-pv-t30": "○", "W06-G1-pv-min": "△", "W05-P1-pv-max": "□"}
    marks = {one.rsplit("-", 1)[0]: mark for one, mark in detail["mark_co2_area_t"].items() if mark}
    assert marks == {"W07-P1-pv": "◎", "W06-D1-hydro": "○", "W06-G1-pv": "△", "W05-P1-pv": "□"}
    assert detail["overall"].to_dict() == {
        "W06-D1-hydro-pat": "later", "W07-P1-pv-t30": "later", "W06-G1-pv-min": "later",
        "W05-P1-pv-max": "ready", "W08-P1-pv-max": "undecided", "S01-P1-pv-max": "undecided",
    }  # fmt: skip


def test_co2_is_the_citys_only_where_the_value_is_kept(options: pd.DataFrame) -> None:
    evaluated = options[options["status"] == "evaluated"]
    assert (evaluated["co2_own_t_fit"] == 0).all()
    assert (evaluated["co2_own_t_tariff"] == evaluated["co2_area_t"]).all()
    # Kansai Electric, FY2013, basic: 0.522 kg/kWh (shipped table emission_factors)
    assert options.loc["W07-P1-pv-study", "co2_area_t"] == pytest.approx(783.21992 * 0.522, rel=1e-9)


def test_excluded_options_stand_with_the_studys_reasons(results: Results) -> None:
    excluded = results.options[results.options["status"] == "excluded"].set_index("option_id")
    assert "水頭差を利用できる場所がない" in excluded.loc["W02-hydro", "reason"].say("ja")
    assert len(excluded) == 9


def test_earliest_years_of_section_5_3(options: pd.DataFrame) -> None:
    assert options.loc["W05-P1-pv-max", "earliest_year"] == 2014
    assert options.loc["W06-D1-hydro-pat", "earliest_year"] == 2020
    assert options.loc["W07-P1-pv-t30", "earliest_year"] == 2018


# tilt, panel area m2, kW, kWh/kW as printed in Table 5-1 (the last by division)
TABLE_5_1 = [(5, 7344, 1028, 937.7), (10, 6365, 891, 960.7), (30, 4406, 617, 999.0)]


@pytest.mark.parametrize(("tilt", "area", "kw", "specific"), TABLE_5_1)
def test_terauchi_is_designed_from_one_ground_area(
    results: Results, tilt: int, area: float, kw: float, specific: float
) -> None:
    design = results.layouts.set_index("option_id").loc[f"W07-P1-pv-t{tilt}"]
    assert design["ground_area_m2"] == 8750
    assert design["mode"] == "area"
    assert design["panel_area_m2"] == pytest.approx(area, rel=0.01)
    assert design["capacity_kw"] == pytest.approx(kw, rel=0.01)
    assert design["specific_kwh_per_kw"] == pytest.approx(specific, rel=0.002)
