"""Options and schemes side by side: figures, words, marks and points, row by row and by stated rules only.

Marks follow from unrounded figures of feasible columns, equal figures share a rank; words and given marks are the
project's own. Nothing is judged that project.toml does not ask for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from siting.language import Text, text, verbatim
from siting.project.cases import Case
from siting.project.judgement import Comparison, Judgement, Row
from siting.rank.order import marks
from siting.vocabulary.columns import Kind
from siting.vocabulary.comparison import JUDGED_COLUMNS, compared_column, role, side_of
from siting.vocabulary.tables import CONSTRAINT_KINDS

Objects = npt.NDArray[np.object_]
COLUMNS = ("table", "option_id", "case", "column_id", "row", "label", "value", "text", "mark", "points")
# What a column of a comparison of options answers to, the nearest first.
ANSWERS = ("option_id", "owner_id", "place_id", "facility_id")


def judge_options(
    options: pd.DataFrame,
    judgement: Judgement,
    cases: Mapping[str, Case],
    constraints: Mapping[tuple[str, str], Text] | None = None,
) -> pd.DataFrame:
    """The comparison of these options (rows of options.csv with ``overall``) in long form: a row per option and row.

    ``constraints`` are the words of each option's constraints by option id and kind, see ``constraint_words``.
    """
    if judgement.options is None:
        return nothing()
    options = options.reset_index(drop=True)
    return _judged("options", options, options["option_id"], judgement.options, cases, constraints or {})


def judge_schemes(schemes: pd.DataFrame, judgement: Judgement, cases: Mapping[str, Case]) -> pd.DataFrame:
    """The comparison of schemes in long form, for every option and price case by itself.

    Needs ``option_id, scheme, kind, feasible`` and figures; ``case`` where there are several.
    """
    if judgement.schemes is None:
        return nothing()
    schemes = schemes.reset_index(drop=True)
    return _judged("schemes", schemes, schemes["scheme"], judgement.schemes, cases, {})


def nothing() -> pd.DataFrame:
    """A comparison without rows."""
    return pd.DataFrame({name: pd.Series(dtype=_TYPES.get(name, object)) for name in COLUMNS})


def feasible(table: str, frame: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Which columns of a comparison can be had: feasible schemes, options that no constraint blocks."""
    if table == "schemes":
        return frame["feasible"].eq(True).to_numpy(dtype=bool)
    return ~frame["overall"].eq("blocked").to_numpy(dtype=bool)


def row_label(table: str, row: Row, cases: Mapping[str, Case]) -> Text:
    """What a row is called: the project's name for it, else that of its column, role or constraint."""
    if row.label:
        return verbatim(row.label, en=row.label_en)
    if row.column is not None:
        return column_label(table, row.column, cases)
    if row.role is not None:
        one = role(row.role)
    else:
        one = next(kind for kind in CONSTRAINT_KINDS if kind.value == row.constraint)
    return verbatim(one.ja, ja=one.ja, en=one.en)


def column_label(table: str, name: str, cases: Mapping[str, Case]) -> Text:
    """What a column is called, with its price case."""
    try:
        column, case = compared_column(table, name, cases)
    except KeyError:
        return verbatim(name)
    label = verbatim(column.ja, ja=column.ja, en=column.en)
    if case is None:
        return label
    stated = cases[case]
    return text("{column} ({case})", column=label, case=verbatim(stated.label or case, en=stated.label_en or None))


def constraint_words(
    links: pd.DataFrame, constraints: pd.DataFrame, options: pd.DataFrame
) -> dict[tuple[str, str], Text]:
    """The words of the constraints table by option id and kind; those of a technology only for its options.

    ``links`` pairs option ids with the owner ids they answer to.
    """
    technology = options.set_index("option_id")["technology"]
    mine = links[links["option_id"].isin(technology.index)].merge(constraints, on="owner_id")
    fits = mine["technology"].isna() | (mine["technology"] == mine["option_id"].map(technology))
    found: dict[tuple[str, str], Text] = {}
    for one in mine[fits.to_numpy(dtype=bool) & mine["text"].notna().to_numpy(dtype=bool)].to_dict("records"):
        key = (str(one["option_id"]), str(one["kind"]))
        said = verbatim(str(one["text"]), en=one["text_en"] if isinstance(one.get("text_en"), str) else None)
        found[key] = text("{one}; {rest}", one=found[key], rest=said) if key in found else said
    return found


_TYPES: dict[str, Any] = {"row": np.int64, "value": np.float64, "points": np.float64}


def _judged(
    table: str,
    frame: pd.DataFrame,
    ids: pd.Series,
    comparison: Comparison,
    cases: Mapping[str, Case],
    constraints: Mapping[tuple[str, str], Text],
) -> pd.DataFrame:
    groups, keys = group_positions(table, frame), _keys(table, frame)
    case = frame["case"] if table == "schemes" and "case" in frame else pd.Series("", frame.index, dtype=object)
    parts = []
    for at, row in enumerate(comparison.rows):
        value = figures(frame, row.column)
        mark = _given(keys, row.mark, "") if row.mark else _computed(table, frame, row, value, groups)
        parts.append(
            pd.DataFrame(
                {
                    "table": _same(table, len(frame)), "option_id": frame["option_id"].to_numpy(dtype=object),
                    "case": case.to_numpy(dtype=object), "column_id": ids.to_numpy(dtype=object), "row": np.int64(at), "label": _same(row_label(table, row, cases), len(frame)),
                    "value": value, "text": _words(table, frame, row, keys, constraints), "mark": mark,
                    "points": _points(mark, comparison.points_of(row), row.weight),
                }
            )
        )  # fmt: skip
    if not parts or not len(frame):
        return nothing()
    return pd.concat(parts, ignore_index=True).astype({name: _TYPES.get(name, object) for name in COLUMNS})


def figures(frame: pd.DataFrame, column: str | None) -> npt.NDArray[np.float64]:
    """The numbers of a column; NaN where there are none."""
    if column is None or column not in frame:
        return np.full(len(frame), np.nan)
    return pd.to_numeric(frame[column], errors="coerce").to_numpy(dtype=np.float64)


def group_positions(table: str, frame: pd.DataFrame) -> list[npt.NDArray[np.int64]]:
    """Positions of what is compared with each other: all options, the schemes of each option under each case."""
    if table == "options":
        return [np.arange(len(frame), dtype=np.int64)] if len(frame) else []
    names = ["option_id", "case"] if "case" in frame else ["option_id"]
    return [np.asarray(one, dtype=np.int64) for one in frame.groupby(names, sort=False).indices.values()]


def _keys(table: str, frame: pd.DataFrame) -> list[tuple[str, ...]]:
    """The names under which the project may speak of each column, the nearest first."""
    names = ["scheme"] if table == "schemes" else [name for name in ANSWERS if name in frame]
    return [tuple(str(one) for one in row) for row in frame[names].itertuples(index=False)]


def _given(keys: Sequence[tuple[str, ...]], stated: Mapping[str, Any], missing: Any) -> Objects:
    found = np.empty(len(keys), dtype=object)
    for at, names in enumerate(keys):
        found[at] = next((stated[name] for name in names if name in stated), missing)
    return found


def _computed(
    table: str,
    frame: pd.DataFrame,
    row: Row,
    value: npt.NDArray[np.float64],
    groups: Iterable[npt.NDArray[np.int64]],
) -> Objects:
    found = np.full(len(frame), "", dtype=object)
    if row.marks is not None:
        judged = np.where(feasible(table, frame), value, np.nan)
        for group in groups:
            found[group] = marks(judged[group], row.marks)
    return found


def _words(
    table: str,
    frame: pd.DataFrame,
    row: Row,
    keys: Sequence[tuple[str, ...]],
    constraints: Mapping[tuple[str, str], Text],
) -> Objects:
    stated = {name: verbatim(words, en=row.text_en.get(name)) for name, words in row.text.items()}
    found = _given(keys, stated, None)
    if row.role is not None:
        sides = [side_of(str(kind), row.role) for kind in frame["kind"]]
        for at, side in enumerate(sides):
            found[at] = found[at] or verbatim(side.ja, ja=side.ja, en=side.en)
    elif row.constraint is not None:
        for at, option in enumerate(frame["option_id"]):
            found[at] = constraints.get((str(option), row.constraint))
    elif row.column is not None:
        found = _choices(frame, row.column)
    return found


def _choices(frame: pd.DataFrame, name: str) -> Objects:
    """The labels of a column of words such as ``overall``; nothing for figures."""
    found = np.full(len(frame), None, dtype=object)
    known = {column.name: column for column in JUDGED_COLUMNS if column.kind is Kind.CHOICE}
    if name in known:
        labels = {one.value: verbatim(one.ja, ja=one.ja, en=one.en) for one in known[name].choices}
        for at, value in enumerate(frame[name]):
            found[at] = labels.get(str(value))
    return found


def _points(mark: Objects, points: Mapping[str, float], weight: float) -> npt.NDArray[np.float64]:
    if weight == 0:
        return np.full(len(mark), np.nan)
    return np.array([weight * points.get(str(one), 0.0) for one in mark], dtype=np.float64)


def _same(value: Any, count: int) -> Objects:
    found = np.empty(count, dtype=object)
    found[:] = value
    return found
