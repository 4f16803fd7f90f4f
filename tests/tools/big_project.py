"""Writes a project with many options, for tests and measurements: python tests/tools/big_project.py DIR COUNT."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import numpy as np

EXAMPLE = Path(__file__).resolve().parents[2] / "data" / "examples" / "toyonaka"


def write_big_project(folder: Path, count: int, plots_per_facility: int = 4) -> Path:
    """A project of ``count`` plots at ``count / plots_per_facility`` facilities, with the example's settings."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(EXAMPLE / "project.toml", folder / "project.toml")
    rng = np.random.default_rng(20121)
    facilities = -(-count // plots_per_facility)
    lat, lon = rng.uniform(33, 43, facilities), rng.uniform(131, 141, facilities)
    lines = ["facility_id,name,lat,lon"]
    lines += [f"F{at:06d},施設{at},{lat[at]:.5f},{lon[at]:.5f}" for at in range(facilities)]
    (folder / "facilities.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    area = rng.integers(20, 6000, count)
    lines = ["plot_id,facility_id,mount,panel_area_m2"]
    lines += [f"P{at:06d},F{at // plots_per_facility:06d},ground,{area[at]}" for at in range(count)]
    (folder / "plots.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


if __name__ == "__main__":
    write_big_project(Path(sys.argv[1]), int(sys.argv[2]))
