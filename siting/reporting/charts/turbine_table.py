"""A turbine selection chart as a table: its drops, then its regions."""

from __future__ import annotations

import math
from collections.abc import Sequence

from siting.reporting.charts.chart import FormatValue
from siting.reporting.charts.log_paper import FAR, Place
from siting.reporting.charts.region_shapes import holds
from siting.reporting.charts.turbine_spec import DropMark, TurbineChartSpec, design_text, places_of


def turbine_columns(spec: TurbineChartSpec) -> tuple[str, ...]:
    words = spec.words
    return (
        *(words.label_column, words.kind_column, words.flow_column, words.head_column),
        *(words.design_column, words.holds_column),
    )


def turbine_table(spec: TurbineChartSpec, marks: Sequence[DropMark]) -> tuple[tuple[str, ...], ...]:
    missing = spec.heading.missing_text
    drops = (
        (mark.label, spec.words.drop, *_extent(spec, places_of(mark)), design_text(spec, mark), _holding(spec, mark))
        for mark in marks
    )
    regions = (
        (
            region.label,
            spec.words.sourced if region.polygons else spec.words.assumption,
            *_extent(spec, [place for polygon in region.all_polygons for place in polygon]),
            missing,
            missing,
        )
        for region in spec.regions
    )
    return (*drops, *regions)


def _extent(spec: TurbineChartSpec, places: Sequence[Place]) -> tuple[str, str]:
    """Least to largest flow and head; an open end stays open."""
    if not places:
        return spec.heading.missing_text, spec.heading.missing_text
    flow, head = (
        _span([place[axis] for place in places], said) for axis, said in ((0, spec.format_flow), (1, spec.format_head))
    )
    return flow, head


def _span(values: Sequence[float], said: FormatValue) -> str:
    low, high = (said(end) if FAR[0] < end < FAR[1] else "" for end in (min(values), max(values)))
    return low if low == high else f"{low} – {high}".strip()


def _holding(spec: TurbineChartSpec, mark: DropMark) -> str:
    """The types whose region holds the design point."""
    if mark.design is None:
        return spec.heading.missing_text
    place = _logs(mark.design)
    held = [
        region.label
        for region in spec.regions
        if holds([tuple(map(_logs, polygon)) for polygon in region.all_polygons], place, 1e-9)
    ]
    return ", ".join(held) or spec.heading.missing_text


def _logs(place: Place) -> Place:
    return math.log10(place[0]), math.log10(place[1])
