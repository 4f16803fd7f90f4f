"""Minutes of glare: where they must occur, where none can, and what they must obey."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
import pytest
import shapely
from pvlib import solarposition

from siting.project.sunlight.files import Observer
from siting.project.sunlight.settings import Glare
from siting.solar.glare.mirrors import mirrors_of
from siting.solar.glare.study import SUN_RADIUS_RAD, glare_of
from siting.solar.layout.place import to_lon_lat
from siting.solar.records import GlareStudy, Tables
from siting.weather.sun import REFERENCE_YEAR
from tests.solar.glare.test_rays import layout_of, one_by_one

LAT, LON = 34.78, 135.47


def seen_by(
    *eyes: tuple[float, float, float], slope_error: float = 8.0, step: int = 5, **panels: Any
) -> list[GlareStudy]:
    spots = to_lon_lat(np.array(eyes)[:, :2], LAT, LON)
    observers = [
        Observer(f"O{at}", float(lon), float(lat), eye[2])
        for at, ((lon, lat), eye) in enumerate(zip(spots, eyes, strict=True))
    ]
    glare = Glare.model_validate({"observers": "houses.csv", "slope_error_mrad": slope_error, "step_minutes": step})
    return glare_of(layout_of(**panels), LAT, LON, observers, glare)


def test_the_noon_of_the_equinox_reaches_whom_it_must() -> None:
    """A panel at 30 degrees sends the noon sun of 21 March (55.5 degrees) back to the south at 180 - 60 - 55.5 = 64.5."""
    spot = shapely.box(-1, -1, 1, 1)
    above = (0.0, -100.0 * np.cos(np.radians(64.5)), 100.0 * np.sin(np.radians(64.5)))
    (study,) = seen_by(above, tilt=30.0, slope_m=1.0, usable=spot, step=1)
    noon = study.minutes[:, 11:13].sum(axis=1)
    assert study.total_minutes == noon.sum() > 0.0
    assert set(np.flatnonzero(noon)) <= {2, 8}
    assert {month for month, _, _ in study.worst} <= {3, 9}
    assert all(15 <= day <= 27 for _, day, _ in study.worst)


def test_the_east_is_lit_in_the_evening_and_the_west_in_the_morning() -> None:
    east, west, north, south = seen_by((80, 0, 6), (-80, 0, 6), (0, 80, 6), (0, -80, 6), step=1)
    assert east.total_minutes > 1000.0
    assert east.minutes[:, :15].sum() == 0.0
    assert west.minutes[:, 9:].sum() == 0.0
    assert west.total_minutes == pytest.approx(east.total_minutes, rel=0.03)
    assert (north.total_minutes, south.total_minutes) == (0.0, 0.0)
    assert [study.bearing_deg for study in (east, west, north, south)] == pytest.approx([90, 270, 0, 180], abs=1.0)
    assert [study.distance_m for study in (east, west)] == pytest.approx([65.0, 65.0], abs=0.1)


def test_the_minutes_are_those_of_a_count_with_exact_suns_and_points() -> None:
    """Every 10 minutes by pvlib, and every point of the panels, against the study."""
    eye, step = (70.0, 15.0, 7.0), 10
    (study,) = seen_by(eye, step=step)
    times = pd.date_range(
        pd.Timestamp(REFERENCE_YEAR, 1, 1, tz="Etc/GMT-9"), periods=52560, freq="10min"
    ) + pd.Timedelta("5min")
    times = times[(times.hour >= 14) & (times.hour < 20)]
    sun = solarposition.get_solarposition(times, LAT, LON, altitude=0.0)
    up = sun["apparent_elevation"].to_numpy() > 0.0
    height, azimuth = (np.radians(sun[name].to_numpy()[up]) for name in ("apparent_elevation", "azimuth"))
    s = np.column_stack([np.cos(height) * np.sin(azimuth), np.cos(height) * np.cos(azimuth), np.sin(height)])
    mirrors = mirrors_of(layout_of())
    n = mirrors.normal
    s = s[s @ n > 0.0]
    rays = 2.0 * (s @ n)[:, None] * n - s
    near = rays @ (np.array(eye) / np.linalg.norm(eye)) > 0.5
    counted = step * one_by_one(rays[near], mirrors.corners, np.array(eye), SUN_RADIUS_RAD + 0.008).sum()
    assert counted > 1000.0
    assert study.total_minutes == pytest.approx(counted, rel=0.01)


def test_nobody_behind_beyond_two_kilometres_or_below_is_dazzled() -> None:
    studies = seen_by((0, 60, 1.5), (2100, 0, 20), (80, 0, -30), tilt=30.0)
    assert [study.total_minutes for study in studies] == [0.0, 0.0, 0.0]
    assert [study.worst for study in studies] == [(), (), ()]


def test_panels_turned_to_the_north_leave_the_south_in_peace_and_none_is_asked() -> None:
    (study,) = seen_by((0, -60, 1.5), tilt=30.0, azimuth=0.0)
    assert study.total_minutes == 0.0
    assert glare_of(layout_of(), LAT, LON, [], Glare.model_validate({"observers": "x"})) == []


def test_rougher_glass_never_shortens_the_glare() -> None:
    eyes = ((80, 0, 6), (50, -40, 12), (-60, 30, 9))
    ladder = [[study.minutes for study in seen_by(*eyes, slope_error=error)] for error in (0.0, 4.0, 8.0, 20.0)]
    for smooth, rough in pairwise(ladder):
        assert all((more >= less).all() for less, more in zip(smooth, rough, strict=True))
    assert sum(minutes.sum() for minutes in ladder[-1]) > sum(minutes.sum() for minutes in ladder[0])


@pytest.mark.parametrize("step", [3, 5, 7])
def test_coarser_steps_find_nearly_the_same_minutes(step: int) -> None:
    """Sun that comes back for ten minutes a day is met more or less by chance, longer glare well."""
    fine, coarse = (seen_by((80, 0, 6), (-50, -40, 12), step=minutes) for minutes in (1, step))
    for one, other, within in zip(fine, coarse, (0.03, 0.12), strict=True):
        assert other.total_minutes == pytest.approx(one.total_minutes, rel=within)


def test_the_worst_days_are_in_order_and_of_the_map() -> None:
    (study,) = seen_by((80, 0, 6))
    minutes = [minutes for _, _, minutes in study.worst]
    assert len(minutes) == 5
    assert minutes == sorted(minutes, reverse=True)
    for month, day, most in study.worst:
        assert 1 <= day <= 31
        assert most <= study.minutes[month - 1].sum()
    assert study.minutes.shape == (12, 24)


def test_where_no_panel_fits_nothing_shines() -> None:
    none = np.zeros(0, dtype=np.int64)
    for ground in ({"usable": shapely.Polygon()}, {"tables": Tables(np.zeros((0, 4, 2)), none, none, none)}):
        (study,) = seen_by((80, 0, 6), **ground)
        assert study.total_minutes == 0.0
        assert np.isnan(study.distance_m)


def test_a_study_says_what_it_does_not_consider() -> None:
    bare, drawn = (seen_by((80, 0, 6), usable=usable)[0] for usable in (None, shapely.box(-15, -15, 15, 15)))
    assert [len(study.notes) for study in (bare, drawn)] == [2, 1]
