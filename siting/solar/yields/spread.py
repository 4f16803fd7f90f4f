"""How much a year's energy may differ from the mean year's: what is exceeded in a share of years."""

from __future__ import annotations

from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from siting.solar.records import Floats


def exceeded_kwh(mean_kwh: npt.ArrayLike, year_sigma: float, share: float = 0.9) -> Floats:
    """Energy that a share of years exceeds (P90 for 0.9), for normally spread years [kWh].

    ``year_sigma`` is the standard deviation between years as a fraction of the mean: P90 = P50 (1 - 1.2816 sigma). Never
    below 0.
    """
    away = NormalDist().inv_cdf(share)
    found: Floats = np.maximum(np.asarray(mean_kwh, dtype=np.float64) * (1 - away * year_sigma), 0)
    return found
