"""Drops that contradict themselves, count a loss twice or hold a flow that no pipe could carry."""

from __future__ import annotations

import numpy as np
import pytest

from siting.language import LANGUAGES
from siting.project.drops import check_drops, velocity_problem
from siting.project.readers.raw import RawTable
from siting.project.tables import LoadedTable, check_table
from siting.vocabulary import table


def drops(*rows: dict[str, object]) -> LoadedTable:
    """A drops table of these rows; ids and facilities are filled in."""
    headings = list(dict.fromkeys(["drop_id", "facility_id", *(name for row in rows for name in row)]))
    filled = [{"drop_id": f"D{at}", "facility_id": "W04", **row} for at, row in enumerate(rows)]
    columns = tuple(np.array([row.get(name) for row in filled], dtype=object) for name in headings)
    raw = RawTable("drops.csv", "", tuple(headings), columns, np.arange(2, 2 + len(rows)))
    return check_table(raw, table("drops"))[0]


def said(*rows: dict[str, object]) -> list[str]:
    """What the checks say of these rows."""
    return [one.say("en") for one in check_drops({"drops": drops(*rows)})]


PIPE = {"pipe_length_m": 500, "pipe_diameter_m": 0.3, "pipe_roughness_mm": 0.1}
VALVE = {"valve_type": "butterfly", "valve_opening": 0.3, "pipe_diameter_m": 0.3, "flow_m3_s": 0.1}

SOUND: list[dict[str, object]] = [
    {"net_head_m": 30, "flow_m3_s": 0.25},
    {"net_head_m": 30, "flow_m3_s": 0.25, "pipe_diameter_m": 0.4},
    {"gross_head_m": 30, "required_head_m": 5, **PIPE, "flow_m3_s": 0.1},
    {"gross_head_m": 30, "loss_coefficient_s2_m5": 40, "flow_m3_s": 0.25},
    {"gross_head_m": 30, "pipe_length_m": 500, "pipe_diameter_m": 0.3, "pipe_c": 110, "minor_loss": 2, "flow_m3_s": 0.1},
    {"up_level_m": 60.5, "down_level_m": 30.2, "datum": "tp"},
    {"up_level_m": -1.5, "down_level_m": -4.0, "datum": "O.P."},
    {"up_pressure_m": 40, "down_pressure_m": 15},
    {"up_pressure_m": 40, "required_head_m": 15},
    {"up_pressure_m": 40, "required_head_m": 0},
    {"valve_loss_m": 12, "required_head_m": 2},
    {"valve_loss_m": 12, "valve_type": "仕切弁", "valve_opening": 0.3, "pipe_diameter_m": 0.3},
    VALVE,
    {"net_head_m": 20, "valve_type": "gate"},
    {"capacity_kw": 25.3, "use_rate": 0.6},
    {"capacity_kw": 25.3, "annual_kwh": 133_000},
    {"flow_m3_s": 0.2, "use_rate": 0.6, "net_head_m": 30},
    {**PIPE, "flow_m3_s": 0.1},
    {},
]  # fmt: skip


@pytest.mark.parametrize("row", SOUND, ids=str)
def test_a_sound_drop_is_left_alone(row: dict[str, object]) -> None:
    assert said(row) == []


FAULTY: list[tuple[dict[str, object], list[str]]] = [
    ({"net_head_m": 30, "gross_head_m": 32},
     ["drops.csv:2: gross_head_m: '32' - the head is stated in two ways, net_head_m and gross_head_m: keep one [m]"]),
    ({"up_level_m": 60, "down_level_m": 30, "up_pressure_m": 30}, ["up_pressure_m: '30' - the head is stated in two ways, up_level_m"]),
    ({"net_head_m": 30, "valve_loss_m": 12},
     ["valve_loss_m: '12' - the valve's loss is already in net_head_m: the same drop would be counted twice; keep one"]),
    ({"up_pressure_m": 40, "down_pressure_m": 10, **VALVE}, ["valve_opening: '0.3' - the valve's loss is already in up_pressure_m"]),
    ({"up_level_m": 30, "down_level_m": 60}, ["down_level_m: '60' - not below the upstream side: the head would be -30 m"]),
    ({"up_level_m": 30, "down_level_m": 30}, ["down_level_m: '30' - not below the upstream side: the head would be 0 m"]),
    ({"up_pressure_m": 10, "down_pressure_m": 15}, ["down_pressure_m: '15' - not below the upstream side: the head would be -5 m"]),
    ({"up_level_m": 60}, ["down_level_m: '' - up_level_m needs down_level_m beside it"]),
    ({"down_level_m": 60}, ["up_level_m: '' - down_level_m needs up_level_m"]),
    ({"up_pressure_m": 60}, ["down_pressure_m: '' - up_pressure_m needs down_pressure_m / required_head_m"]),
    ({"down_pressure_m": 60}, ["up_pressure_m: '' - down_pressure_m needs up_pressure_m"]),
    ({"up_pressure_m": 60, "down_pressure_m": 10, "required_head_m": 5}, ["required_head_m: '5' - down_pressure_m already says"]),
    ({"gross_head_m": 30, "required_head_m": 35}, ["required_head_m: '35' - the head that remains is not above zero: 30 m less 35 m"]),
    ({"up_level_m": 30, "down_level_m": 10, "required_head_m": 20}, ["not above zero: 20 m less 20 m"]),
    ({"valve_loss_m": 4, "required_head_m": 5}, ["not above zero: 4 m less 5 m"]),
    ({"net_head_m": 30, "required_head_m": 5}, ["required_head_m: '5' - the net head has losses and required head taken off already"]),
    ({"net_head_m": 30, **PIPE}, ["pipe_length_m: '500' - the net head has", "pipe_roughness_mm: '0.1' - the net head has"]),
    ({"net_head_m": 30, "loss_coefficient_s2_m5": 4}, ["loss_coefficient_s2_m5: '4' - the net head has"]),
    ({"valve_loss_m": 12, "loss_coefficient_s2_m5": 4}, ["loss_coefficient_s2_m5: '4' - the head lost in the valve has"]),
    ({"gross_head_m": 30, **PIPE, "pipe_c": 110}, ["pipe_c: '110' - the pipe's loss is stated in two ways, pipe_roughness_mm and pipe_c"]),
    ({"gross_head_m": 30, **PIPE, "loss_coefficient_s2_m5": 3}, ["loss_coefficient_s2_m5: '3' - the pipe's loss is stated in two ways, pipe_length_m"]),
    ({"gross_head_m": 30, "pipe_length_m": 500}, ["pipe_diameter_m: '' - pipe_length_m needs", "pipe_roughness_mm: '' - pipe_length_m needs pipe_roughness_mm / pipe_c"]),
    ({"gross_head_m": 30, "pipe_diameter_m": 0.3}, ["pipe_length_m: '' - pipe_diameter_m needs", "pipe_roughness_mm: '' - pipe_diameter_m needs"]),
    ({"gross_head_m": 30, "minor_loss": 3, "pipe_diameter_m": 0.3, "pipe_c": 100}, ["pipe_length_m: '' - pipe_diameter_m needs pipe_length_m"]),
    ({"net_head_m": 30, "flow_m3_s": 25, "pipe_diameter_m": 0.5},
     ["flow_m3_s: '25' - 25 m3/s in a pipe of 0.5 m would run at 127.3 m/s: is the flow in another unit, such as L/s or m3/h?"]),
    ({"net_head_m": 30, "flow_m3_s": 0.1, "flow_max_m3_s": 25, "pipe_diameter_m": 0.5}, ["flow_max_m3_s: '25' - 25 m3/s in a pipe of 0.5 m"]),
    ({"gross_head_m": 5, **PIPE, "flow_m3_s": 0.3}, ["flow_m3_s: '0.3' - no head remains at this flow: the pipe takes"]),
    ({"gross_head_m": 5, "loss_coefficient_s2_m5": 500, "flow_m3_s": 0.1}, ["no head remains at this flow: the pipe takes 5 m of 5 m"]),
    ({"capacity_kw": 25, "use_rate": 0.6, "annual_kwh": 130_000}, ["annual_kwh: '130000' - capacity_kw and use_rate say this already"]),
    ({"use_rate": 0.6, "net_head_m": 30}, ["capacity_kw: '' - use_rate needs capacity_kw / flow_m3_s beside it"]),
    ({"valve_type": "gate"}, ["valve_loss_m: '' - valve_type needs valve_loss_m / valve_opening beside it"]),
    ({"valve_opening": 0.4}, ["valve_type: '' - valve_opening needs valve_type", "pipe_diameter_m: '' - valve_opening needs pipe_diameter_m"]),
    ({**VALVE, "valve_opening": 0.07}, ["valve_opening: '0.07' - valve_loss has losses of this valve for openings from 0.1 to 1; give valve_loss_m"]),
]  # fmt: skip


@pytest.mark.parametrize(("row", "expected"), FAULTY, ids=lambda one: str(one)[:60])
def test_a_drop_that_contradicts_itself_is_a_fault(row: dict[str, object], expected: list[str]) -> None:
    found = said({"net_head_m": 20}, row)
    assert len(found) == len(expected), found
    for words in expected:
        assert any(words.replace("drops.csv:2", "drops.csv:3") in one for one in found), found


def test_all_faults_come_at_once_and_in_japanese() -> None:
    rows = [row for row, _ in FAULTY]
    problems = list(check_drops({"drops": drops(*rows)}))
    assert len(problems) == sum(len(expected) for _, expected in FAULTY)
    assert {one.place for one in problems} == {str(line) for line in range(2, 2 + len(rows))}
    for one in problems:
        assert one.say("ja") != one.say("en")


def test_a_cell_that_is_faulty_in_itself_makes_no_second_fault() -> None:
    assert said({"up_level_m": 60, "down_level_m": "低い"}) == []
    assert said({"gross_head_m": 30, "pipe_length_m": 500, "pipe_diameter_m": 0, "pipe_c": "?"}) == []
    assert said({"use_rate": 0.6, "flow_m3_s": -1}) == []


def test_a_heading_that_is_not_understood_makes_nothing_seem_missing() -> None:
    assert said({"up_level_m": 60, "下流の水位": 30}) == []


def test_drops_of_one_place_belong_to_one_facility() -> None:
    found = said(
        {"place_id": "P1"}, {"place_id": "P1", "facility_id": "W05"}, {"place_id": "P2", "facility_id": "W05"}, {}
    )
    assert found == [
        "drops.csv:3: place_id: 'P1' - the drops of a place belong to one facility; this place began in W04"
    ]


@pytest.mark.parametrize(
    ("flow", "diameter", "too_fast"),
    [(0.25, 0.4, False), (250, 0.4, True), (0.25 * 3600, 0.4, True), (0.0, 0.4, False), (float("nan"), 0.4, False),
     (0.25, float("nan"), False), (0.25, 0.0, False)],
)  # fmt: skip
def test_a_flow_in_the_wrong_unit_runs_too_fast_for_its_pipe(flow: float, diameter: float, too_fast: bool) -> None:
    found = velocity_problem(flow, diameter)
    assert (found is not None) == too_fast
    for lang in LANGUAGES if found else ():
        assert f"{flow:g} m3/s" in found.say(lang)  # type: ignore[union-attr]


def test_the_message_names_the_cell_as_written_in_its_own_unit() -> None:
    found = said({"net_head_m": 20, "流量(m3/h)": "90,000", "口径(mm)": 500})
    assert len(found) == 1
    assert found[0].startswith("drops.csv:2: flow_m3_s: '90,000' - 25 m3/s in a pipe of 0.5 m would run at 127.3 m/s")


def test_no_drops_is_no_fault() -> None:
    from siting.project.tables import empty_table

    assert list(check_drops({"drops": empty_table(table("drops"))})) == []
