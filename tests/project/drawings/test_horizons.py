"""Horizon files: two columns, or PVGIS's format."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from siting.project.drawings.horizon import read_horizon
from siting.project.sunlight.files import Horizon
from tests.project.drawings.conftest import said

# As PVGIS writes it: azimuth from south, west positive; sun heights and a legend beside the horizon.
PVGIS = "\n".join(
    [
        "Latitude (decimal degrees):\t34.781",
        "Longitude (decimal degrees):\t135.469",
        "",
        "A\tH_hor\tA_sun(w)\tH_sun(w)\tA_sun(s)\tH_sun(s)",
        *(
            f"{azimuth:.1f}\t{20.0 if azimuth == 90 else 2.0}\t0.0\t0.0\t0.0\t0.0"
            for azimuth in np.arange(-180, 181, 7.5)
        ),
        "",
        "A: Azimuth (0 = S, 90 = W, -90 = E) (degree)",
        "H_hor: Horizon height (degree)",
    ]
)


def horizon(folder: Path, written: str, encoding: str = "utf-8") -> tuple[Horizon | None, list[str], str]:
    (folder / "h.csv").write_bytes(written.encode(encoding))
    found, _, notes, problems = read_horizon(folder / "h.csv", "h.csv")
    return found, [note.say("en") for note in notes], said(problems)


def test_pvgis_counts_from_south(tmp_path: Path) -> None:
    found, notes, problems = horizon(tmp_path, PVGIS)
    assert problems == ""
    assert found is not None
    assert found.heights_deg[270] == 20.0  # its 90 is west
    assert found.heights_deg[[90, 180, 0]] == pytest.approx(2.0)
    assert "as PVGIS writes it (south 0, west positive)" in notes[0]


def test_two_columns_count_from_north_and_are_bridged_round_the_year(tmp_path: Path) -> None:
    written = "方位角,仰角\n" + "".join(f"{at},{at / 10}\n" for at in range(0, 360, 45))
    found, notes, problems = horizon(tmp_path, written, "cp932")
    assert problems == ""
    assert found is not None
    assert found.heights_deg.shape == (360,)
    assert not found.heights_deg.flags.writeable
    assert found.heights_deg[[0, 9, 90, 315]] == pytest.approx([0, 0.9, 9, 31.5])
    assert found.heights_deg[337] == pytest.approx(31.5 * 23 / 45)
    assert notes == ["horizon: h.csv is read with north 0, clockwise"]
    with_both_ends, _, problems = horizon(tmp_path, written + "360,0\n", "cp932")
    assert problems == ""
    assert with_both_ends is not None
    assert np.array_equal(with_both_ends.heights_deg, found.heights_deg)


def test_below_the_horizon_counts_as_level(tmp_path: Path) -> None:
    found, notes, _ = horizon(tmp_path, "".join(f"{at} {-1 if at < 90 else 3}\n" for at in range(0, 360, 30)))
    assert found is not None
    assert found.heights_deg.min() == 0
    assert notes[1] == "horizon: 3 heights below 0 count as 0"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("", "the file is empty"),
        ("azimuth,height\n", "no rows of azimuth and height were found"),
        ("0,1\n90,1\n180,1\n270,1\n", "lie up to 90 degrees apart: at most 45 are bridged"),
        ("0,1\n", "lie up to 360 degrees apart"),
        ("-90,1\n0,1\n", "h.csv:1: azimuth: '-90' - expected an azimuth from 0 to 360 (north 0, clockwise); files of PVGIS"),
        ("0,1\n45,95\n", "h.csv:2: height: '95' - expected a height up to 90 [deg]"),
        ("0,1\nx,2\n45,3\n", "h.csv:2: 'x,2' - expected azimuth and height, two numbers"),
        ("0,1\n45,3\n45,4\n", "h.csv:3: azimuth: '45' - this azimuth stands twice with different heights"),
        ("0,1\n45,3\n360,4\n", "h.csv:3: azimuth: '360' - this azimuth stands twice"),
        (PVGIS.replace("-180.0\t", "200.0\t"), "expected an azimuth from -180 to 180 (south 0, west positive)"),
    ],
)  # fmt: skip
def test_faults(tmp_path: Path, written: str, expected: str) -> None:
    found, _, problems = horizon(tmp_path, written)
    assert found is None
    assert expected in problems
