"""Price cases side by side: what the options studied further earn under each, and from which price they pay."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from siting.finance.metrics import IrrState
from siting.language import Text, text
from siting.reporting import amounts
from siting.reporting.charts import CaseRow, PriceCasesSpec, even_legends, price_cases_chart
from siting.reporting.charts.chart import Heading, Reference
from siting.reporting.charts.labels import shorten, text_width
from siting.reporting.charts.theme import TEXT, Technology
from siting.reporting.page.drawing import Drawing, drawn
from siting.reporting.page.figure import Figure, Shown, counted, figure, raw_number
from siting.reporting.page.focus import case_words, further, option_words, place_name
from siting.reporting.page.listing import Option
from siting.reporting.page.pictures import NAME_ROOM, at_full_room, technology_names
from siting.reporting.page.view import View, case_label, choice_label, price_holds_other_tax
from siting.vocabulary.tables import TECHNOLOGIES

SHOWN = 20
CASES_DRAWN = 7
REMARKS = 8
NO_REASON = text("no reason is recorded")
_COSTS = ("capex_yen", "break_even_capex_yen")


@dataclass(frozen=True)
class Line:
    """An option under a case: its figures, or why the case is not open to it."""

    case: Text
    figures: tuple[Shown | Text, ...]
    reason: Text | None


@dataclass(frozen=True)
class OptionCases:
    """An option with a line per case."""

    name: Text
    key: str
    capex: Shown
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Remark:
    """What is to be confirmed about a case."""

    case: Text
    words: Text


@dataclass(frozen=True)
class PriceCases:
    """The section; ``heads`` are the columns after the case with their units."""

    basis: Text
    picture: Drawing
    heads: tuple[tuple[Text | str, Text | str], ...]
    capex_unit: Text
    options: tuple[OptionCases, ...]
    remarks: tuple[Remark, ...]
    more: Text | None


def has_price_cases(view: View) -> bool:
    """Whether there are cases to compare."""
    return len(view.cases) > 1 and bool(further(view))


def price_cases(views: Sequence[View]) -> PriceCases:
    """Chart, table and remarks of the options studied further."""
    view = views[0]
    every = further(view)
    options = every[:SHOWN]
    langs = [one.lang for one in views]
    npv, capex = (amounts.yen_column(_largest(options, view.cases, names), *langs) for names in (("npv_yen",), _COSTS))
    return PriceCases(
        basis=_basis(view),
        picture=_picture(views, options),
        heads=(
            (text("Price"), text("yen/kWh")), (text("Break-even price"), text("yen/kWh")), (text("Own use"), "%"),
            ("B/C", ""), ("NPV", npv.name), ("IRR", "%"), (text("Payback"), text("years")),
            (text("Break-even capital cost"), capex.name),
        ),
        capex_unit=capex.name,
        options=tuple(_option(views, one, npv, capex) for one in options),
        remarks=tuple(_remarks(views, options))[:REMARKS],
        more=text("{count} more stand in evaluations.csv.", count=counted(rest)) if (rest := len(every) - SHOWN) > 0 else None,
    )  # fmt: skip


def _basis(view: View) -> Text:
    finance = view.results.config.finance
    rate = finance.discount_rate
    return text(
        "B/C is the financial B/C of the owner, not a social one, over {years} years at a discount rate of {rate}.",
        years=Figure(raw_number(finance.years), str(finance.years)),
        rate=Figure(raw_number(rate), amounts.percent(rate, 1 if rate else 0)),
    )


def _largest(options: Sequence[Option], cases: Sequence[str], names: Sequence[str]) -> float:
    columns = [name if name == "capex_yen" else f"{name}_{case}" for name in names for case in cases]
    found = [abs(value) for one in options for column in columns if (value := one.figure(column)) is not None]
    return max(found, default=0.0)


def _option(views: Sequence[View], one: Option, npv: amounts.YenUnit, capex: amounts.YenUnit) -> OptionCases:
    return OptionCases(
        name=option_words(views, one.id), key=one.id,
        capex=figure(one.figure("capex_yen"), amounts.yen_in(capex, one.figure("capex_yen"))),
        lines=tuple(_line(views, one, case, npv, capex) for case in views[0].cases),
    )  # fmt: skip


def _line(views: Sequence[View], one: Option, case: str, npv: amounts.YenUnit, capex: amounts.YenUnit) -> Line:
    view, named = views[0], case_words(views, case)
    if not _eligible(one, case):
        reason = one.row.get(f"reason_{case}")
        return Line(named, (), reason if isinstance(reason, Text) else NO_REASON)

    def value(name: str) -> float | None:
        return one.figure(f"{name}_{case}")

    # B/C, NPV and payback stand with their raw values in the table of all options.
    even, room = value("break_even_yen_per_kwh"), value("break_even_capex_yen")
    price = value("price_yen_per_kwh")
    return Line(
        named,
        (
            _taxed(view, case, figure(price, amounts.trimmed(price, 2))),
            _taxed(view, case, figure(even, amounts.number(even, 1))), _own_use(one, case), amounts.number(value("bc"), 2),
            amounts.yen_in(npv, value("npv_yen")), _irr(one, case), amounts.number(value("payback_years"), 1),
            figure(room, amounts.yen_in(capex, room)),
        ),
        None,
    )  # fmt: skip


def _taxed(view: View, case: str, shown: Shown) -> Shown | Text:
    """A price that counts consumption tax otherwise than the results, marked."""
    if shown == amounts.MISSING or not price_holds_other_tax(view, case):
        return shown
    tax = view.results.config.finance.consumption_tax
    if tax is None or tax.basis == "excluded":
        return text("{price} incl. tax", price=shown)
    return text("{price} excl. tax", price=shown)


def _eligible(one: Option, case: str) -> bool:
    stated = one.row.get(f"eligible_{case}")
    return isinstance(stated, bool | np.bool_) and bool(stated)


def _own_use(one: Option, case: str) -> Shown:
    share = one.figure(f"own_use_share_{case}")
    return figure(share, amounts.number(None if share is None else share * 100, 0))


def _irr(one: Option, case: str) -> Shown | Text:
    rate = one.figure(f"irr_{case}")
    if rate is None and one.figure(f"state_irr_{case}") == IrrState.MULTIPLE:
        roots = one.row.get(f"irr_roots_{case}")
        rates = [float(root) for root in roots.split(";")] if isinstance(roots, str) and roots else []
        shown = " / ".join(amounts.number(root * 100, 1) for root in rates)
        return text("several: {rates}", rates=shown) if shown else text("several")
    return figure(rate, amounts.number(None if rate is None else rate * 100, 1))


def _remarks(views: Sequence[View], options: Sequence[Option]) -> Iterator[Remark]:
    """Whose figures those of a power purchase agreement are, then each remark of a case once."""
    for case in views[0].cases:
        if views[0].results.config.cases[case].kind == "ppa":
            yield Remark(
                case_words(views, case),
                text("The figures are those of the owner of the plant, not of the city that buys its energy."),
            )
    for case in views[0].cases:
        said = (one.row.get(f"remark_{case}") for one in options if _eligible(one, case))
        for words in dict.fromkeys(one for one in said if isinstance(one, Text)):
            yield Remark(case_words(views, case), words)


def _picture(views: Sequence[View], options: Sequence[Option]) -> Drawing:
    specs = even_legends([_spec(view, options) for view in views])
    return drawn({view.lang: price_cases_chart(spec) for view, spec in zip(views, specs, strict=True)}, False)


def _spec(view: View, options: Sequence[Option]) -> PriceCasesSpec:
    cases = view.cases[:CASES_DRAWN]
    return PriceCasesSpec(
        heading=Heading(
            "cases", view.say(text("Financial B/C under each price case")),
            view.say(text("A sign per option and price case, with a line at 1; the table below has the numbers.")),
            view.say(text("There are no options to draw.")), amounts.MISSING,
        ),
        label_column=view.say(text("Option")), technologies=technology_names(view),
        cases=tuple(case_label(view, case) for case in cases), axis_title=view.say(text("financial B/C")),
        best_title=view.say(text("best")), missing_label=view.say(text("no sign: not eligible")),
        rows=tuple(_row(view, one, cases) for one in options),
        format_value=lambda value: amounts.number(value, 2), reference=Reference(1.0, "B/C = 1"),
    )  # fmt: skip


def _row(view: View, one: Option, cases: Sequence[str]) -> CaseRow:
    kind = choice_label(TECHNOLOGIES, one.technology, view.lang)
    options = view.results.options
    place = place_name(view, options[options["option_id"].eq(one.id)].iloc[0])
    room = max(NAME_ROOM - text_width(kind, TEXT) - TEXT, NAME_ROOM / 3)
    name = f"{shorten(place, room, TEXT)} {kind}"
    values = tuple(one.figure(f"bc_{case}") for case in cases)
    return CaseRow(one.id, at_full_room(name), Technology(one.technology), values)
