"""The ranking of evaluated options: per stage, the best variant of every plot, group or drop."""

from __future__ import annotations

import numpy as np
import pandas as pd

from siting.project.model import Ranking
from siting.rank.order import marks, shared_ranks
from siting.rank.short_list import short_listed

STAGES = ("screening", "detail")


def rank_options(options: pd.DataFrame, ranking: Ranking) -> pd.DataFrame:
    """A row per ranked option: ``stage, rank, option_id``, criteria, their marks, ``short_listed``."""
    parts = [_rank_stage(options[options["stage"] == stage], ranking, stage) for stage in STAGES]
    return pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)


def _rank_stage(options: pd.DataFrame, ranking: Ranking, stage: str) -> pd.DataFrame:
    ranked = _best_variants(options, ranking)
    values = ranked[ranking.by].to_numpy(dtype=float)
    ranks = shared_ranks(values, ranking.descending)
    criteria = list(dict.fromkeys([ranking.by, *(one.column for one in ranking.criteria)]))
    frame = pd.DataFrame({"stage": stage, "rank": ranks, "option_id": ranked["option_id"]})
    for column in criteria:
        frame[column] = ranked[column]
    for one in ranking.criteria:
        frame[f"mark_{one.column}"] = marks(ranked[one.column].to_numpy(dtype=float), one.marks)
    frame["facility_id"] = ranked["facility_id"]
    frame["short_listed"] = (
        short_listed(frame, ranking.short_list, ranking.by, ranking.descending) if stage == "screening" else False
    )
    return frame.sort_values(["rank", "option_id"], kind="stable").drop(columns="facility_id")


def _best_variants(options: pd.DataFrame, ranking: Ranking) -> pd.DataFrame:
    """The best option of every place and technology; the first by id among equals.

    A place is a plot, a group or a drop; drops that share a place are counted once. Of the machines that the water
    engine tried at a drop only the chosen one stands for it.
    """
    passed_over = options["origin"].eq("turbines") & ~options["chosen"].eq(True)
    known = options[
        (options["status"].eq("evaluated") & options[ranking.by].notna() & ~passed_over).to_numpy(dtype=bool)
    ]
    ranks = pd.Series(shared_ranks(known[ranking.by].to_numpy(dtype=float), ranking.descending), known.index)
    in_order = known.assign(_rank=ranks).sort_values(["_rank", "option_id"], kind="stable")
    best = in_order.drop_duplicates(["place_id", "technology"]).drop(columns="_rank")
    return best.loc[np.sort(best.index.to_numpy())]


def leading(options: pd.DataFrame, ranking: pd.DataFrame, limit: int) -> pd.DataFrame:
    """The evaluated options in table order; where they are more than ``limit``, the best of all stages up to it."""
    evaluated = options[options["status"].eq("evaluated").to_numpy(dtype=bool)]
    if len(evaluated) <= limit:
        return evaluated
    order = ranking.sort_values(["rank", "option_id"], kind="stable")["option_id"]
    return evaluated[evaluated["option_id"].isin(set(order.iloc[:limit]))]
