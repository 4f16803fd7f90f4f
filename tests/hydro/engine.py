"""Machines and waters that the tests of the water engine share."""

from __future__ import annotations

from typing import Any

import numpy as np

from siting.hydro.records import Bypass, Water
from siting.project.machines.model import Machine, Region

EVERYWHERE = Region(
    polygon=((1e-6, 1e-3), (1e3, 1e-3), (1e3, 1e5), (1e-6, 1e5)), source="test", confidence="assumption"
)
TABLE = {"model": "table", "load": (0.3, 0.5, 0.7, 0.8, 1.0), "efficiency": (0.5, 0.7, 0.85, 0.82, 0.4)}
PUMP = {"model": "pump", "peak_efficiency": 0.8}


def machine(efficiency: dict[str, Any] | str, **changes: Any) -> Machine:
    curve = {"model": efficiency} if isinstance(efficiency, str) else efficiency
    fields: dict[str, Any] = {
        "id": "machine", "name": "水車", "name_en": "turbine", "regions": (EVERYWHERE,), "minimum_flow_share": 0.1,
        "minimum_flow_source": "test", "efficiency": curve, "efficiency_source": "test", "regulation": "guided",
        "outlet": "pressurised", "source": "test", "confidence": "assumption",
    }  # fmt: skip
    return Machine(**(fields | changes))


MACHINES = {
    "francis": machine("francis"),
    "kaplan": machine("kaplan"),
    "propeller": machine("propeller", minimum_flow_share=0.42, regulation="fixed"),
    "pelton": machine({"model": "pelton", "jets": 3}),
    "turgo": machine({"model": "turgo", "jets": 1}),
    "crossflow": machine("crossflow", minimum_flow_share=0.0),
    "table": machine(TABLE),
    "pump": machine(PUMP, regulation="hydraulic", minimum_flow_share=0.0),
    "pump_speed": machine(PUMP, regulation="electrical", minimum_flow_share=0.2),
}


def water(
    flow: Any,
    head: Any = 30.0,
    loss: float = 0.0,
    exponent: float = 2.0,
    bypass: Bypass = Bypass.AROUND,
    hours: Any = None,
    month: Any = None,
) -> Water:
    flows = np.asarray(flow, dtype=float)
    size = len(flows)
    lasting = np.full(size, 8760.0 / size) if hours is None else np.asarray(hours, dtype=float)
    months = np.zeros(size, dtype=np.int64) if month is None else np.asarray(month)
    heads = np.broadcast_to(np.asarray(head, dtype=float), flows.shape).copy()
    return Water(flows, heads, lasting, months, loss, exponent, bypass)


def swinging(days: int = 365, mean: float = 0.2) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Flow of ``days`` days by the hour: 30 % swing within the day, 15 % within the year, and some noise."""
    hour = np.arange(days * 24)
    noise = np.random.default_rng(5).normal(0, 0.05, len(hour))
    day, year = np.sin(2 * np.pi * hour / 24), np.sin(2 * np.pi * hour / (24 * days))
    return np.asarray(np.maximum(mean * (1 + 0.3 * day + 0.15 * year + noise), 0.0))
