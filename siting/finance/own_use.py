"""How much of a plant's energy its own facility uses hour by hour, what that saves, and what is left of the peaks.

In hour h a plant with yearly energy a and shape g (its parts of the year, adding up to 1) gives a g_h and the facility
takes L_h. Used on site is S(a) = sum over h of min(a g_h, L_h), worth sum of p_h min(a g_h, L_h) at the price p_h of
the hour. S is made of straight pieces in a: sorted by r_h = L_h / g_h, the hours with r_h <= a are full and give L_h,
the others give a g_h, so that cumulative sums over the sorted hours give S(a) exactly for every a. What is still taken
from the grid peaks at max(0, max over h of (L_h - a g_h)), the upper envelope of straight lines.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from siting.finance.metrics import Floats, Ints
from siting.project.loads.calendar import MONTH_OF_HOUR

NO_LOAD = -1
# The hours of April to March.
_ENDS_OF_MONTHS = [0, *(np.flatnonzero(np.diff(MONTH_OF_HOUR)) + 1), len(MONTH_OF_HOUR)]
MONTHS = tuple(slice(int(first), int(end)) for first, end in pairwise(_ENDS_OF_MONTHS))


@dataclass(frozen=True)
class OwnUse:
    """Own use of every option, years 0..T where nothing else is said.

    ``peak_saving_kw`` is the fall of the year's largest hourly mean demand, the figure behind the demand charge of
    contracts below 500 kW (largest of this and the last 11 months) once the years repeat. ``month_peak_before_kw`` and
    ``month_peak_after_kw`` are the largest demands of April to March in year 1.
    """

    own_kwh: Floats
    saved_yen: Floats
    peak_saving_kw: Floats
    month_peak_before_kw: Floats
    month_peak_after_kw: Floats

    @property
    def first_year_peak_saving_kw(self) -> Floats:
        """The mean fall over the months of year 1, in which the peaks of the 11 months before still count."""
        before, after = self.month_peak_before_kw, self.month_peak_after_kw
        so_far = np.maximum.accumulate(after, axis=1)
        left = np.maximum.accumulate(before[:, ::-1], axis=1)[:, ::-1]
        billed = np.maximum(so_far, np.column_stack([left[:, 1:], np.zeros(len(left))]))
        return np.asarray(before.max(axis=1, initial=0.0) - billed.mean(axis=1))


def own_use(energy_kwh: Floats, shape_of: Ints, load_of: Ints, shapes: Floats, loads: Floats, prices: Floats) -> OwnUse:
    """Own use of options with yearly energies ``energy_kwh`` (options x years 0..T), at no storage.

    ``shape_of`` and ``load_of`` are rows of ``shapes`` (each adds up to 1 over 8,760 hours) and of ``loads`` [kWh] and
    ``prices`` [yen/kWh]; an option with ``load_of`` -1 uses nothing on site.
    """
    _refuse_unsound(energy_kwh, shapes, loads)
    count = len(energy_kwh)
    own, saved, peak = np.zeros_like(energy_kwh), np.zeros_like(energy_kwh), np.zeros_like(energy_kwh)
    before, after = np.zeros((count, 12)), np.zeros((count, 12))
    first = min(1, energy_kwh.shape[1] - 1)
    for shape, load, rows in _pairs(shape_of, load_of):
        pair = _Pair.of(shapes[shape], loads[load], prices[load])
        energy = energy_kwh[rows]
        own[rows], saved[rows] = pair.used(energy)
        peak[rows] = pair.peak_saving(energy)
        before[rows], after[rows] = pair.month_peaks(energy[:, first])
    return OwnUse(own, saved, peak, before, after)


def mean_price(shape_of: Ints, load_of: Ints, shapes: Floats, prices: Floats) -> Floats:
    """The price each option's energy meets on average if all of it were used on site [yen/kWh]; NaN without a load."""
    found = np.full(len(shape_of), np.nan)
    for shape, load, rows in _pairs(shape_of, load_of):
        found[rows] = shapes[shape] @ prices[load]
    return found


def _refuse_unsound(energy_kwh: Floats, shapes: Floats, loads: Floats) -> None:
    for name, values in (("energy_kwh", energy_kwh), ("shapes", shapes), ("loads", loads)):
        if not np.isfinite(values).all() or (values < 0).any():
            raise ValueError(f"{name}: expected finite numbers >= 0")
    if len(shapes) and np.abs(shapes.sum(axis=1) - 1.0).max() > 1e-9:
        raise ValueError("shapes: expected each to add up to 1")


def _pairs(shape_of: Ints, load_of: Ints) -> Iterator[tuple[int, int, npt.NDArray[np.intp]]]:
    """Each pair of shape and load that occurs, with the options that have it."""
    with_load = np.flatnonzero(load_of != NO_LOAD)
    order = with_load[np.lexsort((load_of[with_load], shape_of[with_load]))]
    if not len(order):
        return
    changes = (np.diff(shape_of[order]) != 0) | (np.diff(load_of[order]) != 0)
    for rows in np.split(order, np.flatnonzero(changes) + 1):
        yield int(shape_of[rows[0]]), int(load_of[rows[0]]), rows


@dataclass(frozen=True)
class _Pair:
    """One shape against one load: ratios in rising order and the sums up to and from each, peaks by month."""

    ratios: Floats
    full_kwh: Floats
    full_yen: Floats
    rest: Floats
    rest_yen: Floats
    envelopes: tuple[_Envelope, ...]
    year: _Envelope

    @staticmethod
    def of(shape: Floats, load: Floats, prices: Floats) -> _Pair:
        """The sums of a pair; hours without generation never count."""
        giving = np.flatnonzero(shape > 0)
        ratio = load[giving] / shape[giving]
        order = giving[np.argsort(ratio, kind="stable")]
        share, price, taken = shape[order], prices[order], load[order]
        return _Pair(
            np.sort(ratio),
            _up_to(taken),
            _up_to(taken * price),
            _from(share),
            _from(share * price),
            tuple(_envelope(shape[month], load[month]) for month in MONTHS),
            _envelope(shape, load),
        )

    def used(self, energy: Floats) -> tuple[Floats, Floats]:
        """What is used on site [kWh] and what it saves [yen]."""
        at = np.searchsorted(self.ratios, energy, side="right")
        own = np.minimum(self.full_kwh[at] + energy * self.rest[at], energy)
        return own, self.full_yen[at] + energy * self.rest_yen[at]

    def peak_saving(self, energy: Floats) -> Floats:
        """The fall of the year's largest demand [kW]."""
        return np.maximum(self.year.at(np.zeros(1)) - self.year.at(energy), 0.0)

    def month_peaks(self, energy: Floats) -> tuple[Floats, Floats]:
        """The largest demand of each month without and with the plant [kW]."""
        before = np.concatenate([one.at(np.zeros(1)) for one in self.envelopes])
        after = np.column_stack([one.at(energy) for one in self.envelopes])
        return np.broadcast_to(before, after.shape), after


def _up_to(values: Floats) -> Floats:
    """Sums of the first 0, 1, 2, ... values."""
    return np.concatenate([np.zeros(1), np.cumsum(values)])


def _from(values: Floats) -> Floats:
    """Sums of the values from the first, second, ... on, and 0."""
    return np.concatenate([np.cumsum(values[::-1])[::-1], np.zeros(1)])


@dataclass(frozen=True)
class _Envelope:
    """The largest of the lines ``height - a slope`` for a >= 0; line i holds up to ``ends[i]``."""

    height: Floats
    slope: Floats
    ends: Floats

    def at(self, energy: Floats) -> Floats:
        """The peak at a yearly energy, never below 0."""
        line = np.searchsorted(self.ends, energy, side="left")
        return np.maximum(self.height[line] - energy * self.slope[line], 0.0)


def _envelope(shape: Floats, load: Floats) -> _Envelope:
    order = np.lexsort((-load, -shape))
    slope, height = shape[order], load[order]
    # From a = 0 on: a line that falls faster counts only while it is higher than all that fall more slowly.
    above = np.concatenate([np.maximum.accumulate(height[::-1])[::-1][1:], [-np.inf]])
    kept = np.flatnonzero(height > above)
    lines: list[int] = []
    ends: list[float] = []
    for line in kept:
        end = 0.0
        while lines:
            last = lines[-1]
            fall = slope[last] - slope[line]
            end = (height[last] - height[line]) / fall if fall > 0 else np.inf
            if not ends or end > ends[-1]:
                break
            lines.pop()
            ends.pop()
        if lines:
            ends.append(end)
        lines.append(int(line))
    return _Envelope(height[lines], slope[lines], np.array(ends))
