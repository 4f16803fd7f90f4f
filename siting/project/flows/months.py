"""Twelve mean flows: a row per month, or a column per month."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import Any

import numpy as np

from siting.errors import InputProblems, Problem
from siting.language import text
from siting.project.flows.cells import Minutes, is_gap, number_in, times_in
from siting.project.flows.headings import MONTHS, Columns, find_columns, is_total, searched_rows
from siting.project.flows.mean_year import MONTH, mean_year
from siting.project.flows.readings import Readings, gather, read_figures
from siting.project.flows.record import FlowRecord
from siting.project.flows.sheets import Asked, AskedFile, Sheet
from siting.project.readers.grid import is_blank
from siting.project.values import half_width

_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NUMBER = re.compile(r"(\d{1,2})\s*月?(?:分|度)?")
_NO_YEAR = 1  # stands for a month without a year; year 1 has 365 days


def read_months(sheets: Sequence[Sheet], asked: Asked, sha256: str) -> FlowRecord:
    """The mean year of twelve figures; several years of them if the months name their years."""
    if len(sheets) > 1:
        raise asked.refuse("sheets", text("twelve months stand on one sheet: name one"))
    sheet = sheets[0]
    sideways = None if asked.source.time_column else month_headings(sheet, asked)
    if sideways and asked.source.head_column:
        raise asked.refuse("head_column", text("heads need a row per month: write the months below each other"))
    part = across(sheet, asked, *sideways) if sideways else down(sheet, asked, _columns(sheet, asked))
    years = part.start.astype("datetime64[Y]").astype(np.int64) + 1970
    if (years == _NO_YEAR).any() and (years != _NO_YEAR).any():
        raise InputProblems([sheet.whole(text("some months name their year, others none: write all in one way"))])
    return mean_year(gather([part]), MONTH, asked, sha256)


def month_in(cell: Any) -> np.datetime64 | None:
    """The month that a cell names: 4, 4月, Apr, 2023-04, 令和5年4月, of year 1 if it names none."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _of_no_year(int(cell)) if cell == int(cell) and 1 <= cell <= 12 else None
    if isinstance(cell, str):
        plain = half_width(cell).casefold()
        if match := _NUMBER.fullmatch(plain):
            return _of_no_year(int(match.group(1))) if 1 <= int(match.group(1)) <= 12 else None
        name = plain.rstrip(".")
        if name[:3] in _NAMES and re.fullmatch(r"[a-z]{3,9}", name):
            return _of_no_year(_NAMES.index(name[:3]) + 1)
    elif not isinstance(cell, dt.date):
        return None
    found = times_in([cell]).values[0]
    return None if np.isnat(found) else found.astype("datetime64[M]")


def _of_no_year(month: int) -> np.datetime64:
    return np.datetime64(f"{_NO_YEAR:04d}-{month:02d}", "M")


def month_headings(sheet: Sheet, asked: AskedFile) -> tuple[int, list[int]] | None:
    """The row, and the columns of the twelve months that stand side by side in it."""
    for at, row in enumerate(searched_rows(sheet, asked)):
        months = [column for column, cell in enumerate(row) if not is_blank(cell) and month_in(cell) is not None]
        if len(months) >= 12 and len({str(month_in(row[column]))[-2:] for column in months[:12]}) == 12:
            return at, months[:12]
    return None


def _columns(sheet: Sheet, asked: Asked) -> Columns:
    return find_columns(sheet, asked, MONTHS, lambda cell: month_in(cell) is not None)


def across(sheet: Sheet, asked: AskedFile, heading: int, columns: list[int]) -> Readings:
    """The figures below twelve months side by side; raises ``InputProblems``."""
    first = asked.source.first_row - 1 if asked.source.first_row else heading + 1
    rows = [
        row
        for row in range(first, len(sheet.rows))
        if any(number_in(sheet.rows[row][column]) is not None for column in columns)
        and not is_total(sheet.rows[row], columns[0])
    ]
    if asked.source.first_row:
        rows = rows[:1]
    if len(rows) != 1:
        expected = text("{count} rows hold figures below the months: state first_row to name the one", count=len(rows))
        raise InputProblems([sheet.whole(expected)])
    starts = _minutes([month_in(sheet.rows[heading][column]) for column in columns])
    part, problems = read_figures(sheet, asked, rows, starts, columns, None)
    if problems:
        raise InputProblems(problems)
    return part


def down(sheet: Sheet, asked: AskedFile, columns: Columns) -> Readings:
    """The figures of a row per month; raises ``InputProblems``."""
    rows = [row for row in range(columns.first, len(sheet.rows)) if not _is_no_month(sheet, row, columns)]
    months = [month_in(sheet.rows[row][columns.time]) for row in rows]
    problems: list[Problem] = [
        sheet.refuse(
            row, columns.time, sheet.rows[row][columns.time], text("expected a month such as 4, 4月 or 2023-04")
        )
        for row, month in zip(rows, months, strict=True)
        if month is None
    ]
    part, found = read_figures(sheet, asked, rows, _minutes(months), [columns.flow], columns.head)
    if problems or found:
        raise InputProblems(problems + found)
    return part


def _is_no_month(sheet: Sheet, row: int, columns: Columns) -> bool:
    cells = sheet.rows[row]
    if month_in(cells[columns.time]) is not None:
        return False
    return is_total(cells, columns.flow) or is_gap(cells[columns.flow])


def _minutes(months: Sequence[np.datetime64 | None]) -> Minutes:
    return np.array([np.datetime64("NaT") if one is None else one for one in months], dtype="datetime64[m]")
