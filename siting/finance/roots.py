"""All rates at which the NPV of a row of flows vanishes, in r > -1: vectorised over rows, none missed, none invented.

With ``v = 1/(1+r)`` the NPV is the polynomial ``f(v) = sum c_t v^t`` and the rates are its roots in v > 0.

One change of sign: one root (Descartes). Newton's method on ``ln PV(later flows) - ln PV(earlier flows)`` as a function
of ``x = ln v``, which is nearly a straight line with a slope between 1 and T. Logarithm and exponential of a step are
rational functions here: exact where it matters, at the root, and the same to the last bit in numpy and compiled.

More changes: with ``a`` between the years of a change, ``d/dx (v^-a f)`` has the coefficients ``c_t (t - a)`` and one
change less (Laguerre's proof of Descartes' rule). Between its roots ``v^-a f`` is monotone and has one root at most. So
the chain of these functions is solved from its end, where one change is left, and every root is bracketed. The range is
all of r > -1: Cauchy's bound, for each row, says beyond which v there can be no root.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from siting.finance.metrics import Floats, Ints

MAX_NEWTON = 30
# Newton squares the error: the step after one this small is below the last digit.
SMALL_STEP = 3e-9
# At such a step the two present values are equal to this, whatever the slope (100 years at most).
SMALL_GAP = 1e-5
THIRD, FIFTH = 1.0 / 3.0, 1.0 / 5.0
EPSILON = 2.0**-52
# Rows at a time, which bounds the memory; no figure depends on it.
BLOCK = 8192
# As SMALL_STEP, for functions that may be nearly flat at the root: there steps stay larger and the bracket decides.
SETTLED = 1e-10
# Newton's steps with nothing else, then every other step halves the bracket.
FREE_STEPS, MAX_STEPS = 10, 400
# A flow below this share of the row's largest counts as none: its powers could not be written down.
TINY = 1e-200
# A root closer to -1 than this cannot be told from it.
LEAST_RATE = -1.0 + EPSILON


def sign_changes(flows: Floats) -> Ints:
    """Changes of sign along each row, zeros passed over; 0 in a row that is not finite."""
    last = np.zeros(len(flows))
    changes = np.zeros(len(flows), dtype=np.int64)
    for year in range(flows.shape[1]):
        now = np.sign(flows[:, year])
        changes += now * last < 0
        last = np.where(now != 0, now, last)
    return np.where(np.isfinite(flows).all(axis=1), changes, 0)


def irr_roots(flows: Floats) -> list[Floats]:
    """All rates of return of each row, rising; a root where the NPV touches zero and turns back stands there twice.

    Zero here means less than the rounding of the sum: whether such a row has no root, one or two close ones, its
    figures cannot tell. The number of roots and that of the changes of sign are both odd or both even.
    """
    flows = np.asarray(flows, dtype=np.float64)
    row, rate = all_rates(flows)
    edges = np.searchsorted(row, np.arange(len(flows) + 1))
    return [rate[edges[place] : edges[place + 1]] for place in range(len(flows))]


def all_rates(flows: Floats) -> tuple[Ints, Floats]:
    """The rates of return of all rows as pairs of row and rate, in this order."""
    with np.errstate(invalid="ignore"):
        flows = np.where(np.abs(flows) < TINY * np.abs(flows).max(axis=1, keepdims=True, initial=0.0), 0.0, flows)
    changes = sign_changes(flows)
    once = np.flatnonzero(changes == 1)
    sole = sole_rates(flows[once])
    solved = np.isfinite(sole)
    rows, rates = [once[solved]], [sole[solved]]
    # What Newton's method could not solve alone (figures of extreme sizes) is bracketed as well.
    changes[rows[0]] = 0
    # From the first year to the last flow that is not zero: further years change no digit.
    length = flows.shape[1] - (flows[:, ::-1] != 0).argmax(axis=1)
    for number, years in np.unique(np.stack([changes, length])[:, changes > 0], axis=1).T:
        group = np.flatnonzero((changes == number) & (length == years))
        for start in range(0, len(group), BLOCK):
            block = group[start : start + BLOCK]
            with np.errstate(over="ignore", under="ignore"):
                row, value = _positive_roots(flows[block, :years], int(number))
            rows.append(block[row])
            rates.append(np.maximum(1.0 / value - 1.0, LEAST_RATE))
    row, rate = np.concatenate(rows), np.concatenate(rates)
    order = np.lexsort((rate, row))
    return row[order], rate[order]


def sole_rates(flows: Floats) -> Floats:
    """The rate of rows with one change of sign; NaN where Newton's method did not settle."""
    if not len(flows):
        return np.zeros(0)
    columns = np.ascontiguousarray(flows.T)
    first = columns[(columns != 0).argmax(axis=0), np.arange(len(flows))]
    early = np.where(columns * np.sign(first) > 0, np.abs(columns), 0.0)
    late = np.abs(columns) - early
    # Below 1 powers cannot overflow. Where the root lies above, 1/v is sought in the flows reversed.
    forward = _sum(late) >= _sum(early)
    # Here too from the last flow that is not zero.
    back = len(columns) - 1 - (columns[::-1] != 0).argmax(axis=0) - np.arange(len(columns))[:, None]
    turned = [np.where(back >= 0, np.take_along_axis(one, np.maximum(back, 0), axis=0), 0.0) for one in (late, early)]
    early, late = np.where(forward, early, turned[0]), np.where(forward, late, turned[1])
    w = _newton(early, late)
    return np.where(forward, 1.0 / w - 1.0, np.maximum(w - 1.0, LEAST_RATE))


def _sum(columns: Floats) -> Floats:
    total = np.zeros(columns.shape[1])
    for column in columns:
        total = total + column
    return total


def _newton(early: Floats, late: Floats) -> Floats:
    """``w`` in (0, 1] at which both sums of ``c_t w^t`` are equal; NaN where it did not settle."""
    w = np.ones(early.shape[1])
    found = np.full(early.shape[1], np.nan)
    active = np.arange(early.shape[1])
    with np.errstate(all="ignore"):
        for _ in range(MAX_NEWTON):
            gap, step = _step(early, late, w)
            step = np.minimum(np.maximum(step, -1.0), 1.0)
            w = np.minimum(w * _exponential(step), 1.0)
            done = (np.abs(step) <= SMALL_STEP) & (np.abs(gap) <= SMALL_GAP)
            found[active[done]] = w[done]
            if done.all():
                break
            if done.any():
                active, w, early, late = active[~done], w[~done], early[:, ~done], late[:, ~done]
    return found


def _step(early: Floats, late: Floats, w: Floats) -> tuple[Floats, Floats]:
    """Relative gap between the two sums at ``w``, and Newton's step of ``ln w``."""
    early_sum, early_slope = _horner(early, w)
    late_sum, late_slope = _horner(late, w)
    gap = (late_sum - early_sum) / (late_sum + early_sum)
    square = gap * gap
    # ln(late/early) = 2 artanh(gap)
    logarithm = 2.0 * gap * (1.0 + square * (THIRD + square * FIFTH))
    slope = w * (late_slope * early_sum - early_slope * late_sum)
    return gap, -logarithm * (late_sum * early_sum) / slope


def _exponential(step: Floats) -> Floats:
    square = step * step
    return (12.0 + 6.0 * step + square) / (12.0 - 6.0 * step + square)


def _horner(columns: Floats, w: Floats) -> tuple[Floats, Floats]:
    value, slope = np.zeros_like(w), np.zeros_like(w)
    for column in columns[::-1]:
        slope = slope * w + value
        value = value * w + column
    return value, slope


def _positive_roots(flows: Floats, changes: int) -> tuple[Ints, Floats]:
    """Row and v of all roots of rows with so many changes of sign."""
    columns = np.ascontiguousarray((flows / np.abs(flows).max(axis=1, keepdims=True)).T)
    chain = [columns]
    for _ in range(changes - 1):
        chain.append(_with_one_change_less(chain[-1]))
    row, value = np.zeros(0, dtype=np.int64), np.zeros(0)
    for level in range(changes - 1, -1, -1):
        row, value = _next_roots(chain[level], row, value, touching=level == 0)
    return row, value


def _with_one_change_less(columns: Floats) -> Floats:
    years = np.arange(len(columns), dtype=np.float64)[:, None]
    first = columns[(columns != 0).argmax(axis=0), np.arange(columns.shape[1])]
    other = (columns * np.sign(first) < 0).argmax(axis=0)
    before = np.where((columns != 0) & (years < other), years, -1.0).max(axis=0)
    found = columns * (years - (before + other) / 2.0)
    return np.asarray(found / np.abs(found).max(axis=0))


def _next_roots(columns: Floats, row: Ints, value: Floats, *, touching: bool) -> tuple[Ints, Floats]:
    """Roots of functions that are monotone between the given points, with 1 as a further point."""
    count = columns.shape[1]
    every = np.arange(count)
    some = columns != 0
    first = columns[some.argmax(axis=0), every]
    last = columns[len(columns) - 1 - some[::-1].argmax(axis=0), every]
    # Cauchy's bounds of the positive roots; no coefficient is above 1.
    least, most = np.abs(first) / (np.abs(first) + 1.0), (np.abs(last) + 1.0) / np.abs(last)
    # A bracket on one side of 1 can be solved in v or in 1/v, whichever is below 1.
    rows = np.concatenate([every, row, every, every])
    points = np.concatenate([least, value, np.ones(count), most])
    order = np.lexsort((points, rows))
    rows, points = rows[order], points[order]
    signs = _signs(columns[:, rows], points, touching)
    # Outside the bounds the first or the last flow decides; at them rounding might hide it.
    outer = rows[1:] != rows[:-1]
    signs[np.r_[True, outer]], signs[np.r_[outer, True]] = np.sign(first), np.sign(last)
    stands = np.flatnonzero(signs != 0)
    left, right = stands[:-1], stands[1:]
    same_row = rows[left] == rows[right]
    left, right = left[same_row], right[same_row]
    crosses, zero_between = signs[left] != signs[right], right - left > 1
    at_zero = right[crosses & zero_between] - 1
    twice = np.repeat(right[~crosses & zero_between] - 1, 2 if touching else 0)
    bracket = crosses & ~zero_between
    from_, to = left[bracket], right[bracket]
    inside = _bracketed(columns[:, rows[from_]], points[from_], points[to], signs[from_])
    rows = np.concatenate([rows[left[bracket]], rows[at_zero], rows[twice]])
    roots = np.concatenate([inside, points[at_zero], points[twice]])
    order = np.lexsort((roots, rows))
    return rows[order], roots[order]


def _signs(columns: Floats, points: Floats, touching: bool) -> npt.NDArray[np.float64]:
    """Sign of each function at its point; 0 where it vanishes, or where rounding hides its sign if that is asked for."""
    above = points > 1
    w = np.where(above, 1.0 / points, points)
    value, size = np.zeros_like(w), np.zeros_like(w)
    last = len(columns) - 1
    for year in range(last + 1):
        term = np.where(above, columns[year], columns[last - year])
        value = value * w + term
        size = size * w + np.abs(term)
    hidden = np.abs(value) <= (2.0 * EPSILON * (last + 1) * size if touching else 0.0)
    return np.where(hidden, 0.0, np.sign(value))


def _bracketed(columns: Floats, left: Floats, right: Floats, left_sign: Floats) -> Floats:
    """The root of each function between two points on one side of 1; its sign at the right one is the other."""
    above = left >= 1
    columns = np.where(above, columns[::-1], columns)
    low, high = np.where(above, 1.0 / right, left), np.where(above, 1.0 / left, right)
    plus, minus = np.maximum(columns, 0.0), np.maximum(-columns, 0.0)
    low_sign = np.where(above, -left_sign, left_sign)
    found = np.full(len(low), np.nan)
    active = np.arange(len(low))
    w = np.sqrt(low) * np.sqrt(high)
    with np.errstate(all="ignore"):
        for turn in range(MAX_STEPS):
            gap, step = _step(minus, plus, w)
            ahead = np.sign(gap) == low_sign
            low, high = np.where(ahead, w, low), np.where(ahead, high, w)
            target = w * _exponential(np.minimum(np.maximum(step, -1.0), 1.0))
            newton = (target >= low) & (target <= high) & (turn < FREE_STEPS or turn % 2 == 0)
            following = np.where(newton, target, np.sqrt(low) * np.sqrt(high))
            done = (newton & (np.abs(step) <= SETTLED)) | (high - low <= 2 * EPSILON * high) | (gap == 0)
            found[active[done]] = np.where(gap == 0, w, following)[done]
            if done.all():
                break
            keep = ~done
            active, w, low, high, low_sign = active[keep], following[keep], low[keep], high[keep], low_sign[keep]
            plus, minus = plus[:, keep], minus[:, keep]
    return np.where(above, 1.0 / found, found)
