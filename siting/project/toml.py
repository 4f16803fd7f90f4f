"""``project.toml`` to a ``Config``, and any TOML file to its model: every fault with its line, in the user's words."""

from __future__ import annotations

import difflib
import hashlib
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from siting.errors import Problem
from siting.language import Text, text
from siting.project.model import Config

FILE = "project.toml"

# Faults that the model itself names by a word, see model.py and scalars.py.
_NAMED = {
    "price_class": text("below_kw must be larger than from_kw"),
    "price_row_steps": text("first_years and later_yen_per_kwh belong together"),
    "price_row_period": text("a price and its period_years belong together, and to the schemes fit, fip or fit_fip"),
    "price_row_price": text("schemes fit and fit_fip need a price"),
    "fiscal_year": text("expected a fiscal year such as 2018, H30 or 平成30年度"),
    "ambiguous_year": text("ambiguous year: write the era or four digits, such as H30 or 2018"),
    "unknown_era": text("unknown era: expected R, H, S, T or M (令和, 平成, 昭和, 大正, 明治)"),
    "per_technology": text("expected a number, or one for each technology as in { pv = 42, hydro = 35.7 }"),
    "step_rate": text("every step needs a rate, and all steps the same kind: yen_per_kw or yen_per_mwh"),
    "step_basis": text("a step counts either kW or MWh: below_kw with yen_per_kw, or below_mwh with yen_per_mwh"),
    "step_last": text("every step but the last needs its upper bound, and the last has none"),
    "step_order": text("the bounds of the steps must rise"),
    "price_steps": text("every price step but the last needs its years, and the last has none"),
    "cost_model": text("give exactly one of capex and lifetime_total"),
    "generator": text("give as many efficiencies as powers, and the powers rising"),
    "carbon": text("give either factor_kg_per_kwh, or utility and fiscal_year of the shipped table emission_factors"),
    "marks_rank": text('thresholds belong to scale = "threshold"'),
    "marks_threshold": text("give one threshold less than there are symbols"),
    "marks_order": text("the thresholds must run from best to worst"),
    "debt_grace": text("grace_years must be fewer than years"),
    "rent": text("give either a rent or highest = true"),
    "income_tax": text("the tax rates on income must add up to less than 1"),
    "bond_sculpted": text("a bond is level or level_principal"),
    "scheme_company": text("debt, target_eirr and min_dscr belong to schemes in which a company invests"),
    "scheme_lease": text("lease_rate and lease_years belong to kind lease"),
    "scheme_ppa": text("ppa_price_yen_per_kwh belongs to kind onsite_ppa"),
    "scheme_rent": text("rent belongs to kinds independent and onsite_ppa"),
    "scheme_target": text("target_eirr is required: the return on equity that the company needs"),
    "scheme_unknowns": text("of the on-site price and the rent one must be stated: both cannot be found"),
    "load_source": text("give either a file or annual_kwh"),
    "load_layout": text("a file needs layout (half_hours, hours or months) and unit (kW or kWh)"),
    "load_shape": text(
        "annual_kwh and layout months need shape, a name in the shipped table load_shapes; measured hours have none"
    ),
    "load_months": text("monthly figures are energies: unit = kWh"),
    "profile": text("give either a file or shape (clear_days or constant)"),
    "as_of": text("expected a date such as 2024-04, 2024-04-01 or FY2024"),
    "holiday": text("expected a day such as 12-31, or 2023-05-03 for one year"),
    "band_hours": text("the band holds no hour: from_hour and to_hour are the same"),
    "tariff_dates": text("every part of the tariff needs its date: demand_as_of, fuel_adjustment_as_of, levy_as_of"),
    "short_list": text("rules facilities and options need count only, rule threshold needs minimum only"),
    "judgement_row": text("a row holds one thing: column, role, constraint, or a label with text or mark"),
    "judgement_english": text("text_en may only name what text names"),
    "judgement_given": text("the marks of a column follow from its figures: write marks instead of mark"),
    "judgement_weight": text("a weight counts the points of marks: the row needs mark, or a column with marks"),
    "judgement_no_weight": text('by = "points" needs a row with a weight'),
    "judgement_points": text("every symbol of a weighted row needs its points"),
    "weather_file": text("kinds normals and months have no file, every other kind needs one"),
    "weather_months": text("kind months, and no other, needs months and months_unit"),
    "weather_triple": text("file_low and file_high belong to kind metpv20"),
    "weather_position": text("lat and lon belong together"),
    "weather_csv": text("kind csv needs unit, label and columns.ghi"),
    "facing": text("expected degrees from south (-180 to 180, west positive), or a name such as south-west or 南西"),
    "spacing_hours": text("from_hour must be before to_hour"),
    "factor_tilts": text("give one daily_kwh_m2 for each of tilts_deg"),
    "solar_module": text("give either a module or kw_per_m2"),
    "solar_slope": text("without a module, layout.slope_m is required: the length of a table up its slope"),
    "solar_factor": text("method factor, and no other, needs the section solar.factor"),
    "solar_factor_tilts": text("solar.factor must state the irradiation of every tilt that is designed"),
    "solar_power_per_k": text("without a module, method hourly needs physics.power_per_k"),
    "drawing_place": text("give either system, or two ties"),
    "drawing_layer": text("a DXF needs the layer of the outline"),
    "drawing_gis": text("only a DXF takes system, ties and unit: a GIS file says itself where it lies"),
}


@dataclass(frozen=True)
class WrittenConfig:
    """What a TOML file says before it is judged, its hash, and the line on which each key stands."""

    data: dict[str, Any]
    sha256: str
    lines: dict[str, int]


def read_config(path: Path) -> tuple[WrittenConfig | None, list[Problem]]:
    """The keys and values of a project.toml, or why it cannot be read."""
    absent = text(
        "there is no project.toml in {folder}; siting init makes a project to begin with", folder=path.parent.name
    )
    return read_written(path, FILE, text("project.toml must be saved as UTF-8"), absent)


def read_written(
    path: Path, file: str, not_utf8: Text, absent: Text | None = None
) -> tuple[WrittenConfig | None, list[Problem]]:
    """The keys and values of a TOML file, shown to its user as ``file``, or why it cannot be read."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return None, [Problem(file, "", "", None, absent or text("there is no such file"))]
    except OSError as error:
        reason = error.strerror or str(error)
        return None, [Problem(file, "", "", None, text("the file cannot be read: {reason}", reason=reason))]
    try:
        written = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = str(content[: error.start].count(b"\n") + 1)
        return None, [Problem(file, line, "", None, not_utf8)]
    try:
        data = tomllib.loads(written)
    except tomllib.TOMLDecodeError as error:
        return None, [_syntax_problem(error, file)]
    except RecursionError:
        return None, [Problem(file, "", "", None, text("not valid TOML: {reason}", reason="too deeply nested"))]
    return WrittenConfig(data, hashlib.sha256(content).hexdigest(), key_lines(written)), []


def section(data: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """A table of project.toml; empty where it is missing or is no table."""
    found = data.get(name)
    return found if isinstance(found, dict) else {}


def check_config(written: WrittenConfig) -> tuple[Config | None, list[Problem]]:
    """The configuration, or everything that is wrong with its keys and values."""
    try:
        return Config.model_validate(written.data), []
    except ValidationError as error:
        found = error.errors(include_url=False)
        return None, [model_problem(one, FILE, written.lines) for one in found if not _said_better(one, found)]


def _said_better(error: ErrorDetails, errors: list[ErrorDetails]) -> bool:
    """Whether another fault says more: what else a word might have been, or which entry of a list is the faulty one."""
    *place, last = error["loc"]
    others = [other for other in errors if other is not error]
    if str(last).startswith("literal["):
        return any(list(other["loc"][:-1]) == place for other in others)
    # A list with a faulty entry is too short as well, for only sound entries are counted.
    return error["type"] == "too_short" and any(
        other["loc"][: len(error["loc"])] == error["loc"] and len(other["loc"]) > len(error["loc"]) for other in others
    )


def _syntax_problem(error: tomllib.TOMLDecodeError, file: str) -> Problem:
    message = str(error)
    found = re.search(r"\(at line (\d+), column \d+\)", message)
    reason = message.split(" (at ")[0]
    return Problem(file, found.group(1) if found else "", "", None, text("not valid TOML: {reason}", reason=reason))


def key_lines(written: str) -> dict[str, int]:
    """The line of every key and table by dotted path with list positions: ``ranking.criteria.0.column``.

    A table's own line stands under its path in brackets: ``[finance]``.
    """
    lines: dict[str, int] = {}
    counts: dict[str, int] = {}
    prefix = ""
    for number, line in _lines_outside_texts(written):
        header = re.match(r"\s*(\[\[?)\s*([^\]]+?)\s*\]\]?\s*(#.*)?$", line)
        if header and "=" not in header.group(2) and "," not in header.group(2):
            prefix = _undotted(header.group(2))
            if header.group(1) == "[[":
                counts[prefix] = counts.get(prefix, -1) + 1
                prefix = f"{prefix}.{counts[prefix]}"
            lines.setdefault(f"[{prefix}]", number)
            continue
        key = re.match(r"\s*([A-Za-z0-9_\-.\"']+)\s*=", line)
        if key:
            lines.setdefault(f"{prefix}.{_undotted(key.group(1))}".lstrip("."), number)
    return lines


def _lines_outside_texts(written: str) -> Iterator[tuple[int, str]]:
    """The numbered lines, without those inside a text of several lines."""
    inside = ""
    for number, line in enumerate(written.split("\n"), start=1):
        marks = re.findall(r'"""|\'\'\'', line)
        if not inside:
            yield number, line
        for mark in marks:
            inside = "" if inside == mark else inside or mark


def _undotted(key: str) -> str:
    return ".".join(part.strip().strip("\"'") for part in key.split("."))


def line_of(key: str, lines: Mapping[str, int]) -> str:
    """The line of a key, or of the nearest table around it."""
    for path in _ancestry(key):
        found = lines.get(path) or lines.get(f"[{path}]")
        if found:
            return str(found)
    return ""


def is_written(key: str, lines: Mapping[str, int]) -> bool:
    """Whether the user wrote the key: by itself, as a table, or inside a value in braces or brackets."""
    return f"[{key}]" in lines or any(path in lines for path in _ancestry(key))


def _ancestry(key: str) -> list[str]:
    parts = key.split(".")
    return [".".join(parts[:count]) for count in range(len(parts), 0, -1)]


def config_problem(key: str, value: Any, expected: Text, lines: Mapping[str, int]) -> Problem:
    """A problem of one key of project.toml."""
    return Problem(FILE, line_of(key, lines), key, None if value is None else str(value), expected, unit_of(key))


def model_problem(
    error: ErrorDetails,
    file: str,
    lines: Mapping[str, int],
    root: type[BaseModel] = Config,
    named: Mapping[str, Text] = _NAMED,
) -> Problem:
    """What pydantic found, as a problem of a TOML file with the model ``root``.

    ``named`` are the wordings of the faults that the model itself names by a word.
    """
    # Parts in brackets are pydantic's: a key, or one of several types that a value may have.
    place = [str(part) for part in error["loc"] if "[" not in str(part)]
    kind, value = error["type"], error["input"]
    if kind.startswith("union_tag"):
        place.append(str(error["ctx"]["discriminator"]).strip("'"))
        value = error["ctx"].get("tag")
    hidden = kind == "missing" or value is None or isinstance(value, dict | list)
    key = ".".join(_without_tags(place, root))
    unit = unit_of(".".join(place), root)
    return Problem(file, line_of(key, lines), key, None if hidden else str(value), _expected(error, root, named), unit)


def _expected(error: ErrorDetails, root: type[BaseModel], named: Mapping[str, Text]) -> Text:
    kind, context = error["type"], error.get("ctx", {})
    if kind == "value_error":
        return named.get(str(context.get("error")), text("not valid: {reason}", reason=error["msg"]))
    if kind == "extra_forbidden":
        return _unknown_key([str(part) for part in error["loc"]], root)
    if kind in _BOUNDS:
        (limit,) = (context[name] for name in ("ge", "gt", "le", "lt") if name in context)
        return replace(_BOUNDS[kind], values=(("low", f"{limit:g}"), ("high", f"{limit:g}")))
    if kind == "string_pattern_mismatch" and error["loc"][-1] == "variant":
        return text("expected ASCII letters, digits, '_' and '.', such as study")
    if kind == "string_pattern_mismatch" and root is not Config:
        return text("expected small ASCII letters, digits and '_', such as pat")
    return _expected_by_kind(kind, context, error["msg"])


def _expected_by_kind(kind: str, context: Mapping[str, Any], reason: str) -> Text:
    if kind in ("missing", "union_tag_not_found"):
        return text("a value is required")
    if kind == "finite_number":
        return text("expected a finite number; leave the key out if the value is not known")
    if kind == "string_too_long":
        return text("expected at most {count} characters", count=context["max_length"])
    if kind == "too_long":
        return text("expected at most {count} entries", count=context["max_length"])
    if kind in ("literal_error", "enum", "union_tag_invalid"):
        words = str(context.get("expected", context.get("expected_tags", "")))
        return text("expected one of {words}", words=words.replace("'", "").replace(" or ", ", "))
    for start, expected in _TYPES.items():
        if kind.startswith(start):
            return expected
    return text("not valid: {reason}", reason=reason)


_BOUNDS = {
    "greater_than_equal": text("expected a number >= {low}"),
    "greater_than": text("expected a number > {low}"),
    "less_than_equal": text("expected a number <= {high}"),
    "less_than": text("expected a number < {high}"),
}
_TYPES = {
    "float": text("expected a number"),
    "int": text("expected a whole number"),
    "string_pattern": text("expected small ASCII letters, digits and '_', such as fit or tariff"),
    "string_too": text("a value is required"),
    "string": text("expected a text in quotation marks"),
    "bool": text("expected true or false"),
    "tuple": text("expected a list in square brackets"),
    "too_short": text("at least one entry is required"),
    "model": text("expected a table of keys"),
    "dict": text("expected a table of keys"),
}


def _unknown_key(place: list[str], root: type[BaseModel]) -> Text:
    model = model_at(place[:-1], root)
    keys = list(model.model_fields) if model else []
    near = difflib.get_close_matches(place[-1], keys, n=1)
    if near:
        return text("unknown key; did you mean {name}?", name=near[0])
    return text("unknown key; the keys here are {names}", names=", ".join(keys))


def model_at(place: list[str], root: type[BaseModel] = Config) -> type[BaseModel] | None:
    """The model that the keys below ``place`` belong to."""
    models = [model for _, model in _walk(place, root)]
    return models[-1] if models else root


def _without_tags(place: list[str], root: type[BaseModel]) -> list[str]:
    """The place as its user writes it: pydantic puts the word that chooses among models below their key."""
    return [part for part, (kept, _) in zip(place, _walk(place, root), strict=True) if kept]


def _walk(place: list[str], root: type[BaseModel]) -> Iterator[tuple[bool, type[BaseModel] | None]]:
    """For each part of a place, whether the user writes it, and the model of what is below."""
    model: type[BaseModel] | None = root
    members: list[type[BaseModel]] = []
    chosen_by, named = "", False
    for part in place:
        if named:
            # A name in a table of tables, even where it is the word of a field: [cases.tariff].
            named = False
            yield True, model
            continue
        tagged = [one for one in members if part in get_args(one.model_fields[chosen_by].annotation)]
        members = []
        if tagged:
            model = tagged[0]
            yield False, model
            continue
        field = model.model_fields.get(part) if model else None
        # Without a field it is a position in a list: the model stays its own.
        if field is not None:
            named = get_origin(field.annotation) is dict
            found = _models_in(field.annotation)
            model = found[0] if found else None
            if isinstance(field.discriminator, str):
                members, chosen_by = found, field.discriminator
        yield True, model


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for part in get_args(annotation) for model in _models_in(part)]


def unit_of(key: str, root: type[BaseModel] = Config) -> str:
    """The unit that the description of a key ends with in brackets."""
    *place, name = key.split(".")
    model = model_at(place, root)
    field = model.model_fields.get(name) if model else None
    found = re.search(r"\[([^\]]+)\]$", field.description or "") if field else None
    if found:
        return found.group(1)
    return unit_of(".".join(place), root) if place and name in ("pv", "hydro") else ""
