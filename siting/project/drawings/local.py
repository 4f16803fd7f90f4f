"""Lengths and areas of geometry in longitude and latitude: metres in a plane around a place."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


@lru_cache(maxsize=256)
def _plane(lat: float, lon: float) -> Any:
    from pyproj import Proj

    return Proj(proj="tmerc", lat_0=lat, lon_0=lon, k=1, x_0=0, y_0=0, ellps="GRS80")


def metres_of(lon: Floats, lat: Floats, at_lat: float, at_lon: float) -> Floats:
    """Points in metres (x east, y north) around a place: transverse Mercator there, scale 1, GRS80."""
    return np.column_stack(_plane(at_lat, at_lon)(lon, lat))


def degrees_of(x_m: Floats, y_m: Floats, at_lat: float, at_lon: float) -> Floats:
    """Points around a place back in longitude and latitude [deg]."""
    return np.column_stack(_plane(at_lat, at_lon)(x_m, y_m, inverse=True))


def to_metres(shape: Any, at_lat: float, at_lon: float) -> Any:
    """A shape (lon/lat) in metres around a place."""
    import shapely

    return shapely.transform(shape, lambda at: metres_of(at[:, 0], at[:, 1], at_lat, at_lon))


def to_degrees(shape: Any, at_lat: float, at_lon: float) -> Any:
    """A shape in metres around a place back in lon/lat."""
    import shapely

    return shapely.transform(shape, lambda at: degrees_of(at[:, 0], at[:, 1], at_lat, at_lon))


def middle(shape: Any) -> tuple[float, float]:
    """Latitude and longitude of the middle of a shape's box."""
    west, south, east, north = shape.bounds
    return (south + north) / 2, (west + east) / 2


def area_m2(shape: Any) -> float:
    """The area of a shape in lon/lat [m2]."""
    return float(to_metres(shape, *middle(shape)).area)


def grown(shape: Any, by_m: float) -> Any:
    """A shape in lon/lat with a margin all around [m]."""
    if by_m == 0:
        return shape
    lat, lon = middle(shape)
    return to_degrees(to_metres(shape, lat, lon).buffer(by_m), lat, lon)


def km_between(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Distance over the ellipsoid [km]; infinite where a position is no position on earth."""
    from pyproj import Geod

    if not (abs(lat) <= 90 and abs(other_lat) <= 90 and np.isfinite([lon, other_lon]).all()):
        return float("inf")
    return float(Geod(ellps="GRS80").inv(lon, lat, other_lon, other_lat)[2]) / 1000
