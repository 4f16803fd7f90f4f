"""What a person must still settle at drops: permits and consent, what was done to flow records, assumed machines."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from siting.frames import records
from siting.hydro.heads import heads_of
from siting.hydro.permits import permit_points
from siting.language import Text, text, verbatim
from siting.project.head_forms import HeadForm
from siting.project.load import Project
from siting.run.turbines import WaterStudy

BEHIND_INTAKE = text(
    "the site takes high voltage: the plant connects behind that intake; protection relays and free capacity must be settled (to be confirmed)"
)
Point = tuple[str, str, Text, str | None, str | None]


def water_points(project: Project, options: pd.DataFrame, water: WaterStudy) -> Iterator[Point]:
    """Owner, kind, what, whom to ask and source of every open point of water power."""
    yield from _records(project, water)
    yield from _assumed(project, water.turbines)
    yield from _permits(project, options, water.turbines)


def _records(project: Project, water: WaterStudy) -> Iterator[Point]:
    for drop in water.waters:
        record = project.flows.get(drop.flow_key)
        for note in drop.notes:
            yield drop.drop_id, "record", note, None, record.file if record else None


def _assumed(project: Project, turbines: pd.DataFrame) -> Iterator[Point]:
    loaded = {one.machine.id: one for one in project.machines}
    for row in records(turbines[turbines["chosen"].eq(True).to_numpy(dtype=bool)]):
        machine, file = loaded[row.type].machine, loaded[row.type].file
        if machine.confidence == "assumption":
            name = verbatim(machine.name, en=machine.name_en)
            what = text("{machine}: region or efficiency are assumptions; ask makers for their figures", machine=name)
            yield row.drop_id, "assumption", what, None, file


def _permits(project: Project, options: pd.DataFrame, turbines: pd.DataFrame) -> Iterator[Point]:
    """For drops that have an evaluated option: what nobody builds needs no permit."""
    drops = project.tables["drops"].frame
    mine = options[(options["technology"].eq("hydro") & options["status"].eq("evaluated")).to_numpy(dtype=bool)]
    drops = drops[drops["drop_id"].isin(mine["owner_id"]).to_numpy(dtype=bool)]
    chosen = turbines[turbines["chosen"].eq(True).to_numpy(dtype=bool)].set_index("drop_id")
    largest = mine.groupby("owner_id")["capacity_kw"].max()
    power = drops["drop_id"].map(chosen["rated_kw"]).fillna(drops["drop_id"].map(largest))
    flow = drops["drop_id"].map(chosen["design_flow_m3_s"])
    for column in ("flow_m3_s", "flow_max_m3_s"):
        flow = flow.where(flow.notna(), drops[column])
    levels = heads_of(drops)["head_form"].eq(HeadForm.LEVELS.value)
    frame = drops.assign(
        rated_kw=power.astype(np.float64), design_flow_m3_s=flow.astype(np.float64), levels_used=levels
    )
    facilities = project.tables["facilities"].frame.set_index("facility_id")["supply_voltage"]
    high = set(drops.loc[drops["facility_id"].map(facilities).isin(["high", "extra_high"]), "drop_id"])
    for point in permit_points(frame):
        what = BEHIND_INTAKE if point.kind == "grid" and point.drop_id in high else point.what
        yield point.drop_id, point.kind, what, point.ask, point.source
