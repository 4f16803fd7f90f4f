"""Cells of flow records to numbers and times, a column at a time, with what could not be read."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from siting.language import Text, text
from siting.project.readers.grid import is_blank
from siting.project.values import BLANKS, half_width
from siting.vocabulary.columns import LARGEST
from siting.vocabulary.eras import ERAS, FIRST_YEAR, LAST_YEAR

Minutes = npt.NDArray[np.datetime64]
Fault = tuple[int, str, Text]

# What operators type where nothing was measured. A stop (停止, 断水) is no gap: the flow may have been zero.
_GAPS = re.compile(
    r"[\s\-―ー—–‐/*×…・.]+|[(\[]?(欠測|欠損|欠|測定不能|計測不能|点検|点検中|保守点検|保守|調整|調整中|校正|校正中|故障|故障中|異常|不明"
    r"|nan|na|n/a|null|none|missing)[)\]]?",
    re.IGNORECASE,
)
# Rows that sum up the others.
TOTALS = re.compile(
    r"計(?![測量画器装])|平\s*均|最\s*大|最\s*小|最\s*高|最\s*低|total|\bsum\b|mean|average|max|min", re.IGNORECASE
)

_YEARS = {name: era.offset for era in ERAS for name in (era.kanji, era.letter)}
_DATE = (
    r"(?:(?:(?P<era>令和|平成|昭和|大正|明治|[RHSTM])\.?\s*(?P<count>元|\d{1,2})|(?P<year>\d{4}))\s*(?:年|[./-])\s*)?"
    r"(?P<month>\d{1,2})(?:(?:月|[./-])\s*(?P<day>\d{1,2})\s*日?|\s*月)?\s*(?:[(（][^()（）\d]{1,3}[)）])?"
)
_CLOCK = (
    r"(?P<hour>\d{1,2})(?:[:時]\s*(?P<minute>\d{1,2})?(?:[:分]\s*(?P<second>\d{1,2})(?:\.\d+)?秒?)?分?)?(?:\+09:?00)?"
)
_TIME = re.compile(rf"{_DATE}(?:(?:T|\s+|(?<=日)|(?<=[)）])){_CLOCK})?", re.IGNORECASE)
_COMPACT = re.compile(
    r"(?P<era>(?!))?(?P<count>(?!))?(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)"
    r"(?:[T\s]?(?P<hour>\d\d):?(?:(?P<minute>\d\d)(?::?(?P<second>\d\d))?)?)?"
)
_CLOCK_ALONE = re.compile(_CLOCK)


@dataclass(frozen=True)
class Numbers:
    """The numbers of a column, NaN for gaps; the words that stood in gaps; what could not be read."""

    values: npt.NDArray[np.float64]
    words: Counter[str]
    faults: list[Fault]


@dataclass(frozen=True)
class Times:
    """The times of a column to the minute, NaT where there is none; what could not be read.

    ``clock`` tells whether any cell named an hour, ``midnight`` which cells wrote it as 24:00, ``day`` which named a
    day and not a month alone.
    """

    values: Minutes
    clock: bool
    midnight: npt.NDArray[np.bool_]
    day: npt.NDArray[np.bool_]
    faults: list[Fault]


def is_gap(cell: Any) -> bool:
    """Whether a cell says that nothing was measured."""
    return is_blank(cell) or cell != cell or (isinstance(cell, str) and _is_gap_word(half_width(cell)))


def _is_gap_word(plain: str) -> bool:
    return plain in BLANKS or _GAPS.fullmatch(plain) is not None


def number_in(cell: Any) -> float | None:
    """The number of a cell; None if it holds something else."""
    found = _number(cell)
    return found if isinstance(found, float) and found == found else None


def numbers_in(cells: Sequence[Any]) -> Numbers:
    """The numbers of a column of cells; blanks, dashes and words such as 欠測 are gaps."""
    values = np.full(len(cells), np.nan)
    words: Counter[str] = Counter()
    faults: list[Fault] = []
    for at, cell in enumerate(cells):
        if type(cell) is float or type(cell) is int:
            found: float | Text = float(cell) if abs(cell) <= LARGEST else _number(cell)
        elif cell is None:
            continue
        else:
            found = _number(cell)
        if isinstance(found, Text):
            faults.append((at, str(cell), found))
        elif found == found:
            values[at] = found
        elif isinstance(cell, str) and cell.strip():
            words[half_width(cell)] += 1
    return Numbers(values, words, faults)


def _plain(cell: str) -> str:
    return cell.strip() if cell.isascii() else half_width(cell)


def _number(cell: Any) -> float | Text:
    if isinstance(cell, bool) or not isinstance(cell, str | int | float):
        return float("nan") if cell is None else text("expected a number")
    plain = _plain(cell) if isinstance(cell, str) else cell
    if isinstance(plain, str) and ("," in plain or not plain.isascii()):
        plain = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", plain)
    try:
        number = float("x" if isinstance(plain, str) and "_" in plain else plain)
    except (ValueError, OverflowError):
        return _no_number(str(plain))
    if abs(number) > LARGEST:
        return text("expected a number of at most {high}", high=f"{LARGEST:g}")
    return number


def _no_number(plain: str) -> float | Text:
    if _is_gap_word(plain):
        return float("nan")
    if plain.startswith("#"):
        return text("the cell shows an Excel error: correct its formula or type the value")
    return text("expected a number, or a blank where nothing was measured")


def times_in(cells: Sequence[Any], fiscal_year: int | None = None) -> Times:
    """The times of a column of cells; a date without a year lies in the fiscal year, April to March."""
    values = np.full(len(cells), np.datetime64("NaT"), dtype="datetime64[m]")
    written = [at for at, cell in enumerate(cells) if isinstance(cell, str) and cell.strip()]
    dated = [at for at, cell in enumerate(cells) if isinstance(cell, dt.date)]
    numbers = [at for at, cell in enumerate(cells) if isinstance(cell, int | float) and cell == cell]
    midnight, day = np.zeros(len(cells), dtype=bool), np.ones(len(cells), dtype=bool)
    found = _written_times([_plain(cells[at]) for at in written], fiscal_year)
    values[written], midnight[written], day[written] = found.values, found.midnight, found.day
    if dated:
        values[dated] = _to_the_minute(np.array([cells[at] for at in dated], dtype="datetime64[s]"))
    faults = [(written[at], cells[written[at]], expected) for at, _, expected in found.faults]
    # 20230401, but not 2023.4, which may be April or, without its last zero, October as 2023.1 is.
    compact = _written_times([str(int(cells[at])) if float(cells[at]).is_integer() else "" for at in numbers], None)
    values[numbers] = compact.values
    faults += [(numbers[at], str(cells[numbers[at]]), expected) for at, _, expected in compact.faults]
    faults += [(at, str(one), _NO_TIME) for at, one in enumerate(cells) if isinstance(one, dt.time | dt.timedelta)]
    at_midnight = values[dated] == values[dated].astype("datetime64[D]")
    return Times(values, found.clock or compact.clock or not at_midnight.all(), midnight, day, sorted(faults, key=_row))


def _row(fault: Fault) -> int:
    return fault[0]


_NO_TIME = text("expected a date and time such as 2023/4/1 1:00 or 令和5年4月1日 1時")
_NO_YEAR = text("the date has no year: state fiscal_year")


def _to_the_minute(seconds: npt.NDArray[np.datetime64]) -> Minutes:
    """Excel keeps times as fractions of a day, so that 1:00 may come as 0:59:59."""
    return (seconds + np.timedelta64(30, "s")).astype("datetime64[m]")


def _written_times(cells: Sequence[str], fiscal_year: int | None) -> Times:
    """Groups of a pattern first, then arithmetic on whole columns."""
    matches = [_TIME.fullmatch(cell) or _COMPACT.fullmatch(cell) for cell in cells]
    read = [at for at, match in enumerate(matches) if match and (match["year"] or match["era"] or match["day"])]
    parts = [match.groups() for at in read if (match := matches[at])]
    columns = list(zip(*parts, strict=True)) if parts else [()] * 8
    month, day, hour, minute, second = (_whole(column) for column in columns[3:])
    year = np.array([_year(*one) for one in zip(*columns[:3], strict=True)], dtype=np.int64)
    yearless = year == 0
    if fiscal_year is not None:
        year = np.where(yearless, fiscal_year + (month < 4), year)
    months = ((year - 1970) * 12 + month - 1).astype("datetime64[M]")
    days = months.astype("datetime64[D]") + np.maximum(day - 1, 0)
    clock = np.maximum(hour, 0) * 60 + np.maximum(minute, 0) + (np.maximum(second, 0) >= 30)
    valid = (month >= 1) & (month <= 12) & (day != 0) & (days.astype("datetime64[M]") == months) & (minute < 60)
    valid &= (clock <= 24 * 60) & (second < 60) & ((day > 0) | (hour < 0))
    known = (year >= FIRST_YEAR) & (year <= LAST_YEAR)
    values = np.full(len(cells), np.datetime64("NaT"), dtype="datetime64[m]")
    values[read] = np.where(valid & known, days.astype("datetime64[m]") + clock, np.datetime64("NaT"))
    faults = [(at, cells[at], _NO_TIME) for at in sorted(set(range(len(cells))) - set(read))]
    faults += [
        (read[at], cells[read[at]], _NO_YEAR if valid[at] and yearless[at] and fiscal_year is None else _NO_TIME)
        for at in np.flatnonzero(~(valid & known))
    ]
    midnight, named = np.zeros(len(cells), dtype=bool), np.ones(len(cells), dtype=bool)
    midnight[read], named[read] = hour == 24, day >= 0
    return Times(values, bool((hour >= 0).any()), midnight, named, faults)


def _whole(column: Sequence[str | None]) -> npt.NDArray[np.int64]:
    return np.array([-1 if part is None else int(part) for part in column], dtype=np.int64)


def _year(era: str | None, count: str | None, year: str | None) -> int:
    if year:
        return int(year)
    if not era or not count:
        return 0
    number = 1 if count == "元" else int(count)
    return _YEARS[era.upper()] + number if number else -1


def clock_in(cell: Any) -> int | None:
    """The minutes since midnight that a cell of a column of clock times says: 1:00, 1時, 24:00, 13; None if none."""
    if isinstance(cell, dt.datetime):
        cell = cell.time()
    if isinstance(cell, dt.time):
        return cell.hour * 60 + cell.minute + (cell.second >= 30)
    if isinstance(cell, dt.timedelta):
        return round(cell.total_seconds() / 60)
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        # Excel's own time without its format is a fraction of a day.
        return round(cell * 60) if float(cell).is_integer() else round(cell * 24 * 60) if 0 <= cell < 1 else None
    match = _CLOCK_ALONE.fullmatch(half_width(cell)) if isinstance(cell, str) else None
    return int(match["hour"]) * 60 + int(match["minute"] or 0) if match else None
