"""Rows on drawn plots: counts by hand, and what must hold on any plot."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.affinity import rotate, translate

from siting.solar.layout.area import spread
from siting.solar.layout.faults import CannotLayOut
from siting.solar.layout.polygon import edge_azimuth, fill, fill_at
from tests.solar.layout.grounds import modules_of, polygon, unit, usable, way

RADII = st.lists(st.floats(6, 40), min_size=3, max_size=10)
TURN = st.floats(0, 360)
PITCH = st.floats(4.0, 9.0)
TILT = 10.0
# A flat table of two modules up: 2 x 1.762 + 0.02 = 3.544 m; a module across with its joint: 1.154 m.
DEPTH = 3.544


def test_a_rectangle_by_hand() -> None:
    # 20 modules across need 20 x 1.154 - 0.02 = 23.06 m, three rows 2 x 5 + 3.544 = 13.544 m; both fit to the millimetre.
    exact = fill(usable(shapely.box(0, 0, 23.06, 13.544)), [way(5.0)], 0.0)
    assert (exact.units, exact.rows, exact.weight) == (60, 3, 120)
    assert exact.tables.across.tolist() == [20, 20, 20]
    assert exact.tables.row.tolist() == [0, 1, 2]
    assert exact.tables.corners[0] == pytest.approx(
        np.array([[0, 0], [23.06, 0], [23.06, DEPTH], [0, DEPTH]]), abs=1e-6
    )
    assert fill(usable(shapely.box(0, 0, 23.059, 13.544)), [way(5.0)], 0.0).units == 57
    assert fill(usable(shapely.box(0, 0, 23.06, 13.543)), [way(5.0)], 0.0).units == 40


def test_offsets_at_which_rows_touch_an_edge_are_tried() -> None:
    # The front part is too shallow for a row, the one behind it holds a row at one offset alone.
    behind = shapely.MultiPolygon([shapely.box(0, 0, 5, 1), shapely.box(0, 3.21, 23.06, 3.21 + DEPTH)])
    assert fill(usable(behind), [way(5.0)], 0.0).units == 20
    # A wedge that opens to the back: 20 modules stand on it only with their back on its edge.
    half = 23.0601 / 2 * 6 / (6 - DEPTH)
    wedge = shapely.Polygon([(-half, 6), (0, 0), (half, 6)])
    assert fill(usable(wedge), [way(5.0)], 0.0).units == 20


def test_rows_count_from_the_front() -> None:
    plot = usable(shapely.box(0, 0, 10, 10))
    for azimuth, front in ((180.0, (5, 0)), (90.0, (10, 5)), (0.0, (5, 10)), (270.0, (0, 5))):
        tables = fill(plot, [way(5.0, azimuth)], 0.0).tables
        first = tables.corners[tables.row == 0][0]
        assert np.hypot(*(first[:2].mean(axis=0) - front)) < 2.0
        # Counter-clockwise from lower left, as looked at from the front.
        assert shapely.Polygon(first).exterior.is_ccw


def test_parts_and_holes() -> None:
    two = shapely.MultiPolygon([shapely.box(0, 0, 10, 10), shapely.box(30, 0, 40, 10) - shapely.box(33, 0.5, 34, 9)])
    filled = fill(usable(two), [way(5.0)], 0.0)
    assert filled.units == 2 * 8 + 2 * (2 + 5)
    assert filled.rows == 2
    assert len(filled.tables.row) == 6


def test_a_vertical_panel_and_a_step_of_a_metre() -> None:
    assert fill(usable(shapely.box(0, 0, 23.06, 10)), [way(5.0)], 90.0).units == 40
    from siting.solar.layout.unit import units_of
    from tests.solar.layout.grounds import slope

    (metres,) = units_of(slope(6.6), None)
    filled = fill(usable(shapely.box(0, 0, 23.06, 10)), [way(8.0, of=metres)], 0.0)
    assert (filled.units, filled.rows, filled.weight) == (23, 1, 23)
    assert filled.units * metres.panel_area_m2 == pytest.approx(23 * 6.6)


def test_the_best_way_is_taken_and_the_first_of_equals() -> None:
    plot = usable(rotate(shapely.box(0, 0, 60, 8), 20, origin=(0, 0)))
    along = edge_azimuth(plot.outline, 180.0)
    assert along == pytest.approx(160.0)
    ways = [way(5.0), way(5.0, along)]
    assert fill(plot, ways, TILT).way is ways[1]
    same = [way(5.0), way(5.0)]
    assert fill(plot, same, TILT).way is same[0]


def test_the_edge_is_the_one_nearest_to_facing() -> None:
    long = shapely.box(0, 0, 10, 60)
    assert edge_azimuth(long, 180.0) == pytest.approx(180.0)
    assert edge_azimuth(rotate(long, -30), 180.0) == pytest.approx(210.0)
    assert edge_azimuth(rotate(long, -30), 100.0) == pytest.approx(120.0)
    # Halfway between: rows along the longer side.
    assert edge_azimuth(rotate(long, 45), 180.0) == pytest.approx(225.0)


@settings(max_examples=60)
@given(radii=RADII, turn=TURN, azimuth=TURN, pitch=PITCH, margin=st.floats(0, 3), hole=st.floats(0.5, 4))
def test_no_module_leaves_the_usable_area_nor_meets_another(
    radii: list[float], turn: float, azimuth: float, pitch: float, margin: float, hole: float
) -> None:
    plot = usable(polygon(radii, 1.5, turn), [shapely.box(-hole, -hole, hole, hole)], margin)
    filled = fill(plot, [way(pitch, azimuth)], TILT)
    modules = modules_of(filled)
    assert len(modules) == filled.units * filled.way.unit.panels == filled.weight
    assert shapely.contains(shapely.buffer(plot.area, 1e-6, join_style="mitre"), modules).all()
    inner = shapely.buffer(modules, -1e-6, join_style="mitre")
    pairs = shapely.STRtree(inner).query(inner, predicate="intersects")
    assert (pairs[0] == pairs[1]).all()
    if len(modules):
        expected = 1.134 * 1.762 * np.cos(np.radians(TILT))
        assert shapely.area(modules) == pytest.approx(np.full(len(modules), expected), rel=1e-6)


@settings(max_examples=40)
@given(radii=RADII, turn=st.floats(1, 359), azimuth=TURN, pitch=PITCH)
def test_turning_the_world_turns_the_layout(radii: list[float], turn: float, azimuth: float, pitch: float) -> None:
    plot, hole = polygon(radii, 1.5), shapely.box(1, 1, 3, 4)
    one = fill(usable(plot, [hole], 1.0), [way(pitch, azimuth)], TILT)
    # Shapely turns counter-clockwise, azimuths clockwise.
    turned = usable(rotate(plot, -turn, origin=(0, 0)), [rotate(hole, -turn, origin=(0, 0))], 1.0)
    other = fill(turned, [way(pitch, azimuth + turn)], TILT)
    assert other.units == one.units
    back = [rotate(shapely.Polygon(table), turn, origin=(0, 0)) for table in other.tables.corners]
    for table, again in zip(one.tables.corners, back, strict=True):
        assert shapely.get_coordinates(again)[:4] == pytest.approx(table, abs=1e-5)


@settings(max_examples=60)
@given(
    radii=RADII, azimuth=TURN, pitch=PITCH, margin=st.floats(0, 3), x=st.floats(-30, 30), y=st.floats(-30, 30),
    wide=st.floats(0.001, 20), deep=st.floats(0.001, 20),
)  # fmt: skip
def test_an_obstacle_never_adds(
    radii: list[float], azimuth: float, pitch: float, margin: float, x: float, y: float, wide: float, deep: float
) -> None:
    plot, first = polygon(radii, 1.5), shapely.box(-2, -2, 1, 3)
    ways = [way(pitch, azimuth), way(pitch, azimuth + 20, unit("landscape"))]
    without = fill(usable(plot, [first], margin), ways, TILT)
    beside = fill(usable(plot, [first, shapely.box(x, y, x + wide, y + deep)], margin), ways, TILT)
    assert beside.weight <= without.weight


def test_an_obstacle_shows_no_better_offset() -> None:
    plot = polygon([14.9, 16.1, 33.7, 9.1, 26.4, 30.8], 1.5)
    # Slivers just inside the edge, which would add an offset with two more modules were it tried.
    slivers = shapely.box(-80, -10, 80, -9.99) - plot.buffer(-0.05)
    counts = [fill(usable(plot, kept), [way(5.0)], TILT).weight for kept in ([], [slivers])]
    assert counts[1] <= counts[0]


@settings(max_examples=40)
@given(radii=RADII, azimuth=TURN, pitch=PITCH, margin=st.floats(0, 3), more=st.floats(0, 3), front=st.floats(-60, -50))
def test_a_wider_margin_never_adds_at_the_same_offset(
    radii: list[float], azimuth: float, pitch: float, margin: float, more: float, front: float
) -> None:
    plot = polygon(radii, 1.5)
    narrow, wide = usable(plot, margin_m=margin), usable(plot, margin_m=margin + more)
    counts = [fill_at(one, way(pitch, azimuth), TILT, front).units for one in (narrow, wide)]
    assert counts[1] <= counts[0]


@settings(max_examples=40)
@given(
    width=st.floats(5, 80), depth=st.floats(5, 80), turn=st.floats(-40, 40), pitch=PITCH, wider=st.floats(0, 5),
    margin=st.floats(0, 2), more=st.floats(0, 2),
)  # fmt: skip
def test_a_wider_pitch_or_margin_never_gives_more_rows(
    width: float, depth: float, turn: float, pitch: float, wider: float, margin: float, more: float
) -> None:
    plot = rotate(shapely.box(0, 0, width, depth), turn)
    along = edge_azimuth(plot, 180.0 - turn)
    one = fill(usable(plot, margin_m=margin), [way(pitch, along)], TILT)
    for other in (
        fill(usable(plot, margin_m=margin), [way(pitch + wider, along)], TILT),
        fill(usable(plot, margin_m=margin + more), [way(pitch, along)], TILT),
    ):
        assert other.rows <= one.rows
        assert other.units <= one.units


def test_a_large_plot_nears_area_mode_from_below() -> None:
    one = way(5.0)
    for side, short in ((100.0, 0.06), (1000.0, 0.006)):
        drawn = fill(usable(shapely.box(0, 0, side, side)), [one], TILT).weight
        by_area = spread(side**2, one.unit, one.pitch).panels
        assert by_area is not None
        # An edge may hold one row, and one joint, more than its share.
        assert by_area * (1 - short) < drawn < by_area * (1 + short)


def test_the_order_of_parts_and_corners_does_not_matter() -> None:
    plot = polygon([30, 20, 35, 15, 40, 22, 31], 1.5)
    corners = shapely.get_coordinates(plot)[:-1]
    again: Any = shapely.Polygon(np.roll(corners[::-1], 3, axis=0))
    counts = {fill(usable(one), [way(5.0)], TILT).units for one in (plot, again, translate(plot, 1000.0, -500.0))}
    assert len(counts) == 1


def test_nothing_left_is_no_fault_and_a_region_is_refused() -> None:
    for tiny in (shapely.box(0, 0, 1, 1), shapely.box(0, 0, 4, 4)):
        nothing = fill(usable(tiny, margin_m=3.0), [way(5.0)], TILT)
        assert (nothing.units, nothing.rows, nothing.tables.corners.shape) == (0, 0, (0, 4, 2))
        assert len(modules_of(nothing)) == 0
    with pytest.raises(CannotLayOut, match=r"the plot of 100.0 km2 would hold about 35 million modules, 5 million"):
        fill(usable(shapely.box(0, 0, 10_000, 10_000)), [way(5.0)], TILT)


def test_five_hectares() -> None:
    filled = fill(usable(shapely.box(0, 0, 250, 200), margin_m=3.0), [way(4.9)], TILT)
    assert filled.weight > 16_000
