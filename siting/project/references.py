"""What project.toml says of columns, cases, models and shipped figures must exist.

These checks read what the user wrote, not the validated model: a fault elsewhere in project.toml must not hide them.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pandas as pd

from siting.errors import Problem, UnknownName
from siting.language import Text, text
from siting.project.check_judgement import check_judgement
from siting.project.check_schemes import check_schemes
from siting.project.check_solar import check_solar
from siting.project.emissions import emission_factor
from siting.project.machines.model import Machine
from siting.project.model import Config
from siting.project.prices import check_prices
from siting.project.tables import LoadedTable
from siting.project.toml import WrittenConfig, config_problem, section
from siting.vocabulary.results import figure_names

Tables = Mapping[str, LoadedTable]


def check_references(
    written: WrittenConfig, config: Config | None, tables: Tables, machines: Mapping[str, Machine]
) -> list[Problem]:
    """Faults of project.toml that only show beside the tables and the shipped data."""
    data = written.data
    figures = figure_names(name for name in section(data, "cases") if name.isidentifier())
    return [
        *_ranking_columns(written, figures),
        *_cost_models(set(section(data, "costs")), tables),
        *_published_columns(figures, tables["published"]),
        *_emission_factor(written, config),
        *_timing(written),
        *check_prices(written, tables),
        *_option_ids(
            section(section(data, "screening"), "pv").get("variant", "area"),
            tables,
            list(machines),
            section(data, "flows"),
        ),
        *_water(written, config, machines),
        *check_judgement(written, tables),
        *check_schemes(written),
        *check_solar(written, tables),
    ]


def _no_such_column(column: str, names: set[str]) -> Text:
    near = difflib.get_close_matches(column, sorted(names), n=3, cutoff=0.3) or sorted(names)
    return text("no such column; expected one of {words}", words=", ".join(near))


def _ranking_columns(written: WrittenConfig, names: set[str]) -> Iterator[Problem]:
    ranking = section(written.data, "ranking")
    keys = {"ranking.by": ranking.get("by")}
    criteria = ranking.get("criteria")
    for at, one in enumerate(criteria if isinstance(criteria, list) else ()):
        keys[f"ranking.criteria.{at}.column"] = one.get("column") if isinstance(one, dict) else None
    for key, column in keys.items():
        if isinstance(column, str) and column not in names:
            yield config_problem(key, column, _no_such_column(column, names), written.lines)


def _cost_models(modelled: set[str], tables: Tables) -> Iterator[Problem]:
    """Every row that becomes an option needs a cost of its own or a cost model."""
    for name, technology in (("plots", "pv"), ("drops", "hydro"), ("designs", "")):
        table = tables[name]
        columns = ["capex_yen", "opex_yen_per_year"]
        missing = table.frame[columns].isna()
        # A drop that gives no energy is for the water engine, which tells energy without cost.
        silent = (
            table.frame["annual_kwh"].isna() & ~is_simple(table.frame)
            if name == "drops"
            else missing["capex_yen"] & False
        )
        owned = table.frame["technology"] if name == "designs" else pd.Series(technology, missing.index, dtype=object)
        needed = missing.mul(~silent & owned.notna() & ~owned.isin(modelled), axis=0)
        for row, column in zip(*needed.to_numpy(dtype=bool).nonzero(), strict=True):
            if (columns[column], int(row)) not in table.bad:
                expected = text(
                    "a value is required, or a cost model [costs.{technology}] in project.toml",
                    technology=owned.iloc[row],
                )
                yield table.problem(int(row), columns[column], "", expected)


def _published_columns(names: set[str], published: LoadedTable) -> Iterator[Problem]:
    for row, column in enumerate(published.frame["column"]):
        if column is not None and column not in names | {"rank"}:
            yield published.problem(row, "column", column, _no_such_column(column, names | {"rank"}))


def _emission_factor(written: WrittenConfig, config: Config | None) -> Iterator[Problem]:
    carbon = config.co2 if config else None
    if carbon is None or carbon.factor_kg_per_kwh is not None:
        return
    try:
        emission_factor(carbon)
    except UnknownName as error:
        yield config_problem("co2.utility", carbon.utility, error.message, written.lines)


def _water(written: WrittenConfig, config: Config | None, machines: Mapping[str, Machine]) -> Iterator[Problem]:
    """Machines, cost models and cases that the settings of the water engine name."""
    hydro = section(written.data, "hydro")
    choice, shapes = section(hydro, "choice"), section(hydro, "shapes")
    named: list[tuple[str, Any, set[str]]] = [
        ("hydro.choice.case", choice.get("case"), set(section(written.data, "cases"))),
        ("hydro.shapes.machine", shapes.get("machine"), set(machines)),
    ]
    named += [(f"hydro.choice.ratings.{name}", name, set(machines)) for name in section(choice, "ratings")]
    models = {machine.cost_model or machine.id for machine in machines.values()}
    of_machines = section(section(written.data, "costs"), "machines")
    named += [(f"costs.machines.{name}", name, models) for name in of_machines]
    for key, value, known in named:
        if isinstance(value, str) and value not in known:
            expected = text("unknown name; expected one of {words}", words=", ".join(sorted(known)))
            yield config_problem(key, value, expected, written.lines)


def _timing(written: WrittenConfig) -> Iterator[Problem]:
    timing = section(section(written.data, "ranking"), "timing")
    if timing and "base_year" not in section(written.data, "project"):
        expected = text("ranking.timing counts from project.base_year, which is missing")
        yield config_problem("project.base_year", None, expected, written.lines)


def is_simple(drops: pd.DataFrame) -> pd.Series:
    """Which drops state their power and the share of the year it is used, and no energy."""
    return drops["capacity_kw"].notna() & drops["use_rate"].notna() & drops["annual_kwh"].isna()


def _option_ids(
    variant_of_plots: Any, tables: Tables, machines: list[str], flow_keys: Iterable[str]
) -> Iterator[Problem]:
    """An option id is made of owner, technology and variant; two rows may not make the same one."""
    plots, drops, designs = (tables[name] for name in ("plots", "drops", "designs"))
    variant = variant_of_plots if isinstance(variant_of_plots, str) else "area"
    given = drops.frame["annual_kwh"].notna()
    made = [
        (plots, "plot_id", plots.frame["plot_id"] + f"-pv-{variant}"),
        (drops, "drop_id", (drops.frame["drop_id"] + "-hydro-given").where(given)),
        (drops, "drop_id", (drops.frame["drop_id"] + "-hydro-simple").where(is_simple(drops.frame))),
        (
            designs,
            "variant",
            designs.frame["owner_id"] + "-" + designs.frame["technology"] + "-" + designs.frame["variant"],
        ),
        (drops, "drop_id", (drops.frame["drop_id"] + "-hydro").where(~given)),
        *_excluded_ids(tables["exclusions"]),
    ]
    # Machines of the engine come first: a design of the same name has to change its own.
    frame = drops.frame
    with_flow = frame["flow_m3_s"].notna() | frame["flow_id"].notna() | frame["drop_id"].isin(list(flow_keys))
    tried = frame.loc[with_flow.to_numpy(dtype=bool), "drop_id"].dropna()
    seen = {f"{drop}-hydro-{machine}" for drop in tried for machine in machines}
    for table, column, ids in made:
        known = ids.dropna()
        again = known[known.isin(seen)]
        for row, one in again.items():
            expected = text("this makes the option id {id} a second time; change the variant or the id", id=one)
            yield table.problem(int(str(row)), column, str(table.frame[column].iloc[int(str(row))]), expected)
        seen |= set(known)


def _excluded_ids(exclusions: LoadedTable) -> Iterator[tuple[LoadedTable, str, pd.Series]]:
    ids = exclusions.frame["owner_id"] + "-" + exclusions.frame["technology"]
    yield exclusions, "owner_id", ids.where(~ids.duplicated())
