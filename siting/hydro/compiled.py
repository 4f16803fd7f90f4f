"""The yearly sums of many designs in numba: the same as ``energy`` in numpy, design by design without large arrays.

The functions are plain Python until ``_kernel`` hands them to numba, which is imported nowhere else: it takes some two
seconds. The compiled code is kept on disk where the disk can be written to, else only for the process.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from functools import lru_cache
from math import sqrt
from typing import TYPE_CHECKING, Any

import numpy as np

from siting.hydro.curves import (
    COEFFICIENT,
    CORRECTION,
    CROSSFLOW,
    DROP,
    EDGE,
    EXPONENT,
    FRANCIS,
    PEAK,
    PEAK_LOAD,
    PUMP,
    TABLE,
)
from siting.hydro.loads import FRANCIS_CUTS, HALVINGS, NEWTON_STEPS
from siting.hydro.pumps import LEAST_SPEED_LOAD, NORMAL_HEAD, NORMAL_POWER
from siting.hydro.records import Floats

if TYPE_CHECKING:
    from siting.hydro.energy import Supply
    from siting.hydro.plants import Plants

SURELY_MORE = 1 + 1e-12
MOST_PIECES = 64
H2, H1, H0 = (float(one) for one in NORMAL_HEAD)
P3, P2, P1, P0 = (float(one) for one in NORMAL_POWER)
FRANCIS_PIECES = len(FRANCIS_CUTS)


def sums_compiled(plants: Plants, supply: Supply, hours: Floats) -> Floats | None:
    """The sums of ``energy`` by the compiled code; None where numba cannot be had, or a table has too many points."""
    kernel = _kernel()
    parameters = np.ascontiguousarray(plants.curves.parameters)
    if kernel is None or (plants.curves.code == TABLE and parameters[0, 0] > MOST_PIECES):
        return None
    sums = np.empty((5, len(plants)))
    kernel(
        plants.curves.code,
        parameters,
        np.asarray(plants.units, dtype=np.int64),
        np.stack([plants.unit_flow_m3_s, plants.head_m, plants.least_load, plants.kw_per_m, plants.unit_kw]),
        plants.electrical,
        np.asarray(supply.flow_m3_s, dtype=np.float64),
        np.asarray(supply.head_m, dtype=np.float64),
        np.asarray(hours, dtype=np.float64),
        float(supply.own_loss),
        float(supply.exponent),
        bool(np.ptp(supply.head_m) == 0),
        sums,
    )
    return sums


@lru_cache(maxsize=1)
def _kernel() -> Callable[..., None] | None:
    try:
        numba = importlib.import_module("numba")
        extending = importlib.import_module("numba.extending")
    except ImportError:
        return None
    apart: list[Callable[..., Any]] = [_value_and_gradient, _rises, _edge, _find_peaks, _curve_load, _pump]
    # Called once per interval and unit: a call of its own would cost as much as the work.
    inline: list[Callable[..., Any]] = [_raised, _power, _efficiency, _capacity, _unit, _interval]
    for part in (*apart, _variable_speed):
        extending.register_jitable(part)
    for part in inline:
        extending.register_jitable(forceinline=True)(part)
    return _compiled(numba)


def _compiled(numba: Any) -> Callable[..., None]:
    options = {"nogil": True, "error_model": "numpy"}
    try:
        found: Callable[..., None] = numba.njit(_year, cache=True, **options)
    except RuntimeError:  # no folder that can be written to: installed read-only, no home
        found = numba.njit(_year, **options)
    return found


def _raised(load: float, exponent: float) -> float:
    if exponent == 2.0:
        return load * load
    return load**exponent  # type: ignore[no-any-return]


def _power(base: float, exponent: float) -> float:
    if exponent == 6.0:
        cube = base * base * base
        return cube * cube
    return base**exponent  # type: ignore[no-any-return]


def _efficiency(code: int, row: Floats, load: float) -> float:
    if load <= 0:
        return 0.0
    if code == TABLE:
        points = int(row[0])
        if load < row[1]:
            return row[1 + points] if load >= row[1] * EDGE else 0.0
        piece = 1
        while piece < points - 1 and load >= row[1 + piece]:
            piece += 1
        left = row[piece]
        gradient = (row[points + piece + 1] - row[points + piece]) / (row[1 + piece] - left)
        return float(row[points + piece] + gradient * (load - left))
    if code == CROSSFLOW:
        short = 1 - load
        square = short * short
        fourth = square * square
        found = 0.79 - 0.15 * short - 1.37 * (fourth * fourth * fourth * square)
    elif code == FRANCIS and load > row[PEAK_LOAD]:
        beyond = (load - row[PEAK_LOAD]) / (1 - row[PEAK_LOAD])
        found = row[PEAK] * (1 - row[DROP] * beyond * beyond)
    else:
        short = abs(row[PEAK_LOAD] - load) / row[PEAK_LOAD]
        found = row[PEAK] * (1 - row[COEFFICIENT] * _power(short, row[EXPONENT]))
    return float(min(max(found - row[CORRECTION], 0.0), 1.0))


def _value_and_gradient(code: int, row: Floats, piece: int, load: float) -> tuple[float, float]:
    if code == TABLE:
        points = int(row[0])
        left, right = row[1 + piece], row[2 + piece]
        gradient = (row[2 + points + piece] - row[1 + points + piece]) / (right - left)
        return row[1 + points + piece] + gradient * (load - left), gradient
    if code == CROSSFLOW:
        short = 1 - load
        steep = short**13
        return 0.79 - row[CORRECTION] - 0.15 * short - 1.37 * steep * short, 0.15 + 1.37 * 14 * steep
    peak, peak_load = row[PEAK], row[PEAK_LOAD]
    if code == FRANCIS and piece == FRANCIS_PIECES - 1:
        width = 1 - peak_load if peak_load < 1 else 1.0
        beyond = (load - peak_load) / width
        value = peak * (1 - row[DROP] * beyond * beyond) - row[CORRECTION]
        return value, -2 * peak * row[DROP] * beyond / width
    short = (peak_load - load) / peak_load
    size = max(abs(short), 1e-300)
    fall = row[COEFFICIENT] * _power(size, row[EXPONENT])
    sign = 1.0 if short > 0 else (-1.0 if short < 0 else 0.0)
    return peak * (1 - fall) - row[CORRECTION], peak * row[EXPONENT] * fall / size * sign / peak_load


def _rises(code: int, row: Floats, piece: int, load: float, head: float, loss: float, exponent: float) -> bool:
    lost = loss * _raised(load, exponent)
    if head - lost <= 0:
        return False
    value, gradient = _value_and_gradient(code, row, piece, load)
    if value > 0:
        return value * (head - lost) + load * gradient * (head - lost) - value * exponent * lost > 0
    return gradient > 0


def _edge(code: int, row: Floats, place: int) -> float:
    if code == TABLE:
        return row[1 + place]  # type: ignore[no-any-return]
    if code == FRANCIS:
        return row[PEAK_LOAD] * FRANCIS_CUTS[place] if place < FRANCIS_PIECES else 1.0
    return float(place)


def _find_peaks(code: int, row: Floats, least: float, head: float, loss: float, exponent: float, peaks: Floats) -> int:
    """Number of loads beyond which the power falls; they are written into ``peaks``."""
    pieces = int(row[0]) - 1 if code == TABLE else (FRANCIS_PIECES if code == FRANCIS else 1)
    count = 0
    for piece in range(pieces):
        left, right = max(_edge(code, row, piece), least), max(_edge(code, row, piece + 1), least)
        if left >= right:
            continue
        if not _rises(code, row, piece, left, head, loss, exponent):
            peaks[count] = left
            count += 1
        elif not _rises(code, row, piece, right, head, loss, exponent):
            for _ in range(HALVINGS):
                middle = (left + right) / 2
                if _rises(code, row, piece, middle, head, loss, exponent):
                    left = middle
                else:
                    right = middle
            peaks[count] = left
            count += 1
    return count


def _capacity(head: float, loss: float, exponent: float) -> float:
    head = max(head, 0.0)
    if exponent == 2.0 or loss == 0.0:
        return min(1.0, sqrt(head / (1 + loss)))
    load = 1.0
    for _ in range(NEWTON_STEPS):
        over = load * load + loss * load**exponent - head
        steepness = 2 * load + exponent * loss * load ** (exponent - 1)
        if over <= 0 or steepness <= 0:
            break
        load -= over / steepness
    return max(load, 0.0)


def _curve_load(head: float, loss: float, exponent: float) -> float:
    if exponent == 2.0 or loss == 0.0:
        steep = H2 + loss
        root = H1 * H1 - 4 * steep * (H0 - head)
        return (-H1 + sqrt(root)) / (2 * steep) if root >= 0 else -1.0
    low, high = -H1 / (2 * H2), 1.0
    if H2 + H1 + H0 + loss <= head:
        return 1.0
    if (H2 * low + H1) * low + H0 + loss * low**exponent > head:
        return -1.0
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        if (H2 * middle + H1) * middle + H0 + loss * middle**exponent <= head:
            low = middle
        else:
            high = middle
    return low


def _variable_speed(load: float, head: float, loss: float, exponent: float) -> tuple[float, bool]:
    lost = loss * _raised(load, exponent)
    root = sqrt(max(H1 * H1 * load * load - 4 * H0 * (H2 * load * load - (head - lost)), 0.0))
    fastest = (root - H1 * load) / (2 * H0)
    slowest = load / LEAST_SPEED_LOAD
    speed = min(min(fastest, 1.0), slowest)
    share = P3 * load**3 + P2 * load * load * speed + P1 * load * speed * speed + P0 * speed**3
    if fastest >= 1 or fastest >= slowest:
        return share, True
    head_slope = -exponent * lost / load if load > 0 else 0.0
    speed_slope = (head_slope - H1 * speed - 2 * H2 * load) / (root if root > 0 else 1.0)
    along = 3 * P3 * load * load + 2 * P2 * load * speed + P1 * speed * speed
    across = P2 * load * load + 2 * P1 * load * speed + 3 * P0 * speed * speed
    return share, along + across * speed_slope > 0


def _pump(electrical: bool, bound: float, head: float, loss: float, exponent: float) -> tuple[float, float]:
    if not electrical:
        load = max(min(bound, _curve_load(head, loss, exponent)), 0.0)
        return load, ((P3 * load + P2) * load + P1) * load + P0
    share, rising = _variable_speed(bound, head, loss, exponent)
    if loss == 0.0 or rising:
        return bound, share
    low, high = 0.0, bound
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        if _variable_speed(middle, head, loss, exponent)[1]:
            low = middle
        else:
            high = middle
    return low, _variable_speed(low, head, loss, exponent)[0]


def _unit(
    code: int, row: Floats, bound: float, head: float, loss: float, exponent: float, peaks: Floats, count: int
) -> tuple[float, float]:
    """Best load of a turbine up to a bound, and its load times efficiency times head."""
    load = bound
    found = load * _efficiency(code, row, load) * (head - loss * _raised(load, exponent))
    for place in range(count):
        peak = peaks[place]
        if peak <= bound:
            other = peak * _efficiency(code, row, peak) * (head - loss * _raised(peak, exponent))
            if other > found:
                load, found = peak, other
    return load, found


def _interval(
    code: int,
    row: Floats,
    electrical: bool,
    units: int,
    plant: tuple[float, float, float, float, float],
    flow: float,
    head: float,
    exponent: float,
    lossy: bool,
    known: bool,
    losses: Floats,
    passing: Floats,
    peaks: Floats,
    counts: Any,
) -> tuple[float, float, bool]:
    """Most power of a plant in an interval, the flow it takes, and whether every unit passes all it can.

    ``known`` says that capacities and peaks of the head are there already.
    """
    size, design_head, least, kw_per_m, rated = plant
    best, taken, full = 0.0, 0.0, True
    for count in range(1, units + 1):
        loss = losses[count]
        if not known:
            passing[count] = _capacity(head / design_head, loss / design_head, exponent)
        passes = passing[count]
        # Of two numbers of units that both run at their limit the larger gives more.
        if not lossy and count < units and flow / ((count + 1) * size) >= passes:
            continue
        offered = flow / (count * size)
        full = full and offered >= passes
        bound = min(offered, passes)
        if bound < least or head <= 0:
            continue
        if code == PUMP:
            load, share = _pump(electrical, bound, head / design_head, loss / design_head, exponent)
            found = rated * share
        else:
            if lossy and not known:
                # A curve of one piece has one peak: where the power still rises there is none below.
                if code != TABLE and code != FRANCIS and _rises(code, row, 0, bound, head, loss, exponent):
                    counts[count] = 0
                else:
                    counts[count] = _find_peaks(code, row, least, head, loss, exponent, peaks[count])
            load, used = _unit(code, row, bound, head, loss, exponent, peaks[count], counts[count])
            found = kw_per_m * used
        if load < least or load <= 0:
            continue
        total = count * min(found, rated)
        if total > best * SURELY_MORE:
            best, taken = total, min(count * (load * size), flow)
    return best, taken, full


def _year(
    code: int,
    parameters: Floats,
    units: Any,
    plants: Floats,
    electrical: bool,
    flow: Floats,
    head: Floats,
    hours: Floats,
    own_loss: float,
    exponent: float,
    steady: bool,
    sums: Floats,
) -> None:
    room = units.max() + 1
    lossy = own_loss > 0
    peaks, counts = np.empty((room, MOST_PIECES)), np.zeros(room, dtype=np.int64)
    losses, passing = np.zeros(room), np.zeros(room)
    for design in range(len(units)):
        row, most = parameters[design], units[design]
        size, design_head, least = plants[0, design], plants[1, design], plants[2, design]
        plant = (size, design_head, least, plants[3, design], plants[4, design])
        for count in range(1, most + 1):
            losses[count] = own_loss * _raised(count * size, exponent)
            if steady:
                passing[count] = _capacity(head[0] / design_head, losses[count] / design_head, exponent)
            if code != PUMP and (steady or not lossy):
                at = head[0] if lossy else 1.0
                counts[count] = _find_peaks(code, row, least, at, losses[count], exponent, peaks[count])
        energy, turbined, spilled, cutoff, standing = 0.0, 0.0, 0.0, 0.0, 0.0
        full, best, taken = False, 0.0, 0.0
        for place in range(len(flow)):
            # In rising order of flow and at one head, nothing changes once every unit takes all it can.
            if not (full and steady):
                best, taken, full = _interval(
                    code, row, electrical, most, plant, flow[place], head[place], exponent, lossy, steady,
                    losses, passing, peaks, counts,
                )  # fmt: skip
            if best > 0:
                energy += best * hours[place]
                turbined += taken * hours[place]
                spilled += (flow[place] - taken) * hours[place]
            else:
                cutoff += flow[place] * hours[place]
                standing += hours[place]
        sums[0, design], sums[1, design], sums[2, design] = energy, turbined, spilled
        sums[3, design], sums[4, design] = cutoff, standing
