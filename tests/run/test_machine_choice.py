"""Which machine a drop gets and what is said of the choice; input that no machine should see."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import siting
from siting.errors import InputProblems
from siting.resources import example
from tests.run.water_projects import ONE, RECORD, TOML, WITH_RECORD, evaluated, project, said_of


def test_open_channels_are_ruled_out_for_purified_water(tmp_path: Path) -> None:
    header = "drop_id,facility_id,net_head_m,flow_m3_s,water\n"
    treated = evaluated(project(tmp_path / "a", header + "A1,A,5,0.3,treated\n"))
    sewage = evaluated(project(tmp_path / "b", header + "A1,A,5,0.3,sewage\n"))
    by_type = [one.turbines.set_index("type")["fit"] for one in (treated, sewage)]
    for machine in ("screw", "waterwheel_overshot"):
        assert [fit[machine] for fit in by_type] == [False, True]
    assert "it runs in an open channel: not for purified water" in said_of(treated, "A1-hydro-screw")


def test_types_that_nothing_tells_apart_are_told_as_such(tmp_path: Path) -> None:
    drops = "drop_id,facility_id,net_head_m,flow_max_m3_s,capacity_kw,use_rate\nA1,A,30,0.25,50,0.6\n"
    results = evaluated(project(tmp_path / "p", drops))
    assert set(results.turbines["mode"]) == {"simple"}
    assert np.allclose(results.turbines["annual_kwh"], 50 * 8760 * 0.6)
    chosen = results.turbines[results.turbines["chosen"]].iloc[0]
    assert any("types that nothing stated tells apart" in one for one in said_of(results, chosen["option_id"]))
    # The option itself is the stated power; the machines beside it are no options of their own.
    assert list(results.options["option_id"]) == ["A1-hydro-simple"]
    assert results.options["npv_yen_fit"].iloc[0] == pytest.approx(chosen["npv_yen"], rel=1e-9)


def test_a_power_that_needs_more_water_than_there_is(tmp_path: Path) -> None:
    drops = "drop_id,facility_id,net_head_m,flow_max_m3_s,capacity_kw,use_rate\nA1,A,30,0.25,73.2,0.6\n"
    results = evaluated(project(tmp_path / "p", drops))
    told = [one for option in results.turbines["option_id"] for one in said_of(results, option)]
    assert any("more than the 0.25 m3/s there are at most" in one for one in told)


def test_where_nothing_pays_the_smallest_loss_is_called_so(tmp_path: Path) -> None:
    results = evaluated(project(tmp_path / "p", ONE, TOML.replace("hydro = 34", "hydro = 0.01")))
    chosen = results.turbines[results.turbines["chosen"]].iloc[0]
    assert chosen["npv_yen"] < 0
    assert any("the smallest loss" in one for one in said_of(results, chosen["option_id"]))


def test_the_choice_tells_what_to_doubt(tmp_path: Path) -> None:
    results = evaluated(project(tmp_path / "p", ONE))
    chosen = results.turbines[results.turbines["chosen"]].iloc[0]
    told = said_of(results, chosen["option_id"])
    assert (chosen["type"], chosen["confidence"]) == ("propeller_inline", "assumption")
    assert "of the types with sourced figures Francis turbine comes first" in told
    assert any("flatter machines below 100 kW" in one for one in told)
    edge = evaluated(project(tmp_path / "q", ONE.replace("0.25", "0.201"), TOML + "[hydro]\nmax_units = 1\n"))
    near = edge.turbines.set_index("type")["near_edge"]
    assert (near["francis"], near["propeller_inline"]) == (True, False)


def test_a_machine_is_built_in_the_sizes_its_maker_states(tmp_path: Path) -> None:
    shipped = (example("drops") / "turbines" / "maker_inline.toml").read_text(encoding="utf-8")
    sized = shipped.replace('regulation = "fixed"', 'regulation = "fixed"\nunit_flows_m3_s = [0.04, 0.09]')
    results = evaluated(project(tmp_path / "p", ONE, turbines__maker_inline_toml=sized))
    row = results.turbines.set_index("type").loc["maker_inline"]
    unit = row["design_flow_m3_s"] / row["units"]
    assert min(abs(unit - size) for size in (0.04, 0.09)) < 1e-12


def test_an_open_consent_enters_the_judgement(tmp_path: Path) -> None:
    header = "drop_id,facility_id,net_head_m,flow_m3_s,pressure_consent\n"
    judged = {}
    for state in ("ok", "unknown", "blocks"):
        results = evaluated(project(tmp_path / state, header + f"A1,A,30,0.25,{state}\n"))
        judged[state] = results.ranking["overall"].iloc[0]
    assert judged == {"ok": "ready", "unknown": "undecided", "blocks": "blocked"}


def test_a_pressure_of_a_fraction_of_a_metre_was_meant_in_mpa(tmp_path: Path) -> None:
    drops = "drop_id,facility_id,一次圧,required_head_m,flow_m3_s\nA1,A,0.45,0.15,0.2\n"
    with pytest.raises(InputProblems, match="if MPa or kPa is meant"):
        siting.load(project(tmp_path / "p", drops))
    good = drops.replace("一次圧", "一次圧(MPa)").replace("required_head_m", "必要残圧(MPa)")
    results = evaluated(project(tmp_path / "q", good))
    assert results.turbines["design_head_m"].iloc[0] == pytest.approx(0.3 * 1000 / 9.80665)


def test_a_flow_without_a_use_rate_is_told_to_run_all_year(tmp_path: Path) -> None:
    results = evaluated(project(tmp_path / "p", ONE.replace(",0.6", ",")))
    assert any("taken to run all year" in one.say("en") for one in results.open_points["what"])


def test_a_head_may_not_stand_in_the_record_and_beside_it(tmp_path: Path) -> None:
    record = "time,flow,head\n" + "".join(
        f"{time:%Y-%m-%d %H:%M},0.2,31\n" for time in pd.date_range("2023-04-01 01:00", periods=8760, freq="h")
    )
    toml = RECORD + 'head_column = "head"\n'
    with pytest.raises(InputProblems, match="the head stands in the flow record"):
        siting.load(project(tmp_path / "p", WITH_RECORD, toml, flow_csv=record))
    alone = "drop_id,facility_id\nA1,A\n"
    results = evaluated(project(tmp_path / "q", alone, toml, flow_csv=record))
    assert results.turbines["design_head_m"].iloc[0] == pytest.approx(31)


def test_generators_need_an_efficiency_for_each_rising_power(tmp_path: Path) -> None:
    for points in ("power_kw = [1, 5, 20]", "power_kw = [5, 1, 20, 100]"):
        toml = TOML + f"[hydro.generator]\n{points}\n"
        with pytest.raises(InputProblems, match="as many efficiencies as powers"):
            siting.load(project(tmp_path / points[12:14].strip(" ,"), ONE, toml))


def test_outages_of_a_whole_year_leave_nothing(tmp_path: Path) -> None:
    header, row = ONE.strip().split("\n")
    results = evaluated(project(tmp_path / "p", f"{header},outage_days\n{row},365\nB1,B,30,0.25,0.6,10\n"))
    mine = results.turbines[results.turbines["drop_id"] == "A1"]
    assert (mine["annual_kwh"] == 0).all()
    assert (mine["cutoff_hours"] == 8760).all()
    with pytest.raises(InputProblems, match="outage_days"):
        siting.load(project(tmp_path / "q", f"{header},outage_days\n{row},366\n"))


def test_the_ranking_shows_the_chosen_machine_even_where_another_has_the_better_ratio(tmp_path: Path) -> None:
    fit = ("crossflow", "francis", "pat", "pat_double_suction", "propeller_inline")
    ratings = "\n".join(f"{one} = {{ references = {5 if one == 'pat' else 1} }}" for one in fit)
    toml = TOML + f"[hydro.choice]\nweights = {{ money = 0, references = 1 }}\n[hydro.choice.ratings]\n{ratings}\n"
    results = evaluated(project(tmp_path / "p", ONE, toml))
    options = results.options.set_index("option_id")
    assert options["bc_fit"].idxmax() != "A1-hydro-pat"
    assert list(results.ranking["option_id"]) == ["A1-hydro-pat"]
    assert any("by the project's weights" in one for one in said_of(results, "A1-hydro-pat"))
