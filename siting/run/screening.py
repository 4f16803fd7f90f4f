"""From a project to evaluated options: candidates, exclusions, yields, costs, cases."""

from __future__ import annotations

import numpy as np
import pandas as pd

from siting.finance.costs import fill_costs
from siting.finance.evaluate import Evaluation, base_lcoe, co2_tonnes, evaluate_case
from siting.finance.ledger import plant_of
from siting.hydro.given import fill_simple
from siting.language import text
from siting.project.emissions import EmissionFactor
from siting.project.load import Project
from siting.run.turbines import WaterStudy, machine_options
from siting.sites.candidates import candidates
from siting.sites.exclusions import exclude
from siting.solar.given import fill_yield

NO_COST = text("no cost: the cost model asks for the power, which is not given")
NO_MACHINE_COST = text(
    "no cost of this machine is known: add [costs.hydro], [costs.machines.NAME] or the drop's capex_yen; it was chosen by energy"
)
NEGATIVE_CAPEX = text("the cost model leaves a negative capital cost: check lifetime_total against the running cost")
NOT_TECHNOLOGY = text("no case has a price for this technology")

CASE_FIGURES = {
    "bc": "bc", "npv_yen": "npv_yen", "irr": "irr", "payback_years": "payback_years", "co2_own_t": "co2_own_t",
    "price_yen_per_kwh": "price_yen_per_kwh", "extra_yen": "extra_yen", "benefit_pv_yen": "benefit_pv_yen",
    "cost_pv_yen": "cost_pv_yen", "state_irr": "irr_state", "years": "years",
}  # fmt: skip


def screen(project: Project, factor: EmissionFactor | None, water: WaterStudy) -> pd.DataFrame:
    """Every option with its energy, cost and figures per price case; excluded ones with their reason."""
    config = project.config
    model = config.screening.pv
    options = candidates(project.tables, model.variant if model else "area", machine_options(water.turbines))
    options = exclude(project.tables, options, water.without_machine)
    options = fill_simple(fill_yield(options, model), project.tables["drops"].frame)
    options = _without_cost(fill_costs(options, config.costs, config.finance.years))
    options = _named(options, project)
    return _evaluate(options, project, factor)


def _without_cost(options: pd.DataFrame) -> pd.DataFrame:
    evaluated = (options["status"] == "evaluated").to_numpy(dtype=bool)
    by_engine = options["origin"].eq("turbines").to_numpy(dtype=bool)
    cost = options["capex_yen"].to_numpy(dtype=float) + options["opex_yen_per_year"].to_numpy(dtype=float)
    missing = evaluated & np.isnan(cost)
    negative = evaluated & (options["capex_yen"].to_numpy(dtype=float) < 0)
    reasons = options["reason"].to_numpy(dtype=object).copy()
    reasons[missing] = NO_COST
    reasons[missing & by_engine] = NO_MACHINE_COST
    reasons[negative] = NEGATIVE_CAPEX
    status = np.where(missing | negative, "excluded", options["status"].to_numpy(dtype=object))
    return options.assign(status=status, reason=pd.Series(reasons, index=options.index, dtype=object))


def _named(options: pd.DataFrame, project: Project) -> pd.DataFrame:
    facilities = project.tables["facilities"].frame.set_index("facility_id")
    return options.assign(facility=options["facility_id"].map(facilities["name"]), plot=options["owner_id"])


def _evaluate(options: pd.DataFrame, project: Project, factor: EmissionFactor | None) -> pd.DataFrame:
    config = project.config
    evaluated = options["status"].eq("evaluated").to_numpy(dtype=bool)
    mine = options[evaluated]
    plant = plant_of(mine)
    co2 = co2_tonnes(plant.annual_kwh, factor.kg_per_kwh if factor else None)
    columns = {"lcoe_yen_per_kwh": base_lcoe(plant, config.finance), "co2_area_t": co2}
    for name, case in config.cases.items():
        columns |= _case_columns(name, evaluate_case(plant, case, config.finance, co2))
    spread = {name: _spread(values, evaluated) for name, values in columns.items()}
    return options.assign(**spread)


def _case_columns(name: str, found: Evaluation) -> dict[str, np.ndarray]:
    columns = {f"{column}_{name}": getattr(found, field) for column, field in CASE_FIGURES.items()}
    with np.errstate(divide="ignore", invalid="ignore"):
        # Benefits are in proportion to the price: where B/C is 1 the price is price / (B/C).
        even = np.where(found.bc > 0, found.price_yen_per_kwh / found.bc, np.nan)
    columns[f"break_even_yen_per_kwh_{name}"] = even
    columns[f"eligible_{name}"] = found.eligible.astype(object)
    return columns


def _spread(values: np.ndarray, evaluated: np.ndarray) -> np.ndarray:
    spread = np.full(len(evaluated), None if values.dtype == object else np.nan, dtype=object)
    spread = spread if values.dtype == object else spread.astype(np.float64)
    spread[evaluated] = values
    return spread


def with_reasons(options: pd.DataFrame, cases: list[str]) -> pd.DataFrame:
    """The options with a reason for evaluated ones that no case applies to."""
    none = ~options[[f"eligible_{case}" for case in cases]].eq(True).any(axis=1)
    reasons = options["reason"].to_numpy(dtype=object).copy()
    reasons[(none & options["status"].eq("evaluated")).to_numpy(dtype=bool)] = NOT_TECHNOLOGY
    return options.assign(reason=pd.Series(reasons, index=options.index, dtype=object))
