"""A layer of obstacles, buildings or observers: its geometry in lon/lat and its columns by their headings."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from siting.errors import Problem
from siting.language import text
from siting.project.readers import read_table
from siting.project.readers.coordinates import parsed_crs
from siting.project.readers.files import LAYERED, whole_file
from siting.project.readers.geo import layer_names
from siting.project.readers.parts import named_like
from siting.project.readers.raw import RawTable, TableSource
from siting.project.toml import FILE
from siting.project.values import half_width, read_column
from siting.vocabulary import Column, Table
from siting.vocabulary.columns import number

Floats = npt.NDArray[np.float64]
_SHAPEFILE = (".shp", ".dbf")
_CUT_BYTES = 10  # what a Shapefile leaves of a heading
_BRACKET = re.compile(r"[(\[](.*?)[)\]]$")
_METRES = ("m", "メートル", "metre", "meter", "metres", "meters", "")
NAMES = ("name", "名称", "名前", "建物名", "gml:name", "gml_name", "gml:id", "gml_id", "bldg:buildingid", "建物id")


@dataclass(frozen=True)
class AskedLayer:
    """A layer as project.toml asks for it: which key names the file, which the layer, and what it is called."""

    folder: Path
    key: str
    file: str
    layer_key: str
    layer: str | None
    name: str
    ja: str
    line: Callable[[str], str]

    def whole(self, wording: Any) -> Problem:
        """A fault of the whole file."""
        return whole_file(self.file, wording)


def read_layer(asked: AskedLayer) -> tuple[RawTable | None, list[Problem]]:
    """The layer with geometry in lon/lat where it has any, or why it cannot be read."""
    path = asked.folder / asked.file
    layer = asked.layer
    if path.suffix.lower() in LAYERED and path.is_file():
        found = _layer_of(asked, path)
        if isinstance(found, Problem):
            return None, [found]
        layer = found
    source = TableSource(path, asked.file, layer=layer)
    raw, problems = read_table(source, Table(asked.name, asked.ja, asked.name, ()))
    # A row without a sound geometry is no row at all here.
    return (None if problems else raw), problems


def _layer_of(asked: AskedLayer, path: Path) -> str | Problem | None:
    """The layer that is meant, once it is known to name its coordinate system; None where its reader will find out."""
    if path.suffix.lower() in _SHAPEFILE:
        return None if _has_crs(path, None) else asked.whole(_no_crs())
    names = layer_names(path)
    if not names:
        return asked.layer
    if asked.layer is not None:
        found = [one for one in names if one == asked.layer] or named_like(names, (asked.layer,))
    else:
        found = named_like(names, (asked.name, asked.ja)) or (names if len(names) == 1 else [])
    if len(found) != 1:
        expected = text("state which layer: {key}; the file has {names}", key=asked.layer_key, names=", ".join(names))
        return Problem(FILE, asked.line(asked.layer_key), asked.layer_key, asked.layer, expected)
    return found[0] if _has_crs(path, found[0]) else asked.whole(_no_crs())


def _no_crs() -> Any:
    return text("the file names no coordinate system: set it in the GIS and save the layer again")


def _has_crs(path: Path, layer: str | None) -> bool:
    """Whether the layer names a coordinate system; true as well where the file cannot be read, which is told elsewhere."""
    import pyogrio

    try:
        info = pyogrio.read_info(
            path, layer=layer, encoding="ISO-8859-1" if path.suffix.lower() in _SHAPEFILE else None
        )
    except Exception:  # GDAL's failures have no common class
        return True
    return info["geometry_type"] is None or (info["crs"] is not None and parsed_crs(info["crs"]) is not None)


def find_heading(raw: RawTable, names: Sequence[str]) -> int | None:
    """The column under the first of the headings that is there; a Shapefile may have cut it."""
    folded = [_folded(heading) for heading in raw.headings]
    for name in names:
        wanted = [_folded(name)]
        if raw.truncated_headings:
            wanted += [
                _folded(name.encode(code, "ignore")[:_CUT_BYTES].decode(code, "ignore")) for code in ("utf-8", "cp932")
            ]
        for one in wanted:
            if one and one in folded:
                return folded.index(one)
    return None


def metres_in(raw: RawTable, at: int, name: str, low: float | None = 0.0) -> tuple[Floats, list[Problem]]:
    """A column of lengths [m], NaN where blank, and the cells that are none."""
    bracket = _BRACKET.search(_plain(raw.headings[at]))
    if bracket is not None and bracket.group(1).strip() not in _METRES:
        expected = text("this column counts in {unit}: convert the figures and the heading", unit="m")
        return np.full(len(raw.rows), np.nan), [Problem(raw.file, "", raw.headings[at], None, expected)]
    return numbers_in(raw, at, number(name, name, name, "m", low=low))


def numbers_in(raw: RawTable, at: int, column: Column) -> tuple[Floats, list[Problem]]:
    """A column of numbers, NaN where blank, and the cells that are none or out of bounds."""
    values, faults = read_column(raw.columns[at], column)
    problems = [
        Problem(raw.file, raw.place(fault.row, at), raw.headings[at], fault.value, fault.expected, column.unit)
        for fault in faults
    ]
    return np.asarray(values, dtype=np.float64), problems


def names_in(raw: RawTable, ja: str) -> list[str]:
    """What each row is called: its name column, else its number."""
    at = find_heading(raw, NAMES)
    cells = [None] * len(raw.rows) if at is None else list(raw.columns[at])
    return [
        str(cell).strip() if cell not in (None, "") else f"{ja} {row}"
        for cell, row in zip(cells, raw.rows, strict=True)
    ]


def polygons_in(shape: Any) -> Any:
    """The ground a shape covers: its polygons without height, mended and united; None if it covers none."""
    import shapely

    faces = [one for one in _flat(shape) if one.geom_type == "Polygon" and not one.is_empty]
    sound = [part for face in faces for part in _flat(shapely.make_valid(shapely.force_2d(face))) if part.area > 0]
    return shapely.union_all(sound) if sound else None


def _flat(shape: Any) -> Iterator[Any]:
    if hasattr(shape, "geoms"):
        for one in shape.geoms:
            yield from _flat(one)
    else:
        yield shape


def _folded(heading: str) -> str:
    return re.sub(r"[\s_]+", "", _BRACKET.sub("", _plain(heading)))


def _plain(heading: str) -> str:
    return unicodedata.normalize("NFKC", half_width(heading)).casefold().strip()
