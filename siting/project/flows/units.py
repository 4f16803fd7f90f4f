"""Units of flow and head, each with its factor to SI; a month counts its own length."""

from __future__ import annotations

import re
import unicodedata

import numpy as np
import numpy.typing as npt

from siting.project.water import FlowUnit, HeadUnit
from siting.vocabulary.units import FLOWS, PRESSURES

Floats = npt.NDArray[np.float64]

SECONDS_PER_HOUR = 3600.0
# The factors are those of the headings of tables.
M3_S_PER_UNIT = {"m3/s": 1.0, **{one.unit: one.times / one.by for one in FLOWS}}
M_PER_UNIT = {"m": 1.0, **{one.unit: one.times / one.by for one in PRESSURES}}

_VOLUMES = {"m3": "m3", "m^3": "m3", "立方メートル": "m3", "l": "L", "リットル": "L"}
_TIMES = {
    "s": "s", "sec": "s", "秒": "s",
    "min": "min", "分": "min",
    "h": "h", "hr": "h", "hour": "h", "時": "h", "時間": "h",
    "d": "day", "day": "day", "日": "day",
    "month": "month", "月": "month",
}  # fmt: skip


def to_m3_s(flow: Floats, unit: FlowUnit, month_hours: Floats | float) -> Floats:
    """Flows in m3/s; ``month_hours`` is the length [h] of the month of each, used by m3/month alone."""
    if unit == "m3/month":
        return np.asarray(flow / (month_hours * SECONDS_PER_HOUR), dtype=float)
    return flow * M3_S_PER_UNIT[unit]


def to_m(head: Floats, unit: HeadUnit) -> Floats:
    """Heads in m of water."""
    return head * M_PER_UNIT[unit]


def unit_in(heading: str) -> str | None:
    """The flow unit that a heading such as 受水量（㎥／h） names; None if it names none that siting knows."""
    plain = unicodedata.normalize("NFKC", heading).casefold().replace("³", "3").replace(" ", "")
    found = re.search(r"(m\^?3|l|立方メートル|リットル)[/毎]([a-z]+|秒|分|時間?|日|月)", plain)
    if not found or found.group(2) not in _TIMES:
        return None
    return f"{_VOLUMES[found.group(1)]}/{_TIMES[found.group(2)]}"
