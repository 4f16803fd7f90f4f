"""Grounds, settings and modules that the tests of the layout share."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from shapely.affinity import rotate

from siting.project.sunlight.files import Block, Module, Outline
from siting.project.sunlight.settings import Solar
from siting.solar.layout.design import Ground
from siting.solar.layout.place import shape_to_lon_lat
from siting.solar.layout.polygon import Filled, Way
from siting.solar.layout.unit import Unit, units_of
from siting.solar.layout.usable import Usable, left_of
from siting.solar.records import Pitch

# Toyonaka.
LAT, LON = 34.78, 135.47
# A module of our own making: round figures.
MODULE = Module("test", "test", 440.0, 1.762, 1.134, 22.0, -0.0029, "made up")


def solar(**layout: Any) -> Solar:
    return Solar.model_validate({"module": "test", "layout": layout})


def slope(slope_m: float = 6.6, kw_per_m2: float = 0.14, facing: float | str = 0.0, **layout: Any) -> Solar:
    return Solar.model_validate(
        {"kw_per_m2": kw_per_m2, "facing": facing, "method": "hourly", "layout": {"slope_m": slope_m, **layout},
         "physics": {"power_per_k": -0.004}}
    )  # fmt: skip


def drawn(shape_m: Any, kept_out_m: Any = None, obstacles: tuple[Block, ...] = (), **of_ground: Any) -> Ground:
    """A ground around Toyonaka from a shape in metres; obstacles are in metres as well."""

    def lonlat(shape: Any) -> Any:
        return shape_to_lon_lat(shape, LAT, LON)

    outline = Outline(lonlat(shape_m), None if kept_out_m is None else lonlat(kept_out_m))
    blocks = tuple(Block(one.name, lonlat(one.shape), one.height_m, one.set_back_m) for one in obstacles)
    return Ground(LAT, LON, outline=outline, obstacles=blocks, **of_ground)


def polygon(radii: list[float], stretch: float = 1.0, turn: float = 0.0) -> Any:
    """A star-shaped polygon, a corner for each radius [m]: any such is valid."""
    angle = np.arange(len(radii)) * 2 * np.pi / len(radii)
    shape = shapely.Polygon(np.column_stack([stretch * np.cos(angle), np.sin(angle)]) * np.array(radii)[:, None])
    return rotate(shape, turn, origin=(0, 0))


def unit(orientation: str = "portrait", **layout: Any) -> Unit:
    return units_of(solar(orientation=orientation, **layout), MODULE)[0]


def way(pitch_m: float, azimuth_deg: float = 180.0, of: Unit | None = None) -> Way:
    return Way(unit() if of is None else of, Pitch(2.3, 1.3, pitch_m, False), azimuth_deg, "facing")


def usable(shape_m: Any, kept_out_m: Any = (), margin_m: float = 0.0) -> Usable:
    return left_of(shape_m, list(kept_out_m), margin_m)


def modules_of(filled: Filled, gap_m: float = 0.02) -> Any:
    """The modules of a filled plot as shapely polygons."""
    from siting.solar.layout.modules import module_corners

    of = filled.way.unit
    corners = module_corners(filled.tables, of.orientation, MODULE.length_m, MODULE.width_m, gap_m)
    return shapely.polygons(corners)
