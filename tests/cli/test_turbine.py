"""``siting turbine`` as a user types it: what it prints, exit codes, languages, the chart."""

from __future__ import annotations

import math
from collections.abc import Iterable
from pathlib import Path
from typing import Any, get_args
from xml.etree import ElementTree

import pytest

from siting.cli import turbine
from siting.cli.tables import screen_width
from siting.project.water import FlowSource, FlowUnit
from siting.run.one_drop import COLUMNS, KEYS, RECORD_KEYS, option_name
from tests.cli.asked import Ask, asking, data_of
from tests.cli.test_commands import SCIENCE, modules_after
from tests.conftest import Siting

PLAIN = ("--head-m", "30", "--flow-m3-s", "0.25")
PROMISED = {
    "type", "in_chart", "margin_decades", "units", "design_flow_m3_s", "rated_kw", "annual_kwh", "full_load_hours",
    "spilled_m3", "cutoff_hours", "capex_yen", "npv_yen", "confidence", "notes", "monthly_kwh", "design_head_m",
    "efficiency", "bc", "reasons_for", "reasons_against",
}  # fmt: skip


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str]) -> Ask:
    """``siting turbine`` in this process."""
    return asking("turbine", capsys)


def of_type(data: dict[str, Any], machine: str) -> dict[str, Any]:
    (found,) = [one for one in data["candidates"] if one["type"] == machine]
    return dict(found)


def flow_file(folder: Path, rows: Iterable[str], time: str = "month") -> Path:
    path = folder / "flows.csv"
    path.write_text("\n".join([f"{time},flow", *rows, ""]), encoding="utf-8")
    return path


def test_json_has_what_is_promised(ask: Ask) -> None:
    data = data_of(ask(*PLAIN, "--use-rate", "0.6", "--format", "json"))
    assert {
        "candidates",
        "chosen",
        "chosen_by",
        "why",
        "mode",
        "head_m",
        "hydraulic_kw",
        "gravity_m_s2",
        "notes",
    } <= set(data)
    for one in data["candidates"]:
        assert set(one) >= PROMISED
        assert len(one["monthly_kwh"]) == 12
        assert math.fsum(one["monthly_kwh"]) == pytest.approx(one["annual_kwh"])
        assert one["annual_kwh"] == pytest.approx(one["rated_kw"] * 8760 * 0.6)
        assert one["full_load_hours"] == pytest.approx(5256)
        assert one["npv_yen"] is None
        assert one["capex_yen"] is None
        assert any("NPV" in note for note in one["notes"])
    assert of_type(data, "francis")["in_chart"]
    assert of_type(data, "crossflow")["in_chart"]
    assert (data["mode"], data["head_m"], data["gravity_m_s2"]) == ("constant", 30, 9.8)
    assert data["hydraulic_kw"] == pytest.approx(73.5)
    assert data["chosen"] == data["candidates"][0]["type"]
    assert data["chosen_by"] == "energy"
    assert data["flow_record"] is None


def test_price_and_cost_give_npv(ask: Ask) -> None:
    money = ("--price-yen-per-kwh", "25", "--capex-yen-per-kw", "900000", "--opex-yen-per-kw-year", "8000")
    data = data_of(ask(*PLAIN, *money, "--discount-rate", "0.02", "--format", "json"))
    assert data["chosen_by"] == "npv"
    chosen = of_type(data, data["chosen"])
    assert chosen["npv_yen"] == max(one["npv_yen"] for one in data["candidates"] if one["fit"])
    assert (chosen["bc"] > 1) == (chosen["npv_yen"] > 0)
    assert not any("NPV" in note for note in chosen["notes"])


def test_osaka_nagai(ask: Ask) -> None:
    options = ("--head-m", "30", "--required-head-m", "5", "--flow-m3-s", "0.8327", "--format", "json")
    assert data_of(ask(*options))["hydraulic_kw"] == pytest.approx(204, rel=1e-3)


def test_a_required_head_gives_its_reason(ask: Ask) -> None:
    data = data_of(ask(*PLAIN, "--required-head-m", "5", "--format", "json"))
    assert any("its outlet is open" in one for one in of_type(data, "crossflow")["reasons_against"])
    assert not of_type(data, "crossflow")["fit"]


def test_the_table_says_why_a_machine_inside_its_region_may_not_be_chosen(ask: Ask) -> None:
    said = ask(*PLAIN, "--required-head-m", "5").stdout
    assert "\nCross-flow turbine: its outlet is open" in said
    assert "its outlet is open" not in ask(*PLAIN).stdout


def test_a_file_of_months_balances_and_tells_its_notes(ask: Ask, tmp_path: Path) -> None:
    path = flow_file(tmp_path, (f"{month},{0.2 + 0.01 * month}" for month in range(1, 13)))
    ran = ask("--head-m", "30", "--flow-series", path, "--flow-layout", "months", "--format", "json")
    data = data_of(ran)
    assert data["mode"] == "duration"
    assert data["flow_record"]["file"] == "flows.csv"
    assert data["flow_record"]["kind"] == "months"
    for one in data["candidates"]:
        used = one["turbined_m3"] + one["spilled_m3"] + one["cutoff_m3"]
        assert used == pytest.approx(data["inflow_m3"], rel=1e-9)


@pytest.mark.parametrize(
    ("lang", "francis", "confidence"), [("ja", "フランシス水車", "出典あり"), ("en", "Francis turbine", "sourced")]
)
def test_the_table_is_aligned_and_says_why(ask: Ask, lang: str, francis: str, confidence: str) -> None:
    said = ask(*PLAIN, lang=lang).stdout
    table, below = said.split("\n\n")
    lines = table.splitlines()
    assert len(lines) == 1 + len(data_of(ask(*PLAIN, "--format", "json"))["candidates"])
    (line,) = [line for line in lines if line.startswith(francis + " ")]
    assert line.endswith(confidence)
    # The last column begins at the same place of every line, however wide its characters are.
    assert len({screen_width(one[: one.rindex("  ")]) for one in lines}) == 1
    assert lines[1].count("○") == 2  # chosen and in its region
    assert all(one.count("○") < 2 for one in lines[2:])
    assert len(below.splitlines()) == 3


def test_nothing_inside_its_region_is_no_failure(ask: Ask) -> None:
    far = ("--head-m", "1000", "--flow-m3-s", "0.0001")
    data = data_of(ask(*far, "--format", "json"))
    assert data["chosen"] is None
    assert data["chosen_by"] is None
    assert "nearest is Pump as turbine, multistage" in data["why"]
    ran = ask(*far)
    assert ran.returncode == 0
    assert "nearest is Pump as turbine, multistage" in ran.stdout


@pytest.mark.parametrize(
    ("options", "code", "told"),
    [
        ((), 2, "--head-m: a value is required"),
        (("--head-m", "30"), 2, "--flow-m3-s / --flow-series: give one of the two"),
        ((*PLAIN, "--flow-series", "x.csv"), 2, "give only one of the two"),
        ((*PLAIN, "--years", "0"), 2, "--years: '0' - expected a number >= 1"),
        ((*PLAIN, "--bypass", "none"), 2, "--bypass: expected one of around, own_line"),
        ((*PLAIN, "--chart", "out.png"), 2, "--chart: the name must end in .svg"),
        (("--head-m", "30", "--flow-m3-s", "0"), 2, "expected a number > 0"),
        ((*PLAIN, "--required-head-m", "30"), 1, "the head that remains is not above zero"),
        (
            (*PLAIN, "--pipe-length-m", "9", "--pipe-diameter-m", "0.05", "--pipe-c", "110"),
            1,
            "is the flow in another unit",
        ),
        (("--head-m", "30", "--flow-series", "none.csv"), 1, "--flow-series: 'none.csv' - there is no such file"),
    ],
)
def test_what_is_wrong_is_told_on_stderr(ask: Ask, options: tuple[str, ...], code: int, told: str) -> None:
    ran = ask(*options)
    assert (ran.returncode, ran.stdout) == (code, "")
    assert told in ran.stderr
    assert ask(*options, lang="ja").stderr != ran.stderr


def test_faults_of_a_record_name_their_line(ask: Ask, tmp_path: Path) -> None:
    path = flow_file(tmp_path, ["2021-04-01 00:00,0.2", "2021-04-01 01:00,much", "2021-04-01 02:00,0.2"], "time")
    ran = ask("--head-m", "30", "--flow-series", path)
    assert ran.returncode == 1
    assert "flows.csv:3" in ran.stderr


@pytest.mark.parametrize(
    "options", [PLAIN, (*PLAIN, "--max-units", "1"), ("--head-m", "1000", "--flow-m3-s", "0.0001")]
)
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_chart_is_a_complete_svg(ask: Ask, tmp_path: Path, lang: str, options: tuple[str, ...]) -> None:
    path = tmp_path / "図.svg"
    ran = ask(*options, "--chart", path, lang=lang)
    assert ran.returncode == 0
    assert str(path) in ran.stderr
    written = path.read_text(encoding="utf-8")
    root = ElementTree.fromstring(written)
    assert root.tag.endswith("svg")
    assert ("水車選定図" in written) == (lang == "ja")
    assert ("フランシス水車" in written) == (lang == "ja")
    assert "Voith/Dubbel" in written


def test_a_chart_that_cannot_be_written_prints_nothing(ask: Ask, tmp_path: Path) -> None:
    ran = ask(*PLAIN, "--chart", tmp_path / "nowhere" / "out.svg")
    assert (ran.returncode, ran.stdout) == (2, "")


def test_every_option_is_known_to_the_engine_and_none_is_left_out() -> None:
    names = {name for param in turbine.command.params for name in param.opts if name.startswith("--")}
    known = set(map(option_name, (*COLUMNS, *KEYS, *RECORD_KEYS, "turbines", "pumps")))
    assert known == names - {"--chart", "--format", "--lang", "--verbose", "--quiet"}
    assert get_args(FlowUnit) == turbine.FLOW_UNITS
    assert get_args(FlowSource.model_fields["layout"].annotation) == turbine.FLOW_LAYOUTS


def test_help_imports_no_science(tmp_path: Path) -> None:
    code = "from siting.cli.shell import run_group\nassert run_group(['turbine', '--help']) == 0"
    assert not modules_after(code, tmp_path) & set(SCIENCE)


def test_the_command_works_in_a_process_of_its_own(siting_process: Siting) -> None:
    ran = siting_process("turbine", *PLAIN, "--format", "json", "--lang", "ja")
    assert data_of(ran)["chosen"]
    assert ran.stderr == ""
