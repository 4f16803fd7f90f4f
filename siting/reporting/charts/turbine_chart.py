"""Turbine selection chart (水車選定図): regions of turbine types over flow and head, with the project's drops.

Colour is never alone: each region has a rhythm of dashes of its own and its name just inside its border. A sourced
region has a fine unbroken line under the rhythm; the border of an assumed one is broken.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from siting.reporting.charts.chart import Chart, drawable, finished
from siting.reporting.charts.labels import Box, Placement, PointLabel, Segment, place_labels, shorten, text_width
from siting.reporting.charts.log_paper import LogPaper, Place, axes, grid, log_paper, strokes_of
from siting.reporting.charts.power_lines import PowerLine, drawn_power_lines, power_lines
from siting.reporting.charts.region_labels import Area, RegionLabel, place_region_labels
from siting.reporting.charts.region_shapes import area_path, border, holds
from siting.reporting.charts.svg import Markup, element, group
from siting.reporting.charts.theme import INK, SMALL, WIDTH
from siting.reporting.charts.turbine_legend import footnotes, turbine_legend
from siting.reporting.charts.turbine_marks import (
    MARK,
    NAME_SIZE,
    Emphasis,
    RegionLook,
    drop_name,
    operating_range,
    region_area,
    region_border,
    region_look,
    region_name,
    widened,
)
from siting.reporting.charts.turbine_spec import DropMark, RegionShape, TurbineChartSpec, design_text, places_of
from siting.reporting.charts.turbine_table import turbine_columns, turbine_table

_PLOT = Box(46.0, 28.0, WIDTH - 12.0, 28.0)
_MAX_NAME = 190.0
_MAX_LEADER = 50.0
_MANY, _MAX_NAMED = 12, 30
"""More drops than the first have their names tried in the quick way; no more than the second have one."""


@dataclass(frozen=True)
class _Drop:
    """A drop in picture units."""

    mark: DropMark
    places: tuple[Place, ...]
    design: Place | None

    @property
    def anchor(self) -> Place:
        """Where its name is tied: the design point, else the middle of the range."""
        return self.design or self.places[len(self.places) // 2]


def turbine_chart(spec: TurbineChartSpec) -> Chart:
    """The chart with the rows of drops, then of regions, as its table; drops without a place are in neither."""
    marks = [mark for mark in map(_known, spec.drops) if mark is not None]
    paper = log_paper([place for mark in marks for place in places_of(mark)], spec.window, _PLOT)
    drops = [_drop(mark, paper) for mark in marks]
    areas = [_area(index, region, paper) for index, region in enumerate(spec.regions)]
    looks = {area.key: look for area, look in zip(areas, _looks(spec, drops, areas), strict=True)}
    shown = [area for area in areas if area.border]
    names = _drop_names(drops, paper, [stroke for area in shown for stroke in area.border])
    powers = _powers(spec, paper, drops, names, shown)
    labels = place_region_labels(
        shown,
        paper.plot,
        NAME_SIZE,
        [*_taken(drops, names), *(box for power in powers for box in power.boxes)],
        _strokes(drops, names),
    )
    key, bottom = turbine_legend(spec, shown, looks, labels, paper.plot.bottom + 48)
    notes, bottom = footnotes(spec, bottom)
    parts = [
        *grid(paper),
        *(region_area(area, looks[area.key], paper.plot) for area in _loud_last(shown, looks)),
        *drawn_power_lines(powers),
        *(region_border(area, looks[area.key]) for area in _loud_last(shown, looks)),
        _frame(paper.plot),
        *axes(paper, spec.flow_title, spec.head_title),
        *(region_name(label, looks[label.key]) for label in labels),
        *_drawn_drops(spec, drops, names, paper.plot),
        *key,
        *notes,
    ]
    unlabelled = (*names.dropped, *_unnamed(shown, labels))
    return finished(
        spec.heading, math.ceil(bottom + 6), parts, turbine_columns(spec), turbine_table(spec, marks), unlabelled
    )


def _known(mark: DropMark) -> DropMark | None:
    """The drop with the places that log-log paper can show, or None without any."""
    places = tuple(place for place in mark.range if _positive(place))
    design = mark.design if mark.design is not None and _positive(mark.design) else None
    return DropMark(mark.id, mark.label, places, design) if places or design else None


def _positive(place: Place) -> bool:
    return all((known := drawable(value)) is not None and known > 0 for value in place)


def _drop(mark: DropMark, paper: LogPaper) -> _Drop:
    return _Drop(mark, tuple(map(paper, mark.range)), None if mark.design is None else paper(mark.design))


def _area(index: int, region: RegionShape, paper: LogPaper) -> Area:
    polygons = tuple(tuple(map(paper, polygon)) for polygon in region.all_polygons)
    sourced, assumed = border(polygons, paper.plot, len(region.polygons))
    if not sourced and not assumed and area_path(polygons, paper.plot):
        sourced, assumed = (_edges(paper.plot), []) if region.polygons else ([], _edges(paper.plot))
    return Area(region.id, _short(region.label), str(index + 1), polygons, tuple(sourced), tuple(assumed))


def _short(name: str) -> str:
    """A long name without what it says in brackets at its end; the legend has it all."""
    if text_width(name, NAME_SIZE) > _MAX_NAME:
        name = re.split(r"(?<=.)[(（]", name, maxsplit=1)[0].rstrip()
    return shorten(name, _MAX_NAME, NAME_SIZE)


def _looks(spec: TurbineChartSpec, drops: Sequence[_Drop], areas: Sequence[Area]) -> list[RegionLook]:
    design = drops[0].design if len(drops) == 1 else None
    return [
        region_look(index, _emphasis(region, area, design))
        for index, (region, area) in enumerate(zip(spec.regions, areas, strict=True))
    ]


def _emphasis(region: RegionShape, area: Area, design: Place | None) -> Emphasis:
    if region.chosen:
        return Emphasis.CHOSEN
    if design is None:
        return Emphasis.PLAIN
    return Emphasis.HOLDING if holds(area.polygons, design) else Emphasis.PALE


def _edges(frame: Box) -> list[Segment]:
    """The frame itself, the border of a region that covers all of it."""
    left, top, right, bottom = frame.left, frame.top, frame.right, frame.bottom
    return [
        (left, top, right, top),
        (right, top, right, bottom),
        (right, bottom, left, bottom),
        (left, bottom, left, top),
    ]


def _loud_last(areas: Sequence[Area], looks: dict[str, RegionLook]) -> list[Area]:
    """In the order of drawing: what speaks louder covers the rest."""
    order = (Emphasis.PALE, Emphasis.PLAIN, Emphasis.HOLDING, Emphasis.CHOSEN)
    return sorted(areas, key=lambda area: order.index(looks[area.key].emphasis))


def _range_strokes(drops: Sequence[_Drop]) -> list[Segment]:
    return widened([stroke for drop in drops for stroke in strokes_of(drop.places)])


def _drop_names(drops: Sequence[_Drop], paper: LogPaper, borders: Sequence[Segment]) -> Placement:
    """Names clear of the borders of regions where a short line reaches such a place, else over them."""
    wishes = [
        PointLabel(drop.mark.id, shorten(drop.mark.label, _MAX_NAME, SMALL), *drop.anchor, MARK + 1.5) for drop in drops
    ]
    inner = Box(paper.plot.left + 3, paper.plot.top + 3, paper.plot.right - 3, paper.plot.bottom - 3)
    if len(drops) > _MANY:
        ranges = [stroke for drop in drops for stroke in strokes_of(drop.places)]
        crowded = place_labels(wishes[:_MAX_NAMED], inner, SMALL, text_lines=ranges)
        return Placement(crowded.placed, (*crowded.dropped, *(wish.key for wish in wishes[_MAX_NAMED:])))
    ranges = _range_strokes(drops)
    clear = place_labels(wishes, inner, SMALL, text_lines=[*ranges, *borders])
    kept = [label for label in clear.placed if label.leader is None or _length(label.leader) <= _MAX_LEADER]
    left = [wish for wish in wishes if wish.key not in {label.key for label in kept}]
    if not left:
        return clear
    boxes = [*(label.box for label in kept), *(wish.marker for wish in wishes if wish not in left)]
    leaders = [label.leader for label in kept if label.leader is not None]
    rest = place_labels(left, inner, SMALL, boxes, leaders, ranges)
    return Placement((*kept, *rest.placed), rest.dropped)


def _length(stroke: Segment) -> float:
    return math.dist(stroke[:2], stroke[2:])


def _taken(drops: Sequence[_Drop], names: Placement) -> list[Box]:
    reach = MARK + 2
    return [
        *(placed.box for placed in names.placed),
        *(Box(x - reach, y - reach, x + reach, y + reach) for x, y in (drop.anchor for drop in drops)),
    ]


def _powers(
    spec: TurbineChartSpec, paper: LogPaper, drops: Sequence[_Drop], names: Placement, areas: Sequence[Area]
) -> list[PowerLine]:
    return power_lines(
        paper,
        [(power_kw, spec.format_power(power_kw)) for power_kw in spec.powers_kw],
        _taken(drops, names),
        _strokes(drops, names),
        [stroke for area in areas for stroke in area.border],
    )


def _strokes(drops: Sequence[_Drop], names: Placement) -> list[Segment]:
    """Operating ranges and the lines to the names of drops: no writing stands on them."""
    return [*_range_strokes(drops), *(placed.leader for placed in names.placed if placed.leader is not None)]


def _frame(plot: Box) -> Markup:
    return element(
        "rect",
        x=plot.left,
        y=plot.top,
        width=plot.right - plot.left,
        height=plot.bottom - plot.top,
        fill="none",
        stroke=INK,
        stroke_width=1.2,
    )


def _drawn_drops(spec: TurbineChartSpec, drops: Sequence[_Drop], names: Placement, frame: Box) -> list[Markup]:
    """Ranges and markers first, then the names, so that no range covers a name."""
    marks = [
        group(
            operating_range(drop.places, drop.design, frame),
            key=drop.mark.id,
            hover=": ".join((drop.mark.label, design_text(spec, drop.mark))),
        )
        for drop in drops
    ]
    return [*marks, *(group(drop_name(placed), key=placed.key) for placed in names.placed)]


def _unnamed(areas: Sequence[Area], labels: Sequence[RegionLabel]) -> tuple[str, ...]:
    named = {label.key for label in labels}
    return tuple(area.key for area in areas if area.key not in named)
