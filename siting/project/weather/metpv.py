"""What METPV-11 and METPV-20 have in common: a record for each day and element, hours named by their end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from siting.errors import InputProblems, Problem
from siting.language import text
from siting.project.flows.cells import numbers_in
from siting.project.weather.opened import Opened
from siting.project.weather.record import Floats
from siting.project.weather.whole_year import W_M2_OF
from siting.project.weather.year import QUANTITIES, Draft, Hours, Ints, year_order

UNIT = "0.01MJ/m2"
MISSING = 8888.0
# Elements by their number, and what one of the file is in the unit of ``Readings``. Element 2 is the direct radiation
# on the horizontal, not facing the sun.
ELEMENTS = {
    1: ("ghi", W_M2_OF[UNIT]),
    2: ("beam", W_M2_OF[UNIT]),
    3: ("dhi", W_M2_OF[UNIT]),
    5: ("temperature_c", 0.1),
    7: ("wind_m_s", 0.1),
    9: ("snow_cm", 1.0),
}
_SUMMED = (1, 2, 3)
# The sum of a line may come from figures before they were rounded: half a unit for each hour.
_SUM_ROOM = 12.0


@dataclass(frozen=True)
class Records:
    """Records of a file: element, month, day, 24 hours and the sum as the file writes it, and the line of each."""

    element: Ints
    month: Ints
    day: Ints
    hours: Floats
    total: Floats
    line: Ints


@dataclass(frozen=True)
class Head:
    """The station of the first line."""

    station: str = ""
    lat: float = float("nan")
    lon: float = float("nan")
    elevation_m: float = float("nan")


def numbers(cells: Sequence[str], lines: Sequence[int], opened: Opened) -> Floats:
    """The numbers of cells of several lines, NaN where blank or missing; raises ``InputProblems``."""
    found = numbers_in(cells)
    per_line = len(cells) // max(len(lines), 1)
    if found.faults:
        problems = [opened.problem(lines[at // per_line], value, expected) for at, value, expected in found.faults[:5]]
        raise InputProblems(problems)
    return np.where(found.values == MISSING, np.nan, found.values)


def whole(cells: Sequence[str], lines: Sequence[int], opened: Opened) -> Ints:
    """Whole numbers, one of each line; raises ``InputProblems``."""
    found = numbers(cells, lines, opened)
    bad = np.flatnonzero(~(found == np.round(found)))
    if len(bad):
        at = int(bad[0])
        expected = text("expected the element, month and day of a METPV record in whole numbers")
        raise opened.refuse(lines[at], cells[at], expected)
    return found.astype(np.int64)


def draft_of(records: Records, head: Head, opened: Opened) -> Draft:
    """The year that the records say; raises ``InputProblems``."""
    if not (records.element == 1).any():
        raise opened.refuse(None, None, text("there is no element 1, the global radiation on the horizontal"))
    problems = [*_unknown_elements(records, opened), *_wrong_sums(records, opened)]
    if problems:
        raise InputProblems(problems)
    values: dict[str, Floats] = {}
    lines: dict[str, Ints] = {}
    notes = []
    for element, (name, factor) in ELEMENTS.items():
        own = np.flatnonzero(records.element == element)
        if not len(own):
            notes.append(text("{quantity}: the file has no figures", quantity=QUANTITIES[name]))
            continue
        hours = Hours(
            np.repeat(records.month[own], 24),
            np.repeat(records.day[own], 24),
            np.tile(np.arange(24), len(own)),
            np.repeat(records.line[own], 24),
        )
        order, told = year_order(hours, opened.file)
        values[name] = (records.hours[own].reshape(-1) * factor)[order]
        lines[name] = hours.line[order]
        notes += [one for one in told if one not in notes]
    return Draft(
        values, lines, UNIT, head.lat, head.lon, head.elevation_m, head.station, zone_line=1, notes=tuple(notes)
    )  # fmt: skip


def _unknown_elements(records: Records, opened: Opened) -> Iterator[Problem]:
    bad = np.flatnonzero((records.element < 1) | (records.element > 9))
    if len(bad):
        expected = text("the elements of METPV are 1 to 9")
        yield opened.problem(int(records.line[bad[0]]), str(records.element[bad[0]]), expected)


def _wrong_sums(records: Records, opened: Opened) -> Iterator[Problem]:
    """Lines of radiation whose hours do not add up to the sum that the line itself names."""
    found = records.hours.sum(axis=1)
    with np.errstate(invalid="ignore"):
        bad = np.isin(records.element, _SUMMED) & (np.abs(found - records.total) > _SUM_ROOM)
    if bad.any():
        at = int(np.flatnonzero(bad)[0])
        expected = text(
            "the hours of this line add up to {found}, but its sum is {total} ({count} such lines): is the file damaged?",
            found=f"{found[at]:g}",
            total=f"{records.total[at]:g}",
            count=f"{int(bad.sum()):,}",
        )
        yield opened.problem(int(records.line[at]), None, expected)
