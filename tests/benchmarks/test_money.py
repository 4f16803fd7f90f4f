"""The benchmark runs, prints its table and compares the same things; how fast is for ``make bench`` to say."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from siting.finance.compiled import scenario_measures
from tests.benchmarks.singleowner import CAPEX_YEN, FIRST_KWH, LOSS, OPEX_YEN, PRICE_YEN, YEARS, single_owner

ROOT = Path(__file__).resolve().parents[2]


def test_the_benchmark_prints_its_table() -> None:
    command = [sys.executable, "-W", "error", "-m", "tests.benchmarks.money", "--quick"]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    assert ran.returncode == 0, ran.stderr
    lines = ran.stdout.splitlines()
    cells = [line.strip("| ").split(" | ") for line in lines if line.startswith("|")]
    assert cells[0] == ["one call of the peer in evaluations", "compiled", "numpy", "target"]
    assert [cell[0] for cell in cells[2:]] == [
        *(
            f"{peer}: {kind}"
            for peer in ("numpy_financial.irr", "pyxirr.irr", "PySAM Singleowner")
            for kind in (
                "full evaluation",
                "full evaluation, several changes of sign",
                "scenario from its parameters",
            )
        ),
        "compiled full evaluation: price point",
    ]
    assert [cell[3] for cell in cells[2::3]] == ["300", "8", "30,000", "100"]
    assert all(float(ratio.replace(",", "")) > 0 for row in cells[2:] for ratio in row[1:3])
    assert re.search(r"numba .*, numpy-financial .*, pyxirr .*, NREL-PySAM \d+\.\d+\.\d+.*\.$", lines[-1])


def test_pysam_computes_the_same_plant() -> None:
    model = single_owner()
    model.execute(0)
    ours = scenario_measures(CAPEX_YEN, FIRST_KWH, PRICE_YEN, OPEX_YEN, LOSS, 0.04, YEARS)
    assert model.Outputs.project_return_aftertax_npv == pytest.approx(ours.npv_yen[0], rel=1e-9)
    # Its solver stops early: 2.5235948 % for 2.5236051 %.
    assert model.Outputs.project_return_aftertax_irr / 100 == pytest.approx(ours.irr[0], abs=2e-7)
