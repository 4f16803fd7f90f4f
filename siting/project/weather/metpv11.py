"""METPV-11 (NEDO, Japan Weather Association): lines of 160 characters with a remark digit behind each figure.

Line 1 names the station; then a line for each day and element: element (5), blank, month (2), day (2), height of the
anemometer (5), 24 times value (4) and remark (1), then largest, smallest, sum, mean and number of the day (5 each,
without remark).
"""

from __future__ import annotations

import re

import numpy as np

from siting.language import text
from siting.project.values import half_width
from siting.project.weather.metpv import Head, Records, draft_of, numbers, whole
from siting.project.weather.opened import AskedWeather, Opened
from siting.project.weather.year import Draft

WIDTH = 160
_FIRST_HOUR, _BEHIND_HOURS = 15, 135
_SUM = slice(145, 150)
# The name may hold blanks and digits: the five numbers are split off from the right.
_HEAD = re.compile(
    r"\s*(?P<id>\S+)\s+(?P<name>.*?)\s*(?P<lat>\d+)\s+(?P<lat_min>\d+(?:\.\d*)?)\s+(?P<lon>\d+)\s+"
    r"(?P<lon_min>\d+(?:\.\d*)?)\s+(?P<elevation>-?\d+(?:\.\d*)?)\s*"
)
_REMARKS = re.compile(r"[0-9 ]{24}")


def read_metpv11(asked: AskedWeather, opened: Opened) -> Draft:
    """The year of a METPV-11 file; raises ``InputProblems``."""
    head = _head(opened)
    rows = [(at, line.rstrip()) for at, line in enumerate(opened.lines, 1) if at > 1 and line.strip()]
    if not rows:
        raise opened.refuse(None, None, text("the file has no records behind its first line"))
    wrong = [(at, line) for at, line in rows if len(line) != WIDTH]
    if wrong:
        at, line = wrong[0]
        expected = text(
            "a METPV-11 record has {width} characters, this one {found} ({count} such lines)",
            width=WIDTH,
            found=len(line),
            count=f"{len(wrong):,}",
        )
        raise opened.refuse(at, None, expected)
    _refuse_shifted(rows, opened)
    lines, records = [at for at, _ in rows], [line for _, line in rows]
    spans = range(_FIRST_HOUR, _BEHIND_HOURS, 5)
    hours = numbers([line[at : at + 4] for line in records for at in spans], lines, opened)
    return draft_of(
        Records(
            whole([line[:5] for line in records], lines, opened),
            whole([line[6:8] for line in records], lines, opened),
            whole([line[8:10] for line in records], lines, opened),
            hours.reshape(-1, 24),
            numbers([line[_SUM] for line in records], lines, opened),
            np.array(lines),
        ),
        head,
        opened,
    )


def _head(opened: Opened) -> Head:
    found = _HEAD.fullmatch(half_width(opened.lines[0]))
    if not found:
        expected = text("line 1 of METPV-11 names the station, its latitude and longitude in degrees and minutes, and its elevation")  # fmt: skip
        raise opened.refuse(1, opened.lines[0], expected)
    minutes = float(found["lat_min"]), float(found["lon_min"])
    if max(minutes) >= 60:
        raise opened.refuse(1, opened.lines[0], text("minutes of latitude and longitude are below 60"))
    station = " ".join((found["id"], found["name"])).strip()
    return Head(
        station, float(found["lat"]) + minutes[0] / 60, float(found["lon"]) + minutes[1] / 60, float(found["elevation"])
    )  # fmt: skip


def _refuse_shifted(rows: list[tuple[int, str]], opened: Opened) -> None:
    """Remarks are digits: anything else stands where the columns of a line are shifted."""
    for at, line in rows:
        remarks = half_width_all(line[_FIRST_HOUR + 4 : _BEHIND_HOURS : 5])
        if not _REMARKS.fullmatch(remarks):
            raise opened.refuse(at, remarks, text("the columns of this line are shifted: each figure has 4 characters and a remark digit"))  # fmt: skip


def half_width_all(words: str) -> str:
    """Full-width digits as their own width, blanks kept."""
    return words if words.isascii() else "".join(half_width(one) or " " for one in words)
