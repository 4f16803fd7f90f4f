"""Cash flow over time of one option: the chart, each year's items, and what the investment is made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from siting.finance.lifecycle import breakdown
from siting.finance.metrics import Floats, discount_factors
from siting.language import Text, text, verbatim
from siting.reporting import amounts
from siting.reporting.charts import CashOverTimeSpec, FlowGroup, FlowKind, RunningSum, cash_over_time, even_legends
from siting.reporting.charts.chart import Heading
from siting.reporting.page.drawing import Drawing, drawn
from siting.reporting.page.focus import PROJECT, case_of, focus, title_of, worded
from siting.reporting.page.listing import Option
from siting.reporting.page.view import View
from siting.vocabulary.money import ITEM_NAMES, Group, item

GROUPS = {
    Group.INVESTMENT: text("Investment"), Group.BENEFIT: text("Income and savings"),
    Group.RUNNING: text("Running costs"), Group.CLOSING: text("End of operation"), Group.TIMING: text("Deposit"),
    Group.TRANSFER: text("Finance"),
}  # fmt: skip


@dataclass(frozen=True)
class Part:
    """A part of the investment, or of its works."""

    label: Text
    shown: str
    inner: bool


@dataclass(frozen=True)
class YearTable:
    """Amounts by year; the first cell of a row is the year, or the years that are alike."""

    heads: tuple[Text, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class CashFlowOverTime:
    """The section."""

    about: Text
    picture: Drawing
    unit: Text
    parts: tuple[Part, ...]
    table: YearTable


@dataclass(frozen=True)
class _Flow:
    """The items of one option and case in yen, years 0..T."""

    option: Option
    case: str
    items: Mapping[str, Floats]
    rate: float

    @property
    def net(self) -> Floats:
        return np.asarray(sum(self.items.values()))

    @property
    def sums(self) -> tuple[Floats, ...]:
        """The sums so far, and discounted where the rate is not zero."""
        plain = np.cumsum(self.net)
        if not self.rate:
            return (plain,)
        return plain, np.cumsum(self.net * discount_factors(self.rate, len(plain) - 1))


def has_cash_flow(view: View) -> bool:
    """Whether an option's cash flow is known."""
    return focus(view) is not None


def cash_flow(views: Sequence[View]) -> CashFlowOverTime:
    """The section of the option that the page goes into."""
    flow = _flow(views[0])
    unit = unit_of(views, [*flow.items.values(), *flow.sums])
    return CashFlowOverTime(
        about=title_of(views, flow.option.id, flow.case),
        picture=_picture(views, flow, unit), unit=unit.name,
        parts=tuple(_parts(views[0], flow, unit)),
        table=_table(flow, unit),
    )  # fmt: skip


def unit_of(views: Sequence[View], series: Iterable[Floats]) -> amounts.YenUnit:
    """The unit of amounts that stand together."""
    largest = max((float(np.max(np.abs(one))) for one in series if len(one)), default=0.0)
    return amounts.yen_column(largest, *(view.lang for view in views))


def year_columns(flows: pd.DataFrame) -> list[str]:
    """The columns of the years, 0 first."""
    return [f"y{at}" for at in range(sum(str(one)[1:].isdigit() and str(one)[0] == "y" for one in flows.columns))]


def _flow(view: View) -> _Flow:
    option = focus(view)
    assert option is not None
    flows = view.results.flows
    mine = flows[flows["option_id"].eq(option.id) & flows["scheme"].eq(PROJECT)]
    case = case_of(view, mine["case"])
    rows = mine[mine["case"].eq(case)]
    years = option.figure(f"years_{case}")
    columns = year_columns(flows)[: None if years is None else int(years) + 1]
    yen = np.nan_to_num(rows[columns].to_numpy(dtype=float))
    found = {str(name): amount for name, amount in zip(rows["item"], yen, strict=True)}
    items = {name: found[name] for name in ITEM_NAMES if name in found and np.any(found[name])}
    return _Flow(option, case, items, view.results.config.finance.discount_rate)


def _picture(views: Sequence[View], flow: _Flow, unit: amounts.YenUnit) -> Drawing:
    specs = even_legends([_spec(view, flow, unit) for view in views])
    return drawn({view.lang: cash_over_time(spec) for view, spec in zip(views, specs, strict=True)})


def _spec(view: View, flow: _Flow, unit: amounts.YenUnit) -> CashOverTimeSpec:
    plain, *discounted = flow.sums
    return CashOverTimeSpec(
        heading=Heading(
            "cash", view.say(text("Income, costs and their sum so far")),
            view.say(text("Each year's income above zero, costs below, their sum so far as a line; the table has the amounts.")),
            view.say(text("There are no amounts to draw.")), amounts.MISSING,
        ),
        groups=tuple(_groups(view, flow, unit)),
        running=_running(view, flow, unit, plain, "payback_years", text("sum so far"), text("payback")),
        discounted=_running(view, flow, unit, discounted[0], "discounted_payback_years", text("sum so far, discounted"), text("discounted payback")) if discounted else None,
        year_column=view.say(text("Year")), year_title=view.say(text("year of operation")),
        axis_title=unit.name.say(view.lang), format_amount=lambda value: amounts.number(value, unit.decimals),
    )  # fmt: skip


def _groups(view: View, flow: _Flow, unit: amounts.YenUnit) -> Iterator[FlowGroup]:
    """The items by group; a group of one item is called as that item is."""
    for group, name in GROUPS.items():
        mine = {key: yen for key, yen in flow.items.items() if item(key).group is group}
        if mine:
            label = view.say(name) if len(mine) > 1 else item(next(iter(mine))).label(view.lang)
            total = np.asarray(sum(mine.values())) / unit.yen
            yield FlowGroup(label, FlowKind(group.value), tuple(float(one) for one in total))


def _running(
    view: View, flow: _Flow, unit: amounts.YenUnit, sums: Floats, column: str, label: Text, payback: Text
) -> RunningSum:
    years = flow.option.figure(f"{column}_{flow.case}")
    said = (
        text("{payback}: {years} years", payback=payback, years=amounts.number(years, 1))
        if years is not None
        else text("{payback}: not within {years} years", payback=payback, years=str(len(sums) - 1))
    )
    return RunningSum(view.say(label), tuple(float(one) for one in sums / unit.yen), years, view.say(said))


def _table(flow: _Flow, unit: amounts.YenUnit) -> YearTable:
    sums = [text("sum so far"), text("sum so far, discounted")][: len(flow.sums)]
    columns = [*flow.items.values(), flow.net, *flow.sums]
    return YearTable(
        heads=(*(worded(item(name)) for name in flow.items), text("net"), *sums),
        rows=tuple((str(year), *(amounts.yen_in(unit, one[year]) for one in columns)) for year in range(len(flow.net))),
    )


def _parts(view: View, flow: _Flow, unit: amounts.YenUnit) -> Iterator[Part]:
    """The parts of the investment where it has several, with the types of works behind the works."""
    invested = {name: yen[0] for name, yen in flow.items.items() if item(name).group is Group.INVESTMENT and yen[0]}
    if len(invested) < 2:
        return
    for name, yen in invested.items():
        yield Part(worded(item(name)), amounts.yen_in(unit, -yen), inner=False)
        if name == "works":
            yield from _works(view, flow, unit, -yen)


def _works(view: View, flow: _Flow, unit: amounts.YenUnit, works_yen: float) -> Iterator[Part]:
    life = getattr(view.results.config.lifecycle, flow.option.technology)
    if life is None or life.parts is None or life.works is None or not life.parts.works:
        return
    for ja, en, yen in breakdown(life, works_yen / life.parts.works):
        if yen:
            yield Part(verbatim(ja, en=en or None), amounts.yen_in(unit, yen), inner=True)
