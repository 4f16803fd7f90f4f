"""What the sunlight engine worked with, told on the sheet of assumptions: every key of ``[weather]`` and ``[solar]``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from siting.language import Text, text, translate, verbatim
from siting.project.modules import shipped_modules
from siting.project.scalars import Model, Sourced
from siting.project.sunlight.settings import Solar
from siting.project.sunlight.source import WeatherSource
from siting.project.toml import unit_of
from siting.reporting.weather_kinds import WEATHER
from siting.reporting.workbook.book import Book
from siting.reporting.workbook.cells import TEXT, fitting
from siting.reporting.workbook.lines import Group, Line

_ENDING = re.compile(r"\s*\[[^\]]+\][.。]?$|[.。]$")


def sun_groups(book: Book) -> Iterator[Group]:
    """Weather, design and notes of the sunlight engine, where it designed any plot."""
    config = book.results.config
    if config.solar is None or book.results.layouts.empty:
        return
    if config.solar.method == "hourly":
        heading = text("Weather of the sunlight engine (used by siting, not by the formulas)")
        yield Group(heading, tuple(_told(config.weather, "weather", config.weather, _idle_weather(config.weather))))
    lines = [*_told(config.solar, "solar", config.solar, _idle(config.solar))]
    if not len(book.results.turbines):
        lines += _files(book)
    yield Group(text("Sunlight engine (used by siting, not by the formulas)"), tuple(lines))
    notes = dict.fromkeys(note for listed in book.results.layouts["notes"] for note in listed)
    if notes:
        lines = [Line(note, None, "", TEXT, "") for note in notes]
        yield Group(text("Notes of the sunlight engine"), tuple(lines))


def _idle_weather(weather: WeatherSource) -> frozenset[str]:
    """Keys of ``[weather]`` that play no part with the kind of weather."""
    of_tables = {"unit", "label", "utc_offset_h", "columns"} if weather.kind != "csv" else set()
    of_months = {"months_plane"} if weather.kind != "months" else set()
    of_files = {"seed"} if weather.file else set()
    return frozenset(f"weather.{name}" for name in of_tables | of_months | of_files)


def _idle(solar: Solar) -> frozenset[str]:
    """Keys of ``[solar]`` that play no part; and output control, which formulas use and a group of its own holds."""
    found = {"curtailment"}
    if solar.method == "factor":
        found |= {"losses", "inverter", "physics", "snow", "shade.rows", "shade.electrical", "shade.blocks"}
    if solar.shade.electrical == "linear":
        found.add("shade.blocks")
    if solar.module:
        found.add("layout.slope_m")
    else:
        found |= {f"layout.{name}" for name in ("orientation", "modules_up", "modules_across", "module_gap_m")}
    return frozenset(f"solar.{name}" for name in found)


def _files(book: Book) -> Iterator[Line]:
    for file, sha in book.results.files.items():
        yield Line(text("File beside the tables: {file}", file=file), f"SHA-256 {sha[:16]}…", "", TEXT, "")


def _told(model: Model, key: str, source: Sourced, idle: frozenset[str]) -> Iterator[Line]:
    """A line per key that has a value, tables below tables; ``source`` is the nearest table that may state one."""
    for name, field in type(model).model_fields.items():
        value, at = getattr(model, name), f"{key}.{name}"
        if name not in Sourced.model_fields and at not in idle and value is not None and value not in ("", (), {}):
            yield from _value(value, at, _label(field.description or name), source, idle)


def _value(value: Any, key: str, label: Text, source: Sourced, idle: frozenset[str]) -> Iterator[Line]:
    if isinstance(value, Model):
        yield from _told(value, key, value if isinstance(value, Sourced) else source, idle)
    elif isinstance(value, Mapping):
        for name, one in value.items():
            yield from _value(one, f"{key}.{name}", label, source, idle)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield Line(label, value, unit_of(key), fitting(value), key, section=source)
    else:
        yield Line(label, _words(value), unit_of(key), TEXT, key, section=_sourced(value, key, source))


def _words(value: Any) -> str:
    """A word, a list or a flag as the sheet shows it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return ", ".join(f"{one:g}" if isinstance(one, int | float) else str(one) for one in value)
    return str(value)


def _sourced(value: Any, key: str, source: Sourced) -> Sourced:
    """The section of a line; of a shipped module with the source of its row."""
    module = shipped_modules().get(str(value)) if key == "solar.module" else None
    if module is None:
        return source
    said = "; ".join(one for one in (source.source, module.source) if one)
    return source.model_copy(update={"source": said})


def _label(description: str) -> Text:
    """The description of a key without its unit, which has a column of its own."""
    ja, en = (_ENDING.sub("", translate(description, lang)) for lang in ("ja", "en"))
    return verbatim(en, ja=ja, en=en)


def weather_label(kind: str, lang: str) -> str:
    """Where weather comes from, in words; a kind nobody knows stays its word."""
    known = WEATHER.get(kind)
    return known.say(lang) if known else kind
