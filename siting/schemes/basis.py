"""What all schemes of a study share: the options, their flows under one price case, the records of money and tax."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from siting.finance.flows import CashFlow, Words
from siting.finance.lifecycle import taxed_value
from siting.finance.metrics import Floats, Ints
from siting.project.money import Lifecycles
from siting.project.procurement import City, RentRate, Scheme, Taxes
from siting.vocabulary.money import Group, item
from siting.vocabulary.tables import TECHNOLOGY_NAMES

# What a private operator may do cheaper; charges of the grid are the same for everyone.
UPKEEP = ("opex", "insurance", "replacement")
# What the power used on site saves: it always falls to the account that pays the power bill.
SAVINGS = ("avoided_purchase", "supply_elsewhere")
DEMAND_SAVING = "demand_saving"


@dataclass(frozen=True)
class Sites:
    """Of every option: id, technology, power and panel area (NaN where there is none)."""

    option_id: Words
    technology: Words
    capacity_kw: Floats
    panel_area_m2: Floats


@dataclass(frozen=True)
class Basis:
    """The options and their flows under one price case, before any scheme; property tax is left to the schemes."""

    sites: Sites
    flow: CashFlow
    case: str
    city: City
    taxes: Taxes
    lifecycles: Lifecycles
    discount_rate: float

    @property
    def shape(self) -> tuple[int, int]:
        """Options and years 0..T."""
        options, columns = self.flow.energy_kwh.shape
        return options, columns

    def operating(self, years: Ints | None = None) -> Floats:
        """1 in the years 1..``years`` (the operating years if left out), else 0."""
        t = np.arange(self.shape[1])
        last = (self.flow.years if years is None else years)[:, None]
        return np.where((t >= 1) & (t <= last), 1.0, 0.0)

    def life_years(self) -> Ints:
        """Legal life of every option."""
        lives = np.ones(self.shape[0], dtype=np.int64)
        for name in TECHNOLOGY_NAMES:
            lives[self.sites.technology == name] = getattr(self.taxes.life_years, name)
        return lives

    def property_tax_share(self) -> Floats:
        """Property tax of years 0..T as a share of the investment."""
        share = np.zeros(self.shape)
        for name in TECHNOLOGY_NAMES:
            life = getattr(self.lifecycles, name)
            tax = self.taxes.property_tax or (life.property_tax if life else None)
            if tax is not None:
                share[self.sites.technology == name, 1:] = tax.rate * taxed_value(tax, self.shape[1] - 1)
        return share

    def rent_yen_per_year(self, rate: RentRate) -> Floats:
        """A rent in yen a year; NaN where it counts an area or power that is not known."""
        rent = np.full(self.shape[0], rate.yen_per_year)
        for per_unit, size in (
            (rate.yen_per_m2_year, self.sites.panel_area_m2),
            (rate.yen_per_kw_year, self.sites.capacity_kw),
        ):
            if per_unit:
                rent = rent + per_unit * size
        return rent


def reduction(scheme: Scheme) -> float:
    """What is left of one yen of investment."""
    return (1.0 - scheme.capex_reduction) * (1.0 - scheme.competition_reduction)


def project_items(basis: Basis, scheme: Scheme) -> dict[str, Floats]:
    """The project's flows under a scheme: investment (subsidy alike) and upkeep as it makes them, and risks kept."""
    items: dict[str, Floats] = {}
    for name, yen in basis.flow.items.items():
        if name == "property_tax":
            continue
        if item(name).group is Group.INVESTMENT:
            items[name] = yen * reduction(scheme)
        else:
            items[name] = yen * (1.0 - scheme.opex_reduction) if name in UPKEEP else yen
    if scheme.risk_share_of_capex:
        items["retained_risk"] = -scheme.risk_share_of_capex * unreduced_yen(basis)[:, None] * basis.operating()
    return items


def unreduced_yen(basis: Basis) -> Floats:
    """The investment of year 0 in yen before subsidy and before any reduction, positive."""
    spent = np.zeros(basis.shape[0])
    for name, yen in basis.flow.items.items():
        if item(name).group is Group.INVESTMENT and name != "subsidy":
            spent -= yen[:, 0]
    return spent


def net_investment_yen(basis: Basis, scheme: Scheme) -> Floats:
    """The investment of year 0 in yen under a scheme, net of subsidy, positive."""
    return -reduction(scheme) * np.asarray(basis.flow.total(Group.INVESTMENT)[:, 0])


def savings_yen(basis: Basis) -> Floats:
    """What the use of the power in the utility's own facilities saves of purchases, in yen."""
    total = np.zeros(basis.shape)
    for name in SAVINGS:
        total += basis.flow.items.get(name, 0.0)
    return total
