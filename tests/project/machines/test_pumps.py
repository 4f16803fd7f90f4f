"""A catalogue of pumps: units, headings and encodings as offices write them, every fault at once."""

from __future__ import annotations

import csv
import hashlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from siting.errors import Problem
from siting.project.machines.model import Pump
from siting.project.machines.pumps import read_pumps

IDS = {"pat", "pat_double_suction", "pat_multistage"}
ENGLISH = "id,machine,flow_m3_s,head_m,efficiency,capex_yen\n"


def read(tmp_path: Path, written: str, encoding: str = "utf-8") -> tuple[list[Pump], str, list[Problem]]:
    path = tmp_path / "pumps.csv"
    path.write_bytes(written.encode(encoding))
    return read_pumps(path, "pumps.csv", IDS)


def faults(tmp_path: Path, written: str, lang: str = "en") -> list[str]:
    pumps, _, problems = read(tmp_path, written)
    assert pumps == [] or not problems
    return [one.say(lang) for one in problems]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
@pytest.mark.parametrize(
    ("flow_unit", "flow"), [("m3/s", "0.05"), ("m3/h", "180"), ("m3/min", "3"), ("L/s", "50"), ("㎥／h", "１８０")]
)
@pytest.mark.parametrize(("share", "efficiency"), [("", "0.78"), ("（％）", "78"), ("(%)", "78.0")])
def test_japanese_headings_units_and_encodings(
    tmp_path: Path, encoding: str, flow_unit: str, flow: str, share: str, efficiency: str
) -> None:
    if encoding == "cp932" and "㎥" in flow_unit:
        flow_unit = "m3/時"
    written = f'ポンプID,機種,流量（{flow_unit}）,全揚程（m）,効率{share},事業費（千円）\r\nETA-100,pat,{flow},25.5,{efficiency},"12,300"\r\n'
    pumps, sha256, problems = read(tmp_path, written, encoding)
    assert problems == []
    (pump,) = pumps
    assert (pump.id, pump.machine, pump.head_m) == ("ETA-100", "pat", 25.5)
    assert pump.flow_m3_s == pytest.approx(0.05, rel=1e-12)
    assert pump.efficiency == pytest.approx(0.78, rel=1e-12)
    assert pump.capex_yen == 12_300_000
    assert sha256 == hashlib.sha256((tmp_path / "pumps.csv").read_bytes()).hexdigest()


def test_the_cost_may_be_left_out_cell_by_cell_or_wholly(tmp_path: Path) -> None:
    pumps, _, problems = read(tmp_path, ENGLISH + "a,pat,0.05,25,0.78,\nb,pat_multistage,0.01,100,0.7,5e6\n")
    assert problems == []
    assert [one.capex_yen for one in pumps] == [None, 5e6]
    pumps, _, problems = read(tmp_path, "id,machine,flow_m3_s,head_m,efficiency\na,pat,0.05,25,0.78\n")
    assert problems == []
    assert pumps[0].capex_yen is None


PUMPS = st.lists(
    st.builds(
        Pump,
        id=st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,39}", fullmatch=True),
        machine=st.sampled_from(sorted(IDS)),
        flow_m3_s=st.floats(1e-4, 5),
        head_m=st.floats(0.1, 900),
        efficiency=st.floats(0.01, 1),
        capex_yen=st.none() | st.floats(0, 1e9),
    ),
    min_size=1,
    max_size=5,
    unique_by=lambda pump: pump.id.casefold(),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pumps=PUMPS)
def test_what_is_written_is_read_again(tmp_path: Path, pumps: list[Pump]) -> None:
    path = tmp_path / "pumps.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(list(Pump.model_fields))
        for pump in pumps:
            writer.writerow(["" if value is None else value for value in pump.model_dump().values()])
    found, _, problems = read_pumps(path, "pumps.csv", IDS)
    assert problems == []
    assert found == pumps


def test_every_fault_is_told_with_row_and_column(tmp_path: Path) -> None:
    rows = [
        "a,pat,0,25,0.78,",
        "b,patt,0.05,-1,0.78,",
        "c,kaplan,0.05,25,78,",
        "a,pat,abc,25,0.78,",
        ",pat,0.05,25,,x",
        f"{'x' * 41},pat,0.05,25,0.78,",
        "d d,pat,0.05,,0.78,-5",
    ]
    found = faults(tmp_path, ENGLISH + "\n".join(rows) + "\n")
    (percent,) = (one for one in found if "'78'" in one)
    assert percent.startswith("pumps.csv:4: efficiency: '78' - expected a number")
    assert {*found} - {percent} == {
        "pumps.csv:6: id: '' - a value is required",
        "pumps.csv:8: id: 'd d' - expected an id of ASCII letters, digits, '-', '_' and '.', such as W07-P1",
        "pumps.csv:2: flow_m3_s: '0' - expected a number > 0 [m3/s]",
        "pumps.csv:5: flow_m3_s: 'abc' - expected a number [m3/s]",
        "pumps.csv:3: head_m: '-1' - expected a number > 0 [m]",
        "pumps.csv:8: head_m: '' - a value is required [m]",
        "pumps.csv:6: efficiency: '' - a value is required [share]",
        "pumps.csv:6: capex_yen: 'x' - expected a number [yen]",
        "pumps.csv:8: capex_yen: '-5' - expected a number >= 0 [yen]",
        "pumps.csv:5: id: 'a' - the id is already used at 2; every id stands once",
        "pumps.csv:3: machine: 'patt' - no such turbine type; did you mean pat?",
        "pumps.csv:4: machine: 'kaplan' - no such turbine type; there are pat, pat_double_suction, pat_multistage",
        f"pumps.csv:7: id: '{'x' * 41}' - expected an id of at most 40 characters",
    }


def test_the_headings_are_judged(tmp_path: Path) -> None:
    found = faults(tmp_path, "id,machine,flow (gal/min),haed_m,efficiency\na,pat,1,25,0.7\n")
    assert any(one.startswith("pumps.csv:1: flow (gal/min): the heading says gal/min") for one in found)
    assert "pumps.csv:1: haed_m: unknown column; did you mean head_m?" in found
    assert any(one.startswith("pumps.csv:1: head_m: the column is missing") for one in found)


def test_faults_are_said_in_japanese(tmp_path: Path) -> None:
    found = faults(tmp_path, ENGLISH + "a,kaplan,0,25,0.78,\nb,patt,1,1,0.5,\n", "ja")
    assert len(found) == 3
    assert not any("expected" in one or "no such" in one for one in found)


def test_no_file_no_rows_and_an_unreadable_one(tmp_path: Path) -> None:
    _, _, problems = read_pumps(tmp_path / "none.csv", "none.csv", IDS)
    assert [one.say("en") for one in problems] == ["none.csv: there is no such file"]
    assert faults(tmp_path, ENGLISH) == ["pumps.csv: the table has no rows"]
    (tmp_path / "pumps.csv").write_bytes(b"PK\x03\x04rest")
    _, _, problems = read_pumps(tmp_path / "pumps.csv", "pumps.csv", IDS)
    assert "workbook" in problems[0].say("en")
