"""What stands on the paper of a turbine selection chart: region areas and borders, operating ranges, names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from siting.reporting.charts.labels import Box, PlacedLabel, Segment
from siting.reporting.charts.log_paper import Place, clipped_stroke, path_of, strokes_of
from siting.reporting.charts.region_labels import Area, RegionLabel
from siting.reporting.charts.region_shapes import area_path
from siting.reporting.charts.svg import Markup, element, group, line, text
from siting.reporting.charts.theme import INK, MUTE, PAPER

COLOURS = ("#005f95", "#a34700", "#00694a", "#8e3a72", "#755400", "#3f4a9e", "#9c1c3d", "#00616e", "#566300")
RHYTHMS = (
    *("9 4", "2.5 3.5", "14 3 2.5 3", "5 2.5", "18 5", "8 3 2.5 3 2.5 3", "1.2 2.2", "14 3 5 3", "4 8"),
    *("2.5 3 2.5 9", "22 3 2.5 3 2.5 3", "6 2 2 2 2 2 2 2", "9 9", "5 3 5 9", "12 2.5", "3 2 8 2", "1.5 6", "24 8"),
)
NAME_SIZE = 11.0
MARK = 5.5
SWATCH = 36.0
_HALO = 3.0


class Emphasis(Enum):
    """How loudly a region speaks: fill opacity, width of the unbroken border, width of its rhythm, and opacity."""

    PLAIN = (0.06, 0.7, 1.8, 1.0)
    CHOSEN = (0.24, 1.2, 3.2, 1.0)
    HOLDING = (0.09, 0.8, 1.9, 1.0)
    PALE = (0.02, 0.5, 1.2, 0.45)


@dataclass(frozen=True)
class RegionLook:
    """Colour and rhythm of a region by its place in the list, the same in every chart of that list."""

    colour: str
    rhythm: str
    emphasis: Emphasis

    @property
    def ink(self) -> str:
        """The colour of its name."""
        return MUTE if self.emphasis is Emphasis.PALE else self.colour


def region_look(index: int, emphasis: Emphasis) -> RegionLook:
    """The look of the region at ``index``; no two of the first 18 share a rhythm."""
    return RegionLook(COLOURS[index % len(COLOURS)], RHYTHMS[index % len(RHYTHMS)], emphasis)


def region_area(area: Area, look: RegionLook, frame: Box) -> Markup:
    """The tinted inside of a region."""
    return element(
        "path",
        d=area_path(area.polygons, frame) or None,
        fill=look.colour,
        fill_opacity=look.emphasis.value[0],
    )


def region_border(area: Area, look: RegionLook) -> Markup:
    """The border: the rhythm, on an unbroken line where the region is sourced."""
    return _bordered(path_of(area.border), path_of(area.sourced), look)


def border_swatch(look: RegionLook, broken: bool) -> Markup:
    """A stretch of border for the legend, centred on (0, 0); ``broken`` where the region is assumed."""
    half = SWATCH / 2
    path = f"M{-half:.0f} 0H{half:.0f}"
    ground = element("rect", x=-half, y=-5.0, width=SWATCH, height=10.0, fill=look.colour, fill_opacity=0.12)
    return Markup(ground + _bordered(path, "" if broken else path, look))


def region_name(label: RegionLabel, look: RegionLook) -> Markup:
    """The name on a thin wash of paper, with the line to its region if it has one."""
    leader = Markup("")
    if label.leader is not None:
        x, y = label.leader[:2]
        dot = element("circle", cx=x, cy=y, r=2.2, fill=look.ink)
        leader = Markup(line(*label.leader, stroke=look.ink, width=0.8) + dot)
    weight = "bold" if look.emphasis is Emphasis.CHOSEN else None
    middle = (label.box.top + label.box.bottom) / 2
    name = text(label.box.left + 2, middle, label.text, size=NAME_SIZE, fill=look.ink, weight=weight)
    return group(leader, _wash(label.box), name)


def operating_range(places: Sequence[Place], design: Place | None, frame: Box) -> Markup:
    """The drop's heads from small to large flow, on white so that it shows on every ground, and its design point."""
    strokes = [kept for stroke in strokes_of(places) if (kept := clipped_stroke(stroke, frame)) is not None]
    parts = []
    if strokes:
        path = path_of(strokes)
        parts += [_round_path(path, PAPER, 3.2 + _HALO), _round_path(path, INK, 3.2)]
    if design is not None:
        parts.append(design_mark(*design))
    return Markup("".join(parts))


def design_mark(x: float, y: float) -> Markup:
    """The marker of a design point."""
    ring = element("circle", cx=x, cy=y, r=MARK, fill=PAPER, stroke=INK, stroke_width=2.2)
    return Markup(ring + element("circle", cx=x, cy=y, r=1.8, fill=INK))


def drop_name(placed: PlacedLabel) -> Markup:
    """The name of a drop on paper, with its line where it stands apart."""
    leader = line(*placed.leader, stroke=INK, width=0.9) if placed.leader is not None else Markup("")
    middle = (placed.box.top + placed.box.bottom) / 2
    return Markup(leader + _wash(placed.box) + text(placed.box.left, middle, placed.text, weight="bold"))


def widened(strokes: Sequence[Segment]) -> list[Segment]:
    """Strokes beside a thick line, so that what keeps clear of strokes keeps clear of its width."""
    return [(x1 + dx, y1 + dy, x2 + dx, y2 + dy) for x1, y1, x2, y2 in strokes for dx, dy in _AROUND]


_AROUND = ((0.0, 0.0), (3.0, 0.0), (-3.0, 0.0), (0.0, 3.0), (0.0, -3.0))


def _bordered(path: str, unbroken: str, look: RegionLook) -> Markup:
    _, fine, wide, opacity = look.emphasis.value
    return Markup(
        "".join(
            element(
                "path",
                d=data,
                fill="none",
                stroke=look.colour,
                stroke_width=width,
                stroke_dasharray=dash,
                stroke_opacity=opacity if opacity < 1 else None,
            )
            for data, width, dash in ((unbroken, fine, None), (path, wide, look.rhythm))
            if data
        )
    )


def _round_path(path: str, stroke: str, width: float) -> Markup:
    return element("path", d=path, fill="none", stroke=stroke, stroke_width=width, stroke_linecap="round")


def _wash(box: Box) -> Markup:
    return element(
        "rect",
        x=box.left,
        y=box.top,
        width=box.right - box.left,
        height=box.bottom - box.top,
        fill=PAPER,
        fill_opacity=0.78,
        rx=2.0,
    )
