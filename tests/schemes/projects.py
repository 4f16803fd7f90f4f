"""Random and plain projects for the tests of schemes."""

from __future__ import annotations

from typing import Any

import numpy as np

from siting.finance.flows import CashFlow
from siting.project.model import Config
from siting.schemes.basis import Sites

MINIMAL: dict[str, Any] = {
    "project": {"name": "t"},
    "cases": {"fit": {"price_yen_per_kwh": 20.0}},
    "ranking": {"by": "bc_fit"},
}


def config(**sections: Any) -> Config:
    """A project with these sections."""
    return Config.model_validate({**MINIMAL, **sections})


def cash_flow(items: dict[str, np.ndarray], years: int, own_kwh: float = 0.0, options: int = 1) -> CashFlow:
    """Flows of these items; ``own_kwh`` is used on site in every year."""
    energy = np.full((options, years + 1), max(own_kwh, 1.0))
    energy[:, 0] = 0.0
    own = np.where(energy > 0, own_kwh, 0.0)
    nothing = np.zeros_like(energy)
    return CashFlow(items, energy, own, np.full(options, years), nothing, nothing)


def level(yen: float, years: int, start: float = 0.0) -> np.ndarray:
    """The same amount in every operating year of one option."""
    return np.array([[start, *[yen] * years]])


def sites(options: int = 1, area_m2: float = 1000.0, technology: str = "pv") -> Sites:
    """Options of one technology, 100 kW each."""
    ids = np.array([f"o{number}" for number in range(options)], dtype=object)
    kind = np.array([technology] * options, dtype=object)
    return Sites(ids, kind, np.full(options, 100.0), np.full(options, area_m2))


def random_flow(rng: np.random.Generator, options: int) -> tuple[CashFlow, Sites]:
    """Options with every item of a cash flow, each at some options zero, and operating years of their own."""
    longest = int(rng.integers(2, 31))
    years = rng.integers(1, longest + 1, options)
    t = np.arange(longest + 1)
    runs = (t >= 1) & (t <= years[:, None])
    last = t == years[:, None]
    capex = 10.0 ** rng.uniform(5, 10, options)

    def some(low: float, high: float) -> np.ndarray:
        return np.asarray(capex * rng.uniform(low, high, options) * (rng.random(options) < 0.7))[:, None]

    def yearly(low: float, high: float) -> np.ndarray:
        return np.asarray(some(low, high) * rng.uniform(0.97, 1.03, runs.shape) * runs)

    start = np.zeros(runs.shape)
    start[:, 0] = 1.0
    items = {
        "capex": -capex[:, None] * start,
        "grid_connection": -some(0.0, 0.1) * start,
        "subsidy": some(0.0, 0.6) * start,
        "sales": yearly(0.02, 0.2),
        "avoided_purchase": yearly(0.0, 0.1),
        "demand_saving": yearly(0.0, 0.01),
        "supply_elsewhere": yearly(0.0, 0.02),
        "opex": -yearly(0.0, 0.05),
        "insurance": -yearly(0.0, 0.01),
        "property_tax": -yearly(0.0, 0.02),
        "replacement": -yearly(0.0, 0.3) * (t % 11 == 10),
        "generation_charge": -yearly(0.0, 0.01),
        "balancing_cost": -yearly(0.0, 0.01),
        "decommissioning": -some(0.0, 0.1) * last,
        "residual_value": some(0.0, 0.2) * last,
        "deposit": -yearly(0.0, 0.01),
        "deposit_refund": some(0.0, 0.1) * last,
    }
    energy = (capex / 250.0)[:, None] * rng.uniform(0.9, 1.1, runs.shape) * runs
    own = energy * rng.choice([0.0, 0.4, 1.0], options)[:, None]
    technology = rng.choice(np.array(["pv", "hydro"], dtype=object), options)
    where = Sites(np.array([f"o{n}" for n in range(options)], dtype=object), technology, capex / 250e3, capex / 35e3)
    return CashFlow(items, energy, own, years, np.zeros_like(energy), np.zeros_like(energy)), where


def random_config(rng: np.random.Generator) -> Config:
    """Every kind of scheme at random terms, some under two names."""

    def share(most: float) -> float:
        return float(rng.uniform(0.0, most)) if rng.random() < 0.7 else 0.0

    def debt(methods: list[str]) -> dict[str, Any]:
        years = int(rng.integers(1, 31))
        return {
            "share": share(1.0), "rate": share(0.06), "years": years, "grace_years": int(rng.integers(0, years)),
            "method": str(rng.choice(methods)),
        }  # fmt: skip

    def saved() -> dict[str, Any]:
        return {
            "capex_reduction": share(0.3), "competition_reduction": share(0.2), "opex_reduction": share(0.3),
            "risk_share_of_capex": share(0.01),
        }  # fmt: skip

    def company() -> dict[str, Any]:
        ways = ["level", "level_principal", "sculpted"]
        return {**saved(), "debt": debt(ways), "target_eirr": 0.001 + share(0.1), "min_dscr": 1.1}

    tax = {"rate": 0.014, "reduced_share": 2 / 3, "reduced_years": 3}
    return config(
        finance={"discount_rate": share(0.05)},
        city={"bond": debt(["level", "level_principal"]), "property_tax_share": share(1.0), "local_tax_share": 0.1},
        taxes={"income_tax_rate": share(0.35), "enterprise_income_rate": share(0.1), "property_tax": tax},
        schemes={
            "conventional": saved(),
            "db": saved(),
            "dbo": saved(),
            "lease": {**saved(), "lease_rate": share(0.05), "lease_years": int(rng.integers(1, 31))},
            "lease_solved": {**company(), "kind": "lease"},
            "pfi_bto": company(),
            "pfi_bot": company(),
            "pfi_boo": company(),
            "independent": {**company(), "rent": {"yen_per_m2_year": share(300.0)}},
            "rent_solved": {**company(), "kind": "independent", "rent": {"highest": True}},
            "onsite_ppa": company(),
            "ppa_stated": {**company(), "kind": "onsite_ppa", "ppa_price_yen_per_kwh": 12.0},
        },
    )
