"""Estimated text width, and placing of labels so that none covers another or a mark."""

import math
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from siting.reporting.charts.svg import clean_text

Segment = tuple[float, float, float, float]
"""A stroke from (x1, y1) to (x2, y2)."""

ELLIPSIS = "…"
LINE_HEIGHT = 1.25
_GAP = 3.0
_DISTANCES = (10.0, 18.0, 28.0, 40.0, 56.0, 76.0, 100.0, 130.0, 170.0, 220.0)
_DIRECTIONS = 32
_ROUNDS = 4
_HALF_WIDTH_EM = 0.55
_NARROW = frozenset("iljtfI.,:;'|!()[] ")


@dataclass(frozen=True)
class Box:
    """An upright rectangle; y grows downwards."""

    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: "Box", gap: float = 0.0) -> bool:
        """Whether the two share area, or come nearer than ``gap``."""
        return (
            self.left < other.right + gap
            and other.left < self.right + gap
            and self.top < other.bottom + gap
            and other.top < self.bottom + gap
        )

    def holds(self, other: "Box") -> bool:
        """Whether ``other`` lies wholly inside."""
        return (
            self.left <= other.left
            and self.top <= other.top
            and other.right <= self.right
            and other.bottom <= self.bottom
        )

    def crossed_by(self, segment: Segment) -> bool:
        """Whether the stroke runs through the inside (Liang and Barsky 1984, parametric clipping)."""
        x1, y1, x2, y2 = segment
        # Most strokes pass on one side.
        if (x1 <= self.left and x2 <= self.left) or (x1 >= self.right and x2 >= self.right):
            return False
        if (y1 <= self.top and y2 <= self.top) or (y1 >= self.bottom and y2 >= self.bottom):
            return False
        enter, leave = 0.0, 1.0
        for start, delta, low, high in (
            (x1, x2 - x1, self.left, self.right),
            (y1, y2 - y1, self.top, self.bottom),
        ):
            if abs(delta) < 1e-12:
                if not low < start < high:
                    return False
                continue
            near, far = sorted(((low - start) / delta, (high - start) / delta))
            enter, leave = max(enter, near), min(leave, far)
        return enter < leave


@dataclass(frozen=True)
class PointLabel:
    """A wish: ``text`` beside the marker of ``radius`` around (x, y)."""

    key: str
    text: str
    x: float
    y: float
    radius: float

    @property
    def marker(self) -> Box:
        """The square the marker fills."""
        return Box(self.x - self.radius, self.y - self.radius, self.x + self.radius, self.y + self.radius)


@dataclass(frozen=True)
class PlacedLabel:
    """A label with its place; ``leader`` ties it to a marker it does not touch."""

    key: str
    text: str
    box: Box
    leader: Segment | None


@dataclass(frozen=True)
class Placement:
    """What found room, and the keys of what did not."""

    placed: tuple[PlacedLabel, ...]
    dropped: tuple[str, ...]


def text_width(text: str, size: float) -> float:
    """Estimated width of ``text`` at font size ``size``: 1 em full width, about 0.55 em half width."""
    return size * sum(_em(char) for char in text)


def shorten(text: str, width: float, size: float) -> str:
    """``text`` cleaned, and cut with an ellipsis where it would be wider than ``width``."""
    cleaned = clean_text(text)
    if text_width(cleaned, size) <= width:
        return cleaned
    room = width / size - _em(ELLIPSIS)
    kept = 0
    for char in cleaned:
        room -= _em(char)
        if room < 0:
            break
        kept += 1
    return cleaned[:kept].rstrip() + ELLIPSIS


def place_labels(
    labels: Sequence[PointLabel],
    canvas: Box,
    size: float,
    obstacles: Sequence[Box] = (),
    lines: Sequence[Segment] = (),
    text_lines: Sequence[Segment] = (),
) -> Placement:
    """Places ``labels``, earlier ones first; what finds no spot inside ``canvas`` is dropped.

    Markers of all ``labels``, ``obstacles`` and ``lines`` are kept clear, by text and by leaders;
    ``text_lines`` by text only. Labels that would be dropped are tried again ahead of the others,
    because the enclosed ones need the first choice.
    """
    order = list(range(len(labels)))
    best = _placed_in(order, labels, canvas, size, obstacles, lines, text_lines)
    shut_out = [index for index in order if labels[index].key in best.dropped]
    for _ in range(_ROUNDS):
        if not shut_out:
            break
        order = shut_out + [index for index in order if index not in shut_out]
        retried = _placed_in(order, labels, canvas, size, obstacles, lines, text_lines)
        shut_out = [index for index in order if labels[index].key in retried.dropped]
        if len(retried.dropped) < len(best.dropped):
            best = retried
    return best


def thin(positions: Sequence[float], widths: Sequence[float], gap: float = 8.0) -> tuple[int, ...]:
    """Indices of the centred axis labels to keep: every n-th, with the least n that leaves ``gap`` between."""
    for stride in range(1, max(1, len(positions))):
        kept = tuple(range(0, len(positions), stride))
        pairs = pairwise(kept)
        if all(abs(positions[b] - positions[a]) >= (widths[a] + widths[b]) / 2 + gap - 1e-9 for a, b in pairs):
            return kept
    return (0,) if positions else ()


def spread(centres: Sequence[float], height: float, low: float, high: float) -> tuple[float, ...]:
    """Centres moved as little as needed so that lines of ``height`` stand apart between ``low`` and ``high``.

    With too little room for all they still stand ``height`` apart and run past ``high``.
    """
    order = sorted(range(len(centres)), key=lambda index: centres[index])
    moved = list(centres)
    floor = low + height / 2
    for index in order:
        moved[index] = max(moved[index], floor)
        floor = moved[index] + height
    ceiling = max(high - height / 2, low + height * (len(centres) - 0.5))
    for index in reversed(order):
        moved[index] = min(moved[index], ceiling)
        ceiling = moved[index] - height
    return tuple(moved)


def _placed_in(
    order: Sequence[int],
    labels: Sequence[PointLabel],
    canvas: Box,
    size: float,
    obstacles: Sequence[Box],
    lines: Sequence[Segment],
    text_lines: Sequence[Segment],
) -> Placement:
    """Each label of ``order`` on the nearest spot still free."""
    markers = [label.marker for label in labels]
    boxes = list(obstacles)
    strokes = list(lines)
    placed: dict[int, PlacedLabel] = {}
    for index in order:
        foreign = [*boxes, *markers[:index], *markers[index + 1 :]]
        found = _first_free(labels[index], size, canvas, foreign, strokes, text_lines)
        if found is None:
            continue
        placed[index] = found
        boxes.append(found.box)
        if found.leader is not None:
            strokes.append(found.leader)
    dropped = tuple(label.key for index, label in enumerate(labels) if index not in placed)
    return Placement(tuple(placed[index] for index in sorted(placed)), dropped)


def _first_free(
    label: PointLabel,
    size: float,
    canvas: Box,
    foreign: Sequence[Box],
    strokes: Sequence[Segment],
    text_lines: Sequence[Segment],
) -> PlacedLabel | None:
    for box, leader in _candidates(label, size):
        if not canvas.holds(box) or any(box.overlaps(other, 1.0) for other in foreign):
            continue
        if any(box.crossed_by(stroke) for stroke in (*strokes, *text_lines)):
            continue
        if leader is not None and (
            any(other.crossed_by(leader) for other in foreign) or any(_cross(leader, stroke) for stroke in strokes)
        ):
            continue
        return PlacedLabel(label.key, label.text, box, leader)
    return None


def _candidates(label: PointLabel, size: float) -> Iterator[tuple[Box, Segment | None]]:
    """Spots touching the marker, then ever farther spots tied to it by a leader."""
    width, height = text_width(label.text, size), LINE_HEIGHT * size
    near = label.radius + _GAP
    for across, down in ((1, 0), (-1, 0), (0, -1), (0, 1), (1, -1), (1, 1), (-1, -1), (-1, 1)):
        yield _hung(label.x + across * near, label.y + down * near, across, down, width, height), None
    for distance in _DISTANCES:
        for turn in range(_DIRECTIONS):
            angle = math.tau * turn / _DIRECTIONS
            cos, sin = math.cos(angle), math.sin(angle)
            x, y = label.x + (near + distance) * cos, label.y + (near + distance) * sin
            start = (label.x + label.radius * cos, label.y + label.radius * sin)
            for across, down in _hangings(cos, sin):
                yield _hung(x, y, across, down, width, height), (*start, x, y)


def _hangings(cos: float, sin: float) -> tuple[tuple[int, int], ...]:
    """How a label may hang on a leader of this direction: beside its end, or over or under it."""
    across, down = int(math.copysign(1, cos)), int(math.copysign(1, sin))
    if abs(sin) < 0.7:
        return ((across, 0),)
    return (0, down), (across, down), (-across, down)


def _hung(x: float, y: float, across: int, down: int, width: float, height: float) -> Box:
    """A box that touches (x, y) with the side or corner facing it."""
    left = x - width * (1 - across) / 2
    top = y - height * (1 - down) / 2
    return Box(left, top, left + width, top + height)


def _cross(one: Segment, other: Segment) -> bool:
    return _sides(one, other) and _sides(other, one)


def _sides(base: Segment, other: Segment) -> bool:
    """Whether the ends of ``other`` lie on different sides of the line through ``base``."""
    x1, y1, x2, y2 = base
    first, second = (
        (x2 - x1) * (y - y1) - (y2 - y1) * (x - x1) for x, y in ((other[0], other[1]), (other[2], other[3]))
    )
    return (first > 0) != (second > 0)


def _em(char: str) -> float:
    if unicodedata.category(char) in {"Mn", "Me", "Cf"}:
        return 0.0
    if ord(char) >= 0x1F000 and unicodedata.east_asian_width(char) == "W" and ord(char) < 0x20000:
        return 1.25
    # Ambiguous characters (circled digits, Greek, arrows) are full width in Japanese fonts.
    if unicodedata.east_asian_width(char) in {"W", "F", "A"}:
        return 1.0
    if char in "mwMW@%":
        return 0.9
    if char in _NARROW:
        return 0.35
    return 0.68 if char.isupper() else _HALF_WIDTH_EM
