"""Years of weather by every kind of source."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from siting.errors import InputProblems
from siting.project.weather.record import Readings
from siting.vocabulary.azimuth import from_south
from siting.weather.light import Light, cos_zenith, month_sums
from siting.weather.plane import plane_kwh_m2
from siting.weather.record import MONTH_STARTS, Sun, WeatherYear
from siting.weather.sun import sun_of
from siting.weather.year import weather_years
from tests.weather.places import DAYS, OSAKA, STATIONS, csv_source, source, station_kwh

TOYONAKA = (34.78, 135.47)
HORIZONTAL = [2.4, 2.9, 3.7, 4.6, 5.1, 4.7, 4.9, 5.0, 3.9, 3.2, 2.5, 2.2]


def mid(where: tuple[float, float] = TOYONAKA, readings: Readings | None = None, **keys: Any) -> WeatherYear:
    held = {} if readings is None else {"mid": readings}
    made = csv_source(**keys) if readings is not None else source(**keys)
    return weather_years(made, held, *where)["mid"]


def said(year: WeatherYear) -> str:
    return "\n".join(note.say("en") for note in year.notes)


def test_normals_of_a_station_are_its_months() -> None:
    year = mid(OSAKA)
    row = next(row for row in STATIONS if row["name"] == "大阪")
    np.testing.assert_allclose(month_sums(year.ghi) / 1000, station_kwh(row), rtol=1e-9)
    assert (year.kind, year.mid_minutes, year.snow_cm) == ("normals", 30.0, None)
    assert [(one.name, one.name_en, one.weight) for one in year.stations] == [("大阪", "Osaka", 1.0)]


def test_normals_tell_stations_temperature_wind_and_generator() -> None:
    year = mid()
    assert len(year.stations) == 3
    for words in ("Osaka (12 km", "seed 1", "ERA5", "wind 1 m/s"):
        assert words in said(year)
    np.testing.assert_array_equal(year.wind_m_s, 1.0)


def test_years_are_closed_and_cannot_be_changed() -> None:
    year = mid()
    cosine = cos_zenith(sun_of(year.lat, year.lon, year.elevation_m))
    np.testing.assert_allclose(year.dhi + year.dni * cosine, year.ghi, atol=1e-9)
    with pytest.raises(ValueError, match="read-only"):
        year.ghi[0] = 1.0


def test_the_same_words_make_the_same_year() -> None:
    np.testing.assert_array_equal(mid().ghi, mid().ghi)
    assert not np.array_equal(mid(seed=2).ghi, mid().ghi)


def test_given_temperatures_win() -> None:
    warm = [float(month) for month in range(12)]
    year = mid(temperatures=warm)
    np.testing.assert_allclose(month_sums(year.temperature_c) / (24 * DAYS), warm, atol=1e-9)
    assert "ERA5" not in said(year)


def test_all_units_say_the_same() -> None:
    daily = np.array(HORIZONTAL)
    units = {
        "kWh/m2/day": daily, "MJ/m2/day": daily * 3.6, "kcal/m2/day": daily * 860,
        "kWh/m2": daily * DAYS, "MJ/m2": daily * DAYS * 3.6,
    }  # fmt: skip
    for unit, figures in units.items():
        year = mid(kind="months", months=list(figures), months_unit=unit)
        np.testing.assert_allclose(month_sums(year.ghi) / 1000, daily * DAYS, rtol=1e-9, err_msg=unit)


@pytest.mark.parametrize(("tilt", "facing"), [(30.0, 0.0), (20.0, "west"), (60.0, -45.0), (90.0, 0.0)])
def test_a_tilted_plane_gets_its_figures(tilt: float, facing: float | str) -> None:
    sun = sun_of(*TOYONAKA)
    flat = mid(kind="months", months=HORIZONTAL, months_unit="kWh/m2/day")
    figures = plane_kwh_m2(Light(flat.ghi, flat.dni, flat.dhi), sun, tilt, from_south(facing))
    year = mid(
        kind="months", months=list(figures), months_unit="kWh/m2", months_plane={"tilt_deg": tilt, "facing": facing}
    )
    light = Light(year.ghi, year.dni, year.dhi)
    np.testing.assert_allclose(plane_kwh_m2(light, sun, tilt, from_south(facing)), figures, rtol=1e-9)
    np.testing.assert_allclose(light.dhi + light.dni * cos_zenith(sun), light.ghi, atol=1e-9)
    # And there is one horizontal year behind it: the one the figures were made of.
    np.testing.assert_allclose(month_sums(year.ghi) / 1000, np.array(HORIZONTAL) * DAYS, rtol=2e-3)
    assert "Perez" in said(year)


@pytest.mark.parametrize(
    ("months", "unit", "plane"),
    [
        (HORIZONTAL, "MJ/m2/day", 0.0),
        ([3.6 * one for one in HORIZONTAL], "kWh/m2/day", 0.0),
        ([0.0] * 12, "kWh/m2/day", 0.0),
        ([0.0] * 12, "kWh/m2/day", 30.0),
        ([13.0] * 12, "kWh/m2/day", 30.0),
    ],
)
def test_a_wrong_unit_is_a_fault_of_every_month(months: list[float], unit: str, plane: float) -> None:
    with pytest.raises(InputProblems) as found:
        mid(kind="months", months=months, months_unit=unit, months_plane={"tilt_deg": plane, "facing": 0.0})
    assert len(found.value.problems) == 12
    assert "check months_unit" in str(found.value)


def test_a_far_measuring_point_of_months_is_told() -> None:
    year = mid(kind="months", months=HORIZONTAL, months_unit="kWh/m2/day", lat=35.69, lon=139.75)
    assert (year.lat, year.lon) == (35.69, 139.75)
    assert "402 km away" in said(year)


def readings(light: Light, **keys: Any) -> Readings:
    return Readings(light.ghi, file="sun.csv", **{"lat": OSAKA[0], "lon": OSAKA[1]} | keys)


def test_a_file_keeps_its_hours(osaka: Light) -> None:
    air, wind, snow = (np.linspace(low, 20.0, 8760) for low in (-5.0, 0.0, 1.0))
    year = mid(readings=readings(osaka, dhi=osaka.dhi, temperature_c=air, wind_m_s=wind, snow_cm=snow))
    np.testing.assert_array_equal(year.ghi, osaka.ghi)
    np.testing.assert_array_equal(year.temperature_c, air)
    np.testing.assert_array_equal(year.wind_m_s, wind)
    np.testing.assert_array_equal(year.snow_cm, snow)  # type: ignore[arg-type]
    assert (year.lat, year.lon, year.notes, year.stations) == (*OSAKA, (), ())
    assert air.flags.writeable


def test_what_a_file_lacks_is_filled_and_told(osaka: Light) -> None:
    year = mid(readings=readings(osaka))
    for words in ("Erbs", "no air temperature", "ERA5", "wind 1 m/s"):
        assert words in said(year)
    assert year.stations[0].name == "大阪"
    assert year.temperature_c[MONTH_STARTS[7] : MONTH_STARTS[8]].mean() == pytest.approx(29.0, abs=1e-9)


def test_a_file_without_place_is_taken_as_the_place(osaka: Light) -> None:
    nowhere = readings(osaka, lat=float("nan"), lon=float("nan"))
    year = mid(readings=nowhere)
    assert (year.lat, year.lon) == TOYONAKA
    assert "does not say where" in said(year)
    stated = mid(readings=nowhere, lat=OSAKA[0], lon=OSAKA[1])
    assert (stated.lat, stated.lon) == OSAKA
    assert "does not say where" not in said(stated)


def test_a_far_file_is_told(osaka: Light) -> None:
    year = mid(where=(35.17, 136.97), readings=readings(osaka, station="大阪"))
    assert "143 km away, at 大阪" in said(year)


def test_low_and_high_years_come_with_the_middle_one(osaka: Light, osaka_sun: Sun) -> None:
    held = {name: readings(osaka) for name in ("mid", "low", "high")}
    years = weather_years(csv_source(), held, *TOYONAKA)
    assert list(years) == ["mid", "low", "high"]


def test_every_file_with_a_wrong_clock_is_told(osaka: Light) -> None:
    wrong = Readings(np.roll(osaka.ghi, 3), file="wrong.csv", lat=OSAKA[0], lon=OSAKA[1])
    with pytest.raises(InputProblems) as found:
        weather_years(csv_source(), {"mid": wrong, "low": readings(osaka), "high": wrong}, *TOYONAKA)
    assert [problem.file for problem in found.value.problems] == ["wrong.csv", "wrong.csv"]


def test_normals_abroad_are_a_fault() -> None:
    with pytest.raises(InputProblems, match="of Japan"):
        mid((37.57, 126.98))
