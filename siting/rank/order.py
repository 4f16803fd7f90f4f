"""Order, ties and marks over arrays."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from siting.finance.metrics import Floats, Ints
from siting.project.marks import Marks

# Figures that agree to so many digits are one figure: the rest is the last bit of floating point.
SIGNIFICANT_DIGITS = 12


def significant(values: Floats) -> Floats:
    """The values rounded to the digits that count in a comparison."""
    with np.errstate(divide="ignore", invalid="ignore"):
        exponent = np.floor(np.log10(np.abs(values)))
    exponent = np.clip(np.where(np.isfinite(exponent), exponent, 0.0), -280.0, 280.0)
    scale = 10.0 ** (SIGNIFICANT_DIGITS - 1 - exponent)
    return np.round(values * scale) / scale


def shared_ranks(values: Floats, descending: bool = True) -> Ints:
    """Ranks 1, 2, 3, 3, 3, 6: equal values share a rank. A value that is NaN has rank 0."""
    rounded = significant(values)
    keys = -rounded if descending else rounded
    known = ~np.isnan(keys)
    ranks = np.zeros(len(values), dtype=np.int64)
    in_order = np.sort(keys[known])
    ranks[known] = np.searchsorted(in_order, keys[known], side="left") + 1
    return ranks


def marks(values: Floats, scale: Marks) -> npt.NDArray[np.object_]:
    """A mark for each value by the project's scale; empty where there is none."""
    found = np.full(len(values), "", dtype=object)
    if scale.scale == "rank":
        ranks = shared_ranks(values, scale.descending)
        for at, symbol in enumerate(scale.symbols, start=1):
            found[ranks == at] = symbol
        return found
    known = ~np.isnan(values)
    bounds = np.array(scale.thresholds, dtype=float)
    keys = values if scale.descending else -values
    limits = bounds if scale.descending else -bounds
    for at, symbol in reversed(list(enumerate(scale.symbols))):
        reached = known if at == len(limits) else known & (keys >= limits[at])
        found[reached] = symbol
    return found
