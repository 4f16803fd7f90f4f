"""The heat map of a sweep: options over a price, or the best option over a price and another key."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

import numpy as np

from siting.language import text
from siting.project.toml import unit_of
from siting.reporting.charts.chart import Heading
from siting.reporting.charts.heat_map import MOST_COLUMNS, MOST_ROWS, HeatRow, HeatSpec, heat_map
from siting.reporting.charts.standalone import standalone
from siting.scenarios.grid import Point
from siting.sweep.plan import Plan
from siting.sweep.points import Figures, Points

_NAMED = {"finance.discount_rate": text("discount rate"), "finance.years": text("operating years [years]")}


def heat_map_svg(plan: Plan, points: Points, lang: str) -> bytes:
    """The picture as an SVG file: B/C of the case whose price varies, else of the case that ranks."""
    across = _across(plan)
    down = next((at for at, count in enumerate(plan.grid.shape) if count > 1 and at != across), None)
    columns = _thinned(plan.grid.axes[across].values, MOST_COLUMNS)
    if down is None:
        spec = _options_spec(plan, [points.at(0, _point(plan, {across: column})) for column in columns], lang)
    else:
        rows = _thinned(plan.grid.axes[down].values, MOST_ROWS)
        found = [[points.at(0, _point(plan, {across: column, down: row})) for column in columns] for row in rows]
        spec = _best_spec(plan, found, [_plain(row) for row in rows], key_title(plan, plan.keys[down], lang), lang)
    return standalone(heat_map(_with_columns(spec, plan, across, columns, down, lang))).encode("utf-8")


def _across(plan: Plan) -> int:
    """The axis that runs to the right: a price if there is one with several values, else the longest."""
    several = [at for at in plan.price_axes if plan.grid.shape[at] > 1]
    return several[0] if several else int(np.argmax(plan.grid.shape))


def _thinned(values: Sequence[Decimal], most: int) -> list[Decimal]:
    """Every n-th value, with the least n that leaves no more than ``most``."""
    return list(values[:: -(-len(values) // most)])


def _point(plan: Plan, chosen: Mapping[int, Decimal]) -> Point:
    """The first point of the grid with other values along some axes."""
    return tuple(chosen.get(at, axis.values[0]) for at, axis in enumerate(plan.grid.axes))


def _case(plan: Plan) -> str:
    by = plan.project.config.ranking.by
    ranks = next((case for case in plan.cases if by.endswith(f"_{case}")), plan.cases[0])
    return plan.price_axes.get(_across(plan), ranks)


def _stage(found: Figures) -> int:
    """The stage that is shown: the first with ranked options."""
    ranked = found.options.stages[found.rank > 0]
    return int(ranked.min()) if len(ranked) else 0


def _options_spec(plan: Plan, found: Sequence[Figures], lang: str) -> HeatSpec:
    """A row per option, the leading ones of the last column first."""
    case, last = _case(plan), found[-1]
    mine = np.flatnonzero((last.options.stages == _stage(last)) & (last.rank > 0))
    leading = mine[np.lexsort((last.options.order[mine], last.rank[mine]))][:MOST_ROWS]
    values = [dict(zip(one.options.option_id, one.cases[case].figures["bc"], strict=True)) for one in found]
    rows = tuple(
        HeatRow(key, _label(plan, key, str(last.options.facility_id[at]), str(last.options.technology[at]), lang),
                tuple(_known(one.get(key)) for one in values))
        for at in leading for key in (str(last.options.option_id[at]),)
    )  # fmt: skip
    notes = []
    if len(mine) > len(leading):
        notes.append(
            text(
                "{shown} of {count} ranked options are shown; all are in sweep.csv", shown=len(leading), count=len(mine)
            ).say(lang)
        )
    return _spec(plan, text("Option").say(lang), rows, notes, lang)


def _best_spec(
    plan: Plan, found: Sequence[Sequence[Figures]], names: Sequence[str], row_title: str, lang: str
) -> HeatSpec:
    """A row per value of the second key, for the option that stands first at most points."""
    case = _case(plan)
    firsts = Counter(
        str(one.options.option_id[at])
        for row in found for one in row
        for at in np.flatnonzero((one.rank == 1) & (one.options.stages == _stage(one)))
    )  # fmt: skip
    best = min(firsts, key=lambda key: (-firsts[key], key)) if firsts else ""
    rows = []
    for name, row in zip(names, found, strict=True):
        values = [dict(zip(one.options.option_id, one.cases[case].figures["bc"], strict=True)).get(best) for one in row]
        rows.append(HeatRow(name, name, tuple(_known(value) for value in values)))
    notes = [text("B/C of {option}, which ranks first most often", option=best).say(lang)] if best else []
    return _spec(plan, row_title, tuple(rows if best else ()), notes, lang)


def _spec(plan: Plan, row_title: str, rows: tuple[HeatRow, ...], notes: Sequence[str], lang: str) -> HeatSpec:
    case = case_label(plan, _case(plan), lang)
    return HeatSpec(
        heading=Heading(
            "sweep", text("Financial B/C ({case})", case=case).say(lang),
            text("Financial B/C by what was varied; the line parts B/C below 1 from 1 and above.").say(lang),
            text("no option can be ranked here").say(lang),
        ),
        row_title=row_title, column_title="", columns=(), rows=rows, format_value=shown_figure,
        threshold=1.0, threshold_label="B/C = 1",
        caption=text("Financial B/C ({case})", case=case).say(lang), notes=tuple(notes),
    )  # fmt: skip


def _with_columns(
    spec: HeatSpec, plan: Plan, across: int, columns: Sequence[Decimal], down: int | None, lang: str
) -> HeatSpec:
    notes = [*spec.notes]
    for at, shown in ((across, columns), *(() if down is None else ((down, spec.rows),))):
        if len(shown) < plan.grid.shape[at] and spec.rows:
            notes.append(
                text(
                    "{shown} of {count} values of {key} are shown",
                    shown=len(shown),
                    count=plan.grid.shape[at],
                    key=plan.keys[at],
                ).say(lang)
            )
    fixed = [(at, axis.values[0]) for at, axis in enumerate(plan.grid.axes) if at not in (across, down)]
    notes += [f"{key_title(plan, plan.keys[at], lang)} = {_plain(value)}" for at, value in fixed]
    return replace(
        spec,
        column_title=key_title(plan, plan.keys[across], lang),
        columns=tuple(_plain(one) for one in columns),
        notes=tuple(notes),
    )


def key_title(plan: Plan, key: str, lang: str) -> str:
    """A varied key as people read it, with its unit."""
    case = plan.price_axes.get(plan.keys.index(key))
    if case is not None:
        technology = key.split(".")[3:]
        name = "".join([case_label(plan, case, lang), *(f", {one}" for one in technology)])
        return text("price ({case}) [yen/kWh]", case=name).say(lang)
    unit = unit_of(key)
    return _NAMED[key].say(lang) if key in _NAMED else f"{key} [{unit}]" if unit else key


def case_label(plan: Plan, name: str, lang: str) -> str:
    """The name of a case in reports."""
    case = plan.project.config.cases[name]
    return (case.label_en if lang == "en" else "") or case.label or name


def _label(plan: Plan, option_id: str, facility_id: str, technology: str, lang: str) -> str:
    facilities = plan.project.tables["facilities"].frame
    (mine,) = np.nonzero(facilities["facility_id"].eq(facility_id).to_numpy(dtype=bool))
    names = facilities.iloc[mine][["name_en", "name"] if lang == "en" else ["name"]].to_numpy(dtype=object).ravel()
    name = next((one for one in names if isinstance(one, str) and one), "")
    return f"{option_id.rpartition(f'-{technology}-')[0]} {name}".strip()


def shown_figure(value: float) -> str:
    """Two decimals; more where they would hide on which side of 1 a figure lies."""
    for decimals in range(2, 5):
        rounded = round(value, decimals)
        if (rounded >= 1.0) == (value >= 1.0):
            return f"{rounded:.{decimals}f}"
    return f"{value:.2f}"


def _plain(value: Decimal) -> str:
    return f"{value:f}"


def _known(value: float | None) -> float | None:
    return None if value is None or np.isnan(value) else float(value)
