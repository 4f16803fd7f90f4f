"""Map of options: shape by technology, fill by status, number inside, names where there is room."""

from collections.abc import Sequence
from dataclasses import dataclass

from siting.reporting.charts.chart import Chart, Heading, TechnologyNames, empty_chart, finished
from siting.reporting.charts.labels import (
    Box,
    PlacedLabel,
    Placement,
    PointLabel,
    Segment,
    place_labels,
    shorten,
)
from siting.reporting.charts.map_frame import (
    Corners,
    clip_path,
    corner_boxes,
    corner_marks,
    outline_path,
)
from siting.reporting.charts.marks import LegendItem, bar_swatch, legend, marker, technology_legend
from siting.reporting.charts.projection import Ground, Position, Projection, fitted, ground_of
from siting.reporting.charts.spreading import Spot, spread_apart
from siting.reporting.charts.svg import Markup, element, group, line, text
from siting.reporting.charts.theme import INK, LOOKS, MUTE, PAPER, SMALL, WIDTH, Shape, Technology, Tone

Ring = tuple[Position, ...]

_MIN_HEIGHT = 300.0
_MAX_HEIGHT = 540.0
_MAX_NAMED = 60
_MAX_NAME = 140.0
_APART = 5.0


@dataclass(frozen=True)
class MapPoint:
    """One option at (longitude, latitude) in degrees; ``number`` (its rank) stands in the marker."""

    key: str
    label: str
    longitude: float
    latitude: float
    technology: Technology
    tone: Tone = Tone.STRONG
    number: str | None = None


@dataclass(frozen=True)
class ToneNames:
    """The column heading for status and what each tone means."""

    column: str
    strong: str
    medium: str
    faint: str

    def of(self, tone: Tone) -> str:
        """The meaning of one tone."""
        return {Tone.STRONG: self.strong, Tone.MEDIUM: self.medium, Tone.FAINT: self.faint}[tone]


@dataclass(frozen=True)
class MapSpec:
    """A map; ``schematic_text`` (such as "not to scale") replaces scale bar and coordinate columns.

    ``outlines`` holds polygons as lists of closed rings, holes included (even-odd rule).
    """

    heading: Heading
    number_column: str
    label_column: str
    longitude_column: str
    latitude_column: str
    technologies: TechnologyNames
    tones: ToneNames
    north_text: str
    points: tuple[MapPoint, ...]
    outlines: tuple[tuple[Ring, ...], ...] = ()
    schematic_text: str | None = None


def site_map(spec: MapSpec) -> Chart:
    """Markers never cover each other: a crowded one is drawn beside its place and tied to it by a line."""
    columns, table = _columns(spec), tuple(_table_row(spec, point) for point in spec.points)
    if not spec.points:
        return empty_chart(spec.heading, columns)
    ground = _ground(spec)
    canvas = Box(1, 1, WIDTH - 1, 1 + _map_height(ground))
    projection = fitted(ground, canvas)
    corners = Corners(spec.north_text, spec.schematic_text)
    radius = _radius(len(spec.points))
    spots = _spots(spec, projection, radius, canvas)
    names = _names(spec, spots, radius, canvas, corner_boxes(corners, projection, canvas))
    key, key_height = legend(_legend_items(spec), canvas.bottom + 6)
    parts = [
        clip_path(spec.heading.id, canvas),
        *(outline_path(rings, projection, spec.heading.id) for rings in spec.outlines),
        *(_tether(spot, radius) for spot in spots if spot.moved),
        *(_marker(spec, point, spot, radius) for point, spot in zip(spec.points, spots, strict=True)),
        *(_name(placed) for placed in names.placed),
        *corner_marks(corners, projection, canvas),
        _border(canvas),
        key,
    ]
    return finished(spec.heading, canvas.bottom + 10 + key_height, parts, columns, table, names.dropped)


def _columns(spec: MapSpec) -> tuple[str, ...]:
    named = (spec.number_column, spec.label_column, spec.technologies.column, spec.tones.column)
    return named if spec.schematic_text is not None else (*named, spec.longitude_column, spec.latitude_column)


def _table_row(spec: MapSpec, point: MapPoint) -> tuple[str, ...]:
    named = (
        point.number if point.number is not None else spec.heading.missing_text,
        point.label,
        spec.technologies.of(point.technology),
        spec.tones.of(point.tone),
    )
    if spec.schematic_text is not None:
        return named
    return (*named, f"{point.longitude:.5f}", f"{point.latitude:.5f}")


def _ground(spec: MapSpec) -> Ground:
    corners = [corner for rings in spec.outlines for ring in rings for corner in ring]
    return ground_of([(point.longitude, point.latitude) for point in spec.points], corners)


def _map_height(ground: Ground) -> float:
    return min(max(WIDTH * ground.height_m / ground.width_m, _MIN_HEIGHT), _MAX_HEIGHT)


def _radius(count: int) -> float:
    """Large enough for a two-digit number as long as the markers are few."""
    if count <= _MAX_NAMED:
        return 10.0
    return 7.0 if count <= 150 else 3.6


def _reach(point: MapPoint, radius: float) -> float:
    """How far a marker extends sideways; a diamond of equal weight is wider than the others."""
    return radius * (1.2 if LOOKS[point.technology].shape is Shape.DIAMOND else 1.0) + 1


def _spots(spec: MapSpec, projection: Projection, radius: float, canvas: Box) -> tuple[Spot, ...]:
    reach = radius + 4
    inner = Box(canvas.left + reach, canvas.top + reach, canvas.right - reach, canvas.bottom - reach)
    places = [projection((point.longitude, point.latitude)) for point in spec.points]
    return spread_apart(places, 2 * radius + _APART * (radius / 10) ** 2, inner)


def _names(spec: MapSpec, spots: Sequence[Spot], radius: float, canvas: Box, corners: Sequence[Box]) -> Placement:
    """Names in the order given; none at all on a map too full to read them."""
    if len(spots) > _MAX_NAMED:
        return Placement((), tuple(point.key for point in spec.points))
    wishes = [
        PointLabel(point.key, shorten(point.label, _MAX_NAME, SMALL), spot.x, spot.y, _reach(point, radius))
        for point, spot in zip(spec.points, spots, strict=True)
    ]
    tethers: list[Segment] = [(spot.true_x, spot.true_y, spot.x, spot.y) for spot in spots if spot.moved]
    inner = Box(canvas.left + 3, canvas.top + 3, canvas.right - 3, canvas.bottom - 3)
    return place_labels(wishes, inner, SMALL, obstacles=corners, text_lines=tethers)


def _marker(spec: MapSpec, point: MapPoint, spot: Spot, radius: float) -> Markup:
    look = LOOKS[point.technology]
    fill = {Tone.STRONG: look.colour, Tone.MEDIUM: look.tint, Tone.FAINT: PAPER}[point.tone]
    ink = {Tone.STRONG: PAPER, Tone.MEDIUM: INK, Tone.FAINT: look.colour}[point.tone]
    parts = [marker(look.shape, spot.x, spot.y, radius, fill=fill, stroke=look.colour, width=1.2)]
    if point.number is not None and radius >= 7:
        size = radius * (1.1 if len(point.number) < 3 else 0.8)
        parts.append(text(spot.x, spot.y, point.number, size=size, fill=ink, anchor="middle", weight="bold"))
    meaning = f"{spec.technologies.of(point.technology)}, {spec.tones.of(point.tone)}"
    number = "" if point.number is None else f"{point.number} "
    return group(*parts, key=point.key, hover=f"{number}{point.label}: {meaning}")


def _tether(spot: Spot, radius: float) -> Markup:
    dot = element("circle", cx=spot.true_x, cy=spot.true_y, r=0.18 * radius, fill=INK)
    tie = line(spot.true_x, spot.true_y, spot.x, spot.y, stroke=INK, width=0.1 * radius)
    return Markup(tie + dot)


def _name(placed: PlacedLabel) -> Markup:
    middle = (placed.box.top + placed.box.bottom) / 2
    leader = line(*placed.leader, stroke=MUTE, width=0.8) if placed.leader is not None else Markup("")
    return group(leader, text(placed.box.left, middle, placed.text), key=placed.key)


def _border(canvas: Box) -> Markup:
    return element(
        "rect",
        x=canvas.left,
        y=canvas.top,
        width=canvas.right - canvas.left,
        height=canvas.bottom - canvas.top,
        fill="none",
        stroke=MUTE,
        stroke_width=1.0,
    )


def _legend_items(spec: MapSpec) -> list[LegendItem]:
    """Technologies by shape; statuses by fill, in a neutral grey and no marker's shape."""
    technologies = {point.technology for point in spec.points}
    items = technology_legend(technologies, spec.technologies)
    tones = {point.tone for point in spec.points}
    look = LOOKS[Technology.OTHER]
    fills = {Tone.STRONG: look.colour, Tone.MEDIUM: look.tint, Tone.FAINT: PAPER}
    for tone in Tone:
        if tone in tones:
            swatch = bar_swatch(fills[tone], look.colour)
            items.append(LegendItem(swatch, spec.tones.of(tone)))
    return items
