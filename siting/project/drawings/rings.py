"""Closed lines of a drawing to polygons: single lines joined, rings within rings as holes, open ones told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from siting.language import Text, text

CLOSED_M = 0.001  # ends of a line within a millimetre on the ground are the same point
_LISTED = 3


@dataclass(frozen=True)
class Rings:
    """Polygons without holes in the drawing's unit, the faults of the lines, and whether single lines were joined."""

    shapes: tuple[Any, ...]
    faults: tuple[Text, ...]
    joined: bool = False


def rings_of(lines: Sequence[Any], unit_m: float) -> Rings:
    """The rings of the lines of a layer; ``unit_m`` is the drawing's unit in metres."""
    near = CLOSED_M / unit_m
    closed = [line for line in lines if _gap(line) <= near]
    loose = [line for line in lines if _gap(line) > near]
    joined = [_exactly(line, near) for line in _joined(loose, near)]
    whole = [line for line in joined if _gap(line) <= near]
    faults = [_open_text(line, unit_m) for line in joined if _gap(line) > near]
    if len(faults) > _LISTED:
        faults = [*faults[:_LISTED], text("and {count} more open lines", count=len(faults) - _LISTED)]
    shapes = []
    for line in [*(_exactly(line, near) for line in closed), *whole]:
        shape, fault = _polygon(line, unit_m)
        shapes += [] if shape is None else [shape]
        faults += [] if fault is None else [fault]
    return Rings(tuple(shapes), tuple(faults), bool(whole))


def with_holes(rings: Sequence[Any], near: float) -> tuple[Any, int, Text | None]:
    """One shape of the rings: a ring inside another is a hole, one in a hole is ground again; with the count of holes."""
    import shapely

    shape, holes = shapely.Polygon(), 0
    for ring in _once(rings, near):
        inside = shape.buffer(near, join_style="mitre")
        if inside.covers(ring):
            shape, holes = shape.difference(ring), holes + 1
        elif shape.intersection(ring).area <= near * ring.length:
            shape = shape.union(ring)
        else:
            x, y = shape.intersection(ring).representative_point().coords[0]
            return (
                None,
                0,
                text("two outlines of the layer overlap near ({x}, {y}) of the drawing", x=f"{x:.3f}", y=f"{y:.3f}"),
            )
    return shape, holes, None


def _once(rings: Sequence[Any], near: float) -> list[Any]:
    """The rings by falling area, without those that are drawn twice."""
    kept: list[Any] = []
    for ring in sorted(rings, key=lambda one: -one.area):
        if not any(ring.symmetric_difference(one).area <= near * one.length for one in kept):
            kept.append(ring)
    return kept


def _gap(line: Any) -> float:
    """Distance between the two ends; a line of two points is no ring, however short it is."""
    coordinates = line.coords
    if len(coordinates) < 3:
        return float(line.length)
    return float(np.hypot(*(np.subtract(coordinates[0], coordinates[-1])[:2])))


def _joined(lines: Sequence[Any], near: float) -> list[Any]:
    """Single lines that meet end to end as one, such as CAD programs write that know no polylines."""
    import shapely

    if not lines:
        return []
    snapped = shapely.set_precision(np.array(lines, dtype=object), near)
    merged = shapely.line_merge(shapely.union_all(snapped[~shapely.is_empty(snapped)]))
    return [part for part in shapely.get_parts(merged) if part.geom_type == "LineString"]


def _exactly(line: Any, near: float) -> Any:
    """The line with one and the same point at both ends if they are near each other."""
    import shapely

    coordinates = np.array(line.coords)[:, :2]
    if len(coordinates) > 3 and _gap(line) <= near:
        coordinates[-1] = coordinates[0]
    return shapely.LineString(coordinates)


def _polygon(line: Any, unit_m: float) -> tuple[Any, Text | None]:
    import shapely

    x, y = (f"{one:.3f}" for one in line.coords[0])
    if len(line.coords) < 4:
        return None, text("the outline at ({x}, {y}) of the drawing has no area", x=x, y=y)
    shape = shapely.Polygon(line)
    if not shape.is_valid:
        reason = shapely.is_valid_reason(shape)
        return None, text("the outline at ({x}, {y}) of the drawing is not valid: {reason}", x=x, y=y, reason=reason)
    if shape.area * unit_m**2 <= CLOSED_M**2:
        return None, text("the outline at ({x}, {y}) of the drawing has no area", x=x, y=y)
    return shape, None


def _open_text(line: Any, unit_m: float) -> Text:
    x, y = (f"{one:.3f}" for one in line.coords[-1][:2])
    gap = _gap(line) * unit_m
    return text("a line is open by {gap} m at ({x}, {y}) of the drawing: close it", gap=f"{gap:.3f}", x=x, y=y)
