"""The sheet of the sunlight engine, as values: every design with its losses and months."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from siting.language import text, translate, verbatim
from siting.reporting.workbook.blocks import Block, table_rows, text_block, title_rows, widths
from siting.reporting.workbook.book import HEADING_ROW, UNIT_ROW, Book, sheet_name
from siting.reporting.workbook.cells import Role, Sheet, Style, decimals
from siting.reporting.workbook.inputs_sun import weather_label
from siting.reporting.workbook.units import unit_label
from siting.vocabulary import Column
from siting.vocabulary.columns import Kind
from siting.vocabulary.solar import LAYOUT_COLUMNS, LOSS_STEPS, SUN_MONTHS

_COLOUR = "FFE0A030"
_LEFT_OUT = ("origin_lat", "origin_lon", "notes")


def layouts_name(lang: str) -> str:
    """The name of the sheet of designs."""
    return sheet_name(translate("Panel layouts", lang))


def layout_sheets(book: Book) -> Iterator[Sheet]:
    """The designs of the sunlight engine; nothing without the engine."""
    if not len(book.results.layouts):
        return
    name = layouts_name(book.lang)
    notes = (
        translate("Values as the sunlight engine found them; nothing here follows the inputs of this workbook.", book.lang),
        translate("Losses are those of a year, in the order in which they take of the energy; months are those of the first year.", book.lang),
    )  # fmt: skip
    columns = [column for column in LAYOUT_COLUMNS if column.name not in _LEFT_OUT and _known(book, column.name)]
    blocks = [
        *(_block(book, column) for column in columns),
        *_losses(book),
        *(_block(book, column) for column in SUN_MONTHS if _known(book, column.name)),
        _notes(book),
    ]
    yield Sheet(
        name, table_rows(title_rows(name, notes), blocks), widths(blocks), frozen_rows=UNIT_ROW, frozen_columns=1,
        title_rows=(HEADING_ROW, UNIT_ROW), colour=_COLOUR,
    )  # fmt: skip


def _known(book: Book, name: str) -> bool:
    """Whether any design has the figure."""
    return bool(book.results.layouts[name].notna().any())


def _block(book: Book, column: Column) -> Block:
    values, heading = book.results.layouts[column.name], column.label(book.lang)
    if column.kind is Kind.NUMBER:
        unit = unit_label(column.unit, book.lang)
        return Block(heading, values.astype(float), Style(Role.PLAIN, decimals(column.decimals)), unit)
    return text_block(heading, [_word(book, column, value) for value in values])


def _word(book: Book, column: Column, value: Any) -> str:
    if not isinstance(value, str):
        return ""
    if column.name == "chosen_for":
        return ", ".join(book.case_label(case) for case in value.split(", "))
    return weather_label(value, book.lang) if column.name == "weather" else column.choice_label(value, book.lang)


def _losses(book: Book) -> Iterator[Block]:
    """A column per step that takes of any design, 0 where it takes nothing of this one."""
    layouts, losses = book.results.layouts, book.results.losses
    for step in LOSS_STEPS:
        mine = losses[losses["step"].eq(step.value).to_numpy(dtype=bool)]
        if not len(mine):
            continue
        kwh = layouts["option_id"].map(pd.Series(mine["kwh"].to_numpy(dtype=float), mine["option_id"])).fillna(0.0)
        heading = book.say(text("loss: {step}", step=verbatim(step.en, ja=step.ja, en=step.en)))
        yield Block(heading, kwh, Style(Role.PLAIN, decimals(0)), unit_label("kWh/y", book.lang))


def _notes(book: Book) -> Block:
    said = ["; ".join(note.say(book.lang) for note in listed) for listed in book.results.layouts["notes"]]
    column = next(one for one in LAYOUT_COLUMNS if one.name == "notes")
    return text_block(column.label(book.lang), said, widest=70, wrapped=True)
