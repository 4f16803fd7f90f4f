"""Beam and diffuse light of files: closure, the peers, and the error against minutes of a clear sky."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pvlib import atmosphere, clearsky, irradiance, solarposition

from siting.project.weather.record import Readings
from siting.weather.light import cos_zenith, erbs_diffuse, erbs_light, month_sums
from siting.weather.plane import plane_kwh_m2
from siting.weather.record import Floats, Sun
from siting.weather.split import complete, hour_cosines
from siting.weather.sun import hour_times, sun_of
from tests.weather.places import OSAKA


def test_erbs_is_pvlibs(osaka_sun: Sun) -> None:
    rng = np.random.default_rng(3)
    ghi = rng.uniform(0, 1, 8760) * osaka_sun.extra_w_m2 * cos_zenith(osaka_sun)
    ours = erbs_light(ghi, cos_zenith(osaka_sun), osaka_sun)
    doy = np.floor((np.arange(8760) + 0.5 - 9) / 24) % 365 + 1
    peer = irradiance.erbs(ghi, osaka_sun.zenith_deg, doy)
    np.testing.assert_allclose(ours.dhi, peer["dhi"], rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(ours.dni, peer["dni"], rtol=1e-9, atol=1e-9)


def test_erbs_runs_on_where_its_pieces_meet() -> None:
    for edge in (0.22, 0.8):
        below, above = erbs_diffuse(np.array([edge - 1e-9, edge + 1e-9]))
        assert below == pytest.approx(above, abs=0.005)


@settings(max_examples=20)
@given(st.integers(0, 10_000), st.sets(st.sampled_from(["dni", "beam", "dhi"])), st.floats(0, 1.5))
def test_light_closes_whatever_a_file_holds(seed: int, held: set[str], wild: float) -> None:
    sun, rng = sun_of(*OSAKA), np.random.default_rng(seed)
    ghi = rng.uniform(0, 1, 8760) * sun.extra_w_m2 * np.maximum(cos_zenith(sun), 0.02)
    top = {"dni": sun.extra_w_m2, "beam": ghi, "dhi": ghi}
    readings = Readings(ghi=ghi, **{name: rng.uniform(0, wild, 8760) * top[name] for name in held})
    light, _ = complete(readings, sun, OSAKA[0])
    np.testing.assert_array_equal(light.ghi, ghi)
    np.testing.assert_allclose(light.dhi + light.dni * cos_zenith(sun), ghi, atol=1e-9)
    assert np.all((light.dni >= 0) & (light.dhi >= 0) & (light.dni <= sun.extra_w_m2))
    assert np.all(light.dni[sun.zenith_deg >= 90] == 0)


@dataclass(frozen=True)
class Minutes:
    """Hourly means of minutes of a clear sky on the 21st of each month, and what planes get from the minutes."""

    ghi: Floats
    beam: Floats
    dni: Floats
    hours: Floats
    planes_kwh_m2: Mapping[tuple[float, float], Floats]


PLANES = ((30.0, 180.0), (30.0, 90.0), (30.0, 270.0), (10.0, 180.0))


@pytest.fixture(scope="module")
def minutes() -> Minutes:
    days = hour_times()[(np.arange(12) * 365 // 12 + 20) * 24].normalize()
    times = pd.DatetimeIndex(np.concatenate([day + pd.to_timedelta(np.arange(1440) + 0.5, "min") for day in days]))
    position = solarposition.get_solarposition(times.tz_localize("UTC") if times.tz is None else times, *OSAKA)
    zenith, azimuth = position["apparent_zenith"].to_numpy(), position["azimuth"].to_numpy()
    up = zenith < 89.9
    extra = irradiance.get_extra_radiation(np.repeat((np.arange(12) * 365 // 12 + 21).astype(float), 1440))
    sky: Any = clearsky.ineichen(zenith[up], atmosphere.get_relative_airmass(zenith[up]), 3.5, dni_extra=extra[up])
    dni, dhi = np.zeros(len(zenith)), np.zeros(len(zenith))
    dni[up], dhi[up] = sky["dni"], sky["dhi"]
    beam = dni * np.maximum(np.cos(np.radians(zenith)), 0)
    hours = ((np.arange(12) * 365 // 12 + 20)[:, None] * 24 + np.arange(24)).ravel()
    planes = {}
    for tilt, facing in PLANES:
        turned = irradiance.aoi_projection(tilt, facing, zenith[up], azimuth[up])
        air = atmosphere.get_relative_airmass(zenith[up])
        diffuse = irradiance.perez(tilt, facing, dhi[up], dni[up], extra[up], zenith[up], azimuth[up], air)
        ground = irradiance.get_ground_diffuse(tilt, (beam + dhi)[up])
        planes[tilt, facing] = (dni[up] * np.maximum(turned, 0) + np.nan_to_num(diffuse) + ground).sum() / 60_000

    def spread(values: Floats) -> Floats:
        year = np.zeros(8760)
        year[hours] = values.reshape(-1, 60).mean(axis=1)
        return year

    return Minutes(spread(beam + dhi), spread(beam), spread(dni), hours, planes)


def test_beam_is_rebuilt_within_half_a_percent(minutes: Minutes, osaka_sun: Sun) -> None:
    """Against the mean of minutes: the year's sum, every hour, and the hours in which the sun rises or sets."""
    light, notes = complete(Readings(minutes.ghi, beam=minutes.beam), osaka_sun, OSAKA[0])
    assert notes == ()
    assert light.dni.sum() / minutes.dni.sum() - 1 == pytest.approx(0.004, abs=0.002)
    shining = minutes.dni > 0
    assert np.sqrt(np.mean(np.square(light.dni - minutes.dni)[shining])) < 8
    # By the height at mid-interval alone it would be far off, most of all at the edges of the day.
    plain = np.minimum(minutes.beam / np.maximum(cos_zenith(osaka_sun), 1e-6), osaka_sun.extra_w_m2)
    assert plain.sum() / minutes.dni.sum() - 1 > 0.02
    assert np.sqrt(np.mean(np.square(plain - minutes.dni)[shining])) > 40


@pytest.mark.parametrize("plane", PLANES)
def test_planes_get_from_hours_what_they_get_from_minutes(
    plane: tuple[float, float], minutes: Minutes, osaka_sun: Sun
) -> None:
    light, _ = complete(Readings(minutes.ghi, beam=minutes.beam), osaka_sun, OSAKA[0])
    found = plane_kwh_m2(light, osaka_sun, *plane).sum()
    assert found / minutes.planes_kwh_m2[plane] - 1 == pytest.approx(0, abs=0.004)


def test_an_hour_of_full_sun_has_its_own_mean_height(osaka_sun: Sun) -> None:
    mean, weighed = hour_cosines(osaka_sun, OSAKA[0])
    high = osaka_sun.zenith_deg < 60
    np.testing.assert_allclose(mean[high], cos_zenith(osaka_sun)[high], rtol=0.005)
    assert np.all(weighed[high] >= mean[high] - 1e-3)
    assert np.all(mean[osaka_sun.zenith_deg > 100] == 0)


def test_a_measured_year_is_rebuilt_from_parts_of_itself(greensboro: Mapping[str, Any]) -> None:
    sun, ghi, dni, dhi = sun_of(greensboro["lat"], greensboro["lon"]), *(greensboro[k] for k in ("ghi", "dni", "dhi"))
    held = {
        "dni": Readings(ghi, dni=dni, dhi=dhi),
        "beam": Readings(ghi, beam=np.maximum(ghi - dhi, 0)),
        "dhi": Readings(ghi, dhi=dhi),
    }
    for name, readings in held.items():
        light, notes = complete(readings, sun, greensboro["lat"])
        assert notes == ()
        assert light.dni.sum() / dni.sum() - 1 == pytest.approx(0, abs=0.002 if name == "dni" else 0.01)
        assert light.dhi.sum() / dhi.sum() - 1 == pytest.approx(0, abs=0.003)
        np.testing.assert_array_equal(month_sums(light.ghi), month_sums(ghi))
    light, notes = complete(Readings(ghi), sun, greensboro["lat"])
    assert len(notes) == 1
    assert light.dhi.sum() / dhi.sum() - 1 == pytest.approx(0, abs=0.06)


def test_what_does_not_add_up_is_told(osaka_sun: Sun) -> None:
    ghi = 0.5 * osaka_sun.extra_w_m2 * cos_zenith(osaka_sun)
    _, notes = complete(Readings(ghi, beam=0.5 * ghi, dhi=0.3 * ghi), osaka_sun, OSAKA[0])
    assert [note.values for note in notes] == [(("percent", "20.0"),)]
    _, notes = complete(Readings(ghi, dni=osaka_sun.extra_w_m2), osaka_sun, OSAKA[0])
    assert "counted as diffuse" in notes[0].say("en")
