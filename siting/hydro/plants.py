"""Designs as constants: what a plant of equal units needs to know to be run through a year."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from siting.hydro.curves import EDGE, PUMP, TABLE, Curves, curves_of, efficiency
from siting.hydro.generator import behind_shaft
from siting.hydro.pumps import RUNAWAY_LOAD
from siting.hydro.records import WATER_KG_M3, Floats, Ints, Physics
from siting.project.machines.model import Machine


@dataclass(frozen=True)
class Plants:
    """Designs of one machine, one element per design.

    ``kw_per_m`` is the power behind the transformer of one unit at design flow per metre of head and unit of
    efficiency; ``unit_kw`` its power at design flow and design head; ``least_load`` where it stops.
    """

    units: Ints
    unit_flow_m3_s: Floats
    head_m: Floats
    curves: Curves
    least_load: Floats
    kw_per_m: Floats
    unit_kw: Floats
    efficiency: Floats
    electrical: bool

    def __getitem__(self, rows: Ints | slice) -> Plants:
        return Plants(
            self.units[rows],
            self.unit_flow_m3_s[rows],
            self.head_m[rows],
            self.curves[rows],
            self.least_load[rows],
            self.kw_per_m[rows],
            self.unit_kw[rows],
            self.efficiency[rows],
            self.electrical,
        )

    def __len__(self) -> int:
        return len(self.units)


def plants_of(
    machine: Machine,
    units: Ints,
    design_flow_m3_s: Floats,
    design_head_m: Floats,
    physics: Physics,
    peak_efficiency: Floats | None = None,
) -> Plants:
    """Plants of a machine: numbers of equal units, design flows of all units together, design heads."""
    if not ((units >= 1).all() and (design_flow_m3_s > 0).all() and (design_head_m > 0).all()):
        raise ValueError("a design needs at least one unit, and a design flow and a design head above 0")
    unit_flow = design_flow_m3_s / units
    curves = curves_of(
        machine,
        design_head_m,
        unit_flow,
        size_correction=physics.size_correction,
        peak_efficiency=peak_efficiency,
    )
    at_design = efficiency(curves, np.ones(len(units)))
    water_kw = WATER_KG_M3 * physics.gravity_m_s2 * unit_flow / 1000
    kw_per_m = water_kw * behind_shaft(water_kw * design_head_m * at_design, physics)
    least = np.full(len(units), machine.minimum_flow_share * EDGE)
    electrical = machine.regulation == "electrical"
    if curves.code == TABLE:
        least = np.maximum(least, curves.parameters[0, 1] * EDGE)
    elif curves.code == PUMP and not electrical:
        least = np.maximum(least, RUNAWAY_LOAD)
    unit_kw = kw_per_m * design_head_m * at_design
    return Plants(units, unit_flow, design_head_m, curves, least, kw_per_m, unit_kw, at_design, electrical)
