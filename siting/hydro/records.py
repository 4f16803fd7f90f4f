"""What the water engine works on: the water of one drop in a mean year, a design, and what it yields."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from siting.project.machines.model import Machine, Pump

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

HOURS_PER_YEAR = 8760.0
SECONDS_PER_HOUR = 3600.0
WATER_KG_M3 = 1000.0


class Bypass(StrEnum):
    """Which water the pipe's loss counts: all of it, or only what the machine takes."""

    AROUND = "around"  # around the machine: the pipe carries the whole flow
    OWN_LINE = "own_line"  # a line of its own: the pipe carries what the machine takes


@dataclass(frozen=True)
class Water:
    """A mean year at one drop: intervals of ``hours`` (8,760 in all) with flow and usable head before pipe losses.

    The head at the machine is ``head_m - loss_coefficient * q ** loss_exponent`` [m], q in m3/s. ``month`` is 1 to 12,
    0 where the record does not say.
    """

    flow_m3_s: Floats
    head_m: Floats
    hours: Floats
    month: Ints
    loss_coefficient: float = 0.0
    loss_exponent: float = 2.0
    bypass: Bypass = Bypass.AROUND

    @property
    def head_follows_flow(self) -> bool:
        """Whether the head is a function of the flow alone, so that a duration curve tells everything."""
        return bool(np.ptp(self.head_m) == 0) if len(self.head_m) else True


@dataclass(frozen=True)
class Physics:
    """Constants and efficiencies behind the turbine shaft.

    ``generator_kw`` and ``generator_efficiency`` are points over the logarithm of power.
    """

    gravity_m_s2: float = 9.8
    generator_kw: tuple[float, ...] = (1.0, 5.0, 20.0, 100.0)
    generator_efficiency: tuple[float, ...] = (0.80, 0.85, 0.90, 0.95)
    transformer_efficiency: float = 1.0
    size_correction: float = 0.0


@dataclass(frozen=True)
class Designs:
    """Designs of one machine type at one drop, one element per design: size, place on the chart, yearly figures.

    ``margin_decades`` is 0 inside the type's region, else the distance to it on log-log paper. ``pump`` is the
    position in the pump catalogue, -1 where none is used.
    """

    machine: Machine
    units: Ints
    design_flow_m3_s: Floats
    design_head_m: Floats
    margin_decades: Floats
    efficiency: Floats
    rated_kw: Floats
    annual_kwh: Floats
    turbined_m3: Floats
    spilled_m3: Floats
    cutoff_m3: Floats
    cutoff_hours: Floats
    pump: Ints

    def __len__(self) -> int:
        return len(self.units)


@dataclass(frozen=True)
class Operation:
    """One design through the year: per interval of the water, and summed by month."""

    turbined_m3_s: Floats
    spilled_m3_s: Floats
    cutoff_m3_s: Floats
    power_kw: Floats
    running_units: Ints
    monthly_kwh: Floats
    annual_kwh: float


@dataclass(frozen=True)
class Catalogue:
    """Everything that may be put in at a drop."""

    machines: Sequence[Machine]
    pumps: Sequence[Pump] = field(default_factory=tuple)
