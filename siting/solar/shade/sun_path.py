"""The sun at any moment of the year, from one position a day.

Its declination and its lead over the clock (equation of time) change so little from day to day that both follow, between
the noons of ``sun_of``, a straight line: the sun lies within 0.05 mrad of its place; the rest is the turning of the earth. An exact position of every
minute would cost some hundred times as much.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from siting.solar.records import Floats, Ints
from siting.weather.sun import sun_of

NOON_HOUR = 12
DEG_PER_HOUR = 15.0
# Air of the algorithm: 12 C. Refraction is left out below the height at which the sun's upper edge still shows.
AIR_TEMPERATURE_C = 12.0
SETS_AT_DEG = -(0.26667 + 0.5667)


@dataclass(frozen=True)
class SunPath:
    """Declination and hour angle [deg] at ``noon_h`` o'clock of each day, +09:00, of a place."""

    lat_deg: float
    elevation_m: float
    noon_h: float
    declination_deg: Floats
    hour_angle_deg: Floats


def sun_path(lat_deg: float, lon_deg: float, elevation_m: float = 0.0, mid_minutes: float = 30.0) -> SunPath:
    """The path of a place, from the same sun as its yields."""
    sun = sun_of(lat_deg, lon_deg, elevation_m, mid_minutes)
    apparent_deg = 90.0 - sun.zenith_deg[NOON_HOUR::24]
    height_deg = apparent_deg - refraction_deg(apparent_deg, elevation_m)
    height_deg = apparent_deg - refraction_deg(height_deg, elevation_m)
    east, north, up = unit_vector(height_deg, sun.azimuth_deg[NOON_HOUR::24])
    sin_lat, cos_lat = np.sin(np.radians(lat_deg)), np.cos(np.radians(lat_deg))
    return SunPath(
        lat_deg=lat_deg,
        elevation_m=elevation_m,
        noon_h=NOON_HOUR + mid_minutes / 60.0,
        declination_deg=np.degrees(np.arcsin(north * cos_lat + up * sin_lat)),
        hour_angle_deg=np.degrees(np.arctan2(-east, up * cos_lat - north * sin_lat)),
    )


def sun_at(path: SunPath, hours: Floats) -> tuple[Floats, Floats]:
    """Apparent height and azimuth [deg, north 0, clockwise] at hours since the start of the year, +09:00."""
    days = (hours - path.noon_h) / 24.0
    before = np.clip(np.floor(days).astype(np.int64), 0, len(path.declination_deg) - 2)
    share = days - before
    declination = np.radians(_between(path.declination_deg, before, share))
    hour_angle = np.radians(_between(path.hour_angle_deg, before, share) + DEG_PER_HOUR * (hours - path.noon_h))
    sin_lat, cos_lat = np.sin(np.radians(path.lat_deg)), np.cos(np.radians(path.lat_deg))
    # Along the equator towards south, towards west, and along the axis: Meeus (1998), ch. 13.
    outward = np.cos(declination) * np.cos(hour_angle)
    west = np.cos(declination) * np.sin(hour_angle)
    axial = np.sin(declination)
    up = np.clip(outward * cos_lat + axial * sin_lat, -1.0, 1.0)
    north = axial * cos_lat - outward * sin_lat
    height_deg = np.degrees(np.arcsin(up))
    azimuth_deg = np.degrees(np.arctan2(-west, north)) % 360.0
    return height_deg + refraction_deg(height_deg, path.elevation_m), azimuth_deg


def refraction_deg(height_deg: Floats, elevation_m: float = 0.0) -> Floats:
    """How much the air lifts the sun at a true height [deg]: Reda and Andreas (2004), eq. 42, standard pressure."""
    pressure_hpa = 1013.25 * (1.0 - 2.25577e-5 * elevation_m) ** 5.25588
    shown = np.maximum(height_deg, SETS_AT_DEG)
    lifted = 1.02 / (60.0 * np.tan(np.radians(shown + 10.3 / (shown + 5.11))))
    lifted *= pressure_hpa / 1010.0 * 283.0 / (273.0 + AIR_TEMPERATURE_C)
    return np.asarray(np.where(height_deg >= SETS_AT_DEG, lifted, 0.0))


def unit_vector(height_deg: Floats, azimuth_deg: Floats) -> tuple[Floats, Floats, Floats]:
    """East, north and up components of a direction."""
    level = np.cos(np.radians(height_deg))
    azimuth = np.radians(azimuth_deg)
    return level * np.sin(azimuth), level * np.cos(azimuth), np.sin(np.radians(height_deg))


def _between(values: Floats, before: Ints, share: Floats) -> Floats:
    first = values[before]
    return np.asarray(first + share * (values[before + 1] - first))
