"""Horizontal bars, one row per option, one or two series side by side (such as B/C under two prices)."""

from dataclasses import dataclass

from siting.reporting.charts.axis import horizontal_axis, vertical_reference
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
from siting.reporting.charts.labels import text_width
from siting.reporting.charts.marks import (
    LegendItem,
    bar_swatch,
    hatches,
    legend,
    open_fill,
    technology_legend,
)
from siting.reporting.charts.rows import AXIS_ROOM, RowFrame, clear_of, row_frame, row_head, stripes
from siting.reporting.charts.scale import LinearScale, linear_domain
from siting.reporting.charts.svg import Markup, element, group, line, text
from siting.reporting.charts.theme import INK, LOOKS, MUTE, SMALL, Technology

_VALUE_GAP = 5.0
_NEUTRAL = Technology.OTHER
"""Its grey shows the series in the legend, so that they are not taken for one technology."""


@dataclass(frozen=True)
class BarRow:
    """One option: ``values`` holds one number (or None) for each series."""

    key: str
    label: str
    technology: Technology
    values: tuple[float | None, ...]


@dataclass(frozen=True)
class BarSpec:
    """A bar chart; ``series`` names one or two series, ``label_column`` heads the options' names."""

    heading: Heading
    label_column: str
    technologies: TechnologyNames
    series: tuple[str, ...]
    axis_title: str
    rows: tuple[BarRow, ...]
    format_value: FormatValue
    reference: Reference | None = None


def bar_chart(spec: BarSpec) -> Chart:
    """Bars from zero; the second series is hatched on white, so the two differ in grey print as well."""
    _check(spec)
    columns = (spec.label_column, spec.technologies.column, *spec.series)
    table = tuple(_table_row(spec, row) for row in spec.rows)
    if not spec.rows:
        return empty_chart(spec.heading, columns)
    technologies = {row.technology for row in spec.rows}
    key, key_height = legend(_legend_items(spec, technologies), 0)
    frame = _frame(spec, key_height)
    scale = _scale(spec, frame)
    line_x = None if spec.reference is None else scale(spec.reference.value)
    parts = [
        hatches(spec.heading.id, {*technologies, _NEUTRAL}, opened=len(spec.series) == 2),
        key,
        *stripes(frame, len(spec.rows)),
        *horizontal_axis(scale, frame.plot, spec.axis_title, also_on_top=frame.tall),
        *(_row(spec, index, frame, scale, line_x) for index in range(len(spec.rows))),
        line(scale(0), frame.plot.top, scale(0), frame.plot.bottom, stroke=INK),
    ]
    if spec.reference is not None and line_x is not None:
        parts.append(vertical_reference(line_x, frame.plot, spec.reference.label, above=frame.tall))
    return finished(spec.heading, frame.plot.bottom + AXIS_ROOM, parts, columns, table)


def _check(spec: BarSpec) -> None:
    if len(spec.series) not in (1, 2):
        raise ValueError(f"a bar chart takes one or two series, got {len(spec.series)}")
    wrong = [row.key for row in spec.rows if len(row.values) != len(spec.series)]
    if wrong:
        raise ValueError(f"each row needs {len(spec.series)} values, not so: {', '.join(wrong)}")


def _values(spec: BarSpec) -> list[float]:
    return [known for row in spec.rows for value in row.values if (known := drawable(value)) is not None]


def _shown(spec: BarSpec, value: float | None) -> str:
    return cell(value, spec.format_value, spec.heading.missing_text)


def _table_row(spec: BarSpec, row: BarRow) -> tuple[str, ...]:
    shown = (_shown(spec, value) for value in row.values)
    return (row.label, spec.technologies.of(row.technology), *shown)


def _legend_items(spec: BarSpec, technologies: set[Technology]) -> list[LegendItem]:
    items = technology_legend(technologies, spec.technologies)
    if len(spec.series) == 2:
        grey = LOOKS[_NEUTRAL].colour
        first = bar_swatch(grey, grey)
        second = bar_swatch(open_fill(_NEUTRAL, spec.heading.id), grey)
        items += [LegendItem(first, spec.series[0]), LegendItem(second, spec.series[1])]
    return items


def _frame(spec: BarSpec, top: float) -> RowFrame:
    widest = max(text_width(_shown(spec, value), SMALL) for row in spec.rows for value in row.values)
    pitch = 24.0 if len(spec.series) == 1 else 33.0
    return row_frame([row.label for row in spec.rows], pitch, top, widest + 16, spec.reference is not None)


def _scale(spec: BarSpec, frame: RowFrame) -> LinearScale:
    values = _values(spec)
    include = [0.0] if spec.reference is None else [0.0, spec.reference.value]
    low, high = linear_domain(values, include)
    widest = max((text_width(spec.format_value(value), SMALL) for value in values if value < 0), default=0.0)
    start = frame.plot.left + (widest + _VALUE_GAP if widest else 0.0)
    return LinearScale((low, high), (start, frame.plot.right))


def _row(spec: BarSpec, index: int, frame: RowFrame, scale: LinearScale, line_x: float | None) -> Markup:
    row = spec.rows[index]
    height = 14.0 if len(row.values) == 1 else 12.0
    top = frame.centre(index) - (height * len(row.values) + 2 * (len(row.values) - 1)) / 2
    bars = [
        _bar(spec, row, number, top + number * (height + 2), height, scale, line_x) for number in range(len(row.values))
    ]
    hover = " / ".join(f"{name} {_shown(spec, value)}" for name, value in zip(spec.series, row.values, strict=True))
    head = row_head(frame, index, row.label, row.technology)
    return group(head, *bars, key=row.key, hover=f"{row.label}: {hover}")


def _bar(
    spec: BarSpec,
    row: BarRow,
    number: int,
    top: float,
    height: float,
    scale: LinearScale,
    line_x: float | None,
) -> Markup:
    shown = _shown(spec, row.values[number])
    middle = top + height / 2
    value = drawable(row.values[number])
    if value is None:
        return text(clear_of(scale(0) + _VALUE_GAP, shown, line_x), middle, shown, fill=MUTE)
    colour = LOOKS[row.technology].colour
    start, end = sorted((scale(0), scale(value)))
    bar = element(
        "rect",
        x=start,
        y=top,
        width=max(end - start, 1.0),
        height=height,
        fill=colour if number == 0 else open_fill(row.technology, spec.heading.id),
        stroke=colour,
        stroke_width=1.0,
    )
    if value < 0:
        return Markup(bar + text(start - _VALUE_GAP, middle, shown, anchor="end"))
    return Markup(bar + text(clear_of(end + _VALUE_GAP, shown, line_x), middle, shown))
