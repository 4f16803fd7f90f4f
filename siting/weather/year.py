"""Years of weather for a place: from the shipped normals, from twelve monthly figures, or from the hours of a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from siting.errors import InputProblems, Problem
from siting.language import Text, text, verbatim
from siting.project.sunlight.source import WeatherSource
from siting.project.weather.record import Readings
from siting.vocabulary.azimuth import from_south
from siting.weather.generate import generate_light
from siting.weather.light import Light, cos_zenith, month_sums
from siting.weather.normals import (
    FAR_KM,
    Normals,
    check_in_japan,
    distance_km,
    normals_at,
    station_notes,
    temperature_note,
)
from siting.weather.plane import ALBEDO, solve_plane
from siting.weather.record import HOURS, MONTH_DAYS, Floats, Near, Sun, WeatherYear
from siting.weather.split import complete
from siting.weather.sun import sun_of
from siting.weather.temperature import hourly_temperature
from siting.weather.timing import check_clock

# What pvlib's Faiman model takes where no wind is known; no normals of wind with a source are at hand.
WIND_M_S = 1.0
# kWh of a unit; 860 kcal to the kilowatt hour as Japanese tables before 1999 have it (1 cal = 4.18605 J).
KWH = {"kWh": 1.0, "MJ": 1 / 3.6, "kcal": 1 / 860}
# Shares of the radiation above the air that a month's horizontal sum can have: Japan's normals run from 0.27 to 0.63
# and a cloudless month reaches about 0.8; kWh taken for MJ, or the other way round, lies outside.
LEAST_SHARE, MOST_SHARE = 0.18, 0.85
_DAYS = np.array(MONTH_DAYS, dtype=float)


def weather_years(
    source: WeatherSource, readings: Mapping[str, Readings], lat: float, lon: float
) -> dict[str, WeatherYear]:
    """The years ``mid`` and, of a triple, ``low`` and ``high`` for a place.

    A measured year lies where it was measured (its ``lat``, ``lon``), for its light belongs to the sun there; the others
    lie at the place. Raises ``InputProblems`` where the clock of a file is off, figures are impossible or nothing is known here.
    """
    if source.kind == "normals":
        return {"mid": _from_normals(source, lat, lon)}
    if source.kind == "months":
        return {"mid": _from_months(source, lat, lon)}
    years: dict[str, WeatherYear] = {}
    problems: list[Problem] = []
    for name, one in readings.items():
        try:
            years[name] = _from_file(source, one, lat, lon)
        except InputProblems as found:
            problems += found.problems
    if problems:
        raise InputProblems(problems)
    return years


@dataclass(frozen=True)
class _Place:
    """A position with its sun, its normals, and what is known of its elevation [m]."""

    lat: float
    lon: float
    elevation_m: float
    sun: Sun
    normals: Normals


def _place(source: WeatherSource, lat: float, lon: float) -> _Place:
    elevation_m = source.elevation_m or 0.0
    return _Place(lat, lon, elevation_m, sun_of(lat, lon, elevation_m), normals_at(lat, lon, source.stations))


def _from_normals(source: WeatherSource, lat: float, lon: float) -> WeatherYear:
    place = _place(source, lat, lon)
    near = place.normals.near
    check_in_japan(lat, lon, near[0].distance_km)
    light = _generated(place.normals.daily_kwh_m2 * _DAYS, place, source)
    return _made(source, place, light, (*station_notes(near), _hours_note(source)), near)


def _from_months(source: WeatherSource, lat: float, lon: float) -> WeatherYear:
    assert source.months is not None
    assert source.months_unit is not None
    far: tuple[Text, ...] = ()
    if source.lat is not None and source.lon is not None:
        lat, lon, far = _away(source.lat, source.lon, lat, lon, f"{source.lat:.3f}, {source.lon:.3f}")
    place = _place(source, lat, lon)
    figures = np.array(source.months, dtype=float) * kwh_per_month(source.months_unit)
    tilt_deg, notes = source.months_plane.tilt_deg, [*far, _hours_note(source)]
    above_air = month_sums(place.sun.extra_w_m2 * cos_zenith(place.sun)) / 1000
    if tilt_deg == 0:
        _check_possible(source, figures, above_air)
        light = _generated(figures, place, source)
    else:
        _check_possible(source, figures, above_air, tilted=True)
        azimuth_deg = from_south(source.months_plane.facing)
        light = solve_plane(
            figures, lambda sums: _generated(sums, place, source), place.sun, (tilt_deg, azimuth_deg), above_air
        )
        _check_possible(source, month_sums(light.ghi) / 1000, above_air)
        notes.append(
            text(
                "the horizontal light was searched so that the stated plane gets the stated figures (Perez, reflection of the ground {albedo})",
                albedo=ALBEDO,
            )
        )
    return _made(source, place, light, tuple(notes), ())


def kwh_per_month(unit: str) -> Floats:
    """Factors of the twelve months that turn figures in ``unit`` into kWh/m2 of the month."""
    energy, _, rest = unit.partition("/")
    return KWH[energy] * (_DAYS if rest.endswith("/day") else np.ones(12))


def _check_possible(source: WeatherSource, sums: Floats, above_air: Floats, tilted: bool = False) -> None:
    """Raise for months that no sky gives; a tilted plane may get up to several times what the horizontal gets."""
    share = sums / above_air
    least, most = (0.0, 8.0) if tilted else (LEAST_SHARE, MOST_SHARE)
    assert source.months is not None
    problems = []
    for month in np.flatnonzero((share <= least) | (share > most) | ~np.isfinite(share)):
        expected = text(
            "month {month}: {percent} % of the radiation above the air on the horizontal, where 18 to 85 % are possible; check months_unit and months_plane",
            month=int(month) + 1, percent=f"{100 * share[month]:.0f}",
        )  # fmt: skip
        value = f"{source.months[month]:g}"
        problems.append(Problem("project.toml", "", "weather.months", value, expected, source.months_unit or ""))
    if problems:
        raise InputProblems(problems)


def _generated(month_kwh_m2: Floats, place: _Place, source: WeatherSource) -> Light:
    return generate_light(month_kwh_m2, place.sun, source.seed, place.normals.station_id)


def _hours_note(source: WeatherSource) -> Text:
    return text(
        "hours are made by a generator that keeps every month's sum (seed {seed}): no measured series", seed=source.seed
    )


def _made(
    source: WeatherSource, place: _Place, light: Light, notes: tuple[Text, ...], near: tuple[Near, ...]
) -> WeatherYear:
    air, told = _air(source, place, light)
    return WeatherYear(
        place.lat, place.lon, place.elevation_m, light.ghi, light.dni, light.dhi, air, _wind(), None,
        kind=source.kind, stations=near or place.normals.near, notes=(*notes, *told, _wind_note()),
    )  # fmt: skip


def _air(source: WeatherSource, place: _Place, light: Light) -> tuple[Floats, tuple[Text, ...]]:
    """Hourly air temperature from the user's twelve means, or else from the shipped ones."""
    if source.temperatures is not None:
        monthly = np.array(source.temperatures, dtype=float)
        told = text("hourly air temperature made from the twelve given means")
        return hourly_temperature(monthly, light.ghi, place.sun), (told,)
    check_in_japan(place.lat, place.lon, place.normals.near[0].distance_km)
    return hourly_temperature(place.normals.temperature_c, light.ghi, place.sun), (temperature_note(),)


def _wind() -> Floats:
    return np.full(HOURS, WIND_M_S)


def _wind_note() -> Text:
    return text("assumption: wind {speed} m/s in every hour, for no wind is known", speed=f"{WIND_M_S:g}")


def _from_file(source: WeatherSource, readings: Readings, lat: float, lon: float) -> WeatherYear:
    at_lat, at_lon, notes = _measured_at(source, readings, lat, lon)
    notes += readings.notes
    notes += check_clock(readings, source, at_lat, at_lon)
    elevation_m = next(
        (one for one in (readings.elevation_m, source.elevation_m) if one is not None and one == one), 0.0
    )
    sun = sun_of(at_lat, at_lon, elevation_m, readings.mid_minutes)
    light, told = complete(readings, sun, at_lat)
    notes += told
    near: tuple[Near, ...] = ()
    if readings.temperature_c is None:
        place = _Place(at_lat, at_lon, elevation_m, sun, normals_at(at_lat, at_lon, source.stations))
        air, told = _air(source, place, light)
        notes += (text("the file holds no air temperature"), *told)
        near = place.normals.near if source.temperatures is None else ()
    else:
        air = np.array(readings.temperature_c)
    if readings.wind_m_s is None:
        notes += (_wind_note(),)
    wind = _wind() if readings.wind_m_s is None else np.array(readings.wind_m_s)
    snow = None if readings.snow_cm is None else np.array(readings.snow_cm)
    return WeatherYear(
        at_lat, at_lon, elevation_m, light.ghi, light.dni, light.dhi, air, wind, snow,
        mid_minutes=readings.mid_minutes, kind=source.kind, stations=near, notes=notes,
    )  # fmt: skip


def _measured_at(
    source: WeatherSource, readings: Readings, lat: float, lon: float
) -> tuple[float, float, tuple[Text, ...]]:
    """Where a file was measured, as it says or as the project says, or else the place itself; and a caveat if far."""
    if np.isfinite(readings.lat) and np.isfinite(readings.lon):
        return _away(readings.lat, readings.lon, lat, lon, readings.station or readings.file)
    if source.lat is not None and source.lon is not None:
        return _away(source.lat, source.lon, lat, lon, readings.station or readings.file)
    told = text("{file} does not say where it was measured: taken as measured at the place", file=readings.file)
    return lat, lon, (told,)


def _away(at_lat: float, at_lon: float, lat: float, lon: float, name: str) -> tuple[float, float, tuple[Text, ...]]:
    away_km = float(distance_km(lat, lon, at_lat, at_lon))
    if away_km <= FAR_KM:
        return at_lat, at_lon, ()
    told = text("the weather was measured {km} km away, at {station}", km=f"{away_km:.0f}", station=verbatim(name))
    return at_lat, at_lon, (told,)
