"""A weather file of any format to ``Readings``, or everything that is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path

from siting.errors import InputProblems, Problem
from siting.language import text
from siting.project.flows.cells import number_in
from siting.project.sunlight.source import WeatherSource
from siting.project.weather.epw import read_epw
from siting.project.weather.finish import finish
from siting.project.weather.jma import read_jma
from siting.project.weather.metpv11 import read_metpv11
from siting.project.weather.metpv20 import FIELDS, read_metpv20
from siting.project.weather.nsrdb import read_nsrdb
from siting.project.weather.opened import AskedWeather, Opened, open_weather
from siting.project.weather.plain import read_plain
from siting.project.weather.pvgis import read_pvgis
from siting.project.weather.record import Readings
from siting.project.weather.tmy3 import read_tmy3
from siting.project.weather.year import Draft

Reader = Callable[[AskedWeather, Opened], Draft]
READERS: dict[str, Reader] = {
    "metpv11": read_metpv11,
    "metpv20": read_metpv20,
    "jma": read_jma,
    "epw": read_epw,
    "pvgis": read_pvgis,
    "tmy3": read_tmy3,
    "nsrdb": read_nsrdb,
    "csv": read_plain,
}
# The keys of the files of a project and the years that they stand for.
_YEARS = {"mid": "file", "low": "file_low", "high": "file_high"}


def read_weather(
    folder: Path, source: WeatherSource, line: Callable[[str], str]
) -> tuple[dict[str, Readings], list[Problem]]:
    """The years ``mid`` and, of a triple, ``low`` and ``high``; nothing for normals and months; and all problems."""
    if source.kind not in READERS:
        return {}, []
    found: dict[str, Readings] = {}
    problems: list[Problem] = []
    for year, key in _YEARS.items():
        if not getattr(source, key):
            continue
        asked = AskedWeather(folder, key, source, line)
        try:
            found[year] = _read(asked)
            _refuse_other_station(found, year, asked)
        except InputProblems as error:
            problems += error.problems
    if not problems:
        problems = _not_in_order(found, folder, source, line)
    return ({}, problems) if problems else (found, [])


def _read(asked: AskedWeather) -> Readings:
    opened = open_weather(asked)
    kind = asked.source.kind
    likely = looks_like(opened)
    if likely and kind not in (likely, "csv"):
        raise asked.refuse("kind", text("{file} looks like {likely}", file=opened.file, likely=likely), kind)
    return finish(READERS[kind](asked, opened), asked, opened)


def looks_like(opened: Opened) -> str | None:
    """The format that the first lines show beyond doubt."""
    first, second = (*opened.lines, "", "")[:2]
    if first.startswith("LOCATION,"):
        return "epw"
    if first.startswith("Latitude (decimal degrees)"):
        return "pvgis"
    if first.startswith("Source,Location ID"):
        return "nsrdb"
    if second.startswith("Date (MM/DD/YYYY),Time (HH:MM)"):
        return "tmy3"
    if first.strip('"').startswith("ダウンロードした時刻"):
        return "jma"
    if re.match(r"0000[1-9] [ \d]\d[ \d]\d", second):
        return "metpv11"
    cells = second.split(",")
    return "metpv20" if len(cells) in FIELDS and all(number_in(cell) is not None for cell in cells) else None


def _refuse_other_station(found: Mapping[str, Readings], year: str, asked: AskedWeather) -> None:
    if "mid" in found and found[year].station != found["mid"].station:
        expected = text("the file is of {other}, but weather.file of {station}", other=found[year].station, station=found["mid"].station)  # fmt: skip
        raise asked.refuse(asked.key, expected, asked.file)


def _not_in_order(
    found: Mapping[str, Readings], folder: Path, source: WeatherSource, line: Callable[[str], str]
) -> list[Problem]:
    """Files of a triple that are exchanged: the year of little sun must have the least."""
    problems: list[Problem] = []
    for less, more in (("low", "mid"), ("mid", "high"), ("low", "high")):
        if less in found and more in found and found[less].ghi.sum() > found[more].ghi.sum():
            asked = AskedWeather(folder, _YEARS[less], source, line)
            expected = text(
                "this year has more sun than that of {file}: are the files exchanged?", file=found[more].file
            )
            problems += asked.refuse(asked.key, expected, asked.file).problems
    return problems
