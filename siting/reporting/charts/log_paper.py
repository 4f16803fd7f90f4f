"""Log-log paper as engineers use it: decades, fine lines at 2 to 9, straight borders, lines of constant power."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from siting.reporting.charts.axis import tick_texts
from siting.reporting.charts.labels import Box, Segment, shorten, text_width, thin
from siting.reporting.charts.scale import LogScale, log_domain
from siting.reporting.charts.svg import Markup, element, number, text
from siting.reporting.charts.theme import INK, MUTE, SMALL

Place = tuple[float, float]
"""(flow in m3/s, head in m) on the paper, or (x, y) in the picture."""

WATER_KN_M3 = 9.8
"""Specific weight of water: hydraulic power in kW is 9.8 Q H, the rule of thumb of the trade."""

_DECADE = "#aab5c0"
_FINE = "#e3e8ec"
_MARGIN = 1.15
FAR = (1e-6, 1e6)
"""Where a region with an open end is taken to end: beyond every frame."""


@dataclass(frozen=True)
class LogPaper:
    """Two logarithmic scales over the frame ``plot``; a power law is a straight line on it."""

    x: LogScale
    y: LogScale
    plot: Box

    def __call__(self, place: Place) -> Place:
        """Picture position of (flow, head), which may lie outside the frame."""
        return self.x(place[0]), self.y(place[1])


def log_paper(places: Sequence[Place], window: tuple[Place, Place], plot: Box, decade: bool = True) -> LogPaper:
    """Paper that holds ``places`` with a margin, and the ``window`` (low corner, high corner) at least.

    With ``decade`` the height of ``plot`` follows from its width, so that decades are equally long both ways,
    between 0.6 and 1.1 of the width.
    """
    x_domain, y_domain = (
        log_domain(_widened([place[axis] for place in places]), (window[0][axis], window[1][axis])) for axis in (0, 1)
    )
    across, up = (math.log10(high / low) for low, high in (x_domain, y_domain))
    width = plot.right - plot.left
    height = min(max(width * up / across, 0.6 * width), 1.1 * width) if decade else plot.bottom - plot.top
    frame = Box(plot.left, plot.top, plot.right, plot.top + height)
    return LogPaper(LogScale(x_domain, (frame.left, frame.right)), LogScale(y_domain, (frame.bottom, frame.top)), frame)


def grid(paper: LogPaper) -> list[Markup]:
    """Fine lines at 2 to 9 and stronger ones at the powers of ten, as two paths."""
    plot = paper.plot
    drawn = []
    for steps, stroke in ((range(2, 10), _FINE), (range(1, 2), _DECADE)):
        ups = [f"M{paper.x(value):.1f} {plot.top:.1f}V{plot.bottom:.1f}" for value in _values(paper.x, steps)]
        overs = [f"M{plot.left:.1f} {paper.y(value):.1f}H{plot.right:.1f}" for value in _values(paper.y, steps)]
        drawn.append(element("path", d="".join(ups + overs) or None, fill="none", stroke=stroke))
    return drawn


def axes(paper: LogPaper, flow_title: str, head_title: str) -> list[Markup]:
    """Tick labels below and left of the frame, the titles at the lower right and the upper left.

    Takes 42 picture units below the frame and 24 above.
    """
    plot = paper.plot
    shown = tick_texts(paper.x, paper.x.ticks())
    places = [paper.x(tick) for tick in paper.x.ticks()]
    drawn = [
        text(places[at], plot.bottom + 12, shown[at], fill=MUTE, anchor="middle")
        for at in thin(places, [text_width(word, SMALL) for word in shown])
    ]
    for tick, word in zip(paper.y.ticks(), tick_texts(paper.y, paper.y.ticks()), strict=True):
        drawn.append(text(plot.left - 6, paper.y(tick), word, fill=MUTE, anchor="end"))
    drawn.append(text(plot.right, plot.bottom + 30, shorten(flow_title, plot.right, SMALL), fill=INK, anchor="end"))
    drawn.append(text(4, plot.top - 14, shorten(head_title, plot.right, SMALL), fill=INK))
    return drawn


def power_line(paper: LogPaper, power_kw: float) -> Segment | None:
    """The stroke of constant hydraulic power from upper left to lower right; None outside the frame."""
    (q_low, q_high), (h_low, h_high) = paper.x.domain, paper.y.domain
    product = power_kw / WATER_KN_M3
    start, end = max(q_low, product / h_high), min(q_high, product / h_low)
    return (*paper((start, product / start)), *paper((end, product / end))) if start < end else None


def bounds_polygon(
    flow_m3_s: tuple[float | None, float | None] = (None, None),
    head_m: tuple[float | None, float | None] = (None, None),
    power_kw: tuple[float | None, float | None] = (None, None),
) -> tuple[Place, ...]:
    """The (flow, head) corners of a region given by least and largest flow, head and hydraulic power.

    A bound that is missing lies far beyond every frame; bounds of power cut corners off along diagonals.
    """
    (left, right), (low, high) = (
        (FAR[0] if least is None else least, FAR[1] if largest is None else largest)
        for least, largest in (flow_m3_s, head_m)
    )
    corners: list[Place] = [
        (math.log10(q), math.log10(h)) for q, h in ((left, low), (right, low), (right, high), (left, high))
    ]
    for bound, sign in zip(power_kw, (1.0, -1.0), strict=True):
        if bound is not None:
            level = math.log10(bound / WATER_KN_M3)
            corners = _kept_half(corners, lambda place, s=sign, at=level: s * (place[0] + place[1] - at))  # type: ignore[misc]
    return tuple((10.0**q, 10.0**h) for q, h in corners)


def clipped_polygon(corners: Sequence[Place], frame: Box) -> list[Place]:
    """The part of a polygon (picture units) inside ``frame`` (Sutherland and Hodgman 1974)."""
    sides: tuple[Callable[[Place], float], ...] = (
        lambda place: place[0] - frame.left,
        lambda place: frame.right - place[0],
        lambda place: place[1] - frame.top,
        lambda place: frame.bottom - place[1],
    )
    kept = list(corners)
    for side in sides:
        kept = _kept_half(kept, side)
    return kept


def clipped_stroke(stroke: Segment, frame: Box) -> Segment | None:
    """The part of a stroke inside ``frame``, its border included (Liang and Barsky 1984)."""
    x1, y1, x2, y2 = stroke
    enter, leave = 0.0, 1.0
    for start, delta, low, high in (
        (x1, x2 - x1, frame.left, frame.right),
        (y1, y2 - y1, frame.top, frame.bottom),
    ):
        if abs(delta) < 1e-9:
            if not low - 1e-9 <= start <= high + 1e-9:
                return None
            continue
        near, far = sorted(((low - start) / delta, (high - start) / delta))
        enter, leave = max(enter, near), min(leave, far)
    if enter >= leave:
        return None
    return x1 + enter * (x2 - x1), y1 + enter * (y2 - y1), x1 + leave * (x2 - x1), y1 + leave * (y2 - y1)


def path_of(strokes: Iterable[Segment]) -> str:
    """Path data of strokes, those that go on from the one before joined to it."""
    data = ""
    end: Place | None = None
    for x1, y1, x2, y2 in strokes:
        if end is None or math.dist(end, (x1, y1)) > 1e-6:
            data += f"M{tenths(x1)} {tenths(y1)}"
        data += f"L{tenths(x2)} {tenths(y2)}"
        end = (x2, y2)
    return data


def tenths(value: float) -> str:
    """A coordinate of a path with one decimal at most."""
    return number(round(value, 1))


def strokes_of(places: Sequence[Place]) -> list[Segment]:
    """The strokes of an open polyline."""
    return [(*start, *end) for start, end in pairwise(places)]


def _widened(values: Sequence[float]) -> list[float]:
    return [bound for value in values for bound in (value / _MARGIN, value * _MARGIN)]


def _values(scale: LogScale, steps: range) -> list[float]:
    """``steps`` times every power of ten, inside the domain and off its ends."""
    low, high = scale.domain
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    values = (step * 10.0**power for power in powers for step in steps)
    return [value for value in values if low * (1 + 1e-9) < value < high * (1 - 1e-9)]


def _kept_half(corners: Sequence[Place], side: Callable[[Place], float]) -> list[Place]:
    """The part of a polygon where ``side`` is not negative."""
    kept: list[Place] = []
    for here, there in zip(corners, [*corners[1:], *corners[:1]], strict=True):
        near, far = side(here), side(there)
        if near >= 0:
            kept.append(here)
        if near * far < 0:
            share = near / (near - far)
            kept.append((here[0] + share * (there[0] - here[0]), here[1] + share * (there[1] - here[1])))
    return kept
