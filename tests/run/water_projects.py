"""Small projects of drops for the tests of a whole run."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

import siting
from siting.reporting.results import Results

TOML = """
[project]
name = "p"
language = "en"
[finance]
years = 20
discount_rate = 0.03
[cases.fit]
price_yen_per_kwh = { hydro = 34 }
[costs.hydro]
capex = { fixed_yen = 1000000, steps = [ { yen_per_kw = 900000 } ] }
opex = { fixed_yen_per_year = 100000, yen_per_kw_year = 5000 }
[ranking]
by = "bc_fit"
"""
FACILITIES = "facility_id,name,lat,lon\nA,施設A,34.8,135.5\nB,施設B,34.7,135.4\n"


def project(folder: Path, drops: str, toml: str = TOML, **files: str) -> Path:
    folder.mkdir(parents=True)
    (folder / "project.toml").write_text(toml, encoding="utf-8")
    (folder / "facilities.csv").write_text(FACILITIES, encoding="utf-8")
    (folder / "drops.csv").write_text(drops, encoding="utf-8")
    for name, content in files.items():
        path = folder / name.replace("__", "/").replace("_csv", ".csv").replace("_toml", ".toml")
        path.parent.mkdir(exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return folder


def evaluated(folder: Path) -> Results:
    return siting.evaluate(siting.load(folder))


def hourly(swing: float = 0.3, mean: float = 0.2) -> str:
    times = pd.date_range("2023-04-01 01:00", periods=8760, freq="h")
    flow = mean * (1 + swing * np.cos(2 * np.pi * (times.hour.to_numpy() - 12) / 24))
    rows = [f"{time:%Y-%m-%d %H:%M},{value:.6f}" for time, value in zip(times, flow, strict=True)]
    return "time,flow\n" + "\n".join(rows) + "\n"


ONE = "drop_id,facility_id,net_head_m,flow_m3_s,use_rate\nA1,A,30,0.25,0.6\n"
RECORD = TOML + '[flows.A1]\nfile = "flow.csv"\nlayout = "series"\nunit = "m3/s"\n'
WITH_RECORD = "drop_id,facility_id,net_head_m\nA1,A,30\n"


def said_of(results: Results, option_id: str) -> list[str]:
    mine = results.reasons[results.reasons["option_id"] == option_id]["what"]
    return [one.say("en") for one in mine]
