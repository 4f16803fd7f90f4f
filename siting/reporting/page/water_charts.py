"""The charts of the water section: turbine selection of the project and of a drop, and a drop's duration curve."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

import pandas as pd

from siting.language import Text, text
from siting.project.machines.model import Machine
from siting.reporting import amounts
from siting.reporting.charts import DropMark, DurationSpec, Heading, Reference, TurbineChartSpec, duration_chart
from siting.reporting.charts.turbine_chart import turbine_chart
from siting.reporting.charts.turbine_spec import WINDOW
from siting.reporting.page.drawing import Drawing, drawn
from siting.reporting.page.view import View
from siting.reporting.page.water_drops import Drop, Row, known, short_place, water_parts
from siting.reporting.turbine_spec import drop_mark, turbine_spec

DRAWN = 30
"""So many drops are on the chart of the project: no more have a name there."""
NEAR_DECADES = 0.3
"""Types farther than this (a factor of two in head and flow) from every drop are left out of the charts; the tables list them."""


def nearest(drops: Iterable[Drop]) -> dict[str, float]:
    """The distance of every type's region to the drop that is nearest to it [decades], the nearest type first."""
    found: dict[str, float] = {}
    for row in (row for drop in drops for row in drop.machines):
        margin = known(row["margin_decades"])
        found[str(row["type"])] = min(found.get(str(row["type"]), math.inf), math.inf if margin is None else margin)
    return dict(sorted(found.items(), key=lambda one: one[1]))


def near_types(drops: Iterable[Drop]) -> frozenset[str]:
    """The types whose region holds one of the drops or comes near it."""
    return frozenset(kind for kind, margin in nearest(drops).items() if margin <= NEAR_DECADES)


def durations_of(view: View, drop: Drop) -> pd.DataFrame:
    """The rows of the drop's duration curve."""
    durations = view.results.durations
    return durations[durations["drop_id"].eq(drop.id).to_numpy(dtype=bool)]


def mark_of(view: View, drop: Drop, name: str) -> DropMark:
    """A drop on the chart: operating range and design point of its chosen machine; lit with its option elsewhere."""
    key = drop.option_id or drop.id
    design = None if drop.chosen is None else pd.Series(dict(drop.chosen))
    if drop.mode != "simple":
        return drop_mark(key, name, durations_of(view, drop), design)
    marked = drop_mark(key, name, pd.DataFrame({"flow_m3_s": [], "head_m": []}), design)
    limit, head = known(drop.machines[0]["flow_limit_m3_s"]), drop.stated("net_head_m")
    if limit is None or head is None:
        return marked
    return replace(marked, range=((min(WINDOW[0][0], limit / 10), head), (limit, head)))


def project_chart(views: Sequence[View], drops: Sequence[Drop]) -> Drawing:
    """The turbine selection chart with the leading drops."""
    near, shown = near_types(drops), drops[:DRAWN]

    def spec(view: View) -> TurbineChartSpec:
        marks = [mark_of(view, drop, short_place(view, drop, shown)) for drop in shown]
        return turbine_spec(view.results.machines, marks, view.lang)

    return _selection(views, spec, near)


def drop_chart(views: Sequence[View], drop: Drop, near: frozenset[str], number: int) -> Drawing:
    """The turbine selection chart of one drop; ``near`` are the types near it."""
    title = text("Turbine selection chart of this drop")

    def spec(view: View) -> TurbineChartSpec:
        mark = mark_of(view, drop, short_place(view, drop, (drop,)))
        chosen = None if drop.chosen is None else str(drop.chosen["type"])
        return turbine_spec(
            view.results.machines, (mark,), view.lang, chosen=chosen, chart_id=f"turbines{number}", title=title
        )

    return _selection(views, spec, near)


def _selection(views: Sequence[View], spec: Callable[[View], TurbineChartSpec], near: frozenset[str]) -> Drawing:
    charts = {view.lang: turbine_chart(_without_far(spec(view), near)) for view in views}
    return drawn(charts, keep_hovers=False)


def _without_far(spec: TurbineChartSpec, near: frozenset[str]) -> TurbineChartSpec:
    """The chart without far types; they keep their places, so that every other type looks the same in all charts."""
    regions = tuple(one if one.id in near else replace(one, polygons=(), assumed=()) for one in spec.regions)
    return replace(spec, regions=regions, footnotes=())


def flow_curve(views: Sequence[View], drop: Drop, machine: Machine, number: int) -> Drawing | None:
    """The duration curve and what the chosen machine makes of it; None where nothing is chosen or the flow is constant."""
    chosen, durations = drop.chosen, durations_of(views[0], drop)
    flows = durations["flow_m3_s"].to_numpy(dtype=float)
    if chosen is None or drop.mode != "duration" or not len(flows) or flows.min() == flows.max():
        return None
    curve = tuple(zip((durations["time_share"] * 100).tolist(), flows.tolist(), strict=True))
    charts = {view.lang: duration_chart(_duration(view, chosen, machine, durations, curve, number)) for view in views}
    return drawn(charts, keep_hovers=False)


def _duration(
    view: View, row: Row, machine: Machine, durations: pd.DataFrame, curve: tuple[tuple[float, float], ...], number: int
) -> DurationSpec:
    design = float(row["design_flow_m3_s"])
    least = machine.minimum_flow_share * design / int(row["units"])
    stands = bool((durations["cutoff_m3_s"] > 0).any())
    through, past, standing = water_parts(row) or (0.0, 0.0, 0.0)
    heading = Heading(
        f"flow{number}", view.say(text("Flow duration curve")),
        view.say(text("Flow that is reached or exceeded for a share of the year, split into the water that goes through the machine, past it, and by while it stands.")),
        view.say(text("There is no flow to draw.")), amounts.MISSING,
    )  # fmt: skip
    return DurationSpec(
        heading=heading, points=curve,
        design=Reference(design, _limit(view, text("design flow"), design)),
        minimum=Reference(least, _limit(view, text("least flow"), least)) if stands and least > 0 else None,
        turbined_label=_part(view, text("through the machine"), row["turbined_m3"], through),
        spilled_label=_part(view, text("past the machine"), row["spilled_m3"], past),
        cutoff_label=_part(view, text("while it stands"), row["cutoff_m3"], standing),
        share_title=view.say(text("share of the year, %")), flow_title=view.say(text("flow, m³/s")),
        share_column=view.say(text("Share of the year")), flow_column=view.say(text("Flow")),
        turbined_column=view.say(text("through the machine")), spilled_column=view.say(text("past the machine")),
        cutoff_column=view.say(text("while it stands")),
        format_share=lambda value: f"{amounts.trimmed(value, 1)}%", format_flow=lambda value: amounts.number(value, 3),
    )  # fmt: skip


def _limit(view: View, what: Text, flow_m3_s: float) -> str:
    return f"{view.say(what)} {amounts.significant(flow_m3_s)} m³/s"


def _part(view: View, what: Text, volume_m3: float, share: float) -> str:
    volume = amounts.number(float(volume_m3) / 1000.0)
    said = text("{what}: {volume} thousand m³/y ({share})", what=what, volume=volume, share=amounts.percent(share))
    return view.say(said)
