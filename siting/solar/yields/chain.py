"""The way from light to alternating current, hour by hour and stage by stage, for one design; the reference in numpy."""

from __future__ import annotations

import numpy as np

from siting.solar.records import Floats, YieldModel
from siting.solar.yields import kernel as k
from siting.solar.yields.reflection import beam_passes


def stages_of(light: Floats, plane: Floats, passes: Floats, clean: Floats, model: YieldModel) -> Floats:
    """All stages of one design (STAGES x sunlit hours).

    By hour: ``passes`` is the share of beam that the screen lets through, ``clean`` what soiling leaves.
    """
    towards = light[k.SUN_EAST] * plane[k.EAST] + light[k.SUN_NORTH] * plane[k.NORTH] + light[k.SUN_UP] * plane[k.UP]
    cosine = np.clip(towards, 0, 1)
    dome, band = light[k.DOME] * plane[k.SKY_VIEW], light[k.BAND] * plane[k.SINE]
    # A sky of negative light counts as none: BAND may be below zero.
    some = dome + band + light[k.AROUND] * cosine > 0
    dome, band = np.where(some, dome, 0), np.where(some, band, 0)
    beam = np.where(some, light[k.BEAM], light[k.BEAM] - light[k.AROUND])
    ground = light[k.GROUND] * plane[k.GROUND_VIEW]
    found = np.empty((k.STAGES, len(cosine)))
    found[k.ON_PLANE] = beam * cosine + dome + band + ground
    around = np.where(some, light[k.AROUND], 0) * passes
    beam, dome, band = beam * passes, dome * plane[k.SCREEN_SKY], band * plane[k.SCREEN_SKY]
    found[k.PAST_SCREENS] = beam * cosine + dome + band + ground
    sky = plane[k.FIRST] + plane[k.BEHIND] * plane[k.ROW_SKY]
    sunny = cosine * (1 - plane[k.BEHIND] * _shaded(cosine, light[k.SUN_UP], plane[k.PITCH], model.blocks))
    dome, band = dome * sky, band * sky
    ground = plane[k.FIRST] * ground + plane[k.BEHIND] * _between_rows(light, plane, towards)
    found[k.PAST_ROWS] = beam * sunny + dome + band + ground
    passing = beam_passes(cosine, model.glass_index)
    found[k.THROUGH_GLASS] = (
        beam * sunny * passing
        + (0.0 if model.diffuse_reflection else around * sunny * (1 - passing))
        + dome * plane[k.SKY_PASSES]
        + band * plane[k.BAND_PASSES]
        + ground * plane[k.GROUND_PASSES]
    )
    found[k.WITHOUT_SNOW] = found[k.THROUGH_GLASS] * (1 - plane[k.HOLDS_SNOW] * light[k.COVERED])
    # Faiman (2008), Progress in Photovoltaics 16, 307-315.
    warmth = light[k.WARMTH] + found[k.PAST_ROWS] / (plane[k.U0] + plane[k.U1] * light[k.WIND])
    found[k.WARM] = found[k.WITHOUT_SNOW] * (1 + plane[k.POWER_PER_K] * warmth)
    share = np.minimum(found[k.WARM] * plane[k.LOAD] * clean, k.MOST_LOAD)
    found[k.INVERTED] = np.maximum(k.INVERTER_SLOPE * share - k.INVERTER_SQUARE * share**2 - k.INVERTER_BASE, 0)
    found[k.CLIPPED] = np.minimum(found[k.INVERTED], k.REFERENCE_EFFICIENCY)
    return found


def _shaded(cosine: Floats, up: Floats, pitch: float, blocks: int) -> Floats:
    """The share of a row's length that the row in front shades; by blocks that of the blocks it touches."""
    ratio = np.divide(pitch * np.maximum(up, 0), cosine, out=np.ones(len(cosine)), where=cosine > 0)
    share: Floats = np.maximum(1 - ratio, 0)
    return np.ceil(share * blocks - k.TOUCHED) / blocks if blocks else share


def _between_rows(light: Floats, plane: Floats, towards: Floats) -> Floats:
    """What a row behind another sees of the ground between them: its lit part, and what the sky sends down there."""
    up = light[k.SUN_UP]
    lit = light[k.GROUND_BEAM] * np.maximum(up - plane[k.COVER] * np.abs(towards), 0)
    diffuse = light[k.GROUND] - light[k.GROUND_BEAM] * up
    found: Floats = plane[k.ROW_GROUND] * (lit + plane[k.GROUND_SKY] * diffuse)
    return found
