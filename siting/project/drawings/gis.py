"""The outline of a plot or group from a layer that says itself where it lies: GeoJSON, GeoPackage or Shapefile."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd

from siting.errors import Problem
from siting.language import Text, text
from siting.project.drawings.layers import AskedLayer, read_layer
from siting.project.drawings.local import grown
from siting.project.drawings.places import Spot, misplaced
from siting.project.positions import check_plot_geometry
from siting.project.readers.raw import RawTable
from siting.project.sunlight.drawing import Drawing
from siting.project.sunlight.files import Outline
from siting.project.tables import LoadedTable
from siting.vocabulary.tables import PLOTS


def read_gis(
    folder: Path, owner: str, drawing: Drawing, spot: Spot, line: Callable[[str], str]
) -> tuple[Outline | None, str, list[Problem]]:
    """The outline that ``[drawings.ID]`` names in a GIS file, the hash of the file, and the faults."""
    key = f"drawings.{owner}"
    asked = asked_outline(folder, f"{key}.file", drawing.file, f"{key}.layer", drawing.layer or None, line)
    outline, raw, problems = united_outline(asked, spot)
    free = []
    for layer in drawing.keep_out_layers:
        found, faults = read_layer(
            AskedLayer(folder, f"{key}.file", drawing.file, f"{key}.keep_out_layers", layer, layer, layer, line)
        )
        problems += faults
        free += [] if found is None else polygons_of(found)
    digest = "" if raw is None else raw.sha256
    if outline is None or problems:
        return None, digest, problems
    return Outline(outline.shape, _kept_out(free, drawing.keep_out_m, outline.shape), outline.notes), digest, []


def asked_outline(
    folder: Path, key: str, file: str, layer_key: str, layer: str | None, line: Callable[[str], str]
) -> AskedLayer:
    """A layer of outlines, which is found by the table's own name where none is stated."""
    return AskedLayer(folder, key, file, layer_key, layer, PLOTS.name, PLOTS.ja, line)


def united_outline(asked: AskedLayer, spot: Spot) -> tuple[Outline | None, RawTable | None, list[Problem]]:
    """All polygons of a layer as one outline, or what is wrong with them."""
    import shapely

    raw, problems = read_layer(asked)
    if raw is None:
        return None, None, problems
    problems = [*problems, *check_plot_geometry(LoadedTable(PLOTS, pd.DataFrame(), raw, {}))]
    if problems:
        return None, raw, problems
    polygons = polygons_of(raw)
    if not polygons:
        return None, raw, [asked.whole(text("the file holds no polygon: draw the outline of the plot as one"))]
    shape = shapely.union_all(polygons)
    if (fault := misplaced(shape, spot)) is not None:
        return None, raw, [asked.whole(fault)]
    told: tuple[Text, ...] = ()
    if len(polygons) > 1:
        told = (text("the {count} polygons of the file are taken as one plot", count=len(polygons)),)
    return Outline(shape, None, told), raw, []


def polygons_of(raw: RawTable) -> list[Any]:
    """The polygons of a layer, without heights."""
    import shapely

    shapes = () if raw.geometry is None else raw.geometry
    return [shapely.force_2d(one) for one in shapes if one is not None and one.geom_type in ("Polygon", "MultiPolygon")]


def _kept_out(polygons: list[Any], by_m: float, outline: Any) -> Any:
    """What stays free within the outline, with its distance; None if nothing does."""
    import shapely

    if not polygons:
        return None
    free = grown(shapely.union_all(polygons), by_m).intersection(outline)
    return None if free.is_empty else free
