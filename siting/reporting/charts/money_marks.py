"""What the charts of money share: paints that differ in grey print, bars in one path, the axis of years."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Protocol, TypeVar

from siting.reporting.charts.axis import tick_texts
from siting.reporting.charts.labels import Box, shorten, text_width, thin
from siting.reporting.charts.marks import LegendItem, bar_swatch, legend
from siting.reporting.charts.scale import LinearScale, linear_ticks
from siting.reporting.charts.svg import Markup, element, number, text
from siting.reporting.charts.theme import GRID, INK, MUTE, PAPER, SMALL

YEAR_ROOM = 44.0
"""Height of the axis of years with its title."""
_TILE = 7.0
_TICKS = 7
_BAR_SHARE = 0.72


class FlowKind(StrEnum):
    """What a group of items is, by the words of the vocabulary's groups."""

    INVESTMENT = "investment"
    BENEFIT = "benefit"
    RUNNING = "running"
    CLOSING = "closing"
    TIMING = "timing"
    TRANSFER = "transfer"


@dataclass(frozen=True)
class Paint:
    """A fill: plain ``colour``, or ``mark`` (a path in a tile of 7) in the colour on ``ground``."""

    name: str
    colour: str
    ground: str = PAPER
    mark: str = ""

    def fill(self, chart_id: str) -> str:
        """What the fill attribute says."""
        return f"url(#{chart_id}-{self.name})" if self.mark else self.colour


_RISING = "M-1 1L1 -1M0 7L7 0M6 8L8 6"
_FALLING = "M-1 6L1 8M0 0L7 7M6 -1L8 1"
PAINTS: dict[FlowKind, Paint] = {
    FlowKind.BENEFIT: Paint("benefit", "#4f9ac4"),
    FlowKind.INVESTMENT: Paint("investment", "#33424f"),
    FlowKind.RUNNING: Paint("running", "#b35c00", "#fbdcb4", _RISING),
    FlowKind.CLOSING: Paint("closing", "#8e3a72", PAPER, _FALLING),
    FlowKind.TIMING: Paint("timing", "#5a6068", PAPER, "M0 1.7H7M0 5.2H7"),
    FlowKind.TRANSFER: Paint("transfer", "#00694a", PAPER, "M1.7 0V7M5.2 0V7"),
}
"""The paint of a group of items; none needs its colour to be told from the others."""
PAID = Paint("paid", "#33424f")
EARNED = Paint("earned", "#00694a", "#d5ebe2", _RISING)
LESS = Paint("less", "#4f9ac4")
MORE = Paint("more", "#b35c00", "#fbdcb4", _RISING)
ARTEFACT = Paint("artefact", "#5a6068", PAPER, f"{_RISING}{_FALLING}")
WHOLE = Paint("whole", "#33424f")


class Keyed(Protocol):
    """A spec of a chart with a legend."""

    @property
    def legend_height(self) -> float:
        """The least height of the legend, in picture units."""

    def legend_items(self) -> list[LegendItem]:
        """What the legend explains."""


Spec = TypeVar("Spec", bound=Any)


def keyed(spec: Keyed) -> tuple[Markup, float]:
    """The legend, and the height kept for it."""
    drawn, height = legend(spec.legend_items(), 0)
    return drawn, max(height, spec.legend_height)


def even_legends(specs: Sequence[Spec]) -> list[Spec]:
    """The same specs with legends of one height, so that the drawings of several languages fit one another."""
    tallest = max((legend(spec.legend_items(), 0)[1] for spec in specs), default=0.0)
    return [replace(spec, legend_height=tallest) for spec in specs]


def patterns(chart_id: str, paints: Iterable[Paint]) -> Markup:
    """The definitions behind the paints."""
    used = {paint.name: paint for paint in paints if paint.mark}
    made = [
        element(
            "pattern",
            element("rect", x=0.0, y=0.0, width=_TILE, height=_TILE, fill=paint.ground),
            element("path", d=paint.mark, fill="none", stroke=paint.colour, stroke_width=1.4),
            id=f"{chart_id}-{name}",
            patternUnits="userSpaceOnUse",
            width=_TILE,
            height=_TILE,
        )
        for name, paint in sorted(used.items())
    ]
    return element("defs", *made) if made else Markup("")


def swatch(paint: Paint, chart_id: str) -> Markup:
    """The paint as a short bar for the legend."""
    return bar_swatch(paint.fill(chart_id), paint.colour)


def paint_items(chart_id: str, named: Iterable[tuple[Paint, str]]) -> list[LegendItem]:
    """Legend items of paints with their names, each once."""
    return [LegendItem(swatch(paint, chart_id), name) for paint, name in dict(named).items()]


def painted(boxes: Sequence[Box], paint: Paint, chart_id: str) -> Markup:
    """All bars of one paint as one path; nothing where there is none."""
    if not boxes:
        return Markup("")
    return element("path", d="".join(map(_bar, boxes)), fill=paint.fill(chart_id), stroke=paint.colour)


def bar_width(pitch: float) -> float:
    """Width of a year's bar where years are ``pitch`` apart."""
    return min(pitch * _BAR_SHARE, 26.0)


def year_scale(last: int, left: float, right: float) -> LinearScale:
    """Years 0 to ``last``, half a year's room at each end."""
    return LinearScale((-0.5, last + 0.5), (left, right))


def year_axis(x: LinearScale, plot: Box, title: str) -> list[Markup]:
    """Whole years below the plot, thinned, and the title at the lower right."""
    ticks = linear_ticks((0.0, max(x.domain[1] - 0.5, 1.0)), min(_TICKS, max(1, int(x.domain[1]))))
    known = [tick for tick in ticks if tick <= x.domain[1]]
    shown = tick_texts(x, known)
    places = [x(tick) for tick in known]
    kept = thin(places, [text_width(one, SMALL) for one in shown])
    drawn = [text(places[at], plot.bottom + 12, shown[at], fill=MUTE, anchor="middle") for at in kept]
    return [*drawn, text(plot.right, plot.bottom + 30, shorten(title, plot.right, SMALL), fill=INK, anchor="end")]


def level_lines(levels: Sequence[float], plot: Box) -> Markup:
    """Horizontal grid lines as one path."""
    path = "".join(f"M{number(plot.left)} {number(level)}H{number(plot.right)}" for level in levels)
    return element("path", d=path, fill="none", stroke=GRID) if path else Markup("")


def _bar(box: Box) -> str:
    width, height = number(box.right - box.left), number(box.bottom - box.top)
    return f"M{number(box.left)} {number(box.top)}h{width}v{height}h-{width}z"
