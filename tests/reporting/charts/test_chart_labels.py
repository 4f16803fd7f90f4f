"""Labels never overlap, whatever is asked of them."""

import math
from itertools import combinations, pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from siting.reporting.charts.labels import (
    Box,
    PointLabel,
    place_labels,
    shorten,
    spread,
    text_width,
    thin,
)
from siting.reporting.charts.spreading import spread_apart

CANVAS = Box(0, 0, 400, 300)
NAMES = st.sampled_from(["寺内配水場", "野畑配水場(候補地①)", "A", "Pump station 12", "浄"])
# A coarse grid makes coincident and touching markers common.
PLACES = st.tuples(st.integers(0, 40).map(lambda n: n * 10.0), st.integers(0, 30).map(lambda n: n * 10.0))
WISHES = st.lists(st.tuples(NAMES, PLACES), max_size=25)


@given(WISHES)
@settings(max_examples=150)
def test_placed_labels_touch_neither_each_other_nor_a_marker(
    wishes: list[tuple[str, tuple[float, float]]],
) -> None:
    labels = [PointLabel(f"k{i}", name, *place, 8) for i, (name, place) in enumerate(wishes)]
    placement = place_labels(labels, CANVAS, 12)
    boxes = [placed.box for placed in placement.placed]
    assert not any(one.overlaps(other) for one, other in combinations(boxes, 2))
    assert not any(box.overlaps(label.marker) for box in boxes for label in labels)
    assert all(CANVAS.holds(box) for box in boxes)
    for placed in placement.placed:
        if placed.leader is not None:
            others = [other.box for other in placement.placed if other.key != placed.key]
            assert not any(box.crossed_by(placed.leader) for box in others)
            assert math.dist(placed.leader[:2], placed.leader[2:]) < 300
    named = [placed.key for placed in placement.placed]
    assert sorted([*named, *placement.dropped]) == sorted(label.key for label in labels)


@given(WISHES)
@settings(max_examples=50)
def test_labels_keep_clear_of_obstacles_and_lines(wishes: list[tuple[str, tuple[float, float]]]) -> None:
    labels = [PointLabel(f"k{i}", name, *place, 5) for i, (name, place) in enumerate(wishes)]
    obstacle, stroke, crossable = (
        Box(0, 250, 120, 300),
        (0.0, 100.0, 400.0, 110.0),
        (200.0, 0.0, 210.0, 300.0),
    )
    placement = place_labels(labels, CANVAS, 12, [obstacle], [stroke], [crossable])
    for placed in placement.placed:
        assert not placed.box.overlaps(obstacle)
        assert not placed.box.crossed_by(stroke)
        assert not placed.box.crossed_by(crossable)


def test_a_lone_label_stands_right_of_its_marker_without_leader() -> None:
    (placed,) = place_labels([PointLabel("k", "寺内", 100, 100, 8)], CANVAS, 12).placed
    assert placed.leader is None
    assert 108 < placed.box.left < 115


def test_the_label_of_an_enclosed_marker_is_led_outward() -> None:
    ring = [
        PointLabel(
            f"k{turn}",
            "配水場",
            200 + 30 * math.cos(turn * math.tau / 6),
            150 + 30 * math.sin(turn * math.tau / 6),
            8,
        )
        for turn in range(6)
    ]
    placement = place_labels([*ring, PointLabel("inner", "寺内配水場", 200, 150, 8)], CANVAS, 12)
    assert placement.dropped == ()
    assert placement.placed[-1].key == "inner"
    assert placement.placed[-1].leader is not None


def test_a_label_without_room_is_reported() -> None:
    assert place_labels([PointLabel("k", "寺内配水場", 10, 10, 8)], Box(0, 0, 20, 20), 12).dropped == ("k",)


@given(st.text(max_size=60), st.floats(20, 300))
def test_shortened_text_fits(text: str, width: float) -> None:
    assert text_width(shorten(text, width, 12), 12) <= width + 1e-6


def test_width_of_japanese_and_latin() -> None:
    assert text_width("寺内①", 10) == 30
    assert math.isclose(text_width("12a", 10), 16.5)
    assert text_width("e\u0301", 10) == text_width("e", 10)


@given(st.lists(st.floats(0, 600), min_size=1, max_size=40, unique=True).map(sorted), st.floats(1, 80))
def test_thinned_axis_labels_stand_apart(positions: list[float], width: float) -> None:
    kept = thin(positions, [width] * len(positions))
    assert kept[0] == 0
    assert all(positions[b] - positions[a] >= width for a, b in pairwise(kept))


@given(st.lists(st.floats(0, 300), max_size=10))
def test_spread_lines_stand_apart_in_order(centres: list[float]) -> None:
    moved = spread(centres, 16, 0, 300)
    ranked = [moved[i] for i in sorted(range(len(centres)), key=lambda i: centres[i])]
    assert all(other - one >= 16 - 1e-6 for one, other in pairwise(ranked))
    assert all(8 - 1e-6 <= place <= 292 + 1e-6 for place in moved)


@given(st.lists(PLACES, max_size=60))
def test_spread_markers_stand_apart_inside_the_canvas(places: list[tuple[float, float]]) -> None:
    spots = spread_apart(places, 20, CANVAS)
    assert all(math.dist((a.x, a.y), (b.x, b.y)) >= 19.9 for a, b in combinations(spots, 2))
    assert all(0 <= spot.x <= 400 and 0 <= spot.y <= 300 for spot in spots)
    assert all((spot.true_x, spot.true_y) == place for spot, place in zip(spots, places, strict=True))
