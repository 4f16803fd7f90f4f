"""Projects with some keys of project.toml edited by hand, as the peer of a sweep's point."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd

import siting
from siting.reporting.results import Results


def edited(folder: Path, edits: Mapping[str, str]) -> Results:
    """The results of the project with pieces of its project.toml replaced; each piece stands there once."""
    path = folder / "project.toml"
    written = path.read_text(encoding="utf-8")
    try:
        changed = written
        for piece, value in edits.items():
            found = re.findall(piece, changed)
            assert len(found) == 1, (piece, found)
            changed = re.sub(piece, value, changed)
        path.write_text(changed, encoding="utf-8")
        return siting.evaluate(siting.load(folder))
    finally:
        path.write_text(written, encoding="utf-8")


def assert_same_as_run(rows: pd.DataFrame, results: Results, rtol: float = 1e-12) -> None:
    """Every figure of a point's rows is that of a run."""
    options = results.options.set_index("option_id").loc[list(rows["option_id"])]
    left_out = results.options[~results.options["option_id"].isin(rows["option_id"])]
    assert not left_out["status"].eq("evaluated").any()
    names = ["annual_kwh", "lcoe_yen_per_kwh"]
    names += [f"{one}_{case}" for case in results.cases for one in ("bc", "npv_yen", "irr", "payback_years")]
    for name in names:
        ours, theirs = rows[name].to_numpy(dtype=float), options[name].to_numpy(dtype=float)
        np.testing.assert_allclose(ours, theirs, rtol=rtol, atol=0, err_msg=name)
    for case in results.cases:
        assert list(rows[f"eligible_{case}"]) == list(options[f"eligible_{case}"].eq(True)), case
    ranks = results.ranking.set_index("option_id")["rank"].reindex(rows["option_id"])
    np.testing.assert_array_equal(rows["rank"].to_numpy(dtype=float), ranks.to_numpy(dtype=float))
