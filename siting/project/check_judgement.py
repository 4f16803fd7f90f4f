"""What the comparisons of project.toml name must exist: columns, schemes, owners, marks.

Reads what the user wrote, as a fault elsewhere in project.toml must not hide these.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from siting.errors import Problem
from siting.language import Text, text
from siting.project.judgement import POINTS
from siting.project.marks import MARKS
from siting.project.procurement import City
from siting.project.tables import LoadedTable
from siting.project.toml import WrittenConfig, config_problem
from siting.vocabulary.comparison import compared_names

Tables = Mapping[str, LoadedTable]
_OWNERS = (("facilities", "facility_id"), ("plots", "plot_id"), ("plots", "group_id"), ("drops", "drop_id"))
# What an option id has behind its owner: technology and variant.
_OF_OPTION = re.compile(r"-(pv|hydro)-.*$")
SHOWN = 8
SHOWN_RATES = City.model_validate({}).shown_rates


def check_judgement(written: WrittenConfig, tables: Tables) -> Iterator[Problem]:
    """Faults of ``[judgement]`` that only show beside the cases, the schemes and the tables."""
    judgement = written.data.get("judgement")
    for name, known in (("options", _owners(tables)), ("schemes", _schemes(written))):
        table = judgement.get(name) if isinstance(judgement, dict) else None
        if isinstance(table, dict):
            yield from _columns(written, name, table)
            # Words that fit none of the tables' facilities are those of another study: told as an open point.
            elsewhere = name == "options" and not knows_any(named(table), tables)
            for at, row in _rows(table):
                key = f"judgement.{name}.rows.{at}"
                yield from () if elsewhere else _names(written, key, row, known)
                yield from _marks(written, key, row)
                yield from _misplaced(written, name, key, row)


def _rows(table: Mapping[str, Any]) -> Iterator[tuple[int, Mapping[str, Any]]]:
    rows = table.get("rows")
    for at, row in enumerate(rows if isinstance(rows, list) else ()):
        if isinstance(row, dict):
            yield at, row


def _schemes(written: WrittenConfig) -> list[str]:
    schemes = written.data.get("schemes")
    found = schemes if isinstance(schemes, dict) else {}
    return [name for name, one in found.items() if isinstance(one, dict)]


def _owners(tables: Tables) -> list[str]:
    """Every id that a comparison of options may name."""
    return [str(one) for name, column in _OWNERS for one in tables[name].frame[column].dropna().unique()]


def _columns(written: WrittenConfig, name: str, table: Mapping[str, Any]) -> Iterator[Problem]:
    cases = written.data.get("cases")
    names = compared_names(name, cases if isinstance(cases, dict) else (), _shown_rates(written))
    keys = {f"judgement.{name}.rows.{at}.column": row.get("column") for at, row in _rows(table)}
    rule = table.get("recommend")
    if isinstance(rule, dict) and rule.get("by") != POINTS:
        keys[f"judgement.{name}.recommend.by"] = rule.get("by")
    for key, column in keys.items():
        if isinstance(column, str) and column not in names:
            expected = text("no such column; expected one of {words}", words=_near(column, names))
            yield config_problem(key, column, expected, written.lines)


def _shown_rates(written: WrittenConfig) -> list[float]:
    """The further discount rates under which schemes have figures."""
    city = written.data.get("city")
    rates = city.get("shown_rates", SHOWN_RATES) if isinstance(city, dict) else SHOWN_RATES
    return [rate for rate in rates if isinstance(rate, int | float)] if isinstance(rates, list | tuple) else []


def named(table: Mapping[str, Any]) -> list[str]:
    """The names that the rows of a comparison have words or marks for."""
    given = [row.get(part) for _, row in _rows(table) for part in ("text", "mark")]
    return list(dict.fromkeys(name for words in given if isinstance(words, dict) for name in words))


def knows_any(names: Iterable[str], tables: Tables) -> bool:
    """Whether the tables have any of these names."""
    known = _owners(tables)
    return any(_is_known(name, known) for name in names)


def _is_known(name: str, known: list[str]) -> bool:
    return name in known or _OF_OPTION.sub("", name) in known


def _names(written: WrittenConfig, key: str, row: Mapping[str, Any], known: list[str]) -> Iterator[Problem]:
    for part in ("text", "mark"):
        words = row.get(part)
        for name in words if isinstance(words, dict) else ():
            if not _is_known(name, known):
                yield config_problem(f"{key}.{part}.{name}", name, _unknown(name, known), written.lines)


def _unknown(name: str, known: list[str]) -> Text:
    if not known:
        return text("unknown name: the project has no schemes, see [schemes]")
    return text("unknown name; expected one of {words}", words=_near(name, known))


def _near(name: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(name, sorted(known), n=3, cutoff=0.5) or sorted(known)
    return ", ".join(near[:SHOWN]) + (" …" if len(near) > SHOWN else "")


def _marks(written: WrittenConfig, key: str, row: Mapping[str, Any]) -> Iterator[Problem]:
    marks, given = row.get("marks"), row.get("mark")
    symbols = marks.get("symbols", MARKS) if isinstance(marks, dict) else MARKS
    if not isinstance(given, dict) or not isinstance(symbols, list | tuple):
        return
    for name, mark in given.items():
        if isinstance(mark, str) and mark not in symbols:
            expected = text("no such mark; the marks of this row are {symbols}", symbols=" ".join(map(str, symbols)))
            yield config_problem(f"{key}.mark.{name}", mark, expected, written.lines)


def _misplaced(written: WrittenConfig, name: str, key: str, row: Mapping[str, Any]) -> Iterator[Problem]:
    """Roles belong to schemes, constraints to options."""
    if name == "options" and "role" in row:
        yield config_problem(f"{key}.role", row["role"], text("a role belongs to [judgement.schemes]"), written.lines)
    if name == "schemes" and "constraint" in row:
        expected = text("a constraint belongs to [judgement.options]")
        yield config_problem(f"{key}.constraint", row["constraint"], expected, written.lines)
