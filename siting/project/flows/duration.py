"""Duration curves: flows that are exceeded for a share of the year, straight between the points."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from siting.errors import InputProblems, Problem
from siting.language import Text, text
from siting.project.flows.cells import is_gap, number_in, numbers_in
from siting.project.flows.headings import EXCEEDANCES, find_columns
from siting.project.flows.readings import Floats, faults_of, read_figures
from siting.project.flows.record import HOURS_PER_YEAR, FlowRecord
from siting.project.flows.sheets import Asked, Sheet
from siting.project.flows.units import to_m, to_m3_s
from siting.project.readers.grid import is_blank
from siting.project.values import half_width

WIDEST_INTERVAL = 0.001  # share of the year; within it the flow is taken at its middle
_DAYS = 365.0


def read_duration(sheets: Sequence[Sheet], asked: Asked, sha256: str) -> FlowRecord:
    """The intervals of a duration curve, whose volume is the area below the curve; raises ``InputProblems``."""
    if len(sheets) > 1:
        raise asked.refuse("sheets", text("a duration curve stands on one sheet: name one"))
    if asked.source.unit == "m3/month":
        raise asked.refuse("unit", text("a duration curve has no months: give its flows in another unit"))
    sheet = sheets[0]
    columns = find_columns(sheet, asked, EXCEEDANCES, lambda cell: _share_in(cell) is not None)
    rows = [
        row
        for row in range(columns.first, len(sheet.rows))
        if not (is_blank(sheet.rows[row][columns.time]) and is_gap(sheet.rows[row][columns.flow]))
    ]
    exceedance, problems = _exceedances(sheet, rows, columns.time)
    part, found = read_figures(sheet, asked, rows, np.zeros(len(rows), dtype="datetime64[m]"), [columns.flow], columns.head)  # fmt: skip
    if problems or found:
        raise InputProblems(problems + found)
    share, scale = _as_share(exceedance)
    _refuse_beyond_per_cent(sheet, rows, columns.time, exceedance)
    kept = ~np.isnan(part.flow)
    if columns.head is not None:
        kept &= ~np.isnan(part.head)
    order = [int(at) for at in np.flatnonzero(kept)[np.argsort(share[kept], kind="stable")]]
    _check(sheet, rows, columns.time, exceedance, part.flow, order)
    flow = to_m3_s(np.maximum(part.flow[order], 0.0), asked.source.unit, 0.0)
    head = to_m(part.head[order], asked.source.head_unit)
    middle, width = _intervals(share[order])
    notes = [*scale, *_end_notes(share[order], len(order)), *_left_out(part.flow, kept)]
    return FlowRecord(
        kind="duration",
        flow_m3_s=np.interp(middle, share[order], flow),
        hours=width * HOURS_PER_YEAR / width.sum(),
        month=np.zeros(len(middle), dtype=np.int64),
        head_m=np.interp(middle, share[order], head) if columns.head is not None else np.full(len(middle), np.nan),
        years=1.0,
        file=asked.source.file,
        sha256=sha256,
        notes=tuple(notes),
    )


def _share_in(cell: object) -> float | None:
    return number_in(half_width(cell).rstrip("%日") if isinstance(cell, str) else cell)


def _exceedances(sheet: Sheet, rows: Sequence[int], column: int) -> tuple[Floats, list[Problem]]:
    cells = [sheet.rows[row][column] for row in rows]
    found = numbers_in([half_width(cell).rstrip("%日") if isinstance(cell, str) else cell for cell in cells])
    expected = text("expected the share of time for which the flow is exceeded, 0 to 100 %")
    bad = np.isnan(found.values) | (found.values < 0) | (found.values > _DAYS + 1)
    return found.values, faults_of(
        sheet, [(rows[at], str(cells[at]), expected) for at in map(int, np.flatnonzero(bad))], column
    )


def _as_share(exceedance: Floats) -> tuple[Floats, list[Text]]:
    """Shares from shares, per cent or days, told by the largest."""
    largest = exceedance.max(initial=0.0)
    if largest > 100:
        return np.minimum(exceedance / _DAYS, 1.0), [text("exceedances above 100 are taken as days of 365")]
    if largest > 1:
        return exceedance / 100, []
    return exceedance, []


def _refuse_beyond_per_cent(sheet: Sheet, rows: Sequence[int], column: int, exceedance: Floats) -> None:
    """Raises where the heading counts in per cent and a figure is beyond 100."""
    heads = [row[column] for row in sheet.rows[: rows[0]] if isinstance(row[column], str)] if len(rows) else []
    if any("%" in half_width(head) for head in heads) and exceedance.max(initial=0.0) > 100:
        at = int(np.argmax(exceedance))
        expected = text("expected an exceedance from 0 to 100 %")
        raise InputProblems([sheet.refuse(rows[at], column, f"{exceedance[at]:g}", expected)])


def _check(
    sheet: Sheet, rows: Sequence[int], column: int, exceedance: Floats, flow: Floats, order: Sequence[int]
) -> None:
    if len(order) < 2:
        raise InputProblems([sheet.whole(text("a duration curve needs at least two points"))])
    for one, following in pairwise(order):
        if exceedance[one] == exceedance[following]:
            expected = text("this exceedance stands twice, first in {place}", place=sheet.place(rows[one], column))
        elif flow[following] > flow[one]:
            expected = text("the flow must fall as the exceedance rises; it is larger than in {place}", place=sheet.place(rows[one], column))  # fmt: skip
        else:
            continue
        raise InputProblems([sheet.refuse(rows[following], column, f"{exceedance[following]:g}", expected)])


def _intervals(share: Floats) -> tuple[Floats, Floats]:
    """Middles and widths of intervals that do not cross a point: the middle times the width is the area of each."""
    points = np.unique(np.concatenate([[0.0], share, [1.0]]))
    pieces = np.maximum(1, np.ceil(np.diff(points) / WIDEST_INTERVAL - 1e-9)).astype(np.int64)
    width = np.repeat(np.diff(points) / pieces, pieces)
    within = np.concatenate([np.arange(count) + 0.5 for count in pieces])
    return np.repeat(points[:-1], pieces) + within * width, width


def _end_notes(share: Floats, count: int) -> list[Text]:
    notes = [text("a duration curve of {count} points, straight between them; it says nothing of months", count=count)]
    if share[0] > 0:
        notes.append(text("the curve begins at {share} %: the flow there is taken for the time before", share=f"{100 * share[0]:.3g}"))  # fmt: skip
    if share[-1] < 1:
        notes.append(text("the curve ends at {share} %: the flow there is taken for the time after", share=f"{100 * share[-1]:.3g}"))  # fmt: skip
    return notes


def _left_out(flow: Floats, kept: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> list[Text]:
    notes = []
    if count := int((~kept).sum()):
        notes.append(text("{count} points without a flow or head are left out", count=count))
    if count := int((flow[kept] < 0).sum()):
        smallest = f"{flow[kept].min():g}"
        notes.append(text("{count} negative flows are counted as 0; the smallest is {value}", count=count, value=smallest))  # fmt: skip
    return notes
