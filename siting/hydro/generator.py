"""Efficiency of the generator by its size."""

from __future__ import annotations

import numpy as np

from siting.hydro.records import Floats, Physics


def generator_efficiency(rated_kw: Floats, physics: Physics) -> Floats:
    """Generator efficiency of machines of a rated power [kW], that of the plant's nameplate.

    Straight between the points over the logarithm of the power, held at both ends.
    """
    log_kw = np.log(np.maximum(rated_kw, physics.generator_kw[0]))
    return np.asarray(np.interp(log_kw, np.log(physics.generator_kw), physics.generator_efficiency))


# The efficiency changes by some 3 % of the power's change: eight steps bring the error from 0.2 to 1e-12.
STEPS = 8


def behind_shaft(shaft_kw: Floats, physics: Physics) -> Floats:
    """Efficiency of generator and transformer together at the rated power that a shaft power [kW] comes to."""
    log_points, points = np.log(physics.generator_kw), np.asarray(physics.generator_efficiency)
    log_shaft = np.log(np.maximum(shaft_kw, 1e-300))
    found = np.ones(np.shape(shaft_kw))
    for _ in range(STEPS):
        found = np.interp(log_shaft + np.log(found), log_points, points) * physics.transformer_efficiency
    return found
