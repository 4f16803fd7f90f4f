"""Geometry of any coordinate system to WGS 84 longitude/latitude, without touching what is there already."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from siting.errors import Problem
from siting.language import Text, text
from siting.project.readers.files import whole_file
from siting.project.readers.raw import Cells, TableSource
from siting.vocabulary import Table

# Datums that agree with WGS 84 to within what a site plan can tell; PROJ, too, takes the step between them as nothing.
_LIKE_WGS84 = frozenset(
    {
        "World Geodetic System 1984",
        "World Geodetic System 1984 ensemble",
        "Japanese Geodetic Datum 2000",
        "Japanese Geodetic Datum 2011",
    }
)
# Japan's territory, rounded outward to whole degrees: west, south, east, north.
_JAPAN = (122.0, 20.0, 154.0, 46.0)


@dataclass(frozen=True)
class Placed:
    """Geometries in longitude and latitude, and the faults."""

    shapes: Cells
    problems: tuple[Problem, ...] = ()
    fatal: bool = False


def to_lon_lat(shapes: Cells, file_crs: Any, source: TableSource, table: Table) -> Placed:
    """``shapes`` from the file's coordinate system, or the user's if the file names none."""
    stated = parsed_crs(source.crs) if source.crs else None
    if source.crs and stated is None:
        expected = text("unknown coordinate system {crs}: write one such as EPSG:6677", crs=source.crs)
        return _fatal(shapes, source, expected)
    named = parsed_crs(file_crs) if file_crs else None
    if named is not None and stated is not None and not _same(named, stated):
        expected = text(
            "the file is in {found}, but crs under [tables.{table}] says {stated}: correct or remove crs",
            found=named.name,
            table=table.name,
            stated=source.crs,
        )
        return _fatal(shapes, source, expected)
    crs = named if named is not None else stated
    if crs is not None:
        return _transformed(shapes, crs, source)
    if _looks_like_degrees(shapes):
        return Placed(shapes)
    expected = text(
        "the file names no coordinate system and its coordinates are not degrees: state crs under [tables.{table}] in "
        "project.toml (plane rectangular zones 1 to 19 are EPSG:6669 to EPSG:6687)",
        table=table.name,
    )
    return _fatal(shapes, source, expected)


def parsed_crs(written: Any) -> Any:
    """The coordinate system, or None if it is unknown, undefined or belongs to no place on earth."""
    from pyproj import CRS
    from pyproj.exceptions import ProjError

    try:
        crs = CRS.from_user_input(written)
    except (ProjError, ValueError, TypeError):
        return None
    earthly = crs.is_geographic or crs.is_projected
    # GeoPackage's own entries for "none": "Undefined Cartesian SRS" and "Undefined geographic SRS".
    return crs if earthly and not crs.name.startswith("Undefined") else None


def is_lon_lat(crs: Any) -> bool:
    """Whether its coordinates are WGS 84 degrees as they stand."""
    datum = crs.datum
    degrees = all(axis.unit_name == "degree" for axis in crs.axis_info[:2])
    from_greenwich = crs.prime_meridian is not None and crs.prime_meridian.longitude == 0
    return bool(crs.is_geographic and degrees and from_greenwich and datum is not None and datum.name in _LIKE_WGS84)


def _same(one: Any, other: Any) -> bool:
    if is_lon_lat(one) and is_lon_lat(other):
        return True
    # A Shapefile's .prj spells names in its own way, so its code has to be looked up.
    code = one.to_epsg()
    return bool(one.equals(other, ignore_axis_order=True) or (code is not None and code == other.to_epsg()))


def _transformed(shapes: Cells, crs: Any, source: TableSource) -> Placed:
    import shapely

    there = np.flatnonzero([shape is not None and not shape.is_empty for shape in shapes])
    if is_lon_lat(crs) or not len(there):
        return Placed(shapes)
    moved: Cells = shapes.copy()
    try:
        moved[there] = _to_wgs84(shapes[there], crs)
    except Exception:  # PROJ's failures have no common class
        return _fatal(shapes, source, text("the coordinates cannot be converted from {crs}", crs=crs.name))
    lost = there[~np.isfinite(shapely.bounds(moved[there])).all(axis=1)]
    moved[lost] = None
    expected = text("the position lies outside the area of {crs}: correct it or the coordinate system", crs=crs.name)
    return Placed(moved, tuple(Problem(source.name, str(row + 1), "geometry", None, expected) for row in lost))


def _to_wgs84(shapes: Cells, crs: Any) -> Cells:
    import geopandas

    moved: Cells = np.asarray(geopandas.GeoSeries(shapes, crs=crs).to_crs(4326).array, dtype=object)
    return moved


def _looks_like_degrees(shapes: Cells) -> bool:
    import shapely

    filled = [shape for shape in shapes if shape is not None and not shape.is_empty]
    west, south, east, north = shapely.total_bounds(filled) if filled else _JAPAN
    return bool(_JAPAN[0] <= west and _JAPAN[1] <= south and east <= _JAPAN[2] and north <= _JAPAN[3])


def _fatal(shapes: Cells, source: TableSource, expected: Text) -> Placed:
    return Placed(shapes, (whole_file(source.name, expected),), fatal=True)
