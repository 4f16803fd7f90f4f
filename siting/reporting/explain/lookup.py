"""From a symbol of a formula to the number behind it: a table cell, a key of project.toml, a shipped row."""

from __future__ import annotations

from typing import Any

import numpy as np

from siting.language import Text, text, verbatim
from siting.project.scalars import Sourced
from siting.project.toml import FILE, is_written, line_of, unit_of
from siting.reporting.explain.records import Input
from siting.reporting.results import Results
from siting.vocabulary import Column, table
from siting.vocabulary.results import result_column

Option = dict[str, Any]


def shown(value: float) -> str:
    """A number as a formula shows it: unrounded but without floating-point dust, thousands separated."""
    number = float(f"{value:.12g}")
    if number == int(number) and abs(number) < 1e15:
        return f"{int(number):,}"
    whole, _, rest = repr(number).partition(".")
    return f"{int(whole):,}.{rest}" if rest and "e" not in repr(number) and int(whole) != 0 else repr(number)


def option_row(results: Results, option_id: str) -> Option | None:
    """The option as a record, or None."""
    found = np.flatnonzero(results.options["option_id"].eq(option_id).to_numpy(dtype=bool))
    if not len(found):
        return None
    return {str(name): value for name, value in results.options.iloc[int(found[0])].items()}


def from_table(results: Results, option: Option, column: str, symbol: str | None = None) -> Input:
    """The cell of the option's own row in the table it comes from."""
    return _cell_input(results, str(option["origin"]), int(option["origin_row"]), column, symbol)


def from_drop(results: Results, option: Option, column: str, symbol: str | None = None) -> Input:
    """The cell of the drop that an option of the water engine stands at."""
    return _cell_input(results, "drops", drop_row(results, option), column, symbol)


def drop_row(results: Results, option: Option) -> int:
    """The position of the option's drop in the table of drops."""
    row = int(option["origin_row"])
    return int(results.turbines["drop_row"].iloc[row]) if option["origin"] == "turbines" else row


def drop_number(results: Results, option: Option, column: str) -> float:
    """A figure of the option's drop; NaN where the cell is empty."""
    return float(results.tables["drops"].frame[column].iloc[drop_row(results, option)])


def _cell_input(results: Results, name: str, row: int, column: str, symbol: str | None) -> Input:
    source = results.tables[name]
    known = table(name).column(column)
    place = f"{source.place(row, column)} {column}"
    return Input(
        symbol or column, label_of(known), shown(source.frame[column].iloc[row]), known.unit, place,
        _row_source(source.frame.iloc[row].to_dict()),
    )  # fmt: skip


def _row_source(row: dict[Any, Any]) -> Text | None:
    parts = [str(row[name]) for name in ("source", "note") if isinstance(row.get(name), str)]
    return verbatim("; ".join(parts)) if parts else None


def label_of(column: Column) -> Text:
    """The label of a column as a message."""
    return verbatim(column.en, ja=column.ja, en=column.en)


def from_config(results: Results, key: str, value: float, symbol: str, section: Sourced | None) -> Input:
    """A key of project.toml; a default that nobody wrote is said to be one."""
    if not is_written(key, results.config_lines):
        default = text("default of siting, not written in project.toml")
        return Input(symbol, verbatim(key), shown(value), unit_of(key), f"{FILE} {key}", default)
    place = f"{FILE}:{line_of(key, results.config_lines)} {key}"
    source = verbatim(section.source) if section and section.source else None
    return Input(symbol, verbatim(key), shown(value), unit_of(key), place, source, bool(section and section.assumption))


def from_column(results: Results, option: Option, column: str, symbol: str | None = None) -> Input:
    """Another figure of the same option, which has an explanation of its own."""
    known, _ = result_column(column, results.cases)
    place = f"{option['option_id']} {column}"
    return Input(symbol or column, label_of(known), shown(option[column]), known.unit, place, column=column)


def emission_input(results: Results) -> Input | None:
    """The emission factor: given in project.toml, or a row of the shipped table."""
    factor, carbon = results.factor, results.config.co2
    if factor is None or carbon is None:
        return None
    if factor.row is None:
        return from_config(results, "co2.factor_kg_per_kwh", factor.kg_per_kwh, "factor_kg_per_kwh", carbon)
    place = f"data/emission_factors.csv:{factor.row} {carbon.kind}_kg_per_kwh"
    label = text("emission factor of {utility}, {year}", utility=carbon.utility, year=carbon.fiscal_year)
    return Input(
        "factor_kg_per_kwh",
        label,
        shown(factor.kg_per_kwh),
        "kg/kWh",
        place,
        verbatim(factor.source),
        carbon.assumption,
    )
