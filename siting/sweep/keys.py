"""Which figures of ``project.toml`` a sweep may vary, and the configuration with other values of them.

A key is a dotted path as problems print it: ``cases.fit.price_yen_per_kwh.pv``, ``costs.pv.capex.steps.0.yen_per_kw``.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from decimal import Decimal
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from siting.errors import InputProblems, Problem
from siting.language import Text, text
from siting.project.model import Config
from siting.project.toml import model_problem, unit_of
from siting.scenarios.grid import Choice
from siting.scenarios.ranges import Fault

OPTION = "--vary"
PRICE = "price_yen_per_kwh"
# Sections whose figures the tables, the flow records, the water engine or the sunlight engine answer to.
NOT_REUSED = ("project", "tables", "flows", "hydro", "loads", "profiles", "weather", "solar", "drawings")
# Parts of a tariff that must cover the hours of a year together, which is checked when its project is read.
_HOURS = ("from_hour", "to_hour", "months")
# Sections that order, show or share out what a sweep finds, and change none of its figures.
NO_FIGURE = ("ranking", "outputs", "judgement", "schemes", "city", "taxes")


class WrongVary(InputProblems):
    """What is to be varied has faults; all of them are in ``problems``."""


def fault_problem(fault: Fault) -> Problem:
    """A fault of a range or list as a problem of the option."""
    return Problem(OPTION, "", fault.key, fault.value, fault.expected, unit_of(fault.key) if fault.key else "")


def key_problem(config: Config, key: str) -> Problem | None:
    """Why a key cannot be varied, as a problem of the option; None where it can."""
    expected = wrong_key(config, key)
    return None if expected is None else Problem(OPTION, "", key, None, expected)


def wrong_key(config: Config, key: str) -> Text | None:
    """Why a key cannot be varied; None where it can."""
    first = key.split(".")[0]
    hours = first == "tariffs" and any(part in _HOURS for part in key.split("."))
    if hours or (first in NOT_REUSED and first in Config.model_fields):
        return text(
            "needs tables, flows, the water engine or the sunlight engine computed again, which a sweep does not do; run siting run for each value"
        )
    if first in NO_FIGURE and first in Config.model_fields:
        return text("changes no figure of a sweep")
    here: Any = config
    annotation: Any = Config
    for part in key.split("."):
        found = _below(annotation, here, part)
        if isinstance(found, Text):
            return found
        annotation, here = found
    return None if _numeric(annotation) else text("no number stands here, so there is nothing to vary")


def _below(annotation: Any, here: Any, part: str) -> tuple[Any, Any] | Text:
    """The annotation and the value of one part of a path, or why there is no such part."""
    model = _model_in(annotation)
    if model is not None:
        field = model.model_fields.get(part)
        if field is None:
            return _unknown(part, list(model.model_fields))
        return field.annotation, getattr(here, part, None)
    if isinstance(here, Mapping):
        return (_last_argument(annotation), here[part]) if part in here else _unknown(part, list(here))
    if isinstance(here, tuple) and _base(annotation) is tuple:
        at = int(part) if part.isascii() and part.isdigit() else len(here)
        numbers = [str(number) for number in range(len(here))]
        return (_tuple_argument(annotation), here[at]) if at < len(here) else _unknown(part, numbers)
    return text("no number stands here, so there is nothing to vary")


def _unknown(part: str, names: Sequence[str]) -> Text:
    near = difflib.get_close_matches(part, names, n=1)
    if near:
        return text("unknown key; did you mean {name}?", name=near[0])
    return text("unknown key; the keys here are {names}", names=", ".join(names) or "-")


def _alternatives(annotation: Any) -> list[Any]:
    """The types an annotation allows, without what pydantic attaches to them and without None."""
    if get_origin(annotation) is Annotated:
        return _alternatives(get_args(annotation)[0])
    if get_origin(annotation) in (Union, UnionType):
        return [one for part in get_args(annotation) for one in _alternatives(part)]
    return [] if annotation is type(None) else [annotation]


def _model_in(annotation: Any) -> type[BaseModel] | None:
    found = [one for one in _alternatives(annotation) if isinstance(one, type) and issubclass(one, BaseModel)]
    return found[0] if found else None


def _base(annotation: Any) -> Any:
    kinds = _alternatives(annotation)
    return get_origin(kinds[0]) if kinds else None


def _last_argument(annotation: Any) -> Any:
    return get_args(_alternatives(annotation)[0])[-1]


def _tuple_argument(annotation: Any) -> Any:
    return get_args(_alternatives(annotation)[0])[0]


def _numeric(annotation: Any) -> bool:
    """Whether a number may stand here: alone, or for each technology."""
    kinds = _alternatives(annotation)
    if any(kind in (int, float) for kind in kinds):
        return True
    model = _model_in(annotation)
    return (
        model is not None
        and set(model.model_fields) == {"pv", "hydro"}
        and all(_numeric(field.annotation) for field in model.model_fields.values())
    )


def written_of(config: Config) -> dict[str, Any]:
    """The configuration as its user wrote it: what was left to its default is left out."""
    return config.model_dump(mode="json", exclude_unset=True)


def config_at(written: Mapping[str, Any], keys: Sequence[str], point: Choice) -> Config:
    """The configuration with the values of one point, its own where they are None; raises ``WrongVary`` where they are not valid."""
    data: dict[str, Any] = dict(written)
    for key, value in zip(keys, point, strict=True):
        data = data if value is None else _with(data, key.split("."), _plain(value))
    try:
        return Config.model_validate(data)
    except ValidationError as error:
        problems = [model_problem(one, OPTION, {}) for one in error.errors(include_url=False)]
        raise WrongVary(dict.fromkeys(_of_key(problem, keys, point) for problem in problems)) from None


def _of_key(problem: Problem, keys: Sequence[str], point: Choice) -> Problem:
    """The problem under the key that was varied, where it lies below or above it."""
    for key, value in zip(keys, point, strict=True):
        if f"{problem.column}.".startswith(f"{key}.") or (
            f"{key}.".startswith(f"{problem.column}.") and not problem.value
        ):
            return Problem(OPTION, "", key, str(value), problem.expected, problem.unit)
    return problem


def _with(data: Any, path: Sequence[str], value: float) -> Any:
    """A copy of nested tables and lists with one value set."""
    if not path:
        return value
    if isinstance(data, list):
        at = int(path[0])
        return [*data[:at], _with(data[at], path[1:], value), *data[at + 1 :]]
    table = data if isinstance(data, dict) else {}
    return {**table, path[0]: _with(table.get(path[0]), path[1:], value)}


def _plain(value: Decimal) -> float:
    """A number as TOML would give it: whole ones as integers, which years and counts ask for."""
    return int(value) if value == value.to_integral_value() else float(value)


def price_case(key: str) -> str | None:
    """The case whose price a key is; None for other keys."""
    parts = key.split(".")
    return parts[1] if len(parts) in (3, 4) and parts[0] == "cases" and parts[2] == PRICE else None
