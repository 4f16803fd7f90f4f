"""Taxes of a company over arrays of options x years 0..T: depreciation, losses carried forward, tax on income."""

from __future__ import annotations

import numpy as np

from siting.finance.metrics import Floats, Ints


def depreciation_yen(value_yen: Floats, life_years: Ints, years: Ints, columns: int) -> Floats:
    """Straight-line depreciation over the legal life; what is left at the end of operation is written off then."""
    t = np.arange(columns)
    life, last = life_years[:, None], years[:, None]
    yearly = np.where((t >= 1) & (t <= np.minimum(life, last)), 1.0 / life, 0.0)
    left = np.where(t == last, np.maximum(1.0 - last / life, 0.0), 0.0)
    return np.asarray(value_yen[:, None] * (yearly + left))


def taxable_income_yen(profit_yen: Floats, loss_years: int) -> Floats:
    """Profit of each year less losses carried forward, never negative: a loss is not refunded.

    A loss of year t lowers the profits of years t+1..t+``loss_years``, the oldest loss first; what is left then lapses.
    """
    taxable = np.maximum(profit_yen, 0.0)
    if not loss_years or not np.any(profit_yen < 0):
        return taxable
    losses = np.zeros((len(profit_yen), loss_years))  # The oldest stands first.
    for year in range(profit_yen.shape[1]):
        before = np.cumsum(losses, axis=1) - losses
        used = np.clip(taxable[:, year, None] - before, 0.0, losses)
        taxable[:, year] = np.maximum(taxable[:, year] - used.sum(axis=1), 0.0)
        losses = np.roll(losses - used, -1, axis=1)
        losses[:, -1] = np.maximum(-profit_yen[:, year], 0.0)
    return taxable
