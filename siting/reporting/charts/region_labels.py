"""Names of overlapping regions, each just inside its own border, where the fewest other borders run."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from siting.reporting.charts.labels import LINE_HEIGHT, Box, PointLabel, Segment, place_labels, text_width
from siting.reporting.charts.log_paper import Place
from siting.reporting.charts.region_shapes import Polygon, holds

Boxes = npt.NDArray[np.float64]
"""One box a row: left, top, right, bottom."""

_STEP = 7.0
_INSET = 3.5
_TRIES = 5
_CLOSE = 3.0
_REACH = 6.0
_CROSSED, _NEAR, _COVERED, _ALONG = 6.0, 2.0, 0.3, 2.0
"""What counts against a spot: a border through it, a border close by, each other region that covers it, and standing
along one stroke of the own border only: in a corner the eye finds the region at once."""
_TOO_CROSSED = 2 * _CROSSED
"""A name crossed by more than two borders is hard to read: it is led out, or becomes its number."""


@dataclass(frozen=True)
class Area:
    """A region in picture units with the name it wishes for and the number that may stand for it.

    ``sourced`` and ``assumed`` are the strokes of its border inside the frame.
    """

    key: str
    name: str
    number: str
    polygons: tuple[Polygon, ...]
    sourced: tuple[Segment, ...]
    assumed: tuple[Segment, ...] = ()

    @property
    def border(self) -> tuple[Segment, ...]:
        """The whole border."""
        return (*self.sourced, *self.assumed)


@dataclass(frozen=True)
class RegionLabel:
    """A name or number with its place; ``leader`` runs from a dot on the region's border."""

    key: str
    text: str
    box: Box
    leader: Segment | None = None
    numbered: bool = False


def place_region_labels(
    areas: Sequence[Area],
    frame: Box,
    size: float,
    obstacles: Sequence[Box],
    strokes: Sequence[Segment],
) -> tuple[RegionLabel, ...]:
    """A label for each region that has room: name inside, else name on a leader, else number inside.

    Regions with the fewest clear spots choose first. No label touches another, an ``obstacle`` or a ``stroke``.
    """
    taken, lines = list(obstacles), list(strokes)
    found: dict[str, RegionLabel] = {}
    offers = {area.key: _spots(area, area.name, areas, frame, size) for area in areas}
    order = sorted(areas, key=lambda area: (int((offers[area.key][1] < _CROSSED).sum()), area.key))
    for area in order:
        box = _best(*offers[area.key], taken, lines)
        if box is not None:
            found[area.key] = RegionLabel(area.key, area.name, box)
            taken.append(box)
    for area in order:
        if area.key not in found and area.border:
            label = _led(area, areas, frame, size, taken, lines) or _numbered(area, areas, frame, size, taken, lines)
            if label is not None:
                found[area.key] = label
                taken.append(label.box)
                lines += [label.leader] if label.leader is not None else []
    return tuple(found[area.key] for area in areas if area.key in found)


def crossings(boxes: Boxes, strokes: Sequence[Segment]) -> npt.NDArray[np.bool_]:
    """Which stroke (column) runs through the inside of which box (row) (Liang and Barsky 1984)."""
    x1, y1, x2, y2 = np.asarray(strokes, dtype=float).reshape(-1, 4).T[:, None, :]
    left, top, right, bottom = boxes.T[:, :, None]
    enter, leave = np.zeros((len(boxes), x1.shape[1])), np.ones((len(boxes), x1.shape[1]))
    for start, delta, low, high in ((x1, x2 - x1, left, right), (y1, y2 - y1, top, bottom)):
        # A stroke along the axis is tipped a little: it is then inside or outside for all its length.
        tipped = np.where(np.abs(delta) < 1e-9, 1e-9, delta)
        near, far = (low - start) / tipped, (high - start) / tipped
        enter, leave = np.maximum(enter, np.minimum(near, far)), np.minimum(leave, np.maximum(near, far))
    result: npt.NDArray[np.bool_] = enter < leave
    return result


def _best(boxes: Boxes, costs: npt.NDArray[np.float64], taken: Sequence[Box], lines: Sequence[Segment]) -> Box | None:
    """The cheapest spot that nothing has taken yet."""
    if not len(boxes):
        return None
    free = ~_covered(boxes, taken) & ~crossings(boxes, lines).any(axis=1) & (costs <= _TOO_CROSSED)
    if not free.any():
        return None
    left, top, right, bottom = boxes[int(np.argmin(np.where(free, costs, np.inf)))]
    return Box(float(left), float(top), float(right), float(bottom))


def _covered(boxes: Boxes, taken: Sequence[Box], gap: float = 2.0) -> npt.NDArray[np.bool_]:
    """Which boxes overlap one that is taken, or come nearer than ``gap``."""
    result = np.zeros(len(boxes), dtype=bool)
    for box in taken:
        result |= (
            (boxes[:, 0] < box.right + gap)
            & (box.left < boxes[:, 2] + gap)
            & (boxes[:, 1] < box.bottom + gap)
            & (box.top < boxes[:, 3] + gap)
        )
    return result


def _spots(
    area: Area, shown: str, areas: Sequence[Area], frame: Box, size: float
) -> tuple[Boxes, npt.NDArray[np.float64]]:
    """Boxes for ``shown`` inside the region along its border, and what counts against each."""
    boxes = _inner_boxes(area, text_width(shown, size) + 4, LINE_HEIGHT * size, frame)
    if not len(boxes):
        return boxes, np.zeros(0)
    inflated = boxes + _CLOSE * np.array([-1, -1, 1, 1])
    beside = boxes + _REACH * np.array([-1, -1, 1, 1])
    costs = np.where(crossings(beside, area.border).sum(axis=1) > 1, 0.0, _ALONG)
    for other in areas:
        if other.key == area.key:
            continue
        through = crossings(boxes, other.border).any(axis=1)
        costs += np.where(through, _CROSSED, np.where(crossings(inflated, other.border).any(axis=1), _NEAR, 0.0))
        costs += _COVERED * _centres_held(boxes, other.polygons)
    # Of equal spots the upper left one, so that the picture is always the same.
    costs += 1e-4 * (boxes[:, 0] + boxes[:, 1])
    return boxes, costs


def _inner_boxes(area: Area, width: float, height: float, frame: Box) -> Boxes:
    """Boxes that touch the border from inside the region and the frame."""
    rows = [
        (left, top, left + width, top + height)
        for x, y in _along(area.border)
        for left in (x + _INSET, x - _INSET - width, x - width / 2)
        for top in (y + _INSET, y - _INSET - height, y - height / 2)
    ]
    boxes = np.array(rows, dtype=float).reshape(-1, 4)
    inside = (
        (boxes[:, 0] > frame.left + 2)
        & (boxes[:, 1] > frame.top + 2)
        & (boxes[:, 2] < frame.right - 2)
        & (boxes[:, 3] < frame.bottom - 2)
    )
    boxes = boxes[inside]
    boxes = boxes[~crossings(boxes, area.border).any(axis=1)]
    return boxes[_centres_held(boxes, area.polygons)]


def _centres_held(boxes: Boxes, polygons: Sequence[Polygon]) -> npt.NDArray[np.bool_]:
    """Whether the centre of each box lies in any polygon (even-odd rule)."""
    x, y = (boxes[:, 0] + boxes[:, 2]) / 2, (boxes[:, 1] + boxes[:, 3]) / 2
    held = np.zeros(len(boxes), dtype=bool)
    for polygon in polygons:
        odd = np.zeros(len(boxes), dtype=bool)
        for (x1, y1), (x2, y2) in zip(polygon, [*polygon[1:], *polygon[:1]], strict=True):
            if y1 != y2:
                odd ^= ((y1 > y) != (y2 > y)) & (x < x1 + (y - y1) / (y2 - y1) * (x2 - x1))
        held |= odd
    return held


def _along(border: Sequence[Segment]) -> Iterator[Place]:
    """Places every few units along the border, ends included."""
    for x1, y1, x2, y2 in border:
        count = max(1, math.ceil(math.dist((x1, y1), (x2, y2)) / _STEP))
        for at in range(count + 1):
            yield x1 + at / count * (x2 - x1), y1 + at / count * (y2 - y1)


def _led(
    area: Area, areas: Sequence[Area], frame: Box, size: float, taken: Sequence[Box], lines: Sequence[Segment]
) -> RegionLabel | None:
    """The name where no border runs, tied to the least crowded stretch of the region's own."""
    borders = [stroke for other in areas for stroke in other.border]
    inner = Box(frame.left + 3, frame.top + 3, frame.right - 3, frame.bottom - 3)
    found: list[tuple[float, int, RegionLabel]] = []
    places = [place for place in _quiet_places(area, areas) if not any(_within(box, place) for box in taken)]
    for at, (x, y) in enumerate(places[:_TRIES]):
        wish = PointLabel(area.key, area.name, x, y, 1.5)
        for placed in place_labels([wish], inner, size, taken, lines, borders).placed:
            end = placed.leader[2:] if placed.leader is not None else (x, y)
            found.append((math.dist((x, y), end), at, RegionLabel(area.key, area.name, placed.box, (x, y, *end))))
    return min(found, key=lambda offer: offer[:2])[2] if found else None


def _within(box: Box, place: Place) -> bool:
    return box.left - 3 < place[0] < box.right + 3 and box.top - 3 < place[1] < box.bottom + 3


def _quiet_places(area: Area, areas: Sequence[Area]) -> list[Place]:
    """Places on the border, those first that the fewest other regions hold; well apart."""
    places = list(_along(area.border))[::4]
    crowd = [
        (sum(holds(other.polygons, place) for other in areas if other.key != area.key), at)
        for at, place in enumerate(places)
    ]
    return [places[at] for _, at in sorted(crowd)]


def _numbered(
    area: Area, areas: Sequence[Area], frame: Box, size: float, taken: Sequence[Box], lines: Sequence[Segment]
) -> RegionLabel | None:
    """The region's number inside it; the legend tells its name."""
    box = _best(*_spots(area, area.number, areas, frame, size), taken, lines)
    return None if box is None else RegionLabel(area.key, area.number, box, numbered=True)
