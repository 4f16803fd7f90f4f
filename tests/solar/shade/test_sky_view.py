"""The sky view above a skyline: closed forms, laws, and the one skyline that stands for many points."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from siting.solar.shade.buildings import Walls, skylines
from siting.solar.shade.sky_view import mean_skyline, sky_view

AZIMUTH = np.arange(360)
Heights = st.lists(st.floats(0.0, 90.0), min_size=12, max_size=12).map(lambda few: np.repeat(few, 30))
Tilts = st.floats(0.0, 90.0)
Azimuths = st.integers(0, 359).map(float)


def view(heights: object, tilt: float, azimuth: float = 180.0) -> float:
    return float(sky_view(np.asarray(heights, dtype=float)[None], np.array([tilt]), np.array([azimuth]))[0])


@given(Tilts, Azimuths)
@settings(max_examples=30)
def test_a_flat_skyline_leaves_the_whole_view(tilt: float, azimuth: float) -> None:
    assert view(np.zeros(360), tilt, azimuth) == 1.0


@pytest.mark.parametrize("height", [5.0, 30.0, 60.0])
def test_a_level_plane_in_a_round_basin_sees_cosine_squared(height: float) -> None:
    assert view(np.full(360, height), 0.0) == pytest.approx(np.cos(np.radians(height)) ** 2, abs=1e-12)


@pytest.mark.parametrize("tilt", [0.0, 10.0, 30.0, 60.0])
@pytest.mark.parametrize("masked", [10.0, 40.0, 70.0])
def test_before_an_endless_wall_the_view_is_that_of_crossed_strings(tilt: float, masked: float) -> None:
    """A long wall that rises to an angle ``a`` before the plane leaves (1 + cos(a + b)) / 2 of the sky."""
    ahead = np.maximum(np.cos(np.radians(AZIMUTH - 180.0)), 0.0)
    wall = np.degrees(np.arctan(np.tan(np.radians(masked)) * ahead))
    b, a = np.radians(tilt), np.radians(masked)
    assert view(wall, tilt) == pytest.approx((1 + np.cos(a + b)) / (1 + np.cos(b)), abs=2e-4)


@pytest.mark.parametrize("tilt", [10.0, 30.0])
def test_behind_the_plane_only_what_rises_above_it_counts(tilt: float) -> None:
    ahead = np.maximum(np.cos(np.radians(AZIMUTH)), 0.0)
    low, high = (np.degrees(np.arctan(np.tan(np.radians(tilt + by)) * ahead)) for by in (0.0, 20.0))
    assert view(low, tilt) == pytest.approx(1.0, abs=1e-12)
    # Crossed strings: from the front horizon up to a wall that rises 20 degrees above the plane's own back.
    expected = (np.cos(np.radians(20.0)) + np.cos(np.radians(tilt))) / (1 + np.cos(np.radians(tilt)))
    assert view(high, tilt) == pytest.approx(expected, abs=2e-4)


@given(Heights, Heights, Tilts, Azimuths)
@settings(max_examples=40)
def test_a_higher_skyline_never_leaves_more(one: np.ndarray, other: np.ndarray, tilt: float, azimuth: float) -> None:
    assert view(np.maximum(one, other), tilt, azimuth) <= view(one, tilt, azimuth) + 1e-12


@given(Heights, Tilts, Azimuths, st.integers(0, 359))
@settings(max_examples=40)
def test_turning_skyline_and_plane_changes_nothing(heights: np.ndarray, tilt: float, azimuth: float, by: int) -> None:
    turned = view(np.roll(heights, by), tilt, azimuth + by)
    assert turned == pytest.approx(view(heights, tilt, azimuth), abs=1e-12)


def test_many_designs_at_once_are_the_same_as_one_by_one() -> None:
    random = np.random.default_rng(4)
    lines = random.uniform(0.0, 60.0, (3, 360))
    which, tilt, azimuth = (
        random.integers(0, 3, 200),
        random.choice([5.0, 30.0], 200),
        random.choice([90.0, 450.0, 180.0], 200),
    )
    together = sky_view(lines[which], tilt, azimuth)
    assert together.tolist() == [view(lines[at], b, a) for at, b, a in zip(which, tilt, azimuth, strict=True)]
    assert sky_view(np.zeros((0, 360)), np.zeros(0), np.zeros(0)).shape == (0,)


def test_one_skyline_stands_for_many_points() -> None:
    wall = Walls(np.array([[[-60.0, 0.0], [60.0, 0.0]]]), np.array([10.0]), np.array([0]))
    seen = skylines(np.array([[x, -d] for x in (-20.0, 0.0, 20.0) for d in (2.0, 5.0, 10.0, 20.0, 40.0)]), wall)
    one = mean_skyline(seen)
    for tilt in (0.0, 5.0, 30.0):
        for azimuth in (0.0, 90.0, 180.0):
            mean = sky_view(seen, np.full(15, tilt), np.full(15, azimuth)).mean()
            assert view(one, tilt, azimuth) == pytest.approx(mean, abs=1e-12 + 0.00105 * tilt)
