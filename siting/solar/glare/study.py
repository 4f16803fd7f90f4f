"""How long and when the panels of a layout reflect the sun towards those who look at them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from siting.language import Text, text
from siting.project.sunlight.files import Observer
from siting.project.sunlight.settings import Glare
from siting.solar.glare.mirrors import Mirrors, mirrors_of, nearest_m
from siting.solar.glare.rays import reaches, reflected
from siting.solar.layout.place import points_to_local
from siting.solar.records import Floats, GlareStudy, Ints, Layout
from siting.solar.shade.sun_path import sun_at, sun_path, unit_vector
from siting.weather.record import HOURS, MONTH_DAYS

# Half the sun's disc as seen from the earth: 0.2666 deg at the mean distance.
SUN_RADIUS_RAD = 4.65e-3
# Rows farther away than this are not looked at.
FARTHEST_M = 2000.0
WORST_DAYS = 5
DAYS = HOURS // 24
MONTH_OF_DAY = np.repeat(np.arange(12), MONTH_DAYS)


def glare_of(layout: Layout, lat: float, lon: float, observers: Sequence[Observer], glare: Glare) -> list[GlareStudy]:
    """The minutes of a year in which each observer sees the sun in some panel of a layout, under a clear sky.

    The panels are flat mirrors whose lower edges stand on the ground from which the observers' heights count; light arrives
    if it leaves a panel within the sun's radius and the glass's slope error of the mirrored direction. Rows do not hide each
    other, and nothing stands between panels and observer: the minutes are the most that can occur. ``lat`` and ``lon`` are
    those of a layout without an origin of its own.
    """
    if np.isfinite(layout.origin_lat) and np.isfinite(layout.origin_lon):
        lat, lon = layout.origin_lat, layout.origin_lon
    mirrors = mirrors_of(layout)
    hours, lengths, sun = _sunlit(lat, lon, glare.step_minutes)
    bright = sun @ mirrors.normal > 0.0
    hours, lengths = hours[bright], lengths[bright]
    rays = reflected(sun[bright], mirrors.normal)
    within_rad = SUN_RADIUS_RAD + glare.slope_error_mrad / 1000.0
    notes = _notes(layout)
    studies = []
    for observer, eye in zip(observers, _eyes(observers, lat, lon), strict=True):
        distance_m = nearest_m(mirrors, eye) if len(mirrors.corners) else float("nan")
        seen = np.zeros(len(rays), dtype=bool)
        if distance_m <= FARTHEST_M:
            seen = reaches(rays, mirrors.within(eye, FARTHEST_M), eye, within_rad)
        minutes, worst = _counted(hours[seen], lengths[seen])
        studies.append(GlareStudy(observer.name, distance_m, _bearing_deg(mirrors, eye), minutes, worst, notes))
    return studies


@lru_cache(maxsize=4)
def _sunlit(lat: float, lon: float, step_minutes: int) -> tuple[Floats, Floats, Floats]:
    """Every step of the year in which the sun is up: its middle [h of the year], its length [min], and the sun (n x 3)."""
    starts = np.arange(0.0, HOURS * 60.0, step_minutes)
    minutes = np.minimum(step_minutes, HOURS * 60.0 - starts)
    middles = (starts + minutes / 2.0) / 60.0
    path = sun_path(round(lat, 4), round(lon, 4))
    height_deg, azimuth_deg = sun_at(path, middles)
    up = height_deg > 0.0
    return middles[up], minutes[up], np.column_stack(unit_vector(height_deg[up], azimuth_deg[up]))


def _eyes(observers: Sequence[Observer], lat: float, lon: float) -> Floats:
    """Observers x (east, north, height) in metres around the origin."""
    spots = np.array([(observer.lon, observer.lat) for observer in observers], dtype=float).reshape(-1, 2)
    heights = np.array([observer.height_m for observer in observers], dtype=float)
    return np.column_stack([points_to_local(spots, lat, lon), heights])


def _bearing_deg(mirrors: Mirrors, eye: Floats) -> float:
    """Where an observer stands as seen from the middle of the panels."""
    if not len(mirrors.corners):
        return float("nan")
    low, high = mirrors.corners.min(axis=(0, 1)), mirrors.corners.max(axis=(0, 1))
    east, north = (eye - (low + high) / 2.0)[:2]
    return float(np.degrees(np.arctan2(east, north)) % 360.0)


def _counted(hours: Floats, minutes: Floats) -> tuple[Floats, tuple[tuple[int, int, float], ...]]:
    """Minutes by month and hour of the day (12 x 24), and the days with the most of them."""
    hour: Ints = np.floor(hours).astype(np.int64)
    by_day = np.bincount(hour, minutes, minlength=HOURS).reshape(DAYS, 24)
    months = np.zeros((12, 24))
    np.add.at(months, MONTH_OF_DAY, by_day)
    daily = by_day.sum(axis=1)
    longest = np.argsort(-daily, kind="stable")[:WORST_DAYS]
    first = np.concatenate([[0], np.cumsum(MONTH_DAYS)])
    worst = tuple(
        (int(MONTH_OF_DAY[day]) + 1, int(day - first[MONTH_OF_DAY[day]]) + 1, float(daily[day]))
        for day in longest
        if daily[day] > 0.0
    )
    return months, worst


def _notes(layout: Layout) -> tuple[Text, ...]:
    notes = [text("what stands between panels and observer, and rows hiding each other, are not considered")]
    if layout.usable is None and layout.tables is None:
        notes.append(text("the panels are taken to fill a square of the ground's area around the position of the plot"))
    return tuple(notes)
