"""Turbine efficiency by load: the published formulas, a maker's table, a pump run backwards.

The formulas are the CANMET/RETScreen set: CANMET Energy Technology Centre (2004), "Clean Energy Project Analysis:
RETScreen Engineering & Cases Textbook", small hydro chapter, appendix A. Load is the flow of one unit over its design
flow. The table is read straight between its points; the pump follows Derakhshan & Nourbakhsh (see ``pumps``).

The exponent of the Francis formula, ``3.94 - 0.0195 nq``, turns negative below about 9 m of head, where the formula
would say infinity. It is held at ``LEAST_EXPONENT``: the curve stays continuous in the head and gives such a machine
next to nothing at part load, which is what the formula tends to. The full-load efficiency is not touched.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from siting.hydro.pumps import NORMAL_HEAD, NORMAL_POWER, RUNAWAY_LOAD
from siting.hydro.records import Floats, Ints
from siting.project.machines.model import Machine, PublishedCurve, PumpCurve, TabulatedCurve

FRANCIS, KAPLAN, PROPELLER, PELTON, TURGO, CROSSFLOW, TABLE, PUMP = range(8)
CODES = {
    "francis": FRANCIS,
    "kaplan": KAPLAN,
    "propeller": PROPELLER,
    "pelton": PELTON,
    "turgo": TURGO,
    "crossflow": CROSSFLOW,
    "table": TABLE,
    "pump": PUMP,
}
DESIGN_COEFFICIENT = 4.5  # Rm of the RETScreen textbook: its default, between 2.8 and 6.1
TURGO_BELOW_PELTON = 0.03
LEAST_EXPONENT = 0.1
# A load that is the least one but for rounding still counts.
EDGE = 1 - 1e-12
# Columns of the parameters of a formula.
PEAK, PEAK_LOAD, COEFFICIENT, EXPONENT, DROP, CORRECTION = range(6)


@dataclass(frozen=True)
class Curves:
    """Efficiency curves of designs of one machine: the code of the model, and a row of parameters per design.

    A formula has peak efficiency, load at the peak, coefficient and exponent of the fall below it, the drop at full
    load (Francis) and what is subtracted at the end. A table has the number of its points, the loads, the
    efficiencies. A pump has its efficiency at the best point.
    """

    code: int
    parameters: Floats

    def __getitem__(self, rows: Ints | slice) -> Curves:
        return Curves(self.code, self.parameters[rows])


def curves_of(
    machine: Machine,
    head_m: Floats,
    unit_flow_m3_s: Floats,
    *,
    size_correction: float = 0.0,
    peak_efficiency: Floats | None = None,
) -> Curves:
    """Curves of a machine at design heads [m] and design flows of one unit [m3/s].

    ``size_correction`` is subtracted from the formulas, whose machines are larger than those of waterworks; a maker's
    table and a pump's own efficiency stand as printed. ``peak_efficiency`` replaces a pump type's by each pump's own.
    """
    head, flow = np.broadcast_arrays(np.asarray(head_m, dtype=float), np.asarray(unit_flow_m3_s, dtype=float))
    head, flow = np.atleast_1d(head), np.atleast_1d(flow)
    curve = machine.efficiency
    code = CODES[curve.model]
    if isinstance(curve, PublishedCurve):
        parameters = _published(code, head, flow, curve.jets)
        # Far outside their range (a Francis below 1 m, litres a minute) the formulas leave 0 to 1.
        parameters[:, PEAK] = np.clip(parameters[:, PEAK], 0.0, 1.0)
        parameters[:, CORRECTION] += size_correction
        return Curves(code, parameters)
    if isinstance(curve, TabulatedCurve):
        row = np.array([len(curve.load), *curve.load, *curve.efficiency], dtype=float)
        return Curves(code, np.broadcast_to(row, (len(head), len(row))))
    assert isinstance(curve, PumpCurve)
    peak = np.full(len(head), curve.peak_efficiency) if peak_efficiency is None else peak_efficiency
    return Curves(code, np.asarray(peak, dtype=float)[:, None])


def _published(code: int, head: Floats, flow: Floats, jets: int) -> Floats:
    parameters = np.zeros((len(head), 6))
    if code == CROSSFLOW:
        parameters[:, PEAK] = 0.79
        parameters[:, PEAK_LOAD] = 1.0
    elif code in (PELTON, TURGO):
        _pelton(parameters, head, flow, jets)
        parameters[:, CORRECTION] = TURGO_BELOW_PELTON if code == TURGO else 0.0
    elif code == FRANCIS:
        _francis(parameters, head, flow)
    else:
        _axial(parameters, code, head, flow)
    return parameters


def _runner_factor(flow: Floats) -> Floats:
    """How much of the size term is left at the runner's throat diameter ``d = k Q^0.473`` [m]."""
    diameter = 0.46 * flow**0.473
    diameter = np.where(diameter >= 1.8, 0.41 * flow**0.473, diameter)
    return np.asarray(1 - 0.789 * diameter**-0.2)


def _francis(parameters: Floats, head: Floats, flow: Floats) -> None:
    speed = 600 / np.sqrt(head)
    by_speed = ((speed - 56) / 256) ** 2
    by_size = (0.081 + by_speed) * _runner_factor(flow)
    parameters[:, PEAK] = 0.919 - by_speed + by_size - 0.0305 + 0.005 * DESIGN_COEFFICIENT
    parameters[:, PEAK_LOAD] = np.minimum(0.65 * speed**0.05, 1.0)
    parameters[:, COEFFICIENT] = 1.25
    parameters[:, EXPONENT] = np.maximum(3.94 - 0.0195 * speed, LEAST_EXPONENT)
    parameters[:, DROP] = 0.0072 * speed**0.4


def _axial(parameters: Floats, code: int, head: Floats, flow: Floats) -> None:
    speed = 800 / np.sqrt(head)
    by_speed = ((speed - 170) / 700) ** 2
    by_size = (0.095 + by_speed) * _runner_factor(flow)
    parameters[:, PEAK] = 0.905 - by_speed + by_size - 0.0305 + 0.005 * DESIGN_COEFFICIENT
    peak_load, coefficient, exponent = (0.75, 3.5, 6.0) if code == KAPLAN else (1.0, 1.25, 1.13)
    parameters[:, PEAK_LOAD] = peak_load
    parameters[:, COEFFICIENT] = coefficient
    parameters[:, EXPONENT] = exponent


def _pelton(parameters: Floats, head: Floats, flow: Floats, jets: int) -> None:
    speed = 31 * np.sqrt(head * flow / jets)
    diameter = 49.4 * np.sqrt(head) * jets**0.02 / speed
    parameters[:, PEAK] = 0.864 * diameter**0.04
    parameters[:, PEAK_LOAD] = 0.662 + 0.001 * jets
    parameters[:, COEFFICIENT] = 1.31 + 0.025 * jets
    parameters[:, EXPONENT] = 5.6 + 0.4 * jets


def efficiency(curves: Curves, load: Floats) -> Floats:
    """Turbine efficiency at a load, 0 to 1: one load per design, or a row of loads per design.

    A load above 1 counts as 1. A pump's efficiency is on the head it uses at its speed, not on the head available.
    """
    load = np.minimum(np.asarray(load, dtype=float), 1.0)
    columns = curves.parameters.T
    if load.ndim == 2:
        columns = columns[:, :, None]
    if curves.code == TABLE:
        found = _tabulated(curves.parameters[0], load)
    elif curves.code == PUMP:
        found = _pump(columns[0], load)
    elif curves.code == CROSSFLOW:
        found = _crossflow(load) - columns[CORRECTION]
    else:
        found = _formula(curves.code, columns, load) - columns[CORRECTION]
    return np.asarray(np.where(load > 0, np.clip(found, 0.0, 1.0), 0.0))


def _formula(code: int, columns: Floats, load: Floats) -> Floats:
    peak, peak_load = columns[PEAK], columns[PEAK_LOAD]
    short = np.abs(peak_load - load) / peak_load
    fall = columns[COEFFICIENT] * power(short, columns[EXPONENT])
    if code == FRANCIS:
        beyond = (load - peak_load) / np.where(peak_load < 1, 1 - peak_load, 1.0)
        fall = np.where(load <= peak_load, fall, columns[DROP] * beyond * beyond)
    return np.asarray(peak * (1 - fall))


def power(base: Floats, exponent: Floats) -> Floats:
    """``base ** exponent``; the sixth power, that of Kaplan and one-jet Pelton, by multiplication."""
    if exponent.size and np.all(exponent == 6.0):
        cube = base * base * base
        return np.asarray(cube * cube)
    return np.asarray(base**exponent)


def _crossflow(load: Floats) -> Floats:
    short = 1 - load
    square = short * short
    fourth = square * square
    return np.asarray(0.79 - 0.15 * short - 1.37 * (fourth * fourth * fourth * square))


def _tabulated(row: Floats, load: Floats) -> Floats:
    points = int(row[0])
    found = np.interp(load, row[1 : 1 + points], row[1 + points : 1 + 2 * points])
    return np.asarray(np.where(load >= row[1] * EDGE, found, 0.0))


def _pump(peak: Floats, load: Floats) -> Floats:
    turning = np.maximum(load, RUNAWAY_LOAD)
    found = peak * np.polyval(NORMAL_POWER, turning) / (turning * np.polyval(NORMAL_HEAD, turning))
    return np.asarray(np.where(load >= RUNAWAY_LOAD, found, 0.0))
