"""What horizon and buildings take of the light at each place: beam hour by hour, and the skyline for the diffuse light."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from siting.language import Text, text, verbatim
from siting.project.sunlight.files import Block, Horizon
from siting.solar.records import Floats, Ints, Screens
from siting.solar.shade.buildings import AZIMUTHS, Town, skylines, standing_in, town_of, walls_near
from siting.solar.shade.sky_view import mean_skyline
from siting.solar.shade.sun_path import SunPath, sun_at, sun_path
from siting.weather.record import HOURS, WeatherYear

# The sun is looked at six times an hour, around the hour's middle.
AROUND_MIDDLE_MINUTES = np.array([-25.0, -15.0, -5.0, 5.0, 15.0, 25.0])


@dataclass(frozen=True)
class Place:
    """Where panels stand: ``points`` (points x 2) in metres around ``lat``, ``lon``, ``panel_height_m`` above the ground."""

    lat: float
    lon: float
    points: Floats
    panel_height_m: float = 0.0


def screens_of(
    places: Sequence[Place], weather: WeatherYear, horizon: Horizon | None, buildings: Sequence[Block] | Town
) -> Screens:
    """The screens of places, one row each, with notes on buildings that cannot be an obstacle there.

    All buildings and panels are taken to stand on one level. Circumsolar light is treated like beam. A building in
    which at least half of a place's points lie carries the panels and is left out; a point in any other building is. Where
    many places share their buildings, ``town_of`` takes these apart once for all.
    """
    path = sun_path(weather.lat, weather.lon, weather.elevation_m, weather.mid_minutes)
    town = buildings if isinstance(buildings, Town) else town_of(buildings)
    far = np.zeros(AZIMUTHS) if horizon is None else np.maximum(np.asarray(horizon.heights_deg, dtype=float), 0.0)
    beam, heights, notes = np.ones((len(places), HOURS)), np.zeros((len(places), AZIMUTHS)), []
    for number, place in enumerate(places):
        near, said = _skylines(place, town)
        seen = np.maximum(near, far)
        beam[number] = beam_share(seen, path, weather.mid_minutes)
        heights[number] = mean_skyline(seen)
        notes.append(said)
    return Screens(beam=beam, heights_deg=heights, notes=tuple(notes))


def beam_share(seen_deg: Floats, path: SunPath, mid_minutes: float = 30.0) -> Floats:
    """The share of each hour's beam that reaches the points (8,760), whose skylines are points x 360 [deg].

    Each moment counts by the sine of the sun's height; skylines run straight between whole azimuths.
    """
    if not (seen_deg > 0.0).any():
        return np.ones(HOURS)
    hours = (np.arange(HOURS)[:, None] + (mid_minutes + AROUND_MIDDLE_MINUTES) / 60.0).ravel()
    height_deg, azimuth_deg = sun_at(path, hours)
    # Above the highest obstacle nothing is hidden.
    low = (height_deg > 0.0) & (height_deg <= seen_deg.max())
    before, share = _whole(azimuth_deg[low])
    lit = np.zeros(len(before))
    lines, counts = np.unique(seen_deg, axis=0, return_counts=True)
    for line, count in zip(lines, counts, strict=True):
        skyline = line[before] + share * (line[(before + 1) % AZIMUTHS] - line[before])
        lit += count * (height_deg[low] > skyline)
    weight = np.maximum(np.sin(np.radians(height_deg)), 0.0)
    passed = weight.copy()
    passed[low] *= lit / counts.sum()
    weight, passed = (values.reshape(HOURS, -1).sum(axis=1) for values in (weight, passed))
    return np.asarray(np.divide(passed, weight, out=np.ones(HOURS), where=weight > 0.0))


def _whole(azimuth_deg: Floats) -> tuple[Ints, Floats]:
    before = np.floor(azimuth_deg).astype(np.int64)
    return before % AZIMUTHS, azimuth_deg - before


def _skylines(place: Place, town: Town) -> tuple[Floats, tuple[Text, ...]]:
    """Skylines of the buildings from each point of a place that can hold panels, and what was left out."""
    points = np.asarray(place.points, dtype=float).reshape(-1, 2)
    radius_m = float(np.hypot(*points.T).max())
    walls = walls_near(town, place.lat, place.lon, radius_m, place.panel_height_m)
    inside = standing_in(points, town, walls, place.lat, place.lon)
    carriers = [building for building, held in inside.items() if 2 * held.sum() >= len(points)]
    if inside and np.any(list(inside.values()), axis=0).all():
        carriers = list(inside)
    held = np.zeros(len(points), dtype=bool)
    for building, within in inside.items():
        if building not in carriers:
            held |= within
    notes = [
        text(
            "building {name} stands where the panels are to stand and is not counted as an obstacle; if it carries them, panel_height_m has to contain its height",
            name=verbatim(town.blocks[building].name),
        )
        for building in carriers
    ]
    if held.any():
        notes.append(
            text("{count} points of the plot lie in buildings and are left out of the shade", count=int(held.sum()))
        )
    return skylines(points[~held], walls.without(np.array(carriers, dtype=np.int64))), tuple(notes)
