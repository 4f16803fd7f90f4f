"""Rays against mirrors: reflection by hand, and one by one against many points of every mirror."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from siting.solar.glare.mirrors import mirrors_of, nearest_m
from siting.solar.glare.rays import reaches, reflected
from siting.solar.records import Layout, Pitch, Tables
from siting.solar.shade.sun_path import unit_vector


def layout_of(tilt: float = 10.0, azimuth: float = 180.0, **other: object) -> Layout:
    given: dict[str, object] = {
        "tilt_deg": tilt, "azimuth_deg": azimuth, "pitch": Pitch(2.27, 1.5, 6.0, False), "slope_m": 4.0,
        "ground_area_m2": 900.0, "usable_area_m2": 900.0, "panel_area_m2": 600.0, "kw": 100.0, "rows": 5,
    }  # fmt: skip
    return Layout(**{**given, **other})  # type: ignore[arg-type]


def direction(height: float, azimuth: float) -> np.ndarray:
    return np.array(unit_vector(np.float64(height), np.float64(azimuth)))


@pytest.mark.parametrize(
    ("tilt", "height", "goes_to", "towards"),
    [(0.0, 55.0, 55.0, 0.0), (10.0, 55.0, 75.0, 0.0), (30.0, 55.0, 65.0, 180.0)],
)
def test_noon_at_a_panel_to_the_south(tilt: float, height: float, goes_to: float, towards: float) -> None:
    """Seen from the south the sun at e leaves at 180 - 2 b - e: up and away to the north while that is above 90."""
    normal = mirrors_of(layout_of(tilt)).normal
    ray = reflected(direction(height, 180.0)[None], normal)[0]
    assert ray == pytest.approx(direction(goes_to, towards), abs=1e-12)


def test_rows_stand_on_the_ground_and_rise_away_from_where_they_face() -> None:
    for azimuth in (180.0, 90.0, 225.0):
        mirrors = mirrors_of(layout_of(20.0, azimuth))
        facing = direction(0.0, azimuth)
        assert (mirrors.corners[:, :2, 2] == 0.0).all()
        assert mirrors.corners[:, 2:, 2] == pytest.approx(4.0 * np.sin(np.radians(20.0)))
        assert ((mirrors.corners[:, 0] - mirrors.corners[:, 3]) @ facing > 0.0).all()
        one, two = (mirrors.corners[:, at] - mirrors.corners[:, 0] for at in (1, 3))
        assert np.cross(one, two) / (30.0 * 4.0) == pytest.approx(np.tile(mirrors.normal, (len(one), 1)))


def test_the_square_of_a_bare_area_holds_rows_at_the_pitch() -> None:
    corners = mirrors_of(layout_of()).corners
    assert len(corners) == 5
    assert np.diff(corners[:, 0, 1]) == pytest.approx(6.0)
    assert np.abs(corners[:, :, :2]).max() == pytest.approx(15.0)


def test_rows_over_an_outline_leave_its_holes() -> None:
    ground = shapely.box(0, 0, 60, 30).difference(shapely.box(20, 10, 40, 20))
    corners = mirrors_of(layout_of(usable=ground)).corners
    middles = shapely.points(corners.mean(axis=1)[:, :2])
    assert len(corners) > 5
    assert shapely.contains(ground, middles).all()


def test_tables_side_by_side_are_one_mirror() -> None:
    depth = 4.0 * np.cos(np.radians(10.0))
    starts = [(0.0, 0.0), (2.02, 0.0), (4.04, 0.0), (9.0, 0.0), (0.0, 6.0), (2.02, 6.0)]
    boxes = np.array([[(x, y), (x + 2, y), (x + 2, y + depth), (x, y + depth)] for x, y in starts])
    count = np.ones(6, dtype=np.int64)
    mirrors = mirrors_of(layout_of(tables=Tables(boxes, count, count, count)))
    widths = np.ptp(mirrors.corners[:, :, 0], axis=1)
    assert widths.tolist() == pytest.approx([6.04, 2.0, 4.02])
    assert np.linalg.norm(mirrors.corners[:, 3] - mirrors.corners[:, 0], axis=1) == pytest.approx(4.0)


@pytest.mark.parametrize("azimuth", [180.0, 90.0])
def test_the_distance_is_the_level_one_to_the_nearest_row(azimuth: float) -> None:
    """Upright rows on a square of 30 m, 6 m apart from its front edge: the last stands 6 m before the back edge."""
    mirrors = mirrors_of(layout_of(90.0, azimuth, pitch=Pitch(1.0, 6.0, 6.0, False), slope_m=6.0))
    front = direction(0.0, azimuth)
    side = np.array([-front[1], front[0], 0.0])
    for ahead, aside, distance in (
        (15.0, 0.0, 0.0),
        (20.0, 0.0, 5.0),
        (15.0, 25.0, 10.0),
        (18.0, -19.0, 5.0),
        (12.0, 3.0, 3.0),
    ):
        assert nearest_m(mirrors, ahead * front + aside * side) == pytest.approx(distance, abs=1e-6)


def one_by_one(rays: np.ndarray, corners: np.ndarray, eye: np.ndarray, within: float) -> np.ndarray:
    """Every ray against 60 x 25 points of every mirror."""
    a, b = np.meshgrid(np.linspace(0, 1, 60), np.linspace(0, 1, 25))
    a, b = a.ravel()[:, None], b.ravel()[:, None]
    spots = np.concatenate([c[0] + a * (c[1] - c[0]) + b * (c[3] - c[0]) for c in corners])
    sight = eye - spots
    sight /= np.linalg.norm(sight, axis=1, keepdims=True)
    return np.asarray((rays @ sight.T).max(axis=1) >= np.cos(within))


@pytest.mark.parametrize(
    ("tilt", "azimuth", "eye"),
    [
        (10.0, 180.0, (60.0, 10.0, 8.0)),
        (30.0, 225.0, (-40.0, -25.0, 2.0)),
        (0.0, 180.0, (3.0, 4.0, 40.0)),
        (90.0, 90.0, (45.0, 0.0, 1.5)),
    ],
)
def test_the_rays_that_arrive_are_those_of_a_count_point_by_point(
    tilt: float, azimuth: float, eye: tuple[float, float, float]
) -> None:
    mirrors = mirrors_of(layout_of(tilt, azimuth, usable=shapely.box(-12, -12, 12, 12)))
    random = np.random.default_rng(5)
    spots = random.uniform(-16.0, 16.0, (2500, 3)) * [1.0, 1.0, 0.1]
    rays = np.array(eye) - spots
    rays /= np.linalg.norm(rays, axis=1, keepdims=True)
    rays = np.concatenate([rays, -rays[:200]])
    counted = one_by_one(rays, mirrors.corners, np.array(eye), 0.0127)
    ours = reaches(rays, mirrors, np.array(eye), 0.0127)
    assert 200 < counted.sum() < 2500
    assert not (counted & ~ours).any()
    # Points stand apart, so that the count misses a little at the rims.
    assert (ours & ~one_by_one(rays, mirrors.corners, np.array(eye), 0.0150)).sum() <= 0.01 * counted.sum()


def with_gaps() -> Layout:
    """Three rows of tables 3 m wide, 2 to 5 m apart, and one of a single table, in any order."""
    depth, random = 4.0 * np.cos(np.radians(15.0)), np.random.default_rng(3)
    starts = [(x, 6.0 * row) for row in range(3) for x in np.cumsum(random.uniform(5.0, 8.0, 6)) - 20.0]
    boxes = np.array([[(x, y), (x + 3, y), (x + 3, y + depth), (x, y + depth)] for x, y in [*starts, (2.0, 18.0)]])
    count = np.ones(len(boxes), dtype=np.int64)
    return layout_of(15.0, tables=Tables(boxes[random.permutation(len(boxes))], count, count, count))


@pytest.mark.parametrize("eye", [(10.0, -25.0, 12.0), (35.0, 2.0, 6.0), (-5.0, 8.0, 30.0)])
def test_from_gaps_in_rows_no_ray_arrives(eye: tuple[float, float, float]) -> None:
    mirrors = mirrors_of(with_gaps())
    assert (len(mirrors.rows), len(mirrors.corners)) == (4, 19)
    random = np.random.default_rng(5)
    rays = np.array(eye) - [0.0, 8.0, 0.5] - random.uniform(-1.0, 1.0, (2500, 3)) * [22.0, 14.0, 0.5]
    rays /= np.linalg.norm(rays, axis=1, keepdims=True)
    counted = one_by_one(rays, mirrors.corners, np.array(eye), 0.0127)
    ours = reaches(rays, mirrors, np.array(eye), 0.0127)
    assert 300 < counted.sum() < 1800
    assert not (counted & ~ours).any()
    assert (ours & ~one_by_one(rays, mirrors.corners, np.array(eye), 0.0150)).sum() <= 0.01 * counted.sum()


def test_the_rows_near_an_eye_keep_their_mirrors() -> None:
    mirrors = mirrors_of(with_gaps())
    near = mirrors.within(np.array([0.0, -10.0, 2.0]), 17.0)
    assert near.first.tolist() == [0, 6]
    assert (near.corners == mirrors.corners[:12]).all()
    last = mirrors.within(np.array([3.0, 40.0, 2.0]), 19.0)
    assert (last.corners == mirrors.corners[18:]).all()


@given(
    st.tuples(st.floats(-80, 80), st.floats(-80, 80), st.floats(0.5, 30)), st.floats(0.0, 0.03), st.floats(0.0, 0.03)
)
@settings(max_examples=25)
def test_a_wider_angle_never_loses_a_ray(eye: tuple[float, float, float], one: float, more: float) -> None:
    mirrors, random = mirrors_of(layout_of(15.0, 200.0)), np.random.default_rng(2)
    rays = np.array(eye) - random.uniform(-20.0, 20.0, (300, 3)) * [1.0, 1.0, 0.05]
    rays /= np.linalg.norm(rays, axis=1, keepdims=True)
    narrow, wide = (reaches(rays, mirrors, np.array(eye), within) for within in (one, one + more))
    assert not (narrow & ~wide).any()


def test_behind_the_panels_nothing_arrives() -> None:
    mirrors = mirrors_of(layout_of(30.0))
    eye = np.array([0.0, 60.0, 1.5])
    rays = eye - mirrors.corners.mean(axis=1)
    assert not reaches(rays / np.linalg.norm(rays, axis=1, keepdims=True), mirrors, eye, 0.0127).any()
