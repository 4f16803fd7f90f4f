"""How the power and the yearly energy of an option come about."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from siting.hydro.drops import DAYS_PER_YEAR
from siting.hydro.given import SIMPLE
from siting.hydro.records import HOURS_PER_YEAR
from siting.language import text
from siting.reporting.explain.control import control_of
from siting.reporting.explain.lookup import (
    Option,
    drop_number,
    from_column,
    from_config,
    from_drop,
    from_table,
    label_of,
    shown,
)
from siting.reporting.explain.machine_costs import machine_of
from siting.reporting.explain.records import Input
from siting.reporting.explain.sunlight import is_layout, layout_power
from siting.reporting.explain.sunlight_energy import layout_energy
from siting.reporting.explain.water import (
    change_input,
    design_inputs,
    design_remark,
    drop_inputs,
    flow_place,
    flow_record,
)
from siting.reporting.explain.working import Working, given, worked
from siting.reporting.results import Results
from siting.vocabulary.turbines import TURBINE_COLUMNS

POWER = "1,000 × g × Q × H × eta_t × eta_g × eta_x / 1,000"
HOURS = f"{HOURS_PER_YEAR:,.0f}"
_FULL_LOAD = next(column for column in TURBINE_COLUMNS if column.name == "full_load_hours")


def capacity(results: Results, option: Option) -> Working:
    """The power: of the water engine, given, or by panel area."""
    if option["origin"] == "turbines":
        inputs = [*design_inputs(results, option), *drop_inputs(results, option)]
        return worked("capacity_kw", POWER, option["capacity_kw"], inputs, design_remark(results, option))
    if is_layout(option):
        return layout_power(results, option)
    if option["origin"] != "plots" or not np.isnan(_cell(results, option, "capacity_kw")):
        return given("capacity_kw", from_table(results, option, "capacity_kw"))
    model = results.config.screening.pv
    assert model is not None
    inputs = [
        from_table(results, option, "panel_area_m2"),
        from_config(results, "screening.pv.kw_per_m2", model.kw_per_m2, "kw_per_m2", model),
    ]
    return worked("capacity_kw", "panel_area_m2 × kw_per_m2", option["capacity_kw"], inputs)


def _cell(results: Results, option: Option, column: str) -> float:
    return float(results.tables[option["origin"]].frame[column].iloc[int(option["origin_row"])])


def energy(results: Results, option: Option) -> Working:
    """The energy of the first year."""
    working = _energy(results, option)
    if control_of(results, option) is None:
        return working
    before = text("before output control, which every price case takes off what it exports")
    said = before if working.remark is None else text("{one}; {other}", one=working.remark, other=before)
    return replace(working, remark=said)


def _energy(results: Results, option: Option) -> Working:
    if option["origin"] == "turbines":
        return _machine_energy(results, option)
    if is_layout(option):
        return layout_energy(results, option)
    if option["yield_rule"] == SIMPLE:
        inputs = [from_column(results, option, "capacity_kw"), from_table(results, option, "use_rate")]
        return worked("annual_kwh", f"capacity_kw × {HOURS} × use_rate", option["annual_kwh"], inputs)
    if option["yield_rule"] == "given":
        return given("annual_kwh", from_table(results, option, "annual_kwh"))
    return worked(
        "annual_kwh", "capacity_kw × kwh_per_kw", option["annual_kwh"],
        [from_column(results, option, "capacity_kw"), _specific_yield(results, option)],
    )  # fmt: skip


def _specific_yield(results: Results, option: Option) -> Input:
    model = results.config.screening.pv
    if not np.isnan(_cell(results, option, "kwh_per_kw")) or model is None:
        return from_table(results, option, "kwh_per_kw")
    return from_config(results, "screening.pv.kwh_per_kw", model.kwh_per_kw, "kwh_per_kw", model)


def _machine_energy(results: Results, option: Option) -> Working:
    """Power times hours where one flow runs for a share of the year, else the sum over the flow record."""
    formula, hours, inputs = f"{POWER} × {HOURS}", HOURS_PER_YEAR, design_inputs(results, option)
    for column, symbols, share in _shares(results, option):
        formula, hours = f"{formula} × {symbols}", hours * share
        inputs.append(from_drop(results, option, column))
    inputs += drop_inputs(results, option)
    steady = flow_record(results, option) is None and change_input(results, option) is None
    if steady and math.isclose(option["capacity_kw"] * hours, option["annual_kwh"], rel_tol=1e-9):
        return worked("annual_kwh", formula, option["annual_kwh"], inputs, design_remark(results, option))
    return _summed(results, option, inputs)


def _shares(results: Results, option: Option) -> list[tuple[str, str, float]]:
    """What takes hours of the year: the column of the drop, its part of the formula, and what it leaves."""
    found = []
    use, outage = (drop_number(results, option, name) for name in ("use_rate", "outage_days"))
    if flow_record(results, option) is None and not np.isnan(use):
        found.append(("use_rate", "use_rate", use))
    if not np.isnan(outage):
        days = f"{DAYS_PER_YEAR:,.0f}"
        found.append(("outage_days", f"({days} - outage_days) / {days}", 1.0 - outage / DAYS_PER_YEAR))
    return found


def _summed(results: Results, option: Option, inputs: list[Input]) -> Working:
    hours = machine_of(results, option)["full_load_hours"]
    full = Input(
        "full_load_hours", label_of(_FULL_LOAD), shown(hours), _FULL_LOAD.unit, flow_place(results, option)
    )  # fmt: skip
    power = from_column(results, option, "capacity_kw")
    return Working(
        "annual_kwh = Σ(1,000 × g × q × h × eta_t(q) × eta_g × eta_x / 1,000 × Δt), q <= Q; = capacity_kw × full_load_hours",
        f"{power.value} × {full.value} = {shown(option['annual_kwh'])}",
        (power, full, *inputs),
        text(
            "the sum over the record of the first year, interval by interval: flow above Q passes by, eta_t at the load of the interval, h the head at its flow; full_load_hours is that sum over the rated power"
        ),
    )
