"""Energy of every option over the years: ageing by technology and, where water gets less, the supply."""

from __future__ import annotations

import numpy as np

from siting.finance.flows import Plant
from siting.finance.metrics import Floats, discount_factors
from siting.project.money import Finance

# Each halves an interval of about two: enough for the last digit.
BISECTIONS = 60


def by_technology(plant: Plant, values: dict[str, float | None]) -> Floats:
    """A figure per technology spread over the options; NaN where there is none."""
    spread = np.full(len(plant.technology), np.nan)
    for technology, value in values.items():
        if value is not None:
            spread[plant.technology == technology] = value
    return spread


def yearly_loss(plant: Plant, finance: Finance) -> Floats:
    """What a year takes of the energy: ageing by technology and, where water gets less, the supply."""
    ageing = by_technology(plant, finance.degradation.model_dump())
    falling = plant.supply_loss != 0
    # Where the supply stays, the loss is the figure of project.toml to the last digit.
    return np.where(falling, 1.0 - (1.0 - ageing) * (1.0 - plant.supply_loss), ageing)


def energy_kwh(plant: Plant, finance: Finance, years: int) -> Floats:
    """Energy of years 0..years: ``E_t = E_1 (1-d)^(t-1)``, nothing in year 0."""
    loss = yearly_loss(plant, finance)
    t = np.arange(years + 1)
    energy = plant.annual_kwh[:, None] * (1.0 - loss[:, None]) ** np.maximum(t - 1, 0)
    energy[:, 0] = 0.0
    return energy


def exportable(plant: Plant, columns: int) -> Floats | float:
    """The share of exported energy that the grid takes in years 0..: 1 where nothing is known of output control.

    The last stated year holds on.
    """
    if plant.curtailed is None:
        return 1.0
    year = np.clip(np.arange(columns) - 1, 0, plant.curtailed.shape[1] - 1)
    return np.asarray(1.0 - plant.curtailed[:, year])


def year_weights(finance: Finance, technology: str) -> Floats:
    """What a kWh of years 1..T is worth beside one of year 1: ageing and discounting together."""
    loss = getattr(finance.degradation, technology)
    factors = discount_factors(finance.discount_rate, finance.years)[1:]
    return np.asarray((1.0 - loss) ** np.arange(finance.years) * factors / factors[0])


def equivalent_loss(ratio: float, weights: Floats) -> float:
    """The yearly loss s with ``sum w_t (1-s)^(t-1) = ratio sum w_t``: mean energy over first-year energy is ``ratio``.

    ``w_t`` are the weights of the years; s is negative where energy grows. By bisection: the sum falls with s.
    """
    target, years = ratio * weights.sum(), np.arange(len(weights))
    low, high = -1.0, 1.0
    while (weights * (1.0 - low) ** years).sum() < target:
        low *= 2.0
    for _ in range(BISECTIONS):
        middle = (low + high) / 2.0
        low, high = (middle, high) if (weights * (1.0 - middle) ** years).sum() > target else (low, middle)
    return (low + high) / 2.0
