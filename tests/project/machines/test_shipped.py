"""The shipped turbine types: all load, and hold what charts and plants print."""

from __future__ import annotations

import numpy as np
import pytest

from siting.hydro.regions import margin_decades
from siting.project.machines.model import Machine, PublishedCurve, PumpCurve, TabulatedCurve
from siting.project.machines.read import read_machines, shipped_machines
from siting.resources import share

MACHINES = {one.id: one for one in shipped_machines()}
IDS = {
    "pelton", "turgo", "francis", "crossflow", "kaplan", "propeller", "propeller_inline", "pat", "pat_double_suction",
    "pat_multistage", "submersible", "screw", "waterwheel_overshot", "waterwheel_backshot", "waterwheel_breastshot",
    "waterwheel_zuppinger", "waterwheel_undershot",
}  # fmt: skip
OPEN = {"pelton", "turgo", "crossflow"}
CHANNEL = {"screw", *(one for one in IDS if one.startswith("waterwheel"))}


def holds(machine: Machine, flow_m3_s: float, head_m: float) -> bool:
    return bool(margin_decades(machine, np.array([flow_m3_s]), np.array([head_m]))[0] == 0)


def sourced(machine: Machine) -> Machine:
    return machine.model_copy(update={"regions": tuple(one for one in machine.regions if one.confidence == "sourced")})


def test_every_type_is_shipped_in_the_order_of_its_files() -> None:
    assert set(MACHINES) == IDS
    assert list(MACHINES) == sorted(MACHINES)


def test_every_file_of_the_folder_is_a_machine_or_the_readme() -> None:
    loaded, problems = read_machines(share("turbine_charts"), "turbine_charts")
    assert {one.file for one in loaded} == {f"turbine_charts/{name}.toml" for name in IDS}
    assert [one.file for one in problems] == ["turbine_charts/README.md"]


@pytest.mark.parametrize("name", sorted(IDS))
def test_a_file_says_its_reasons_and_where_its_figures_come_from(name: str) -> None:
    machine = MACHINES[name]
    assert all((machine.maintenance, machine.maintenance_en, machine.strengths, machine.weaknesses))
    assert (machine.maintainability, machine.references) == (None, None), "nobody rated them"
    assert machine.outlet == ("open" if name in OPEN else "channel" if name in CHANNEL else "pressurised")
    if any(region.confidence == "assumption" for region in machine.regions[:1]):
        assert machine.confidence == "assumption"


def test_the_curve_of_each_type() -> None:
    pumps = {name for name, one in MACHINES.items() if isinstance(one.efficiency, PumpCurve)}
    assert pumps == {"pat", "pat_double_suction", "pat_multistage"}
    published = {n: one.efficiency for n, one in MACHINES.items() if isinstance(one.efficiency, PublishedCurve)}
    assert {published[name].jets for name in ("pelton", "turgo")} == {3}
    assert {name: curve.model for name, curve in published.items() if curve.model != name} == {
        "propeller_inline": "propeller",
        "submersible": "propeller",
    }
    tables = [one for one in MACHINES.values() if isinstance(one.efficiency, TabulatedCurve)]
    for machine in tables:
        assert isinstance(machine.efficiency, TabulatedCurve)
        assert machine.minimum_flow_share == machine.efficiency.load[0]


@pytest.mark.parametrize("flow_m3_s", [0.03, 0.0667, 0.1, 0.25])
@pytest.mark.parametrize("head_m", [27.0, 30.0, 33.0])
def test_the_drops_of_the_toyonaka_study_are_inside_the_types_it_names(flow_m3_s: float, head_m: float) -> None:
    assert holds(MACHINES["pat"], flow_m3_s, head_m)
    assert holds(MACHINES["propeller_inline"], flow_m3_s, head_m)
    # Ossberger's polygon begins at flow times head of 2 m4/s there.
    assert holds(MACHINES["crossflow"], flow_m3_s, head_m) == (flow_m3_s * head_m >= 2)


def test_a_quarter_cubic_metre_at_thirty_metres_is_inside_the_sourced_cross_flow_and_francis() -> None:
    inside = {name for name, one in MACHINES.items() if sourced(one).regions and holds(sourced(one), 0.25, 30)}
    assert inside == {"crossflow", "francis"}


@pytest.mark.parametrize(
    ("name", "flow_m3_s", "head_m"),
    [
        ("pat", 0.063, 91.5),  # Ebara Jiho 259: single-suction volute pump at a waterworks
        ("turgo", 0.323, 109.86),  # Shimokubo No. 2, Gunma Prefecture
        ("pat_multistage", 0.03, 200.0),
        ("pat_double_suction", 0.6, 40.0),
        ("screw", 0.15, 3.0),
        ("waterwheel_undershot", 1.0, 0.5),
    ],
)
def test_printed_plants_are_inside(name: str, flow_m3_s: float, head_m: float) -> None:
    assert holds(MACHINES[name], flow_m3_s, head_m)


def test_a_multistage_pump_is_for_less_flow_and_a_double_suction_pump_for_more() -> None:
    assert not holds(MACHINES["pat"], 0.03, 200)
    assert not holds(MACHINES["pat"], 0.6, 40)
    assert not holds(MACHINES["pat_multistage"], 0.6, 40)
    assert not holds(MACHINES["pat_double_suction"], 0.02, 30)


def test_the_sourced_vertices_are_the_printed_ones() -> None:
    printed = ((0.8, 2.5), (7, 3.5), (12, 10), (12, 25), (7, 85), (4, 120), (0.2, 200), (0.05, 200), (0.04, 100), (0.04, 50))  # fmt: skip
    assert MACHINES["crossflow"].regions[0].polygon == printed
    assert len(MACHINES["kaplan"].regions[0].polygon) == 8
    assert [len(one.polygon) for one in MACHINES["francis"].regions] == [7, 7, 0]
