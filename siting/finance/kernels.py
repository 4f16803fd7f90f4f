"""The loops of ``compiled`` for numba: all figures of a row in one pass, then its IRR.

The operations are those of ``metrics`` and ``roots`` in the same order, so that the figures are the same to the last
bit; why they are right is said there. Here is how they run: rows with one root side by side in vectors, rows with more
one by one.

The functions are plain Python until ``kernels`` hands them to numba, which is imported nowhere else here: it takes some
two seconds. The compiled code is kept on disk where the disk can be written to, else only for the process. It is renewed
when this file changes; so the constants it takes from ``roots`` are all it takes from elsewhere.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from math import sqrt
from typing import Any

import numpy as np

from siting.finance.metrics import Floats, Ints, IrrState
from siting.finance.roots import (
    EPSILON,
    FIFTH,
    FREE_STEPS,
    LEAST_RATE,
    MAX_NEWTON,
    MAX_STEPS,
    SETTLED,
    SMALL_GAP,
    SMALL_STEP,
    THIRD,
    TINY,
)

# Rows whose IRR is sought side by side: enough to fill a processor's vectors, few enough for its nearest cache.
LANES = 64
UNSOLVED, UNIQUE, NONE, MULTIPLE = -1, int(IrrState.UNIQUE), int(IrrState.NONE), int(IrrState.MULTIPLE)
BENEFIT, COST, BC, NPV, IRR, PAYBACK, DISCOUNTED_PAYBACK, LCOE = range(8)
FIGURES = 8


@dataclass(frozen=True)
class Kernels:
    """The compiled functions: over cash flows, over scenarios, over prices."""

    flows: Callable[..., None]
    scenarios: Callable[..., None]
    prices: Callable[..., None]


@lru_cache(maxsize=1)
def kernels() -> Kernels | None:
    """The compiled functions; None where numba cannot be had."""
    try:
        numba = importlib.import_module("numba")
        extending = importlib.import_module("numba.extending")
    except ImportError:
        return None
    apart: list[Callable[..., Any]] = [
        _sign,
        _step,
        _between,
        _one_change_less,
        _roots,
        _several,
        _sole_rates,
        _row,
        _queue,
    ]
    for part in apart:
        extending.register_jitable(part)
    return Kernels(*(_compiled(numba, one) for one in (_flow_rows, _scenario_rows, _price_rows)))


def _compiled(numba: Any, function: Callable[..., None]) -> Callable[..., None]:
    options = {"nogil": True, "error_model": "numpy"}
    try:
        found: Callable[..., None] = numba.njit(function, cache=True, **options)
    except RuntimeError:  # no folder that can be written to: installed read-only, no home
        found = numba.njit(function, **options)
    return found


def _sign(row: Floats, point: float, touching: bool) -> float:
    """``roots._signs`` of one function at one point."""
    above, last = point > 1, len(row) - 1
    w = 1.0 / point if above else point
    value, size = 0.0, 0.0
    for year in range(last + 1):
        term = row[year] if above else row[last - year]
        value = value * w + term
        size = size * w + abs(term)
    if abs(value) <= (2.0 * EPSILON * (last + 1) * size if touching else 0.0):
        return 0.0
    return 1.0 if value > 0 else -1.0


def _step(row: Floats, above: bool, w: float) -> tuple[float, float]:
    """``roots._step`` of a function's negative and positive coefficients, reversed where the root is above 1."""
    near, near_slope, far, far_slope, last = 0.0, 0.0, 0.0, 0.0, len(row) - 1
    for year in range(last + 1):
        term = row[year] if above else row[last - year]
        near_slope = near_slope * w + near
        near = near * w + max(-term, 0.0)
        far_slope = far_slope * w + far
        far = far * w + max(term, 0.0)
    gap = (far - near) / (far + near)
    square = gap * gap
    logarithm = 2.0 * gap * (1.0 + square * (THIRD + square * FIFTH))
    slope = w * (far_slope * near - near_slope * far)
    return gap, -logarithm * (far * near) / slope


def _between(row: Floats, left: float, right: float, left_sign: float) -> float:
    """``roots._bracketed`` of one function."""
    above = left >= 1
    low, high = (1.0 / right, 1.0 / left) if above else (left, right)
    low_sign = -left_sign if above else left_sign
    w = sqrt(low) * sqrt(high)
    for turn in range(MAX_STEPS):
        gap, step = _step(row, above, w)
        if gap == 0:
            return 1.0 / w if above else w
        if (gap > 0) == (low_sign > 0):
            low = w
        else:
            high = w
        clipped = -1.0 if step < -1.0 else step
        clipped = 1.0 if clipped > 1.0 else clipped
        square = clipped * clipped
        target = w * ((12.0 + 6.0 * clipped + square) / (12.0 - 6.0 * clipped + square))
        newton = target >= low and target <= high and (turn < FREE_STEPS or turn % 2 == 0)
        w = target if newton else sqrt(low) * sqrt(high)
        if (newton and abs(step) <= SETTLED) or high - low <= 2 * EPSILON * high:
            return 1.0 / w if above else w
    return np.nan


def _one_change_less(row: Floats, found: Floats) -> None:
    """``roots._with_one_change_less`` of one function."""
    before, sign, middle = 0, 0.0, -0.5
    for year in range(len(row)):
        if row[year] != 0:
            if sign * row[year] < 0:
                middle = (before + year) / 2.0
                break
            sign, before = (1.0 if row[year] > 0 else -1.0), year
    biggest = 0.0
    for year in range(len(row)):
        found[year] = row[year] * (year - middle)
        biggest = max(biggest, abs(found[year]))
    for year in range(len(row)):
        found[year] /= biggest


def _roots(row: Floats, points: Floats, count: int, touching: bool, found: Floats) -> int:
    """``roots._next_roots`` of one function, from ``count`` rising points; returns the number of roots in ``found``."""
    first = 0
    while row[first] == 0:
        first += 1
    start, end = abs(row[first]), abs(row[-1])
    for place in range(count, 0, -1):
        points[place] = points[place - 1]
    points[0], points[count + 1], points[count + 2] = start / (start + 1.0), 1.0, (end + 1.0) / end
    for place in range(1, count + 3):
        point, back = points[place], place
        while back > 0 and points[back - 1] > point:
            points[back] = points[back - 1]
            back -= 1
        points[back] = point
    number, left, left_sign, zero = 0, 0.0, 0.0, -1.0
    for place in range(count + 3):
        point = points[place]
        if place == 0:
            sign = 1.0 if row[first] > 0 else -1.0
        elif place == count + 2:
            sign = 1.0 if row[-1] > 0 else -1.0
        else:
            sign = _sign(row, point, touching)
        if sign == 0:
            zero = point
            continue
        if left_sign != 0 and sign != left_sign:
            found[number] = zero if zero > 0 else _between(row, left, point, left_sign)
            number += 1
        elif touching and zero > 0:
            found[number], found[number + 1] = zero, zero
            number += 2
        left, left_sign, zero = point, sign, -1.0
    return number


def _several(net: Floats, end: int, changes: int, chain: Floats, points: Floats, found: Floats) -> tuple[int, float]:
    """State and rate of a row with several changes of sign, as ``roots.all_rates`` finds them."""
    biggest, count = 0.0, 0
    for year in range(end + 1):
        biggest = max(biggest, abs(net[year]))
    for year in range(end + 1):
        if 0 < abs(net[year]) < TINY * biggest:
            return UNSOLVED, np.nan
        chain[0, year] = net[year] / biggest
    for level in range(1, changes):
        _one_change_less(chain[level - 1, : end + 1], chain[level, : end + 1])
    for level in range(changes - 1, -1, -1):
        count = _roots(chain[level, : end + 1], points, count, level == 0, found)
        for place in range(count):
            points[place] = found[place]
    if count != 1:
        return (NONE if count == 0 else MULTIPLE), np.nan
    return UNIQUE, max(1.0 / found[0] - 1.0, LEAST_RATE)


def _sole_rates(
    flows: Floats, forward: Any, rows: Ints, count: int, work: Floats, figures: Floats, state: Ints
) -> None:
    """IRR of the first ``count`` lanes: rows with one change of sign, side by side as ``_queue`` has laid them.

    As ``roots.sole_rates``: in w = v, or in w = 1/v with the flows reversed, whichever is at most 1. The loops over the
    lanes are of fixed length and without branches, so that they run in vectors; lanes beyond ``count`` come to nothing.
    """
    w, found, early, early_slope, late, late_slope = work[0], work[1], work[2], work[3], work[4], work[5]
    for lane in range(LANES):
        w[lane], found[lane] = 1.0, -1.0
    for _ in range(MAX_NEWTON):
        for lane in range(LANES):
            early[lane], early_slope[lane], late[lane], late_slope[lane] = 0.0, 0.0, 0.0, 0.0
        for place in range(len(flows)):
            for lane in range(LANES):
                flow, at = flows[place, lane], w[lane]
                early_slope[lane] = early_slope[lane] * at + early[lane]
                early[lane] = early[lane] * at + max(-flow, 0.0)
                late_slope[lane] = late_slope[lane] * at + late[lane]
                late[lane] = late[lane] * at + max(flow, 0.0)
        for lane in range(LANES):
            near, far, at = early[lane], late[lane], w[lane]
            gap = (far - near) / (far + near)
            square = gap * gap
            logarithm = 2.0 * gap * (1.0 + square * (THIRD + square * FIFTH))
            slope = at * (late_slope[lane] * near - early_slope[lane] * far)
            step = -logarithm * (far * near) / slope
            # Comparisons leave NaN as it is.
            step = -1.0 if step < -1.0 else step
            step = 1.0 if step > 1.0 else step
            square = step * step
            moved = at * ((12.0 + 6.0 * step + square) / (12.0 - 6.0 * step + square))
            moved = 1.0 if moved > 1.0 else moved
            small = (abs(step) <= SMALL_STEP) & (abs(gap) <= SMALL_GAP) & (found[lane] < 0)
            w[lane], found[lane] = moved, moved if small else found[lane]
        least = 1.0
        for lane in range(count):
            least = min(least, found[lane])
        if least > 0:
            break
    for lane in range(count):
        root = found[lane]
        if root > 0:
            state[rows[lane]] = UNIQUE
            figures[rows[lane], IRR] = 1.0 / root - 1.0 if forward[lane] else max(root - 1.0, LEAST_RATE)


def _row(
    benefit: Floats, cost: Floats, energy: Floats, factors: Floats, net: Floats, last: int, figures: Floats
) -> tuple[int, bool, float, int]:
    """All figures but the IRR of a row of years 0..last, written into ``figures``.

    Returns the changes of sign (-1 where the row is not finite), whether the later sum outweighs the earlier one, the
    sign of the first flow and the year of the last.
    """
    benefit_pv, cost_pv, energy_pv, npv = 0.0, 0.0, 0.0, 0.0
    total, paid, paid_discounted = 0.0, -1.0, -1.0
    early, late, first, sign, changes, end = 0.0, 0.0, 0.0, 0.0, 0, 0
    for year in range(last + 1):
        factor, flow = factors[year], benefit[year] - cost[year]
        net[year] = flow
        benefit_pv += benefit[year] * factor
        cost_pv += cost[year] * factor
        energy_pv += energy[year] * factor
        present = flow * factor
        if paid < 0 and total + flow >= 0:
            paid = year - 1 + min(max(-total / flow, 0.0), 1.0) if year > 0 else 0.0
        if paid_discounted < 0 and npv + present >= 0:
            paid_discounted = year - 1 + min(max(-npv / present, 0.0), 1.0) if year > 0 else 0.0
        total += flow
        npv += present
        if flow != 0:
            now = 1.0 if flow > 0 else -1.0
            changes += now * sign < 0
            first = now if sign == 0 else first
            sign, end = now, year
        if changes == 0:
            early += abs(flow)
        else:
            late += abs(flow)
    figures[BENEFIT], figures[COST], figures[NPV] = benefit_pv, cost_pv, npv
    figures[BC] = benefit_pv / cost_pv if cost_pv > 0 else np.nan
    figures[LCOE] = cost_pv / energy_pv if energy_pv > 0 else np.nan
    figures[PAYBACK] = paid if np.isfinite(total) and paid >= 0 else np.nan
    figures[DISCOUNTED_PAYBACK] = paid_discounted if np.isfinite(npv) and paid_discounted >= 0 else np.nan
    figures[IRR] = np.nan
    return changes if np.isfinite(total) else -1, late >= early, first, end


def _queue(net: Floats, end: int, forward: bool, first: float, flows: Floats, lane: int) -> None:
    """A row into its lane, in the order of Horner's rule in a w that is at most 1; what comes late is positive there."""
    ahead = len(flows) - 1 - end
    for place in range(ahead):
        flows[place, lane] = 0.0
    for year in range(end + 1):
        flows[ahead + year, lane] = -first * net[end - year] if forward else first * net[year]


def _flow_rows(benefit: Floats, cost: Floats, energy: Floats, factors: Floats, figures: Floats, state: Ints) -> None:
    last = len(factors) - 1
    net, flows, work = np.empty(last + 1), np.empty((last + 1, LANES)), np.empty((6, LANES))
    forward, rows, count = np.empty(LANES, dtype=np.bool_), np.empty(LANES, dtype=np.int64), 0
    chain, points, found = np.empty((last + 1, last + 1)), np.empty(last + 4), np.empty(last + 4)
    for row in range(len(benefit)):
        changes, ahead, first, end = _row(benefit[row], cost[row], energy[row], factors, net, last, figures[row])
        state[row] = NONE if changes == 0 else UNSOLVED
        if changes > 1:
            state[row], figures[row, IRR] = _several(net, end, changes, chain, points, found)
        elif changes == 1:
            _queue(net, end, ahead, first, flows, count)
            forward[count], rows[count] = ahead, row
            count += 1
            if count == LANES:
                _sole_rates(flows, forward, rows, count, work, figures, state)
                count = 0
    _sole_rates(flows, forward, rows, count, work, figures, state)


def _scenario_rows(
    capex: Floats,
    first_kwh: Floats,
    price: Floats,
    opex: Floats,
    loss: Floats,
    rate: Floats,
    life: Ints,
    longest: int,
    figures: Floats,
    state: Ints,
) -> None:
    benefit, cost, energy = np.zeros(longest + 1), np.zeros(longest + 1), np.zeros(longest + 1)
    factors, net = np.zeros(longest + 1), np.zeros(longest + 1)
    flows, work = np.zeros((longest + 1, LANES)), np.empty((6, LANES))
    forward, rows, count = np.empty(LANES, dtype=np.bool_), np.empty(LANES, dtype=np.int64), 0
    chain, points, found = np.empty((longest + 1, longest + 1)), np.empty(longest + 4), np.empty(longest + 4)
    for row in range(len(life)):
        cost[0], factors[0] = capex[row], 1.0
        produced, weight, kept, d = first_kwh[row], 1.0, 1.0 - loss[row], 1.0 / (1.0 + rate[row])
        for year in range(1, life[row] + 1):
            weight = weight * d
            energy[year], factors[year] = produced, weight
            benefit[year], cost[year] = produced * price[row], opex[row]
            produced = produced * kept
        changes, ahead, first, end = _row(benefit, cost, energy, factors, net, life[row], figures[row])
        state[row] = NONE if changes == 0 else UNSOLVED
        if changes > 1:
            state[row], figures[row, IRR] = _several(net, end, changes, chain, points, found)
        elif changes == 1:
            _queue(net, end, ahead, first, flows, count)
            forward[count], rows[count] = ahead, row
            count += 1
            if count == LANES:
                _sole_rates(flows, forward, rows, count, work, figures, state)
                count = 0
    _sole_rates(flows, forward, rows, count, work, figures, state)


def _price_rows(energy_pv: Floats, cost_pv: Floats, prices: Floats, benefit_cost: Floats, npv: Floats) -> None:
    for row in range(len(energy_pv)):
        energy, cost = energy_pv[row], cost_pv[row]
        divisor = cost if cost > 0 else np.nan
        for place in range(len(prices)):
            benefit = energy * prices[place]
            benefit_cost[row, place] = benefit / divisor
            npv[row, place] = benefit - cost
