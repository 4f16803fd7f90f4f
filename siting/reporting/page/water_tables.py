"""The tables of the water section: machines at a drop, drops in simple mode side by side, merits of types, pumps."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from siting.hydro.pumps import PREDICTIONS, Band, pump_to_look_for
from siting.language import Text, verbatim
from siting.project.machines.model import Machine, PumpCurve
from siting.reporting import amounts
from siting.reporting.page.figure import Shown, figure
from siting.reporting.page.view import View
from siting.reporting.page.water_drops import Drop, Row, flow, known, machine_name, place, shown, water_parts

SECONDS_PER_MINUTE = 60.0
LEAST_MARGIN = 0.005
INSIDE = "○"
# Reasons that columns of the tables say already.
TOLD = frozenset(
    {
        "outside its region by {margin} decades",
        "its region or efficiency is an assumption, to be replaced by a maker's figures",
        "needs {flow} m3/s for this power, more than the {limit} m3/s there are at most",
        "with variable speed {energy} kWh a year",
        "constant flow with a use rate: a mean flow overstates the energy where the flow swings",
        "left out of the choice by its file",
    }
)
SIGNS = {"for": "＋", "against": "－", "note": "・"}


@dataclass(frozen=True)
class MachineLine:
    """A machine at a drop: its figures in the order of the columns, and what speaks for and against it there."""

    name: Text
    chosen: bool
    region: Shown
    assumed: bool
    cells: tuple[Shown | str, ...]
    remarks: tuple[tuple[str, Text], ...]


@dataclass(frozen=True)
class Merits:
    """What a type is good and bad at, and what its maintenance asks for."""

    name: Text
    chosen: bool
    good: Text
    bad: Text
    maintenance: Text | None


@dataclass(frozen=True)
class PumpLine:
    """The pump to look for at a drop, as bands over the published predictions, and what variable speed would add."""

    place: Text
    name: Text
    units: Shown
    flow: str
    head: str
    fixed_kwh: Shown
    variable_kwh: Shown


def region_cell(row: Row) -> Shown:
    """Inside, or how many decades outside."""
    margin = known(row["margin_decades"])
    if row["in_chart"]:
        return INSIDE
    if margin is None:
        return amounts.MISSING
    return figure(margin, amounts.number(margin, 2) if margin >= LEAST_MARGIN else "<0.01")


def machine_lines(
    view: View,
    drop: Drop,
    rows: Iterable[Row],
    money: amounts.YenUnit,
    reasons: Mapping[str, Sequence[tuple[str, Text]]],
) -> tuple[MachineLine, ...]:
    """Machines of a drop as lines of its table."""
    machines = view.results.machines
    return tuple(
        MachineLine(
            name=machine_name(machines, row), chosen=bool(row["chosen"]), region=region_cell(row),
            assumed=row["confidence"] == "assumption", cells=tuple(_cells(view, row, money)),
            remarks=tuple(
                (SIGNS[side], what)
                for side, what in reasons.get(str(row["option_id"]), ())
                if what.wording not in TOLD and not is_general(what, machines[str(row["type"])])
            ),
        )
        for row in rows
    )  # fmt: skip


def _cells(view: View, row: Row, money: amounts.YenUnit) -> Iterator[Shown | str]:
    yield shown(row["units"])
    yield flow(row["design_flow_m3_s"])
    yield shown(row["efficiency"], 2)
    yield shown(row["rated_kw"], 1)
    yield shown(row["annual_kwh"])
    yield shown(row["full_load_hours"])
    parts = water_parts(row)
    yield amounts.MISSING if parts is None else " / ".join(amounts.number(100 * part) for part in parts)
    yield in_unit(money, row["capex_yen"])
    for case in view.cases:
        yield shown(row[f"bc_{case}"], 2)
        yield in_unit(money, row[f"npv_yen_{case}"])


def in_unit(unit: amounts.YenUnit, value: object) -> Shown:
    """An amount in the column's unit."""
    yen = known(value)
    return figure(yen, amounts.yen_in(unit, yen))


def is_general(what: Text, machine: Machine) -> bool:
    """Whether a reason is said of the type everywhere: such reasons stand once for all drops."""
    general = (*machine.strengths, *machine.weaknesses, machine.maintenance)
    return what.plain and what.say("ja") in general


def merits(view: View, drops: Sequence[Drop]) -> tuple[Merits, ...]:
    """The types whose region holds a drop, the chosen ones first."""
    inside = {str(row["type"]) for drop in drops for row in drop.machines if row["in_chart"]}
    chosen = [str(drop.chosen["type"]) for drop in drops if drop.chosen]
    order = dict.fromkeys([*chosen, *(one for one in view.results.machines if one in inside)])
    return tuple(_merits(view.results.machines[one], one in chosen) for one in order)


def _merits(machine: Machine, chosen: bool) -> Merits:
    def in_a_row(ja: Sequence[str], en: Sequence[str]) -> Text:
        return verbatim("；".join(ja), en="; ".join(en))

    kept = chosen and bool(machine.maintenance)
    return Merits(
        name=verbatim(machine.name, en=machine.name_en), chosen=chosen,
        good=in_a_row(machine.strengths, machine.strengths_en), bad=in_a_row(machine.weaknesses, machine.weaknesses_en),
        maintenance=verbatim(machine.maintenance, en=machine.maintenance_en or None) if kept else None,
    )  # fmt: skip


def pump_lines(views: Sequence[View], drops: Sequence[Drop]) -> Iterator[PumpLine]:
    """The pump to look for at each drop: of the chosen machine, else of the best pump type inside its region."""
    machines = views[0].results.machines
    for drop in drops:
        row = next((one for one in drop.in_order if one["fit"] and _is_pump(machines[str(one["type"])])), None)
        if row is not None:
            yield _pump(views, drop, row, machines[str(row["type"])])


def _is_pump(machine: Machine) -> bool:
    return isinstance(machine.efficiency, PumpCurve)


def _pump(views: Sequence[View], drop: Drop, row: Row, machine: Machine) -> PumpLine:
    curve = machine.efficiency
    assert isinstance(curve, PumpCurve)
    units = int(row["units"])
    wanted = pump_to_look_for(
        float(row["design_flow_m3_s"]) / units, float(row["design_head_m"]), curve.peak_efficiency
    )
    minute = Band(*(one * SECONDS_PER_MINUTE for one in vars(wanted.flow_m3_s).values()))
    return PumpLine(
        place=place(views, drop), name=machine_name(views[0].results.machines, row), units=shown(row["units"]),
        flow=_band(minute), head=_band(wanted.head_m),
        fixed_kwh=shown(row["annual_kwh"]), variable_kwh=shown(row["variable_speed_kwh"]),
    )  # fmt: skip


def _band(band: Band) -> str:
    decimals = max(0, 1 - math.floor(math.log10(band.low)))
    return f"{amounts.number(band.low, decimals)}–{amounts.number(band.high, decimals)}"


def predictions() -> str:
    """The names of the predictions behind a band."""
    return ", ".join(one.name for one in PREDICTIONS)
