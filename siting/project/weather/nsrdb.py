"""NSRDB (NREL, PSM 3 and 4) as CSV: two lines of head, then headings; figures belong to the minute that is named."""

from __future__ import annotations

import io
from typing import Any

import numpy as np

from siting.language import text
from siting.project.weather.opened import AskedWeather, Opened, filled_rows, sheet_of
from siting.project.weather.tabular import Rows, by_pvlib, plain_text
from siting.project.weather.year import Draft, Hours

_CLOCK = ("Month", "Day", "Hour", "Minute")
_HEADINGS = {"ghi": "GHI", "dni": "DNI", "dhi": "DHI", "temperature_c": "Temperature", "wind_m_s": "Wind Speed"}
_PVLIB = {"ghi": "ghi", "dni": "dni", "dhi": "dhi", "temperature_c": "temp_air", "wind_m_s": "wind_speed"}


def read_nsrdb(asked: AskedWeather, opened: Opened) -> Draft:
    """The year of an NSRDB file; raises ``InputProblems``."""
    sheet = sheet_of(opened, ",")
    head = filled_rows(sheet, 0)[:3]
    words = [str(cell or "").strip() for cell in sheet.rows[head[2]]] if len(head) > 2 else []
    needed = ("Year", *_CLOCK, _HEADINGS["ghi"])
    if not set(needed) <= set(words):
        expected = text("the headings of {format} are missing: {names}", format="NSRDB", names=", ".join(needed))
        raise opened.refuse(3, None, expected)
    rows = filled_rows(sheet, head[2] + 1)
    columns = {name: words.index(heading) for name, heading in _HEADINGS.items() if heading in words}
    found = Rows(sheet, rows, columns, {})
    found.check(opened)
    month, day, hour, minute = (found.whole(words.index(name), opened) for name in _CLOCK)
    if not rows:
        raise opened.refuse(None, None, text("the file has no rows of figures"))
    other = np.flatnonzero(minute != minute[0])
    if len(other):
        row = rows[int(other[0])]
        expected = text("the minute is not the same in all rows: order the file with an interval of 60 minutes")
        raise opened.refuse(row + 1, str(minute[int(other[0])]), expected)
    hours = Hours(month, day, hour, np.array(rows, dtype=np.int64) + 1)

    def read() -> Any:
        from pvlib import iotools

        return iotools.read_nsrdb_psm4(io.StringIO(plain_text(opened)))

    year = by_pvlib(found, hours, opened, "NSRDB", _PVLIB, read)
    facts = year.head
    return Draft(
        year.values, year.lines, "W/m2", facts["latitude"], facts["longitude"], facts["altitude"], str(facts.get("Location ID", "")),
        mid_minutes=float(minute[0]), utc_offset_h=float(facts["Time Zone"]), zone_line=head[1] + 1, notes=year.notes,
    )  # fmt: skip
