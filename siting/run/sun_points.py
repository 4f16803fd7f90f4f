"""What a person must still settle about sunlight: plots without ground, loads, output control, caveats of the weather."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from siting.frames import records
from siting.language import Text, text
from siting.project.load import Project
from siting.run.sunlight import SunStudy
from siting.solar.layout.load import BALLAST_UNKNOWN

NOT_DESIGNED = "layout"
Point = tuple[str | None, str, Text, str | None]

NOT_COUNTED = text("output control by the grid operator (出力制御) is not counted: state [solar.curtailment]")
UNKNOWN_LOAD = text(
    "it is not known whether the structure carries panels, racks and ballast: load_allowance_kn_m2, weight of module, rack_kn_m2 or ballast_kn_m2 is missing"
)
# Notes that only tell how something was read: nobody need settle them.
READ = frozenset(
    {
        "buildings: {count} read from {file}",
        "horizon: {file} is read as PVGIS writes it (south 0, west positive)",
        "horizon: {file} is read with north 0, clockwise",
        "monthly irradiation from the JMA normals 1991-2020 of {stations}",
    }
)


def sun_points(project: Project, options: pd.DataFrame, sun: SunStudy) -> Iterator[Point]:
    """Owner, kind, words and source of every such point."""
    designed = set(options.loc[options["stage"].eq("detail") & options["technology"].eq("pv"), "owner_id"])
    for owner, why in sun.left_out.items():
        if owner not in designed:
            yield owner, NOT_DESIGNED, why, None
    for note in project.sunlight.notes:
        yield None, _kind(note), note, None
    if sun.layouts.empty:
        return
    yield from _loads(sun.layouts)
    yield from _notes(sun.layouts[sun.layouts["capacity_kw"].gt(0)])
    solar = project.config.solar
    if solar is not None and solar.curtailment is None:
        yield None, "grid", NOT_COUNTED, "project.toml [solar.curtailment]"


def _loads(layouts: pd.DataFrame) -> Iterator[Point]:
    unknown = layouts[layouts["load_state"].eq("unknown")]
    for owner in dict.fromkeys(unknown["owner_id"]):
        yield owner, "load", UNKNOWN_LOAD, None


def _notes(layouts: pd.DataFrame) -> Iterator[Point]:
    """Notes of layouts and weather: once for a plot, and once for all where every plot has them.

    That nobody knows the ballast is a point of the load already.
    """
    owners: dict[Text, list[str]] = {}
    for row in records(layouts):
        for note in (one for one in row.notes if one != BALLAST_UNKNOWN):
            if row.owner_id not in owners.setdefault(note, []):
                owners[note].append(row.owner_id)
    everyone = layouts["owner_id"].nunique()
    for note, mine in owners.items():
        for owner in [None] if len(mine) == everyone and everyone > 1 else mine:
            yield owner, _kind(note), note, None


def _kind(note: Text) -> str:
    return "record" if note.wording in READ else "weather"
