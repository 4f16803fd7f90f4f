"""What each step takes of a year's energy, from the monthly sums of the stages."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

import numpy as np

from siting.solar.records import Designs, Floats, YieldModel, Yields
from siting.solar.yields.kernel import (
    CLIPPED,
    INVERTED,
    ON_PLANE,
    PAST_ROWS,
    PAST_SCREENS,
    REFERENCE_EFFICIENCY,
    THROUGH_GLASS,
    WARM,
    WITHOUT_SNOW,
)
from siting.solar.yields.planes import BEFORE

# Losses between the inverter and the meter, in the order of LOSS_STEPS.
AFTER = ("alternating", "availability")


def metered_kw(designs: Designs, model: YieldModel) -> Floats:
    """Power at the meter per unit of the stages of the inverter [kW]."""
    return np.asarray(designs.ac_kw / REFERENCE_EFFICIENCY * np.prod(_shares_left(model.after_inverter, AFTER)))


def told(designs: Designs, model: YieldModel, sums: Floats) -> Yields:
    """The yields from the sums (designs x months x STAGES): a step takes what the energy falls by in it.

    Light counts at the rated power of the modules per 1 kW/m2. Steps that are not shares (heat, inverter, its limit)
    are what they take at their place in the order.
    """
    year = sums.sum(axis=1)
    clean = 1 - np.asarray(model.soiling, dtype=np.float64)
    left: dict[str, Floats] = {
        "start": year[:, ON_PLANE],
        "obstacles": year[:, PAST_SCREENS],
        "rows": year[:, PAST_ROWS],
        "reflection": year[:, THROUGH_GLASS],
        "soiling": sums[:, :, THROUGH_GLASS] @ clean,
        "snow": sums[:, :, WITHOUT_SNOW] @ clean,
        "temperature": sums[:, :, WARM] @ clean,
    }
    left = {step: light * designs.dc_kw / 1000 for step, light in left.items()}
    _share_by_share(left, model.before_inverter, BEFORE)
    output_kw = designs.ac_kw / REFERENCE_EFFICIENCY
    left["inverter"], left["clipping"] = year[:, INVERTED] * output_kw, year[:, CLIPPED] * output_kw
    _share_by_share(left, model.after_inverter, AFTER)
    steps = list(left)
    return Yields(
        poa_kwh_m2=sums[:, :, ON_PLANE] / 1000,
        ac_kwh=sums[:, :, CLIPPED] * metered_kw(designs, model)[:, None],
        start_kwh=left["start"],
        losses={step: left[before] - left[step] for before, step in pairwise(steps)},
    )


def _share_by_share(left: dict[str, Floats], losses: Mapping[str, float], steps: tuple[str, ...]) -> None:
    energy = list(left.values())[-1]
    for step, share in zip(steps, _shares_left(losses, steps), strict=True):
        energy = energy * share
        left[step] = energy


def _shares_left(losses: Mapping[str, float], steps: tuple[str, ...]) -> list[float]:
    return [1 - losses.get(step, 0.0) for step in steps]
