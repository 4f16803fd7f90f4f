"""Facilities, plots, drops and designs joined: one row per technical design that could become an option.

A frame keyed by ``option_id``. What a table gives stands in its column, what it does not give is NaN for the
engines to fill. ``origin`` and ``origin_row`` name the row a candidate comes from, so that every figure can be
followed back to it.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from siting.project.references import is_simple
from siting.project.tables import LoadedTable
from siting.vocabulary.solar import layout_variant

GIVEN = ("panel_area_m2", "capacity_kw", "kwh_per_kw", "annual_kwh", "capex_yen", "opex_yen_per_year")
ENGINE = ("supply_loss", "cost_model", "chosen", "layout_row")
NO_LAYOUT = -1
PLACE = "place_id"
COLUMNS = (
    "option_id",
    "owner_id",
    "facility_id",
    "technology",
    "variant",
    "stage",
    *GIVEN,
    *ENGINE,
    PLACE,
    "origin",
    "origin_row",
)

Tables = Mapping[str, LoadedTable]


def candidates(
    tables: Tables, screening_variant: str, machines: pd.DataFrame, layouts: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Every design of the project: of plots, drops, the water engine, the sunlight engine, and those studied elsewhere.

    ``layouts`` are the designs of the sunlight engine (rows of layouts.csv).
    """
    facility_of = facility_of_owner(tables)
    designs = tables["designs"].frame
    plots = tables["plots"].frame
    parts = [
        _plots(plots[_for_screening(plots, layouts)], screening_variant),
        _drops(tables["drops"].frame),
        _machines(machines, tables["drops"].frame),
        _designs(designs[has_figures(designs)], facility_of),
    ]
    if layouts is not None and len(layouts):
        parts.append(_layouts(layouts, designs[~has_figures(designs)], facility_of))
    found = pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)
    return found.assign(place_id=_places(found, tables["drops"].frame))


def _places(options: pd.DataFrame, drops: pd.DataFrame) -> pd.Series:
    """Where an option stands: its owner, or the place its drop shares with others (only one of them can be built)."""
    of_drop = dict(
        zip(drops["drop_id"], drops["place_id"].where(drops["place_id"].notna(), drops["drop_id"]), strict=True)
    )
    return options["owner_id"].map(of_drop).where(options["owner_id"].isin(of_drop), options["owner_id"])


def _frame(source: pd.DataFrame, origin: str, **columns: object) -> pd.DataFrame:
    frame = pd.DataFrame(index=source.index)
    for name in GIVEN:
        frame[name] = source.get(name, np.nan)
    frame["supply_loss"] = 0.0
    frame["chosen"] = False
    frame["layout_row"] = NO_LAYOUT
    frame[PLACE] = None
    for name, values in {**columns, "cost_model": columns["technology"]}.items():
        frame[name] = pd.Series(values, index=source.index, dtype=object)
    frame["origin"] = pd.Series(origin, index=source.index, dtype=object)
    frame["origin_row"] = source.index.to_numpy(dtype=np.int64)
    frame["option_id"] = frame["owner_id"] + "-" + frame["technology"] + "-" + frame["variant"]
    return frame[list(COLUMNS)]


def _plots(plots: pd.DataFrame, variant: str) -> pd.DataFrame:
    return _frame(
        plots, "plots", owner_id=plots["plot_id"], facility_id=plots["facility_id"], technology="pv",
        variant=variant, stage="screening",
    )  # fmt: skip


def _drops(drops: pd.DataFrame) -> pd.DataFrame:
    """The drops whose energy is given, or follows from power and use rate; the others are for the water engine."""
    given = drops[drops["annual_kwh"].notna() | is_simple(drops)]
    return _frame(
        given, "drops", owner_id=given["drop_id"], facility_id=given["facility_id"], technology="hydro",
        variant=np.where(given["annual_kwh"].notna(), "given", "simple"), stage="screening",
    )  # fmt: skip


def _machines(machines: pd.DataFrame, drops: pd.DataFrame) -> pd.DataFrame:
    """The designs of the water engine (rows of turbines.csv that become options)."""
    of_drop = drops.set_index("drop_id")["facility_id"]
    frame = _frame(
        machines, "turbines", owner_id=machines["drop_id"], facility_id=machines["drop_id"].map(of_drop),
        technology="hydro", variant=machines["type"], stage="screening",
    )  # fmt: skip
    return frame.assign(
        capacity_kw=machines["rated_kw"], supply_loss=machines["supply_loss"], cost_model=machines["cost_model"],
        chosen=machines["chosen"],
    )  # fmt: skip


def _designs(designs: pd.DataFrame, facility_of: Mapping[str, str]) -> pd.DataFrame:
    return _frame(
        designs, "designs", owner_id=designs["owner_id"], facility_id=designs["owner_id"].map(facility_of),
        technology=designs["technology"], variant=designs["variant"],
        stage=designs["stage"].where(designs["stage"].notna(), "detail"),
    )  # fmt: skip


def _for_screening(plots: pd.DataFrame, layouts: pd.DataFrame | None) -> np.ndarray:
    """Which plots the screening looks at: all but those that it has no figures for and that are designed instead."""
    designed = set() if layouts is None else set(layouts["owner_id"])
    owner = plots["group_id"].where(plots["group_id"].notna(), plots["plot_id"])
    unknown = plots[["panel_area_m2", "capacity_kw", "annual_kwh"]].isna().all(axis=1)
    return ~(unknown & owner.isin(designed)).to_numpy(dtype=bool)


def has_figures(designs: pd.DataFrame) -> np.ndarray:
    """Which rows of the table designs state power and energy; the others state costs of a design of our own."""
    return designs[["capacity_kw", "annual_kwh"]].notna().all(axis=1).to_numpy(dtype=bool)


def _layouts(layouts: pd.DataFrame, stated: pd.DataFrame, facility_of: Mapping[str, str]) -> pd.DataFrame:
    """The designs of the sunlight engine, with the costs that a row of the table designs states for them."""
    variant = layouts["tilt_deg"].map(layout_variant)
    frame = _frame(
        layouts, "layouts", owner_id=layouts["owner_id"], facility_id=layouts["owner_id"].map(facility_of),
        technology="pv", variant=variant, stage="detail",
    )  # fmt: skip
    frame["kwh_per_kw"] = layouts["specific_kwh_per_kw"]
    frame["layout_row"] = layouts.index.to_numpy(dtype=np.int64)
    pairs = zip(stated["owner_id"], stated["technology"], stated["variant"], strict=True)
    row_of = {pair: row for row, pair in enumerate(pairs)}
    found = [row_of.get((owner, "pv", one), NO_LAYOUT) for owner, one in zip(frame["owner_id"], variant, strict=True)]
    rows = np.array(found, dtype=np.int64)
    own = rows >= 0
    for name in ("capex_yen", "opex_yen_per_year"):
        costs = np.append(stated[name].to_numpy(dtype=float), np.nan)
        frame[name] = costs[rows]
    frame["origin"] = np.where(own, "designs", "layouts").astype(object)
    frame["origin_row"] = np.where(own, np.append(stated.index.to_numpy(), 0)[rows], frame["origin_row"])
    return frame


def facility_of_owner(tables: Tables) -> dict[str, str]:
    """The facility of every facility, group, plot and drop."""
    facilities = tables["facilities"].frame["facility_id"]
    plots, drops = tables["plots"].frame, tables["drops"].frame
    groups = plots[["group_id", "facility_id"]].dropna().drop_duplicates("group_id")
    return {
        **dict(zip(groups["group_id"], groups["facility_id"], strict=True)),
        **dict(zip(plots["plot_id"], plots["facility_id"], strict=True)),
        **dict(zip(drops["drop_id"], drops["facility_id"], strict=True)),
        **dict(zip(facilities, facilities, strict=True)),
    }


def relations(tables: Tables, options: pd.DataFrame) -> pd.DataFrame:
    """Which ids an option answers to: its owner, its facility, its plots' group, its group's plots."""
    plots = tables["plots"].frame[["plot_id", "group_id"]].dropna()
    pairs = options[["option_id", "owner_id"]]
    of_plot = pairs.merge(plots, left_on="owner_id", right_on="plot_id")[["option_id", "group_id"]]
    of_group = pairs.merge(plots, left_on="owner_id", right_on="group_id")[["option_id", "plot_id"]]
    parts = [
        pairs,
        options[["option_id", "facility_id"]].rename(columns={"facility_id": "owner_id"}),
        of_plot.rename(columns={"group_id": "owner_id"}),
        of_group.rename(columns={"plot_id": "owner_id"}),
    ]
    return pd.concat(parts, ignore_index=True).drop_duplicates()
