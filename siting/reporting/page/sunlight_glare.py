"""Reflections of a design towards its observers: minutes by month and hour, and the days with the most."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from siting.reporting.charts.svg import clean_text
from siting.reporting.page.figure import Shown
from siting.reporting.page.sunlight_designs import Row, amount, shown
from siting.reporting.page.view import View
from siting.vocabulary.solar import GLARE_HOURS

OBSERVERS = 6
"""So many observers of a plot have a map; glare.csv has all."""
HOURS = 24
# Bounds of the shades as shares of an hour's minutes in a month: 1, 5 and 15 minutes a day of thirty days.
SHADES_MIN = (0.0, 30.0, 150.0, 450.0)
_MINUTES = re.compile(r" ([\d.]+) min\b")


@dataclass(frozen=True)
class GlareCell:
    """Minutes of an hour of a month, and how dark the cell is (0 to 4)."""

    minutes: Shown
    shade: int


@dataclass(frozen=True)
class GlareMap:
    """What an observer gets; ``months`` is empty where it is nothing."""

    observer: str
    distance: Shown
    bearing: Shown
    minutes: Shown
    worst: str
    hours: tuple[int, ...]
    months: tuple[tuple[GlareCell, ...], ...]


def glare_maps(view: View, option_id: str) -> Iterator[GlareMap]:
    """The observers of an option, those with the most minutes first."""
    glare = view.results.glare
    mine = glare[glare["option_id"].eq(option_id).to_numpy(dtype=bool)] if len(glare) else glare
    rows = [{str(key): value for key, value in row.items()} for row in mine.to_dict("records")]
    yield from map(_map, sorted(rows, key=lambda row: -(amount(row["minutes_per_year"]) or 0.0))[:OBSERVERS])


def _map(row: Row) -> GlareMap:
    minutes = [amount(row.get(column.name)) or 0.0 for column in GLARE_HOURS]
    by_month = [minutes[at : at + HOURS] for at in range(0, len(minutes), HOURS)]
    lit = [hour for hour in range(HOURS) if any(month[hour] > 0 for month in by_month)]
    hours = range(lit[0], lit[-1] + 1) if lit else range(0)
    return GlareMap(
        observer=str(row["observer"]), distance=shown(row["distance_m"]), bearing=shown(row["bearing_deg"]),
        minutes=shown(row["minutes_per_year"]), worst=_worst(row["worst"]), hours=tuple(hours),
        months=tuple(tuple(_cell(month[hour]) for hour in hours) for month in by_month) if lit else (),
    )  # fmt: skip


def _worst(value: Any) -> str:
    """The days with their minutes in brackets."""
    return _MINUTES.sub(r" (\1)", clean_text(value)) if isinstance(value, str) else ""


def _cell(minutes: float) -> GlareCell:
    shade = sum(minutes > bound for bound in SHADES_MIN)
    return GlareCell(shown(minutes) if minutes > 0 else "", shade)
