"""Tables on the free stretches of rows: as many as fit, side by side from the left, a joint between any two."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from siting.solar.layout.strips import TOUCH_M, Stretches
from siting.solar.layout.unit import Unit
from siting.solar.records import Floats, Ints


@dataclass(frozen=True)
class Packed:
    """Runs of units: ``count`` on each stretch, the first beginning at ``begin`` (u)."""

    count: Ints
    begin: Floats


def pack(free: Stretches, unit: Unit) -> Packed:
    """The units on every stretch, in the middle of it.

    Stretches that something thinner than a joint divides are filled from the left one after the other with the joint kept,
    so that a hairline in the way never makes room.
    """
    begin = free.begin.copy()
    count = _fitting(free.end - begin, unit)
    near = _near(free, unit.joint_m)
    for one in np.flatnonzero(near):
        begin[one] = max(begin[one], begin[one - 1] + count[one - 1] * unit.step_m)
        count[one] = _fitting(free.end[one : one + 1] - begin[one], unit)[0]
    slack = free.end - begin - (count * unit.step_m - unit.joint_m)
    alone = ~near & ~np.append(near[1:], False)
    return Packed(count, begin + np.where(alone & (count > 0), np.maximum(slack, 0.0) / 2, 0.0))


def _fitting(length_m: Floats, unit: Unit) -> Ints:
    return np.maximum(np.floor((length_m + unit.joint_m + TOUCH_M) / unit.step_m), 0.0).astype(np.int64)


def _near(free: Stretches, joint_m: float) -> np.ndarray:
    """Whether a stretch follows the one before it in its row by less than a joint."""
    same = (free.row[1:] == free.row[:-1]) & (free.offset[1:] == free.offset[:-1])
    return np.append(False, same & (free.begin[1:] - free.end[:-1] < joint_m))[: len(free.row)]
