"""What facilities, plots, drops and designs are called in one language, and how their ids hang together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from siting.reporting.charts.svg import clean_text
from siting.reporting.results import InputTable, Results
from siting.vocabulary.tables import MOUNTS, STATED_ELSEWHERE, table


@dataclass(frozen=True)
class Names:
    """Names by id in one language; ids that have no name of their own are called by the empty string."""

    facilities: Mapping[str, str]
    places: Mapping[str, str]
    mounts: Mapping[str, str]
    designs: Mapping[int, str]
    facility_of: Mapping[str, str]
    siblings: Mapping[str, frozenset[str]]

    def facility(self, facility_id: str) -> str:
        """The facility's name, or its id."""
        return self.facilities.get(facility_id) or facility_id

    def owner(self, owner_id: str) -> str:
        """A facility, plot, group or drop as a reader finds it: facility and place."""
        facility_id = self.facility_of.get(owner_id, owner_id)
        return " ".join(part for part in (self.facility(facility_id), self.places.get(owner_id, "")) if part)

    def answers_to(self, owner_id: str) -> frozenset[str]:
        """The ids whose constraints concern this owner."""
        facility = {self.facility_of[owner_id]} if owner_id in self.facility_of else set()
        return frozenset({owner_id} | facility | self.siblings.get(owner_id, frozenset()))


def names_of(results: Results, lang: str) -> Names:
    """The names of a project's tables."""
    tables = results.tables
    facilities = _named(tables["facilities"], "facility_id", "name", lang)
    plots, drops = (
        _named(tables["plots"], "plot_id", "name", lang),
        _named(tables["drops"], "drop_id", "name", lang),
    )
    groups = _groups(tables["plots"].frame)
    together = {group: "＋".join(plots[one] for one in members if plots[one]) for group, members in groups.items()}
    mounts = _mounts(tables["plots"].frame, groups, lang)
    return Names(
        facilities=facilities,
        places={**plots, **drops, **together},
        mounts=mounts,
        designs=_designs(tables["designs"], lang),
        facility_of=_facility_of(tables, groups),
        siblings=_siblings(groups),
    )


def said(row: Mapping[str, Any], column: str, lang: str) -> str:
    """A user's words in the page's language: the English twin in English where one is given."""
    english = row.get(f"{column}_en") if lang == "en" else None
    words = english if isinstance(english, str) and english else row.get(column)
    return clean_text(words) if isinstance(words, str) else ""


def rows_of(table: InputTable) -> list[dict[str, Any]]:
    """The rows of an input table."""
    return [{str(key): value for key, value in row.items()} for row in table.frame.to_dict("records")]


def constraint_rows(tables: Mapping[str, InputTable]) -> list[dict[str, Any]]:
    """The rows of the table of constraints, and what facilities and drops say of grid and consent."""
    rows = rows_of(tables["constraints"])
    for name, key, stated, kind, technology in STATED_ELSEWHERE:
        column = table(name).column(stated)
        known = tables[name].frame[[key, stated]].dropna()
        for owner, state in zip(known[key], known[stated], strict=True):
            words = {lang: f"{column.label(lang)}: {column.choice_label(state, lang)}" for lang in ("ja", "en")}
            rows.append(
                {
                    "owner_id": owner, "technology": technology, "kind": kind, "state": state,
                    "text": words["ja"], "text_en": words["en"],
                }
            )  # fmt: skip
    return rows


def _named(table: InputTable, key: str, column: str, lang: str) -> dict[str, str]:
    return {str(row[key]): said(row, column, lang) for row in rows_of(table)}


def _designs(table: InputTable, lang: str) -> dict[int, str]:
    rows = enumerate(rows_of(table))
    return {at: said(row, "label", lang) or clean_text(str(row["variant"])) for at, row in rows}


def _groups(plots: pd.DataFrame) -> dict[str, list[str]]:
    grouped = plots[["group_id", "plot_id"]].dropna()
    return {str(group): [str(one) for one in members] for group, members in grouped.groupby("group_id")["plot_id"]}


def _siblings(groups: Mapping[str, list[str]]) -> dict[str, frozenset[str]]:
    """A plot answers to its group, a group to its plots."""
    of_plots = {plot: frozenset({group}) for group, members in groups.items() for plot in members}
    return {**of_plots, **{group: frozenset(members) for group, members in groups.items()}}


def _mounts(plots: pd.DataFrame, groups: Mapping[str, list[str]], lang: str) -> dict[str, str]:
    labels = {one.value: one.label(lang) for one in MOUNTS if one.value != "unknown"}
    mounts = {
        str(plot): labels.get(str(mount), "") for plot, mount in zip(plots["plot_id"], plots["mount"], strict=True)
    }
    together = {
        group: "・".join(dict.fromkeys(mounts[one] for one in members if mounts[one]))
        for group, members in groups.items()
    }
    return {**mounts, **together}


def _facility_of(tables: Mapping[str, InputTable], groups: Mapping[str, list[str]]) -> dict[str, str]:
    facilities = {str(one): str(one) for one in tables["facilities"].frame["facility_id"]}
    plots, drops = tables["plots"].frame, tables["drops"].frame
    of_plots = {str(plot): str(one) for plot, one in zip(plots["plot_id"], plots["facility_id"], strict=True)}
    of_drops = {str(drop): str(one) for drop, one in zip(drops["drop_id"], drops["facility_id"], strict=True)}
    of_groups = {group: of_plots[members[0]] for group, members in groups.items()}
    return {**of_groups, **of_plots, **of_drops, **facilities}
