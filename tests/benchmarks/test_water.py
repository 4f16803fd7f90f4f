"""The benchmark runs and prints its table; how fast is for ``make bench`` to say."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_the_benchmark_prints_its_table() -> None:
    command = [sys.executable, "-m", "tests.benchmarks.water", "--quick"]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    assert ran.returncode == 0, ran.stderr
    lines = ran.stdout.splitlines()
    cells = [line.strip("| ").split(" | ") for line in lines if line.startswith("|")]
    assert cells[0] == ["same series, Kaplan", "compiled", "numpy", "target"]
    assert [cell[0] for cell in cells[2:]] == [
        f"{series}, {way}: {case}"
        for series in ("ten years of days", "a year of hours")
        for case in ("60 design flows", "one design, prepared", "one design")
        for way in ("dated", "plain")
    ]
    assert all(float(ratio) > 0 for row in cells[2:] for ratio in row[1:3])
    assert re.search(
        r"1,000 drops x \d+ machines x 60 design flows x 1 to 4 units: .* s of CPU, extrapolated from \d", ran.stdout
    )
    assert re.search(r"cores; Python 3\.\d+\.\d+, numpy .*, numba .*, HydroGenerate 1\.4\.1\.$", lines[-1])
