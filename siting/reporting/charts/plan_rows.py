"""Rows of a plan: tables that touch joined to strips, and the two rows at which pitch and gap are shown."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

Point = tuple[float, float]

# Tables nearer than this stand in one strip: what parts them cannot be seen in a plan [m].
_TOUCHING_M = 0.35
_SAME_LINE_M = 0.05


@dataclass(frozen=True)
class Table:
    """A table in local metres: the number of its row, and its corners along the lower edge, then up the slope."""

    row: int
    corners: tuple[Point, Point, Point, Point]


@dataclass(frozen=True)
class Strip:
    """Tables beside each other in one row: from ``start`` to ``end`` along the row, from ``low`` to ``high`` across it.

    ``along`` is the direction of the row, ``up`` that of the slope (unit vectors); all in metres.
    """

    row: int
    along: Point
    up: Point
    start: float
    end: float
    low: float
    high: float

    @property
    def depth_m(self) -> float:
        """The horizontal depth of the tables."""
        return self.high - self.low

    @property
    def middle(self) -> tuple[Point, Point]:
        """The ends of the line through the middle of the tables."""
        half = (self.low + self.high) / 2
        return self.at(self.start, half), self.at(self.end, half)

    def at(self, along: float, across: float) -> Point:
        """A place by its metres along and across the row."""
        return (
            along * self.along[0] + across * self.up[0],
            along * self.along[1] + across * self.up[1],
        )


@dataclass(frozen=True)
class Pair:
    """A strip and the one in the row behind it, whose ends towards the east are shown."""

    front: Strip
    back: Strip
    east: float

    @property
    def end(self) -> float:
        """Where the front strip ends, in metres along the row."""
        return self.front.end if self.east > 0 else self.front.start

    @property
    def next_end(self) -> float:
        """Where the back strip ends."""
        return self.back.end if self.east > 0 else self.back.start

    def foot(self, along: float) -> Point:
        """On the line of the front strip's lower edge."""
        return self.front.at(along, self.front.low)

    def head(self, along: float) -> Point:
        """On the line of the front strip's upper edge."""
        return self.front.at(along, self.front.high)

    def next(self, along: float) -> Point:
        """On the line of the back strip's lower edge."""
        return self.front.at(along, self.back.low)

    def halfway(self, along: float, *, of_gap: bool) -> Point:
        """In the middle of the gap, or of the depth of the front strip."""
        other = self.back.low if of_gap else self.front.low
        return self.front.at(along, (self.front.high + other) / 2)


def strips_of(tables: Sequence[Table]) -> list[Strip]:
    """The tables of every row joined where they touch, by row and place along it."""
    strips: list[Strip] = []
    for one in _in_order([_single(table) for table in tables]):
        if strips and _touch(strips[-1], one):
            last = strips[-1]
            strips[-1] = Strip(last.row, last.along, last.up, last.start, max(last.end, one.end), last.low, last.high)
        else:
            strips.append(one)
    return strips


def pair_of(strips: Sequence[Strip], pitch_m: float) -> Pair | None:
    """Neighbouring rows a pitch apart near the middle of the plan; None where no two rows are."""
    if not strips:
        return None
    east = 1.0 if strips[0].along[0] >= 0 else -1.0
    last: dict[int, Strip] = {}
    for one in strips:
        if one.row not in last or _reach(one, east) > _reach(last[one.row], east):
            last[one.row] = one
    rows = sorted(last)
    close = 0.02 * pitch_m + _SAME_LINE_M
    pairs = [
        Pair(last[row], last[after], east)
        for row, after in pairwise(rows)
        if after == row + 1 and abs(last[after].low - last[row].low - pitch_m) <= close
    ]
    if not pairs:
        return None
    middle = (last[rows[0]].low + last[rows[-1]].high) / 2
    # Rows that end side by side are read best; of them those nearest the middle.
    return min(pairs, key=lambda one: (round(abs(one.end - one.next_end)), abs(one.front.high - middle)))


def outward(pair: Pair, metres: float) -> float:
    """The place along the row that lies so many metres to the east of where both strips have ended."""
    ended = max(pair.end, pair.next_end) if pair.east > 0 else min(pair.end, pair.next_end)
    return ended + pair.east * metres


def _reach(strip: Strip, east: float) -> float:
    return strip.end if east > 0 else -strip.start


def _single(table: Table) -> Strip:
    (x0, y0), (x1, y1), _, (x3, y3) = table.corners
    width, depth = math.hypot(x1 - x0, y1 - y0), math.hypot(x3 - x0, y3 - y0)
    along, up = ((x1 - x0) / width, (y1 - y0) / width), ((x3 - x0) / depth, (y3 - y0) / depth)
    start, low = x0 * along[0] + y0 * along[1], x0 * up[0] + y0 * up[1]
    return Strip(table.row, along, up, start, start + width, low, low + depth)


def _in_order(strips: Sequence[Strip]) -> list[Strip]:
    """By row, then by the line they stand on (rows of several parts of a plot can be offset), then along it."""
    by_height = sorted(strips, key=lambda one: (one.row, one.low))
    line, lines = 0, []
    for at, one in enumerate(by_height):
        before = by_height[at - 1] if at else one
        line += one.row != before.row or one.low - before.low > _SAME_LINE_M
        lines.append((line, one.start, one))
    return [one for _, _, one in sorted(lines, key=lambda each: each[:2])]


def _touch(left: Strip, right: Strip) -> bool:
    beside = abs(left.low - right.low) < _SAME_LINE_M and abs(left.high - right.high) < _SAME_LINE_M
    return beside and left.row == right.row and -_TOUCHING_M < right.start - left.end < _TOUCHING_M
