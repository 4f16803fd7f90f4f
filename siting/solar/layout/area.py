"""Panels on a bare area: rows as long as need be, no edges, so panel area = ground area x slope length / pitch.

Quick and comparable, and what studies print that know an area and no drawing. A drawn plot of the same area always holds
less: rows end before the edge, and a last row that does not fit whole is lost.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from siting.solar.layout.unit import Unit
from siting.solar.records import Pitch

# An area has no last row. So many rows leave no trace of the front row, which nothing shades, in the yield.
MANY_ROWS = 1_000_000


@dataclass(frozen=True)
class Spread:
    """Panels on an area: ``panels`` is None without a module, where area [m2] and power [kW] are continuous."""

    unit: Unit
    pitch: Pitch
    panel_area_m2: float
    kw: float
    panels: int | None


def spread(ground_area_m2: float, unit: Unit, pitch: Pitch) -> Spread:
    """The panels of one kind of table on ``ground_area_m2``; with a module whole modules, their gaps left out."""
    units = ground_area_m2 / (pitch.pitch_m * unit.step_m)
    if not unit.panels:
        return Spread(unit, pitch, units * unit.panel_area_m2, units * unit.kw, None)
    # A whole number that rounding has left just below itself is meant as that number.
    panels = math.floor(units * unit.panels * (1 + 1e-12))
    share = panels / unit.panels
    return Spread(unit, pitch, share * unit.panel_area_m2, share * unit.kw, panels)
