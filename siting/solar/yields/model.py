"""The yield model of a project and the designs of its layouts, from ``[solar]``."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from siting.project.sunlight.files import Module
from siting.project.sunlight.settings import Cell, Solar
from siting.solar.records import Designs, Ints, Layout, YieldModel
from siting.solar.yields.planes import BEFORE
from siting.solar.yields.waterfall import AFTER


def yield_model(solar: Solar) -> YieldModel:
    """The models and losses that all designs of a project share."""
    losses, physics, shade, snow = solar.losses, solar.physics, solar.shade, solar.snow
    return YieldModel(
        transposition=physics.transposition,
        albedo=np.full(12, physics.albedo),
        glass_index=physics.glass_index,
        soiling=np.broadcast_to(np.asarray(losses.soiling, dtype=np.float64), 12).copy(),
        before_inverter={step: getattr(losses, step) for step in BEFORE},
        inverter_efficiency=solar.inverter.efficiency,
        after_inverter={step: getattr(losses, step) for step in AFTER},
        row_shade=shade.rows,
        blocks=shade.blocks if shade.electrical == "blocks" else 0,
        covered_from_cm=float("inf") if snow is None else snow.covered_from_cm,
        cleared_from_deg=0.0 if snow is None else snow.cleared_from_deg,
        snow_albedo=physics.albedo if snow is None else snow.albedo,
    )


def designs_of(
    layouts: Sequence[Layout], solar: Solar, module: Module | None, mounts: Sequence[str], screen: Ints
) -> Designs:
    """The layouts as designs with inverters of ``[solar.inverter]``, heat loss by mounting, a screen each (-1: none)."""
    per_k = solar.physics.power_per_k if solar.physics.power_per_k is not None or module is None else module.power_per_k
    if per_k is None:
        raise ValueError("power_per_k is needed: of the module, or in [solar.physics]")
    common = Cell.model_validate({})
    cells = [dict(solar.physics.cells).get(mount, common) for mount in mounts]  # type: ignore[call-overload]
    dc_kw = np.array([layout.kw for layout in layouts], dtype=np.float64)
    return Designs(
        tilt_deg=np.array([layout.tilt_deg for layout in layouts], dtype=np.float64),
        azimuth_deg=np.array([layout.azimuth_deg for layout in layouts], dtype=np.float64),
        dc_kw=dc_kw,
        ac_kw=dc_kw / solar.inverter.dc_ac_ratio,
        slope_m=np.array([layout.slope_m for layout in layouts], dtype=np.float64),
        pitch_m=np.array([layout.pitch.pitch_m for layout in layouts], dtype=np.float64),
        rows=np.array([layout.rows for layout in layouts], dtype=np.int64),
        u0=np.array([cell.u0 for cell in cells], dtype=np.float64),
        u1=np.array([cell.u1 for cell in cells], dtype=np.float64),
        power_per_k=np.full(len(layouts), per_k, dtype=np.float64),
        screen=np.asarray(screen, dtype=np.int64),
    )
