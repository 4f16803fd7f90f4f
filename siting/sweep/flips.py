"""Where the order of the leading options changes: between which neighbouring points, along which key, who overtakes whom."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from siting.finance.metrics import Floats, Ints
from siting.project.model import Ranking
from siting.rank.order import significant
from siting.sweep.plan import Plan
from siting.sweep.points import STAGES, Figures, Words
from siting.sweep.table import frame_table

# The options whose order is followed, and those whose values are remembered to tell where they come from.
LEADING = 10
REMEMBERED = 200
_ROOM = 20_000_000
# Of these the figures of an option are linear in the price; a premium above a reference price is not.
_LINEAR = ("bc", "npv_yen")


@dataclass(frozen=True)
class Flip:
    """``ahead`` passes ``behind`` between two points that differ in one key."""

    before: int
    axis: int
    stage: str
    ahead: str
    behind: str
    rank_before: int
    rank_after: int
    at: float


@dataclass(frozen=True)
class _Order:
    """The foremost options of a stage at one point: ids, values of the ranking's column, keys that rise, ranks."""

    ids: Words
    values: Floats
    keys: Floats
    ranks: Ints

    def leading(self) -> list[str]:
        """The ids of the leading ranks."""
        return [str(one) for one in self.ids[(self.ranks > 0) & (self.ranks <= LEADING)]]

    def of(self, ids: Words) -> tuple[Floats, Floats, Ints]:
        """Values, keys and ranks of some options; one that is not remembered stands behind all."""
        place = {one: at for at, one in enumerate(self.ids)}
        found = np.array([place.get(one, -1) for one in ids], dtype=np.int64)
        known = found >= 0
        return (
            np.where(known, self.values[found], np.nan),
            np.where(known, self.keys[found], np.inf),
            np.where(known, self.ranks[found], 0),
        )


class Flips:
    """The flips among points seen one after the other; of the points only those between neighbours are kept."""

    def __init__(self, plan: Plan, most: int) -> None:
        self.found: list[Flip] = []
        self.more = False
        self._plan, self._most = plan, most
        widest = max((plan.grid.stride(at) for at, count in enumerate(plan.grid.shape) if count > 1), default=1)
        self._remembered = int(np.clip(_ROOM // widest, 2 * LEADING, REMEMBERED))
        self._kept: deque[dict[str, _Order]] = deque(maxlen=widest + 1)

    def watch(self, points: Iterable[Figures]) -> Iterator[Figures]:
        """The points as they come, each compared with its neighbours before it."""
        plan, ranking = self._plan, self._plan.project.config.ranking
        for found in points:
            self._kept.append({stage: _order(found, stage, ranking, self._remembered) for stage in STAGES})
            for axis in range(len(plan.keys)):
                if plan.grid.position(found.number, axis):
                    before = self._kept[-1 - plan.grid.stride(axis)]
                    self._add(_between(plan, before, self._kept[-1], found.number, axis))
            yield found

    def _add(self, flips: Iterator[Flip]) -> None:
        for flip in flips:
            if len(self.found) == self._most:
                self.more = True
                return
            self.found.append(flip)


def _order(found: Figures, stage: str, ranking: Ranking, remembered: int) -> _Order:
    options = found.options
    values = found.values(ranking.by)
    mine = np.flatnonzero((options.stages == STAGES.index(stage)) & ~np.isnan(values) & ~options.passed_over)
    keys = significant(values[mine]) * (-1.0 if ranking.descending else 1.0)
    first = np.lexsort((options.order[mine], keys))[:remembered]
    mine = mine[first]
    return _Order(options.option_id[mine], values[mine], keys[first], found.rank[mine])


def _between(plan: Plan, before: dict[str, _Order], after: dict[str, _Order], number: int, axis: int) -> Iterator[Flip]:
    axis_values, position = plan.grid.axes[axis].values, plan.grid.position(number, axis)
    low, high = float(axis_values[position - 1]), float(axis_values[position])
    linear = _is_linear(plan, axis)
    for stage in STAGES:
        ids = np.array(list(dict.fromkeys(before[stage].leading() + after[stage].leading())), dtype=object)
        value_a, key_a, rank_a = before[stage].of(ids)
        value_b, key_b, rank_b = after[stage].of(ids)
        # ahead x behind: in front afterwards, not in front before, and the one behind was in the order before.
        passes = (key_b[:, None] < key_b) & (key_a[:, None] >= key_a) & np.isfinite(key_a)
        for ahead, behind in zip(*np.nonzero(passes), strict=True):
            gap_a, gap_b = value_a[ahead] - value_a[behind], value_b[ahead] - value_b[behind]
            at = low + (high - low) * gap_a / (gap_a - gap_b) if linear else np.nan
            yield Flip(
                number - plan.grid.stride(axis), axis, stage, str(ids[ahead]), str(ids[behind]),
                int(rank_a[ahead]), int(rank_b[ahead]), float(at),
            )  # fmt: skip


def _is_linear(plan: Plan, axis: int) -> bool:
    """Whether the ranking's column runs straight along an axis: B/C or NPV of a case, along its own price."""
    case = plan.price_axes.get(axis)
    if case is None or axis in plan.water_axes:
        return False
    by = plan.project.config.ranking.by
    return plan.project.config.cases[case].kind != "fip" and by in {f"{name}_{case}" for name in _LINEAR}


def flip_table(plan: Plan, found: list[Flip]) -> pa.Table:
    """The flips as a table; the varied keys have their values at the point before."""
    points = [plan.grid.point(one.before) for one in found]
    afters = [plan.grid.point(one.before + plan.grid.stride(one.axis)) for one in found]
    number, words, whole = pa.float64(), pa.string(), pa.float64()
    return frame_table({
        **{key: (number, [float(point[at]) for point in points]) for at, key in enumerate(plan.keys)},
        "key": (words, [plan.keys[one.axis] for one in found]),
        "from_value": (number, [float(point[one.axis]) for one, point in zip(found, points, strict=True)]),
        "to_value": (number, [float(point[one.axis]) for one, point in zip(found, afters, strict=True)]),
        "at_value": (number, [one.at for one in found]),
        "stage": (words, [one.stage for one in found]),
        "option_id": (words, [one.ahead for one in found]),
        "overtaken_option_id": (words, [one.behind for one in found]),
        "rank_before": (whole, [one.rank_before or np.nan for one in found]),
        "rank_after": (whole, [one.rank_after or np.nan for one in found]),
    })  # fmt: skip
