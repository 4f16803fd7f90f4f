"""The synthetic year, and the reader with its keys as keywords."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from siting.errors import Problem
from siting.project.sunlight.source import WeatherSource
from siting.project.weather.read import read_weather
from siting.project.weather.record import Readings
from tests.project.weather.synthetic import Year, make_year

Read = Callable[..., tuple[dict[str, Readings], list[Problem]]]
Good = Callable[..., Readings]
Refused = Callable[..., str]


@pytest.fixture(scope="session")
def year() -> Year:
    """The synthetic year; never changed."""
    return make_year()


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Writes lines and reads them; every key stands in line 9 of project.toml."""

    def read_lines(kind: str, lines: Sequence[str] | bytes, encoding: str = "utf-8", **keys: Any) -> Any:
        content = lines if isinstance(lines, bytes) else ("\r\n".join(lines) + "\r\n").encode(encoding)
        (tmp_path / "w.csv").write_bytes(content)
        source = WeatherSource.model_validate({"kind": kind, "file": "w.csv", **keys})
        return read_weather(tmp_path, source, lambda key: "9")

    return read_lines


@pytest.fixture
def good(read: Read) -> Good:
    """Reads a year that has no problems."""

    def read_good(*arguments: Any, **keys: Any) -> Readings:
        found, problems = read(*arguments, **keys)
        assert [problem.say("en") for problem in problems] == []
        readings = found["mid"]
        for name in ("ghi", "beam", "dni", "dhi", "temperature_c", "wind_m_s", "snow_cm"):
            values = getattr(readings, name)
            assert values is None or (values.shape == (8760,) and np.isfinite(values).all()), name
        assert len(readings.sha256) == 64
        assert all(note.say("ja") for note in readings.notes)
        return readings

    return read_good


@pytest.fixture
def refused(read: Read) -> Refused:
    """Reads a year that cannot be taken; what is said of it, a line per problem."""

    def read_refused(*arguments: Any, **keys: Any) -> str:
        found, problems = read(*arguments, **keys)
        assert found == {}
        assert problems
        assert all(problem.say("ja") for problem in problems)
        return "\n".join(problem.say("en") for problem in problems)

    return read_refused


def told(readings: Readings) -> str:
    """The notes of some readings, a line each."""
    return "\n".join(note.say("en") for note in readings.notes)
