"""Which options go on to detailed study."""

from __future__ import annotations

import numpy as np
import pandas as pd

from siting.project.model import ShortList


def short_listed(ranked: pd.DataFrame, rule: ShortList, by: str, descending: bool) -> pd.Series:
    """True for the options of a ranked stage (columns ``rank``, ``facility_id`` and ``by``) that the rule takes.

    Options that share a rank go together: the count may be passed, never cut through a tie.
    """
    if rule.rule == "threshold":
        assert rule.minimum is not None
        reached = ranked[by] >= rule.minimum if descending else ranked[by] <= rule.minimum
        return reached.astype(bool)
    assert rule.count is not None
    in_order = ranked.sort_values("rank", kind="stable")
    new = ~in_order["facility_id"].duplicated() if rule.rule == "facilities" else pd.Series(True, in_order.index)
    counted = np.cumsum(new.to_numpy(dtype=bool))
    ranks = in_order["rank"].to_numpy()
    enough = np.flatnonzero(counted >= rule.count)
    last = ranks[enough[0]] if len(enough) else (ranks[-1] if len(ranks) else 0)
    return ranked["rank"] <= last
