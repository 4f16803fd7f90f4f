"""The sun of the hours beside pvlib's, moment by moment."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from pvlib import irradiance, solarposition

from siting.weather.sun import hour_times, sun_of
from tests.weather.places import OSAKA


@pytest.mark.parametrize(("lat", "lon", "elevation_m"), [(45.415, 141.678, 0.0), (35.667, 138.553, 1200.0)])
def test_hours_stand_where_pvlib_puts_their_middle(lat: float, lon: float, elevation_m: float) -> None:
    sun = sun_of(lat, lon, elevation_m)
    for hour in (0, 1234, 4321, 8759):
        moment = pd.Timestamp("2022-01-01 00:30", tz="Asia/Tokyo") + pd.Timedelta(hours=hour)
        peer = solarposition.get_solarposition(pd.DatetimeIndex([moment]), lat, lon, altitude=elevation_m).iloc[0]
        assert sun.zenith_deg[hour] == pytest.approx(peer["apparent_zenith"], abs=1e-9)
        assert sun.azimuth_deg[hour] == pytest.approx(peer["azimuth"], abs=1e-9)


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")
def test_radiation_above_the_air_is_pvlibs() -> None:
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        peer = irradiance.get_extra_radiation(hour_times())
    np.testing.assert_allclose(sun_of(*OSAKA).extra_w_m2, peer.to_numpy(), rtol=1e-12)


def test_a_year_has_8760_hours_and_no_29_february() -> None:
    times = hour_times()
    assert len(times) == len(sun_of(*OSAKA).zenith_deg) == 8760
    assert times[59 * 24].strftime("%m-%d %H:%M %z") == "03-01 00:30 +0900"
    assert times[-1].strftime("%m-%d %H:%M") == "12-31 23:30"


def test_the_sun_of_a_place_is_made_once_and_cannot_be_changed() -> None:
    sun = sun_of(*OSAKA)
    assert sun_of(*OSAKA) is sun
    with pytest.raises(ValueError, match="read-only"):
        sun.zenith_deg[0] = 0.0


def test_a_half_hour_later_is_between_two_hours() -> None:
    middle, later = sun_of(*OSAKA).azimuth_deg, sun_of(*OSAKA, 0.0, 60.0).azimuth_deg
    assert middle[12] < later[12] < middle[13]


def test_height_lets_the_low_sun_sink() -> None:
    """Thinner air bends light less: pressure follows the elevation."""
    low, high = sun_of(*OSAKA, 0.0).zenith_deg, sun_of(*OSAKA, 2000.0).zenith_deg
    near = (low > 85) & (low < 90)
    assert np.all(high[near] > low[near])
    assert np.abs(high - low).max() < 0.15
