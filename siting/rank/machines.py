"""Which machine a drop gets: by money among machines inside their region, with the criteria a project weighs."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from siting.project.water import Weights
from siting.rank.order import significant

Floats = npt.NDArray[np.float64]
RATED = ("maintainability", "references")
FULL_MARKS = 5.0


def best_design(
    value: Floats,
    energy_kwh: Floats,
    margin_decades: Floats,
    units: npt.NDArray[np.int64],
    flow_m3_s: Floats,
    further_unit_gain: float,
) -> int:
    """The position of the design to take of one machine at one drop.

    Inside the region before outside, nearer before farther, then the higher value, the smaller flow among equals.
    A further unit is taken only where it is nearer to the region, or raises value and, by ``further_unit_gain``,
    energy: cost models by power do not know that two machines cost more than one. A value that is NaN comes last.
    """
    worth = np.where(np.isnan(value), -np.inf, significant(value))
    margin = np.round(margin_decades, 9)
    order = np.lexsort((flow_m3_s, -worth, margin))
    firsts = [int(order[units[order] == count][0]) for count in np.unique(units)]
    taken = firsts[0]
    for one in firsts[1:]:
        needed = energy_kwh[taken] * (1.0 + further_unit_gain) ** int(units[one] - units[taken])
        better = worth[one] > worth[taken] and energy_kwh[one] >= needed
        if margin[one] < margin[taken] or (margin[one] == margin[taken] and better):
            taken = one
    return taken


def choose(candidates: pd.DataFrame, weights: Weights) -> pd.DataFrame:
    """The candidates of all drops with ``score`` (0 to 1, NaN where not fit) and ``chosen`` (one per drop at most).

    Needs ``drop_id, option_id, fit, npv_yen, annual_kwh, maintainability, references``. Money is the NPV, or the
    energy where a fit machine of the drop has no NPV; it counts from 0 (worst of the drop) to 1 (best). A rating
    counts only where every fit machine of the drop has one. ``basis`` says ``npv``, ``energy`` or nothing.
    """
    score = np.full(len(candidates), np.nan)
    basis = np.full(len(candidates), "", dtype=object)
    chosen = np.zeros(len(candidates), dtype=bool)
    fit = candidates["fit"].to_numpy(dtype=bool)
    drops, _ = pd.factorize(candidates["drop_id"])
    for drop in range(drops.max(initial=-1) + 1):
        rows = np.flatnonzero(drops == drop)
        mine = rows[fit[rows]]
        if not len(mine):
            continue
        scores, told = _scores(candidates.iloc[mine], weights)
        score[mine], basis[rows] = scores, told
        ids = candidates["option_id"].to_numpy(dtype=object)[mine]
        energy = candidates["annual_kwh"].to_numpy(dtype=float)[mine]
        order = np.lexsort((np.argsort(np.argsort(ids.astype(str))), -significant(energy), -significant(scores)))
        chosen[mine[order[0]]] = True
    return candidates.assign(score=score, basis=basis, chosen=chosen)


def _scores(fit: pd.DataFrame, weights: Weights) -> tuple[Floats, str]:
    npv = fit["npv_yen"].to_numpy(dtype=float)
    by_money = not np.isnan(npv).any()
    parts: Mapping[str, Floats] = {
        "money": _scaled(npv if by_money else fit["annual_kwh"].to_numpy(dtype=float)),
        **{name: fit[name].to_numpy(dtype=float) / FULL_MARKS for name in RATED},
    }
    counted = {name: getattr(weights, name) for name, part in parts.items() if not np.isnan(part).any()}
    total = sum(counted.values())
    if not total:
        counted, total = {"money": 1.0}, 1.0
    score = sum((weight / total * parts[name] for name, weight in counted.items()), np.zeros(len(fit)))
    return np.asarray(score, dtype=np.float64), "npv" if by_money else "energy"


def _scaled(values: Floats) -> Floats:
    low, high = values.min(), values.max()
    return (values - low) / (high - low) if high > low else np.ones(len(values))
