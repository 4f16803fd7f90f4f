"""Where the sun stands in each hour of a year, and how strong it is above the air."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from siting.weather.record import HOURS, Floats, Sun

# No leap year, and midway between two of them: its dates lie where they lie on average in a cycle of four years.
REFERENCE_YEAR = 2022
UTC_OFFSET_H = 9


def sun_of(lat: float, lon: float, elevation_m: float = 0.0, mid_minutes: float = 30.0) -> Sun:
    """The sun at ``mid_minutes`` of each of the 8,760 hours, +09:00: the solar position algorithm of pvlib.

    Reda and Andreas (2004), with refraction at the standard pressure of ``elevation_m`` and 12 C; the radiation above the
    air by Spencer (1971). Arrays are read-only and shared between callers.
    """
    return _sun(lat, lon, elevation_m, mid_minutes)


@lru_cache(maxsize=256)
def _sun(lat: float, lon: float, elevation_m: float, mid_minutes: float) -> Sun:
    # Behind sun_of, so that arguments left out and stated are one key.
    from pvlib import irradiance, solarposition

    times = hour_times(mid_minutes)
    position = solarposition.get_solarposition(times, lat, lon, altitude=elevation_m)
    return Sun(
        zenith_deg=_frozen(position["apparent_zenith"].to_numpy(dtype=float)),
        azimuth_deg=_frozen(position["azimuth"].to_numpy(dtype=float)),
        extra_w_m2=_frozen(irradiance.get_extra_radiation(_utc_days(mid_minutes))),
    )


def hour_times(mid_minutes: float = 30.0) -> Any:
    """The moment in each hour of the reference year, a ``DatetimeIndex`` at +09:00."""
    import pandas as pd

    start = pd.Timestamp(REFERENCE_YEAR, 1, 1, tz=f"Etc/GMT-{UTC_OFFSET_H}") + pd.Timedelta(minutes=mid_minutes)
    return pd.date_range(start, periods=HOURS, freq="h")


def _utc_days(mid_minutes: float) -> Floats:
    """Day of the year of each hour in UTC, by which pvlib takes the distance to the sun."""
    utc_hours = np.arange(HOURS) + mid_minutes / 60 - UTC_OFFSET_H
    return np.floor(utc_hours / 24) % 365 + 1


def _frozen(values: Floats) -> Floats:
    values = np.array(values, dtype=float)
    values.setflags(write=False)
    return values
