"""One year of weather at one place, complete: what every design of that place is run through."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from siting.language import Text

Floats = npt.NDArray[np.float64]
HOURS = 8760
MONTH_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
# Where each month begins in the hours of the year, and the end.
MONTH_STARTS = np.concatenate([[0], np.cumsum(np.array(MONTH_DAYS) * 24)])


@dataclass(frozen=True)
class Near:
    """A station whose figures went into a year, with its distance from the place and its weight."""

    name: str
    distance_km: float
    weight: float
    name_en: str = ""


@dataclass(frozen=True)
class WeatherYear:
    """8,760 hours from 1 January, +09:00: hour i is the interval i..i+1, means over the hour.

    Radiation [W/m2] closes: ``ghi = dhi + dni cos z`` at the sun's position of mid-interval (``mid_minutes``).
    ``snow_cm`` is None where nothing is known. ``kind`` is the source's kind, ``stations`` what was weighed,
    ``notes`` every repair and caveat. Arrays are read-only.
    """

    lat: float
    lon: float
    elevation_m: float
    ghi: Floats
    dni: Floats
    dhi: Floats
    temperature_c: Floats
    wind_m_s: Floats
    snow_cm: Floats | None = None
    mid_minutes: float = 30.0
    kind: str = "normals"
    stations: tuple[Near, ...] = ()
    notes: tuple[Text, ...] = ()

    def __post_init__(self) -> None:
        for values in (self.ghi, self.dni, self.dhi, self.temperature_c, self.wind_m_s, self.snow_cm):
            if values is not None:
                values.setflags(write=False)


@dataclass(frozen=True)
class Sun:
    """The sun over the hours of a year: apparent zenith and azimuth [deg, north 0, clockwise], radiation above the air.

    ``zenith_deg`` is the apparent one (with refraction).
    """

    zenith_deg: Floats
    azimuth_deg: Floats
    extra_w_m2: Floats
