"""The panels of one plot as files: the plan as SVG, the modules as DXF and as GeoJSON, the hours of the year as CSV."""

from __future__ import annotations

from collections.abc import Callable, Collection

import numpy as np
import pandas as pd

from siting.frames import records
from siting.reporting.delimited import csv_bytes
from siting.reporting.exports_sun import collection, panel_features
from siting.reporting.sun_drawings import plan_svg
from siting.run.one_panels import OneDesign, OnePanels
from siting.run.sun_frames import outline_rows
from siting.solar.layout.dxf import dxf_text
from siting.solar.layout.modules import module_corners
from siting.solar.yields.yearly import hourly
from siting.vocabulary.solar import layout_variant


def drawings_of(found: OnePanels, wanted: Collection[str], lang: str) -> dict[str, str]:
    """The ``wanted`` files as text: chart, dxf and geojson of the first tilt, hourly of all."""
    first = found.designs[0]
    makers: dict[str, Callable[[], str]] = {
        "chart": lambda: plan_svg(first.layout, lang),
        "dxf": lambda: dxf_of(found, first),
        "geojson": lambda: geojson_of(found, first),
        "hourly": lambda: hours_of(found, lang),
    }
    return {name: make() for name, make in makers.items() if name in wanted}


def dxf_of(found: OnePanels, design: OneDesign) -> str:
    """The drawing of a design with its modules: in the stated plane rectangular system, or in metres around the plot's middle."""
    layout, module = design.layout, found.module
    modules = None
    if module is not None and layout.tables is not None and layout.kw > 0:
        gap_m = found.solar.layout.module_gap_m
        modules = module_corners(layout.tables, layout.orientation, module.length_m, module.width_m, gap_m)
    return dxf_text(layout, modules, found.system)


def geojson_of(found: OnePanels, design: OneDesign) -> str:
    """The modules of a design (its tables where no module is named) as panels.geojson of a run has them."""
    rings = pd.DataFrame(outline_rows(design.row["option_id"], design.layout))
    (row,) = records(pd.DataFrame([design.row]))
    return collection(panel_features(rings, row, found.solar.layout.module_gap_m))


def hours_of(found: OnePanels, lang: str) -> str:
    """The 8,760 hours from 1 January, +09:00: weather, and the energy of every tilt [kWh]; ``hour`` 1 is 0 to 1 o'clock."""
    place, weather = found.place, found.weather
    energy = hourly(weather, place.designs, place.model, place.screens)
    days = np.repeat(np.arange(np.datetime64("2001-01-01"), np.datetime64("2002-01-01")), 24)
    months = days.astype("datetime64[M]")
    frame = pd.DataFrame(
        {
            "month": months.astype(np.int64) % 12 + 1, "day": (days - months.astype(days.dtype)).astype(np.int64) + 1,
            "hour": np.tile(np.arange(1, 25), 365), "ghi_w_m2": weather.ghi, "dni_w_m2": weather.dni,
            "dhi_w_m2": weather.dhi, "temperature_c": weather.temperature_c,
        }
    )  # fmt: skip
    for design, kwh in zip(found.designs, energy, strict=True):
        frame[f"kwh_{layout_variant(design.layout.tilt_deg)}"] = kwh
    return csv_bytes(frame, lang).decode("utf-8")
