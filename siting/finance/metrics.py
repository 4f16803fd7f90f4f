"""B/C, NPV, IRR, payback and LCOE over arrays: rows are options, columns are years 0..T.

Symbols: ``d = 1/(1+r)``; year 0 is the investment, years 1..T are operation, counted at their end.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

MAX_ITERATIONS = 60
TOLERANCE = 1e-13


class IrrState(IntEnum):
    """Whether the internal rate of return exists and is the only one."""

    UNIQUE = 0
    NONE = 1
    MULTIPLE = 2


@dataclass(frozen=True)
class Irr:
    """Internal rates of return (NaN where none or not unique) and why."""

    rate: Floats
    state: Ints


def discount_factors(rate: float, years: int) -> Floats:
    """``d^t`` for t = 0..years."""
    return np.asarray((1.0 / (1.0 + rate)) ** np.arange(years + 1), dtype=np.float64)


def present_value(flows: Floats, factors: Floats) -> Floats:
    """Sum of discounted flows along the years.

    Added year by year: a matrix product may round a row by its position, and equal options must stay equal.
    """
    total = np.zeros(len(flows))
    for year, factor in enumerate(factors):
        total += flows[:, year] * factor
    return total


def benefit_cost_ratio(benefits: Floats, costs: Floats) -> Floats:
    """PV of benefits over PV of all costs; running costs stay costs and are never netted out of benefits.

    NaN where the costs are not positive.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(costs > 0, benefits / costs, np.nan)


def levelised_cost(cost_pv: Floats, energy_pv: Floats) -> Floats:
    """PV of costs over PV of energy; NaN where there is no energy."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(energy_pv > 0, cost_pv / energy_pv, np.nan)


def payback_years(flows: Floats) -> Floats:
    """Year in which the running sum of flows reaches zero, linear inside the year; NaN if it never does."""
    total = np.cumsum(flows, axis=1)
    reached = (total >= 0) & (np.arange(flows.shape[1]) > 0)
    found = reached.any(axis=1)
    year = np.where(found, reached.argmax(axis=1), 1)
    row = np.arange(len(flows))
    with np.errstate(divide="ignore", invalid="ignore"):
        inside = -total[row, year - 1] / flows[row, year]
    within = np.clip(np.where(np.isfinite(inside), inside, 0.0), 0.0, 1.0)
    paid_at_once = total[:, 0] >= 0
    return np.where(paid_at_once, 0.0, np.where(found, year - 1 + within, np.nan))


def internal_rate(flows: Floats) -> Irr:
    """The IRR of every row of flows.

    Newton's method on ``ln PV(inflows) - ln PV(outflows)`` as a function of ``x = -ln(1+r)``, which is nearly a
    straight line. A row whose signs change once has one root at most; one whose signs change more often is
    flagged, and its rate is left out: none of several roots is picked.
    """
    changes = _sign_changes(flows)
    state = np.where(changes == 1, IrrState.UNIQUE, np.where(changes == 0, IrrState.NONE, IrrState.MULTIPLE))
    state = state.astype(np.int64)
    rate = np.full(len(flows), np.nan)
    rows = np.flatnonzero(changes == 1)
    if len(rows):
        rate[rows] = np.expm1(-_solve(flows[rows]))
    return Irr(rate, state)


def _sign_changes(flows: Floats) -> Ints:
    """Changes of sign along each row, zeros passed over."""
    signs = np.sign(flows)
    last = np.zeros(len(flows))
    changes = np.zeros(len(flows), dtype=np.int64)
    for year in range(flows.shape[1]):
        now = signs[:, year]
        changes += (now != 0) & (last != 0) & (now != last)
        last = np.where(now != 0, now, last)
    return changes


def _solve(flows: Floats) -> Floats:
    # Each row is scaled so that its size cannot overflow; the root does not depend on it.
    flows = flows / np.abs(flows).max(axis=1, keepdims=True)
    inflow, outflow = np.maximum(flows, 0.0), np.maximum(-flows, 0.0)
    x = np.zeros(len(flows))
    active = np.arange(len(flows))
    for _ in range(MAX_ITERATIONS):
        step = _newton_step(inflow[active], outflow[active], x[active])
        x[active] -= step
        active = active[np.abs(step) > TOLERANCE * (1.0 + np.abs(x[active]))]
        if not len(active):
            break
    return x


def _newton_step(inflow: Floats, outflow: Floats, x: Floats) -> Floats:
    years = np.arange(inflow.shape[1])
    # Shifted so that the largest term is 1: far from the root exp would overflow.
    shift = np.maximum(x * years[-1], 0.0)
    weight = np.exp(x[:, None] * years - shift[:, None])
    gain, loss = (inflow * weight).sum(axis=1), (outflow * weight).sum(axis=1)
    slope = (inflow * weight) @ years / gain - (outflow * weight) @ years / loss
    return np.asarray(np.clip((np.log(gain) - np.log(loss)) / slope, -1.0, 1.0), dtype=np.float64)
