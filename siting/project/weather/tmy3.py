"""TMY3 (NREL): CSV with the station in line 1 and headings in line 2; times name the end of the hour, up to 24:00.

pvlib makes dates of its own of them (24:00 becomes the next day, 29 February 1 March), so the times are read here.
"""

from __future__ import annotations

import io
import re
from typing import Any

import numpy as np

from siting.language import text
from siting.project.values import half_width
from siting.project.weather.opened import AskedWeather, Opened, filled_rows, sheet_of
from siting.project.weather.tabular import Rows, by_pvlib, plain_text
from siting.project.weather.year import MONTH_DAYS, Draft, Hours, Ints

_HEADINGS = {
    "ghi": "GHI (W/m^2)", "dni": "DNI (W/m^2)", "dhi": "DHI (W/m^2)", "temperature_c": "Dry-bulb (C)", "wind_m_s": "Wspd (m/s)",
}  # fmt: skip
_PVLIB = {"ghi": "ghi", "dni": "dni", "dhi": "dhi", "temperature_c": "temp_air", "wind_m_s": "wind_speed"}
_MISSING = dict.fromkeys(_HEADINGS, -9900.0)  # Wilcox and Marion 2008, Users Manual for TMY3 Data Sets
_DATE, _TIME = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})"), re.compile(r"(\d{1,2}):(\d{2})")


def read_tmy3(asked: AskedWeather, opened: Opened) -> Draft:
    """The year of a TMY3 file; raises ``InputProblems``."""
    sheet = sheet_of(opened, ",")
    head = filled_rows(sheet, 0)[:2]
    words = [str(cell).strip() for cell in sheet.rows[head[1]]] if len(head) > 1 else []
    needed = ("Date (MM/DD/YYYY)", "Time (HH:MM)", _HEADINGS["ghi"])
    if not set(needed) <= set(words):
        expected = text("the headings of {format} are missing: {names}", format="TMY3", names=", ".join(needed))
        raise opened.refuse(2, None, expected)
    rows = filled_rows(sheet, head[1] + 1)
    columns = {name: words.index(heading) for name, heading in _HEADINGS.items() if heading in words}
    found = Rows(sheet, rows, columns, _MISSING)
    found.check(opened)
    hours = _hours(found, words, opened)

    def read() -> Any:
        from pvlib import iotools

        return iotools.read_tmy3(io.StringIO(plain_text(opened)))

    year = by_pvlib(found, hours, opened, "TMY3", _PVLIB, read)
    facts = year.head
    return Draft(
        year.values, year.lines, "W/m2", facts["latitude"], facts["longitude"], facts["altitude"], str(facts["Name"]).strip('"'),
        utc_offset_h=facts["TZ"], zone_line=head[0] + 1, notes=year.notes,
    )  # fmt: skip


def _hours(found: Rows, words: list[str], opened: Opened) -> Hours:
    at_date, at_time = words.index("Date (MM/DD/YYYY)"), words.index("Time (HH:MM)")
    parts = []
    for row in found.rows:
        cells = [half_width(str(found.sheet.rows[row][at] or "")) for at in (at_date, at_time)]
        date, time = _DATE.fullmatch(cells[0]), _TIME.fullmatch(cells[1])
        if not date or not time or time[2] != "00":
            raise opened.refuse(row + 1, " ".join(cells), text("expected a date and a full hour such as 01/31/2005 and 24:00"))  # fmt: skip
        parts.append((int(date[1]), int(date[2]), int(time[1])))
    month, day, hour = np.array(parts, dtype=np.int64).reshape(-1, 3).T
    return hours_by_end(month, day, hour, np.array(found.rows) + 1)


def hours_by_end(month: Ints, day: Ints, hour: Ints, line: Ints) -> Hours:
    """The hours that end at 1:00 to 24:00; 0:00 ends the day before."""
    early = hour == 0
    before = early & (day == 1)
    month = np.where(before, (month - 2) % 12 + 1, month)
    day = np.where(before, MONTH_DAYS[np.clip(month, 1, 12) - 1], np.where(early, day - 1, day))
    return Hours(month, day, np.where(early, 23, hour - 1), line)
