"""Head and energy that a throttled valve destroys and a machine in its place could take.

A valve takes ``h = K v^2 / (2 g)``, K by its type and opening (shipped table ``valve_loss``). What it takes fully open
stays lost, and what must remain downstream is not for sale. Drops of the form ``valve`` have this as their head: no
other head may be stated for them, or the same drop would be counted twice.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from siting.hydro.records import WATER_KG_M3
from siting.project.valve_losses import valve_loss_m

Floats = npt.NDArray[np.float64]
_WATTS_PER_KW = 1000.0


def recoverable_head_m(
    valve_type: npt.ArrayLike,
    opening: npt.ArrayLike,
    diameter_m: npt.ArrayLike,
    flow_m3_s: npt.ArrayLike,
    required_head_m: npt.ArrayLike = 0.0,
) -> Floats:
    """What a machine could take of a throttled valve's loss [m], at least 0; NaN outside the printed openings."""
    now = valve_loss_m(valve_type, opening, diameter_m, flow_m3_s)
    fully_open = valve_loss_m(valve_type, 1.0, diameter_m, flow_m3_s)
    return np.asarray(np.maximum(now - fully_open - np.asarray(required_head_m, dtype=float), 0.0))


def recoverable_kwh(
    flow_m3_s: npt.ArrayLike, head_m: npt.ArrayLike, hours: npt.ArrayLike, gravity_m_s2: float = 9.8
) -> float:
    """Hydraulic energy over the intervals, ``rho g sum(Q h t)`` [kWh], before any machine's efficiency."""
    flow, head = np.asarray(flow_m3_s, dtype=float), np.asarray(head_m, dtype=float)
    return float(WATER_KG_M3 * gravity_m_s2 / _WATTS_PER_KW * np.sum(flow * head * np.asarray(hours, dtype=float)))
