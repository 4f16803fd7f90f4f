"""What is not looked at, and why: exclusions laid over the candidates."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from siting.frames import records
from siting.language import Text, text, verbatim
from siting.project.tables import LoadedTable
from siting.sites.candidates import facility_of_owner, relations
from siting.vocabulary.tables import TECHNOLOGY_NAMES

NO_ENERGY = text("no energy can be computed: give head and flow, power and use rate, annual_kwh, or a design")


def exclude(
    tables: Mapping[str, LoadedTable], options: pd.DataFrame, without_machine: Mapping[str, Text]
) -> pd.DataFrame:
    """The candidates with ``status`` and ``reason``, and a row for everything excluded that has no candidate.

    ``without_machine`` says of drops why no machine fits.
    """
    exclusions = tables["exclusions"].frame
    exclusions = exclusions[exclusions["technology"].isin(TECHNOLOGY_NAMES)]
    linked = relations(tables, options).merge(exclusions.reset_index(), on="owner_id")
    technology = options.set_index("option_id")["technology"]
    linked = linked[linked["technology"] == linked["option_id"].map(technology)]
    hit = set(linked["index"])
    linked = linked.drop_duplicates("option_id")
    reasons = {row.option_id: _reason(row.reason, row.reason_en) for row in records(linked)}
    hit_options = options["option_id"].isin(list(reasons))
    marked = options.assign(
        status=np.where(hit_options, "excluded", "evaluated").astype(object),
        reason=options["option_id"].map(reasons).astype(object).where(hit_options, None),
    )
    rest = exclusions[~exclusions.index.isin(list(hit))]
    silent = _drops_without_energy(tables, marked, rest, without_machine)
    parts = [part for part in (marked, _rows(rest, tables), silent) if len(part)]
    # Where every candidate is missing, its columns still are what later steps fill.
    return pd.concat(parts, ignore_index=True).reindex(columns=marked.columns) if parts else marked


def _reason(words: str, english: str | None) -> Text:
    return verbatim(words, en=english)


def _rows(rest: pd.DataFrame, tables: Mapping[str, LoadedTable]) -> pd.DataFrame:
    facility_of = facility_of_owner(tables)
    rows = [
        {
            "option_id": f"{row.owner_id}-{row.technology}", "owner_id": row.owner_id,
            "facility_id": facility_of[row.owner_id], "technology": row.technology, "stage": "screening",
            "origin": "exclusions", "origin_row": row.Index, "status": "excluded",
            "reason": _reason(row.reason, row.reason_en),
        }
        for row in records(rest.drop_duplicates(["owner_id", "technology"]))
    ]  # fmt: skip
    return pd.DataFrame(rows)


def _drops_without_energy(
    tables: Mapping[str, LoadedTable], options: pd.DataFrame, rest: pd.DataFrame, reasons: Mapping[str, Text]
) -> pd.DataFrame:
    """A drop that no table gives energy for is shown as such: it must not vanish."""
    drops = tables["drops"].frame
    without = rest.loc[rest["technology"] == "hydro", "owner_id"]
    silent = ~drops["drop_id"].isin([*options["owner_id"], *without]) & ~drops["facility_id"].isin(without)
    rows = drops[silent.to_numpy(dtype=bool)]
    said = [reasons.get(drop, NO_ENERGY) for drop in rows["drop_id"]]
    return pd.DataFrame(
        {
            "option_id": rows["drop_id"] + "-hydro", "owner_id": rows["drop_id"], "facility_id": rows["facility_id"],
            "technology": "hydro", "stage": "screening", "origin": "drops", "origin_row": rows.index,
            "status": "excluded", "reason": pd.Series(said, index=rows.index, dtype=object),
        },
        dtype=object,
    )  # fmt: skip
