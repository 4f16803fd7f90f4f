"""Obstacles on the plots and buildings around them: footprints with a height."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from siting.errors import Problem
from siting.language import Text, text
from siting.project.drawings.layers import (
    AskedLayer,
    find_heading,
    metres_in,
    names_in,
    polygons_in,
    read_layer,
)
from siting.project.readers.raw import RawTable
from siting.project.sunlight.files import Block
from siting.project.toml import FILE

Floats = npt.NDArray[np.float64]
Read = tuple[tuple[Block, ...], RawTable | None, list[Text], list[Problem]]
HEIGHTS = (
    "height_m", "height", "高さ", "建物高さ", "建築物の高さ", "bldg:measuredHeight", "measuredHeight",
    "measured_height", "bldg_measuredHeight", "計測高さ",
)  # fmt: skip
SET_BACKS = ("set_back_m", "set_back", "離隔", "離隔距離")
_FLAT_M = 0.1


def read_obstacles(asked: AskedLayer) -> Read:
    """Obstacles with height and distance that is kept from them."""
    raw, problems = read_layer(asked)
    shapes, found = _footprints(raw)
    problems += found
    if raw is None or shapes is None:
        return (), raw, [], problems
    columns = {}
    for name, headings in (("height_m", HEIGHTS), ("set_back_m", SET_BACKS)):
        at = find_heading(raw, headings)
        if at is not None:
            columns[name], found = metres_in(raw, at, name)
            problems += found
    if "height_m" not in columns:
        problems.append(Problem(raw.file, "", "height_m", None, _no_column(HEIGHTS[:3])))
    elif not problems:
        expected = text("a height is required; write 0 for what casts no shadow")
        blank = np.flatnonzero(np.isnan(columns["height_m"]))
        problems += [Problem(raw.file, raw.place(int(row)), "height_m", "", expected) for row in blank]
    if problems:
        return (), raw, [], problems
    set_backs = np.nan_to_num(columns.get("set_back_m", np.zeros(len(raw.rows))))
    blocks = zip(names_in(raw, "障害物"), shapes, columns["height_m"], set_backs, strict=True)
    return tuple(Block(name, shape, float(height), float(back)) for name, shape, height, back in blocks), raw, [], []


def read_buildings(asked: AskedLayer, height_column: str, height_key: str) -> Read:
    """Neighbouring buildings; those without a height are left out and counted."""
    raw, problems = read_layer(asked)
    if raw is None:
        return (), None, [], problems
    heights, found = building_heights(raw, height_column, height_key, asked)
    if raw.geometry is None:
        found.append(Problem(raw.file, "", "", None, text("the layer has no geometry: footprints are needed")))
    if heights is None or found or raw.geometry is None:
        return (), raw, [], problems + found
    shapes = [None if shape is None else polygons_in(shape) for shape in raw.geometry]
    blocks = tuple(
        Block(name, shape, float(height))
        for name, shape, height in zip(names_in(raw, "建物"), shapes, heights, strict=True)
        if shape is not None and height > 0
    )
    shapeless = sum(shape is None for shape in shapes)
    notes = [text("buildings: {count} read from {file}", count=len(blocks), file=raw.file)]
    if shapeless:
        notes.append(text("{file}: {count} buildings without a footprint are left out", file=raw.file, count=shapeless))
    if unknown := len(shapes) - shapeless - len(blocks):
        notes.append(text("{file}: {count} buildings without a height are left out", file=raw.file, count=unknown))
    return blocks, raw, notes, []


def building_heights(
    raw: RawTable, height_column: str, height_key: str, asked: AskedLayer
) -> tuple[Floats | None, list[Problem]]:
    """The height of every building [m]: of a column, else of the geometry's own heights.

    What is not above 0 is unknown: blank cells are NaN, and PLATEAU writes -9999 where it has no measurement.
    """
    at = find_heading(raw, (height_column,) if height_column else HEIGHTS)
    if at is not None:
        values, problems = metres_in(raw, at, "height_m", low=None)
        return values, problems
    if height_column:
        expected = text("no such column; expected one of {words}", words=", ".join(raw.headings) or "-")
        return None, [Problem(FILE, asked.line(height_key), height_key, height_column, expected)]
    spans = np.array([_span(shape) for shape in raw.geometry]) if raw.geometry is not None else np.empty(0)
    if np.isfinite(spans).any():
        return spans, []
    return None, [Problem(raw.file, "", "height_m", None, _no_column((*HEIGHTS[:3], *HEIGHTS[5:6], HEIGHTS[-1])))]


def _no_column(headings: tuple[str, ...]) -> Text:
    return text("the column is missing; its heading may be {headings}", headings=" / ".join(headings))


def _span(shape: Any) -> float:
    """From the lowest to the highest point of a shape [m]; NaN for what lies flat."""
    import shapely

    if shape is None or shape.is_empty or not shape.has_z:
        return float("nan")
    heights = shapely.get_coordinates(shape, include_z=True)[:, 2]
    span = float(np.nanmax(heights) - np.nanmin(heights)) if np.isfinite(heights).any() else 0.0
    return span if span > _FLAT_M else float("nan")


def _footprints(raw: RawTable | None) -> tuple[list[Any] | None, list[Problem]]:
    """The polygon of every row; what is none is a fault."""
    if raw is None:
        return None, []
    if raw.geometry is None:
        return None, [Problem(raw.file, "", "", None, text("the layer has no geometry: footprints are needed"))]
    shapes, problems = [], []
    for row, shape in enumerate(raw.geometry):
        ground = None if shape is None else polygons_in(shape)
        if ground is None:
            kind = "-" if shape is None else shape.geom_type
            expected = text("expected a polygon, found {kind}", kind=kind)
            problems.append(Problem(raw.file, raw.place(row), "geometry", None, expected))
        shapes.append(ground)
    return shapes, problems
