"""Moving apart of markers that would cover one another."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from siting.reporting.charts.labels import Box

_GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))
_MAX_TRIES = 4000


@dataclass(frozen=True)
class Spot:
    """Where a marker is drawn and where it belongs."""

    x: float
    y: float
    true_x: float
    true_y: float

    @property
    def moved(self) -> bool:
        """Whether the marker had to leave its true position."""
        return (self.x, self.y) != (self.true_x, self.true_y)


def spread_apart(points: Sequence[tuple[float, float]], apart: float, canvas: Box) -> tuple[Spot, ...]:
    """Spots at least ``apart`` from each other inside ``canvas``; earlier points keep their place.

    A later point goes to the nearest free place on a spiral around its true position. Where even that
    fails (more markers than the canvas holds) it stays where it belongs.
    """
    taken: dict[tuple[int, int], list[tuple[float, float]]] = {}
    spots: list[Spot] = []
    for true_x, true_y in points:
        free = (place for place in _around(true_x, true_y, apart) if _is_free(place, taken, apart, canvas))
        x, y = next(free, (true_x, true_y))
        taken.setdefault(_cell(x, y, apart), []).append((x, y))
        spots.append(Spot(x, y, true_x, true_y))
    return tuple(spots)


def _around(x: float, y: float, apart: float) -> Iterator[tuple[float, float]]:
    """The place itself, then places on an even spiral (Vogel 1979) around it."""
    yield x, y
    for count in range(_MAX_TRIES):
        radius = apart * math.sqrt(0.1 + 0.06 * count)
        angle = count * _GOLDEN_ANGLE - math.pi / 4
        yield x + radius * math.cos(angle), y + radius * math.sin(angle)


def _is_free(
    place: tuple[float, float],
    taken: dict[tuple[int, int], list[tuple[float, float]]],
    apart: float,
    canvas: Box,
) -> bool:
    x, y = place
    if not (canvas.left <= x <= canvas.right and canvas.top <= y <= canvas.bottom):
        return False
    column, row = _cell(x, y, apart)
    near = (
        other for across in (-1, 0, 1) for down in (-1, 0, 1) for other in taken.get((column + across, row + down), ())
    )
    return all(math.hypot(x - other_x, y - other_y) >= apart * 0.999 for other_x, other_y in near)


def _cell(x: float, y: float, apart: float) -> tuple[int, int]:
    return math.floor(x / apart), math.floor(y / apart)
