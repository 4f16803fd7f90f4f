"""results.json: everything for programs, read back to the same results."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pandas as pd
import pytest

from siting.errors import SitingError
from siting.reporting.exports import cashflows_csv, options_csv, sites_geojson
from siting.reporting.results import Results, from_json, load_results, to_json
from siting.vocabulary.results import option_column_names


def test_reading_back_gives_the_same_results(results: Results) -> None:
    written = to_json(results)
    again = from_json(written)
    assert to_json(again) == written
    for name in ("options", "ranking", "published", "open_points"):
        pd.testing.assert_frame_equal(getattr(again, name), getattr(results, name))
    assert options_csv(again) == options_csv(results)


def test_it_is_plain_json_without_paths_of_the_machine(results: Results) -> None:
    written = to_json(results)
    json.loads(written, parse_constant=lambda name: pytest.fail(f"{name} is no JSON"))
    assert not re.search(r"/(home|root|tmp|Users)/", written)


@pytest.mark.parametrize(
    "content", ["", "{", "[]", '{"schema": "siting-results/99"}', '{"schema": "siting-results/1"}']
)
def test_a_damaged_file_is_told(tmp_path: Path, content: str) -> None:
    (tmp_path / "results.json").write_text(content, encoding="utf-8")
    with pytest.raises(SitingError):
        load_results(tmp_path)


def test_options_csv_has_the_columns_of_the_contract(results: Results) -> None:
    heading = options_csv(results).decode("utf-8-sig").splitlines()[0].split(",")
    base = ["option_id", "facility_id", "facility", "plot", "technology", "variant", "stage", "capacity_kw", "annual_kwh",
            "capex_yen", "opex_yen_per_year", "lcoe_yen_per_kwh", "co2_area_t"]  # fmt: skip
    case = ["bc", "npv_yen", "irr", "payback_years", "co2_own_t", "eligible"]
    assert heading == [*base, *[f"{one}_{name}" for name in ("fit", "tariff") for one in case], "status", "reason"]
    assert heading == option_column_names(results.cases)


def test_cash_flows_recompute_bc_and_npv_with_pandas_alone(results: Results, tmp_path: Path) -> None:
    (tmp_path / "cashflows.csv").write_bytes(cashflows_csv(results))
    flows = pd.read_csv(tmp_path / "cashflows.csv", dtype={"option_id": object, "case": object})
    assert set(flows.columns) == {"option_id", "case", "scheme", "party", "year", "item", "yen"}
    flows = flows[flows["scheme"] == "project"]
    sums = flows.assign(benefit=flows["yen"].clip(lower=0), cost=-flows["yen"].clip(upper=0))
    sums = sums.groupby(["option_id", "case"])[["benefit", "cost", "yen"]].sum().unstack("case")
    options = results.options[results.options["status"] == "evaluated"].set_index("option_id")
    for case in results.cases:
        ours = options.loc[sums.index]
        # The study's rate is 0. An extra cost below zero would be income; the example's never is.
        pd.testing.assert_series_equal(
            sums[("benefit", case)] / sums[("cost", case)],
            ours[f"bc_{case}"],
            check_names=False,
            check_index_type=False,
            rtol=1e-12,
        )
        pd.testing.assert_series_equal(
            sums[("yen", case)], ours[f"npv_yen_{case}"], check_names=False, check_index_type=False, rtol=1e-9
        )


def test_sites_geojson_holds_every_facility_and_its_best_option(results: Results) -> None:
    collection = json.loads(sites_geojson(results))
    assert len(collection["features"]) == 20
    terauchi = next(one for one in collection["features"] if one["id"] == "W07")
    assert terauchi["geometry"]["coordinates"] == [135.493, 34.776]
    assert terauchi["properties"]["screening_option_id"] == "W07-P1-pv-study"
    assert terauchi["properties"]["detail_rank"] == 2
    assert terauchi["properties"]["position"] == "schematic"
