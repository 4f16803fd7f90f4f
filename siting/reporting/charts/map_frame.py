"""What surrounds the markers of a map: outlines, north arrow, scale bar or the word that replaces it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from siting.reporting.charts.labels import Box, shorten, text_width
from siting.reporting.charts.projection import Position, Projection
from siting.reporting.charts.scale import nice_length
from siting.reporting.charts.svg import Markup, element, group, line, text
from siting.reporting.charts.theme import INK, LAND, PAPER, SHORE, SMALL

_MAX_BAR = 140.0
_INSET = 12.0


class Scaled(Protocol):
    """A drawing that is true to scale."""

    @property
    def units_per_m(self) -> float:
        """Picture units to a metre."""


@dataclass(frozen=True)
class Corners:
    """Words of the corner marks; with ``schematic_text`` there is no scale to show."""

    north_text: str
    schematic_text: str | None


def corner_boxes(corners: Corners, projection: Scaled, canvas: Box) -> tuple[Box, Box]:
    """Room taken by the north arrow (upper right) and by scale bar or schematic word (lower left)."""
    north = Box(canvas.right - 34, canvas.top, canvas.right, canvas.top + 52)
    width = _scale_width(projection) if corners.schematic_text is None else _word_width(corners, canvas)
    return north, Box(canvas.left, canvas.bottom - 34, canvas.left + width + 2 * _INSET, canvas.bottom)


def corner_marks(corners: Corners, projection: Scaled, canvas: Box) -> list[Markup]:
    """North arrow, and scale bar or schematic word, on white so that an outline below does not disturb."""
    foot = (
        _scale_bar(projection, canvas)
        if corners.schematic_text is None
        else _schematic_word(corners.schematic_text, corners, canvas)
    )
    return [_north_arrow(corners.north_text, canvas), foot]


def clip_path(chart_id: str, canvas: Box) -> Markup:
    """Keeps outlines that reach beyond the map inside its border."""
    area = element(
        "rect",
        x=canvas.left,
        y=canvas.top,
        width=canvas.right - canvas.left,
        height=canvas.bottom - canvas.top,
    )
    return element("defs", element("clipPath", area, id=f"{chart_id}-frame"))


def outline_path(rings: Sequence[Sequence[Position]], projection: Projection, chart_id: str) -> Markup:
    """One polygon, holes left open."""
    drawn = "".join(_ring(ring, projection) for ring in rings if len(ring) > 2)
    return element(
        "path",
        d=drawn or None,
        fill=LAND,
        fill_rule="evenodd",
        stroke=SHORE,
        stroke_width=1.0,
        clip_path=f"url(#{chart_id}-frame)",
    )


def length_text(length_m: float) -> str:
    """A 1-2-5 length in metres or kilometres."""
    return f"{length_m:g} m" if length_m < 1000 else f"{length_m / 1000:,.0f} km"


def _ring(ring: Sequence[Position], projection: Projection) -> str:
    corners = (projection(position) for position in ring)
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in corners) + "Z"


def _north_arrow(word: str, canvas: Box) -> Markup:
    x, top = canvas.right - 17, canvas.top + 7
    arrow = element("path", d=f"M{x:.2f} {top:.2f}l7 20l-7 -5l-7 5Z", fill=INK)
    return group(arrow, text(x, top + 30, shorten(word, 34, SMALL), anchor="middle", weight="bold"))


def _scale_length_m(projection: Scaled) -> float:
    return nice_length(_MAX_BAR / projection.units_per_m)


def _scale_width(projection: Scaled) -> float:
    length_m = _scale_length_m(projection)
    return max(length_m * projection.units_per_m, text_width(length_text(length_m), SMALL))


def _scale_bar(projection: Scaled, canvas: Box) -> Markup:
    length_m = _scale_length_m(projection)
    left, y = canvas.left + _INSET, canvas.bottom - 9
    right = left + length_m * projection.units_per_m
    return group(
        _white(canvas, _scale_width(projection)),
        line(left, y, right, y, stroke=INK, width=2.0),
        line(left, y - 5, left, y + 1, stroke=INK, width=2.0),
        line(right, y - 5, right, y + 1, stroke=INK, width=2.0),
        text(left, y - 13, length_text(length_m)),
    )


def _word_width(corners: Corners, canvas: Box) -> float:
    room = canvas.right - canvas.left - 4 * _INSET
    return text_width(shorten(corners.schematic_text or "", room, SMALL), SMALL)


def _schematic_word(word: str, corners: Corners, canvas: Box) -> Markup:
    shown = shorten(word, canvas.right - canvas.left - 4 * _INSET, SMALL)
    words = text(canvas.left + _INSET, canvas.bottom - 17, shown, weight="bold")
    return group(_white(canvas, _word_width(corners, canvas)), words, hover=word)


def _white(canvas: Box, width: float) -> Markup:
    return element(
        "rect",
        x=canvas.left,
        y=canvas.bottom - 34,
        width=width + 2 * _INSET,
        height=34.0,
        fill=PAPER,
        fill_opacity=0.85,
    )
