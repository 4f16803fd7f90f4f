"""Well-formed SVG from plain data: element builder, escaping, cleaning of foreign text.

Every look is an attribute of the element itself, because print engines ignore page CSS inside SVG.
"""

import math
import re
import unicodedata
from typing import NewType

from siting.reporting.charts.theme import INK, SMALL

Markup = NewType("Markup", str)
"""Finished SVG source; plain strings must pass through :func:`escaped` to become one."""

XMLNS = "http://www.w3.org/2000/svg"

_INVISIBLE = re.compile("[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]")
_ID = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
_ESCAPES = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}
)
_MAX_STACKED_MARKS = 4


def clean_text(text: str) -> str:
    """One line of displayable text: no controls, no bidirectional overrides, single spaces."""
    spaced = "".join(" " if unicodedata.category(char) in {"Cc", "Zl", "Zp"} else char for char in text)
    visible = _INVISIBLE.sub("", _without_illegal(spaced))
    return _unstacked(" ".join(visible.split()))


def escaped(text: str) -> Markup:
    """``text`` cleaned and escaped for element content."""
    return Markup(clean_text(text).translate(_ESCAPES))


def number(value: float) -> str:
    """A coordinate with at most two decimals and no negative zero."""
    if not math.isfinite(value):
        raise ValueError(f"a coordinate must be a finite number, got {value}")
    shown = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if shown == "-0" else shown


def element(name: str, *children: Markup, **attributes: str | float | None) -> Markup:
    """``<name ...>children</name>``; underscores in attribute names become hyphens, None is left out."""
    written = "".join(
        f' {key.replace("_", "-")}="{_attribute(value)}"' for key, value in attributes.items() if value is not None
    )
    body = "".join(children)
    return Markup(f"<{name}{written}>{body}</{name}>" if body else f"<{name}{written}/>")


def text(
    x: float,
    y: float,
    content: str,
    *,
    size: float = SMALL,
    fill: str = INK,
    anchor: str | None = None,
    weight: str | None = None,
) -> Markup:
    """One line of text whose letters are vertically centred on ``y``.

    The shift is written into the coordinate: not every print engine knows dominant-baseline.
    """
    return element(
        "text",
        escaped(content),
        x=x,
        y=y + 0.36 * size,
        font_size=size,
        fill=fill,
        text_anchor=anchor,
        font_weight=weight,
    )


def line(
    x1: float, y1: float, x2: float, y2: float, *, stroke: str, width: float = 1.0, dash: str | None = None
) -> Markup:
    """A straight stroke."""
    return element("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=stroke, stroke_width=width, stroke_dasharray=dash)


def title(content: str) -> Markup:
    """Hover text of the enclosing element, or nothing for empty content."""
    shown = escaped(content)
    return element("title", shown) if shown else Markup("")


def group(*children: Markup, key: str | None = None, hover: str = "") -> Markup:
    """``<g>`` around ``children``; ``key`` becomes data-k, by which the page links the views of one option."""
    return element("g", title(hover), *children, data_k=key)


def joined(parts: "list[Markup] | tuple[Markup, ...]") -> Markup:
    """Concatenation of finished parts, one per line."""
    return Markup("\n".join(parts))


def checked_id(identifier: str) -> str:
    """``identifier`` when it can stand in an id attribute and in ``url(#...)``, else ValueError."""
    if not _ID.fullmatch(identifier):
        raise ValueError(f"a chart id must be a letter then letters, digits, '-' or '_', got {identifier!r}")
    return identifier


def _attribute(value: str | float) -> str:
    return _without_illegal(value).translate(_ESCAPES) if isinstance(value, str) else number(value)


def _without_illegal(value: str) -> str:
    return "".join(char for char in value if _legal(ord(char)))


def _legal(code: int) -> bool:
    """Whether XML 1.0 (production 2, Char) allows the code point; its discouraged ones are refused too."""
    if code < 0x20:
        return code in (0x9, 0xA, 0xD)
    if 0x7F <= code < 0xA0 or 0xD800 <= code < 0xE000 or 0xFDD0 <= code <= 0xFDEF:
        return False
    return code & 0xFFFE != 0xFFFE


def _unstacked(value: str) -> str:
    """Long piles of combining marks cut short: they take no width, so no other limit catches them."""
    kept: list[str] = []
    pile = 0
    for char in value:
        pile = pile + 1 if unicodedata.category(char) in {"Mn", "Me"} else 0
        if pile <= _MAX_STACKED_MARKS:
            kept.append(char)
    return "".join(kept)
