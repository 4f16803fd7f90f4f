"""The overall judgement of an option from its constraints: what stands in the way, and from when it could start."""

from __future__ import annotations

import numpy as np
import pandas as pd

from siting.project.model import Timing

STATES = ("blocks", "unknown", "limits")


def constraint_summary(links: pd.DataFrame, constraints: pd.DataFrame, options: pd.DataFrame) -> pd.DataFrame:
    """Per option: ``blocks`` (any constraint does), ``unknown`` and ``limits`` (how many do) and ``earliest_year`` (the latest).

    ``links`` pairs option ids with the ids they answer to; a constraint with a technology concerns only that.
    """
    technology = options.set_index("option_id")["technology"]
    linked = links.merge(constraints, on="owner_id")
    fits = linked["technology"].isna() | (linked["technology"] == linked["option_id"].map(technology))
    linked = linked[fits.to_numpy(dtype=bool)]
    grouped = linked.assign(**{state: linked["state"] == state for state in STATES}).groupby("option_id")
    summary = pd.DataFrame(
        {
            "blocks": grouped["blocks"].any(),
            "unknown": grouped["unknown"].sum(),
            "limits": grouped["limits"].sum(),
            "earliest_year": grouped["earliest_year"].max(),
        }
    ).reindex(options["option_id"])
    counts = summary[["unknown", "limits"]].astype(float).fillna(0.0).astype(np.int64)
    return summary.assign(blocks=summary["blocks"].eq(True), unknown=counts["unknown"], limits=counts["limits"])


def overall(summary: pd.DataFrame, timing: Timing | None, base_year: int | None) -> pd.Series:
    """``blocked``, ``ready``, ``later`` or ``undecided``, in this order of precedence.

    A named year settles when to start even while other points are open; without one, an open point leaves the
    option undecided.
    """
    year = summary["earliest_year"].to_numpy(dtype=float)
    limit = np.inf if timing is None or base_year is None else base_year + timing.ready_within_years
    dated = ~np.isnan(year)
    judged = np.where(
        summary["blocks"], "blocked",
        np.where(dated & (year > limit), "later", np.where(~dated & (summary["unknown"] > 0), "undecided", "ready")),
    )  # fmt: skip
    return pd.Series(judged.astype(object), index=summary.index)
