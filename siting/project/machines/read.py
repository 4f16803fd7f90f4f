"""Turbine files to machines: those that siting ships and those of a project, every fault of every file at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from siting.errors import InputProblems, Problem
from siting.language import text
from siting.project.machines.faults import check_machine
from siting.project.machines.model import Machine
from siting.project.toml import line_of, read_written
from siting.resources import share

SHIPPED_FOLDER = "turbine_charts"
PROJECT_FOLDER = "turbines"


@dataclass(frozen=True)
class LoadedMachine:
    """A machine, the file it came from, that file's SHA-256, and the line on which each of its keys stands."""

    machine: Machine
    file: str
    sha256: str
    lines: Mapping[str, int]


def read_machines(folder: Path, shown_as: str) -> tuple[list[LoadedMachine], list[Problem]]:
    """The machines of a folder by file name, and every fault of every file; files are named ``shown_as/NAME``."""
    try:
        paths = sorted(path for path in folder.iterdir() if not path.name.startswith((".", "~$")))
    except OSError as error:
        reason = error.strerror or str(error)
        return [], [Problem(shown_as, "", "", None, text("the folder cannot be read: {reason}", reason=reason))]
    loaded: list[LoadedMachine] = []
    problems: list[Problem] = []
    files: dict[str, str] = {}
    for path in paths:
        file = f"{shown_as}/{path.name}"
        if path.suffix.lower() != ".toml":
            expected = text("only turbine files with the ending .toml belong in this folder: move the others elsewhere")
            problems.append(Problem(file, "", "", None, expected))
            continue
        one, found = _read_machine(path, file, files)
        loaded += [one] if one else []
        problems += found
    return loaded, problems


def _read_machine(path: Path, file: str, files: dict[str, str]) -> tuple[LoadedMachine | None, list[Problem]]:
    """One machine; ``files`` are the files of the ids read so far, and takes up this one's."""
    written, problems = read_written(path, file, text("the file must be saved as UTF-8"))
    if written is None:
        return None, problems
    machine, problems = check_machine(written, file)
    stated = written.data.get("id")
    place = line_of("id", written.lines)
    if isinstance(stated, str) and stated in files:
        expected = text("the id is already used in {file}", file=files[stated])
        problems.append(Problem(file, place, "id", stated, expected))
    elif isinstance(stated, str):
        files[stated] = file
        if stated != path.stem:
            expected = text(
                "id and file name must agree: name the file {name}, or change the id", name=f"{stated}.toml"
            )
            problems.append(Problem(file, place, "id", stated, expected))
    if machine is None or problems:
        return None, problems
    return LoadedMachine(machine, file, written.sha256, written.lines), []


@cache
def shipped() -> tuple[LoadedMachine, ...]:
    """The turbine types that siting ships with their files; raises ``InputProblems`` where one is bad."""
    folder = share(SHIPPED_FOLDER)
    loaded: list[LoadedMachine] = []
    problems: list[Problem] = []
    files: dict[str, str] = {}
    for path in sorted(folder.glob("*.toml")):
        one, found = _read_machine(path, f"{SHIPPED_FOLDER}/{path.name}", files)
        loaded += [one] if one else []
        problems += found
    if problems:
        raise InputProblems(problems)
    return tuple(loaded)


def shipped_machines() -> tuple[Machine, ...]:
    """The turbine types that siting ships, by file name."""
    return tuple(one.machine for one in shipped())


def all_machines(project_folder: Path) -> tuple[list[LoadedMachine], list[Problem]]:
    """The shipped types, then the project's own of its folder ``turbines``."""
    folder = project_folder / PROJECT_FOLDER
    return with_own(folder, PROJECT_FOLDER) if folder.exists() else (list(shipped()), [])


def with_own(folder: Path, shown_as: str) -> tuple[list[LoadedMachine], list[Problem]]:
    """The shipped types and those of a folder; the same id takes the shipped one's place."""
    own, problems = read_machines(folder, shown_as)
    machines = {one.machine.id: one for one in (*shipped(), *own)}
    return list(machines.values()), problems
