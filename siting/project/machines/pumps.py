"""A catalogue of pumps that could run backwards: a CSV with one pump a row."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from siting.errors import Problem
from siting.language import Text, text
from siting.project.machines.model import Pump
from siting.project.readers.delimited import read_delimited
from siting.project.readers.files import unopenable
from siting.project.readers.raw import TableSource
from siting.project.tables import LoadedTable, check_table
from siting.vocabulary import Column, Kind, Table
from siting.vocabulary.columns import number
from siting.vocabulary.units import FLOWS, MONEY, PRESSURES, SHARES

LONGEST_ID = 40

PUMPS = Table(
    "pumps",
    "ポンプ一覧",
    "Pumps",
    (
        Column("id", "ポンプID", "pump", Kind.ID, required=True, aliases=("pump_id", "型式", "形式")),
        Column("machine", "機種", "machine", Kind.REFERENCE, required=True, aliases=("水車形式",)),
        number(
            "flow_m3_s",
            "流量",
            "flow",
            "m3/s",
            low_open=True,
            required=True,
            aliases=("吐出し量", "吐出量"),
            others=FLOWS,
        ),
        number("head_m", "全揚程", "head", "m", low_open=True, required=True, aliases=("揚程",), others=PRESSURES),
        number(
            "efficiency",
            "効率",
            "efficiency",
            "share",
            high=1,
            low_open=True,
            required=True,
            aliases=("ポンプ効率",),
            others=SHARES,
        ),
        number("capex_yen", "事業費", "cost", "yen", others=MONEY),
    ),
    "id",
)


def read_pumps(path: Path, name: str, machine_ids: set[str]) -> tuple[list[Pump], str, list[Problem]]:
    """The pumps of a catalogue, the file's SHA-256 and every fault; ``machine_ids`` are the types a pump may be of.

    Flow, head and efficiency are those of pump duty at its best point; headings may name other units in brackets.
    """
    source = TableSource(path, name)
    if refused := unopenable(source):
        return [], "", [refused]
    raw, problems = read_delimited(source)
    if raw is None:
        return [], "", problems
    table, found = check_table(raw, PUMPS)
    problems += [*found, *_wrong_ids(table, machine_ids)]
    if not len(table):
        problems.append(Problem(name, "", "", None, text("the table has no rows")))
    return ([] if problems else _pumps(table)), raw.sha256, problems


def _wrong_ids(table: LoadedTable, machine_ids: set[str]) -> Iterator[Problem]:
    for row, (pump, machine) in enumerate(zip(table.frame["id"], table.frame["machine"], strict=True)):
        if pump is not None and len(pump) > LONGEST_ID:
            yield table.problem(row, "id", pump, text("expected an id of at most {count} characters", count=LONGEST_ID))
        if machine is not None and machine not in machine_ids:
            yield table.problem(row, "machine", machine, _no_such_machine(machine, machine_ids))


def _no_such_machine(machine: str, machine_ids: set[str]) -> Text:
    near = difflib.get_close_matches(machine, sorted(machine_ids), n=1)
    if near:
        return text("no such turbine type; did you mean {name}?", name=near[0])
    return text("no such turbine type; there are {names}", names=", ".join(sorted(machine_ids)))


def _pumps(table: LoadedTable) -> list[Pump]:
    return [
        Pump(
            id=row["id"],
            machine=row["machine"],
            flow_m3_s=row["flow_m3_s"],
            head_m=row["head_m"],
            efficiency=row["efficiency"],
            capex_yen=None if np.isnan(row["capex_yen"]) else row["capex_yen"],
        )
        for row in table.frame.to_dict("records")
    ]
