"""What a company sets aside for replacements: equal amounts over the years before each, paid out when it is due."""

from __future__ import annotations

import numpy as np

from siting.finance.metrics import Floats


def reserve_yen(replacement_yen: Floats) -> Floats:
    """Change of the cash that serves debt in yen, options x years 0..T: amounts set aside negative, released positive.

    ``replacement_yen`` is what replacements cost, positive. Every year takes the least equal amount that has each later
    replacement paid in the year before it: between two like ones their cost over the years between. One in year 1 has
    no year before it and is paid as it comes. Nothing is earned on the reserve; the changes of an option add up to 0.
    """
    change = np.array(replacement_yen, dtype=np.float64)
    change[:, :2] = 0.0
    needed, saved = np.cumsum(change, axis=1), np.zeros(len(change))
    columns = change.shape[1]
    for year in range(1, columns - 1):
        later = slice(year + 1, columns)
        years = np.arange(1, columns - year)
        amount = np.maximum(((needed[:, later] - saved[:, None]) / years).max(axis=1), 0.0)
        change[:, year] -= amount
        saved = saved + amount
    return change
