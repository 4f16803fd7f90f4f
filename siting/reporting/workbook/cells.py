"""Cells and sheets as plain records, and how addresses are written."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from typing import Any, NamedTuple

import numpy as np

TEXT = "@"
GENERAL = "General"
WHOLE = "0"
PERCENT = "0.0##%"
PERCENT_2 = "0.00%"


class Role(StrEnum):
    """What a cell is to its reader; the look follows from it."""

    PLAIN = "plain"
    WRAPPED = "wrapped"
    INPUT = "input"
    FORMULA = "formula"
    MARK = "mark"
    HEADING = "heading"
    UNIT = "unit"
    SECTION = "section"
    TITLE = "title"
    NOTE = "note"
    LINK = "link"


class Style(NamedTuple):
    """Role and number format of a cell."""

    role: Role
    code: str = GENERAL


class Cell(NamedTuple):
    """A text or number, or a formula with the value the engine found for it."""

    value: str | float | None
    style: Style
    formula: str = ""


Row = list[Cell | None]


@dataclass(frozen=True)
class Validation:
    """What an input cell takes: whole numbers between two bounds."""

    address: str
    low: int
    high: int
    message: str


@dataclass(frozen=True)
class Highlight:
    """Cells that are shaded while a formula holds, in green or as something to look at."""

    cells: str
    formula: str
    warns: bool = False


@dataclass(frozen=True)
class Sheet:
    """A sheet ready to be written; ``frozen`` and ``title_rows`` count rows from the top."""

    name: str
    rows: Sequence[Row]
    widths: Sequence[float]
    frozen_rows: int = 0
    frozen_columns: int = 0
    title_rows: tuple[int, int] | None = None
    colour: str = "FF8EA9C1"
    validations: tuple[Validation, ...] = ()
    highlights: tuple[Highlight, ...] = ()
    links: Mapping[str, str] = field(default_factory=dict)
    column_breaks: tuple[int, ...] = ()
    scale: int | None = None


@cache
def letter(column: int) -> str:
    """The letters of a column, counted from 1."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def quoted(sheet: str) -> str:
    """The sheet's name as a formula writes it."""
    return "'" + sheet.replace("'", "''") + "'"


def decimals(count: int) -> str:
    """Number format with thousands separators."""
    return "#,##0" + ("." + "0" * count if count else "")


def fitting(value: float | None) -> str:
    """The number format that shows an input figure as it was given, up to six decimals."""
    if value is None or not math.isfinite(value):
        return decimals(0)
    return decimals(next((d for d in range(6) if math.isclose(round(value, d), value, rel_tol=1e-12)), 6))


def plain(value: Any) -> str | float | None:
    """A value of a frame as a cell holds it: NaN is nothing."""
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return None
    return value if isinstance(value, str) else float(value) if isinstance(value, float) else int(value)


def text_width(shown: str) -> float:
    """Width of a text in half-width characters."""
    return float(sum(2 if unicodedata.east_asian_width(one) in "WFA" else 1 for one in shown))


def words(value: str, role: Role = Role.PLAIN) -> Cell:
    """A cell of text."""
    return Cell(value, Style(role, TEXT))
