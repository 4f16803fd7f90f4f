"""What enters a cash flow sheet that adds up the sheet of items, and the extra cost of a case on either kind."""

from __future__ import annotations

from typing import Any

import numpy as np

from siting.language import translate
from siting.project.amounts import SteppedCost
from siting.project.cases import Case
from siting.reporting.workbook.blocks import Block, text_block
from siting.reporting.workbook.book import Book
from siting.reporting.workbook.cells import Role, Style, decimals, quoted
from siting.reporting.workbook.item_layout import booked
from siting.reporting.workbook.options import YES_NO, size_cell, stepped_formula, technology_labels
from siting.reporting.workbook.units import unit_label

_YEN = Style(Role.FORMULA, decimals(0))


def where(eligible: np.ndarray, values: Any) -> np.ndarray:
    """The values of eligible options; NaN elsewhere."""
    return np.where(eligible, np.asarray(values, dtype=float), np.nan)


def extra_cost(book: Book, case: str, technology: str, stage: str) -> tuple[str, str]:
    """Whether an option is eligible where the price is a cell, and its extra cost."""
    options, at = book.options, book.cash(case)
    ok, price = at.at("eligible"), at.at("price")
    stated: Case = book.cases[case]
    cost: SteppedCost | None = getattr(stated.extra_cost, technology)
    guard = f'{options.far("evaluated")}=1,{price}<>""'
    if cost is None or stage not in stated.extra_cost.stages:
        return f"IF(AND({guard}),1,0)", f'IF({ok}=1,0,"")'
    power, energy = options.far("capacity_kw"), options.far("annual_kwh")
    formula = stepped_formula(cost, f"extra_{case}_{technology}", power, energy)
    return f'IF(AND({guard},{size_cell(cost, power, energy)}<>""),1,0)', f'IF({ok}=1,{formula},"")'


def sums_of(book: Book, case: str, benefits: bool, year: int) -> list[str]:
    """The sum of an option's benefits, or of all other items, of a year; for every listed option."""
    at, layout = book.items(case), book.layouts[case]
    column, sheet = at.letters[f"y{year}"], quoted(at.sheet)
    found = []
    for option in range(len(book.listed)):
        ranges = ",".join(f"{sheet}!{column}{a}:{column}{b}" for a, b in layout.spans(option, benefits))
        found.append(f"SUM({ranges})" if ranges else "0")
    return found


def summed_entries(book: Book, case: str) -> list[Block]:
    """The first columns: price, whether the case applies, years, and what is invested and run."""
    lang, listed, values, at = book.lang, book.listed, book.values[case], book.cash(case)
    options, ok, yen = book.options, at.at("eligible"), unit_label("yen", book.lang)
    price, prices = _prices(book, case)
    # Where a case does not apply there are no items: it stays out whatever changes here.
    guard = [f"IF({options.far('evaluated')}=1,1,0)" if one else "" for one in values.eligible]
    extra = [extra_cost(book, case, *pair)[1] for pair in zip(listed["technology"], listed["stage"], strict=True)]
    invested = [f'IF({ok}=1,-{one}-{at.at("extra")},"")' for one in sums_of(book, case, benefits=False, year=0)]
    years = "" if booked(book.cases[case]) else f"years_{case}"
    spent = values.cost_yen[:, 0] + values.of("case_extra")[:, 0]
    counted = listed[f"years_{case}"].astype(float)
    return [
        text_block(book.label("option_id"), listed["option_id"]),
        text_block(book.label("facility"), [book.facilities.get(one, one) for one in listed["facility_id"]]),
        text_block(book.label("technology"), technology_labels(book, listed["technology"])),
        Block(translate("price", lang), price, Style(Role.FORMULA, decimals(2)), unit_label("yen/kWh", lang), prices),
        Block(translate("eligible", lang), values.eligible.astype(int), Style(Role.MARK, YES_NO), "", guard),
        Block(translate("years counted", lang), counted, Style(Role.MARK, "0"), unit_label("y", lang), years),
        Block(translate("energy of the first year", lang), where(values.eligible, listed["annual_kwh"]), _YEN, "kWh", f'IF({ok}=1,{options.far("annual_kwh")},"")'),
        Block(translate("investment less subsidies", lang), where(values.eligible, spent), _YEN, yen, invested),
        Block(translate("extra cost of the case", lang), where(values.eligible, -values.of("case_extra")[:, 0]), _YEN, yen, extra),
        Block(translate("running cost", lang), where(values.eligible, listed["opex_yen_per_year"]), _YEN, unit_label("yen/y", lang), f'IF({ok}=1,{options.far("opex_yen_per_year")},"")'),
    ]  # fmt: skip


def _prices(book: Book, case: str) -> tuple[np.ndarray, list[str]]:
    """The price of the first year as the case states it, and its formula; none where siting looked it up."""
    stated, listed = book.cases[case], book.listed
    found = listed[f"price_yen_per_kwh_{case}"].astype(float).to_numpy()
    prices = stated.price_yen_per_kwh.model_dump() if stated.price_yen_per_kwh else {}
    formulas = []
    for price, technology in zip(found, listed["technology"], strict=True):
        name = f"price_{case}_{technology}"
        if np.isnan(price):
            formulas.append('""')
        elif booked(stated) or stated.tariff is not None:
            formulas.append("")
        elif stated.price_steps:
            formulas.append(f"LOOKUP(1,steps_{case}_from,steps_{case}_value)")
        else:
            formulas.append(f'IF({name}="","",{name})' if prices.get(technology) is not None else "")
    return found, formulas
