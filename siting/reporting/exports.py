"""Results as tables and points: options.csv, ranking.csv, open_points.csv, cashflows.csv, sites.geojson."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pandas as pd

from siting.finance.ledger import long_rows
from siting.frames import records
from siting.rank.ranking import leading
from siting.reporting.delimited import csv_bytes
from siting.reporting.results import Results
from siting.vocabulary.results import evaluation_column_names, option_column_names
from siting.vocabulary.turbines import turbine_column_names

OPEN_POINT_COLUMNS = ("owner_id", "facility", "kind", "what", "ask", "by_when", "source")


def options_csv(results: Results) -> bytes:
    """A row per option, in the columns of the contract."""
    return csv_bytes(results.options[option_column_names(results.cases)], results.lang)


def evaluations_csv(results: Results) -> bytes:
    """A row per evaluated option and price case: terms, figures, and why a case does not apply."""
    options = results.options[results.options["status"].eq("evaluated").to_numpy(dtype=bool)]
    parts = [_evaluations(options, case, at, results) for at, case in enumerate(results.cases)]
    rows = pd.concat(parts, ignore_index=True).sort_values(["_row", "_case"], kind="stable")
    return csv_bytes(rows.drop(columns=["_row", "_case"]), results.lang)


def _evaluations(options: pd.DataFrame, case: str, at: int, results: Results) -> pd.DataFrame:
    columns = {name: options.get(f"{name}_{case}", pd.Series(None, options.index, dtype=object))
               for name in evaluation_column_names()}  # fmt: skip
    own = {"option_id": options["option_id"], "case": case, "kind": results.config.cases[case].kind_of.name,
           "site_kw": options["site_kw"], "mount": options["mount"], "start_year": options["start_year"]}  # fmt: skip
    return pd.DataFrame({**own, **columns, "_row": np.arange(len(options)), "_case": at})


def ranking_csv(results: Results) -> bytes:
    """The ranking of every stage."""
    return csv_bytes(results.ranking, results.lang)


def schemes_csv(results: Results) -> bytes:
    """A row per option, price case and scheme."""
    return csv_bytes(results.schemes, results.lang)


def bridges_csv(results: Results) -> bytes:
    """Value for money step by step, at every discount rate that is shown."""
    return csv_bytes(results.bridges, results.lang)


def accounts_csv(results: Results) -> bytes:
    """The city's accounts under every scheme: a row per line, a column per year."""
    return csv_bytes(results.accounts, results.lang)


def judgement_csv(results: Results) -> bytes:
    """The comparisons of options and of schemes in long form."""
    return csv_bytes(results.judgement, results.lang)


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
    """The evaluated options whose cash flows are written, in table order."""
    return leading(results.options, results.ranking, results.config.outputs.cashflow_options)


def cashflows_csv(results: Results) -> bytes:
    """The yearly flows of the leading options under every case and scheme."""
    return csv_bytes(long_rows(results.flows), results.lang)


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
