"""The sheet of evaluations: B/C, NPV, IRR, payback, own CO2 and break-even price of every option and case."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from siting.language import Text, translate
from siting.reporting.workbook.assumptions import MESSAGES
from siting.reporting.workbook.blocks import Block, table_rows, text_block, title_rows, widths
from siting.reporting.workbook.book import FIRST_ROW, HEADING_ROW, UNIT_ROW, Book
from siting.reporting.workbook.cash import DISCOUNT_ROW
from siting.reporting.workbook.cells import PERCENT_2, Role, Sheet, Style, decimals
from siting.reporting.workbook.item_formulas import taken_of_year
from siting.reporting.workbook.item_layout import OwnUse, output_control
from siting.reporting.workbook.options import YES_NO, stage_labels, technology_labels
from siting.reporting.workbook.summed_figures import (
    RATES,
    break_even_formula,
    irr_formula,
    irr_note_formula,
    pair_changes,
    payback_formula,
    rates_formula,
    sign_changes_formula,
)
from siting.reporting.workbook.units import unit_label
from siting.vocabulary.results import CASE_COLUMNS

_LABELS = {column.name: column for column in CASE_COLUMNS}
# What the formulas of this sheet compute, the column of results that holds it, decimals and unit.
FIGURES = {
    "years": ("years", 0, "y"), "price": ("price_yen_per_kwh", 2, "yen/kWh"), "benefit_pv": ("benefit_pv_yen", 0, "yen"),
    "cost_pv": ("cost_pv_yen", 0, "yen"), "bc": ("bc", 2, "-"), "npv_yen": ("npv_yen", 0, "yen"),
    "irr": ("irr", 4, "-"), "payback_years": ("payback_years", 1, "y"), "co2_own_t": ("co2_own_t", 1, "t/y"),
    "break_even": ("break_even_yen_per_kwh", 1, "yen/kWh"), "own_use_share": ("own_use_share", 3, "-"),
}  # fmt: skip


def evaluations_sheet(book: Book) -> Sheet:
    """All options of the first case, then all of the next."""
    notes: tuple[str, ...] = (
        translate(
            "B/C = present value of benefits / present value of investment, extra cost and running cost; running cost is never netted out of benefits.",
            book.lang,
        ),
        translate(
            "IRR only where the net flow changes its sign once; payback is linear inside the year; break-even = price / (B/C).",
            book.lang,
        ),
        translate("With a discount rate of 0 present values are plain sums.", book.lang),
    )
    if book.layouts:
        notes += (
            translate(
                "Where a case has a sheet of items: costs are all its items but benefits; break-even = price x (1 - NPV / present value in proportion to the price); a net flow that changes its sign more than once has an IRR where siting found exactly one; the break-even price of a premium (FIP) and of a price from the price book that changes after its period are values.",
                book.lang,
            ),
        )
    options = [FIRST_ROW + at for _ in book.cases for at in range(len(book.listed))]
    blocks = _blocks(book)
    name = book.evaluations.sheet
    rows = table_rows(title_rows(name, notes), blocks, others=options)
    return Sheet(
        name,
        rows,
        widths(blocks),
        frozen_rows=UNIT_ROW,
        frozen_columns=2,
        title_rows=(HEADING_ROW, UNIT_ROW),
        colour="FF7FB59A",
    )


def _blocks(book: Book) -> list[Block]:
    listed, lang = book.listed, book.lang
    repeated = pd.concat([listed] * len(book.cases), ignore_index=True)
    found = [one for case in book.cases for one in _case_formulas(book, case)]
    each = {key: [one.get(key, "") for one in found] for key in book.evaluation_keys}
    texts = {
        "option_id": text_block(book.label("option_id"), repeated["option_id"]),
        "facility": text_block(book.label("facility"), [book.facilities.get(one, one) for one in repeated["facility_id"]]),
        "technology": text_block(book.label("technology"), technology_labels(book, repeated["technology"])),
        "stage": text_block(book.label("stage"), stage_labels(book, repeated["stage"])),
        "case": text_block(translate("price case", lang), [book.case_label(case) for case in book.cases for _ in range(len(listed))], widest=26),
        "eligible": Block(translate("eligible", lang), _over_cases(book, "eligible"), Style(Role.MARK, YES_NO), "", each["eligible"]),
        "sign_changes": Block(translate("sign changes of the net flow", lang), _changes(book), Style(Role.MARK, "0"), "", each["sign_changes"]),
        "rates_found": Block(translate("number of rates of return", lang), _rates_found(book), Style(Role.MARK, "0"), "", each.get("rates_found", "")),
        "irr_note": Block(translate("note on the IRR", lang), _irr_notes(book), Style(Role.WRAPPED), "", each["irr_note"], widest=46),
    }  # fmt: skip
    return [texts.get(key) or _figure(book, key, each[key]) for key in book.evaluation_keys]


def _figure(book: Book, key: str, formulas: list[str]) -> Block:
    column, places, unit = FIGURES[key]
    headings = {
        "years": translate("years counted", book.lang),
        "price": translate("price", book.lang),
        "benefit_pv": translate("present value of benefits", book.lang),
        "cost_pv": translate("present value of costs", book.lang),
        "break_even": translate("break-even price", book.lang),
        "own_use_share": translate("share used on site", book.lang),
    }
    heading = headings.get(key) or _LABELS[key].label(book.lang)
    code = PERCENT_2 if key == "irr" else decimals(places)
    return Block(heading, _over_cases(book, column), Style(Role.FORMULA, code), unit_label(unit, book.lang), formulas)


def _over_cases(book: Book, column: str) -> np.ndarray:
    parts = [book.listed[f"{column}_{case}"].astype(float).to_numpy() for case in book.cases]
    return np.concatenate(parts)


def _changes(book: Book) -> list[Any]:
    """Sign changes of the net flow of every eligible option and case, zeros passed over."""
    return [
        (sign_changes(net) if book.values[case].plain else pair_changes(net)) if ok else ""
        for case in book.cases
        for net, ok in zip(book.values[case].net_yen, book.values[case].eligible, strict=True)
    ]


def sign_changes(net: np.ndarray) -> int:
    """How often a row of flows changes its sign, zeros passed over."""
    signs = np.sign(net[net != 0])
    return int((signs[1:] != signs[:-1]).sum())


def _rates_found(book: Book) -> list[Any]:
    eligible = _over_cases(book, "eligible") == 1
    return [RATES[state] if ok else "" for state, ok in zip(_over_cases(book, "state_irr"), eligible, strict=True)]


def _irr_notes(book: Book) -> list[str]:
    found = zip(_changes(book), _over_cases(book, "irr"), strict=True)
    return [book.say(_irr_note(changes, np.isnan(rate))) for changes, rate in found]


def _irr_note(changes: Any, none: bool) -> Text | None:
    if changes == "" or not none:
        return None
    return MESSAGES["word_no_change" if changes == 0 else "word_many_changes"]


def _case_formulas(book: Book, case: str) -> list[dict[str, str]]:
    """The formulas of every listed option under a case."""
    rising = (book.given["supply_loss"] < 0).tolist()
    if book.values[case].plain:
        plain = {rises: _formulas(book, case, rises) for rises in sorted({False, *rising})}
        return [plain[rises] for rises in rising]
    general = _formulas(book, case, rising=False)
    return [general | _summed(book, case, option) for option in range(len(book.listed))]


def _summed(book: Book, case: str, option: int) -> dict[str, str]:
    """What differs where the flows are sums of items."""
    at, cash = book.evaluations, book.cash(case)
    ok, changes, rates, irr = (at.at(key) for key in ("eligible", "sign_changes", "rates_found", "irr"))
    discounts = cash.far_fixed("benefit_1", f"benefit_{book.years(case)}", DISCOUNT_ROW)
    rate, state = (float(book.listed[f"{key}_{case}"].iloc[option]) for key in ("irr", "state_irr"))
    even = break_even_formula(book, case, option, at.at("price"), at.at("npv_yen"), discounts)
    area = book.options.far("co2_area_t")
    guarded = {
        "sign_changes": sign_changes_formula(book, case),
        "rates_found": rates_formula(book, case, option, changes, state),
        "irr": irr_formula(book, case, rates, rate, _guess(book, case, rising=True)),
        "irr_note": irr_note_formula(rates, changes, irr),
        "payback_years": payback_formula(book, case),
        "co2_own_t": f'IF(env_kept_{case}=0,0,IF({area}="","",{area}{_own_part(book, case, option)}))',
        "own_use_share": f"own_share_{case}" if book.layouts[case].own_use is OwnUse.SHARE else "",
        "break_even": even or "",
    }
    return {"years": cash.far("years"), **{key: f'IF({ok}=1,{one},"")' if one else "" for key, one in guarded.items()}}


def _own_part(book: Book, case: str, option: int) -> str:
    """Of energy used on site that part alone counts, of exported energy what the grid takes in the first year."""
    if book.cases[case].kind_of.needs_load:
        return f"*{book.evaluations.at('own_use_share')}"
    controlled = output_control(book.results) and book.layouts[case].technologies[option] == "pv"
    return taken_of_year("1") if controlled else ""


def _formulas(book: Book, case: str, rising: bool) -> dict[str, str]:
    """The formulas of an option under a case; ``rising`` where more water comes every year."""
    at, cash = book.evaluations, book.cash(case)
    last = book.years(case)
    ok, cost, benefit, ratio, price = (at.at(name) for name in ("eligible", "cost_pv", "benefit_pv", "bc", "price"))
    changes, irr = at.at("sign_changes"), at.at("irr")
    discounted = {
        item: f"SUMPRODUCT({cash.far_fixed(f'{item}_1', f'{item}_{last}', DISCOUNT_ROW)},{cash.far_span(f'{item}_1', f'{item}_{last}')})"
        for item in ("benefit", "running")
    }
    start = f"{cash.far('investment')}+{cash.far('extra')}"
    own = f"IF(env_kept_{case}=0,0,{book.options.far('co2_area_t')})"
    notes = f'IF({changes}=0,word_no_change,IF({changes}>1,word_many_changes,IF({irr}="",word_not_found,"")))'
    guarded = {
        "benefit_pv": discounted["benefit"],
        "cost_pv": f"{start}+{discounted['running']}",
        "bc": f'IF({cost}>0,{benefit}/{cost},"")',
        "npv_yen": f"{benefit}-{cost}",
        "sign_changes": _turned(rising, _sign_changes(book, case), _sign_changes(book, case, rising=True), book),
        "irr": f'IF({changes}=1,IFERROR(IRR({cash.far_span("net_0", f"net_{last}")},{_guess(book, case, rising)}),""),"")',
        "irr_note": notes,
        "payback_years": _turned(rising, _payback(book, case), _payback(book, case, rising=True), book),
        "co2_own_t": own,
        "break_even": f'IF({ratio}="","",IF({ratio}>0,{price}/{ratio},""))',
    }
    return {
        "eligible": cash.far("eligible"), "years": f"years_{case}", "price": cash.far("price"),
        **{key: f'IF({ok}=1,{formula},"")' for key, formula in guarded.items()},
    }  # fmt: skip


def _turned(may_rise: bool, falling: str, rising: str, book: Book) -> str:
    """The formula of an option whose benefits fall or stay, or rise where its water outgrows its ageing."""
    if not may_rise:
        return falling
    kept = f"(1-degradation_hydro)*(1-{book.options.far('given_supply_loss')})"
    return f"IF({kept}>1,{rising},{falling})"


def _sign_changes(book: Book, case: str, rising: bool = False) -> str:
    """Changes of sign of the net flow, zeros passed over.

    Net flows of all years rise or none does (running costs stay), so that the years of one sign come first: positive
    ones, or negative ones where benefits rise. There is one change inside the operating years if both signs occur,
    and one after year 0 if the sign that comes first is the other one.
    """
    cash, last = book.cash(case), book.years(case)
    first, rest = cash.far("net_0"), cash.far_span("net_1", f"net_{last}")
    gains, losses = f'COUNTIF({rest},">0")', f'COUNTIF({rest},"<0")'
    inside = f"IF(AND({gains}>0,{losses}>0),1,0)"
    after_gain, after_loss = f"IF({first}<0,1,0)", f"IF({first}>0,1,0)"
    after = f"IF({gains}>0,{after_gain},IF({losses}>0,{after_loss},0))"
    if rising:
        after = f"IF({losses}>0,{after_loss},IF({gains}>0,{after_gain},0))"
    return f"{inside}+{after}"


def _guess(book: Book, case: str, rising: bool = False) -> str:
    """A first guess for IRR: the rate if all later flows came in the year of their mean.

    By Jensen's inequality it never lies above the rate sought, and from there Newton's method cannot overshoot.
    Where benefits rise from a loss there may be no such year; the guess is then 0.
    """
    cash, last = book.cash(case), book.years(case)
    first, rest = cash.far("net_0"), cash.far_span("net_1", f"net_{last}")
    years = cash.far_fixed("net_1", f"net_{last}", HEADING_ROW)
    found = f"IF({first}=0,0.1,(-SUM({rest})/{first})^(SUM({rest})/SUMPRODUCT({years},{rest}))-1)"
    return f"IFERROR({found},0)" if rising else found


def _payback(book: Book, case: str, rising: bool = False) -> str:
    """The year in which the running sum reaches zero, linear inside it.

    The running sum rises while net flows are positive; the years before it reaches zero are those with a negative
    sum and a positive net flow, and year 0. Where benefits rise it never falls again: all years with a negative sum.
    """
    cash, last = book.cash(case), book.years(case)
    sums, nets = cash.far_span("total_1", f"total_{last}"), cash.far_span("net_1", f"net_{last}")
    full = f'COUNTIF({sums},"<0")' if rising else f'COUNTIFS({sums},"<0",{nets},">0")'
    before = f"INDEX({cash.far_span('total_0', f'total_{last}')},1+{full})"
    inside = f"MIN(1,MAX(0,-{before}/INDEX({nets},1+{full})))"
    return f'IF({cash.far("total_0")}>=0,0,IF(MAX({sums})<0,"",{full}+{inside}))'
