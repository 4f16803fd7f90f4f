"""What project.toml says of water power, for the section of assumptions: only where drops ask for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from siting.language import Text, text
from siting.reporting import amounts
from siting.reporting.charts.svg import clean_text
from siting.reporting.page.view import View
from siting.reporting.page.water_drops import LAYOUTS

LABELS = {
    "file": text("File"),
    "layout": text("Layout"),
    "unit": text("Unit of the flows"),
    "gravity_m_s2": text("Acceleration of gravity"),
    "max_units": text("Most equal units"),
    "design_flows": text("Design flows tried"),
    "further_unit_gain": text("Energy a further unit must add"),
    "transformer_efficiency": text("Efficiency of transformer and cables"),
    "size_correction": text("Points off the published efficiency"),
    "flow_change_per_year": text("Yearly change of the flow where the drop states none"),
    "generator": text("Efficiency of the generator"),
    "pumps": text("Pump catalogue"),
    "case": text("Price case that counts"),
    "weights": text("Weight"),
    "money": text("money"),
    "maintainability": text("maintainability"),
    "references": text("references"),
    "ratings": text("Rating"),
    "machine": text("Machine assumed"),
    "shape": text("Shapes"),
}
FRACTIONS = frozenset({"further_unit_gain", "flow_change_per_year", "size_correction"})


def water_sections(view: View) -> Iterator[tuple[str, Text, Mapping[str, Any]]]:
    """Key, heading and values of every group; nothing where no drop was looked at."""
    modes = set(view.results.turbines["mode"])
    config = view.results.config
    for name, model in config.costs.machines.items():
        yield f"costs.machines.{name}", text("Costs: {technology}", technology=name), model.model_dump(mode="python")
    hydro = config.hydro.model_dump(mode="python")
    if modes - {"simple"}:
        yield "hydro", text("Water engine"), _engine(hydro)
    if modes:
        yield "hydro.choice", text("Choice of the machine"), _choice(view, hydro["choice"])
    if modes and hydro["shapes"]:
        shapes = hydro["shapes"]
        names = [(one["name_en"] if view.lang == "en" else "") or one["name"] for one in shapes["shape"]]
        said = {"machine": _machine(view, shapes["machine"]), "shape": ", ".join(map(clean_text, names))}
        yield "hydro.shapes", text("Stated flow shapes"), {**shapes, **said}
    for name, flow in config.flows.items():
        yield f"flows.{name}", text("Flow record: {name}", name=name), _flow(view, flow.model_dump(mode="python"))


def _engine(hydro: Mapping[str, Any]) -> dict[str, Any]:
    generator = hydro["generator"]
    points = zip(generator["power_kw"], generator["efficiency"], strict=True)
    said = ", ".join(f"{amounts.trimmed(kw)} kW {amounts.trimmed(value)}" for kw, value in points)
    kept = {key: value for key, value in hydro.items() if key not in ("choice", "shapes")}
    return {**kept, "generator": said}


def _choice(view: View, choice: Mapping[str, Any]) -> dict[str, Any]:
    ratings = {}
    for machine, rated in choice["ratings"].items():
        known = {name: value for name, value in rated.items() if value is not None}
        said = [f"{view.say(LABELS[name])} {amounts.trimmed(value)}" for name, value in known.items()]
        ratings[_machine(view, machine)] = ", ".join(said)
    return {**choice, "ratings": ratings}


def _flow(view: View, flow: Mapping[str, Any]) -> dict[str, Any]:
    kept = {name: flow[name] for name in ("file", "unit", "source", "assumption", "note", "note_en")}
    return {**kept, "layout": view.say(LAYOUTS[flow["layout"]])}


def _machine(view: View, name: str) -> str:
    machine = view.results.machines.get(name)
    return name if machine is None else clean_text(machine.name if view.lang == "ja" else machine.name_en)
