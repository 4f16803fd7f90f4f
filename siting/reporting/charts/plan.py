"""Plan of a plot with its panels: edge, strip kept free, what stays free, rows with pitch and gap, north, scale."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from siting.reporting.charts.chart import Chart, Heading, empty_chart, finished
from siting.reporting.charts.labels import Box, shorten
from siting.reporting.charts.map_frame import Corners, corner_marks
from siting.reporting.charts.marks import LegendItem, bar_swatch
from siting.reporting.charts.money_marks import Paint, keyed, paint_items, patterns
from siting.reporting.charts.plan_rows import Pair, Point, Strip, Table, outward, pair_of, strips_of
from siting.reporting.charts.svg import Markup, element, group, text
from siting.reporting.charts.theme import INK, LOOKS, MUTE, PAPER, REFERENCE, SMALL, TEXT, WIDTH, Technology

Ring = tuple[Point, ...]
"""Corners in local metres, x to the east, y to the north."""

MARGIN_TONE = "#dfe5ea"
PANEL = LOOKS[Technology.PV].colour
_KEPT = Paint("kept", MUTE, PAPER, "M-1 1L1 -1M0 7L7 0M6 8L8 6")
_SIDE = 132.0
_EDGE = 10.0
_TALLEST = 380.0
_FOOT = 40.0
_LABEL_GAP = 18.0
# Corners that stand less than this off the line between their neighbours cannot be seen.
_SEEN = 0.5


@dataclass(frozen=True)
class PlanWords:
    """Words of the plan; ``pitch`` and ``gap`` carry their metres."""

    north: str
    edge: str
    margin: str
    kept_out: str
    panels: str
    pitch: str
    gap: str


@dataclass(frozen=True)
class PlanSpec:
    """A plan. Rings of ``plot``, ``usable`` and ``kept_out`` include holes; ``pitch_m`` tells which rows are neighbours.

    ``caption`` is a line above the plan, if any; the legend is at least ``legend_height`` high.
    """

    heading: Heading
    plot: tuple[Ring, ...]
    usable: tuple[Ring, ...]
    kept_out: tuple[Ring, ...]
    tables: tuple[Table, ...]
    pitch_m: float
    words: PlanWords
    caption: str
    legend_height: float = 0.0

    def legend_items(self) -> list[LegendItem]:
        """What the legend explains."""
        named = (
            (bar_swatch(PANEL, PANEL), self.words.panels, self.tables),
            (bar_swatch(PAPER, INK), self.words.edge, self.plot),
            (bar_swatch(MARGIN_TONE, MUTE), self.words.margin, self.usable),
        )
        items = [LegendItem(swatch, name) for swatch, name, present in named if present]
        return items + (paint_items(self.heading.id, [(_KEPT, self.words.kept_out)]) if self.kept_out else [])


@dataclass(frozen=True)
class Sheet:
    """Local metres on the sheet: ``units_per_m``, and where the westernmost and northernmost metre lie."""

    units_per_m: float
    west_m: float
    north_m: float
    left: float
    top: float

    def __call__(self, point: Point) -> Point:
        return (
            self.left + (point[0] - self.west_m) * self.units_per_m,
            self.top + (self.north_m - point[1]) * self.units_per_m,
        )


def plan_chart(spec: PlanSpec) -> Chart:
    """The plan, true to scale with north up; each row of tables is one stroke as wide as the tables are deep."""
    columns, rows = (spec.heading.title,), ((spec.caption,),)
    corners = [corner for ring in (*spec.plot, *(one.corners for one in spec.tables)) for corner in ring]
    if not corners:
        return empty_chart(spec.heading, columns, rows)
    key, top = keyed(spec)
    head = 20.0 if spec.caption else 0.0
    top += head + 2
    sheet, foot = _sheet(corners, top + _EDGE)
    canvas = Box(2, top, WIDTH - 2, max(foot + _FOOT, top + 130))
    strips = strips_of(spec.tables)
    pair = pair_of(strips, spec.pitch_m)
    parts = [
        patterns(spec.heading.id, [_KEPT] if spec.kept_out else []),
        *([text(4, 12, shorten(spec.caption, WIDTH - 8, TEXT), size=TEXT, weight="bold")] if spec.caption else []),
        element("g", key, transform=f"translate(0 {head:g})") if head else key,
        *_ground(spec, sheet),
        *_panels(strips, sheet),
        *(() if pair is None else _dimensions(pair, sheet, spec.words, top + 60)),
        *corner_marks(Corners(spec.words.north, None), sheet, canvas),
    ]
    return finished(spec.heading, canvas.bottom, parts, columns, rows)


def _sheet(corners: Sequence[Point], top: float) -> tuple[Sheet, float]:
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    width, height = max(max(xs) - min(xs), 1e-6), max(max(ys) - min(ys), 1e-6)
    room = WIDTH - _SIDE - 2 * _EDGE
    scale = min(room / width, _TALLEST / height)
    left = _EDGE + (room - width * scale) / 2
    return Sheet(scale, min(xs), max(ys), left, top), top + height * scale


def _ground(spec: PlanSpec, sheet: Sheet) -> Iterator[Markup]:
    """The plot in the tone of the margin, the usable area in white upon it, what stays free hatched."""
    if spec.plot:
        fill = MARGIN_TONE if spec.usable else PAPER
        yield _area(spec.plot, sheet, fill=fill, stroke=INK, stroke_width=1.5)
    if spec.usable:
        yield _area(spec.usable, sheet, fill=PAPER, stroke=MUTE, stroke_dasharray="4 3")
    if spec.kept_out:
        yield _area(spec.kept_out, sheet, fill=_KEPT.fill(spec.heading.id), stroke=MUTE)


def _area(rings: Iterable[Ring], sheet: Sheet, **look: str | float) -> Markup:
    drawn = (_plain([sheet(corner) for corner in ring]) for ring in rings)
    path = "".join(_closed([(f"{x:.1f}", f"{y:.1f}") for x, y in ring]) for ring in drawn if len(ring) > 2)
    return element("path", d=path, fill_rule="evenodd", **look)


def _closed(ring: Sequence[tuple[str, str]]) -> str:
    """A ring in few letters: level and upright strokes name only the coordinate that changes."""
    path, command = f"M{ring[0][0]} {ring[0][1]}", "M"
    for (x, y), (to_x, to_y) in pairwise(ring):
        if y == to_y or x == to_x:
            path, command = f"{path}{f'H{to_x}' if y == to_y else f'V{to_y}'}", ""
        else:
            path, command = f"{path}{' ' if command == 'L' else 'L'}{to_x} {to_y}", "L"
    return f"{path}Z"


def _plain(ring: Sequence[Point]) -> list[Point]:
    """The ring without corners that cannot be told from the line beside them (Douglas and Peucker 1973)."""
    closed = [*ring, ring[0]]
    far = max(range(len(ring)), key=lambda at: abs(ring[at][0] - ring[0][0]) + abs(ring[at][1] - ring[0][1]))
    return [*_line(closed[: far + 1])[:-1], *_line(closed[far:])[:-1]]


def _line(points: Sequence[Point]) -> list[Point]:
    kept = {0, len(points) - 1}
    spans = [(0, len(points) - 1)]
    while spans:
        start, end = spans.pop()
        between = range(start + 1, end)
        far = max(between, key=lambda at: _off(points[at], points[start], points[end]), default=None)
        if far is not None and _off(points[far], points[start], points[end]) > _SEEN:
            kept.add(far)
            spans += [(start, far), (far, end)]
    return [points[at] for at in sorted(kept)]


def _off(point: Point, start: Point, end: Point) -> float:
    """The distance of a point from the stroke between two others."""
    across, down = end[0] - start[0], end[1] - start[1]
    length = across * across + down * down
    along = 0.0 if not length else ((point[0] - start[0]) * across + (point[1] - start[1]) * down) / length
    along = min(max(along, 0.0), 1.0)
    return float(
        ((point[0] - start[0] - along * across) ** 2 + (point[1] - start[1] - along * down) ** 2) ** 0.5
    )  # fmt: skip


def _panels(strips: Sequence[Strip], sheet: Sheet) -> Iterator[Markup]:
    """Strokes along the middle of the rows; rows of one depth in one path."""
    depths = dict.fromkeys(round(one.depth_m, 2) for one in strips)
    for depth in depths:
        path = "".join(_stroke(one, sheet) for one in strips if round(one.depth_m, 2) == depth)
        yield element("path", d=path, fill="none", stroke=PANEL, stroke_width=max(depth * sheet.units_per_m, 0.6))


def _stroke(strip: Strip, sheet: Sheet) -> str:
    (x1, y1), (x2, y2) = (sheet(point) for point in strip.middle)
    start, end = (f"{x1:.1f} {y1:.1f}", f"{x2:.1f} {y2:.1f}")
    return f"M{start}H{x2:.1f}" if start.split()[1] == end.split()[1] else f"M{start}L{end}"


def _dimensions(pair: Pair, sheet: Sheet, words: PlanWords, ceiling: float) -> Iterator[Markup]:
    """Pitch and gap of two rows beside their ends, with leaders to their metres at the right."""
    inner, outer, longer = (outward(pair, units / sheet.units_per_m) for units in (7.0, 16.0, 21.0))
    foot, low = sheet(pair.foot(inner)), sheet(pair.halfway(inner, of_gap=False))
    head, high = sheet(pair.head(outer)), sheet(pair.halfway(outer, of_gap=True))
    lines = [
        (sheet(pair.foot(pair.end)), foot),
        (sheet(pair.head(pair.end)), sheet(pair.head(longer))),
        (sheet(pair.next(pair.next_end)), sheet(pair.next(longer))),
        (foot, sheet(pair.next(inner))),
        (head, sheet(pair.next(outer))),
    ]
    label_x = WIDTH - _SIDE + 8
    upper, lower = sorted((low, high), key=lambda place: place[1])
    at = max((upper[1] + lower[1]) / 2, ceiling + _LABEL_GAP / 2)
    heights = {upper: at - _LABEL_GAP / 2, lower: at + _LABEL_GAP / 2}
    lines += [(place, (label_x - 3, y)) for place, y in heights.items()]
    path = "".join(f"M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}" for (x1, y1), (x2, y2) in lines)
    dots = "".join(f"M{x - 1.5:.1f} {y:.1f}h3" for x, y in (*lines[3], *lines[4]))
    yield element("path", d=path, fill="none", stroke=REFERENCE)
    yield element("path", d=dots, fill="none", stroke=REFERENCE, stroke_width=3.0)
    room = WIDTH - label_x - 2
    yield group(
        text(label_x, heights[low], shorten(words.pitch, room, SMALL), fill=REFERENCE),
        text(label_x, heights[high], shorten(words.gap, room, SMALL), fill=REFERENCE),
    )
