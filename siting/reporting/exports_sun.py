"""Designs of the sunlight engine as tables and rectangles: layouts.csv, losses.csv, glare.csv, panels.geojson."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
import pandas as pd

from siting.frames import records
from siting.reporting.delimited import csv_bytes
from siting.reporting.results import Results
from siting.vocabulary.solar import GLARE_COLUMNS, GLARE_HOURS, LAYOUT_COLUMNS, LOSS_COLUMNS, SUN_MONTHS

# Decimals of a degree: a tenth of a millimetre.
DEGREES = 9


def layouts_csv(results: Results) -> bytes:
    """A row per designed option, with its months; the notes in one cell."""
    names = [column.name for column in (*LAYOUT_COLUMNS, *SUN_MONTHS)]
    notes = ["; ".join(note.say(results.lang) for note in listed) or None for listed in results.layouts["notes"]]
    return csv_bytes(results.layouts.assign(notes=pd.Series(notes, dtype=object))[names], results.lang)


def losses_csv(results: Results) -> bytes:
    """What each step takes of the energy of every designed option."""
    return csv_bytes(results.losses[[column.name for column in LOSS_COLUMNS]], results.lang)


def glare_csv(results: Results) -> bytes:
    """Minutes of reflection by designed option and observer, by month and hour."""
    return csv_bytes(results.glare[[column.name for column in (*GLARE_COLUMNS, *GLARE_HOURS)]], results.lang)


def panels_geojson(results: Results) -> bytes:
    """The modules (tables where no module is named) of the best tilts of every drawn plot (RFC 7946)."""
    solar = results.config.solar
    gap_m = 0.0 if solar is None else solar.layout.module_gap_m
    rows = records(drawn(results.layouts))
    return collection(one for row in rows for one in panel_features(results.outlines, row, gap_m)).encode("utf-8")


def collection(features: Iterable[dict[str, Any]]) -> str:
    """Features as a GeoJSON file."""
    whole = {"type": "FeatureCollection", "features": list(features)}
    return json.dumps(whole, ensure_ascii=False, allow_nan=False, separators=(",", ":")) + "\n"


def drawn(layouts: pd.DataFrame) -> pd.DataFrame:
    """The designs whose panels are written: those that are drawn and have an outline."""
    return layouts[(layouts["shown"] & layouts["mode"].eq("polygon")).to_numpy(dtype=bool)]


def panel_features(outlines: pd.DataFrame, row: Any, module_gap_m: float) -> Iterator[dict[str, Any]]:
    """A feature per module (per table where no module is named) of a row of layouts, from its rings in ``outlines``."""
    from siting.solar.layout.modules import module_corners
    from siting.solar.layout.place import to_lon_lat
    from siting.solar.records import Tables

    mine = outlines[outlines["option_id"].eq(row.option_id) & outlines["part"].eq("table")]
    if mine.empty:
        return
    corners = np.array([[point.split() for point in ring.split(",")] for ring in mine["ring"]], dtype=float)
    tables = Tables(corners, *(mine[name].to_numpy(dtype=np.int64) for name in ("across", "up", "row")))
    if np.isnan(row.module_length_m):
        rectangles, rows = corners, tables.row
    else:
        rectangles = module_corners(tables, row.orientation, row.module_length_m, row.module_width_m, module_gap_m)
        rows = np.repeat(tables.row, tables.across * tables.up)
    degrees = to_lon_lat(rectangles, row.origin_lat, row.origin_lon).round(DEGREES)
    for number, (ring, table_row) in enumerate(zip(degrees.tolist(), rows.tolist(), strict=True), start=1):
        yield {
            "type": "Feature",
            "geometry": {"type": "Polygon", "coordinates": [[*ring, ring[0]]]},
            "properties": {"option_id": row.option_id, "owner_id": row.owner_id, "row": table_row, "number": number},
        }
