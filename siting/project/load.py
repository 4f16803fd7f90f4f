"""A project folder to a frozen ``Project``, or every fault of all its files at once."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import ValidationError

from siting.errors import InputProblems, Problem
from siting.language import LANGUAGES, text
from siting.project.flows.record import FlowRecord
from siting.project.joins import check_joins
from siting.project.loads.files import OwnUseFiles, load_own_use
from siting.project.machines.model import Pump
from siting.project.machines.read import LoadedMachine
from siting.project.model import Config, TableFile, TableFiles
from siting.project.positions import check_plot_geometry, place_facilities
from siting.project.readers import find_tables, read_table
from siting.project.readers.raw import TableSource
from siting.project.references import check_references
from siting.project.sunlight.files import SunlightFiles
from siting.project.sunlight.load import load_sunlight
from siting.project.tables import LoadedTable, check_table, empty_table
from siting.project.toml import FILE, WrittenConfig, check_config, config_problem, read_config, section
from siting.project.water_files import load_water
from siting.vocabulary import TABLES, Table


@dataclass(frozen=True)
class Project:
    """One study: its configuration and its seven tables, checked, and what was read beside the tables.

    That is flow records, turbine types, pumps, loads, and what the sunlight engine asks for; ``files`` are the hashes.
    """

    config: Config
    config_sha256: str
    config_lines: Mapping[str, int]
    tables: Mapping[str, LoadedTable]
    flows: Mapping[str, FlowRecord]
    machines: tuple[LoadedMachine, ...]
    pumps: tuple[Pump, ...]
    files: Mapping[str, str]
    own_use: OwnUseFiles = field(default_factory=OwnUseFiles)
    sunlight: SunlightFiles = field(default_factory=SunlightFiles)


def load_project(folder: Path) -> Project:
    """The project in ``folder``; raises ``InputProblems`` with all faults of all files."""
    folder = folder.parent if folder.name == FILE else folder
    if not folder.is_dir():
        raise InputProblems([Problem(folder.name, "", "", None, text("there is no such project folder"))])
    written, problems = read_config(folder / FILE)
    config, found = check_config(written) if written else (None, [])
    problems += found
    sources, found = _table_sources(folder, written, config)
    problems += found
    tables: dict[str, LoadedTable] = {}
    unreadable: set[str] = set()
    undecided = bool(found)
    for table in TABLES:
        one, found = _load_table(sources.get(table.name), table)
        # Where files could not be told apart, a table that seems missing is among them.
        problems += [] if one is None and table.name not in sources and undecided else found
        if one is None:
            unreadable.add(table.name)
        tables[table.name] = one if one is not None else empty_table(table)
    problems += _check_facilities(tables, sources)
    recorded = [*section(written.data, "flows"), *section(written.data, "drawings")] if written else []
    problems += check_joins(tables, unreadable, recorded)
    water = load_water(folder, config, written, tables["drops"])
    own_use = load_own_use(folder, config, written, tables)
    sunlight = load_sunlight(folder, config, written, tables)
    problems += [*water.problems, *own_use.problems, *sunlight.problems]
    if written:
        problems += check_references(written, config, tables, {one.machine.id: one.machine for one in water.machines})
    if problems or config is None or written is None:
        raise InputProblems(problems)
    files = {**water.files, **own_use.files, **sunlight.files}
    return Project(
        config,
        written.sha256,
        written.lines,
        tables,
        water.flows,
        water.machines,
        water.pumps,
        files,
        own_use,
        sunlight,
    )


def project_language(folder: Path) -> str | None:
    """The project's language if its project.toml can be read, else None."""
    path = folder if folder.name == FILE else folder / FILE
    written, _ = read_config(path)
    stated = section(written.data, "project").get("language") if written else None
    return stated if stated in LANGUAGES else None


def _table_sources(
    folder: Path, written: WrittenConfig | None, config: Config | None
) -> tuple[dict[str, TableSource], list[Problem]]:
    named: dict[str, TableFile] = {}
    if config:
        named = {name: one for name in TableFiles.model_fields if (one := getattr(config.tables, name))}
    elif written:
        named = _readable_table_files(written)
    others = [table for table in TABLES if table.name not in named]
    sources, problems = find_tables(folder, [t.name for t in others], {t.name: t.ja for t in others})
    for name, file in named.items():
        path = folder / file.file
        sources[name] = TableSource(path, file.file, file.sheet, file.layer, file.encoding, file.crs)
        if written and not path.is_file():
            problems.append(
                config_problem(f"tables.{name}.file", file.file, text("there is no such file"), written.lines)
            )
            del sources[name]
    return sources, problems


def _readable_table_files(written: WrittenConfig) -> dict[str, TableFile]:
    """The table files that a faulty project.toml still names well, so that their faults are told as well."""
    found = {}
    for name in TableFiles.model_fields:
        with suppress(ValidationError):
            found[name] = TableFile.model_validate(section(written.data, "tables").get(name))
    return found


def _load_table(source: TableSource | None, table: Table) -> tuple[LoadedTable | None, list[Problem]]:
    if source is None:
        if table.name != "facilities":
            return empty_table(table), []
        expected = text("the table is missing; a project needs at least facilities.csv (or .xlsx, .gpkg, ...)")
        return None, [Problem("facilities", "", "", None, expected)]
    raw, problems = read_table(source, table)
    if raw is None:
        return None, problems
    loaded, found = check_table(raw, table)
    if table.name == "facilities" and not len(loaded):
        found.append(Problem(raw.file, "", "", None, text("the table has no rows")))
    return loaded, problems + found


def _check_facilities(tables: dict[str, LoadedTable], sources: Mapping[str, TableSource]) -> list[Problem]:
    source = sources.get("facilities")
    facilities = tables["facilities"]
    stated = source.crs if source else None
    tables["facilities"], problems = place_facilities(facilities, bool(stated))
    if stated and (facilities.raw is None or facilities.raw.geometry is None):
        problems += _unknown_crs(stated)
    return problems + check_plot_geometry(tables["plots"])


def _unknown_crs(stated: str) -> list[Problem]:
    from siting.project.readers.coordinates import parsed_crs

    if parsed_crs(stated) is not None:
        return []
    expected = text("unknown coordinate system {crs}: write one such as EPSG:6677", crs=stated)
    return [Problem(FILE, "", "tables.facilities.crs", stated, expected)]
