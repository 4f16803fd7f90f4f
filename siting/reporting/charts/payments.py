"""What the city pays each year under every scheme: a panel per scheme on one common scale."""

from __future__ import annotations

from dataclasses import dataclass

from siting.reporting.charts.axis import tick_texts
from siting.reporting.charts.chart import Chart, FormatValue, Heading, cell, drawable, empty_chart, finished
from siting.reporting.charts.labels import Box, shorten, text_width
from siting.reporting.charts.marks import LegendItem
from siting.reporting.charts.money_marks import (
    EARNED,
    PAID,
    YEAR_ROOM,
    bar_width,
    keyed,
    level_lines,
    paint_items,
    painted,
    patterns,
    year_axis,
    year_scale,
)
from siting.reporting.charts.scale import LinearScale, linear_ticks
from siting.reporting.charts.svg import Markup, group, line, text
from siting.reporting.charts.theme import INK, MUTE, PAPER, SMALL, TEXT, WIDTH

_PANEL = 54.0
_HEAD = 26.0
_CUT_ROOM = 17.0
_GAP = 10.0
_OUTSHINES = 2.0
"""A first year this many times the largest later one is cut off, or it would flatten all others."""


@dataclass(frozen=True)
class SchemeRow:
    """A scheme: what the city pays in each year from 0 on (income is negative, None where unknown).

    ``total`` closes its title line, such as ``"20 years: 513.2"``.
    """

    key: str
    label: str
    amounts: tuple[float | None, ...]
    total: str = ""


@dataclass(frozen=True)
class PaymentsSpec:
    """Yearly payments by scheme, in the unit that ``axis_title`` names; the legend at least ``legend_height`` high."""

    heading: Heading
    schemes: tuple[SchemeRow, ...]
    paid_label: str
    earned_label: str
    year_column: str
    year_title: str
    axis_title: str
    format_amount: FormatValue
    legend_height: float = 0.0

    def legend_items(self) -> list[LegendItem]:
        """What the legend explains."""
        return _legend_items(self)


@dataclass(frozen=True)
class _Frame:
    """The common scale: its bounds, and whether some first year goes beyond them."""

    low: float
    high: float
    cut_above: bool
    cut_below: bool

    @property
    def pitch(self) -> float:
        """Height of a panel with its title line."""
        return _HEAD + _PANEL + _GAP + _CUT_ROOM * (self.cut_above + self.cut_below)


def payments_chart(spec: PaymentsSpec) -> Chart:
    """Bars of each year; an investment of year 0 that would flatten the rest is cut off and says its amount."""
    last = _last_year(spec)
    columns = (spec.year_column, *(one.label for one in spec.schemes))
    known = [value for one in spec.schemes for given in one.amounts if (value := drawable(given)) is not None]
    if not known:
        return empty_chart(spec.heading, columns)
    key, top = keyed(spec)
    frame = _frame(spec)
    room = max(text_width(one, SMALL) for one in _ticks(frame)[1]) + 12
    x = year_scale(last, room, WIDTH - 10)
    panels = [
        _panel(spec, one, frame, x, top + 22 + at * frame.pitch) for at, one in enumerate(spec.schemes)
    ]  # fmt: skip
    bottom = top + 22 + len(spec.schemes) * frame.pitch - _GAP
    parts = [
        patterns(spec.heading.id, [EARNED]),
        key,
        text(4, top + 11, shorten(spec.axis_title, WIDTH - 8, SMALL)),
        *panels,
        *year_axis(x, Box(room, 0, WIDTH - 10, bottom), spec.year_title),
    ]
    return finished(spec.heading, bottom + YEAR_ROOM, parts, columns, _table(spec, last))


def _legend_items(spec: PaymentsSpec) -> list[LegendItem]:
    earns = any((drawable(value) or 0.0) < 0 for one in spec.schemes for value in one.amounts)
    named = [(PAID, spec.paid_label), (EARNED, spec.earned_label)]
    return paint_items(spec.heading.id, named if earns else named[:1])


def _last_year(spec: PaymentsSpec) -> int:
    lengths = {len(one.amounts) for one in spec.schemes}
    if not lengths:
        return 1
    if len(lengths) != 1 or (count := lengths.pop()) < 2:
        raise ValueError("every scheme needs the same years, 0 and 1 at least")
    return count - 1


def _frame(spec: PaymentsSpec) -> _Frame:
    later = [drawable(value) or 0.0 for one in spec.schemes for value in one.amounts[1:]]
    first = [drawable(one.amounts[0]) or 0.0 for one in spec.schemes]
    reach = max(map(abs, later))
    kept = [value for value in first if not reach or abs(value) <= _OUTSHINES * reach]
    gone = [value for value in first if reach and abs(value) > _OUTSHINES * reach]
    known = [0.0, *later, *kept]
    # Where only first years point to one side, a part of them must still show there.
    low = min(*known, *(-reach / 2 for value in gone if value < 0))
    high = max(*known, *(reach for value in gone if value > 0))
    if low == high:
        low, high = -1.0, 1.0
    return _Frame(low, high, any(value > 0 for value in gone), any(value < 0 for value in gone))


def _ticks(frame: _Frame) -> tuple[tuple[float, ...], tuple[str, ...]]:
    # More ticks where the one that two would give is zero alone, which says nothing of the scale.
    tried = (linear_ticks((frame.low, frame.high), count) for count in (2, 3, 4, 5))
    ticks = next((found for found in tried if any(found)), (0.0,))
    return ticks, tick_texts(LinearScale((frame.low, frame.high), (0.0, 1.0)), ticks)


def _panel(spec: PaymentsSpec, one: SchemeRow, frame: _Frame, x: LinearScale, top: float) -> Markup:
    head = top + _HEAD + _CUT_ROOM * frame.cut_above
    plot = Box(x.extent[0], head, x.extent[1], head + _PANEL)
    y = LinearScale((frame.low, frame.high), (plot.bottom, plot.top))
    ticks, shown = _ticks(frame)
    boxes, cut = _boxes(one, x, y)
    return group(
        *_title(one, top + 11),
        level_lines([y(tick) for tick in ticks], plot),
        *(text(plot.left - 6, y(tick), said, fill=MUTE, anchor="end") for tick, said in zip(ticks, shown, strict=True)),
        painted([box for value, box in boxes if value > 0], PAID, spec.heading.id),
        painted([box for value, box in boxes if value < 0], EARNED, spec.heading.id),
        line(plot.left, y(0), plot.right, y(0), stroke=INK),
        *([_cut(spec, boxes[0])] if cut else []),
        key=one.key,
        hover=one.label,
    )


def _title(one: SchemeRow, y: float) -> list[Markup]:
    """The scheme's name, and at the right what closes the line."""
    total = shorten(one.total, WIDTH / 2 - 20, SMALL)
    room = WIDTH - 18 - (text_width(total, SMALL) + 16 if total else 0.0)
    name = text(4, y, shorten(one.label, room, TEXT), size=TEXT, weight="bold")
    return [name, text(WIDTH - 10, y, total, anchor="end")] if total else [name]


def _boxes(one: SchemeRow, x: LinearScale, y: LinearScale) -> tuple[list[tuple[float, Box]], bool]:
    """The bars with their amounts, and whether that of year 0 is cut off."""
    low, high = y.domain
    half = bar_width(x(1) - x(0)) / 2
    found = []
    for year, given in enumerate(one.amounts):
        value = drawable(given)
        if value:
            top, bottom = sorted((y(0), y(min(max(value, low), high))))
            found.append((value, Box(x(year) - half, top, x(year) + half, bottom)))
    first = drawable(one.amounts[0]) or 0.0
    return found, not low <= first <= high


def _cut(spec: PaymentsSpec, first: tuple[float, Box]) -> Markup:
    """Two slashes through a bar that goes on beyond the scale, and its amount beyond its end."""
    value, box = first
    end, away = (box.top, 1) if value > 0 else (box.bottom, -1)
    middle, reach = (box.left + box.right) / 2, (box.right - box.left) / 2 + 3
    slashes = "".join(
        line(middle - reach, level + 3, middle + reach, level - 3, stroke=PAPER, width=2.5)
        for level in (end + away * 10, end + away * 16)
    )
    said = spec.format_amount(value)
    start = max(2.0, middle - text_width(said, SMALL) / 2)
    return Markup(slashes + text(start, end - away * 9, said))


def _table(spec: PaymentsSpec, last: int) -> tuple[tuple[str, ...], ...]:
    missing = spec.heading.missing_text
    return tuple(
        (str(year), *(cell(one.amounts[year], spec.format_amount, missing) for one in spec.schemes))
        for year in range(last + 1 if spec.schemes else 0)
    )
