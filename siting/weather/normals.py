"""Monthly normals of a place: the shipped ones of the stations around it, weighed by their distance."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from siting.errors import InputProblems, Problem
from siting.language import Text, text, verbatim
from siting.resources import share
from siting.shipped import read_shipped
from siting.weather.record import Floats, Near

IRRADIATION, TEMPERATURE = "irradiation_normals", "temperature_normals"
MONTHS = range(1, 13)
MJ_PER_KWH = 3.6
# Mean radius of the Earth, IUGG 1980.
EARTH_RADIUS_KM = 6371.0088
# Shepard (1968): weights fall with the square of the distance.
POWER = 2.0
# A place nearer than this to a station takes its figures alone.
SAME_PLACE_KM = 0.001
FAR_KM, VERY_FAR_KM = 50.0, 150.0
# Japan with its farthest islands, and farther from a station than any inhabited one of them.
JAPAN_LAT, JAPAN_LON, ABROAD_KM = (20.0, 45.7), (122.0, 154.5), 350.0


@dataclass(frozen=True)
class Normals:
    """Of January to December: mean daily irradiation of the horizontal [kWh/m2], mean air temperature [C].

    ``station_id`` is JMA's number of the nearest station.
    """

    daily_kwh_m2: Floats
    temperature_c: Floats
    near: tuple[Near, ...]
    station_id: int


@dataclass(frozen=True)
class _Stations:
    ids: tuple[int, ...]
    names: tuple[tuple[str, str], ...]
    lat: Floats
    lon: Floats
    daily_kwh_m2: Floats
    temperature_c: Floats


@cache
def _stations() -> _Stations:
    folder = share("data")
    light, air = read_shipped(folder, IRRADIATION), {row["jma_id"]: row for row in read_shipped(folder, TEMPERATURE)}
    return _Stations(
        ids=tuple(int(row["jma_id"]) for row in light),
        names=tuple((row["name"], row["name_en"]) for row in light),
        lat=np.array([float(row["lat"]) for row in light]),
        lon=np.array([float(row["lon"]) for row in light]),
        daily_kwh_m2=np.array([[float(row[f"m{m:02d}_mj_m2_day"]) for m in MONTHS] for row in light]) / MJ_PER_KWH,
        temperature_c=np.array([[float(air[row["jma_id"]][f"m{m:02d}_c"]) for m in MONTHS] for row in light]),
    )


def distance_km(lat: float, lon: float, lats: Floats | float, lons: Floats | float) -> Floats:
    """Great-circle distances from one place to others [km], by the haversine."""
    here, there = np.radians(lat), np.radians(lats)
    across = np.sin((there - here) / 2) ** 2
    along = np.sin(np.radians(np.asarray(lons) - lon) / 2) ** 2
    return np.asarray(2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(across + np.cos(here) * np.cos(there) * along)))


def normals_at(lat: float, lon: float, stations: int = 3) -> Normals:
    """The normals of the nearest ``stations``, weighed by the inverse square of their distance."""
    known = _stations()
    distances = distance_km(lat, lon, known.lat, known.lon)
    chosen = np.argsort(distances, kind="stable")[:stations]
    if distances[chosen[0]] < SAME_PLACE_KM:
        chosen = chosen[:1]
    weights = np.maximum(distances[chosen], SAME_PLACE_KM) ** -POWER
    weights /= weights.sum()
    near = tuple(
        Near(known.names[one][0], float(distances[one]), float(weight), known.names[one][1])
        for one, weight in zip(chosen, weights, strict=True)
    )
    return Normals(
        daily_kwh_m2=weights @ known.daily_kwh_m2[chosen],
        temperature_c=weights @ known.temperature_c[chosen],
        near=near,
        station_id=known.ids[chosen[0]],
    )


def check_in_japan(lat: float, lon: float, nearest_km: float) -> None:
    """Raise ``InputProblems`` for a place that the shipped stations say nothing about."""
    inside = JAPAN_LAT[0] <= lat <= JAPAN_LAT[1] and JAPAN_LON[0] <= lon <= JAPAN_LON[1]
    if inside and nearest_km <= ABROAD_KM:
        return
    expected = text(
        "the shipped normals are of Japan, and the nearest station is {km} km away: check latitude and longitude, or name a weather file",
        km=f"{nearest_km:.0f}",
    )
    raise InputProblems([Problem("project.toml", "", "weather", f"{lat}, {lon}", expected)])


def station_notes(near: tuple[Near, ...]) -> tuple[Text, ...]:
    """Which stations were weighed, and a caveat where the nearest is far."""
    listed = [(one.name, one.name_en, f"{one.distance_km:.0f} km, {100 * one.weight:.0f} %") for one in near]
    names = verbatim(
        "、".join(f"{name}（{rest}）" for name, _, rest in listed),
        en=", ".join(f"{name_en or name} ({rest})" for name, name_en, rest in listed),
    )
    notes = [text("monthly irradiation from the JMA normals 1991-2020 of {stations}", stations=names)]
    km = f"{near[0].distance_km:.0f}"
    # 4 %: every station within 150 km of another one, foretold from its neighbours (tests/weather/test_normals.py).
    if near[0].distance_km > VERY_FAR_KM:
        notes.append(
            text("the nearest radiation station is {km} km away: the normals are a guess here, use a weather file", km=km)
        )  # fmt: skip
    elif near[0].distance_km > FAR_KM:
        notes.append(
            text("the nearest radiation station is {km} km away: between stations the year is met within about 4 % only", km=km)
        )  # fmt: skip
    return tuple(notes)


def temperature_note() -> Text:
    """What is to be known of the shipped temperatures."""
    return text(
        "air temperatures are ERA5 means of a grid cell (2000-2025): in mountain basins such as Kofu they are too cold by up to 5 K; give [weather] temperatures where others are known"
    )
