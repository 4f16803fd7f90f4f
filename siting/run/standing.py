"""What a price depends on beside the option itself: where it stands, how large its whole site is, when it can start."""

from __future__ import annotations

import numpy as np
import pandas as pd

from siting.project.load import Project
from siting.rank.judgement import constraint_summary
from siting.sites.candidates import relations
from siting.sites.conditions import conditions


def placed(project: Project, options: pd.DataFrame) -> pd.DataFrame:
    """The options with ``mount``, ``site_kw`` and ``start_year``."""
    return options.assign(
        mount=_mounts(project, options), site_kw=_site_kw(options), start_year=_start_years(project, options)
    )


def _mounts(project: Project, options: pd.DataFrame) -> np.ndarray:
    """Where the panels of an option stand: as its plot says, or the plots of its group, if they agree."""
    plots = project.tables["plots"].frame
    mounts = dict(zip(plots["plot_id"], plots["mount"], strict=True))
    groups = plots[["group_id", "mount"]].dropna().groupby("group_id")["mount"]
    mounts |= {group: found.iloc[0] if found.nunique() == 1 else "unknown" for group, found in groups}
    return options["owner_id"].map(mounts).to_numpy(dtype=object)


def _site_kw(options: pd.DataFrame) -> np.ndarray:
    """The power of the whole site: an option's own and, of every other place of its facility, the largest.

    Splitting a site into several small plants is forbidden, so plots of one facility add up. Places are counted by
    stage and technology: what is designed in detail stands for the same ground as in the screening.
    """
    power = options["capacity_kw"].to_numpy(dtype=float)
    power = np.where(options["status"].eq("evaluated").to_numpy(dtype=bool), np.nan_to_num(power), 0.0)
    keys = options[["facility_id", "technology", "stage"]].assign(place=options["place_id"], power=power)
    largest = keys.groupby(["facility_id", "technology", "stage", "place"], dropna=False)["power"].transform("max")
    first = ~keys.duplicated(["facility_id", "technology", "stage", "place"])
    counted = keys.assign(largest=np.where(first, largest, 0.0))
    whole = counted.groupby(["facility_id", "technology", "stage"], dropna=False)["largest"].transform("sum")
    return np.asarray(whole.to_numpy(dtype=float) - largest.to_numpy(dtype=float) + power)


def _start_years(project: Project, options: pd.DataFrame) -> np.ndarray:
    """The fiscal year from which an option can start: that of its constraints, never before the base year."""
    base = project.config.project.base_year
    links = relations(project.tables, options)
    earliest = constraint_summary(links, conditions(project.tables), options)["earliest_year"].to_numpy(dtype=float)
    return earliest if base is None else np.fmax(earliest, float(base))
