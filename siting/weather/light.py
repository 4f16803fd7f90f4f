"""Global, beam and diffuse light of the hours, and how sums and shares of them are taken."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from siting.weather.record import MONTH_STARTS, Floats, Sun

# Below these heights of the sun Erbs' fit is not used, as in pvlib: all light is diffuse.
LEAST_COS_ZENITH, GREATEST_ZENITH_DEG = 0.065, 87.0


@dataclass(frozen=True)
class Light:
    """Radiation of 8,760 hours [W/m2] that closes: ``ghi = dhi + dni cos z``."""

    ghi: Floats
    dni: Floats
    dhi: Floats

    def scaled(self, factors: Floats) -> Light:
        """The same light, brighter by one factor per month; it still closes."""
        hourly = per_hour(factors)
        return Light(self.ghi * hourly, self.dni * hourly, self.dhi * hourly)


def cos_zenith(sun: Sun) -> Floats:
    """Cosine of the zenith angle, 0 where the sun is down."""
    return np.maximum(np.cos(np.radians(sun.zenith_deg)), 0.0)


def month_sums(hourly: Floats) -> Floats:
    """Sums of the twelve months of 8,760 hours."""
    return np.asarray(np.add.reduceat(hourly, MONTH_STARTS[:-1]))


def per_hour(monthly: Floats) -> Floats:
    """Twelve monthly figures, repeated for each of their hours."""
    return np.repeat(monthly, np.diff(MONTH_STARTS))


def erbs_diffuse(clearness: Floats) -> Floats:
    """Diffuse share of global light by the clearness index; Erbs, Klein and Duffie (1982), equations for hours."""
    kt = np.clip(clearness, 0.0, 1.0)
    middle = 0.9511 + kt * (-0.1604 + kt * (4.388 + kt * (-16.638 + kt * 12.336)))
    return np.asarray(np.where(kt <= 0.22, 1 - 0.09 * kt, np.where(kt <= 0.8, middle, 0.165)))


def erbs_light(ghi: Floats, cos_z: Floats, sun: Sun) -> Light:
    """Global light at the moment of ``sun``, split by Erbs; all of it diffuse where the sun is low or down."""
    clearness = ghi / (sun.extra_w_m2 * np.maximum(cos_z, LEAST_COS_ZENITH))
    high = sun.zenith_deg <= GREATEST_ZENITH_DEG
    dni = np.where(high, ghi * (1 - erbs_diffuse(clearness)) / np.where(high, cos_z, 1.0), 0.0)
    return Light(ghi, dni, ghi - dni * cos_z)
