"""The light of one year at one place, in terms that do not depend on how a panel stands; sunlit hours alone.

Sky and ground upon a plane of tilt b, whose normal makes the angle i with the sun, then are

    DOME (1 + cos b)/2 + AROUND max(cos i, 0) + BAND sin b + GROUND (1 - cos b)/2,

and what comes from the sun's direction is BEAM max(cos i, 0): direct light with the circumsolar part of the diffuse.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from siting.solar.records import Floats, Ints, YieldModel
from siting.weather.record import HOURS, MONTH_STARTS, Sun, WeatherYear
from siting.weather.sun import sun_of

RATED_C = 25.0

# Perez et al. (1990), Solar Energy 44 (5) 271-289, table 6 (all sites): F11, F12, F13, F21, F22, F23 by clearness.
PEREZ = np.array(
    [
        [-0.008, 0.588, -0.062, -0.060, 0.072, -0.022],
        [0.130, 0.683, -0.151, -0.019, 0.066, -0.029],
        [0.330, 0.487, -0.221, 0.055, -0.064, -0.026],
        [0.568, 0.187, -0.295, 0.109, -0.152, -0.014],
        [0.873, -0.392, -0.362, 0.226, -0.462, 0.001],
        [1.132, -1.237, -0.412, 0.288, -0.823, 0.056],
        [1.060, -1.600, -0.359, 0.264, -1.127, 0.131],
        [0.678, -0.327, -0.250, 0.156, -1.377, 0.251],
    ]
)
CLEARNESS = (1.065, 1.23, 1.5, 1.95, 2.8, 4.5, 6.2)
KAPPA = 1.041


@dataclass(frozen=True)
class Sky:
    """The sunlit hours of a year and a few dark ones: their places in the year, where months begin among them, and ``light``.

    The rows of light are named in ``kernel``.
    """

    hours: Ints
    starts: Ints
    light: Floats


def sky_of(weather: WeatherYear, model: YieldModel) -> Sky:
    """The light of a year of weather under the model's diffuse sky and albedo."""
    sun = sun_of(weather.lat, weather.lon, weather.elevation_m, weather.mid_minutes)
    hours = _in_eights((weather.ghi > 0) | (weather.dhi > 0) | (weather.dni > 0))
    zenith, azimuth = np.radians(sun.zenith_deg[hours]), np.radians(sun.azimuth_deg[hours])
    ghi, dni, dhi = weather.ghi[hours], weather.dni[hours], weather.dhi[hours]
    up = np.cos(zenith)
    split = _perez if model.transposition == "perez" else _hay_davies
    dome, around, band = split(dni, dhi, sun, hours)
    covered = np.zeros(len(hours)) if weather.snow_cm is None else weather.snow_cm[hours] >= model.covered_from_cm
    month = np.searchsorted(MONTH_STARTS, hours, side="right") - 1
    albedo = np.where(covered > 0, model.snow_albedo, model.albedo[month])
    light = np.stack(
        [
            np.sin(zenith) * np.sin(azimuth),
            np.sin(zenith) * np.cos(azimuth),
            up,
            dni + around,
            around,
            dome,
            band,
            albedo * ghi,
            albedo * (dni + around),
            weather.temperature_c[hours] - RATED_C,
            weather.wind_m_s[hours],
            np.asarray(covered, dtype=np.float64),
        ]
    )
    starts = np.searchsorted(hours, MONTH_STARTS).astype(np.int64)
    return Sky(hours.astype(np.int64), starts, light)


def _in_eights(lit: npt.NDArray[np.bool_]) -> Ints:
    """The hours that are lit, and as many dark ones as make those of each month a multiple of eight.

    A processor takes eight numbers at once; what is left over at the end of a month would cost as much, one by one.
    """
    taken = lit.copy()
    for start, end in pairwise(MONTH_STARTS):
        dark = np.flatnonzero(~lit[start:end])
        taken[start + dark[: -int(lit[start:end].sum()) % 8]] = True
    return np.flatnonzero(taken)


def over_the_year(sky: Sky, values: Floats) -> Floats:
    """Values of the sunlit hours (last axis) put into the 8,760 hours of the year, 0 elsewhere."""
    found = np.zeros((*values.shape[:-1], HOURS))
    found[..., sky.hours] = values
    return found


def _perez(dni: Floats, dhi: Floats, sun: Sun, hours: Ints) -> tuple[Floats, Floats, Floats]:
    """Dome, light around the sun, band at the horizon; nothing while the sun is below the horizon, as in pvlib."""
    zenith_deg = sun.zenith_deg[hours]
    risen = zenith_deg <= 90
    z = np.radians(np.minimum(zenith_deg, 90))
    # Kasten and Young (1989), Applied Optics 28, 4735-4738.
    air_mass = 1 / (np.cos(z) + 0.50572 * (96.07995 - np.degrees(z)) ** -1.6364)
    brightness = dhi * air_mass / sun.extra_w_m2[hours]
    steep = KAPPA * z**3
    ratio = np.divide(dni, dhi, out=np.full(len(dhi), np.inf), where=dhi > 0)
    f = PEREZ[np.searchsorted(CLEARNESS, (1 + ratio + steep) / (1 + steep), side="right")]
    around = np.maximum(f[:, 0] + f[:, 1] * brightness + f[:, 2] * z, 0)
    band = f[:, 3] + f[:, 4] * brightness + f[:, 5] * z
    diffuse = np.where(risen, dhi, 0.0)
    return diffuse * (1 - around), diffuse * around / np.maximum(np.cos(z), np.cos(np.radians(85))), diffuse * band


def _hay_davies(dni: Floats, dhi: Floats, sun: Sun, hours: Ints) -> tuple[Floats, Floats, Floats]:
    """Hay and Davies (1980): no band. The sun's height counts as 1 deg at least, as in pvlib."""
    share = dni / sun.extra_w_m2[hours]
    up = np.maximum(np.cos(np.radians(sun.zenith_deg[hours])), 0.01745)
    return np.maximum(dhi * (1 - share), 0), dhi * share / up, np.zeros(len(dhi))
