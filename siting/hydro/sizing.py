"""The size of a machine for a power that is given."""

from __future__ import annotations

import numpy as np

from siting.hydro.curves import curves_of, efficiency
from siting.hydro.generator import generator_efficiency
from siting.hydro.records import WATER_KG_M3, Physics
from siting.project.machines.model import Machine

W_PER_KW = 1000.0
STEPS = 50
# Where a formula gives no efficiency at this head the flow it asks for is beyond any chart.
LEAST = 0.01


def flow_for_power(machine: Machine, rated_kw: float, head_m: float, physics: Physics) -> float:
    """Design flow in m3/s at which one unit gives ``rated_kw`` at ``head_m``: its efficiency depends on its size."""
    behind = float(generator_efficiency(np.array([rated_kw]), physics)[0]) * physics.transformer_efficiency
    per_m3_s = WATER_KG_M3 * physics.gravity_m_s2 * head_m * behind / W_PER_KW
    flow = rated_kw / per_m3_s
    for _ in range(STEPS):
        curves = curves_of(machine, np.array([head_m]), np.array([flow]), size_correction=physics.size_correction)
        turbine = max(float(efficiency(curves, np.array([1.0]))[0]), LEAST)
        flow, before = rated_kw / (per_m3_s * turbine), flow
        if abs(flow - before) <= 1e-12 * flow:
            break
    return flow
