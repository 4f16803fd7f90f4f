"""METPV-20 (NEDO, Japan Weather Association): CSV with a row for each day and element, no remark digits.

From the right: number of the day, mean, sum, smallest, largest, 24 hours, representative year, day, month, element;
one export has a further field before these.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from siting.language import text
from siting.project.flows.cells import number_in
from siting.project.positions import JAPAN_LAT, JAPAN_LON
from siting.project.readers.grid import is_blank
from siting.project.weather.metpv import Head, Records, draft_of, numbers, whole
from siting.project.weather.opened import AskedWeather, Opened, sheet_of
from siting.project.weather.year import Draft

FIELDS = (33, 34)
_HEAD_FIELDS = 5  # degrees and minutes of latitude and longitude, elevation


def read_metpv20(asked: AskedWeather, opened: Opened) -> Draft:
    """The year of a METPV-20 file; raises ``InputProblems``."""
    rows = [(at, _trimmed(row)) for at, row in enumerate(sheet_of(opened, ",\t").rows, 1)]
    rows = [(at, row) for at, row in rows if row]
    head = Head()
    if rows and len(rows[0][1]) not in FIELDS:
        head = _head(rows[0][1])
        rows = rows[1:]
    if not rows:
        raise opened.refuse(None, None, text("the file has no records behind its first line"))
    wrong = [(at, row) for at, row in rows if len(row) not in FIELDS]
    if wrong:
        expected = text(
            "a METPV-20 record has 33 fields, in one export 34; this one has {found} ({count} such lines)",
            found=len(wrong[0][1]),
            count=f"{len(wrong):,}",
        )
        raise opened.refuse(wrong[0][0], None, expected)
    lines = [at for at, _ in rows]
    hours = numbers([cell for _, row in rows for cell in row[-29:-5]], lines, opened)
    element, month, day = (whole([row[at] for _, row in rows], lines, opened) for at in (-33, -32, -31))
    total = numbers([row[-3] for _, row in rows], lines, opened)
    records = Records(element, month, day, hours.reshape(-1, 24), total, np.array(lines))
    draft = draft_of(records, head, opened)
    if len(rows[0][1]) == FIELDS[0] or (records.element != 1).any():
        return draft
    # The export of a tilted plane has the further field, and nothing in it tells it from the horizontal one.
    told = text("the file holds radiation alone: make sure that it is of the horizontal, and not of a tilted plane")
    return replace(draft, notes=(*draft.notes, told))


def _trimmed(row: Sequence[Any]) -> list[Any]:
    """The cells up to the last that holds anything."""
    end = max((at + 1 for at, cell in enumerate(row) if not is_blank(cell)), default=0)
    return list(row[:end])


def _head(row: Sequence[Any]) -> Head:
    """The station of the first line: its last five numbers, else fields 3 to 7; nothing where neither lies in Japan."""
    words = [str(cell).strip() for cell in row if not is_blank(cell) and number_in(cell) is None]
    name = " ".join(dict.fromkeys([str(row[0]).strip(), *words]))
    for part in (row[-_HEAD_FIELDS:], row[2 : 2 + _HEAD_FIELDS]):
        found = [number_in(cell) for cell in part]
        if len(found) != _HEAD_FIELDS or None in found:
            continue
        lat, lat_min, lon, lon_min, elevation = (float(one or 0) for one in found)
        if max(lat_min, lon_min) >= 60 or min(lat_min, lon_min) < 0:
            continue
        placed = Head(name, lat + lat_min / 60, lon + lon_min / 60, elevation)
        if JAPAN_LAT[0] <= placed.lat <= JAPAN_LAT[1] and JAPAN_LON[0] <= placed.lon <= JAPAN_LON[1]:
            return placed
    return Head(name)
