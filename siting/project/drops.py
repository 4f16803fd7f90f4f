"""What must hold within a drop: one way to state its head, no loss counted twice, a flow that fits its pipe."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from siting.errors import Problem
from siting.language import Text, text
from siting.project.head_forms import (
    WAYS,
    HeadForm,
    head_forms,
    numbers,
    pipe_laws,
    stated_head_m,
    stated_ways,
    usable_head_m,
)
from siting.project.losses import speed_m_s
from siting.project.tables import LoadedTable
from siting.project.valve_losses import valve_coefficient, valve_curves

Tables = Mapping[str, LoadedTable]
Mask = npt.NDArray[np.bool_]
# Several times what mains are designed for: beyond it a unit was mistaken, not a pipe laid too small.
# Mains run at tens of metres; 2 m is 0.02 MPa.
LEAST_PRESSURE_M = 2.0
LARGEST_SPEED_M_S = 10.0
FRICTION = ("pipe_length_m", "pipe_roughness_mm", "pipe_c", "minor_loss")
LOSSES = (*FRICTION, "loss_coefficient_s2_m5")
# Forms whose head is measured before the pipe takes its part.
BEFORE_LOSSES = (HeadForm.GROSS.value, HeadForm.LEVELS.value, HeadForm.PRESSURES.value)


def velocity_problem(flow_m3_s: float, diameter_m: float) -> Text | None:
    """What to say of a flow that is too large for its pipe; None where it fits or one of the two is not known."""
    if not (flow_m3_s > 0 and diameter_m > 0):
        return None
    speed = float(speed_m_s(flow_m3_s, diameter_m))
    if speed <= LARGEST_SPEED_M_S:
        return None
    return text(
        "{flow} m3/s in a pipe of {diameter} m would run at {speed} m/s: is the flow in another unit, such as L/s or m3/h?",
        flow=f"{flow_m3_s:g}",
        diameter=f"{diameter_m:g}",
        speed=f"{speed:.4g}",
    )


def check_drops(tables: Tables) -> Iterator[Problem]:
    """All faults within the drops and between drops of one place."""
    drops = _without_bad_cells(tables["drops"])
    if drops.raw is not None and len(drops):
        for check in CHECKS:
            yield from check(drops)


def _without_bad_cells(drops: LoadedTable) -> LoadedTable:
    """The drops without the figures that are faulty in themselves: no second fault may come of them."""
    frame = drops.frame.copy()
    for column, row in drops.bad:
        frame.loc[row, column] = None if frame[column].dtype == object else np.nan
    return replace(drops, frame=frame)


def _filled(drops: LoadedTable, column: str) -> Mask:
    return drops.frame[column].notna().to_numpy(dtype=bool)


def _any(drops: LoadedTable, columns: Iterable[str]) -> Mask:
    return drops.frame[list(columns)].notna().any(axis=1).to_numpy(dtype=bool)


def _is(drops: LoadedTable, *forms: str) -> Mask:
    """The drops that state their head in one of these ways, and in no other."""
    once = stated_ways(drops.frame).sum(axis=1).to_numpy() <= 1
    return once & head_forms(drops.frame).isin(forms).to_numpy(dtype=bool)


def _rows(where: Any) -> Iterator[int]:
    return map(int, np.flatnonzero(where))


def _at(drops: LoadedTable, row: int, column: str, expected: Text) -> Problem:
    return drops.problem(row, column, drops.written(row, column), expected)


def _missing(drops: LoadedTable, where: Mask, given: str, missing: tuple[str, ...]) -> Iterator[Problem]:
    """Where ``given`` stands without any of ``missing``, unless one of those was there and could not be read."""
    assert drops.raw is not None
    if len(drops.positions) < len(drops.raw.headings):
        # A heading that was not understood may be the very column that seems missing.
        return
    for row in _rows(where & _filled(drops, given) & ~_any(drops, missing)):
        if not any((column, row) in drops.bad for column in missing):
            expected = text("{given} needs {missing} beside it", given=given, missing=" / ".join(missing))
            yield _at(drops, row, missing[0], expected)


def _two_ways(drops: LoadedTable) -> Iterator[Problem]:
    stated = stated_ways(drops.frame)
    for row in _rows(stated.sum(axis=1) > 1):
        used = [
            next(column for column in columns if _filled(drops, column)[row])
            for form, columns in WAYS.items()
            if stated[form.value].iloc[row]
        ]
        first, second = used[0], used[-1]
        if stated[HeadForm.VALVE.value].iloc[row]:
            expected = text(
                "the valve's loss is already in {other}: the same drop would be counted twice; keep one", other=first
            )
        else:
            expected = text(
                "the head is stated in two ways, {first} and {second}: keep one", first=first, second=second
            )
        yield _at(drops, row, second, expected)


def _half_a_way(drops: LoadedTable) -> Iterator[Problem]:
    levels = _is(drops, HeadForm.LEVELS.value)
    yield from _missing(drops, levels, "up_level_m", ("down_level_m",))
    yield from _missing(drops, levels, "down_level_m", ("up_level_m",))
    pressures = _is(drops, HeadForm.PRESSURES.value)
    yield from _missing(drops, pressures, "down_pressure_m", ("up_pressure_m",))
    yield from _missing(drops, pressures, "up_pressure_m", ("down_pressure_m", "required_head_m"))
    for row in _rows(pressures & _filled(drops, "down_pressure_m") & _filled(drops, "required_head_m")):
        expected = text("down_pressure_m already says what remains downstream: keep one of the two")
        yield _at(drops, row, "required_head_m", expected)
    valve = _is(drops, HeadForm.VALVE.value) & ~_filled(drops, "valve_loss_m")
    yield from _missing(drops, valve, "valve_opening", ("valve_type",))
    yield from _missing(drops, valve, "valve_opening", ("pipe_diameter_m",))
    alone = _is(drops, HeadForm.NONE.value) & ~_any(drops, ("capacity_kw", "annual_kwh"))
    yield from _missing(drops, alone, "valve_type", ("valve_loss_m", "valve_opening"))


def _valves_without_figures(drops: LoadedTable) -> Iterator[Problem]:
    types, opening = drops.frame["valve_type"].to_numpy(dtype=object), numbers(drops.frame, "valve_opening")
    needed = _is(drops, HeadForm.VALVE.value) & ~_filled(drops, "valve_loss_m") & _filled(drops, "valve_type")
    for row in _rows(needed & np.isnan(valve_coefficient(types, opening)) & ~np.isnan(opening)):
        printed = valve_curves().get(types[row], (np.array([np.nan]),))[0]
        expected = text(
            "valve_loss has losses of this valve for openings from {low} to {high}; give valve_loss_m instead",
            low=f"{printed[0]:g}",
            high=f"{printed[-1]:g}",
        )
        yield _at(drops, row, "valve_opening", expected)


def _no_head(drops: LoadedTable) -> Iterator[Problem]:
    head, required = stated_head_m(drops.frame), np.nan_to_num(numbers(drops.frame, "required_head_m"))
    levels, pressures = _is(drops, HeadForm.LEVELS.value), _is(drops, HeadForm.PRESSURES.value)
    for where, column in ((levels, "down_level_m"), (pressures, "down_pressure_m")):
        for row in _rows(where & (head <= 0) & _filled(drops, column)):
            expected = text("not below the upstream side: the head would be {head} m", head=f"{head[row]:.6g}")
            yield _at(drops, row, column, expected)
    others = _is(drops, *BEFORE_LOSSES, HeadForm.VALVE.value) & _filled(drops, "required_head_m")
    none_left = others & (head <= required) & ~((levels | pressures) & (head <= 0))
    for row in _rows(none_left & ~(pressures & _filled(drops, "down_pressure_m"))):
        expected = text(
            "the head that remains is not above zero: {head} m less {required} m",
            head=f"{head[row]:.6g}",
            required=f"{required[row]:.6g}",
        )
        yield _at(drops, row, "required_head_m", expected)


def _losses_taken_off_twice(drops: LoadedTable) -> Iterator[Problem]:
    net = text("the net head has losses and required head taken off already: leave this empty, or give the gross head")
    valve = text("the head lost in the valve has the pipe's losses taken off already: leave this empty")
    for form, columns, expected in (
        (HeadForm.NET, (*LOSSES, "required_head_m"), net),
        (HeadForm.VALVE, LOSSES, valve),
    ):
        mine = _is(drops, form.value)
        for column in columns:
            for row in _rows(mine & _filled(drops, column)):
                yield _at(drops, row, column, expected)


def _pipes(drops: LoadedTable) -> Iterator[Problem]:
    for row in _rows(_filled(drops, "pipe_roughness_mm") & _filled(drops, "pipe_c")):
        yield _at(drops, row, "pipe_c", _loss_twice("pipe_roughness_mm", "pipe_c"))
    coefficient = _filled(drops, "loss_coefficient_s2_m5")
    for row in _rows(coefficient & _any(drops, FRICTION)):
        used = next(column for column in FRICTION if _filled(drops, column)[row])
        yield _at(drops, row, "loss_coefficient_s2_m5", _loss_twice(used, "loss_coefficient_s2_m5"))
    mine = ~coefficient & _is(drops, *BEFORE_LOSSES, HeadForm.NONE.value)
    meant = mine & (_any(drops, FRICTION) | (_is(drops, *BEFORE_LOSSES) & _filled(drops, "pipe_diameter_m")))
    given = ("pipe_length_m", "pipe_diameter_m", "pipe_roughness_mm", "pipe_c", "minor_loss")
    for missing in (("pipe_length_m",), ("pipe_diameter_m",), ("pipe_roughness_mm", "pipe_c")):
        told = np.zeros(len(drops), dtype=bool)
        for column in given:
            if column not in missing:
                yield from _missing(drops, meant & ~told, column, missing)
                told |= _filled(drops, column)


def _loss_twice(first: str, second: str) -> Text:
    return text("the pipe's loss is stated in two ways, {first} and {second}: keep one", first=first, second=second)


def _too_fast(drops: LoadedTable) -> Iterator[Problem]:
    diameter = numbers(drops.frame, "pipe_diameter_m")
    for column in ("flow_m3_s", "flow_max_m3_s"):
        flow = numbers(drops.frame, column)
        for row in _rows(speed_m_s(flow, diameter) > LARGEST_SPEED_M_S):
            expected = velocity_problem(flow[row], diameter[row])
            assert expected is not None
            yield _at(drops, row, column, expected)


def _lost_in_the_pipe(drops: LoadedTable) -> Iterator[Problem]:
    flow = numbers(drops.frame, "flow_m3_s")
    too_fast = speed_m_s(flow, numbers(drops.frame, "pipe_diameter_m")) > LARGEST_SPEED_M_S
    head = usable_head_m(drops.frame)
    coefficient, exponent = pipe_laws(drops.frame, flow)
    lost = coefficient * flow**exponent
    for row in _rows(_is(drops, *BEFORE_LOSSES) & ~too_fast & (head > 0) & (lost >= head)):
        expected = text(
            "no head remains at this flow: the pipe takes {lost} m of {head} m",
            lost=f"{lost[row]:.4g}",
            head=f"{head[row]:.6g}",
        )
        yield _at(drops, row, "flow_m3_s", expected)


def _simple_mode(drops: LoadedTable) -> Iterator[Problem]:
    rate = _filled(drops, "use_rate")
    for row in _rows(rate & _filled(drops, "capacity_kw") & _filled(drops, "annual_kwh")):
        yield _at(drops, row, "annual_kwh", text("capacity_kw and use_rate say this already: leave one of them empty"))
    yield from _missing(drops, rate, "use_rate", ("capacity_kw", "flow_m3_s"))


def _places_across_facilities(drops: LoadedTable) -> Iterator[Problem]:
    frame = drops.frame[["place_id", "facility_id"]].dropna()
    first = frame.groupby("place_id")["facility_id"].transform("first") if len(frame) else pd.Series(dtype=object)
    for row in frame.index[(first != frame["facility_id"]).to_numpy(dtype=bool)] if len(frame) else ():
        expected = text(
            "the drops of a place belong to one facility; this place began in {facility}", facility=first[row]
        )
        yield _at(drops, int(row), "place_id", expected)


def _hardly_any_pressure(drops: LoadedTable) -> Iterator[Problem]:
    """A pressure of a metre or less in a main was meant in MPa."""
    pressure = drops.frame["up_pressure_m"].to_numpy(dtype=float)
    for row in np.flatnonzero((pressure > 0) & (pressure <= LEAST_PRESSURE_M)):
        expected = text(
            "{pressure} m of water is hardly any pressure: if MPa or kPa is meant, name it in the heading, such as 一次圧(MPa)",
            pressure=f"{pressure[row]:g}",
        )
        yield drops.problem(int(row), "up_pressure_m", drops.written(int(row), "up_pressure_m"), expected)


CHECKS: tuple[Callable[[LoadedTable], Iterator[Problem]], ...] = (
    _two_ways,
    _hardly_any_pressure,
    _half_a_way,
    _valves_without_figures,
    _no_head,
    _losses_taken_off_twice,
    _pipes,
    _too_fast,
    _lost_in_the_pipe,
    _simple_mode,
    _places_across_facilities,
)
