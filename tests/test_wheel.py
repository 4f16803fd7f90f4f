"""The wheel: holds the shipped folders and nothing else at top level, and runs offline from anywhere."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SHIPPED = ("data", "turbine_charts", "reports")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from a clean copy: setuptools would reuse a stale build folder."""
    tree = tmp_path_factory.mktemp("tree") / "siting"
    ignore = shutil.ignore_patterns(".*", "build", "*.egg-info", "__pycache__", "siting-out", "tests")
    shutil.copytree(ROOT, tree, ignore=ignore)
    target = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--no-index", "-w", target, tree],
        check=True,
    )  # fmt: skip
    (built,) = target.glob("*.whl")
    return built


def test_the_wheel_holds_exactly_the_shipped_files(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    shared = {name.removeprefix("siting/_share/") for name in names if name.startswith("siting/_share/")}
    ours = {
        str(path.relative_to(ROOT))
        for folder in SHIPPED
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert shared == ours
    modules = {str(path.relative_to(ROOT)) for path in (ROOT / "siting").rglob("*.py")}
    assert {name for name in names if name.endswith(".py")} == modules


def test_only_siting_is_importable(wheel: Path) -> None:
    top = {name.split("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert {name for name in top if not name.endswith(".dist-info")} == {"siting"}


def test_run_works_from_the_wheel_in_any_folder_without_a_network(wheel: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    zipfile.ZipFile(wheel).extractall(site)
    work = tmp_path / "work"
    work.mkdir()
    # No socket may be opened; the checkout must not be found either.
    guard = "import socket, sys\n\ndef refuse(*a, **k):\n    raise OSError('no network')\n\nsocket.socket.connect = refuse\n"
    code = guard + "import siting; assert 'site' in siting.__file__, siting.__file__\n"
    code += "from siting.cli.shell import run_group\nsys.exit(run_group(['run']))\n"
    environment = {**os.environ, "PYTHONPATH": str(site)}
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=work, env=environment, capture_output=True, encoding="utf-8", check=False
    )
    assert ran.returncode == 0, ran.stderr
    assert (work / "siting-out" / "options.csv").is_file()
