"""The lines of a DXF file by layer, as GDAL reads them: curves made straight, blocks resolved, hatches and texts left."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from siting.errors import Problem
from siting.language import text
from siting.project.readers.files import sha256_of, unopenable, whole_file
from siting.project.readers.raw import TableSource
from siting.project.readers.shapefile import recoded

Lines = dict[str, list[Any]]
_OTHER_DRAWINGS = (".dwg", ".jww", ".jwc", ".sfc", ".p21", ".pdf")
# Characters outside a file's code page are written as \U+6577.
_ESCAPED = re.compile(r"\\U\+([0-9A-Fa-f]{4})")


def read_dxf(path: Path, file: str) -> tuple[Lines | None, str, list[Problem]]:
    """Line strings (in the drawing's unit) of every layer, the file's hash, and its faults."""
    if path.suffix.lower() in _OTHER_DRAWINGS:
        return None, "", [whole_file(file, text("siting reads drawings as .dxf: save the drawing as DXF"))]
    if problem := unopenable(TableSource(path, file)):
        return None, "", [problem]
    stored = _stored(path)
    if stored is None or "Layer" not in stored.column_names:
        expected = text("this is no text DXF, or it is damaged: save the drawing as ASCII DXF again")
        return None, "", [whole_file(file, expected)]
    names = stored.column("Layer").to_pylist()
    true = recoded({one for one in names if one}, None)
    if true is None:
        return None, "", [whole_file(file, text("the names of the layers are neither UTF-8 nor CP932 (Shift_JIS)"))]
    return _by_layer(stored, [_unescaped(true[one]) if one else "" for one in names]), sha256_of(path), []


def _stored(path: Path) -> Any:
    import pyogrio

    try:
        with _byte_by_byte(), warnings.catch_warnings(action="ignore"):
            return pyogrio.read_arrow(path, columns=["Layer", "PaperSpace"])[1]
    except Exception:  # GDAL's failures have no common class
        return None


@contextmanager
def _byte_by_byte() -> Iterator[None]:
    """Texts as Latin-1: from AutoCAD 2007 on they are UTF-8, where GDAL still goes by the code page in the head."""
    import pyogrio

    before = pyogrio.get_gdal_config_option("DXF_ENCODING")
    pyogrio.set_gdal_config_options({"DXF_ENCODING": "ISO-8859-1"})
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options({"DXF_ENCODING": before})


def _unescaped(name: str) -> str:
    return _ESCAPED.sub(lambda found: chr(int(found.group(1), 16)), name)


def _by_layer(stored: Any, names: list[str]) -> Lines:
    import shapely

    found: Lines = {}
    shapes = shapely.force_2d(shapely.from_wkb(stored.column(stored.column_names[-1]).to_pylist(), on_invalid="ignore"))
    on_paper = stored.column("PaperSpace").to_pylist()
    for name, shape, paper in zip(names, shapes, on_paper, strict=True):
        if shape is None or paper:
            continue
        # Hatches come as polygons and texts as points; what encloses ground is drawn as a line.
        lines = found.setdefault(name, [])
        lines += [part for part in _parts(shape) if part.geom_type == "LineString" and not part.is_empty]
    return found


def _parts(shape: Any) -> Iterator[Any]:
    """The single shapes of a collection of collections, as a block becomes."""
    if hasattr(shape, "geoms"):
        for one in shape.geoms:
            yield from _parts(one)
    else:
        yield shape
