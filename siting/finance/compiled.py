"""All figures of very many cash flows in one pass per row, in numba; in numpy the same to the last bit.

Both do the same operations of a row in the same order, with nothing but sums, products and divisions: so a figure
depends neither on the row's place, nor on the number of rows, nor on which of the two ran.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from siting.finance.kernels import (
    BC,
    BENEFIT,
    COST,
    DISCOUNTED_PAYBACK,
    FIGURES,
    IRR,
    LCOE,
    NPV,
    PAYBACK,
    UNSOLVED,
    Kernels,
    kernels,
)
from siting.finance.metrics import (
    Floats,
    Ints,
    benefit_cost_ratio,
    discounted_payback_years,
    internal_rate,
    levelised_cost,
    payback_years,
    present_value,
)

# Flows (rows x years) which numpy does in the time that importing numba takes.
REPAYS_COMPILING = 8_000_000


@dataclass(frozen=True)
class Measures:
    """Figures of every row; NaN where a figure does not exist, ``irr_state`` as in ``IrrState``."""

    benefit_pv: Floats
    cost_pv: Floats
    bc: Floats
    npv_yen: Floats
    irr: Floats
    irr_state: Ints
    payback_years: Floats
    discounted_payback_years: Floats
    lcoe: Floats


def measures(
    benefit_yen: Floats, cost_yen: Floats, energy_kwh: Floats, factors: Floats, *, compiled: bool | None = None
) -> Measures:
    """Figures of rows x years 0..T, costs positive, discounted by ``factors`` of the years.

    The NPV is the sum of the discounted net flows. ``compiled`` asks for numba or forbids it; None takes it where it
    is loaded already or this call alone repays its import.
    """
    kernel = _wanted(compiled, benefit_yen.size)
    if kernel is None:
        return measures_numpy(benefit_yen, cost_yen, energy_kwh, factors)
    benefit, cost, energy, weights = (
        np.ascontiguousarray(one, dtype=np.float64) for one in (benefit_yen, cost_yen, energy_kwh, factors)
    )
    if not benefit.shape == cost.shape == energy.shape == (len(benefit), len(weights)):
        raise ValueError("benefit, cost and energy must be rows x years, and factors as many as years")
    figures, state = np.empty((len(benefit), FIGURES)), np.empty(len(benefit), dtype=np.int64)
    kernel.flows(benefit, cost, energy, weights, figures, state)
    rows = np.flatnonzero(state == UNSOLVED)
    return _gathered(figures, state, rows, benefit[rows] - cost[rows])


def measures_numpy(benefit_yen: Floats, cost_yen: Floats, energy_kwh: Floats, factors: Floats) -> Measures:
    """The same by the functions of ``metrics``; ``factors`` may differ by row."""
    net = benefit_yen - cost_yen
    benefit, cost = present_value(benefit_yen, factors), present_value(cost_yen, factors)
    irr = internal_rate(net)
    return Measures(
        benefit_pv=benefit,
        cost_pv=cost,
        bc=benefit_cost_ratio(benefit, cost),
        npv_yen=present_value(net, factors),
        irr=irr.rate,
        irr_state=irr.state,
        payback_years=payback_years(net),
        discounted_payback_years=discounted_payback_years(net, factors),
        lcoe=levelised_cost(cost, present_value(energy_kwh, factors)),
    )


def scenario_measures(
    capex_yen: npt.ArrayLike,
    annual_kwh: npt.ArrayLike,
    price_yen_per_kwh: npt.ArrayLike,
    opex_yen_per_year: npt.ArrayLike,
    yearly_loss: npt.ArrayLike,
    discount_rate: npt.ArrayLike,
    years: npt.ArrayLike,
    *,
    compiled: bool | None = None,
) -> Measures:
    """Figures of plants with capital cost in year 0, and one price and one running cost in years 1..T.

    ``E_t = E_1 (1-l)^(t-1)``. Numbers or arrays, one scenario for each of their broadcast elements.
    """
    *given, lives = np.broadcast_arrays(
        capex_yen, annual_kwh, price_yen_per_kwh, opex_yen_per_year, yearly_loss, discount_rate, years
    )
    columns = [np.ascontiguousarray(np.ravel(one), dtype=np.float64) for one in given]
    life = np.ascontiguousarray(np.ravel(lives), dtype=np.int64)
    last = int(life.max(initial=0))
    kernel = _wanted(compiled, len(life) * (last + 1))
    if kernel is None:
        return measures_numpy(*_scenario_flows(columns, life, last))
    figures, state = np.empty((len(life), FIGURES)), np.empty(len(life), dtype=np.int64)
    kernel.scenarios(*columns, life, last, figures, state)
    rows = np.flatnonzero(state == UNSOLVED)
    benefit, cost, _, _ = _scenario_flows([column[rows] for column in columns], life[rows], last)
    return _gathered(figures, state, rows, benefit - cost)


def price_points(
    energy_pv: Floats, cost_pv: Floats, prices: Floats, *, compiled: bool | None = None
) -> tuple[Floats, Floats]:
    """B/C and NPV in yen of every option at every price, options x prices; B/C is NaN where costs are not positive.

    ``energy_pv`` is the discounted energy that is paid at the price, kWh; ``cost_pv`` all costs less other benefits.
    """
    kernel = _wanted(compiled, energy_pv.size * prices.size // 8)
    if kernel is None:
        benefit = energy_pv[:, None] * prices
        return benefit_cost_ratio(benefit, cost_pv[:, None]), benefit - cost_pv[:, None]
    benefit_cost, npv = np.empty((len(energy_pv), len(prices))), np.empty((len(energy_pv), len(prices)))
    columns = (np.ascontiguousarray(one, dtype=np.float64) for one in (energy_pv, cost_pv, prices))
    kernel.prices(*columns, benefit_cost, npv)
    return benefit_cost, npv


def _gathered(figures: Floats, state: Ints, rows: Ints, net: Floats) -> Measures:
    """The record, with the IRR of the rows that the compiled code left over: not finite, or of extreme sizes."""
    if len(rows):
        left = internal_rate(net)
        figures[rows, IRR], state[rows] = left.rate, left.state
    columns = np.ascontiguousarray(figures.T)
    return Measures(
        benefit_pv=columns[BENEFIT],
        cost_pv=columns[COST],
        bc=columns[BC],
        npv_yen=columns[NPV],
        irr=columns[IRR],
        irr_state=state,
        payback_years=columns[PAYBACK],
        discounted_payback_years=columns[DISCOUNTED_PAYBACK],
        lcoe=columns[LCOE],
    )


def _scenario_flows(columns: list[Floats], life: Ints, last: int) -> tuple[Floats, Floats, Floats, Floats]:
    """Benefit, cost, energy and factors of every scenario and year."""
    capex, first_kwh, price, opex, loss, rate = columns
    benefit, cost, energy, factors = (np.zeros((len(life), last + 1)) for _ in range(4))
    cost[:, 0], factors[:, 0] = capex, 1.0
    kept, d = 1.0 - loss, 1.0 / (1.0 + rate)
    produced, weight = first_kwh, np.ones(len(life))
    for year in range(1, last + 1):
        runs = year <= life
        weight = weight * d
        energy[:, year], factors[:, year] = np.where(runs, produced, 0.0), np.where(runs, weight, 0.0)
        benefit[:, year] = np.where(runs, produced * price, 0.0)
        cost[:, year] = np.where(runs, opex, 0.0)
        produced = produced * kept
    return benefit, cost, energy, factors


def _wanted(compiled: bool | None, flows: int) -> Kernels | None:
    if compiled is None:
        compiled = flows > REPAYS_COMPILING or kernels.cache_info().currsize > 0
    return kernels() if compiled else None
