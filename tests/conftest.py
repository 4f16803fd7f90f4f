"""What many tests share: the example as a folder to change, its results, and the command line in a process."""

from __future__ import annotations

import contextlib
import contextvars
import io
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from unittest import mock

import pytest
from hypothesis import settings

import siting
from siting.cli.shell import run_group
from siting.reporting.results import Results

# The same cases every time, so that a stop never fails by chance; SITING_EXPLORE=1 looks for new ones.
settings.register_profile("steady", deadline=None, derandomize=True)
settings.register_profile("explore", deadline=None)
settings.load_profile("explore" if os.environ.get("SITING_EXPLORE") else "steady")

EXAMPLE = Path(__file__).resolve().parents[1] / "data" / "examples" / "toyonaka"

Siting = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def example(tmp_path: Path) -> Path:
    """A copy of the Toyonaka example that a test may change."""
    return Path(shutil.copytree(EXAMPLE, tmp_path / "toyonaka"))


@pytest.fixture(scope="session")
def results() -> Results:
    """The example's results; never changed."""
    return siting.evaluate(siting.load(EXAMPLE))


@pytest.fixture(scope="session")
def run_siting() -> Siting:
    """Runs the command line in this process: its streams, language and folder are those of a user, and put back."""

    def run(*arguments: str | Path, cwd: Path | None = None, lang: str = "C.UTF-8") -> subprocess.CompletedProcess[str]:
        words = list(map(str, arguments))
        out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True) for _ in range(2))
        with (
            mock.patch.dict(os.environ, {"LANG": lang}),
            contextlib.chdir(cwd or Path.cwd()),
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
        ):
            os.environ.pop("LC_ALL", None)
            code = contextvars.copy_context().run(run_group, words)
        said = [stream.buffer.getvalue().decode().replace("\r\n", "\n") for stream in (out, err)]
        return subprocess.CompletedProcess(words, code, *said)

    return run


@pytest.fixture(scope="session")
def siting_process() -> Siting:
    """Runs the command line in a process of its own, which costs the time of its imports."""

    def run(*arguments: str | Path, cwd: Path | None = None, lang: str = "C.UTF-8") -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "LANG": lang, "PYTHONUTF8": "1"}
        environment.pop("LC_ALL", None)
        command: Sequence[str] = [sys.executable, "-m", "siting", *map(str, arguments)]
        return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, encoding="utf-8", check=False)

    return run
