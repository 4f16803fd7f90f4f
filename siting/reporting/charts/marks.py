"""Marker shapes, hatches, and the legend that explains them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from siting.reporting.charts.chart import TechnologyNames
from siting.reporting.charts.labels import shorten, text_width
from siting.reporting.charts.svg import Markup, element, text
from siting.reporting.charts.theme import LOOKS, MUTE, PAPER, SMALL, WIDTH, Shape, Technology

_TILE = 7.0
_ITEM_GAP = 18.0
_SWATCH = 16.0
_LEGEND_PITCH = 20.0


@dataclass(frozen=True)
class LegendItem:
    """A swatch drawn around (0, 0), at most 16 wide, and its name."""

    swatch: Markup
    name: str


def marker(shape: Shape, x: float, y: float, radius: float, *, fill: str, stroke: str, width: float = 1.5) -> Markup:
    """A marker whose square, circle and diamond look equally heavy at the same ``radius``."""
    if shape is Shape.CIRCLE:
        return element("circle", cx=x, cy=y, r=radius, fill=fill, stroke=stroke, stroke_width=width)
    if shape is Shape.SQUARE:
        side = radius * 1.8
        return element(
            "rect",
            x=x - side / 2,
            y=y - side / 2,
            width=side,
            height=side,
            rx=1.5,
            fill=fill,
            stroke=stroke,
            stroke_width=width,
        )
    reach = radius * 1.2
    path = f"M{x:.2f} {y - reach:.2f}L{x + reach:.2f} {y:.2f}L{x:.2f} {y + reach:.2f}L{x - reach:.2f} {y:.2f}Z"
    return element("path", d=path, fill=fill, stroke=stroke, stroke_width=width, stroke_linejoin="round")


def technology_marker(technology: Technology, x: float, y: float, radius: float = 5.5) -> Markup:
    """The small full-colour marker of a technology, as in legends and row heads."""
    look = LOOKS[technology]
    return marker(look.shape, x, y, radius, fill=look.colour, stroke=PAPER, width=1.0)


def solid_fill(technology: Technology, chart_id: str) -> str:
    """Paint of a full mark: the colour, striped where grey print would confuse technologies."""
    return f"url(#{chart_id}-solid-{technology})" if LOOKS[technology].hatched else LOOKS[technology].colour


def open_fill(technology: Technology, chart_id: str) -> str:
    """Paint of the second series: coloured hatch on white."""
    return f"url(#{chart_id}-open-{technology})"


def hatches(chart_id: str, technologies: Iterable[Technology], *, opened: bool = False) -> Markup:
    """Definitions behind :func:`solid_fill`, and with ``opened`` behind :func:`open_fill`."""
    used = sorted(set(technologies))
    patterns = [
        _hatch(f"{chart_id}-solid-{technology}", LOOKS[technology].colour, LOOKS[technology].tint, 1.0)
        for technology in used
        if LOOKS[technology].hatched
    ]
    if opened:
        patterns += [
            _hatch(f"{chart_id}-open-{technology}", PAPER, LOOKS[technology].colour, 1.5) for technology in used
        ]
    return element("defs", *patterns) if patterns else Markup("")


def technology_legend(technologies: Iterable[Technology], names: TechnologyNames) -> list[LegendItem]:
    """One item for each technology present, in the order of the enum."""
    present = set(technologies)
    return [
        LegendItem(technology_marker(technology, 0, 0), names.of(technology))
        for technology in Technology
        if technology in present
    ]


def bar_swatch(fill: str, stroke: str) -> Markup:
    """A short bar for a legend."""
    return element("rect", x=-8.0, y=-5.0, width=16.0, height=10.0, fill=fill, stroke=stroke, stroke_width=1.0)


def legend(items: Sequence[LegendItem], top: float, left: float = 8.0) -> tuple[Markup, float]:
    """The items side by side, wrapped to the chart's width; and the height they take."""
    drawn: list[Markup] = []
    x, y = left, top + _LEGEND_PITCH / 2
    for item in items:
        name = shorten(item.name, WIDTH - left - _SWATCH - 14, SMALL)
        taken = _SWATCH + 6 + text_width(name, SMALL)
        if x > left and x + taken > WIDTH - 8:
            x, y = left, y + _LEGEND_PITCH
        swatch = element("g", item.swatch, transform=f"translate({x + _SWATCH / 2:.2f} {y:.2f})")
        drawn += [swatch, text(x + _SWATCH + 6, y, name, fill=MUTE)]
        x += taken + _ITEM_GAP
    return Markup("".join(drawn)), y + _LEGEND_PITCH / 2 - top if items else 0.0


def _hatch(identifier: str, background: str, stroke: str, width: float) -> Markup:
    """Rising diagonals; drawn past the tile's corners so that the tiles join without a transform."""
    return element(
        "pattern",
        element("rect", x=0.0, y=0.0, width=_TILE, height=_TILE, fill=background),
        element("path", d="M-1 1L1 -1M0 7L7 0M6 8L8 6", stroke=stroke, stroke_width=width, fill="none"),
        id=identifier,
        patternUnits="userSpaceOnUse",
        width=_TILE,
        height=_TILE,
    )
