"""The rows of a sweep, a row per point and option, as Arrow tables of bounded size."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from siting.sweep.plan import Plan
from siting.sweep.points import CASE_FIGURES, Figures
from siting.vocabulary.results import case_column

# Rows of a row group: small enough for any machine, large enough for Parquet to pack well.
BLOCK_ROWS = 100_000


@dataclass(frozen=True)
class _Column:
    """A column, its type, and its values at one point."""

    name: str
    type: Any
    values: Callable[[Figures], Any]


def _columns(plan: Plan) -> list[_Column]:
    text = pa.dictionary(pa.int32(), pa.string())
    number, yes = pa.float64(), pa.bool_()
    columns = [_Column(key, number, _of_point(at)) for at, key in enumerate(plan.keys)]
    columns += [
        _Column("option_id", text, lambda found: found.options.option_id),
        _Column("facility_id", text, lambda found: found.options.facility_id),
        _Column("technology", text, lambda found: found.options.technology),
        _Column("stage", text, lambda found: found.options.stage),
        _Column("annual_kwh", number, lambda found: found.annual_kwh),
        _Column("lcoe_yen_per_kwh", number, lambda found: found.plain["lcoe_yen_per_kwh"]),
    ]
    for case in plan.cases:
        columns += [_Column(case_column(one, case), number, _of_case(case, one)) for one in CASE_FIGURES]
        columns.append(_Column(case_column("eligible", case), yes, _eligible(case)))
    columns.append(_Column("rank", pa.int32(), lambda found: found.rank))
    return columns


def _of_point(at: int) -> Callable[[Figures], Any]:
    def values(found: Figures) -> Any:
        value = found.point[at]
        return np.full(len(found.options), np.nan if value is None else float(value))

    return values


def _of_case(case: str, figure: str) -> Callable[[Figures], Any]:
    return lambda found: found.cases[case].figures[figure]


def _eligible(case: str) -> Callable[[Figures], Any]:
    return lambda found: found.cases[case].eligible


def blocks(plan: Plan, points: Iterable[Figures], rows: int = BLOCK_ROWS) -> Iterator[pa.Table]:
    """The rows of all points in the order of the grid, about ``rows`` at a time; a point is never divided."""
    columns, waiting, held = _columns(plan), [], 0
    for found in points:
        waiting.append(found)
        held += len(found.options)
        if held >= rows:
            yield _table(columns, waiting)
            waiting, held = [], 0
    if waiting:
        yield _table(columns, waiting)


def _table(columns: Sequence[_Column], points: Sequence[Figures]) -> pa.Table:
    arrays = []
    for column in columns:
        values = np.concatenate([column.values(found) for found in points])
        # What does not exist is empty, never "nan"; rank 0 is none.
        mask = values == 0 if column.name == "rank" else None
        if pa.types.is_dictionary(column.type):
            arrays.append(pa.array(values, pa.string()).dictionary_encode().cast(column.type))
        else:
            arrays.append(pa.array(values, column.type, mask=mask, from_pandas=True))
    return pa.table(arrays, names=[column.name for column in columns])


def frame_table(columns: Mapping[str, tuple[Any, Any]]) -> pa.Table:
    """A table from columns of plain values with their types; NaN becomes empty."""
    arrays = [pa.array(values, kind, from_pandas=True) for kind, values in columns.values()]
    return pa.table(arrays, names=list(columns))
