"""Looks that many marks of the pictures share, as classes of the style sheet: a page has hundreds of such marks."""

from __future__ import annotations

import re
from collections import Counter
from string import ascii_uppercase

_NAMES = (
    "fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap", "stroke-linejoin",
    "font-size", "font-weight", "text-anchor", "pointer-events",
)  # fmt: skip
_LOOK = re.compile(rf' ({"|".join(_NAMES)})="([^"]*)"')
_MARK = re.compile(r"<(?:g|path|rect|circle|text|use|line)(?= )[^>]*>")
# What a class costs in the sheet beside its declarations, and at a mark.
_IN_SHEET, _AT_MARK = 4, 8


def in_classes(markup: str) -> tuple[str, str]:
    """The pictures with a class wherever this is shorter than attributes, and the rules of these classes.

    A class says what the attributes said: like these, it gives way to any rule of the sheet that names more.
    """
    counts = Counter(look for mark in _MARK.findall(markup) if (look := _look(mark)))
    rules = {look: _rule(look) for look in counts}
    worth = [look for look, rule in rules.items() if _gain(look, counts[look], rule) > 0]
    names = {look: _name(at) for at, look in enumerate(sorted(worth, key=lambda one: -counts[one]))}

    def named(found: re.Match[str]) -> str:
        name = names.get(_look(found[0]))
        return found[0] if name is None else re.sub(r"^<\w+", rf'\g<0> class="{name}"', _LOOK.sub("", found[0]))

    return _MARK.sub(named, markup), "".join(f".{name}{{{rules[look]}}}" for look, name in names.items())


def _name(at: int) -> str:
    """A, B, ..., Z, AA, AB, ...: the sheet's own classes are in small letters."""
    return (_name(at // 26 - 1) if at >= 26 else "") + ascii_uppercase[at % 26]


def _look(mark: str) -> tuple[str, ...]:
    """The attributes of a mark that a class can stand for, in the order of their names; none where it has a class."""
    return () if " class=" in mark else tuple(sorted(found[0] for found in _LOOK.finditer(mark)))


def _rule(look: tuple[str, ...]) -> str:
    declared = [_LOOK.fullmatch(one) for one in look]
    return ";".join(f"{one[1]}:{one[2]}{'px' if one[1] == 'font-size' else ''}" for one in declared if one)


def _gain(look: tuple[str, ...], count: int, rule: str) -> int:
    return count * (sum(len(one) - 2 for one in look) - _AT_MARK) - len(rule) - _IN_SHEET
