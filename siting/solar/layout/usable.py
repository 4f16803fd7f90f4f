"""What of a plot can hold panels: the outline less a margin along its edge, obstacles with their set-back, and what stays free.

Offsets are mitred: at a corner they keep at least the distance asked for, never less.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from siting.language import Text, text
from siting.project.sunlight.files import Block, Outline
from siting.solar.layout.faults import CannotLayOut
from siting.solar.layout.place import origin_of, to_local
from siting.solar.layout.strips import TOUCH_M

# An outline farther across is no plot but a wrong coordinate system [deg].
WIDEST_DEG = 1.0


@dataclass(frozen=True)
class Usable:
    """A plot in local metres around ``lat``, ``lon``: (Multi)Polygons, empty where nothing is left.

    ``within`` is the outline less its margin; ``area`` that less ``kept_out``, which is clipped to the outline.
    """

    lat: float
    lon: float
    outline: Any
    within: Any
    kept_out: Any
    area: Any


def usable_area(outline: Outline, obstacles: Iterable[Block], margin_m: float) -> Usable:
    """The usable area of a plot; ``CannotLayOut`` for an outline or footprint that encloses no clear area."""
    plot = _checked(outline.shape, text("the outline of the plot"))
    lat, lon = origin_of(plot)
    local = to_local(plot, lat, lon)
    free = [] if outline.kept_out is None or outline.kept_out.is_empty else [(outline.kept_out, 0.0)]
    free += [(block.shape, block.set_back_m) for block in obstacles]
    shapes = [
        _off(to_local(_checked(shape, text("an obstacle or an area that stays free")), lat, lon), distance)
        for shape, distance in free
    ]
    return left_of(local, shapes, margin_m, lat, lon)


def left_of(
    outline_m: Any, kept_out_m: Sequence[Any], margin_m: float, lat: float = math.nan, lon: float = math.nan
) -> Usable:
    """What a margin and areas that stay free leave of an outline; shapes and result in local metres."""
    import shapely

    within = _off(outline_m, -margin_m)
    kept_out = _polygons(shapely.intersection(outline_m, shapely.union_all(kept_out_m)))
    return Usable(lat, lon, outline_m, within, kept_out, _polygons(shapely.difference(within, kept_out)))


def _off(shape: Any, distance_m: float) -> Any:
    import shapely

    if abs(distance_m) < TOUCH_M:
        return shape
    return _polygons(shapely.buffer(shape, distance_m, join_style="mitre"))


def _checked(shape: Any, what: Text) -> Any:
    """The shape as a valid (Multi)Polygon in longitude and latitude; parts that touch become one."""
    import shapely

    if shape is None or shape.is_empty or shape.geom_type not in ("Polygon", "MultiPolygon"):
        raise CannotLayOut(text("{what} encloses no area: draw it as a closed polygon", what=what))
    west, south, east, north = shape.bounds
    if not (-180 <= west <= east <= 180 and -90 < south <= north < 90):
        raise CannotLayOut(
            text(
                "{what} lies at {x}, {y}, which is no longitude and latitude: check its coordinate system",
                what=what,
                x=f"{west:.6g}",
                y=f"{south:.6g}",
            )
        )
    if max(east - west, north - south) > WIDEST_DEG:
        raise CannotLayOut(
            text("{what} is more than {width} degree wide: check its coordinate system", what=what, width="1")
        )
    for part in shapely.get_parts(shape):
        if not part.is_valid:
            raise CannotLayOut(_crossing(part, what))
    return shapely.union_all(shapely.get_parts(shape))


def _crossing(part: Any, what: Text) -> Text:
    """The words for a polygon that is none; the place is where shapely found the fault."""
    import shapely

    reason = str(shapely.is_valid_reason(part))
    place = reason[reason.index("[") + 1 : -1].replace(" ", ", ") if "[" in reason else f"{part.bounds[:2]}"
    return text(
        "{what} crosses or touches itself at {place} (longitude, latitude): draw it again", what=what, place=place
    )


def _polygons(shape: Any) -> Any:
    """The areas of a shape alone; points and lines that an overlay left behind fall away."""
    import shapely

    parts = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon" and not part.is_empty]
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)
