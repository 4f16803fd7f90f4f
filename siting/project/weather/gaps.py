"""Hours without a figure: which may be filled, and how; which are too many."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from siting.errors import Problem
from siting.language import Text, text
from siting.project.weather.record import HOURS, Floats
from siting.project.weather.sun_height import SunHeight
from siting.project.weather.year import QUANTITIES, Flags, Ints, runs, said

RADIATION = ("ghi", "beam", "dni", "dhi")
# What may be missing at most, of the hours that count, and in one gap.
MOST_SHARE = 0.02
LONGEST_SUNLIT_HOURS = 6
LONGEST_HOURS = 24
# Without these there is no yield; the others are left out where they are too gappy.
NEEDED = ("ghi", "temperature_c")
# Below this sine of the sun's height a figure says little of the next one.
_LOW_SUN = 0.05
# Under 6 degrees, in an hour of dawn or dusk, there is little to lose in a blank.
DAWN_SINE = 0.105


@dataclass(frozen=True)
class Filled:
    """A quantity without gaps, None where it is left out; notes; the fault."""

    values: Floats | None
    notes: tuple[Text, ...] = ()
    problem: Problem | None = None


def fill(name: str, values: Floats, lines: Ints, sun: SunHeight, file: str) -> Filled:
    """A quantity of 8,760 hours with its gaps filled, in Japanese time; radiation is 0 where the sun is below the horizon."""
    notes: list[Text] = []
    missing = np.isnan(values)
    if not missing.any():
        return Filled(values)
    if name != "ghi" and missing.all():
        return Filled(None, (text("{quantity}: the file has no figures", quantity=QUANTITIES[name]),))
    if name in RADIATION:
        dark = _blank_nights(missing, sun)
        if dark.any() and not missing.all():
            values, missing = np.where(dark, 0.0, values), missing & ~dark
            notes.append(
                text(
                    "{quantity}: {count} blank hours of the night are taken as 0",
                    quantity=QUANTITIES[name],
                    count=f"{int(dark.sum()):,}",
                )
            )
    if not missing.any():
        return Filled(values, tuple(notes))
    gaps = runs(missing)
    if refused := _too_many(name, missing, gaps, sun.highest):
        if name not in NEEDED:
            return Filled(None, (*notes, text("{fault}; it is left out", fault=refused)))
        longest = max(gaps, key=lambda gap: gap[1] - gap[0])
        return Filled(None, (), Problem(file, str(lines[longest[0]]), "", None, refused))
    told = text(
        "{quantity}: {count} missing hours are filled from their neighbours: {where}",
        quantity=QUANTITIES[name],
        count=f"{int(missing.sum()):,}",
        where=said(gaps),
    )
    return Filled(_between(name, values, missing, sun.highest), (*notes, told))


def _blank_nights(missing: Flags, sun: SunHeight) -> Flags:
    """Blank hours of the night, with those of dawn and dusk beside it."""
    dark = np.zeros(HOURS, dtype=bool)
    for first, end in runs(missing):
        if (sun.highest[first:end] <= 0).any():
            dark[first:end] = sun.lowest[first:end] <= DAWN_SINE
    return dark


def _too_many(name: str, missing: Flags, gaps: list[tuple[int, int]], highest_sine: Floats) -> Text | None:
    radiation = name in RADIATION
    counting = highest_sine > 0 if radiation else np.ones(HOURS, dtype=bool)
    counted = missing & counting
    longest = max(int(counted[first:end].sum()) for first, end in gaps)
    allowed = LONGEST_SUNLIT_HOURS if radiation else LONGEST_HOURS
    if counted.sum() <= MOST_SHARE * counting.sum() and longest <= allowed:
        return None
    return text(
        "{quantity}: {count} hours have no figure ({where}); siting fills gaps of up to {longest} hours and {share} % in all",
        quantity=QUANTITIES[name],
        count=f"{int(missing.sum()):,}",
        where=said(gaps),
        longest=allowed,
        share=f"{100 * MOST_SHARE:g}",
    )


def _between(name: str, values: Floats, missing: Flags, highest_sine: Floats) -> Floats:
    """Gaps by a straight line between the neighbours; of radiation by its ratio to the height of the sun."""
    hours = np.arange(HOURS)
    if name not in RADIATION:
        return np.where(missing, np.interp(hours, hours[~missing], values[~missing], period=HOURS), values)
    height = np.maximum(highest_sine, 0.0)
    known = ~missing & (highest_sine > _LOW_SUN)
    ratio = np.interp(hours, hours[known], values[known] / height[known], period=HOURS)
    return np.asarray(np.where(missing, ratio * height, values))
