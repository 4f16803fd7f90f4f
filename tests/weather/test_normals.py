"""The shipped normals and what is told of them between stations."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from siting.errors import InputProblems
from siting.resources import share
from siting.shipped import read_shipped
from siting.weather.normals import check_in_japan, distance_km, normals_at, station_notes
from tests.weather.places import DAYS, STATIONS, station_kwh

LAT = np.array([float(row["lat"]) for row in STATIONS])
LON = np.array([float(row["lon"]) for row in STATIONS])


def test_both_tables_hold_the_same_48_stations() -> None:
    air = read_shipped(share("data"), "temperature_normals")
    keys = ("jma_id", "name", "name_en", "lat", "lon")
    assert [[row[key] for key in keys] for row in air] == [[row[key] for key in keys] for row in STATIONS]
    assert len({row["jma_id"] for row in STATIONS}) == 48
    for row in (*air, *STATIONS):
        assert row["name_en"].isascii()
        assert row["source"]
        assert row["as_of"].isdigit()
        assert bool(row["note"]) == bool(row["note_en"])


def test_months_make_the_published_year() -> None:
    for row in STATIONS:
        days = DAYS + 0.25 * (np.arange(12) == 1)
        year = (station_kwh(row) / DAYS * days).sum() * 3.6 / 365.25
        assert year == pytest.approx(float(row["year_mj_m2_day"]), abs=0.02), row["name"]


@pytest.mark.parametrize("at", [0, 20, 29, 47])
def test_a_station_has_its_own_figures(at: int) -> None:
    normals = normals_at(LAT[at], LON[at])
    np.testing.assert_allclose(normals.daily_kwh_m2 * DAYS, station_kwh(STATIONS[at]), rtol=1e-12)
    assert [one.name for one in normals.near] == [STATIONS[at]["name"]]
    assert normals.near[0].weight == 1


@given(st.floats(31, 44), st.floats(130, 145), st.integers(1, 6))
def test_between_stations_figures_lie_between_theirs(lat: float, lon: float, count: int) -> None:
    normals = normals_at(lat, lon, count)
    assert sum(one.weight for one in normals.near) == pytest.approx(1, rel=1e-12)
    assert [one.distance_km for one in normals.near] == sorted(one.distance_km for one in normals.near)
    assert [one.weight for one in normals.near] == sorted((one.weight for one in normals.near), reverse=True)
    by_name = {row["name"]: station_kwh(row) / DAYS for row in STATIONS}
    mine = np.array([by_name[one.name] for one in normals.near])
    assert np.all(normals.daily_kwh_m2 >= mine.min(axis=0) - 1e-9)
    assert np.all(normals.daily_kwh_m2 <= mine.max(axis=0) + 1e-9)


def test_distances_are_those_on_the_ellipsoid() -> None:
    from pyproj import Geod

    geod = Geod(ellps="GRS80")
    for at in (0, 24, 47):
        _, _, peer_m = geod.inv(135.5, 34.7, LON[at], LAT[at])
        assert distance_km(34.7, 135.5, LAT[at], LON[at]) == pytest.approx(peer_m / 1000, rel=0.005)


def test_the_year_between_stations_is_met_within_4_percent() -> None:
    """Every station foretold from the three nearest others, where one lies within 150 km: the figure of the note."""
    off = []
    for at, row in enumerate(STATIONS):
        distances = distance_km(LAT[at], LON[at], LAT, LON)
        distances[at] = np.inf
        near = np.argsort(distances)[:3]
        if distances[near[0]] > 150:
            continue
        weights = distances[near] ** -2.0
        told = weights / weights.sum() @ np.array([station_kwh(STATIONS[one]).sum() for one in near])
        off.append(told / station_kwh(row).sum() - 1)
    assert len(off) == 42
    assert np.sqrt(np.mean(np.square(off))) == pytest.approx(0.04, abs=0.005)


@pytest.mark.parametrize(
    ("lat", "lon", "words"),
    [
        (34.78, 135.47, None),  # Toyonaka
        (43.33, 145.58, "about 4 %"),  # Nemuro, 130 km from Abashiri
        (33.11, 139.79, "a guess"),  # Hachijo island
    ],
)
def test_far_stations_are_told(lat: float, lon: float, words: str | None) -> None:
    notes = [note.say("en") for note in station_notes(normals_at(lat, lon).near)]
    assert "km" in notes[0]
    assert len(notes) == (1 if words is None else 2)
    assert words is None or words in notes[1]


def test_notes_name_stations_in_the_language_of_the_reader() -> None:
    note = station_notes(normals_at(34.78, 135.47).near)[0]
    assert "Osaka (12 km" in note.say("en")
    assert "大阪（12 km" in note.say("ja")


@pytest.mark.parametrize(
    ("lat", "lon"), [(37.57, 126.98), (23.98, 121.6), (46.63, 142.78), (43.1, 131.9), (135.5, 34.7), (-34.7, 135.5)]
)
def test_abroad_is_a_fault(lat: float, lon: float) -> None:
    with pytest.raises(InputProblems, match="of Japan"):
        check_in_japan(lat, lon, normals_at(lat, lon).near[0].distance_km)
