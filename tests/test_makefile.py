"""The two commands say what is missing before they try anything."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
MAKE = shutil.which("make")

pytestmark = pytest.mark.skipif(MAKE is None, reason="make is not installed")


def make(folder: Path, *arguments: str, path: str | None = None) -> subprocess.CompletedProcess[str]:
    """``make`` in a folder that holds the Makefile alone, so that nothing can be installed by accident."""
    shutil.copy(ROOT / "Makefile", folder / "Makefile")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    if path is not None:
        environment["PATH"] = path
    return subprocess.run(
        [str(MAKE), *arguments], cwd=folder, env=environment, capture_output=True, encoding="utf-8", check=False
    )


def tools(folder: Path, **scripts: str) -> str:
    """A PATH of the plain tools that make's shell needs, and of the scripts given."""
    folder.mkdir()
    for name in ("sh", "env"):
        (folder / name).symlink_to(str(shutil.which(name)))
    for name, script in scripts.items():
        (folder / name).write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        (folder / name).chmod(0o755)
    return str(folder)


def test_no_python_is_told(tmp_path: Path) -> None:
    ran = make(tmp_path, "check-python", path=tools(tmp_path / "bin"))
    assert ran.returncode != 0
    assert "siting needs Python 3.11 or newer; neither python3.11 nor python3" in ran.stderr


def test_an_old_python3_is_passed_over(tmp_path: Path) -> None:
    ran = make(tmp_path, "check-python", path=tools(tmp_path / "bin", python3="exit 1"))
    assert "siting needs Python 3.11 or newer" in ran.stderr


def test_a_named_python_that_is_too_old_is_told(tmp_path: Path) -> None:
    path = tools(tmp_path / "bin", oldpython="exit 1")
    ran = make(tmp_path, "check-python", f"PYTHON={path}/oldpython", path=path)
    assert ran.returncode != 0
    assert "is older than 3.11 or cannot be run" in ran.stderr


def test_a_missing_venv_module_is_told(tmp_path: Path) -> None:
    script = 'case "$2" in *ensurepip*) exit 1;; esac'
    path = tools(tmp_path / "bin", **{"python3.11": script})
    ran = make(tmp_path, "check-python", path=path)
    assert ran.returncode != 0
    assert "lacks the venv module" in ran.stderr


def test_python3_11_comes_before_python3(tmp_path: Path) -> None:
    path = tools(tmp_path / "bin", **{"python3.11": "exit 0", "python3": "exit 0"})
    ran = make(tmp_path, "--just-print", "check-python", path=path)
    assert "python3.11 -c" in ran.stdout
