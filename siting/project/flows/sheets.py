"""Flow files to sheets of raw cells: a CSV is one sheet without a name, a workbook those that were asked for."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, Protocol

from siting.errors import InputProblems, Problem
from siting.language import Text, text
from siting.project.readers.encodings import decode
from siting.project.readers.files import DELIMITED, WORKBOOK, foreign_format, unopenable, whole_file
from siting.project.readers.grid import column_letter, is_blank
from siting.project.readers.parts import fold
from siting.project.readers.raw import TableSource
from siting.project.readers.sheet_xml import sheet_marks
from siting.project.readers.workbook import not_a_workbook, sheet_titles
from siting.project.toml import FILE
from siting.project.water import FlowSource

_LAST_ROW = 1_048_576  # of any sheet, so a damaged row number cannot keep us busy
_ERA_YEAR = r"(?:[a-z]+\.?|[一-龥]{2})?(?:元|\d{1,4})"
_SLOTS = {"month": r"(?P<month>\d{1,2})", "year": rf"(?P<year>{_ERA_YEAR})", "fiscal_year": rf"(?P<fiscal_year>{_ERA_YEAR})"}  # fmt: skip


class RecordFile(Protocol):
    """What project.toml says of any file of records over time: see the keys of ``FlowSource``."""

    @property
    def file(self) -> str:
        """File name, relative to project.toml."""

    @property
    def encoding(self) -> str | None:
        """Encoding of a CSV."""

    @property
    def sheets(self) -> str | tuple[str, ...] | None:
        """Sheets of a workbook."""

    @property
    def first_row(self) -> int | None:
        """First row with figures."""

    @property
    def time_column(self) -> str | None:
        """Column of the time."""

    @property
    def fiscal_year(self) -> int | None:
        """Fiscal year of dates without a year."""

    @property
    def label(self) -> Literal["start", "end"] | None:
        """Whether a time names the start or the end of its interval."""


@dataclass(frozen=True)
class AskedFile:
    """What project.toml asks for: the file of a record, its key there, and the line of each key."""

    folder: Path
    key: str
    source: RecordFile
    line: Callable[[str], str]

    def refuse(self, name: str, expected: Text) -> InputProblems:
        """The fault of one key of the record."""
        key, value = f"{self.key}.{name}", getattr(self.source, name)
        shown = ", ".join(value) if isinstance(value, tuple) else None if value is None else str(value)
        return InputProblems([Problem(FILE, self.line(key), key, shown, expected)])

    def wrong_format(self) -> Text:
        """What to say of a file in another format."""
        return text("it must be a .csv or .xlsx file")

    def which_sheet(self, names: str) -> Text:
        """What to say where several sheets could hold the record."""
        return text("which sheet holds the figures? State sheets; the file has {names}", names=names)


@dataclass(frozen=True)
class Asked(AskedFile):
    """What project.toml asks for: a flow record."""

    source: FlowSource

    def wrong_format(self) -> Text:
        """What to say of a file in another format."""
        return text("a flow record must be a .csv or .xlsx file")

    def which_sheet(self, names: str) -> Text:
        """What to say where several sheets could hold the record."""
        return text("which sheet holds the flow? State sheets; the file has {names}", names=names)


@dataclass(frozen=True)
class Sheet:
    """Rows of raw cells from row 1 on, all equally long; merged ranges; what the sheet's name says of its month."""

    file: str
    title: str
    rows: list[list[Any]]
    merged: tuple[str, ...] = ()
    named: dict[str, str] = field(default_factory=dict)

    def place(self, row: int, column: int | None = None) -> str:
        """Where a cell stands (both counted from 0): ``14`` in a CSV, ``4月!C14`` in a workbook."""
        if not self.title:
            return str(row + 1)
        return f"{self.title}!{'' if column is None else column_letter(column)}{row + 1}"

    def refuse(self, row: int, column: int | None, value: Any, expected: Text) -> Problem:
        """The fault of one cell."""
        return Problem(self.file, self.place(row, column), "", None if value is None else str(value), expected)

    def whole(self, expected: Text) -> Problem:
        """A fault of the whole sheet."""
        return Problem(self.file, self.title, "", None, expected)

    @property
    def width(self) -> int:
        """Number of columns."""
        return len(self.rows[0]) if self.rows else 0


def open_sheets(asked: AskedFile) -> list[Sheet]:
    """The sheets that hold the record; raises ``InputProblems``."""
    path = asked.folder / asked.source.file
    named = TableSource(path, asked.source.file)
    if not path.exists():
        raise asked.refuse("file", text("there is no such file"))
    suffix = path.suffix.lower()
    if fault := unopenable(named) or foreign_format(named.name, suffix):
        raise InputProblems([fault])
    if suffix in WORKBOOK:
        sheets = _workbook(path, asked)
    elif suffix in DELIMITED:
        sheets = [_delimited(path, asked)]
    else:
        raise asked.refuse("file", asked.wrong_format())
    if empty := [sheet.whole(text("the sheet is empty")) for sheet in sheets if not sheet.rows]:
        raise InputProblems(empty)
    return sheets


def _delimited(path: Path, asked: AskedFile) -> Sheet:
    if asked.source.sheets is not None:
        raise asked.refuse("sheets", text("a CSV has no sheets: take this key out"))
    decoded, problems = decode(path.read_bytes(), asked.source.encoding, asked.source.file)
    if decoded is None:
        raise InputProblems(problems)
    lines = io.StringIO(decoded, newline="")
    try:
        return Sheet(asked.source.file, "", _even(list(csv.reader(lines, delimiter=_delimiter(decoded)))))
    except csv.Error as error:
        reason = text("the file cannot be read: {reason}", reason=str(error))
        raise InputProblems([whole_file(asked.source.file, reason)]) from None


def _delimiter(decoded: str) -> str:
    """Comma, tab or semicolon, whichever most of the first lines hold."""
    lines = decoded[:10_000].splitlines()
    return max(",\t;", key=lambda mark: sum(mark in line for line in lines))


def _even(rows: Sequence[Sequence[Any]]) -> list[list[Any]]:
    """The rows up to the last that holds anything, all as long as the longest."""
    width = max((at + 1 for row in rows for at in range(len(row)) if not is_blank(row[at])), default=0)
    filled = [list(row[:width]) + [None] * (width - len(row)) for row in rows] if width else []
    while filled and all(map(is_blank, filled[-1])):
        filled.pop()
    return filled


def _workbook(path: Path, asked: AskedFile) -> list[Sheet]:
    if refused := not_a_workbook(TableSource(path, asked.source.file)):
        raise InputProblems([refused])
    titles = sheet_titles(path)
    if titles is None:
        raise InputProblems([_damaged(asked)])
    wanted = _wanted(titles, asked)
    try:
        sheets, problems = _read(path, wanted, asked.source.file)
    except Exception:  # openpyxl lets every kind of exception through when a part is damaged
        raise InputProblems([_damaged(asked)]) from None
    if problems:
        raise InputProblems(problems)
    return sheets


def _read(path: Path, wanted: dict[str, dict[str, str]], file_name: str) -> tuple[list[Sheet], list[Problem]]:
    import openpyxl

    sheets, problems = [], []
    with warnings.catch_warnings(action="ignore"), path.open("rb") as file:
        book = openpyxl.load_workbook(file, read_only=True, data_only=True)
        for title, named in wanted.items():
            sheet: Any = book[title]
            sheet.reset_dimensions()  # some programs write a wrong extent, and openpyxl would cut the rows there
            rows = [row for row, _ in zip(sheet.iter_rows(values_only=True), range(_LAST_ROW), strict=False)]
            marks = sheet_marks(file, title)
            sheets.append(Sheet(file_name, title, _even(rows), marks.merged, named))
            if marks.without_result:
                problems.append(_without_result(file_name, title, marks.without_result))
    return sheets, problems


def _damaged(asked: AskedFile) -> Problem:
    expected = text("this is no Excel workbook, or it is damaged: open it in Excel and save it as .xlsx")
    return whole_file(asked.source.file, expected)


def _without_result(file: str, title: str, cells: Sequence[str]) -> Problem:
    expected = text(
        "{count} formulas have no stored result, this one first: open the workbook in Excel once and save it",
        count=len(cells),
    )
    return Problem(file, f"{title}!{cells[0]}", "", None, expected)


def _wanted(titles: list[str], asked: AskedFile) -> dict[str, dict[str, str]]:
    """The titles of the sheets to read, each with what the pattern found in it."""
    listed = ", ".join(titles)
    stated = asked.source.sheets
    if stated is None:
        if len(titles) == 1:
            return {titles[0]: {}}
        raise asked.refuse("sheets", asked.which_sheet(listed))
    if isinstance(stated, str) and "{" in stated:
        return _by_pattern(titles, stated, asked)
    found: dict[str, dict[str, str]] = {}
    for name in (stated,) if isinstance(stated, str) else stated:
        same = [title for title in titles if title == name] or [title for title in titles if fold(title) == fold(name)]
        if len(same) != 1:
            raise asked.refuse("sheets", text("there is no {part}; the file has {names}", part=name, names=listed))
        found[same[0]] = {}
    return found


def _by_pattern(titles: list[str], pattern: str, asked: AskedFile) -> dict[str, dict[str, str]]:
    plain = re.escape(fold(pattern))
    for slot, expression in _SLOTS.items():
        plain = plain.replace(rf"\{{{slot}\}}", expression, 1)
    if r"\{" in plain:
        raise asked.refuse("sheets", text("a pattern of sheets knows {slots}", slots="{month}, {fiscal_year}, {year}"))
    found = {title: match.groupdict() for title in titles if (match := re.fullmatch(plain, _spaceless(title)))}
    found |= {title: match.groupdict() for title in titles if (match := re.fullmatch(plain, fold(title)))}
    if not found:
        expected = text("no sheet is named so; the file has {names}", names=", ".join(titles))
        raise asked.refuse("sheets", expected)
    return found


def _spaceless(title: str) -> str:
    return "".join(unicodedata.normalize("NFKC", title).casefold().split())
