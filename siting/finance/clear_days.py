"""When the sun of cloudless days gives its energy: an assumption for plants without a measured or simulated year.

Each hour counts by the mean sine of the sun's height over it, on the horizontal. Clouds and the tilt of panels are left
out: real generation is more uneven from day to day, so own use comes out somewhat too high.

Declination and equation of time: Spencer, Fourier series representation of the position of the sun, Search 2 (1971) 172.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from siting.finance.metrics import Floats
from siting.project.loads.calendar import HOURS, from_april

MERIDIAN_DEG = 135.0  # of Japanese time
PARTS = 12  # five minutes each
# Places within a tenth of a degree (about 10 km) share a shape.
ROUNDED_TO = 1


@cache
def clear_day_shares(lat_deg: float, lon_deg: float) -> Floats:
    """Each hour's part of the yearly energy at a place, from 1 April 0:00; adds up to 1."""
    height = np.maximum(sun_height_sine(lat_deg, lon_deg), 0.0).reshape(HOURS, PARTS).mean(axis=1)
    return from_april(height / height.sum())


def sun_height_sine(lat_deg: float, lon_deg: float) -> Floats:
    """The sine of the sun's height in the middle of every five minutes of a year from 1 January."""
    hour = (np.arange(HOURS * PARTS) + 0.5) / PARTS
    day_angle = 2 * np.pi * (hour // 24) / 365
    declination = _fourier(
        day_angle, 0.006918, ((-0.399912, 0.070257), (-0.006758, 0.000907), (-0.002697, 0.001480))
    )  # rad
    # Spencer's series is in radians of the hour angle.
    equation_of_time = _fourier(day_angle, 0.000075, ((0.001868, -0.032077), (-0.014615, -0.040849)))
    hour_angle = np.radians(15 * (hour % 24 - 12) + lon_deg - MERIDIAN_DEG) + equation_of_time
    lat = np.radians(lat_deg)
    return np.asarray(np.sin(lat) * np.sin(declination) + np.cos(lat) * np.cos(declination) * np.cos(hour_angle))


def _fourier(angle: Floats, mean: float, terms: tuple[tuple[float, float], ...]) -> Floats:
    found = np.full_like(angle, mean)
    for order, (cosine, sine) in enumerate(terms, start=1):
        found += cosine * np.cos(order * angle) + sine * np.sin(order * angle)
    return found
