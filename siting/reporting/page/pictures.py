"""The charts of the page: B/C per option and stage, and energy in the order of its cost."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from siting.language import Text, text
from siting.reporting import amounts
from siting.reporting.charts import (
    BarRow,
    BarSpec,
    Chart,
    Heading,
    Reference,
    SupplyItem,
    SupplySpec,
    Technology,
    TechnologyNames,
    bar_chart,
    supply_curve,
)  # fmt: skip
from siting.reporting.charts.labels import shorten, text_width
from siting.reporting.charts.theme import TEXT
from siting.reporting.page.drawing import Drawing, drawn
from siting.reporting.page.figure import counted
from siting.reporting.page.listing import Option, StageList
from siting.reporting.page.view import (
    View,
    case_label,
    choice_label,
    place_and_variant,
    price_holds_other_tax,
    stage_label,
    variant_name,
)
from siting.vocabulary.tables import TECHNOLOGIES

_HOVER = re.compile(r"<title>(?:\d+ )?([^<]*): [^<]*</title>")
BARS = 30
SUPPLY = 150
# What bar charts leave for a name.
NAME_ROOM = 188.0
# The widest that bar charts make it.
BAR_NAMES = 190.0
# Options dearer than so many times the highest price are cut off, or they would flatten all others.
CAP_TIMES_PRICE = 2.0


@dataclass(frozen=True)
class Picture:
    """A drawing for every language, and a line below it."""

    drawing: Drawing
    note: Text | None


@dataclass(frozen=True)
class _Sheet:
    """A chart as one language has it."""

    chart: Chart
    note: Text | None
    keep_hovers: bool


def pictures(views: Sequence[View]) -> tuple[Picture, ...]:
    """B/C of the leading stage, the cost of energy, B/C of the other stage: so two columns come out even."""
    return tuple(_picture(views, sheets) for sheets in zip(*(_sheets(view) for view in views), strict=True))


def _picture(views: Sequence[View], sheets: Sequence[_Sheet]) -> Picture:
    charts = {view.lang: sheet.chart for view, sheet in zip(views, sheets, strict=True)}
    return Picture(drawn(charts, sheets[0].keep_hovers), sheets[0].note)


def _sheets(view: View) -> tuple[_Sheet, ...]:
    bars = [_stage_bars(view, stage) for stage in view.listing.stages]
    return (*bars[0], _supply(view), *(sheet for rest in bars[1:] for sheet in rest))


def _stage_bars(view: View, stage: StageList) -> list[_Sheet]:
    """A chart per pair of price cases."""
    pairs = [tuple(view.cases[at : at + 2]) for at in range(0, len(view.cases), 2)]
    return [_bars(view, stage, pair, at) for at, pair in enumerate(pairs)]


def _bars(view: View, stage: StageList, cases: tuple[str, ...], number: int) -> _Sheet:
    shown = stage.options if len(stage.options) + stage.more <= BARS else stage.ranked[:BARS]
    rest = len(stage.options) + stage.more - len(shown)
    names = _names(view, stage)
    title = view.say(text("Financial B/C: {stage}", stage=stage_label(view, stage.stage)))
    spec = BarSpec(
        heading=Heading(
            f"b{stage.stage[0]}{number}", title,
            view.say(text("Bars of the financial B/C of each option, with a line at 1. The same numbers stand in the table of all options.")),
            view.say(text("There are no options to draw.")), amounts.MISSING,
        ),
        label_column=view.say(text("Option")),
        technologies=technology_names(view),
        series=tuple(case_label(view, case) for case in cases),
        axis_title=view.say(text("financial B/C")),
        rows=tuple(_bar(option, names[option.id], cases) for option in shown),
        format_value=_two_decimals,
        reference=Reference(1.0, "B/C = 1"),
    )  # fmt: skip
    note = text("{count} more options of this stage are not drawn; they stand in options.csv.", count=counted(rest))
    return _Sheet(bar_chart(spec), note if rest else None, keep_hovers=False)


def _bar(option: Option, name: str, cases: tuple[str, ...]) -> BarRow:
    values = tuple(option.figure(f"bc_{case}") for case in cases)
    return BarRow(option.id, at_full_room(name), Technology(option.technology), values)


def at_full_room(name: str, room: float = BAR_NAMES) -> str:
    """``name`` after blanks, which count when a chart measures it and are dropped when it is drawn.

    So names of every language get the same room, and the bars beside them are the same bars.
    """
    short = max(0.0, room - text_width(name, TEXT))
    return " " * math.ceil(short / text_width(" ", TEXT)) + name


def _names(view: View, stage: StageList) -> dict[str, str]:
    """Names that fit a chart's margin: the design alone where it tells a facility's options apart, and never cut."""
    designs = {one.id: (one.facility, one.technology, variant_name(view, one)) for one in stage.options}
    used = Counter(designs.values())
    told = {key: design[2] if used[design] == 1 else "" for key, design in designs.items()}
    return {one.id: _fitted(view, one, told[one.id] or place_and_variant(view, one)) for one in stage.options}


def _fitted(view: View, option: Option, design: str) -> str:
    facility = view.names.facility(option.facility)
    room = max(NAME_ROOM - text_width(design, TEXT) - TEXT, NAME_ROOM / 3)
    return f"{shorten(facility, room, TEXT)} {design}" if design else facility


def _two_decimals(value: float) -> str:
    return amounts.number(value, 2)


def named_only(chart: Chart) -> Chart:
    """The chart whose hover texts say the name alone: the rest is seen beside it or stands in a table."""
    return replace(chart, svg=_HOVER.sub(r"<title>\1</title>", chart.svg))


def technology_names(view: View) -> TechnologyNames:
    """What the technologies are called in charts."""
    names = {one.value: one.label(view.lang) for one in TECHNOLOGIES}
    return TechnologyNames(view.say(text("Technology")), names["hydro"], names["pv"], view.say(text("not evaluated")))


def _supply(view: View) -> _Sheet:
    """Energy in the order of its cost: the whole first pass if there is one, for it holds every facility."""
    stage = view.listing.stage("screening") or view.listing.leading
    options = stage.ranked[:SUPPLY]
    references = tuple(_references(view))
    prices = (value for case in view.cases for _, value in _prices(view, case))
    dearest = max(prices, default=math.inf)
    cap = math.ceil(dearest * CAP_TIMES_PRICE / 10) * 10.0 if math.isfinite(dearest) and dearest > 0 else None
    title = view.say(text("Cost of energy and cumulative energy: {stage}", stage=stage_label(view, stage.stage)))
    spec = SupplySpec(
        heading=Heading(
            "supply", title,
            view.say(text("Options from cheap to dear: width is the annual energy, height the levelised cost; lines show prices paid for all energy.")),
            view.say(text("There are no options to draw.")), amounts.MISSING,
        ),
        label_column=view.say(text("Option")), technologies=technology_names(view),
        energy_column=view.say(text("Annual energy (MWh)")), cost_column=view.say(text("Levelised cost (yen/kWh)")),
        cumulative_column=view.say(text("Cumulative energy (MWh)")),
        energy_title=view.say(text("cumulative energy, MWh per year")), cost_title=view.say(text("yen/kWh")),
        items=tuple(_item(view, option) for option in options),
        format_energy=_energy, format_cost=_one_decimal, references=references, cap_yen_per_kwh=cap,
    )  # fmt: skip
    return _Sheet(named_only(supply_curve(spec)), _cost_note(bool(references)), keep_hovers=True)


def _cost_note(has_lines: bool) -> Text:
    """What the height is, and what a line means where one is drawn."""
    cost = text(
        "Levelised cost: capital and running cost over all years, without subsidies and what only one case costs."
    )
    return text("Options below a line pay at that price. {cost}", cost=cost) if has_lines else cost


def _item(view: View, option: Option) -> SupplyItem:
    """The chart shortens names by itself, where it has no room for them."""
    parts = (view.names.facility(option.facility), place_and_variant(view, option))
    energy = option.figure("annual_kwh")
    in_mwh = None if energy is None else energy / amounts.KWH_PER_MWH
    cost = option.figure("lcoe_yen_per_kwh")
    return SupplyItem(option.id, " ".join(part for part in parts if part), Technology(option.technology), in_mwh, cost)


def _energy(value: float) -> str:
    return amounts.number(value, 0 if value >= 10 else 1)


def _one_decimal(value: float) -> str:
    return amounts.number(value, 1)


def _references(view: View) -> Iterator[Reference]:
    """The prices that all energy earns in all years, for the technologies that occur, equal ones once."""
    for case in filter(partial(_pays_all, view), view.cases):
        mine = dict(_prices(view, case))
        for value in dict.fromkeys(mine.values()):
            names = [choice_label(TECHNOLOGIES, one, view.lang) for one, price in mine.items() if price == value]
            only = f" {names[0]}" if len(set(mine.values())) > 1 else ""
            yield Reference(value, f"{amounts.trimmed(value, 1)} {case_label(view, case)}{only}")


def _prices(view: View, case: str) -> Iterator[tuple[str, float]]:
    """The stated prices of a case for the technologies that occur."""
    present = {option.technology for stage in view.listing.stages for option in stage.options}
    stated = view.results.config.cases[case].price_yen_per_kwh
    for technology, value in (stated.model_dump() if stated else {}).items():
        if technology in present and value is not None:
            yield technology, value


def _pays_all(view: View, name: str) -> bool:
    """Whether a case pays its stated price for every kWh of every year, in money as the results count it."""
    case, finance = view.results.config.cases[name], view.results.config.finance
    whole = case.kind in ("fixed", "fit") or (case.kind in ("tariff", "surplus") and case.counting == "all")
    always = (case.period_years or finance.years) >= finance.years and not case.price_change_per_year
    return whole and always and not price_holds_other_tax(view, name)
