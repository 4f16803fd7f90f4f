"""Drops whose power and use rate are given: what each type would need there, and what a swinging flow would change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from siting.language import Text, text, verbatim
from siting.reporting import amounts
from siting.reporting.page.figure import Shown, figure
from siting.reporting.page.view import View, in_each
from siting.reporting.page.water_drops import Drop, Row, flow, known, machine_name, place, short_place, shown
from siting.reporting.page.water_tables import region_cell

SHOWN = 6
"""So many drops stand side by side."""


@dataclass(frozen=True)
class NeedCell:
    """What a type needs at a drop: the flow, its place on the chart, its score, and whether it was chosen."""

    flow: Shown
    too_much: bool
    region: Shown
    inside: bool
    score: Shown
    chosen: bool


@dataclass(frozen=True)
class NeedLine:
    """A type beside the drops."""

    name: Text
    assumed: bool
    ratings: tuple[Shown, Shown]
    cells: tuple[NeedCell, ...]


@dataclass(frozen=True)
class ShapeLine:
    """A shape of the flow: the energy at each drop, and its share of the simple estimate (over all drops)."""

    name: Text
    energies: tuple[Shown, ...]
    share: str


@dataclass(frozen=True)
class Simple:
    """The drops in simple mode: types that fit somewhere, what is too much, sensitivity."""

    places: tuple[Text, ...]
    inside: tuple[NeedLine, ...]
    more: int
    rated: bool
    remarks: tuple[Text, ...]
    given: tuple[Shown, ...]
    shapes: tuple[ShapeLine, ...]
    meaning: tuple[Text, ...]


def simple_drops(views: Sequence[View], every: Sequence[Drop]) -> Simple | None:
    """The comparison of drops in simple mode, None without any."""
    mine = [drop for drop in every if drop.mode == "simple"]
    if not mine:
        return None
    view, drops = views[0], mine[:SHOWN]
    lines = [_line(view, drops, kind) for kind in _types(drops)]
    return Simple(
        places=tuple(in_each(views, partial(short_place, drop=drop, drops=drops)) for drop in drops),
        inside=tuple(line for line in lines if any(cell.inside for cell in line.cells)),
        more=len(mine) - len(drops),
        rated=_weighs(view),
        remarks=tuple(_too_much(views, mine)),
        given=tuple(shown(drop.machines[0]["annual_kwh"]) for drop in drops),
        shapes=tuple(_shapes(view, drops)),
        meaning=tuple(_meaning(view)),
    )  # fmt: skip


def _weighs(view: View) -> bool:
    weights = view.results.config.hydro.choice.weights
    return bool(weights.maintainability or weights.references)


def _types(drops: Sequence[Drop]) -> list[str]:
    """The types in the order of the drops' own tables: what is chosen, then what fits at most drops, then by distance."""
    rows = [row for drop in drops for row in drop.machines]

    def key(kind: str) -> tuple[int, int, float]:
        mine = [row for row in rows if row["type"] == kind]
        margins = [known(row["margin_decades"]) or 0.0 for row in mine]
        return -sum(row["chosen"] for row in mine), -sum(row["in_chart"] for row in mine), min(margins)

    return sorted(dict.fromkeys(str(row["type"]) for row in rows), key=key)


def _line(view: View, drops: Sequence[Drop], kind: str) -> NeedLine:
    rows = [next(row for row in drop.machines if row["type"] == kind) for drop in drops]
    return NeedLine(
        name=machine_name(view.results.machines, rows[0]), assumed=rows[0]["confidence"] == "assumption",
        ratings=(_rating(rows[0]["maintainability"]), _rating(rows[0]["references"])),
        cells=tuple(_cell(row) for row in rows),
    )  # fmt: skip


def _rating(value: Any) -> Shown:
    number = known(value)
    return figure(number, amounts.trimmed(number, 1))


def _cell(row: Row) -> NeedCell:
    limit = known(row["flow_limit_m3_s"])
    return NeedCell(
        flow=flow(row["design_flow_m3_s"]), too_much=limit is not None and row["design_flow_m3_s"] > limit,
        region=region_cell(row), inside=bool(row["in_chart"]), score=shown(row["score"], 2), chosen=bool(row["chosen"]),
    )  # fmt: skip


def _too_much(views: Sequence[View], drops: Sequence[Drop]) -> Iterator[Text]:
    """Drops where every type that may be chosen needs more water than there is."""
    for drop in drops:
        limit = known(drop.machines[0]["flow_limit_m3_s"])
        needed = [float(row["design_flow_m3_s"]) for row in drop.machines if row["in_chart"]]
        if limit is None or not needed or min(needed) <= limit:
            continue
        low, high = (amounts.number(one, 2) for one in (min(needed), max(needed)))
        yield text(
            "{place}: for the stated {power} kW at {head} m the types inside their region need {range} m³/s, more than the {limit} m³/s there are at most. The stated power, head and flow do not go together: ask where the power comes from.",
            place=place(views, drop), power=shown(drop.stated("capacity_kw"), 1), head=shown(drop.stated("net_head_m"), 1),
            range=low if low == high else f"{low}–{high}", limit=flow(limit),
        )  # fmt: skip


def _shapes(view: View, drops: Sequence[Drop]) -> Iterator[ShapeLine]:
    shapes = view.results.shapes
    rows: dict[tuple[str, str], dict[str, Mapping[Any, Any]]] = {}
    for row in shapes.to_dict("records"):
        rows.setdefault((row["shape"], row["shape_en"]), {})[row["drop_id"]] = row
    for (name, english), by_drop in rows.items():
        energies = tuple(shown(by_drop.get(drop.id, {}).get("annual_kwh")) for drop in drops)
        yield ShapeLine(verbatim(name, en=english), energies, _span([row["ratio"] for row in by_drop.values()]))


def _span(shares: Iterable[float]) -> str:
    """One share, or the least and the largest."""
    said = [amounts.percent(one, 0) for one in (min(shares), max(shares))]
    return "–".join(dict.fromkeys(said))


def _meaning(view: View) -> Iterator[Text]:
    shapes, config = view.results.shapes, view.results.config
    if shapes.empty or config.hydro.shapes is None:
        return
    machine = view.results.machines[config.hydro.shapes.machine]
    yield text(
        "The simple estimate holds where the machine runs at full power for the share of the year that is its use rate. Where instead the flow is that share of the design flow on the average and never stops, {machine} gives {range} of it.",
        machine=verbatim(machine.name, en=machine.name_en), range=_span(shapes["ratio"]),
    )  # fmt: skip
    if shapes["variable_speed_kwh"].notna().any():
        yield text("A pump has no guide vanes: away from its best flow a valve burns the head that it cannot use.")
        simple = shapes["annual_kwh"] / shapes["ratio"]
        yield text("At variable speed it would be {range}.", range=_span(shapes["variable_speed_kwh"] / simple))
    yield text(
        "A machine made for the mean flow would be smaller and get more out of the same water: measure the flow before the design."
    )
