"""Break-even prices: the price at which NPV is 0 and B/C is 1, by option, case and the other varied keys."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa

from siting.finance.metrics import Floats
from siting.scenarios.grid import Choice
from siting.sweep.plan import Plan
from siting.sweep.points import Figures, Points, Words
from siting.sweep.table import frame_table


def break_even_tables(plan: Plan, points: Points) -> Iterator[pa.Table]:
    """A table per combination of the keys that are no prices: a row per option and case.

    Along a price nothing has to be searched: benefits are linear in it. Prices are the project's own meanwhile, and
    so are the designs of drops' machines; only a technology that has no price of its own takes one of the grid.
    """
    others = tuple(at for at in range(len(plan.keys)) if at not in plan.price_axes)
    for point in plan.grid.over(others):
        free: Choice = tuple(value if at in others else None for at, value in enumerate(point))
        own, priced = points.at(0, free), None
        if plan.price_axes and not all(case.eligible.all() for case in own.cases.values()):
            priced = points.at(0, _priced(plan, free))
        yield _table(plan, own, priced, {plan.keys[at]: float(point[at]) for at in others})


def _priced(plan: Plan, point: Choice) -> Choice:
    """The point with prices above 0: the break-even price is found in proportion to the price."""
    values = list(point)
    for at in plan.price_axes:
        values[at] = next((one for one in plan.grid.axes[at].values if one > 0), None)
    return tuple(values)


def _table(plan: Plan, own: Figures, priced: Figures | None, others: dict[str, float]) -> pa.Table:
    options, cases = own.options, plan.cases
    count = len(options)

    def each(words: Words) -> Words:
        return np.repeat(words, len(cases))

    prices = np.column_stack([_prices(own, priced, case) for case in cases]).ravel()
    return frame_table({
        **{key: (pa.float64(), np.full(count * len(cases), value)) for key, value in others.items()},
        "option_id": (pa.string(), each(options.option_id)),
        "facility_id": (pa.string(), each(options.facility_id)),
        "technology": (pa.string(), each(options.technology)),
        "stage": (pa.string(), each(options.stage)),
        "case": (pa.string(), list(cases) * count),
        "break_even_yen_per_kwh": (pa.float64(), prices),
    })  # fmt: skip


def _prices(own: Figures, priced: Figures | None, case: str) -> Floats:
    column = "break_even_yen_per_kwh"
    found = own.cases[case].figures[column]
    if priced is None or len(priced.options) != len(found):
        return found
    return np.where(own.cases[case].eligible, found, priced.cases[case].figures[column])
