"""The year's water in few points: the flow duration curve for calculating and for drawing."""

from __future__ import annotations

import heapq

import numpy as np

from siting.hydro.records import HOURS_PER_YEAR, Floats, Water


def check_water(water: Water) -> None:
    """Nothing, or a ValueError where the record is no mean year of numbers."""
    size = len(water.flow_m3_s)
    if size == 0:
        raise ValueError("the record of the flow is empty")
    if not size == len(water.head_m) == len(water.hours) == len(water.month):
        raise ValueError("flow, head, hours and month of the record differ in length")
    for name, values in (("flow", water.flow_m3_s), ("head", water.head_m), ("hours", water.hours)):
        if not (values.min() > -np.inf and values.max() < np.inf):  # both are NaN where one is
            raise ValueError(f"the record has a {name} that is no number")
    if water.flow_m3_s.min() < 0:
        raise ValueError("the record has a negative flow")
    if water.hours.min() < 0:
        raise ValueError("the record has negative hours")
    if abs(float(water.hours.sum()) - HOURS_PER_YEAR) > 1e-6:
        raise ValueError(f"the hours of the record are {water.hours.sum()} in all; a year has {HOURS_PER_YEAR}")
    if not (0 <= water.loss_coefficient < np.inf and 1 <= water.loss_exponent < np.inf):
        raise ValueError("the pipe's loss needs a coefficient of at least 0 and an exponent of at least 1")


def canonical(water: Water) -> Water:
    """The same year in rising order of flow, head and hours, whatever the order of its rows was; months forgotten."""
    flow, head, hours = water.flow_m3_s, water.head_m, water.hours
    if not bool((flow[1:] > flow[:-1]).all()):
        if np.ptp(head) == 0 and np.ptp(hours) == 0:
            flow = np.sort(flow)
        else:
            order = np.lexsort((hours, head, flow))
            flow, head, hours = flow[order], head[order], hours[order]
    months = np.zeros(len(flow), dtype=np.int64)
    return Water(flow, head, hours, months, water.loss_coefficient, water.loss_exponent, water.bypass)


def duration_curve(water: Water, points: int = 101) -> Water:
    """The year as at most ``points`` flows with their hours, months forgotten; for heads that follow the flow.

    Flows that are few enough stand as they are. Otherwise the sorted record is cut, always where hours times range
    of flow is largest, at the middle of that range; each piece stands with its mean flow, so that the volume is exact
    and a pump that is either on or off is never averaged into a flow that does not occur.
    """
    if not water.head_follows_flow:
        raise ValueError("a duration curve does not tell a head that varies by itself; use the record")
    water = canonical(water)
    flow, starts = np.unique(water.flow_m3_s, return_index=True)
    hours = np.add.reduceat(water.hours, starts)
    flow, hours = flow[hours > 0], hours[hours > 0]
    if len(flow) > points:
        flow, hours = _condensed(flow, hours, points)
    return Water(
        flow,
        np.full(len(flow), water.head_m[0]),
        hours,
        np.zeros(len(flow), dtype=np.int64),
        water.loss_coefficient,
        water.loss_exponent,
        water.bypass,
    )


def _condensed(flow: Floats, hours: Floats, points: int) -> tuple[Floats, Floats]:
    until = np.concatenate(([0.0], np.cumsum(hours)))

    def piece(start: int, end: int) -> tuple[float, int, int]:
        return -float((until[end] - until[start]) * (flow[end - 1] - flow[start])), start, end

    pieces = [piece(0, len(flow))]
    while len(pieces) < points:
        _, start, end = heapq.heappop(pieces)
        middle = (flow[start] + flow[end - 1]) / 2
        cut = min(max(int(np.searchsorted(flow[start:end], middle)) + start, start + 1), end - 1)
        heapq.heappush(pieces, piece(start, cut))
        heapq.heappush(pieces, piece(cut, end))
    starts = np.array(sorted(start for _, start, _ in pieces))
    lasting = np.add.reduceat(hours, starts)
    return np.add.reduceat(flow * hours, starts) / lasting, lasting


def exceedance(water: Water, points: int = 101) -> tuple[Floats, Floats]:
    """Shares of time 0 to 1 and the flow [m3/s] that is reached or exceeded for that share; for drawing."""
    return (shares := np.linspace(0.0, 1.0, points)), exceeded_flow(water, shares)


def exceeded_flow(water: Water, share: Floats) -> Floats:
    """The flow of the record [m3/s] that is reached or exceeded for a share of the time."""
    water = canonical(water)
    flow, hours = water.flow_m3_s[::-1], water.hours[::-1]
    flow, hours = flow[hours > 0], hours[hours > 0]
    reached = np.cumsum(hours) / hours.sum()
    # A hair's breadth back, so that the end of a step belongs to it whatever the rounding of the sum.
    place = np.searchsorted(reached, np.asarray(share) - 1e-12)
    return flow[np.minimum(place, len(flow) - 1)]
