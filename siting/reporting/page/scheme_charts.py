"""The pictures of the section of schemes: what the city pays each year, and the bridge of the value for money."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
import pandas as pd

from siting.finance.metrics import Floats
from siting.language import Text, text, verbatim
from siting.reporting import amounts
from siting.reporting.charts import BridgeSpec, BridgeStep, PaymentsSpec, StepKind, bridge_chart, payments_chart
from siting.reporting.charts.bridge import BridgeWords
from siting.reporting.charts.chart import Heading
from siting.reporting.charts.money_marks import even_legends
from siting.reporting.charts.payments import SchemeRow
from siting.reporting.page.cash_flow import YearTable, unit_of
from siting.reporting.page.drawing import Drawing, drawn
from siting.reporting.page.figure import Figure, raw_number
from siting.reporting.page.focus import scheme_name, scheme_words
from siting.reporting.page.pictures import at_full_room
from siting.reporting.page.view import View, in_each
from siting.vocabulary.money import BRIDGE_STEPS

DISCOUNTING = "discounting"
# Of the amounts a bridge joins: what rounding leaves of a step that is none.
_NOTHING = 1e-9


@dataclass(frozen=True)
class Payments:
    """What the city pays: drawn by scheme, and by year, years that are alike together."""

    picture: Drawing
    unit: Text
    table: YearTable
    remarks: tuple[Text, ...] = ()


@dataclass(frozen=True)
class Bridge:
    """The steps from the cost of the conventional scheme to that of another one."""

    picture: Drawing
    remarks: tuple[Text, ...]


def payments(views: Sequence[View], paid: Mapping[str, Floats]) -> Payments:
    """``paid`` holds what the city pays under each scheme, in yen of years 0..T, income negative."""
    unit = unit_of(views, [yen[1:] for yen in paid.values()])
    specs = even_legends([_payments_spec(view, paid, unit) for view in views])
    return Payments(
        picture=drawn({view.lang: payments_chart(spec) for view, spec in zip(views, specs, strict=True)}, False),
        unit=unit.name,
        table=YearTable(tuple(scheme_words(views, name) for name in paid), tuple(_rows(paid, unit))),
    )


def _payments_spec(view: View, paid: Mapping[str, Floats], unit: amounts.YenUnit) -> PaymentsSpec:
    return PaymentsSpec(
        heading=Heading(
            "payments", view.say(text("What the city pays each year, net of income")),
            view.say(text("Yearly bars per feasible scheme on one scale, net income below zero; the table below has the amounts.")),
            view.say(text("There are no amounts to draw.")), amounts.MISSING,
        ),
        schemes=tuple(_scheme_row(view, name, yen, unit) for name, yen in paid.items()),
        paid_label=view.say(text("the city pays")), earned_label=view.say(text("the city earns")),
        year_column=view.say(text("Year")), year_title=view.say(text("year of operation")),
        axis_title=unit.name.say(view.lang), format_amount=lambda value: amounts.number(value, unit.decimals),
    )  # fmt: skip


def _scheme_row(view: View, name: str, yen: Floats, unit: amounts.YenUnit) -> SchemeRow:
    total = text("{years} years: {total}", years=str(len(yen) - 1), total=amounts.yen_in(unit, float(yen.sum())))
    return SchemeRow(name, scheme_name(view, name), tuple(float(one) for one in yen / unit.yen), view.say(total))


def _rows(paid: Mapping[str, Floats], unit: amounts.YenUnit) -> Iterator[tuple[str, ...]]:
    years = len(next(iter(paid.values())))
    rows = [tuple(amounts.yen_in(unit, float(yen[year])) for yen in paid.values()) for year in range(years)]
    for row, same in groupby(range(years), key=lambda year: rows[year]):
        alike = list(same)
        yield (str(alike[0]) if len(alike) == 1 else f"{alike[0]}–{alike[-1]}", *row)


def bridge(views: Sequence[View], scheme: pd.Series, steps: pd.DataFrame) -> Bridge:
    """The bridge of one scheme (its row of ``results.schemes``) at the project's discount rate."""
    size = abs(scheme["psc_yen"]) + abs(scheme["lcc_yen"]) + float(steps["yen"].abs().sum())
    known = [
        (str(name), float(yen))
        for name, yen in zip(steps["step"], steps["yen"], strict=True)
        if abs(yen) > _NOTHING * size
    ]
    unit = unit_of(views, [np.array([scheme["psc_yen"], scheme["lcc_yen"]], dtype=float)])
    specs = even_legends([_bridge_spec(view, scheme, known, unit) for view in views])
    return Bridge(
        picture=drawn({view.lang: bridge_chart(spec) for view, spec in zip(views, specs, strict=True)}, False),
        remarks=tuple(_remarks(views, dict(known))),
    )


def _bridge_spec(
    view: View, scheme: pd.Series, known: Sequence[tuple[str, float]], unit: amounts.YenUnit
) -> BridgeSpec:
    labels = {one.value: at_full_room(one.label(view.lang)) for one in BRIDGE_STEPS}
    name = scheme_name(view, str(scheme["scheme"]))
    return BridgeSpec(
        heading=Heading(
            "vfm", view.say(text("Where the value for money of “{scheme}” comes from", scheme=verbatim(name))),
            view.say(text("From the city's cost of the conventional scheme (PSC) step by step to its cost of this one (LCC).")),
            view.say(text("There are no amounts to draw.")), amounts.MISSING,
        ),
        start_label=view.say(text("conventional (PSC)")), start=scheme["psc_yen"] / unit.yen,
        steps=tuple(
            BridgeStep(labels[one], -yen / unit.yen, StepKind.ARTEFACT if one == DISCOUNTING else StepKind.CAUSE)
            for one, yen in known
        ),
        end_label=view.say(text("this scheme (LCC)")), end=scheme["lcc_yen"] / unit.yen,
        axis_title=view.say(text("city's cost, present value, {unit}", unit=unit.name)),
        words=BridgeWords(
            view.say(text("lowers the city's cost")), view.say(text("raises it")),
            view.say(text("effect of the discount rate only")), view.say(text("Step")), view.say(text("Change")),
            view.say(text("City's cost")),
        ),
        format_amount=lambda value: amounts.number(value, unit.decimals),
        format_change=lambda value: f"{'+' if value > 0 else ''}{amounts.number(value, unit.decimals)}",
    )  # fmt: skip


def _remarks(views: Sequence[View], known: Mapping[str, float]) -> Iterator[Text]:
    if DISCOUNTING in known:
        rate = views[0].results.config.finance.discount_rate
        yield text(
            "Hatched: the discounting effect saves nothing; it only arises because the loan's interest and the discount rate ({rate}) differ.",
            rate=Figure(raw_number(rate), amounts.percent(rate, 1 if rate else 0)),
        )
    absent = [one for one in BRIDGE_STEPS if one.value not in known]
    if absent:
        steps = in_each(views, lambda view: view.say(text(", ")).join(one.label(view.lang) for one in absent))
        yield text("Without effect here: {steps}.", steps=steps)
