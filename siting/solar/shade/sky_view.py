"""How much of its sky a tilted plane still sees above a skyline."""

from __future__ import annotations

import numpy as np

from siting.solar.records import Floats

AZIMUTHS = 360


def sky_view(heights_deg: Floats, tilt_deg: Floats, azimuth_deg: Floats) -> Floats:
    """The share of the unobstructed plane's isotropic sky view, ``(1 + cos b) / 2``, that a skyline leaves (n).

    ``heights_deg`` (n x 360, north 0, clockwise), tilt and azimuth of the plane (n). In each degree of azimuth the cosine of
    incidence is integrated from the skyline, or the plane itself where that is higher, up to the zenith in closed form:
    ``cos b cos2(e)/2 + sin b cos(d) ((pi/2 - e)/2 - sin(2e)/4)`` from height e, at azimuth d off the plane's. Skylines and
    planes that occur again are reckoned once.
    """
    heights_deg = np.atleast_2d(np.asarray(heights_deg, dtype=float))
    planes = np.stack(np.broadcast_arrays(tilt_deg, np.asarray(azimuth_deg, dtype=float) % 360.0), axis=-1).reshape(
        -1, 2
    )
    if not len(planes):
        return np.zeros(0)
    lines, line = _distinct(heights_deg)
    planes, plane = _distinct(planes)
    pairs, pair = np.unique(line * len(planes) + plane, return_inverse=True)
    return np.asarray(_shares(lines, planes, pairs)[pair])


def _shares(lines: Floats, planes: Floats, pairs: np.ndarray[tuple[int, ...], np.dtype[np.int64]]) -> Floats:
    """The share of each pair (skyline x planes + plane)."""
    skyline = np.radians(np.clip(lines, 0.0, 90.0))
    tilt = np.radians(planes[:, 0])[:, None]
    facing = np.cos(np.radians(np.arange(AZIMUTHS) - planes[:, 1][:, None]))
    own = np.clip(np.arctan2(-np.sin(tilt) * facing, np.cos(tilt)), 0.0, np.pi / 2.0)
    level, upright = np.cos(tilt), np.sin(tilt) * facing
    own_flat, own_side = _above(own)
    line_flat, line_side = _above(skyline)
    whole = (level * own_flat + upright * own_side).sum(axis=1)
    shares = np.empty(len(pairs))
    for at in range(0, len(pairs), 2048):
        line, plane = np.divmod(pairs[at : at + 2048], len(planes))
        higher = skyline[line] > own[plane]
        flat = np.where(higher, line_flat[line], own_flat[plane])
        side = np.where(higher, line_side[line], own_side[plane])
        shares[at : at + 2048] = (level[plane] * flat + upright[plane] * side).sum(axis=1) / whole[plane]
    return np.clip(shares, 0.0, 1.0)


def _above(height: Floats) -> tuple[Floats, Floats]:
    """Integrals of ``sin e cos e`` and ``cos e cos e`` from a height up to the zenith."""
    return np.cos(height) ** 2 / 2.0, (np.pi / 2.0 - height) / 2.0 - np.sin(2.0 * height) / 4.0


def _distinct(rows: Floats) -> tuple[Floats, np.ndarray[tuple[int, ...], np.dtype[np.int64]]]:
    """The distinct rows, and which of them each row is."""
    rows = np.ascontiguousarray(rows)
    whole = rows.view(np.dtype((np.void, rows.dtype.itemsize * rows.shape[1]))).ravel()
    _, first, which = np.unique(whole, return_index=True, return_inverse=True)
    return rows[first], which.reshape(-1)


def mean_skyline(heights_deg: Floats) -> Floats:
    """One skyline (360) for many points (points x 360): in each azimuth it hides as much of the level sky as on average.

    ``cos2`` of the height is averaged, which keeps the mean sky view of a level plane exactly. A tilted plane's differs from
    the mean of the points' views by up to 0.1 points per degree of tilt, measured 2 to 40 m beside a wall 10 m high: less
    where it faces the wall, more where it faces away.
    """
    open_sky = np.cos(np.radians(np.clip(heights_deg, 0.0, 90.0))) ** 2
    return np.asarray(np.degrees(np.arccos(np.sqrt(open_sky.mean(axis=0)))))
