"""The schemes of a project over the options that are studied further, under every price case they are meant for."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from siting.project.load import Project
from siting.project.procurement import studied_schemes
from siting.run.money import study_case
from siting.schemes.basis import Sites
from siting.schemes.study import SchemeStudy, joined, study_schemes


def studied_further(options: pd.DataFrame, ranking: pd.DataFrame, limit: int) -> pd.DataFrame:
    """What is designed in detail, and of the short list what is not; the best first, up to ``limit``."""
    ranked = ranking.merge(options[["option_id", "facility_id", "technology"]], on="option_id")
    detail = ranked["stage"].eq("detail").to_numpy(dtype=bool)
    designed = set(zip(ranked.loc[detail, "facility_id"], ranked.loc[detail, "technology"], strict=True))
    open_still = np.array(
        [pair not in designed for pair in zip(ranked["facility_id"], ranked["technology"], strict=True)], dtype=bool
    )
    wanted = ranked[detail | (ranked["short_listed"].eq(True).to_numpy(dtype=bool) & open_still)]
    first = wanted.sort_values(["rank", "option_id"], kind="stable")["option_id"].head(limit)
    return options.set_index("option_id", drop=False).loc[list(first)].reset_index(drop=True)


def scheme_study(project: Project, options: pd.DataFrame) -> SchemeStudy:
    """The schemes of a project over some options; empty where it names none."""
    return joined(_by_case(project, options))


def _by_case(project: Project, options: pd.DataFrame) -> Iterator[SchemeStudy]:
    config = project.config
    for case in config.cases if config.schemes else ():
        mine = options[options[f"eligible_{case}"].eq(True).to_numpy(dtype=bool)]
        if not len(mine) or not studied_schemes(config.schemes, config.cases, case):
            continue
        yield study_schemes(study_case(project, mine, case).flow, _sites(mine), case, config)


def _sites(options: pd.DataFrame) -> Sites:
    return Sites(
        option_id=options["option_id"].to_numpy(dtype=object),
        technology=options["technology"].to_numpy(dtype=object),
        capacity_kw=options["capacity_kw"].to_numpy(dtype=float),
        panel_area_m2=options["panel_area_m2"].to_numpy(dtype=float),
    )
