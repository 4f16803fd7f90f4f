"""Constraints and open points as they concern an option or a facility."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from siting.language import Text, verbatim
from siting.reporting.page.listing import Option
from siting.reporting.page.view import View


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
    for row in view.constraints:
        if row["state"] == "unknown" and row["owner_id"] in ids and concerns(row, option.technology):
            yield constraint_words(row)
