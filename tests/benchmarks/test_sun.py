"""The benchmark runs and prints its tables; how fast is for ``make bench`` to say."""

from __future__ import annotations

import re

import pytest

from tests.benchmarks import sun


def test_the_benchmark_prints_its_tables(capsys: pytest.CaptureFixture[str]) -> None:
    sun.main(["--quick"])
    lines = capsys.readouterr().out.splitlines()
    cells = [line.strip("| ").split(" | ") for line in lines if line.startswith("|")]
    assert cells[0] == ["one design-year of the peer in ours", "compiled", "numpy", "hours", "target"]
    assert [(row[0], row[4]) for row in cells[2:6]] == [
        ("PySAM Pvwattsv8", "3,000"),
        ("pvlib by hand, series", "300"),
        ("pvlib by hand, bare arrays", "300"),
        ("pvlib ModelChain", "-"),
    ]
    assert all(float(ratio.replace(",", "")) > 0 for row in cells[2:6] for ratio in row[1:4])
    shade = [[float(cell) for cell in row] for row in cells[8:]]
    assert [row[:2] for row in shade] == [[cover, tilt] for cover in (0.4, 0.6) for tilt in (5, 10, 30)]
    for _, _, perez, hay_davies, sheds, pvwatts in shade:
        assert perez <= hay_davies
        assert hay_davies == pytest.approx(sheds, abs=0.05)
        assert perez == pytest.approx(pvwatts, abs=0.8)
    assert re.search(r"numba .*, pvlib \d.*, NREL-PySAM \d+\.\d+\.\d+.*\.$", lines[-1])
