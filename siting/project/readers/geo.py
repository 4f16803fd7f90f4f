"""Layers of GeoPackage, GeoJSON and Shapefile, and Parquet with or without geometry."""

from __future__ import annotations

import json
import math
import re
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from siting.errors import Problem
from siting.language import text
from siting.project.readers.coordinates import to_lon_lat
from siting.project.readers.encodings import is_known, unknown_encoding
from siting.project.readers.files import sha256_of, whole_file
from siting.project.readers.grid import cells_of, is_blank
from siting.project.readers.parts import choose_part
from siting.project.readers.raw import Cells, RawTable, TableSource
from siting.project.readers.shapefile import companion_hashes, label, missing_companions, recoded
from siting.vocabulary import Table

_DRIVERS = {
    ".gpkg": "GPKG",
    ".geojson": "GeoJSON",
    ".json": "GeoJSON",
    ".shp": "ESRI Shapefile",
    ".dbf": "ESRI Shapefile",
}
_SHAPEFILE = (".shp", ".dbf")
_QGIS_STYLES = "layer_styles"  # a table that QGIS adds to a GeoPackage
_PANDAS_INDEX = re.compile(r"__index_level_\d+__")


@dataclass(frozen=True)
class _Layer:
    """Fields of a layer, and its geometry in the coordinate system ``crs`` (what the file says, or None)."""

    headings: tuple[str, ...]
    columns: tuple[Cells, ...]
    count: int
    shapes: Cells | None = None
    unreadable: tuple[int, ...] = ()
    crs: Any = None


def read_geo(source: TableSource, table: Table) -> tuple[RawTable | None, list[Problem]]:
    """The table of a layer: the stated one, the one named like the table, or the only one."""
    shapefile = source.path.suffix.lower() in _SHAPEFILE
    if shapefile and (problems := missing_companions(source)):
        return None, problems
    name, problems = _choose_layer(source, table)
    if name is None:
        return None, problems
    layer = _read_layer(source, name, "ISO-8859-1" if shapefile else None)
    if isinstance(layer, _Layer) and shapefile:
        layer = _recoded(source, layer)
    if isinstance(layer, Problem):
        return None, [layer]
    sidecars = {"sidecars": companion_hashes(source.path)} if shapefile else {}
    return _to_table(source, table, layer, {"lines": False, **sidecars}, truncated=shapefile)


def read_parquet(source: TableSource, table: Table) -> tuple[RawTable | None, list[Problem]]:
    """The table of a Parquet file, with its geometry if it is GeoParquet."""
    import pyarrow.parquet

    try:
        with source.path.open("rb") as file:
            stored = pyarrow.parquet.ParquetFile(file).read()
            layer = _plain_layer(stored, drop=())
            if b"geo" in (stored.schema.metadata or {}):
                layer = _geoparquet_layer(source.path, stored)
    except Exception:  # Arrow's failures have no common class
        return None, [whole_file(source.name, text("this is no Parquet file, or it is damaged: export it again"))]
    return _to_table(source, table, layer, {"lines": False}, truncated=False)


def layer_names(path: Path) -> list[str] | None:
    """The layers of a GeoPackage, GeoJSON or Shapefile, without QGIS's own; None if GDAL cannot read the file."""
    import pyogrio

    try:
        with warnings.catch_warnings(action="ignore"):
            found = pyogrio.list_layers(_gdal_path(path))
            info = pyogrio.read_info(_gdal_path(path), layer=found[0][0]) if len(found) else None
    except Exception:  # GDAL's failures have no common class
        return None
    # GDAL looks at the content, whatever the ending says: a .json may be TopoJSON, whose coordinates mean another thing.
    if info is not None and info["driver"] != _DRIVERS.get(path.suffix.lower()):
        return None
    return [str(name) for name, _ in found if name != _QGIS_STYLES]


def _choose_layer(source: TableSource, table: Table) -> tuple[str | None, list[Problem]]:
    suffix = source.path.suffix.lower()
    if suffix in (".geojson", ".json") and not _is_utf8(source.path):
        return None, [whole_file(source.name, text("GeoJSON must be in UTF-8: export it again"))]
    # The one layer of a Shapefile is named like the file; pyogrio would stumble over texts that are not UTF-8.
    names = [source.path.stem] if suffix in _SHAPEFILE else layer_names(source.path)
    if names is None:
        return None, [_damaged(source)]
    if not names:
        return None, [whole_file(source.name, text("the file has no layers"))]
    name, which = choose_part(names, source.layer, table)
    return name, [] if name is not None else [whole_file(source.name, which)]


def _is_utf8(path: Path) -> bool:
    try:
        path.read_bytes().decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _damaged(source: TableSource, companion: str | None = None) -> Problem:
    """The file, or the one of that ending beside it, is not what its ending says."""
    file = str(Path(source.name).with_suffix(companion)) if companion else source.name
    expected = text(
        "this is no {format} file, or it is damaged: export it again", format=companion or source.path.suffix.lower()
    )
    return whole_file(file, expected)


def _read_layer(source: TableSource, name: str, encoding: str | None) -> _Layer | Problem:
    import pyogrio
    import pyogrio.errors

    # Through Arrow rather than a frame: whole numbers with gaps stay whole, yes/no with gaps stay yes/no.
    try:
        with warnings.catch_warnings(action="ignore"):
            meta, stored = pyogrio.read_arrow(_gdal_path(source.path), layer=name, encoding=encoding)
        if meta["geometry_type"] is None:
            return _plain_layer(stored, drop=())
        return _spatial_layer(stored, meta["geometry_name"] or "wkb_geometry", meta["crs"])
    except pyogrio.errors.CRSError:
        return _damaged(source, ".prj" if source.path.suffix.lower() == ".shp" else None)
    except Exception:  # GDAL's failures have no common class
        return _damaged(source)


def _recoded(source: TableSource, layer: _Layer) -> _Layer | Problem:
    """The texts of a Shapefile's layer in their true encoding."""
    encoding = label(source)
    if encoding and not is_known(encoding):
        return whole_file(source.name, unknown_encoding(encoding))
    texts = {cell for column in (layer.headings, *layer.columns) for cell in column if isinstance(cell, str)}
    true = recoded(texts, encoding)
    if true is None:
        expected = text(
            "the texts of the .dbf are not in {encoding}: state encoding under [tables] in project.toml",
            encoding=encoding or "UTF-8 / CP932",
        )
        return whole_file(source.name, expected)
    columns = tuple(
        cells_of([true[cell] if isinstance(cell, str) else cell for cell in column]) for column in layer.columns
    )
    return replace(layer, headings=tuple(true[heading] for heading in layer.headings), columns=columns)


def _gdal_path(path: Path) -> str:
    """The driver library takes ``!`` for the border of an archive; GDAL's own prefixes keep it from looking."""
    return f"/vsisubfile/0,{path.absolute()}" if "!" in str(path) else str(path)


def _plain_layer(stored: Any, drop: Sequence[int]) -> _Layer:
    names = stored.column_names
    kept = [at for at, name in enumerate(names) if at not in drop and not _PANDAS_INDEX.fullmatch(name)]
    columns = tuple(cells_of([_cell(cell) for cell in stored.column(at).to_pylist()]) for at in kept)
    return _Layer(tuple(names[at] for at in kept), columns, stored.num_rows)


def _spatial_layer(stored: Any, geometry_name: str, crs: Any) -> _Layer:
    import shapely

    # The geometry comes last, after any field that happens to bear its name.
    at = max(at for at, name in enumerate(stored.column_names) if name == geometry_name)
    written = cells_of(stored.column(at).to_pylist())
    shapes = shapely.from_wkb(written, on_invalid="ignore")
    unreadable = [row for row, shape in enumerate(shapes) if shape is None and written[row] is not None]
    plain = _plain_layer(stored, drop=(at,))
    return _Layer(plain.headings, plain.columns, plain.count, shapes, tuple(unreadable), crs)


def _geoparquet_layer(path: Path, stored: Any) -> _Layer:
    import geopandas

    frame = geopandas.read_parquet(path)
    # geopandas leaves out the boxes that some programs add; what it keeps but geometry are fields.
    spatial = set(frame.columns[frame.dtypes == "geometry"])
    fields = (set(frame.columns) | set(frame.index.names)) - spatial
    plain = _plain_layer(stored, [at for at, name in enumerate(stored.column_names) if name not in fields])
    shapes = np.asarray(frame.geometry.array, dtype=object)
    return _Layer(plain.headings, plain.columns, plain.count, shapes, (), frame.crs)


def _cell(cell: Any) -> Any:
    """The cell as a plain value: no NaN, no lists or bytes."""
    if cell is None or isinstance(cell, str | bool | int):
        return cell
    if isinstance(cell, float):
        return None if math.isnan(cell) else cell
    if isinstance(cell, list | dict):
        return json.dumps(cell, ensure_ascii=False, default=str)
    if isinstance(cell, bytes):
        return cell.decode("utf-8", errors="replace")
    return cell if hasattr(cell, "year") else _number_or_text(cell)


def _number_or_text(cell: Any) -> float | str:
    """Decimals as numbers, anything else (times, durations) as its text."""
    return float(cell) if hasattr(cell, "as_tuple") and cell.is_finite() else str(cell)


def _to_table(
    source: TableSource, table: Table, layer: _Layer, notes: dict[str, Any], *, truncated: bool
) -> tuple[RawTable | None, list[Problem]]:
    expected = text("the geometry cannot be read: draw it again")
    problems = [Problem(source.name, str(row + 1), "geometry", None, expected) for row in layer.unreadable]
    shapes = layer.shapes
    if shapes is not None:
        placed = to_lon_lat(shapes, layer.crs, source, table)
        problems += placed.problems
        if placed.fatal:
            return None, problems
        shapes = placed.shapes
    named = [at for at, heading in enumerate(layer.headings) if not is_blank(heading)]
    raw = RawTable(
        source.name,
        sha256_of(source.path),
        tuple(layer.headings[at].strip() for at in named),
        tuple(layer.columns[at] for at in named),
        np.arange(1, layer.count + 1, dtype=np.int64),
        geometry=shapes,
        truncated_headings=truncated,
        notes=notes,
    )
    return raw, problems
