"""Cash flow over time: each year's income and cost by group of items, and their sums so far as lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from siting.reporting.charts.axis import tick_room, vertical_axis
from siting.reporting.charts.chart import Chart, FormatValue, Heading, cell, drawable, empty_chart, finished
from siting.reporting.charts.labels import Box
from siting.reporting.charts.marks import LegendItem, marker
from siting.reporting.charts.money_marks import (
    PAINTS,
    YEAR_ROOM,
    FlowKind,
    bar_width,
    keyed,
    paint_items,
    painted,
    patterns,
    year_axis,
    year_scale,
)
from siting.reporting.charts.scale import LinearScale, linear_domain
from siting.reporting.charts.svg import Markup, element, line, number
from siting.reporting.charts.theme import INK, PAPER, REFERENCE, WIDTH, Shape

_HEIGHT = 270.0
Years = tuple[float | None, ...]


@dataclass(frozen=True)
class FlowGroup:
    """The items of one group: an amount for each year from 0 on, income positive, cost negative, None where unknown."""

    label: str
    kind: FlowKind
    amounts: Years


@dataclass(frozen=True)
class RunningSum:
    """The sum up to each year from 0 on, discounted or not.

    ``payback_years`` is when it reaches zero, None where it never does; ``payback_label`` says either in words.
    """

    label: str
    amounts: Years
    payback_years: float | None = None
    payback_label: str = ""


@dataclass(frozen=True)
class _Look:
    """How a sum is drawn."""

    colour: str
    dash: str | None
    shape: Shape
    fill: str


_PLAIN = _Look(INK, None, Shape.CIRCLE, INK)
_DISCOUNTED = _Look(REFERENCE, "5 3", Shape.DIAMOND, PAPER)


@dataclass(frozen=True)
class CashOverTimeSpec:
    """Yearly cash flows; every amount is in the unit that ``axis_title`` names, the legend at least ``legend_height`` high."""

    heading: Heading
    groups: tuple[FlowGroup, ...]
    running: RunningSum
    discounted: RunningSum | None
    year_column: str
    year_title: str
    axis_title: str
    format_amount: FormatValue
    legend_height: float = 0.0

    def legend_items(self) -> list[LegendItem]:
        """What the legend explains."""
        return _legend_items(self)


def cash_over_time(spec: CashOverTimeSpec) -> Chart:
    """Income stacked above zero, cost below; the plain sum as a line, the discounted one dashed, payback marked."""
    last = _last_year(spec)
    columns = (spec.year_column, *(one.label for one in spec.groups), *(one.label for one in _sums(spec)))
    values = [value for series in _series(spec) for value in series if drawable(value) is not None]
    if not values:
        return empty_chart(spec.heading, columns)
    shown = _shown(spec)
    key, top = keyed(spec)
    y = LinearScale(linear_domain(_reached(spec, shown, last), [0.0]), (top + 34 + _HEIGHT, top + 34))
    plot = Box(tick_room(y), top + 34, WIDTH - 10, top + 34 + _HEIGHT)
    x = year_scale(last, plot.left, plot.right)
    parts = [
        patterns(spec.heading.id, [PAINTS[one.kind] for one in shown]),
        key,
        *vertical_axis(y, plot, spec.axis_title),
        *year_axis(x, plot, spec.year_title),
        *_bars(spec, shown, x, y),
        line(plot.left, y(0), plot.right, y(0), stroke=INK),
        *(_line(one, look, x, y) for one, look in reversed(_drawn_sums(spec))),
        *(_payback_mark(look, x(years), y(0)) for years, look in reversed(_paybacks(spec, last))),
    ]
    return finished(spec.heading, plot.bottom + YEAR_ROOM, parts, columns, _table(spec, last))


def _sums(spec: CashOverTimeSpec) -> tuple[RunningSum, ...]:
    return (spec.running,) if spec.discounted is None else (spec.running, spec.discounted)


def _shown(spec: CashOverTimeSpec) -> list[FlowGroup]:
    """The groups that have any amount."""
    return [one for one in spec.groups if any(drawable(value) for value in one.amounts)]


def _series(spec: CashOverTimeSpec) -> list[Years]:
    return [*(one.amounts for one in spec.groups), *(one.amounts for one in _sums(spec))]


def _last_year(spec: CashOverTimeSpec) -> int:
    """The last year; all series must have the same years, and at least years 0 and 1."""
    lengths = {len(one) for one in _series(spec)}
    if len(lengths) != 1 or (count := lengths.pop()) < 2:
        raise ValueError("a cash flow needs the same years, 0 and 1 at least, in every series")
    return count - 1


def _stacked(groups: Sequence[FlowGroup], year: int) -> Iterator[tuple[FlowGroup, float, float]]:
    """Each group's span of one year: gains pile up above zero, costs below."""
    above = below = 0.0
    for one in groups:
        value = drawable(one.amounts[year]) or 0.0
        if value > 0:
            yield one, above, above + value
            above += value
        elif value < 0:
            yield one, below, below + value
            below += value


def _reached(spec: CashOverTimeSpec, groups: Sequence[FlowGroup], last: int) -> list[float]:
    ends = [end for year in range(last + 1) for _, _, end in _stacked(groups, year)]
    return ends + [value for one in _sums(spec) for given in one.amounts if (value := drawable(given)) is not None]


def _bars(spec: CashOverTimeSpec, groups: Sequence[FlowGroup], x: LinearScale, y: LinearScale) -> Iterator[Markup]:
    half = bar_width(x(1) - x(0)) / 2
    boxes: dict[FlowKind, list[Box]] = {}
    for year in range(len(spec.running.amounts)):
        for one, start, end in _stacked(groups, year):
            top, bottom = sorted((y(start), y(end)))
            boxes.setdefault(one.kind, []).append(Box(x(year) - half, top, x(year) + half, bottom))
    for kind, mine in boxes.items():
        yield painted(mine, PAINTS[kind], spec.heading.id)


def _drawn_sums(spec: CashOverTimeSpec) -> list[tuple[RunningSum, _Look]]:
    return list(zip(_sums(spec), (_PLAIN, _DISCOUNTED), strict=False))


def _line(one: RunningSum, look: _Look, x: LinearScale, y: LinearScale) -> Markup:
    """The sum on a white casing, broken where a year is unknown."""
    path, joined = "", False
    for year, given in enumerate(one.amounts):
        value = drawable(given)
        if value is not None:
            path += f"{'L' if joined else 'M'}{number(x(year))} {number(y(value))}"
        joined = value is not None
    if not path:
        return Markup("")
    casing = element("path", d=path, fill="none", stroke=PAPER, stroke_width=4.5)
    return Markup(
        casing + element("path", d=path, fill="none", stroke=look.colour, stroke_width=2.0, stroke_dasharray=look.dash)
    )


def _paybacks(spec: CashOverTimeSpec, last: int) -> list[tuple[float, _Look]]:
    """When the sums reach zero, as far as the years go."""
    known = ((drawable(one.payback_years), look) for one, look in _drawn_sums(spec))
    return [(years, look) for years, look in known if years is not None and 0 <= years <= last]


def _payback_mark(look: _Look, x: float, y: float) -> Markup:
    return marker(
        look.shape, x, y, 5.5, fill=look.fill, stroke=PAPER if look.fill == look.colour else look.colour, width=2.0
    )


def _never(look: _Look) -> Markup:
    """A cross, for the legend alone."""
    return element("path", d="M-4 -4L4 4M-4 4L4 -4", stroke=look.colour, stroke_width=2.0)


def _legend_items(spec: CashOverTimeSpec) -> list[LegendItem]:
    """Groups, lines, and when each sum is paid back."""
    items = paint_items(spec.heading.id, ((PAINTS[one.kind], one.label) for one in _shown(spec)))
    for one, look in _drawn_sums(spec):
        stroke = element("path", d="M-8 0H8", stroke=look.colour, stroke_width=2.0, stroke_dasharray=look.dash)
        items.append(LegendItem(stroke, one.label))
        if one.payback_label:
            sign = _never(look) if drawable(one.payback_years) is None else _payback_mark(look, 0, 0)
            items.append(LegendItem(sign, one.payback_label))
    return items


def _table(spec: CashOverTimeSpec, last: int) -> tuple[tuple[str, ...], ...]:
    missing = spec.heading.missing_text
    series = _series(spec)
    return tuple(
        (str(year), *(cell(one[year], spec.format_amount, missing) for one in series)) for year in range(last + 1)
    )
