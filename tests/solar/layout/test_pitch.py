"""Pitch of rows: published multiples of ten cities, hand figures, and rows turned off south."""

from __future__ import annotations

import math

import pytest

from siting.project.sunlight.settings import Spacing
from siting.solar.layout.faults import CannotLayOut
from siting.solar.layout.pitch import row_pitch, shadow_multiple

# Gap per height at the winter solstice for rows facing south: latitude, longitude of the JMA station, 9:00 and 15:00 true
# solar time (declination -23.44, hour angle 45), 9:00 JST, 15:00 JST (pvlib's SPA, apparent elevation, 21 December 2024).
# Source: our collection of facts, row_spacing_multiplier.csv, computed with pvlib.
CITIES = {
    "Sapporo": (43.06, 141.33, 3.624, 3.053, 4.679),
    "Sendai": (38.26, 140.90, 2.714, 2.382, 3.256),
    "Tokyo": (35.69, 139.75, 2.379, 2.15, 2.706),
    "Nagoya": (35.17, 136.97, 2.32, 2.203, 2.445),
    "Osaka": (34.68, 135.52, 2.267, 2.214, 2.308),
    "Hiroshima": (34.4, 132.46, 2.237, 2.333, 2.142),
    "Takamatsu": (34.32, 134.05, 2.229, 2.244, 2.2),
    "Fukuoka": (33.58, 130.38, 2.154, 2.36, 1.992),
    "Kagoshima": (31.56, 130.55, 1.969, 2.138, 1.834),
    "Naha": (26.21, 127.69, 1.583, 1.819, 1.43),
}
# Of a table of 2.3 m at 5, 10, 20, 30 degrees, true solar time [m]; the same source.
GAPS = {"Sapporo": (0.73, 1.45, 2.85, 4.17), "Tokyo": (0.48, 0.95, 1.87, 2.74), "Naha": (0.32, 0.63, 1.25, 1.82)}
SOUTH = 180.0


def rule(**keys: object) -> Spacing:
    return Spacing.model_validate(keys)


@pytest.mark.parametrize("city", CITIES)
def test_multiples_of_ten_cities(city: str) -> None:
    lat, lon, solar, jst_9, jst_15 = CITIES[city]
    # Latitudes are printed to 0.01 degrees, which is up to 0.0006 of the multiple.
    assert shadow_multiple("solar", 9.0, lat, lon, SOUTH) == pytest.approx(solar, abs=0.0011)
    assert shadow_multiple("solar", 15.0, lat, lon, SOUTH) == pytest.approx(solar, abs=0.0011)
    assert shadow_multiple("jst", 9.0, lat, lon, SOUTH) == pytest.approx(jst_9, rel=0.001)
    assert shadow_multiple("jst", 15.0, lat, lon, SOUTH) == pytest.approx(jst_15, rel=0.001)
    assert row_pitch(rule(), lat, lon, 10.0, SOUTH, 6.6).gap_per_height == pytest.approx(solar, abs=0.0011)
    worse = row_pitch(rule(clock="jst"), lat, lon, 10.0, SOUTH, 6.6).gap_per_height
    assert worse == pytest.approx(max(jst_9, jst_15), rel=0.001)


@pytest.mark.parametrize("city", GAPS)
def test_gaps_of_a_short_table(city: str) -> None:
    lat, lon, *_ = CITIES[city]
    for tilt, gap in zip((5.0, 10.0, 20.0, 30.0), GAPS[city], strict=True):
        pitch = row_pitch(rule(min_gap_m=0.0), lat, lon, tilt, SOUTH, 2.3)
        assert pitch.gap_m == pytest.approx(gap, abs=0.0051)
        assert pitch.pitch_m == pytest.approx(2.3 * math.cos(math.radians(tilt)) + pitch.gap_m)


def test_the_least_gap_holds_and_is_told() -> None:
    short = row_pitch(rule(), 34.78, 135.47, 5.0, SOUTH, 2.3)
    assert (short.gap_m, short.by_minimum) == (1.3, True)
    long = row_pitch(rule(), 34.78, 135.47, 30.0, SOUTH, 6.6)
    assert not long.by_minimum
    assert long.gap_m == pytest.approx(3.3 * long.gap_per_height)
    assert row_pitch(rule(gap_per_height=2.24), 34.78, 135.47, 30.0, SOUTH, 6.6).gap_m == pytest.approx(3.3 * 2.24)


def test_rows_turned_off_south_are_measured_across_themselves() -> None:
    # At 9:00 true solar time in Osaka the sun stands at altitude 17.89, 42.98 degrees east of south (the same source).
    south_east = 180.0 - 42.98
    across = 1 / math.tan(math.radians(17.89))
    assert shadow_multiple("solar", 9.0, 34.68, 135.52, south_east) == pytest.approx(across, rel=1e-3)
    assert shadow_multiple("solar", 15.0, 34.68, 135.52, south_east) == pytest.approx(
        across * math.cos(math.radians(2 * 42.98)), rel=1e-2
    )
    # The sun of the afternoon stands behind rows that face east; that of the morning alone counts.
    assert shadow_multiple("solar", 15.0, 34.68, 135.52, 90.0) == 0.0
    east = row_pitch(rule(), 34.68, 135.52, 10.0, 90.0, 6.6).gap_per_height
    assert east == pytest.approx(across * math.sin(math.radians(42.98)), rel=1e-3)
    north = row_pitch(rule(), 34.68, 135.52, 10.0, 0.0, 6.6)
    assert (north.gap_per_height, north.gap_m) == (0.0, 1.3)


@pytest.mark.parametrize("azimuth", [100.0, 150.0, 180.0, 200.0, 245.0])
def test_the_worse_end_bounds_every_hour_between(azimuth: float) -> None:
    at_most = row_pitch(rule(), 34.68, 135.52, 10.0, azimuth, 6.6).gap_per_height
    between = [shadow_multiple("solar", 9 + minute / 60, 34.68, 135.52, azimuth) for minute in range(0, 361, 5)]
    assert max(between) == pytest.approx(at_most)


def test_what_cannot_be_is_said() -> None:
    with pytest.raises(CannotLayOut, match="the sun is down at 5:30"):
        row_pitch(rule(from_hour=5.5), 34.68, 135.52, 10.0, SOUTH, 6.6)
    with pytest.raises(ValueError, match="rows would stand in each other"):
        row_pitch(rule(min_gap_m=0.0), 34.68, 135.52, 90.0, 0.0, 6.6)
