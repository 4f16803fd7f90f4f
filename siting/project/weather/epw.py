"""EnergyPlus weather (EPW): eight lines of head, then hours numbered by their end, hour 1 being 0:00 to 1:00."""

from __future__ import annotations

import io
from typing import Any

import numpy as np

from siting.language import text
from siting.project.weather.opened import AskedWeather, Opened, filled_rows, sheet_of
from siting.project.weather.tabular import Rows, by_pvlib, plain_text
from siting.project.weather.year import Draft, Hours

# Columns from 0 and the figures that mean missing: EnergyPlus, Auxiliary Programs, EPW data dictionary.
_COLUMNS = {"ghi": 13, "dni": 14, "dhi": 15, "temperature_c": 6, "wind_m_s": 21, "snow_cm": 30}
_MISSING = {"ghi": 9999.0, "dni": 9999.0, "dhi": 9999.0, "temperature_c": 99.9, "wind_m_s": 999.0, "snow_cm": 999.0}
_PVLIB = {"ghi": "ghi", "dni": "dni", "dhi": "dhi", "temperature_c": "temp_air", "wind_m_s": "wind_speed", "snow_cm": "snow_depth"}  # fmt: skip
_MONTH, _DAY, _HOUR = 1, 2, 3
_HEAD_LINES = 8
_LEAP_YEAR = 2000  # pvlib would make dates of the file's own years, in which 29 February may not exist


def read_epw(asked: AskedWeather, opened: Opened) -> Draft:
    """The year of an EPW file; raises ``InputProblems``."""
    sheet = sheet_of(opened, ",")
    head = filled_rows(sheet, 0)[:_HEAD_LINES]
    if not head or len(head) < _HEAD_LINES or str(sheet.rows[head[0]][0]).strip().upper() != "LOCATION":
        raise opened.refuse(1, None, text("an EPW file begins with LOCATION and has 8 lines of head"))
    if str(sheet.rows[head[-1]][0]).strip().upper() != "DATA PERIODS":
        raise opened.refuse(head[-1] + 1, None, text("the head of an EPW file ends with DATA PERIODS in line 8"))
    rows = filled_rows(sheet, head[-1] + 1)
    short = [row for row in rows if len([cell for cell in sheet.rows[row] if cell is not None]) <= max(_COLUMNS.values())]  # fmt: skip
    if short or not rows:
        place = short[0] + 1 if short else None
        raise opened.refuse(place, None, text("a row of an EPW file has 35 figures, at least 31"))
    found = Rows(sheet, rows, _COLUMNS, _MISSING)
    found.check(opened)
    hour = found.whole(_HOUR, opened)
    hours = Hours(found.whole(_MONTH, opened), found.whole(_DAY, opened), hour - 1, np.array(rows) + 1)

    def read() -> Any:
        from pvlib import iotools

        return iotools.read_epw(io.StringIO(plain_text(opened)), coerce_year=_LEAP_YEAR)

    year = by_pvlib(found, hours, opened, "EPW", _PVLIB, read)
    facts = year.head
    return Draft(
        year.values, year.lines, "W/m2", facts["latitude"], facts["longitude"], facts["altitude"], str(facts["city"]),
        utc_offset_h=facts["TZ"], zone_line=head[0] + 1, notes=year.notes,
    )  # fmt: skip
