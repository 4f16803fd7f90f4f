"""Lines of constant hydraulic power across log-log paper, each with its power written along it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from siting.reporting.charts.labels import Box, Segment, text_width
from siting.reporting.charts.log_paper import LogPaper, path_of, power_line
from siting.reporting.charts.region_labels import crossings
from siting.reporting.charts.svg import Markup, element, escaped
from siting.reporting.charts.theme import MUTE

SIZE = 10.0
_STEP = 4.0
_END = 6.0


@dataclass(frozen=True)
class PowerLine:
    """One line in picture units; ``centre`` is where its power is written, None where nothing is clear of marks."""

    shown: str
    stroke: Segment
    centre: tuple[float, float] | None

    @property
    def angle(self) -> float:
        """Slope in the picture, radians; positive runs down to the right."""
        x1, y1, x2, y2 = self.stroke
        return math.atan2(y2 - y1, x2 - x1)

    @property
    def boxes(self) -> tuple[Box, ...]:
        """Small squares along the writing, which nothing else may cover."""
        if self.centre is None:
            return ()
        return _squares(self.centre, self.angle, text_width(self.shown, SIZE))


def power_lines(
    paper: LogPaper,
    powers: Sequence[tuple[float, str]],
    taken: Sequence[Box],
    strokes: Sequence[Segment],
    borders: Sequence[Segment],
) -> list[PowerLine]:
    """The lines of ``powers`` (kW, as written) that meet the frame.

    The writing keeps clear of boxes ``taken`` and of ``strokes``, and stands where the fewest ``borders`` cross it,
    near the upper left end if there is a choice.
    """
    lines = []
    for power_kw, shown in powers:
        stroke = power_line(paper, power_kw)
        if stroke is not None:
            lines.append(PowerLine(shown, stroke, _centre(stroke, shown, paper.plot, taken, strokes, borders)))
    return lines


def drawn_power_lines(lines: Sequence[PowerLine]) -> list[Markup]:
    """All lines as one path, open where the power is written, and the writing along them."""
    pieces = [piece for line in lines for piece in _opened(line)]
    path = element("path", d=path_of(pieces) or None, fill="none", stroke=MUTE, stroke_width=0.7)
    return [path, *(_written(line) for line in lines if line.centre is not None)]


def _centre(
    stroke: Segment,
    shown: str,
    frame: Box,
    taken: Sequence[Box],
    strokes: Sequence[Segment],
    borders: Sequence[Segment],
) -> tuple[float, float] | None:
    x1, y1, x2, y2 = stroke
    length = math.hypot(x2 - x1, y2 - y1)
    reach = text_width(shown, SIZE) / 2 + _END
    best: tuple[int, int] | None = None
    found = None
    for at in range(max(0, int((length - 2 * reach) / _STEP) + 1)):
        share = (reach + at * _STEP) / length
        centre = (x1 + share * (x2 - x1), y1 + share * (y2 - y1))
        squares = _squares(centre, math.atan2(y2 - y1, x2 - x1), 2 * (reach - _END))
        if any(not frame.holds(one) or any(one.overlaps(box, 1.0) for box in taken) for one in squares):
            continue
        rows = np.array([(one.left, one.top, one.right, one.bottom) for one in squares])
        if crossings(rows, strokes).any():
            continue
        cost = (int(crossings(rows, borders).any(axis=0).sum()), at)
        if best is None or cost < best:
            best, found = cost, centre
    return found


def _squares(centre: tuple[float, float], angle: float, width: float) -> tuple[Box, ...]:
    count = max(2, math.ceil(width / SIZE))
    half = 0.62 * SIZE
    offsets = [(at + 0.5) / count * width - width / 2 for at in range(count)]
    places = [(centre[0] + offset * math.cos(angle), centre[1] + offset * math.sin(angle)) for offset in offsets]
    return tuple(Box(x - half, y - half, x + half, y + half) for x, y in places)


def _opened(line: PowerLine) -> list[Segment]:
    x1, y1, x2, y2 = line.stroke
    if line.centre is None:
        return [line.stroke]
    x, y = line.centre
    reach = text_width(line.shown, SIZE) / 2 + 2
    across, down = reach * math.cos(line.angle), reach * math.sin(line.angle)
    return [(x1, y1, x - across, y - down), (x + across, y + down, x2, y2)]


def _written(line: PowerLine) -> Markup:
    assert line.centre is not None
    x, y = line.centre
    turn = f"translate({x:.1f} {y:.1f}) rotate({math.degrees(line.angle):.1f})"
    return element(
        "text",
        escaped(line.shown),
        y=0.36 * SIZE,
        font_size=SIZE,
        fill=MUTE,
        text_anchor="middle",
        transform=turn,
    )
