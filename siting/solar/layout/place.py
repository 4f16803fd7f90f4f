"""Local metres around a point and back: transverse Mercator there (GRS80, scale 1), x east, y north.

The grid's north is true north at the origin, where the convergence of meridians is zero; 5 km east or west of it a
length is 0.3 mm per km too long. JGD2011 and WGS84 differ by less than these layouts can tell, so longitude and latitude
are taken as they come.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from siting.project.drawings.local import degrees_of, metres_of, to_degrees, to_metres
from siting.solar.records import Floats


def origin_of(shape_lonlat: Any) -> tuple[float, float]:
    """Latitude and longitude [deg] of the origin for a shape: its centroid."""
    centre = shape_lonlat.centroid
    return float(centre.y), float(centre.x)


def to_local(shape_lonlat: Any, lat: float, lon: float) -> Any:
    """A shapely shape in longitude and latitude as local metres around ``lat``, ``lon`` [deg]."""
    return to_metres(shape_lonlat, lat, lon)


def points_to_local(lonlat_deg: Floats, lat: float, lon: float) -> Floats:
    """Points (n x 2, longitude and latitude) as local metres (n x 2)."""
    return metres_of(lonlat_deg[:, 0], lonlat_deg[:, 1], lat, lon)


def to_lon_lat(xy_m: Floats, lat: float, lon: float) -> Floats:
    """Local metres (... x 2) around ``lat``, ``lon`` as longitude and latitude [deg], of the same shape."""
    points = np.asarray(xy_m, dtype=float)
    return degrees_of(points[..., 0].ravel(), points[..., 1].ravel(), lat, lon).reshape(points.shape)


def shape_to_lon_lat(shape_m: Any, lat: float, lon: float) -> Any:
    """A shapely shape of local metres in longitude and latitude."""
    return to_degrees(shape_m, lat, lon)
