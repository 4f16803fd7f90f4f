"""Ranks at one point of a sweep, as ``siting.rank.ranking`` gives them, on arrays alone."""

from __future__ import annotations

import numpy as np

from siting.finance.metrics import Floats, Ints
from siting.rank.order import significant


def stage_ranks(values: Floats, places: Ints, order: Ints, stages: Ints, descending: bool) -> Ints:
    """The rank of every option within its stage; 0 for those that another variant of their place stands for.

    ``places`` numbers place and technology, ``order`` the options by their id, ``stages`` their stages. Options
    without a value have rank 0.
    """
    ranks = np.zeros(len(values), dtype=np.int64)
    known = ~np.isnan(values)
    keys = significant(values) * (-1.0 if descending else 1.0)
    for stage in np.unique(stages[known]):
        mine = np.flatnonzero(known & (stages == stage))
        in_order = mine[np.lexsort((order[mine], keys[mine]))]
        _, first = np.unique(places[in_order], return_index=True)
        best = in_order[first]
        ranks[best] = np.searchsorted(np.sort(keys[best]), keys[best], side="left") + 1
    return ranks
