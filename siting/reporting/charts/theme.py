"""Colours, type sizes and the look of each technology and status.

The hues follow Okabe and Ito, "Color Universal Design" (2008), darkened until white text on them and
their own text on white both reach WCAG 2.1 contrast 4.5:1.
"""

from dataclasses import dataclass
from enum import StrEnum

INK = "#1b2733"
MUTE = "#556372"
GRID = "#d5dce3"
PAPER = "#ffffff"
LAND = "#eef3ec"
SHORE = "#7d8f7a"
REFERENCE = "#9c1c3d"

FONT_FAMILY = '"Noto Sans JP","Noto Sans CJK JP","Hiragino Sans","Yu Gothic",Meiryo,sans-serif'
TEXT = 13.0
SMALL = 12.0
WIDTH = 640.0


class Technology(StrEnum):
    """What an option generates with."""

    HYDRO = "hydro"
    PV = "pv"
    OTHER = "other"


class Shape(StrEnum):
    """Outline of a marker."""

    CIRCLE = "circle"
    SQUARE = "square"
    DIAMOND = "diamond"


class Tone(StrEnum):
    """How strongly a mark speaks: full colour, tint, or outline only."""

    STRONG = "strong"
    MEDIUM = "medium"
    FAINT = "faint"


@dataclass(frozen=True)
class Look:
    """Colour, tint and shape of one technology; ``hatched`` sets it apart in grey print."""

    colour: str
    tint: str
    shape: Shape
    hatched: bool


LOOKS: dict[Technology, Look] = {
    Technology.HYDRO: Look("#005f95", "#c3dff0", Shape.CIRCLE, hatched=False),
    Technology.PV: Look("#b35c00", "#fbdcb4", Shape.SQUARE, hatched=True),
    Technology.OTHER: Look("#5a6068", "#dfe2e6", Shape.DIAMOND, hatched=False),
}


def relative_luminance(colour: str) -> float:
    """Relative luminance (0 black to 1 white) of ``#rrggbb``, WCAG 2.1 definition."""
    red, green, blue = (_linear(int(colour[start : start + 2], 16) / 255) for start in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast_ratio(one: str, other: str) -> float:
    """Contrast ratio (1 to 21) of two ``#rrggbb`` colours, WCAG 2.1 definition."""
    low, high = sorted((relative_luminance(one), relative_luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)
