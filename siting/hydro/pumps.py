"""Pumps as turbines: where a pump works best run backwards, and how it does away from that point.

A pump has no guide vanes and follows one head-flow curve. Its best point as a turbine is predicted from its best
point as a pump; the published predictions differ so much that they are given as a band. Away from the best point:
S. Derakhshan & A. Nourbakhsh (2008), Experimental Thermal and Fluid Science 32(3), polynomials in the flow over the
best flow. At the best point they give 1.0129 and 0.9967 instead of 1; here both are divided by that value.

All figures are quoted at second hand: confirm them against the papers before a contract rests on them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from siting.hydro.records import Floats
from siting.project.machines.model import Machine, Pump, PumpCurve

# Highest power first, as numpy.polyval reads them.
HEAD_POLYNOMIAL = (1.0283, -0.5468, 0.5314)
POWER_POLYNOMIAL = (-0.3092, 2.1472, -0.8865, 0.0452)
NORMAL_HEAD = np.array(HEAD_POLYNOMIAL) / sum(HEAD_POLYNOMIAL)
NORMAL_POWER = np.array(POWER_POLYNOMIAL) / sum(POWER_POLYNOMIAL)


def _root(polynomial: Floats, low: float, high: float) -> float:
    roots = np.roots(polynomial)
    inside = roots.real[(np.abs(roots.imag) < 1e-12) & (roots.real > low) & (roots.real < high)]
    return float(inside[0])


# At constant speed: below this share of the best flow the machine would consume power instead of giving it.
RUNAWAY_LOAD = _root(NORMAL_POWER, 0.2, 1.0)
# At variable speed: the share of the best flow at the speed which gives most power from a flow when head abounds,
# where s^3 p(x/s) is largest over the speed s: 3 p(x) = x p'(x).
LEAST_SPEED_LOAD = _root(np.array([NORMAL_POWER[1], 2 * NORMAL_POWER[2], 3 * NORMAL_POWER[3]]), 0.3, 1.0)


@dataclass(frozen=True)
class Prediction:
    """A published ratio of the turbine's best point to the pump's: ``factor * efficiency ** exponent``."""

    name: str
    flow_factor: float
    flow_exponent: float
    head_factor: float
    head_exponent: float
    source: str
    confirm: bool = True

    def flow_ratio(self, efficiency: float) -> float:
        """Turbine flow over pump flow at the pump's efficiency."""
        return float(self.flow_factor * efficiency**self.flow_exponent)

    def head_ratio(self, efficiency: float) -> float:
        """Turbine head over pump head at the pump's efficiency."""
        return float(self.head_factor * efficiency**self.head_exponent)


PREDICTIONS = (
    Prediction("Stepanoff", 1.0, -0.5, 1.0, -1.0, "A. J. Stepanoff (1957), Centrifugal and Axial Flow Pumps"),
    Prediction("Sharma-Williams", 1.0, -0.8, 1.0, -1.2, "K. R. Sharma (1985), after A. A. Williams (1994)"),
    Prediction("Yang", 1.2, -0.55, 1.2, -1.1, "S.-S. Yang et al. (2012), Energy Conversion and Management"),
)


@dataclass(frozen=True)
class Band:
    """The least, the mean and the largest of what the predictions say."""

    low: float
    mean: float
    high: float


@dataclass(frozen=True)
class BestPoint:
    """A best-efficiency point as bands of flow [m3/s] and head [m]."""

    flow_m3_s: Band
    head_m: Band


def turbine_point(flow_m3_s: float, head_m: float, efficiency: float) -> BestPoint:
    """The best point as a turbine of a pump with this best point."""
    return BestPoint(
        _band([flow_m3_s * one.flow_ratio(efficiency) for one in PREDICTIONS]),
        _band([head_m * one.head_ratio(efficiency) for one in PREDICTIONS]),
    )


def machine_of(machine: Machine, pump: Pump) -> Machine:
    """The pump type with the efficiency of one pump of the catalogue at its best point."""
    curve = PumpCurve(model="pump", peak_efficiency=pump.efficiency)
    return machine.model_copy(update={"efficiency": curve})


def pump_to_look_for(turbine_flow_m3_s: float, turbine_head_m: float, efficiency: float) -> BestPoint:
    """The best point in a pump catalogue of a machine that shall work best as a turbine at this flow and head.

    Each end of a band is the answer of one prediction; the mean is the pump whose mean turbine point is the wanted one.
    """
    flows = [one.flow_ratio(efficiency) for one in PREDICTIONS]
    heads = [one.head_ratio(efficiency) for one in PREDICTIONS]
    return BestPoint(_inverse(turbine_flow_m3_s, flows), _inverse(turbine_head_m, heads))


def _band(values: list[float]) -> Band:
    return Band(min(values), sum(values) / len(values), max(values))


def _inverse(wanted: float, ratios: list[float]) -> Band:
    return Band(wanted / max(ratios), wanted * len(ratios) / sum(ratios), wanted / min(ratios))
