"""The files that ``siting panels`` reads: the outline of the plot, the weather, the horizon; and its module."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from siting.errors import InputProblems, Problem, UnknownName
from siting.language import Text, text
from siting.project.drawings.dxf import read_dxf
from siting.project.drawings.gis import asked_outline, united_outline
from siting.project.drawings.horizon import read_horizon
from siting.project.drawings.outline import read_drawing
from siting.project.drawings.places import NOWHERE, Spot, size_notes
from siting.project.model import Config
from siting.project.modules import find_module
from siting.project.sunlight.drawing import Drawing
from siting.project.sunlight.files import Horizon, Module, Outline, SunlightFiles
from siting.project.sunlight.source import WeatherSource
from siting.project.weather.opened import AskedWeather, open_weather
from siting.project.weather.read import looks_like, read_weather
from siting.project.weather.record import Readings
from siting.run.one_panels_options import (
    DXF,
    KINDS,
    NORMALS,
    SITE,
    UNITS,
    from_normals,
    in_options,
    is_drawing,
    of_option,
    option_name,
    system_of,
)


def no_line(_: str) -> str:
    """Options stand on no line."""
    return ""


@dataclass
class Found:
    """What the readers have found so far."""

    outline: Outline | None = None
    files: dict[str, str] = field(default_factory=dict)
    notes: list[Text] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def weather_section(given: Mapping[str, str]) -> tuple[dict[str, Any], list[Problem]]:
    """What ``[weather]`` of a project would say; the format of a file is found out where it is beyond doubt."""
    if from_normals(given):
        return {"kind": NORMALS}, []
    file, kind = given["weather"], given.get("weather_kind", "").strip()
    if kind in KINDS:
        return {"kind": kind, "file": Path(file).name}, []
    if kind:
        return {"kind": NORMALS}, []  # told as a fault of --weather-kind
    source = WeatherSource.model_validate({"kind": KINDS[0], "file": Path(file).name})
    try:
        likely = looks_like(open_weather(AskedWeather(Path(file).parent, "file", source, no_line)))
    except InputProblems as error:
        return {"kind": NORMALS}, [in_options(one) for one in error.problems]
    if likely is None:
        expected = text("the file does not show its format: state one of {words}", words=", ".join(KINDS))
        return {"kind": NORMALS}, [of_option("weather_kind", None, expected)]
    return {"kind": likely, "file": Path(file).name}, []


def read_files(given: Mapping[str, str], config: Config | None, spot: Spot) -> tuple[SunlightFiles, list[Problem]]:
    """Everything that is read, with all faults at once."""
    found = Found()
    if "polygon" in given:
        _outline(given, spot, found)
    horizon = _horizon(given, found)
    module = _module(config, found)
    readings: dict[str, Readings] = {}
    if config is not None and config.weather.file:
        readings, problems = read_weather(Path(given["weather"]).parent, config.weather, no_line)
        found.problems += problems
        found.files |= {one.file: one.sha256 for one in readings.values() if one.file}
    outlines = {} if found.outline is None else {SITE: found.outline}
    files = SunlightFiles(
        readings, outlines, horizon=horizon, module=module, files=found.files, notes=tuple(found.notes)
    )
    return files, [in_options(one) for one in found.problems]


def _outline(given: Mapping[str, str], spot: Spot, found: Found) -> None:
    path = Path(given["polygon"])
    if is_drawing(given):
        _from_drawing(path, given, spot, found)
    else:
        _from_layer(path, given.get("layer"), spot, found)
    if found.outline is not None:
        one = found.outline
        found.outline = Outline(one.shape, one.kept_out, (*one.notes, *size_notes(one.shape, {}, SITE)))


def _from_drawing(path: Path, given: Mapping[str, str], spot: Spot, found: Found) -> None:
    if path.suffix.lower() != DXF:
        found.problems += read_dxf(path, path.name)[2]
        return
    layer = given.get("layer") or _only_layer(path, found)
    system = system_of(given)
    unit = given.get("unit", UNITS[0]).strip()
    if layer is None or not isinstance(system, int) or unit not in UNITS:
        return  # told already
    drawing = Drawing.model_validate({"file": path.name, "layer": layer, "unit": unit, "system": system})
    found.outline, digest, problems = read_drawing(path.parent, SITE, drawing, spot, no_line)
    found.problems += problems
    found.files |= {path.name: digest} if digest else {}


def _only_layer(path: Path, found: Found) -> str | None:
    """The layer of a drawing that has only one; otherwise the fault that it is not stated."""
    layers, _, problems = read_dxf(path, path.name)
    found.problems += problems
    names = sorted(name for name, lines in (layers or {}).items() if lines and name)
    if len(names) == 1:
        return names[0]
    if layers is not None:
        key = option_name("layer")
        expected = text("state which layer: {key}; the file has {names}", key=key, names=", ".join(names) or "-")
        found.problems.append(of_option("layer", None, expected))
    return None


def _from_layer(path: Path, layer: str | None, spot: Spot, found: Found) -> None:
    asked = asked_outline(path.parent, option_name("polygon"), path.name, option_name("layer"), layer, no_line)
    found.outline, raw, problems = united_outline(asked, spot)
    found.problems += problems
    found.files |= {} if raw is None else {raw.file: raw.sha256}


def _horizon(given: Mapping[str, str], found: Found) -> Horizon | None:
    if "horizon" not in given:
        return None
    path = Path(given["horizon"])
    horizon, digest, notes, problems = read_horizon(path, path.name)
    found.files |= {path.name: digest} if digest else {}
    found.notes += notes
    found.problems += problems
    return horizon


def _module(config: Config | None, found: Found) -> Module | None:
    name = "" if config is None or config.solar is None else config.solar.module
    if not name:
        return None
    try:
        return find_module(name)
    except UnknownName as error:
        found.problems.append(of_option("module", name, error.message))
        return None


def spot_of(lat: float, lon: float) -> Spot:
    """The stated position, against which an outline is held."""
    return NOWHERE if lat != lat or lon != lon else Spot(lat, lon)
