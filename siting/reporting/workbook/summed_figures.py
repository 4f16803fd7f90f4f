"""Figures of a case beyond a constant price, where net flows may change their sign at any time."""

from __future__ import annotations

import numpy as np

from siting.finance.metrics import IrrState
from siting.reporting.workbook.book import HEADING_ROW, Book
from siting.reporting.workbook.cells import quoted
from siting.reporting.workbook.item_layout import PRICED

# Sums of flows that differ by so many yen or so much of themselves are those of another input.
SAME = 1e-6
# Rates of return as siting counts them: none, one, or several told as two.
RATES = {float(IrrState.NONE): 0, float(IrrState.UNIQUE): 1, float(IrrState.MULTIPLE): 2}


def pair_changes(net: np.ndarray) -> int:
    """Changes of sign from one year to the next: what ``sign_changes_formula`` counts."""
    return int((net[1:] * net[:-1] < 0).sum())


def sign_changes_formula(book: Book, case: str) -> str:
    """Changes of sign of the net flow from one year to the next; a year of nothing has no sign."""
    cash, last = book.cash(case), book.years(case)
    before, after = cash.far_span("net_0", f"net_{last - 1}"), cash.far_span("net_1", f"net_{last}")
    return f"SUMPRODUCT(--({before}*{after}<0))"


def rates_formula(book: Book, case: str, option: int, changes: str, found: float) -> str:
    """How many rates of return there are: one change of sign has one, none has none.

    With more changes, or years of nothing that hide one, siting's count stands while the flows add up to those of this
    run, and nothing after they have changed.
    """
    cash, last = book.cash(case), book.years(case)
    flows, total = cash.far_span("net_0", f"net_{last}"), float(book.values[case].net_yen[option].sum())
    gaps = f"COUNTIF({flows},0)-{last}+{cash.far('years')}"
    kept = f'IF(ABS(SUM({flows})-({total!r}))<={abs(total) * SAME + SAME!r},{RATES[found]},"")'
    return f"IF(AND({gaps}=0,{changes}<2),{changes},{kept})"


def irr_formula(book: Book, case: str, rates: str, guess: float, jensen: str) -> str:
    """IRR where there is one rate; siting's rate of this run is the first guess."""
    cash, last = book.cash(case), book.years(case)
    flows = cash.far_span("net_0", f"net_{last}")
    tried = f"IRR({flows},{jensen})"
    if not np.isnan(guess):
        tried = f"IFERROR(IRR({flows},{guess!r}),{tried})"
    return f'IF({rates}=1,IFERROR({tried},""),"")'


def irr_note_formula(rates: str, changes: str, irr: str) -> str:
    """Why there is no IRR."""
    none = f"IF({changes}=0,word_no_change,word_many_changes)"
    return f'IF({irr}<>"","",IF({rates}="",word_run_again,IF({rates}=1,word_not_found,{none})))'


def payback_formula(book: Book, case: str) -> str:
    """The first year in which the running sum is not below zero, linear inside it."""
    cash, last = book.cash(case), book.years(case)
    sums, nets = cash.far_span("total_1", f"total_{last}"), cash.far_span("net_1", f"net_{last}")
    years = cash.far_fixed("net_1", f"net_{last}", HEADING_ROW)
    first = f"({last + 1}-SUMPRODUCT(MAX(({sums}>=0)*({last + 1}-{years}))))"
    before = f"INDEX({cash.far_span('total_0', f'total_{last}')},{first})"
    inside = f"MIN(1,MAX(0,-{before}/INDEX({nets},{first})))"
    return f'IF({cash.far("total_0")}>=0,0,IF(MAX({sums})<0,"",{first}-1+{inside}))'


def break_even_formula(book: Book, case: str, option: int, price: str, npv: str, discounts: str) -> str | None:
    """The first price at which NPV is 0, all prices of the case moving in proportion; None where siting's value stands."""
    layout = book.layouts[case]
    row = layout.row(option, PRICED)
    if row is None:
        return None
    at = book.items(case)
    priced = f"SUMPRODUCT({discounts},{quoted(at.sheet)}!${at.letters['y1']}{row}:${at.letters[f'y{book.years(case)}']}{row})"
    found = f"{price}*(1-{npv}/{priced})"
    return f'IF({priced}>0,IF({found}>0,{found},""),"")'
