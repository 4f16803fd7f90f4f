"""Files as consultants send them, made in their real encodings and formats."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from siting.errors import Problem
from siting.project.readers import read_table
from siting.project.readers.raw import RawTable, TableSource
from siting.vocabulary import table

Read = Callable[..., tuple[RawTable | None, list[Problem]]]


@pytest.fixture
def read() -> Read:
    """Reads a file as the table of facilities, with hints as keywords."""

    def read_file(path: Path, **hints: Any) -> tuple[RawTable | None, list[Problem]]:
        return read_table(TableSource(path, path.name, **hints), table("facilities"))

    return read_file


@pytest.fixture
def good(read: Read) -> Callable[..., RawTable]:
    """Reads a file that has no problems."""

    def read_good(path: Path, **hints: Any) -> RawTable:
        raw, problems = read(path, **hints)
        assert said(problems) == []
        assert raw is not None
        return raw

    return read_good


@pytest.fixture
def refused(read: Read) -> Callable[..., list[str]]:
    """Reads a file that cannot be taken at all; what is said of it."""

    def read_refused(path: Path, **hints: Any) -> list[str]:
        raw, problems = read(path, **hints)
        assert raw is None
        assert problems
        assert str(path.parent) not in "".join(said(problems))
        return said(problems)

    return read_refused


def said(problems: list[Problem]) -> list[str]:
    """The problems in English."""
    return [problem.say("en") for problem in problems]
