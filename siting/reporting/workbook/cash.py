"""A sheet of cash flows per price case: investment, then years of benefit, running cost, net flow and running sum."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from siting.finance.metrics import discount_factors
from siting.language import text, translate
from siting.reporting.workbook.blocks import Block, pages, table_rows, text_block, title_rows, widths
from siting.reporting.workbook.book import HEADING_ROW, TECHNOLOGIES, UNIT_ROW, Book, Grid, cash_keys
from siting.reporting.workbook.cash_sums import extra_cost, summed_entries, sums_of, where
from siting.reporting.workbook.cells import Cell, Role, Row, Sheet, Style, decimals, words
from siting.reporting.workbook.factors import (
    FACTOR,
    discount_formula,
    yield_formula,
    yield_label,
    yield_values,
)
from siting.reporting.workbook.flow_values import CaseValues
from siting.reporting.workbook.options import (
    YES_NO,
    kinds,
    loses_supply,
    technology_labels,
)
from siting.reporting.workbook.units import unit_label

DISCOUNT_ROW, YIELD_ROW, COUNTED_ROW = 3, {"pv": 4, "hydro": 5}, 6
_YEN = Style(Role.FORMULA, decimals(0))
_COLUMNS_A_PAGE = 11


def cash_sheet(book: Book, case: str) -> Sheet:
    """The yearly flows of every listed option under one case."""
    years, plain = book.years(case), book.values[case].plain
    at = book.cash(case)
    values = book.values[case]
    entries = _entries(book, case, at, values) if plain else summed_entries(book, case)
    flows = _years(book, at, years, values) if plain else _summed_years(book, case, at, values)
    blocks = [*entries, *flows]
    title = book.say(text("Cash flow: {case}", case=book.case_label(case)))
    note = translate(
        "Costs are positive here; net flow = benefit - running cost, in year 0 less investment and extra cost. Rows 3 to 6: factors of each year.",
        book.lang,
    )
    if not plain:
        note = book.say(
            text(
                "Costs are positive here. Benefits and costs are sums of the items on the sheet {sheet}.",
                sheet=book.items(case).sheet,
            )
        )
    top: list[Row] = [*title_rows(title, [note]), *_factor_rows(book, case, at, years)]
    wide = widths(blocks)
    breaks, scale = _pages(wide, len(entries), years)
    return Sheet(
        at.sheet, table_rows(top, blocks), wide, frozen_rows=UNIT_ROW, frozen_columns=2,
        title_rows=(DISCOUNT_ROW, UNIT_ROW), colour="FF7FB59A", column_breaks=breaks, scale=scale,
    )  # fmt: skip


def _pages(wide: Sequence[float], entries: int, years: int) -> tuple[tuple[int, ...], int]:
    """Pages that no item of the flows shares with another."""
    items = [entries + shift for shift in (0, years, 2 * years, 3 * years + 1, 4 * years + 2)]
    return pages(wide, [entries, *(end for start, last in pairwise(items) for end in _page_ends(start, last))], 2)


def _page_ends(start: int, last: int) -> list[int]:
    """The last columns of pages that share the columns of an item evenly."""
    count = math.ceil((last - start) / _COLUMNS_A_PAGE)
    return [start + round((last - start) * page / count) for page in range(1, count + 1)]


def _entries(book: Book, case: str, at: Grid, values: CaseValues) -> list[Block]:
    eligible = values.eligible
    lang, listed, options = book.lang, book.listed, book.options
    ok = at.at("eligible")
    yen = unit_label("yen", lang)
    prices = [f'IF(price_{case}_{one}="","",price_{case}_{one})' for one in listed["technology"]]
    extra = [extra_cost(book, case, *pair) for pair in zip(listed["technology"], listed["stage"], strict=True)]
    return [
        text_block(book.label("option_id"), listed["option_id"]),
        text_block(book.label("facility"), [book.facilities.get(one, one) for one in listed["facility_id"]]),
        text_block(book.label("technology"), technology_labels(book, listed["technology"])),
        Block(translate("price", lang), listed[f"price_yen_per_kwh_{case}"], Style(Role.FORMULA, decimals(2)), unit_label("yen/kWh", lang), prices),
        Block(translate("eligible", lang), eligible.astype(int), Style(Role.MARK, YES_NO), "", [guard for guard, _ in extra]),
        Block(translate("energy of the first year", lang), where(eligible, listed["annual_kwh"]), _YEN, "kWh", f'IF({ok}=1,{options.far("annual_kwh")},"")'),
        Block(translate("investment", lang), where(eligible, -values.of("capex")[:, 0]), _YEN, yen, f'IF({ok}=1,{options.far("capex_yen")},"")'),
        Block(translate("extra cost of the case", lang), where(eligible, -values.of("case_extra")[:, 0]), _YEN, yen, [formula for _, formula in extra]),
        Block(translate("running cost", lang), where(eligible, listed["opex_yen_per_year"]), _YEN, unit_label("yen/y", lang), f'IF({ok}=1,{options.far("opex_yen_per_year")},"")'),
    ]  # fmt: skip


def _years(book: Book, at: Grid, years: int, values: CaseValues) -> list[Block]:
    ok, energy, price, running = (at.at(name) for name in ("eligible", "annual_kwh", "price", "running"))
    letters, hide = at.letters, ~values.eligible[:, None]
    benefit = np.where(hide, np.nan, values.benefit_yen)
    cost = np.where(hide, np.nan, values.cost_yen)
    yen = unit_label("yen", book.lang)

    def block(item: str, t: int, values: np.ndarray, formula: str) -> Block:
        return Block(item, values[:, t], _YEN, yen, f'IF({ok}=1,{formula},"")', year=t)

    benefits = translate("Benefit, year {year}", book.lang)
    costs = translate("Running cost, year {year}", book.lang)
    operating = range(1, years + 1)
    yields = [(YIELD_ROW[kind.technology], loses_supply(book, kind)) for kind in kinds(book)]
    found = []
    for t in operating:
        # The row of the yield factors differs by technology, so this item has a formula per option.
        column = letters[f"benefit_{t}"]
        formulas = {
            (row, loses): f'IF({ok}=1,{energy}*{column}${row}{_supply(book, column, t) if loses else ""}*{price},"")'
            for row, loses in set(yields)
        }
        found.append(Block(benefits, benefit[:, t], _YEN, yen, [formulas[one] for one in yields], year=t))
    found += [block(costs, t, cost, f"{running}*{letters[f'running_{t}']}${COUNTED_ROW}") for t in operating]
    return [*found, *_net_years(book, at, values)]


def _summed_years(book: Book, case: str, at: Grid, values: CaseValues) -> list[Block]:
    """The yearly benefits and costs as sums over the rows of the items."""
    hide, yen = ~values.eligible[:, None], unit_label("yen", book.lang)
    parts = (
        (translate("Benefit, year {year}", book.lang), values.benefit_yen, True),
        (translate("Costs, year {year}", book.lang), values.cost_yen, False),
    )
    found = []
    for heading, flows, benefits in parts:
        shown = np.where(hide, np.nan, flows)
        sign = "" if benefits else "-"
        for t in range(1, book.years(case) + 1):
            sums = [f'IF({at.at("eligible")}=1,{sign}{one},"")' for one in sums_of(book, case, benefits, t)]
            found.append(Block(heading, shown[:, t], _YEN, yen, sums, year=t))
    return [*found, *_net_years(book, at, values)]


def _net_years(book: Book, at: Grid, values: CaseValues) -> list[Block]:
    """Net flows and their running sum."""
    ok, yen, hide = at.at("eligible"), unit_label("yen", book.lang), ~values.eligible[:, None]
    net = np.where(hide, np.nan, values.net_yen)
    total = np.cumsum(net, axis=1)
    nets, totals = translate("Net flow, year {year}", book.lang), translate("Running sum, year {year}", book.lang)

    def block(heading: str, t: int, found: np.ndarray, formula: str) -> Block:
        return Block(heading, found[:, t], _YEN, yen, f'IF({ok}=1,{formula},"")', year=t)

    operating = range(1, net.shape[1])
    return [
        block(nets, 0, net, f"-({at.at('investment')}+{at.at('extra')})"),
        *(block(nets, t, net, f"{at.at(f'benefit_{t}')}-{at.at(f'running_{t}')}") for t in operating),
        block(totals, 0, total, at.at("net_0")),
        *(block(totals, t, total, f"{at.at(f'total_{t - 1}')}+{at.at(f'net_{t}')}") for t in operating),
    ]


def _supply(book: Book, column: str, year: int) -> str:
    """What the supply of water leaves of the energy of a year; nothing is lost in the first."""
    return f"*(1-{book.options.far('given_supply_loss')})^({column}${HEADING_ROW}-1)" if year > 1 else ""


def _factor_rows(book: Book, case: str, at: Grid, years: int) -> list[Row]:
    """Rows above the flows: discount factor, yields and whether a year counts, over the columns that use them."""
    plain = book.values[case].plain
    keys = cash_keys(years, plain)
    column = {key: place for place, key in enumerate(keys)}
    labels = {
        DISCOUNT_ROW: translate("discount factor", book.lang),
        YIELD_ROW["pv"]: yield_label(book, "pv"),
        YIELD_ROW["hydro"]: yield_label(book, "hydro"),
        COUNTED_ROW: translate("operating year", book.lang),
    }
    if not plain:
        labels = {number: label if number == DISCOUNT_ROW else "" for number, label in labels.items()}
    rows: dict[int, Row] = {
        number: [words(label, Role.NOTE), *[None] * (len(keys) - 1)] for number, label in labels.items()
    }
    discounts = discount_factors(book.results.config.finance.discount_rate, years)
    yields = {technology: yield_values(book, technology, years) for technology in TECHNOLOGIES}
    style = Style(Role.FORMULA, FACTOR)
    for t in range(1, years + 1):
        for item in ("benefit", "running"):
            year = f"{at.letters[f'{item}_{t}']}${HEADING_ROW}"
            rows[DISCOUNT_ROW][column[f"{item}_{t}"]] = Cell(float(discounts[t]), style, discount_formula(year))
        if not plain:
            continue
        year = f"{at.letters[f'benefit_{t}']}${HEADING_ROW}"
        for technology in TECHNOLOGIES:
            formula = yield_formula(year, technology, f"years_{case}")
            rows[YIELD_ROW[technology]][column[f"benefit_{t}"]] = Cell(float(yields[technology][t]), style, formula)
        year = f"{at.letters[f'running_{t}']}${HEADING_ROW}"
        rows[COUNTED_ROW][column[f"running_{t}"]] = Cell(1, Style(Role.MARK, "0"), f"IF({year}<=years_{case},1,0)")
    return [rows[number] for number in sorted(rows)]
