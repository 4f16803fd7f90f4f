"""Load files as power utilities hand them out, and the reader with its keys as keywords."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pytest

from siting.errors import Problem
from siting.project.loads.read import read_load
from siting.project.loads.record import Load
from siting.project.own_use import LoadSource

Good = Callable[..., Load]
Refused = Callable[..., str]
Write = Callable[..., str]


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., tuple[Load | None, list[Problem]]]:
    """Reads a load of facility W07; every key stands in line 9 of project.toml."""

    def read_file(facility_kw: float = np.nan, **keys: Any) -> tuple[Load | None, list[Problem]]:
        return read_load(tmp_path, "W07", LoadSource.model_validate(keys), facility_kw, lambda key: "9")

    return read_file


@pytest.fixture
def good(read: Callable[..., tuple[Load | None, list[Problem]]]) -> Good:
    """Reads a load that has no problems."""

    def read_good(*arguments: Any, **keys: Any) -> Load:
        load, problems = read(*arguments, **keys)
        assert [problem.say("en") for problem in problems] == []
        assert load is not None
        assert load.kwh.shape == (8760,)
        assert load.days.shape == (365,)
        assert np.isfinite(load.kwh).all()
        assert not np.isnat(load.days).any()
        assert all(note.say("ja") for note in load.notes)
        return load

    return read_good


@pytest.fixture
def refused(read: Callable[..., tuple[Load | None, list[Problem]]]) -> Refused:
    """Reads a load that cannot be taken; what is said of it, a line per problem."""

    def read_refused(*arguments: Any, **keys: Any) -> str:
        load, problems = read(*arguments, **keys)
        assert load is None
        assert problems
        assert all(problem.say("ja") for problem in problems)
        return "\n".join(problem.say("en") for problem in problems)

    return read_refused


@pytest.fixture
def write_csv(tmp_path: Path) -> Write:
    """A CSV of some rows; its name."""

    def write(rows: Sequence[Sequence[Any]], name: str = "load.csv", encoding: str = "cp932") -> str:
        lines = [",".join("" if cell is None else str(cell) for cell in row) for row in rows]
        (tmp_path / name).write_bytes(("\r\n".join(lines) + "\r\n").encode(encoding))
        return name

    return write


@pytest.fixture
def write_book(tmp_path: Path) -> Write:
    """A workbook of sheets by title; its name."""

    def write(sheets: dict[str, Sequence[Sequence[Any]]], name: str = "load.xlsx") -> str:
        book = openpyxl.Workbook()
        book.remove(book.worksheets[0])
        for title, rows in sheets.items():
            sheet = book.create_sheet(title)
            for row in rows:
                sheet.append(list(row))
        book.save(tmp_path / name)
        return name

    return write


def days_between(first: dt.date, count: int = 365) -> list[dt.date]:
    """Days one after the other."""
    return [first + dt.timedelta(days=at) for at in range(count)]


def demand(day: dt.date, half: int) -> float:
    """A demand [kW] that tells its day and half hour."""
    return round(100 + day.month + day.day / 100 + half / 10, 2)


def clock(minutes: int) -> str:
    """A time of the day as utilities write it."""
    return f"{minutes // 60}:{minutes % 60:02d}"


def wide(first: dt.date, count: int = 365, factor: float = 1.0) -> list[list[Any]]:
    """A row per day and 48 columns, below the customer's rows."""
    rows: list[list[Any]] = [["お客さま番号", "01-2345-6789"], ["ご使用場所", "○○浄水場"], []]
    rows.append(["年月日", "曜日", *(clock(30 * half) for half in range(48))])
    for day in days_between(first, count):
        rows.append([day.strftime("%Y/%m/%d"), "月火水木金土日"[day.weekday()], *(demand(day, half) * factor for half in range(48))])  # fmt: skip
    return rows


def long(first: dt.date, count: int = 365) -> list[list[Any]]:
    """A row per half hour, in kWh, each named by its end as 0:30 to 24:00."""
    rows: list[list[Any]] = [["年月日", "時刻", "使用量(kWh)"]]
    for day in days_between(first, count):
        rows += [[day.strftime("%Y/%m/%d"), clock(30 * half + 30), demand(day, half) / 2] for half in range(48)]
    return rows


def expected_kwh(first: dt.date, count: int = 365) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """The hours from 1 April that both layouts mean."""
    days = [day for day in days_between(first, count) if (day.month, day.day) != (2, 29)]
    days.sort(key=lambda day: ((day.month - 4) % 12, day.day))
    return np.array([(demand(day, 2 * hour) + demand(day, 2 * hour + 1)) / 2 for day in days for hour in range(24)])
