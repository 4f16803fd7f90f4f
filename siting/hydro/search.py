"""All designs of the machines at a drop: sizes and numbers of units, each with its year."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from siting.hydro.duration import canonical, check_water, duration_curve, exceeded_flow
from siting.hydro.energy import worth_compiling, yearly_of
from siting.hydro.loads import raised
from siting.hydro.plants import plants_of
from siting.hydro.pumps import turbine_point
from siting.hydro.records import Catalogue, Designs, Floats, Ints, Physics, Water
from siting.hydro.regions import margin_decades
from siting.project.machines.model import Machine, Pump, PumpCurve


def search(
    water: Water,
    machine: Machine,
    physics: Physics | None = None,
    design_flows: int = 60,
    max_units: int = 4,
    pumps: Sequence[Pump] = (),
    *,
    compiled: bool | None = None,
) -> Designs:
    """All designs of one machine at one drop: design flows on the duration curve times 1 to ``max_units`` equal units.

    A pump type with pumps of its own in the catalogue has one design per pump and number of units instead. Energy
    comes from the duration curve where the head follows the flow, else from the record. A design whose pipe loses all
    the head at design flow is left out. ``margin_decades`` is that of one unit.
    """
    check_water(water)
    return _search(
        canonical(water), _year_of(water), machine, physics or Physics(), design_flows, max_units, pumps, compiled
    )


def search_all(
    water: Water,
    catalogue: Catalogue,
    physics: Physics | None = None,
    design_flows: int = 60,
    max_units: int = 4,
    *,
    compiled: bool | None = None,
) -> list[Designs]:
    """All designs of every machine of the catalogue in its order, those left out of the choice too.

    ``compiled`` None weighs this drop alone; who has many drops asks ``worth_compiling`` with all of their
    evaluations once and passes the answer.
    """
    check_water(water)
    record, year = canonical(water), _year_of(water)
    if compiled is None:
        compiled = worth_compiling(len(catalogue.machines) * evaluations(len(year.hours), design_flows, max_units))
    given = physics or Physics()
    return [
        _search(record, year, machine, given, design_flows, max_units, catalogue.pumps, compiled)
        for machine in catalogue.machines
    ]


def evaluations(intervals: int, design_flows: int = 60, max_units: int = 4) -> float:
    """Evaluations of one machine at one drop, for ``worth_compiling``."""
    return intervals * design_flows * max_units * (max_units + 1) / 2


def design_flows_of(water: Water, count: int) -> Floats:
    """Distinct positive flows of the record [m3/s], evenly spread over the time they are exceeded, rising."""
    flow = np.unique(exceeded_flow(water, np.linspace(0.0, 1.0, count)))
    if flow[-1] <= 0:
        # Running for less than a step of the grid, if at all.
        flow = np.unique(water.flow_m3_s[water.hours > 0])[-count:]
    return flow[flow > 0]


def design_heads_of(water: Water, design_flow_m3_s: Floats) -> Floats:
    """Net head at design flow [m]; where the head varies by itself, the mean weighted by flow, less the loss."""
    head = float(water.head_m[0])
    if not water.head_follows_flow:
        runs = (water.flow_m3_s > 0) & (water.head_m > 0)
        weight = np.where(runs, water.flow_m3_s * water.hours, 0.0)
        head = float((weight * water.head_m).sum() / weight.sum()) if weight.any() else 0.0
    return np.asarray(head - water.loss_coefficient * raised(design_flow_m3_s, water.loss_exponent))


def _year_of(water: Water) -> Water:
    return duration_curve(water) if water.head_follows_flow else canonical(water)


def _search(
    record: Water,
    year: Water,
    machine: Machine,
    physics: Physics,
    design_flows: int,
    max_units: int,
    pumps: Sequence[Pump],
    compiled: bool | None,
) -> Designs:
    own = [place for place, pump in enumerate(pumps) if pump.machine == machine.id]
    peak: Floats | None = None
    if own and isinstance(machine.efficiency, PumpCurve):
        units, flow, head, pump, peak = _of_pumps([pumps[place] for place in own], own, max_units)
    else:
        units, flow = _grid(design_flows_of(record, design_flows), max_units)
        if machine.unit_flows_m3_s:
            units, flow = _grid(np.array(machine.unit_flows_m3_s), max_units)
            flow = units * flow
        head = design_heads_of(record, flow)
        units, flow, head = units[head > 0], flow[head > 0], head[head > 0]
        pump = np.full(len(units), -1)
    if not len(units):
        no = np.zeros(0)
        return Designs(machine, units, no, no, no, no, no, no, no, no, no, no, pump)
    plants = plants_of(machine, units, flow, head, physics, peak)
    condensed = record if record.head_follows_flow and len(year.hours) < len(record.hours) else None
    found = yearly_of(plants, year, compiled=compiled, record=condensed)
    return Designs(
        machine=machine,
        units=units,
        design_flow_m3_s=flow,
        design_head_m=head,
        margin_decades=margin_decades(machine, flow / units, head),
        efficiency=found.efficiency,
        rated_kw=found.rated_kw,
        annual_kwh=found.annual_kwh,
        turbined_m3=found.turbined_m3,
        spilled_m3=found.spilled_m3,
        cutoff_m3=found.cutoff_m3,
        cutoff_hours=found.cutoff_hours,
        pump=pump,
    )


def _grid(flows: Floats, max_units: int) -> tuple[Ints, Floats]:
    counts = np.arange(1, max_units + 1)
    return np.repeat(counts, len(flows)), np.tile(flows, max_units)


def _of_pumps(
    pumps: Sequence[Pump], places: Sequence[int], max_units: int
) -> tuple[Ints, Floats, Floats, Ints, Floats]:
    """Units, design flow of all units, design head, place in the catalogue and peak efficiency of each design."""
    points = [turbine_point(pump.flow_m3_s, pump.head_m, pump.efficiency) for pump in pumps]
    units, flow = _grid(np.array([point.flow_m3_s.mean for point in points]), max_units)
    head = np.tile(np.array([point.head_m.mean for point in points]), max_units)
    peak = np.tile(np.array([pump.efficiency for pump in pumps]), max_units)
    return units, units * flow, head, np.tile(np.array(places), max_units), peak
