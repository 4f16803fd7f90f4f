"""``siting rank``: the ranking of a finished run, by any figure."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from siting.cli.shell import shared_options, speak
from siting.cli.spoken import SpokenCommand, SpokenOption
from siting.errors import NothingEligible, UnknownName
from siting.language import text

if TYPE_CHECKING:
    import pandas as pd

    from siting.reporting.results import Results


@click.command("rank", cls=SpokenCommand)
@click.argument("out", metavar="OUT", type=click.Path(path_type=Path))
@click.option(
    "--stage",
    type=click.Choice(["screening", "detail"]),
    cls=SpokenOption,
    help="Stage to rank (default: screening, or detail where the screening ranks nothing).",
)
@click.option(
    "--by",
    metavar="KEY",
    cls=SpokenOption,
    help="Column of options.csv that decides (default: the project's).",
)
@click.option("--ascending", is_flag=True, cls=SpokenOption, help="Smaller is better, as for lcoe_yen_per_kwh.")
@click.option("--top", type=click.IntRange(min=1), metavar="N", cls=SpokenOption, help="Only the first N.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "csv", "json", "geojson"]),
    default="table",
    cls=SpokenOption,
    help="table (default), csv, json or geojson.",
)
@shared_options
def command(out: Path, stage: str | None, by: str | None, ascending: bool, top: int | None, form: str) -> None:
    """Rank the options of a finished run."""  # fmt: skip
    from siting.reporting.results import load_results

    results = load_results(out)
    lang = speak(results.lang)
    ranked = _ranked(results, stage or _first_stage(results), by, ascending)
    ranked = ranked if top is None else ranked.head(top)
    printers = {"table": _table, "csv": _csv, "json": _json, "geojson": _geojson}
    click.echo(printers[form](results, ranked, lang), nl=form == "table")


def _first_stage(results: Results) -> str:
    screened = results.ranking["stage"].eq("screening").any()
    return "screening" if screened or results.ranking.empty else "detail"


def _ranked(results: Results, stage: str, by: str | None, ascending: bool) -> pd.DataFrame:
    from siting.rank.ranking import rank_options
    from siting.vocabulary.results import figure_names, larger_is_better

    ranking = results.config.ranking
    if by is not None:
        names = figure_names(results.cases)
        if by not in names:
            raise UnknownName(text("there is no {name}; there are {names}", name=by, names=", ".join(sorted(names))))
        ranking = ranking.model_copy(update={"by": by, "descending": larger_is_better(by) and not ascending})
    elif ascending:
        ranking = ranking.model_copy(update={"descending": False})
    ranked = rank_options(results.options, ranking)
    ranked = ranked[ranked["stage"].eq(stage).to_numpy(dtype=bool)]
    if ranked.empty:
        raise NothingEligible(
            text("no option of stage {stage} has the figure {column}", stage=stage, column=ranking.by)
        )
    # Another order does not change which options the project's own rule has chosen.
    chosen = results.ranking.loc[results.ranking["short_listed"], "option_id"]
    ranked = ranked.assign(short_listed=ranked["option_id"].isin(list(chosen)))
    extra = results.options.set_index("option_id")
    shown = ["facility", "plot", "technology", "variant", "capacity_kw", "annual_kwh", "capex_yen"]
    return ranked.join(extra[[name for name in shown if name not in ranked.columns]], on="option_id")


def _table(results: Results, ranked: pd.DataFrame, lang: str) -> str:
    from siting.cli.tables import aligned, cell
    from siting.vocabulary.columns import Kind
    from siting.vocabulary.results import figure_names, result_column

    figures = [name for name in ranked.columns if name in figure_names(results.cases)]
    names = list(dict.fromkeys(["rank", "option_id", "facility", "technology", "capacity_kw", "annual_kwh", *figures]))
    columns = {name: result_column(name, results.cases) for name in names}
    headings = []
    for column, case in columns.values():
        unit = f" [{column.unit}]" if column.unit else ""
        headings.append(f"{column.label(lang)}{f' ({case})' if case else ''}{unit}")
    rows = [
        [
            column.choice_label(row[name], lang) if column.choices else cell(row[name], column.decimals)
            for name, (column, _) in columns.items()
        ]
        for row in ranked.to_dict("records")
    ]
    return aligned(headings, rows, [column.kind is Kind.NUMBER for column, _ in columns.values()])


def _csv(results: Results, ranked: pd.DataFrame, lang: str) -> str:
    from siting.reporting.delimited import csv_bytes

    return csv_bytes(ranked, lang).decode("utf-8-sig")


def _json(results: Results, ranked: pd.DataFrame, lang: str) -> str:
    return json.dumps(_records(ranked), ensure_ascii=False, indent=1) + "\n"


def _records(ranked: pd.DataFrame) -> list[dict[str, Any]]:
    plain = ranked.astype(object).where(ranked.notna(), None)
    return [{str(name): value for name, value in row.items()} for row in plain.to_dict("records")]


def _geojson(results: Results, ranked: pd.DataFrame, lang: str) -> str:
    facilities = results.tables["facilities"].frame.set_index("facility_id")[["lat", "lon"]]
    where = results.options.set_index("option_id")["facility_id"]
    features = []
    for row in _records(ranked):
        place = facilities.loc[where[row["option_id"]]]
        known = bool(place.notna().all())
        geometry = {"type": "Point", "coordinates": [float(place["lon"]), float(place["lat"])]} if known else None
        features.append({"type": "Feature", "id": row["option_id"], "geometry": geometry, "properties": row})
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False, indent=1) + "\n"
