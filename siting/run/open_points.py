"""What a person must still settle: unknown constraints, differences from print, assumptions, gaps in the input."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from siting.frames import records
from siting.language import LANGUAGES, Text, text, verbatim
from siting.project.cases import Case
from siting.project.load import Project
from siting.project.model import Config
from siting.project.money import Subsidy
from siting.project.own_use import Tariff
from siting.project.procurement import Scheme
from siting.project.scalars import Sourced
from siting.run.money_points import money_points, plant
from siting.run.sun_points import sun_points
from siting.run.sunlight import SunStudy
from siting.run.turbines import WaterStudy
from siting.run.water_points import water_points
from siting.sites.candidates import facility_of_owner
from siting.vocabulary.results import result_column
from siting.vocabulary.tables import TECHNOLOGY_NAMES

COLUMNS = ("owner_id", "facility", "kind", "what", "ask", "by_when", "source")
Row = dict[str, Any]
NAMED = 6
"""So many facilities are named in a point."""

SECTIONS = {
    "finance": text("years and discounting"),
    "screening.pv": text("yields of solar plots"),
    "costs.pv": text("costs of solar"),
    "costs.hydro": text("costs of water power"),
    "co2": text("emission factor"),
    "hydro": text("settings of the water engine"),
    "hydro.generator": text("efficiency of generators"),
    "hydro.choice": text("choice of the machine"),
    "hydro.shapes": text("stated flow shapes"),
    "weather": text("weather"),
    "solar": text("settings of the sunlight engine"),
    "solar.layout": text("layout of panels"),
    "solar.factor": text("yield by overall factor"),
    "solar.losses": text("losses of solar"),
    "solar.inverter": text("inverter"),
    "solar.physics": text("models of light and heat"),
    "solar.shade": text("surroundings that shade"),
    "solar.snow": text("snow"),
    "solar.curtailment": text("output control"),
    "solar.glare": text("glare"),
    "lifecycle.pv": text("costs of solar over its life"),
    "lifecycle.hydro": text("costs of water power over its life"),
    "city": text("finance of the city"),
    "taxes": text("taxes of a company"),
    "judgement.options.recommend": text("recommendation among options"),
    "judgement.schemes.recommend": text("recommendation among schemes"),
}
UNKNOWN_MOUNT = text("it is not known whether the panels stand on a building, a structure or the ground")
STRUCTURE_TOP = text("structure top: to be confirmed whether it counts as a roof; it is taken as ground until then")
UNKNOWN_GRID = text("it is not known whether the site can be connected to the grid")
SCHEMATIC = text("the position is schematic, not surveyed")


def open_points(
    project: Project, options: pd.DataFrame, published: pd.DataFrame, water: WaterStudy, sun: SunStudy
) -> pd.DataFrame:
    """All open points, those of the tables first."""
    names = project.tables["facilities"].frame.set_index("facility_id")["name"]
    facility_of = facility_of_owner(project.tables)
    rows = [
        *_unknown_constraints(project),
        *_assumptions(project),
        *_published(published),
        *_mounts(project),
        *_grids(project),
        *_unranked(project.config, options),
        *_positions(project),
        *_excluded(options),
        *_irr(project, options),
        *_water(project, options, water),
        *_sun(project, options, sun),
        *_money(project, options),
    ]
    frame = pd.DataFrame(rows, columns=list(COLUMNS), dtype=object)
    frame["facility"] = [names.get(facility_of.get(owner)) if owner else None for owner in frame["owner_id"]]
    return frame.where(frame.notna(), None)


def _row(owner: str | None, kind: str, what: Text, **rest: str | None) -> Row:
    return {"owner_id": owner, "kind": kind, "what": what, **rest}


def _unknown_constraints(project: Project) -> Iterator[Row]:
    constraints = project.tables["constraints"].frame
    for row in records(constraints[constraints["state"] == "unknown"]):
        what = verbatim(row.text, en=row.text_en)
        yield _row(row.owner_id, row.kind, what, ask=row.ask, by_when=row.by_when, source=row.source)


def _assumptions(project: Project) -> Iterator[Row]:
    for key, section in sourced_sections(project):
        if section.assumption:
            source = verbatim(section.source or section.note, en=section.note_en or None)
            what = text("{what}: an assumption. {source}", what=_section_name(project, key, section), source=source)
            yield _row(None, "assumption", what, source=f"project.toml [{key}]")


def _section_name(project: Project, key: str, section: Sourced) -> Text:
    """What a group of figures is about, in the words of a report."""
    group, _, name = key.partition(".")
    if isinstance(section, Case | Scheme | Tariff):
        return verbatim(section.label or name, en=section.label_en or None)
    if isinstance(section, Subsidy):
        return verbatim(section.name, en=section.name_en or None)
    if group == "flows":
        return text("flow record {name}", name=name)
    if group == "loads":
        return text("load of {name}", name=_facility(project, name))
    if group == "profiles":
        return text("generation of {name} over the hours", name=plant(name))
    if group == "prices":
        return text("price {name} of [[prices]]", name=name)
    if group == "drawings":
        return text("drawing of {name}", name=name)
    if key.startswith("solar.physics.cells."):
        return SECTIONS["solar.physics"]
    if key.startswith("costs.machines."):
        return text("costs of {machine}", machine=key.removeprefix("costs.machines."))
    return SECTIONS[key]


def sourced_sections(project: Project) -> Iterator[tuple[str, Sourced]]:
    """Every group of figures of project.toml that says where it comes from, by its key."""
    config = project.config
    yield "finance", config.finance
    if config.screening.pv:
        yield "screening.pv", config.screening.pv
    for technology in TECHNOLOGY_NAMES:
        model = getattr(config.costs, technology)
        if model:
            yield f"costs.{technology}", model
    for name, case in config.cases.items():
        yield f"cases.{name}", case
    if config.co2:
        yield "co2", config.co2
    yield from _sourced_sun(config)
    yield from _sourced_water(config)
    yield from _sourced_money(config)


def _sourced_sun(config: Config) -> Iterator[tuple[str, Sourced]]:
    solar = config.solar
    if solar is None:
        return
    yield "weather", config.weather
    yield "solar", solar
    for part in ("layout", "factor", "losses", "inverter", "physics", "shade", "snow", "curtailment", "glare"):
        stated = getattr(solar, part)
        if stated is not None:
            yield f"solar.{part}", stated
    for mount, cell in solar.physics.cells.items():
        yield f"solar.physics.cells.{mount}", cell
    for name, drawing in config.drawings.items():
        yield f"drawings.{name}", drawing


def _sourced_money(config: Config) -> Iterator[tuple[str, Sourced]]:
    for technology in TECHNOLOGY_NAMES:
        life = getattr(config.lifecycle, technology)
        if life:
            yield f"lifecycle.{technology}", life
    for group, listed in (("subsidies", config.subsidies), ("prices", config.prices)):
        for at, one in enumerate(listed, start=1):
            yield f"{group}.{at}", one
    for group in ("tariffs", "loads", "profiles", "schemes"):
        for name, section in getattr(config, group).items():
            yield f"{group}.{name}", section
    yield "city", config.city
    yield "taxes", config.taxes
    for table in ("options", "schemes"):
        compared = getattr(config.judgement, table)
        if compared and compared.recommend:
            yield f"judgement.{table}.recommend", compared.recommend


def _sourced_water(config: Config) -> Iterator[tuple[str, Sourced]]:
    for name, model in config.costs.machines.items():
        yield f"costs.machines.{name}", model
    for name, flow in config.flows.items():
        yield f"flows.{name}", flow
    yield "hydro", config.hydro
    yield "hydro.generator", config.hydro.generator
    yield "hydro.choice", config.hydro.choice
    if config.hydro.shapes:
        yield "hydro.shapes", config.hydro.shapes


def _published(published: pd.DataFrame) -> Iterator[Row]:
    for row in records(published[published["state"] != "within"]):
        yield _row(row.owner_id, "published", published_text(row), source=row.source)


def published_text(row: Any) -> Text:
    """One difference from print, in words."""
    note = verbatim(row.note or "", en=row.note_en)
    values = {
        "option": row.option_id,
        "column": row.column,
        "value": f"{row.value:g}",
        "tolerance": f"{row.tolerance:g}",
    }
    if row.state == "missing":
        return text("{option} {column}: printed {value}, but there is no such figure. {note}", **values, note=note)
    ours = f"{row.ours:.4g}"
    return text(
        "{option} {column}: printed {value}, ours {ours}, tolerance {tolerance}. {note}",
        **values,
        ours=ours,
        note=note,
    )


def _mounts(project: Project) -> Iterator[Row]:
    plots = project.tables["plots"].frame
    for mount, what in (("unknown", UNKNOWN_MOUNT), ("structure_top", STRUCTURE_TOP)):
        for owner in plots.loc[plots["mount"] == mount, "plot_id"]:
            yield _row(owner, "mount", what)


def _grids(project: Project) -> Iterator[Row]:
    facilities = project.tables["facilities"].frame
    for owner in facilities.loc[facilities["grid_state"] == "unknown", "facility_id"]:
        yield _row(owner, "grid", UNKNOWN_GRID)


def _unranked(config: Config, options: pd.DataFrame) -> Iterator[Row]:
    """Evaluated options that have no place: they lack the figure that decides, as B/C where nothing costs anything."""
    by = config.ranking.by
    lost = options["status"].eq("evaluated") & options[by].isna()
    column, case = result_column(by, config.cases)
    named = verbatim(column.en, ja=column.label("ja"), en=column.en)
    if case is not None:
        named = text("{column} ({case})", column=named, case=_case(config, case))
    for owner in dict.fromkeys(options.loc[lost.to_numpy(dtype=bool), "owner_id"]):
        yield _row(owner, "input", text("evaluated but not ranked: {column} is missing", column=named))


def _positions(project: Project) -> Iterator[Row]:
    facilities = project.tables["facilities"].frame
    for owner in facilities.loc[facilities["position"] == "schematic", "facility_id"]:
        yield _row(owner, "position", SCHEMATIC)


def _excluded(options: pd.DataFrame) -> Iterator[Row]:
    for row in records(fallen_out(options)):
        yield _row(row.owner_id, "input", row.reason)


def fallen_out(options: pd.DataFrame) -> pd.DataFrame:
    """Options that fell out for want of a figure, not because the project excluded them."""
    gone = options[options["status"].eq("excluded").to_numpy(dtype=bool)]
    return gone[[not reason.plain for reason in gone["reason"]]]


def _water(project: Project, options: pd.DataFrame, water: WaterStudy) -> Iterator[Row]:
    for owner, kind, what, ask, source in water_points(project, options, water):
        yield _row(owner, kind, what, ask=ask, source=source)


def _sun(project: Project, options: pd.DataFrame, sun: SunStudy) -> Iterator[Row]:
    for owner, kind, what, source in sun_points(project, options, sun):
        yield _row(owner, kind, what, source=source)


def _money(project: Project, options: pd.DataFrame) -> Iterator[Row]:
    for owner, kind, what, source in money_points(project, options):
        yield _row(owner, kind, what, source=source)


def _irr(project: Project, options: pd.DataFrame) -> Iterator[Row]:
    """Rates of return that are not unique, once for each case with the facilities of the options."""
    for case in project.config.cases:
        several = options[options[f"state_irr_{case}"].to_numpy(dtype=float) == 2]
        if several.empty:
            continue
        facilities = list(dict.fromkeys(several["facility_id"]))
        what = text(
            "{case}: the rate of return of {count} options is not unique, for the yearly balance changes its sign more than once, and is left out ({facilities}{more})",
            case=_case(project.config, case), count=len(several),
            facilities=_in_a_row([_facility(project, str(one)) for one in facilities[:NAMED]]),
            more=" …" if len(facilities) > NAMED else "",
        )  # fmt: skip
        yield _row(None, "finance", what, source=f"project.toml [cases.{case}]")


def _case(config: Config, case: str) -> Text:
    return verbatim(config.cases[case].label or case, en=config.cases[case].label_en or None)


def _facility(project: Project, facility_id: str) -> Text:
    """The name of a facility, or its id where the table does not hold it."""
    frame = project.tables["facilities"].frame.set_index("facility_id")
    if facility_id not in frame.index:
        return verbatim(facility_id)
    english = frame["name_en"].get(facility_id) if "name_en" in frame else None
    return verbatim(str(frame["name"][facility_id]), en=english if isinstance(english, str) else None)


def _in_a_row(names: list[Text]) -> Text:
    """Names with commas between."""
    return verbatim("", **{lang: text(", ").say(lang).join(one.say(lang) for one in names) for lang in LANGUAGES})
