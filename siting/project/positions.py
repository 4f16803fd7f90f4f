"""Where the facilities are: given in degrees or taken from geometry, and plausible for Japan."""

from __future__ import annotations

import numpy as np

from siting.errors import Problem
from siting.language import text
from siting.project.tables import LoadedTable

# The extreme points of Japan's territory, rounded outward to whole degrees
# (Geospatial Information Authority of Japan: 20 25' to 45 33' N, 122 56' to 153 59' E).
JAPAN_LAT = (20.0, 46.0)
JAPAN_LON = (122.0, 154.0)


def place_facilities(facilities: LoadedTable, crs_stated: bool) -> tuple[LoadedTable, list[Problem]]:
    """The facilities with ``lat`` and ``lon`` filled from geometry where given, and the faults of both."""
    problems = [*_geometry_faults(facilities), *_two_positions(facilities)]
    placed = facilities if problems else _from_geometry(facilities)
    return placed, problems + _position_faults(placed, crs_stated)


def check_plot_geometry(plots: LoadedTable) -> list[Problem]:
    """Faults of the plots' polygons."""
    return _geometry_faults(plots, polygons=True)


def _geometry_faults(table: LoadedTable, polygons: bool = False) -> list[Problem]:
    if table.raw is None or table.raw.geometry is None:
        return []
    import shapely

    problems = []
    for row, shape in enumerate(table.raw.geometry):
        if shape is None:
            continue
        if shape.is_empty:
            expected = text("the geometry is empty: draw it, or leave the geometry out")
        elif not np.isfinite(shape.bounds).all():
            expected = text("the geometry has coordinates that are not finite numbers")
        elif polygons and shape.geom_type not in ("Polygon", "MultiPolygon", "Point"):
            expected = text("expected a polygon, found {kind}", kind=shape.geom_type)
        elif not shape.is_valid:
            reason = shapely.is_valid_reason(shape)
            expected = text("the polygon is not valid ({reason}): mend it in the GIS", reason=reason)
        else:
            continue
        problems.append(table.problem(row, "geometry", None, expected))
    return problems


# A tenth of a metre or so: what is further apart was not meant to be the same place.
SAME_DEGREES = 1e-6


def _two_positions(facilities: LoadedTable) -> list[Problem]:
    """Columns lat and lon that do not say what the geometry says."""
    raw = facilities.raw
    if raw is None or raw.geometry is None:
        return []
    problems = []
    given = facilities.frame[["lat", "lon"]].to_numpy(dtype=float)
    for row, shape in enumerate(raw.geometry):
        if shape is None or shape.geom_type != "Point" or shape.is_empty or np.isnan(given[row]).any():
            continue
        if np.abs(given[row] - (shape.y, shape.x)).max() > SAME_DEGREES:
            value = f"{given[row, 0]:g}, {given[row, 1]:g}"
            expected = text(
                "lat and lon differ from the geometry ({lat}, {lon}): keep one of them",
                lat=f"{shape.y:g}",
                lon=f"{shape.x:g}",
            )
            problems.append(facilities.problem(row, "lat", value, expected))
    return problems


def _from_geometry(facilities: LoadedTable) -> LoadedTable:
    raw = facilities.raw
    if raw is None or raw.geometry is None:
        return facilities
    frame = facilities.frame.copy()
    for row, shape in enumerate(raw.geometry):
        if shape is not None and np.isnan(frame["lat"].iloc[row]) and np.isnan(frame["lon"].iloc[row]):
            point = shape if shape.geom_type == "Point" else shape.representative_point()
            frame.loc[row, "lat"], frame.loc[row, "lon"] = point.y, point.x
    return LoadedTable(facilities.table, frame, raw, facilities.positions, facilities.bad)


def _position_faults(facilities: LoadedTable, crs_stated: bool) -> list[Problem]:
    lat = facilities.frame["lat"].to_numpy(dtype=float)
    lon = facilities.frame["lon"].to_numpy(dtype=float)
    problems = []
    for row in np.flatnonzero(np.isnan(lat) != np.isnan(lon)):
        there, missing = ("lat", "lon") if np.isnan(lon[row]) else ("lon", "lat")
        if not {("lat", int(row)), ("lon", int(row))} & facilities.bad:
            expected = text("{there} is given without {missing}: give both or neither", there=there, missing=missing)
            problems.append(facilities.problem(int(row), missing, "", expected))
    with np.errstate(invalid="ignore"):
        outside = ~_within(lat, lon) & ~np.isnan(lat) & ~np.isnan(lon)
        swapped = outside & _within(lon, lat)
    for row in np.flatnonzero(outside):
        value = f"{lat[row]:g}, {lon[row]:g}"
        if swapped[row]:
            expected = text("latitude and longitude look swapped")
        elif abs(lat[row]) > 90 or abs(lon[row]) > 180:
            expected = text(
                "expected degrees; for metres give the geometry in a GIS file that names its coordinate system"
            )
        elif crs_stated:
            continue
        else:
            expected = text("outside Japan (20-46 N, 122-154 E): correct it, or state crs under [tables.facilities]")
        problems.append(facilities.problem(int(row), "lat", value, expected))
    return problems


def _within(lat: np.typing.NDArray[np.float64], lon: np.typing.NDArray[np.float64]) -> np.typing.NDArray[np.bool_]:
    return (lat >= JAPAN_LAT[0]) & (lat <= JAPAN_LAT[1]) & (lon >= JAPAN_LON[0]) & (lon <= JAPAN_LON[1])
