"""Units a heading may name: how they are written, and how another unit of the same quantity becomes the column's own.

This is the one table of factors at the border; inside, every column is in its own unit.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

# CGPM 1901; with water of 1,000 kg/m3 it makes 9.80665 kPa of a metre of head.
STANDARD_GRAVITY_M_S2 = 9.80665


@dataclass(frozen=True)
class Conversion:
    """Another unit of a column: its spellings in half width and small letters, the ending it gives a column's name.

    A figure becomes ``times / by`` of the column's unit: two whole numbers keep the last digit that one fraction loses.
    """

    unit: str
    spellings: tuple[str, ...]
    endings: tuple[str, ...]
    times: float = 1.0
    by: float = 1.0

    def convert(self, values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """The values in the column's own unit."""
        return values * self.times / self.by


PRESSURES = (
    Conversion("kPa", ("kpa", "キロパスカル"), ("_kpa",), 1, STANDARD_GRAVITY_M_S2),
    Conversion("MPa", ("mpa", "メガパスカル"), ("_mpa",), 1000, STANDARD_GRAVITY_M_S2),
)
LENGTHS = (Conversion("mm", ("mm", "ミリメートル"), ("_mm",), 1, 1000),)
FLOWS = (
    Conversion("m3/min", ("m3/min", "m3/分"), ("_m3_min",), 1, 60),
    Conversion("m3/h", ("m3/h", "m3/hr", "m3/hour", "m3/時", "m3/時間"), ("_m3_h",), 1, 3600),
    Conversion("m3/day", ("m3/day", "m3/d", "m3/日"), ("_m3_day", "_m3_d"), 1, 86400),
    Conversion("L/s", ("l/s", "l/sec", "l/秒", "リットル/秒"), ("_l_s",), 1, 1000),
    Conversion("L/min", ("l/min", "l/分", "リットル/分"), ("_l_min",), 1, 60_000),
)
_MONEY = (("千円", "thousand_yen", 1e3), ("万円", "man_yen", 1e4), ("百万円", "million_yen", 1e6))
MONEY = tuple(Conversion(unit, (unit,), (f"_{ending}",), times) for unit, ending, times in _MONEY)
MONEY_PER_YEAR = tuple(
    Conversion(f"{unit}/年", (f"{unit}/年", unit), (f"_{ending}",), times) for unit, ending, times in _MONEY
)
SHARES = (Conversion("%", ("%", "percent", "パーセント"), ("_percent", "_pct"), 1, 100),)
SHARES_PER_YEAR = (Conversion("%/年", ("%/年", "%/y", "%/year", "%"), ("_percent_per_year", "_pct_per_year"), 1, 100),)

# How a heading may write a column's own unit, in half width and small letters.
SPELLINGS = {
    "yen": ("円", "yen", "jpy"),
    "yen/y": ("円/年", "円", "yen/y", "yen/year", "yen"),
    "kWh/y": ("kwh/年", "kwh", "kwh/y", "kwh/year"),
    "kWh/kW": ("kwh/kw", "kwh/kw/年"),
    "kW": ("kw",),
    "kVA": ("kva",),
    "m2": ("m2", "平方メートル"),
    "m": ("m", "メートル", "mh2o", "maq"),
    "mm": ("mm",),
    "m3/s": ("m3/s", "m3/sec", "m3/秒"),
    "s2/m5": ("s2/m5",),
    "d/y": ("日/年", "日", "d/y", "days/year", "days"),
    "1/y": ("1/年", "1/y", "/年"),
    "share": ("-", "割合", "比率", "share"),
    "-": ("-", "無次元"),
    "deg": ("deg", "度", "°", "degree", "degrees"),
    "kN/m2": ("kn/m2",),
}
# The part of a column's name that another unit's ending takes the place of.
_OWN_ENDINGS = {"m3/s": "_m3_s", "m": "_m", "yen": "_yen", "yen/y": "_yen", "1/y": "_per_year"}


def own_ending(unit: str) -> str:
    """What a column of that unit carries in its name, such as ``_m3_s``; empty where the name says no unit."""
    return _OWN_ENDINGS.get(unit, "")


def names_in(conversion: Conversion, name: str, unit: str) -> tuple[str, ...]:
    """The column's name as it would be in the other unit: ``flow_m3_h`` for ``flow_m3_s``."""
    own = own_ending(unit)
    before, found, after = name.rpartition(own) if own else (name, "", "")
    return tuple(before + ending + after for ending in conversion.endings) if found or not own else ()
