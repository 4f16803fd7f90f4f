"""How one figure came about, as plain records."""

from __future__ import annotations

from dataclasses import dataclass

from siting.language import Text


@dataclass(frozen=True)
class Input:
    """One number that enters a formula: its symbol, its value, where it stands and where it comes from.

    ``place`` is a file and cell, a key of project.toml with its line, a row of shipped data, or another column of
    the same option, which ``column`` then names; ``source`` is what the user or the data row says of its origin.
    """

    symbol: str
    label: Text
    value: str
    unit: str
    place: str
    source: Text | None = None
    assumption: bool = False
    column: str = ""


@dataclass(frozen=True)
class Explanation:
    """A figure of one option: the formula in symbols, the same with this option's numbers, and its inputs."""

    option_id: str
    column: str
    label: Text
    value: str
    unit: str
    formula: str
    substituted: str
    inputs: tuple[Input, ...]
    remark: Text | None = None
