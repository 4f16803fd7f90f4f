"""The free stretches of rows: where a strip of ground lies in an area over its whole depth.

In the frame of the rows (u along them, v from front to back) the edges of the area are cut to each strip; what they cover
of u is blocked. Between two blocked stretches no edge enters the strip, so the ground there lies all inside or all outside:
the parity of edges crossed on the strip's middle line tells which. All strips of many row offsets are done in one pass
over pairs of an edge and a strip, however odd the shape and whatever holes it has.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from siting.solar.records import Floats, Ints

# Touching is not overlapping: strips may pass an edge by this much [m].
TOUCH_M = 1e-7
# Pairs of edge and strip that are held at once; more go in blocks of offsets.
PAIRS_AT_ONCE = 1_000_000


@dataclass(frozen=True)
class Frame:
    """The rows' own directions, for panels facing ``azimuth_deg`` (north 0, clockwise): from metres (x, y) to (u, v)."""

    azimuth_deg: float

    @property
    def _turn(self) -> Floats:
        angle = math.radians(self.azimuth_deg)
        return np.array([[-math.cos(angle), -math.sin(angle)], [math.sin(angle), -math.cos(angle)]])

    def to_rows(self, xy_m: Floats) -> Floats:
        """Points (... x 2) in the rows' frame: u to the right as one looks at the panels from the front, v away."""
        return xy_m @ self._turn

    def to_ground(self, uv_m: Floats) -> Floats:
        """Points of the rows' frame (... x 2) as x east, y north."""
        return uv_m @ self._turn.T


@dataclass(frozen=True)
class Edges:
    """The edges of an area in the rows' frame, each from its lower to its higher v."""

    u_low: Floats
    v_low: Floats
    u_high: Floats
    v_high: Floats

    def __len__(self) -> int:
        return len(self.u_low)


@dataclass(frozen=True)
class Stretches:
    """Free stretches ``begin`` .. ``end`` (u) of strips, in order; ``offset`` and ``row`` number the strip they lie in."""

    offset: Ints
    row: Ints
    begin: Floats
    end: Floats


def edges_of(area: Any, frame: Frame) -> Edges:
    """The edges of a (Multi)Polygon in the rows' frame."""
    import shapely

    rings = shapely.get_parts(shapely.boundary(area))
    points, ring = shapely.get_coordinates(rings, return_index=True)
    points = frame.to_rows(points)
    same = ring[1:] == ring[:-1]
    one, other = points[:-1][same], points[1:][same]
    up = (one[:, 1] <= other[:, 1])[:, None]
    low, high = np.where(up, one, other), np.where(up, other, one)
    return Edges(low[:, 0], low[:, 1], high[:, 0], high[:, 1])


def free_stretches(edges: Edges, fronts_m: Floats, depth_m: float, pitch_m: float, back_m: float) -> Stretches:
    """Free stretches of rows of ``depth_m`` every ``pitch_m``; ``fronts_m`` are the fronts (v) of row 0 of each offset.

    Rows go as far as ``back_m``. Blocks of offsets keep the memory small.
    """
    rows = int((back_m - fronts_m.min()) // pitch_m) + 1 if len(edges) else 0
    if rows <= 0:
        return Stretches(*(np.empty(0, int),) * 2, *(np.empty(0),) * 2)
    per_offset = len(edges) + ((edges.v_high - edges.v_low) / pitch_m).sum()
    block = max(1, int(PAIRS_AT_ONCE / per_offset))
    found = [
        _block(edges, fronts_m[start : start + block], start, depth_m, pitch_m, rows)
        for start in range(0, len(fronts_m), block)
    ]
    return Stretches(
        np.concatenate([one.offset for one in found]),
        np.concatenate([one.row for one in found]),
        np.concatenate([one.begin for one in found]),
        np.concatenate([one.end for one in found]),
    )


def _block(edges: Edges, fronts_m: Floats, first: int, depth_m: float, pitch_m: float, rows: int) -> Stretches:
    edge, strip, front = _pairs(edges, fronts_m, depth_m, pitch_m, rows)
    u_one, u_other = _cut(edges, edge, front + TOUCH_M, front + depth_m - TOUCH_M)
    begin, end = np.minimum(u_one, u_other), np.maximum(u_one, u_other)
    middle = front + depth_m / 2
    crosses = (edges.v_low[edge] <= middle) & (middle < edges.v_high[edge])
    order = np.lexsort((begin, strip))
    strip, begin, crosses = strip[order], begin[order], crosses[order]
    reach = _farthest(strip, end[order])
    inside = np.cumsum(crosses) % 2 == 1
    # Every strip is crossed an even number of times, so the parity starts afresh with each.
    free = inside[:-1] & (strip[1:] == strip[:-1]) & (begin[1:] - reach[:-1] > TOUCH_M)
    where = np.flatnonzero(free)
    return Stretches(first + strip[where] // rows, strip[where] % rows, reach[where], begin[where + 1])


def _pairs(edges: Edges, fronts_m: Floats, depth_m: float, pitch_m: float, rows: int) -> tuple[Ints, Ints, Floats]:
    """Each edge with each strip it enters: number of the edge, number of the strip (offset x rows + row), the strip's front."""
    above = (edges.v_low[None, :] - depth_m + TOUCH_M - fronts_m[:, None]) / pitch_m
    below = (edges.v_high[None, :] - TOUCH_M - fronts_m[:, None]) / pitch_m
    lowest = np.maximum(np.floor(above).astype(np.int64) + 1, 0)
    highest = np.minimum(np.ceil(below).astype(np.int64) - 1, rows - 1)
    count = np.maximum(highest - lowest + 1, 0).ravel()
    pair = np.repeat(np.arange(count.size), count)
    row = lowest.ravel()[pair] + np.arange(len(pair)) - (np.cumsum(count) - count)[pair]
    offset, edge = pair // len(edges), pair % len(edges)
    return edge, offset * rows + row, fronts_m[offset] + row * pitch_m


def _cut(edges: Edges, edge: Ints, low: Floats, high: Floats) -> tuple[Floats, Floats]:
    """Where (u) each edge enters and leaves its strip; the whole edge where it runs along the strip."""
    u, v = edges.u_low[edge], edges.v_low[edge]
    rise = edges.v_high[edge] - v
    run = edges.u_high[edge] - u
    flat = rise <= 0
    per_m = np.divide(1.0, rise, out=np.zeros_like(rise), where=~flat)
    enter = np.where(flat, 0.0, np.clip((low - v) * per_m, 0.0, 1.0))
    leave = np.where(flat, 1.0, np.clip((high - v) * per_m, 0.0, 1.0))
    return u + enter * run, u + leave * run


def _farthest(strip: Ints, end: Floats) -> Floats:
    """The running maximum of ``end`` within each strip, exact: the maximum is taken of ranks, with the strip above them."""
    order = np.argsort(end, kind="stable")
    rank = np.empty(len(end), dtype=np.int64)
    rank[order] = np.arange(len(end))
    highest = np.maximum.accumulate(strip * len(end) + rank)
    return np.asarray(end[order][highest % max(len(end), 1)])
