from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from siting.project.loads.profiles import read_profile
from siting.project.loads.record import Profile
from siting.project.own_use import GenerationProfile
from tests.project.loads.conftest import Write

Profiled = Callable[..., tuple[Profile | None, str]]
# 8,760 figures from 1 January that tell their hour.
FIGURES = np.arange(8760) % 24 + np.arange(8760) / 1e4


@pytest.fixture
def profile(tmp_path: Path) -> Profiled:
    def read(**keys: Any) -> tuple[Profile | None, str]:
        found, problems = read_profile(tmp_path, "pv", GenerationProfile.model_validate(keys), lambda key: "9")
        assert (found is None) == bool(problems)
        assert all(problem.say("ja") for problem in problems)
        return found, "\n".join(problem.say("en") for problem in problems)

    return read


def stamped(year: int = 2023) -> list[list[Any]]:
    begin = dt.datetime(year, 1, 1)
    times = [begin + dt.timedelta(hours=at) for at in range(8760)]
    return [["date", "pv output kW"], *([f"{time:%Y-%m-%d %H:%M}", value] for time, value in zip(times, FIGURES, strict=True))]  # fmt: skip


def test_only_the_shape_of_a_file_counts_and_it_begins_in_april(profile: Profiled, write_csv: Write) -> None:
    found, _ = profile(file=write_csv(stamped(), encoding="utf-8"))
    assert found is not None
    assert found.share is not None
    assert found.share.sum() == pytest.approx(1.0, abs=1e-12)
    april = 90 * 24
    assert found.share == pytest.approx(np.roll(FIGURES, -april) / FIGURES.sum(), rel=1e-12)
    twice = [stamped()[0], *([time, 2 * value] for time, value in stamped()[1:])]
    again, _ = profile(file=write_csv(twice, "twice.csv"))
    assert again is not None
    assert again.share == pytest.approx(found.share, rel=1e-12)


@pytest.mark.parametrize("begins", ["january", "april"])
def test_a_column_without_times(profile: Profiled, write_csv: Write, begins: str) -> None:
    found, _ = profile(file=write_csv([["W"], *([value] for value in FIGURES)]), begins=begins)
    assert found is not None
    wanted = np.roll(FIGURES, -90 * 24) if begins == "january" else FIGURES
    assert found.share == pytest.approx(wanted / FIGURES.sum(), rel=1e-12)


def test_what_is_no_year_of_hours(profile: Profiled, write_csv: Write) -> None:
    rows = [["W"], *([value] for value in FIGURES)]
    assert "8,759 rows, but a year without times has 8,760" in profile(file=write_csv(rows[:-1]), begins="april")[1]
    assert "1 of the 8,760 intervals" in profile(file=write_csv(stamped()[:-1]))[1]
    rows[20][0], rows[30][0], rows[40][0] = "", -1.0, "x"
    said = profile(file=write_csv(rows), begins="april")[1].splitlines()
    assert [line.split(" - ")[0] for line in said] == [
        "load.csv:41: 'x'",
        "load.csv:21: 1 hours have no figure, this one first",
        "load.csv:31: '-1'",
    ]
    assert "all figures are 0" in profile(file=write_csv([["W"], *([0.0] for _ in FIGURES)]), begins="april")[1]


def test_shapes_without_a_file_name_themselves_assumptions(profile: Profiled) -> None:
    constant, _ = profile(shape="constant")
    assert constant is not None
    assert constant.share == pytest.approx(np.full(8760, 1 / 8760))
    clear, _ = profile(shape="clear_days")
    assert clear is not None
    assert clear.share is None
    for one in (clear, constant):
        assert one.notes[0].say("en").startswith("assumption: ")
