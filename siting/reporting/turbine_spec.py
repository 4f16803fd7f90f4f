"""The turbine selection chart of machines and drops: regions, operating ranges and words, ready to be drawn."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import pandas as pd

from siting.language import Text, text
from siting.project.machines.model import Machine, Region
from siting.reporting import amounts
from siting.reporting.charts import DropMark, Heading, RegionShape, TurbineChartSpec, TurbineWords, bounds_polygon

Place = tuple[float, float]

RANGE_POINTS = 21


def turbine_spec(
    machines: Mapping[str, Machine],
    drops: Sequence[DropMark],
    lang: str,
    *,
    chosen: str | None = None,
    chart_id: str = "turbines",
    title: Text | None = None,
) -> TurbineChartSpec:
    """The chart of these machines, in their order, with these drops; ``chosen`` is the id of a machine to stand out.

    ``chart_id`` must be unique in a page; ``title`` is that of the chart of a single drop.
    """
    heading = Heading(
        chart_id,
        (title or text("Turbine selection chart")).say(lang),
        text("Regions of turbine types over flow and head, with the operating range and design point of each drop.").say(lang),
        text("There are no drops to draw.").say(lang),
        amounts.MISSING,
    )  # fmt: skip
    return TurbineChartSpec(
        heading=heading,
        regions=tuple(_region(one, lang, one.id == chosen) for one in machines.values()),
        drops=tuple(drops),
        flow_title=text("Flow [m³/s]").say(lang),
        head_title=text("Net head [m]").say(lang),
        words=_words(lang),
        format_flow=lambda value: f"{amounts.significant(value)} m³/s",
        format_head=lambda value: f"{amounts.significant(value)} m",
        format_power=lambda value: f"{amounts.trimmed(value)} kW",
        footnotes=tuple(note.say(lang) for note in _footnotes(machines.values())),
    )


def drop_mark(drop_id: str, label: str, duration: pd.DataFrame, chosen: pd.Series | None) -> DropMark:
    """A drop on the chart, from its rows of the duration curve and its chosen machine's row of the turbines.

    The design point has the flow of one unit, because regions are those of one unit; the range is of all the water.
    """
    design = None
    if chosen is not None:
        flow = float(chosen["design_flow_m3_s"]) / int(chosen["units"])
        design = (flow, float(chosen["design_head_m"]))
    return DropMark(drop_id, label, operating_range(duration), design)


def operating_range(duration: pd.DataFrame) -> tuple[Place, ...]:
    """Heads at flows from small to large, at most so many as a line needs; flows and heads not above zero are left out.

    A head that varies by itself is smoothed over its neighbours by their median, which leaves a head that follows the
    flow as it is.
    """
    flow, head = (duration[name].to_numpy(dtype=float) for name in ("flow_m3_s", "head_m"))
    runs = (flow > 0) & (head > 0)
    flow, first = np.unique(flow[runs], return_index=True)
    head = head[runs][first]
    last = len(flow) - 1
    shown = np.unique(np.linspace(0, last, min(RANGE_POINTS, last + 1)).round().astype(int)) if len(flow) else ()
    return tuple((float(flow[at]), _median_about(head, int(at))) for at in shown)


def _median_about(head: np.ndarray, at: int) -> float:
    reach = min(2, at, len(head) - 1 - at)
    return float(np.median(head[at - reach : at + reach + 1]))


def _region(machine: Machine, lang: str, chosen: bool) -> RegionShape:
    by_kind: dict[str, list[tuple[Place, ...]]] = {"sourced": [], "assumption": []}
    for region in machine.regions:
        by_kind[region.confidence].append(_polygon(region))
    label = machine.name if lang == "ja" else machine.name_en
    return RegionShape(machine.id, label, tuple(by_kind["sourced"]), tuple(by_kind["assumption"]), chosen)


def _polygon(region: Region) -> tuple[Place, ...]:
    return region.polygon or bounds_polygon(
        (region.flow_min_m3_s, region.flow_max_m3_s),
        (region.head_min_m, region.head_max_m),
        (region.power_min_kw, region.power_max_kw),
    )


def _words(lang: str) -> TurbineWords:
    said = {
        "sourced": text("region from a source"),
        "assumption": text("region assumed"),
        "power": text("hydraulic power"),
        "range": text("operating range"),
        "design": text("design point"),
        "chosen": text("chosen machine"),
        "drop": text("drop"),
        "label_column": text("Name"),
        "kind_column": text("Kind"),
        "flow_column": text("Flow"),
        "head_column": text("Net head"),
        "design_column": text("Design point"),
        "holds_column": text("Types that hold it"),
    }
    return TurbineWords(**{name: word.say(lang) for name, word in said.items()})


def _footnotes(machines: Iterable[Machine]) -> list[Text]:
    regions = [region for machine in machines for region in machine.regions]
    sources = shortened(region.source for region in regions if region.confidence == "sourced")
    notes = [text("The operating range is all the water of a drop; the design point is that of one unit.")]
    notes += [text("Sources of the regions: {sources}.", sources="; ".join(sources))] if sources else []
    if any(region.confidence == "assumption" for region in regions):
        notes.append(
            text(
                "Regions whose dashes have no fine line under them are assumptions, to be replaced by makers' figures."
            )
        )
    return notes


def shortened(sources: Iterable[str]) -> list[str]:
    """Sources of regions with each clause once; those that differ only in whom they follow (``, after X``) as one."""
    found: dict[str, dict[str, None]] = {}
    for source in sources:
        for clause in source.split("; "):
            stem, _, after = clause.partition(", after ")
            found.setdefault(stem, {}).update({after: None} if after else {})
    return [stem + (f", after {', '.join(names)}" if names else "") for stem, names in found.items()]
