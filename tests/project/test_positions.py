"""Where facilities may stand."""

from __future__ import annotations

from pathlib import Path

import pytest

import siting
from siting.errors import InputProblems

TOML = """
[project]
name = "x"
[cases.fit]
price_yen_per_kwh = 10
[ranking]
by = "bc_fit"
"""


def faults(folder: Path, lat: str, lon: str, extra: str = "") -> list[str]:
    (folder / "project.toml").write_text(TOML + extra, encoding="utf-8")
    (folder / "facilities.csv").write_text(f"facility_id,name,lat,lon\nA,浄水場,{lat},{lon}\n", encoding="utf-8")
    try:
        siting.load(folder)
    except InputProblems as error:
        return [problem.say("en") for problem in error.problems]
    return []


@pytest.mark.parametrize(("lat", "lon"), [("20", "122"), ("46", "154"), ("35.7", "139.7"), ("", "")])
def test_inside_japan_edges_included_or_no_position(tmp_path: Path, lat: str, lon: str) -> None:
    assert faults(tmp_path, lat, lon) == []


@pytest.mark.parametrize(
    ("lat", "lon", "expected"),
    [
        ("19.99", "135", "outside Japan"), ("46.01", "135", "outside Japan"), ("35", "121.9", "outside Japan"),
        ("35", "154.1", "outside Japan"), ("-35", "135", "outside Japan"), ("90", "135", "outside Japan"),
        ("90.5", "135", "expected degrees"), ("35", "180.5", "expected degrees"), ("-136000", "-40000", "expected degrees"),
        ("139.7", "35.7", "look swapped"), ("35", "", "lat is given without lon"), ("", "135", "lon is given without lat"),
    ],
)  # fmt: skip
def test_doubtful_positions_are_told(tmp_path: Path, lat: str, lon: str, expected: str) -> None:
    (found,) = faults(tmp_path, lat, lon)
    assert expected in found


def test_a_stated_crs_allows_positions_outside_japan(tmp_path: Path) -> None:
    stated = '[tables.facilities]\nfile = "facilities.csv"\ncrs = "EPSG:4326"\n'
    assert faults(tmp_path, "48.2", "16.4", stated) == []
    (found,) = faults(tmp_path, "139.7", "35.7", stated)
    assert "look swapped" in found
