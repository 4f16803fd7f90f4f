"""Results as tables and points: options.csv, ranking.csv, open_points.csv, cashflows.csv, sites.geojson."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pandas as pd

from siting.finance.ledger import ledger
from siting.frames import records
from siting.reporting.delimited import csv_bytes
from siting.reporting.results import Results
from siting.vocabulary.results import option_column_names
from siting.vocabulary.turbines import turbine_column_names

OPEN_POINT_COLUMNS = ("owner_id", "facility", "kind", "what", "ask", "by_when", "source")


def options_csv(results: Results) -> bytes:
    """A row per option, in the columns of the contract."""
    return csv_bytes(results.options[option_column_names(results.cases)], results.lang)


def ranking_csv(results: Results) -> bytes:
    """The ranking of every stage."""
    return csv_bytes(results.ranking, results.lang)


def open_points_csv(results: Results) -> bytes:
    """Everything a person must still settle."""
    return csv_bytes(results.open_points[list(OPEN_POINT_COLUMNS)], results.lang)


def turbines_csv(results: Results) -> bytes:
    """A row per drop and machine, with the reasons in one cell each."""
    said = results.reasons.assign(what=[what.say(results.lang) for what in results.reasons["what"]])
    joined = {
        side: said[said["side"] == side].groupby("option_id")["what"].agg("; ".join) for side in ("for", "against")
    }
    ids = results.turbines["option_id"]
    frame = results.turbines.assign(**{f"reasons_{side}": ids.map(words) for side, words in joined.items()})
    return csv_bytes(frame[turbine_column_names(results.cases)], results.lang)


def durations_csv(results: Results) -> bytes:
    """The flow duration curve of every drop, split by what its machine does with the water."""
    return csv_bytes(results.durations, results.lang)


def leading_options(results: Results) -> pd.DataFrame:
    """The evaluated options, the best of each stage first, up to ``outputs.cashflow_options``; then in table order."""
    options = results.options
    evaluated = options[options["status"].eq("evaluated").to_numpy(dtype=bool)]
    limit = results.config.outputs.cashflow_options
    if len(evaluated) <= limit:
        return evaluated
    order = results.ranking.sort_values(["rank", "option_id"], kind="stable")["option_id"]
    return evaluated[evaluated["option_id"].isin(set(order.iloc[:limit]))]


def cashflows_csv(results: Results) -> bytes:
    """The yearly flows of the leading options under every case."""
    return csv_bytes(ledger(leading_options(results), results.config.cases, results.config.finance), results.lang)


def sites_geojson(results: Results) -> bytes:
    """A point per facility (RFC 7946, WGS 84) with the best option of each stage."""
    facilities = results.tables["facilities"].frame
    best = _best_by_facility(results)
    features = [
        {
            "type": "Feature",
            "id": row.facility_id,
            "geometry": {"type": "Point", "coordinates": [row.lon, row.lat]} if np.isfinite(row.lat) else None,
            "properties": {
                "facility_id": row.facility_id, "name": row.name, "system": row.system, "position": row.position,
                **best.get(row.facility_id, {}),
            },
        }
        for row in records(facilities)
    ]  # fmt: skip
    collection = {"type": "FeatureCollection", "features": features}
    return (json.dumps(collection, ensure_ascii=False, allow_nan=False, indent=1) + "\n").encode("utf-8")


def _best_by_facility(results: Results) -> dict[str, dict[str, Any]]:
    columns = [
        "facility_id",
        "technology",
        "annual_kwh",
        "capacity_kw",
        *(f"bc_{case}" for case in results.cases),
    ]
    keyed = results.options.set_index("option_id")[columns]
    ranked = results.ranking.join(keyed.drop(columns=list(set(columns) & set(results.ranking.columns))), on="option_id")
    best: dict[str, dict[str, Any]] = {}
    for stage, rows in ranked.groupby("stage", sort=False):
        for row in rows.drop_duplicates("facility_id").to_dict("records"):
            figures = {f"{stage}_{name}": _json_number(row[name]) for name in ("rank", "option_id", *columns[1:])}
            best.setdefault(row["facility_id"], {}).update(figures)
    return best


def _json_number(value: Any) -> Any:
    return None if isinstance(value, float) and not np.isfinite(value) else value
