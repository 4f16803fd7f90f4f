"""The sheet of yearly factors: discounting and loss of yield by year, and their sums for the LCOE."""

from __future__ import annotations

import numpy as np

from siting.finance.metrics import discount_factors
from siting.language import text, translate
from siting.reporting.workbook.blocks import Block, table_rows, title_rows, widths
from siting.reporting.workbook.book import (
    FIRST_ROW,
    HEADING_ROW,
    TECHNOLOGIES,
    UNIT_ROW,
    Book,
    Grid,
    grid,
    sheet_name,
)
from siting.reporting.workbook.cells import Cell, Role, Row, Sheet, Style, quoted, words
from siting.reporting.workbook.units import unit_label
from siting.vocabulary.tables import TECHNOLOGIES as TECHNOLOGY_WORDS

ANNUITY = "annuity_sum"
ENERGY_SUM = "energy_sum"
FACTOR = "0.000000"
_KEYS = ("year", "discount", "counted", *(f"yield_{technology}" for technology in TECHNOLOGIES))


def discount_formula(year: str) -> str:
    """The discount factor of a year; year 0 is not discounted."""
    return f"(1/(1+discount_rate))^{year}"


def yield_formula(year: str, technology: str, years: str) -> str:
    """Energy of a year over that of the first; nothing in year 0 and after the last."""
    return f"IF(AND({year}>=1,{year}<={years}),(1-degradation_{technology})^({year}-1),0)"


def yield_values(book: Book, technology: str, years: int) -> np.ndarray:
    """What ``yield_formula`` gives for years 0..``years``."""
    loss = getattr(book.results.config.finance.degradation, technology)
    t = np.arange(years + 1)
    return np.where(t >= 1, (1.0 - loss) ** np.maximum(t - 1, 0), 0.0)


def factors_grid(book: Book) -> Grid:
    """The columns of the sheet."""
    return grid(sheet_name(translate("Yearly factors", book.lang)), _KEYS)


def supplied_sum(book: Book, loss: str, technology: str) -> str:
    """The discounted sum of yearly energies over the first where the supply takes ``loss`` every year.

    Year 1 stands apart: a loss of everything is 0 to the power of 0 there, which spreadsheets refuse.
    """
    at, last = factors_grid(book), FIRST_ROW + book.results.config.finance.years
    where, one = quoted(at.sheet), FIRST_ROW + 1

    def below(key: str) -> str:
        return f"{where}!{at.down(key, one + 1, last)}"

    first = f"{where}!${at.letters['discount']}${one}*{where}!${at.letters[f'yield_{technology}']}${one}"
    if last == one:
        return f"({first})"
    share = f"(1-{loss})^({below('year')}-1)"
    return f"({first}+SUMPRODUCT({below('discount')},{below(f'yield_{technology}')},{share}))"


def factors_sheet(book: Book) -> tuple[Sheet, dict[str, str]]:
    """The sheet and the names of its sums."""
    finance = book.results.config.finance
    at = factors_grid(book)
    name = at.sheet
    discounts = discount_factors(finance.discount_rate, finance.years)
    year, counted = at.at("year"), np.minimum(np.arange(finance.years + 1), 1)
    yields = {technology: yield_values(book, technology, finance.years) for technology in TECHNOLOGIES}
    style = Style(Role.FORMULA, FACTOR)
    blocks = [
        Block(translate("year", book.lang), np.arange(finance.years + 1), Style(Role.PLAIN, "0"), unit_label("y", book.lang)),
        Block(translate("discount factor", book.lang), discounts, style, "", discount_formula(year)),
        Block(translate("operating year", book.lang), counted, Style(Role.MARK, "0"), "", f"IF(AND({year}>=1,{year}<=finance_years),1,0)"),
        *(
            Block(yield_label(book, technology), yields[technology], style, "", yield_formula(year, technology, "finance_years"))
            for technology in TECHNOLOGIES
        ),
    ]  # fmt: skip
    notes = [translate("Year 0 is the investment and is not discounted. The sums below serve the LCOE.", book.lang)]
    top = title_rows(name, notes)
    rows = table_rows(top, blocks)
    last = len(rows)
    values = [
        float((discounts * counted).sum()),
        *(float((discounts * yields[one]).sum()) for one in TECHNOLOGIES),
    ]
    columns = ["counted", *(f"yield_{technology}" for technology in TECHNOLOGIES)]
    discount = at.down("discount", FIRST_ROW, last)
    sums: Row = [
        words(translate("sum of discounted years", book.lang), Role.SECTION),
        words("", Role.SECTION),
    ]
    sums += [
        Cell(value, Style(Role.SECTION, FACTOR), f"SUMPRODUCT({discount},{at.down(column, FIRST_ROW, last)})")
        for value, column in zip(values, columns, strict=True)
    ]
    named = dict(zip([ANNUITY, *(f"{ENERGY_SUM}_{technology}" for technology in TECHNOLOGIES)], columns, strict=True))
    names = {key: f"{quoted(name)}!${at.letters[column]}${last + 1}" for key, column in named.items()}
    wide = [24.0, *(max(one, 16.0) for one in widths(blocks)[1:])]
    sheet = Sheet(name, [*rows, sums], wide, frozen_rows=UNIT_ROW, title_rows=(HEADING_ROW, UNIT_ROW))
    return sheet, names


def yield_label(book: Book, technology: str) -> str:
    label = next(one.label(book.lang) for one in TECHNOLOGY_WORDS if one.value == technology)
    return book.say(text("energy by year, {technology}", technology=label))
