"""All combinations of the values of some axes: the first axis changes slowest, the last fastest."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from siting.language import text
from siting.scenarios.ranges import Axis, Fault, parse_axis

# Every point needs a configuration of its own to be checked; more are for samples, not for grids.
MOST_POINTS = 1_000_000

Point = tuple[Decimal, ...]
# A point that may leave some keys at the value they have anyway.
Choice = tuple[Decimal | None, ...]


@dataclass(frozen=True)
class Grid:
    """The points of some axes, numbered from 0."""

    axes: tuple[Axis, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of the axes."""
        return tuple(axis.key for axis in self.axes)

    @property
    def shape(self) -> tuple[int, ...]:
        """How many values each axis has."""
        return tuple(len(axis.values) for axis in self.axes)

    def __len__(self) -> int:
        return math.prod(self.shape)

    def __iter__(self) -> Iterator[Point]:
        return (self.point(number) for number in range(len(self)))

    def stride(self, axis: int) -> int:
        """How far apart the numbers of neighbours along an axis are."""
        return math.prod(self.shape[axis + 1 :])

    def position(self, number: int, axis: int) -> int:
        """Which value of an axis a point has."""
        return number // self.stride(axis) % self.shape[axis]

    def point(self, number: int) -> Point:
        """The values of one point, in the order of the axes."""
        return tuple(axis.values[self.position(number, at)] for at, axis in enumerate(self.axes))

    def over(self, axes: Sequence[int]) -> Iterator[Point]:
        """The points that differ in some axes, all others at their first value."""
        free = [at in set(axes) for at in range(len(self.axes))]
        part = Grid(
            tuple(
                axis if is_free else Axis(axis.key, axis.values[:1])
                for axis, is_free in zip(self.axes, free, strict=True)
            )
        )
        return iter(part)


def parse_axes(written: Sequence[str]) -> tuple[tuple[Axis, ...], list[Fault]]:
    """The sound ones of the axes written as ``KEY=...``, and everything that is wrong with all of them."""
    axes: list[Axis] = []
    faults: list[Fault] = []
    for one in written:
        axis, found = parse_axis(one)
        faults += found
        axes += [] if axis is None else [axis]
    for at, axis in enumerate(axes):
        for earlier in axes[:at]:
            faults += _overlap(earlier.key, axis.key)
    count = len(Grid(tuple(axes)))
    if not faults and count > MOST_POINTS:
        expected = text("{count} points; at most {most} are taken", count=f"{count:,}", most=f"{MOST_POINTS:,}")
        faults.append(Fault("", None, expected))
    return tuple(axes), faults


def _overlap(one: str, other: str) -> list[Fault]:
    if one == other:
        return [Fault(other, None, text("the key is varied twice"))]
    if f"{one}.".startswith(f"{other}.") or f"{other}.".startswith(f"{one}."):
        return [Fault(other, None, text("{other} is a part of the same figure; vary one of the two", other=one))]
    return []
