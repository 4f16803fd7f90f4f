"""Whether reflected sunlight reaches an eye: directions against the mirrors as they are seen from it."""

from __future__ import annotations

import numpy as np

from siting.solar.glare.mirrors import Booleans, Mirrors
from siting.solar.records import Floats, Ints

# Directions x rows at a time, to bound the memory.
BLOCK = 4_000_000


def reflected(sun: Floats, normal: Floats) -> Floats:
    """Directions (n x 3) in which a mirror sends the light of a sun seen in directions ``sun``: ``2 (n.s) n - s``."""
    return np.asarray(2.0 * (sun @ normal)[:, None] * normal - sun)


def reaches(rays: Floats, mirrors: Mirrors, eye: Floats, within_rad: float) -> Booleans:
    """Which rays (n x 3, unit vectors) arrive at ``eye`` from some mirror, give or take an angle [rad].

    Seen from the eye a mirror is a quadrilateral of great circles; a ray arrives if the direction it comes from lies in
    the quadrilateral or within the angle of its rim. Whole rows are tried first, and where a row has gaps then the
    mirrors to both sides of where the ray comes from.
    """
    hit = np.zeros(len(rays), dtype=bool)
    rows = mirrors.rows
    # An eye sees the rows whose bright side it is on.
    bright = np.flatnonzero((eye - rows[:, 0]) @ mirrors.normal > 0.0)
    if not len(bright) or not len(rays):
        return hit
    sight = _sight(rows[bright], eye)
    turn = _inward(sight)
    whole = np.diff(np.append(mirrors.first, len(mirrors.corners)))[bright] == 1
    near = np.flatnonzero(_in_cone(rays, sight, within_rad))
    size = max(BLOCK // len(bright), 1)
    for at in range(0, len(near), size):
        chosen = near[at : at + size]
        look, row = _meetings(-rays[chosen], sight, turn, within_rad)
        hit[chosen[look[whole[row]]]] = True
        look, row = look[~whole[row]], row[~whole[row]]
        met = _between_gaps(-rays[chosen[look]], bright[row], mirrors, eye, within_rad)
        hit[chosen[look[met]]] = True
    return hit


def _sight(corners: Floats, eye: Floats) -> Floats:
    """Unit vectors from the eye to corners (n x 4 x 3)."""
    return _unit(corners - eye)


def _inward(sight: Floats) -> Floats:
    """Poles of the great circles of the edges, on the inner side, where corners run against the clock as seen."""
    return _unit(np.cross(np.roll(sight, -1, axis=1), sight))


def _in_cone(rays: Floats, sight: Floats, within_rad: float) -> Booleans:
    """Rays from within the cone around all mirrors, a quick first sieve."""
    corners = sight.reshape(-1, 3)
    axis = corners.mean(axis=0)
    length = float(np.linalg.norm(axis))
    widest = np.pi if length < 1e-6 else float(np.arccos(np.clip((corners @ axis).min() / length, -1.0, 1.0)))
    # Beyond a right angle the cone of the corners need not hold what lies between them.
    if widest >= np.pi / 2.0 - 0.01:
        return np.ones(len(rays), dtype=bool)
    return np.asarray(-(rays @ axis) / length >= np.cos(min(widest + within_rad, np.pi)) - 1e-12)


def _meetings(looks: Floats, sight: Floats, turn: Floats, within_rad: float) -> tuple[Ints, Ints]:
    """Pairs of a direction of looking (n x 3) and a quadrilateral that it meets."""
    slack = -np.sin(within_rad)
    # Between the long edges only few rows are left for each look; the short ones need be tried for these alone.
    look, which = np.nonzero((looks @ turn[:, 0].T >= slack) & (looks @ turn[:, 2].T >= slack))
    met = _meets(looks[look], sight[which], turn[which], within_rad)
    return look[met], which[met]


def _meets(looks: Floats, sight: Floats, turn: Floats, within_rad: float) -> Booleans:
    """Whether each look meets the quadrilateral it is paired with (n x 4 x 3)."""
    inward = np.einsum("nec,nc->ne", turn, looks).min(axis=1)
    met = inward >= 0.0
    beside = np.flatnonzero(~met & (inward >= -np.sin(within_rad)))
    met[beside] = _from_rim(looks[beside], sight[beside], turn[beside]) <= within_rad
    return np.asarray(met)


def _between_gaps(looks: Floats, row: Ints, mirrors: Mirrors, eye: Floats, within_rad: float) -> Booleans:
    """Whether each look, which meets a row of several mirrors, meets one of them: that at or before the spot, or the next."""
    away = (mirrors.corners[mirrors.first[row], 0] - eye) @ mirrors.normal
    # Looks that only graze the row's plane are taken to its ends.
    spot = (away / np.minimum(looks @ mirrors.normal, -1e-9)) * (looks @ mirrors.along) + eye @ mirrors.along
    begins = mirrors.corners[:, 0] @ mirrors.along
    low, span = begins.min(), np.ptp(begins) + 1.0
    line = np.repeat(np.arange(len(mirrors.first)), np.diff(np.append(mirrors.first, len(begins))))
    last = np.append(mirrors.first[1:], len(begins))[row] - 1
    before = np.searchsorted(
        line * 2.0 * span + begins - low, row * 2.0 * span + np.clip(spot - low, 0.0, span), "right"
    )
    met = np.zeros(len(looks), dtype=bool)
    for mirror in (np.clip(before - 1, mirrors.first[row], last), np.clip(before, mirrors.first[row], last)):
        sight = _sight(mirrors.corners[mirror], eye)
        met |= _meets(looks, sight, _inward(sight), within_rad)
    return met


def _from_rim(looks: Floats, corners: Floats, turn: Floats) -> Floats:
    """Angle [rad] between directions (n x 3) and the rim of the quadrilateral that each is paired with (n x 4 x 3)."""
    following = np.roll(corners, -1, axis=1)
    look = looks[:, None]
    # The foot of the look on an edge's great circle lies on the edge if it lies on the inner side of both ends.
    after = (np.cross(corners, turn) * look).sum(axis=2) >= 0.0
    before = (np.cross(turn, following) * look).sum(axis=2) >= 0.0
    to_edge = np.abs(np.arcsin(np.clip((turn * look).sum(axis=2), -1.0, 1.0)))
    to_corner = 2.0 * np.arcsin(np.clip(np.linalg.norm(corners - look, axis=2) / 2.0, 0.0, 1.0))
    return np.asarray(np.where(after & before, to_edge, to_corner).min(axis=1))


def _unit(vectors: Floats) -> Floats:
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-15))
