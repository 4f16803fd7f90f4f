"""One low-to-high range per option with its central value, for uncertainty."""

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
from siting.reporting.charts.labels import shorten, text_width
from siting.reporting.charts.marks import legend, marker, technology_legend
from siting.reporting.charts.rows import AXIS_ROOM, RowFrame, row_frame, row_head, stripes
from siting.reporting.charts.scale import LinearScale, LogScale, Scale, linear_domain, log_domain
from siting.reporting.charts.svg import Markup, element, group, line, text
from siting.reporting.charts.theme import LOOKS, MUTE, PAPER, SMALL, Technology

_PITCH = 26.0
_BAND = 10.0
_WHISKER = 16.0


@dataclass(frozen=True)
class RangeRow:
    """One option; the range is drawn when both ends are known, the mark when ``mid`` is."""

    key: str
    label: str
    technology: Technology
    low: float | None
    mid: float | None
    high: float | None


@dataclass(frozen=True)
class RangeSpec:
    """A range chart; the three value columns are named for the table beside it."""

    heading: Heading
    label_column: str
    technologies: TechnologyNames
    low_column: str
    mid_column: str
    high_column: str
    axis_title: str
    rows: tuple[RangeRow, ...]
    format_value: FormatValue
    reference: Reference | None = None
    logarithmic: bool = False


def range_chart(spec: RangeSpec) -> Chart:
    """Whiskered bands with the central value marked, and printed at the right edge."""
    _check(spec)
    columns = (
        spec.label_column,
        spec.technologies.column,
        spec.low_column,
        spec.mid_column,
        spec.high_column,
    )
    if not spec.rows:
        return empty_chart(spec.heading, columns)
    key, key_height = legend(technology_legend({row.technology for row in spec.rows}, spec.technologies), 0)
    frame = _frame(spec, key_height)
    scale = _scale(spec, frame)
    parts = [
        key,
        *stripes(frame, len(spec.rows)),
        *horizontal_axis(scale, frame.plot, spec.axis_title, also_on_top=frame.tall),
    ]
    head_y = frame.plot.top - (26 if frame.tall else 10)
    head = shorten(spec.mid_column, 26 + _widest(spec), SMALL)
    parts.append(text(_value_end(spec, frame), head_y, head, fill=MUTE, anchor="end"))
    if spec.reference is not None:
        x = scale(spec.reference.value)
        parts.append(vertical_reference(x, frame.plot, spec.reference.label, above=frame.tall))
    parts += [_row(spec, index, frame, scale) for index in range(len(spec.rows))]
    table = tuple(_table_row(spec, row) for row in spec.rows)
    return finished(spec.heading, frame.plot.bottom + AXIS_ROOM, parts, columns, table)


def _check(spec: RangeSpec) -> None:
    for row in spec.rows:
        low, high = drawable(row.low), drawable(row.high)
        if low is not None and high is not None and low > high:
            raise ValueError(f"{row.key}: the low end {low} lies above the high end {high}")


def _shown(spec: RangeSpec, value: float | None) -> str:
    return cell(value, spec.format_value, spec.heading.missing_text)


def _table_row(spec: RangeSpec, row: RangeRow) -> tuple[str, ...]:
    shown = (_shown(spec, value) for value in (row.low, row.mid, row.high))
    return (row.label, spec.technologies.of(row.technology), *shown)


def _frame(spec: RangeSpec, top: float) -> RowFrame:
    widest = _widest(spec)
    return row_frame([row.label for row in spec.rows], _PITCH, top, widest + 30, head_line=True)


def _scale(spec: RangeSpec, frame: RowFrame) -> Scale:
    values = [
        known for row in spec.rows for value in (row.low, row.mid, row.high) if (known := drawable(value)) is not None
    ]
    include = [] if spec.reference is None else [spec.reference.value]
    extent = (frame.plot.left + 6, frame.plot.right)
    if spec.logarithmic:
        return LogScale(log_domain(values, include), extent)
    return LinearScale(linear_domain(values, include), extent)


def _row(spec: RangeSpec, index: int, frame: RowFrame, scale: Scale) -> Markup:
    row = spec.rows[index]
    y = frame.centre(index)
    look = LOOKS[row.technology]
    parts = [row_head(frame, index, row.label, row.technology)]
    low, mid, high = drawable(row.low), drawable(row.mid), drawable(row.high)
    # The whiskers come last: over a short range the mark's halo would hide them.
    if low is not None and high is not None:
        parts.append(_band(scale(low), scale(high), y, look.tint, look.colour))
    if mid is not None:
        parts.append(marker(look.shape, scale(mid), y, 6, fill=look.colour, stroke=PAPER))
    if low is not None and high is not None:
        parts += [_whisker(scale(end), y, look.colour) for end in (low, high)]
    shown = _shown(spec, row.mid)
    fill = MUTE if mid is None else look.colour
    parts.append(text(_value_end(spec, frame), y, shown, fill=fill, anchor="end", weight="bold"))
    hover = f"{row.label}: {shown} ({_shown(spec, row.low)} – {_shown(spec, row.high)})"
    return group(*parts, key=row.key, hover=hover)


def _widest(spec: RangeSpec) -> float:
    return max(text_width(_shown(spec, row.mid), SMALL) for row in spec.rows)


def _value_end(spec: RangeSpec, frame: RowFrame) -> float:
    return frame.plot.right + 24 + _widest(spec)


def _band(start: float, end: float, y: float, tint: str, colour: str) -> Markup:
    return element(
        "rect",
        x=start,
        y=y - _BAND / 2,
        width=max(end - start, 0.0),
        height=_BAND,
        fill=tint,
        stroke=colour,
        stroke_width=1.0,
    )


def _whisker(x: float, y: float, colour: str) -> Markup:
    return line(x, y - _WHISKER / 2, x, y + _WHISKER / 2, stroke=colour, width=2.5)
