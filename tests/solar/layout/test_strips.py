"""Free stretches of rows against shapely's own overlay, and tables packed on them."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from siting.solar.layout import strips
from siting.solar.layout.packing import pack
from siting.solar.layout.strips import Frame, Stretches, edges_of, free_stretches
from tests.solar.layout.grounds import polygon, unit

FRAME = Frame(180.0)


def stretches(area: object, front: float, depth: float, pitch: float) -> list[tuple[int, float, float]]:
    edges = edges_of(area, FRAME)
    found = free_stretches(edges, np.array([front]), depth, pitch, float(edges.v_high.max()))
    ends = np.round(np.column_stack([found.begin, found.end]), 6) + 0.0
    return [(int(row), float(a), float(b)) for row, (a, b) in zip(found.row, ends, strict=True)]


def by_overlay(area: object, front: float, depth: float, pitch: float) -> list[tuple[int, float, float]]:
    """The same from polygons: what of the strip the ground outside throws on the row's line is not free."""
    west, _, east, north = shapely.bounds(area)
    found, row = [], 0
    while front + row * pitch < north:
        low = front + row * pitch
        strip = shapely.box(west - 1, low, east + 1, low + depth)
        blocked = [shapely.bounds(part) for part in shapely.get_parts(strip - shapely.buffer(area, 1e-9))]
        line = shapely.LineString([(west - 1, 0), (east + 1, 0)])
        free = line - shapely.union_all([shapely.box(one[0], -1, one[2], 1) for one in blocked])
        for part in shapely.get_parts(free):
            if part.length > 1e-6:
                found.append((row, shapely.bounds(part)[0], shapely.bounds(part)[2]))
        row += 1
    return found


def test_by_hand() -> None:
    plot = shapely.box(0, 0, 20, 10) - shapely.box(8, 1, 9, 4)
    assert stretches(plot, 0.0, 2.0, 5.0) == [(0, 0.0, 8.0), (0, 9.0, 20.0), (1, 0.0, 20.0)]
    # A row may touch the edge; one that passes it by a millimetre is lost.
    assert stretches(plot, 3.0, 2.0, 5.0)[-1] == (1, 0.0, 20.0)
    assert [row for row, *_ in stretches(plot, 3.001, 2.0, 5.0)] == [0, 0]
    slanted = shapely.Polygon([(0, 0), (20, 0), (10, 10), (0, 10)])
    assert stretches(slanted, 0.0, 2.0, 5.0) == [(0, 0.0, 18.0), (1, 0.0, 13.0)]


@settings(max_examples=60)
@given(
    radii=st.lists(st.floats(3, 40), min_size=3, max_size=12), hole=st.floats(0.5, 2.5), turn=st.floats(0, 90),
    front=st.floats(0, 5), depth=st.floats(0.5, 6), gap=st.floats(0, 3),
)  # fmt: skip
def test_as_shapely_cuts(radii: list[float], hole: float, turn: float, front: float, depth: float, gap: float) -> None:
    area = polygon(radii, 1.5, turn) - shapely.box(-hole, -hole, hole, hole)
    low = area.bounds[1] + front
    ours, theirs = stretches(area, low, depth, depth + gap), by_overlay(area, low, depth, depth + gap)
    # Tolerances differ where a stretch is next to nothing.
    ours, theirs = ([one for one in found if one[2] - one[1] > 1e-3] for found in (ours, theirs))
    assert [row for row, *_ in ours] == [row for row, *_ in theirs]
    assert np.array(ours) == pytest.approx(np.array(theirs), abs=1e-3)


def test_blocks_of_offsets_are_the_same_as_one(monkeypatch: pytest.MonkeyPatch) -> None:
    area = polygon([30, 20, 35, 15, 40, 22, 31]) - shapely.box(-4, -4, 4, 4)
    edges, fronts = edges_of(area, FRAME), -40 + np.arange(30) * 0.2
    whole = free_stretches(edges, fronts, 3.0, 6.0, 40.0)
    monkeypatch.setattr(strips, "PAIRS_AT_ONCE", 50)
    parts = free_stretches(edges, fronts, 3.0, 6.0, 40.0)
    for name in ("offset", "row", "begin", "end"):
        np.testing.assert_array_equal(getattr(whole, name), getattr(parts, name))


@given(st.floats(0, 360), st.floats(-100, 100), st.floats(-100, 100))
def test_the_rows_frame(azimuth: float, x: float, y: float) -> None:
    frame = Frame(azimuth)
    point = np.array([[x, y]])
    assert frame.to_ground(frame.to_rows(point)) == pytest.approx(point, abs=1e-9)
    facing = np.array([[np.sin(np.radians(azimuth)), np.cos(np.radians(azimuth))]])
    assert frame.to_rows(facing) == pytest.approx(np.array([[0.0, -1.0]]), abs=1e-12)


def free(*ends: tuple[float, float]) -> Stretches:
    zero = np.zeros(len(ends), dtype=np.int64)
    return Stretches(zero, zero, *np.array(ends).T)


def test_units_stand_in_the_middle_with_joints_between() -> None:
    # A unit of 1.134 m and joints of 2 cm: three need 3.442 m.
    packed = pack(free((0.0, 3.442), (10.0, 13.441), (20.0, 24.0), (30.0, 31.0)), unit())
    assert packed.count.tolist() == [3, 2, 3, 0]
    assert packed.begin == pytest.approx([0.0, 10 + (3.441 - 2.288) / 2, 20 + (4 - 3.442) / 2, 30.0])


def test_a_hairline_makes_no_room() -> None:
    whole = pack(free((0.0, 2 * 1.134)), unit()).count.sum()
    split = pack(free((0.0, 1.134), (1.134, 2 * 1.134)), unit())
    assert (whole, split.count.sum()) == (1, 1)
    # With a joint's room it does hold two, and the second begins a joint after the first.
    split = pack(free((0.0, 1.14), (1.15, 2.4)), unit())
    assert split.count.tolist() == [1, 1]
    assert split.begin == pytest.approx([0.0, 1.154])
