"""One plot in full, at its best tilt: what it holds, plan, side view, glare."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from siting.language import Text, text, verbatim
from siting.reporting import amounts
from siting.reporting.charts.money_marks import even_legends
from siting.reporting.charts.plan import plan_chart
from siting.reporting.charts.row_section import section_chart
from siting.reporting.page.drawing import Drawing, drawn
from siting.reporting.page.figure import Shown, anchor
from siting.reporting.page.sunlight_designs import Plot, Row, amount, designed, notes_of, shown
from siting.reporting.page.sunlight_glare import GlareMap, glare_maps
from siting.reporting.page.view import View
from siting.reporting.sun_drawings import arrangement_of_row, plan_spec, section_spec, shape_of_frame
from siting.vocabulary.solar import LOAD_STATES

FACTS = (
    ("ground_area_m2", text("Ground"), 0, "m²"),
    ("usable_area_m2", text("Usable area"), 0, "m²"),
    ("ground_cover", text("Ground cover ratio"), 2, ""),
    ("poa_kwh_m2", text("Irradiation of the plane"), 0, "kWh/m²"),
)
OTHERS = {
    "jis_kwh": text("JIS C 8907"),
    "p90_kwh": text("reached in nine years of ten"),
    "low_kwh": text("year of little sun"),
    "high_kwh": text("year of much sun"),
}


@dataclass(frozen=True)
class Fact:
    """A figure or word with what it is called, and what follows it: its unit, or how it compares."""

    label: Text
    value: Shown | Text
    tail: str = ""


@dataclass(frozen=True)
class PlotStudy:
    """A plot at its best tilt."""

    anchor: str
    name: Text
    kw: str
    kwh: str
    facts: tuple[Fact, ...]
    notes: tuple[Text, ...]
    pictures: tuple[Drawing, ...]
    glare: tuple[GlareMap, ...]


def studies_of(views: Sequence[View], plots: Sequence[Plot], said: Sequence[Text]) -> Iterator[PlotStudy]:
    """The plots in full. Notes already ``said`` of all plots are left out, and a side view that was drawn before."""
    seen: set[tuple[float, ...]] = set()
    for number, plot in enumerate(plots):
        row = plot.best
        pictures = [*_plan(views, row, number), *_side_view(views, row, number, seen)]
        yield PlotStudy(
            anchor=anchor("sun", plot.id), name=designed(views, plot),
            kw=amounts.number(amount(row["capacity_kw"]), 1), kwh=amounts.number(amount(row["annual_kwh"])),
            facts=tuple(_facts(row)), notes=tuple(note for note in notes_of(row["notes"]) if note not in said), pictures=tuple(pictures),
            glare=tuple(glare_maps(views[0], str(row["option_id"]))),
        )  # fmt: skip


def _facts(row: Row) -> Iterator[Fact]:
    # By area there are no rows to speak of, and all of the ground is usable.
    for column, label, decimals, unit in FACTS[:1] if row["mode"] == "area" else FACTS:
        if amount(row[column]) is not None:
            yield Fact(label, shown(row[column], decimals), unit)
    if isinstance(row["module"], str) and row["module"]:
        yield Fact(text("Module"), verbatim(row["module"]))
    # What is not known is said to be so: it never counts as no problem.
    state = next(one for one in LOAD_STATES if one.value == row["load_state"])
    yield Fact(text("Load"), verbatim(state.en, ja=state.ja, en=state.en), _load(row))
    ours = amount(row["annual_kwh"])
    for column, label in OTHERS.items():
        value = amount(row[column])
        if value is not None and ours:
            change = value / ours - 1
            yield Fact(label, shown(value), f"kWh ({'+' if change > 0 else ''}{amounts.percent(change)})")


def _load(row: Row) -> str:
    """Load and allowance in kN/m2, as far as they are known."""
    load, allowed = amount(row["load_kn_m2"]), amount(row["load_allowance_kn_m2"])
    if load is None and allowed is None:
        return ""
    return f"({amounts.number(load, 2)} / {amounts.number(allowed, 2)} kN/m²)"


def _plan(views: Sequence[View], row: Row, number: int) -> Iterator[Drawing]:
    """The plan, where there is an outline."""
    shape = shape_of_frame(views[0].results.outlines, str(row["option_id"]))
    if shape is not None:
        design = arrangement_of_row(row)
        specs = even_legends(
            [replace(plan_spec(shape, design, view.lang, f"plan{number}"), caption="") for view in views]
        )
        yield drawn({view.lang: plan_chart(spec) for view, spec in zip(views, specs, strict=True)}, False)


def _side_view(views: Sequence[View], row: Row, number: int, seen: set[tuple[float, ...]]) -> Iterator[Drawing]:
    """Two rows from the side, unless rows of these measures were ``seen``."""
    measures = [amount(row[name]) for name in ("tilt_deg", "slope_m", "row_gap_m", "row_pitch_m")]
    known = tuple(round(one, 2) for one in measures if one is not None)
    if len(known) == len(measures) and known not in seen:
        seen.add(known)
        design = arrangement_of_row(row)
        specs = {view.lang: replace(section_spec(design, view.lang, f"rows{number}"), caption="") for view in views}
        yield drawn({lang: section_chart(spec) for lang, spec in specs.items()}, False)
