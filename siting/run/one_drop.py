"""One drop asked by itself: options as a user writes them to a project of one drop, and what the water engine finds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pandas as pd
from pydantic import ValidationError

from siting.errors import InputProblems, Problem, WrongOptions
from siting.hydro.drops import ALL_YEAR, DropWater
from siting.hydro.records import SECONDS_PER_HOUR, WATER_KG_M3
from siting.language import Text, text
from siting.project.drops import check_drops
from siting.project.flows.read import read_flow
from siting.project.flows.record import FlowRecord
from siting.project.load import Project
from siting.project.machines.model import Machine, Pump
from siting.project.machines.pumps import read_pumps
from siting.project.machines.read import LoadedMachine, shipped, with_own
from siting.project.model import Config
from siting.project.readers.raw import RawTable
from siting.project.tables import LoadedTable, check_table, empty_table
from siting.project.toml import FILE, model_problem
from siting.project.values import read_column
from siting.project.water_files import misfit
from siting.run.turbines import WaterStudy, study_water, with_money
from siting.vocabulary import TABLES
from siting.vocabulary.columns import number
from siting.vocabulary.tables import DROPS, FACILITIES

Options = Mapping[str, str | None]

COMMAND = "siting turbine"
FACILITY, DROP, CASE = "site", "drop", "stated"

# Where each option stands in a project: a column of drops, a key of project.toml, a key of a flow record.
COLUMNS = {
    "head_m": "gross_head_m",
    **{name: name for name in (
        "flow_m3_s", "required_head_m", "use_rate", "pipe_length_m", "pipe_diameter_m", "pipe_roughness_mm", "pipe_c",
        "loss_coefficient_s2_m5", "bypass", "outage_days", "flow_change_per_year",
    )},
}  # fmt: skip
KEYS = {
    "price_yen_per_kwh": f"cases.{CASE}.price_yen_per_kwh.hydro",
    "capex_yen": "costs.hydro.capex.fixed_yen",
    "capex_yen_per_kw": "costs.hydro.capex.steps.0.yen_per_kw",
    "opex_yen_per_kw_year": "costs.hydro.opex.yen_per_kw_year",
    "discount_rate": "finance.discount_rate",
    "years": "finance.years",
    "gravity_m_s2": "hydro.gravity_m_s2",
    "max_units": "hydro.max_units",
}
RECORD_KEYS = {
    "flow_series": "file", "flow_unit": "unit", "flow_layout": "layout", "flow_column": "flow_column",
    "time_column": "time_column", "sheet": "sheets", "encoding": "encoding", "fiscal_year": "fiscal_year",
}  # fmt: skip
WHOLE = ("years", "max_units")
MONEY = ("price_yen_per_kwh", "capex_yen", "capex_yen_per_kw", "opex_yen_per_kw_year")


@dataclass(frozen=True)
class OneDrop:
    """What the water engine says of the drop; ``turbines`` has NPV and B/C, the chosen machine first, then by merit."""

    project: Project
    study: WaterStudy
    turbines: pd.DataFrame
    notes: tuple[Text, ...]

    @property
    def water(self) -> DropWater:
        """The water of the drop."""
        return self.study.waters[0]

    @property
    def record(self) -> FlowRecord | None:
        """The flow record, None with a constant flow."""
        return self.project.flows.get(DROP)

    @property
    def machines(self) -> dict[str, Machine]:
        """Every machine that took part, by its id."""
        return {one.machine.id: one.machine for one in self.project.machines}

    def name_of(self, machine_id: str, lang: str) -> str:
        """A machine's name as people read it."""
        machine = self.machines[machine_id]
        return machine.name if lang == "ja" else machine.name_en

    @property
    def chosen(self) -> Any | None:
        """The row of the chosen machine, None where none may be chosen."""
        return self.turbines.iloc[0] if len(self.turbines) and self.turbines["chosen"].iloc[0] else None

    @property
    def basis(self) -> Literal["npv", "energy"] | None:
        """What the choice went by."""
        return None if self.chosen is None else self.chosen["basis"]

    @property
    def why(self) -> Text:
        """Why this machine was chosen, or why none was."""
        if self.chosen is None:
            return self.study.without_machine[DROP]
        reasons = self.study.reasons
        why: Text = reasons.loc[reasons["option_id"].eq(self.chosen["option_id"]), "what"].iloc[0]
        return why

    @property
    def usable_head_m(self) -> float | None:
        """The head before pipe losses, the required head taken off [m]; None where it varies by itself."""
        return float(self.water.water.head_m[0]) if self.water.water.head_follows_flow else None

    @property
    def hydraulic_kw(self) -> float | None:
        """Power of the water at the design flow of the chosen machine, else at the constant flow [kW]."""
        if self.chosen is not None:
            return self.hydraulic_kw_of(self.chosen["design_flow_m3_s"], self.chosen["design_head_m"])
        water = self.water.water
        if self.record is not None:
            return None
        flow = float(water.flow_m3_s.max())
        return self.hydraulic_kw_of(flow, water.head_m[0] - water.loss_coefficient * flow**water.loss_exponent)

    def hydraulic_kw_of(self, flow_m3_s: float, head_m: float) -> float:
        """Power of the water, density times gravity times flow times head [kW]."""
        gravity = self.project.config.hydro.gravity_m_s2
        return float(WATER_KG_M3 * gravity * flow_m3_s * head_m / 1000.0)

    @property
    def inflow_m3(self) -> float:
        """All water of the first year [m3]."""
        water = self.water.water
        return float((water.flow_m3_s * water.hours).sum() * SECONDS_PER_HOUR)


def study_one_drop(options: Options) -> OneDrop:
    """What the water engine finds for the options, by their names without dashes (``head_m``).

    Raises ``WrongOptions`` for options that are missing, contradict each other or cannot be read, ``InputProblems``
    for files and for heads and flows that leave nothing to turn; every fault at once.
    """
    given = {name: written for name, written in options.items() if written is not None and written.strip()}
    project = _project(given)
    study = study_water(project)
    if not len(study.turbines):
        expected = text("no head remains at any flow of the record: the pipe takes it all")
        raise InputProblems([_of_option("head_m", given["head_m"], expected, "m")])
    turbines = with_money(study.turbines, project)
    order = turbines.assign(farther=-turbines["margin_decades"]).sort_values(
        ["chosen", "fit", "in_chart", "farther", "score", "annual_kwh", "type"],
        ascending=[False] * 6 + [True], kind="stable",
    )  # fmt: skip
    notes = tuple(_notes(project, given, bool(turbines["capex_yen"].notna().any())))
    return OneDrop(project, study, turbines.loc[order.index].reset_index(drop=True), notes)


def option_name(name: str) -> str:
    """The option as it is typed: ``--head-m``."""
    return f"--{name.replace('_', '-')}"


def _notes(project: Project, given: Mapping[str, str], with_cost: bool) -> Iterator[Text]:
    if not project.flows and "use_rate" not in given:
        yield ALL_YEAR
    if (missing := money_missing(project.config, with_cost)) is not None:
        yield missing


def money_missing(config: Config, with_cost: bool) -> Text | None:
    """Why there is no NPV, None where there is one."""
    price = config.cases[CASE].price_yen_per_kwh
    with_price = price is not None and price.hydro is not None
    if not with_cost and not with_price:
        return text("no cost and no price are given: capital cost and NPV are not known")
    if not with_cost:
        return text("no cost is given: capital cost and NPV are not known")
    return None if with_price else text("no price is given: NPV is not known")


def _project(given: Mapping[str, str]) -> Project:
    """The project of one drop; raises ``WrongOptions`` or ``InputProblems``."""
    drops, wrong = _drops(given)
    wrong = [*_contradictions(given), *wrong]
    config, found = _config(given)
    wrong += found
    # What asks for a column without an option follows from a contradiction that is told already.
    problems = [_in_options(one) for one in check_drops({"drops": drops}) if one.column in _OPTIONS]
    record, found = _record(given, config, drops)
    problems += found
    machines, found = _machines(given.get("turbines"))
    problems += found
    pumps, found = _pumps(given.get("pumps"), machines)
    problems += found
    if wrong or config is None:
        raise WrongOptions([*wrong, *problems])
    if problems:
        raise InputProblems(problems)
    tables = {table.name: empty_table(table) for table in TABLES}
    tables |= {"facilities": _table(FACILITIES, {"facility_id": FACILITY, "name": FACILITY})[0], "drops": drops}
    flows = {} if record is None else {DROP: record}
    return Project(config, "", {}, tables, flows, machines, pumps, {})


def _contradictions(given: Mapping[str, str]) -> Iterator[Problem]:
    """Options that are missing, or exclude each other."""
    if "head_m" not in given:
        yield _of_option("head_m", None, text("a value is required"), "m")
    both = f"{option_name('flow_m3_s')} / {option_name('flow_series')}"
    if "flow_m3_s" not in given and "flow_series" not in given:
        yield Problem(COMMAND, "", both, None, text("give one of the two: a constant flow, or a file with flows"))
    if "flow_m3_s" in given and "flow_series" in given:
        yield Problem(COMMAND, "", both, None, text("give only one of the two: a constant flow, or a file with flows"))
    if "use_rate" in given and "flow_series" in given:
        expected = text("a use rate belongs to a constant flow; a flow record says itself when water runs")
        yield _of_option("use_rate", given["use_rate"], expected)
    of_file, of_cost = ("flow_series",), ("capex_yen_per_kw", "capex_yen")
    for name, others in (*((name, of_file) for name in RECORD_KEYS), ("opex_yen_per_kw_year", of_cost)):
        if name in given and not any(other in given for other in others):
            missing = " / ".join(map(option_name, others))
            expected = text("{given} needs {missing} beside it", given=option_name(name), missing=missing)
            yield _of_option(name, given[name], expected)


def _of_option(name: str, value: str | None, expected: Text, unit: str = "") -> Problem:
    return Problem(COMMAND, "", option_name(name), value, expected, unit)


_OPTIONS = {place: option_name(name) for name, place in COLUMNS.items()}
_KEY_OPTIONS = {key: option_name(name) for name, key in KEYS.items()}
_KEY_OPTIONS |= {f"flows.{DROP}.{key}": option_name(name) for name, key in RECORD_KEYS.items()}


def _in_options(problem: Problem) -> Problem:
    """A problem of a column, or of a key of project.toml, as one of the option that stands for it."""
    if problem.file not in (COMMAND, FILE):
        return problem
    column = _OPTIONS.get(problem.column) or _KEY_OPTIONS.get(problem.column) or problem.column
    values = tuple((name, _renamed(value)) for name, value in problem.expected.values)
    return replace(problem, file=COMMAND, place="", column=column, expected=replace(problem.expected, values=values))


def _renamed(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    return " / ".join(_OPTIONS.get(part, part) for part in value.split(" / "))


def _table(table: Any, cells: Mapping[str, str]) -> tuple[LoadedTable, list[Problem]]:
    """A table of one row, checked as one from a file is."""
    columns = tuple(np.array([cell], dtype=object) for cell in cells.values())
    return check_table(RawTable(COMMAND, "", tuple(cells), columns, np.array([1])), table)


def _drops(given: Mapping[str, str]) -> tuple[LoadedTable, list[Problem]]:
    cells = {column: given[name] for name, column in COLUMNS.items() if name in given}
    loaded, problems = _table(DROPS, {"drop_id": DROP, "facility_id": FACILITY, **cells})
    return loaded, [_in_options(one) for one in problems]


def _config(given: Mapping[str, str]) -> tuple[Config | None, list[Problem]]:
    figures: dict[str, float] = {}
    problems: list[Problem] = []
    for name in KEYS:
        if name in given:
            found = _figure(name, given[name])
            problems += [found] if isinstance(found, Problem) else []
            figures |= {} if isinstance(found, Problem) else {name: found}
    try:
        return Config.model_validate(_keys(given, figures)), problems
    except ValidationError as error:
        found_in = [_in_options(model_problem(one, COMMAND, {})) for one in error.errors()]
        return None, [*problems, *found_in]


def _figure(name: str, written: str) -> float | Problem:
    column = number(name, "", "", low=0 if name in MONEY else None)
    values, faults = read_column(np.array([written], dtype=object), column)
    if faults:
        return _of_option(name, written, faults[0].expected)
    value = float(values[0])
    if np.isnan(value):
        return _of_option(name, written, text("expected a number"))
    return int(value) if name in WHOLE and value.is_integer() else value


def _keys(given: Mapping[str, str], figures: Mapping[str, float]) -> dict[str, Any]:
    """What a project.toml of this drop would say."""
    price = {"hydro": figures["price_yen_per_kwh"]} if "price_yen_per_kwh" in figures else {}
    capex = {
        "fixed_yen": figures.get("capex_yen", 0.0),
        "steps": [{"yen_per_kw": figures.get("capex_yen_per_kw", 0.0)}],
    }
    cost = {"capex": capex, "opex": {"yen_per_kw_year": figures.get("opex_yen_per_kw_year", 0.0)}}
    record = {key: given[name] for name, key in RECORD_KEYS.items() if name in given}
    record |= {"file": Path(given["flow_series"]).name} if "flow_series" in given else {}
    return {
        "project": {"name": COMMAND},
        "ranking": {"by": f"npv_yen_{CASE}"},
        "cases": {CASE: {"price_yen_per_kwh": price}},
        "costs": {"hydro": cost} if {"capex_yen", "capex_yen_per_kw"} & figures.keys() else {},
        "finance": {name: figures[name] for name in ("years", "discount_rate") if name in figures},
        "hydro": {name: figures[name] for name in ("gravity_m_s2", "max_units") if name in figures},
        "flows": {DROP: {"layout": "series", "unit": "m3/s"} | record} if "flow_series" in given else {},
    }


def _record(
    given: Mapping[str, str], config: Config | None, drops: LoadedTable
) -> tuple[FlowRecord | None, list[Problem]]:
    if config is None or "flow_series" not in given:
        return None, []
    source = config.flows[DROP]
    record, problems = read_flow(Path(given["flow_series"]).parent, f"flows.{DROP}", source, lambda _: "")
    problems = [_in_options(one) for one in problems]
    if record is not None:
        expected = misfit(record, float(drops.frame["pipe_diameter_m"].iloc[0]))
        problems += [] if expected is None else [Problem(record.file, "", "", None, expected)]
    return record, problems


def _machines(folder: str | None) -> tuple[tuple[LoadedMachine, ...], list[Problem]]:
    if folder is None:
        return shipped(), []
    machines, problems = with_own(Path(folder), Path(folder).name or folder)
    return tuple(machines), problems


def _pumps(file: str | None, machines: tuple[LoadedMachine, ...]) -> tuple[tuple[Pump, ...], list[Problem]]:
    if file is None:
        return (), []
    pumps, _, problems = read_pumps(Path(file), Path(file).name, {one.machine.id for one in machines})
    return tuple(pumps), problems
