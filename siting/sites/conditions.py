"""Everything that limits an option: the constraints table, and what facilities and drops say of grid and consent."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from siting.project.tables import LoadedTable
from siting.vocabulary.tables import STATED_ELSEWHERE

COLUMNS = ("owner_id", "technology", "kind", "state", "earliest_year")


def conditions(tables: Mapping[str, LoadedTable]) -> pd.DataFrame:
    """The constraints, and what facilities and drops say of themselves.

    A row of kind ``grid`` for every facility that says how its grid connection stands, and one of kind ``permits``
    for every drop that says whether its pressure may be used.
    """
    constraints = tables["constraints"].frame[list(COLUMNS)]
    stated = (
        _stated(tables[name].frame, key, column, kind, technology)
        for name, key, column, kind, technology in STATED_ELSEWHERE
    )
    parts = [constraints, *stated]
    return pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)


def _stated(frame: pd.DataFrame, key: str, column: str, kind: str, technology: str | None) -> pd.DataFrame:
    """The rows of a table that fill a column as constraints."""
    stated = frame[frame[column].notna()]
    return pd.DataFrame(
        {
            "owner_id": stated[key], "technology": technology, "kind": kind, "state": stated[column],
            "earliest_year": float("nan"),
        }
    )  # fmt: skip
