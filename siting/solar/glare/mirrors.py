"""The panels of a layout as mirrors: one tilted rectangle for each stretch of a row without a gap."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from siting.solar.records import Floats, Ints, Layout, Tables

Booleans = npt.NDArray[np.bool_]
# Tables of a row with less than this between them reflect as one.
JOINED_M = 0.25


@dataclass(frozen=True)
class Mirrors:
    """Rectangles that all face one way: ``corners`` (mirrors x 4 x 3) in metres east, north, above the ground.

    Corners run against the clock as seen from the bright side; ``normal`` is the unit vector towards that side, ``along``
    the one along the rows. Mirrors that stand in one line follow each other, and ``first`` is where each row begins.
    """

    corners: Floats
    normal: Floats
    along: Floats
    first: Ints

    @property
    def rows(self) -> Floats:
        """The rows as if they had no gaps (rows x 4 x 3)."""
        last = np.append(self.first[1:], len(self.corners)) - 1
        ends = (self.first, last, last, self.first)
        return np.stack([self.corners[end, corner] for corner, end in enumerate(ends)], axis=1)

    def within(self, eye: Floats, farthest_m: float) -> Mirrors:
        """The rows that come as near as that to a point (east, north, height), seen on the level."""
        kept = np.flatnonzero(_apart_m(self.rows, self.along, eye) <= farthest_m)
        count = np.diff(np.append(self.first, len(self.corners)))[kept]
        first = np.cumsum(count) - count
        mirrors = np.repeat(self.first[kept] - first, count) + np.arange(count.sum())
        return Mirrors(self.corners[mirrors], self.normal, self.along, first)


def mirrors_of(layout: Layout) -> Mirrors:
    """The rows of a layout: its tables where there are any, else rows at its pitch over the usable ground.

    Without an outline, rows on a square of the ground's area around the origin.
    """
    along, up = _axes(layout.azimuth_deg)
    if layout.tables is not None:
        stretches = _joined(_extents(layout.tables, along, up))
        level = np.cos(np.radians(layout.tilt_deg))
        slope_m = stretches[:, 3] / level if level > 0.05 else np.full(len(stretches), layout.slope_m)
    else:
        stretches = _strips(layout, along, up)
        slope_m = np.full(len(stretches), layout.slope_m)
    return _standing(stretches, slope_m, layout)


def _axes(azimuth_deg: float) -> tuple[Floats, Floats]:
    """Unit vectors (east, north): along the row, with the bright side in front to the right hand; and up the slope."""
    facing = np.array([np.sin(np.radians(azimuth_deg)), np.cos(np.radians(azimuth_deg))])
    return np.array([-facing[1], facing[0]]), -facing


def _extents(tables: Tables, along: Floats, up: Floats) -> Floats:
    """Of each table: begin and end along the row, lower edge, depth on the ground [m]."""
    if not len(tables.corners):
        return np.zeros((0, 4))
    a, v = tables.corners @ along, tables.corners @ up
    return np.column_stack([a.min(axis=1), a.max(axis=1), v.min(axis=1), np.ptp(v, axis=1)])


def _joined(extents: Floats) -> Floats:
    """Stretches of tables that stand in one line at less than ``JOINED_M`` from each other."""
    extents = extents[np.lexsort((extents[:, 0], extents[:, 3].round(2), extents[:, 2].round(2)))]
    begins = _new_row(extents)
    begins[1:] |= extents[1:, 0] - extents[:-1, 1] > JOINED_M
    first = np.flatnonzero(begins)
    if not len(first):
        return extents
    return np.column_stack([extents[first, 0], np.maximum.reduceat(extents[:, 1], first), extents[first, 2:]])


def _new_row(stretches: Floats) -> Booleans:
    """Whether each of the stretches, in order, stands in another line than the one before it."""
    line = stretches[:, 2:].round(2)
    return np.append(np.ones(min(len(line), 1), dtype=bool), (line[1:] != line[:-1]).any(axis=1))


def _strips(layout: Layout, along: Floats, up: Floats) -> Floats:
    """Stretches of rows at the pitch over the ground: where the row's middle line lies on it."""
    import shapely
    from shapely import affinity

    if layout.usable is not None and layout.usable.is_empty:
        return np.zeros((0, 4))
    # East and north become along and up.
    ground = affinity.affine_transform(_ground(layout, along, up), [*along, *up, 0.0, 0.0])
    west, south, east, north = ground.bounds
    depth_m = layout.slope_m * float(np.cos(np.radians(layout.tilt_deg)))
    rows = max(int((north - south - depth_m) / layout.pitch.pitch_m + 1e-9) + 1, 1)
    lower = south + layout.pitch.pitch_m * np.arange(rows)
    middle = np.minimum(lower + depth_m / 2.0, north - 1e-9)
    ends = np.stack([np.column_stack([np.full(rows, at), middle]) for at in (west - 1.0, east + 1.0)], axis=1)
    pieces, row = shapely.get_parts(shapely.intersection(shapely.linestrings(ends), ground), return_index=True)
    bounds = shapely.bounds(pieces)
    stretches = np.column_stack([bounds[:, 0], bounds[:, 2], lower[row], np.full(len(row), depth_m)])
    return np.asarray(stretches[np.lexsort((stretches[:, 0], row))])


def _ground(layout: Layout, along: Floats, up: Floats) -> Any:
    import shapely

    if layout.usable is not None:
        return layout.usable
    half_m = float(np.sqrt(layout.ground_area_m2)) / 2.0
    return shapely.Polygon([a * half_m * along + v * half_m * up for a, v in ((-1, -1), (1, -1), (1, 1), (-1, 1))])


def _standing(stretches: Floats, slope_m: Floats, layout: Layout) -> Mirrors:
    """The stretches at their tilt, their lower edge on the ground."""
    along, up = _axes(layout.azimuth_deg)
    tilt = np.radians(layout.tilt_deg)
    rise = np.array([*(up * np.cos(tilt)), np.sin(tilt)])
    lower = np.array([[*along, 0.0], [*up, 0.0]])
    left, right = (stretches[:, [end]] * lower[0] + stretches[:, [2]] * lower[1] for end in (0, 1))
    top = slope_m[:, None] * rise
    return Mirrors(
        corners=np.stack([left, right, right + top, left + top], axis=1),
        normal=np.array([*(-up * np.sin(tilt)), np.cos(tilt)]),
        along=lower[0],
        first=np.flatnonzero(_new_row(stretches)),
    )


def nearest_m(mirrors: Mirrors, eye: Floats) -> float:
    """Level distance [m] from a point (east, north) to the nearest mirror; 0 above one."""
    return float(_apart_m(mirrors.corners, mirrors.along, eye).min(initial=np.inf))


def _apart_m(corners: Floats, along: Floats, eye: Floats) -> Floats:
    """Level distances [m] from rectangles that run along a unit vector."""
    first = corners[:, 0, :2]
    gaps = []
    for axis, far in ((along[:2], corners[:, 1, :2]), (np.array([-along[1], along[0]]), corners[:, 3, :2])):
        at, length = (eye[:2] - first) @ axis, ((far - first) * axis).sum(axis=1)
        gaps.append(np.maximum(np.maximum(-at, at - length), 0.0))
    return np.asarray(np.hypot(*gaps))
