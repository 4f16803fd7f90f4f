"""Outlines from DXF: layers, closed lines, holes, keep-outs, units, systems, swapped axes, ties."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Transformer

from siting.project.drawings.local import area_m2, degrees_of, middle, to_metres
from siting.project.drawings.places import NOWHERE, Spot
from siting.project.drawings.placing import Placing, placed_by_ties
from siting.project.sunlight.drawing import Tie
from tests.project.drawings.conftest import (
    LAT,
    LON,
    SPOT,
    Good,
    Points,
    Refused,
    circle,
    dxf,
    hatch,
    moved,
    notes_of,
    old_polyline,
    polyline,
    single_lines,
    words,
)

PLOT: Points = [(0, 0), (60, 0), (60, 30), (20, 40), (0, 30)]
AREA = 60 * 30 + 0.5 * 60 * 10
EAST, NORTH = Transformer.from_crs(6668, 6674, always_xy=True).transform(LON, LAT)
THERE = moved(PLOT, EAST, NORTH)


def turned(points: Points, degrees: float) -> Points:
    angle = np.radians(degrees)
    return [(x * np.cos(angle) - y * np.sin(angle), x * np.sin(angle) + y * np.cos(angle)) for x, y in points]


def test_a_closed_polyline_in_a_system_lies_where_it_is(good: Good) -> None:
    outline = good(
        dxf(polyline("敷地", THERE), words("敷地", THERE[0], "敷地境界"), hatch("敷地", THERE[:3])), system=6
    )
    assert area_m2(outline.shape) == pytest.approx(AREA, rel=2e-4)
    corner = to_metres(outline.shape, LAT, LON).exterior.coords
    assert np.hypot(*np.array(corner).T).min() == pytest.approx(0, abs=0.01)
    assert outline.kept_out is None
    assert "x of the drawing is taken as east (Y), y as north (X): 0.0" in notes_of(outline)


@pytest.mark.parametrize(("unit", "factor"), [("m", 1.0), ("cm", 100.0), ("mm", 1000.0)])
@pytest.mark.parametrize("swapped", [False, True])
def test_units_and_swapped_axes_give_the_same_ground(good: Good, unit: str, factor: float, swapped: bool) -> None:
    drawn = moved(PLOT, EAST, NORTH, factor, swapped)
    outline = good(dxf(polyline("敷地", drawn)), system=6, unit=unit)
    expected = good(dxf(polyline("敷地", THERE)), system=6)
    assert shapely.symmetric_difference(outline.shape, expected.shape).area < 1e-6 * expected.shape.area
    assert ("taken as north (X)" in notes_of(outline)) is swapped


def test_old_polylines_single_lines_and_utf8_layers(good: Good) -> None:
    expected = good(dxf(polyline("敷地", THERE)), system=6).shape
    for content in (
        dxf(old_polyline("敷地", THERE)),
        dxf(single_lines("敷地", THERE)),
        dxf(polyline("敷地", THERE), version="AC1021", encoding="utf-8"),
        dxf(polyline("\\U+6577\\U+5730", THERE)),
        dxf(polyline("敷地", THERE), polyline("敷地", THERE)),  # drawn twice
        dxf(polyline("敷地", [*THERE, (THERE[0][0] + 0.0008, THERE[0][1])], closed=False)),  # closed within 1 mm
    ):
        outline = good(content, system=6)
        assert shapely.symmetric_difference(outline.shape, expected).area < 1e-4 * expected.area
    assert "single lines of layer 敷地 were joined" in notes_of(good(dxf(single_lines("敷地", THERE)), system=6))


def test_a_bulge_is_made_straight(good: Good) -> None:
    square = moved([(0, 0), (20, 0), (20, 20), (0, 20)], EAST, NORTH)
    outline = good(dxf(polyline("敷地", square, bulge_at=1)), system=6)
    assert area_m2(outline.shape) == pytest.approx(400 + np.pi * 50, rel=2e-3)


def test_a_ring_within_is_a_hole_and_several_parts_stay_apart(good: Good) -> None:
    hole = moved([(10, 10), (20, 10), (20, 20), (10, 20)], EAST, NORTH)
    within = moved([(13, 13), (17, 13), (17, 17), (13, 17)], EAST, NORTH)
    apart = moved([(100, 0), (110, 0), (110, 10), (100, 10)], EAST, NORTH)
    outline = good(dxf(*(polyline("敷地", one) for one in (within, hole, THERE, apart))), system=6)
    assert area_m2(outline.shape) == pytest.approx(AREA - 100 + 16 + 100, rel=2e-4)
    assert "taken as holes: 1" in notes_of(outline)


def test_keep_outs_grow_by_their_distance_and_stay_in_the_outline(good: Good) -> None:
    manhole = circle("人孔", moved([(30, 15)], EAST, NORTH)[0], 1.0)
    outside = polyline("道路", moved([(-50, -50), (-40, -50), (-40, -40)], EAST, NORTH))
    content = dxf(polyline("敷地", THERE), manhole, outside)
    outline = good(content, system=6, keep_out_layers=["人孔", "道路"], keep_out_m=2.0)
    assert area_m2(outline.kept_out) == pytest.approx(np.pi * 9, rel=0.01)
    assert good(content, system=6, keep_out_layers=["道路"], keep_out_m=2.0).kept_out is None


def test_faults_of_lines_and_layers(refused: Refused) -> None:
    gap = polyline("敷地", [*THERE, (THERE[0][0] + 0.2, THERE[0][1])], closed=False)
    assert "plan.dxf: 敷地: a line is open by 0.200 m at (" in refused(dxf(gap), system=6)
    bowtie = moved([(0, 0), (10, 10), (10, 0), (0, 10)], EAST, NORTH)
    assert "is not valid: Self-intersection[" in refused(dxf(polyline("敷地", bowtie)), system=6)
    crossing = dxf(polyline("敷地", THERE), polyline("敷地", moved(PLOT, EAST + 30, NORTH)))
    assert "two outlines of the layer overlap near (" in refused(crossing, system=6)
    flat = dxf(polyline("敷地", [THERE[0], THERE[1]]))
    assert "has no area" in refused(flat, system=6)
    only_text = dxf(words("敷地", (0, 0), "x"))
    assert "the layer holds no closed line" in refused(only_text, system=6)
    many = dxf(*(polyline("敷地", moved([(0, 0), (5, 0)], EAST, NORTH + at), closed=False) for at in range(9)))
    assert "and 6 more open lines" in refused(many, system=6)
    elsewhere = dxf(polyline("外構", THERE), polyline("植栽", THERE))
    told = refused(elsewhere, system=6, keep_out_layers=["人孔"])
    assert (
        "project.toml:7: drawings.P1.layer: '敷地' - no such layer with anything drawn on it; the file has 外構, 植栽"
        in told
    )
    assert "drawings.P1.keep_out_layers: '人孔'" in told


def test_files_that_are_no_drawing(refused: Refused) -> None:
    assert "no text DXF" in refused(b"hello", system=6)
    assert "no text DXF" in refused(b'{"type": "FeatureCollection", "features": []}', system=6)
    assert "the file is empty" in refused(b"", system=6)
    assert "save the drawing as DXF" in refused(b"AC1027", system=6, file="plan.dwg")
    assert "neither UTF-8 nor CP932" in refused(
        dxf(polyline("敷地", THERE)).replace("敷".encode("cp932"), b"\xff\xff"), system=6
    )


def test_a_drawing_that_lies_elsewhere(refused: Refused) -> None:
    plain = dxf(polyline("敷地", THERE))
    assert "drawings.P1.system: '9' - the drawing lies" in refused(plain, system=9)
    assert "with unit m and system 6 it would lie there" in refused(plain, system=9)
    in_mm = dxf(polyline("敷地", moved(PLOT, EAST, NORTH, 1000)))
    assert "with unit mm and system 6" in refused(in_mm, system=6)
    own = dxf(polyline("敷地", PLOT))
    assert "(state ties)?" in refused(own, system=6)
    assert "(state ties)?" in refused(own, spot=NOWHERE, system=1)
    assert "its unit looks like mm" in refused(in_mm, spot=NOWHERE, system=6)


def test_without_a_position_the_area_of_the_system_tells_the_axes(good: Good) -> None:
    lat, lon = 43.06, 141.35  # Sapporo: system 12, X -104 km, Y -73 km; mirrored it lies in the area as well
    east, north = Transformer.from_crs(6668, 6680, always_xy=True).transform(lon, lat)
    told = notes_of(good(dxf(polyline("敷地", moved(PLOT, east, north, swapped=True))), spot=NOWHERE, system=12))
    assert "a guess, since both ways lie in the system's area: state the facility's position" in told
    swapped = dxf(polyline("敷地", moved(PLOT, EAST, NORTH, swapped=True)))
    by_area = good(swapped, spot=Spot(33.0, 131.0, schematic=True), system=6)
    expected = good(swapped, system=6)
    assert "the only way that lies in the system's area" in notes_of(by_area)
    assert shapely.symmetric_difference(by_area.shape, expected.shape).area == 0


def ties(points: Points, ground: Points) -> list[dict[str, object]]:
    lon_lat = degrees_of(np.array([x for x, _ in ground]), np.array([y for _, y in ground]), LAT, LON)
    return [{"drawing": list(at), "lat": lat, "lon": lon} for at, (lon, lat) in zip(points, lon_lat, strict=True)]


def test_two_ties_turn_and_move(good: Good) -> None:
    own = [(x + 500, y - 200) for x, y in turned(PLOT, 25.0)]
    outline = good(dxf(polyline("敷地", own)), ties=ties([own[0], own[2]], [PLOT[0], PLOT[2]]))
    there = to_metres(outline.shape, LAT, LON)
    assert shapely.symmetric_difference(there, shapely.Polygon(PLOT)).area < 0.01
    assert "turned by -25.00 degrees" in notes_of(outline)


def test_ties_that_cannot_be(refused: Refused) -> None:
    own = dxf(polyline("敷地", moved(PLOT, 0, 0, 1000)))
    corners = [(0.0, 0.0), (60_000.0, 30_000.0)]
    placed = ties(corners, [(0, 0), (60, 30)])
    assert "drawings.P1.ties: by its two points the drawing's unit looks like mm, not m" in refused(own, ties=placed)
    stretched = ties(corners, [(0, 0), (60.2, 30.1)])
    assert "67.306 m apart on the ground and 67.082 m in the drawing" in refused(own, unit="mm", ties=stretched)
    near = ties([(0, 0), (3_000, 4_000)], [(0, 0), (3, 4)])
    assert "5.00 m apart on the ground: take points at least 10 m apart" in refused(own, unit="mm", ties=near)
    same = ties([(0, 0), (0, 0)], [(0, 0), (60, 30)])
    assert "take points at least" in refused(own, unit="mm", ties=same)
    far = Spot(35.69, 139.69)
    assert "the outline lies 39" in refused(own, spot=far, unit="mm", ties=placed)


@given(
    angle=st.floats(-180, 180), east=st.floats(-1e4, 1e4), north=st.floats(-1e4, 1e4), stretch=st.floats(0.9992, 1.0008)
)
def test_ties_keep_shapes(angle: float, east: float, north: float, stretch: float) -> None:
    own = np.array([((x + east) * stretch, (y + north) * stretch) for x, y in turned(PLOT, angle)])
    first, second = (Tie.model_validate(one) for one in ties([tuple(own[0]), tuple(own[3])], [PLOT[0], PLOT[3]]))
    placing = placed_by_ties(first, second, "m")
    assert isinstance(placing, Placing)
    placed = to_metres(shapely.Polygon(placing.to_lon_lat(own)), LAT, LON)
    assert shapely.symmetric_difference(placed, shapely.Polygon(PLOT)).area < 0.1


def test_the_plane_around_a_place_agrees_with_the_system() -> None:
    x_m, y_m = np.array(PLOT, dtype=float).T
    shape = shapely.Polygon(degrees_of(x_m, y_m, LAT, LON))
    assert area_m2(shape) == pytest.approx(AREA, rel=1e-9)
    assert middle(shape) == pytest.approx((LAT, LON), abs=1e-3)
    assert SPOT.km_to(LAT + 0.9, LON) == pytest.approx(99.85, abs=0.05)  # a degree of latitude is 110.94 km there
