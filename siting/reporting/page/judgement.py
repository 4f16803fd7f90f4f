"""Options and schemes side by side: marks by stated rules, the project's own words, and what the rule recommends."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

import numpy as np
import pandas as pd

from siting.language import Text, text, verbatim
from siting.project.cases import Case
from siting.project.judgement import POINTS, Comparison, Recommend
from siting.rank.comparison import column_label, row_label
from siting.rank.recommendation import said as said_figure
from siting.rank.recommendation import unit_words
from siting.reporting import amounts
from siting.reporting.page.figure import Figure, Shown, figure, raw_number
from siting.reporting.page.focus import case_words, focus, option_words, scheme_words
from siting.reporting.page.schemes import is_outcome
from siting.reporting.page.view import View, in_each
from siting.vocabulary.columns import Column
from siting.vocabulary.comparison import compared_column

COLUMNS_SHOWN = 12
OUT_SHOWN = 6
_YEAR = "earliest_year"
GIVEN = "†"


@dataclass(frozen=True)
class Cell:
    """A cell: its mark, its figure or words, and how many columns it stands for."""

    mark: str
    shown: Shown | Text
    span: int = 1


@dataclass(frozen=True)
class Line:
    """A row of a comparison; ``sign`` refers to the rules: marks that are given, weight of its points."""

    label: Text
    sign: str
    unit: Text | str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Verdict:
    """What the rule recommends, what comes next and what is out, with reasons; ``about`` names the option of schemes."""

    about: Text | None
    sentences: tuple[Text, ...]


@dataclass(frozen=True)
class SideBySide:
    """A comparison: its columns (with whether each is recommended), rows, verdicts and rules."""

    id: str
    heading: Text
    about: Text | None
    columns: tuple[tuple[Text, bool], ...]
    lines: tuple[Line, ...]
    more: int
    verdicts: tuple[Verdict, ...]
    given: Text | None
    given_source: str
    assumed: bool
    rules: tuple[Text, ...]


@dataclass(frozen=True)
class Comparisons:
    """The section."""

    tables: tuple[SideBySide, ...]


def has_judgement(view: View) -> bool:
    """Whether anything is compared."""
    return not view.results.judgement.empty


def judgement(views: Sequence[View]) -> Comparisons:
    """The section of comparisons."""
    results = views[0].results
    return comparisons(views, results.judgement, results.recommendations)


def comparisons(views: Sequence[View], judged: pd.DataFrame, placed: pd.DataFrame) -> Comparisons:
    """The section made of the long frames of ``siting.rank.comparison`` and ``siting.rank.recommendation``."""
    stated = views[0].results.config.judgement
    parts = (
        ("options", text("Options side by side"), stated.options),
        ("schemes", text("Schemes side by side"), stated.schemes),
    )
    tables = tuple(
        _table(views, name, heading, comparison, judged[judged["table"].eq(name)], placed[placed["table"].eq(name)])
        for name, heading, comparison in parts
        if comparison is not None and judged["table"].eq(name).any()
    )
    return Comparisons(tuple(_said_once(tables)))


def _said_once(tables: Iterable[SideBySide]) -> Iterator[SideBySide]:
    """The tables, without rules that an earlier one has told."""
    told: set[Text] = set()
    for one in tables:
        yield replace(one, rules=tuple(rule for rule in one.rules if rule not in told))
        told |= set(one.rules)


def _table(
    views: Sequence[View], name: str, heading: Text, comparison: Comparison, judged: pd.DataFrame, placed: pd.DataFrame
) -> SideBySide:
    shown, standing, about = _leading(views, name, judged, placed)
    ids = _columns(shown, standing)
    rule = comparison.recommend
    best = set(standing.loc[standing["place"].eq(1), "column_id"])
    return SideBySide(
        id=name, heading=heading, about=about,
        columns=tuple((_name(views, name, one), one in best) for one in ids[:COLUMNS_SHOWN]),
        lines=tuple(_lines(views, name, comparison, shown, ids[:COLUMNS_SHOWN])),
        more=max(0, len(ids) - COLUMNS_SHOWN),
        verdicts=tuple(_verdicts(views, name, comparison, standing)),
        given=verbatim(rule.given, en=rule.given_en or None) if rule and rule.given else None,
        given_source=rule.source if rule else "", assumed=bool(rule and rule.assumption),
        rules=tuple(_rules(views, name, comparison)),
    )  # fmt: skip


def _leading(
    views: Sequence[View], name: str, judged: pd.DataFrame, placed: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame, Text | None]:
    """What the table shows: all options; of schemes those of the option the page goes into, under the main case if it is there."""
    if name == "options":
        return judged, placed, None
    chosen = focus(views[0])
    known = judged["option_id"].to_numpy(dtype=object)
    option = chosen.id if chosen is not None and chosen.id in known else known[0]
    mine = judged[judged["option_id"].eq(option)]
    cases = list(dict.fromkeys(mine["case"]))
    case = views[0].main_case if views[0].main_case in cases else cases[0]
    standing = placed[placed["option_id"].eq(option) & placed["case"].eq(case)]
    return mine[mine["case"].eq(case)], standing, _about(views, str(option), str(case))


def _about(views: Sequence[View], option: str, case: str) -> Text:
    named = _name(views, "options", option)
    if not case:
        return named
    return text("{option}, {case}", option=named, case=case_words(views, case))


def _columns(shown: pd.DataFrame, standing: pd.DataFrame) -> list[str]:
    """The columns in the order of the frame; the recommended ones first where not all can be shown."""
    ids = [str(one) for one in dict.fromkeys(shown["column_id"])]
    if len(ids) <= COLUMNS_SHOWN:
        return ids
    place = {str(one): at or len(ids) for one, at in zip(standing["column_id"], standing["place"], strict=True)}
    return sorted(ids, key=lambda one: place.get(one, len(ids)))


def _name(views: Sequence[View], table: str, column_id: str) -> Text:
    return scheme_words(views, column_id) if table == "schemes" else option_words(views, column_id)


def _lines(
    views: Sequence[View], table: str, comparison: Comparison, shown: pd.DataFrame, ids: Sequence[str]
) -> Iterator[Line]:
    cases = views[0].results.config.cases
    out = _not_coming_about(views[0].results.schemes, shown) if table == "schemes" else set()
    for at, row in enumerate(comparison.rows):
        mine = shown[shown["row"].eq(at)].set_index("column_id").loc[list(ids)].to_dict("records")
        column = _column(table, row.column, cases)
        blank = out if column is not None and is_outcome(column.name) else ()
        values = [np.nan if name in blank else one["value"] for name, one in zip(ids, mine, strict=True)]
        unit, said = _figures(views, column, values) if column else ("", [""] * len(mine))
        # The table of all options holds the raw values of options.
        plain = [str(one) for one in said] if table == "options" else said
        cells = [
            Cell(str(one["mark"]), one["text"] if isinstance(one["text"], Text) else figure_ or _blank(one["mark"]))
            for one, figure_ in zip(mine, plain, strict=True)
        ]
        weight = f"×{amounts.trimmed(row.weight)}" if row.weight > 0 and _by_points(comparison) else ""
        yield Line(row_label(table, row, cases), (GIVEN if row.mark else "") + weight, unit, tuple(_merged(cells)))


def _not_coming_about(schemes: pd.DataFrame, shown: pd.DataFrame) -> set[str]:
    """The schemes that nobody would do: what would follow from them is no result."""
    if schemes.empty or shown.empty:
        return set()
    mine = schemes["option_id"].eq(shown["option_id"].iloc[0]) & schemes["case"].eq(shown["case"].iloc[0])
    return {str(one) for one in schemes.loc[mine & ~schemes["feasible"].astype(bool), "scheme"]}


def _blank(mark: str) -> str:
    return "" if mark else amounts.MISSING


def _by_points(comparison: Comparison) -> bool:
    return comparison.recommend is not None and comparison.recommend.by == POINTS


def _merged(cells: Sequence[Cell]) -> Iterator[Cell]:
    """Neighbours that say the same words as one cell."""
    for (mark, shown), same in groupby(cells, key=lambda one: (one.mark, one.shown)):
        mine = list(same)
        if isinstance(shown, Text):
            yield Cell(mark, shown, len(mine))
        else:
            yield from mine


def _column(table: str, name: str | None, cases: Iterable[str]) -> Column | None:
    try:
        return compared_column(table, name, cases)[0] if name else None
    except KeyError:
        return Column(str(name), "", "", decimals=2)


def _figures(views: Sequence[View], column: Column, values: Sequence[float]) -> tuple[Text | str, list[Shown]]:
    """The unit of a row and its figures in it."""
    if column.name == _YEAR:
        return text("fiscal year"), [
            Figure(raw_number(one), str(int(one))) if one == one else amounts.MISSING for one in values
        ]
    if column.unit == "yen":
        known = [abs(one) for one in values if np.isfinite(one)]
        unit = amounts.yen_column(max(known, default=None), *(view.lang for view in views))
        return unit.name, [figure(one, amounts.yen_in(unit, one)) for one in values]
    if column.unit == "-":
        return "", [figure(one, amounts.percent(one)) for one in values]
    return (unit_words(column) if column.unit else ""), [
        figure(one, amounts.number(one, column.decimals)) for one in values
    ]


def _verdicts(views: Sequence[View], table: str, comparison: Comparison, placed: pd.DataFrame) -> Iterator[Verdict]:
    """What the rule says of what the table shows; that of other options and cases stands in judgement.csv."""
    if len(placed):
        yield Verdict(None, tuple(_sentences(views, table, comparison, placed)))


def _sentences(views: Sequence[View], table: str, comparison: Comparison, group: pd.DataFrame) -> Iterator[Text]:
    first, second = (group[group["place"].eq(at)] for at in _two_places(group["place"].to_numpy()))
    if first.empty:
        yield text("Nothing can be recommended by the rule.")
    else:
        best = _names(views, table, first)
        yield text("Recommended by the rule: {best}. {reason}.", best=best, reason=first["reason"].iloc[0])
    if len(second):
        figure_ = _decided(views, table, comparison, second["value"].iloc[0])
        yield text("Next: {next}, {figure}.", next=_names(views, table, second), figure=figure_)
    for column_id, reason in group.loc[group["place"].eq(0), ["column_id", "reason"]].to_numpy()[:OUT_SHOWN]:
        yield text("Out: {name}, {reason}.", name=_name(views, table, str(column_id)), reason=reason)


def _decided(views: Sequence[View], table: str, comparison: Comparison, value: float) -> Text:
    """The figure or the points that decide."""
    rule = comparison.recommend
    column = None if rule is None or rule.by == POINTS else _column(table, rule.by, views[0].results.config.cases)
    return text("{points} points", points=f"{value:g}") if column is None else said_figure(column, value)


def _two_places(places: Any) -> tuple[int, int]:
    """The first place and the one that follows it, whatever ties left; -1 where there is none."""
    taken = sorted({int(one) for one in places if one > 0})
    return (taken[0] if taken else -1), (taken[1] if len(taken) > 1 else -1)


def _names(views: Sequence[View], table: str, group: pd.DataFrame) -> Text:
    return _joined(views, [_name(views, table, str(one)) for one in group["column_id"]])


def _joined(views: Sequence[View], parts: Sequence[Text]) -> Text:
    return in_each(views, lambda view: view.say(text(", ")).join(view.say(one) for one in parts))


def _rules(views: Sequence[View], table: str, comparison: Comparison) -> Iterator[Text]:
    """How marks, points and the recommendation come about."""
    cases = views[0].results.config.cases
    computed = [row for row in comparison.rows if row.column and row.marks]
    for symbols in dict.fromkeys(row.symbols for row in computed if row.marks and row.marks.scale == "rank"):
        yield text("{symbols}: rank among the feasible, ties share it.", symbols=" ".join(symbols))
    for row in computed:
        if row.marks and row.marks.scale == "threshold":
            bounds = ", ".join(amounts.trimmed(one, 3) for one in row.marks.thresholds)
            yield text("{symbols}: by the thresholds {bounds} ({row}).", symbols=" ".join(row.symbols), bounds=bounds, row=row_label(table, row, cases))  # fmt: skip
    given = [row for row in comparison.rows if row.mark]
    if given:
        sources = ", ".join(dict.fromkeys(row.source for row in given if row.source)) or amounts.MISSING
        yield text("{sign}: given, not computed ({source}).", sign=GIVEN, source=sources)
    if comparison.recommend is not None:
        yield from _rule(table, comparison, comparison.recommend, cases)


def _rule(table: str, comparison: Comparison, rule: Recommend, cases: Mapping[str, Case]) -> Iterator[Text]:
    """What decides, and for points what each mark counts."""
    if rule.by == POINTS:
        weighted = [row for row in comparison.rows if row.weight > 0]
        for row in {row.symbols: row for row in weighted}.values():
            points = " ".join(f"{mark} {amounts.trimmed(one)}" for mark, one in comparison.points_of(row).items())
            yield text("Points: {points}, without a mark 0, times the weight ×.", points=points)
        decides = text("most points")
    else:
        column = column_label(table, rule.by, cases)
        decides = text("highest {column}", column=column) if rule.descending else text("lowest {column}", column=column)
    if rule.among == "feasible":
        yield text("Recommended: {rule} among the feasible.", rule=decides)
    else:
        yield text("Recommended: {rule} among all, feasible or not.", rule=decides)
