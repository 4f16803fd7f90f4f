"""A one-off calculator asked in this process, as a user would ask it."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from siting.cli.shell import run_group

Ask = Callable[..., "subprocess.CompletedProcess[str]"]


def asking(command: str, capsys: pytest.CaptureFixture[str]) -> Ask:
    """Runs ``siting COMMAND`` in this process, in English unless said otherwise."""

    def run(*arguments: str | Path, lang: str = "en") -> subprocess.CompletedProcess[str]:
        words = [command, *map(str, arguments), "--lang", lang]
        code = run_group(words)
        printed = capsys.readouterr()
        return subprocess.CompletedProcess(words, code, printed.out, printed.err)

    return run


def data_of(ran: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    """What the calculator printed as JSON, which knows no NaN."""

    def refuse(constant: str) -> None:
        raise AssertionError(f"{constant} is not JSON")

    assert ran.returncode == 0, ran.stderr
    found: dict[str, Any] = json.loads(ran.stdout, parse_constant=refuse)
    return found
