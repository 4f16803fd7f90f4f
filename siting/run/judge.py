"""The overall judgement of ranked options and the sentence that carries it."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from siting.finance.metrics import Floats
from siting.language import Text, text, verbatim
from siting.project.load import Project
from siting.rank.comparison import constraint_words, judge_options, judge_schemes, nothing
from siting.rank.judgement import constraint_summary, overall
from siting.rank.recommendation import recommendations
from siting.sites.candidates import relations
from siting.sites.conditions import conditions
from siting.vocabulary.eras import say_fiscal_year


def judge(project: Project, options: pd.DataFrame) -> pd.DataFrame:
    """The options with ``overall``, ``earliest_year`` and ``why`` (evaluated ones only)."""
    links = relations(project.tables, options)
    summary = constraint_summary(links, conditions(project.tables), options)
    judged = overall(summary, project.config.ranking.timing, project.config.project.base_year)
    evaluated = options["status"].eq("evaluated").to_numpy(dtype=bool)
    overalls = judged.to_numpy(dtype=object).copy()
    overalls[~evaluated] = None
    years = summary["earliest_year"].to_numpy(dtype=float)
    return options.assign(
        overall=overalls,
        earliest_year=years,
        why=pd.Series(
            _whys(overalls, years, summary["unknown"].to_numpy(), summary["limits"].to_numpy()),
            index=options.index,
            dtype=object,
        ),
    )


def _whys(
    overalls: npt.NDArray[np.object_], years: Floats, unknown: npt.NDArray[np.int64], limits: npt.NDArray[np.int64]
) -> Any:
    """The reason of every option; each different one is put into words once."""
    frame = pd.DataFrame({"overall": overalls, "year": years, "unknown": unknown, "limits": limits})
    numbers = frame.groupby(list(frame.columns), dropna=False, sort=False).ngroup().to_numpy()
    _, first = np.unique(numbers, return_index=True)
    said = np.empty(len(first), dtype=object)
    for at, row in enumerate(first):
        said[at] = _why(overalls[row], years[row], int(unknown[row]), int(limits[row]))
    return said[numbers]


def _why(judged: str | None, year: float, unknown: int, limits: int) -> Text | None:
    if judged is None:
        return None
    if judged == "blocked":
        return text("a constraint rules it out")
    when = None if np.isnan(year) else fiscal_year_text(int(year))
    if when and unknown:
        return text("from {year}; open points: {count}", year=when, count=unknown)
    if when:
        return text("from {year}", year=when)
    if unknown:
        return text("no earliest year is known; open points: {count}", count=unknown)
    if limits:
        return text("limits to be observed: {count}", count=limits)
    return text("no constraint is recorded")


def fiscal_year_text(year: int) -> Text:
    """A fiscal year as each language counts it."""
    return verbatim(say_fiscal_year(year, "en"), ja=say_fiscal_year(year, "ja"), en=say_fiscal_year(year, "en"))


def side_by_side(project: Project, options: pd.DataFrame, schemes: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The comparisons of options and of schemes in long form, and the place each has under the project's rule."""
    stated, cases = project.config.judgement, project.config.cases
    words = constraint_words(relations(project.tables, options), project.tables["constraints"].frame, options)
    of_options = judge_options(options, stated, cases, words)
    of_schemes = judge_schemes(schemes, stated, cases) if len(schemes) else nothing()
    placed = [
        recommendations("options", options, of_options, stated, cases),
        recommendations("schemes", schemes, of_schemes, stated, cases),
    ]
    return pd.concat([of_options, of_schemes], ignore_index=True), pd.concat(placed, ignore_index=True)
