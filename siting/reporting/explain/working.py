"""A formula in symbols and the same with numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass

from siting.language import Text
from siting.reporting.explain.lookup import shown
from siting.reporting.explain.records import Input


@dataclass(frozen=True)
class Working:
    """What stands between the inputs and a figure."""

    formula: str
    substituted: str
    inputs: tuple[Input, ...]
    remark: Text | None = None


def worked(result: str, formula: str, value: float, inputs: list[Input], remark: Text | None = None) -> Working:
    """The formula with every symbol replaced by its input's value, and what comes out."""
    values = {one.symbol: one.value for one in inputs}
    numbers = re.sub(r"[A-Za-z_][A-Za-z0-9_]*", lambda found: _number(values, found.group()), formula)
    return Working(f"{result} = {formula}", f"{numbers} = {shown(value)}", tuple(inputs), remark)


def _number(values: dict[str, str], symbol: str) -> str:
    value = values.get(symbol, symbol)
    return f"({value})" if value.startswith("-") else value


def given(result: str, one: Input) -> Working:
    """A figure that stands in the input as it is."""
    return Working(f"{result} = {one.symbol}", one.value, (one,))
