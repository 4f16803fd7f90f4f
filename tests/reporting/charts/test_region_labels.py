"""Names of regions never touch each other or a mark, and stand in their region."""

from itertools import combinations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from siting.reporting.charts.labels import Box
from siting.reporting.charts.region_labels import Area, crossings, place_region_labels
from siting.reporting.charts.region_shapes import border, holds

FRAME = Box(0, 0, 400, 300)
NAMES = st.sampled_from(["ペルトン水車", "Francis", "ポンプ逆転水車（片吸込）", "A"])
RECTANGLES = st.lists(st.tuples(NAMES, *[st.integers(-2, 38)] * 2, *[st.integers(1, 30)] * 2), min_size=1, max_size=14)


def area(key: str, name: str, left: float, top: float, right: float, bottom: float) -> Area:
    polygon = ((left, top), (right, top), (right, bottom), (left, bottom))
    sourced, _ = border([polygon], FRAME, 1)
    return Area(key, name, key.removeprefix("k"), (polygon,), tuple(sourced))


def areas_of(drawn: list[tuple[str, int, int, int, int]]) -> list[Area]:
    return [
        area(f"k{at}", name, 10.0 * x, 8.0 * y, 10.0 * (x + w), 8.0 * (y + h))
        for at, (name, x, y, w, h) in enumerate(drawn)
    ]


@given(RECTANGLES)
@settings(max_examples=40)
def test_labels_are_free_and_each_belongs_to_its_region(drawn: list[tuple[str, int, int, int, int]]) -> None:
    areas = areas_of(drawn)
    obstacle, stroke = Box(150, 100, 200, 140), (0.0, 250.0, 400.0, 200.0)
    labels = place_region_labels(areas, FRAME, 11.0, [obstacle], [stroke])
    by_key = {one.key: one for one in areas}
    for one, other in combinations(labels, 2):
        assert not one.box.overlaps(other.box)
        assert one.leader is None or not other.box.crossed_by(one.leader)
        assert other.leader is None or not one.box.crossed_by(other.leader)
    for label in labels:
        assert FRAME.holds(label.box)
        assert not label.box.overlaps(obstacle)
        assert not label.box.crossed_by(stroke)
        own = by_key[label.key]
        if label.leader is None:
            assert holds(own.polygons, ((label.box.left + label.box.right) / 2, (label.box.top + label.box.bottom) / 2))
            assert not any(label.box.crossed_by(edge) for edge in own.border)
        else:
            assert holds(own.polygons, label.leader[:2])
    assert labels == place_region_labels(areas, FRAME, 11.0, [obstacle], [stroke])


def test_a_name_avoids_the_border_of_another_region() -> None:
    wide, crossing = area("k1", "Francis turbine", 50, 50, 350, 250), area("k2", "B", 60, 20, 120, 280)
    labels = place_region_labels([wide, crossing], FRAME, 11.0, [], [])
    assert len(labels) == 2
    for label in labels:
        assert not any(label.box.crossed_by(edge) for one in (wide, crossing) for edge in one.border)


def test_a_region_too_small_for_its_name_is_led_out() -> None:
    small = area("k1", "Francis turbine", 100, 100, 120, 110)
    (label,) = place_region_labels([small], FRAME, 11.0, [], [])
    assert label.leader is not None
    assert label.text == "Francis turbine"


def test_without_room_for_the_name_the_number_stands_for_it() -> None:
    region = area("k7", "Francis turbine with a long name", 100, 100, 140, 130)
    walls = [Box(0, 0, 98, 300), Box(142, 0, 400, 300), Box(0, 0, 400, 98), Box(0, 132, 400, 300)]
    (label,) = place_region_labels([region], FRAME, 11.0, walls, [])
    assert label.text == "7"
    assert label.numbered


@given(st.lists(st.tuples(*[st.integers(-10, 50).map(float)] * 4), min_size=1, max_size=20))
def test_many_crossings_at_once_agree_with_one_at_a_time(strokes: list[tuple[float, float, float, float]]) -> None:
    # Off the whole numbers, so that no stroke runs along a side, where the two may differ.
    box = Box(0.3, 0.4, 30.3, 20.4)
    many = crossings(np.array([[box.left, box.top, box.right, box.bottom]]), strokes)[0]
    for found, stroke in zip(many, strokes, strict=True):
        if stroke[:2] != stroke[2:]:
            assert found == box.crossed_by(stroke)
