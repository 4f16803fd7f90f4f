"""The smallest table that is placed: so many modules up the slope and beside each other, or a metre of a given slope."""

from __future__ import annotations

from dataclasses import dataclass

from siting.project.sunlight.files import Module
from siting.project.sunlight.settings import Solar

# Without a module a row is as long as it can be, in steps of this width [m].
STEP_M = 1.0


@dataclass(frozen=True)
class Unit:
    """A table of ``across`` x ``up`` modules: ``slope_m`` up its slope, ``width_m`` along the row.

    ``joint_m`` lies between two units of a row. ``panels`` is 0 where no module is named; ``across`` then counts metres.
    ``panel_area_m2`` and ``kw`` are those of the unit.
    """

    orientation: str
    slope_m: float
    width_m: float
    joint_m: float
    across: int
    up: int
    panels: int
    panel_area_m2: float
    kw: float

    @property
    def step_m(self) -> float:
        """How far units of one row stand apart, from edge to the same edge [m]."""
        return self.width_m + self.joint_m

    @property
    def weight(self) -> int:
        """What the search counts: modules, or metres without a module."""
        return self.panels or self.across


def units_of(solar: Solar, module: Module | None) -> tuple[Unit, ...]:
    """The tables among which the layout chooses: one, or portrait and landscape for ``best``."""
    rules = solar.layout
    if module is None:
        # The records demand slope_m and kw_per_m2 where no module is named.
        assert rules.slope_m is not None
        assert solar.kw_per_m2 is not None
        area = rules.slope_m * STEP_M
        return (Unit("", rules.slope_m, STEP_M, 0.0, 1, 1, 0, area, solar.kw_per_m2 * area),)
    wanted = ("portrait", "landscape") if rules.orientation == "best" else (rules.orientation,)
    return tuple(_of_modules(solar, module, orientation) for orientation in wanted)


def _of_modules(solar: Solar, module: Module, orientation: str) -> Unit:
    rules, gap = solar.layout, solar.layout.module_gap_m
    up_m, across_m = sides(orientation, module.length_m, module.width_m)
    panels = rules.modules_up * rules.modules_across
    return Unit(
        orientation=orientation,
        slope_m=rules.modules_up * up_m + (rules.modules_up - 1) * gap,
        width_m=rules.modules_across * across_m + (rules.modules_across - 1) * gap,
        joint_m=gap,
        across=rules.modules_across,
        up=rules.modules_up,
        panels=panels,
        panel_area_m2=panels * module.length_m * module.width_m,
        kw=panels * module.power_w / 1000.0,
    )


def sides(orientation: str, length_m: float, width_m: float) -> tuple[float, float]:
    """The sides of a module up the slope and along the row [m]."""
    return (width_m, length_m) if orientation == "landscape" else (length_m, width_m)
