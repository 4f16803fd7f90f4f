"""A layout as DXF (release 12, ASCII), which every drawing program reads: closed polylines on five layers, in metres.

The format is Autodesk's published one: pairs of lines, a group code and its value. Release 12 names neither unit nor
coordinate system; both stand in a comment at the head.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np

from siting.solar.layout.place import to_lon_lat
from siting.solar.records import Floats, Layout

# Layers and their colours (AutoCAD colour index).
LAYERS = {"PLOT": 7, "USABLE": 3, "KEEP_OUT": 1, "TABLES": 5, "MODULES": 4}
# JGD2011 in longitude and latitude, and plane rectangular system 1; systems 2 to 19 follow it in the EPSG register.
JGD2011, FIRST_SYSTEM = 6668, 6669
SYSTEMS = range(1, 20)
SWAPPED = "drawing x is east (Y of the system), drawing y is north (X)"

Placing = Callable[[Floats], Floats]


def dxf_text(layout: Layout, modules: Floats | None = None, system: int | None = None) -> str:
    """The drawing of a layout; ``modules`` are corners as ``module_corners`` gives them.

    In local metres around the layout's origin (x east, y true north), or in the plane rectangular ``system`` 1 to 19
    (平面直角座標系, JGD2011) with the drawing's x to the east. ``ValueError`` in area mode or for an unknown system.
    """
    if layout.outline is None:
        raise ValueError("a layout by area has no geometry")
    placing = _placing(layout, system)
    rings: list[tuple[str, Floats]] = [
        *(("PLOT", ring) for ring in rings_of(layout.outline)),
        *(("USABLE", ring) for ring in rings_of(layout.usable)),
        *(("KEEP_OUT", ring) for ring in rings_of(layout.kept_out)),
    ]
    rings += [("TABLES", ring) for ring in ([] if layout.tables is None else layout.tables.corners)]
    rings += [("MODULES", ring) for ring in ([] if modules is None else modules)]
    return "\n".join([*_head(_where(layout, system)), *_entities(rings, placing), "0", "EOF", ""])


def rings_of(shape: Any) -> list[Floats]:
    """Rings of a (Multi)Polygon, outer and inner, without the repeated last point."""
    import shapely

    if shape is None or shape.is_empty:
        return []
    lines = shapely.get_parts(shapely.get_rings(shapely.get_parts(shape)))
    return [shapely.get_coordinates(line)[:-1] for line in lines]


def _where(layout: Layout, system: int | None) -> str:
    if system is not None:
        return f"metres, plane rectangular system {system} (JGD2011), {SWAPPED}"
    return f"metres from latitude {layout.origin_lat:.9f}, longitude {layout.origin_lon:.9f}, x east, y true north"


def _placing(layout: Layout, system: int | None) -> Placing:
    if system is None:
        return lambda points: points
    if system not in SYSTEMS:
        raise ValueError(f"expected a plane rectangular system 1 to 19, got {system}")
    from pyproj import Transformer

    transform = Transformer.from_crs(JGD2011, FIRST_SYSTEM + system - 1, always_xy=True).transform

    def place(points: Floats) -> Floats:
        lonlat = to_lon_lat(points, layout.origin_lat, layout.origin_lon)
        return np.column_stack(transform(lonlat[:, 0], lonlat[:, 1]))

    return place


def _head(comment: str) -> Iterator[str]:
    yield from ("999", comment, "0", "SECTION", "2", "HEADER", "9", "$ACADVER", "1", "AC1009", "0", "ENDSEC")
    yield from ("0", "SECTION", "2", "TABLES", "0", "TABLE", "2", "LAYER", "70", str(len(LAYERS)))
    for name, colour in LAYERS.items():
        yield from ("0", "LAYER", "2", name, "70", "0", "62", str(colour), "6", "CONTINUOUS")
    yield from ("0", "ENDTAB", "0", "ENDSEC")


def _entities(rings: Iterable[tuple[str, Floats]], placing: Placing) -> Iterator[str]:
    """Closed polylines; all points are placed at once, since a projection costs by the call."""
    layers_and_rings = list(rings)
    points = placing(np.concatenate([ring for _, ring in layers_and_rings]))
    numbers = np.char.mod("%.4f", points)
    yield from ("0", "SECTION", "2", "ENTITIES")
    start = 0
    for layer, ring in layers_and_rings:
        yield from ("0", "POLYLINE", "8", layer, "66", "1", "10", "0.0", "20", "0.0", "30", "0.0", "70", "1")
        for x, y in numbers[start : start + len(ring)]:
            yield from ("0", "VERTEX", "8", layer, "10", x, "20", y, "30", "0.0")
        yield from ("0", "SEQEND", "8", layer)
        start += len(ring)
    yield from ("0", "ENDSEC")
