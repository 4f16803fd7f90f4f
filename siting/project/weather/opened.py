"""Weather files to lines and cells: found, opened and decoded, with faults in a user's words."""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from siting.errors import InputProblems, Problem
from siting.language import Text, text
from siting.project.flows.cells import numbers_in
from siting.project.flows.readings import faults_of
from siting.project.flows.sheets import Sheet
from siting.project.readers.encodings import decode
from siting.project.readers.files import FOREIGN_SHEETS, WORKBOOK, unopenable, whole_file
from siting.project.readers.grid import is_blank
from siting.project.readers.raw import TableSource
from siting.project.sunlight.source import WeatherSource
from siting.project.toml import FILE
from siting.project.weather.record import Floats


@dataclass(frozen=True)
class AskedWeather:
    """What project.toml asks for: one file of ``[weather]``, the key that names it, and the line of each key."""

    folder: Path
    key: str
    source: WeatherSource
    line: Callable[[str], str]

    @property
    def file(self) -> str:
        """The name of the file as the user wrote it."""
        return str(getattr(self.source, self.key))

    def refuse(self, name: str, expected: Text, value: Any = None) -> InputProblems:
        """The fault of one key of ``[weather]``."""
        key = f"weather.{name}"
        return InputProblems([Problem(FILE, self.line(key), key, None if value is None else str(value), expected)])


@dataclass(frozen=True)
class Opened:
    """A file as lines of text; problems name it as the user does."""

    file: str
    sha256: str
    lines: tuple[str, ...]

    def refuse(self, line: int | None, value: str | None, expected: Text) -> InputProblems:
        """The fault of one line, counted from 1, or of the whole file."""
        return InputProblems([self.problem(line, value, expected)])

    def problem(self, line: int | None, value: str | None, expected: Text, unit: str = "") -> Problem:
        """The same, not yet raised."""
        return Problem(self.file, "" if line is None else str(line), "", value, expected, unit)


def open_weather(asked: AskedWeather) -> Opened:
    """The lines of the file; raises ``InputProblems``."""
    path = asked.folder / asked.file
    if not path.exists():
        raise asked.refuse(asked.key, text("there is no such file"), asked.file)
    if fault := unopenable(TableSource(path, asked.file)):
        raise InputProblems([fault])
    suffix = path.suffix.lower()
    if suffix in (*WORKBOOK, *FOREIGN_SHEETS, ".json", ".zip"):
        raise asked.refuse(asked.key, text("weather is read from text files: .csv, .txt, .epw"), asked.file)
    content = path.read_bytes()
    decoded, problems = decode(content, asked.source.encoding, asked.file)
    if decoded is None:
        raise InputProblems(problems)
    # DOS programs end a file with the sign 1A.
    lines = re.split(r"\r\n|\n|\r", decoded.rstrip("\x1a\r\n"))
    return Opened(asked.file, hashlib.sha256(content).hexdigest(), tuple(lines))


def sheet_of(opened: Opened, delimiters: str = ",\t;") -> Sheet:
    """The cells of a CSV; rows are counted as lines, and all are as long as the longest."""
    mark = max(delimiters, key=lambda one: sum(one in line for line in opened.lines[:200]))
    try:
        rows: list[list[Any]] = list(csv.reader(opened.lines, delimiter=mark))
    except csv.Error as error:
        reason = text("the file cannot be read: {reason}", reason=str(error))
        raise InputProblems([whole_file(opened.file, reason)]) from None
    width = max((len(row) for row in rows), default=0)
    return Sheet(opened.file, "", [row + [None] * (width - len(row)) for row in rows])


def figures(sheet: Sheet, rows: Sequence[int], column: int, missing: float | None = None) -> Floats:
    """The numbers of a column, NaN where blank or ``missing`` and above; raises ``InputProblems``."""
    found = numbers_in([sheet.rows[row][column] for row in rows])
    problems = faults_of(sheet, [(rows[at], value, expected) for at, value, expected in found.faults], column)
    if problems:
        raise InputProblems(problems)
    return found.values if missing is None else np.where(found.values >= missing, np.nan, found.values)


def filled_rows(sheet: Sheet, first: int) -> list[int]:
    """The rows from ``first`` on in which anything stands."""
    return [row for row in range(first, len(sheet.rows)) if not all(map(is_blank, sheet.rows[row]))]
