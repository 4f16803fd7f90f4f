"""The usable area: margins, set-backs, and outlines that are none."""

from __future__ import annotations

from typing import Any

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from siting.project.sunlight.files import Block, Outline
from siting.solar.layout.faults import CannotLayOut
from siting.solar.layout.usable import usable_area
from tests.solar.layout.grounds import drawn, polygon, usable


def of(shape: Any, margin_m: float = 3.0, kept_out: Any = None, obstacles: tuple[Block, ...] = ()) -> Any:
    ground = drawn(shape, kept_out, obstacles)
    assert ground.outline is not None
    return usable_area(ground.outline, ground.obstacles, margin_m)


def test_margin_obstacles_and_what_stays_free_by_hand() -> None:
    manhole = Block("manhole", shapely.box(20, 20, 21, 21), 0.3, 1.0)
    elsewhere = Block("elsewhere", shapely.box(500, 500, 510, 510), 3.0, 1.0)
    found = of(shapely.box(0, 0, 60, 40), 3.0, shapely.box(-5, 10, 10, 12), (manhole, elsewhere))
    assert found.outline.area == pytest.approx(2400.0, abs=0.01)
    assert found.within.area == pytest.approx(54 * 34, abs=0.01)
    # A manhole with a metre around it, and a way of 2 m that ends 10 m from the edge; its first 3 m lie in the margin.
    assert found.kept_out.area == pytest.approx(9 + 20, abs=0.01)
    assert found.area.area == pytest.approx(54 * 34 - 9 - 14, abs=0.01)
    # The centre of the plot is the origin.
    assert found.outline.bounds == pytest.approx((-30, -20, 30, 20), abs=0.01)


@settings(max_examples=30)
@given(st.lists(st.floats(6, 40), min_size=3, max_size=12), st.floats(0.1, 5), st.floats(0.1, 5))
def test_the_distance_asked_for_is_kept(radii: list[float], margin: float, more: float) -> None:
    shape = polygon(radii, 1.5)
    hole = shapely.box(-1, -1, 1, 1)
    near, far = usable(shape - hole, margin_m=margin), usable(shape - hole, margin_m=margin + more)
    for one, kept in ((near, margin), (far, margin + more)):
        if not one.area.is_empty:
            assert shapely.distance(one.area, shapely.boundary(shape - hole)) >= kept - 1e-6
    # Nothing is covered by everything, which shapely says otherwise.
    assert far.area.is_empty or shapely.covers(shapely.buffer(near.area, 1e-6, join_style="mitre"), far.area)


def test_touching_parts_become_one() -> None:
    halves = shapely.MultiPolygon([shapely.box(0, 0, 30, 40), shapely.box(30, 0, 60, 40)])
    assert of(halves).within.area == pytest.approx(54 * 34, abs=0.01)
    apart = shapely.MultiPolygon([shapely.box(0, 0, 30, 40), shapely.box(40, 0, 60, 40)])
    assert of(apart).within.area == pytest.approx(24 * 34 + 14 * 34, abs=0.01)


def lonlat(*points: tuple[float, float]) -> Outline:
    return Outline(shapely.Polygon([(135 + x, 34 + y) for x, y in points]))


CROSSED = lonlat((0, 0), (0.001, 0.001), (0.001, 0), (0, 0.001))


@pytest.mark.parametrize(
    ("outline", "message"),
    [
        (CROSSED, "the outline of the plot crosses or touches itself at 135.0005, 34.0005"),
        (Outline(shapely.Polygon()), "the outline of the plot encloses no area"),
        (Outline(None), "the outline of the plot encloses no area"),
        (Outline(shapely.LineString([(135, 34), (135.1, 34)])), "encloses no area"),
        (Outline(shapely.box(-47000, -135000, -46900, -134900)), "lies at -47000, -135000, which is no longitude"),
        (Outline(shapely.box(34.7, 135.4, 34.8, 135.5)), "lies at 34.7, 135.4, which is no longitude and latitude"),
        (lonlat((0, 0), (1.1, 0), (1.1, 0.1)), "the outline of the plot is more than 1 degree wide"),
    ],
    ids=["crossed", "empty", "none", "line", "metres", "swapped", "wide"],
)
def test_an_outline_that_is_none_is_told(outline: Outline, message: str) -> None:
    with pytest.raises(ValueError, match=message) as fault:
        usable_area(outline, (), 3.0)
    assert isinstance(fault.value, CannotLayOut)
    assert fault.value.say("ja") != fault.value.say("en")


def test_a_crossed_obstacle_is_told() -> None:
    plot = lonlat((0, 0), (0.001, 0), (0.001, 0.001), (0, 0.001))
    with pytest.raises(CannotLayOut, match="an obstacle or an area that stays free crosses"):
        usable_area(plot, (Block("tank", CROSSED.shape, 2.0),), 3.0)
