"""What a file leaves open of global, beam and diffuse light, completed so that the three close at mid-interval.

Global light stays as the file says, hour by hour, so that its sums stay too. The beam facing the sun comes from the file, or
from beam on the horizontal, or from what diffuse light leaves, or by Erbs. Beam on the horizontal over the sine of
the sun's height at mid-interval is far off where the sun rises or sets within the hour and too high by 2.6 % in the year's
sum; so it is divided by the height averaged over the hour, weighed as a cloudless sky weighs it (year's sum within 0.5 %).
"""

from __future__ import annotations

import numpy as np

from siting.language import Text, text
from siting.project.weather.record import Readings
from siting.weather.light import LEAST_COS_ZENITH, Light, cos_zenith, erbs_diffuse
from siting.weather.record import Floats, Sun

STEPS = 12
# Shares of the year's global light from which a difference or a repair is told.
TOLD = 0.005
TOLD_DIFFERENCE = 0.02


def complete(readings: Readings, sun: Sun, lat: float) -> tuple[Light, tuple[Text, ...]]:
    """The light of a file, closed at the position of ``sun``, and what had to be changed for it."""
    ghi = np.maximum(readings.ghi, 0.0)
    wanted, notes = _facing_beam(readings, ghi, sun, lat)
    cos_z = cos_zenith(sun)
    # Low sun: no more than there is above the air, nor than the global light; the rest is diffuse.
    with np.errstate(divide="ignore", invalid="ignore"):
        room = np.where(cos_z > 0, ghi / np.where(cos_z > 0, cos_z, 1.0), 0.0)
    dni = np.clip(wanted, 0.0, np.minimum(sun.extra_w_m2, room))
    moved = float(((wanted - dni).clip(min=0.0) * cos_z).sum() / max(ghi.sum(), 1.0))
    if moved > TOLD:
        notes.append(
            text("{percent} % of the global light was more beam than the sun can give at its height and is counted as diffuse", percent=f"{100 * moved:.1f}")
        )  # fmt: skip
    dni = np.where(cos_z > 0, dni, 0.0)
    return Light(ghi, dni, np.maximum(ghi - dni * cos_z, 0.0)), tuple(notes)


def _facing_beam(readings: Readings, ghi: Floats, sun: Sun, lat: float) -> tuple[Floats, list[Text]]:
    """The beam facing the sun [W/m2] as the file gives or lets follow it, before any limit."""
    mean, weighed = hour_cosines(sun, lat)
    if readings.dni is not None:
        notes = _difference(ghi, readings.dhi, readings.dni * mean)
        return np.maximum(readings.dni, 0.0), notes
    if readings.beam is not None:
        return _over(readings.beam, weighed), _difference(ghi, readings.dhi, readings.beam)
    if readings.dhi is not None:
        return _over(ghi - readings.dhi, weighed), []
    clearness = ghi / (sun.extra_w_m2 * np.maximum(mean, LEAST_COS_ZENITH))
    told = text("beam and diffuse light follow from the global light of each hour by Erbs (1982)")
    return _over(ghi * (1 - erbs_diffuse(clearness)), weighed), [told]


def _over(beam: Floats, cosine: Floats) -> Floats:
    return np.asarray(np.where(cosine > 0, np.maximum(beam, 0.0) / np.where(cosine > 0, cosine, 1.0), 0.0))


def _difference(ghi: Floats, dhi: Floats | None, beam: Floats) -> list[Text]:
    if dhi is None:
        return []
    off = float(np.abs(ghi - dhi - beam).sum() / max(ghi.sum(), 1.0))
    if off <= TOLD_DIFFERENCE:
        return []
    return [
        text("global light differs from beam and diffuse light by {percent} % on average; global and beam are kept, diffuse is the rest", percent=f"{100 * off:.1f}")
    ]  # fmt: skip


def hour_cosines(sun: Sun, lat: float) -> tuple[Floats, Floats]:
    """Cosine of the zenith over each hour: its mean (0 while the sun is down), and its mean weighed by clear beam.

    Declination and hour angle follow from the position at mid-interval; the weights are Meinel's (1976) clear-sky beam
    ``0.7^(AM^0.678)`` with the air mass of Kasten and Young (1989).
    """
    zenith, azimuth, phi = np.radians(sun.zenith_deg), np.radians(sun.azimuth_deg), np.radians(lat)
    north = np.sin(zenith) * np.cos(azimuth)
    sin_declination = np.sin(phi) * np.cos(zenith) + np.cos(phi) * north
    # cos(declination) times cosine and sine of the hour angle
    across = np.cos(phi) * np.cos(zenith) - np.sin(phi) * north
    along = -np.sin(zenith) * np.sin(azimuth)
    total, weights, weighed = (np.zeros(len(zenith)) for _ in range(3))
    for step in range(STEPS):
        turn = np.radians(15.0 * ((step + 0.5) / STEPS - 0.5))
        cosine = np.sin(phi) * sin_declination + np.cos(phi) * (across * np.cos(turn) - along * np.sin(turn))
        cosine = np.clip(cosine, 0.0, 1.0)
        weight = np.where(cosine > 0, 0.7 ** (_air_mass(cosine) ** 0.678), 0.0)
        total += cosine
        weights += weight
        weighed += weight * cosine
    return total / STEPS, weighed / np.where(weights > 0, weights, 1.0)


def _air_mass(cosine: Floats) -> Floats:
    zenith_deg = np.degrees(np.arccos(cosine))
    return np.asarray(1 / (cosine + 0.50572 * (96.07995 - zenith_deg) ** -1.6364))
