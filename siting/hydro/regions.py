"""Where a machine is built: distance of a design to its regions on the log-log chart of flow and head.

Edges are straight on log-log paper, as the makers draw them; a distance of 1 is one decade.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from siting.hydro.records import Floats
from siting.project.machines.model import Machine, Region

TOLERANCE_DECADES = 1e-9
# Hydraulic power over flow times head [kW s/m4], as the Japanese charts count it.
CHART_KW = 9.8

Line = tuple[float, float, float]


def margin_decades(machine: Machine, flow_m3_s: Floats, head_m: Floats) -> Floats:
    """Distance in decades to the machine's nearest region, 0 inside and on the edge; flow of one unit [m3/s], head [m].

    Infinite where flow or head is not a positive number.
    """
    flow, head = np.broadcast_arrays(np.asarray(flow_m3_s, dtype=float), np.asarray(head_m, dtype=float))
    shape = flow.shape
    sound = (flow > 0) & (head > 0) & np.isfinite(flow) & np.isfinite(head)
    x = np.log10(np.where(sound, flow, 1.0)).ravel()
    y = np.log10(np.where(sound, head, 1.0)).ravel()
    margin = np.full(x.shape, np.inf)
    polygons = [region for region in machine.regions if region.polygon]
    if polygons:
        margin = _to_polygons(polygons, x, y)
    for region in machine.regions:
        if not region.polygon:
            margin = np.minimum(margin, _to_bounds(_half_planes(region), x, y))
    margin[margin <= TOLERANCE_DECADES] = 0.0
    return np.where(sound, margin.reshape(shape), np.inf)


def _to_polygons(regions: Sequence[Region], x: Floats, y: Floats) -> Floats:
    """Distance to the nearest polygon: all edges at once, then inside or not polygon by polygon."""
    corners = [np.log10(np.array(region.polygon)) for region in regions]
    starts = np.concatenate(corners)
    ends = np.concatenate([np.roll(one, -1, axis=0) for one in corners])
    first = np.cumsum([0, *(len(one) for one in corners[:-1])])
    px, py = x[:, None], y[:, None]
    ax, ay = starts[:, 0], starts[:, 1]
    dx, dy = ends[:, 0] - ax, ends[:, 1] - ay
    length = dx * dx + dy * dy
    along = ((px - ax) * dx + (py - ay) * dy) / np.where(length > 0, length, 1.0)
    along = np.clip(along, 0.0, 1.0)
    gap_x, gap_y = px - ax - along * dx, py - ay - along * dy
    distance = np.sqrt(np.min(gap_x * gap_x + gap_y * gap_y, axis=1))
    # Even-odd rule: edges that a ray towards larger flows crosses.
    spans = (ay > py) != (ends[:, 1] > py)
    crossing = spans & (px < ax + dx * (py - ay) / np.where(dy != 0, dy, 1.0))
    inside = np.any(np.add.reduceat(crossing.astype(np.int64), first, axis=1) % 2 == 1, axis=1)
    return np.asarray(np.where(inside, 0.0, distance))


def _half_planes(region: Region) -> list[Line]:
    """The bounds as ``a x + b y <= c`` with unit normals, x and y the logarithms of flow and head."""
    lines: list[Line] = []
    diagonal = float(np.sqrt(0.5))
    for low, high, a, b, unit in (
        (region.flow_min_m3_s, region.flow_max_m3_s, 1.0, 0.0, 1.0),
        (region.head_min_m, region.head_max_m, 0.0, 1.0, 1.0),
        (region.power_min_kw, region.power_max_kw, diagonal, diagonal, CHART_KW),
    ):
        scale = diagonal if a == b else 1.0
        if low is not None:
            lines.append((-a, -b, -scale * float(np.log10(low / unit))))
        if high is not None:
            lines.append((a, b, scale * float(np.log10(high / unit))))
    return lines


def _to_bounds(lines: Sequence[Line], x: Floats, y: Floats) -> Floats:
    """Distance to the intersection of half-planes: over its sides and its corners, infinite where it is empty."""
    distance = np.where(_holds(lines, x, y), 0.0, np.inf)
    outside = distance > 0
    if not outside.any():
        return distance
    for a, b, c in lines:
        over = a * x + b * y - c
        foot_x, foot_y = x - a * over, y - b * over
        on_side = outside & _holds(lines, foot_x, foot_y)
        distance = np.where(on_side, np.minimum(distance, np.abs(over)), distance)
    for corner_x, corner_y in _corners(lines):
        distance = np.where(outside, np.minimum(distance, np.hypot(x - corner_x, y - corner_y)), distance)
    return distance


def _corners(lines: Sequence[Line]) -> list[tuple[float, float]]:
    corners = []
    for i, (a, b, c) in enumerate(lines):
        for d, e, f in lines[i + 1 :]:
            determinant = a * e - b * d
            if abs(determinant) > 1e-12:
                x, y = (c * e - b * f) / determinant, (a * f - c * d) / determinant
                if _holds(lines, np.array([x]), np.array([y]))[0]:
                    corners.append((x, y))
    return corners


def _holds(lines: Sequence[Line], x: Floats, y: Floats) -> npt.NDArray[np.bool_]:
    inside = np.ones(x.shape, dtype=bool)
    for a, b, c in lines:
        inside &= a * x + b * y - c <= TOLERANCE_DECADES
    return inside
