"""Designs of the sunlight engine as rows: layouts, losses, glare, and the rings that plans are drawn from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from siting.language import Text, text
from siting.project.sunlight.files import Module
from siting.project.sunlight.settings import Solar
from siting.run.sun_plots import SunPlot
from siting.run.sun_yields import Energy
from siting.solar.records import GlareStudy, Layout, Tables
from siting.vocabulary.azimuth import to_south
from siting.vocabulary.solar import GLARE_HOURS, LOSS_STEPS, SUN_MONTHS

Row = dict[str, Any]
# Panels turned further than east or west see less than flat ones.
EAST_OR_WEST_DEG = 90.0
# Rings keep millimetres.
RING_DECIMALS = 3


def layout_row(
    plot: SunPlot, layout: Layout, energy: Energy, solar: Solar, module: Module | None, said: tuple[Text, ...] = ()
) -> Row:
    """The row of layouts.csv of one design; ``notes`` is a list of texts."""
    turned = text(
        "the panels face {azimuth} degrees, away from the sun: 0 is south, west is positive, 180 is north",
        azimuth=f"{to_south(layout.azimuth_deg):g}",
    )
    north = (turned,) if abs(to_south(layout.azimuth_deg)) > EAST_OR_WEST_DEG and layout.tilt_deg > 0 else ()
    ratio, allowance = solar.inverter.dc_ac_ratio, plot.ground.load_allowance_kn_m2
    return {
        "option_id": plot.option_id(layout),
        "owner_id": plot.owner_id,
        "mode": "area" if layout.outline is None else "polygon",
        "method": solar.method,
        "module": solar.module or None,
        "tilt_deg": layout.tilt_deg,
        "facing_deg": to_south(layout.azimuth_deg),
        "ground_area_m2": layout.ground_area_m2,
        "kept_out_area_m2": np.nan if layout.kept_out is None else float(layout.kept_out.area),
        "usable_area_m2": layout.usable_area_m2,
        "panel_area_m2": layout.panel_area_m2,
        "panels": np.nan if layout.panels is None else float(layout.panels),
        "rows": np.nan if layout.outline is None else float(layout.rows),
        "slope_m": layout.slope_m,
        "row_gap_m": layout.pitch.gap_m,
        "row_pitch_m": layout.pitch.pitch_m,
        "gap_per_height": layout.pitch.gap_per_height,
        "ground_cover": layout.ground_cover,
        "capacity_kw": layout.kw,
        "ac_kw": layout.kw / ratio if solar.method == "hourly" else np.nan,
        "poa_kwh_m2": energy.poa_kwh_m2,
        "annual_kwh": energy.annual_kwh,
        "specific_kwh_per_kw": energy.annual_kwh / layout.kw if layout.kw > 0 else np.nan,
        "start_kwh": energy.start_kwh,
        "p90_kwh": energy.p90_kwh,
        "low_kwh": energy.low_kwh,
        "high_kwh": energy.high_kwh,
        "jis_kwh": energy.jis_kwh,
        "load_kn_m2": layout.load_kn_m2,
        "load_allowance_kn_m2": np.nan if allowance is None else allowance,
        "load_state": layout.load_state,
        "chosen_for": None,
        "weather": energy.weather or None,
        "origin_lat": layout.origin_lat,
        "origin_lon": layout.origin_lon,
        "orientation": layout.orientation or None,
        "aligned": layout.aligned,
        "shown": False,
        "module_length_m": np.nan if module is None else module.length_m,
        "module_width_m": np.nan if module is None else module.width_m,
        "notes": list(dict.fromkeys([*north, *layout.notes, *energy.notes, *said])),
        **{column.name: float(kwh) for column, kwh in zip(SUN_MONTHS, energy.months_kwh, strict=True)},
    }


def loss_rows(option_id: str, energy: Energy) -> Iterator[Row]:
    """What takes of the energy, step by step; steps that take nothing are left out."""
    left = energy.start_kwh
    for step in LOSS_STEPS:
        kwh = energy.losses.get(step.value, 0.0)
        if kwh:
            share = kwh / left if left else np.nan
            left -= kwh
            yield {"option_id": option_id, "step": step.value, "kwh": kwh, "share": share, "left_kwh": left}


def glare_row(option_id: str, study: GlareStudy) -> Row:
    """The row of glare.csv of one design and observer."""
    worst = "; ".join(f"{month}/{day} {minutes:g} min" for month, day, minutes in study.worst)
    minutes = np.asarray(study.minutes, dtype=float).ravel()
    return {
        "option_id": option_id, "observer": study.observer, "distance_m": study.distance_m,
        "bearing_deg": study.bearing_deg, "minutes_per_year": study.total_minutes, "worst": worst or None,
        **{column.name: float(value) for column, value in zip(GLARE_HOURS, minutes, strict=True)},
    }  # fmt: skip


def outline_rows(option_id: str, layout: Layout) -> Iterator[Row]:
    """The rings of a layout in local metres: plot, usable ground, what stays free, tables."""
    for part, shape in (("plot", layout.outline), ("usable", layout.usable), ("kept_out", layout.kept_out)):
        for polygon in _polygons(shape):
            yield _ring(option_id, part, polygon.exterior.coords)
            if part != "kept_out":
                for hole in polygon.interiors:
                    yield _ring(option_id, f"{part}_hole", hole.coords)
    if layout.tables is not None:
        yield from _tables(option_id, layout.tables)


def _polygons(shape: Any) -> list[Any]:
    if shape is None or shape.is_empty:
        return []
    parts = getattr(shape, "geoms", [shape])
    return [one for one in parts if one.geom_type == "Polygon"]


def _tables(option_id: str, tables: Tables) -> Iterator[Row]:
    for corners, row, across, up in zip(tables.corners, tables.row, tables.across, tables.up, strict=True):
        yield {**_ring(option_id, "table", corners), "row": int(row), "across": int(across), "up": int(up)}


def _ring(option_id: str, part: str, points: Any) -> Row:
    xy = np.asarray(points, dtype=float)[:, :2].round(RING_DECIMALS) + 0.0
    ring = ",".join(f"{x:g} {y:g}" if abs(x) < 1e3 and abs(y) < 1e3 else f"{x:.3f} {y:.3f}" for x, y in xy.tolist())
    return {"option_id": option_id, "part": part, "row": 0, "across": 0, "up": 0, "ring": ring}
