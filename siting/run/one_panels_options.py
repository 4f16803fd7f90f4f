"""Options of ``siting panels`` as a user writes them: what contradicts, what a project.toml would say of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import numpy as np
from pydantic import ValidationError

from siting.errors import Problem, WrongOptions
from siting.language import Text, text
from siting.project.model import Config
from siting.project.sunlight.source import Kind
from siting.project.toml import FILE, model_problem
from siting.project.values import half_width, read_column
from siting.vocabulary.columns import Column, number

COMMAND = "siting panels"
SITE = "site"
# What is taken where nothing is said: a low tilt and a module of a recent datasheet, both told as assumptions.
TILT_DEG = 10.0
MODULE = "topcon-440-2024"
NORMALS = "normals"
# Formats of weather files that one option can name; a plain CSV needs units, columns and labels.
KINDS = tuple(kind for kind in get_args(Kind) if kind not in (NORMALS, "months", "csv"))

DXF = ".dxf"
DRAWINGS = (DXF, ".dwg", ".jww", ".jwc", ".sfc", ".p21", ".pdf")
UNITS = ("m", "mm", "cm")
OUTPUTS = ("chart", "dxf", "geojson", "hourly")

# Where each option stands in a project: a column of plots, a key of project.toml.
COLUMNS = {"area_m2": "ground_area_m2", "mount": "mount", "load_allowance_kn_m2": "load_allowance_kn_m2"}
KEYS = {
    "tilt": "solar.tilts_deg",
    "azimuth": "solar.facing",
    "module": "solar.module",
    "kw_per_m2": "solar.kw_per_m2",
    "power_per_k": "solar.physics.power_per_k",
    "dc_ac_ratio": "solar.inverter.dc_ac_ratio",
    "horizon": "solar.shade.horizon",
    **{name: f"solar.layout.{name}" for name in (
        "slope_m", "orientation", "modules_up", "margin_m", "rack_kn_m2", "ballast_kn_m2",
    )},
    "min_gap_m": "solar.layout.spacing.min_gap_m",
    "weather": "weather.file",
    "weather_kind": "weather.kind",
    "seed": "weather.seed",
    "year_sigma": "weather.year_sigma",
    **{name: f"drawings.{SITE}.{name}" for name in ("layer", "system", "unit")},
}  # fmt: skip
# Figures among the options; the whole ones are counts. Their bounds are those of the keys, or stand here.
_BOUNDS = {"lat": (-90.0, 90.0), "lon": (-180.0, 180.0)}
_WHOLE = ("modules_up", "seed", "system")
_FIGURES = (
    "kw_per_m2", "slope_m", "power_per_k", "dc_ac_ratio", "modules_up", "margin_m", "rack_kn_m2", "ballast_kn_m2",
    "min_gap_m", "seed", "year_sigma",
)  # fmt: skip
# Stand in for figures that cannot be read or are missing beside others, so that the rest is judged all the same.
_STAND_INS = {"kw_per_m2": 0.2, "slope_m": 2.0, "power_per_k": -0.003}
# Options that mean nothing without one of others.
_NEEDS = (
    ("lat", ("lon",)), ("lon", ("lat",)), ("area_m2", ("lat",)),
    ("slope_m", ("kw_per_m2",)), ("kw_per_m2", ("slope_m",)), ("kw_per_m2", ("power_per_k",)),
    *((name, ("polygon",)) for name in ("layer", "unit", "margin_m", "dxf", "geojson")),
    ("system", ("polygon", "dxf")), ("weather_kind", ("weather",)),
)  # fmt: skip
_OF_MODULES = ("module", "orientation", "modules_up")


def option_name(name: str) -> str:
    """The option as it is typed: ``--area-m2``."""
    return f"--{name.replace('_', '-')}"


def of_option(name: str, value: str | None, expected: Text, unit: str = "") -> Problem:
    """A fault of one option."""
    return Problem(COMMAND, "", option_name(name), value, expected, unit)


def is_drawing(given: Mapping[str, str]) -> bool:
    """Whether the outline is a drawing, be it of a kind that siting reads or not."""
    return Path(given.get("polygon", "")).suffix.lower() in DRAWINGS


def from_normals(given: Mapping[str, str]) -> bool:
    """Whether the weather is that of the shipped normals."""
    return given.get("weather", NORMALS).strip().casefold() == NORMALS


def contradictions(given: Mapping[str, str]) -> Iterator[Problem]:
    """Options that are missing, or exclude each other."""
    ground = f"{option_name('polygon')} / {option_name('area_m2')}"
    if "polygon" not in given and "area_m2" not in given:
        expected = text("give one of the two: a file with the outline of the plot, or its area")
        yield Problem(COMMAND, "", ground, None, expected)
    if "polygon" in given and "area_m2" in given:
        yield Problem(COMMAND, "", ground, None, text("give only one of {words}", words=ground))
    for name, others in _NEEDS:
        if name in given and not any(other in given for other in others):
            missing = " / ".join(map(option_name, others))
            expected = text("{given} needs {missing} beside it", given=option_name(name), missing=missing)
            yield of_option(name, given[name], expected)
    for name in _OF_MODULES:
        if name in given and "kw_per_m2" in given:
            both = f"{option_name(name)} / {option_name('kw_per_m2')}"
            yield Problem(COMMAND, "", both, None, text("give only one of {words}", words=both))
    yield from _of_drawings(given)
    yield from _of_weather(given)
    yield from _of_outputs(given)


def _of_drawings(given: Mapping[str, str]) -> Iterator[Problem]:
    if Path(given.get("polygon", "")).suffix.lower() == DXF and "system" not in given:
        expected = text("a DXF needs its plane rectangular system (平面直角座標系), 1 to 19")
        yield of_option("system", None, expected)
    if "polygon" in given and not is_drawing(given) and "unit" in given:
        yield of_option("unit", given["unit"], text("only a DXF has a unit of its own"))
    elif given.get("unit", UNITS[0]).strip() not in UNITS:
        yield of_option("unit", given["unit"], text("expected one of {words}", words=", ".join(UNITS)))


def _of_weather(given: Mapping[str, str]) -> Iterator[Problem]:
    kind = given.get("weather_kind", "").strip()
    if kind in ("csv", "months"):
        expected = text(
            "{kind} needs units and columns: make a project (siting init) and state [weather] there", kind=kind
        )
        yield of_option("weather_kind", kind, expected)
    elif kind == NORMALS and not from_normals(given):
        yield of_option("weather_kind", kind, text("normals are shipped and take no file"))
    elif kind and kind not in (*KINDS, NORMALS):
        yield of_option("weather_kind", kind, text("expected one of {words}", words=", ".join(KINDS)))
    if "seed" in given and not from_normals(given):
        yield of_option(
            "seed", given["seed"], text("a seed belongs to the normals: the hours of a file are as they are")
        )


def _of_outputs(given: Mapping[str, str]) -> Iterator[Problem]:
    """Outputs that would replace a file that is read, or have no place to stand."""
    read = {Path(given[name]).resolve() for name in ("polygon", "weather", "horizon") if name in given}
    for name in OUTPUTS:
        if name not in given:
            continue
        path = Path(given[name])
        if path.resolve() in read:
            yield of_option(name, given[name], text("this file is read: name another to write"))
        elif not path.parent.is_dir():
            yield of_option(name, given[name], text("there is no folder {folder}", folder=str(path.parent)))


def system_of(given: Mapping[str, str]) -> int | Problem | None:
    """The plane rectangular system, None where not stated."""
    if "system" not in given:
        return None
    found = _figure("system", given["system"], number("system", "", "", low=1, high=19))
    if isinstance(found, Problem | int):
        return found
    return of_option("system", given["system"], text("expected a whole number"))


def position(given: Mapping[str, str]) -> tuple[tuple[float, float], list[Problem]]:
    """Latitude and longitude [deg], NaN where not stated."""
    found, problems = {"lat": float("nan"), "lon": float("nan")}, []
    for name, (low, high) in _BOUNDS.items():
        if name in given:
            value = _figure(name, given[name], number(name, "", "", "deg", low=low, high=high))
            if isinstance(value, Problem):
                problems.append(value)
            else:
                found[name] = value
    if "lat" in given and "lon" in given and _swapped(given):
        written = f"{given['lat']}, {given['lon']}"
        both = f"{option_name('lat')} / {option_name('lon')}"
        problems = [Problem(COMMAND, "", both, written, text("latitude and longitude look swapped"))]
    return (found["lat"], found["lon"]), problems


def _swapped(given: Mapping[str, str]) -> bool:
    """Whether the two would be in Japan the other way round."""
    from siting.project.drawings.places import in_japan

    both = [_figure(name, given[name], number(name, "", "", low=None)) for name in _BOUNDS]
    lat, lon = (one if isinstance(one, float) else float("nan") for one in both)
    return not in_japan(lat, lon) and in_japan(lon, lat)


def config_of(given: Mapping[str, str], weather: Mapping[str, Any]) -> tuple[Config | None, list[Problem]]:
    """The configuration of the plot's project, or all that is wrong with the options."""
    figures: dict[str, float] = {}
    problems: list[Problem] = []
    for name in _FIGURES:
        if name in given:
            found = _figure(name, given[name], number(name, "", "", low=None))
            problems += [found] if isinstance(found, Problem) else []
            stand_in = {name: _STAND_INS[name]} if name in _STAND_INS else {}
            figures |= stand_in if isinstance(found, Problem) else {name: found}
    tilts, found_in = _tilts(given)
    problems += found_in
    system = system_of(given)
    problems += [system] if isinstance(system, Problem) else []
    try:
        config = Config.model_validate(_data(given, figures, tilts, weather))
    except ValidationError as error:
        told = [in_options(model_problem(one, FILE, {})) for one in error.errors(include_url=False)]
        return None, [*problems, *(_as_written(one, given) for one in told)]
    return config, problems


def _as_written(problem: Problem, given: Mapping[str, str]) -> Problem:
    """A problem with its value as the user wrote it, not as it was read."""
    written = {option_name(name): value for name, value in given.items()}
    return replace(problem, value=written.get(problem.column, problem.value))


def _figure(name: str, written: str, column: Column) -> float | Problem:
    values, faults = read_column(np.array([written], dtype=object), column)
    if faults:
        return of_option(name, written, faults[0].expected, column.unit)
    value = float(values[0])
    if np.isnan(value):
        return of_option(name, written, text("expected a number"))
    return int(value) if name in _WHOLE and value.is_integer() else value


def _tilts(given: Mapping[str, str]) -> tuple[list[float], list[Problem]]:
    if "tilt" not in given:
        return [TILT_DEG], []
    tilts: list[float] = []
    written = given["tilt"]
    for part in filter(None, re.split(r"[,、;\s]+", half_width(written))):
        value = _figure("tilt", part, number("tilt", "", "", "deg", low=0, high=90))
        if isinstance(value, Problem):
            return [TILT_DEG], [value]
        tilts.append(value)
    if not tilts:
        return [TILT_DEG], [of_option("tilt", written, text("expected a number"), "deg")]
    if len(set(tilts)) < len(tilts):
        return tilts, [of_option("tilt", written, text("a tilt stands here twice"), "deg")]
    return tilts, []


def _facing(written: str) -> float | str:
    """Degrees from south, or a name."""
    value = _figure("azimuth", written, number("azimuth", "", "", low=None))
    return half_width(written).casefold() if isinstance(value, Problem) else value


def _data(
    given: Mapping[str, str], figures: Mapping[str, float], tilts: list[float], weather: Mapping[str, Any]
) -> dict[str, Any]:
    """What a project.toml of this plot would say."""

    def stated(*names: str) -> dict[str, float]:
        return {name: figures[name] for name in names if name in figures}

    power = stated("kw_per_m2") if "kw_per_m2" in given else {"module": given.get("module", MODULE).strip()}
    layout: dict[str, Any] = stated("slope_m", "modules_up", "margin_m", "rack_kn_m2", "ballast_kn_m2")
    layout |= {"orientation": given["orientation"].strip()} if "orientation" in given else {}
    physics = stated("power_per_k")
    if "kw_per_m2" in given:
        layout, physics = {"slope_m": _STAND_INS["slope_m"], **layout}, {**_of(_STAND_INS, "power_per_k"), **physics}
    return {
        "project": {"name": COMMAND},
        "ranking": {"by": "npv_yen_stated"},
        "cases": {"stated": {"price_yen_per_kwh": {}}},
        "weather": {**weather, **stated("year_sigma"), **(stated("seed") if from_normals(given) else {})},
        "solar": {
            "plots": "all", "tilts_deg": tilts, "facing": _facing(given.get("azimuth", "0")), **power,
            "layout": {**layout, "spacing": stated("min_gap_m")},
            "physics": physics,
            "inverter": stated("dc_ac_ratio"),
            "shade": {"horizon": given.get("horizon", "")},
        },
    }  # fmt: skip


def _of(figures: Mapping[str, float], name: str) -> dict[str, float]:
    return {name: figures[name]}


_OPTIONS = {place: option_name(name) for name, place in (*KEYS.items(), *COLUMNS.items())}
# Where the normals know nothing of a place, that is said of the whole section.
_OPTIONS["weather"] = f"{option_name('lat')} / {option_name('lon')}"


def in_options(problem: Problem) -> Problem:
    """A problem of a column, or of a key of project.toml, as one of the option that stands for it."""
    if problem.file not in (COMMAND, FILE):
        return problem
    column = re.sub(r"\.\d+$", "", problem.column)
    return replace(problem, file=COMMAND, place="", column=_OPTIONS.get(column, column))


def raise_problems(problems: list[Problem]) -> None:
    """Raises ``WrongOptions`` if an option is at fault, ``InputProblems`` if only files are, nothing if none."""
    from siting.errors import InputProblems

    if any(one.file == COMMAND for one in problems):
        raise WrongOptions(problems)
    if problems:
        raise InputProblems(problems)
