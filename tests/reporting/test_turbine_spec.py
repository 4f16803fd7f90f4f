"""The turbine selection chart of machines and drops: regions as the engine has them, ranges, words, sources."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from siting.hydro.regions import margin_decades
from siting.project.machines.read import shipped_machines
from siting.reporting.charts import DropMark
from siting.reporting.charts.region_shapes import holds
from siting.reporting.charts.turbine_chart import turbine_chart
from siting.reporting.turbine_spec import RANGE_POINTS, drop_mark, operating_range, turbine_spec

MACHINES = {one.id: one for one in shipped_machines()}
MARK = DropMark("d1", "寺内", ((0.1, 33.0), (0.25, 30.0)), (0.2, 31.0))


def curve(flow: np.ndarray, head: np.ndarray) -> pd.DataFrame:
    return pd.DataFrame({"flow_m3_s": flow, "head_m": head})


def test_regions_hold_what_the_engine_holds() -> None:
    spec = turbine_spec(MACHINES, [MARK], "ja")
    assert [one.id for one in spec.regions] == list(MACHINES)
    points = [(q, h) for q in np.geomspace(0.003, 30, 23) for h in np.geomspace(0.7, 400, 23)]
    for region in spec.regions:
        logs = [tuple((np.log10(q), np.log10(h)) for q, h in one) for one in region.all_polygons]
        drawn = [holds(logs, (np.log10(q), np.log10(h)), 1e-9) for q, h in points]
        flow, head = np.array(points).T
        assert drawn == list(margin_decades(MACHINES[region.id], flow, head) == 0), region.id


def test_assumed_regions_stand_apart_from_sourced_ones() -> None:
    by_id = {one.id: one for one in turbine_spec(MACHINES, [MARK], "ja").regions}
    assert by_id["crossflow"].polygons
    assert not by_id["crossflow"].assumed
    assert not by_id["pat"].polygons
    assert by_id["pat"].assumed
    assert by_id["kaplan"].polygons
    assert by_id["kaplan"].assumed


@pytest.mark.parametrize(
    ("lang", "name", "title"),
    [("ja", "フランシス水車", "水車選定図"), ("en", "Francis turbine", "Turbine selection chart")],
)
def test_it_speaks_both_languages_and_names_its_sources(lang: str, name: str, title: str) -> None:
    spec = turbine_spec(MACHINES, [MARK], lang, chosen="francis")
    assert spec.heading.title == title
    assert [one.label for one in spec.regions if one.chosen] == [name]
    notes = " ".join(spec.footnotes)
    assert "Voith/Dubbel" in notes
    assert "GRASS GIS r.green.hydro" in notes
    assert notes.count("hydropowerlib") == 1
    assert title in turbine_chart(spec).svg


def test_the_same_input_gives_the_same_picture() -> None:
    assert turbine_chart(turbine_spec(MACHINES, [MARK], "ja")) == turbine_chart(turbine_spec(MACHINES, [MARK], "ja"))


def test_machines_of_sources_alone_need_no_word_of_assumptions() -> None:
    spec = turbine_spec({"crossflow": MACHINES["crossflow"]}, [MARK], "en")
    assert not any("assumptions" in note for note in spec.footnotes)


def test_the_range_runs_from_small_to_large_flow_and_keeps_both_ends() -> None:
    flow = np.linspace(0.5, 0.0, 101)
    places = operating_range(curve(flow, 30 - 20 * flow**2))
    assert len(places) == RANGE_POINTS
    assert [q for q, _ in places] == sorted(q for q, _ in places)
    assert places[0][0] == pytest.approx(0.005)
    assert places[-1][0] == 0.5
    assert [h for _, h in places] == pytest.approx([30 - 20 * q**2 for q, _ in places])


def test_flows_and_heads_not_above_zero_are_left_out() -> None:
    assert operating_range(curve(np.array([0.3, 0.2, 0.0]), np.array([-1.0, 5.0, 9.0]))) == ((0.2, 5.0),)
    assert operating_range(curve(np.zeros(3), np.ones(3))) == ()


def test_the_design_point_is_that_of_one_unit() -> None:
    duration = curve(np.array([0.3, 0.1]), np.array([20.0, 22.0]))
    chosen = pd.Series({"design_flow_m3_s": 0.3, "units": 3, "design_head_m": 20.0})
    assert drop_mark("d", "D", duration, chosen) == DropMark(
        "d", "D", ((0.1, 22.0), (0.3, 20.0)), (pytest.approx(0.1), 20.0)
    )
    assert drop_mark("d", "D", duration, None).design is None
