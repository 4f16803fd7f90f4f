"""Numbers and words on their way into HTML: every number carries its raw value, foreign words stay harmless."""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape

from siting.language import Text, translate
from siting.reporting.amounts import MINUS, MISSING
from siting.reporting.charts.svg import clean_text


@dataclass(frozen=True)
class Figure:
    """A number as it stands in results.json (``raw``) and as people read it.

    Where both are the same number to the last digit the page says it once.
    """

    raw: str
    shown: str

    def __html__(self) -> str:
        if _PLAIN.fullmatch(said := str(self.shown).replace(MINUS, "-")) and float(said.replace(",", "")) == float(
            self.raw
        ):
            return Markup(escape(self.shown))
        return Markup('<data value="{}">{}</data>').format(self.raw, self.shown)

    def __str__(self) -> str:
        return self.shown


Shown = Figure | str

_PLAIN = re.compile(r"-?[\d,]+(\.\d+)?")
# Hebrew, Arabic and their figures: only such letters can turn the direction of what stands beside them.
_TURNING = frozenset({"R", "AL", "AN"})


def raw_number(value: float) -> str:
    """The number as Python and JSON write it, a whole one without ``.0``: some hundreds of them stand in a page."""
    plain = value.item() if hasattr(value, "item") else value
    return repr(plain).removesuffix(".0")


def figure(value: float | None, shown: str) -> Shown:
    """``shown`` with its raw value; only ``shown`` where there is no number."""
    if value is None or not math.isfinite(value):
        return MISSING
    return Figure(raw_number(value), shown)


def counted(value: int) -> Figure:
    """A count or rank."""
    return Figure(raw_number(value), f"{value:,}")


def bdi(words: str) -> Markup:
    """A user's own words: on one line, and unable to turn the direction of what stands beside them.

    Markup is safe already and stays as it is.
    """
    if isinstance(words, Markup):
        return words
    clean = clean_text(words)
    turns = any(unicodedata.bidirectional(letter) in _TURNING for letter in clean)
    return Markup("<bdi>{}</bdi>").format(clean) if turns else escape(clean)


def in_page(value: Any, lang: str) -> Any:
    """A value of a template as safe HTML; ``Text`` is said in the page's language."""
    if isinstance(value, Text):
        return marked(value, lang)
    if hasattr(value, "__html__"):
        return value
    return clean_text(value) if isinstance(value, str) else value


def marked(message: Text, lang: str) -> Markup:
    """A message as HTML, with the raw value of every figure in it."""
    if message.plain:
        return bdi(message.say(lang))
    wording = Markup(escape(translate(message.wording, lang)))
    return (
        wording.format(**{name: in_page(value, lang) for name, value in message.values}) if message.values else wording
    )


def anchor(*parts: str) -> str:
    """An id made of the parts: letters, digits, ``-``, ``_`` and ``.`` only; others become their code point."""
    return "-".join(re.sub(r"[^A-Za-z0-9_.-]", lambda found: f"_{ord(found[0]):x}", part) for part in parts)
