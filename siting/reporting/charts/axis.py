"""Axes with grid lines, thinned tick labels and a title that carries the unit; reference lines."""

from collections.abc import Sequence

from siting.reporting.charts.labels import Box, shorten, text_width, thin
from siting.reporting.charts.scale import LogScale, Scale
from siting.reporting.charts.svg import Markup, group, line, text
from siting.reporting.charts.theme import GRID, INK, MUTE, PAPER, REFERENCE, SMALL

_TICK_GAP = 6.0


def tick_texts(scale: Scale, ticks: Sequence[float]) -> tuple[str, ...]:
    """Tick values with thousands separators and just the decimals that tell them apart."""
    if isinstance(scale, LogScale):
        return tuple(f"{tick:,.{_decimals((tick,))}f}" for tick in ticks)
    places = _decimals(ticks)
    return tuple(f"{tick + 0.0:,.{places}f}" for tick in ticks)


def horizontal_axis(scale: Scale, plot: Box, title: str, *, also_on_top: bool = False) -> list[Markup]:
    """Vertical grid lines over ``plot``, tick labels below it, the title at the lower right.

    Takes 42 picture units below the plot, and 18 above with ``also_on_top`` (for tall charts).
    """
    ticks = scale.ticks()
    texts = tick_texts(scale, ticks)
    places = [scale(tick) for tick in ticks]
    kept = thin(places, [text_width(shown, SMALL) for shown in texts])
    drawn = [line(x, plot.top, x, plot.bottom, stroke=GRID) for x in places]
    for index in kept:
        drawn.append(_tick_text(places[index], plot.bottom + 12, texts[index]))
        if also_on_top:
            drawn.append(_tick_text(places[index], plot.top - 10, texts[index]))
    shown = shorten(title, plot.right, SMALL)
    drawn.append(text(plot.right, plot.bottom + 30, shown, fill=INK, anchor="end"))
    return drawn


def vertical_axis(scale: Scale, plot: Box, title: str) -> list[Markup]:
    """Horizontal grid lines over ``plot``, tick labels left of it, the title above its left end.

    Takes 24 picture units above the plot and the width of the tick labels on its left.
    """
    ticks = scale.ticks()
    drawn: list[Markup] = []
    for tick, shown in zip(ticks, tick_texts(scale, ticks), strict=True):
        y = scale(tick)
        drawn.append(line(plot.left, y, plot.right, y, stroke=GRID))
        drawn.append(text(plot.left - _TICK_GAP, y, shown, fill=MUTE, anchor="end"))
    width = plot.right
    drawn.append(text(4, plot.top - 16, shorten(title, width, SMALL), fill=INK))
    return drawn


def tick_room(scale: Scale) -> float:
    """Width the labels of a vertical axis need."""
    return max(text_width(shown, SMALL) for shown in tick_texts(scale, scale.ticks())) + _TICK_GAP + 4


def vertical_reference(x: float, plot: Box, label: str, *, above: bool) -> Markup:
    """A labelled dashed line across horizontal bars, labelled on top; ``above`` clears ticks standing there."""
    top = plot.top - (16 if above else 0)
    shown = shorten(label, plot.right - plot.left, SMALL)
    half = text_width(shown, SMALL) / 2
    centre = min(max(x, half + 2), plot.right + 6 - half)
    return group(
        _cased(x, plot.top - 2, x, plot.bottom),
        text(centre, top - 10, shown, fill=REFERENCE, anchor="middle", weight="bold"),
        hover=label,
    )


def horizontal_reference(y: float, label_y: float, plot: Box, label: str, room: float) -> Markup:
    """A dashed line across upright bars; the label, at most ``room`` wide, stands right of the plot."""
    elbow = plot.right + 8
    return group(
        _cased(plot.left, y, plot.right, y),
        line(plot.right, y, elbow, label_y, stroke=REFERENCE),
        text(elbow + 3, label_y, shorten(label, room - 11, SMALL), fill=REFERENCE, weight="bold"),
        hover=label,
    )


def _cased(x1: float, y1: float, x2: float, y2: float) -> Markup:
    """A dashed line on a white one, so that it shows on paper and on coloured bars alike."""
    casing = line(x1, y1, x2, y2, stroke=PAPER, width=3.0)
    return Markup(casing + line(x1, y1, x2, y2, stroke=REFERENCE, width=1.5, dash="5 3"))


def _tick_text(x: float, y: float, shown: str) -> Markup:
    return text(x, y, shown, fill=MUTE, anchor="middle")


def _decimals(ticks: Sequence[float]) -> int:
    largest = max((abs(tick) for tick in ticks), default=0.0)
    for places in range(12):
        if all(abs(round(tick, places) - tick) <= 1e-9 * largest for tick in ticks):
            return places
    return 12
