"""Local metres around a point and back: transverse Mercator there (GRS80, scale 1), x east, y north.

The grid's north is true north at the origin, where the convergence of meridians is zero; 5 km east or west of it a
length is 0.3 mm per km too long. JGD2011 and WGS84 differ by less than these layouts can tell, so longitude and latitude
are taken as they come.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from siting.solar.records import Floats


def origin_of(shape_lonlat: Any) -> tuple[float, float]:
    """Latitude and longitude [deg] of the origin for a shape: its centroid."""
    centre = shape_lonlat.centroid
    return float(centre.y), float(centre.x)


def to_local(shape_lonlat: Any, lat: float, lon: float) -> Any:
    """A shapely shape in longitude and latitude as local metres around ``lat``, ``lon`` [deg]."""
    import shapely

    return shapely.transform(shape_lonlat, lambda points: points_to_local(points, lat, lon))


def points_to_local(lonlat_deg: Floats, lat: float, lon: float) -> Floats:
    """Points (n x 2, longitude and latitude) as local metres (n x 2)."""
    x, y = _projection(lat, lon)(lonlat_deg[:, 0], lonlat_deg[:, 1])
    return np.column_stack([x, y])


def to_lon_lat(xy_m: Floats, lat: float, lon: float) -> Floats:
    """Local metres (... x 2) around ``lat``, ``lon`` as longitude and latitude [deg], of the same shape."""
    points = np.asarray(xy_m, dtype=float)
    x, y = _projection(lat, lon)(points[..., 0].ravel(), points[..., 1].ravel(), inverse=True)
    return np.column_stack([x, y]).reshape(points.shape)


def shape_to_lon_lat(shape_m: Any, lat: float, lon: float) -> Any:
    """A shapely shape of local metres in longitude and latitude."""
    import shapely

    return shapely.transform(shape_m, lambda points: to_lon_lat(points, lat, lon))


@lru_cache(maxsize=256)
def _projection(lat: float, lon: float) -> Any:
    from pyproj import Proj

    return Proj(proj="tmerc", lat_0=lat, lon_0=lon, k=1.0, x_0=0.0, y_0=0.0, ellps="GRS80")
