"""``siting panels``: how many panels fit on one plot, and what they yield."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from siting.cli.calculator import check_chart, output_options, refuse
from siting.cli.calculator import figure as option
from siting.cli.shell import note, shared_options, speak
from siting.cli.spoken import SpokenCommand, SpokenOption
from siting.errors import WrongOptions
from siting.language import Text, text, verbatim

if TYPE_CHECKING:
    from siting.run.one_panels import OneDesign, OnePanels

# Figures of layouts.csv in the order of the table; those that nothing is known of are left out of it.
FIGURES = (
    "panels", "panel_area_m2", "capacity_kw", "ac_kw", "rows", "slope_m", "row_gap_m", "row_pitch_m", "gap_per_height",
    "ground_cover", "ground_area_m2", "usable_area_m2", "poa_kwh_m2", "annual_kwh", "specific_kwh_per_kw", "p90_kwh",
    "low_kwh", "high_kwh", "jis_kwh", "load_kn_m2",
)  # fmt: skip
# Always shown, as a dash where there is none: whoever asks for panels looks for them.
ALWAYS = ("panels",)
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
ENDINGS = {"dxf": (".dxf",), "geojson": (".geojson", ".json"), "hourly": (".csv",)}
ORIENTATIONS = {"portrait": text("portrait"), "landscape": text("landscape"), "": text("by area")}


@click.command("panels", cls=SpokenCommand)
@option("--lat", help="Latitude in degrees; not needed beside --polygon.")
@option("--lon", help="Longitude in degrees; not needed beside --polygon.")
@option("--polygon", metavar="FILE", help="Outline of the plot: GeoJSON, GeoPackage, Shapefile or DXF; or --area-m2.")
@option("--layer", metavar="NAME", help="Layer of the outline in a GeoPackage or DXF.")
@option("--system", help="Plane rectangular system (平面直角座標系) of a DXF, read or written: 1 to 19.")
@option("--unit", metavar="m|mm|cm", help="Unit of a DXF that is read (default: m).")
@option("--area-m2", help="Ground area in m2, without edges; or --polygon.")
@option("--tilt", metavar="N,N,...", help="Tilt in degrees; several with commas between (default: 10).")
@option(
    "--azimuth",
    metavar="N|NAME",
    help="Azimuth: 0 = south (default), west positive, or a name such as south-west or 南西.",
)
@option("--module", metavar="ID", help="Module of the shipped table, or cec:NAME of pvlib's CEC table.")
@option("--kw-per-m2", help="Power per panel area in kW/m2 in place of a module; with --slope-m and --power-per-k.")
@option("--slope-m", help="Length of a table up its slope in m, where no module is named.")
@option("--power-per-k", help="Change of the power per kelvin as a fraction, such as -0.003 (default: the module's).")
@option("--orientation", metavar="WORD", help="portrait, landscape or best: whichever holds more modules (default).")
@option("--modules-up", help="Modules above each other on a table (default: 2).")
@option("--margin-m", help="Strip kept free along the edge of a drawn plot in m (default: 3.0).")
@option("--min-gap-m", help="Least gap between rows in m (default: 1.3).")
@option("--mount", metavar="MOUNT", help="Where panels stand: building_roof, structure_top or ground.")
@option("--load-allowance-kn-m2", help="Load that the structure may carry in kN/m2.")
@option("--rack-kn-m2", help="Weight of the racks per panel area in kN/m2.")
@option("--ballast-kn-m2", help="Weight of the ballast per panel area in kN/m2.")
@option("--dc-ac-ratio", help="Power of the modules over that of the inverters (default: 1.2).")
@option("--weather", metavar="normals|FILE", help="normals: the shipped JMA normals (default); or a weather file.")
@option(
    "--weather-kind",
    metavar="KIND",
    help="Format of the file: metpv11, metpv20, jma, epw, pvgis, tmy3 or nsrdb (default: found out).",
)
@option("--seed", help="Seed of the hours that are made from the normals (default: 1).")
@option("--year-sigma", help="Deviation of the year's energy between years as a fraction, for P90.")
@option("--horizon", metavar="FILE", help="Horizon: azimuth and height, or PVGIS's format.")
@click.option("--verify", is_flag=True, cls=SpokenOption, help="Compute each design by pvlib's ModelChain as well.")
@option("--dxf", metavar="FILE", help="Write plot and modules to this DXF file.")
@option("--geojson", metavar="FILE", help="Write the modules to this GeoJSON file.")
@option("--hourly", metavar="FILE", help="Write the 8,760 hours of weather and energy to this CSV file.")
@output_options(text("Draw the plan, or two rows from the side where only an area is known, into this SVG file."))
@shared_options
def command(verify: bool, chart: Path | None, form: str, **options: str | None) -> int | None:
    """Lay out panels on one plot and compute what they yield."""  # fmt: skip
    lang = speak(None)
    check_chart(chart, lang)
    wanted = {"chart": None if chart is None else str(chart), **{name: options[name] for name in ENDINGS}}
    paths = {name: Path(path) for name, path in wanted.items() if path is not None}
    _check_endings(paths, lang)
    from siting.run.one_panels import study_one_panels

    try:
        found = study_one_panels({**options, "chart": wanted["chart"]}, verify)
    except WrongOptions as error:
        return refuse(error, "siting panels", lang)
    said = json.dumps(_data(found, lang), ensure_ascii=False, indent=1) if form == "json" else _page(found, lang)
    _draw(found, paths, lang)
    click.echo(said)
    return None


def _check_endings(paths: dict[str, Path], lang: str) -> None:
    for name, endings in ENDINGS.items():
        if name in paths and paths[name].suffix.lower() not in endings:
            reason = text("the name must end in {ending}", ending=endings[0])
            raise click.BadParameter(reason.say(lang), param_hint=f"--{name}")


def _draw(found: OnePanels, paths: dict[str, Path], lang: str) -> None:
    """Writes the drawings that were asked for, once all of them are made."""
    if not paths:
        return
    from siting.reporting.folder import replace_file
    from siting.run.one_panels_drawings import drawings_of

    made = drawings_of(found, paths, lang)
    for name, content in made.items():
        replace_file(paths[name], content.encode("utf-8"))
        note(_written(name, paths[name], f"{found.designs[0].layout.tilt_deg:g}").say(lang))


def _written(name: str, path: Path, tilt: str) -> Text:
    if name == "chart":
        return text("plan: {path} (tilt {tilt}°)", path=str(path), tilt=tilt)
    if name == "hourly":
        return text("hours: {path}", path=str(path))
    if name == "dxf":
        return text("panels as DXF: {path} (tilt {tilt}°)", path=str(path), tilt=tilt)
    return text("panels as GeoJSON: {path} (tilt {tilt}°)", path=str(path), tilt=tilt)


def _data(found: OnePanels, lang: str) -> dict[str, Any]:
    """Everything that is known: of the one tilt, or of each of several."""
    designs = [_design(found, design, lang) for design in found.designs]
    return designs[0] if len(designs) == 1 else {"designs": designs}


def _design(found: OnePanels, design: OneDesign, lang: str) -> dict[str, Any]:
    from siting.solar.layout.areas import areas_of

    row, module = design.row, found.module
    unfit = () if design.unfit is None else (design.unfit,)
    months = [_plain(row[f"kwh_{month:02d}"]) for month in range(1, 13)]
    return {
        "mode": row["mode"],
        "lat": found.plot.ground.lat,
        "lon": found.plot.ground.lon,
        "tilt_deg": row["tilt_deg"],
        "azimuth_deg": row["facing_deg"],
        **{name: _plain(row[name]) for name in FIGURES if name != "load_kn_m2"},
        "areas": [
            {"name": one.name.say(lang), "area_m2": one.area_m2, "share": one.share} for one in areas_of(design.layout)
        ],
        "panels": design.layout.panels,
        "rows": None if row["mode"] == "area" else design.layout.rows,
        "orientation": row["orientation"],
        "module": None if module is None else {
            "id": module.id, "name": module.name, "power_w": module.power_w, "length_m": module.length_m,
            "width_m": module.width_m, "mass_kg": _plain(module.mass_kg), "power_per_k": module.power_per_k,
            "source": module.source,
        },
        "monthly_kwh": None if None in months else months,
        "start_kwh": _plain(row["start_kwh"]),
        "losses": {one["step"]: {"share": _plain(one["share"]), "kwh": one["kwh"]} for one in design.losses},
        "load": {
            "state": row["load_state"], "kn_m2": _plain(row["load_kn_m2"]),
            "allowance_kn_m2": _plain(row["load_allowance_kn_m2"]),
        },
        "weather": {
            "kind": found.weather.kind, "file": found.project.config.weather.file or None,
            "stations": [
                {"name": (one.name_en or one.name) if lang == "en" else one.name,
                 "distance_km": one.distance_km, "weight": one.weight}
                for one in found.weather.stations
            ],
        },
        "verify": _verified(design, lang),
        "notes": [one.say(lang) for one in dict.fromkeys((*unfit, *found.notes, *design.notes))],
    }  # fmt: skip


def _verified(design: OneDesign, lang: str) -> dict[str, Any] | None:
    from siting.run.one_verify import LEFT_OUT

    one = design.verified
    if one is None:
        return None
    return {
        "comparable_kwh": one.comparable_kwh, "model_chain_kwh": one.model_chain_kwh, "difference": one.difference,
        "left_out": LEFT_OUT.say(lang),
    }  # fmt: skip


def _plain(value: Any) -> Any:
    """The value as JSON knows it: nothing for NaN, whole numbers for counts."""
    plain = value.item() if hasattr(value, "item") else value
    return None if isinstance(plain, float) and not math.isfinite(plain) else plain


def _page(found: OnePanels, lang: str) -> str:
    """Figures, months and losses, a column per tilt, and what must be known to read them."""
    blocks = [_figures(found, lang), _areas(found, lang)]
    if any(one.layout.kw > 0 for one in found.designs):
        blocks += [_months(found, lang), _losses(found, lang)]
    blocks += ["\n".join(_verified_words(found, lang)), "\n".join(_notes(found, lang))]
    return "\n\n".join(filter(None, blocks))


def _headings(found: OnePanels, what: Text, lang: str) -> list[str]:
    tilts = [text("tilt {tilt}°", tilt=f"{one.layout.tilt_deg:g}").say(lang) for one in found.designs]
    return [what.say(lang), *tilts, text("Unit").say(lang)]


def _table(found: OnePanels, what: Text, rows: list[list[str]], lang: str) -> str:
    from siting.cli.tables import aligned

    return aligned(_headings(found, what, lang), rows, [False, *[True] * len(found.designs), False])


def _figures(found: OnePanels, lang: str) -> str:
    from siting.cli.tables import cell
    from siting.vocabulary.solar import LAYOUT_COLUMNS

    columns = {one.name: one for one in LAYOUT_COLUMNS}
    rows = []
    for name in ("facing_deg", *FIGURES):
        values = [_plain(one.row[name]) for one in found.designs]
        if name in ALWAYS or any(value is not None for value in values):
            column = columns[name]
            shown = [cell(value, column.decimals) for value in values]
            rows.append([column.label(lang), *shown, "" if column.unit == "-" else column.unit])
    words = [ORIENTATIONS[one.layout.orientation].say(lang) for one in found.designs]
    rows.insert(1, [text("orientation of the modules").say(lang), *words, ""])
    state = columns["load_state"]
    rows.append([state.label(lang), *(state.choice_label(one.row["load_state"], lang) for one in found.designs), ""])
    return _table(found, text("Figure"), rows, lang)


def _areas(found: OnePanels, lang: str) -> str:
    """How the outline divides; nothing where only an area is known."""
    from siting.cli.tables import cell
    from siting.solar.layout.areas import areas_of

    if found.plot.ground.outline is None:
        return ""
    columns = [areas_of(one.layout) for one in found.designs]
    rows = [
        [lines[0].name.say(lang), *(cell(one.area_m2, 1) for one in lines), "m2"]
        for lines in zip(*columns, strict=True)
    ]
    return _table(found, text("Area"), rows, lang)


def _months(found: OnePanels, lang: str) -> str:
    from siting.cli.tables import cell

    rows = []
    for month, name in enumerate(MONTHS, start=1):
        energies = [cell(design.row[f"kwh_{month:02d}"]) for design in found.designs]
        rows.append([verbatim(f"{month}月", en=name).say(lang), *energies, "kWh"])
    return _table(found, text("Energy of the month"), rows, lang)


def _losses(found: OnePanels, lang: str) -> str:
    from siting.cli.tables import cell
    from siting.vocabulary.solar import LOSS_STEPS

    shares = [{one["step"]: 100 * one["share"] for one in design.losses} for design in found.designs]
    rows = []
    for step in LOSS_STEPS:
        if any(step.value in one for one in shares):
            name = verbatim(step.ja, en=step.en).say(lang)
            rows.append([name, *(cell(one.get(step.value), 2) for one in shares), "%"])
    return _table(found, text("Loss, of what was left"), rows, lang)


def _verified_words(found: OnePanels, lang: str) -> list[str]:
    from siting.run.one_verify import LEFT_OUT

    named = [(text("tilt {tilt}°", tilt=f"{one.layout.tilt_deg:g}"), one.verified) for one in found.designs]
    told = [one.told(name).say(lang) for name, one in named if one is not None]
    return [*told, LEFT_OUT.say(lang)] if told else []


def _notes(found: OnePanels, lang: str) -> Iterator[str]:
    """What speaks against a design, then the notes; those that not every tilt has are told with theirs."""
    unfit = [one.unfit for one in found.designs if one.unfit is not None]
    notes = [one for design in found.designs for one in design.notes]
    for one in dict.fromkeys((*unfit, *found.notes, *notes)):
        mine = [f"{design.layout.tilt_deg:g}°" for design in found.designs if one in (*found.notes, *design.notes)]
        everywhere = len(mine) == len(found.designs)
        yield one.say(lang) if everywhere else f"{', '.join(mine)}: {one.say(lang)}"
