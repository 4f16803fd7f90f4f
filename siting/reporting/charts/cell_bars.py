"""Bars that stand in the cells of a table beside their figures: upright ones from zero, and steps of a waterfall.

A screen reader passes them over, as the figures say the same. Their colour is the page's; black where it has no say.
"""

from __future__ import annotations

from collections.abc import Sequence

from siting.reporting.charts.svg import Markup, element

LONG, HIGH = 120, 9
WIDE, TALL = 20, 30
_ROOM = 0.12
"""Where a waterfall does not begin at zero, this share of its scale lies below the lowest level."""


def upright_bars(values: Sequence[float]) -> tuple[Markup, ...]:
    """A bar for every figure, the largest of which fills its cell; nothing below zero."""
    largest = max([0.0, *values])
    heights = (round(max(value, 0.0) / largest * TALL) if largest > 0 else 0 for value in values)
    return tuple(_picture(WIDE, TALL, f"M0 {TALL}v-{height}h{WIDE}v{height}z") for height in heights)


def step_bars(start: float, left: Sequence[float]) -> tuple[Markup, ...]:
    """A bar of the whole start, one hanging from level to level for every step to what is ``left``, one of the end.

    So that small steps can be seen the scale may begin above zero; then the two whole bars are notched near their start.
    """
    levels = [start, *left]
    low, high = min(levels), max(levels)
    floor = max(0.0, low - max(high - low, 0.02 * high) * _ROOM / (1 - _ROOM)) if high > 0 else 0.0
    span = high - floor

    def x(level: float) -> int:
        return round((level - floor) / span * LONG) if span > 0 else 0

    hanging = (sorted((x(one), x(other))) for one, other in zip(levels, left, strict=False))
    steps = [_picture(LONG, HIGH, _flat(begin, end)) for begin, end in hanging]
    first, final = (_picture(LONG, HIGH, _whole(x(level), floor > 0)) for level in (start, levels[-1]))
    return (first, *steps, final)


def _flat(begin: int, end: int) -> str:
    return f"M{begin} 0h{max(end - begin, 1)}v{HIGH}h-{max(end - begin, 1)}z"


def _whole(end: int, broken: bool) -> str:
    """A bar from the left end of the scale, with a slanting notch where it is broken."""
    if not broken or end < 12:
        return _flat(0, end)
    return f"M0 {HIGH}V0H6L3 {HIGH}zM9 0H{end}V{HIGH}H6z"


def _picture(width: int, height: int, path: str) -> Markup:
    return element("svg", element("path", d=path), viewBox=f"0 0 {width} {height}")
