"""Weight of panels, racks and ballast against what the structure carries."""

from __future__ import annotations

import math
from dataclasses import dataclass

from siting.language import Text, text
from siting.project.sunlight.files import Module
from siting.project.sunlight.settings import Layout

# Standard gravity (CGPM 1901) [m/s2], over 1,000 N in a kN.
KN_PER_KG = 9.80665 / 1000.0
BALLASTED = "structure_top"
BALLAST_UNKNOWN = text("panels on a structure's top stand on ballast alone, without anchors: its weight is not known")


@dataclass(frozen=True)
class Load:
    """Load per panel area [kN/m2], NaN where a part is not known, and its state: ok, exceeded or unknown."""

    kn_m2: float
    state: str
    notes: tuple[Text, ...] = ()


def load_of(rules: Layout, mount: str, module: Module | None, allowance_kn_m2: float | None) -> Load:
    """The load of a layout against the allowance [kN/m2].

    A part that nobody stated is unknown, never nothing: racks held by anchors have ``ballast_kn_m2 = 0``. The top of a
    water structure must not be drilled, so panels there stand on ballast, which may not be left out or be nothing.
    """
    panel = _panel_kn_m2(module)
    ballast = rules.ballast_kn_m2
    notes: list[Text] = []
    if mount == BALLASTED and not ballast:
        ballast = None
        notes.append(BALLAST_UNKNOWN)
    parts = (panel, rules.rack_kn_m2, ballast)
    known = math.fsum(part for part in parts if part is not None)
    complete = all(part is not None for part in parts)
    total = known if complete else math.nan
    if allowance_kn_m2 is None or math.isnan(allowance_kn_m2):
        return Load(total, "unknown", tuple(notes))
    if known > allowance_kn_m2:
        if not complete:
            notes.append(
                text(
                    "the known parts of the load alone are {load} kN/m2, more than the allowance of {allowance} kN/m2",
                    load=f"{known:.2f}",
                    allowance=f"{allowance_kn_m2:.2f}",
                )
            )
        return Load(total, "exceeded", tuple(notes))
    return Load(total, "ok" if complete else "unknown", tuple(notes))


def _panel_kn_m2(module: Module | None) -> float | None:
    """Weight of the modules per their area [kN/m2]; None where the module or its mass is not known."""
    if module is None or not module.mass_kg > 0:
        return None
    return module.mass_kg * KN_PER_KG / (module.length_m * module.width_m)
