"""A year as a file says it to ``Readings``: in Japanese time, placed, without gaps and judged."""

from __future__ import annotations

import numpy as np

from siting.errors import InputProblems
from siting.language import Text, text
from siting.project.positions import JAPAN_LAT, JAPAN_LON
from siting.project.sunlight.source import HIGHEST_M, LOWEST_M
from siting.project.weather.checks import hour_faults, without_noise
from siting.project.weather.gaps import RADIATION, fill
from siting.project.weather.opened import AskedWeather, Opened
from siting.project.weather.record import Floats, Readings
from siting.project.weather.sun_height import sun_height
from siting.project.weather.whole_year import year_faults
from siting.project.weather.year import QUANTITIES, Draft, Ints

JST_OFFSET_H = 9.0
# The file's place and the stated one may differ by so much [deg], about a kilometre, before it is told.
_SAME_PLACE_DEG = 0.01


def finish(draft: Draft, asked: AskedWeather, opened: Opened) -> Readings:
    """The readings of a file; raises ``InputProblems`` with every fault."""
    values, lines, notes = _in_japanese_time(draft, asked, opened)
    lat, lon, told = _placed(draft, asked, opened)
    notes += told
    sun = sun_height(lat, lon)
    complete: dict[str, Floats] = {}
    problems = []
    for name in values:
        found, told = without_noise(name, values[name], sun.highest) if name in RADIATION else (values[name], [])
        filled = fill(name, found, lines[name], sun, opened.file)
        notes += [*told, *filled.notes]
        problems += [filled.problem] if filled.problem else []
        if filled.values is not None:
            complete[name] = filled.values
    if not problems:
        # A wrong unit or clock makes thousands of impossible hours: it is told alone.
        problems = list(year_faults(complete["ghi"], draft, lon, asked, opened)) or list(
            hour_faults(complete, lines, sun.highest, opened)
        )
    if problems:
        raise InputProblems(problems)
    elevation, told = _elevation(draft, asked)
    notes += told
    return Readings(
        **complete, lat=lat, lon=lon, elevation_m=elevation, station=draft.station, mid_minutes=draft.mid_minutes,
        file=opened.file, sha256=opened.sha256, notes=tuple(notes),
    )  # fmt: skip


def _in_japanese_time(
    draft: Draft, asked: AskedWeather, opened: Opened
) -> tuple[dict[str, Floats], dict[str, Ints], list[Text]]:
    """The quantities in the order of ``QUANTITIES``, moved by the hours between the file's clock and Japan's."""
    ahead = JST_OFFSET_H - draft.utc_offset_h
    if not float(ahead).is_integer() or abs(ahead) > 24:
        expected = text("the times must be whole hours off Japanese time (+09:00)")
        value = f"UTC{draft.utc_offset_h:+g}"
        if asked.source.kind == "csv":
            raise asked.refuse("utc_offset_h", expected, draft.utc_offset_h)
        raise opened.refuse(draft.zone_line, value, expected)
    notes = list(draft.notes)
    if ahead:
        notes.append(
            text(
                "the times are UTC{offset}: all hours are moved by {hours} h to Japanese time, round the end of the year",
                offset=f"{draft.utc_offset_h:+g}",
                hours=f"{ahead:+g}",
            )
        )
    names = [name for name in QUANTITIES if name in draft.values]
    values = {name: np.roll(draft.values[name], int(ahead)) for name in names}
    return values, {name: np.roll(draft.lines[name], int(ahead)) for name in names}, notes


def _placed(draft: Draft, asked: AskedWeather, opened: Opened) -> tuple[float, float, list[Text]]:
    """Latitude and longitude by the file, else by project.toml, else NaN."""
    stated = asked.source.lat, asked.source.lon
    if np.isnan(draft.lat) or np.isnan(draft.lon):
        if stated[0] is None or stated[1] is None:
            told = text("where the weather was measured is not known: state lat and lon below [weather]")
            return float("nan"), float("nan"), [told]
        if not _in_japan(*stated):
            raise asked.refuse("lat", _NOT_IN_JAPAN, f"{stated[0]:g}, {stated[1]:g}")
        return stated[0], stated[1], []
    if not _in_japan(draft.lat, draft.lon):
        raise opened.refuse(draft.zone_line, f"{draft.lat:g}, {draft.lon:g}", _NOT_IN_JAPAN)
    notes = []
    if stated[0] is not None and stated[1] is not None:
        off = max(abs(stated[0] - draft.lat), abs(stated[1] - draft.lon))
        if off > _SAME_PLACE_DEG:
            told = text("the file was measured at {lat}, {lon}; the place that project.toml states is not used", lat=f"{draft.lat:.3f}", lon=f"{draft.lon:.3f}")  # fmt: skip
            notes.append(told)
    return draft.lat, draft.lon, notes


def _elevation(draft: Draft, asked: AskedWeather) -> tuple[float, list[Text]]:
    """Elevation [m] by the file, else by project.toml, else NaN; formats write -9999 where it is not known."""
    stated = float("nan") if asked.source.elevation_m is None else asked.source.elevation_m
    if np.isnan(draft.elevation_m):
        return stated, []
    if LOWEST_M <= draft.elevation_m <= HIGHEST_M:
        return draft.elevation_m, []
    return stated, [
        text("the elevation of {metres} m that the file states is not used", metres=f"{draft.elevation_m:g}")
    ]


_NOT_IN_JAPAN = text("this latitude and longitude are not in Japan: exchanged, or the file of another place?")


def _in_japan(lat: float | None, lon: float | None) -> bool:
    if lat is None or lon is None:
        return False
    return JAPAN_LAT[0] <= lat <= JAPAN_LAT[1] and JAPAN_LON[0] <= lon <= JAPAN_LON[1]
