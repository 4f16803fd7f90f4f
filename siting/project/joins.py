"""What must hold between tables: every reference leads somewhere, every id means one thing."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Collection, Iterator, Mapping

import numpy as np
import pandas as pd

from siting.errors import Problem
from siting.language import text
from siting.project.drops import check_drops
from siting.project.head_forms import WAYS
from siting.project.tables import LoadedTable

Tables = Mapping[str, LoadedTable]
SUGGESTIONS, SUGGESTED_FROM = 20, 5000
HOURS_PER_YEAR = 8760
OWNER_TABLES = ("constraints", "exclusions", "designs", "published")


def check_joins(tables: Tables, unreadable: set[str], recorded: Collection[str] = ()) -> list[Problem]:
    """All faults between and within the tables that could be read.

    ``recorded`` are the drops with a flow record, and the plots and groups with a drawing, of their own name in project.toml.
    """
    problems = [problem for check, needed in CHECKS if not unreadable & set(needed) for problem in check(tables)]
    return problems if "designs" in unreadable else problems + list(_nothing_to_size(tables, recorded))


def _ids(table: LoadedTable, column: str) -> pd.Series:
    return table.frame[column]


def _missing_facilities(tables: Tables) -> Iterator[Problem]:
    known = set(_ids(tables["facilities"], "facility_id").dropna())
    for name in ("plots", "drops"):
        yield from _not_among(tables[name], "facility_id", known)


def _not_among(table: LoadedTable, column: str, known: set[str]) -> Iterator[Problem]:
    references = _ids(table, column)
    missing = references.notna() & ~references.isin(known)
    names = sorted(known)[:SUGGESTED_FROM]
    for count, row in enumerate(np.flatnonzero(missing.to_numpy())):
        value = references.iloc[row]
        # Comparing with every id costs milliseconds: where references fail by the thousand, the first ones show why.
        near = difflib.get_close_matches(value, names, n=1, cutoff=0.7) if count < SUGGESTIONS else []
        if near:
            expected = text("no such id; did you mean {name}?", name=near[0])
        else:
            expected = text("no such id; it must stand in {tables}", tables=_where(column))
        yield table.problem(int(row), column, value, expected)


def _where(column: str) -> str:
    return "facilities" if column == "facility_id" else "facilities, plots (plot_id, group_id), drops"


def owner_kinds(tables: Tables) -> dict[str, str]:
    """Every id that can own something, and what it is: facility, plot, group or drop."""
    owners: dict[str, str] = {}
    for name, column, kind in (
        ("plots", "group_id", "group"),
        ("facilities", "facility_id", "facility"),
        ("plots", "plot_id", "plot"),
        ("drops", "drop_id", "drop"),
    ):
        owners |= dict.fromkeys(_ids(tables[name], column).dropna(), kind)
    return owners


def _ids_with_two_meanings(tables: Tables) -> Iterator[Problem]:
    seen: dict[str, str] = dict.fromkeys(_ids(tables["facilities"], "facility_id").dropna(), "facilities")
    for name, column in (("plots", "plot_id"), ("drops", "drop_id"), ("plots", "group_id")):
        found = _ids(tables[name], column)
        for row in np.flatnonzero(found.isin(seen).to_numpy()):
            value = found.iloc[row]
            expected = text("ambiguous id: {table} already uses it; every id means one thing", table=seen[value])
            yield tables[name].problem(int(row), column, value, expected)
        seen |= dict.fromkeys((one for one in found.dropna() if one not in seen), name)


def _groups_across_facilities(tables: Tables) -> Iterator[Problem]:
    plots = tables["plots"].frame[["group_id", "facility_id"]].dropna()
    first = plots.groupby("group_id")["facility_id"].transform("first")
    for row in plots.index[(first != plots["facility_id"]).to_numpy(dtype=bool)] if len(plots) else ():
        expected = text(
            "the plots of a group belong to one facility; this group began in {facility}", facility=first[row]
        )
        yield tables["plots"].problem(int(row), "group_id", plots["group_id"][row], expected)


def _missing_owners(tables: Tables) -> Iterator[Problem]:
    known = set(owner_kinds(tables))
    for name in OWNER_TABLES:
        yield from _not_among(tables[name], "owner_id", known)


def _designs_of_the_wrong_owner(tables: Tables) -> Iterator[Problem]:
    owners = owner_kinds(tables)
    fitting = {"pv": ("plot", "group"), "hydro": ("drop",)}
    words = {"pv": "plot_id, group_id", "hydro": "drop_id"}
    designs = tables["designs"]
    pairs = zip(designs.frame["owner_id"], designs.frame["technology"], strict=True)
    for row, (owner, technology) in enumerate(pairs):
        if owner in owners and technology in fitting and owners[owner] not in fitting[technology]:
            expected = text(
                "a {technology} design belongs to one of {ids}", technology=technology, ids=words[technology]
            )
            yield designs.problem(row, "owner_id", owner, expected)


def _variants_twice(tables: Tables) -> Iterator[Problem]:
    keys = ["owner_id", "technology", "variant"]
    designs = tables["designs"]
    complete = designs.frame[keys].dropna().assign(variant=lambda found: found["variant"].str.casefold())
    for row in complete.index[complete.duplicated().to_numpy(dtype=bool)]:
        expected = text("this owner already has a design of that technology and variant")
        yield designs.problem(int(row), "variant", designs.frame["variant"][row], expected)


SIZES = {
    "plots": ("panel_area_m2", "ground_area_m2", "capacity_kw", "annual_kwh"),
    "drops": (
        *(column for columns in WAYS.values() for column in columns),
        "flow_m3_s",
        "flow_id",
        "capacity_kw",
        "annual_kwh",
    ),
}


def _nothing_to_size(tables: Tables, recorded: Collection[str]) -> Iterator[Problem]:
    """A plot without any area and a drop without any figure can never become an option."""
    designed = {*tables["designs"].frame["owner_id"].dropna(), *recorded}
    for name, columns in SIZES.items():
        table = tables[name]
        if table.raw is not None and len(table.positions) < len(table.raw.headings):
            # A heading that was not understood may be the very size that seems missing.
            continue
        empty = table.frame[list(columns)].isna().all(axis=1)
        if table.raw is not None and table.raw.geometry is not None:
            empty &= np.array([shape is None for shape in table.raw.geometry], dtype=bool)
        for row in np.flatnonzero(empty.to_numpy()):
            owner = table.frame[table.table.key].iloc[row]
            groups = {table.frame["group_id"].iloc[row]} if name == "plots" else set()
            if ({owner} | groups) & designed or any((column, int(row)) in table.bad for column in columns):
                continue
            expected = text("nothing says how large it is: fill one of {columns}", columns=", ".join(columns))
            yield table.problem(int(row), columns[0], "", expected)


def _more_than_all_hours(tables: Tables) -> Iterator[Problem]:
    """More energy than full power around the clock: kW and MW, or kWh and MWh, were taken for each other."""
    for name in ("plots", "drops", "designs"):
        table = tables[name]
        possible = table.frame["capacity_kw"] * HOURS_PER_YEAR
        for row in np.flatnonzero((table.frame["annual_kwh"] > possible).to_numpy()):
            energy, power = table.frame["annual_kwh"].iloc[row], table.frame["capacity_kw"].iloc[row]
            expected = text("more than 8,760 hours at {power} kW: check the units of both", power=f"{power:g}")
            yield table.problem(int(row), "annual_kwh", f"{energy:.12g}", expected)


def _groups_by_case(tables: Tables) -> Iterator[Problem]:
    """Group ids that differ only by case."""
    plots = tables["plots"]
    spelled: dict[str, str] = {}
    for row, group in enumerate(plots.frame["group_id"]):
        if group is not None and spelled.setdefault(group.casefold(), group) != group:
            expected = text("differs only by case from {other}; use one spelling", other=spelled[group.casefold()])
            yield plots.problem(row, "group_id", group, expected)


OWNERS = ("facilities", "plots", "drops")
CHECKS: tuple[tuple[Callable[[Tables], Iterator[Problem]], tuple[str, ...]], ...] = (
    (_missing_facilities, ("facilities",)),
    (_ids_with_two_meanings, ()),
    (_groups_across_facilities, ()),
    (_groups_by_case, ()),
    (_missing_owners, OWNERS),
    (_designs_of_the_wrong_owner, OWNERS),
    (_variants_twice, ()),
    (_more_than_all_hours, ()),
    (check_drops, ()),
)
