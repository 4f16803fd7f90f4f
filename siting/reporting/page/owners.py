"""Constraints and open points as they concern an option or a facility."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from siting.language import Text, verbatim
from siting.reporting.page.listing import Option
from siting.reporting.page.names import rows_of
from siting.reporting.page.view import View
from siting.vocabulary import table


def constraint_rows(view: View) -> list[dict[str, Any]]:
    """The rows of the table of constraints, and what the facilities say of their grid connection."""
    return [*rows_of(view.results.tables["constraints"]), *_grid_rows(view)]


def _grid_rows(view: View) -> Iterator[dict[str, Any]]:
    column = table("facilities").column("grid_state")
    for row in rows_of(view.results.tables["facilities"]):
        state = row["grid_state"]
        if isinstance(state, str):
            words = {lang: f"{column.label(lang)}: {column.choice_label(state, lang)}" for lang in ("ja", "en")}
            yield {
                "owner_id": row["facility_id"], "technology": None, "kind": "grid", "state": state,
                "text": words["ja"], "text_en": words["en"],
            }  # fmt: skip


def constraint_words(row: dict[str, Any]) -> Text:
    """What a constraint says."""
    english = row.get("text_en")
    return verbatim(str(row["text"]), en=english if isinstance(english, str) else None)


def concerns(row: dict[str, Any], technology: str) -> bool:
    """Whether a constraint speaks of a technology: one that names none speaks of all."""
    return row["technology"] not in ("pv", "hydro") or row["technology"] == technology


def open_words(view: View, option: Option) -> Iterator[Text]:
    """What is not known yet about an option."""
    ids = view.names.answers_to(option.owner)
    for row in constraint_rows(view):
        if row["state"] == "unknown" and row["owner_id"] in ids and concerns(row, option.technology):
            yield constraint_words(row)
