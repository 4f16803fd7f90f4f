"""Price cases side by side: the B/C of each short-listed option under every case, as dots beside a line at 1."""

from __future__ import annotations

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
from siting.reporting.charts.marks import LegendItem
from siting.reporting.charts.money_marks import keyed
from siting.reporting.charts.rows import AXIS_ROOM, RowFrame, row_frame, row_head, stripes
from siting.reporting.charts.scale import LinearScale, linear_domain
from siting.reporting.charts.svg import Markup, element, group, number, text
from siting.reporting.charts.theme import GRID, MUTE, PAPER, SMALL, WIDTH, Technology

_LANE = 9.0
_LEAST_PITCH = 26.0


@dataclass(frozen=True)
class CaseLook:
    """The sign of a case: an outline drawn on from a corner beside its middle, filled or open; outlines alone differ."""

    corner: tuple[float, float]
    outline: str
    colour: str
    filled: bool


LOOKS: tuple[CaseLook, ...] = (
    CaseLook((-4.5, 0), "a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0-9 0z", "#005f95", filled=True),
    CaseLook((-4, -4), "h8v8h-8z", "#b35c00", filled=False),
    CaseLook((0, -5.2), "l5 9.2h-10z", "#00694a", filled=True),
    CaseLook((0, -5.5), "l5.5 5.5l-5.5 5.5l-5.5-5.5z", "#8e3a72", filled=False),
    CaseLook((0, 5.2), "l5-9.2h-10z", "#33424f", filled=False),
    CaseLook((-1.6, -5), "h3.2v3.4h3.4v3.2h-3.4v3.4h-3.2v-3.4h-3.4v-3.2h3.4z", "#9c1c3d", filled=True),
    CaseLook((-4.5, 0), "a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0-9 0zm4.5 0h4.5", "#755400", filled=False),
)


@dataclass(frozen=True)
class CaseRow:
    """One option: ``values`` holds its B/C under every case, None where the case is not open to it."""

    key: str
    label: str
    technology: Technology
    values: tuple[float | None, ...]


@dataclass(frozen=True)
class PriceCasesSpec:
    """The dots; ``cases`` names one to seven cases, ``missing_label`` says what a missing sign means.

    The legend is at least ``legend_height`` high.
    """

    heading: Heading
    label_column: str
    technologies: TechnologyNames
    cases: tuple[str, ...]
    axis_title: str
    best_title: str
    missing_label: str
    rows: tuple[CaseRow, ...]
    format_value: FormatValue
    reference: Reference | None = None
    legend_height: float = 0.0

    def legend_items(self) -> list[LegendItem]:
        """What the legend explains."""
        return _legend_items(self)


def price_cases_chart(spec: PriceCasesSpec) -> Chart:
    """A row per option with a lane per case, so that no sign covers another; the best value stands at the right."""
    _check(spec)
    columns = (spec.label_column, spec.technologies.column, *spec.cases)
    known = [value for row in spec.rows for given in row.values if (value := drawable(given)) is not None]
    if not known:
        return empty_chart(spec.heading, columns, _table(spec))
    key, top = keyed(spec)
    frame = _frame(spec, top)
    include = [0.0] if spec.reference is None else [0.0, spec.reference.value]
    x = LinearScale(linear_domain(known, include), (frame.plot.left + 8, frame.plot.right - 8))
    parts = [
        key,
        *stripes(frame, len(spec.rows)),
        *horizontal_axis(x, frame.plot, spec.axis_title, also_on_top=frame.tall),
        _lanes(spec, frame, x),
        _head(spec, frame),
    ]
    if spec.reference is not None:
        parts.append(vertical_reference(x(spec.reference.value), frame.plot, spec.reference.label, above=frame.tall))
    parts += [_row(spec, at, frame, x) for at in range(len(spec.rows))]
    return finished(spec.heading, frame.plot.bottom + AXIS_ROOM, parts, columns, _table(spec))


def _check(spec: PriceCasesSpec) -> None:
    if not 1 <= len(spec.cases) <= len(LOOKS):
        raise ValueError(f"the chart takes 1 to {len(LOOKS)} price cases, got {len(spec.cases)}")
    wrong = [row.key for row in spec.rows if len(row.values) != len(spec.cases)]
    if wrong:
        raise ValueError(f"each row needs {len(spec.cases)} values, not so: {', '.join(wrong)}")


def _legend_items(spec: PriceCasesSpec) -> list[LegendItem]:
    items = [LegendItem(_sign(look, 0, 0), case) for look, case in zip(LOOKS, spec.cases, strict=False)]
    gaps = any(drawable(value) is None for row in spec.rows for value in row.values)
    return [*items, LegendItem(Markup(""), spec.missing_label)] if gaps else items


def _frame(spec: PriceCasesSpec, top: float) -> RowFrame:
    widest = max(text_width(_best(spec, row), SMALL) for row in spec.rows)
    room = max(widest, min(text_width(spec.best_title, SMALL), 60.0)) + 14
    pitch = max(_LEAST_PITCH, _LANE * len(spec.cases) + 8)
    return row_frame([row.label for row in spec.rows], pitch, top, room, head_line=True)


def _head(spec: PriceCasesSpec, frame: RowFrame) -> Markup:
    y = frame.plot.top - (26 if frame.tall else 10)
    return text(WIDTH - 4, y, shorten(spec.best_title, WIDTH - frame.plot.right - 6, SMALL), fill=MUTE, anchor="end")


def _best(spec: PriceCasesSpec, row: CaseRow) -> str:
    known = [value for given in row.values if (value := drawable(given)) is not None]
    return cell(max(known, default=None), spec.format_value, spec.heading.missing_text)


def _row(spec: PriceCasesSpec, at: int, frame: RowFrame, x: LinearScale) -> Markup:
    row = spec.rows[at]
    shown = (cell(value, spec.format_value, spec.heading.missing_text) for value in row.values)
    said = ", ".join(f"{case} {value}" for case, value in zip(spec.cases, shown, strict=True))
    return group(
        row_head(frame, at, row.label, row.technology),
        *(
            _sign(LOOKS[lane], x(value), _lane(frame, at, row, lane))
            for lane, given in enumerate(row.values)
            if (value := drawable(given)) is not None
        ),
        text(WIDTH - 4, frame.centre(at), _best(spec, row), anchor="end", weight="bold"),
        key=row.key,
        hover=f"{row.label}: {said}",
    )


def _lanes(spec: PriceCasesSpec, frame: RowFrame, x: LinearScale) -> Markup:
    """A thin line from zero to every sign, all as one path."""
    path = "".join(
        f"M{number(x(0))} {number(_lane(frame, at, row, lane))}H{number(x(value))}"
        for at, row in enumerate(spec.rows)
        for lane, given in enumerate(row.values)
        if (value := drawable(given)) is not None
    )
    return element("path", d=path, fill="none", stroke=GRID, stroke_width=2.0)


def _lane(frame: RowFrame, at: int, row: CaseRow, lane: int) -> float:
    return frame.centre(at) + _LANE * (lane - (len(row.values) - 1) / 2)


def _sign(look: CaseLook, x: float, y: float) -> Markup:
    return element(
        "path",
        d=f"M{x + look.corner[0]:.1f} {y + look.corner[1]:.1f}{look.outline}",
        fill=look.colour if look.filled else PAPER,
        stroke=look.colour,
        stroke_width=None if look.filled else 1.6,
    )


def _table(spec: PriceCasesSpec) -> tuple[tuple[str, ...], ...]:
    missing = spec.heading.missing_text
    return tuple(
        (
            row.label,
            spec.technologies.of(row.technology),
            *(cell(one, spec.format_value, missing) for one in row.values),
        )
        for row in spec.rows
    )
