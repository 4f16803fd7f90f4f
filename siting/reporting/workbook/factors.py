"""The sheet of yearly factors: discounting and loss of yield by year, and their sums for the LCOE."""

from __future__ import annotations

import numpy as np

from siting.finance.flows import Plant
from siting.finance.lifecycle import base_costs
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
from siting.reporting.workbook.life_formulas import grid_share, later_shares, level
from siting.reporting.workbook.units import unit_label
from siting.vocabulary.tables import TECHNOLOGIES as TECHNOLOGY_WORDS

ANNUITY = "annuity_sum"
ENERGY_SUM = "energy_sum"
FACTOR = "0.000000"
_KEYS = ("year", "discount", "counted", *(f"yield_{technology}" for technology in TECHNOLOGIES))
# What costs over the life depend on, by technology.
LIFE_SHARES = ("per_capex", "per_kw", "fixed")


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
    return grid(sheet_name(translate("Yearly factors", book.lang)), (*_KEYS, *_life_keys(book)))


def _life_keys(book: Book) -> list[str]:
    """The columns of costs over the life, for technologies that have some."""
    lives = book.results.config.lifecycle
    return [f"life_{one}_{share}" for one in TECHNOLOGIES if getattr(lives, one) for share in LIFE_SHARES]


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
    t = np.arange(finance.years + 1)
    year, counted = at.at("year"), np.minimum(t, 1) * (1.0 + finance.inflation) ** np.maximum(t - 1, 0)
    running = (
        translate("running cost over that of year 1", book.lang)
        if finance.inflation
        else translate("operating year", book.lang)
    )
    code = FACTOR if finance.inflation else "0"
    lives = _life_columns(book, year)
    yields = {technology: yield_values(book, technology, finance.years) for technology in TECHNOLOGIES}
    style = Style(Role.FORMULA, FACTOR)
    blocks = [
        Block(translate("year", book.lang), np.arange(finance.years + 1), Style(Role.PLAIN, "0"), unit_label("y", book.lang)),
        Block(translate("discount factor", book.lang), discounts, style, "", discount_formula(year)),
        Block(running, counted, Style(Role.MARK, code), "", f"IF(AND({year}>=1,{year}<=finance_years),1{level(finance, year)},0)"),
        *(
            Block(yield_label(book, technology), yields[technology], style, "", yield_formula(year, technology, "finance_years"))
            for technology in TECHNOLOGIES
        ),
        *(Block(label, values, style, "", formula) for _, label, values, formula in lives),
    ]  # fmt: skip
    notes = [translate("Year 0 is the investment and is not discounted. The sums below serve the LCOE.", book.lang)]
    top = title_rows(name, notes)
    rows = table_rows(top, blocks)
    last = len(rows)
    values = [
        float((discounts * counted).sum()),
        *(float((discounts * yields[one]).sum()) for one in TECHNOLOGIES),
        *(float((discounts * values).sum()) for _, _, values, _ in lives),
    ]
    columns = ["counted", *(f"yield_{technology}" for technology in TECHNOLOGIES), *_life_keys(book)]
    discount = at.down("discount", FIRST_ROW, last)
    sums: Row = [
        words(translate("sum of discounted years", book.lang), Role.SECTION),
        words("", Role.SECTION),
    ]
    sums += [
        Cell(value, Style(Role.SECTION, FACTOR), f"SUMPRODUCT({discount},{at.down(column, FIRST_ROW, last)})")
        for value, column in zip(values, columns, strict=True)
    ]
    sums_of = [ANNUITY, *(f"{ENERGY_SUM}_{one}" for one in TECHNOLOGIES), *(f"{key}_sum" for key in _life_keys(book))]
    named = dict(zip(sums_of, columns, strict=True))
    names = {key: f"{quoted(name)}!${at.letters[column]}${last + 1}" for key, column in named.items()}
    wide = [24.0, *(max(one, 16.0) for one in widths(blocks)[1:])]
    sheet = Sheet(name, [*rows, sums], wide, frozen_rows=UNIT_ROW, title_rows=(HEADING_ROW, UNIT_ROW))
    return sheet, names


def _life_columns(book: Book, year: str) -> list[tuple[str, str, np.ndarray, str]]:
    """Costs over the life that no case changes, by year: key, heading, values, formula."""
    config, found = book.results.config, []
    labels = {
        "per_capex": text("costs over the life per yen of capital cost"), "per_kw": text("costs over the life per kilowatt"),
        "fixed": text("costs over the life, fixed amount"),
    }  # fmt: skip
    for technology in TECHNOLOGIES:
        life = getattr(config.lifecycle, technology)
        if life is None:
            continue
        name = next(one.label(book.lang) for one in TECHNOLOGY_WORDS if one.value == technology)
        values = _life_values(book, technology)
        later = later_shares(life, technology, config.finance, year, "finance_years").values()
        for share in LIFE_SHARES:
            start = "1" if share == "per_capex" else getattr(grid_share(life, technology), share) or "0"
            each = "+".join(f"({one})" for one in (getattr(later_one, share) for later_one in later) if one) or "0"
            formula = f"IF({year}=0,{start},IF({year}<=finance_years,{each},0))"
            found.append(
                (
                    f"life_{technology}_{share}",
                    f"{book.say(labels[share])}（{name}）"
                    if book.lang == "ja"
                    else f"{book.say(labels[share])} ({name})",
                    values[share],
                    formula,
                )
            )
    return found


def _life_values(book: Book, technology: str) -> dict[str, np.ndarray]:
    """The same as the engine has it: what plants of one yen, one kilowatt and nothing cost."""
    config = book.results.config

    def cost(capex: float, kw: float) -> np.ndarray:
        one = {name: np.array([value]) for name, value in (("capacity_kw", kw), ("annual_kwh", 0.0), ("capex_yen", capex),
                                                           ("opex_yen_per_year", 0.0), ("supply_loss", 0.0))}  # fmt: skip
        plant = Plant(
            technology=np.array([technology], dtype=object), stage=np.array(["screening"], dtype=object), **one
        )
        return np.asarray(base_costs(plant, config.finance, config.lifecycle)[0])

    fixed = cost(0.0, 0.0)
    return {"per_capex": cost(1.0, 0.0) - fixed, "per_kw": cost(0.0, 1.0) - fixed, "fixed": fixed}


def yield_label(book: Book, technology: str) -> str:
    label = next(one.label(book.lang) for one in TECHNOLOGY_WORDS if one.value == technology)
    return book.say(text("energy by year, {technology}", technology=label))
