"""Fiscal years in Western and Japanese counting.

A Japanese fiscal year runs from April to March and is named after the year in which it begins.
Eras begin on the days fixed by the cabinet orders; a fiscal year is counted in the era of its 1 April,
except that the year in which Reiwa began is commonly printed both 平成31年度 and 令和元年度.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass


@dataclass(frozen=True)
class Era:
    """A Japanese era: its kanji, its letter and the year before its first."""

    kanji: str
    letter: str
    offset: int
    romaji: str


ERAS = (
    Era("令和", "R", 2018, "Reiwa"),
    Era("平成", "H", 1988, "Heisei"),
    Era("昭和", "S", 1925, "Showa"),
    Era("大正", "T", 1911, "Taisho"),
    Era("明治", "M", 1867, "Meiji"),
)
FIRST_YEAR, LAST_YEAR = 1900, 2100

_BY_NAME = {name: era for era in ERAS for name in (era.kanji, era.letter, era.romaji.upper())}
_WESTERN = re.compile(r"(?:FY)?\s*(\d{4})\s*(?:年度?)?(?:以降)?")
_JAPANESE = re.compile(r"([A-Z]+|[一-龥]{2})\.?\s*(元|\d{1,3})\s*(?:年度?)?(?:以降)?")


class UnknownEra(ValueError):
    """The letters before the year name no era."""


class AmbiguousYear(ValueError):
    """A bare one- or two-digit year: it could belong to several eras."""


def parse_fiscal_year(written: str) -> int:
    """The fiscal year meant by ``2018``, ``FY2018``, ``H30``, ``平成30年度``, ``令和元年度``.

    Counting past an era's end (平成32年度 in a document of 2014) is accepted: it was printed so.
    Raises ``UnknownEra``, ``AmbiguousYear`` or ``ValueError``.
    """
    plain = unicodedata.normalize("NFKC", written).strip().upper()
    western = _WESTERN.fullmatch(plain)
    if western:
        return _in_range(int(western.group(1)))
    if re.fullmatch(r"'?\d{1,3}\s*(年度?)?", plain):
        raise AmbiguousYear(written)
    japanese = _JAPANESE.fullmatch(plain)
    if not japanese:
        raise ValueError(written)
    era = _BY_NAME.get(japanese.group(1))
    if era is None:
        raise UnknownEra(japanese.group(1))
    count = 1 if japanese.group(2) == "元" else int(japanese.group(2))
    if count < 1:
        raise ValueError(written)
    return _in_range(era.offset + count)


def _in_range(year: int) -> int:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(year)
    return year


def say_fiscal_year(year: int, lang: str) -> str:
    """``令和8年度`` in Japanese, ``FY2026`` in English."""
    if lang != "ja":
        return f"FY{year}"
    era = next(era for era in ERAS if year > era.offset)
    count = year - era.offset
    return f"{era.kanji}{'元' if count == 1 else count}年度"
