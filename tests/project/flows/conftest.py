"""Flow files as utilities send them, and the reader with its keys as keywords."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from siting.errors import Problem
from siting.project.flows import FlowRecord, read_flow
from siting.project.water import FlowSource

Read = Callable[..., tuple[FlowRecord | None, list[Problem]]]
KEY_LINE = 17


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Reads a file of the test's folder; every key stands in line 17 of project.toml."""

    def read_file(file: str, layout: str = "series", unit: str = "m3/h", **keys: Any) -> Any:
        source = FlowSource.model_validate({"file": file, "layout": layout, "unit": unit, **keys})
        return read_flow(tmp_path, "flows.intake", source, lambda key: str(KEY_LINE))

    return read_file


@pytest.fixture
def good(read: Read) -> Callable[..., FlowRecord]:
    """Reads a file that has no problems."""

    def read_good(*arguments: Any, **keys: Any) -> FlowRecord:
        record, problems = read(*arguments, **keys)
        assert [problem.say("en") for problem in problems] == []
        assert record is not None
        assert abs(record.hours.sum() - 8760) < 1e-9
        assert len(record.flow_m3_s) == len(record.hours) == len(record.month) == len(record.head_m)
        return record

    return read_good


@pytest.fixture
def refused(read: Read) -> Callable[..., str]:
    """Reads a file that cannot be taken; what is said of it, a line per problem."""

    def read_refused(*arguments: Any, **keys: Any) -> str:
        record, problems = read(*arguments, **keys)
        assert record is None
        assert problems
        assert all(problem.say("ja") for problem in problems)
        return "\n".join(problem.say("en") for problem in problems)

    return read_refused


@pytest.fixture
def write_csv(tmp_path: Path) -> Callable[..., str]:
    """A CSV of some rows; its name."""

    def write(rows: Sequence[Sequence[Any]], name: str = "flow.csv", encoding: str = "utf-8-sig") -> str:
        lines = [",".join("" if cell is None else str(cell) for cell in row) for row in rows]
        (tmp_path / name).write_bytes(("\r\n".join(lines) + "\r\n").encode(encoding))
        return name

    return write


@pytest.fixture
def write_book(tmp_path: Path) -> Callable[..., str]:
    """A workbook of sheets by title, with merged ranges that all sheets share; its name."""

    def write(sheets: dict[str, Sequence[Sequence[Any]]], name: str = "flow.xlsx", merged: Sequence[str] = ()) -> str:
        book = openpyxl.Workbook()
        book.remove(book.worksheets[0])
        for title, rows in sheets.items():
            sheet = book.create_sheet(title)
            for row in rows:
                sheet.append(list(row))
            for cells in merged:
                sheet.merge_cells(cells)
        book.save(tmp_path / name)
        return name

    return write


def hours(first: dt.datetime, count: int, minutes: int = 60) -> list[dt.datetime]:
    """Times one after the other."""
    return [first + dt.timedelta(minutes=minutes * at) for at in range(count)]


def told(record: FlowRecord) -> str:
    """The notes in English, a line each; each can be said in Japanese too."""
    assert all(note.say("ja") for note in record.notes)
    return "\n".join(note.say("en") for note in record.notes)


def volume_m3(record: FlowRecord) -> float:
    """The water of the mean year."""
    return float((record.flow_m3_s * record.hours).sum() * 3600)
