"""Local metres: round trips, true lengths and true north."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from siting.solar.layout.place import origin_of, points_to_local, shape_to_lon_lat, to_local, to_lon_lat

GRS80 = Geod(ellps="GRS80")
# Naha, Osaka, Wakkanai.
PLACES = [(26.21, 127.69), (34.68, 135.52), (45.42, 141.68)]


@settings(max_examples=30)
@given(st.sampled_from(PLACES), st.floats(-10e3, 10e3), st.floats(-10e3, 10e3))
def test_there_and_back_within_a_micrometre(place: tuple[float, float], x: float, y: float) -> None:
    points = np.array([[[x, y], [0.0, 0.0]]])
    lonlat = to_lon_lat(points, *place)
    assert lonlat.shape == points.shape
    assert points_to_local(lonlat[0], *place) == pytest.approx(points[0], abs=1e-6)


@pytest.mark.parametrize(("lat", "lon"), PLACES)
def test_ten_kilometres_are_true(lat: float, lon: float) -> None:
    # North along the meridian a length is exact; east it grows by x2 / 6 R2, 4 mm at 10 km.
    for bearing, tolerance in ((0.0, 1e-3), (180.0, 1e-3), (90.0, 5e-3)):
        east, north, _ = GRS80.fwd(lon, lat, bearing, 10_000.0)
        x, y = points_to_local(np.array([[east, north]]), lat, lon)[0]
        assert np.hypot(x, y) == pytest.approx(10_000.0, abs=tolerance)
    north_of = points_to_local(np.array([[lon, lat + 0.05]]), lat, lon)[0]
    assert north_of[0] == pytest.approx(0.0, abs=1e-6)
    # A plot's own size: 100 m in any direction, true to 0.01 mm and 1e-4 degrees.
    for bearing in range(0, 360, 30):
        east, north, _ = GRS80.fwd(lon, lat, bearing, 100.0)
        x, y = points_to_local(np.array([[east, north]]), lat, lon)[0]
        assert (np.hypot(x, y), np.degrees(np.arctan2(x, y)) % 360) == (
            pytest.approx(100.0, abs=1e-5), pytest.approx(bearing, abs=1e-4)
        )  # fmt: skip


def test_shapes_keep_parts_and_holes() -> None:
    shape = shapely.MultiPolygon([shapely.box(0, 0, 50, 50) - shapely.box(10, 10, 20, 20), shapely.box(70, 0, 80, 10)])
    lonlat = shape_to_lon_lat(shape, 34.68, 135.52)
    assert shapely.equals_exact(to_local(lonlat, 34.68, 135.52), shape, tolerance=1e-6)
    assert origin_of(lonlat) == (pytest.approx(34.6802, abs=1e-4), pytest.approx(135.5203, abs=1e-4))
