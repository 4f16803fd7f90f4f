"""Plots designed in detail: layout, shade, yield and glare of every tilt, as frames for ranking and report."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from siting.language import Text
from siting.project.load import Project
from siting.project.model import Config
from siting.project.sunlight.settings import Solar
from siting.solar.records import Floats, GlareStudy
from siting.vocabulary.solar import (
    GLARE_COLUMNS,
    GLARE_HOURS,
    LAYOUT_COLUMNS,
    LOSS_COLUMNS,
    OUTLINE_COLUMNS,
    SUN_MONTHS,
)

if TYPE_CHECKING:
    from siting.run.sun_plots import SunPlot
    from siting.run.sun_yields import PlaceYears

# What later steps need of a layout beside the columns that are shown.
KEPT = ("orientation", "aligned", "module_length_m", "module_width_m", "shown")
_WORDS = (
    "option_id", "owner_id", "mode", "method", "module", "load_state", "chosen_for", "weather", "notes", "orientation",
    "aligned",
)  # fmt: skip


@dataclass(frozen=True)
class SunStudy:
    """What the engine finds out: ``layouts`` (a row per design), ``losses``, ``glare``, ``outlines``.

    ``unfit`` says of designs by option id why they cannot be built, ``left_out`` of plots and groups why they are not
    designed. ``sun`` are the shapes of generation by option id and facility, where own use asks for hours.
    """

    layouts: pd.DataFrame
    losses: pd.DataFrame
    glare: pd.DataFrame
    outlines: pd.DataFrame
    unfit: Mapping[str, Text] = field(default_factory=dict)
    left_out: Mapping[str, Text] = field(default_factory=dict)
    sun: Mapping[str, Floats] = field(default_factory=dict)


def no_study() -> SunStudy:
    """The study of a project that designs no plot."""
    return _frames([], [], [], [])


def study_sun(project: Project, short_listed: Sequence[str] | None = None) -> SunStudy:
    """The designs of every plot and group, or of those to which ``short_listed`` owners belong."""
    # The engine brings its own science along, which a screening run does without.
    from siting.run.sun_frames import glare_row, layout_row, loss_rows, outline_rows
    from siting.run.sun_plots import sun_plots, unfit
    from siting.run.sun_yields import by_factor, by_hours, places

    solar = project.config.solar
    if solar is None:
        return no_study()
    plots, left_out = sun_plots(project, solar, short_listed)
    found: list[Any] = []
    sun: dict[str, Floats] = {}
    if solar.method == "factor":
        found = [one for plot in plots for one in by_factor(solar, plot)]
    else:
        for place in places(project, solar, plots):
            found += by_hours(place, project.config.weather.year_sigma)
            sun |= _option_hours(project, place)
    glare = list(_glare(project, solar, plots))
    said = _notes_of(glare)
    study = _frames(
        [
            layout_row(plot, layout, energy, solar, project.sunlight.module, said.get(plot.option_id(layout), ()))
            for plot, layout, energy in found
        ],
        [row for plot, layout, energy in found for row in loss_rows(plot.option_id(layout), energy)],
        [glare_row(option, one) for option, one in glare],
        [row for plot, layout, _ in found for row in outline_rows(plot.option_id(layout), layout)],
    )
    return replace(study, unfit=dict(one for plot in plots for one in unfit(plot)), left_out=left_out, sun=sun)


def with_sun(project: Project, sun: Mapping[str, Floats]) -> Project:
    """The project whose own use knows more hours of the sunlight engine."""
    if not sun:
        return project
    return replace(project, own_use=replace(project.own_use, sun={**project.own_use.sun, **sun}))


def facility_hours(project: Project) -> dict[str, Floats]:
    """The hours of plants that are not designed, by facility, where own use asks for them: the first tilt, unshaded."""
    from siting.run.sun_yields import plain_shares

    solar = project.config.solar
    if solar is None or not _asks_for_hours(project):
        return {}
    sites = {
        name: place
        for name, place in project.own_use.sites.items()
        if not np.isnan(place).any() and (_wheeled(project) or name in project.own_use.loads)
    }
    return plain_shares(project, solar, sites)


def _asks_for_hours(project: Project) -> bool:
    return bool(project.own_use.loads) and project.own_use.profiles["pv"].kind == "weather"


def _wheeled(project: Project) -> bool:
    return any(case.wheeling is not None for case in project.config.cases.values())


def _option_hours(project: Project, place: PlaceYears) -> dict[str, Floats]:
    """The hours of the designs that may meet a load, by option."""
    from siting.run.sun_yields import shares_of

    if not _asks_for_hours(project):
        return {}
    wanted = {
        at: plot.option_id(layout)
        for at, (plot, layout) in enumerate(place.layouts)
        if (_wheeled(project) or plot.facility_id in project.own_use.loads) and layout.kw > 0
    }
    return dict(zip(wanted.values(), shares_of(place, list(wanted)), strict=True)) if wanted else {}


def _glare(project: Project, solar: Solar, plots: list[SunPlot]) -> Iterator[tuple[str, GlareStudy]]:
    """What every observer near enough sees of every design that has panels, by option."""
    from siting.solar.glare.study import FARTHEST_M, glare_of

    for plot in plots if solar.glare is not None else ():
        for layout in plot.layouts:
            if layout.kw > 0 and solar.glare is not None:
                observers = project.sunlight.observers
                for one in glare_of(layout, plot.ground.lat, plot.ground.lon, observers, solar.glare):
                    if one.distance_m <= FARTHEST_M:
                        yield plot.option_id(layout), one


def _notes_of(glare: list[tuple[str, GlareStudy]]) -> dict[str, tuple[Text, ...]]:
    """What is to be borne in mind of the reflections of each option."""
    found: dict[str, dict[Text, None]] = {}
    for option, study in glare:
        found.setdefault(option, {}).update(dict.fromkeys(study.notes))
    return {option: tuple(notes) for option, notes in found.items()}


def _frames(layouts: list[Any], losses: list[Any], glare: list[Any], outlines: list[Any]) -> SunStudy:
    names = [column.name for column in (*LAYOUT_COLUMNS, *SUN_MONTHS)]
    return SunStudy(
        layouts=_frame(layouts, [*names, *KEPT], _WORDS),
        losses=_frame(losses, [column.name for column in LOSS_COLUMNS], ("option_id", "step")),
        glare=_frame(
            glare, [column.name for column in (*GLARE_COLUMNS, *GLARE_HOURS)], ("option_id", "observer", "worst")
        ),
        outlines=_frame(outlines, list(OUTLINE_COLUMNS), ("option_id", "part", "ring"), whole=("row", "across", "up")),
    )


def _frame(rows: list[Any], names: Sequence[str], words: Sequence[str], whole: Sequence[str] = ()) -> pd.DataFrame:
    """Rows as a frame whose columns keep their kind when there are none."""
    columns = {}
    for name in names:
        kind: Any = (
            object if name in words else np.int64 if name in whole else np.bool_ if name == "shown" else np.float64
        )
        columns[name] = pd.Series([row[name] for row in rows], dtype=kind)
    return pd.DataFrame(columns)


def with_best_tilts(study: SunStudy, options: pd.DataFrame, config: Config) -> pd.DataFrame:
    """The layouts with the cases under which each is the best tilt of its plot, by the figure that ranks."""
    by, cases = config.ranking.by, list(config.cases)
    figure = next((by.removesuffix(f"_{case}") for case in cases if by.endswith(f"_{case}")), "npv_yen")
    falling = config.ranking.descending or figure == "npv_yen"
    mine = options[(options["layout_row"].ge(0) & options["status"].eq("evaluated")).to_numpy(dtype=bool)]
    best: dict[str, list[str]] = {}
    for case in cases:
        values = mine.assign(value=mine[f"{figure}_{case}"].astype(float)).dropna(subset=["value"])
        # Stable: of equal ones the first tilt stands.
        order = values.sort_values("value", ascending=not falling, kind="stable").drop_duplicates("owner_id")
        for option in order["option_id"]:
            best.setdefault(str(option), []).append(case)
    chosen = [", ".join(best.get(one, ())) or None for one in study.layouts["option_id"]]
    layouts = study.layouts.assign(chosen_for=pd.Series(chosen, index=study.layouts.index, dtype=object))
    return layouts.assign(shown=_shown(layouts))


def _shown(layouts: pd.DataFrame) -> pd.Series:
    """Which designs are drawn: the best tilts of a plot; where no case applies to it, the one with the most energy."""
    best = layouts["chosen_for"].notna()
    without = ~best.groupby(layouts["owner_id"]).transform("any")
    most = layouts[without].sort_values("annual_kwh", ascending=False, kind="stable").drop_duplicates("owner_id")
    return best | layouts.index.isin(most.index)


def of_shown(frame: pd.DataFrame, layouts: pd.DataFrame) -> pd.DataFrame:
    """The rows of the designs that are drawn: of these alone the rings are kept."""
    return frame[frame["option_id"].isin(layouts.loc[layouts["shown"], "option_id"])].reset_index(drop=True)
