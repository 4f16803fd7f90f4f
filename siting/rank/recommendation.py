"""What the stated rule recommends among options or schemes, and why: the first, the next, what is out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from siting.finance.metrics import Floats
from siting.language import Text, text, verbatim
from siting.project.cases import Case
from siting.project.judgement import POINTS, Comparison, Judgement
from siting.rank.comparison import column_label, feasible, figures, group_positions
from siting.rank.order import shared_ranks
from siting.vocabulary.columns import Column
from siting.vocabulary.comparison import compared_column
from siting.vocabulary.eras import say_fiscal_year

MILLION = 1e6
_UNITS = {
    "t/y": text("t/y"), "yen/kWh": text("yen/kWh"), "y": text("years"), "yen/y": text("yen/y"), "yen/t": text("yen/t"),
    "yen/m3": text("yen/m³"), "yen/month": text("yen/month"), "kWh/y": verbatim("kWh"),
}  # fmt: skip
COLUMNS = ("table", "option_id", "case", "column_id", "place", "value", "reason")


@dataclass(frozen=True)
class Recommendation:
    """The place of an option or scheme under the rule: 1 is recommended, equal figures share it, 0 is out.

    ``value`` is the figure or the points that decide (unrounded), ``reason`` says what it rests on.
    """

    table: str
    option_id: str
    case: str
    column_id: str
    place: int
    value: float
    reason: Text


def recommendations(
    table: str, frame: pd.DataFrame, judged: pd.DataFrame, judgement: Judgement, cases: Mapping[str, Case]
) -> pd.DataFrame:
    """A ``Recommendation`` per row of ``frame`` (what ``judge_options`` or ``judge_schemes`` judged as ``judged``)."""
    comparison = judgement.schemes if table == "schemes" else judgement.options
    found: list[Recommendation] = []
    if comparison is not None and comparison.recommend is not None and len(frame):
        found = list(_placed(table, frame.reset_index(drop=True), judged, comparison, cases))
    columns = {name: [getattr(one, name) for one in found] for name in COLUMNS}
    types = {"place": np.int64, "value": np.float64}
    return pd.DataFrame({name: pd.Series(values, dtype=types.get(name, object)) for name, values in columns.items()})


def _placed(
    table: str, frame: pd.DataFrame, judged: pd.DataFrame, comparison: Comparison, cases: Mapping[str, Case]
) -> Iterator[Recommendation]:
    rule = comparison.recommend
    assert rule is not None
    by_points = rule.by == POINTS
    value = _sums(judged, len(frame)) if by_points else figures(frame, rule.by)
    can = feasible(table, frame) if rule.among == "feasible" else np.ones(len(frame), dtype=bool)
    counted = np.where(can, value, np.nan)
    ids = frame["scheme" if table == "schemes" else "option_id"].astype(str)
    case = frame["case"].astype(str) if table == "schemes" and "case" in frame else pd.Series("", frame.index)
    shown = [*_points_words(judged, comparison, value)] if by_points else _figure_words(table, rule.by, value, cases)
    best_is = text("highest") if rule.descending or by_points else text("lowest")
    for group in group_positions(table, frame):
        places = shared_ranks(counted[group], rule.descending or by_points)
        total = int((places > 0).sum())
        for at, place in zip(group, places, strict=True):
            reason = _out(frame, int(at), bool(can[at])) if place == 0 else shown[at]
            if place == 1:
                reason = _first(reason, best_is, total, int((places == 1).sum()))
            yield Recommendation(
                table, str(frame["option_id"].iloc[at]), case.iloc[at], ids.iloc[at], int(place), float(value[at]), reason
            )  # fmt: skip


def _first(reason: Text, best_is: Text, total: int, tied: int) -> Text:
    if total == 1:
        return text("{reason}; the only one that can be compared", reason=reason)
    if tied > 1:
        return text("{reason}: the {best} of {total}, equal in {tied}", reason=reason, best=best_is, total=str(total), tied=str(tied))  # fmt: skip
    return text("{reason}: the {best} of {total}", reason=reason, best=best_is, total=str(total))


def _out(frame: pd.DataFrame, at: int, can: bool) -> Text:
    """Why a column has no place: it cannot be had, or has no figure."""
    if can:
        return text("without the figure that decides")
    stated = next((frame[name].iloc[at] for name in ("why_not", "why") if name in frame), None)
    if isinstance(stated, Text):
        return stated
    return verbatim(stated) if isinstance(stated, str) and stated else text("not feasible")


def _sums(judged: pd.DataFrame, count: int) -> Floats:
    """The points of every column over all rows; rows of ``judged`` follow each other in the order of the frame."""
    points = np.nan_to_num(judged["points"].to_numpy(dtype=np.float64)).reshape(-1, count)
    return np.asarray(points.sum(axis=0), dtype=np.float64)


def _figure_words(table: str, name: str, value: Floats, cases: Mapping[str, Case]) -> list[Text]:
    label = column_label(table, name, cases)
    try:
        column = compared_column(table, name, cases)[0]
    except KeyError:
        column = Column(name, name, name, decimals=2)
    return [text("{label} {value}", label=label, value=said(column, one)) for one in value]


def said(column: Column, value: float) -> Text:
    """A figure as a sentence says it."""
    if not np.isfinite(value):
        return verbatim("–")
    if column.name == "earliest_year":
        return verbatim("", **{lang: say_fiscal_year(int(value), lang) for lang in ("ja", "en")})
    if column.unit == "yen":
        return text("{amount} million yen", amount=_number(value / MILLION, 1))
    if column.unit == "-":
        return verbatim(f"{_number(value * 100, max(0, column.decimals - 2))}%")
    if not column.unit:
        return verbatim(_number(value, column.decimals))
    return text("{value} {unit}", value=_number(value, column.decimals), unit=unit_words(column))


def unit_words(column: Column) -> Text:
    """The unit of a figure in words; nothing for a share, which is said in percent."""
    return _UNITS.get(column.unit) or verbatim("" if column.unit == "-" else column.unit)


def _number(value: float, decimals: int) -> str:
    return f"{value:,.{decimals}f}".replace("-", "−")


def _points_words(judged: pd.DataFrame, comparison: Comparison, sums: Floats) -> Iterator[Text]:
    """The points and the rows they come from: mark x points x weight."""
    count = len(sums)
    rows = [judged.iloc[at * count : (at + 1) * count] for at in range(len(comparison.rows))]
    for column, total in enumerate(sums):
        parts: Text | None = None
        for row, part in zip(comparison.rows, rows, strict=True):
            mark, points = part["mark"].iloc[column], part["points"].iloc[column]
            if row.weight > 0 and mark:
                one = text("{label} {mark} {points}", label=part["label"].iloc[column], mark=mark, points=f"{points:g}")
                parts = one if parts is None else text("{one}; {rest}", one=parts, rest=one)
        if parts is None:
            yield text("{points} points", points=f"{total:g}")
        else:
            yield text("{points} points ({parts})", points=f"{total:g}", parts=parts)
