"""How far rows stand apart: no shade between two hours of the winter solstice, and a least gap for service.

The gap behind a row of slope length ``L`` and tilt ``b`` is ``max(least gap, L sin(b) m)`` with ``m = cos(A) / tan(h)``:
``h`` is the sun's elevation, ``A`` the angle between the sun and the row's normal, so that rows turned off south are
measured across themselves. This is the rule of Japanese practice for 9:00 to 15:00 (影の倍率). The tip of a shadow draws a
hyperbola over the day; its reach across a row is therefore largest at one of the two ends, and the worse end counts.
An end with the sun behind the row counts nothing.

Solar hours take the declination as -23.44 degrees and 15 degrees an hour from noon. Hours of JST take the sun of the
solstice of 2024 (21 December): apparent place by the low-precision formulas of the Astronomical Almanac, section C
(0.01 degrees from 1950 to 2050), lifted by refraction after Saemundsson, Sky & Telescope 72 (1986) 70.
"""

from __future__ import annotations

import math

from siting.language import text
from siting.project.sunlight.settings import Spacing
from siting.solar.layout.faults import CannotLayOut
from siting.solar.records import Pitch

# Obliquity of the ecliptic, rounded as practice does: the sun's declination at the winter solstice, negative.
SOLSTICE_DECLINATION_DEG = -23.44
DEGREES_PER_HOUR = 15.0
JST_HOURS = 9.0
# 21 December 2024, 0:00 UT, counted in days from J2000.0 (JD 2460665.5 less JD 2451545.0).
SOLSTICE_DAY = 9120.5
# Rows nearer than this would stand in each other.
LEAST_PITCH_M = 0.01


def row_pitch(
    rule: Spacing, lat_deg: float, lon_deg: float, tilt_deg: float, azimuth_deg: float, slope_m: float
) -> Pitch:
    """The pitch of rows of slope length ``slope_m`` [m], all horizontal; azimuth north 0, clockwise [deg].

    ``CannotLayOut`` if the sun is down at one of the hours, or if rows would stand in each other.
    """
    multiple = rule.gap_per_height
    if multiple is None:
        ends = (rule.from_hour, rule.to_hour)
        multiple = max(shadow_multiple(rule.clock, hour, lat_deg, lon_deg, azimuth_deg) for hour in ends)
    tilt = math.radians(tilt_deg)
    by_sun = slope_m * math.sin(tilt) * multiple
    gap = max(rule.min_gap_m, by_sun)
    pitch = slope_m * math.cos(tilt) + gap
    if pitch < LEAST_PITCH_M:
        raise CannotLayOut(text("rows would stand in each other: give min_gap_m in [solar.layout.spacing]"))
    return Pitch(gap_per_height=multiple, gap_m=gap, pitch_m=pitch, by_minimum=gap > by_sun)


def shadow_multiple(clock: str, hour: float, lat_deg: float, lon_deg: float, azimuth_deg: float) -> float:
    """Horizontal reach of a row's shadow across the row, per height, at an hour of the winter solstice [-].

    ``clock`` is solar or jst; 0 where the sun stands behind the row.
    """
    if clock == "jst":
        elevation, sun_azimuth = _solstice_sun(hour, lat_deg, lon_deg)
    else:
        angle = math.radians(DEGREES_PER_HOUR * (hour - 12.0))
        elevation, sun_azimuth = _horizontal(math.radians(lat_deg), math.radians(SOLSTICE_DECLINATION_DEG), angle)
    if elevation <= 0:
        raise CannotLayOut(
            text(
                "the sun is down at {hour} on the winter solstice: choose other hours in [solar.layout.spacing]",
                hour=f"{int(hour)}:{round(hour % 1 * 60):02d}",
            )
        )
    return max(0.0, math.cos(sun_azimuth - math.radians(azimuth_deg)) / math.tan(elevation))


def _horizontal(lat: float, declination: float, hour_angle: float) -> tuple[float, float]:
    """Elevation and azimuth (north 0, clockwise) of the sun; all in radians."""
    up = math.sin(lat) * math.sin(declination) + math.cos(lat) * math.cos(declination) * math.cos(hour_angle)
    north = math.cos(lat) * math.sin(declination) - math.sin(lat) * math.cos(declination) * math.cos(hour_angle)
    east = -math.cos(declination) * math.sin(hour_angle)
    return math.atan2(up, math.hypot(east, north)), math.atan2(east, north)


def _solstice_sun(hour_jst: float, lat_deg: float, lon_deg: float) -> tuple[float, float]:
    """Apparent elevation and azimuth [rad] of the sun at an hour of JST on the solstice day."""
    days = SOLSTICE_DAY + (hour_jst - JST_HOURS) / 24.0
    anomaly = math.radians(357.529 + 0.98560028 * days)
    mean_longitude = 280.459 + 0.98564736 * days
    longitude = math.radians(mean_longitude + 1.915 * math.sin(anomaly) + 0.020 * math.sin(2 * anomaly))
    obliquity = math.radians(23.439 - 3.6e-7 * days)
    right_ascension = math.atan2(math.cos(obliquity) * math.sin(longitude), math.cos(longitude))
    declination = math.asin(math.sin(obliquity) * math.sin(longitude))
    sidereal_deg = DEGREES_PER_HOUR * (18.697374558 + 24.06570982441908 * days) + lon_deg
    elevation, azimuth = _horizontal(math.radians(lat_deg), declination, math.radians(sidereal_deg) - right_ascension)
    return elevation + _refraction(math.degrees(elevation)), azimuth


def _refraction(true_elevation_deg: float) -> float:
    """How much the air lifts the sun [rad], at 1010 hPa and 10 C; nothing where the sun is down."""
    if true_elevation_deg <= 0:
        return 0.0
    minutes = 1.02 / math.tan(math.radians(true_elevation_deg + 10.3 / (true_elevation_deg + 5.11)))
    return math.radians(minutes / 60.0)
