"""Which files of a project folder hold which tables."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from siting.errors import Problem
from siting.language import text
from siting.project.readers.files import (
    DELIMITED,
    FOREIGN_MAPS,
    FOREIGN_SHEETS,
    LAYERED,
    PARQUET,
    WORKBOOK,
    foreign_format,
    whole_file,
)
from siting.project.readers.geo import layer_names
from siting.project.readers.parts import fold
from siting.project.readers.raw import TableSource
from siting.project.readers.workbook import sheet_titles

# A .txt beside the tables is more often a note than a table; it can be named in project.toml.
_FOUND = tuple(suffix for suffix in DELIMITED + WORKBOOK + LAYERED + PARQUET if suffix != ".txt")
_FOREIGN = FOREIGN_SHEETS + FOREIGN_MAPS
_TOGETHER = "tables"  # tables.xlsx, tables.gpkg
NEAR = 0.75


@dataclass(frozen=True)
class _Find:
    table: str
    source: TableSource

    def label(self) -> str:
        """The file as a message names it, with sheet or layer where it has one."""
        part = self.source.sheet or self.source.layer
        return f"{self.source.name} ({part})" if part else self.source.name


def find_tables(
    folder: Path, table_names: Sequence[str], japanese_names: Mapping[str, str]
) -> tuple[dict[str, TableSource], list[Problem]]:
    """The source of each table found by its name: a file of its own, a sheet of a workbook, a layer of a GeoPackage."""
    try:
        found = sorted(path for path in folder.iterdir() if not path.name.startswith((".", "~$")))
    except OSError as error:
        reason = error.strerror or str(error)
        return {}, [whole_file(folder.name, text("the folder cannot be read: {reason}", reason=reason))]
    files = [path for path in found if path.is_file() and path.name.isprintable()]
    tables = {fold(name): name for name in table_names}
    tables |= {fold(japanese_names[name]): name for name in table_names if name in japanese_names}
    named = [path for path in files if fold(path.stem) in tables]
    foreign = [path for path in named if path.suffix.lower() in _FOREIGN]
    problems = [one for path in foreign if (one := foreign_format(path.name, path.suffix.lower()))]
    finds = [_Find(tables[fold(path.stem)], TableSource(path, path.name)) for path in _own_files(named)]
    for parts, faults in (_in_workbooks(files, tables), _in_geopackage(files, tables)):
        finds += parts
        problems += faults
    used = {find.source.path for find in finds}
    problems += [fault for path in found if path not in used and (fault := _passed_over(path, tables))]
    return _one_each(table_names, finds, problems)


def _passed_over(path: Path, tables: Mapping[str, str]) -> Problem | None:
    """Why a file that seems to hold a table is not read: silence would lose its constraints."""
    stem, suffix = fold(path.stem), path.suffix.lower()
    readable = suffix in _FOUND or suffix in _FOREIGN
    if not path.name.isprintable() or any("\ud800" <= one <= "\udfff" for one in path.name):
        name = path.name.encode("utf-8", "replace").decode("utf-8")
        return whole_file(name, text("the file name cannot be read; rename the file")) if readable else None
    if stem in tables:
        kind = text("expected a file; found a folder or a link that leads nowhere")
        return None if path.is_file() or not readable else whole_file(path.name, kind)
    near = _near(stem, tables)
    if readable and near and suffix != ".json":
        expected = text(
            "this file is not read; if it holds the table {table}, name it {file}",
            table=tables[near],
            file=near + suffix,
        )
        return whole_file(path.name, expected)
    return None


def _part_passed_over(path: Path, part: str, tables: Mapping[str, str]) -> Problem | None:
    """The same for a sheet or layer of tables.xlsx or tables.gpkg."""
    near = _near(fold(part), tables)
    if fold(part) in tables or near is None:
        return None
    expected = text(
        "{part} is not read; if it holds the table {table}, name it {near}", part=part, table=tables[near], near=near
    )
    return whole_file(path.name, expected)


def _near(stem: str, tables: Mapping[str, str]) -> str | None:
    near = difflib.get_close_matches(stem, tables, n=1, cutoff=NEAR) or [one for one in tables if _begins(one, stem)]
    return near[0] if near else None


def _begins(table: str, stem: str) -> bool:
    """``constraints(1)`` and ``制約`` for ``constraints`` and ``制約条件``."""
    return len(stem) > 1 and (stem.startswith(table) or table.startswith(stem)) and stem != _TOGETHER


def _own_files(named: Iterable[Path]) -> list[Path]:
    """The files named after a table, without the .dbf that belongs to a .shp."""
    readable = [path for path in named if path.suffix.lower() in _FOUND]
    shapes = {path.stem for path in readable if path.suffix.lower() == ".shp"}
    return [path for path in readable if path.suffix.lower() != ".dbf" or path.stem not in shapes]


def _in_workbooks(files: Iterable[Path], tables: Mapping[str, str]) -> tuple[list[_Find], list[Problem]]:
    """The sheets of tables.xlsx, or else of the one other workbook that has sheets named after tables."""
    books = [path for path in files if path.suffix.lower() in WORKBOOK and fold(path.stem) not in tables]
    together = [path for path in books if fold(path.stem) == _TOGETHER]
    found = {path: _named_parts(path, sheet_titles(path), tables) for path in together or books}
    problems = [_unreadable(path) for path in together if found[path] is None]
    problems += [
        fault
        for path in together
        for part in sheet_titles(path) or ()
        if (fault := _part_passed_over(path, part, tables))
    ]
    filled = {path: finds for path, finds in found.items() if finds}
    if len(filled) > 1:
        names = ", ".join(path.name for path in filled)
        expected = text(
            "several workbooks have sheets named after tables ({files}): keep one, or name it under [tables] in project.toml",
            files=names,
        )
        return [], [*problems, whole_file(next(iter(filled)).name, expected)]
    return [find for finds in filled.values() for find in finds], problems


def _in_geopackage(files: Iterable[Path], tables: Mapping[str, str]) -> tuple[list[_Find], list[Problem]]:
    finds: list[_Find] = []
    problems: list[Problem] = []
    for path in files:
        if fold(path.name) == f"{_TOGETHER}.gpkg":
            found = _named_parts(path, layer_names(path), tables, layers=True)
            if found is None:
                problems.append(_unreadable(path))
            else:
                finds += found
                problems += [
                    fault for part in layer_names(path) or () if (fault := _part_passed_over(path, part, tables))
                ]
    return finds, problems


def _named_parts(
    path: Path, parts: list[str] | None, tables: Mapping[str, str], *, layers: bool = False
) -> list[_Find] | None:
    """The sheets or layers that are named after tables; None if the file cannot be read."""
    if parts is None:
        return None
    named = [(tables[fold(part)], part) for part in parts if fold(part) in tables]
    return [
        _Find(
            table,
            TableSource(path, path.name, layer=part) if layers else TableSource(path, path.name, sheet=part),
        )
        for table, part in named
    ]


def _unreadable(path: Path) -> Problem:
    expected = text(
        "the file is damaged or protected: open it, and save it again as {format}", format=path.suffix.lower()
    )
    return whole_file(path.name, expected)


def _one_each(
    table_names: Sequence[str], finds: Sequence[_Find], problems: list[Problem]
) -> tuple[dict[str, TableSource], list[Problem]]:
    """The one source of each table; two for the same table are a problem, and none of them is taken."""
    sources = {}
    problems = list(problems)
    for table in table_names:
        found = [find for find in finds if find.table == table]
        if len(found) == 1:
            sources[table] = found[0].source
        elif found:
            expected = text(
                "the table {table} is there twice ({files}): keep one, or name it under [tables] in project.toml",
                table=table,
                files=", ".join(find.label() for find in found),
            )
            problems.append(whole_file(found[0].source.name, expected))
    return sources, problems
