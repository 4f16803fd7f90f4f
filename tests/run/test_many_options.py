"""A project of 100,000 options runs, and equal options stay equal among them."""

from __future__ import annotations

from pathlib import Path

import numpy as np

import siting
from siting.reporting.exports import leading_options, options_csv
from tests.tools.big_project import write_big_project


def test_100_000_options_run_to_options_csv(tmp_path: Path) -> None:
    results = siting.evaluate(siting.load(write_big_project(tmp_path / "big", 100_000)))
    content = options_csv(results)
    assert content.count(b"\n") == 100_001
    options = results.options
    assert np.isfinite(options[["bc_fit", "bc_tariff", "npv_yen_fit", "lcoe_yen_per_kwh"]].to_numpy()).all()
    # Equal areas give equal figures to the last bit, wherever they stand in the arrays.
    spread = options.groupby("panel_area_m2")["bc_fit"].agg(["min", "max"])
    assert (spread["min"] == spread["max"]).all()
    limit = results.config.outputs.cashflow_options
    assert limit <= len(leading_options(results)) < limit + 100
