"""How the power of a design of the sunlight engine comes about: panels on an outline, or by an area."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pandas as pd

from siting.language import Text, text, verbatim
from siting.project.modules import TABLE as MODULES
from siting.project.modules import shipped_modules
from siting.project.scalars import Sourced
from siting.project.sunlight.settings import Solar
from siting.project.toml import FILE, line_of
from siting.reporting.explain.lookup import Option, from_config, label_of, shown
from siting.reporting.explain.prices import told
from siting.reporting.explain.records import Input
from siting.reporting.explain.working import Working, worked
from siting.reporting.results import Results
from siting.vocabulary.solar import LAYOUT_COLUMNS

AREA_REMARK = text(
    "by area, without edges: panel_area_m2 = ground_area_m2 × slope_m / row_pitch_m, row_pitch_m = slope_m × cos(tilt) + max(min_gap_m, slope_m × sin(tilt) × gap_per_height)"
)
WHOLE_REMARK = text(
    "by area, without edges: as many whole modules as stand on ground_area_m2 in rows row_pitch_m apart, row_pitch_m = slope_m × cos(tilt) + max(min_gap_m, slope_m × sin(tilt) × gap_per_height)"
)
DRAWN_REMARK = text(
    "rows stand row_pitch_m apart on what the margin, obstacles and areas kept free leave of the outline; panels.geojson holds every module of the best tilts"
)
COLUMNS = {column.name: column for column in LAYOUT_COLUMNS}


def is_layout(option: Option) -> bool:
    """Whether the option is a design of the sunlight engine."""
    return bool(option.get("layout_row", -1) >= 0)


def layout_of(results: Results, option: Option) -> dict[str, Any]:
    """The option's row of layouts.csv."""
    found = results.layouts.iloc[int(option["layout_row"])]
    return {str(name): value for name, value in found.items()}


def solar_of(results: Results) -> Solar:
    """The section ``[solar]``, without which there is no design."""
    solar = results.config.solar
    assert solar is not None
    return solar


def layout_power(results: Results, option: Option) -> Working:
    """The power: panels times theirs, or panel area times power per area."""
    layout, solar = layout_of(results, option), solar_of(results)
    standing = list(_standing(results, layout, solar))
    by_area = layout["mode"] == "area"
    if solar.kw_per_m2 is None:
        inputs = [from_layout(layout, "panels"), _module_power(results, layout), *standing, _module_key(results, solar)]
        said = WHOLE_REMARK if by_area else DRAWN_REMARK
        return worked("capacity_kw", "panels × power_w / 1,000", option["capacity_kw"], inputs, said)
    density = from_config(results, "solar.kw_per_m2", solar.kw_per_m2, "kw_per_m2", solar)
    if by_area:
        formula = "ground_area_m2 × slope_m / row_pitch_m × kw_per_m2"
        return worked("capacity_kw", formula, option["capacity_kw"], [*standing, density], AREA_REMARK)
    inputs = [from_layout(layout, "panel_area_m2"), density, *standing]
    return worked("capacity_kw", "panel_area_m2 × kw_per_m2", option["capacity_kw"], inputs, DRAWN_REMARK)


def from_layout(layout: dict[str, Any], name: str) -> Input:
    """A figure of the design's row of layouts.csv."""
    column = COLUMNS[name]
    unit = "" if column.unit == "-" else column.unit
    place = f"layouts.csv {layout['option_id']} {name}"
    return Input(name, label_of(column), shown(layout[name]), unit, place)


def file_key(results: Results, key: str, file: str, section: Sourced) -> Input:
    """A key that names a file, with the file's hash."""
    one = told(results, key, key.rsplit(".", 1)[-1], file, section)
    digest = results.files.get(file)
    said = [part for part in (section.source, f"SHA-256 {digest}" if digest else "") if part]
    return replace(one, source=verbatim("; ".join(said)) if said else None)


def module_cell(layout: dict[str, Any], column: str) -> tuple[str, str, Text | None]:
    """The place of a figure of the design's module, the figure as it stands there, and the source of its row."""
    name, known = str(layout["module"]), shipped_modules()
    if name not in known:
        return f"{name} {column}", "", text("CEC module table as pvlib ships it")
    # Line 1 holds the headings.
    place = f"data/{MODULES}.csv:{list(known).index(name) + 2} {column}"
    return place, shown(getattr(known[name], column)), verbatim(known[name].source)


def plots_of(results: Results, layout: dict[str, Any]) -> pd.DataFrame:
    """The rows of the table of plots that the design stands on: its plot, or the plots of its group."""
    plots = results.tables["plots"].frame
    mine = plots["plot_id"].eq(layout["owner_id"]) | plots["group_id"].eq(layout["owner_id"])
    return plots[mine.to_numpy(dtype=bool)]


def _standing(results: Results, layout: dict[str, Any], solar: Solar) -> Iterator[Input]:
    """What decides how many panels stand: the ground, the table, the distance of rows."""
    rules = solar.layout
    yield _ground(results, layout)
    if layout["mode"] == "polygon":
        yield from_layout(layout, "usable_area_m2")
        yield from_config(results, "solar.layout.margin_m", rules.margin_m, "margin_m", rules)
        if solar.shade.obstacles:
            yield file_key(results, "solar.shade.obstacles", solar.shade.obstacles, solar.shade)
    yield from_config(results, "solar.tilts_deg", layout["tilt_deg"], "tilt", solar)
    yield told(results, "solar.facing", "facing", str(solar.facing), solar)
    if rules.slope_m is not None and not solar.module:
        yield from_config(results, "solar.layout.slope_m", rules.slope_m, "slope_m", rules)
    else:
        yield from_layout(layout, "slope_m")
        yield from_config(results, "solar.layout.modules_up", rules.modules_up, "modules_up", rules)
    yield from_layout(layout, "row_pitch_m")
    yield from _spacing(results, layout, solar)


def _spacing(results: Results, layout: dict[str, Any], solar: Solar) -> Iterator[Input]:
    """What decides how far rows stand apart."""
    key, rules, spacing = "solar.layout.spacing", solar.layout, solar.layout.spacing
    yield from_config(results, f"{key}.min_gap_m", spacing.min_gap_m, "min_gap_m", rules)
    if spacing.gap_per_height is not None:
        yield from_config(results, f"{key}.gap_per_height", spacing.gap_per_height, "gap_per_height", rules)
        return
    yield from_layout(layout, "gap_per_height")
    for name in ("from_hour", "to_hour"):
        yield from_config(results, f"{key}.{name}", getattr(spacing, name), name, rules)
    yield told(results, f"{key}.clock", "clock", spacing.clock, rules)


def _ground(results: Results, layout: dict[str, Any]) -> Input:
    """The ground: the cells of its area, the geometry of its plots, or its drawing."""
    one = from_layout(layout, "ground_area_m2")
    drawing = results.config.drawings.get(str(layout["owner_id"]))
    if layout["mode"] == "polygon" and drawing is not None:
        key = f"drawings.{layout['owner_id']}"
        digest = results.files.get(drawing.file)
        said = [part for part in (drawing.file, drawing.source, f"SHA-256 {digest}" if digest else "") if part]
        place = f"{FILE}:{line_of(key, results.config_lines)} {key}"
        return replace(one, place=place, source=verbatim("; ".join(said)), assumption=drawing.assumption)
    table, rows = results.tables["plots"], plots_of(results, layout)
    column = "geometry" if layout["mode"] == "polygon" else "ground_area_m2"
    notes = [one for one in dict.fromkeys(rows["note"]) if isinstance(one, str)] if "note" in rows else []
    places = ", ".join(f"{table.place(int(row), column)} {column}" for row in rows.index)
    return replace(one, place=places, source=verbatim("; ".join(notes)) if notes else None)


def _module_power(results: Results, layout: dict[str, Any]) -> Input:
    """The power of a module as the design has it, and the row it comes from."""
    place, power_w, source = module_cell(layout, "power_w")
    if layout["panels"]:
        found = shown(layout["capacity_kw"] / layout["panels"] * 1000.0)
        if power_w and found != power_w:
            # The shipped table has changed since the run.
            place, source = str(layout["module"]), None
        power_w = found
    return Input("power_w", text("power of a module"), power_w, "W", place, source)


def _module_key(results: Results, solar: Solar) -> Input:
    return told(results, "solar.module", "module", solar.module, solar)
