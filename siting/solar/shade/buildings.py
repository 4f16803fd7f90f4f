"""Neighbouring buildings as walls, and how high they stand above the horizon as seen from points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from siting.project.sunlight.files import Block
from siting.solar.layout.place import points_to_local, to_local
from siting.solar.records import Floats, Ints

AZIMUTHS = 360
# What stands lower than this is not seen as an obstacle; half the sun's disc.
LEAST_HEIGHT_DEG = 0.25
# Least metres in a degree of latitude, and in one of longitude at the equator (GRS80), so that no building is missed.
METRES_PER_LAT, METRES_PER_LON = 110_500.0, 111_300.0


@dataclass(frozen=True)
class Town:
    """Rings of all buildings in lon/lat: ``coordinates`` (corners x 2), the building of each ring and the ring of each corner.

    ``boxes`` are the bounds of each building (west, south, east, north).
    """

    blocks: tuple[Block, ...]
    heights_m: Floats
    boxes: Floats
    coordinates: Floats
    ring: Ints
    building: Ints


@dataclass(frozen=True)
class Walls:
    """Walls in local metres: ``ends`` (walls x 2 x 2), how far they rise above the panels [m], and whose they are."""

    ends: Floats
    rise_m: Floats
    building: Ints

    def without(self, buildings: Ints) -> Walls:
        """The walls of all other buildings."""
        kept = ~np.isin(self.building, buildings)
        return Walls(self.ends[kept], self.rise_m[kept], self.building[kept])


def town_of(blocks: Sequence[Block]) -> Town:
    """The buildings, taken apart once for all places."""
    import shapely

    shapes = np.array([block.shape for block in blocks], dtype=object)
    parts, owner = shapely.get_parts(shapes, return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    coordinates, ring = shapely.get_coordinates(rings, return_index=True)
    return Town(
        blocks=tuple(blocks),
        heights_m=np.array([block.height_m for block in blocks], dtype=float),
        boxes=shapely.bounds(shapes),
        coordinates=coordinates,
        ring=ring.astype(np.int64),
        building=owner[part].astype(np.int64),
    )


def walls_near(town: Town, lat: float, lon: float, radius_m: float, panel_height_m: float) -> Walls:
    """The walls that can stand above the panels within ``radius_m`` of a place, in metres around it."""
    rise_m = town.heights_m - panel_height_m
    west, south, east, north = town.boxes.T
    across_m = np.maximum(np.maximum(west - lon, lon - east), 0.0)
    # The narrowest parallel that the building and the place have in common gives the least distance.
    parallel = np.cos(np.radians(np.clip(np.maximum(np.abs(lat), np.maximum(np.abs(south), np.abs(north))), 0.0, 90.0)))
    across_m = across_m * parallel * METRES_PER_LON
    up_m = np.maximum(np.maximum(south - lat, lat - north), 0.0) * METRES_PER_LAT
    reach_m = np.maximum(rise_m, 0.0) / np.tan(np.radians(LEAST_HEIGHT_DEG)) + radius_m
    near = (rise_m > 0.0) & (np.hypot(across_m, up_m) <= reach_m)
    kept = near[town.building[town.ring]] if len(town.ring) else np.zeros(0, dtype=bool)
    coordinates, ring = town.coordinates[kept], town.ring[kept]
    if not len(coordinates):
        return Walls(np.zeros((0, 2, 2)), np.zeros(0), np.zeros(0, dtype=np.int64))
    local = points_to_local(coordinates, lat, lon)
    same = ring[1:] == ring[:-1]
    owner = town.building[ring[1:][same]]
    return Walls(np.stack([local[:-1][same], local[1:][same]], axis=1), rise_m[owner], owner)


def skylines(points: Floats, walls: Walls) -> Floats:
    """Height [deg] of the walls by whole azimuth as seen from each point (points x 360); 0 where none stands.

    For every point and wall only the whole azimuths are taken that the wall covers: a ray meets a wall from A to B at
    ``(A x B) / (u x (B - A))`` along its unit vector u.
    """
    seen = np.zeros(len(points) * AZIMUTHS)
    if len(walls.rise_m) and len(points):
        start = walls.ends[None, :, 0] - points[:, None]
        end = walls.ends[None, :, 1] - points[:, None]
        first_deg = np.degrees(np.arctan2(start[..., 0], start[..., 1]))
        turn_deg = (np.degrees(np.arctan2(end[..., 0], end[..., 1])) - first_deg + 180.0) % 360.0 - 180.0
        low = np.ceil(np.minimum(first_deg, first_deg + turn_deg))
        count = np.maximum(np.floor(np.maximum(first_deg, first_deg + turn_deg)) - low + 1.0, 0.0).astype(np.int64)
        np.maximum.at(seen, *_meetings(start, end, walls.rise_m, low, count))
    seen[seen < LEAST_HEIGHT_DEG] = 0.0
    return seen.reshape(len(points), AZIMUTHS)


def _meetings(start: Floats, end: Floats, rise_m: Floats, low: Floats, count: Ints) -> tuple[Ints, Floats]:
    """Where rays meet walls: index in points x azimuths and the height seen there [deg]."""
    pair = np.repeat(np.arange(count.size), count.ravel())
    step = np.arange(pair.size) - np.repeat(np.cumsum(count.ravel()) - count.ravel(), count.ravel())
    azimuth = low.ravel()[pair] + step
    ray = np.radians(azimuth)
    one, other = start.reshape(-1, 2)[pair], end.reshape(-1, 2)[pair]
    along = other - one
    over = np.sin(ray) * along[:, 1] - np.cos(ray) * along[:, 0]
    distance = np.abs(one[:, 0] * other[:, 1] - one[:, 1] * other[:, 0]) / np.maximum(np.abs(over), 1e-12)
    # A wall that points at the eye is met at its nearer end.
    nearest, farthest = np.sort(np.stack([np.hypot(*one.T), np.hypot(*other.T)]), axis=0)
    flat = np.abs(over) < 1e-9 * np.maximum(np.hypot(*along.T), 1e-12)
    distance = np.where(flat, nearest, np.minimum(distance, farthest))
    height_deg = np.degrees(np.arctan2(rise_m[pair % len(rise_m)], distance))
    return (pair // len(rise_m)) * AZIMUTHS + azimuth.astype(np.int64) % AZIMUTHS, height_deg


def standing_in(points: Floats, town: Town, walls: Walls, lat: float, lon: float) -> dict[int, Any]:
    """The buildings in whose footprint points lie: number of the building -> which points (booleans)."""
    import shapely

    found: dict[int, Any] = {}
    if not len(walls.building):
        return found
    order = np.argsort(walls.building, kind="stable")
    buildings, first = np.unique(walls.building[order], return_index=True)
    corners = walls.ends[order].min(axis=1), walls.ends[order].max(axis=1)
    low, high = np.minimum.reduceat(corners[0], first), np.maximum.reduceat(corners[1], first)
    boxed = ((points[:, None] >= low) & (points[:, None] <= high)).all(axis=2).any(axis=0)
    for building in buildings[boxed]:
        shape = to_local(town.blocks[building].shape, lat, lon)
        inside = shapely.contains_xy(shape, points[:, 0], points[:, 1])
        if inside.any():
            found[int(building)] = inside
    return found
