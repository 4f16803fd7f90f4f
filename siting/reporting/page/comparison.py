"""Figures printed elsewhere beside ours: how many agree, and each one that does not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from siting.language import Text, verbatim
from siting.reporting import amounts
from siting.reporting.page.figure import Figure, Shown, bdi, counted, figure
from siting.reporting.page.view import View, choice_label, column_label
from siting.vocabulary.tables import TECHNOLOGIES

ROWS = 100


@dataclass(frozen=True)
class Difference:
    """A published figure that differs from ours, or that we have no counterpart for."""

    name: Markup
    column: str
    published: Shown
    ours: Shown
    difference: Shown
    tolerance: Shown
    source: str
    note: Text


@dataclass(frozen=True)
class Comparison:
    """The comparison; ``total`` is 0 where the project gives no published figures."""

    total: Figure
    within: Figure
    differing: Figure
    rows: tuple[Difference, ...]
    more: int


def comparison(view: View) -> Comparison:
    """Published figures against ours."""
    published = view.results.published
    apart = published[(published["state"] != "within").to_numpy(dtype=bool)]
    rows = tuple(_difference(view, row) for row in apart.iloc[:ROWS].to_dict("records"))
    return Comparison(
        counted(len(published)),
        counted(len(published) - len(apart)),
        counted(len(apart)),
        rows,
        len(apart) - len(rows),
    )


def _difference(view: View, row: dict[Any, Any]) -> Difference:
    decimals = 3 if abs(row["value"]) < 10 else 1
    note = row["note"] if isinstance(row["note"], str) else ""
    owner = Markup("{} {} {}").format(
        bdi(view.names.owner(row["owner_id"])),
        choice_label(TECHNOLOGIES, row["technology"], view.lang),
        bdi(_variant(view, row)),
    )
    return Difference(
        owner, column_label(view, row["column"]),
        figure(row["value"], amounts.trimmed(row["value"], 4)), _number(row["ours"], decimals),
        _number(row["difference"], decimals), figure(row["tolerance"], amounts.trimmed(row["tolerance"], 4)),
        str(row["source"]), verbatim(note, en=row["note_en"] if isinstance(row["note_en"], str) else None),
    )  # fmt: skip


def _variant(view: View, row: dict[Any, Any]) -> str:
    """The design's own name where a table gives one."""
    options = view.results.options
    mine = options[(options["option_id"] == row["option_id"]).to_numpy(dtype=bool)]
    if len(mine) and mine["origin"].iloc[0] == "designs":
        return view.names.designs.get(int(mine["origin_row"].iloc[0]), str(row["variant"]))
    return str(row["variant"])


def _number(value: float, decimals: int) -> Shown:
    return figure(value, amounts.number(value, decimals))
