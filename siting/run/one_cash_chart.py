"""The cash flow of one plant over its years as a picture."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from siting.language import Text, text
from siting.reporting.amounts import YenUnit, number, yen_column
from siting.reporting.charts.cash_over_time import CashOverTimeSpec, FlowGroup, RunningSum, Years, cash_over_time
from siting.reporting.charts.chart import Heading
from siting.reporting.charts.money_marks import FlowKind
from siting.reporting.charts.standalone import standalone
from siting.run.one_cashflow import OneCashflow
from siting.vocabulary.money import Group

GROUPS = {
    Group.INVESTMENT: text("investment"),
    Group.BENEFIT: text("benefits"),
    Group.RUNNING: text("running costs"),
    Group.CLOSING: text("removal and residual value"),
    Group.TIMING: text("removal deposits"),
}


def cash_chart(found: OneCashflow, lang: str) -> str:
    """The complete SVG file: yearly flows by group, their sums, and when they are paid back."""
    flows = found.flows
    largest = float(flows.drop(columns=["year", "energy_kwh"], errors="ignore").abs().to_numpy().max())
    unit = yen_column(largest, lang)
    heading = Heading(
        id="cash",
        title=text("Cash flow over the years").say(lang),
        description=text("Income above zero, cost below; the line is the sum so far.").say(lang),
        empty_text=text("There are no flows.").say(lang),
    )
    discounted = None
    if found.discount_rate:
        discounted = _sum(found, "discounted_", text("discounted sum so far"), unit, lang)
    spec = CashOverTimeSpec(
        heading=heading,
        groups=tuple(_groups(found, unit, lang)),
        running=_sum(found, "", text("sum so far"), unit, lang),
        discounted=discounted,
        year_column=text("year").say(lang),
        year_title=text("year of operation").say(lang),
        axis_title=unit.name.say(lang),
        format_amount=lambda amount: number(amount, unit.decimals),
    )
    return standalone(cash_over_time(spec))


def _groups(found: OneCashflow, unit: YenUnit, lang: str) -> Iterator[FlowGroup]:
    flow = found.flow
    if flow is None:
        net = found.flows["net_yen"]
        yield FlowGroup(text("yearly income").say(lang), FlowKind.BENEFIT, _in(unit, net.clip(lower=0.0)))
        yield FlowGroup(text("yearly cost").say(lang), FlowKind.INVESTMENT, _in(unit, net.clip(upper=0.0)))
        return
    for group, label in GROUPS.items():
        yield FlowGroup(label.say(lang), FlowKind(group.value), _in(unit, pd.Series(flow.total(group)[0])))


def _sum(found: OneCashflow, prefix: str, label: Text, unit: YenUnit, lang: str) -> RunningSum:
    years = found.figures[f"{prefix}payback_years"]
    if years is None:
        said = text("{sum}: never paid back", sum=label)
    else:
        said = text("{sum}: paid back after {years} years", sum=label, years=number(years, 1))
    return RunningSum(label.say(lang), _in(unit, found.flows[f"{prefix}cumulative_yen"]), years, said.say(lang))


def _in(unit: YenUnit, amounts: pd.Series) -> Years:
    return tuple(float(yen) / unit.yen for yen in amounts)
