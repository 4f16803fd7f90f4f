"""The ground of every plot or group that is to be designed, and its layouts at the project's tilts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from siting.language import Text, text
from siting.project.load import Project
from siting.project.sunlight.settings import Solar
from siting.solar.layout.design import Ground, lay_out
from siting.solar.layout.faults import CannotLayOut
from siting.solar.records import Layout
from siting.vocabulary.solar import layout_variant

NO_GROUND = text("neither an outline nor ground_area_m2 is known, so that no panels can be laid out")
NO_POSITION = text("the position of the facility is not known, and with it the height of the sun")
NO_PANEL = text("no panel fits between the margins, the obstacles and what stays free")


@dataclass(frozen=True)
class SunPlot:
    """A plot or group with its ground and a layout for every tilt."""

    owner_id: str
    facility_id: str
    ground: Ground
    layouts: tuple[Layout, ...]

    def option_id(self, layout: Layout) -> str:
        """The option that a layout becomes."""
        return f"{self.owner_id}-pv-{layout_variant(layout.tilt_deg)}"


def sun_plots(
    project: Project, solar: Solar, short_listed: Sequence[str] | None
) -> tuple[list[SunPlot], dict[str, Text]]:
    """The plots and groups that are designed, and by owner why others are not."""
    plots: list[SunPlot] = []
    left_out: dict[str, Text] = {}
    for owner, rows in _owners(project, short_listed).items():
        ground = _ground(project, owner, rows)
        if isinstance(ground, Text):
            left_out[owner] = ground
            continue
        try:
            layouts = tuple(lay_out(ground, solar, tilt, project.sunlight.module) for tilt in solar.tilts_deg)
        except CannotLayOut as error:
            left_out[owner] = error.message
            continue
        plots.append(SunPlot(owner, str(rows["facility_id"].iloc[0]), ground, layouts))
    return plots, left_out


def unfit(plot: SunPlot) -> Iterator[tuple[str, Text]]:
    """Options that cannot be built as they are laid out, with the reason."""
    for layout in plot.layouts:
        if layout.kw <= 0:
            yield plot.option_id(layout), NO_PANEL
        elif layout.load_state == "exceeded":
            yield (
                plot.option_id(layout),
                text(
                    "panels, racks and ballast weigh {load} kN/m2, and the structure may carry {allowance} kN/m2",
                    load=f"{layout.load_kn_m2:.2f}", allowance=f"{plot.ground.load_allowance_kn_m2:g}",
                ),
            )  # fmt: skip


def _owners(project: Project, short_listed: Sequence[str] | None) -> Mapping[str, pd.DataFrame]:
    """The rows of every plot that stands alone and of every group, in the order of the table; not what is excluded."""
    plots, exclusions = project.tables["plots"].frame, project.tables["exclusions"].frame
    out = set(exclusions.loc[exclusions["technology"].eq("pv"), "owner_id"])
    owner = plots["group_id"].where(plots["group_id"].notna(), plots["plot_id"])
    excluded = pd.concat([plots[name].isin(out) for name in ("plot_id", "group_id", "facility_id")], axis=1).any(axis=1)
    wanted = ~owner.isin(set(owner[excluded]))
    if short_listed is not None:
        named = plots["plot_id"].isin(short_listed) | plots["group_id"].isin(short_listed)
        wanted &= owner.isin(set(owner[named]))
    return {str(name): rows for name, rows in plots[wanted].groupby(owner[wanted], sort=False)}


def _ground(project: Project, owner: str, rows: pd.DataFrame) -> Ground | Text:
    """What panels of a plot or group stand on, or why that is not known."""
    files = project.sunlight
    outline = files.outlines.get(owner)
    area = float(rows["ground_area_m2"].sum(min_count=len(rows)))
    if outline is None and np.isnan(area):
        return NO_GROUND
    lat, lon = project.own_use.sites.get(str(rows["facility_id"].iloc[0]), (np.nan, np.nan))
    if outline is not None:
        lat, lon = outline.shape.centroid.y, outline.shape.centroid.x
    if np.isnan(lat) or np.isnan(lon):
        return NO_POSITION
    mounts = rows["mount"].unique()
    allowances = rows["load_allowance_kn_m2"].to_numpy(dtype=float)
    return Ground(
        lat=float(lat), lon=float(lon), area_m2=None if np.isnan(area) else area, outline=outline, obstacles=files.obstacles,
        mount=str(mounts[0]) if len(mounts) == 1 else "unknown",
        load_allowance_kn_m2=None if np.isnan(allowances).any() else float(allowances.min()),
    )  # fmt: skip
