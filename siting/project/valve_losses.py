"""Loss coefficients of valves by opening, from the shipped table ``valve_loss``."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import numpy as np
import numpy.typing as npt

from siting.project.losses import speed_head_s2_m5
from siting.resources import share
from siting.shipped import read_shipped

Curve = tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]


@cache
def valve_curves() -> Mapping[str, Curve]:
    """By type of valve its printed openings, rising, and the loss coefficient K at each."""
    points: dict[str, list[tuple[float, float]]] = {}
    for row in read_shipped(share("data"), "valve_loss"):
        points.setdefault(row["valve_type"], []).append((float(row["opening"]), float(row["loss_coefficient"])))
    curves = {}
    for name, found in points.items():
        opening, coefficient = np.array(sorted(found)).T
        curves[name] = (opening, coefficient)
    return curves


def valve_coefficient(valve_type: npt.ArrayLike, opening: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """K of each valve at its opening, straight between the printed points over log K; NaN where none is printed.

    K falls by three decades from shut to open, close to exponentially (Miller 1978): hence the logarithm. Outside the
    printed openings nothing is assumed.
    """
    types, openings = np.broadcast_arrays(np.asarray(valve_type, dtype=object), np.asarray(opening, dtype=float))
    found = np.full(openings.shape, np.nan)
    for name, (printed, coefficient) in valve_curves().items():
        mine = types == name
        logarithm = np.interp(openings[mine], printed, np.log(coefficient), left=np.nan, right=np.nan)
        found[mine] = np.exp(logarithm)
    return found


def valve_loss_m(
    valve_type: npt.ArrayLike, opening: npt.ArrayLike, diameter_m: npt.ArrayLike, flow_m3_s: npt.ArrayLike
) -> npt.NDArray[np.float64]:
    """Head ``K v^2 / (2 g)`` that a valve takes at an opening [m]; NaN outside the printed openings."""
    per_unit = speed_head_s2_m5(np.asarray(diameter_m, dtype=float)) * np.square(np.asarray(flow_m3_s, dtype=float))
    return np.asarray(valve_coefficient(valve_type, opening) * per_unit)
