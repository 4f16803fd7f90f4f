"""Local map projection: degrees to metres around the middle of the map, metres to picture units."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from siting.reporting.charts.labels import Box

Position = tuple[float, float]
"""Longitude and latitude in degrees."""

EARTH_RADIUS_M = 6_371_008.8
"""Mean radius of the WGS 84 ellipsoid, (2a + b) / 3."""

_MIN_WIDTH_M = 640.0
_MIN_HEIGHT_M = 400.0
_MARGIN = 0.12
_OUTLINE_REACH = 0.15


@dataclass(frozen=True)
class Projection:
    """Equirectangular projection true to scale at ``middle``, drawn at ``units_per_m`` around ``centre``."""

    middle: Position
    units_per_m: float
    centre: tuple[float, float]

    def __call__(self, position: Position) -> tuple[float, float]:
        x_m, y_m = _metres(position, self.middle)
        return self.centre[0] + x_m * self.units_per_m, self.centre[1] - y_m * self.units_per_m


@dataclass(frozen=True)
class Ground:
    """The part of the ground to be shown: its middle, width and height."""

    middle: Position
    width_m: float
    height_m: float


def ground_of(points: Sequence[Position], outline: Sequence[Position]) -> Ground:
    """The ground that holds all ``points`` with a margin, and as much of the outline as does not dwarf them."""
    for longitude, latitude in (*points, *outline):
        if not (math.isfinite(longitude) and abs(latitude) < 89):
            raise ValueError(f"not a mappable position: longitude {longitude}, latitude {latitude}")
    rough = _middle(points)
    west, south, east, north = _bounds([_metres(point, rough) for point in points])
    reach = max(east - west, north - south, _MIN_HEIGHT_M)
    if outline:
        drawn = _bounds([_metres(corner, rough) for corner in outline])
        west, south = (
            min(near, max(far, near - _OUTLINE_REACH * reach)) for near, far in zip((west, south), drawn, strict=False)
        )
        east, north = (
            max(near, min(far, near + _OUTLINE_REACH * reach))
            for near, far in zip((east, north), drawn[2:], strict=True)
        )
    middle = _degrees(((west + east) / 2, (south + north) / 2), rough)
    spare = 2 * _MARGIN * reach
    return Ground(middle, max(east - west, _MIN_WIDTH_M) + spare, max(north - south, _MIN_HEIGHT_M) + spare)


def fitted(ground: Ground, canvas: Box) -> Projection:
    """The largest true-to-scale view of ``ground`` in ``canvas``."""
    width, height = canvas.right - canvas.left, canvas.bottom - canvas.top
    centre = ((canvas.left + canvas.right) / 2, (canvas.top + canvas.bottom) / 2)
    return Projection(ground.middle, min(width / ground.width_m, height / ground.height_m), centre)


def _middle(points: Sequence[Position]) -> Position:
    west, south, east, north = _bounds(points)
    return (west + east) / 2, (south + north) / 2


def _bounds(points: Sequence[tuple[float, float]]) -> tuple[float, float, float, float]:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def _metres(position: Position, middle: Position) -> tuple[float, float]:
    narrowing = math.cos(math.radians(middle[1]))
    return (
        EARTH_RADIUS_M * math.radians(position[0] - middle[0]) * narrowing,
        EARTH_RADIUS_M * math.radians(position[1] - middle[1]),
    )


def _degrees(metres: tuple[float, float], middle: Position) -> Position:
    narrowing = math.cos(math.radians(middle[1]))
    return (
        middle[0] + math.degrees(metres[0] / EARTH_RADIUS_M / narrowing),
        middle[1] + math.degrees(metres[1] / EARTH_RADIUS_M),
    )
