"""The clock of a file, found by its bright hours."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from siting.errors import InputProblems
from siting.project.weather.record import Readings
from siting.weather.light import Light
from siting.weather.timing import check_clock, clock_of
from tests.weather.places import OSAKA, csv_source, source


@pytest.mark.parametrize("shift", [-9, -2, -1, 0, 1, 2, 9])
def test_a_shifted_year_is_found(shift: int, osaka: Light) -> None:
    clock = clock_of(np.roll(osaka.ghi, -shift), *OSAKA)
    assert clock.shift_h == pytest.approx(shift, abs=0.05)
    assert clock.correlation > 0.99


@pytest.mark.parametrize("part", [-0.2, 0.2])
def test_minutes_between_the_half_hours_are_found(part: float, osaka: Light) -> None:
    mixed = (1 - abs(part)) * osaka.ghi + abs(part) * np.roll(osaka.ghi, -int(np.sign(part)))
    assert clock_of(mixed, *OSAKA).shift_h == pytest.approx(part, abs=0.05)


@pytest.mark.parametrize("shift", [-1, 0, 1])
def test_a_measured_year_is_found_within_minutes(shift: int, greensboro: Mapping[str, Any]) -> None:
    clock = clock_of(np.roll(greensboro["ghi"], -shift), greensboro["lat"], greensboro["lon"])
    assert 60 * (clock.shift_h - shift) == pytest.approx(0, abs=5)


def test_figures_of_a_moment_are_judged_by_it(osaka: Light) -> None:
    assert clock_of(osaka.ghi, *OSAKA, mid_minutes=0.0).shift_h == pytest.approx(0.5, abs=0.05)
    assert clock_of(osaka.ghi, *OSAKA, mid_minutes=60.0).shift_h == pytest.approx(-0.5, abs=0.05)


@pytest.mark.parametrize(
    ("shift", "label", "words"),
    [
        (1, "end", 'weather.label = "start"; or else weather.utc_offset_h = 8'),
        (-1, "start", 'weather.label = "end"; or else weather.utc_offset_h = 10'),
        (-1, "end", "another zone, weather.utc_offset_h = 10"),
        (9, "end", "another zone, weather.utc_offset_h = 0"),
    ],
)
def test_a_fault_says_how_to_state_it(shift: int, label: str, words: str, osaka: Light) -> None:
    readings = Readings(np.roll(osaka.ghi, -shift), file="sun.csv")
    with pytest.raises(InputProblems) as found:
        check_clock(readings, csv_source(label=label), *OSAKA)
    assert str(found.value).startswith("sun.csv: ")
    assert words in str(found.value)


def test_a_file_with_a_fixed_clock_is_to_be_checked_itself(osaka: Light) -> None:
    readings = Readings(np.roll(osaka.ghi, -1), file="a.epw")
    with pytest.raises(InputProblems, match="time zone in the file"):
        check_clock(readings, source(kind="epw", file="a.epw"), *OSAKA)


def test_half_an_hour_is_a_note_and_minutes_are_nothing(osaka: Light) -> None:
    later = Readings((osaka.ghi + np.roll(osaka.ghi, 1)) / 2, file="sun.csv")
    (note,) = check_clock(later, csv_source(), *OSAKA)
    assert "about 30 minutes after" in note.say("en")
    earlier = Readings((osaka.ghi + np.roll(osaka.ghi, -1)) / 2, file="sun.csv")
    (note,) = check_clock(earlier, csv_source(), *OSAKA)
    assert "about 30 minutes before" in note.say("en")
    assert check_clock(Readings(osaka.ghi), csv_source(), *OSAKA) == ()


@pytest.mark.parametrize("what", ["other season", "constant", "noise"])
def test_what_does_not_follow_the_sun_is_a_fault(what: str, osaka: Light) -> None:
    wrong = {
        "other season": np.roll(osaka.ghi, 24 * 182),
        "constant": np.full(8760, 150.0),
        "noise": np.random.default_rng(1).uniform(0, 1000, 8760),
    }
    with pytest.raises(InputProblems, match="does not follow the sun"):
        check_clock(Readings(wrong[what], file="sun.csv"), csv_source(), *OSAKA)
