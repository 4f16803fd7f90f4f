"""Flow duration curve: what a machine takes, what passes it above its design flow, and what is too little to run."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from siting.reporting.charts.axis import horizontal_axis, horizontal_reference, tick_room, vertical_axis
from siting.reporting.charts.chart import Chart, FormatValue, Heading, Reference, cell, drawable, empty_chart, finished
from siting.reporting.charts.labels import Box, spread, text_width
from siting.reporting.charts.log_paper import Place, path_of, strokes_of
from siting.reporting.charts.marks import LegendItem, bar_swatch, legend
from siting.reporting.charts.scale import LinearScale, linear_domain
from siting.reporting.charts.svg import Markup, element, line
from siting.reporting.charts.theme import INK, LOOKS, PAPER, SMALL, WIDTH, Technology

_HEIGHT = 250.0
_MAX_REFERENCE = 150.0
_MAX_ROWS = 21
_TILE = 7.0
_LOST = "#7a5a00"
_CUT = "#9c1c3d"


@dataclass(frozen=True)
class DurationSpec:
    """A duration curve: flows [m3/s] reached or exceeded for a share of time [%], falling from 0 to 100 %.

    ``design`` and ``minimum`` are flows of the whole machine set with their labels; without a minimum the machine
    takes every flow, without a design flow nothing is spilled.
    """

    heading: Heading
    points: tuple[tuple[float, float], ...]
    design: Reference | None
    minimum: Reference | None
    turbined_label: str
    spilled_label: str
    cutoff_label: str
    share_title: str
    flow_title: str
    share_column: str
    flow_column: str
    turbined_column: str
    spilled_column: str
    cutoff_column: str
    format_share: FormatValue
    format_flow: FormatValue


@dataclass(frozen=True)
class _Split:
    """The parts under the curve as closed polygons of (share, flow)."""

    turbined: tuple[tuple[Place, ...], ...]
    spilled: tuple[tuple[Place, ...], ...]
    cutoff: tuple[tuple[Place, ...], ...]


def duration_chart(spec: DurationSpec) -> Chart:
    """The curve over the three parts of the water under it, and the lines of design and minimum flow."""
    points = _checked(spec)
    columns = (spec.share_column, spec.flow_column, spec.turbined_column, spec.spilled_column, spec.cutoff_column)
    if len(points) < 2:
        return empty_chart(spec.heading, columns)
    split = _split(points, _limit(spec.design, math.inf), _limit(spec.minimum, 0.0))
    areas = (
        (split.turbined, LOOKS[Technology.HYDRO].tint, LOOKS[Technology.HYDRO].colour, spec.turbined_label),
        (split.spilled, f"url(#{spec.heading.id}-spilled)", _LOST, spec.spilled_label),
        (split.cutoff, f"url(#{spec.heading.id}-cutoff)", _CUT, spec.cutoff_label),
    )
    key, key_height = legend([LegendItem(bar_swatch(f, s), said) for parts, f, s, said in areas if parts], 0)
    x, y, plot = _scales(spec, points, key_height + 34)
    parts = [
        _patterns(spec.heading.id),
        key,
        *vertical_axis(y, plot, spec.flow_title),
        *horizontal_axis(x, plot, spec.share_title),
        *(_area(polygons, fill, x, y) for polygons, fill, _, _ in areas if polygons),
        _curve(points, x, y),
        line(plot.left, plot.bottom, plot.right, plot.bottom, stroke=INK),
        *_references(spec, y, plot),
    ]
    return finished(spec.heading, plot.bottom + 44, parts, columns, _table(spec, points))


def _checked(spec: DurationSpec) -> list[Place]:
    """The points, which must fall; a gap in the record (not a number) is left out."""
    points = [(s, q) for s, q in spec.points if drawable(s) is not None and drawable(q) is not None]
    for (share, flow), (next_share, next_flow) in pairwise(points):
        if next_share < share or next_flow > flow:
            raise ValueError(f"a duration curve falls with time: {flow} at {share} %, {next_flow} at {next_share} %")
    return points


def _limit(reference: Reference | None, default: float) -> float:
    return default if reference is None else reference.value


def _split(points: Sequence[Place], design: float, minimum: float) -> _Split:
    cut = _cut_at(_cut_at(points, design), minimum)
    floor = min(design, minimum)
    above = [place for place in cut if place[1] >= design]
    running = [(share, min(flow, design)) for share, flow in cut if flow >= minimum]
    below = [place for place in cut if place[1] <= minimum]
    if minimum > design:
        above, running, below, floor = [], [], list(points), minimum
    return _Split(
        _closed(running, 0.0),
        _closed(above, design),
        _closed(below, 0.0) if floor > 0 else (),
    )


def _cut_at(points: Sequence[Place], level: float) -> list[Place]:
    """The points with one more where the curve passes ``level``."""
    cut = [points[0]]
    for (share, flow), (next_share, next_flow) in pairwise(points):
        if flow > level > next_flow:
            cut.append((share + (flow - level) / (flow - next_flow) * (next_share - share), level))
        cut.append((next_share, next_flow))
    return cut


def _closed(upper: Sequence[Place], base: float) -> tuple[tuple[Place, ...], ...]:
    """The polygon between a curve and ``base``, if it has an area."""
    area = sum((end[0] - start[0]) * ((start[1] + end[1]) / 2 - base) for start, end in pairwise(upper))
    if area <= 0:
        return ()
    return ((*upper, (upper[-1][0], base), (upper[0][0], base)),)


def _scales(spec: DurationSpec, points: Sequence[Place], top: float) -> tuple[LinearScale, LinearScale, Box]:
    limits = [reference.value for reference in _limits(spec)]
    y = LinearScale(linear_domain([flow for _, flow in points], [0.0, *limits]), (top + _HEIGHT, top))
    room = max((min(1.05 * text_width(one.label, SMALL), _MAX_REFERENCE) for one in _limits(spec)), default=0.0) + 20
    plot = Box(tick_room(y), top, WIDTH - room, top + _HEIGHT)
    return LinearScale((0.0, 100.0), (plot.left, plot.right)), y, plot


def _limits(spec: DurationSpec) -> list[Reference]:
    return [limit for limit in (spec.design, spec.minimum) if limit is not None]


def _references(spec: DurationSpec, y: LinearScale, plot: Box) -> list[Markup]:
    levels = [y(limit.value) for limit in _limits(spec)]
    spots = spread(levels, SMALL + 4, plot.top - 8, plot.bottom + 8)
    return [
        horizontal_reference(level, spot, plot, limit.label, WIDTH - plot.right)
        for limit, level, spot in zip(_limits(spec), levels, spots, strict=True)
    ]


def _area(polygons: Sequence[Sequence[Place]], fill: str, x: LinearScale, y: LinearScale) -> Markup:
    rings = ("L".join(f"{x(share):.1f} {y(flow):.1f}" for share, flow in ring) for ring in polygons)
    return element("path", d="".join(f"M{ring}Z" for ring in rings), fill=fill)


def _curve(points: Sequence[Place], x: LinearScale, y: LinearScale) -> Markup:
    path = path_of(strokes_of([(x(share), y(flow)) for share, flow in points]))
    return element("path", d=path, fill="none", stroke=INK, stroke_width=1.8, stroke_linejoin="round")


def _patterns(identifier: str) -> Markup:
    """Rising stripes for what is spilled, dots for what is cut off: they differ in grey print too."""
    ground = element("rect", x=0.0, y=0.0, width=_TILE, height=_TILE, fill=PAPER)
    stripes = element("path", d="M-1 1L1 -1M0 7L7 0M6 8L8 6", fill="none", stroke=_LOST, stroke_width=1.4)
    dots = element("path", d="M1 1h2v2h-2ZM4.5 4.5h2v2h-2Z", fill=_CUT)
    return element(
        "defs",
        *(
            element("pattern", ground, mark, id=f"{identifier}-{name}", patternUnits="userSpaceOnUse", width=_TILE, height=_TILE)
            for name, mark in (("spilled", stripes), ("cutoff", dots))
        ),
    )  # fmt: skip


def _table(spec: DurationSpec, points: Sequence[Place]) -> tuple[tuple[str, ...], ...]:
    """At most 21 rows evenly through the points, the last one always among them."""
    stride = max(1, math.ceil((len(points) - 1) / (_MAX_ROWS - 1)))
    kept = [*points[:-1:stride], points[-1]]
    return tuple(_row(spec, share, flow) for share, flow in kept)


def _row(spec: DurationSpec, share: float, flow: float) -> tuple[str, ...]:
    design, minimum = _limit(spec.design, math.inf), _limit(spec.minimum, 0.0)
    runs = minimum <= design and flow >= minimum
    turbined = min(flow, design) if runs else 0.0
    parts = (flow, turbined, flow - turbined if runs else 0.0, 0.0 if runs else flow)
    said = (cell(part, spec.format_flow, spec.heading.missing_text) for part in parts)
    return (spec.format_share(share), *said)
