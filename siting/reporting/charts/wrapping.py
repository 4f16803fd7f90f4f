"""Long notes below a chart, broken into lines of its width."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from siting.reporting.charts.labels import shorten, text_width
from siting.reporting.charts.svg import clean_text

_NOT_FIRST = frozenset("、。,.)」』)]:;・ー々%")
"""Characters that may not begin a line (JIS X 4051, the common ones)."""


def wrapped(words: str, width: float, size: float) -> tuple[str, ...]:
    """Lines no wider than ``width``; broken at spaces and between full-width characters."""
    lines: list[str] = []
    line = ""
    for piece in _pieces(clean_text(words)):
        if line and text_width((line + piece).rstrip(), size) > width:
            lines.append(line.rstrip())
            line = ""
        line += piece if line else piece.lstrip()
    return tuple(shorten(shown, width, size) for shown in [*lines, line.rstrip()] if shown)


def _pieces(words: str) -> Iterator[str]:
    """The shortest runs that must stay together."""
    piece = ""
    for char in words:
        if piece and _breaks(piece[-1], char):
            yield piece
            piece = ""
        piece += char
    yield piece


def _breaks(before: str, after: str) -> bool:
    if before == " ":
        return True
    return (_wide(before) or _wide(after)) and after not in _NOT_FIRST and after != " " and before not in "「『(("


def _wide(char: str) -> bool:
    return unicodedata.east_asian_width(char) in {"W", "F"}
