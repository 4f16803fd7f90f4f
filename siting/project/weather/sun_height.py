"""How high the sun can stand in each hour: near enough to tell day from night and possible from impossible figures.

Declination and equation of time after J. W. Spencer, Fourier series representation of the position of the sun,
Search 2 (5), 1971, p. 172. Yields are computed with the exact position, see ``siting.weather.sun``.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np

from siting.project.positions import JAPAN_LAT, JAPAN_LON
from siting.project.weather.record import HOURS, Floats

_QUARTERS = (0.0, 0.25, 0.5, 0.75, 1.0)
# From border to border; between them the sun stands highest at noon.
_LATITUDES = (*JAPAN_LAT, 33.0)
_LONGITUDES = (*JAPAN_LON, 130.0, 138.0, 146.0)


@dataclass(frozen=True)
class SunHeight:
    """The largest sine of the sun's height within each hour of the year.

    Where the place is not known, ``highest`` is that of the places in Japan with the highest sun at the hour, ``lowest``
    that of those with the lowest; elsewhere they are the same.
    """

    highest: Floats
    lowest: Floats


def sun_height(lat: float, lon: float) -> SunHeight:
    """The height of the sun at a place; anywhere in Japan where that is NaN."""
    unknown = np.isnan(lat) or np.isnan(lon)
    places = list(itertools.product(_LATITUDES, _LONGITUDES)) if unknown else [(lat, lon)]
    found = [np.max([sine(*place, quarter) for quarter in _QUARTERS], axis=0) for place in places]
    return SunHeight(np.max(found, axis=0), np.min(found, axis=0))


def sine(lat: float, lon: float, part: float) -> Floats:
    """The sine of the sun's height (-1 to 1) when ``part`` of each hour is over, +09:00."""
    hour = np.arange(HOURS) % 24 + part
    turn = 2 * np.pi * (np.arange(HOURS) // 24) / 365
    declination = (
        0.006918 - 0.399912 * np.cos(turn) + 0.070257 * np.sin(turn) - 0.006758 * np.cos(2 * turn)
        + 0.000907 * np.sin(2 * turn) - 0.002697 * np.cos(3 * turn) + 0.00148 * np.sin(3 * turn)
    )  # fmt: skip
    minutes = 229.18 * (
        0.000075 + 0.001868 * np.cos(turn) - 0.032077 * np.sin(turn) - 0.014615 * np.cos(2 * turn)
        - 0.040849 * np.sin(2 * turn)
    )  # fmt: skip
    angle = np.radians(15 * (hour - 12 + minutes / 60) + lon - 135)
    phi = np.radians(lat)
    return np.asarray(np.sin(phi) * np.sin(declination) + np.cos(phi) * np.cos(declination) * np.cos(angle))
