"""The panels of one plot as files: the plan as SVG, the modules as DXF and as GeoJSON."""

from __future__ import annotations

from collections.abc import Callable, Collection

import pandas as pd

from siting.frames import records
from siting.reporting.exports_sun import collection, panel_features
from siting.reporting.sun_drawings import plan_svg
from siting.run.one_panels import OneDesign, OnePanels
from siting.run.sun_frames import outline_rows
from siting.solar.layout.dxf import dxf_text
from siting.solar.layout.modules import module_corners


def drawings_of(found: OnePanels, wanted: Collection[str], lang: str) -> dict[str, str]:
    """The ``wanted`` files (chart, dxf, geojson) of the first tilt, as text."""
    first = found.designs[0]
    makers: dict[str, Callable[[], str]] = {
        "chart": lambda: plan_svg(first.layout, lang),
        "dxf": lambda: dxf_of(found, first),
        "geojson": lambda: geojson_of(found, first),
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
