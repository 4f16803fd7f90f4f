"""Constraints and earliest years of the facilities that go further, as the study's Table 5-3 sets them out."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from typing import Any

from markupsafe import Markup

from siting.language import Text, text
from siting.reporting import amounts
from siting.reporting.page.figure import Figure, bdi
from siting.reporting.page.listing import Option
from siting.reporting.page.owners import constraint_words
from siting.reporting.page.view import NOT_DATED, NOT_STATED, View, choice_label, judgement
from siting.vocabulary.tables import CONSTRAINT_KINDS, CONSTRAINT_STATES, TECHNOLOGIES

FACILITIES = 40


@dataclass(frozen=True)
class Condition:
    """A constraint in one cell: its state, what it says, and what it is about if not the whole facility."""

    state: str
    state_label: str
    about: str
    words: Text


@dataclass(frozen=True)
class Judged:
    """The overall judgement of a technology at a facility."""

    technology: str
    label: str


@dataclass(frozen=True)
class FacilityRow:
    """A facility with everything known of its constraints; an empty cell says that nothing is recorded."""

    key: str
    facility: Markup
    sites: str
    year: object
    cells: tuple[tuple[Condition, ...], ...]
    judged: tuple[Judged, ...]


@dataclass(frozen=True)
class Conditions:
    """The table of constraints."""

    kinds: tuple[str, ...]
    rows: tuple[FacilityRow, ...]
    short_listed: bool
    more: int


def conditions(view: View) -> Conditions:
    """Constraints of the short-listed facilities, of the leading ones where there is no short list."""
    options = [option for stage in view.listing.stages for option in stage.options]
    short = [option for option in options if option.short_listed]
    going = short or list(view.listing.leading.ranked)
    by_facility = _by_facility(view)
    # Those that go further come first; what is recorded of the others may be why they do not.
    facilities = list(dict.fromkeys([*(option.facility for option in going), *by_facility]))
    kinds = [
        one
        for one in CONSTRAINT_KINDS
        if any(one.value == row["kind"] for rows in by_facility.values() for row in rows)
    ]
    rows = tuple(
        _row(
            view,
            facility,
            [one for one in going if one.facility == facility],
            by_facility.get(facility, []),
            [k.value for k in kinds],
        )
        for facility in facilities[:FACILITIES]
    )
    return Conditions(tuple(k.label(view.lang) for k in kinds), rows, bool(short), max(0, len(facilities) - FACILITIES))


def _by_facility(view: View) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for row in view.constraints:
        found.setdefault(view.names.facility_of.get(row["owner_id"], row["owner_id"]), []).append(row)
    return found


def _row(view: View, facility: str, options: list[Option], rows: list[dict[str, Any]], kinds: list[str]) -> FacilityRow:
    mounts = dict.fromkeys(mount for one in options if (mount := view.names.mounts.get(one.owner, "")))
    return FacilityRow(
        key=facility, facility=bdi(view.names.facility(facility)), sites=view.say(text(", ")).join(mounts),
        year=_year(view, options, rows),
        cells=tuple(tuple(_condition(view, row) for row in rows if row["kind"] == kind) for kind in kinds),
        judged=_judged(view, options),
    )  # fmt: skip


def _year(view: View, options: list[Option], rows: list[dict[str, Any]]) -> Figure | Text:
    years = [value for one in options if (value := one.figure("earliest_year")) is not None]
    if not options:
        years = [value for row in rows if isinstance(value := row.get("earliest_year"), float) and isfinite(value)]
    if years:
        latest = max(years)
        return Figure(repr(latest), amounts.fiscal_year(latest, view.lang))
    return NOT_DATED if any(row["state"] == "unknown" for row in rows) else NOT_STATED


def _condition(view: View, row: dict[str, Any]) -> Condition:
    owner = str(row["owner_id"])
    technology = choice_label(TECHNOLOGIES, row["technology"], view.lang) if isinstance(row["technology"], str) else ""
    place = view.names.places.get(owner, "") if owner not in view.names.facilities else ""
    about = " ".join(part for part in (technology, place) if part)
    return Condition(
        str(row["state"]),
        choice_label(CONSTRAINT_STATES, str(row["state"]), view.lang),
        about,
        constraint_words(row),
    )


def _judged(view: View, options: list[Option]) -> tuple[Judged, ...]:
    """One judgement per technology: that of the best option of the most detailed stage."""
    if not options:
        return (Judged("", judgement(view, "not_listed")),)
    first: dict[str, Option] = {}
    for option in options:
        first.setdefault(option.technology, option)
    return tuple(
        Judged(choice_label(TECHNOLOGIES, kind, view.lang), judgement(view, str(option.row["overall"])))
        for kind, option in first.items()
    )
