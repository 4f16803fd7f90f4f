"""Supply curve: options from cheap to dear, width the annual energy, height the cost of a kilowatt-hour."""

from dataclasses import dataclass

from siting.reporting.charts.axis import horizontal_axis, horizontal_reference, tick_room, vertical_axis
from siting.reporting.charts.chart import (
    Chart,
    FormatValue,
    Heading,
    Reference,
    TechnologyNames,
    cell,
    drawable,
    empty_chart,
    finished,
)
from siting.reporting.charts.labels import (
    Box,
    PlacedLabel,
    Placement,
    PointLabel,
    place_labels,
    shorten,
    spread,
    text_width,
    thin,
)
from siting.reporting.charts.marks import (
    LegendItem,
    bar_swatch,
    hatches,
    legend,
    solid_fill,
)
from siting.reporting.charts.scale import LinearScale, linear_domain
from siting.reporting.charts.svg import Markup, element, group, line, text
from siting.reporting.charts.theme import INK, LOOKS, MUTE, PAPER, SMALL, WIDTH, Technology

_HEIGHT = 280.0
_MAX_NAME = 130.0
_MAX_REFERENCE = 120.0
_SEPARABLE = 3.0
"""Bars at least this wide can afford a white edge; narrower ones are stroked in their colour to be seen."""


@dataclass(frozen=True)
class SupplyItem:
    """One option; drawn when energy (> 0) and cost (>= 0) are both known, else in the table only."""

    key: str
    label: str
    technology: Technology
    annual_mwh: float | None
    cost_yen_per_kwh: float | None


@dataclass(frozen=True)
class SupplySpec:
    """A supply curve; ``cap_yen_per_kwh`` cuts dearer bars off there, with a break mark."""

    heading: Heading
    label_column: str
    technologies: TechnologyNames
    energy_column: str
    cost_column: str
    cumulative_column: str
    energy_title: str
    cost_title: str
    items: tuple[SupplyItem, ...]
    format_energy: FormatValue
    format_cost: FormatValue
    references: tuple[Reference, ...] = ()
    max_labels: int = 8
    cap_yen_per_kwh: float | None = None


@dataclass(frozen=True)
class _Step:
    """A drawable option with its place on the energy axis."""

    item: SupplyItem
    start_mwh: float
    end_mwh: float
    cost: float


def supply_curve(spec: SupplySpec) -> Chart:
    """Bars in order of cost; ties are ordered by key so that the picture is always the same."""
    steps = _steps(spec)
    columns = (
        spec.label_column,
        spec.technologies.column,
        spec.energy_column,
        spec.cost_column,
        spec.cumulative_column,
    )
    table = _table(spec, steps)
    if not steps:
        return empty_chart(spec.heading, columns, table)
    technologies = {step.item.technology for step in steps}
    key, key_height = legend(_legend_items(spec, technologies), 0)
    x, y, plot = _scales(spec, steps, key_height + 34)
    boxes = [_bar_box(spec, step, x, y) for step in steps]
    names = _names(spec, steps, boxes, plot, [y(reference.value) for reference in spec.references])
    parts = [
        hatches(spec.heading.id, technologies),
        key,
        *vertical_axis(y, plot, spec.cost_title),
        *horizontal_axis(x, plot, spec.energy_title),
        *(_bar(spec, step, box) for step, box in zip(steps, boxes, strict=True)),
        line(plot.left, plot.bottom, plot.right, plot.bottom, stroke=INK),
        *_broken_costs(spec, steps, boxes),
        *_references(spec, y, plot),
        *(_name(placed) for placed in names.placed),
    ]
    return finished(spec.heading, plot.bottom + 44, parts, columns, table, names.dropped)


def _steps(spec: SupplySpec) -> list[_Step]:
    known = [
        (cost, item.key, item, energy)
        for item in spec.items
        if (cost := drawable(item.cost_yen_per_kwh)) is not None
        and (energy := drawable(item.annual_mwh)) is not None
        and energy > 0
        and cost >= 0
    ]
    steps: list[_Step] = []
    total = 0.0
    for cost, _, item, energy in sorted(known, key=lambda entry: entry[:2]):
        steps.append(_Step(item, total, total + energy, cost))
        total += energy
    return steps


def _table(spec: SupplySpec, steps: list[_Step]) -> tuple[tuple[str, ...], ...]:
    missing = spec.heading.missing_text
    drawn = {id(step.item) for step in steps}
    placed = [(step.item, step.end_mwh) for step in steps]
    placed_or_not = [*placed, *((item, None) for item in spec.items if id(item) not in drawn)]
    return tuple(
        (
            item.label,
            spec.technologies.of(item.technology),
            cell(item.annual_mwh, spec.format_energy, missing),
            cell(item.cost_yen_per_kwh, spec.format_cost, missing),
            cell(cumulative, spec.format_energy, missing),
        )
        for item, cumulative in placed_or_not
    )


def _legend_items(spec: SupplySpec, technologies: set[Technology]) -> list[LegendItem]:
    return [
        LegendItem(
            bar_swatch(solid_fill(technology, spec.heading.id), LOOKS[technology].colour),
            spec.technologies.of(technology),
        )
        for technology in Technology
        if technology in technologies
    ]


def _capped(spec: SupplySpec, cost: float) -> float:
    return cost if spec.cap_yen_per_kwh is None else min(cost, spec.cap_yen_per_kwh)


def _scales(spec: SupplySpec, steps: list[_Step], top: float) -> tuple[LinearScale, LinearScale, Box]:
    costs = [_capped(spec, step.cost) for step in steps]
    domain = linear_domain(costs, [0.0, *(reference.value for reference in spec.references)])
    y = LinearScale(domain, (top + _HEIGHT, top))
    plot = Box(tick_room(y), top, WIDTH - _reference_room(spec), top + _HEIGHT)
    x = LinearScale((0.0, steps[-1].end_mwh), (plot.left, plot.right))
    return x, y, plot


def _reference_room(spec: SupplySpec) -> float:
    widths = [1.05 * text_width(reference.label, SMALL) for reference in spec.references]
    return max((min(width, _MAX_REFERENCE) for width in widths), default=0.0) + 20


def _bar_box(spec: SupplySpec, step: _Step, x: LinearScale, y: LinearScale) -> Box:
    return Box(x(step.start_mwh), y(_capped(spec, step.cost)), x(step.end_mwh), y(0))


def _bar(spec: SupplySpec, step: _Step, box: Box) -> Markup:
    look = LOOKS[step.item.technology]
    width = box.right - box.left
    edged = width >= _SEPARABLE
    bar = element(
        "rect",
        x=box.left,
        y=box.top,
        width=max(width, 0.01),
        height=box.bottom - box.top,
        fill=solid_fill(step.item.technology, spec.heading.id) if edged else look.colour,
        stroke=PAPER if edged else look.colour,
        stroke_width=1.0,
    )
    energy = spec.format_energy(step.end_mwh - step.start_mwh)
    hover = f"{step.item.label}: {spec.format_cost(step.cost)} / {energy}"
    broken = _capped(spec, step.cost) < step.cost
    return group(bar, *([_break_mark(box)] if broken else []), key=step.item.key, hover=hover)


def _break_mark(box: Box) -> Markup:
    """Two white slashes near the top of a bar that goes on beyond the axis."""
    reach = max(box.right - box.left, 4.0) / 2 + 1
    middle = (box.left + box.right) / 2
    return Markup(
        "".join(
            line(middle - reach, y + 3, middle + reach, y - 3, stroke=PAPER, width=2.5)
            for y in (box.top + 12, box.top + 18)
        )
    )


def _broken_costs(spec: SupplySpec, steps: list[_Step], boxes: list[Box]) -> list[Markup]:
    """The true cost above bars that go on beyond the axis, as far as there is room."""
    shown = [
        (box, spec.format_cost(step.cost))
        for step, box in zip(steps, boxes, strict=True)
        if _capped(spec, step.cost) < step.cost
    ]
    middles = [(box.left + box.right) / 2 for box, _ in shown]
    kept = thin(middles, [text_width(cost, SMALL) for _, cost in shown])
    return [text(middles[at], shown[at][0].top - 9, shown[at][1], anchor="middle") for at in kept]


def _names(spec: SupplySpec, steps: list[_Step], boxes: list[Box], plot: Box, levels: list[float]) -> Placement:
    """Names of the widest bars, above them and clear of all bars and reference lines."""
    widest = sorted(range(len(steps)), key=lambda index: boxes[index].left - boxes[index].right)
    wishes = [
        PointLabel(
            steps[index].item.key,
            shorten(steps[index].item.label, _MAX_NAME, SMALL),
            (boxes[index].left + boxes[index].right) / 2,
            boxes[index].top,
            0.0,
        )
        for index in widest[: spec.max_labels]
    ]
    canvas = Box(plot.left, plot.top - 6, plot.right, plot.bottom)
    lines = [(plot.left, level, plot.right, level) for level in levels]
    return place_labels(wishes, canvas, SMALL, obstacles=boxes, text_lines=lines)


def _name(placed: PlacedLabel) -> Markup:
    middle = (placed.box.top + placed.box.bottom) / 2
    name = text(placed.box.left, middle, placed.text)
    leader = line(*placed.leader, stroke=MUTE) if placed.leader is not None else Markup("")
    return group(leader, name, key=placed.key)


def _references(spec: SupplySpec, y: LinearScale, plot: Box) -> list[Markup]:
    levels = [y(reference.value) for reference in spec.references]
    label_levels = spread(levels, SMALL + 4, plot.top - 8, plot.bottom + 8)
    room = WIDTH - plot.right
    return [
        horizontal_reference(level, label_level, plot, reference.label, room)
        for reference, level, label_level in zip(spec.references, levels, label_levels, strict=True)
    ]
