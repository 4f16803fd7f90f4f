"""Figures that no instrument can have shown: of radiation against the sun, of its parts, of air and snow."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import numpy as np

from siting.errors import Problem
from siting.language import Text, text
from siting.project.weather.opened import Opened
from siting.project.weather.record import Floats
from siting.project.weather.whole_year import MOST_W_M2
from siting.project.weather.year import QUANTITIES, Flags, Ints

SOLAR_CONSTANT_W_M2 = 1361.0  # Kopp and Lean 2011
# Thin clouds may lead light beside the sun's own onto the ground, hardly for a whole hour.
MOST_OF_SUN = 1.2
_LIMIT_ROOM_W_M2 = 100.0
# Instruments and models leave some W/m2 at night; in civil twilight (6 degrees) there is no more.
NIGHT_NOISE_W_M2 = 10.0
NIGHT_SINE = -np.sin(np.radians(6.0))
# Parts may pass the whole by the rounding of each and by the error of shaded instruments.
_PART_SHARE, _PART_W_M2 = 1.1, 30.0
AIR_C = (-45.0, 45.0)  # Japan's records are -41.0 (Asahikawa 1902) and 41.8 (Isesaki 2025), JMA
MOST_WIND_M_S = 70.0
MOST_SNOW_CM = 1200.0  # Japan's record is 1,182 cm (Ibuki 1927), JMA


def without_noise(name: str, values: Floats, highest_sine: Floats) -> tuple[Floats, list[Text]]:
    """Radiation without what instruments show at night, and without small negative figures; notes."""
    with np.errstate(invalid="ignore"):
        negative = (values < 0) & (values > -NIGHT_NOISE_W_M2)
        glow = (values > 0) & (values <= NIGHT_NOISE_W_M2) & (highest_sine < NIGHT_SINE)
    noise = negative | glow
    if not noise.any():
        return values, []
    told = text(
        "{quantity}: {count} small figures of the night or below 0 (up to {most} W/m2) are taken as 0",
        quantity=QUANTITIES[name],
        count=f"{int(noise.sum()):,}",
        most=f"{np.abs(values[noise]).max():.1f}",
    )
    return np.where(noise, 0.0, values), [told]


def hour_faults(
    values: Mapping[str, Floats], lines: Mapping[str, Ints], highest_sine: Floats, opened: Opened
) -> Iterator[Problem]:
    """Figures that cannot be, each kind once with its first line and the count; SI values in Japanese time."""
    for name, found in values.items():
        for bad, expected, unit in _bad(name, found, values["ghi"], highest_sine):
            if bad.any():
                at = int(np.flatnonzero(bad)[0])
                said = text(
                    "{quantity}: {fault} ({count} hours, this one first)",
                    quantity=QUANTITIES[name],
                    fault=expected,
                    count=f"{int(bad.sum()):,}",
                )
                yield opened.problem(int(lines[name][at]), f"{found[at]:.4g}", said, unit)


def _bad(name: str, values: Floats, ghi: Floats, highest_sine: Floats) -> Iterator[tuple[Flags, Text, str]]:
    if name in _BOUNDS:
        low, high, unit, expected = _BOUNDS[name]
        yield (values < low) | (values > high), expected(low, high), unit
        return
    yield values < 0, text("radiation cannot be below 0"), "W/m2"
    yield values > MOST_W_M2, text("no hour has more than {most} W/m2", most=f"{MOST_W_M2:,.0f}"), "W/m2"
    night = highest_sine < NIGHT_SINE
    possible = values <= MOST_W_M2
    yield (
        possible & night & (values > NIGHT_NOISE_W_M2),
        text("the sun is below the horizon at this hour: wrong time zone, or wrong label of the hours?"),
        "W/m2",
    )
    if name == "dni":
        return
    most = MOST_OF_SUN * SOLAR_CONSTANT_W_M2 * np.maximum(highest_sine, 0.0) + _LIMIT_ROOM_W_M2
    above = possible & ~night & (values > most)
    yield above, text("more than the sun can send at this hour"), "W/m2"
    if name == "ghi":
        return
    more = possible & ~night & ~above & (values > _PART_SHARE * np.maximum(ghi, 0.0) + _PART_W_M2)
    yield more, _TOO_MUCH[name], "W/m2"


_TOO_MUCH = {
    "beam": text("more than the global radiation: is it the radiation facing the sun (dni)?"),
    "dhi": text("more than the global radiation: are the columns exchanged?"),
}


def _air(low: float, high: float) -> Text:
    return text("Japan's air has {low} to {high} C: is the unit right?", low=f"{low:g}", high=f"{high:g}")


def _up_to(low: float, high: float) -> Text:
    return text("expected a number from {low} to {high}", low=f"{low:g}", high=f"{high:g}")


_BOUNDS: dict[str, tuple[float, float, str, Callable[[float, float], Text]]] = {
    "temperature_c": (*AIR_C, "C", _air),
    "wind_m_s": (0.0, MOST_WIND_M_S, "m/s", _up_to),
    "snow_cm": (0.0, MOST_SNOW_CM, "cm", _up_to),
}
