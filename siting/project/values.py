"""Cells to values, a whole column at a time; what cannot be read comes back as (row, cell, what was expected)."""

from __future__ import annotations

import datetime as dt
import math
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from siting.language import Text, text
from siting.project.readers.raw import Cells
from siting.vocabulary import Choice, Column, Kind
from siting.vocabulary.columns import LARGEST
from siting.vocabulary.eras import AmbiguousYear, UnknownEra, parse_fiscal_year
from siting.vocabulary.units import Conversion

# Full-width ASCII, the ideographic space and the minus sign, and nothing else: NFKC would also make 1 of ① and ¹.
_HALF_WIDTH = {0xFF01 + at: 0x21 + at for at in range(94)} | {0x3000: 0x20, 0x2212: 0x2D}
# Byte-order marks, zero-width characters and direction marks: nobody sees them, and no figure or id holds them.
_INVISIBLE = dict.fromkeys([0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F), 0x2060, *range(0x2066, 0x206A)])
BLANKS = frozenset({"", "-", "－", "―", "—", "–", "‐", "ー"})
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.\-]*")
LONGEST_ID = 64
LONGEST_TEXT = 4000


@dataclass(frozen=True)
class Fault:
    """A cell that cannot be taken."""

    row: int
    value: str | None
    expected: Text


Read = tuple[npt.NDArray[Any], list[Fault]]


def read_column(cells: Cells, column: Column, unit: Conversion | None = None) -> Read:
    """The values of one column by its kind: float64 for numbers and years, objects (str or None) otherwise.

    Numbers whose heading names another ``unit`` become the column's own before their bounds are checked.
    """
    plain = np.array(list(map(_plain, cells)), dtype=object)
    if column.kind is Kind.NUMBER:
        return _numbers(plain, column, unit)
    if column.kind is Kind.FISCAL_YEAR:
        return _fiscal_years(plain)
    if column.kind in (Kind.ID, Kind.REFERENCE):
        return _ids(plain)
    if column.kind is Kind.CHOICE:
        return _choices(plain, column.choices)
    return _texts(plain)


def _plain(cell: Any) -> Any:
    """The cell without what spreadsheets add: surrounding blanks, NaN for nothing, 7.0 for 7."""
    if cell is None:
        return None
    if isinstance(cell, str):
        return cell.strip().replace("\r\n", "\n") or None
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < LARGEST:
        return int(cell)
    return cell


def shown(cell: Any) -> str:
    """The cell as it is quoted in a message or taken as a text."""
    if isinstance(cell, dt.datetime) and cell.time() == dt.time():
        return cell.date().isoformat()
    if isinstance(cell, dt.date):
        return cell.isoformat()
    return str(cell)


def _filled(plain: Cells) -> npt.NDArray[np.intp]:
    return np.flatnonzero(np.array([cell is not None for cell in plain], dtype=bool))


def _numbers(plain: Cells, column: Column, unit: Conversion | None) -> Read:
    values = np.full(len(plain), np.nan)
    faults: list[Fault] = []
    filled = _filled(plain)
    try:
        found = np.fromiter(map(_fast_float, plain[filled]), dtype=float, count=len(filled))
        values[filled] = found
    except (ValueError, OverflowError):
        for row in filled:
            number = _careful_float(plain[row])
            if isinstance(number, Text):
                faults.append(Fault(int(row), shown(plain[row]), number))
            elif number is not None:
                values[row] = number
    if unit is not None:
        values = unit.convert(values)
    return values, faults + _out_of_bounds(values, plain, column, unit)


def _fast_float(cell: Any) -> float:
    if type(cell) is bool or (type(cell) is str and not cell.isascii()) or (type(cell) is str and "_" in cell):
        raise ValueError
    number = float(cell) if type(cell) in (str, int, float) else math.nan
    if not abs(number) <= LARGEST:
        raise ValueError
    return number


def _careful_float(cell: Any) -> float | Text | None:
    """Full-width digits, thousands separators and dashes for nothing; everything else is a message."""
    if isinstance(cell, bool) or not isinstance(cell, str | int | float):
        return text("expected a number")
    if not isinstance(cell, str):
        return _finite(cell)
    plain = half_width(cell)
    if cell in BLANKS or plain in BLANKS:
        return None
    if re.fullmatch(r"[+-]?\d{1,3}(,\d{3})+(\.\d*)?", plain):
        plain = plain.replace(",", "")
    if re.fullmatch(r"[+-]?(nan|inf(inity)?)", plain, re.IGNORECASE):
        return text("expected a finite number; leave the cell empty if the value is not known")
    if "_" in plain or not plain.isascii():
        return _not_a_number(plain)
    try:
        number = float(plain)
    except ValueError:
        return _not_a_number(plain)
    return _finite(number)


def _finite(number: float) -> float | Text:
    if number != number or number in (math.inf, -math.inf):
        return text("expected a finite number; leave the cell empty if the value is not known")
    if abs(number) > LARGEST:
        return text("expected a number of at most {high}", high=f"{LARGEST:g}")
    return float(number)


def half_width(words: str) -> str:
    """The words with ASCII in its own width, without blanks around and invisible characters in them."""
    return words.translate(_HALF_WIDTH).translate(_INVISIBLE).strip()


def _not_a_number(plain: str) -> Text:
    if re.match(r"[+-]?[\d,.]+\s*[^\d\s.,]", plain):
        return text("expected a number alone, without a unit or a remark")
    return text("expected a number")


def bounds_text(column: Column) -> Text:
    """What the bounds of a number column ask for."""
    low = None if column.low is None else f"{column.low:g}"
    high = None if column.high is None else f"{column.high:g}"
    if low is not None and high is not None and column.low_open:
        return text("expected a number > {low} and <= {high}", low=low, high=high)
    if low is not None and high is not None:
        return text("expected a number from {low} to {high}", low=low, high=high)
    if low is not None and column.low_open:
        return text("expected a number > {low}", low=low)
    if low is not None:
        return text("expected a number >= {low}", low=low)
    return text("expected a number")


def _out_of_bounds(
    values: npt.NDArray[np.float64], plain: Cells, column: Column, unit: Conversion | None
) -> list[Fault]:
    bad = np.zeros(len(values), dtype=bool)
    with np.errstate(invalid="ignore"):
        if column.low is not None:
            bad |= values <= column.low if column.low_open else values < column.low
        high = LARGEST if column.high is None else column.high
        above = values > high
        bad |= above
    expected = bounds_text(column)
    asked = text("{expected}; is the unit right?", expected=expected) if column.other_units else expected
    largest = text("expected a number of at most {high}", high=f"{LARGEST:g}")
    faults = []
    for row in np.flatnonzero(bad):
        said = expected if not above[row] else largest if column.high is None else asked
        if unit is not None:
            said = text(
                "{expected} (the heading says {found}; in {unit} this is {value})",
                expected=said, found=unit.unit, unit=column.unit, value=f"{values[row]:.6g}",
            )  # fmt: skip
        faults.append(Fault(int(row), shown(plain[row]), said))
    return faults


def _fiscal_years(plain: Cells) -> Read:
    values = np.full(len(plain), np.nan)
    faults = []
    for row in _filled(plain):
        written = half_width(shown(plain[row]))
        if written in BLANKS:
            continue
        try:
            values[row] = parse_fiscal_year(written)
        except AmbiguousYear:
            expected = text("ambiguous year: write the era or four digits, such as H30 or 2018")
            faults.append(Fault(int(row), written, expected))
        except UnknownEra:
            expected = text("unknown era: expected R, H, S, T or M (令和, 平成, 昭和, 大正, 明治)")
            faults.append(Fault(int(row), written, expected))
        except ValueError:
            expected = text("expected a fiscal year such as 2018, H30 or 平成30年度")
            faults.append(Fault(int(row), written, expected))
    return values, faults


def normal_id(cell: Any) -> str:
    """An id as it is compared: half-width, without blanks around it."""
    return half_width(shown(cell))


def _ids(plain: Cells) -> Read:
    values = np.full(len(plain), None, dtype=object)
    faults = []
    for row in _filled(plain):
        found = normal_id(plain[row])
        if isinstance(plain[row], dt.date):
            expected = text("the spreadsheet made a date of this id: format the column as text and type it again")
            faults.append(Fault(int(row), found, expected))
        elif isinstance(plain[row], bool) or not _ID.fullmatch(found):
            expected = text("expected an id of ASCII letters, digits, '-', '_' and '.', such as W07-P1")
            faults.append(Fault(int(row), shown(plain[row]), expected))
        elif len(found) > LONGEST_ID:
            faults.append(
                Fault(int(row), found, text("expected an id of at most {count} characters", count=LONGEST_ID))
            )
        else:
            values[row] = found
    return values, faults


def _choices(plain: Cells, choices: tuple[Choice, ...]) -> Read:
    known = {_folded(word): one.value for one in choices for word in (one.value, one.ja, one.en, *one.aliases)}
    values = np.full(len(plain), None, dtype=object)
    faults = []
    words = ", ".join(f"{one.value} ({one.ja})" for one in choices)
    for row in _filled(plain):
        found = known.get(_folded(shown(plain[row])))
        if found is None:
            faults.append(Fault(int(row), shown(plain[row]), text("expected one of {words}", words=words)))
        values[row] = found
    return values, faults


def _folded(word: str) -> str:
    return unicodedata.normalize("NFKC", word).strip().casefold()


def _texts(plain: Cells) -> Read:
    values = np.full(len(plain), None, dtype=object)
    faults = []
    for row in _filled(plain):
        words = shown(plain[row])
        values[row] = words
        if len(words) > LONGEST_TEXT:
            faults.append(
                Fault(int(row), words, text("expected a text of at most {count} characters", count=LONGEST_TEXT))
            )
    return values, faults


def blank_rows(values: npt.NDArray[Any]) -> Iterable[int]:
    """The rows that hold no value."""
    if values.dtype == np.float64:
        return (int(row) for row in np.flatnonzero(np.isnan(values)))
    return (row for row, value in enumerate(values) if value is None)
