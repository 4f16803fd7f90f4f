"""Water power: which machine suits each drop, why, and what it makes of the water."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from siting.language import Text, text, verbatim
from siting.reporting import amounts
from siting.reporting.page.drawing import Drawing
from siting.reporting.page.figure import Shown, anchor
from siting.reporting.page.traces import traced_options
from siting.reporting.page.view import View, case_label, in_each
from siting.reporting.page.water_charts import DRAWN as MARKED
from siting.reporting.page.water_charts import drop_chart, flow_curve, near_types, nearest, project_chart
from siting.reporting.page.water_drops import (
    Drop,
    drops_of,
    flow_facts,
    head_facts,
    machine_name,
    mode_label,
    place,
    record_notes,
    shown,
)  # fmt: skip
from siting.reporting.page.water_simple import Simple, simple_drops
from siting.reporting.page.water_tables import (
    MachineLine,
    Merits,
    PumpLine,
    in_unit,
    machine_lines,
    merits,
    predictions,
    pump_lines,
)  # fmt: skip
from siting.reporting.turbine_spec import shortened

IN_FULL = 12
"""So many drops have a chart and a table of their own."""
IN_TABLE = 200
# Both languages count so far in the same unit, so that one column serves both.
_COMMON_YEN = 1e10


@dataclass(frozen=True)
class DropLine:
    """A drop in the table of all: what was chosen and what it brings."""

    place: Text
    link: str
    mode: Text
    head: Shown
    flow: Shown
    machine: Text | None
    kw: Shown
    kwh: Shown
    capex: Shown
    bc: tuple[Shown, ...]
    why: str


@dataclass(frozen=True)
class Study:
    """A drop in full: its facts, chart, machines, and duration curve."""

    anchor: str
    line: DropLine
    facts: tuple[tuple[Text, tuple[Text, ...]], ...]
    chart: Drawing
    curve: Drawing | None
    curve_note: Text | None
    inside: tuple[MachineLine, ...]
    outside: tuple[MachineLine, ...]


@dataclass(frozen=True)
class Sources:
    """Where regions come from: of all that are sourced together, of each type that is assumed."""

    sources: tuple[tuple[Text | None, Text], ...]
    assumed: bool


@dataclass(frozen=True)
class WaterPower:
    """The section."""

    lead: tuple[Text, ...]
    cases: tuple[Text, ...]
    money: Text
    drops: tuple[DropLine, ...]
    modes: bool
    more_drops: int
    chart: Drawing
    chart_notes: tuple[Text, ...]
    sources: tuple[Sources, ...]
    simple: Simple | None
    studies: tuple[Study, ...]
    more_studies: int
    merits: tuple[Merits, ...]
    pumps: tuple[PumpLine, ...]
    variable: bool
    predictions: str


def has_water(view: View) -> bool:
    """Whether machines were compared at any drop."""
    return not view.results.turbines.empty


def water(views: Sequence[View]) -> WaterPower:
    """The section of water power."""
    view = views[0]
    drops = drops_of(view)
    capital = view.results.turbines["capex_yen"].max()
    money = amounts.yen_column(min(capital, _COMMON_YEN) if capital == capital else None, view.lang)
    full = [drop for drop in drops if drop.mode != "simple"]
    near = near_types(drops)
    pumps = tuple(pump_lines(views, drops[:IN_TABLE]))
    return WaterPower(
        lead=tuple(_lead(views, drops)),
        cases=tuple(in_each(views, partial(case_label, case=case)) for case in view.cases),
        money=money.name,
        drops=tuple(_line(views, drop, money) for drop in drops[:IN_TABLE]),
        modes=len({drop.mode for drop in drops}) > 1, more_drops=max(0, len(drops) - IN_TABLE),
        chart=project_chart(views, drops), chart_notes=tuple(_chart_notes(views, drops, near)),
        sources=tuple(_sources(view, near)),
        simple=simple_drops(views, drops),
        studies=tuple(_study(views, drop, money, number) for number, drop in enumerate(full[:IN_FULL])),
        more_studies=max(0, len(full) - IN_FULL),
        merits=merits(view, drops), pumps=pumps, variable=any(one.variable_kwh != amounts.MISSING for one in pumps), predictions=predictions(),
    )  # fmt: skip


def _lead(views: Sequence[View], drops: Sequence[Drop]) -> Iterator[Text]:
    view = views[0]
    chosen = [drop.chosen for drop in drops if drop.chosen]
    counts = Counter(str(row["type"]) for row in chosen)

    def named(one: View) -> str:
        said = [
            one.say(text("{machine} ({count})", machine=_name(one, kind), count=str(count)))
            for kind, count in counts.most_common()
        ]
        return one.say(text(", ")).join(said)

    if chosen:
        yield text(
            "{types} types of turbine were compared at {drops} drops. Chosen (drops): {machines}; together {kw} kW and {kwh} MWh a year.",
            types=str(len(view.results.machines)), drops=str(len(drops)), machines=in_each(views, named),
            kw=amounts.number(sum(row["rated_kw"] for row in chosen), 1),
            kwh=amounts.mwh(sum(row["annual_kwh"] for row in chosen)),
        )  # fmt: skip
    else:
        yield text(
            "{types} types of turbine were compared at {drops} drops. None has a region that holds one of them.",
            types=str(len(view.results.machines)), drops=str(len(drops)),
        )  # fmt: skip
    left = [drop for drop in drops if drop.chosen is None]
    if left and chosen:
        names = in_each(views, lambda one: one.say(text(", ")).join(one.names.owner(drop.id) for drop in left[:MARKED]))
        yield text("No type may be chosen at: {places}.", places=names)
    yield from _choice(views, [str(row["basis"]) for row in chosen])


def _name(view: View, kind: str) -> str:
    machine = view.results.machines[kind]
    return machine.name if view.lang == "ja" else machine.name_en


def _choice(views: Sequence[View], bases: Sequence[str]) -> Iterator[Text]:
    """How the choice was made."""
    view = views[0]
    choice = view.results.config.hydro.choice
    case = choice.case or view.main_case
    weights = choice.weights
    money = text("NPV under “{case}”", case=in_each(views, lambda one: case_label(one, case)))
    if "energy" in bases:
        money = text("yearly energy where no cost is known, else {money}", money=money)
    if weights.maintainability or weights.references:
        yield text(
            "Chosen among the types whose region holds the drop, by {money} (weight {money_weight}), maintainability ({maintainability}) and references ({references}).",
            money=money, money_weight=amounts.trimmed(weights.money, 2),
            maintainability=amounts.trimmed(weights.maintainability, 2),
            references=amounts.trimmed(weights.references, 2),
        )  # fmt: skip
        if choice.assumption:
            yield verbatim(choice.note, en=choice.note_en) if choice.note else text("The ratings are assumptions.")
    else:
        yield text("Chosen among the types whose region holds the drop, by {money}.", money=money)


def _line(views: Sequence[View], drop: Drop, money: amounts.YenUnit) -> DropLine:
    view, row = views[0], drop.chosen
    if row is None:
        missing = amounts.MISSING
        near = min(drop.machines, key=lambda one: one["margin_decades"])
        return DropLine(
            place(views, drop), _anchor(drop), mode_label(drop), shown(near["design_head_m"], 1),
            shown(near["design_flow_m3_s"], 3), None, missing, missing, missing, (missing,) * len(view.cases), "",
        )  # fmt: skip
    return DropLine(
        place=place(views, drop), link=_anchor(drop), mode=mode_label(drop),
        head=shown(row["design_head_m"], 1), flow=shown(row["design_flow_m3_s"], 3),
        machine=machine_name(view.results.machines, row),
        kw=shown(row["rated_kw"], 1), kwh=shown(row["annual_kwh"]), capex=in_unit(money, row["capex_yen"]),
        bc=tuple(shown(row[f"bc_{case}"], 2) for case in view.cases), why=_why(view, drop),
    )  # fmt: skip


def _anchor(drop: Drop) -> str:
    return "" if drop.mode == "simple" else anchor("drop", drop.id)


def _why(view: View, drop: Drop) -> str:
    """Where the working of the chosen option stands, if the page has it."""
    return anchor("why", drop.option_id) if any(one.id == drop.option_id for one in traced_options(view)) else ""


def _chart_notes(views: Sequence[View], drops: Sequence[Drop], near: frozenset[str]) -> Iterator[Text]:
    margins = nearest(drops)
    for drawn in (True, False):
        kinds = [kind for kind, margin in margins.items() if margin > 0 and (kind in near) == drawn]
        if kinds:
            names = in_each(views, partial(_with_margins, margins={kind: margins[kind] for kind in kinds}))
            told = text("Outside at every drop (decades to the nearest): {names}.", names=names)
            yield told if drawn else text("Not drawn, as farther from every drop: {names}.", names=names)
    if len(drops) > MARKED:
        yield text("{count} more drops are not drawn.", count=str(len(drops) - MARKED))
    without = [drop for drop in drops[:MARKED] if drop.chosen is None]
    if without:
        names = in_each(views, lambda one: one.say(text(", ")).join(one.names.owner(drop.id) for drop in without))
        yield text("Without a design point, as no type may be chosen: {names}.", names=names)


def _with_margins(view: View, margins: Mapping[str, float]) -> str:
    said = (f"{_name(view, kind)} {amounts.number(margin, 2)}" for kind, margin in margins.items())
    return view.say(text(", ")).join(said)


def _sources(view: View, near: frozenset[str]) -> Iterator[Sources]:
    """The sources of the regions that are drawn, and the assumptions behind the others."""
    machines = [one for one in view.results.machines.values() if one.id in near]
    regions = [(machine, region) for machine in machines for region in machine.regions]
    sourced = shortened(region.source for _, region in regions if region.confidence == "sourced")
    if sourced:
        yield Sources(tuple((None, verbatim(one)) for one in sourced), False)
    assumed: dict[tuple[str, str], tuple[Text, Text]] = {}
    for machine, region in regions:
        if region.confidence == "assumption":
            name = verbatim(machine.name, en=machine.name_en)
            source = verbatim(region.source, ja=region.source_in("ja"), en=region.source)
            assumed.setdefault((region.source, machine.id), (name, source))
    if assumed:
        yield Sources(tuple(assumed.values()), True)


def _study(views: Sequence[View], drop: Drop, money: amounts.YenUnit, number: int) -> Study:
    view = views[0]
    reasons = _reasons(view, drop)
    machine = None if drop.chosen is None else view.results.machines[str(drop.chosen["type"])]
    curve = None if machine is None else flow_curve(views, drop, machine, number)
    return Study(
        anchor=_anchor(drop), line=_line(views, drop, money), facts=tuple(_facts(view, drop)),
        chart=drop_chart(views, drop, near_types([drop]), number), curve=curve, curve_note=_curve_note(drop),
        inside=machine_lines(view, drop, [one for one in drop.in_order if one["in_chart"]], money, reasons),
        outside=machine_lines(view, drop, [one for one in drop.in_order if not one["in_chart"]], money, reasons),
    )  # fmt: skip


def _facts(view: View, drop: Drop) -> Iterator[tuple[Text, tuple[Text, ...]]]:
    yield text("Head"), tuple(head_facts(drop))
    yield text("Flow"), tuple(flow_facts(view, drop))
    yield text("Calculated by"), (mode_label(drop),)
    notes = record_notes(view, drop)
    if notes:
        yield text("Found in the input"), tuple(notes)


def _curve_note(drop: Drop) -> Text | None:
    days = drop.stated("outage_days")
    if not days:
        return None
    return text("The volumes count {days} days out of use, which the curve does not show.", days=shown(days))


def _reasons(view: View, drop: Drop) -> Mapping[str, list[tuple[str, Text]]]:
    mine = {str(row["option_id"]) for row in drop.machines}
    found: dict[str, list[tuple[str, Text]]] = {}
    for row in view.results.reasons.to_dict("records"):
        if row["option_id"] in mine:
            found.setdefault(str(row["option_id"]), []).append((str(row["side"]), row["what"]))
    return found
