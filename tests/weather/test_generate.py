"""The generated year: months exact, days that vary as measured ones do, nothing that moves by chance."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from siting.weather.generate import BRIGHTEST, generate_light, haurwitz
from siting.weather.light import Light, cos_zenith, erbs_light, month_sums, per_hour
from siting.weather.plane import plane_kwh_m2
from siting.weather.record import MONTH_STARTS, Sun
from siting.weather.sun import sun_of
from siting.weather.temperature import hourly_temperature
from tests.weather.places import DAYS, STATIONS, station_kwh


def diffuse_share(light: Light) -> float:
    return float(light.dhi.sum() / light.ghi.sum())


def tilted_ratio(light: Light, sun: Sun) -> float:
    return float(plane_kwh_m2(light, sun, 30.0, 180.0).sum() * 1000 / light.ghi.sum())


def test_all_stations_keep_their_months_and_look_like_measured_years() -> None:
    """35 measured Japanese years: diffuse share 0.39 to 0.60 (mean 0.48), south 30 degrees 1.02 to 1.25 of horizontal."""
    shares, ratios = [], []
    for row in STATIONS:
        sun = sun_of(float(row["lat"]), float(row["lon"]))
        light = generate_light(station_kwh(row), sun, 1, int(row["jma_id"]))
        np.testing.assert_allclose(month_sums(light.ghi) / 1000, station_kwh(row), rtol=1e-12)
        np.testing.assert_allclose(light.dhi + light.dni * cos_zenith(sun), light.ghi, atol=1e-9)
        assert np.all(light.ghi <= BRIGHTEST * haurwitz(cos_zenith(sun)) + 1e-9)
        assert np.all(light.dni < sun.extra_w_m2)
        shares.append(diffuse_share(light))
        ratios.append(tilted_ratio(light, sun))
    # Minamitorishima, with half as much sun again as Osaka, is the one below 0.39.
    assert sorted(shares)[0] == pytest.approx(0.37, abs=0.01)
    assert all(0.39 <= one <= 0.60 for one in sorted(shares)[1:])
    assert all(1.015 <= one <= 1.25 for one in ratios)


def test_osaka_meets_the_targets(osaka: Light, osaka_sun: Sun) -> None:
    assert diffuse_share(osaka) == pytest.approx(0.495, abs=0.01)
    assert tilted_ratio(osaka, osaka_sun) == pytest.approx(1.099, abs=0.012)


def test_a_mean_day_would_be_too_dull(osaka: Light, osaka_sun: Sun) -> None:
    clear = haurwitz(cos_zenith(osaka_sun))
    mean_day = clear * per_hour(month_sums(osaka.ghi) / month_sums(clear))
    light = erbs_light(mean_day, cos_zenith(osaka_sun), osaka_sun)
    assert diffuse_share(light) == pytest.approx(0.74, abs=0.02)
    assert tilted_ratio(light, osaka_sun) < tilted_ratio(osaka, osaka_sun) - 0.03


def test_only_seed_place_and_month_move_a_number(osaka: Light, osaka_sun: Sun) -> None:
    sums = month_sums(osaka.ghi) / 1000
    again = generate_light(sums, osaka_sun, 1, 47772)
    np.testing.assert_allclose(again.ghi, osaka.ghi, rtol=1e-9)
    assert np.array_equal(again.ghi, generate_light(sums, osaka_sun, 1, 47772).ghi)
    changed = sums.copy()
    changed[6] *= 0.8
    other = generate_light(changed, osaka_sun, 1, 47772)
    july = slice(MONTH_STARTS[6], MONTH_STARTS[7])
    assert np.array_equal(np.delete(other.ghi, np.r_[july]), np.delete(again.ghi, np.r_[july]))
    for seed, place in ((2, 47772), (1, 47780)):
        assert np.corrcoef(generate_light(sums, osaka_sun, seed, place).ghi, osaka.ghi)[0, 1] < 0.95


def test_seeds_order_the_days_and_do_not_change_the_year(osaka_sun: Sun, osaka: Light) -> None:
    sums = month_sums(osaka.ghi) / 1000
    made = [generate_light(sums, osaka_sun, seed, 47772) for seed in range(6)]
    assert np.std([diffuse_share(one) for one in made]) < 0.003
    assert np.std([tilted_ratio(one, osaka_sun) for one in made]) < 0.003
    clear = haurwitz(cos_zenith(osaka_sun)).reshape(-1, 24).sum(axis=1)
    follow = []
    for one in made:
        index = one.ghi.reshape(-1, 24).sum(axis=1) / clear
        index -= np.repeat(month_sums(np.repeat(index, 24)) / (24 * DAYS), DAYS.astype(int))
        follow.append(np.corrcoef(index[1:], index[:-1])[0, 1])
    assert np.mean(follow) == pytest.approx(0.25, abs=0.07)


@settings(max_examples=15)
@given(st.lists(st.floats(0.0, 0.85), min_size=12, max_size=12), st.integers(0, 9))
def test_any_months_come_out_exactly(shares: list[float], seed: int) -> None:
    """From no light at all to the clearest month that the checks let pass."""
    sun = sun_of(43.06, 141.33)
    sums = np.array(shares) * month_sums(sun.extra_w_m2 * cos_zenith(sun)) / 1000
    light = generate_light(sums, sun, seed, 1)
    np.testing.assert_allclose(month_sums(light.ghi) / 1000, sums, rtol=1e-9, atol=1e-9)
    assert np.all(light.ghi >= 0)
    assert np.all((light.dni >= 0) & (light.dhi >= 0))


def test_a_month_without_light_is_dark_and_the_others_stay(osaka: Light, osaka_sun: Sun) -> None:
    sums = month_sums(osaka.ghi) / 1000 * (np.arange(12) != 5)
    light = generate_light(sums, osaka_sun, 1, 47772)
    june = slice(MONTH_STARTS[5], MONTH_STARTS[6])
    assert np.all(light.ghi[june] == 0)
    np.testing.assert_allclose(month_sums(light.ghi) / 1000, sums, rtol=1e-12)


MEANS = np.array([5.4, 6.1, 9.6, 15.0, 19.8, 23.7, 27.7, 29.0, 25.3, 19.1, 13.2, 7.7])


def test_temperature_keeps_its_months_and_has_no_steps(osaka: Light, osaka_sun: Sun) -> None:
    air = hourly_temperature(MEANS, osaka.ghi, osaka_sun)
    np.testing.assert_allclose(month_sums(air) / (24 * DAYS), MEANS, atol=1e-9)
    assert np.abs(np.diff(air)).max() < 5
    days = air.reshape(-1, 24)
    # Osaka's normals 1991-2020 of the daily highest and lowest differ by about 7.5 K.
    assert np.ptp(days, axis=1).mean() == pytest.approx(7.5, abs=1.5)


def test_the_day_is_warmest_after_noon_and_swings_with_its_light(osaka: Light, osaka_sun: Sun) -> None:
    days = hourly_temperature(MEANS, osaka.ghi, osaka_sun).reshape(-1, 24)
    light, above = osaka.ghi.reshape(-1, 24).sum(axis=1), (osaka_sun.extra_w_m2 * cos_zenith(osaka_sun)).reshape(-1, 24)
    clearness = light / above.sum(axis=1)
    bright = clearness > np.median(clearness)
    assert np.mean(np.isin(days[bright].argmax(axis=1), (13, 14))) > 0.95
    assert np.ptp(days[bright], axis=1).mean() > 2 * np.ptp(days[~bright], axis=1).mean()
