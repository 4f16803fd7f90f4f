"""How much of its design flow one unit takes: all it can, or the lesser flow that gives more power.

The power of a unit at load x is ``x * efficiency(x) * (head - loss * x ** exponent)``, where the loss is that of a line
of the machine's own. It may fall where a table falls steeply or where the line throttles (with a square law beyond a
third of the head). Within a piece of the efficiency curve it has one peak at most: each factor is concave there, so
that the logarithm of the power is. The peaks are found by halving on the sign of the slope.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import numpy.typing as npt

from siting.hydro.curves import (
    COEFFICIENT,
    CORRECTION,
    CROSSFLOW,
    DROP,
    EXPONENT,
    FRANCIS,
    PEAK,
    PEAK_LOAD,
    TABLE,
    Curves,
    efficiency,
    power,
)
from siting.hydro.plants import Plants
from siting.hydro.pumps import LEAST_SPEED_LOAD, NORMAL_HEAD, NORMAL_POWER
from siting.hydro.records import Floats

HALVINGS = 60
NEWTON_STEPS = 60
# The lower piece of a Francis curve is not concave below 16 m of head (exponent below 1): it is searched in parts.
FRANCIS_CUTS = (0.0, 0.4, 0.6, 0.75, 0.85, 0.92, 0.96, 1.0)


def raised(load: Floats, exponent: float) -> Floats:
    """``load ** exponent``, by multiplication where the exponent is 2."""
    return load * load if exponent == 2.0 else np.asarray(load**exponent)


def capacity(head_ratio: Floats, loss_ratio: Floats, exponent: float) -> Floats:
    """Largest load of a unit at a head, both head and own line's loss over the design head.

    The flow that passes a turbine at full opening goes with the square root of the head: ``x^2 = head - loss x^n``,
    never above 1.
    """
    if exponent == 2.0 or not np.any(loss_ratio):
        return np.asarray(np.minimum(1.0, np.sqrt(np.maximum(head_ratio, 0.0) / (1 + loss_ratio))))
    head, loss = np.broadcast_arrays(np.maximum(head_ratio, 0.0), loss_ratio)
    load = np.ones(head.shape)
    # Newton from above on a rising convex function: every step goes down to the root and never past it.
    for _ in range(NEWTON_STEPS):
        before = load
        over = load * load + loss * load**exponent - head
        steepness = 2 * load + exponent * loss * load ** (exponent - 1)
        load = np.where(over > 0, load - over / np.where(steepness > 0, steepness, 1.0), load)
        if np.array_equal(load, before):
            break
    return np.maximum(load, 0.0)


def turbine_load(plants: Plants, bound: Floats, head: Floats, loss: Floats, exponent: float) -> tuple[Floats, Floats]:
    """Best load up to a bound, and its ``x * efficiency * head`` [m]; rows are designs, columns intervals.

    ``loss`` is that of the own line with the unit at full load [m], 0 where the pipe carries the whole flow anyway.
    """
    load = bound
    net = head - loss * raised(load, exponent) if loss.any() else head
    found = load * efficiency(plants.curves, load) * net
    if loss.any():
        candidates = _peaks(plants, head, loss, exponent)
    else:
        candidates = _peaks(plants, np.ones((1, 1)), np.zeros((1, 1)), exponent)
    for peak in candidates:
        peak_load = np.broadcast_to(peak, load.shape)
        within = peak_load <= bound
        if not within.any():
            continue
        safe = np.where(within, peak_load, 0.0)
        other = safe * efficiency(plants.curves, safe) * (head - loss * raised(safe, exponent))
        better = within & (other > found)
        load, found = np.where(better, peak_load, load), np.where(better, other, found)
    return load, found


def _peaks(plants: Plants, head: Floats, loss: Floats, exponent: float) -> list[Floats]:
    """Loads beyond which the power falls, one array per piece of the curve, infinite where it does not."""
    least = plants.least_load[:, None]
    edges = [np.maximum(edge, least) for edge in _edges(plants.curves)]
    found = []
    for piece, (left, right) in enumerate(pairwise(edges)):
        rising_left = _rises(plants.curves, piece, left, head, loss, exponent)
        rising_right = _rises(plants.curves, piece, right, head, loss, exponent)
        real = left < right
        peak = np.where(real & ~rising_left, left, np.inf)
        inside = np.nonzero(np.broadcast_to(real & rising_left & ~rising_right, peak.shape))
        if len(inside[0]):
            low, high, at_head, at_loss = (
                np.broadcast_to(one, peak.shape)[inside] for one in (left, right, head, loss)
            )
            curves = plants.curves[inside[0]]
            for _ in range(HALVINGS):
                middle = (low + high) / 2
                rising = _rises(curves, piece, middle, at_head, at_loss, exponent)
                low, high = np.where(rising, middle, low), np.where(rising, high, middle)
            peak[inside] = low
        if np.isfinite(peak).any():
            found.append(peak)
    return found


def _edges(curves: Curves) -> list[Floats]:
    """Ends of the pieces of the curves within which they are smooth, as columns."""
    rows = len(curves.parameters)
    if curves.code == TABLE:
        points = int(curves.parameters[0, 0])
        return [np.full((rows, 1), load) for load in curves.parameters[0, 1 : 1 + points]]
    if curves.code == FRANCIS:
        peak_load = curves.parameters[:, PEAK_LOAD, None]
        return [peak_load * cut for cut in FRANCIS_CUTS] + [np.ones((rows, 1))]
    return [np.zeros((rows, 1)), np.ones((rows, 1))]


def _rises(
    curves: Curves, piece: int, load: Floats, head: Floats, loss: Floats, exponent: float
) -> npt.NDArray[np.bool_]:
    """Whether the power rises with the load there; where there is none, whether the efficiency does."""
    value, gradient = _efficiency_and_gradient(curves, piece, load)
    lost = loss * raised(load, exponent)
    slope = value * (head - lost) + load * gradient * (head - lost) - value * exponent * lost
    return np.asarray(np.where(head - lost <= 0, False, np.where(value > 0, slope > 0, gradient > 0)))


def _efficiency_and_gradient(curves: Curves, piece: int, load: Floats) -> tuple[Floats, Floats]:
    columns = curves.parameters.T
    if load.ndim == 2:
        columns = columns[:, :, None]
    if curves.code == TABLE:
        return _table_piece(curves.parameters[0], piece, load)
    if curves.code == CROSSFLOW:
        short = 1 - load
        steep = short**13
        return 0.79 - columns[CORRECTION] - 0.15 * short - 1.37 * steep * short, 0.15 + 1.37 * 14 * steep
    peak, peak_load = columns[PEAK], columns[PEAK_LOAD]
    if curves.code == FRANCIS and piece == len(FRANCIS_CUTS) - 1:
        width = np.where(peak_load < 1, 1 - peak_load, 1.0)
        beyond = (load - peak_load) / width
        value = peak * (1 - columns[DROP] * beyond * beyond)
        return value - columns[CORRECTION], -2 * peak * columns[DROP] * beyond / width
    short = (peak_load - load) / peak_load
    # Kept off 0, where an exponent below 1 would make the gradient infinite.
    size = np.maximum(np.abs(short), 1e-300)
    fall = columns[COEFFICIENT] * power(size, columns[EXPONENT])
    gradient = peak * columns[EXPONENT] * fall / size * np.sign(short) / peak_load
    return peak * (1 - fall) - columns[CORRECTION], gradient


def _table_piece(row: Floats, piece: int, load: Floats) -> tuple[Floats, Floats]:
    points = int(row[0])
    loads, values = row[1 : 1 + points], row[1 + points : 1 + 2 * points]
    gradient = (values[piece + 1] - values[piece]) / (loads[piece + 1] - loads[piece])
    return values[piece] + gradient * (load - loads[piece]), np.full(load.shape, gradient)


def pump_load(
    plants: Plants, bound: Floats, head_ratio: Floats, loss_ratio: Floats, exponent: float
) -> tuple[Floats, Floats]:
    """Best load of a pump as turbine up to a bound, and its share of the rated power.

    Head and own line's loss are over the design head. At constant speed the machine takes the flow at which its head
    curve meets the head available, a valve burns the rest. At variable speed (flow with the speed, head with its
    square, power with its cube) it turns at the speed that uses the head, never above that of the design.
    """
    if not plants.electrical:
        load = np.minimum(bound, _curve_load(head_ratio, loss_ratio, exponent))
        share = np.where(load > 0, np.polyval(NORMAL_POWER, np.maximum(load, 0.0)), 0.0)
        return load, share
    bound, head, loss = np.broadcast_arrays(bound, head_ratio, loss_ratio)
    share, rising = _variable_speed(bound, head, loss, exponent)
    if not loss.any() or rising.all():
        return bound, share
    falling = ~rising
    low, high = np.zeros(int(falling.sum())), bound[falling]
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        _, up = _variable_speed(middle, head[falling], loss[falling], exponent)
        low, high = np.where(up, middle, low), np.where(up, high, middle)
    load = bound.copy()
    load[falling] = low
    return load, _variable_speed(load, head, loss, exponent)[0]


def _curve_load(head: Floats, loss: Floats, exponent: float) -> Floats:
    """Largest load at which the pump's head curve stays below the head available; -1 where there is none."""
    square, linear, constant = NORMAL_HEAD
    if exponent == 2.0 or not np.any(loss):
        steep = square + loss
        root = linear * linear - 4 * steep * (constant - head)
        return np.asarray(np.where(root >= 0, (-linear + np.sqrt(np.maximum(root, 0.0))) / (2 * steep), -1.0))
    head, loss = np.broadcast_arrays(head, loss)
    # Over the rising part of the head curve only; RUNAWAY_LOAD, where the machine stops, lies within it.
    low, high = np.full(head.shape, -linear / (2 * square)), np.ones(head.shape)
    fits_low = np.polyval(NORMAL_HEAD, low) + loss * low**exponent <= head
    fits_high = np.polyval(NORMAL_HEAD, high) + loss <= head
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        fits = np.polyval(NORMAL_HEAD, middle) + loss * middle**exponent <= head
        low, high = np.where(fits, middle, low), np.where(fits, high, middle)
    return np.where(fits_high, 1.0, np.where(fits_low, low, -1.0))


def _variable_speed(load: Floats, head: Floats, loss: Floats, exponent: float) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """Share of the rated power at a load, and whether it rises with the load."""
    square, linear, constant = NORMAL_HEAD
    p3, p2, p1, p0 = NORMAL_POWER
    lost = loss * raised(load, exponent)
    net = head - lost
    root = np.sqrt(np.maximum(linear * linear * load * load - 4 * constant * (square * load * load - net), 0.0))
    fastest = (root - linear * load) / (2 * constant)
    # Full speed, or the slower one that makes more of little water: in both the head is not used up.
    slowest = load / LEAST_SPEED_LOAD
    speed = np.minimum(np.minimum(fastest, 1.0), slowest)
    share = p3 * load**3 + p2 * load * load * speed + p1 * load * speed * speed + p0 * speed**3
    surplus = (fastest >= 1) | (fastest >= slowest)
    turning = np.where(root > 0, root, 1.0)
    head_slope = np.where(load > 0, -exponent * lost / np.where(load > 0, load, 1.0), 0.0)
    speed_slope = (head_slope - linear * speed - 2 * square * load) / turning
    along = 3 * p3 * load * load + 2 * p2 * load * speed + p1 * speed * speed
    across = p2 * load * load + 2 * p1 * load * speed + 3 * p0 * speed * speed
    return share, np.asarray(np.where(surplus, True, along + across * speed_slope > 0))
