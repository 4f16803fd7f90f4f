"""The figures a report's first page shows, computed once and kept with the results."""

from __future__ import annotations

from typing import Any

import pandas as pd

from siting.project.load import Project


def summarise(project: Project, options: pd.DataFrame, ranking: pd.DataFrame) -> dict[str, Any]:
    """Counts and sums over the whole study and over its short list."""
    evaluated = options[options["status"].eq("evaluated").to_numpy(dtype=bool)]
    screening = evaluated[evaluated["stage"].eq("screening").to_numpy(dtype=bool)]
    # A plot or drop counts once, however many designs or machines were tried for it.
    counted = screening[screening["option_id"].isin(ranking["option_id"]).to_numpy(dtype=bool)]
    short = ranking.loc[ranking["short_listed"], "option_id"]
    listed = options.set_index("option_id").loc[list(short)] if len(short) else options.iloc[:0]
    tables = project.tables
    return {
        "facilities": len(tables["facilities"]),
        "plots": len(tables["plots"]),
        "drops": len(tables["drops"]),
        "options_evaluated": len(evaluated),
        "options_excluded": len(options) - len(evaluated),
        "screening_options": len(screening),
        "detail_options": len(evaluated) - len(screening),
        "screening_annual_kwh": float(counted["annual_kwh"].sum()),
        "reaching_one": {
            case: {stage: _reaching_one(ranking, options, case, stage) for stage in ("screening", "detail")}
            for case in project.config.cases
        },
        "short_list": {
            "options": list(short),
            "facilities": int(listed["facility_id"].nunique()),
            "blocked": int(listed["overall"].eq("blocked").sum()),
            "annual_kwh": float(listed["annual_kwh"].sum()),
            "capacity_kw": float(listed["capacity_kw"].sum()),
            "capex_yen": float(listed["capex_yen"].sum()),
            "co2_area_t": float(listed["co2_area_t"].sum())
            if len(listed) and listed["co2_area_t"].notna().any()
            else None,
            "share_of_screening_energy": _share(listed["annual_kwh"].sum(), counted["annual_kwh"].sum()),
        },
    }


def _reaching_one(ranking: pd.DataFrame, options: pd.DataFrame, case: str, stage: str) -> int:
    ranked = ranking.loc[ranking["stage"].eq(stage), "option_id"]
    bc = options.set_index("option_id")[f"bc_{case}"]
    return int((bc.reindex(ranked) >= 1).sum())


def _share(part: float, whole: float) -> float | None:
    return float(part / whole) if whole > 0 else None
