"""Drops through a whole run: machines, choice, money, places, open points, files."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import siting
from siting.errors import InputProblems, NothingEligible
from siting.hydro.energy import yearly
from siting.hydro.records import Physics, Water
from siting.reporting.exports import durations_csv, turbines_csv
from siting.reporting.results import from_json, to_json
from siting.resources import example
from siting.vocabulary.turbines import TURBINE_COLUMNS
from tests.run.water_projects import ONE, RECORD, TOML, WITH_RECORD, evaluated, hourly, project


def test_every_type_is_listed_and_the_best_that_fits_is_chosen(tmp_path: Path) -> None:
    results = evaluated(project(tmp_path / "p", ONE))
    turbines = results.turbines
    assert len(turbines) == len(results.machines) >= 17
    inside = turbines[turbines["margin_decades"] == 0]
    assert {"francis", "crossflow", "pat", "propeller_inline"} <= set(inside["type"])
    assert (turbines.loc[turbines["margin_decades"] > 0, "in_chart"] == False).all()  # noqa: E712
    chosen = turbines[turbines["chosen"]]
    assert len(chosen) == 1
    assert chosen["npv_yen"].iloc[0] == inside["npv_yen"].max()
    assert list(results.ranking["option_id"]) == list(chosen["option_id"])
    # Constant flow with a use rate is the simple estimate: rated power for 60 % of the hours.
    assert np.allclose(turbines["annual_kwh"], turbines["rated_kw"] * 8760 * 0.6, rtol=1e-12)
    assert np.allclose(turbines["full_load_hours"], 5256)


def test_options_are_the_machines_that_fit_with_the_money_of_the_engine(tmp_path: Path) -> None:
    results = evaluated(project(tmp_path / "p", ONE))
    options = results.options.set_index("option_id")
    turbines = results.turbines.set_index("option_id")
    assert set(options.index) == set(turbines.index[turbines["fit"].astype(bool)])
    for name in ("capex_yen", "opex_yen_per_year", "npv_yen_fit", "bc_fit", "annual_kwh"):
        shared = turbines.loc[options.index, name].astype(float)
        assert np.allclose(options[name].astype(float), shared, rtol=1e-12), name
    assert np.allclose(options["npv_yen_fit"].astype(float), turbines.loc[options.index, "npv_yen"], rtol=1e-9)


def test_a_record_swings_and_yields_less_than_its_mean_says(tmp_path: Path) -> None:
    mean = evaluated(project(tmp_path / "a", "drop_id,facility_id,net_head_m,flow_m3_s\nA1,A,30,0.2\n"))
    record = evaluated(project(tmp_path / "b", WITH_RECORD, RECORD, flow_csv=hourly()))
    by_type = [one.turbines.set_index("type")["annual_kwh"] for one in (mean, record)]
    inside = mean.turbines.loc[mean.turbines["in_chart"].astype(bool), "type"]
    assert (by_type[1][inside] < by_type[0][inside]).all()
    assert set(record.turbines["mode"]) == {"duration"}
    monthly = record.turbines[[f"kwh_{month:02d}" for month in range(1, 13)]].sum(axis=1)
    assert np.allclose(monthly, record.turbines["annual_kwh"], rtol=1e-9)


@pytest.mark.parametrize("outage", ["", "30"])
def test_the_water_of_a_year_is_accounted_for(tmp_path: Path, outage: str) -> None:
    drops = f"drop_id,facility_id,net_head_m,outage_days\nA1,A,30,{outage}\n"
    turbines = evaluated(project(tmp_path / "p", drops, RECORD, flow_csv=hourly(0.6))).turbines
    parts = turbines[["turbined_m3", "spilled_m3", "cutoff_m3"]].sum(axis=1)
    assert np.allclose(parts, 0.2 * 8760 * 3600, rtol=1e-6)
    assert (parts / parts.iloc[0] - 1).abs().max() < 1e-9
    assert (turbines["full_load_hours"] <= 8760).all()
    if outage:
        assert (turbines["cutoff_hours"] >= 30 * 24 - 1e-9).all()


@pytest.mark.parametrize("change", [-0.02, -0.1, 0.01])
def test_a_changing_supply_is_worth_what_its_years_are(tmp_path: Path, change: float) -> None:
    header, row = ONE.strip().split("\n")
    results = evaluated(project(tmp_path / "a", f"{header},flow_change_per_year\n{row},{change}\n"))
    factors = 1.03 ** -np.arange(1, 21.0)
    hours = np.array([0.6, 0.4]) * 8760
    for design in results.turbines[results.turbines["annual_kwh"] > 0].itertuples():
        size = np.array([design.units]), np.array([design.design_flow_m3_s]), np.array([design.design_head_m])
        energies = [
            yearly(Water(np.array([0.25 * (1 + change) ** t, 0.0]), np.full(2, 30.0), hours, np.zeros(2, dtype=np.int64)),
                   results.machines[design.type], *size, Physics()).annual_kwh[0]
            for t in range(20)
        ]  # fmt: skip
        assert design.annual_kwh == pytest.approx(energies[0], rel=1e-12)
        worth = 34 * (np.array(energies) * factors).sum()
        cost = design.capex_yen + design.opex_yen_per_year * factors.sum()
        assert design.npv_yen == pytest.approx(worth - cost, abs=1e-9 * (worth + cost)), design.type
    chosen = results.turbines[results.turbines["chosen"]].iloc[0]
    assert chosen["npv_yen_fit"] == pytest.approx(chosen["npv_yen"], rel=1e-9)


def test_a_supply_that_stays_has_no_loss(tmp_path: Path) -> None:
    assert (evaluated(project(tmp_path / "p", ONE)).turbines["supply_loss"] == 0).all()


def test_without_any_cost_energy_decides_and_says_so(tmp_path: Path) -> None:
    toml = TOML.replace(TOML[TOML.index("[costs.hydro]") : TOML.index("[ranking]")], "")
    with pytest.raises(NothingEligible):
        evaluated(project(tmp_path / "a", ONE, toml))
    beside = ONE.strip() + "\nB1,B,,,\n"
    beside = beside.replace("use_rate\n", "use_rate,annual_kwh,capex_yen,opex_yen_per_year\n")
    beside = beside.replace("0.25,0.6", "0.25,0.6,,,").replace("B1,B,,,", "B1,B,,,,50000,1000000,0")
    results = evaluated(project(tmp_path / "b", beside, toml))
    mine = results.options[results.options["owner_id"] == "A1"]
    assert mine["status"].tolist() == ["excluded"]
    assert "no cost of this machine" in mine["reason"].iloc[0].say("en")
    chosen = results.turbines[results.turbines["chosen"]]
    assert chosen["basis"].tolist() == ["energy"]
    why = results.reasons[(results.reasons["option_id"] == chosen["option_id"].iloc[0])]["what"]
    assert any("NPV needs both cost and price" in one.say("en") for one in why)


def test_cost_models_by_machine_beat_the_common_one(tmp_path: Path) -> None:
    dear = (
        "[costs.machines.propeller_inline]\ncapex = { fixed_yen = 0, steps = [ { yen_per_kw = 9000000 } ] }\n[ranking]"
    )
    results = evaluated(project(tmp_path / "p", ONE, TOML.replace("[ranking]", dear)))
    turbines = results.turbines.set_index("type")
    row = turbines.loc["propeller_inline"]
    assert row["capex_yen"] == pytest.approx(9e6 * row["rated_kw"], rel=1e-12)
    assert not row["chosen"]
    assert turbines.loc["francis", "capex_yen"] == pytest.approx(1e6 + 9e5 * turbines.loc["francis", "rated_kw"])


def test_machines_with_an_open_outlet_cannot_keep_a_pressure(tmp_path: Path) -> None:
    drops = "drop_id,facility_id,gross_head_m,required_head_m,flow_m3_s\nA1,A,30,5,0.25\n"
    results = evaluated(project(tmp_path / "p", drops))
    turbines = results.turbines.set_index("type")
    assert turbines.loc["crossflow", ["in_chart", "fit"]].tolist() == [True, False]
    assert turbines.loc["francis", "design_head_m"] == 25
    said = results.reasons[results.reasons["option_id"] == "A1-hydro-crossflow"]["what"]
    assert any("outlet is open" in one.say("en") for one in said)


def test_a_drop_no_region_holds_is_told_with_the_nearest(tmp_path: Path) -> None:
    drops = ONE + "B1,B,0.05,0.001,\n"
    options = evaluated(project(tmp_path / "p", drops)).options.set_index("option_id")
    assert options.loc["B1-hydro", "status"] == "excluded"
    assert "decades away" in options.loc["B1-hydro", "reason"].say("en")


def test_zero_is_no_flow_and_a_pipe_may_not_take_all_head(tmp_path: Path) -> None:
    with pytest.raises(InputProblems) as caught:
        siting.load(project(tmp_path / "p", ONE + "B1,B,20,0,\nB2,B,0,0.2,\n"))
    assert "drops.csv:3: flow_m3_s: '0' - expected a number > 0 and <= 100 [m3/s]" in str(caught.value)
    assert "drops.csv:4: net_head_m: '0' - expected a number > 0 [m]" in str(caught.value)
    header = "drop_id,facility_id,gross_head_m,loss_coefficient_s2_m5,flow_id\n"
    drops = header + "A1,A,30,,A1\nB1,B,20,100000,A1\n"
    options = evaluated(project(tmp_path / "q", drops, RECORD, flow_csv=hourly())).options.set_index("option_id")
    assert "no machine yields energy" in options.loc["B1-hydro", "reason"].say("en")


def test_drops_at_one_place_are_counted_once(tmp_path: Path) -> None:
    drops = "drop_id,facility_id,place_id,net_head_m,flow_m3_s\nA1,A,V1,30,0.25\nA2,A,V1,20,0.25\nB1,B,,10,0.2\n"
    results = evaluated(project(tmp_path / "p", drops))
    assert [one.split("-")[0] for one in results.ranking["option_id"]] == ["A1", "B1"]
    lost = results.options[results.options["owner_id"] == "A2"]
    assert all("same place as A1" in reason.say("en") for reason in lost["reason"])
    kept = results.options[results.options["owner_id"] == "A1"]
    assert kept["reason"].isna().all()
    chosen = results.turbines[results.turbines["chosen"]].set_index("drop_id")["annual_kwh"]
    assert results.summary["screening_annual_kwh"] == pytest.approx(chosen["A1"] + chosen["B1"], rel=1e-12)


def test_a_makers_machine_takes_part_and_may_win(tmp_path: Path) -> None:
    shipped = (example("drops") / "turbines" / "maker_inline.toml").read_text(encoding="utf-8")
    better = shipped.replace("[0.52, 0.64, 0.74, 0.78, 0.77]", "[0.92, 0.94, 0.96, 0.97, 0.97]")
    better = better.replace("flow_max_m3_s = 0.12", "flow_max_m3_s = 0.5")
    results = evaluated(project(tmp_path / "p", ONE, turbines__maker_inline_toml=better))
    assert results.turbines.loc[results.turbines["chosen"], "type"].tolist() == ["maker_inline"]
    assert "turbines/maker_inline.toml" in results.files


def test_pumps_of_a_catalogue_are_the_designs_of_their_type(tmp_path: Path) -> None:
    pumps = "id,machine,flow_m3_s,head_m,efficiency,capex_yen\nP1,pat,0.17,21,0.8,20000000\nP2,pat,0.01,90,0.7,1000\n"
    results = evaluated(project(tmp_path / "p", ONE, TOML + '[hydro]\npumps = "pumps.csv"\n', pumps_csv=pumps))
    row = results.turbines.set_index("type").loc["pat"]
    assert row["pump"] == "P1"
    assert row["capex_yen"] == 20_000_000 * row["units"]
    assert "pumps.csv" in results.files


def test_results_survive_json_and_tables_carry_their_columns(tmp_path: Path) -> None:
    results = evaluated(project(tmp_path / "p", WITH_RECORD, RECORD, flow_csv=hourly()))
    again = from_json(to_json(results))
    assert to_json(again) == to_json(results)
    assert turbines_csv(again) == turbines_csv(results)
    table = pd.read_csv(io.BytesIO(turbines_csv(results)))
    assert [column.name for column in TURBINE_COLUMNS] == list(table.columns[: len(TURBINE_COLUMNS)])
    durations = pd.read_csv(io.BytesIO(durations_csv(results)))
    assert len(durations) == 101
    assert durations["flow_m3_s"].is_monotonic_decreasing
    parts = durations[["turbined_m3_s", "spilled_m3_s", "cutoff_m3_s"]].sum(axis=1)
    assert np.allclose(parts, durations["flow_m3_s"], rtol=1e-9)


def test_faults_of_water_are_told_at_once(tmp_path: Path) -> None:
    toml = RECORD + (
        '[flows.Z9]\nfile = "none.csv"\nlayout = "series"\nunit = "m3/s"\n'
        '[hydro.choice]\ncase = "fip"\n[hydro.choice.ratings.water_mill]\nreferences = 3\n'
        '[hydro.shapes]\nmachine = "pad"\nshape = [ { name = "x" } ]\n'
        "[costs.machines.pad]\ncapex = { steps = [ { yen_per_kw = 1 } ] }\n"
    )
    drops = "drop_id,facility_id,net_head_m,flow_m3_s,flow_id\nA1,A,30,0.2,\nB1,B,10,,B7\n"
    with pytest.raises(InputProblems) as caught:
        siting.load(project(tmp_path / "p", drops, toml, flow_csv=hourly()))
    said = str(caught.value)
    for part in (
        "flows.Z9", "none.csv", "hydro.choice.case: 'fip'", "hydro.choice.ratings.water_mill", "hydro.shapes.machine: 'pad'",
        "costs.machines.pad", "this drop has a flow record as well", "[flows.B7]",
    ):  # fmt: skip
        assert part in said, part


def test_a_flow_a_thousand_times_too_large_for_its_pipe(tmp_path: Path) -> None:
    drops = "drop_id,facility_id,gross_head_m,pipe_length_m,pipe_diameter_m,pipe_c\nA1,A,30,200,0.4,110\n"
    with pytest.raises(InputProblems) as caught:
        siting.load(project(tmp_path / "p", drops, RECORD, flow_csv=hourly(mean=200)))
    assert "is the flow in another unit" in str(caught.value)
    with pytest.raises(InputProblems) as caught:
        siting.load(project(tmp_path / "q", WITH_RECORD, RECORD, flow_csv=hourly(mean=200)))
    assert "is the unit right?" in str(caught.value)


def test_a_design_may_not_take_the_name_of_a_machine(tmp_path: Path) -> None:
    folder = project(
        tmp_path / "p", ONE,
        designs_csv="owner_id,technology,variant,capacity_kw,annual_kwh,capex_yen,opex_yen_per_year\nA1,hydro,pat,10,5000,1,1\n",
    )  # fmt: skip
    with pytest.raises(InputProblems, match="a second time"):
        siting.load(folder)


def test_a_throttled_valve_with_a_record_offers_the_head_of_its_flow(tmp_path: Path) -> None:
    drops = "drop_id,facility_id,valve_type,valve_opening,pipe_diameter_m,flow_m3_s\nA1,A,butterfly,0.3,0.3,\n"
    toml = RECORD.replace('file = "flow.csv"', 'file = "flow.csv"')
    results = evaluated(
        project(
            tmp_path / "p",
            drops.replace(",flow_m3_s", ",flow_id").replace("0.3,\n", "0.3,A1\n"),
            toml,
            flow_csv=hourly(0.2),
        )
    )
    heads = results.durations["head_m"].to_numpy()
    flows = results.durations["flow_m3_s"].to_numpy()
    # The loss of a valve at a fixed opening goes with the square of the flow.
    assert np.allclose(heads / flows**2, heads[0] / flows[0] ** 2, rtol=1e-9)
    assert results.turbines["hydraulic_kwh"].iloc[0] > 0


def test_only_solar_leaves_the_engine_out(tmp_path: Path) -> None:
    from siting.run.evaluate import evaluate

    with pytest.raises(NothingEligible):
        evaluate(siting.load(project(tmp_path / "p", ONE)), only="pv")


def test_the_shipped_example_of_drops_runs_and_tells_its_records() -> None:
    results = evaluated(example("drops"))
    assert set(results.turbines.loc[results.turbines["chosen"], "drop_id"]) == {"A01-D1", "A02-D1", "A02-D2", "A03-D1"}
    said = " ".join(one.say("ja") for one in results.open_points["what"])
    assert "72時間は流量がない" in said
    assert "2月29日" in said
    ranked = results.ranking["option_id"].tolist()
    assert ranked[0].startswith("A01-D1")
