"""What a year of radiation says of its own unit and clock: its sum, and the hour around which it lies."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from siting.errors import Problem
from siting.language import Text, text
from siting.project.weather.opened import AskedWeather, Opened
from siting.project.weather.record import HOURS, Floats
from siting.project.weather.year import Draft

# A mean over an hour of so many W/m2 is one of each unit: 1 kWh = 3.6 MJ = 860 kcal, the factor of the trade.
W_M2_OF = {"W/m2": 1.0, "kWh/m2": 1000.0, "MJ/m2": 1e6 / 3600, "0.01MJ/m2": 1e4 / 3600, "kcal/m2": 1000 / 860}
# Global radiation of a year in Japan [kWh/m2], with room: the normals of 48 stations lie between 1,100 and 1,700.
LEAST_KWH_M2, MOST_KWH_M2 = 600.0, 2600.0
_USUAL_KWH_M2 = 1300.0
_LIKELY = (800.0, 2000.0)
# No hourly mean passes this; a few figures that do are faults of their own and no sign of a wrong unit.
MOST_W_M2 = 1500.0
_FEW = 0.05
NOON = (10.0, 14.0)
# Mean weather moves the middle of the year's light by less than this from the sun's noon [h].
FURTHEST_FROM_NOON = 0.75
_JST_MERIDIAN = 135.0
_JST_OFFSET = 9.0


def year_faults(ghi: Floats, draft: Draft, lon: float, asked: AskedWeather, opened: Opened) -> Iterator[Problem]:
    """Faults of the year as a whole; the figures are complete and in Japanese time."""
    if fault := _sum_fault(ghi, draft.unit):
        yield _of_key("unit", draft.unit, fault, asked, opened)
    elif fault := _clock_fault(ghi, draft.mid_minutes, lon):
        yield _of_key("label", asked.source.label, fault, asked, opened)


def _of_key(name: str, value: str | None, fault: Text, asked: AskedWeather, opened: Opened) -> Problem:
    """The fault of a key where a plain CSV states it, of the file elsewhere."""
    return asked.refuse(name, fault, value).problems[0] if asked.source.kind == "csv" else opened.problem(None, None, fault)  # fmt: skip


def _sum_fault(ghi: Floats, unit: str) -> Text | None:
    above = ghi > MOST_W_M2
    few = above.sum() < _FEW * (ghi > 0).sum()
    annual = float(np.where(above & few, 0.0, np.maximum(ghi, 0.0)).sum()) / 1000
    if LEAST_KWH_M2 <= annual <= MOST_KWH_M2:
        return None
    values = {"sum": f"{annual:,.0f}", "low": f"{LEAST_KWH_M2:,.0f}", "high": f"{MOST_KWH_M2:,.0f}"}
    likely = _likely_unit(annual, unit)
    if likely is None:
        return text(
            "the global radiation of the year adds up to {sum} kWh/m2, where Japan has {low} to {high}: is it the global radiation of a whole year?",
            **values,
        )
    return text(
        "the global radiation of the year adds up to {sum} kWh/m2, where Japan has {low} to {high}: the figures look like {unit}",
        **values,
        unit=likely,
    )


def _likely_unit(annual: float, unit: str) -> str | None:
    in_units = {name: annual / W_M2_OF[unit] * factor for name, factor in W_M2_OF.items() if name != unit}
    fitting = [name for name, found in in_units.items() if _LIKELY[0] <= found <= _LIKELY[1]]
    return min(fitting, key=lambda name: abs(np.log(in_units[name] / _USUAL_KWH_M2)), default=None)


def mean_hour(ghi: Floats, mid_minutes: float) -> float:
    """The hour of the day around which the year's light lies, as the direction of its mean on the clock's face [h]."""
    hour = np.arange(HOURS) % 24 + mid_minutes / 60
    turned = (np.maximum(ghi, 0.0) * np.exp(2j * np.pi * hour / 24)).sum()
    return float(np.angle(turned) / (2 * np.pi) * 24 % 24)


def _clock_fault(ghi: Floats, mid_minutes: float, lon: float) -> Text | None:
    # A few impossible figures are faults of their own and would drown the rest.
    found = mean_hour(np.where(ghi > MOST_W_M2, 0.0, ghi), mid_minutes)
    unknown = np.isnan(lon)
    noon = 12.0 if unknown else 12.0 - (lon - _JST_MERIDIAN) / 15
    off = (found - noon + 12) % 24 - 12
    if NOON[0] <= found <= NOON[1] and (unknown or abs(off) < FURTHEST_FROM_NOON):
        return None
    clock = f"{int(found)}:{int(found % 1 * 60):02d}"
    return text("the light of the year lies around {clock} o'clock: {reason}", clock=clock, reason=_reason(off))


def _reason(off: float) -> Text:
    """What a year that lies ``off`` hours behind the sun looks like."""
    if abs(off + _JST_OFFSET) < 1.5:
        return text("the times look like UTC (in a plain CSV: utc_offset_h = 0)")
    if abs(off - _JST_OFFSET) < 1.5:
        return text("the times look like Japanese ones that the file calls UTC (in a plain CSV: utc_offset_h = 9)")
    if 0.5 < off < 1.5:
        return text("an hour late: its times look like the end of each hour (in a plain CSV: label = end)")
    if -1.5 < off < -0.5:
        return text("an hour early: its times look like the start of each hour (in a plain CSV: label = start)")
    return text("is the time zone right, and do the hours run from 0 to 24?")
