"""Monthly sums of a tilted plane, and the horizontal light that makes them what they are said to be."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from siting.weather.light import Light, month_sums
from siting.weather.record import Floats, Sun

# Reflection of the ground that published figures of tilted planes are taken to hold.
ALBEDO = 0.2


def plane_kwh_m2(light: Light, sun: Sun, tilt_deg: float, azimuth_deg: float) -> Floats:
    """Twelve monthly sums on a plane [kWh/m2]: beam, Perez' sky (1990, all sites) and the ground; azimuth north 0."""
    from pvlib import atmosphere, irradiance

    up = (sun.zenith_deg < 90.0) & (light.ghi > 0)
    zenith, azimuth, extra = sun.zenith_deg[up], sun.azimuth_deg[up], sun.extra_w_m2[up]
    dni, dhi = light.dni[up], light.dhi[up]
    sky = irradiance.perez(
        tilt_deg, azimuth_deg, dhi, dni, extra, zenith, azimuth, atmosphere.get_relative_airmass(zenith)
    )
    beam = dni * np.maximum(irradiance.aoi_projection(tilt_deg, azimuth_deg, zenith, azimuth), 0.0)
    total = irradiance.get_ground_diffuse(tilt_deg, light.ghi, ALBEDO)
    total[up] += np.nan_to_num(np.asarray(sky)) + beam
    return month_sums(total) / 1000


def solve_plane(
    figures_kwh_m2: Floats,
    make: Callable[[Floats], Light],
    sun: Sun,
    plane: tuple[float, float],
    most_kwh_m2: Floats,
) -> Light:
    """The light, made from monthly sums of the horizontal, whose sums on ``plane`` (tilt, azimuth) are the figures.

    First the horizontal sums are searched (secant in logarithms, each month for itself) up to ``most_kwh_m2``. Perez' sky
    goes in steps of clearness, which leaves a rest; the last part is met by making all light of the month brighter.
    """
    log_sums = np.log(np.minimum(figures_kwh_m2, most_kwh_m2))
    log_figures = np.log(figures_kwh_m2)
    slope, before = np.ones(12), None
    for _ in range(12):
        light = make(np.exp(log_sums))
        off = np.log(plane_kwh_m2(light, sun, *plane)) - log_figures
        if np.abs(off).max() < 1e-4:
            break
        if before is not None:
            step = log_sums - before[0]
            moved = np.abs(step) > 1e-9
            slope = np.where(moved, np.clip((off - before[1]) / np.where(moved, step, 1.0), 0.5, 3.0), slope)
        before = (log_sums, off)
        log_sums = np.minimum(log_sums - off / slope, np.log(most_kwh_m2))
    return _brightened(light, figures_kwh_m2, sun, plane)


def _brightened(light: Light, figures_kwh_m2: Floats, sun: Sun, plane: tuple[float, float]) -> Light:
    for _ in range(40):
        factors = figures_kwh_m2 / plane_kwh_m2(light, sun, *plane)
        light = light.scaled(factors)
        if np.abs(factors - 1).max() < 1e-12:
            break
    return light
