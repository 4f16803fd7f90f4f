"""What must be known to read the figures of one plant: why one does not exist, and what was counted how."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from siting.finance.metrics import Floats
from siting.finance.roots import irr_roots, sign_changes
from siting.language import Text, text
from siting.project.model import Config
from siting.run.money import CaseStudy
from siting.run.one_owner import Owner

Figures = Mapping[str, float | None]
OF_DEBT = ("dscr_min", "dscr_min_pre_tax", "dscr_min_post_tax", "llcr")
NO_PAYBACK = {
    "payback_years": text("the sum of the flows never reaches zero"),
    "discounted_payback_years": text("the sum of the discounted flows never reaches zero"),
}
OF_FLOWS = ("npv_yen", "irr", *NO_PAYBACK)
ONLY_FLOWS = text("net flows alone do not say what is benefit, cost, energy or loan")
ABSENT = {
    "bc": text("there are no costs to divide by"),
    "break_even_yen_per_kwh": text("no price makes the NPV zero"),
    "break_even_capex_yen": text("no capital cost makes the NPV zero"),
}


@dataclass(frozen=True)
class Note:
    """A remark, and the figures it explains; none where it speaks of all."""

    figures: tuple[str, ...]
    said: Text


def rates_of(flows: Floats) -> tuple[float, ...]:
    """Every rate of return of a row; one that is found twice, where the NPV touches zero, stands once."""
    return tuple(dict.fromkeys(map(float, irr_roots(flows)[0])))


def notes_of(
    figures: Figures, net: Floats, roots: tuple[float, ...], study: CaseStudy, config: Config, owner: Owner | None
) -> Iterator[Note]:
    """All remarks on a plant's figures."""
    yield from _no_rate("irr", figures, net, roots)
    yield from _no_payback(figures)
    for name, said in ABSENT.items():
        if figures[name] is None:
            yield Note((name,), said)
    yield from _of_owner(figures, config, owner)
    yield from _of_terms(study, config)


def no_figures_of_flows(figures: Figures, net: Floats, roots: tuple[float, ...]) -> Iterator[Note]:
    """The remarks on stated net flows."""
    yield from _no_rate("irr", figures, net, roots)
    yield from _no_payback(figures)
    yield Note(tuple(name for name in figures if name not in OF_FLOWS), ONLY_FLOWS)


def _no_rate(name: str, figures: Figures, flows: Floats, roots: tuple[float, ...]) -> Iterator[Note]:
    if figures[name] is not None:
        return
    if len(roots) == 1:
        yield Note((name,), text("not unique: at {rate} the NPV touches zero and turns back", rate=_percent(roots[0])))
    elif roots:
        rates = ", ".join(map(_percent, roots))
        yield Note((name,), text("not unique: the NPV is zero at {rates}", rates=rates))
    elif not sign_changes(flows)[0]:
        yield Note((name,), text("does not exist: the yearly flows never change sign"))
    else:
        yield Note((name,), text("does not exist: the NPV is zero at no rate"))


def _percent(rate: float) -> str:
    return f"{100 * rate:.6g} %"


def _no_payback(figures: Figures) -> Iterator[Note]:
    for name, said in NO_PAYBACK.items():
        if figures[name] is None:
            yield Note((name,), said)


def _of_owner(figures: Figures, config: Config, owner: Owner | None) -> Iterator[Note]:
    if owner is None:
        yield Note(("eirr", *OF_DEBT), text("no loan is stated"))
        return
    equity = owner.company.equity_yen
    yield from _no_rate("eirr", figures, equity, rates_of(equity))
    without = tuple(name for name in OF_DEBT if figures[name] is None)
    if without:
        yield Note(without, text("no loan is stated"))
    if owner.loan_cut_short:
        yield Note((), text("the loan ends with the last operating year, earlier than its term"))
    if config.taxes.income_tax_rate:
        years = config.taxes.loss_years
        said = text("after tax on income; a loss is carried forward {years} years, not refunded", years=years)
        yield Note(("eirr", "dscr_min_post_tax", "llcr"), said)
    yield Note((), text("NPV, IRR, B/C and payback are those of the project, before loan and tax"))


def _of_terms(study: CaseStudy, config: Config) -> Iterator[Note]:
    terms = study.terms
    if terms.remark[0] is not None:
        yield Note((), terms.remark[0])
    if terms.tax_included[0]:
        yield Note((), text("this price holds consumption tax; state the costs likewise"))
    years, period, wanted = int(terms.years[0]), int(terms.period_years[0]), config.finance.years
    if years != wanted:
        said = text("the {years} years of the price are counted, not {wanted}: no price after them is stated",
                    years=years, wanted=wanted)  # fmt: skip
        yield Note((), said)
    elif period > wanted:
        yield Note(
            (), text("the price is paid for {period} years, of which {years} are counted", period=period, years=years)
        )
