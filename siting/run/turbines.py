"""Every machine at every drop: designs searched, costed and chosen, as frames for ranking and report."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from siting.frames import records
from siting.hydro.drops import DropWater, waters_of
from siting.hydro.energy import operate, worth_compiling
from siting.hydro.exceedance import exceedance_curve
from siting.hydro.pumps import machine_of
from siting.hydro.records import Catalogue, Physics
from siting.language import Text, text, verbatim
from siting.project.load import Project
from siting.project.machines.model import Machine
from siting.rank.machines import choose
from siting.run.given_machines import given_candidates
from siting.run.machine_candidates import (
    CURVE_POINTS,
    MONTHS,
    Known,
    candidates,
    evaluations_of,
    own_costs,
    setting_of,
)
from siting.run.money import figures
from siting.run.standing import placed
from siting.run.turbine_reasons import reasons_of
from siting.vocabulary.turbines import DURATION_COLUMNS, TURBINE_COLUMNS

FIGURES = [column.name for column in TURBINE_COLUMNS]
# What later steps need beside the columns that are shown.
KEPT = ("drop_row", "cost_model", "pressure", "purified", "near_edge", "flow_limit_m3_s")

NOTHING_TO_USE = text("no machine yields energy here: head or flow is missing or too small")


@dataclass(frozen=True)
class WaterStudy:
    """What the engine finds out: ``turbines`` (drop x machine), ``reasons`` for and against, ``durations``."""

    turbines: pd.DataFrame
    reasons: pd.DataFrame
    durations: pd.DataFrame
    waters: tuple[DropWater, ...]
    without_machine: Mapping[str, Text]


def machine_options(turbines: pd.DataFrame) -> pd.DataFrame:
    """The machines that become options: those that fit, or the chosen one alone where money could not decide."""
    fit = (
        turbines["fit"].eq(True)
        & turbines["mode"].ne("simple")
        & (turbines["basis"].eq("npv") | turbines["chosen"].eq(True))
    )
    return turbines[fit.to_numpy(dtype=bool)]


def study_water(project: Project, skip: bool = False, known: Known | None = None) -> WaterStudy:
    """The machines of every drop that states head and flow, one of each drop chosen where any fits.

    ``known`` is filled with what does not depend on money, and read by later studies of the same drops.
    """
    drops = project.tables["drops"].frame
    drops = drops.iloc[:0] if skip else drops
    setting = setting_of(project, known)
    waters = waters_of(drops, project.flows, project.config.hydro.flow_change_per_year)
    tried = worth_compiling(evaluations_of(waters, setting))
    rows = [row for drop in waters for row in candidates(drop, own_costs(drops, drop.row), setting, tried)]
    rows += given_candidates(drops, setting)
    turbines = pd.DataFrame(rows, columns=[*FIGURES, *MONTHS, *KEPT])
    turbines = choose(turbines, project.config.hydro.choice.weights)
    machines = {one.id: one for one in setting.catalogue.machines}
    return WaterStudy(
        turbines=turbines,
        reasons=reasons_of(turbines, machines, project.config.hydro.choice.weights),
        durations=_durations(turbines, waters, setting.catalogue, setting.physics),
        waters=tuple(waters),
        without_machine={
            **{drop.drop_id: NOTHING_TO_USE for drop in waters},
            **dict(_without_machine(turbines, machines)),
        },
    )


def with_money(turbines: pd.DataFrame, project: Project) -> pd.DataFrame:
    """The machines with B/C and NPV under every price case, those outside their region too."""
    drops = project.tables["drops"].frame
    options = turbines.assign(
        capacity_kw=turbines["rated_kw"], technology="hydro", stage="screening", owner_id=turbines["drop_id"],
        facility_id=turbines["drop_id"].map(drops.set_index("drop_id")["facility_id"]),
        place_id=turbines["drop_id"], variant=turbines["type"], status="evaluated",
    )  # fmt: skip
    found = figures(project, placed(project, options), None)
    shown = [f"{name}_{case}" for case in project.config.cases for name in ("bc", "npv_yen")]
    return turbines.assign(**{name: found[name] for name in shown})


def _without_machine(turbines: pd.DataFrame, machines: Mapping[str, Machine]) -> Iterator[tuple[str, Text]]:
    """Why drops have no machine: nothing fits, and which type comes nearest."""
    for drop_id, group in turbines[turbines["mode"].ne("simple").to_numpy(dtype=bool)].groupby("drop_id", sort=False):
        if group["chosen"].any():
            continue
        near = min(records(group), key=lambda row: (row.margin_decades, row.type))
        name = verbatim(machines[near.type].name, en=machines[near.type].name_en)
        if not np.isfinite(near.margin_decades) or not (group["annual_kwh"] > 0).any():
            yield str(drop_id), NOTHING_TO_USE
        elif near.margin_decades > 0:
            yield str(drop_id), text(
                "no machine's region holds this drop; the nearest is {machine}, {margin} decades away",
                machine=name, margin=f"{near.margin_decades:.2f}",
            )  # fmt: skip
        else:
            yield str(drop_id), text("no machine inside its region may be chosen, {machine} among them", machine=name)


def _durations(turbines: pd.DataFrame, waters: list[DropWater], catalogue: Catalogue, physics: Physics) -> pd.DataFrame:
    """The duration curve of every drop, split by what its chosen machine does with the water."""
    machines = {one.id: one for one in catalogue.machines}
    pumps = {one.id: one for one in catalogue.pumps}
    chosen = {row.drop_id: row for row in records(turbines[turbines["chosen"].eq(True).to_numpy(dtype=bool)])}
    names = [column.name for column in DURATION_COLUMNS]
    parts = []
    for drop in waters:
        water, operation, design = drop.in_year(1), None, chosen.get(drop.drop_id)
        if design is not None:
            machine = machines[design.type]
            pump = pumps.get(design.pump)
            operation = operate(
                water,
                machine_of(machine, pump) if pump else machine,
                design.units,
                design.design_flow_m3_s,
                design.design_head_m,
                physics,
            )
        parts.append(pd.DataFrame({"drop_id": drop.drop_id, **exceedance_curve(water, operation, CURVE_POINTS)}))
    return pd.concat(parts, ignore_index=True)[names] if parts else pd.DataFrame({name: [] for name in names})
