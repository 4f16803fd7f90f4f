"""Panels of one tilt on one plot: on its outline where it is drawn, else by its area."""

from __future__ import annotations

import math
from dataclasses import dataclass

from siting.language import Text, text
from siting.project.drawings.local import km_between
from siting.project.sunlight.files import Block, Module, Outline
from siting.project.sunlight.settings import Solar
from siting.solar.layout.area import MANY_ROWS, spread
from siting.solar.layout.faults import CannotLayOut
from siting.solar.layout.load import load_of
from siting.solar.layout.pitch import row_pitch
from siting.solar.layout.polygon import Way, edge_azimuth, fill
from siting.solar.layout.unit import units_of
from siting.solar.layout.usable import Usable, usable_area
from siting.solar.records import Layout
from siting.vocabulary.azimuth import from_south

# Farther from its facility than this, an outline is in the wrong place [km].
FARTHEST_KM = 50.0


@dataclass(frozen=True)
class Ground:
    """Where panels may stand: a plot, a group of plots, or a bare area.

    Either ``outline`` (lon/lat, as read) or ``area_m2`` is needed; with both the outline counts. ``obstacles`` are
    footprints on the ground, those elsewhere do nothing. The allowance [kN/m2] is None where nobody knows it.
    """

    lat: float
    lon: float
    area_m2: float | None = None
    outline: Outline | None = None
    obstacles: tuple[Block, ...] = ()
    mount: str = ""
    load_allowance_kn_m2: float | None = None


def lay_out(ground: Ground, solar: Solar, tilt_deg: float, module: Module | None) -> Layout:
    """The layout with most modules that ``[solar.layout]`` allows; ``CannotLayOut`` where there is no ground to lay out."""
    if ground.outline is not None:
        return _on_outline(ground, ground.outline, solar, tilt_deg, module)
    if ground.area_m2 is None or not ground.area_m2 > 0:
        raise CannotLayOut(text("neither an outline nor a ground area is known"))
    return _on_area(ground, ground.area_m2, solar, tilt_deg, module)


def _on_area(ground: Ground, area_m2: float, solar: Solar, tilt_deg: float, module: Module | None) -> Layout:
    azimuth, spacing = from_south(solar.facing), solar.layout.spacing
    choices = [
        spread(area_m2, unit, row_pitch(spacing, ground.lat, ground.lon, tilt_deg, azimuth, unit.slope_m))
        for unit in units_of(solar, module)
    ]
    # max takes the first of equal ones.
    best = max(choices, key=lambda one: (one.panels or 0, one.kw))
    load = load_of(solar.layout, ground.mount, module, ground.load_allowance_kn_m2)
    return Layout(
        tilt_deg=tilt_deg,
        azimuth_deg=azimuth,
        pitch=best.pitch,
        slope_m=best.unit.slope_m,
        ground_area_m2=area_m2,
        usable_area_m2=area_m2,
        panel_area_m2=best.panel_area_m2,
        kw=best.kw,
        rows=0 if best.panels == 0 else MANY_ROWS,
        panels=best.panels,
        orientation=best.unit.orientation,
        load_kn_m2=load.kn_m2,
        load_state=load.state,
        notes=(*_none_fits(best.panels == 0, area_m2), *load.notes),
    )


def _on_outline(ground: Ground, outline: Outline, solar: Solar, tilt_deg: float, module: Module | None) -> Layout:
    usable = usable_area(outline, ground.obstacles, solar.layout.margin_m)
    _near(ground, usable)
    filled = fill(usable, _ways(usable, solar, tilt_deg, module), tilt_deg)
    unit = filled.way.unit
    load = load_of(solar.layout, ground.mount, module, ground.load_allowance_kn_m2)
    said = _none_fits(filled.units == 0, usable.area.area)
    return Layout(
        tilt_deg=tilt_deg,
        azimuth_deg=filled.way.azimuth_deg,
        pitch=filled.way.pitch,
        slope_m=unit.slope_m,
        ground_area_m2=float(usable.outline.area),
        usable_area_m2=float(usable.area.area),
        panel_area_m2=filled.units * unit.panel_area_m2,
        kw=filled.units * unit.kw,
        rows=filled.rows,
        panels=filled.units * unit.panels if unit.panels else None,
        orientation=unit.orientation,
        aligned=filled.way.aligned,
        origin_lat=usable.lat,
        origin_lon=usable.lon,
        outline=usable.outline,
        usable=usable.area,
        kept_out=usable.kept_out,
        tables=filled.tables,
        load_kn_m2=load.kn_m2,
        load_state=load.state,
        notes=(*outline.notes, *said, *load.notes),
    )


def _ways(usable: Usable, solar: Solar, tilt_deg: float, module: Module | None) -> list[Way]:
    """Every way that ``[solar.layout]`` leaves open, in the order in which equal ones count."""
    rules = solar.layout
    facing = from_south(solar.facing)
    azimuths = {"facing": facing}
    if rules.align != "facing":
        azimuths["edge"] = edge_azimuth(usable.outline, facing)
    if rules.align == "edge":
        del azimuths["facing"]
    return [
        Way(unit, row_pitch(rules.spacing, usable.lat, usable.lon, tilt_deg, azimuth, unit.slope_m), azimuth, aligned)
        for unit in units_of(solar, module)
        for aligned, azimuth in azimuths.items()
    ]


def _near(ground: Ground, usable: Usable) -> None:
    """An outline far from its facility is in another coordinate system than it says."""
    if math.isnan(ground.lat) or math.isnan(ground.lon):
        return
    away_km = km_between(ground.lat, ground.lon, usable.lat, usable.lon)
    if away_km > FARTHEST_KM:
        raise CannotLayOut(
            text(
                "the outline lies {distance} km from the facility: check its coordinate system",
                distance=f"{away_km:,.0f}",
            )
        )


def _none_fits(none: bool, usable_m2: float) -> list[Text]:
    return [text("no table fits on the usable area of {area} m2", area=f"{usable_m2:,.1f}")] if none else []
