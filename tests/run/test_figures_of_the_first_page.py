"""The sums and counts of the report's first page, break-even prices, reasons, and tolerances at their edge."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from siting.reporting.results import Results
from siting.run.published import compare


def test_summary_counts_and_sums(results: Results) -> None:
    summary = results.summary
    assert {name: summary[name] for name in ("facilities", "plots", "drops")} == {
        "facilities": 20,
        "plots": 21,
        "drops": 3,
    }
    counts = ("options_evaluated", "options_excluded", "screening_options", "detail_options")
    assert [summary[name] for name in counts] == [36, 9, 24, 12]
    # Table 4-1 prints B/C of 1 or more for five options; Table 5-1 and 5-3 for two places.
    assert summary["reaching_one"] == {"fit": {"screening": 5, "detail": 2}, "tariff": {"screening": 0, "detail": 0}}
    short = summary["short_list"]
    listed = 73.2 * 8760 * 0.6 + (5600 + 3 * 1540 + 800 + 735) * 0.14 * 999.005
    assert short["annual_kwh"] == pytest.approx(listed, rel=1e-9)
    assert short["share_of_screening_energy"] == pytest.approx(listed / summary["screening_annual_kwh"], rel=1e-12)
    assert short["co2_area_t"] == pytest.approx(listed * 0.522 / 1000, rel=1e-9)


def test_at_the_break_even_price_b_c_is_one(results: Results) -> None:
    options = results.options.set_index("option_id")
    # 20 years, no discount: cost / energy.
    row = options.loc["W07-P1-pv-study"]
    total = row["capex_yen"] + 20 * row["opex_yen_per_year"]
    assert row["break_even_yen_per_kwh_fit"] == pytest.approx(total / (20 * row["annual_kwh"]), rel=1e-12)
    # The study's last paragraph: at 37.8 yen Terauchi no longer pays.
    assert 37.8 < row["break_even_yen_per_kwh_fit"] < 42


def test_reasons_say_year_and_open_points(results: Results) -> None:
    why = results.ranking.set_index("option_id")["why"]
    assert why["W07-P1-pv-t30"].say("en") == "from FY2018; open points: 1"
    assert why["W08-P1-pv-max"].say("en") == "no earliest year is known; open points: 1"
    assert why["S09-P1-pv-study"].say("en") == "not on the short list"


def test_ranking_runs_by_stage_then_rank(results: Results) -> None:
    stages = list(dict.fromkeys(results.ranking["stage"]))
    assert stages == ["screening", "detail"]
    for _, rows in results.ranking.groupby("stage"):
        assert rows["rank"].is_monotonic_increasing
    assert not results.ranking.loc[results.ranking["stage"] == "detail", "short_listed"].any()


def row(value: float, tolerance: float, column: str = "bc_fit") -> pd.DataFrame:
    return pd.DataFrame(
        {
            "owner_id": ["A"],
            "technology": ["pv"],
            "variant": ["x"],
            "column": [column],
            "value": [value],
            "tolerance": [tolerance],
        }
    )


@pytest.mark.parametrize(
    ("value", "tolerance", "state"),
    [
        (1.0, 0.05, "within"),
        (1.0, 0.0499, "differs"),
        (1.1, 0.05, "within"),
        (1.05, 0.0, "within"),
        (2.0, 0.0, "differs"),
    ],
)
def test_a_difference_equal_to_the_tolerance_is_within(value: float, tolerance: float, state: str) -> None:
    options = pd.DataFrame({"option_id": ["A-pv-x"], "bc_fit": [1.05]})
    ranking = pd.DataFrame({"option_id": ["A-pv-x"], "rank": [1]})
    compared = compare(row(value, tolerance), options, ranking)
    assert compared["state"].tolist() == [state]


def test_a_published_figure_we_do_not_have_is_missing() -> None:
    options = pd.DataFrame({"option_id": ["B-pv-x"], "bc_fit": [1.05]})
    ranking = pd.DataFrame({"option_id": ["B-pv-x"], "rank": [1]})
    compared = compare(row(1.0, 9.0), options, ranking)
    assert compared["state"].tolist() == ["missing"]
    assert np.isnan(compared["ours"].iloc[0])
