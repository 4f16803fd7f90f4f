"""Head lost in the pipe of a drop as the water engine wants it: ``h = k Q^n``.

The formulas and their sources stand in ``siting.project.losses``, because the checks of the input need them too.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from siting.project.losses import DARCY_EXPONENT, pipe_law


def loss(
    length_m: float,
    diameter_m: float,
    largest_flow_m3_s: float,
    *,
    roughness_mm: float = np.nan,
    c: float = np.nan,
    minor_loss: float = 0.0,
) -> tuple[float, float]:
    """Coefficient and exponent of one pipe [m, m3/s], by its roughness or by Hazen and Williams' C.

    The law is right at the largest flow. Below it a rough pipe loses slightly more than the square says, where the
    loss is small anyway; minor losses beside a C slightly less.
    """
    coefficient, exponent = pipe_law(length_m, diameter_m, largest_flow_m3_s, roughness_mm, c, minor_loss)
    return float(coefficient), float(exponent)


def loss_of(drop: Any, largest_flow_m3_s: float) -> tuple[float, float]:
    """Coefficient and exponent of a drop, a row of the table with its columns as attributes; 0 where it has no loss."""
    if not np.isnan(drop.loss_coefficient_s2_m5):
        return float(drop.loss_coefficient_s2_m5), DARCY_EXPONENT
    if np.isnan(drop.pipe_length_m):
        return 0.0, DARCY_EXPONENT
    return loss(
        drop.pipe_length_m,
        drop.pipe_diameter_m,
        largest_flow_m3_s,
        roughness_mm=drop.pipe_roughness_mm,
        c=drop.pipe_c,
        minor_loss=0.0 if np.isnan(drop.minor_loss) else drop.minor_loss,
    )
