"""What a simple estimate of a drop becomes where the flow swings: the sensitivity a project asks for."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from siting.frames import records
from siting.hydro.drops import MONTH_DAYS
from siting.hydro.energy import operate
from siting.hydro.records import HOURS_PER_YEAR, Physics, Water
from siting.hydro.sizing import flow_for_power
from siting.project.load import Project
from siting.project.machines.model import Machine
from siting.project.references import is_simple
from siting.project.water import FlowShape
from siting.run.machine_candidates import physics_of, with_variable_speed

COLUMNS = ("drop_id", "shape", "shape_en", "machine", "design_flow_m3_s", "mean_flow_m3_s", "annual_kwh", "ratio",
           "variable_speed_kwh")  # fmt: skip
HOURS_PER_DAY = 24


def shapes_of(project: Project) -> pd.DataFrame:
    """A row per drop in simple mode with a head, and stated flow shape: energy, and its ratio to the simple one.

    The machine is sized so that it gives the stated power at the stated head; the mean flow is the use rate of its
    design flow, as the simple estimate takes it.
    """
    shapes = project.config.hydro.shapes
    drops = project.tables["drops"].frame
    mine = drops[(is_simple(drops) & drops["net_head_m"].notna()).to_numpy(dtype=bool)]
    rows: list[dict[str, Any]] = []
    if shapes is not None:
        machine = next(one.machine for one in project.machines if one.machine.id == shapes.machine)
        physics = physics_of(project.config.hydro)
        rows = [_row(drop, shape, machine, physics) for drop in records(mine) for shape in shapes.shape]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _row(drop: Any, shape: FlowShape, machine: Machine, physics: Physics) -> dict[str, Any]:
    flow = flow_for_power(machine, drop.capacity_kw, drop.net_head_m, physics)
    mean = drop.use_rate * flow
    water = shaped_year(mean, shape, drop.net_head_m)
    energy = operate(water, machine, 1, flow, drop.net_head_m, physics).annual_kwh
    faster = with_variable_speed(machine)
    at_speed = operate(water, faster, 1, flow, drop.net_head_m, physics).annual_kwh if faster else np.nan
    simple = drop.capacity_kw * HOURS_PER_YEAR * drop.use_rate
    return {
        "drop_id": drop.drop_id, "shape": shape.name, "shape_en": shape.name_en or shape.name, "machine": machine.id,
        "design_flow_m3_s": flow, "mean_flow_m3_s": mean, "annual_kwh": energy, "ratio": energy / simple,
        "variable_speed_kwh": at_speed,
    }  # fmt: skip


def shaped_year(mean_flow_m3_s: float, shape: FlowShape, head_m: float) -> Water:
    """A year of months x hours of the day that swings about its mean: cosines, highest in August and at noon."""
    month = np.arange(1, 13)
    season = 1.0 + shape.yearly_swing * np.cos(2 * np.pi * (month - 8) / 12)
    hour = np.arange(HOURS_PER_DAY)
    day = 1.0 + shape.daily_swing * np.cos(2 * np.pi * (hour + 0.5 - 12) / HOURS_PER_DAY)
    hours = np.repeat(MONTH_DAYS, HOURS_PER_DAY)
    season = season / np.average(season, weights=MONTH_DAYS)
    flow = mean_flow_m3_s * (season[:, None] * day[None, :]).ravel()
    head = np.full(len(flow), float(head_m))
    return Water(flow, head, hours, np.repeat(month, HOURS_PER_DAY).astype(np.int64))
