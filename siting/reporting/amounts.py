"""Numbers as people read them in either language: grouped digits, yen in fitting units, percent, fiscal years.

Everything here gives plain strings for sentences, headings and chart labels; nothing is rounded elsewhere.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from siting.language import Text, text, translate
from siting.vocabulary.eras import say_fiscal_year

MISSING = "–"
MINUS = "−"
KWH_PER_MWH = 1000.0


@dataclass(frozen=True)
class YenUnit:
    """A unit of money: so many yen, what it is called, and the decimals that suit a column of it."""

    yen: float
    name: Text
    decimals: int


_SMALL = (
    YenUnit(1, text("yen"), 0),
    YenUnit(1e3, text("thousand yen"), 0),
    YenUnit(1e6, text("million yen"), 1),
)
# Japanese counts large sums in units of a hundred million, English in thousands of millions.
_UNITS = {
    "ja": (*_SMALL, YenUnit(1e8, text("hundred million yen"), 2)),
    "en": (*_SMALL, YenUnit(1e9, text("billion yen"), 2)),
}
# A column stays in a unit until its largest number would have six digits before the point.
_COLUMN_DIGITS = 1e5
_SIGNIFICANT = 3


def known(value: float | None) -> bool:
    """Whether there is a number to show."""
    return value is not None and math.isfinite(value)


def number(value: float | None, decimals: int = 0) -> str:
    """``1,234.5``; a true minus sign; a dash where there is no number."""
    if value is None or not math.isfinite(value):
        return MISSING
    shown = f"{abs(value):,.{decimals}f}"
    negative = value < 0 and any(digit in "123456789" for digit in shown)
    return f"{MINUS}{shown}" if negative else shown


def percent(fraction: float | None, decimals: int = 1) -> str:
    """``73.1%`` of a fraction 0.731."""
    if fraction is None or not math.isfinite(fraction):
        return MISSING
    return f"{number(fraction * 100, decimals)}%"


def trimmed(value: float | None, decimals: int = 6) -> str:
    """A number as its author wrote it: no zeros behind the last digit that counts."""
    shown = number(value, decimals)
    return shown.rstrip("0").rstrip(".") if "." in shown else shown


def significant(value: float | None, digits: int = _SIGNIFICANT) -> str:
    """A number with so many digits that count, never fewer than its whole digits."""
    if value is None or not math.isfinite(value):
        return MISSING
    whole = len(str(int(abs(value)))) if abs(value) >= 1 else 1
    return number(value, max(0, digits - whole))


def mwh(kwh: float | None) -> str:
    """Megawatt hours of an energy in kWh, whole from ten upwards."""
    if kwh is None or not math.isfinite(kwh):
        return MISSING
    in_mwh = kwh / KWH_PER_MWH
    return number(in_mwh, 0 if abs(in_mwh) >= 10 else 1)


def yen_column(largest: float | None, *langs: str) -> YenUnit:
    """The unit of a table column whose largest amount is this, among the units that all the languages count in."""
    units = [unit for unit in _UNITS[langs[0]] if all(unit in _UNITS[lang] for lang in langs)]
    if largest is None or not math.isfinite(largest):
        return units[0]
    return next((unit for unit in units if abs(largest) < unit.yen * _COLUMN_DIGITS), units[-1])


def yen_in(unit: YenUnit, yen: float | None) -> str:
    """An amount in a column's unit, without the unit's name."""
    return MISSING if yen is None else number(yen / unit.yen, unit.decimals)


def yen(amount: float | None, lang: str) -> str:
    """An amount for a sentence: ``2.10億円``, ``210 million yen``."""
    if amount is None or not math.isfinite(amount):
        return MISSING
    unit = next((unit for unit in reversed(_UNITS[lang]) if abs(amount) >= unit.yen), _UNITS[lang][0])
    shown = number(amount) if unit.yen == 1 else significant(amount / unit.yen)
    return with_unit(shown, unit.name.say(lang), lang)


def with_unit(shown: str, unit: str, lang: str) -> str:
    """A number and its unit: units that begin in Japanese follow without a space."""
    return f"{shown}{unit}" if lang == "ja" and not unit[:1].isascii() else f"{shown} {unit}"


def price(yen_per_kwh: float | None, lang: str) -> str:
    """``42円/kWh``, ``35.7 yen/kWh``."""
    shown = MISSING if yen_per_kwh is None else trimmed(yen_per_kwh, 1)
    return with_unit(shown, translate("yen/kWh", lang), lang)


def fiscal_year(year: float | None, lang: str) -> str:
    """``令和2年度（2020年度）``: documents use both countings; ``FY2020``."""
    if year is None or not math.isfinite(year):
        return MISSING
    said = say_fiscal_year(int(year), lang)
    return f"{said}（{int(year)}年度）" if lang == "ja" else said
