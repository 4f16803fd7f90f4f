"""The sun from one position a day against the exact algorithm, minute by minute."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from pvlib import solarposition

from siting.solar.shade.sun_path import sun_at, sun_path, unit_vector
from siting.weather.sun import REFERENCE_YEAR


@pytest.mark.parametrize(
    ("lat", "lon", "elevation_m"), [(26.2, 127.7, 0.0), (34.78, 135.47, 50.0), (45.4, 141.7, 800.0)]
)
def test_the_sun_is_where_the_algorithm_puts_it(lat: float, lon: float, elevation_m: float) -> None:
    minutes = np.arange(0.0, 8760.0 * 60.0, 61.0)
    start = pd.Timestamp(REFERENCE_YEAR, 1, 1, tz="Etc/GMT-9")
    exact = solarposition.get_solarposition(start + pd.to_timedelta(minutes, unit="min"), lat, lon, elevation_m)
    theirs = np.array(unit_vector(exact["apparent_elevation"].to_numpy(), exact["azimuth"].to_numpy()))
    height_deg, azimuth_deg = sun_at(sun_path(lat, lon, elevation_m), minutes / 60.0)
    off_mrad = 1000.0 * np.linalg.norm(theirs - np.array(unit_vector(height_deg, azimuth_deg)), axis=0)
    up = exact["apparent_elevation"].to_numpy() > 0.0
    assert off_mrad[up].max() < 0.06


def test_the_minute_of_the_hours_it_starts_from_does_not_matter() -> None:
    hours = np.linspace(0.0, 8760.0, 5000)
    one, other = (unit_vector(*sun_at(sun_path(34.8, 135.5, 0.0, minutes), hours)) for minutes in (0.0, 30.0))
    assert np.abs(np.array(one) - np.array(other)).max() < 1e-4
