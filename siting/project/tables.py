"""A raw table against the vocabulary: headings to columns, cells to values, every fault collected."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from siting.errors import Problem
from siting.language import Text, text
from siting.project.readers.raw import Cells, RawTable
from siting.project.values import blank_rows, half_width, read_column, shown
from siting.vocabulary import Column, Kind, Table
from siting.vocabulary.units import SPELLINGS, Conversion

SHAPEFILE_HEADING_BYTES = 10
_BRACKET = re.compile(r"[(\[〔【](?!英語|english)([^()\[\]]*)[)\]〕】]$")


@dataclass(frozen=True)
class LoadedTable:
    """A table of the project: typed columns (every column of the vocabulary), and where its rows stand.

    ``bad`` marks cells that could not be read, so that a later check does not complain about them again.
    ``units`` are the units of the columns that came in another than their own.
    """

    table: Table
    frame: pd.DataFrame
    raw: RawTable | None
    positions: dict[str, int]
    bad: frozenset[tuple[str, int]] = frozenset()
    units: Mapping[str, Conversion] = field(default_factory=dict)

    def problem(self, row: int, column: str, value: str | None, expected: Text) -> Problem:
        """A problem of this table's cell, placed where its user finds it."""
        assert self.raw is not None
        place = self.raw.place(row, self.positions.get(column))
        unit = next((c.unit for c in self.table.columns if c.name == column), "")
        return Problem(self.raw.file, place, column, value, expected, unit)

    def written(self, row: int, column: str) -> str:
        """The cell as its user wrote it, empty where the table has no such column."""
        at = self.positions.get(column)
        cell = self.raw.columns[at][row] if self.raw is not None and at is not None else None
        return "" if cell is None else shown(cell)

    def __len__(self) -> int:
        return len(self.frame)


def empty_table(table: Table) -> LoadedTable:
    """The table of a project that has none."""
    none: Cells = np.empty(0, dtype=object)
    frame = pd.DataFrame({column.name: read_column(none, column)[0] for column in table.columns})
    return LoadedTable(table, frame, None, {})


def check_table(raw: RawTable, table: Table) -> tuple[LoadedTable, list[Problem]]:
    """The typed table and all faults of its headings and cells."""
    positions, units, problems = _match_headings(raw, table)
    reported = set(raw.notes.get("reported", ()))
    columns = {}
    bad = set()
    for column in table.columns:
        at = positions.get(column.name)
        if at is None:
            columns[column.name] = read_column(np.full(len(raw.rows), None, dtype=object), column)[0]
            continue
        values, faults = read_column(raw.columns[at], column, units.get(column.name))
        columns[column.name] = values
        for fault in faults:
            place = raw.place(fault.row, at)
            problems.append(Problem(raw.file, place, column.name, fault.value, fault.expected, column.unit))
        bad |= {(column.name, fault.row) for fault in faults}
        if column.required:
            known = {fault.row for fault in faults}
            problems += [one for one in _blanks(raw, at, column, values, known) if one.place not in reported]
    # Object columns stay object: pandas' own string type would turn None into NaN.
    frame = pd.DataFrame({name: pd.Series(values, dtype=values.dtype) for name, values in columns.items()})
    loaded = LoadedTable(table, frame, raw, positions, frozenset(bad), units)
    if table.key:
        problems += _duplicates(loaded)
    return loaded, problems


def _blanks(raw: RawTable, at: int, column: Column, values: Cells, faulty: set[int]) -> list[Problem]:
    return [
        Problem(raw.file, raw.place(row, at), column.name, "", text("a value is required"), column.unit)
        for row in blank_rows(values)
        if row not in faulty
    ]


def _match_headings(raw: RawTable, table: Table) -> tuple[dict[str, int], dict[str, Conversion], list[Problem]]:
    known = _known_headings(table)
    positions: dict[str, int] = {}
    units: dict[str, Conversion] = {}
    problems = []
    for at, heading in enumerate(raw.headings):
        name, unit = known.get(_folded(heading)) or (
            (_completed(heading, table) if raw.truncated_headings else None),
            None,
        )
        place = raw.heading_place(at)
        if name is None:
            problems.append(Problem(raw.file, place, heading, None, _unknown_heading(heading, table)))
            continue
        found = _unit_of(heading, table.column(name), unit)
        if isinstance(found, Text):
            problems.append(Problem(raw.file, place, heading, None, found))
            positions.setdefault(name, at)
        elif name in positions:
            other = raw.headings[positions[name]]
            expected = text(
                "the column {name} is there twice ({first}, {second}): keep one",
                name=name,
                first=other,
                second=heading,
            )
            problems.append(Problem(raw.file, place, heading, None, expected))
        else:
            positions[name] = at
            units |= {name: found} if found else {}
    return positions, units, problems + _missing_columns(raw, table, positions)


def _known_headings(table: Table) -> dict[str, tuple[str, Conversion | None]]:
    """Every heading of the table, folded: its column, and the unit it names if that is not the column's own."""
    known: dict[str, tuple[str, Conversion | None]] = {}
    for column in table.columns:
        known |= {_folded(heading): (column.name, unit) for heading, unit in column.headings_in_other_units()}
    for column in table.columns:
        known |= {_folded(heading): (column.name, None) for heading in column.headings()}
    return known


def _missing_columns(raw: RawTable, table: Table, positions: Mapping[str, int]) -> list[Problem]:
    place = raw.heading_place(0) if raw.headings else ""
    problems = []
    for column in table.columns:
        if column.required and column.name not in positions:
            expected = text(
                "the column is missing; its heading may be {headings}",
                headings=" / ".join(dict.fromkeys(column.headings())),
            )
            problems.append(Problem(raw.file, place, column.name, None, expected))
    return problems


def _folded(heading: str) -> str:
    """Headings are compared without case, width, blanks, underscores and a unit in brackets."""
    return re.sub(r"[\s_]+", "", _BRACKET.sub("", _plain(heading)) or _plain(heading))


def _plain(heading: str) -> str:
    return unicodedata.normalize("NFKC", half_width(heading)).casefold()


def _unit_of(heading: str, column: Column, named: Conversion | None) -> Conversion | Text | None:
    """The unit the heading's figures are in: None for the column's own, a message where it cannot be."""
    bracket = _BRACKET.search(_plain(heading))
    if column.kind is not Kind.NUMBER or bracket is None:
        return named
    stated = bracket.group(1).strip()
    if named is not None:
        if stated in named.spellings:
            return named
        return text("the heading names two units, {first} and {second}: keep one", first=named.unit, second=stated)
    if stated in SPELLINGS.get(column.unit, ("",)) or stated == column.unit.casefold():
        return None
    # The name capex_yen with 千円 in brackets says two units: nobody knows which one the figures are in.
    others = () if column.names_its_unit(_plain(heading)) else column.other_units
    for other in others:
        if stated in other.spellings:
            return other
    if others:
        units = ", ".join((column.unit, *(other.unit for other in others)))
        return text("the heading says {found}, but this column is read in {units}", found=stated, units=units)
    return text(
        "the heading says {found}, but this column counts in {unit}: convert the figures and the heading",
        found=stated,
        unit=column.unit or "-",
    )


def _completed(heading: str, table: Table) -> str | None:
    """The one column whose heading a Shapefile's field name of ten bytes is the beginning of.

    ``up_pressur`` may have been ``up_pressure_m`` or ``up_pressure_mpa``: what leaves the unit open is not completed.
    """
    found = set()
    for column in table.columns:
        in_others = [(known, other.unit) for known, other in column.headings_in_other_units()]
        for known, unit in (*((known, "") for known in column.headings()), *in_others):
            for encoding in ("utf-8", "cp932"):
                whole = known.encode(encoding, errors="ignore")
                cut = whole[:SHAPEFILE_HEADING_BYTES].decode(encoding, errors="ignore")
                if len(whole) > SHAPEFILE_HEADING_BYTES and heading.casefold() == cut.casefold():
                    found.add((column.name, unit))
    return found.pop()[0] if len(found) == 1 and not any(unit for _, unit in found) else None


def _unknown_heading(heading: str, table: Table) -> Text:
    headings = {_folded(known): known for column in table.columns for known in column.headings()}
    near = difflib.get_close_matches(_folded(heading), headings, n=1, cutoff=0.7)
    if near:
        return text("unknown column; did you mean {name}?", name=headings[near[0]])
    return text("unknown column; the columns are {names}", names=", ".join(table.names()))


def _duplicates(loaded: LoadedTable) -> list[Problem]:
    """The same id twice, or two ids that differ only by case."""
    key = loaded.table.key
    ids = loaded.frame[key]
    folded = ids.map(lambda one: one.casefold() if one is not None else None)
    again = folded.duplicated() & folded.notna()
    first_row: dict[str, int] = {}
    if again.any():
        wanted = set(folded[again])
        for row, one in enumerate(folded):
            if one in wanted:
                first_row.setdefault(one, row)
    problems = []
    for row in map(int, np.flatnonzero(again.to_numpy())):
        one = ids.iloc[row]
        first = first_row[one.casefold()]
        place = loaded.raw.place(first, loaded.positions.get(key)) if loaded.raw else ""
        if ids.iloc[first] == one:
            expected = text("the id is already used at {place}; every id stands once", place=place)
        else:
            expected = text(
                "differs only by case from {other} at {place}; use one spelling",
                other=ids.iloc[first],
                place=place,
            )
        problems.append(loaded.problem(int(row), key, one, expected))
    return problems
