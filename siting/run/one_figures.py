"""What is stated of one plant, by options or in a TOML file with the same names: read, every fault kept."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from siting.errors import InputProblems, Problem
from siting.language import Text, text
from siting.project.toml import line_of, read_written
from siting.project.values import half_width, read_column
from siting.vocabulary.columns import Column, Kind, choice, number
from siting.vocabulary.tables import MOUNTS, TECHNOLOGIES

COMMAND = "siting cashflow"
KINDS = ("fixed", "fit", "fip", "tariff", "surplus", "ppa")
REPAYMENTS = ("level", "level_principal")
HALVES = ("H1", "H2")
MOST_FLOWS = 101
_STEPS = text("expected prices and their years such as 19x5,8.3; the last price has no years")
_PARTS = text("expected years and yen such as 10:2900000, several with commas between, no thousands separators")
_FLOWS = text("expected two amounts or more with commas between, from year 0 on, no thousands separators")


@dataclass(frozen=True)
class Stated:
    """A figure as it was written: by an option, or in a line of a file."""

    name: str
    written: str
    file: str = ""
    line: str = ""

    def problem(self, expected: Text, unit: str = "") -> Problem:
        """What is wrong with it, where its user finds it."""
        if self.file:
            return Problem(self.file, self.line, self.name, self.written, expected, unit)
        return Problem(COMMAND, "", option_name(self.name), self.written, expected, unit)


def option_name(name: str) -> str:
    """The option as it is typed: ``--capex-yen``."""
    return f"--{name.replace('_', '-')}"


def unstated(name: str, expected: Text, unit: str = "") -> Problem:
    """A problem of an option that was not given."""
    return Problem(COMMAND, "", option_name(name), None, expected, unit)


def _number(written: str, column: Column) -> float | Text:
    values, faults = read_column(np.array([written], dtype=object), column)
    if faults:
        return faults[0].expected
    return text("expected a number") if np.isnan(values[0]) else float(values[0])


def _whole(written: str) -> float | Text:
    found = _number(written, number("", "", "", low=None))
    if isinstance(found, Text):
        return found
    return int(found) if found.is_integer() else text("expected a whole number")


def _choice(written: str, column: Column) -> str | Text:
    values, faults = read_column(np.array([written], dtype=object), column)
    return faults[0].expected if faults else str(values[0])


def _word(written: str, words: tuple[str, ...]) -> str | Text:
    known = {word.casefold(): word for word in words}
    found = known.get(half_width(written).casefold())
    return text("expected one of {words}", words=", ".join(words)) if found is None else found


def _year(written: str) -> int | Text:
    values, faults = read_column(np.array([written], dtype=object), Column("", "", "", Kind.FISCAL_YEAR))
    return faults[0].expected if faults else int(values[0])


def _split(written: str) -> list[str]:
    return [part.strip() for part in half_width(written).replace("、", ",").split(",")]


def _amount(written: str) -> float | None:
    """A plain number; None for anything else, and for the rest of a number cut at its thousands separator."""
    if not written or re.match(r"[+-]?0\d", written):
        return None
    found = _number(written, number("", "", "", low=None))
    return None if isinstance(found, Text) else found


def _steps(written: str) -> list[dict[str, Any]] | Text:
    """``19x5,8.3``: a price, the years it holds, and the price that follows."""
    steps: list[dict[str, Any]] = []
    *first, last = _split(written)
    for part in first:
        price, sign, years = re.sub("[xX×*]", "x", part).partition("x")
        yen, count = _amount(price.strip()), _amount(years.strip())
        if not sign or yen is None or count is None or not count.is_integer():
            return _STEPS
        steps.append({"years": int(count), "yen_per_kwh": yen})
    yen = _amount(last)
    return _STEPS if yen is None else [*steps, {"yen_per_kwh": yen}]


def _replacements(written: str) -> list[dict[str, Any]] | Text:
    """``10:2900000``: every ten years that amount."""
    found = []
    for part in _split(written):
        years, sign, amount = part.partition(":")
        every, yen = _amount(years.strip()), _amount(amount.strip())
        if not sign or every is None or yen is None or not every.is_integer():
            return _PARTS
        found.append({"name": "replacement", "every_years": int(every), "fixed_yen": yen})
    return found


def _flows(written: str) -> list[float] | Text:
    found = [_amount(part) for part in _split(written)]
    if len(found) < 2 or None in found:
        return _FLOWS
    return [yen for yen in found if yen is not None]


def _at_least_zero(unit: str = "", *, more: bool = False) -> Callable[[str], Any]:
    return partial(_number, column=number("", "", "", unit, low=0, low_open=more))


_plain = partial(_number, column=number("", "", "", low=None))
READERS: dict[str, Callable[[str], Any]] = {
    "capex_yen": _at_least_zero(), "annual_kwh": _at_least_zero(more=True), "capacity_kw": _at_least_zero(more=True),
    "opex_yen_per_year": _at_least_zero(), "subsidy_yen": _at_least_zero(),
    **dict.fromkeys((
        "price_yen_per_kwh", "after_period_yen_per_kwh", "price_change_per_year", "own_use_share",
        "surplus_yen_per_kwh", "market_yen_per_kwh", "non_fossil_yen_per_kwh", "balancing_allowance_yen_per_kwh",
        "balancing_cost_yen_per_kwh", "discount_rate", "inflation", "degradation", "insurance_share",
        "residual_share", "removal_yen", "debt_share", "debt_rate", "tax_rate",
    ), _plain),
    **dict.fromkeys(("period_years", "years", "debt_years", "grace_years", "depreciation_years"), _whole),
    "kind": partial(_word, words=KINDS), "price_half": partial(_word, words=HALVES),
    "repayment": partial(_word, words=REPAYMENTS),
    "technology": partial(_choice, column=choice("", "", "", TECHNOLOGIES)),
    "mount": partial(_choice, column=choice("", "", "", MOUNTS)),
    "price_year": _year, "price_steps": _steps, "replacement": _replacements, "flows": _flows,
}  # fmt: skip
UNITS = {
    "capex_yen": "yen", "annual_kwh": "kWh", "capacity_kw": "kW", "opex_yen_per_year": "yen/y", "subsidy_yen": "yen",
}  # fmt: skip


def gathered(options: Mapping[str, str | None], file: str | None) -> tuple[dict[str, Stated], list[Problem]]:
    """What options and file state, by name, and what is wrong with the file; an option beats the file.

    Raises ``InputProblems`` for a file that cannot be read: nothing is known then of what is missing.
    """
    found, problems = _from_file(Path(file)) if file else ({}, [])
    given = {
        name: Stated(name, written) for name, written in options.items() if written is not None and written.strip()
    }
    return {**found, **given}, problems


def read_figures(stated: Iterable[Stated]) -> tuple[dict[str, Any], list[Problem]]:
    """The values of all figures that can be read, and the faults of the others."""
    values: dict[str, Any] = {}
    problems = []
    for one in stated:
        found = READERS[one.name](one.written)
        if isinstance(found, Text):
            problems.append(one.problem(found, UNITS.get(one.name, "")))
        else:
            values[one.name] = found
    return values, problems


def _from_file(path: Path) -> tuple[dict[str, Stated], list[Problem]]:
    written, problems = read_written(path, path.name, text("the file must be saved as UTF-8"))
    if written is None:
        raise InputProblems(problems)
    found: dict[str, Stated] = {}
    for key, value in written.data.items():
        line = line_of(key, written.lines)
        if key not in READERS:
            problems.append(Problem(path.name, line, key, None, _unknown(key)))
        elif isinstance(value, dict):
            problems.append(Problem(path.name, line, key, None, text("expected a number or a text in quotation marks")))
        else:
            found[key] = Stated(key, _as_typed(value), path.name, line)
    return found, problems


def _as_typed(value: Any) -> str:
    """A value of a TOML file as it would be typed behind an option."""
    return ",".join(map(str, value)) if isinstance(value, list) else str(value)


def _unknown(key: str) -> Text:
    near = difflib.get_close_matches(key.replace("-", "_"), READERS, n=1)
    if near:
        return text("unknown key; did you mean {name}?", name=near[0])
    return text("unknown key; the keys here are {names}", names=", ".join(READERS))
