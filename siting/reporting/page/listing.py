"""Which options the page lists, in which order: the detailed stage first, the best of each stage first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from siting.reporting.results import Results

ALL_UP_TO = 500
LEADING = 200
"""A project with more options than ``ALL_UP_TO`` shows this many of each stage; the rest is in options.csv."""

STAGES = ("detail", "screening")


@dataclass(frozen=True)
class Option:
    """An evaluated option: its row of results.options, and what the ranking says of it (no rank: not the best variant)."""

    row: Mapping[str, Any]
    rank: int | None
    short_listed: bool
    overall: str
    marks: Mapping[str, str]

    @property
    def id(self) -> str:
        """The option's id."""
        return str(self.row["option_id"])

    @property
    def owner(self) -> str:
        """The plot, group or drop it stands on."""
        return str(self.row["owner_id"])

    @property
    def facility(self) -> str:
        """The id of its facility."""
        return str(self.row["facility_id"])

    @property
    def technology(self) -> str:
        """``pv`` or ``hydro``."""
        return str(self.row["technology"])

    def figure(self, column: str) -> float | None:
        """A figure of the option, None where it has none."""
        value = self.row.get(column)
        return float(value) if isinstance(value, int | float) and np.isfinite(value) else None


@dataclass(frozen=True)
class StageList:
    """The listed options of a stage, and how many of it are not listed."""

    stage: str
    options: tuple[Option, ...]
    more: int

    @cached_property
    def ranked(self) -> tuple[Option, ...]:
        """The best variant of every plot, group or drop."""
        return tuple(option for option in self.options if option.rank is not None)


@dataclass(frozen=True)
class Listing:
    """The stages that have options, the most detailed first."""

    stages: tuple[StageList, ...]

    @property
    def leading(self) -> StageList:
        """The most detailed stage that was ranked."""
        return next((stage for stage in self.stages if stage.ranked), self.stages[0])

    def stage(self, name: str) -> StageList | None:
        """A stage by its name."""
        return next((stage for stage in self.stages if stage.stage == name), None)


def listing_of(results: Results) -> Listing:
    """The options to list; of the machines tried at a drop the chosen one: the section of water power has the others."""
    options = results.options
    evaluated = options[(options["status"].eq("evaluated") & ~passed_over(options)).to_numpy(dtype=bool)]
    limit = None if len(evaluated) <= ALL_UP_TO else LEADING
    short = _short_facilities(results)
    stages = []
    for stage in STAGES:
        mine = _in_order(evaluated[evaluated["stage"].eq(stage).to_numpy(dtype=bool)], results)
        if len(mine):
            shown = mine if limit is None else mine.iloc[:limit]
            stages.append(StageList(stage, _options(shown, results, short), len(mine) - len(shown)))
    return Listing(tuple(stages))


def passed_over(options: pd.DataFrame) -> pd.Series:
    """Which options are machines of the water engine that were not chosen."""
    return options["origin"].eq("turbines") & ~options["chosen"].eq(True)


def _short_facilities(results: Results) -> frozenset[str]:
    chosen = set(results.ranking.loc[results.ranking["short_listed"].eq(True), "option_id"])
    return frozenset(results.options.loc[results.options["option_id"].isin(chosen), "facility_id"])


def _in_order(options: pd.DataFrame, results: Results) -> pd.DataFrame:
    """Ranked options in order, their other variants right behind them, options without a rank last."""
    by = results.config.ranking.by
    ranks = options["option_id"].map(results.ranking.set_index("option_id")["rank"]).astype(float)
    best = ranks.groupby([options["owner_id"], options["technology"]]).transform("min")
    first = (
        options["option_id"].where(ranks.notna()).groupby([options["owner_id"], options["technology"]]).transform("min")
    )
    value = options[by] if results.config.ranking.descending else -options[by]
    keys = pd.DataFrame(
        {"best": best, "first": first.fillna(""), "rank": ranks, "value": -value, "id": options["option_id"]}
    )
    return options.loc[keys.sort_values(list(keys.columns), kind="stable", na_position="last").index]


def _options(frame: pd.DataFrame, results: Results, short: frozenset[str]) -> tuple[Option, ...]:
    keyed = results.ranking.set_index("option_id")
    ranking = {str(key): row for key, row in keyed.loc[keyed.index.isin(frame["option_id"])].to_dict("index").items()}
    return tuple(_option(row, ranking.get(row["option_id"]), short) for row in frame.to_dict("records"))


def _option(row: Mapping[Any, Any], ranked: Mapping[Any, Any] | None, short: frozenset[str]) -> Option:
    # A detailed design is on the short list if its facility is: the short list is made in screening.
    detail = row["stage"] == "detail" and row["facility_id"] in short
    if ranked is None:
        return Option({str(k): v for k, v in row.items()}, None, detail, str(row["overall"]), {})
    marks = {
        key.removeprefix("mark_"): str(mark) for key, mark in ranked.items() if str(key).startswith("mark_") and mark
    }
    return Option(
        {str(k): v for k, v in row.items()}, int(ranked["rank"]), detail or bool(ranked["short_listed"]),
        str(ranked["overall"]), marks,
    )  # fmt: skip
