"""Everything that limits an option: the constraints table, and what the facilities say of their grid connection."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from siting.project.tables import LoadedTable

COLUMNS = ("owner_id", "technology", "kind", "state", "earliest_year")


def conditions(tables: Mapping[str, LoadedTable]) -> pd.DataFrame:
    """The constraints, with a row of kind ``grid`` for every facility that says how its grid connection stands."""
    constraints = tables["constraints"].frame[list(COLUMNS)]
    facilities = tables["facilities"].frame
    stated = facilities[facilities["grid_state"].notna()]
    grid = pd.DataFrame(
        {
            "owner_id": stated["facility_id"], "technology": None, "kind": "grid", "state": stated["grid_state"],
            "earliest_year": float("nan"),
        }
    )  # fmt: skip
    return pd.concat([constraints, grid], ignore_index=True) if len(grid) else constraints
