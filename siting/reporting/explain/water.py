"""Where the figures of a water-power design come from: flow, head, efficiencies, down to cell, key and file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from siting.language import Text, text, verbatim
from siting.project.head_forms import WAYS, HeadForm, head_forms
from siting.project.machines.read import PROJECT_FOLDER, SHIPPED_FOLDER
from siting.project.toml import FILE, line_of
from siting.project.water import FlowSource
from siting.reporting.explain.lookup import (
    Option,
    drop_number,
    drop_row,
    from_config,
    from_drop,
    label_of,
    shown,
)
from siting.reporting.explain.machine_costs import machine_of
from siting.reporting.explain.records import Input
from siting.reporting.results import Results
from siting.vocabulary.columns import Kind
from siting.vocabulary.tables import DROPS
from siting.vocabulary.turbines import TURBINE_COLUMNS

_LABELS = {column.name: column for column in TURBINE_COLUMNS}
_PIPE = (
    "pipe_length_m", "pipe_diameter_m", "pipe_roughness_mm", "pipe_c", "minor_loss", "loss_coefficient_s2_m5",
)  # fmt: skip
_NUMBERS = {column.name for column in DROPS.columns if column.kind is Kind.NUMBER}


def flow_record(results: Results, option: Option) -> tuple[str, FlowSource] | None:
    """The flow record of the option's drop with its key below ``flows``; None where the drop states one flow."""
    row = results.tables["drops"].frame.iloc[drop_row(results, option)]
    stated = row["flow_id"]
    key = stated if isinstance(stated, str) else str(row["drop_id"])
    found = results.config.flows.get(key)
    return None if found is None else (key, found)


def design_inputs(results: Results, option: Option) -> list[Input]:
    """The figures of the formula of power: ``g, Q, H, eta_t, eta_g, eta_x``."""
    hydro, machine = results.config.hydro, machine_of(results, option)
    return [
        from_config(results, "hydro.gravity_m_s2", hydro.gravity_m_s2, "g", hydro),
        _design(machine["design_flow_m3_s"], "design_flow_m3_s", "Q", flow_place(results, option)),
        _design(machine["design_head_m"], "design_head_m", "H", _head_place(results, option)),
        _turbine_efficiency(results, option),
        _generator_efficiency(results, option),
        from_config(results, "hydro.transformer_efficiency", hydro.transformer_efficiency, "eta_x", hydro),
    ]


def design_remark(results: Results, option: Option) -> Text:
    """How the design was found."""
    hydro, units = results.config.hydro, shown(machine_of(results, option)["units"])
    return text(
        "of {flows} design flows and up to {most} equal units the best at this drop: {units} unit(s); water of 1,000 kg/m3",
        flows=shown(hydro.design_flows), most=shown(hydro.max_units), units=units,
    )  # fmt: skip


def drop_inputs(results: Results, option: Option) -> list[Input]:
    """What the drop states of its flow and head: the figures from which the design was sought."""
    cells = [from_drop(results, option, column) for column in _head_columns(results, option)]
    shipped = [_valves()] if _is_valve(results, option) else []
    return [*_flow_inputs(results, option), *cells, *shipped, *_size_correction(results)]


def change_input(results: Results, option: Option, symbol: str = "flow_change") -> Input | None:
    """The yearly change of the flow, None where it stays."""
    own = drop_number(results, option, "flow_change_per_year")
    hydro = results.config.hydro
    if not np.isnan(own):
        return from_drop(results, option, "flow_change_per_year", symbol) if own else None
    change = hydro.flow_change_per_year
    return from_config(results, "hydro.flow_change_per_year", change, symbol, hydro) if change else None


def flow_place(results: Results, option: Option) -> str:
    """The file of the flow record, or the cell of the flow."""
    record = flow_record(results, option)
    return from_drop(results, option, "flow_m3_s").place if record is None else record[1].file


def _design(value: float, column: str, symbol: str, place: str) -> Input:
    known = _LABELS[column]
    return Input(symbol, label_of(known), shown(value), known.unit, place)


def _flow_inputs(results: Results, option: Option) -> Iterator[Input]:
    record = flow_record(results, option)
    if record is None:
        yield from_drop(results, option, "flow_m3_s")
    else:
        yield _record_input(results, *record)
    change = change_input(results, option)
    if change is not None:
        yield change


def _record_input(results: Results, key: str, source: FlowSource) -> Input:
    said = [source.source, source.note, f"SHA-256 {results.files.get(source.file, '')}"]
    return Input(
        "flow_record", text("flow record, layout {layout}", layout=source.layout), source.file, source.unit,
        f"{FILE}:{line_of(f'flows.{key}', results.config_lines)} flows.{key}",
        verbatim("; ".join(one for one in said if one)), source.assumption,
    )  # fmt: skip


def _form(results: Results, option: Option) -> str:
    row = drop_row(results, option)
    return str(head_forms(results.tables["drops"].frame.iloc[[row]]).iloc[0])


def _is_valve(results: Results, option: Option) -> bool:
    # A measured loss of a valve of no known type rests on no printed one.
    typed = results.tables["drops"].frame["valve_type"].iloc[drop_row(results, option)]
    return _form(results, option) == HeadForm.VALVE.value and isinstance(typed, str)


def _head_columns(results: Results, option: Option) -> list[str]:
    """The columns in which the drop states its head and the losses of its pipe."""
    stated = WAYS.get(HeadForm(_form(results, option)), ())
    named = [*stated, "required_head_m", *_PIPE]
    return [one for one in named if one in _NUMBERS and not np.isnan(drop_number(results, option, one))]


def _head_place(results: Results, option: Option) -> str:
    record = flow_record(results, option)
    cells = [from_drop(results, option, column).place for column in _head_columns(results, option)]
    measured = [record[1].file] if record is not None and record[1].head_column else []
    return ", ".join([*measured, *cells])


def _valves() -> Input:
    return Input(
        "valve_loss", text("loss coefficients of valves by opening"), "", "", "data/valve_loss.csv loss_coefficient"
    )


def _size_correction(results: Results) -> list[Input]:
    hydro = results.config.hydro
    if not hydro.size_correction:
        return []
    return [from_config(results, "hydro.size_correction", hydro.size_correction, "size_correction", hydro)]


def _turbine_efficiency(results: Results, option: Option) -> Input:
    found = machine_of(results, option)
    machine = results.machines[found["type"]]
    own = f"{PROJECT_FOLDER}/{machine.id}.toml"
    place = f"{own if own in results.files else f'{SHIPPED_FOLDER}/{machine.id}.toml'} efficiency"
    source = machine.efficiency_source
    if isinstance(found["pump"], str):
        place = f"{results.config.hydro.pumps} {found['pump']} efficiency"
        source = f"{source}; SHA-256 {results.files.get(str(results.config.hydro.pumps), '')}"
    return Input(
        "eta_t", label_of(_LABELS["efficiency"]), shown(found["efficiency"]), "", place, verbatim(source),
        machine.confidence == "assumption",
    )  # fmt: skip


def _generator_efficiency(results: Results, option: Option) -> Input:
    """What is left of the rated power's parts: the efficiency read between the stated points."""
    hydro, machine = results.config.hydro, machine_of(results, option)
    water_kw = hydro.gravity_m_s2 * machine["design_flow_m3_s"] * machine["design_head_m"]
    value = machine["rated_kw"] / (water_kw * machine["efficiency"] * hydro.transformer_efficiency)
    key = from_config(results, "hydro.generator.efficiency", value, "eta_g", hydro.generator)
    label = text(
        "generator efficiency at {kw} kW per unit, between the points of hydro.generator",
        kw=f"{machine['rated_kw'] / machine['units']:.4g}",
    )
    return replace(key, label=label, unit="")
