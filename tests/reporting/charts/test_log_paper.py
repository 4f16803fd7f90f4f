"""Log-log paper: places, grid, power lines, clipping."""

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siting.reporting.charts.labels import Box
from siting.reporting.charts.log_paper import (
    axes,
    bounds_polygon,
    clipped_polygon,
    clipped_stroke,
    grid,
    log_paper,
    path_of,
    power_line,
    strokes_of,
)
from siting.reporting.charts.power_lines import power_lines

PLOT = Box(40, 20, 440, 20)
WINDOW = ((0.01, 1.0), (1.0, 100.0))
PAPER = log_paper([], WINDOW, PLOT)
COORDINATES = st.floats(-900, 900).map(lambda value: round(value, 1))


def test_decades_are_equally_long_and_a_known_one_stands_where_it_must() -> None:
    assert PAPER.plot == Box(40, 20, 440, 420)
    assert PAPER((0.01, 1.0)) == pytest.approx((40, 420))
    assert PAPER((0.1, 10.0)) == pytest.approx((240, 220))
    assert PAPER((1.0, 100.0)) == pytest.approx((440, 20))
    assert PAPER((0.2, 30.0)) == pytest.approx((240 + 200 * math.log10(2), 220 - 200 * math.log10(3)))


def test_paper_grows_to_hold_every_place_with_a_margin() -> None:
    paper = log_paper([(5.0, 400.0), (0.004, 0.5)], WINDOW, PLOT)
    assert paper.x.domain == (0.002, 10.0)
    assert paper.y.domain == (0.2, 500.0)
    for place in ((5.0, 400.0), (0.004, 0.5)):
        x, y = paper(place)
        assert paper.plot.left + 5 < x < paper.plot.right - 5
        assert paper.plot.top + 5 < y < paper.plot.bottom - 5


def test_fine_lines_stand_at_two_to_nine_and_decades_apart_from_them() -> None:
    fine, decades = (re.findall(r"M([\d.]+) [\d.]+V", markup) for markup in grid(PAPER))
    expected = [PAPER.x(step * 10.0**power) for power in (-2, -1) for step in range(2, 10)]
    assert [float(x) for x in fine] == pytest.approx(expected, abs=0.06)
    assert [float(x) for x in decades] == [240.0]


def test_ticks_are_written_as_engineers_write_them() -> None:
    shown = re.findall(r">([^<]+)<", "".join(axes(PAPER, "Q", "H")))
    assert {"0.01", "0.1", "1", "10", "100", "Q", "H"} <= set(shown)
    assert not any("e" in word or "×" in word for word in shown)


@given(st.floats(0.2, 900))
def test_every_place_of_a_power_line_has_that_power_and_lies_in_the_frame(power_kw: float) -> None:
    stroke = power_line(PAPER, power_kw)
    assert stroke is not None
    for x, y in ((stroke[0], stroke[1]), (stroke[2], stroke[3])):
        flow = 10 ** (-2 + (x - 40) / 200)
        head = 10 ** ((420 - y) / 200)
        assert 9.8 * flow * head == pytest.approx(power_kw, rel=1e-9)
        assert 40 - 1e-9 <= x <= 440 + 1e-9
        assert 20 - 1e-9 <= y <= 420 + 1e-9


@pytest.mark.parametrize("power_kw", [0.01, 5000.0])
def test_a_power_beyond_the_paper_has_no_line(power_kw: float) -> None:
    assert power_line(PAPER, power_kw) is None


def test_powers_are_written_clear_of_marks() -> None:
    whole = power_lines(PAPER, [(10.0, "10 kW")], [], [], [])[0]
    assert whole.centre is not None
    blocked = Box(whole.centre[0] - 30, whole.centre[1] - 30, whole.centre[0] + 30, whole.centre[1] + 30)
    moved = power_lines(PAPER, [(10.0, "10 kW")], [blocked], [], [])[0]
    assert moved.centre is not None
    assert moved.centre != whole.centre
    assert not any(box.overlaps(blocked) for box in moved.boxes)
    assert power_lines(PAPER, [(10.0, "10 kW")], [PAPER.plot], [], [])[0].centre is None


def test_bounds_become_a_polygon_with_corners_cut_by_power() -> None:
    plain = {(round(flow, 9), round(head, 9)) for flow, head in bounds_polygon((0.1, 1.0), (5.0, 50.0))}
    assert plain == {(0.1, 5.0), (0.1, 50.0), (1.0, 5.0), (1.0, 50.0)}
    cut = bounds_polygon((0.1, 1.0), (5.0, 50.0), (9.8, 98.0))
    products = [9.8 * flow * head for flow, head in cut]
    assert min(products) == pytest.approx(9.8)
    assert max(products) == pytest.approx(98.0)
    assert len(cut) == 6


def test_an_open_bound_reaches_beyond_every_frame() -> None:
    corners = [PAPER(place) for place in bounds_polygon((0.1, None), (None, 50.0))]
    assert {(round(x), round(y)) for x, y in clipped_polygon(corners, PAPER.plot)} == {
        *((240, 420), (440, 420)),
        *((240, 80), (440, 80)),
    }


@given(st.lists(st.tuples(COORDINATES, COORDINATES), min_size=3, max_size=8))
def test_clipped_shapes_stay_in_the_frame(corners: list[tuple[float, float]]) -> None:
    frame = PAPER.plot
    for x, y in clipped_polygon(corners, frame):
        assert frame.left - 1e-6 <= x <= frame.right + 1e-6
        assert frame.top - 1e-6 <= y <= frame.bottom + 1e-6
    for stroke in strokes_of(corners):
        kept = clipped_stroke(stroke, frame)
        if kept is not None:
            for x, y in (kept[:2], kept[2:]):
                assert frame.left - 1e-6 <= x <= frame.right + 1e-6
                assert frame.top - 1e-6 <= y <= frame.bottom + 1e-6


def test_strokes_that_go_on_share_one_path() -> None:
    assert path_of([(0, 0, 1, 1), (1, 1, 2, 0), (5, 5, 6, 6)]) == "M0 0L1 1L2 0M5 5L6 6"
