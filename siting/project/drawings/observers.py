"""Who looks at the panels: points with the height of their eyes, or the windows of neighbouring houses.

Of a footprint, the corner or middle of a wall that is nearest to a plot looks at it, once from the eyes of a standing
person and once from the height of the building. Every plot within ``NEAR_M`` of the building has such a point, and the
nearest plot in any case.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from siting.errors import Problem
from siting.language import Text, text
from siting.project.drawings.footprints import building_heights
from siting.project.drawings.layers import (
    AskedLayer,
    find_heading,
    metres_in,
    names_in,
    numbers_in,
    polygons_in,
    read_layer,
)
from siting.project.drawings.local import metres_of, middle, to_metres
from siting.project.readers.raw import RawTable
from siting.project.sunlight.files import Observer
from siting.vocabulary.columns import number

Floats = npt.NDArray[np.float64]
# An assumption: the eyes of a standing adult.
EYES_M = 1.5
NEAR_M = 500.0
EYE_HEIGHTS = ("height_m", "eye_height_m", "高さ", "眼高", "視点高", "視点高さ")
_LAT = number("lat", "緯度", "latitude", "deg", low=-90, high=90)
_LON = number("lon", "経度", "longitude", "deg", low=-180, high=180)


def read_observers(
    asked: AskedLayer, plots: Sequence[Any]
) -> tuple[tuple[Observer, ...], RawTable | None, list[Text], list[Problem]]:
    """The observers of a file; ``plots`` are the outlines (lon/lat) that footprints look at."""
    raw, problems = read_layer(asked)
    if raw is None:
        return (), None, [], problems
    shapes, problems = _shapes(raw)
    kinds = {shape.geom_type for shape in shapes if shape is not None}
    if problems:
        return (), raw, [], problems
    if not kinds:
        return (), raw, [], [Problem(raw.file, "", "", None, text("the file holds no observer"))]
    if kinds == {"Point"}:
        observers, problems = _points(raw, shapes)
        return observers, raw, [], problems
    if kinds <= {"Polygon", "MultiPolygon", "GeometryCollection"}:
        return _windows(raw, shapes, plots, asked)
    expected = text("expected points or footprints of buildings, found {kinds}", kinds=", ".join(sorted(kinds)))
    return (), raw, [], [Problem(raw.file, "", "geometry", None, expected)]


def _shapes(raw: RawTable) -> tuple[list[Any], list[Problem]]:
    """The geometry of every row; of a table without one, points from its columns lat and lon."""
    import shapely

    if raw.geometry is not None:
        return [None if one is None or one.is_empty else one for one in raw.geometry], []
    at = [find_heading(raw, names) for names in (("lat", "緯度", "latitude"), ("lon", "経度", "longitude"))]
    if at[0] is None or at[1] is None:
        expected = text("a file without geometry needs the columns lat and lon")
        return [], [Problem(raw.file, "", "", None, expected)]
    (lat, faults), (lon, more) = numbers_in(raw, at[0], _LAT), numbers_in(raw, at[1], _LON)
    blank = np.flatnonzero((np.isnan(lat) | np.isnan(lon)) & (not (faults or more)))
    expected = text("a value is required")
    missing = [Problem(raw.file, raw.place(int(row)), "lat, lon", "", expected) for row in blank]
    return list(shapely.points(lon, lat)), [*faults, *more, *missing]


def _points(raw: RawTable, shapes: list[Any]) -> tuple[tuple[Observer, ...], list[Problem]]:
    at = find_heading(raw, EYE_HEIGHTS)
    if at is None:
        expected = text(
            "the column is missing: the height of the observers' eyes above the panels' ground, such as {eyes} for a person",
            eyes=f"{EYES_M:g}",
        )
        return (), [Problem(raw.file, "", "height_m", None, expected)]
    heights, problems = metres_in(raw, at, "height_m", low=None)
    if not problems:
        expected = text("the height of the observer's eyes is required")
        blank = np.flatnonzero(np.isnan(heights))
        problems += [Problem(raw.file, raw.place(int(row)), "height_m", "", expected) for row in blank]
    rows = zip(names_in(raw, "観測点"), shapes, heights, strict=True)
    found = tuple(Observer(name, shape.x, shape.y, float(height)) for name, shape, height in rows if shape is not None)
    return (() if problems else found), problems


def _windows(
    raw: RawTable, shapes: list[Any], plots: Sequence[Any], asked: AskedLayer
) -> tuple[tuple[Observer, ...], RawTable, list[Text], list[Problem]]:
    import shapely

    heights, problems = building_heights(raw, "", "", asked)
    if heights is not None and problems:
        return (), raw, [], problems
    # A layer without heights still tells where people stand.
    heights = np.full(len(raw.rows), np.nan) if heights is None else heights
    observers: list[Observer] = []
    lat, lon = middle(shapely.GeometryCollection(list(plots))) if plots else (0.0, 0.0)
    grounds = [to_metres(plot, lat, lon) for plot in plots]
    for name, shape, height in zip(names_in(raw, "建物"), shapes, heights, strict=True):
        ground = None if shape is None else polygons_in(shape)
        if ground is None:
            continue
        levels = [EYES_M, *([float(height)] if height > EYES_M else [])]
        for count, (x, y) in enumerate(_facing(ground, grounds, lat, lon)):
            corner = f" ({count + 1})" if count else ""
            observers += [Observer(f"{name}{corner} +{level:g} m", x, y, level) for level in levels]
    unknown = int((~(heights > EYES_M)).sum())
    notes = [
        text(
            "assumption: people look from {eyes} m above the ground and from the height of each building",
            eyes=f"{EYES_M:g}",
        )
    ]
    if unknown:
        notes.append(text("{file}: {count} buildings without a height look from {eyes} m only", file=raw.file, count=unknown, eyes=f"{EYES_M:g}"))  # fmt: skip
    return tuple(observers), raw, notes, []


def _facing(ground: Any, plots: Sequence[Any], lat: float, lon: float) -> list[tuple[float, float]]:
    """The corners and middles of walls (lon, lat) nearest to the plots: of each near plot, else of the nearest.

    ``plots`` are in metres around the place given.
    """
    import shapely

    walls = [np.array(part.exterior.coords) for part in getattr(ground, "geoms", [ground])]
    # The middles first: of points equally near, to a millimetre, a window is likelier than a corner.
    points = np.concatenate([*((wall[:-1] + wall[1:]) / 2 for wall in walls), *(wall[:-1] for wall in walls)])
    if not plots:
        return [(float(points[0, 0]), float(points[0, 1]))]
    here = shapely.points(metres_of(points[:, 0], points[:, 1], lat, lon))
    distances = shapely.distance(np.array(plots, dtype=object)[:, None], here[None, :]).round(3)
    nearest = distances.min(axis=1)
    kept = np.flatnonzero((nearest <= NEAR_M) | (nearest == nearest.min()))
    chosen = dict.fromkeys(int(distances[at].argmin()) for at in kept)
    return [(float(points[at, 0]), float(points[at, 1])) for at in chosen]
