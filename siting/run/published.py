"""Our figures beside those printed elsewhere."""

from __future__ import annotations

import numpy as np
import pandas as pd

# A difference equal to the tolerance is within it; the rest is floating point.
SLACK = 1e-9


def compare(published: pd.DataFrame, options: pd.DataFrame, ranking: pd.DataFrame) -> pd.DataFrame:
    """The published rows with ``option_id``, ``ours``, ``difference`` and ``state``.

    ``state`` is ``within`` or ``differs`` by the row's own tolerance, or ``missing`` where we have no such figure.
    """
    keys = published["owner_id"] + "-" + published["technology"] + "-" + published["variant"]
    ranks = ranking.set_index("option_id")["rank"].astype(float)
    figures = options.set_index("option_id").assign(rank=ranks)
    ours = np.full(len(published), np.nan)
    for column in dict.fromkeys(published["column"]):
        mine = (published["column"] == column).to_numpy(dtype=bool)
        ours[mine] = keys[mine].map(figures[column]).to_numpy(dtype=float)
    difference = ours - published["value"].to_numpy(dtype=float)
    within = np.abs(difference) <= published["tolerance"].to_numpy(dtype=float) + SLACK
    state = np.where(np.isnan(ours), "missing", np.where(within, "within", "differs")).astype(object)
    return published.assign(option_id=keys, ours=ours, difference=difference, state=state)
