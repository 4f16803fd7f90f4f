"""``siting sweep`` as a user types it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import EXAMPLE, Siting


def test_a_sweep_is_written_and_told(tmp_path: Path, run_siting: Siting) -> None:
    ran = run_siting(
        "sweep", EXAMPLE, "--vary", "cases.fit.price_yen_per_kwh=20:40:10", "--vary", "finance.discount_rate=0,0.04",
        "-o", "out", "--lang", "en", cwd=tmp_path,
    )  # fmt: skip
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "6 points × " in ran.stdout
    assert "results: out" in ran.stdout
    assert (tmp_path / "out" / "sweep.parquet").is_file()


def test_a_dry_run_writes_nothing(tmp_path: Path, run_siting: Siting) -> None:
    ran = run_siting("sweep", EXAMPLE, "--vary", "cases.fit.price_yen_per_kwh=8:45:0.5", "--dry-run", cwd=tmp_path)
    assert ran.returncode == 0
    assert "75" in ran.stdout
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_every_fault_of_what_is_varied_is_told_without_a_traceback(
    tmp_path: Path, run_siting: Siting, lang: str
) -> None:
    ran = run_siting(
        "sweep", EXAMPLE, "--vary", "cases.fit.price_yen_per_kwh=-1,x", "--vary", "hydro.gravity_m_s2=9,10",
        "--vary", "finance.discount_rate=-1", "--lang", lang, cwd=tmp_path,
    )  # fmt: skip
    assert ran.returncode == 2
    assert len([line for line in ran.stderr.splitlines() if line.startswith("--vary: ")]) == 3
    assert "Traceback" not in ran.stderr
    assert ("expected a number" in ran.stderr) == (lang == "en")
    assert list(tmp_path.iterdir()) == []


def test_keys_are_needed_and_a_foreign_folder_stays(tmp_path: Path, run_siting: Siting) -> None:
    assert run_siting("sweep", EXAMPLE, cwd=tmp_path).returncode == 2
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "memo.txt").write_text("mine", encoding="utf-8")
    ran = run_siting("sweep", EXAMPLE, "--vary", "finance.years=10", "-o", "out", cwd=tmp_path)
    assert ran.returncode == 2
    assert (tmp_path / "out" / "memo.txt").read_text(encoding="utf-8") == "mine"


def test_a_faulty_project_is_told_like_in_a_run(tmp_path: Path, example: Path, run_siting: Siting) -> None:
    (example / "plots.csv").write_text("plot_id\n?\n", encoding="utf-8")
    ran = run_siting("sweep", example, "--vary", "finance.years=10", cwd=tmp_path)
    assert ran.returncode == 1
    assert "plots.csv" in ran.stderr
