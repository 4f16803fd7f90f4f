"""PVGIS typical year as CSV: UTC, a time for each hour; the figures belong to a minute that the head may name."""

from __future__ import annotations

import io
import re
from typing import Any

import numpy as np

from siting.language import text
from siting.project.values import half_width
from siting.project.weather.opened import AskedWeather, Opened, sheet_of
from siting.project.weather.tabular import Rows, by_pvlib, plain_text
from siting.project.weather.year import Draft, Hours, Ints

_TIME = "time(UTC)"
_HEADINGS = {"ghi": "G(h)", "dni": "Gb(n)", "dhi": "Gd(h)", "temperature_c": "T2m", "wind_m_s": "WS10m"}
_PVLIB = {"ghi": "ghi", "dni": "dni", "dhi": "dhi", "temperature_c": "temp_air", "wind_m_s": "wind_speed"}
_STAMP = re.compile(r"\d{4}(\d{2})(\d{2}):(\d{2})(\d{2})")
_OFFSET = "irradiance time offset"
# Over Japan PVGIS has ERA5, whose figures are means from one full hour to the next (PVGIS user manual).
_USUAL_MINUTES = 30.0


def read_pvgis(asked: AskedWeather, opened: Opened) -> Draft:
    """The year of a PVGIS TMY file; raises ``InputProblems``."""
    sheet = sheet_of(opened, ",")
    top = next((at for at, row in enumerate(sheet.rows) if row and str(row[0]).strip() == _TIME), None)
    if top is None:
        expected = text("no row of headings that begins with {name}: is it the CSV of the typical year (TMY) of PVGIS?", name=_TIME)  # fmt: skip
        raise opened.refuse(None, None, expected)
    words = [str(cell).strip() for cell in sheet.rows[top]]
    if _HEADINGS["ghi"] not in words:
        expected = text("the headings of {format} are missing: {names}", format="PVGIS", names=_HEADINGS["ghi"])
        raise opened.refuse(top + 1, None, expected)
    rows, stamps = _rows(opened, top + 1)
    columns = {name: words.index(heading) for name, heading in _HEADINGS.items() if heading in words}
    found = Rows(sheet, rows, columns, {})
    found.check(opened)
    parts = np.array([match.groups() for one in stamps if (match := _STAMP.fullmatch(one))], dtype=np.int64)
    _refuse_uneven(parts[:, 3], rows, stamps, opened)
    hours = Hours(parts[:, 0], parts[:, 1], parts[:, 2], np.array(rows) + 1)

    def read() -> Any:
        from pvlib import iotools

        return iotools.read_pvgis_tmy(io.BytesIO(plain_text(opened).encode()), pvgis_format="csv")

    year = by_pvlib(found, hours, opened, "PVGIS", _PVLIB, read)
    head = year.head["inputs"]
    stated = head.get(_OFFSET)
    # The minute may lie before the named hour or behind its end.
    ahead, mid = divmod(float(parts[0, 3]) + (_USUAL_MINUTES if stated is None else 60 * stated), 60)
    return Draft(
        {name: np.roll(one, int(ahead)) for name, one in year.values.items()},
        {name: np.roll(one, int(ahead)) for name, one in year.lines.items()},
        "W/m2", head["latitude"], head["longitude"], head["elevation"],
        mid_minutes=round(mid, 6), utc_offset_h=0.0, zone_line=top + 1, notes=(*year.notes, *([] if stated is not None else [_USUAL])),
    )  # fmt: skip


_USUAL = text(
    "the file does not say to which minute its figures belong: means of the full hour are assumed, as PVGIS has them over Japan"
)


def _rows(opened: Opened, first: int) -> tuple[list[int], list[str]]:
    """The rows from the headings to the first that does not begin with a time, and these times."""
    rows, stamps = [], []
    for row in range(first, len(opened.lines)):
        stamp = half_width(opened.lines[row].split(",")[0])
        if not _STAMP.fullmatch(stamp):
            break
        rows.append(row)
        stamps.append(stamp)
    if not rows:
        raise opened.refuse(first + 1, None, text("expected a time such as 20160131:2300"))
    return rows, stamps


def _refuse_uneven(minutes: Ints, rows: list[int], stamps: list[str], opened: Opened) -> None:
    other = np.flatnonzero(minutes != minutes[0])
    if len(other):
        at = int(other[0])
        expected = text("the minute is not the same in all rows: a year of hours is needed")
        raise opened.refuse(rows[at] + 1, stamps[at], expected)
