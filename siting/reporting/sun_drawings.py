"""The plan of a plot with its panels and the side view of its rows: from a layout, or from the frames of the results."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from siting.language import Text, text
from siting.reporting import amounts
from siting.reporting.charts import Chart, Heading, standalone
from siting.reporting.charts.plan import PlanSpec, PlanWords, Ring, plan_chart
from siting.reporting.charts.plan_rows import Point, Table
from siting.reporting.charts.row_section import SectionSpec, SectionWords, section_chart
from siting.solar.records import Layout
from siting.vocabulary.azimuth import to_south

NOTHING = text("There is nothing to draw.")


@dataclass(frozen=True)
class Shape:
    """What a plan shows: rings in local metres (holes among them), and tables."""

    plot: tuple[Ring, ...]
    usable: tuple[Ring, ...]
    kept_out: tuple[Ring, ...]
    tables: tuple[Table, ...]


@dataclass(frozen=True)
class Arrangement:
    """What drawings say of a design: angles [deg], lengths [m], power [kW]; ``facing_deg`` is south 0, west positive."""

    tilt_deg: float
    facing_deg: float
    slope_m: float
    gap_m: float
    pitch_m: float
    gap_per_height: float
    kw: float
    panels: float | None


def shape_of_layout(layout: Layout) -> Shape | None:
    """What a layout's plan shows; None in area mode."""
    if layout.outline is None and layout.tables is None:
        return None
    tables = () if layout.tables is None else tuple(_tables(layout.tables.row, layout.tables.corners.tolist()))
    plot, usable, kept = (tuple(_rings(one)) for one in (layout.outline, layout.usable, layout.kept_out))
    return Shape(plot, usable, kept, tables)


def shape_of_frame(outlines: pd.DataFrame, option_id: str) -> Shape | None:
    """What the plan of an option shows by ``results.outlines``; None where there is no ring of it."""
    mine = outlines[outlines["option_id"].eq(option_id).to_numpy(dtype=bool)] if len(outlines) else outlines
    if mine.empty:
        return None
    rings: dict[str, list[Ring]] = {}
    for part, ring in zip(mine["part"], mine["ring"], strict=True):
        rings.setdefault(str(part).removesuffix("_hole"), []).append(_ring(str(ring)))
    rows = mine.loc[mine["part"].eq("table"), "row"]
    return Shape(
        tuple(rings.get("plot", ())), tuple(rings.get("usable", ())), tuple(rings.get("kept_out", ())),
        tuple(_tables(rows, rings.get("table", ()))),
    )  # fmt: skip


def arrangement_of_layout(layout: Layout) -> Arrangement:
    """What the drawings of a layout say."""
    return Arrangement(
        layout.tilt_deg, to_south(layout.azimuth_deg), layout.slope_m, layout.pitch.gap_m, layout.pitch.pitch_m,
        layout.pitch.gap_per_height, layout.kw, layout.panels,
    )  # fmt: skip


def arrangement_of_row(row: Mapping[str, Any]) -> Arrangement:
    """What the drawings of a row of ``results.layouts`` say."""
    panels = row["panels"]
    return Arrangement(
        row["tilt_deg"], row["facing_deg"], row["slope_m"], row["row_gap_m"], row["row_pitch_m"], row["gap_per_height"],
        row["capacity_kw"], panels if amounts.known(panels) else None,
    )  # fmt: skip


def plan_svg(layout: Layout, lang: str) -> str:
    """The plan of a layout as an SVG file; in area mode, where there is none, the side view of two rows."""
    shape, design = shape_of_layout(layout), arrangement_of_layout(layout)
    if shape is None:
        return section_svg(layout, lang)
    return standalone(plan_chart(plan_spec(shape, design, lang)))


def section_svg(layout: Layout, lang: str) -> str:
    """The side view of two rows of a layout as an SVG file."""
    return standalone(section(arrangement_of_layout(layout), lang))


def section(design: Arrangement, lang: str, chart_id: str = "section") -> Chart:
    """The side view of two rows."""
    return section_chart(section_spec(design, lang, chart_id))


def plan_spec(shape: Shape, design: Arrangement, lang: str, chart_id: str = "plan") -> PlanSpec:
    """The plan of a shape; ``chart_id`` must be unique in a page."""
    heading = Heading(
        chart_id, text("Plan of the panels").say(lang),
        text("Plot and rows of panels from above, north up.").say(lang),
        NOTHING.say(lang), amounts.MISSING,
    )  # fmt: skip
    words = PlanWords(
        north=text("N").say(lang), edge=text("edge of the plot").say(lang), margin=text("kept free along the edge").say(lang),
        kept_out=text("obstacles, kept free").say(lang), panels=text("panels").say(lang),
        pitch=text("pitch {metres} m", metres=amounts.number(design.pitch_m, 2)).say(lang),
        gap=text("gap {metres} m", metres=amounts.number(design.gap_m, 2)).say(lang),
    )  # fmt: skip
    return PlanSpec(
        heading, shape.plot, shape.usable, shape.kept_out, shape.tables, design.pitch_m, words,
        caption_of(design).say(lang),
    )  # fmt: skip


def section_spec(design: Arrangement, lang: str, chart_id: str = "section") -> SectionSpec:
    """The side view of two rows; ``chart_id`` must be unique in a page."""
    heading = Heading(
        chart_id, text("Two rows from the side (schematic)").say(lang),
        text("Slope length, tilt, gap and pitch.").say(lang),
        NOTHING.say(lang), amounts.MISSING,
    )  # fmt: skip
    words = SectionWords(
        slope=text("slope length {metres} m", metres=amounts.number(design.slope_m, 2)).say(lang),
        tilt=text("tilt {tilt}°", tilt=amounts.trimmed(design.tilt_deg, 1)).say(lang),
        gap=text("gap {metres} m", metres=amounts.number(design.gap_m, 2)).say(lang),
        pitch=text("pitch {metres} m", metres=amounts.number(design.pitch_m, 2)).say(lang),
        ray=text("winter solstice: shadow {factor} × height", factor=amounts.number(design.gap_per_height, 2)).say(lang),
    )  # fmt: skip
    return SectionSpec(
        heading, design.slope_m, design.tilt_deg, design.gap_m, design.pitch_m, design.gap_per_height, words,
        caption_of(design).say(lang),
    )  # fmt: skip


def caption_of(design: Arrangement) -> Text:
    """Count, power, tilt and azimuth in a line."""
    values = {
        "kw": amounts.number(design.kw, 1), "tilt": amounts.trimmed(design.tilt_deg, 1),
        "facing": amounts.trimmed(design.facing_deg, 1),
    }  # fmt: skip
    if design.panels is None:
        return text("{kw} kW, tilt {tilt}°, azimuth {facing}° (south 0, west +)", **values)
    count = amounts.number(design.panels)
    return text("{count} panels, {kw} kW, tilt {tilt}°, azimuth {facing}° (south 0, west +)", count=count, **values)


def _tables(rows: Iterable[Any], rings: Sequence[Sequence[Sequence[float]]]) -> Iterator[Table]:
    for row, ring in zip(rows, rings, strict=True):
        first, second, third, fourth = ((float(x), float(y)) for x, y in ring[:4])
        yield Table(int(row), (first, second, third, fourth))


def _ring(written: str) -> Ring:
    """``x y,x y,...`` as corners."""
    return tuple(_point(corner) for corner in written.split(",") if corner)


def _point(corner: str) -> Point:
    x, y = corner.split()
    if not (math.isfinite(float(x)) and math.isfinite(float(y))):
        raise ValueError(f"not a corner: {corner}")
    return float(x), float(y)


def _rings(shape: Any) -> Iterator[Ring]:
    """All rings of a (Multi)Polygon, holes after the edge they lie in."""
    for one in getattr(shape, "geoms", (shape,)) if shape is not None else ():
        if not one.is_empty:
            for ring in (one.exterior, *one.interiors):
                yield tuple((float(x), float(y)) for x, y, *_ in ring.coords)
