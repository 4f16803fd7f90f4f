"""A heat map: figures over two things that vary, darker where higher, with a line where a threshold is passed.

Every cell carries its figure, and the colours grow darker with it, so that the map can be read in grey print.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from siting.reporting.charts.chart import Chart, FormatValue, Heading, cell, drawable, empty_chart, finished
from siting.reporting.charts.labels import Box, shorten, text_width
from siting.reporting.charts.marks import LegendItem, bar_swatch, legend
from siting.reporting.charts.svg import Markup, element, group, line, text
from siting.reporting.charts.theme import GRID, INK, MUTE, PAPER, REFERENCE, SMALL, TEXT, WIDTH, contrast_ratio
from siting.reporting.charts.wrapping import wrapped

MOST_COLUMNS, MOST_ROWS = 13, 24
_ROW = 24.0
_MAX_NAME = 180.0
_NOTE_LINE = 17.0
# From light to dark, warm below the threshold and blue from it on; each is darker than the one before.
BELOW = ("#fdf6ea", "#f7e2c0", "#efca94", "#e3ad62")
ABOVE = ("#7fb0cf", "#5797bf", "#256a97", "#0b456c")


@dataclass(frozen=True)
class HeatRow:
    """One row: its name, and a figure (or None) for each column."""

    key: str
    label: str
    values: tuple[float | None, ...]


@dataclass(frozen=True)
class HeatSpec:
    """A heat map. ``below`` and ``above`` are the bounds of the classes under and over ``threshold``, rising.

    ``columns`` are the shown values along the horizontal axis; ``caption`` stands above the map and ``notes`` below.
    """

    heading: Heading
    row_title: str
    column_title: str
    columns: tuple[str, ...]
    rows: tuple[HeatRow, ...]
    format_value: FormatValue
    threshold: float
    threshold_label: str
    below: tuple[float, float, float] = (0.25, 0.5, 0.75)
    above: tuple[float, float, float] = (1.25, 1.5, 2.0)
    caption: str = ""
    notes: tuple[str, ...] = ()

    @property
    def bounds(self) -> tuple[float, ...]:
        """The bounds of all classes."""
        return (*self.below, self.threshold, *self.above)


def heat_map(spec: HeatSpec) -> Chart:
    """The cells with their figures, the line of the threshold, and the classes of colour."""
    _check(spec)
    columns = (spec.row_title, *(f"{spec.column_title} {name}" for name in spec.columns))
    table = tuple((row.label, *(_shown(spec, value) for value in row.values)) for row in spec.rows)
    if not spec.rows or not spec.columns:
        return empty_chart(spec.heading, columns, table)
    caption_height = 24.0 if spec.caption else 0.0
    key, key_height = legend(_legend_items(spec), caption_height)
    plot = _plot(spec, caption_height + key_height + 10)
    height, notes = _notes(spec, plot.bottom + 12)
    parts = [
        text(4, 12, shorten(spec.caption, WIDTH - 8, TEXT), size=TEXT, weight="bold"),
        key,
        text(4, plot.top - 28, shorten(spec.row_title, plot.left, SMALL), fill=INK),
        text(plot.right, plot.top - 28, shorten(spec.column_title, plot.right - plot.left, SMALL), anchor="end"),
        *(_column_name(plot, spec, at) for at in range(len(spec.columns))),
        *(_row(spec, plot, at) for at in range(len(spec.rows))),
        _threshold(spec, plot),
        *notes,
    ]
    return finished(spec.heading, height, parts, columns, table)


def colour_of(spec: HeatSpec, value: float) -> str:
    """The colour of the class a figure falls in; a figure on a bound belongs to the class above."""
    colours = (*BELOW, *ABOVE)
    return colours[sum(value >= bound for bound in spec.bounds)]


def _check(spec: HeatSpec) -> None:
    if list(spec.bounds) != sorted(set(spec.bounds)):
        raise ValueError(f"the bounds of a heat map must rise, got {spec.bounds}")
    wrong = [row.key for row in spec.rows if len(row.values) != len(spec.columns)]
    if wrong:
        raise ValueError(f"each row needs {len(spec.columns)} values, not so: {', '.join(wrong)}")
    if len(spec.columns) > MOST_COLUMNS or len(spec.rows) > MOST_ROWS:
        raise ValueError(f"at most {MOST_COLUMNS} columns and {MOST_ROWS} rows leave room for figures")


def _shown(spec: HeatSpec, value: float | None) -> str:
    return cell(value, spec.format_value, spec.heading.missing_text)


def _legend_items(spec: HeatSpec) -> list[LegendItem]:
    """The classes that occur, the line of the threshold at the end."""
    known = [value for row in spec.rows for one in row.values if (value := drawable(one)) is not None]
    used = {colour_of(spec, value) for value in known}
    bounds = [spec.format_value(bound) for bound in spec.bounds]
    names = [
        f"< {bounds[0]}",
        *(f"{low}–{high}" for low, high in pairwise(bounds)),
        f"≥ {bounds[-1]}",
    ]
    items = [
        LegendItem(bar_swatch(colour, MUTE), name)
        for colour, name in zip((*BELOW, *ABOVE), names, strict=True)
        if colour in used
    ]
    return [*items, LegendItem(_cased([(-8.0, 0.0, 8.0, 0.0)]), spec.threshold_label)]


def _plot(spec: HeatSpec, top: float) -> Box:
    names = min(max(text_width(one, TEXT) for one in (*(row.label for row in spec.rows), spec.row_title)), _MAX_NAME)
    head = 36.0
    return Box(names + 14, top + head, WIDTH - 6, top + head + _ROW * len(spec.rows))


def _cell(plot: Box, columns: int, row: int, column: int) -> Box:
    width = (plot.right - plot.left) / columns
    left, top = plot.left + column * width, plot.top + row * _ROW
    return Box(left, top, left + width, top + _ROW)


def _column_name(plot: Box, spec: HeatSpec, at: int) -> Markup:
    box = _cell(plot, len(spec.columns), 0, at)
    shown = shorten(spec.columns[at], box.right - box.left - 2, SMALL)
    return text((box.left + box.right) / 2, plot.top - 9, shown, fill=MUTE, anchor="middle")


def _row(spec: HeatSpec, plot: Box, at: int) -> Markup:
    row = spec.rows[at]
    y = plot.top + (at + 0.5) * _ROW
    name = text(plot.left - 8, y, shorten(row.label, plot.left - 12, TEXT), size=TEXT, anchor="end")
    cells = [
        _filled(spec, _cell(plot, len(spec.columns), at, column), value) for column, value in enumerate(row.values)
    ]
    return group(name, *cells, key=row.key, hover=row.label)


def _filled(spec: HeatSpec, box: Box, value: float | None) -> Markup:
    known = drawable(value)
    fill = PAPER if known is None else colour_of(spec, known)
    size = {"x": box.left, "y": box.top, "width": box.right - box.left, "height": box.bottom - box.top}
    area = element("rect", fill=fill, stroke=GRID, stroke_width=0.5, **size)
    ink = max((INK, PAPER), key=lambda one: contrast_ratio(fill, one))
    shown = shorten(_shown(spec, value), box.right - box.left - 2, SMALL)
    middle = text(
        (box.left + box.right) / 2,
        (box.top + box.bottom) / 2,
        shown,
        fill=MUTE if known is None else ink,
        anchor="middle",
    )
    return Markup(area + middle)


def _threshold(spec: HeatSpec, plot: Box) -> Markup:
    """The borders between cells below and from the threshold on."""
    above = [
        [None if (known := drawable(one)) is None else known >= spec.threshold for one in row.values]
        for row in spec.rows
    ]
    borders: list[tuple[float, float, float, float]] = []
    for row, flags in enumerate(above):
        for column, flag in enumerate(flags):
            box = _cell(plot, len(spec.columns), row, column)
            if column and _differ(flag, flags[column - 1]):
                borders.append((box.left, box.top, box.left, box.bottom))
            if row and _differ(flag, above[row - 1][column]):
                borders.append((box.left, box.top, box.right, box.top))
    return group(_cased(borders), hover=spec.threshold_label)


def _differ(one: bool | None, other: bool | None) -> bool:
    return one is not None and other is not None and one != other


def _cased(strokes: Sequence[tuple[float, float, float, float]]) -> Markup:
    """Strokes on white ones, so that they show on light and dark cells alike."""
    casing = [line(*stroke, stroke=PAPER, width=5.0) for stroke in strokes]
    return Markup("".join([*casing, *(line(*stroke, stroke=REFERENCE, width=2.5) for stroke in strokes)]))


def _notes(spec: HeatSpec, top: float) -> tuple[float, list[Markup]]:
    lines = [one for note in spec.notes for one in wrapped(note, WIDTH - 8, SMALL)]
    drawn = [text(4, top + (at + 0.5) * _NOTE_LINE, one, fill=MUTE) for at, one in enumerate(lines)]
    return top + len(lines) * _NOTE_LINE + 4, drawn
