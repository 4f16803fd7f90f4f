"""Regions of several overlapping polygons: the border of their union, what they hold, and their paths."""

from __future__ import annotations

import math
from collections.abc import Sequence

from siting.reporting.charts.labels import Box, Segment
from siting.reporting.charts.log_paper import Place, clipped_polygon, clipped_stroke, tenths

Polygon = Sequence[Place]

_NUDGE = 0.02
"""How far beside a border (picture units) it is asked whether both its sides are inside."""


def holds(polygons: Sequence[Polygon], place: Place, tolerance: float = 1e-6) -> bool:
    """Whether any polygon holds ``place``; a place on an edge is inside."""
    return any(_inside(polygon, place) or _on_edge(polygon, place, tolerance) for polygon in polygons)


def border(polygons: Sequence[Polygon], frame: Box, sourced: int) -> tuple[list[Segment], list[Segment]]:
    """The strokes around the union inside ``frame``: those of the first ``sourced`` polygons, and of the others.

    No edge between two polygons that overlap or touch is drawn. Where the frame cuts a region there is no stroke:
    the region goes on beyond.
    """
    strokes: tuple[list[Segment], list[Segment]] = ([], [])
    for index, polygon in enumerate(polygons):
        others = [other for at, other in enumerate(polygons) if at != index]
        for start, end in _edges(polygon):
            for piece in _pieces(start, end, others):
                if not _hidden(piece, polygons, index) and (kept := clipped_stroke(piece, frame)) is not None:
                    strokes[index >= sourced].append(kept)
    return strokes


def area_path(polygons: Sequence[Polygon], frame: Box) -> str:
    """Path data of the union inside ``frame``, for the nonzero fill rule."""
    data = ""
    for polygon in polygons:
        kept = clipped_polygon(polygon, frame)
        if len(kept) > 2:
            turned = kept if signed_area(kept) > 0 else kept[::-1]
            data += "M" + "L".join(f"{tenths(x)} {tenths(y)}" for x, y in turned) + "Z"
    return data


def signed_area(polygon: Polygon) -> float:
    """Area by the shoelace formula, its sign the turning sense."""
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in _edges(polygon)) / 2


def _edges(polygon: Polygon) -> list[tuple[Place, Place]]:
    return list(zip(polygon, [*polygon[1:], *polygon[:1]], strict=True))


def _inside(polygon: Polygon, place: Place) -> bool:
    """Even-odd rule; undecided on the edge itself."""
    x, y = place
    crossings = sum(
        (y1 > y) != (y2 > y) and x < x1 + (y - y1) / (y2 - y1) * (x2 - x1) for (x1, y1), (x2, y2) in _edges(polygon)
    )
    return crossings % 2 == 1


def _on_edge(polygon: Polygon, place: Place, tolerance: float) -> bool:
    return any(_distance(place, start, end) <= tolerance for start, end in _edges(polygon))


def _distance(place: Place, start: Place, end: Place) -> float:
    (x, y), (x1, y1), (x2, y2) = place, start, end
    length2 = (x2 - x1) ** 2 + (y2 - y1) ** 2
    share = 0.0 if length2 == 0 else min(max(((x - x1) * (x2 - x1) + (y - y1) * (y2 - y1)) / length2, 0.0), 1.0)
    return math.dist(place, (x1 + share * (x2 - x1), y1 + share * (y2 - y1)))


def _pieces(start: Place, end: Place, others: Sequence[Polygon]) -> list[Segment]:
    """The edge cut wherever another polygon's edge meets it."""
    cuts = {0.0, 1.0}
    for other in others:
        for one, two in _edges(other):
            cuts |= _meetings(start, end, one, two)
    shares = sorted(cuts)
    (x1, y1), (x2, y2) = start, end
    spots = [(x1 + share * (x2 - x1), y1 + share * (y2 - y1)) for share in shares]
    return [(*spots[at], *spots[at + 1]) for at in range(len(spots) - 1) if math.dist(spots[at], spots[at + 1]) > 1e-6]


def _meetings(start: Place, end: Place, one: Place, two: Place) -> set[float]:
    """Shares of the edge ``start``-``end`` at which the edge ``one``-``two`` crosses it or begins to run along it."""
    across = (end[0] - start[0], end[1] - start[1])
    length2 = across[0] ** 2 + across[1] ** 2
    found = {
        ((spot[0] - start[0]) * across[0] + (spot[1] - start[1]) * across[1]) / length2
        for spot in (one, two)
        if length2 > 0 and _distance(spot, start, end) < 1e-6
    }
    turn = across[0] * (two[1] - one[1]) - across[1] * (two[0] - one[0])
    if abs(turn) > 1e-9:
        share = ((one[0] - start[0]) * (two[1] - one[1]) - (one[1] - start[1]) * (two[0] - one[0])) / turn
        along = ((one[0] - start[0]) * across[1] - (one[1] - start[1]) * across[0]) / turn
        if 0 <= along <= 1:
            found.add(share)
    return {share for share in found if 0 < share < 1}


def _hidden(piece: Segment, polygons: Sequence[Polygon], index: int) -> bool:
    """Whether a piece of polygon ``index`` is inside the union, or an earlier polygon already shows it."""
    x1, y1, x2, y2 = piece
    middle = ((x1 + x2) / 2, (y1 + y2) / 2)
    length = math.hypot(x2 - x1, y2 - y1)
    step = (_NUDGE * (y2 - y1) / length, -_NUDGE * (x2 - x1) / length)
    sides = ((middle[0] + step[0], middle[1] + step[1]), (middle[0] - step[0], middle[1] - step[1]))
    if all(any(_inside(polygon, side) for polygon in polygons) for side in sides):
        return True
    return any(_on_edge(polygon, middle, 1e-6) for polygon in polygons[:index])
