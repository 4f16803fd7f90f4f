"""Regions of several polygons: what they hold, and the border of their union."""

import itertools
import math
import re

import pytest

from siting.reporting.charts.labels import Box, Segment
from siting.reporting.charts.region_shapes import area_path, border, holds

FRAME = Box(0, 0, 100, 100)


def square(left: float, top: float, side: float = 20.0) -> tuple[tuple[float, float], ...]:
    return ((left, top), (left + side, top), (left + side, top + side), (left, top + side))


def length(strokes: list[Segment]) -> float:
    return sum(math.dist(stroke[:2], stroke[2:]) for stroke in strokes)


@pytest.mark.parametrize("place", [(10, 10), (30, 20), (20, 30), (15, 25)])
def test_edges_and_corners_are_inside(place: tuple[float, float]) -> None:
    assert holds([square(10, 10)], place)


@pytest.mark.parametrize("place", [(9.99, 20), (31, 20), (20, 9), (31, 31)])
def test_outside_is_outside(place: tuple[float, float]) -> None:
    assert not holds([square(10, 10)], place)


def test_one_polygon_has_its_whole_border() -> None:
    sourced, assumed = border([square(10, 10)], FRAME, 1)
    assert length(sourced) == pytest.approx(80)
    assert assumed == []


def test_edges_inside_the_union_are_not_drawn() -> None:
    sourced, assumed = border([square(10, 10), square(20, 20)], FRAME, 1)
    assert length(sourced) == pytest.approx(60)
    assert length(assumed) == pytest.approx(60)


def test_a_polygon_in_another_has_no_border() -> None:
    sourced, assumed = border([square(10, 10, 50), square(20, 20)], FRAME, 2)
    assert length(sourced) == pytest.approx(200)
    assert assumed == []


def test_neighbours_and_twins_share_one_border() -> None:
    neighbours, _ = border([square(10, 10), square(30, 10)], FRAME, 2)
    twins, _ = border([square(10, 10), square(10, 10)], FRAME, 2)
    assert length(neighbours) == pytest.approx(120)
    assert length(twins) == pytest.approx(80)


def test_the_frame_cuts_a_region_open() -> None:
    strokes, _ = border([square(90, 40)], FRAME, 1)
    assert length(strokes) == pytest.approx(40)
    assert max(x for stroke in strokes for x in (stroke[0], stroke[2])) <= 100
    assert border([square(200, 200)], FRAME, 1) == ([], [])


def test_areas_turn_the_same_way_so_that_they_add_up() -> None:
    one, other = square(10, 10), square(20, 20)
    rings = area_path([one, other[::-1]], FRAME).split("Z")[:2]
    senses = []
    for ring in rings:
        places = [tuple(map(float, pair)) for pair in re.findall(r"([\d.]+) ([\d.]+)", ring)]
        senses.append(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in itertools.pairwise(places)) > 0)
    assert senses[0] == senses[1]
    assert area_path([square(200, 200)], FRAME) == ""
