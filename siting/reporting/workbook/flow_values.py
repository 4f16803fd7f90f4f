"""The yearly flows of a price case as arrays over the listed options, and whether they are of the plain kind.

Plain flows are a constant price for every kWh, capital, extra and running cost: the cash flow sheet then needs no
items of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from siting.finance.energy import energy_kwh
from siting.finance.flows import plant_of
from siting.finance.ledger import WHOLE
from siting.finance.metrics import Floats, Ints
from siting.project.cases import Case
from siting.reporting.results import Results
from siting.vocabulary.money import ITEMS, Group

PLAIN_BENEFITS = ("sales", "avoided_purchase")
PLAIN_ITEMS = frozenset(("capex", "case_extra", *PLAIN_BENEFITS, "opex"))
_OTHER_TERMS = (
    "price_steps", "price_year", "after_period_yen_per_kwh", "price_change_per_year", "tariff", "own_use_share",
    "premium", "wheeling", "generation_charge_yen_per_kw_month", "generation_charge_yen_per_kwh",
    "reimbursement_yen_per_kwh", "deposit_yen_per_kwh",
)  # fmt: skip


@dataclass(frozen=True)
class CaseValues:
    """Flows of one case: item -> options x years 0..T, income positive, cost negative, 0 where there is none.

    ``stated`` are the years of the project, which count where no option is listed.
    """

    items: Mapping[str, Floats]
    years: Ints
    stated: int
    eligible: np.ndarray
    plain: bool

    @property
    def last(self) -> int:
        """The last year of the longest option."""
        return self.stated if not len(self.years) else int(self.years.max())

    def of(self, name: str) -> Floats:
        """The flows of an item; zeros where it does not occur."""
        return self.items.get(name, np.zeros((len(self.years), self.last + 1)))

    def _sum(self, benefits: bool) -> Floats:
        total = np.zeros((len(self.years), self.last + 1))
        for one in ITEMS:
            if one.name in self.items and (one.group is Group.BENEFIT) == benefits:
                total += self.items[one.name]
        return total

    @property
    def benefit_yen(self) -> Floats:
        """What the energy earns."""
        return self._sum(benefits=True)

    @property
    def cost_yen(self) -> Floats:
        """All that costs, positive."""
        return -self._sum(benefits=False)

    @property
    def net_yen(self) -> Floats:
        """What is left of every year."""
        return self.benefit_yen - self.cost_yen


def case_values(results: Results, listed: pd.DataFrame, name: str) -> CaseValues:
    """The flows of the listed options under a case."""
    eligible = listed[f"eligible_{name}"].eq(True).to_numpy(dtype=bool)
    counted = listed[f"years_{name}"].astype(float).fillna(0).to_numpy(dtype=np.int64)
    stated = results.config.cases[name].period_years or results.config.finance.years
    years = np.where(eligible, counted, stated)
    items = _items(results.flows, listed, name, int(years.max(initial=0)))
    plain = _plain(results, listed, name, items, years, eligible)
    return CaseValues(items, years, stated, eligible, plain)


def _items(flows: pd.DataFrame, listed: pd.DataFrame, name: str, last: int) -> dict[str, Floats]:
    if not len(flows):
        return {}
    mine = flows[(flows["case"].eq(name) & flows["scheme"].eq(WHOLE)).to_numpy(dtype=bool)]
    place = mine["option_id"].map({option: at for at, option in enumerate(listed["option_id"])}).to_numpy()
    columns = [f"y{t}" for t in range(last + 1) if f"y{t}" in mine]
    found = {}
    for item in ITEMS:
        rows = mine["item"].eq(item.name).to_numpy(dtype=bool)
        if rows.any():
            yen = np.zeros((len(listed), last + 1))
            yen[place[rows], : len(columns)] = np.nan_to_num(mine.loc[rows, columns].to_numpy(dtype=float))
            if yen.any() or item.name == "capex":
                found[item.name] = yen
    return found


def _plain(
    results: Results, listed: pd.DataFrame, name: str, items: Mapping[str, Floats], years: Ints, eligible: np.ndarray
) -> bool:
    """Whether every flow is one of a constant price on all energy and of capital, extra and running cost."""
    case, finance = results.config.cases[name], results.config.finance
    if results.config.solar and results.config.solar.curtailment:
        return False
    if finance.inflation or finance.consumption_tax or case.price_yen_per_kwh is None or _other_terms(case):
        return False
    if not set(items) <= PLAIN_ITEMS or len(set(years.tolist())) > 1:
        return False
    if case.kind_of.name == "fip" or (case.kind_of.needs_load and not _all_used(results, listed, name, items)):
        return False
    return "sales" not in items or "avoided_purchase" not in items


def _other_terms(case: Case) -> bool:
    return any(getattr(case, term) not in (None, (), 0.0) for term in _OTHER_TERMS)


def _all_used(results: Results, listed: pd.DataFrame, name: str, items: Mapping[str, Floats]) -> bool:
    """Whether every kWh of every year is used on site at the price."""
    price = listed[f"price_yen_per_kwh_{name}"].astype(float).to_numpy()
    for item in PLAIN_BENEFITS:
        if item in items:
            earned = items[item]
            energy = energy_kwh(plant_of(listed), results.config.finance, earned.shape[1] - 1)
            expected = np.where(np.any(earned != 0, axis=1, keepdims=True), np.nan_to_num(energy * price[:, None]), 0.0)
            return bool(np.allclose(earned, expected, rtol=1e-9, atol=1e-6))
    return True
