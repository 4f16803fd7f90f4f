"""The sheets of the water engine, as values: every machine tried at every drop, and the flow duration curves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd

from siting.language import translate
from siting.reporting.workbook.blocks import Block, table_rows, text_block, title_rows, widths
from siting.reporting.workbook.book import HEADING_ROW, UNIT_ROW, Book, sheet_name
from siting.reporting.workbook.cells import PERCENT, Role, Sheet, Style, decimals
from siting.reporting.workbook.options import YES_NO
from siting.reporting.workbook.units import unit_label
from siting.vocabulary import Column
from siting.vocabulary.columns import Kind
from siting.vocabulary.results import case_column
from siting.vocabulary.turbines import DURATION_COLUMNS, TURBINE_COLUMNS

MOST_DROPS = 20
_MARKS = ("chosen", "in_chart", "fit")
_FLOWS = DURATION_COLUMNS[2:]
_COLOUR = "FF5B8DB8"


def turbines_name(lang: str) -> str:
    """The name of the sheet that compares machines."""
    return sheet_name(translate("Turbines", lang))


def durations_name(lang: str) -> str:
    """The name of the sheet of duration curves."""
    return sheet_name(translate("Flow duration", lang))


def machine_sheets(book: Book) -> Iterator[Sheet]:
    """The comparison of machines, and duration curves where there are few drops; nothing without the engine."""
    if len(book.results.turbines):
        yield _turbines_sheet(book)
    drops = list(book.results.durations["drop_id"].unique()) if len(book.results.durations) else []
    if 0 < len(drops) <= MOST_DROPS:
        yield _durations_sheet(book, drops)


def _sheet(name: str, notes: Sequence[str], blocks: Sequence[Block]) -> Sheet:
    rows = table_rows(title_rows(name, notes), blocks)
    return Sheet(
        name, rows, widths(blocks), frozen_rows=UNIT_ROW, frozen_columns=1, title_rows=(HEADING_ROW, UNIT_ROW),
        colour=_COLOUR,
    )  # fmt: skip


def _turbines_sheet(book: Book) -> Sheet:
    lang = book.lang
    name = turbines_name(lang)
    notes = (
        translate("Values as the water engine found them; nothing here follows the inputs of this workbook.", lang),
        translate("Every type is shown, those outside their region too; one decade is a factor of ten.", lang),
    )
    money = [case_column(one, case) for case in book.cases for one in ("bc", "npv_yen")]
    blocks = [
        *(_turbine_block(book, column) for column in TURBINE_COLUMNS),
        *(_money_block(book, column) for column in money),
        *(_reasons(book, side) for side in ("for", "against")),
    ]
    return _sheet(name, notes, blocks)


def _turbine_block(book: Book, column: Column) -> Block:
    values, heading = book.results.turbines[column.name], column.label(book.lang)
    if column.name == "name":
        return text_block(heading, [_machine_name(book, one) for one in book.results.turbines["type"]])
    if column.name in _MARKS:
        return Block(heading, values.eq(True).astype(int), Style(Role.MARK, YES_NO))
    if column.kind is Kind.NUMBER:
        code = PERCENT if column.name == "supply_loss" else decimals(column.decimals)
        return Block(heading, values.astype(float), Style(Role.PLAIN, code), unit_label(column.unit, book.lang))
    labels = {choice.value: choice.label(book.lang) for choice in column.choices}
    return text_block(heading, [_word(labels, value) for value in values])


def _word(labels: dict[str, str], value: Any) -> str:
    return labels.get(value, value) if isinstance(value, str) else ""


def _machine_name(book: Book, machine: str) -> str:
    found = book.results.machines[machine]
    return found.name if book.lang == "ja" else found.name_en or found.name


def _money_block(book: Book, column: str) -> Block:
    places, unit = (2, "") if column.startswith("bc") else (0, unit_label("yen", book.lang))
    values = book.results.turbines[column].astype(float)
    return Block(book.column_label(column), values, Style(Role.PLAIN, decimals(places)), unit)


def _reasons(book: Book, side: str) -> Block:
    reasons = book.results.reasons
    mine = reasons[reasons["side"].eq(side).to_numpy(dtype=bool)]
    said = pd.Series([one.say(book.lang) for one in mine["what"]], mine.index, dtype=object)
    joined = said.groupby(mine["option_id"]).agg("; ".join) if len(mine) else pd.Series(dtype=object)
    heading = translate("reasons for", book.lang) if side == "for" else translate("reasons against", book.lang)
    values = book.results.turbines["option_id"].map(joined)
    return text_block(heading, [one if isinstance(one, str) else "" for one in values], widest=70, wrapped=True)


def _durations_sheet(book: Book, drops: Sequence[str]) -> Sheet:
    """A block of columns per drop beside the share of time, which all drops have alike."""
    lang, frame = book.lang, book.results.durations
    name = durations_name(lang)
    notes = (
        translate("Values of the first year: the flow reached or passed for a share of the year, and what becomes of it at the chosen machine.", lang),
    )  # fmt: skip
    share = DURATION_COLUMNS[1]
    first = frame.loc[frame["drop_id"].eq(drops[0]).to_numpy(dtype=bool), share.name]
    blocks = [Block(share.label(lang), first, Style(Role.PLAIN, decimals(share.decimals)))]
    for drop in drops:
        curve = frame[frame["drop_id"].eq(drop).to_numpy(dtype=bool)]
        blocks += [
            Block(
                f"{drop} {column.label(lang)}", curve[column.name].astype(float),
                Style(Role.PLAIN, decimals(column.decimals)), unit_label(column.unit, lang),
            )
            for column in _FLOWS
        ]  # fmt: skip
    return _sheet(name, notes, blocks)
