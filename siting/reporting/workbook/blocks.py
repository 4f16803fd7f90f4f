"""Columns of cells with their heading, unit and formula, put together to the rows of a sheet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy.typing as npt
import pandas as pd

from siting.reporting.workbook.book import FIRST_ROW, HEADING_ROW, UNIT_ROW
from siting.reporting.workbook.cells import GENERAL, TEXT, Cell, Role, Row, Style, plain, text_width, words

Values = Sequence[Any] | npt.NDArray[Any] | pd.Series

# Where a heading of yearly columns has the year.
YEAR = "{year}"
NARROWEST, WIDEST = 7.0, 42.0
_PADDING = 2.5
# A landscape A4 page between its margins, in inches, and a column's width of one in inches.
_PAGE_INCHES, _UNIT_INCHES = 10.8, 0.088
_ROWS_MEASURED = 400


@dataclass(frozen=True)
class Block:
    """One column: a value per row, and a formula (one for all rows, or one per row) with ``{r}`` and ``{o}``.

    ``codes`` are number formats per row, where a column holds figures of several kinds.
    """

    heading: str
    values: Values
    style: Style
    unit: str = ""
    formula: str | Sequence[str] = ""
    year: int | None = None
    widest: float = WIDEST
    narrowest: float = NARROWEST
    codes: Sequence[str] = ()


def text_block(heading: str, values: Values, widest: float = WIDEST, wrapped: bool = False) -> Block:
    """A column of words."""
    return Block(heading, values, Style(Role.WRAPPED if wrapped else Role.PLAIN, TEXT), widest=widest)


def table_rows(
    top: Sequence[Row],
    blocks: Sequence[Block],
    rows: Sequence[int] | None = None,
    others: Sequence[int] | None = None,
) -> list[Row]:
    """The rows of a sheet: ``top`` (titles and notes), headings, units, and a row per value.

    ``others`` are the options' rows on other sheets where they differ from the rows here.
    """
    count = len(blocks[0].values) if blocks else 0
    own = list(rows) if rows is not None else list(range(FIRST_ROW, FIRST_ROW + count))
    far = list(others) if others is not None else own
    found = [list(row) for row in top] + [[] for _ in range(HEADING_ROW - 1 - len(top))]
    found.append([_heading(block) for block in blocks])
    found.append([words(block.unit, Role.UNIT) for block in blocks])
    columns = [_formatted(block, _cells(block, own, far)) for block in blocks]
    found += [list(row) for row in zip(*columns, strict=True)]
    assert len(found) == UNIT_ROW + count
    return found


def _heading(block: Block) -> Cell:
    if block.year is None:
        return words(block.heading, Role.HEADING)
    # A number with the item's name in its format: the formulas below count with the year.
    before, _, after = block.heading.partition(YEAR)
    code = f'"{before}"0' + (f'"{after}"' if after else "")
    return Cell(block.year, Style(Role.HEADING, code))


def _cells(block: Block, own: Sequence[int], far: Sequence[int]) -> list[Cell]:
    style = block.style
    if not block.formula:
        return [Cell(plain(value), style) for value in block.values]
    values = ("" if (one := plain(value)) is None else one for value in block.values)
    if isinstance(block.formula, str):
        template = block.formula
        return [Cell(v, style, template.format(r=r, o=o)) for v, r, o in zip(values, own, far, strict=True)]
    each = zip(values, block.formula, own, far, strict=True)
    return [Cell(v, style, template.format(r=r, o=o)) for v, template, r, o in each]


def _formatted(block: Block, cells: list[Cell]) -> list[Cell]:
    if not block.codes:
        return cells
    return [cell._replace(style=Style(block.style.role, code)) for cell, code in zip(cells, block.codes, strict=True)]


def title_rows(title: str, notes: Iterable[str]) -> list[Row]:
    """The title of a sheet and remarks below it."""
    rows: list[Row] = [[words(title, Role.TITLE)]]
    rows += [[words(note, Role.NOTE)] for note in notes]
    return rows


def widths(blocks: Sequence[Block]) -> list[float]:
    """Widths that hold what the columns show."""
    return [_width(block) for block in blocks]


def pages(wide: Sequence[float], ends: Sequence[int], repeated: int) -> tuple[tuple[int, ...], int]:
    """Column breaks after ``ends``, and the scale that the widest page needs beside its ``repeated`` columns."""
    parts = [sum(wide[start:end]) for start, end in zip([0, *ends[:-1]], ends, strict=True)]
    widest = max(parts[0], *(part + sum(wide[:repeated]) for part in parts[1:]))
    return tuple(ends[:-1]), max(min(int(100 * _PAGE_INCHES / (widest * _UNIT_INCHES)), 100), 20)


def _width(block: Block) -> float:
    shown = max((_shown_width(value, block.style.code) for value in list(block.values)[:_ROWS_MEASURED]), default=0.0)
    heading = text_width(block.heading) - 2 if block.year is not None else text_width(block.heading)
    # A heading may wrap once; a unit may not.
    needed = max(
        shown,
        heading if block.year is not None else max(heading / 2 + 1, _longest_word(block.heading)),
        text_width(block.unit) * 0.9,
    )
    return round(min(max(needed + _PADDING, block.narrowest), block.widest), 1)


def _longest_word(heading: str) -> float:
    """The widest word that cannot be broken: Japanese breaks anywhere."""
    return max((text_width(word) * 1.1 for word in heading.split() if word.isascii()), default=0.0)


def _shown_width(value: Any, code: str) -> float:
    value = plain(value)
    if value is None:
        return 0.0
    if isinstance(value, str):
        return max(text_width(line) for line in value.split("\n")) if value else 0.0
    if "%" in code:
        return 7.0
    if code == GENERAL and isinstance(value, float):
        return 15.0
    if not code.startswith("#,##0"):
        return 5.0
    places = len(code.partition(".")[2])
    return len(f"{value:,.{places}f}") * 1.05
