"""The loop of ``chain`` for numba: monthly sums of all stages of many designs, month by month.

The formulas are those of ``chain``, turned so that an hour costs neither root nor division and runs in the processor's
vectors: reflection at the glass is a polynomial, so figures agree with numpy's to some 1e-10. Designs run within a month,
whose light stays in the nearest cache.

The function is plain Python until ``kernel`` hands it to numba, which is imported nowhere else here: it takes some two
seconds. The compiled code is kept on disk where the disk can be written to, else only for the process. It is renewed when
this file changes and only then; so every constant it takes stands here, for the other modules to take from here.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np

from siting.solar.records import Floats, Ints

# The rows of ``light``: unit vector to the sun; W/m2; kelvin above 25 C; m/s; 1 where snow covers panels.
SUN_EAST, SUN_NORTH, SUN_UP, BEAM, AROUND, DOME, BAND, GROUND, GROUND_BEAM, WARMTH, WIND, COVERED = range(12)
# The columns of ``planes``: the normal; views of sky and ground, sine of the tilt; shares of the first and other rows.
EAST, NORTH, UP, SKY_VIEW, GROUND_VIEW, SINE, FIRST, BEHIND = range(8)
# Of the other rows: pitch over length and its inverse, their views of sky (relative) and ground, the ground's of the sky.
PITCH, COVER, ROW_SKY, ROW_GROUND, GROUND_SKY = range(8, 13)
# Share of the sky's view that a screen leaves; of light from sky, horizon and ground what passes the glass.
SCREEN_SKY, SKY_PASSES, BAND_PASSES, GROUND_PASSES = range(13, 17)
# 1 where snow stays; Faiman's U0 and U1; change of power per kelvin; load of the inverter per W/m2 of the cells.
HOLDS_SNOW, U0, U1, POWER_PER_K, LOAD = range(17, 22)
COLUMNS = 22
# The stages in ``sums``: light on the plane, after screens, after rows, through the glass, on panels without snow [W/m2];
# the same after heat; alternating current without and with the inverter's limit (of its rated direct current, at the
# reference efficiency). Soiling and the other losses before the inverter are constants: they enter with its load.
ON_PLANE, PAST_SCREENS, PAST_ROWS, THROUGH_GLASS, WITHOUT_SNOW, WARM, INVERTED, CLIPPED = range(8)
STAGES = 8

# De Soto, Klein and Beckman (2006), Solar Energy 80, 78-88: extinction in water-white glass of 2 mm [1/m x m].
ABSORPTION = 4.0 * 0.002
# At an index of 1 light along the glass would have no end of a way; no real index comes near.
LEAST_COSINE = 0.01
# Dobos (2014), PVWatts version 5 manual, NREL/TP-6A20-62641: the inverter's loss by load, its reference efficiency.
INVERTER_SLOPE, INVERTER_SQUARE, INVERTER_BASE = 0.9858, 0.0162, 0.0059
REFERENCE_EFFICIENCY = 0.9637
# Beyond this load the parabola would fall again; the inverter is at its limit long before.
MOST_LOAD = 30.0
# A block counts as shaded in part from this share of it.
TOUCHED = 1e-9

Kernel = Callable[..., None]
# Sums may be taken in any order, and a product and a sum in one step; no more freedom than that.
FREEDOM = {"reassoc", "contract", "nsz"}


@lru_cache(maxsize=1)
def kernel() -> Kernel | None:
    """The compiled function; None where numba cannot be had."""
    try:
        numba = importlib.import_module("numba")
        extending = importlib.import_module("numba.extending")
    except ImportError:
        return None
    for part in (_passes, _inverted, _unshaded):
        extending.register_jitable(forceinline=True)(part)
    extending.register_jitable(error_model="numpy", fastmath=FREEDOM)(_hours)
    return _compiled(numba)


def _compiled(numba: Any) -> Kernel:
    options = {"nogil": True, "error_model": "numpy", "fastmath": FREEDOM}
    try:
        found: Kernel = numba.njit(monthly_sums, cache=True, **options)
    except RuntimeError:  # no folder that can be written to: installed read-only, no home
        found = numba.njit(monthly_sums, **options)
    return found


def _passes(at: float, p: Any) -> float:
    """The modifier of beam by the polynomial ``p`` of ``reflection.polynomial``; ``at`` runs from -1 to 1."""
    # Written out, and in two chains that run side by side: a loop in the loop would not run in vectors.
    s = at * at
    even = ((((p[0] * s + p[2]) * s + p[4]) * s + p[6]) * s + p[8]) * s + p[10]
    odd = (((p[1] * s + p[3]) * s + p[5]) * s + p[7]) * s + p[9]
    even = (((even * s + p[12]) * s + p[14]) * s + p[16]) * s + p[18]
    odd = (((odd * s + p[11]) * s + p[13]) * s + p[15]) * s + p[17]
    return odd * at + even  # type: ignore[no-any-return]


def _inverted(load: float) -> float:
    share = load if load < MOST_LOAD else MOST_LOAD
    found = share * (INVERTER_SLOPE - INVERTER_SQUARE * share) - INVERTER_BASE
    return found if found > 0.0 else 0.0


def _unshaded(cosine: float, up: float, pitch: float, blocks: int | None) -> float:
    """The cosine of incidence times the share of a row that the row in front leaves in the sun."""
    free = pitch * up
    free = free if free > 0.0 else 0.0
    free = free if free < cosine else cosine
    if blocks is not None:
        # The inverse of a cosine of 0 would be infinite, and its share no number.
        shade = 1.0 - free / (cosine if cosine > 0.0 else 1.0)
        shade = shade if cosine > 0.0 else 0.0
        free = cosine * (1.0 - np.ceil(shade * blocks - TOUCHED) / blocks)
    return free


def monthly_sums(
    light: Floats,
    starts: Ints,
    planes: Floats,
    clean: Floats,
    modifier: Any,
    passes: Floats | None,
    screen: Ints,
    blocks: int | None,
    covered: Floats | None,
    sums: Floats,
) -> None:
    """Monthly sums of the stages (designs x months x STAGES), written into ``sums``; as ``chain.stages_of`` says.

    ``clean`` is what soiling leaves by month, ``modifier`` the polynomial of the glass. ``passes`` is a table by hour, of
    which design d takes row ``screen[d]``. What is None (screens, blocks, snow) is not even compiled.
    """
    cool = np.empty(np.diff(starts).max())
    for month in range(12):
        first, last = starts[month], starts[month + 1]
        wind, ground = light[WIND, first:last], light[GROUND, first:last].sum()
        u0, u1 = -1.0, -1.0
        for design in range(len(planes)):
            plane, found = planes[design], sums[design, month]
            if plane[U0] != u0 or plane[U1] != u1:
                u0, u1 = plane[U0], plane[U1]
                for hour in range(last - first):
                    cool[hour] = 1.0 / (u0 + u1 * wind[hour])
            through = None if passes is None else passes[screen[design]]
            _hours(light, first, last, plane, cool, clean[month], modifier, through, blocks, covered, found)
            found[ON_PLANE] += ground * plane[GROUND_VIEW]
            found[PAST_SCREENS] += ground * plane[GROUND_VIEW]


def _hours(
    light: Floats, first: int, last: int, plane: Floats, cool: Floats, clean: float,
    modifier: Any, passes: Floats | None, blocks: int | None, covered: Floats | None, found: Floats,
) -> None:  # fmt: skip
    """The sums of one design over the hours of one month; the first two without the light from the ground."""
    east, north, up = light[SUN_EAST, first:last], light[SUN_NORTH, first:last], light[SUN_UP, first:last]
    direct, around = light[BEAM, first:last], light[AROUND, first:last]
    domes, bands, warmth = light[DOME, first:last], light[BAND, first:last], light[WARMTH, first:last]
    grounds, ground_beam = light[GROUND, first:last], light[GROUND_BEAM, first:last]
    front, behind, load = plane[FIRST], plane[BEHIND], plane[LOAD] * clean
    sky_left = plane[SCREEN_SKY] * (front + behind * plane[ROW_SKY])
    dome_left = sky_left * plane[SKY_VIEW] * plane[SKY_PASSES]
    band_left = sky_left * plane[SINE] * plane[BAND_PASSES]
    ground_lit = behind * plane[ROW_GROUND]
    ground_dim = ground_lit * plane[GROUND_SKY]
    ground_view = front * plane[GROUND_VIEW] + ground_dim
    free_beam, free_sky, seen_beam, past_rows, through_glass = 0.0, 0.0, 0.0, 0.0, 0.0
    without_snow, warm, inverted, clipped = 0.0, 0.0, 0.0, 0.0
    for hour in range(last - first):
        towards = east[hour] * plane[EAST] + north[hour] * plane[NORTH] + up[hour] * plane[UP]
        cosine = towards if towards > 0.0 else 0.0
        sky = domes[hour] * plane[SKY_VIEW] + bands[hour] * plane[SINE]
        some = sky + around[hour] * cosine > 0.0
        sky = sky if some else 0.0
        beam = direct[hour] if some else direct[hour] - around[hour]
        free_beam += beam * cosine
        free_sky += sky
        if passes is not None:
            beam = beam * passes[first + hour]
            seen_beam += beam * cosine
        straight = beam * (front * cosine + behind * _unshaded(cosine, up[hour], plane[PITCH], blocks))
        lit = up[hour] - plane[COVER] * abs(towards)
        lit = lit if lit > 0.0 else 0.0
        ground = grounds[hour] * ground_view + ground_beam[hour] * (ground_lit * lit - ground_dim * up[hour])
        poa = straight + sky * sky_left + ground
        past_rows += poa
        diffuse = domes[hour] * dome_left + bands[hour] * band_left if some else 0.0
        glass = straight * _passes(2.0 * cosine - 1.0, modifier) + diffuse + ground * plane[GROUND_PASSES]
        through_glass += glass
        if covered is not None:
            glass = glass * (1.0 - plane[HOLDS_SNOW] * covered[first + hour])
            without_snow += glass
        power = glass * (1.0 + plane[POWER_PER_K] * (warmth[hour] + poa * cool[hour]))
        warm += power
        current = _inverted(power * load)
        inverted += current
        clipped += current if current < REFERENCE_EFFICIENCY else REFERENCE_EFFICIENCY
    found[ON_PLANE] = free_beam + free_sky
    found[PAST_SCREENS] = (free_beam if passes is None else seen_beam) + free_sky * plane[SCREEN_SKY]
    found[PAST_ROWS], found[THROUGH_GLASS] = past_rows, through_glass
    found[WITHOUT_SNOW] = through_glass if covered is None else without_snow
    found[WARM], found[INVERTED], found[CLIPPED] = warm, inverted, clipped
