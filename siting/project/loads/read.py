"""A load as project.toml states it to the hours of a year, or everything that is wrong with it."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from siting.errors import InputProblems, Problem
from siting.language import Text, text
from siting.project.flows.cells import times_in
from siting.project.flows.headings import MONTHS, is_total, merged_figures, named_column
from siting.project.flows.mean_year import HOUR, say_step
from siting.project.flows.months import across, down, month_headings, month_in
from siting.project.flows.readings import Gathered, Readings, faults_of, gather, read_figures
from siting.project.flows.series import series_of
from siting.project.flows.sheets import AskedFile, Sheet, open_sheets
from siting.project.loads.calendar import USUAL_FISCAL_YEAR, Floats, days_of
from siting.project.loads.columns import HALF_HOUR, HalfHourColumns, figure_columns, find_half_hours
from siting.project.loads.record import Load
from siting.project.loads.shapes import LoadShape, load_shapes, spread_months, spread_year
from siting.project.loads.year import of_fiscal_year, one_year
from siting.project.own_use import LoadSource
from siting.project.readers.files import sha256_of
from siting.project.readers.grid import is_blank
from siting.vocabulary.eras import FIRST_YEAR

# The largest demand may pass the contract a little; far above it the unit or the facility is wrong.
MOST_OF_CONTRACT = 1.5
# Below 500 kW the contract is the largest demand itself; half of it points to kWh per half hour taken for kW.
LEAST_OF_CONTRACT = 0.6
TIMELESS = text("the row has a figure but no time")


@dataclass(frozen=True)
class AskedLoad(AskedFile):
    """What project.toml asks for: the load of a facility."""

    source: LoadSource

    def of_file(self, expected: Text) -> InputProblems:
        """The fault of the whole file."""
        return InputProblems([Problem(self.source.file, "", "", None, expected)])


def read_load(
    folder: Path, facility_id: str, source: LoadSource, facility_kw: float, line: Callable[[str], str]
) -> tuple[Load | None, list[Problem]]:
    """The load of a facility, or None and its problems; ``facility_kw`` is the contract power of its table, or NaN."""
    asked = AskedLoad(folder, f"loads.{facility_id}", source, line)
    contract = facility_kw if source.contract_kw is None else source.contract_kw
    try:
        load = _read(asked, contract)
        _refuse_beyond_contract(load, asked)
        return load, []
    except InputProblems as error:
        return None, list(error.problems)


def _read(asked: AskedLoad, contract_kw: float) -> Load:
    source = asked.source
    shape = None if source.shape is None else _shape(asked)
    if not source.file:
        assert shape is not None
        assert source.annual_kwh is not None
        days = days_of(source.fiscal_year or USUAL_FISCAL_YEAR)
        kwh = spread_year(source.annual_kwh, shape, days)
        return Load(kwh, days, float(kwh.max()), contract_kw, "annual", shape.name, notes=(shape.told,))
    sheets = open_sheets(asked)
    digest = sha256_of(asked.folder / source.file)
    if shape is not None:
        return _by_months(sheets, asked, shape, contract_kw, digest)
    readings, step, notes = _half_hours(sheets, asked) if source.layout == "half_hours" else _series(sheets, asked)
    wanted = HALF_HOUR if source.layout == "half_hours" else HOUR
    if step != wanted:
        expected = text(
            "the rows are {step} apart; layout {layout} takes {wanted}",
            step=say_step(step), layout=source.layout, wanted=say_step(wanted),
        )  # fmt: skip
        raise asked.of_file(expected)
    figures, days, told = one_year(readings, step, asked)
    power = figures * (HOUR / step) if source.unit == "kWh" else figures
    kwh = power.reshape(-1, HOUR // step).mean(axis=1)
    return Load(
        kwh, days, float(power.max()), contract_kw, "half_hours" if step == HALF_HOUR else "hours", "",
        source.file, digest, (*notes, *told, *_perhaps_half(power, contract_kw, source)),
    )  # fmt: skip


def _shape(asked: AskedLoad) -> LoadShape:
    shapes = load_shapes()
    name = str(asked.source.shape)
    if name not in shapes:
        near = difflib.get_close_matches(name, shapes, n=1)
        expected = text("no such load shape; there are {names}", names=", ".join(near or shapes))
        raise asked.refuse("shape", expected)
    return shapes[name]


def _series(sheets: Sequence[Sheet], asked: AskedLoad) -> tuple[Gathered, int, list[Text]]:
    return series_of(sheets, asked, lambda sheet: figure_columns(sheet, asked, asked.source.column), TIMELESS)


def _half_hours(sheets: Sequence[Sheet], asked: AskedLoad) -> tuple[Gathered, int, list[Text]]:
    """A row per day and 48 columns where the headings show them, else a row per half hour."""
    found = [find_half_hours(sheet, asked, asked.source.column) for sheet in sheets]
    if not all(found):
        return _series(sheets, asked)
    parts, problems = [], []
    for sheet, columns in zip(sheets, found, strict=True):
        assert columns is not None
        part, faults = _days_of_half_hours(sheet, asked, columns)
        parts.append(part)
        problems += faults
    if problems:
        raise InputProblems(problems)
    return gather(parts), HALF_HOUR, []


def _days_of_half_hours(sheet: Sheet, asked: AskedLoad, columns: HalfHourColumns) -> tuple[Readings, list[Problem]]:
    first = asked.source.first_row - 1 if asked.source.first_row else columns.heading + 1
    day = _day_column(sheet, asked, columns, first)
    rows = range(first, len(sheet.rows))
    found = times_in([sheet.rows[row][day] for row in rows], asked.source.fiscal_year)
    kept = [row for row, value in zip(rows, found.values, strict=True) if not np.isnat(value)]
    lost = [
        (rows[at], value, expected)
        for at, value, expected in found.faults
        if not is_total(sheet.rows[rows[at]], columns.columns[0])
    ]
    for row in rows:
        if is_blank(sheet.rows[row][day]) and not all(is_blank(sheet.rows[row][at]) for at in columns.columns):
            lost.append((row, "", TIMELESS))
    problems = faults_of(sheet, lost, day) + merged_figures(sheet, rows, columns.columns)
    dates = found.values[~np.isnat(found.values)].astype("datetime64[D]").astype("datetime64[m]")
    starts = dates[:, None] + columns.starts_min[None, :].astype("timedelta64[m]")
    if not kept and not problems:
        problems.append(sheet.whole(text("no row with a date below the 48 half hours was found: state time_column")))
    if problems:
        raise InputProblems(problems)
    return read_figures(sheet, asked, kept, starts, columns.columns, None)


def _day_column(sheet: Sheet, asked: AskedLoad, columns: HalfHourColumns, first: int) -> int:
    """The stated column, or the one left of the half hours that holds most dates."""
    if asked.source.time_column is not None:
        return named_column(sheet, asked, "time_column")
    dates = [
        int((~np.isnat(times_in([row[at] for row in sheet.rows[first:]], asked.source.fiscal_year).values)).sum())
        for at in range(columns.columns[0])
    ]
    if not any(dates):
        expected = text("no column of dates was found left of the half hours: state time_column, and fiscal_year where the dates name no year")  # fmt: skip
        raise InputProblems([sheet.whole(expected)])
    return int(np.argmax(dates))


def _by_months(sheets: Sequence[Sheet], asked: AskedLoad, shape: LoadShape, contract_kw: float, digest: str) -> Load:
    source = asked.source
    if len(sheets) > 1:
        raise asked.refuse("sheets", text("twelve months stand on one sheet: name one"))
    sideways = None if source.time_column or source.column else month_headings(sheets[0], asked)
    part = across(sheets[0], asked, *sideways) if sideways else down(sheets[0], asked, _month_columns(sheets[0], asked))
    readings, notes = gather([part]), list[Text]()
    years = readings.start.astype("datetime64[Y]").astype(np.int64) + 1970
    dated = bool(years.min() > FIRST_YEAR)  # months without a year lie in year 1
    if dated:
        readings, notes = of_fiscal_year(readings, asked)
    month_kwh = _twelve(readings, asked)
    days = days_of(source.fiscal_year or (int(years.min()) if dated else USUAL_FISCAL_YEAR))
    kwh = spread_months(month_kwh, shape, days)
    return Load(
        kwh, days, float(kwh.max()), contract_kw, "months", shape.name, source.file, digest, (*notes, shape.told)
    )  # fmt: skip


def _month_columns(sheet: Sheet, asked: AskedLoad) -> Any:
    return figure_columns(sheet, asked, asked.source.column, MONTHS, lambda cell: month_in(cell) is not None)


def _twelve(readings: Gathered, asked: AskedLoad) -> Floats:
    """The energy of each month, January first; raises for a month that is missing, twice, blank or negative."""
    month = readings.start.astype("datetime64[M]").astype(np.int64) % 12
    counts = np.bincount(month, minlength=12)
    problems = []
    for faulty, expected in (
        (counts == 0, text("no figure for month {months}: layout months takes twelve", months=_listed(counts == 0))),
        (counts > 1, text("month {months} stands more than once: keep one year", months=_listed(counts > 1))),
    ):
        if faulty.any():
            problems.append(Problem(asked.source.file, "", "", None, expected))
    for at in np.flatnonzero(np.isnan(readings.flow) | (readings.flow < 0)):
        value = None if np.isnan(readings.flow[at]) else f"{readings.flow[at]:g}"
        problems.append(Problem(asked.source.file, readings.place(int(at)), "", value, text("expected a number >= {low}", low=0), "kWh"))  # fmt: skip
    if problems:
        raise InputProblems(problems)
    found = np.empty(12)
    found[month] = readings.flow
    return found


def _listed(flags: Any) -> str:
    return ", ".join(str(at + 1) for at in np.flatnonzero(flags))


def _refuse_beyond_contract(load: Load, asked: AskedLoad) -> None:
    """A load far above the contract power has the wrong unit, or is another facility's."""
    if not load.kwh.any():
        raise asked.of_file(text("the load is 0 throughout"))
    # Of assumed hours only the mean is known, and that cannot pass the contract.
    mean_kw = float(load.kwh.mean())
    largest, most = (mean_kw, 1.0) if load.assumed else (load.peak_kw, MOST_OF_CONTRACT)
    if largest > most * load.contract_kw:
        expected = text(
            "the demand reaches {peak} kW, {times} times the contract power of {contract} kW: is the unit kW or kWh, and is it this facility's?",
            peak=f"{largest:,.0f}",
            times=f"{largest / load.contract_kw:.1f}",
            contract=f"{load.contract_kw:g}",
        )
        raise asked.refuse("unit" if asked.source.file else "annual_kwh", expected)


def _perhaps_half(power_kw: Floats, contract_kw: float, source: LoadSource) -> list[Text]:
    """What to say where figures of half hours called kW may be kWh, which would be twice as much power."""
    share = float(power_kw.max()) / contract_kw
    if source.layout != "half_hours" or source.unit != "kW" or not share < LEAST_OF_CONTRACT:
        return []
    return [
        text(
            "the demand reaches only {share} % of the contract power: if the figures are kWh per half hour, state unit = kWh",
            share=f"{100 * share:.0f}",
        )
    ]
