"""Skylines of buildings: against single rays through shapely, and the laws of obstacles."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import affinity

from siting.project.sunlight.files import Block
from siting.solar.layout.place import shape_to_lon_lat
from siting.solar.shade.buildings import skylines, standing_in, town_of, walls_near
from siting.solar.shade.points import sample_points

LAT, LON = 34.78, 135.47
COURT = shapely.box(-30, -30, 30, 30).difference(shapely.box(-20, -20, 20, 20))
FRAME = shapely.box(0, 0, 100, 100).difference(shapely.box(1, 1, 99, 99))


def blocks_of(shapes: list[shapely.Geometry], heights: list[float]) -> list[Block]:
    return [
        Block(f"B{number}", shape_to_lon_lat(shape, LAT, LON), height)
        for number, (shape, height) in enumerate(zip(shapes, heights, strict=True))
    ]


def seen_from(points: np.ndarray, shapes: list[shapely.Geometry], heights: list[float]) -> np.ndarray:
    radius = float(np.hypot(*points.T).max())
    return skylines(points, walls_near(town_of(blocks_of(shapes, heights)), LAT, LON, radius, 0.0))


def by_rays(point: np.ndarray, shapes: list[shapely.Geometry], heights: list[float]) -> np.ndarray:
    eye, seen = shapely.Point(point), np.zeros(360)
    for azimuth in range(360):
        to = point + 5000.0 * np.array([np.sin(np.radians(azimuth)), np.cos(np.radians(azimuth))])
        ray = shapely.LineString([point, to])
        for shape, height in zip(shapes, heights, strict=True):
            met = ray.intersection(shape.boundary)
            if not met.is_empty:
                seen[azimuth] = max(seen[azimuth], np.degrees(np.arctan2(height, eye.distance(met))))
    return seen


def test_rays_of_shapely_see_the_same_skyline() -> None:
    shapes = [
        shapely.box(40, -7, 61.3, 25.1),
        affinity.rotate(shapely.box(-90, 33, -40, 47), 17.3),
        shapely.MultiPolygon([shapely.box(-13, -80, 5, -61), shapely.box(22, -75, 31, -60)]),
        COURT,
    ]
    heights = [12.0, 30.0, 8.0, 3.0]
    points = np.array([[0.13, 0.07], [11.9, -15.2], [-18.7, 3.3]])
    seen = seen_from(points, shapes, heights)
    for point, line in zip(points, seen, strict=True):
        assert line == pytest.approx(by_rays(point, shapes, heights), abs=1e-3)


def test_a_wall_rises_as_its_height_over_its_distance() -> None:
    seen = seen_from(np.array([[0.0, 0.0]]), [shapely.box(-500, 20, 500, 30)], [20.0])[0]
    assert seen[0] == pytest.approx(45.0, abs=1e-4)
    assert seen[60] == pytest.approx(np.degrees(np.arctan(0.5)), abs=1e-4)
    assert (seen[100:260] == 0.0).all()


@pytest.mark.parametrize("shape", [shapely.box(3000, 0, 3010, 10), shapely.box(50, 50, 53, 53)])
def test_what_is_far_or_no_higher_than_the_panels_is_not_seen(shape: shapely.Geometry) -> None:
    height = 10.0 if shape.bounds[0] > 100 else 2.0
    walls = walls_near(town_of(blocks_of([shape], [height])), LAT, LON, 0.0, 2.0)
    assert not skylines(np.zeros((1, 2)), walls).any()


@pytest.mark.parametrize("place", [(LAT, LON), (43.0, 141.3), (24.3, 124.2)])
def test_no_building_within_sight_is_sieved_out(place: tuple[float, float]) -> None:
    """50 m are seen as 0.25 degrees from 11,459 m."""
    for x, y in ((11_400, 0), (-11_450, 0), (0, 11_400), (0, -11_450)):
        far = shape_to_lon_lat(shapely.box(x - 2, y - 2, x + 2, y + 2), *place)
        assert len(walls_near(town_of([Block("far", far, 50.0)]), *place, 0.0, 0.0).rise_m)


def test_a_court_is_open_and_a_footprint_holds_its_points() -> None:
    points = np.array([[0.0, 0.0], [25.0, 0.0]])
    town = town_of(blocks_of([COURT], [9.0]))
    held = standing_in(points, town, walls_near(town, LAT, LON, 30.0, 0.0), LAT, LON)
    assert {building: inside.tolist() for building, inside in held.items()} == {0: [False, True]}
    assert (skylines(points[:1], walls_near(town, LAT, LON, 30.0, 0.0)) > 17.0).all()


Boxes = st.lists(
    st.tuples(st.floats(-200, 200), st.floats(-200, 200), st.floats(1, 30), st.floats(1, 30), st.floats(0, 40)),
    min_size=1,
    max_size=6,
)


def apart(boxes: list[tuple[float, ...]]) -> tuple[list[shapely.Geometry], list[float]]:
    """Boxes pushed outwards so that none holds the points, which lie within 15 m."""
    shapes = []
    for x, y, w, d, _ in boxes:
        far = np.hypot(x, y) + 1e-9
        shift = max(70.0 / far, 1.0)
        x, y = (x * shift, y * shift) if far > 1.0 else (70.0, 0.0)
        shapes.append(shapely.box(x - w / 2, y - d / 2, x + w / 2, y + d / 2))
    return shapes, [box[4] for box in boxes]


POINTS = np.array([[0.0, 0.0], [10.0, 9.0], [-12.0, 4.0]])


@given(Boxes, st.floats(0, 30), st.floats(1.0, 1.5))
@settings(max_examples=25)
def test_an_obstacle_more_or_a_higher_or_wider_one_never_opens_the_view(
    boxes: list[tuple[float, ...]], higher: float, wider: float
) -> None:
    shapes, heights = apart(boxes)
    before = seen_from(POINTS, shapes[:-1], heights[:-1]) if shapes[:-1] else np.zeros((3, 360))
    seen = seen_from(POINTS, shapes, heights)
    assert (seen >= before - 1e-9).all()
    assert (seen_from(POINTS, shapes, [height + higher for height in heights]) >= seen - 1e-9).all()
    grown = [*shapes[:-1], affinity.scale(shapes[-1], wider, wider)]
    assert (seen_from(POINTS, grown, heights) >= seen - 1e-3).all()


@given(Boxes, st.integers(0, 359))
@settings(max_examples=15)
def test_turning_the_world_turns_the_skyline(boxes: list[tuple[float, ...]], by: int) -> None:
    """Whole degrees; corners that lie within a hair of a ray may fall to either side."""
    shapes, heights = apart(boxes)
    turned = [affinity.rotate(shape, -by, origin=(0, 0)) for shape in shapes]
    one, other = seen_from(POINTS[:1], shapes, heights)[0], seen_from(POINTS[:1], turned, heights)[0]
    assert (np.abs(np.roll(one, by) - other) < 1e-3).sum() >= 360 - 4 * len(shapes)


def test_points_lie_on_the_ground_in_the_number_asked_for() -> None:
    for ground in (
        COURT,
        shapely.box(0, 0, 200, 1.5),
        FRAME,
        COURT.centroid.buffer(2e-3),
    ):
        points = sample_points(ground, 16)
        assert 8 <= len(points) <= 16
        assert shapely.contains_xy(ground, *points.T).all()
        assert len(np.unique(points, axis=0)) == len(points)
    assert sample_points(None, 16).tolist() == [[0.0, 0.0]]
    assert sample_points(shapely.Polygon(), 16).tolist() == [[0.0, 0.0]]
