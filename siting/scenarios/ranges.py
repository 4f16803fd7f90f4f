"""Values written as ``START:STOP:STEP`` or ``A,B,C``, as exact decimals: 8:45:0.5 has 75 values and no drift."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from siting.language import Text, text

# More values along one axis are a slip of the pen (a step too small), never a study.
MOST_VALUES = 100_000
# Minus signs that Japanese input methods write, beside those that NFKC makes a hyphen of.
_MINUS = str.maketrans({"−": "-", "–": "-", "ー": "-"})


@dataclass(frozen=True)
class Axis:
    """The values that one key takes, in the order written."""

    key: str
    values: tuple[Decimal, ...]


@dataclass(frozen=True)
class Fault:
    """What is wrong with one part of what was written."""

    key: str
    value: str | None
    expected: Text


def parse_axis(written: str) -> tuple[Axis | None, list[Fault]]:
    """The axis written as ``KEY=START:STOP:STEP`` or ``KEY=A,B,C``, or everything that is wrong with it."""
    key, equals, values = _half_width(written).partition("=")
    key = key.strip()
    if not equals or not key:
        return None, [Fault("", written, text("expected KEY=START:STOP:STEP or KEY=A,B,C"))]
    found, faults = parse_values(values)
    faults = [Fault(key, fault.value, fault.expected) for fault in faults]
    return (None if faults else Axis(key, found)), faults


def parse_values(written: str) -> tuple[tuple[Decimal, ...], list[Fault]]:
    """The values written as a range or a list; full-width digits are read."""
    plain = _half_width(written)
    parts = [part.strip() for part in plain.split(":" if ":" in plain else ",")]
    numbers = [_number(part) for part in parts]
    faults = [
        Fault("", part, text("expected a number")) for part, one in zip(parts, numbers, strict=True) if one is None
    ]
    if faults:
        return (), faults
    known = [one for one in numbers if one is not None]
    values, wrong = _range(known) if ":" in plain else _list(known)
    return (values, []) if wrong is None else ((), [Fault("", plain.strip(), wrong)])


def _half_width(written: str) -> str:
    return unicodedata.normalize("NFKC", written).translate(_MINUS)


def _number(written: str) -> Decimal | None:
    try:
        number = Decimal(written)
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number.adjusted()) <= 15 else None


def _list(values: list[Decimal]) -> tuple[tuple[Decimal, ...], Text | None]:
    twice = next((one for at, one in enumerate(values) if one in values[:at]), None)
    return tuple(values), None if twice is None else text("{value} stands there twice", value=str(twice))


def _range(parts: list[Decimal]) -> tuple[tuple[Decimal, ...], Text | None]:
    if len(parts) != 3:
        return (), text("expected START:STOP:STEP, three numbers")
    start, stop, step = parts
    if step == 0:
        return (), text("the step must not be 0")
    if (stop - start) * step < 0:
        return (), text("the step leads away from {stop}", stop=str(stop))
    count = int((stop - start) / step) + 1
    if count > MOST_VALUES:
        return (), text("{count} values; at most {most} are taken", count=f"{count:,}", most=f"{MOST_VALUES:,}")
    return tuple(start + at * step for at in range(count)), None
