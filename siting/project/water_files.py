"""The files of water power beside the tables: flow records, turbine types, pumps, every fault at once."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from siting.errors import Problem
from siting.language import Text, text
from siting.project.drops import velocity_problem
from siting.project.flows.read import read_flow
from siting.project.flows.record import FlowRecord
from siting.project.head_forms import WAYS, HeadForm, head_forms
from siting.project.machines.model import Pump
from siting.project.machines.pumps import read_pumps
from siting.project.machines.read import LoadedMachine, all_machines
from siting.project.model import Config
from siting.project.tables import LoadedTable
from siting.project.toml import WrittenConfig, config_problem, line_of

LARGEST_FLOW_M3_S = 100.0


@dataclass(frozen=True)
class WaterFiles:
    """What was read, the hashes of the files, and their faults."""

    machines: tuple[LoadedMachine, ...]
    flows: Mapping[str, FlowRecord] = field(default_factory=dict)
    pumps: tuple[Pump, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


def load_water(folder: Path, config: Config | None, written: WrittenConfig | None, drops: LoadedTable) -> WaterFiles:
    """Flow records, turbine types and pumps of a project; without a sound project.toml only the turbine types."""
    machines, problems = all_machines(folder)
    files = {one.file: one.sha256 for one in machines if not one.file.startswith("turbine_charts/")}
    if config is None or written is None:
        return WaterFiles(tuple(machines), files=files, problems=tuple(problems))
    flows: dict[str, FlowRecord] = {}
    for key, source in config.flows.items():
        record, found = read_flow(folder, f"flows.{key}", source, lambda path: line_of(path, written.lines))
        problems += found
        if record is not None:
            flows[key] = record
            files[record.file] = record.sha256
    pumps: list[Pump] = []
    if config.hydro.pumps:
        ids = {one.machine.id for one in machines}
        pumps, files[config.hydro.pumps], found = read_pumps(folder / config.hydro.pumps, config.hydro.pumps, ids)
        problems += found
    problems += [*_without_drop(config, written, drops), *_beside_the_drop(drops, flows)]
    return WaterFiles(tuple(machines), flows, tuple(pumps), files, tuple(problems))


def flow_keys(drops: LoadedTable) -> list[str | None]:
    """The key below ``flows`` that each drop's record stands under: its flow_id, else its own id."""
    frame = drops.frame
    return list(frame["flow_id"].where(frame["flow_id"].notna(), frame["drop_id"]))


def _without_drop(config: Config, written: WrittenConfig, drops: LoadedTable) -> Iterator[Problem]:
    """A record that no drop asks for, and a flow_id without a record."""
    keys = flow_keys(drops)
    for key in config.flows:
        if key not in keys:
            near = difflib.get_close_matches(key, [one for one in keys if one], n=1, cutoff=0.6)
            expected = text("no drop has this drop_id or flow_id")
            if near:
                expected = text("no drop has this drop_id or flow_id; did you mean {name}?", name=near[0])
            yield config_problem(f"flows.{key}", key, expected, written.lines)
    stated = drops.frame["flow_id"]
    for row in np.flatnonzero((stated.notna() & ~stated.isin(config.flows)).to_numpy()):
        expected = text("no such flow record: it must stand in project.toml as [flows.{key}]", key=stated.iloc[row])
        yield drops.problem(int(row), "flow_id", stated.iloc[row], expected)


def _beside_the_drop(drops: LoadedTable, flows: Mapping[str, FlowRecord]) -> Iterator[Problem]:
    """Records that do not fit their drop: a second flow beside them, or a flow no pipe of the drop could carry."""
    frame = drops.frame
    for row, key in enumerate(flow_keys(drops)):
        record = flows.get(key or "")
        if record is None:
            continue
        if not np.isnan(frame["flow_m3_s"].iloc[row]) and frame["valve_type"].iloc[row] is None:
            expected = text("this drop has a flow record as well ({file}): state one of them", file=record.file)
            yield drops.problem(row, "flow_m3_s", f"{frame['flow_m3_s'].iloc[row]:g}", expected)
        form = head_forms(frame.iloc[[row]]).iloc[0]
        if np.isfinite(record.head_m).any() and form != HeadForm.NONE.value:
            expected = text("the head stands in the flow record ({file}) as well: state one of them", file=record.file)
            yield drops.problem(row, WAYS[HeadForm(form)][0], None, expected)
        slow = misfit(record, float(frame["pipe_diameter_m"].iloc[row]))
        if slow is not None:
            yield Problem(record.file, "", f"flows.{key}.unit", None, slow)


def misfit(record: FlowRecord, pipe_diameter_m: float) -> Text | None:
    """What to say of a record that no pipe of the drop (NaN where it names none) or of any waterworks could carry."""
    largest = float(record.flow_m3_s.max())
    if largest == 0:
        return text("the flow is zero: there is nothing to turn a machine with")
    mean = float(np.average(record.flow_m3_s, weights=record.hours))
    found = velocity_problem(mean, pipe_diameter_m)
    if found is None and largest > LARGEST_FLOW_M3_S:
        return text("{flow} m3/s is more than any waterworks carries: is the unit right?", flow=f"{largest:g}")
    return found
