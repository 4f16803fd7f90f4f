"""The month of a sheet of a utility's report: from its name, its title rows or the stated fiscal year."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from siting.language import Text, text
from siting.project.flows.sheets import Asked, Sheet
from siting.vocabulary.eras import AmbiguousYear, parse_fiscal_year

_ERA = r"((?:令和|平成|昭和|[RHS]\.?)?\s*(?:元|\d{1,4}))"
_FISCAL = re.compile(rf"{_ERA}年度", re.IGNORECASE)
_CALENDAR = re.compile(rf"{_ERA}年(\d{{1,2}})月(?!\d+日)", re.IGNORECASE)
_SHORT = re.compile(r"(?<![A-Z\d./-])((?:[RHS]\.?\d{1,2}|\d{4}))[./-](\d{1,2})(?![./\-\d])", re.IGNORECASE)
_MONTH = re.compile(r"(?<!\d)(\d{1,2})月(?!\d+日)")


@dataclass(frozen=True)
class SheetMonth:
    """What is known of the month of a sheet. ``year`` is that of the calendar and of ``month``.

    ``named`` tells that the month comes from the pattern of the sheets' names.
    """

    month: int | None = None
    year: int | None = None
    fiscal_year: int | None = None
    named: bool = False

    def year_of(self, month: int) -> int | None:
        """The calendar year of a month; None if nothing tells it."""
        if self.year is not None and month == self.month:
            return self.year
        if self.fiscal_year is not None:
            return self.fiscal_year + (month < 4)
        if self.year is not None and self.month is not None:
            return self.year - (self.month < 4) + (month < 4)
        return None

    def filled_by(self, other: SheetMonth) -> SheetMonth:
        """The knowledge filled up from another's where it has none and the other does not contradict."""
        same_month = self.month is None or other.month is None or self.month == other.month
        knows_year = self.year is not None or self.fiscal_year is not None
        month = self.month if self.month is not None else other.month
        if knows_year:
            return SheetMonth(month, self.year, self.fiscal_year, self.named)
        return SheetMonth(month, other.year if same_month else None, other.fiscal_year, self.named)


def sheet_month(sheet: Sheet, first: int, asked: Asked) -> tuple[SheetMonth, list[Text]]:
    """The month of a sheet: its name by the pattern first, then project.toml, its title rows and its plain name."""
    named = _by_pattern(sheet, asked)
    stated = SheetMonth(fiscal_year=asked.source.fiscal_year)
    titled = _of_title(sheet.rows[:first])
    notes = []
    if named.month and titled.month and named.month != titled.month:
        notes.append(text("sheet {sheet}: the title says month {titled}, the name month {named}: taken as {named}", sheet=sheet.title, titled=titled.month, named=named.month))  # fmt: skip
    known = named.filled_by(stated)
    told = titled.year_of(known.month or titled.month or 4)
    used = known.year_of(known.month or titled.month or 4)
    if used is not None and told is not None and used != told and (titled.fiscal_year or titled.year):
        notes.append(text("sheet {sheet}: the title says {titled}, project.toml or the name {used}: taken as {used}", sheet=sheet.title or sheet.file, titled=told, used=used))  # fmt: skip
    return known.filled_by(titled).filled_by(_of_words(sheet.title)), notes


def _by_pattern(sheet: Sheet, asked: Asked) -> SheetMonth:
    """What the slots of the pattern found; raises ``InputProblems`` for a year that cannot be told."""
    named = sheet.named
    month = int(named["month"]) if "month" in named else None
    if month is not None and not 1 <= month <= 12:
        raise asked.refuse("sheets", text("sheet {sheet} names no month from 1 to 12", sheet=sheet.title))
    years: dict[str, int] = {}
    for slot in ("year", "fiscal_year"):
        if slot in named:
            try:
                years[slot] = parse_fiscal_year(named[slot])
            except AmbiguousYear:
                expected = text("the year of sheet {sheet} is ambiguous: name the era in the sheet, or write it into the pattern and state fiscal_year", sheet=sheet.title)  # fmt: skip
                raise asked.refuse("sheets", expected) from None
            except ValueError:
                raise asked.refuse("sheets", text("sheet {sheet} names no year that can be read", sheet=sheet.title)) from None  # fmt: skip
    return SheetMonth(month, years.get("year"), years.get("fiscal_year"), month is not None)


def _of_title(rows: Sequence[Sequence[Any]]) -> SheetMonth:
    """Each title cell by itself, then all of a row together: 令和 | 5 | 年 | 4 | 月 often stand in cells of their own."""
    found = SheetMonth()
    for row in rows:
        for cell in row:
            if isinstance(cell, str):
                found = found.filled_by(_of_words(cell))
            elif isinstance(cell, dt.datetime | dt.date) and cell.day == 1:
                found = found.filled_by(SheetMonth(cell.month, cell.year))
    for row in rows:
        found = found.filled_by(_of_words("".join(str(cell) for cell in row if isinstance(cell, str | int))))
    return found


def _of_words(words: str) -> SheetMonth:
    plain = "".join(unicodedata.normalize("NFKC", words).split())
    if (match := _CALENDAR.search(plain) or _SHORT.search(plain)) and 1 <= int(match.group(2)) <= 12:
        return SheetMonth(int(match.group(2)), _year(match.group(1)))
    fiscal = _FISCAL.search(plain)
    month = _MONTH.search(plain)
    number = int(month.group(1)) if month else 0
    return SheetMonth(number if 1 <= number <= 12 else None, None, _year(fiscal.group(1)) if fiscal else None)


def _year(written: str) -> int | None:
    try:
        return parse_fiscal_year(written)
    except ValueError:
        return None


def month_start(year: int, month: int) -> np.datetime64:
    """The first day of a month."""
    return np.datetime64(f"{year:04d}-{month:02d}-01", "D")
