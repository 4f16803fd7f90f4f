"""The whole order of one run: project -> options -> evaluations -> ranking -> results."""

from __future__ import annotations

import numpy as np
import pandas as pd

from siting.errors import NothingEligible
from siting.frames import plain_objects, records
from siting.language import Text, text
from siting.project.emissions import EmissionFactor, emission_factor
from siting.project.load import Project
from siting.project.tables import LoadedTable
from siting.rank.ranking import leading, rank_options
from siting.reporting.results import InputTable, Results
from siting.run.judge import judge, side_by_side
from siting.run.money import flow_rows
from siting.run.open_points import fallen_out, open_points
from siting.run.published import compare
from siting.run.scheme_study import scheme_study, studied_further
from siting.run.screening import screen, with_reasons
from siting.run.shapes import shapes_of
from siting.run.summary import summarise
from siting.run.sunlight import SunStudy, facility_hours, no_study, of_shown, study_sun, with_best_tilts, with_sun
from siting.run.turbines import WaterStudy, study_water, with_money

NOT_LISTED = text("not on the short list")


def evaluate(project: Project, lang: str | None = None, only: str | None = None) -> Results:
    """Everything siting finds out about a project. ``only`` keeps one technology.

    Raises ``NothingEligible`` where no option can be evaluated under any case.
    """
    config = project.config
    factor = emission_factor(config.co2) if config.co2 else None
    water = study_water(project, skip=only == "pv")
    project, sun = designed(project, factor, water, only)
    options = only_of(screen(project, factor, water, sun), only)
    options = judge(project, with_reasons(options, list(config.cases)))
    if not options["status"].eq("evaluated").any():
        raise NothingEligible(_nothing(options))
    ranking = rank_options(options, config.ranking)
    if ranking.empty:
        raise NothingEligible(_unranked(options, config.ranking.by))
    options = _told_of_places(options, ranking)
    flows = flow_rows(project, leading(options, ranking, config.outputs.cashflow_options))
    further = studied_further(options, ranking, config.outputs.scheme_options)
    schemes = scheme_study(project, further)
    judged, placed = side_by_side(project, further, schemes.schemes)
    published = compare(_published(project, only), options, ranking)
    layouts = with_best_tilts(sun, options, config)
    return Results(
        lang=lang or config.project.language,
        config=config,
        config_sha256=project.config_sha256,
        config_lines=project.config_lines,
        tables={name: _input(table) for name, table in project.tables.items()},
        factor=factor,
        options=plain_objects(options),
        flows=plain_objects(pd.concat([flows, schemes.wide_flows()], ignore_index=True)),
        schemes=plain_objects(schemes.schemes),
        bridges=plain_objects(schemes.bridges),
        accounts=plain_objects(schemes.accounts),
        judgement=plain_objects(judged),
        recommendations=plain_objects(placed),
        ranking=plain_objects(_with_judgement(ranking, options)),
        published=plain_objects(published),
        open_points=plain_objects(open_points(project, options, published, water, sun)),
        turbines=plain_objects(with_money(water.turbines, project)),
        reasons=plain_objects(water.reasons),
        durations=plain_objects(water.durations),
        shapes=plain_objects(shapes_of(project)),
        layouts=plain_objects(layouts),
        losses=plain_objects(sun.losses),
        glare=plain_objects(sun.glare),
        outlines=plain_objects(of_shown(sun.outlines, layouts)),
        files=project.files,
        machines={one.machine.id: one.machine for one in project.machines} if len(project.tables["drops"]) else {},
        summary=summarise(project, options, ranking),
    )


def designed(
    project: Project, factor: EmissionFactor | None, water: WaterStudy, only: str | None = None
) -> tuple[Project, SunStudy]:
    """The designs of the plots that go on to detailed study, and the project with the hours of the sun for own use."""
    solar = project.config.solar
    if solar is None or only == "hydro":
        return project, no_study()
    project = with_sun(project, facility_hours(project))
    short: list[str] | None = None
    if solar.plots == "short_list":
        short = _short_listed(only_of(screen(project, factor, water), only), project)
    sun = study_sun(project, short)
    return with_sun(project, sun.sun), sun


def _short_listed(options: pd.DataFrame, project: Project) -> list[str]:
    """The owners of solar options on the short list, and of those that the screening has no figures for."""
    solar = options[options["technology"].eq("pv") & options["stage"].eq("screening")]
    ranking = rank_options(options, project.config.ranking)
    listed = solar["option_id"].isin(ranking.loc[ranking["short_listed"], "option_id"])
    return list(solar.loc[listed | solar["annual_kwh"].isna(), "owner_id"])


def only_of(options: pd.DataFrame, technology: str | None) -> pd.DataFrame:
    """The options of one technology, or all."""
    if technology is None:
        return options
    return options[options["technology"].eq(technology).to_numpy(dtype=bool)].reset_index(drop=True)


def _nothing(options: pd.DataFrame) -> Text:
    """Why no option can be evaluated, with the reason of the first that fell out."""
    for row in records(fallen_out(options)):
        return text(
            "nothing can be evaluated: no plot, drop or design has both energy and cost; {option}: {reason}",
            option=row.option_id, reason=row.reason,
        )  # fmt: skip
    return text("nothing can be evaluated: no plot, drop or design has both energy and cost")


def _unranked(options: pd.DataFrame, column: str) -> Text:
    """That no option has the figure that decides, with what speaks against its case for the first that has a reason."""
    for row in options[options["status"].eq("evaluated")].to_dict("records"):
        reasons = (row[name] for name in row if str(name).startswith("reason_") and column.endswith(str(name)[6:]))
        reason = next((one for one in reasons if one is not None), None)
        if reason is not None:
            return text(
                "nothing can be ranked: no option has the figure {column}; {option}: {reason}",
                column=column, option=row["option_id"], reason=reason,
            )  # fmt: skip
    return text("nothing can be ranked: no option has the figure {column}", column=column)


def _published(project: Project, only: str | None) -> pd.DataFrame:
    published = project.tables["published"].frame
    return published if only is None else published[published["technology"].eq(only).to_numpy(dtype=bool)]


def _told_of_places(options: pd.DataFrame, ranking: pd.DataFrame) -> pd.DataFrame:
    """Options that give way to another drop of the same place say so."""
    counted = options[options["option_id"].isin(ranking["option_id"])]
    owners = dict(zip(counted["place_id"] + counted["stage"], counted["owner_id"], strict=True))
    stands = (options["place_id"] + options["stage"]).map(owners)
    gives_way = (options["status"].eq("evaluated") & stands.notna() & stands.ne(options["owner_id"])).to_numpy(
        dtype=bool
    )
    reasons = options["reason"].to_numpy(dtype=object).copy()
    for at in np.flatnonzero(gives_way):
        reasons[at] = text("at the same place as {drop}, which is counted instead", drop=stands.iloc[at])
    return options.assign(reason=pd.Series(reasons, index=options.index, dtype=object))


def _input(table: LoadedTable) -> InputTable:
    raw = table.raw
    if raw is None:
        return InputTable("", "", "", table.frame, (), {})
    sidecars = dict(raw.notes.get("sidecars", {}))
    letters = {name: raw.letters[at] for name, at in table.positions.items()} if raw.letters else {}
    return InputTable(
        raw.file, raw.sha256, raw.sheet, table.frame, tuple(int(row) for row in raw.rows), letters, sidecars
    )


def _with_judgement(ranking: pd.DataFrame, options: pd.DataFrame) -> pd.DataFrame:
    judged = options.set_index("option_id")[["overall", "why"]].reindex(ranking["option_id"])
    # The judgement speaks of what is studied further; screening leaves the rest aside.
    aside = (ranking["stage"].eq("screening") & ~ranking["short_listed"]).to_numpy(dtype=bool)
    why = judged["why"].to_numpy(dtype=object).copy()
    why[aside] = NOT_LISTED
    return ranking.assign(
        overall=np.where(aside, "not_listed", judged["overall"].to_numpy(dtype=object)),
        why=pd.Series(why, index=ranking.index, dtype=object),
    )
