"""The plots that were designed in detail: their rows of the layouts, the best tilt of each, names, in order of rank."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from siting.language import Text, text, verbatim
from siting.reporting import amounts
from siting.reporting.charts.svg import clean_text
from siting.reporting.page.figure import Shown, figure
from siting.reporting.page.view import View, in_each

Row = Mapping[str, Any]
_BETWEEN = re.compile(r"[\s,;|]+")


@dataclass(frozen=True)
class Plot:
    """A plot or group with the rows of its designs by rising tilt; ``options`` are the evaluated options of the same ids."""

    id: str
    designs: tuple[Row, ...]
    options: Mapping[str, Row]
    main_case: str

    @cached_property
    def best(self) -> Row:
        """The design at the best tilt under the main price case, else under any, else with the most energy."""
        for case in (self.main_case, ""):
            for row in self.designs:
                chosen = cases_of(row)
                if (case in chosen) if case else chosen:
                    return row
        return max(self.designs, key=lambda row: amount(row["annual_kwh"]) or 0.0)

    def option(self, row: Row, column: str) -> float | None:
        """A figure of the option that a design became, None where there is none."""
        return amount(self.options.get(str(row["option_id"]), {}).get(column))


def plots_of(view: View) -> tuple[Plot, ...]:
    """The designed plots in the order of their rank; those without a rank last."""
    results = view.results
    by_owner: dict[str, list[Row]] = {}
    for row in results.layouts.to_dict("records"):
        by_owner.setdefault(str(row["owner_id"]), []).append({str(key): value for key, value in row.items()})
    named = {str(row["option_id"]) for rows in by_owner.values() for row in rows}
    options = results.options[results.options["option_id"].isin(named)]
    known = {str(row["option_id"]): {str(k): v for k, v in row.items()} for row in options.to_dict("records")}
    ranks = dict(zip(results.ranking["option_id"], results.ranking["rank"].astype(float), strict=True))
    plots = [
        Plot(owner, tuple(sorted(rows, key=lambda row: float(row["tilt_deg"]))), known, view.main_case)
        for owner, rows in by_owner.items()
    ]
    return tuple(
        sorted(plots, key=lambda plot: min(ranks.get(str(row["option_id"]), math.inf) for row in plot.designs))
    )


def cases_of(row: Row) -> frozenset[str]:
    """The price cases under which a design's tilt is the best of its plot."""
    stated = row["chosen_for"]
    return frozenset(one for one in _BETWEEN.split(stated) if one) if isinstance(stated, str) else frozenset()


def place(views: Sequence[View], plot: Plot) -> Text:
    """Facility and plot in every language."""
    return in_each(views, lambda view: view.names.owner(plot.id))


def designed(views: Sequence[View], plot: Plot) -> Text:
    """The plot and its best tilt."""
    return text("{place} {tilt}°", place=place(views, plot), tilt=amounts.trimmed(amount(plot.best["tilt_deg"]), 1))


def amount(value: Any) -> float | None:
    """A number, or None where it is missing."""
    return float(value) if isinstance(value, int | float) and math.isfinite(value) else None


def shown(value: Any, decimals: int = 0) -> Shown:
    """A figure of the results to so many decimals."""
    number = amount(value)
    return figure(number, amounts.number(number, decimals))


def trimmed(value: Any, decimals: int = 1) -> Shown:
    """A figure of the results without zeros at its end."""
    number = amount(value)
    return figure(number, amounts.trimmed(number, decimals))


def notes_of(value: Any) -> Iterator[Text]:
    """Remarks of a cell: a message, several, or a user's own words."""
    if isinstance(value, Text):
        yield value
    elif isinstance(value, list | tuple):
        for one in value:
            yield from notes_of(one)
    elif isinstance(value, str) and clean_text(value):
        yield verbatim(clean_text(value))
