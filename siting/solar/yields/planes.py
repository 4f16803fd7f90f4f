"""How designs stand to sky, sun, ground and the row in front: the constants of a design that its hours need."""

from __future__ import annotations

import numpy as np

from siting.solar.records import Designs, Floats, Screens, YieldModel
from siting.solar.yields import kernel as k
from siting.solar.yields.reflection import diffuse_passes

# Losses between the cells and the inverter, in the order of LOSS_STEPS.
BEFORE = ("mismatch", "wiring", "connections", "light_induced", "nameplate")


def planes_of(designs: Designs, model: YieldModel, screens: Screens | None) -> Floats:
    """The constants of all designs (designs x COLUMNS), columns as ``kernel`` names them."""
    tilt, azimuth = np.radians(designs.tilt_deg), np.radians(designs.azimuth_deg)
    sine, cosine = np.sin(tilt), np.cos(tilt)
    found = np.zeros((len(designs), k.COLUMNS))
    found[:, k.EAST], found[:, k.NORTH], found[:, k.UP] = sine * np.sin(azimuth), sine * np.cos(azimuth), cosine
    found[:, k.SKY_VIEW], found[:, k.GROUND_VIEW], found[:, k.SINE] = (1 + cosine) / 2, (1 - cosine) / 2, sine
    _rows(found, designs, model)
    found[:, k.SCREEN_SKY] = _screened(designs, screens)
    found[:, k.SKY_PASSES : k.GROUND_PASSES + 1] = 1.0
    if model.diffuse_reflection:
        found[:, k.SKY_PASSES : k.GROUND_PASSES + 1] = diffuse_passes(designs.tilt_deg, model.glass_index).T
    found[:, k.HOLDS_SNOW] = designs.tilt_deg < model.cleared_from_deg
    found[:, k.U0], found[:, k.U1], found[:, k.POWER_PER_K] = designs.u0, designs.u1, designs.power_per_k
    left = np.prod([1 - model.before_inverter.get(step, 0.0) for step in BEFORE])
    input_kw = designs.ac_kw / model.inverter_efficiency
    found[:, k.LOAD] = np.divide(
        designs.dc_kw * left / 1000, input_kw, out=np.zeros(len(designs)), where=np.asarray(input_kw > 0)
    )
    return found


def _rows(found: Floats, designs: Designs, model: YieldModel) -> None:
    """Views of a row behind another one, by crossed strings in the cross-section of an endless field (Hottel).

    The sky's view runs to the top of the row in front; the ground's is the strip between two rows.
    """
    shaded = (designs.rows > 1) & model.row_shade
    behind = np.where(shaded, (designs.rows - 1) / np.maximum(designs.rows, 1), 0.0)
    length, pitch = np.where(shaded, designs.slope_m, 1.0), np.where(shaded, designs.pitch_m, 1e9)
    up, across = length * found[:, k.SINE], length * found[:, k.UP]
    sky = (length + pitch - np.hypot(across - pitch, up)) / (2 * length)
    ground = np.maximum(length + pitch - np.hypot(pitch + across, up), 0) / (2 * length)
    found[:, k.FIRST], found[:, k.BEHIND] = 1 - behind, behind
    found[:, k.PITCH], found[:, k.COVER] = pitch / length, length / pitch
    found[:, k.ROW_SKY] = np.minimum(sky / found[:, k.SKY_VIEW], 1)
    found[:, k.ROW_GROUND] = ground
    found[:, k.GROUND_SKY] = np.maximum(1 - length / pitch * (sky + ground), 0)


def _screened(designs: Designs, screens: Screens | None) -> Floats:
    left, behind = np.ones(len(designs)), designs.screen >= 0
    if screens is None or not behind.any():
        return left
    from siting.solar.shade.sky_view import sky_view

    heights = screens.heights_deg[designs.screen[behind]]
    left[behind] = np.clip(sky_view(heights, designs.tilt_deg[behind], designs.azimuth_deg[behind]), 0, 1)
    return left
