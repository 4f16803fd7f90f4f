"""The bridge from the cost of one scheme to that of another: what each step saves or adds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from siting.reporting.charts.axis import horizontal_axis
from siting.reporting.charts.chart import Chart, FormatValue, Heading, cell, drawable, empty_chart, finished
from siting.reporting.charts.labels import Box, shorten, text_width
from siting.reporting.charts.marks import LegendItem
from siting.reporting.charts.money_marks import (
    ARTEFACT,
    LESS,
    MORE,
    WHOLE,
    Paint,
    keyed,
    paint_items,
    painted,
    patterns,
)
from siting.reporting.charts.rows import AXIS_ROOM, WASH
from siting.reporting.charts.scale import LinearScale, linear_domain
from siting.reporting.charts.svg import Markup, element, group, line, text
from siting.reporting.charts.theme import INK, MUTE, PAPER, SMALL, TEXT, WIDTH

_PITCH = 27.0
_BAR = 15.0
_MAX_NAME = 190.0
_GAP = 6.0
_NEAR = 0.45
"""Where the levels span less than this share of the larger end, the scale need not start at zero."""


class StepKind(StrEnum):
    """What a step stands for: a cause, or only an effect of the way of counting."""

    CAUSE = "cause"
    ARTEFACT = "artefact"


@dataclass(frozen=True)
class BridgeStep:
    """A step of the bridge: the change of cost it brings (negative saves), None where it is not known."""

    label: str
    change: float | None
    kind: StepKind = StepKind.CAUSE


@dataclass(frozen=True)
class BridgeWords:
    """Words of the legend and of the table."""

    less: str
    more: str
    artefact: str
    step_column: str
    change_column: str
    level_column: str


@dataclass(frozen=True)
class BridgeSpec:
    """A bridge; amounts are in the unit that ``axis_title`` names, ``steps`` lead from ``start`` to ``end``.

    The legend is at least ``legend_height`` high.
    """

    heading: Heading
    start_label: str
    start: float | None
    steps: tuple[BridgeStep, ...]
    end_label: str
    end: float | None
    axis_title: str
    words: BridgeWords
    format_amount: FormatValue
    format_change: FormatValue
    legend_height: float = 0.0

    def legend_items(self) -> list[LegendItem]:
        """What the legend explains."""
        return _legend_items(self)


@dataclass(frozen=True)
class _Row:
    """A row: from where to where its bar reaches, and what it says."""

    label: str
    low: float
    high: float
    said: str
    paint: Paint | None
    whole: bool = False


def bridge_chart(spec: BridgeSpec) -> Chart:
    """The two ends as whole bars, every step hanging where the one before it stopped."""
    columns = (spec.words.step_column, spec.words.change_column, spec.words.level_column)
    start, end = drawable(spec.start), drawable(spec.end)
    if start is None or end is None:
        return empty_chart(spec.heading, columns, tuple(_unplaced(spec)))
    levels = _levels(spec, start, end)
    rows = _rows(spec, start, end, levels)
    key, top = keyed(spec)
    plot, x = _frame(rows, levels, top + 6)
    cut = not x.domain[0] <= 0 <= x.domain[1]
    base = (plot.left if x.domain[0] > 0 else plot.right) if cut else x(0)
    parts = [
        patterns(spec.heading.id, [row.paint for row in rows if row.paint]),
        key,
        *_stripes(plot, len(rows)),
        *horizontal_axis(x, plot, spec.axis_title),
        *_ties(plot, x, [start, *levels]),
        *(_drawn(spec, row, plot, x, at, cut) for at, row in enumerate(rows)),
        line(base, plot.top, base, plot.bottom, stroke=INK),
    ]
    return finished(spec.heading, plot.bottom + AXIS_ROOM, parts, columns, tuple(_table(spec, start, end, levels)))


def _levels(spec: BridgeSpec, start: float, end: float) -> list[float]:
    """The cost after each step; the steps must lead to the end."""
    levels, level = [], start
    for step in spec.steps:
        level += drawable(step.change) or 0.0
        levels.append(level)
    size = abs(start) + abs(end) + sum(abs(drawable(step.change) or 0.0) for step in spec.steps)
    complete = all(drawable(step.change) is not None for step in spec.steps)
    if complete and abs(level - end) > 1e-6 * size:
        raise ValueError(f"the steps lead from {start} to {level}, not to {end}")
    return levels


def _rows(spec: BridgeSpec, start: float, end: float, levels: Sequence[float]) -> list[_Row]:
    first, final = (
        _Row(label, min(0.0, value), max(0.0, value), spec.format_amount(value), WHOLE, whole=True)
        for label, value in ((spec.start_label, start), (spec.end_label, end))
    )
    between = [
        _Row(
            step.label, min(before, after), max(before, after),
            cell(step.change, spec.format_change, spec.heading.missing_text), _paint(step),
        )
        for step, (before, after) in zip(spec.steps, pairwise([start, *levels]), strict=True)
    ]  # fmt: skip
    return [first, *between, final]


def _paint(step: BridgeStep) -> Paint | None:
    change = drawable(step.change)
    if not change:
        return None
    if step.kind is StepKind.ARTEFACT:
        return ARTEFACT
    return LESS if change < 0 else MORE


def _legend_items(spec: BridgeSpec) -> list[LegendItem]:
    used = {_paint(step) for step in spec.steps}
    names = ((LESS, spec.words.less), (MORE, spec.words.more), (ARTEFACT, spec.words.artefact))
    return paint_items(spec.heading.id, ((paint, name) for paint, name in names if paint in used))


def _frame(rows: Sequence[_Row], levels: Sequence[float], top: float) -> tuple[Box, LinearScale]:
    names = min(max(text_width(row.label, TEXT) for row in rows), _MAX_NAME)
    said = max(text_width(row.said, SMALL) for row in rows) + _GAP + 4
    plot = Box(names + 18, top, WIDTH - said, top + _PITCH * len(rows))
    ends = [row.high if row.high > 0 else row.low for row in rows if row.whole]
    reached = [*levels, *ends]
    low, high = min(reached), max(reached)
    size = max(abs(low), abs(high))
    if low * high > 0 and high - low < _NEAR * size:
        room = max(high - low, 0.04 * size) / 4
        domain = linear_domain([low - 2 * room, high] if low > 0 else [low, high + 2 * room])
    else:
        domain = linear_domain(reached, [0.0])
    return plot, LinearScale(domain, (plot.left, plot.right))


def _stripes(plot: Box, count: int) -> list[Markup]:
    return [
        element("rect", x=0.0, y=plot.top + at * _PITCH, width=WIDTH, height=_PITCH, fill=WASH)
        for at in range(1, count, 2)
    ]


def _ties(plot: Box, x: LinearScale, levels: Sequence[float]) -> list[Markup]:
    """From the end of each bar down to the bar below."""
    tops = (plot.top + at * _PITCH + (_PITCH + _BAR) / 2 for at in range(len(levels)))
    return [
        line(x(level), top, x(level), top + _PITCH - _BAR, stroke=MUTE)
        for level, top in zip(levels, tops, strict=True)
    ]  # fmt: skip


def _drawn(spec: BridgeSpec, row: _Row, plot: Box, x: LinearScale, at: int, cut: bool) -> Markup:
    y = plot.top + (at + 0.5) * _PITCH
    low, high = (min(max(value, x.domain[0]), x.domain[1]) for value in (row.low, row.high))
    box = Box(x(low), y - _BAR / 2, x(high), y + _BAR / 2)
    # The values stand in a column of their own: nothing can cover them.
    parts = [
        text(4, y, shorten(row.label, plot.left - 18, TEXT), size=TEXT, weight="bold" if row.whole else None),
        text(WIDTH - 4, y, row.said, anchor="end", weight="bold" if row.whole else None),
    ]
    if row.paint is not None:
        parts.append(painted([box], row.paint, spec.heading.id))
    if row.whole and cut:
        parts.append(_break_mark(box, x.domain[0] > 0))
    return group(*parts, hover=f"{row.label}: {row.said}")


def _break_mark(box: Box, at_left: bool) -> Markup:
    """Two slashes near the end where a whole bar would go on to zero."""
    start, away = (box.left, 1) if at_left else (box.right, -1)
    middle = (box.top + box.bottom) / 2
    return Markup(
        "".join(
            line(place - 3, middle + 10, place + 3, middle - 10, stroke=PAPER, width=2.5)
            for place in (start + away * 10, start + away * 16)
        )
    )


def _table(spec: BridgeSpec, start: float, end: float, levels: Sequence[float]) -> list[tuple[str, str, str]]:
    missing = spec.heading.missing_text
    steps = [
        (step.label, cell(step.change, spec.format_change, missing), spec.format_amount(level))
        for step, level in zip(spec.steps, levels, strict=True)
    ]
    first = (spec.start_label, missing, spec.format_amount(start))
    return [first, *steps, (spec.end_label, missing, spec.format_amount(end))]


def _unplaced(spec: BridgeSpec) -> list[tuple[str, str, str]]:
    """The table where an end of the bridge is not known."""
    missing = spec.heading.missing_text
    first = (spec.start_label, missing, cell(spec.start, spec.format_amount, missing))
    steps = [(step.label, cell(step.change, spec.format_change, missing), missing) for step in spec.steps]
    return [first, *steps, (spec.end_label, missing, cell(spec.end, spec.format_amount, missing))]
