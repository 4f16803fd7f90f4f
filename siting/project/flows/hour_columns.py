"""The 24 columns of a report with a row per day: their headings, and which hour each of them is."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from siting.errors import InputProblems
from siting.language import Text, text
from siting.project.flows.headings import check_titled_unit, named_column, searched_rows
from siting.project.flows.sheets import Asked, Sheet
from siting.project.readers.grid import column_letter
from siting.project.values import half_width

_HOUR = re.compile(r"(?:\d{1,2}(?::00|時)?\s*[-~〜～－―]\s*)?(\d{1,2})\s*(?:時|:00(?::00)?|h)?", re.IGNORECASE)
_HOURS = 24


@dataclass(frozen=True)
class HourColumns:
    """The row of the headings, the columns, and the start of the hour of each in minutes after midnight."""

    heading: int
    columns: list[int]
    starts_min: npt.NDArray[np.int64]
    notes: tuple[Text, ...]


def find_hour_columns(sheet: Sheet, asked: Asked) -> HourColumns:
    """The 24 columns by their headings, 1 to 24, 0 to 23 or 1時 to 24時; raises ``InputProblems``."""
    stated = asked.source.flow_column
    first = named_column(sheet, asked, "flow_column") if stated is not None else None
    runs = [
        (at, columns, hour)
        for at, row in enumerate(searched_rows(sheet, asked))
        for columns, hour in _runs(row)
        if first is None or columns[0] == first
    ]
    in_one_row = [run for run in runs if runs[0][0] == run[0]]
    if len(in_one_row) > 1:
        letters = ", ".join(column_letter(run[1][0]) for run in in_one_row)
        expected = text("several groups of 24 hours: state flow_column, the first of the 24; they begin in {letters}", letters=letters)  # fmt: skip
        raise InputProblems([sheet.whole(expected)])
    if runs:
        heading, columns, hour = runs[0]
    elif first is not None and first + _HOURS <= sheet.width:
        heading, columns, hour = _row_above(sheet, asked), list(range(first, first + _HOURS)), 1
    else:
        expected = text("no row with the headings of 24 hours was found, such as 1 to 24 or 0時 to 23時: state flow_column, the first of the 24")  # fmt: skip
        raise InputProblems([sheet.whole(expected)])
    check_titled_unit(sheet, asked, heading + 1)
    label = asked.source.label or ("start" if hour == 0 else "end")
    starts = (hour - (label == "end") + np.arange(_HOURS)) * 60
    return HourColumns(heading, columns, starts, (_note(hour, label),))


def _note(hour: int, label: Literal["start", "end"]) -> Text:
    if label == "start":
        return text("the column of hour {hour} is the hour that begins then", hour=hour)
    return text("the column of hour {hour} is the hour that ends then", hour=hour)


def _row_above(sheet: Sheet, asked: Asked) -> int:
    """Without headings of hours, everything above the first row with figures is title."""
    return asked.source.first_row - 2 if asked.source.first_row else -1


def _runs(row: Sequence[Any]) -> list[tuple[list[int], int]]:
    """Groups of 24 cells that count the hours up, with the first hour."""
    hours = [(at, found) for at, cell in enumerate(row) if (found := _hour(cell)) is not None]
    groups, begin = [], 0
    while begin + _HOURS <= len(hours):
        group = hours[begin : begin + _HOURS]
        if all((one[1] + 1 - following[1]) % 24 == 0 for one, following in pairwise(group)):
            groups.append(([one[0] for one in group], group[0][1]))
            begin += _HOURS
        else:
            begin += 1
    return groups


def _hour(cell: Any) -> int | None:
    """The hour that a heading names; the end of one that names both ends, as 0～1時."""
    if isinstance(cell, dt.datetime):
        cell = cell.time()
    if isinstance(cell, dt.time):
        return cell.hour if cell.minute == 0 else None
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return int(cell) if cell in range(25) else None
    match = _HOUR.fullmatch(half_width(cell)) if isinstance(cell, str) else None
    if not match or int(match.group(1)) > 24:
        return None
    return int(match.group(1))
