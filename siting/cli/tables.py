"""Tables for the terminal: columns aligned by the width that characters take on screen."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Sequence
from typing import Any


def screen_width(words: str) -> int:
    """Columns the words take: two for full-width characters, none for combining and control characters."""
    return sum(_columns(one) for one in words)


def _columns(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in ("Cc", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def one_line(words: str, widest: int = 40) -> str:
    """The words without line breaks and control characters, cut to a screen width."""
    plain = "".join(" " if one in "\r\n\t" else one for one in words)
    plain = "".join(one for one in plain if unicodedata.category(one) not in ("Cc", "Cf"))
    if screen_width(plain) <= widest:
        return plain
    while screen_width(plain) > widest - 1:
        plain = plain[:-1]
    return plain + "…"


def cell(value: Any, decimals: int = 0) -> str:
    """A value as it stands in a terminal table."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return "-"
    if isinstance(value, bool):
        return "○" if value else ""
    if isinstance(value, int | float):
        return f"{value:,.{decimals}f}"
    return one_line(str(value))


def aligned(headings: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[bool]) -> str:
    """The table as lines; numbers stand to the right."""
    lines = [list(headings), *[list(row) for row in rows]]
    widths = [max(screen_width(line[at]) for line in lines) for at in range(len(headings))]
    return "\n".join(
        "  ".join(_padded(one, widths[at], right[at]) for at, one in enumerate(line)).rstrip() for line in lines
    )


def _padded(words: str, width: int, right: bool) -> str:
    space = " " * (width - screen_width(words))
    return space + words if right else words + space
