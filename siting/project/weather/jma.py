"""CSV of the Japan Meteorological Agency's download page (過去の気象データ・ダウンロード): hours named by their end.

Above the figures stand rows with the station, the item, a part of the item (風向) and the kind of figure (品質情報,
均質番号, 現象なし情報); which rows there are depends on the options that were ticked, so columns are found by their words.
Quality: 8 normal, 5 nearly normal, 4 insufficient, 2 doubtful, 1 missing, 0 not observed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from siting.language import Text, text
from siting.project.flows.cells import number_in, times_in
from siting.project.flows.sheets import Sheet
from siting.project.readers.grid import column_letter, is_blank
from siting.project.values import half_width
from siting.project.weather.opened import AskedWeather, Opened, figures, filled_rows, sheet_of
from siting.project.weather.record import Floats
from siting.project.weather.whole_year import W_M2_OF
from siting.project.weather.year import DAYS_BEFORE, QUANTITIES, Draft, Hours, runs, year_order

UNIT = "MJ/m2"
# The item of each quantity, in NFKC and small letters, and its factor to the unit of ``Readings``.
_ITEMS = {
    "ghi": (re.compile(r"(全天)?日射量\(mj/m2\)"), W_M2_OF[UNIT]),
    "temperature_c": (re.compile(r"気温\(°c\)"), 1.0),
    "wind_m_s": (re.compile(r"風速\(m/s\)"), 1.0),
    "snow_cm": (re.compile(r"(積雪|最深積雪|積雪の深さ)\(cm\)"), 1.0),
}
_DAILY = re.compile(r"(合計|平均|最高|最低|最大).*(日射量|気温|風速)|(日射量|気温|風速).*の(合計|日合計|平均)")
_QUALITY, _NO_EVENT = "品質情報", "現象なし情報"
_BESIDE = (_QUALITY, "均質番号", _NO_EVENT, "風向")
_SEARCHED_ROWS = 12
_USABLE, _INSUFFICIENT = (8, 5, 4), 4
# Signs that stand behind a figure where quality is asked for as signs: ) nearly normal, ] and * insufficient.
_MARKED = re.compile(r"(-?\d+(?:\.\d+)?)\s*[)\]*]")
_NO_FIGURE = re.compile(r"[×xX]|.*#")
# Stations of the plains begin to look for snow in late autumn and end in spring.
_WARM_FROM, _WARM_TO = int(DAYS_BEFORE[3]) * 24, int(DAYS_BEFORE[11]) * 24
_PARTS = ("年", "月", "日", "時")


@dataclass(frozen=True)
class Item:
    """The columns of one quantity: its figures, their quality, and whether nothing happened; the station."""

    station: str
    figure: int
    quality: int | None
    no_event: int | None


def read_jma(asked: AskedWeather, opened: Opened) -> Draft:
    """The year of an obsdl CSV; raises ``InputProblems``."""
    sheet = sheet_of(opened)
    first = _first_row(sheet, opened)
    stacks = [
        [_plain(sheet.rows[row][at]) for row in range(first) if isinstance(sheet.rows[row][at], str)]
        for at in range(sheet.width)
    ]
    items = _items(stacks, opened)
    rows = filled_rows(sheet, first)
    hours = _hours(sheet, stacks, rows, opened)
    order, notes = year_order(hours, opened.file)
    values = {}
    for name, item in items.items():
        found, told = _figures(sheet, rows, name, item)
        values[name] = (found * _ITEMS[name][1])[order]
        notes += told
    if "snow_cm" in values:
        values["snow_cm"], told = _snowless_season(values["snow_cm"])
        notes += told
    lines = dict.fromkeys(values, hours.line[order])
    return Draft(values, lines, UNIT, station=items["ghi"].station, notes=tuple(notes))


def _plain(cell: str) -> str:
    return unicodedata.normalize("NFKC", cell).casefold().replace("℃", "°c").strip()


def _first_row(sheet: Sheet, opened: Opened) -> int:
    """The first row with figures: its first cell is a time, or a year beside month, day and hour."""
    for at, row in enumerate(sheet.rows[:_SEARCHED_ROWS]):
        if not row or is_blank(row[0]):
            continue
        if not np.isnat(times_in([row[0]]).values[0]) or (number_in(row[0]) is not None and len(row) > len(_PARTS)):
            return at
    expected = text("no row that begins with a date and time was found below the headings of the JMA file")
    raise opened.refuse(None, None, expected)


def _items(stacks: Sequence[Sequence[str]], opened: Opened) -> dict[str, Item]:
    """The columns of each quantity, all of the station that has the radiation; raises ``InputProblems``."""
    found: dict[str, list[Item]] = {name: [] for name in _ITEMS}
    for at, stack in enumerate(stacks):
        for name, (pattern, _) in _ITEMS.items():
            if any(map(pattern.fullmatch, stack)) and not set(stack) & set(_BESIDE):
                found[name].append(_item(stacks, at, pattern))
    if not found["ghi"]:
        if any(_DAILY.search(word) for stack in stacks for word in stack):
            raise opened.refuse(
                None, None, text("these are figures of days: choose 時別値 (hourly figures) on the page")
            )
        expected = text("there is no column 全天日射量(MJ/㎡): choose it among the items of a station that observes it")
        raise opened.refuse(None, None, expected)
    if len(found["ghi"]) > 1:
        names = ", ".join(f"{column_letter(item.figure)} {item.station}".strip() for item in found["ghi"])
        raise opened.refuse(None, None, text("several columns of radiation: keep one station; there are {names}", names=names))  # fmt: skip
    (sun,) = found["ghi"]
    own = {name: [item for item in items if item.station == sun.station] for name, items in found.items()}
    return {name: items[0] for name, items in own.items() if items}


def _item(stacks: Sequence[Sequence[str]], at: int, pattern: re.Pattern[str]) -> Item:
    """A column of figures with those beside it that speak of the same item of the same station."""
    station = _station(stacks[at])
    same = [
        other
        for other in range(at + 1, len(stacks))
        if any(map(pattern.fullmatch, stacks[other])) and _station(stacks[other]) == station
    ]
    quality = next((one for one in same if _QUALITY in stacks[one] and "風向" not in stacks[one]), None)
    return Item(station, at, quality, next((one for one in same if _NO_EVENT in stacks[one]), None))


def _station(stack: Sequence[str]) -> str:
    """The word above the item; the time of the download stands only above the first column."""
    return next((word for word in stack if word and "(" not in word and word not in _BESIDE), "")


def _hours(sheet: Sheet, stacks: Sequence[Sequence[str]], rows: Sequence[int], opened: Opened) -> Hours:
    """The hours that the times end: 1:00 is the first of a day, 24:00 or 0:00 of the next day the last."""
    parts = [next((at for at, stack in enumerate(stacks) if name in stack), None) for name in _PARTS]
    if None not in parts:
        cells: list[Any] = [_joined([sheet.rows[row][at] for at in parts if at is not None]) for row in rows]
    else:
        cells = [sheet.rows[row][0] for row in rows]
    found = times_in(cells)
    if found.faults:
        at, value, expected = found.faults[0]
        raise opened.refuse(rows[at] + 1, value, expected)
    blank = np.flatnonzero(np.isnat(found.values))
    if len(blank):
        raise opened.refuse(rows[int(blank[0])] + 1, None, text("the row has a figure but no time"))
    if not found.clock:
        raise opened.refuse(None, None, text("these are figures of days: choose 時別値 (hourly figures) on the page"))
    return hours_of(found.values - np.timedelta64(60, "m"), rows, opened)


def hours_of(starts: Any, rows: Sequence[int], opened: Opened) -> Hours:
    """The hours that begin at some times; raises for times within an hour, and for steps other than an hour."""
    minutes = starts.astype(np.int64)
    step = int(np.median(np.diff(np.sort(minutes)))) if len(minutes) > 1 else 60
    if step != 60:
        raise opened.refuse(None, None, text("the rows are {step} minutes apart; a year of hours is needed", step=step))
    within = np.flatnonzero(minutes % 60)
    if len(within):
        at = int(within[0])
        value = np.datetime_as_string(starts[at]).replace("T", " ")
        expected = text("the hour would begin within an hour of the clock: is label (start, middle or end) right?")
        raise opened.refuse(rows[at] + 1, value, expected)
    days = starts.astype("datetime64[D]")
    months = days.astype("datetime64[M]")
    return Hours(
        months.astype(np.int64) % 12 + 1,
        (days - months.astype("datetime64[D]")).astype(np.int64) + 1,
        minutes // 60 % 24,
        np.array(rows) + 1,
    )


def _joined(cells: Sequence[Any]) -> str:
    year, month, day, hour = ("" if cell is None else half_width(str(cell)) for cell in cells)
    return f"{year}/{month}/{day} {hour}:00" if year else ""


def _figures(sheet: Sheet, rows: Sequence[int], name: str, item: Item) -> tuple[Floats, list[Text]]:
    """The figures of a quantity, NaN where their quality forbids it; notes."""
    shown = [sheet.rows[row][item.figure] for row in rows]
    cells = [_unmarked(cell) for cell in shown]
    plain = Sheet(sheet.file, "", [[]] * len(sheet.rows))
    for row, cell in zip(rows, cells, strict=True):
        plain.rows[row] = [cell]
    values = figures(plain, rows, 0)
    weak = np.array([isinstance(cell, str) and cell.strip().endswith(("]", "*")) for cell in shown])
    doubtful = np.array([isinstance(cell, str) and "#" in cell for cell in shown])
    if item.quality is not None:
        quality = figures(sheet, rows, item.quality)
        refused = ~np.isnan(quality) & ~np.isin(quality, _USABLE)
        doubtful |= refused & ~np.isnan(values)
        weak |= quality == _INSUFFICIENT
        values = np.where(refused, np.nan, values)
    if item.no_event is not None:
        values = np.where(np.isnan(values) & (figures(sheet, rows, item.no_event) == 1), 0.0, values)
    notes = []
    for flags, told in ((weak & ~np.isnan(values), _WEAK), (doubtful, _DOUBTFUL)):
        if flags.any():
            notes.append(text("{quantity}: {fault}: {count} hours", quantity=QUANTITIES[name], fault=told, count=f"{int(flags.sum()):,}"))  # fmt: skip
    return values, notes


def _snowless_season(snow_cm: Floats) -> tuple[Floats, list[Text]]:
    """Snow with 0 where JMA does not look for it: blank hours of the warm months between hours without snow."""
    found = snow_cm.copy()
    for first, end in runs(np.isnan(snow_cm)):
        warm = first >= _WARM_FROM and end <= _WARM_TO
        if warm and found[first - 1] == 0 and found[end] == 0:
            found[first:end] = 0.0
    count = int((np.isnan(snow_cm) & ~np.isnan(found)).sum())
    told = text("{quantity}: {count} hours of the season without snow, in which it is not observed, are taken as 0", quantity=QUANTITIES["snow_cm"], count=f"{count:,}")  # fmt: skip
    return found, [told] if count else []


_WEAK = text("of insufficient data (品質情報 4) and used")
_DOUBTFUL = text("doubtful by JMA and not used")


def _unmarked(cell: Any) -> Any:
    """A figure without the sign of its quality; nothing where the sign says that there is no figure."""
    if not isinstance(cell, str):
        return cell
    plain = half_width(cell)
    if _NO_FIGURE.fullmatch(plain):
        return None
    match = _MARKED.fullmatch(plain)
    return match.group(1) if match else cell
