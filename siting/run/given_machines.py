"""Machines for drops whose power is given: the flow each type would need, and whether its region holds it.

In simple mode the energy is power times use rate whatever the machine; the chart and the criteria still choose.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from siting.frames import records
from siting.hydro.curves import curves_of, efficiency
from siting.hydro.given import simple_kwh
from siting.hydro.records import HOURS_PER_YEAR
from siting.hydro.regions import margin_decades
from siting.hydro.sizing import flow_for_power
from siting.project.machines.model import Machine
from siting.project.references import is_simple
from siting.run.machine_candidates import (
    OwnCosts,
    Setting,
    cost_key,
    costs_of,
    npv_of,
    plant_of_machines,
    ratings_of,
    suits,
)


def given_candidates(drops: pd.DataFrame, setting: Setting) -> Iterator[dict[str, Any]]:
    """A row per machine of every drop in simple mode that states a net head but no flow."""
    mine = is_simple(drops) & drops["net_head_m"].notna() & drops["flow_m3_s"].isna()
    for drop in records(drops[mine.to_numpy(dtype=bool)]):
        for machine in setting.catalogue.machines:
            yield _row(drop, machine, setting)


def _row(drop: Any, machine: Machine, setting: Setting) -> dict[str, Any]:
    config = setting.config
    flow = flow_for_power(machine, drop.capacity_kw, drop.net_head_m, setting.physics)
    head = np.array([drop.net_head_m])
    margin = float(margin_decades(machine, np.array([flow]), head)[0])
    energy = float(simple_kwh(np.array([drop.capacity_kw]), np.array([drop.use_rate]))[0])
    size, yearly = np.array([float(drop.capacity_kw)]), np.array([energy])
    own, key = OwnCosts(float(drop.capex_yen), float(drop.opex_yen_per_year)), cost_key(machine, setting)
    capex, opex = costs_of(size, yearly, np.ones(1, dtype=np.int64), [None], own, key, setting)
    plant = plant_of_machines(size, yearly, capex, opex)
    npv = npv_of(plant, setting)
    return {
        "drop_id": drop.drop_id, "option_id": f"{drop.drop_id}-hydro-{machine.id}", "type": machine.id,
        "name": machine.name, "mode": "simple", "in_chart": margin == 0, "margin_decades": margin,
        "fit": margin == 0 and suits(machine, False, drop.water == "treated"), "units": 1, "design_flow_m3_s": flow,
        "design_head_m": float(drop.net_head_m),
        "efficiency": float(efficiency(
            curves_of(machine, head, np.array([flow]), size_correction=setting.physics.size_correction),
            np.array([1.0]),
        )[0]),
        "rated_kw": float(drop.capacity_kw), "annual_kwh": energy, "full_load_hours": HOURS_PER_YEAR * drop.use_rate,
        "capex_yen": float(capex[0]), "opex_yen_per_year": float(opex[0]),
        "npv_yen": float(npv[0]), **ratings_of(machine, config.hydro), "regulation": machine.regulation,
        "supply_loss": 0.0, "confidence": machine.confidence, "drop_row": int(drop.Index), "cost_model": key,
        "near_edge": False, "pressure": False, "purified": drop.water == "treated", "flow_limit_m3_s": float(drop.flow_max_m3_s),
    }  # fmt: skip
