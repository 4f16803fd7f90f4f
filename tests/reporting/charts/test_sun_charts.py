"""Plan, side view and bars in cells: rows joined, dimensions true to scale, one picture from a layout or its frame."""

from __future__ import annotations

import math
import re
from xml.etree.ElementTree import fromstring

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from siting.reporting.charts.cell_bars import LONG, TALL, step_bars, upright_bars
from siting.reporting.charts.plan import plan_chart
from siting.reporting.charts.plan_rows import Point, Table, pair_of, strips_of
from siting.reporting.charts.row_section import section_chart
from siting.reporting.sun_drawings import (
    Arrangement,
    Shape,
    arrangement_of_layout,
    plan_spec,
    plan_svg,
    section_spec,
    shape_of_frame,
    shape_of_layout,
)
from siting.solar.records import Layout, Pitch, Tables

PITCH, DEPTH, WIDE = 5.0, 3.2, 1.1


def turned(point: Point, degrees: float) -> Point:
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return (point[0] * cos - point[1] * sin, point[0] * sin + point[1] * cos)


def table(row: int, column: int, degrees: float = 0.0) -> Table:
    x, y = column * (WIDE + 0.02), row * PITCH
    corners = [(x, y), (x + WIDE, y), (x + WIDE, y + DEPTH), (x, y + DEPTH)]
    first, second, third, fourth = (turned(corner, degrees) for corner in corners)
    return Table(row, (first, second, third, fourth))


def field(rows: int, columns: int, degrees: float = 0.0) -> tuple[Table, ...]:
    return tuple(table(row, column, degrees) for row in range(rows) for column in range(columns))


DESIGN = Arrangement(
    tilt_deg=10, facing_deg=0, slope_m=3.25, gap_m=PITCH - DEPTH, pitch_m=PITCH, gap_per_height=2.28, kw=43.0, panels=100
)  # fmt: skip
PLOT = (((-4.0, -4.0), (30.0, -4.0), (30.0, 24.0), (-4.0, 24.0)),)
USABLE = (((-1.0, -1.0), (27.0, -1.0), (27.0, 21.0), (-1.0, 21.0)),)
KEPT = (((10.0, 9.0), (12.0, 9.0), (12.0, 11.0)),)
SHAPE = Shape(PLOT, USABLE, KEPT, field(4, 20))


@settings(max_examples=30)
@given(rows=st.integers(1, 5), columns=st.integers(1, 8), degrees=st.floats(-80, 80))
def test_a_row_of_touching_tables_is_one_strip_whichever_way_it_faces(rows: int, columns: int, degrees: float) -> None:
    strips = strips_of(field(rows, columns, degrees))
    assert [one.row for one in strips] == list(range(rows))
    for one in strips:
        assert one.end - one.start == pytest.approx(columns * WIDE + (columns - 1) * 0.02)
        assert one.depth_m == pytest.approx(DEPTH)
    pair = pair_of(strips, PITCH)
    assert (pair is None) == (rows == 1)
    if pair is not None:
        assert pair.back.low - pair.front.low == pytest.approx(PITCH)


def test_a_gap_parts_a_row_and_rows_that_are_no_pitch_apart_are_no_pair() -> None:
    tables = [one for one in field(3, 9) if not (one.row == 1 and one.corners[0][0] == table(1, 4).corners[0][0])]
    strips = strips_of(tables)
    assert [one.row for one in strips] == [0, 1, 1, 2]
    assert pair_of([one for one in strips if one.row != 1], PITCH) is None
    assert pair_of(strips, PITCH * 1.2) is None
    assert strips_of([]) == []


def dimension(svg: str, colour: str) -> list[tuple[float, float, float, float]]:
    path = next(one.get("d", "") for one in fromstring(svg).iter() if one.get("stroke") == colour and one.get("d"))
    number = r"(-?[\d.]+)"
    return [tuple(map(float, found)) for found in re.findall(rf"M{number} {number}L{number} {number}", path)]  # type: ignore[misc]


def test_dimensions_are_as_long_as_the_metres_they_name() -> None:
    chart = plan_chart(plan_spec(SHAPE, DESIGN, "en"))
    assert "pitch 5.00 m" in chart.svg
    assert "gap 1.80 m" in chart.svg
    bar = re.search(r'<line x1="([\d.]+)" y1="([\d.]+)" x2="([\d.]+)" y2="\2"[^>]*stroke-width="2"', chart.svg)
    metres = re.search(r">(\d+) m<", chart.svg)
    assert bar
    assert metres
    per_m = (float(bar[3]) - float(bar[1])) / float(metres[1])
    lines = dimension(chart.svg, "#9c1c3d")
    lengths = [math.hypot(x2 - x1, y2 - y1) / per_m for x1, y1, x2, y2 in lines]
    assert lengths[3] == pytest.approx(PITCH, abs=0.1)
    assert lengths[4] == pytest.approx(PITCH - DEPTH, abs=0.1)
    # The leaders: from the middle of the gap, and from the part of the pitch beside it.
    (_, gap_top, _, gap_foot), starts = lines[4], sorted(one[1] for one in lines[5:])
    assert starts[0] == pytest.approx((gap_top + gap_foot) / 2, abs=0.2)
    assert starts[1] > max(gap_top, gap_foot)


def test_a_plan_holds_a_stroke_per_row_and_every_word() -> None:
    chart = plan_chart(plan_spec(SHAPE, DESIGN, "ja"))
    rows = [one.get("d", "") for one in fromstring(chart.svg).iter() if one.get("stroke") == "#b35c00" and one.get("d")]
    assert [path.count("M") for path in rows] == [4]
    for word in (
        "北",
        "パネル",
        "候補地の境界",
        "周囲の離隔",
        "障害物",
        "アレイ間隔 5.00 m",
        "離隔 1.80 m",
        "100枚",
        "43.0 kW",
        "傾斜角10°",
    ):
        assert word in chart.svg
    assert plan_chart(plan_spec(SHAPE, DESIGN, "ja")) == chart


def test_a_large_plot_stays_small() -> None:
    chart = plan_chart(plan_spec(Shape(PLOT, USABLE, (), field(60, 150)), DESIGN, "en"))
    assert len(chart.svg) < 6000


def test_without_rows_or_any_ring_there_is_still_a_picture() -> None:
    bare = plan_chart(plan_spec(Shape(PLOT, (), (), ()), DESIGN, "en"))
    assert "pitch" not in bare.svg
    assert "nothing to draw" in plan_chart(plan_spec(Shape((), (), (), ()), DESIGN, "en")).svg


@pytest.mark.parametrize(("tilt", "gap"), [(5.0, 1.3), (30.0, 7.5), (0.0, 1.3)])
def test_the_side_view_is_true_to_scale(tilt: float, gap: float) -> None:
    depth = 6.6 * math.cos(math.radians(tilt))
    design = Arrangement(tilt, 0.0, 6.6, gap, depth + gap, 2.277, 617.0, None)
    svg = section_chart(section_spec(design, "en")).svg
    path = next(one.get("d", "") for one in fromstring(svg).iter() if one.get("d", "").startswith("M8 "))
    (start, end), (start_pitch, end_pitch) = (
        map(float, one) for one in re.findall(r"M([\d.]+) [\d.]+H([\d.]+)", path)[-2:]
    )
    assert (end - start) / (end_pitch - start_pitch) == pytest.approx(gap / (depth + gap), abs=2e-3)
    assert f"tilt {tilt:g}°" in svg
    assert "shadow 2.28 × height" in svg
    assert "617.0 kW" in svg


def test_a_side_view_without_a_shadow_draws_no_ray() -> None:
    design = Arrangement(10.0, 0.0, 3.0, 1.3, 4.3, math.nan, 10.0, None)
    assert "solstice" not in section_chart(section_spec(design, "en")).svg


def test_a_plan_is_the_same_from_a_layout_and_from_the_frame() -> None:
    import shapely

    from siting.run.sun_frames import outline_rows

    tables = field(4, 20)
    corners = np.array([one.corners for one in tables])
    rows = np.array([one.row for one in tables])
    layout = Layout(
        10.0, 180.0, Pitch(2.28, PITCH - DEPTH, PITCH, False), 3.25, 952.0, 616.0, 400.0, 43.0, 4, 100,
        outline=shapely.Polygon(PLOT[0]), usable=shapely.Polygon(USABLE[0], [KEPT[0]]), kept_out=shapely.Polygon(KEPT[0]),
        tables=Tables(corners, np.ones_like(rows), np.full_like(rows, 2), rows),
    )  # fmt: skip
    shape = shape_of_layout(layout)
    frame = shape_of_frame(pd.DataFrame(outline_rows("P-pv-t10", layout)), "P-pv-t10")
    assert shape is not None
    assert frame is not None
    design = arrangement_of_layout(layout)
    assert plan_chart(plan_spec(frame, design, "en")) == plan_chart(plan_spec(shape, design, "en"))
    assert plan_svg(layout, "en").startswith("<?xml")
    assert shape_of_frame(pd.DataFrame(outline_rows("P-pv-t10", layout)), "other") is None


def test_a_layout_by_area_has_a_side_view_for_a_plan() -> None:
    layout = Layout(10.0, 180.0, Pitch(2.28, 2.6, 9.1, False), 6.6, 8000.0, 8000.0, 5800.0, 800.0, 99)
    assert shape_of_layout(layout) is None
    assert "slope length 6.60 m" in plan_svg(layout, "en")


def reaches(svg: str) -> tuple[float, float]:
    found = re.search(r"M(\d+) 0h(\d+)", svg)
    assert found
    return float(found[1]), float(found[1]) + float(found[2])


def test_steps_hang_from_one_level_to_the_next() -> None:
    start, *steps, end = step_bars(100.0, [96.0, 90.0, 81.0])
    spans = [reaches(one) for one in steps]
    assert spans[0][1] == LONG
    assert [left for left, _ in spans[:-1]] == [right for _, right in spans[1:]]
    assert [right - left for left, right in spans] == sorted(right - left for left, right in spans)
    # The scale begins above zero: both whole bars are notched.
    assert start.count("z") == end.count("z") == 2
    assert step_bars(100.0, [1.0])[0].count("z") == 1
    assert len(step_bars(0.0, [0.0])) == 3


def test_upright_bars_stand_in_proportion() -> None:
    heights = [int(re.search(r"v-(\d+)h", one)[1]) for one in upright_bars([10.0, 20.0, 0.0, -1.0])]  # type: ignore[index]
    assert heights == [TALL // 2, TALL, 0, 0]
    assert len(upright_bars([0.0])) == 1
