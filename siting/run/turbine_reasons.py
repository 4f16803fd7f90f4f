"""Why a machine suits a drop and why it does not, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from siting.frames import records
from siting.language import Text, text, verbatim
from siting.project.machines.model import Machine, PublishedCurve
from siting.project.water import Weights
from siting.rank.machines import RATED
from siting.rank.order import significant

COLUMNS = ("option_id", "side", "what")
FOR, AGAINST, NOTE = "for", "against", "note"
# Beyond these shares a plant leaves so much that its owner should hear of it.
MUCH_SPILLED, LONG_STANDING = 0.1, 0.25
HOURS_PER_YEAR = 8760.0
SMALL_KW = 100.0
CRITERIA = {"maintainability": text("maintainability"), "references": text("references")}


def reasons_of(turbines: pd.DataFrame, machines: Mapping[str, Machine], weights: Weights) -> pd.DataFrame:
    """A row per reason: ``option_id``, ``side`` (for, against, note) and ``what``."""
    rows = []
    for _, group in turbines.groupby("drop_id", sort=False):
        fit = group[group["fit"].to_numpy(dtype=bool)]
        for row in records(group):
            found = _reasons(row, machines, fit, weights)
            rows += [{"option_id": row.option_id, "side": side, "what": what} for side, what in found]
    return pd.DataFrame(rows, columns=list(COLUMNS), dtype=object)


def _reasons(
    row: Any, machines: Mapping[str, Machine], fit: pd.DataFrame, weights: Weights
) -> Iterator[tuple[str, Text]]:
    machine = machines[row.type]
    if row.chosen:
        yield FOR, _why_chosen(row, fit, weights)
    yield from _standing(row, machine)
    yield from _working(row)
    for side, ja, en in ((FOR, machine.strengths, machine.strengths_en), (AGAINST, machine.weaknesses, machine.weaknesses_en)):  # fmt: skip
        for words, english in zip(ja, en, strict=True):
            yield side, verbatim(words, en=english)
    yield from _notes(row, machine, fit, weights)
    yield from _doubts(row, machines, fit)


def _why_chosen(row: Any, fit: pd.DataFrame, weights: Weights) -> Text:
    if len(fit) == 1:
        return text("chosen: the only type that fits")
    equals = int((significant(fit["score"].to_numpy(dtype=float)) == significant(np.array([row.score]))).sum())
    if equals > 1:
        return text(
            "one of {count} types that nothing stated tells apart: ratings or costs by type would", count=equals
        )
    counted = [name for name in RATED if getattr(weights, name) and not fit[name].isna().any()]
    if counted:
        return text("chosen by the project's weights: score {score}", score=f"{row.score:.2f}")
    if row.basis == "energy":
        return text("chosen by energy, the highest of the types that fit: NPV needs both cost and price")
    if row.npv_yen < 0:
        return text("chosen: the smallest loss of the types that fit; none of them pays")
    return text("chosen: the highest NPV of the types that fit")


def _standing(row: Any, machine: Machine) -> Iterator[tuple[str, Text]]:
    if row.margin_decades == float("inf"):
        yield AGAINST, text("no head or flow to work with")
    elif not row.in_chart:
        yield AGAINST, text("outside its region by {margin} decades", margin=f"{row.margin_decades:.2f}")
    if machine.outlet == "channel" and row.purified:
        yield AGAINST, text("it runs in an open channel: not for purified water")
    if machine.outlet != "pressurised" and row.pressure:
        yield AGAINST, text("its outlet is open: it cannot keep the pressure this drop needs behind it")
    if row.design_flow_m3_s > row.flow_limit_m3_s:
        yield AGAINST, text(
            "needs {flow} m3/s for this power, more than the {limit} m3/s there are at most",
            flow=f"{row.design_flow_m3_s:.3f}", limit=f"{row.flow_limit_m3_s:g}",
        )  # fmt: skip
    if not machine.enabled:
        yield AGAINST, text("left out of the choice by its file")


def _working(row: Any) -> Iterator[tuple[str, Text]]:
    total = row.turbined_m3 + row.spilled_m3 + row.cutoff_m3
    if total > 0 and row.spilled_m3 / total > MUCH_SPILLED:
        yield AGAINST, text("lets {share} % of the water pass", share=f"{100 * row.spilled_m3 / total:.0f}")
    if row.cutoff_hours / HOURS_PER_YEAR > LONG_STANDING:
        yield AGAINST, text("stands for {hours} hours of the year", hours=f"{row.cutoff_hours:,.0f}")


def _doubts(row: Any, machines: Mapping[str, Machine], fit: pd.DataFrame) -> Iterator[tuple[str, Text]]:
    """What to know of the chosen machine before trusting the choice."""
    if not row.chosen:
        return
    if row.near_edge:
        yield AGAINST, text("its design point lies at the edge of its region: ask the maker")
    sourced = list(records(fit[fit["confidence"].eq("sourced").to_numpy(dtype=bool)]))
    if row.confidence == "assumption" and sourced:
        best = machines[max(sourced, key=lambda one: one.score).type]
        name = verbatim(best.name, en=best.name_en)
        yield NOTE, text("of the types with sourced figures {machine} comes first", machine=name)
    if isinstance(machines[row.type].efficiency, PublishedCurve) and row.rated_kw / row.units < SMALL_KW:
        yield NOTE, text("published efficiency formulas flatter machines below 100 kW (hydro.size_correction)")


def _notes(row: Any, machine: Machine, fit: pd.DataFrame, weights: Weights) -> Iterator[tuple[str, Text]]:
    if row.mode == "constant":
        yield NOTE, text("constant flow with a use rate: a mean flow overstates the energy where the flow swings")
    if row.confidence == "assumption":
        yield NOTE, text("its region or efficiency is an assumption, to be replaced by a maker's figures")
    if row.variable_speed_kwh > row.annual_kwh:
        yield NOTE, text("with variable speed {energy} kWh a year", energy=f"{row.variable_speed_kwh:,.0f}")
    if row.supply_loss:
        yield NOTE, text("the energy changes by {share} % a year with the flow", share=f"{-100 * row.supply_loss:+.2f}")
    if isinstance(row.pump, str):
        yield NOTE, text("pump {pump} of the catalogue", pump=row.pump)
    for name in RATED:
        if row.chosen and getattr(weights, name) and fit[name].isna().any():
            yield NOTE, text("{criterion} is not counted: a type that fits has no rating", criterion=CRITERIA[name])
    if row.chosen and machine.maintenance:
        yield NOTE, verbatim(machine.maintenance, en=machine.maintenance_en or None)
