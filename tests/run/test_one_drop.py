"""One drop asked by itself: the same engine as a run, every fault of the options at once, figures that hold."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from siting.errors import InputProblems, WrongOptions
from siting.run.one_drop import COLUMNS, KEYS, RECORD_KEYS, OneDrop, option_name, study_one_drop
from siting.vocabulary.tables import DROPS

HOURS = 8760
MONEY = {"price_yen_per_kwh": "25", "capex_yen_per_kw": "900000", "opex_yen_per_kw_year": "8000"}

WriteFlows = Callable[..., Path]


def a_year(mean: float = 0.25) -> np.ndarray:
    """Hours of a year that swing by day and by season; this test's own shape."""
    hour = np.arange(HOURS)
    return mean * (1 + 0.3 * np.sin(2 * np.pi * hour / 24) + 0.2 * np.sin(2 * np.pi * hour / HOURS))


@pytest.fixture
def write_flows(tmp_path: Path) -> WriteFlows:
    """Writes hours from April 2021 on as a utility's export: CP932, Japanese headings, blanks where NaN."""

    def write(flow: np.ndarray, name: str = "受水量.csv", order: np.ndarray | None = None) -> Path:
        start = dt.datetime(2021, 4, 1)
        lines = [
            f"{start + dt.timedelta(hours=at):%Y/%m/%d %H:%M},{'' if np.isnan(value) else f'{value:.6f}'}"
            for at, value in enumerate(flow)
        ]
        lines = lines if order is None else [lines[at] for at in order]
        path = tmp_path / name
        path.write_bytes("\r\n".join(["日時,流量(m3/s)", *lines, ""]).encode("cp932"))
        return path

    return write


def ask(**options: str | Path) -> OneDrop:
    return study_one_drop({name: str(value) for name, value in options.items()})


def faults(**options: str | Path) -> InputProblems:
    with pytest.raises(InputProblems) as caught:
        ask(**options)
    return caught.value


def row(drop: OneDrop, machine: str) -> dict[str, object]:
    mine = drop.turbines[drop.turbines["type"] == machine]
    assert len(mine) == 1
    return mine.iloc[0].to_dict()


def test_every_option_stands_for_something_that_exists() -> None:
    assert set(COLUMNS.values()) <= set(DROPS.names())
    assert not set(COLUMNS) & set(KEYS) | set(KEYS) & set(RECORD_KEYS)


def test_the_point_of_the_issue_is_inside_francis_and_crossflow() -> None:
    drop = ask(head_m="30", flow_m3_s="0.25")
    assert {"francis", "crossflow"} <= set(drop.turbines.loc[drop.turbines["in_chart"], "type"])
    assert row(drop, "pelton")["margin_decades"] > 0


def test_a_use_rate_multiplies_the_hours_of_the_year() -> None:
    drop = ask(head_m="30", flow_m3_s="0.25", use_rate="0.6")
    assert drop.water.mode == "constant"
    for _, one in drop.turbines.iterrows():
        assert one["annual_kwh"] == pytest.approx(one["rated_kw"] * HOURS * 0.6, rel=1e-12)
        assert one["full_load_hours"] == pytest.approx(5256, rel=1e-12)
        assert one["cutoff_hours"] == pytest.approx(3504, rel=1e-12)


def test_without_a_use_rate_the_flow_runs_all_year_and_that_is_told() -> None:
    drop = ask(head_m="30", flow_m3_s="0.25")
    assert drop.turbines["full_load_hours"].to_numpy() == pytest.approx(HOURS)
    said = [one.say("en") for one in drop.notes]
    assert "constant flow without a use rate: it is taken to run all year" in said
    assert not any("use rate" in one.say("en") for one in ask(head_m="30", flow_m3_s="0.25", use_rate="1").notes)


def test_osaka_nagai_has_204_kw_of_water() -> None:
    """Osaka city waterworks, Nagai distribution station: 0.8327 m3/s, 25 m of 30 m used, 204 kW hydraulic."""
    drop = ask(head_m="30", required_head_m="5", flow_m3_s="0.8327")
    assert drop.usable_head_m == 25
    assert drop.hydraulic_kw == pytest.approx(204, rel=1e-3)


def test_a_required_head_costs_energy_and_rules_open_outlets_out() -> None:
    free, kept = ask(head_m="30", flow_m3_s="0.25"), ask(head_m="30", flow_m3_s="0.25", required_head_m="5")
    for machine in ("francis", "crossflow"):
        assert row(kept, machine)["annual_kwh"] < row(free, machine)["annual_kwh"]
    assert row(free, "crossflow")["fit"]
    assert row(kept, "crossflow")["in_chart"]
    assert not row(kept, "crossflow")["fit"]
    assert row(kept, "francis")["fit"]


def test_without_cost_and_price_energy_decides() -> None:
    drop = ask(head_m="30", flow_m3_s="0.25")
    assert drop.basis == "energy"
    assert drop.turbines["npv_yen_stated"].isna().all()
    fit = drop.turbines[drop.turbines["fit"]]
    assert drop.chosen is not None
    assert drop.chosen["annual_kwh"] == fit["annual_kwh"].max()
    assert "energy" in drop.why.say("en")


def test_with_cost_and_price_npv_decides() -> None:
    drop = ask(head_m="30", flow_m3_s="0.25", discount_rate="0.02", years="20", **MONEY)
    fit = drop.turbines[drop.turbines["fit"]]
    assert drop.basis == "npv"
    assert drop.chosen is not None
    assert drop.chosen["npv_yen"] == fit["npv_yen"].max()
    assert drop.chosen["npv_yen"] == pytest.approx(drop.chosen["npv_yen_stated"], rel=1e-9)
    factor = sum(1.02**-year for year in range(1, 21))
    expected = (drop.chosen["annual_kwh"] * 25 - drop.chosen["rated_kw"] * 8000) * factor
    assert drop.chosen["npv_yen"] == pytest.approx(expected - drop.chosen["rated_kw"] * 900000, rel=1e-9)
    assert drop.chosen["capex_yen"] == pytest.approx(drop.chosen["rated_kw"] * 900000)


@pytest.mark.parametrize(
    ("money", "told"),
    [
        ({}, "no cost and no price"),
        ({"price_yen_per_kwh": "25"}, "no cost is given"),
        ({"capex_yen": "50000000"}, "no price is given"),
    ],
)
def test_what_is_missing_for_npv_is_told(money: dict[str, str], told: str) -> None:
    drop = ask(head_m="30", flow_m3_s="0.25", **money)
    assert any(told in one.say("en") for one in drop.notes)
    assert drop.basis == "energy"
    assert drop.turbines["capex_yen"].isna().all() == ("capex_yen" not in money)


def test_a_fixed_cost_and_one_per_kw_add_up() -> None:
    drop = ask(head_m="30", flow_m3_s="0.25", capex_yen="1000000", **MONEY)
    francis = row(drop, "francis")
    assert francis["capex_yen"] == pytest.approx(1e6 + 9e5 * francis["rated_kw"])


def test_a_year_of_hours_in_cp932_with_japanese_headings(write_flows: WriteFlows) -> None:
    drop = ask(head_m="30", flow_series=write_flows(a_year()))
    assert drop.water.mode == "duration"
    assert drop.record is not None
    assert drop.record.kind == "hours"
    assert drop.inflow_m3 == pytest.approx(a_year().sum() * 3600, rel=1e-5)
    for _, one in drop.turbines.iterrows():
        parts = one["turbined_m3"] + one["spilled_m3"] + one["cutoff_m3"]
        assert parts == pytest.approx(drop.inflow_m3, rel=1e-9)
        assert one["full_load_hours"] <= HOURS * (1 + 1e-9)
        assert one[[f"kwh_{month:02d}" for month in range(1, 13)]].sum() == pytest.approx(one["annual_kwh"], rel=1e-3)


def test_a_day_of_nan_is_told(write_flows: WriteFlows) -> None:
    flow = a_year()
    flow[2400:2424] = np.nan
    drop = ask(head_m="30", flow_series=write_flows(flow))
    assert drop.record is not None
    whole = ask(head_m="30", flow_series=write_flows(a_year(), "whole.csv"))
    assert whole.record is not None
    more = {one.say("en") for one in drop.record.notes} - {one.say("en") for one in whole.record.notes}
    assert any("24" in one for one in more)
    assert drop.chosen is not None
    assert whole.chosen is not None
    assert drop.chosen["annual_kwh"] == pytest.approx(whole.chosen["annual_kwh"], rel=0.01)


def test_the_order_of_rows_does_not_matter(write_flows: WriteFlows) -> None:
    order = np.random.default_rng(5).permutation(HOURS)
    one = ask(head_m="30", flow_series=write_flows(a_year()))
    other = ask(head_m="30", flow_series=write_flows(a_year(), "mixed.csv", order))
    assert list(one.turbines["type"]) == list(other.turbines["type"])
    for name in ("annual_kwh", "spilled_m3", "cutoff_hours", "design_flow_m3_s"):
        assert one.turbines[name].to_numpy() == pytest.approx(other.turbines[name].to_numpy(), rel=1e-12)


def test_flows_in_another_unit_are_converted(write_flows: WriteFlows) -> None:
    path = write_flows(a_year() * 3600, "m3h.csv")
    path.write_bytes(path.read_bytes().replace("(m3/s)".encode("cp932"), b"(m3/h)"))
    one, other = (
        ask(head_m="30", flow_series=path, flow_unit="m3/h"),
        ask(head_m="30", flow_series=write_flows(a_year())),
    )
    assert one.inflow_m3 == pytest.approx(other.inflow_m3, rel=1e-5)


def test_outages_and_a_pipe_cost_energy() -> None:
    plain = ask(head_m="30", flow_m3_s="0.25")
    stopped = ask(head_m="30", flow_m3_s="0.25", outage_days="36.5")
    piped = ask(head_m="30", flow_m3_s="0.25", pipe_length_m="500", pipe_diameter_m="0.5", pipe_c="110")
    energy = row(plain, "francis")["annual_kwh"]
    assert row(stopped, "francis")["annual_kwh"] == pytest.approx(0.9 * energy)
    assert row(piped, "francis")["annual_kwh"] < energy
    assert piped.hydraulic_kw is not None
    assert plain.hydraulic_kw is not None
    assert piped.hydraulic_kw < plain.hydraulic_kw


def test_gravity_scales_the_water() -> None:
    usual, other = ask(head_m="30", flow_m3_s="0.25"), ask(head_m="30", flow_m3_s="0.25", gravity_m_s2="9.81")
    assert usual.hydraulic_kw == pytest.approx(9.8 * 0.25 * 30)
    assert other.hydraulic_kw == pytest.approx(9.81 * 0.25 * 30)


@settings(max_examples=20)
@given(head=st.floats(2, 150), flow=st.floats(0.005, 3))
def test_more_head_never_means_less_energy_and_units_are_bounded(head: float, flow: float) -> None:
    less = ask(head_m=f"{head:.6f}", flow_m3_s=f"{flow:.6f}", max_units="2")
    more = ask(head_m=f"{head * 1.1:.6f}", flow_m3_s=f"{flow:.6f}", max_units="2")
    assert less.turbines["units"].max() <= 2
    assert row(more, "francis")["annual_kwh"] >= row(less, "francis")["annual_kwh"]
    assert set(less.turbines["type"]) == set(less.machines)


def test_nothing_inside_its_region_names_the_nearest() -> None:
    drop = ask(head_m="1000", flow_m3_s="0.0001")
    assert drop.chosen is None
    assert drop.basis is None
    assert "nearest" in drop.why.say("en")
    assert drop.hydraulic_kw == pytest.approx(0.98)


def own_turbine(folder: Path, name: str = "maker_x", **changes: str) -> Path:
    keys = {"name": '"特製水車"', "name_en": '"Special turbine"', "outlet": '"pressurised"', **changes}
    folder.mkdir()
    folder.joinpath(f"{name}.toml").write_text(
        f'id = "{name}"\n' + "".join(f"{key} = {value}\n" for key, value in keys.items())
        + 'minimum_flow_share = 0.2\nminimum_flow_source = "maker"\nefficiency_source = "maker"\nregulation = "guided"\n'
        'source = "maker"\nconfidence = "sourced"\n[efficiency]\nmodel = "table"\nload = [0.2, 1.0]\nefficiency = [0.95, 0.95]\n'
        '[[regions]]\nflow_min_m3_s = 0.1\nflow_max_m3_s = 1.0\nhead_min_m = 10.0\nhead_max_m = 50.0\nsource = "maker"\nconfidence = "sourced"\n',
        encoding="utf-8",
    )  # fmt: skip
    return folder


def test_an_own_turbine_file_takes_part_at_once(tmp_path: Path) -> None:
    drop = ask(head_m="30", flow_m3_s="0.25", turbines=own_turbine(tmp_path / "ours"))
    assert drop.chosen is not None
    assert drop.chosen["type"] == "maker_x"
    assert len(drop.turbines) == len(ask(head_m="30", flow_m3_s="0.25").turbines) + 1


def test_an_own_file_takes_the_shipped_ones_place(tmp_path: Path) -> None:
    drop = ask(head_m="30", flow_m3_s="0.25", turbines=own_turbine(tmp_path / "ours", "francis"))
    assert drop.name_of("francis", "en") == "Special turbine"
    assert len(drop.turbines) == len(ask(head_m="30", flow_m3_s="0.25").turbines)


def test_pumps_of_a_catalogue_bring_their_cost(tmp_path: Path) -> None:
    pumps = tmp_path / "pumps.csv"
    pumps.write_text("id,machine,flow_m3_s,head_m,efficiency,capex_yen\nP1,pat,0.14,20,0.8,9000000\n", encoding="utf-8")
    drop = ask(head_m="30", flow_m3_s="0.25", pumps=pumps, price_yen_per_kwh="20")
    assert row(drop, "pat")["pump"] == "P1"
    assert row(drop, "pat")["capex_yen"] == 9_000_000 * row(drop, "pat")["units"]
    assert np.isnan(row(drop, "francis")["capex_yen"])


def test_every_wrong_option_is_told_at_once() -> None:
    error = faults(
        head_m="-3", flow_m3_s="x", use_rate="1.6", years="2.5", discount_rate="7", price_yen_per_kwh="-1",
        gravity_m_s2="3", max_units="9", flow_unit="L/s", opex_yen_per_kw_year="5",
    )  # fmt: skip
    assert isinstance(error, WrongOptions)
    named = {problem.column for problem in error.problems}
    assert named == set(map(option_name, (
        "head_m", "flow_m3_s", "use_rate", "years", "discount_rate", "price_yen_per_kwh", "gravity_m_s2", "max_units",
        "flow_unit", "opex_yen_per_kw_year",
    )))  # fmt: skip


@pytest.mark.parametrize("name", ["capex_yen", "capex_yen_per_kw", "price_yen_per_kwh"])
def test_money_is_not_negative(name: str) -> None:
    error = faults(head_m="30", flow_m3_s="0.2", **{name: "-1"})
    assert [(problem.column, problem.expected.say("en")) for problem in error.problems] == [
        (option_name(name), "expected a number >= 0")
    ]


@pytest.mark.parametrize("flows", [{}, {"flow_m3_s": "0.2", "flow_series": "x.csv"}])
def test_one_flow_must_be_given(flows: dict[str, str]) -> None:
    error = faults(head_m="30", **flows)
    assert isinstance(error, WrongOptions)
    assert "--flow-m3-s / --flow-series" in {problem.column for problem in error.problems}


def test_a_use_rate_does_not_go_with_a_record(write_flows: WriteFlows) -> None:
    error = faults(head_m="30", use_rate="0.6", flow_series=write_flows(a_year()))
    assert isinstance(error, WrongOptions)
    assert [problem.column for problem in error.problems] == ["--use-rate"]


@pytest.mark.parametrize(
    ("options", "column", "told"),
    [
        ({"head_m": "30", "flow_m3_s": "0.2", "required_head_m": "31"}, "--required-head-m", "not above zero"),
        ({"head_m": "30", "flow_m3_s": "0.2", "loss_coefficient_s2_m5": "900"}, "--flow-m3-s", "no head remains"),
        ({"head_m": "30", "flow_m3_s": "60", "pipe_length_m": "10", "pipe_diameter_m": "0.4", "pipe_c": "110"},
         "--flow-m3-s", "is the flow in another unit"),
        ({"head_m": "30", "flow_m3_s": "0.2", "pipe_length_m": "10"}, "--pipe-diameter-m", "--pipe-length-m needs"),
    ],
)  # fmt: skip
def test_heads_and_flows_that_leave_nothing_are_told(options: dict[str, str], column: str, told: str) -> None:
    error = faults(**options)
    assert not isinstance(error, WrongOptions)
    first = error.problems[0]
    assert (first.file, first.column) == ("siting turbine", column)
    assert told in first.say("en")


@pytest.mark.parametrize(("name", "column"), [("flow_m3_s", "--flow-m3-s"), ("head_m", "--head-m")])
def test_zero_is_no_flow_and_no_head(name: str, column: str) -> None:
    error = faults(**{"head_m": "30", "flow_m3_s": "0.2", name: "0"})
    assert isinstance(error, WrongOptions)
    assert [problem.column for problem in error.problems] == [column]
    assert "expected a number > 0" in str(error)


def test_a_record_a_thousand_times_too_large_for_the_pipe_is_told(write_flows: WriteFlows) -> None:
    path = write_flows(a_year() * 1000)
    error = faults(head_m="30", flow_series=path, pipe_length_m="10", pipe_diameter_m="0.5", pipe_c="110")
    assert "is the flow in another unit" in str(error)
    assert "is the unit right" in str(faults(head_m="30", flow_series=path))


def test_a_record_without_water_and_one_whose_pipe_takes_all_head(write_flows: WriteFlows) -> None:
    assert "the flow is zero" in str(faults(head_m="30", flow_series=write_flows(np.zeros(HOURS))))
    error = faults(head_m="30", flow_series=write_flows(a_year()), loss_coefficient_s2_m5="90000")
    assert "no head remains" in str(error)


def test_faults_of_files_are_told_together_and_by_option(tmp_path: Path) -> None:
    flows = tmp_path / "flows.csv"
    flows.write_text("time,flow\n2021-04-01 00:00,a\n2021-04-01 01:00,b\n", encoding="utf-8")
    error = faults(
        head_m="30", flow_series=flows, turbines=tmp_path / "none", pumps=tmp_path / "no.csv", required_head_m="40"
    )
    assert {problem.file for problem in error.problems} == {"flows.csv", "none", "no.csv", "siting turbine"}
    absent = faults(head_m="30", flow_series=tmp_path / "no.csv")
    assert [problem.column for problem in absent.problems] == ["--flow-series"]
