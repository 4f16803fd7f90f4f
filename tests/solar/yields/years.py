"""Years of weather and designs for the tests: a clear sky of pvlib under seeded clouds. No measured year."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pandas as pd
import pvlib

from siting.solar.records import Designs, YieldModel
from siting.weather.record import HOURS, WeatherYear
from siting.weather.sun import sun_of

# Snow and cold, mild, hot.
CLIMATES = {"Sapporo": (43.06, 141.33, 2.0), "Osaka": (34.69, 135.5, 10.0), "Naha": (26.21, 127.69, 20.0)}


@lru_cache(maxsize=8)
def made_year(place: str = "Osaka") -> WeatherYear:
    """A year of hours with clouds, wind and, in Sapporo, snow; radiation closes at mid-interval."""
    lat, lon, coldest = CLIMATES[place]
    rng = np.random.default_rng(int(lat * 100))
    sun = sun_of(lat, lon)
    up = np.maximum(np.cos(np.radians(sun.zenith_deg)), 0)
    clear = pvlib.clearsky.haurwitz(pd.Series(sun.zenith_deg))["ghi"].to_numpy()
    cloud = np.repeat(rng.beta(2.0, 1.2, 365), 24) * rng.uniform(0.8, 1.2, HOURS)
    ghi = np.minimum(clear * np.clip(cloud, 0.02, 1.05), 0.9 * sun.extra_w_m2 * up)
    # Where a risen sun gives no light at all, pvlib's Perez says NaN.
    ghi = np.where(sun.zenith_deg <= 90, np.maximum(ghi, 1e-3), 0.0)
    split = pvlib.irradiance.erbs(ghi, sun.zenith_deg, np.arange(HOURS) // 24 + 1)
    dni = np.where(up > 0.1, split["dni"], rng.uniform(0, 400, HOURS))
    dni = np.minimum(dni, 0.98 * np.divide(ghi, up, out=np.zeros(HOURS), where=up > 0))
    day = np.arange(HOURS) / 24
    warm = coldest + 11 - 11 * np.cos((day - 20) / 365 * 2 * np.pi) + 4 * np.sin((day % 1 - 0.35) * 2 * np.pi)
    snow = np.maximum(40 * np.cos((day - 35) / 365 * 2 * np.pi) - 15, 0)
    return WeatherYear(
        lat=lat,
        lon=lon,
        elevation_m=0.0,
        ghi=ghi,
        dni=dni,
        dhi=ghi - dni * up,
        temperature_c=warm,
        wind_m_s=rng.gamma(3.0, 1.0, HOURS),
        snow_cm=snow if place == "Sapporo" else None,
        kind="csv",
    )


def a_model(**other: object) -> YieldModel:
    """A model with every kind of loss, or some of it changed."""
    given: dict[str, object] = {
        "transposition": "perez",
        "albedo": np.full(12, 0.2),
        "glass_index": 1.526,
        "soiling": np.linspace(0.01, 0.04, 12),
        "before_inverter": {
            "mismatch": 0.02,
            "wiring": 0.02,
            "connections": 0.005,
            "light_induced": 0.015,
            "nameplate": 0.01,
        },
        "inverter_efficiency": 0.96,
        "after_inverter": {"alternating": 0.01, "availability": 0.03},
    }
    return YieldModel(**{**given, **other})  # type: ignore[arg-type]


NO_LOSSES: dict[str, object] = {"soiling": np.zeros(12), "before_inverter": {}, "after_inverter": {}}


def some_designs(
    tilt_deg: object, azimuth_deg: object = 180.0, dc_ac_ratio: object = 1.2, cover: object = 0.5, rows: object = 1
) -> Designs:
    """Designs of 100 kW with tables of 2 m; anything may be an array."""
    tilt, azimuth, ratio, ground, number = np.broadcast_arrays(tilt_deg, azimuth_deg, dc_ac_ratio, cover, rows)
    shape = np.ones(tilt.size)
    return Designs(
        tilt_deg=np.ravel(tilt).astype(float),
        azimuth_deg=np.ravel(azimuth).astype(float),
        dc_kw=100 * shape,
        ac_kw=100 / np.ravel(ratio).astype(float),
        slope_m=2 * shape,
        pitch_m=2 / np.ravel(ground).astype(float),
        rows=np.ravel(number).astype(np.int64),
        u0=25 * shape,
        u1=6.84 * shape,
        power_per_k=-0.0034 * shape,
        screen=np.full(tilt.size, -1, dtype=np.int64),
    )


def random_designs(count: int, seed: int) -> Designs:
    """Designs of any orientation, mounting, module and inverter; single rows. Tilts are half degrees."""
    rng = np.random.default_rng(seed)
    made = some_designs(rng.integers(0, 181, count) / 2, rng.uniform(0, 360, count), rng.uniform(0.9, 1.6, count))
    return Designs(
        **{
            **made.__dict__,
            "u0": rng.uniform(15, 30, count),
            "u1": rng.uniform(0, 8, count),
            "power_per_k": rng.uniform(-0.005, -0.002, count),
        }
    )
