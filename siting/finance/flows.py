"""Cash flows as arrays: items x options x years. Year 0 is the investment, years 1..T end at each year's end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from siting.finance.metrics import Floats, Ints
from siting.vocabulary.money import Group, item

Words = npt.NDArray[np.object_]


@dataclass(frozen=True)
class Plant:
    """What finance needs of every option: technology, size, first-year energy and costs.

    ``supply_loss`` is the yearly loss of energy because less water comes, beside what ageing takes. ``curtailed`` is the
    share of exported energy that the grid does not take in each operating year (options x years 1..), None where
    nothing is known of it.
    """

    technology: Words
    stage: Words
    capacity_kw: Floats
    annual_kwh: Floats
    capex_yen: Floats
    opex_yen_per_year: Floats
    supply_loss: Floats
    curtailed: Floats | None = None


@dataclass(frozen=True)
class Use:
    """What of the energy is used on site: options x years 0..T, and what that saves where a tariff says so.

    Savings are at the prices of the first year; without a tariff of time bands the price of the case counts.
    """

    own_kwh: Floats
    saved_yen: Floats | None = None
    demand_saving_yen: Floats | None = None


@dataclass(frozen=True)
class CashFlow:
    """The flows of every option under one case: item -> options x years 0..T, income positive, cost negative.

    Energy too is options x years 0..T; what is used on site and what is exported add up to it. ``years`` are the
    operating years that count; later columns are zero. ``priced_yen`` is the part of the benefits that is in
    proportion to the price, ``tied_yen`` the part of all flows that is in proportion to the capital cost. Of a premium
    only what ``priced_yen`` has above ``bar_yen`` in a year is paid.
    """

    items: Mapping[str, Floats]
    energy_kwh: Floats
    own_kwh: Floats
    years: Ints
    priced_yen: Floats
    tied_yen: Floats
    bar_yen: Floats | None = None

    def total(self, *groups: Group) -> Floats:
        """The sum of the items of some groups; of all items where none is named."""
        total = np.zeros_like(self.energy_kwh)
        for name, yen in self.items.items():
            if not groups or item(name).group in groups:
                total += yen
        return total

    @property
    def benefit_yen(self) -> Floats:
        """What the energy earns."""
        return self.total(Group.BENEFIT)

    @property
    def cost_yen(self) -> Floats:
        """All that costs, positive: whatever is no benefit."""
        return -self.total(Group.INVESTMENT, Group.RUNNING, Group.CLOSING, Group.TIMING)

    @property
    def net_yen(self) -> Floats:
        """What is left of every year."""
        return self.benefit_yen - self.cost_yen


def plant_of(options: pd.DataFrame, curtailed: Sequence[float] = ()) -> Plant:
    """What finance needs of an options frame; ``curtailed`` are the shares of output control of solar, year by year."""
    numbers = {
        name: options[name].to_numpy(dtype=float)
        for name in ("capacity_kw", "annual_kwh", "capex_yen", "opex_yen_per_year")
    }
    technology, stage = (options[name].to_numpy(dtype=object) for name in ("technology", "stage"))
    loss = options["supply_loss"].to_numpy(dtype=float)
    solar = np.where(technology == "pv", 1.0, 0.0)
    return Plant(
        technology=technology, stage=stage, supply_loss=np.where(np.isnan(loss), 0.0, loss), **numbers,
        curtailed=solar[:, None] * np.array(curtailed) if len(curtailed) else None,
    )  # fmt: skip
