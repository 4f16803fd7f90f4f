"""Which columns of a sheet hold the time, the flow and the head, and in which row the figures begin."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

from siting.errors import InputProblems, Problem
from siting.language import text
from siting.project.flows.cells import TOTALS, number_in
from siting.project.flows.sheets import Asked, AskedFile, Sheet
from siting.project.flows.units import unit_in
from siting.project.readers.grid import column_letter

SEARCHED_ROWS = 40
STACKED_ROWS = 3  # headings may be parted over rows whose cells are merged

TIMES = ("日時", "年月日時", "年月日時刻", "計測日時", "測定日時", "観測日時", "時刻", "年月日", "日付", "月日", "年月", "datetime", "timestamp", "time", "date", "date time")  # fmt: skip
DAYS = ("日", "日付", "月日", "年月日", "日にち", "測定日", "計測日", "年月日曜日", "date", "day")
MONTHS = ("月", "年月", "月別", "月次", "月名", "年月日", "日付", "month", "date", "year month")
EXCEEDANCES = ("超過確率", "超過率", "超過割合", "超過時間率", "超過日数", "累加百分率", "百分率", "割合", "頻度", "日数", "時間率", "%", "exceedance", "exceedance probability", "share", "percent", "percentage", "probability", "days")  # fmt: skip
_DATES_OF_PAIR = ("年月日", "日付", "月日", "date", "day", "日")
_CLOCKS_OF_PAIR = ("時刻", "時間", "時", "time", "hour", "clock")
_FLOW = re.compile(r"流量|水量|\bflow|discharge|\binflow|\boutflow|^q$")
# Columns that speak of a flow without being the one of the row.
_NOT_THE_FLOW = re.compile(r"積算|累計|累積|合計|最大|最小|目標|設定|計画|max|min|total|cumul|accum|target|set ?point")


@dataclass(frozen=True)
class Columns:
    """Columns counted from 0; ``first`` is the first row with figures. ``clock`` is the column of the hour, if apart."""

    time: int
    flow: int
    first: int
    clock: int | None = None
    head: int | None = None


def find_columns(sheet: Sheet, asked: Asked, times: Collection[str], is_time: Callable[[Any], bool]) -> Columns:
    """The columns that project.toml states, the others by their headings; raises ``InputProblems``."""
    source = asked.source
    stated = {
        name: named_column(sheet, asked, name)
        for name in ("time_column", "flow_column", "head_column")
        if getattr(source, name) is not None
    }
    time, flow, below = stated.get("time_column"), stated.get("flow_column"), 0
    clock = None
    if time is None or flow is None:
        below, found, flow = _by_headings(sheet, asked, times, time, flow)
        time, clock = found
    first = source.first_row - 1 if source.first_row else first_row(sheet, below, time, flow, is_time)
    _check_unit(sheet, asked, flow, first)
    return Columns(time, flow, first, clock, stated.get("head_column"))


def searched_rows(sheet: Sheet, asked: AskedFile) -> list[list[Any]]:
    """The rows that may hold headings."""
    return sheet.rows[: asked.source.first_row - 1 if asked.source.first_row else SEARCHED_ROWS]


def named_column(sheet: Sheet, asked: AskedFile, key: str) -> int:
    """The column that a key of project.toml names by its heading or its letter."""
    stated = str(getattr(asked.source, key))
    for wanted in (str.strip, plain_heading):
        for row in searched_rows(sheet, asked):
            found = [at for at, cell in enumerate(row) if isinstance(cell, str) and wanted(cell) == wanted(stated)]
            if len(found) == 1:
                return found[0]
            if found:
                letters = ", ".join(map(column_letter, found))
                expected = text("several columns are headed so: state one of the letters {letters}", letters=letters)
                raise asked.refuse(key, expected)
    at = next((at for at in range(sheet.width) if column_letter(at) == stated), None)
    if at is None:
        raise asked.refuse(key, text("there is no such column; the headings are {names}", names=headings_of(sheet)))
    return at


def plain_heading(cell: str) -> str:
    """A heading without case, width, blanks and the unit in brackets behind it."""
    plain = unicodedata.normalize("NFKC", cell).casefold()
    plain = re.sub(r"[(\[][^()\[\]]*[)\]]\s*$", "", plain).replace("_", " ")
    return re.sub(r"(?<![a-z0-9])\s+|\s+(?![a-z0-9])", "", plain).strip()


def headings_of(sheet: Sheet) -> str:
    """The cells of the row that looks most like headings."""
    found: list[str] = []
    for row in sheet.rows[:SEARCHED_ROWS]:
        words = [cell.strip() for cell in row if isinstance(cell, str) and cell.strip() and number_in(cell) is None]
        found = words if len(words) > len(found) else found
    return ", ".join(found) or "-"


def _by_headings(
    sheet: Sheet, asked: Asked, times: Collection[str], time: int | None, flow: int | None
) -> tuple[int, tuple[int, int | None], int]:
    """The row below the headings, the column(s) of the time and the column of the flow."""
    rows = searched_rows(sheet, asked)
    seen_time = time is not None
    for height in range(1, STACKED_ROWS + 1):
        for top in range(len(rows) - height + 1):
            stack = stacked(rows[top : top + height])
            at_time = (
                (time, None) if time is not None else time_columns(stack, times, sheet, asked.source.layout == "series")
            )
            if at_time is None:
                continue
            seen_time = True
            at_flow = flow if flow is not None else _flow_column(stack, at_time, sheet, asked)
            if at_flow is not None:
                return top + height, at_time, at_flow
    headings = headings_of(sheet)
    if not seen_time:
        expected = text("no column of times was found: state time_column; the headings are {names}", names=headings)
    else:
        expected = text("no column of flows was found: state flow_column; the headings are {names}", names=headings)
    raise InputProblems([sheet.whole(expected)])


def stacked(rows: Sequence[Sequence[Any]]) -> list[list[str]]:
    """The words of each column in some rows, in plain form."""
    return [[plain_heading(cell) for cell in column if isinstance(cell, str)] for column in zip(*rows, strict=True)]


def time_columns(
    stack: list[list[str]], times: Collection[str], sheet: Sheet, paired: bool
) -> tuple[int, int | None] | None:
    """The column of the time, and that of the clock where the two stand apart (``paired`` allows it)."""
    found = [at for at, words in enumerate(stack) if any(word in times for word in words)]
    clocks = [at for at, words in enumerate(stack) if any(word in _CLOCKS_OF_PAIR for word in words)]
    dates = [at for at, words in enumerate(stack) if any(word in _DATES_OF_PAIR for word in words)]
    if paired and len(dates) == 1 and len(clocks) == 1 and set(found) <= {*dates, *clocks}:
        return dates[0], clocks[0]
    if len(found) > 1:
        letters = ", ".join(map(column_letter, found))
        expected = text("several columns could be the time: state time_column; they are {letters}", letters=letters)
        raise InputProblems([sheet.whole(expected)])
    return (found[0], None) if found else None


def _flow_column(stack: list[list[str]], time: tuple[int, int | None], sheet: Sheet, asked: Asked) -> int | None:
    named = [
        at
        for at, words in enumerate(stack)
        if at not in time and any(_FLOW.search(word) for word in words) and not _NOT_THE_FLOW.search(" ".join(words))
    ]
    if len(named) > 1:
        letters = ", ".join(f"{column_letter(at)} ({' '.join(stack[at])})" for at in named)
        expected = text("several columns could be the flow: state flow_column; they are {letters}", letters=letters)
        raise InputProblems([sheet.whole(expected)])
    return named[0] if named else None


def first_row(sheet: Sheet, below: int, time: int, flow: int, is_time: Callable[[Any], bool]) -> int:
    """The first row whose time can be read; before it only rows without a figure may stand."""
    for at in range(below, len(sheet.rows)):
        cell = sheet.rows[at][time]
        if is_time(cell):
            return at
        if below and number_in(sheet.rows[at][flow]) is not None and not is_total(sheet.rows[at], flow):
            return at
    raise InputProblems([sheet.whole(text("no row with a time that can be read was found: state first_row"))])


def is_total(row: Sequence[Any], flow: int) -> bool:
    """Whether a row without a time sums up others: 合計, 平均, 最大 and the like stand before its figure."""
    return any(isinstance(cell, str) and TOTALS.search(cell) is not None for cell in row[:flow])


def _check_unit(sheet: Sheet, asked: Asked, flow: int, first: int) -> None:
    """Raises where the heading names another unit than project.toml: one of the two is wrong by a large factor."""
    above = range(max(0, first - STACKED_ROWS), min(first, len(sheet.rows)))
    for row in reversed(above):
        heading = sheet.rows[row][flow]
        named = unit_in(heading) if isinstance(heading, str) else None
        if named and named != asked.source.unit:
            expected = text(
                "the heading names {named}, but the stated unit is {unit}: correct one of them",
                named=named,
                unit=asked.source.unit,
            )
            raise InputProblems([sheet.refuse(row, flow, heading, expected)])


def check_titled_unit(sheet: Sheet, asked: Asked, first: int) -> None:
    """Raises where a title above the figures names one flow unit, and another than project.toml."""
    cells = [(row, at, cell) for row in range(min(first, len(sheet.rows))) for at, cell in enumerate(sheet.rows[row])]
    named = [(row, at, unit, cell) for row, at, cell in cells if isinstance(cell, str) and (unit := unit_in(cell))]
    if len({unit for _, _, unit, _ in named}) == 1 and named[0][2] != asked.source.unit:
        row, at, unit, cell = named[0]
        expected = text(
            "the heading names {named}, but the stated unit is {unit}: correct one of them",
            named=unit,
            unit=asked.source.unit,
        )
        raise InputProblems([sheet.refuse(row, at, cell, expected)])


def merged_figures(sheet: Sheet, rows: range, columns: Collection[int]) -> list[Problem]:
    """A problem for each merged range with a figure that stands for several cells of the record."""
    from openpyxl.utils.cell import range_boundaries

    problems = []
    for written in sheet.merged:
        left, top, right, bottom = (int(one or 0) - 1 for one in range_boundaries(written))
        inside = [(row, at) for row in range(top, bottom + 1) if row in rows for at in columns if left <= at <= right]
        if len(inside) > 1 and left < sheet.width and number_in(sheet.rows[top][left]) is not None:
            expected = text("the cells {cells} are merged: unmerge them and fill in each cell", cells=written)
            problems.append(sheet.refuse(top, left, None, expected))
    return problems
