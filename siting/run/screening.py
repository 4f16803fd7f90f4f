"""From a project to evaluated options: candidates, exclusions, yields, costs, cases."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from siting.finance.costs import fill_costs
from siting.hydro.given import fill_simple
from siting.language import Text, text
from siting.project.emissions import EmissionFactor
from siting.project.load import Project
from siting.run.money import figures
from siting.run.standing import placed
from siting.run.sunlight import SunStudy
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


def screen(
    project: Project, factor: EmissionFactor | None, water: WaterStudy, sun: SunStudy | None = None
) -> pd.DataFrame:
    """Every option with its energy, cost and figures per price case; excluded ones with their reason."""
    return _evaluate(costed(project, yielding(project, designs(project, water, sun))), project, factor)


def designs(project: Project, water: WaterStudy, sun: SunStudy | None = None) -> pd.DataFrame:
    """What the tables and the engines make, with what is excluded: before any yield or cost is filled in."""
    model = project.config.screening.pv
    machines = machine_options(water.turbines)
    options = candidates(project.tables, model.variant if model else "area", machines, sun.layouts if sun else None)
    return _unfit(exclude(project.tables, options, water.without_machine), sun.unfit if sun else {})


def _unfit(options: pd.DataFrame, why: Mapping[str, Text]) -> pd.DataFrame:
    """The options without those that cannot be built as they are laid out."""
    if not why:
        return options
    found = options["option_id"].map(why)
    excluded = found.notna() & options["status"].eq("evaluated")
    return options.assign(
        status=options["status"].where(~excluded, "excluded"), reason=options["reason"].where(~excluded, found)
    )


def yielding(project: Project, options: pd.DataFrame) -> pd.DataFrame:
    """The options with energy and power filled in."""
    return fill_simple(fill_yield(options, project.config.screening.pv), project.tables["drops"].frame)


def costed(project: Project, options: pd.DataFrame) -> pd.DataFrame:
    """The options with their costs and where they stand; without a cost an option is excluded."""
    config = project.config
    filled = _without_cost(fill_costs(options, config.costs, config.finance.years))
    return placed(project, _named(filled, project))


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
    evaluated = options["status"].eq("evaluated").to_numpy(dtype=bool)
    columns = figures(project, options[evaluated], factor)
    spread = pd.DataFrame({name: _spread(values, evaluated) for name, values in columns.items()}, index=options.index)
    return pd.concat([options, spread], axis=1)


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
