"""The water of every drop in a mean year: head, pipe loss and flow joined, ready for the engine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from siting.frames import records
from siting.hydro.duration import duration_curve
from siting.hydro.heads import heads_of
from siting.hydro.pipes import loss_of
from siting.hydro.records import HOURS_PER_YEAR, Bypass, Water
from siting.hydro.valves import recoverable_head_m
from siting.language import Text, text
from siting.project.flows.record import FlowRecord
from siting.project.head_forms import HeadForm

DAYS_PER_YEAR = 365.0
ALL_YEAR = text("constant flow without a use rate: it is taken to run all year")
MONTH_DAYS = np.array([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31], dtype=np.float64)


@dataclass(frozen=True)
class DropWater:
    """The water of one drop and how it was stated.

    ``mode`` is ``constant`` (one flow and a use rate) or ``duration`` (a record). ``keeps_pressure``: the water must
    leave the machine under pressure. ``running_share`` is what planned outages leave of the year.
    """

    drop_id: str
    row: int
    mode: Literal["constant", "duration"]
    water: Water
    kind: str
    notes: tuple[Text, ...]
    keeps_pressure: bool
    running_share: float
    change_per_year: float
    flow_key: str
    purified: bool

    def over_years(self, weights: npt.NDArray[np.float64]) -> Water:
        """The mean of the operating years, each year counting by its weight: its energy is the weighted mean energy.

        Where the head follows the flow the years are condensed to their duration curves first.
        """
        if self.change_per_year == 0.0:
            return self.water
        years = [self.in_year(year) for year in range(1, len(weights) + 1)]
        if self.water.head_follows_flow:
            years = [duration_curve(year) for year in years]
        shares = weights / weights.sum()
        return replace(
            self.water,
            flow_m3_s=np.concatenate([year.flow_m3_s for year in years]),
            head_m=np.concatenate([year.head_m for year in years]),
            hours=np.concatenate([year.hours * share for year, share in zip(years, shares, strict=True)]),
            month=np.concatenate([year.month for year in years]),
        )

    def in_year(self, year: float) -> Water:
        """The water of operating year ``year``: the flow changes by the same share every year."""
        factor = (1.0 + self.change_per_year) ** (year - 1.0)
        return self.water if factor == 1.0 else replace(self.water, flow_m3_s=self.water.flow_m3_s * factor)


def waters_of(drops: pd.DataFrame, flows: Mapping[str, FlowRecord], change_per_year: float) -> list[DropWater]:
    """The drops that state both a head and a flow; the others have no place in the engine."""
    heads = heads_of(drops)
    found = []
    for row, head in zip(records(drops), records(heads), strict=True):
        record = flows.get(row.flow_id or row.drop_id)
        if record is None and np.isnan(row.flow_m3_s):
            continue
        if not _has_head(row, head, record):
            continue
        found.append(_water(row, head, record, change_per_year))
    return found


def _has_head(row: Any, head: Any, record: FlowRecord | None) -> bool:
    measured = record is not None and bool(np.isfinite(record.head_m).any())
    by_record = record is not None and _throttled(row, head)
    return bool(np.isfinite(head.head_m)) or measured or by_record


def _throttled(row: Any, head: Any) -> bool:
    """Whether the head is what a valve at a stated opening destroys: it follows from the flow."""
    return bool(head.head_form == HeadForm.VALVE.value and np.isnan(row.valve_loss_m))


def _water(row: Any, head: Any, record: FlowRecord | None, change: float) -> DropWater:
    flow, hours, month, measured = _flow(row, record)
    offered = head.head_m
    if _throttled(row, head):
        offered = recoverable_head_m(
            row.valve_type, row.valve_opening, row.pipe_diameter_m, flow, _or(row.required_head_m, 0.0)
        )
    usable = np.where(np.isnan(measured), offered, measured - _or(row.required_head_m, 0.0))
    coefficient, exponent = loss_of(row, float(flow.max(initial=0.0)))
    water = Water(flow, usable, hours, month, coefficient, exponent, Bypass(head.bypass))
    outage = _or(row.outage_days, 0.0) / DAYS_PER_YEAR
    return DropWater(
        drop_id=row.drop_id, row=int(row.Index), mode="constant" if record is None else "duration", water=water,
        kind="constant" if record is None else record.kind,
        notes=(*head.notes, *_flow_notes(row, record)),
        keeps_pressure=bool(head.keeps_pressure), running_share=1.0 - outage,
        change_per_year=_or(row.flow_change_per_year, change), flow_key=row.flow_id or row.drop_id,
        purified=row.water == "treated",
    )  # fmt: skip


def _flow_notes(row: Any, record: FlowRecord | None) -> tuple[Text, ...]:
    if record is not None:
        return record.notes
    return (ALL_YEAR,) if np.isnan(row.use_rate) else ()


def _flow(row: Any, record: FlowRecord | None) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    if record is not None:
        return record.flow_m3_s, record.hours, record.month, record.head_m
    used = _or(row.use_rate, 1.0)
    return constant_year(float(row.flow_m3_s), used)


def constant_year(flow_m3_s: float, use_rate: float) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """A flow that runs for a share of every month and stands for the rest: flow, hours, month, no measured head."""
    hours = MONTH_DAYS / MONTH_DAYS.sum() * HOURS_PER_YEAR
    month = np.arange(1, 13, dtype=np.int64)
    parts = [(flow_m3_s, use_rate), (0.0, 1.0 - use_rate)]
    parts = [part for part in parts if part[1] > 0]
    flow = np.concatenate([np.full(12, value) for value, _ in parts])
    return (
        flow,
        np.concatenate([hours * share for _, share in parts]),
        np.tile(month, len(parts)),
        np.full(len(flow), np.nan),
    )


def _or(value: float, other: float) -> float:
    return other if np.isnan(value) else float(value)
