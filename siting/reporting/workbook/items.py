"""The sheet of items of a case beyond a constant price: energy, prices and every item by option and year.

What follows from the assumptions is a formula; what siting found hour by hour or took from the price book stands as a
value. The cash flow sheet adds up its rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from siting.finance.metrics import Floats
from siting.language import text, translate
from siting.project.money import Subsidy
from siting.reporting.workbook.blocks import title_rows
from siting.reporting.workbook.book import FIRST_ROW, HEADING_ROW, UNIT_ROW, Book, Grid
from siting.reporting.workbook.cells import TEXT, Cell, Role, Row, Sheet, Style, decimals, letter, words
from siting.reporting.workbook.item_formulas import At, Plot, formula_of
from siting.reporting.workbook.item_layout import (
    ENERGY,
    EXPORTED,
    OWN,
    PRICE,
    PRICED,
    QUANTITIES,
    booked,
    item_label,
    output_control,
)
from siting.reporting.workbook.options import Kind, kinds, loses_supply
from siting.reporting.workbook.units import unit_label

WIDTHS = (24.0, 20.0, 30.0, 10.0, 22.0, 15.0)
_YEAR_WIDTH = 13.0
_LABELS = {
    ENERGY: text("energy"), OWN: text("energy used on site"), EXPORTED: text("energy to the grid"),
    PRICE: text("price"), PRICED: text("of the benefits, in proportion to the price"),
}  # fmt: skip
_UNITS = {ENERGY: "kWh", OWN: "kWh", EXPORTED: "kWh", PRICE: "yen/kWh"}


def items_sheet(book: Book, case: str) -> Sheet:
    """A row per eligible option and line, with its sum and its years."""
    at = book.items(case)
    title = book.say(text("Items of the cash flow: {case}", case=book.case_label(case)))
    notes = [
        translate("Income is positive here, cost negative. Formulas follow the assumptions; values are what siting computed hour by hour or took from the price book: they follow no input.", book.lang),
    ]  # fmt: skip
    top = title_rows(title, notes)
    rows: list[Row] = [*top, *([] for _ in range(HEADING_ROW - 1 - len(top))), *_headings(book, at, case)]
    for row in _rows(book, case):
        rows.append(row)
    years = len(at.letters) - len(WIDTHS)
    return Sheet(
        at.sheet, rows, [*WIDTHS, *[_YEAR_WIDTH] * years], frozen_rows=UNIT_ROW, frozen_columns=3,
        title_rows=(HEADING_ROW, UNIT_ROW), colour="FF7FB59A",
    )  # fmt: skip


def _headings(book: Book, at: Grid, case: str) -> Iterator[Row]:
    labels = (
        book.label("option_id"), book.label("facility"), translate("item", book.lang), translate("unit", book.lang),
        translate("how it stands here", book.lang), translate("sum of all years", book.lang),
    )  # fmt: skip
    year = Style(Role.HEADING, _year_code(book))
    yield [*(words(label, Role.HEADING) for label in labels), *(Cell(t, year) for t in range(book.years(case) + 1))]
    yield [words("", Role.UNIT) for _ in at.letters]


def _year_code(book: Book) -> str:
    before, _, after = translate("year {year}", book.lang).partition("{year}")
    return (f'"{before}"' if before else "") + "0" + (f'"{after}"' if after else "")


def _rows(book: Book, case: str) -> Iterator[Row]:
    layout, values, listed = book.layouts[case], book.values[case], book.listed
    known: dict[Kind, list[list[str | None]]] = {}
    for option, (technology, kind) in enumerate(zip(layout.technologies, kinds(book), strict=True)):
        first = layout.first[option]
        if not first:
            continue
        if kind not in known:
            known[kind] = _templates(book, case, technology, kind)
        facility = book.facilities.get(listed["facility_id"].iloc[option], "")
        names = words(listed["option_id"].iloc[option]), words(facility)
        # Formulas differ from option to option by their rows alone.
        places = {"o": FIRST_ROW + option} | {f"r{at}": first + at for at in range(len(known[kind]))}
        for at, (line, templates) in enumerate(zip(layout.lines[technology], known[kind], strict=True)):
            found = layout.quantities[line] if line in QUANTITIES else values.items[line]
            formulas = [one.format(**places) if one else one for one in templates]
            yield [*names, *_cells(book, case, line, first + at, found[option], formulas)]


def _templates(book: Book, case: str, technology: str, kind: Kind) -> list[list[str | None]]:
    """The formulas of an option's lines by year, with ``{o}`` for its row elsewhere and ``{r0}``, ... for its lines."""
    lines = book.layouts[case].lines[technology]
    plot = _plot(book, case, technology, kind)
    columns = [letter(len(WIDTHS) + 1 + t) for t in range(book.years(case) + 1)]
    return [[formula_of(line, plot, _at(t, columns, lines)) for t in range(len(columns))] for line in lines]


def _at(t: int, columns: list[str], lines: tuple[str, ...]) -> At:
    def cell(line: str, column: str = columns[t]) -> str:
        return f"{column}{{r{lines.index(line)}}}" if line in lines else "0"

    def through(line: str) -> str:
        return f"${cell(line, columns[0])}:{cell(line)}"

    return At(t, f"{columns[t]}${HEADING_ROW}", cell, through)


def _cells(book: Book, case: str, line: str, row: int, yen: Floats, formulas: Sequence[str | None]) -> Row:
    """A line from its label on. A value beside formulas would not follow them: a line is one or the other."""
    live = all(formula is not None for formula in formulas)
    code = decimals(2) if line == PRICE else decimals(0)
    style = Style(Role.FORMULA if live else Role.PLAIN, code)
    label = book.say(_LABELS[line]) if line in QUANTITIES else item_label(line, book.lang)
    how = translate("formula", book.lang) if live else _value_words(book, case, line)
    first, last = letter(len(WIDTHS) + 1), letter(len(WIDTHS) + len(yen))
    total = Cell(float(np.sum(yen)), Style(Role.FORMULA, code), f"SUM({first}{row}:{last}{row})")
    years = (
        Cell(value, style, formula or "") if not live or formula else None
        for value, formula in zip(yen.tolist(), formulas, strict=True)
    )
    return [
        words(label), words(unit_label(_UNITS.get(line, "yen"), book.lang)), words(how, Role.WRAPPED),
        Cell(None, Style(Role.PLAIN, TEXT)) if line == PRICE else total, *years,
    ]  # fmt: skip


def _value_words(book: Book, case: str, line: str) -> str:
    """Where a value that is no formula comes from."""
    stated = book.cases[case]
    if booked(stated) or (stated.price_year is not None and line not in (OWN, "avoided_purchase", "demand_saving")):
        return translate("value: price book", book.lang)
    if stated.kind_of.needs_load or stated.wheeling is not None:
        return translate("value: hour by hour", book.lang)
    return translate("value: siting", book.lang)


def _plot(book: Book, case: str, technology: str, kind: Kind) -> Plot:
    """What the formulas of an option depend on; an empty cell counts as 0."""
    stated, config = book.cases[case], book.results.config

    def cell(grid: Grid, key: str) -> str:
        return f"N({grid.far(key)})"

    options, cash = book.options, book.cash(case)
    return Plot(
        case, stated, technology, config.finance, getattr(config.lifecycle, technology),
        tuple(_subsidies(book, case, technology)), book.layouts[case].own_use, frozenset(book.layouts[case].quantities),
        cell(options, "capex_yen"), cell(options, "capacity_kw"), cell(options, "opex_yen_per_year"), cell(options, "annual_kwh"),
        cell(options, "given_supply_loss") if loses_supply(book, kind) else "", cell(cash, "extra"), cell(cash, "years"),
        technology == "pv" and bool(output_control(book.results)),
    )  # fmt: skip


def _subsidies(book: Book, case: str, technology: str) -> Iterator[tuple[int, Subsidy]]:
    """The subsidies a case does not rule out."""
    words_of = {case, book.cases[case].kind_of.name}
    for number, one in enumerate(book.results.config.subsidies, start=1):
        if not words_of & set(one.excludes) and one.technology in (None, technology):
            yield number, one
