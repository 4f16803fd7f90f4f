"""What horizon and buildings take: hours by hand, a ray-by-ray count, and the laws of obstacles."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from siting.project.sunlight.files import Block, Horizon
from siting.solar.layout.place import shape_to_lon_lat
from siting.solar.records import Screens
from siting.solar.shade.buildings import town_of
from siting.solar.shade.screens import Place, beam_share, screens_of
from siting.solar.shade.sun_path import sun_path
from siting.weather.record import WeatherYear
from siting.weather.sun import sun_of

LAT, LON = 34.78, 135.47
DARK = [np.zeros(8760) for _ in range(5)]
WEATHER = WeatherYear(LAT, LON, 0.0, *DARK)
POINTS = np.array([[0.0, 0.0], [10.0, 0.0], [-10.0, 0.0], [0.0, 10.0]])
PLACE = Place(LAT, LON, POINTS)
SUN = sun_of(LAT, LON)
UP = SUN.zenith_deg < 90.0
NOON_OF_21_DECEMBER, NOON_OF_21_JUNE = 354 * 24 + 12, 171 * 24 + 12


def building(west: float, south: float, east: float, north: float, height_m: float, name: str = "B") -> Block:
    return Block(name, shape_to_lon_lat(shapely.box(west, south, east, north), LAT, LON), height_m)


def screens(*blocks: Block, horizon: Horizon | None = None, place: Place = PLACE) -> Screens:
    return screens_of([place], WEATHER, horizon, blocks)


def test_nothing_in_the_way_takes_nothing() -> None:
    for found in (screens(), screens(horizon=Horizon(np.zeros(360))), screens(horizon=Horizon(np.full(360, -3.0)))):
        assert (found.beam == 1.0).all()
        assert not found.heights_deg.any()


def test_a_basin_hides_the_low_sun_only() -> None:
    found = screens(horizon=Horizon(np.full(360, 20.0)))
    height = 90.0 - SUN.zenith_deg
    assert (found.beam[0][height > 28.0] == 1.0).all()
    assert (found.beam[0][(height > 0.0) & (height < 12.0)] == 0.0).all()
    assert found.heights_deg[0] == pytest.approx(20.0)


def test_a_wall_to_the_south_takes_the_noons_of_winter() -> None:
    """The winter noon's sun stands at 31.8 degrees here, the summer noon's at 78.7: a wall of 45 degrees parts them."""
    found = screens(building(-300, -40, 300, -30, 30.0), place=Place(LAT, LON, np.zeros((1, 2))))
    assert found.beam[0][NOON_OF_21_DECEMBER] == 0.0
    assert found.beam[0][NOON_OF_21_JUNE] == 1.0
    assert found.heights_deg[0][180] == pytest.approx(45.0, abs=1e-3)


def test_panels_above_the_roofs_are_free() -> None:
    wall = building(-300, -40, 300, -30, 30.0)
    assert (screens(wall, place=Place(LAT, LON, POINTS, 30.0)).beam == 1.0).all()


def test_the_share_is_that_of_points_and_moments_in_the_sun() -> None:
    """An hour of 9 March ray by ray: six exact suns against the skylines of four points, weighed by the sun's height."""
    random = np.random.default_rng(7)
    seen = random.uniform(0.0, 60.0, (3, 360))[[0, 1, 1, 2]]
    share = beam_share(seen, sun_path(LAT, LON))
    for hour in (67 * 24 + 7, 67 * 24 + 9, 67 * 24 + 15):
        lit, whole = 0.0, 0.0
        for minutes in (5.0, 15.0, 25.0, 35.0, 45.0, 55.0):
            sun = sun_of(LAT, LON, 0.0, minutes)
            height, azimuth = 90.0 - sun.zenith_deg[hour], sun.azimuth_deg[hour]
            weight = max(np.sin(np.radians(height)), 0.0)
            lines = [np.interp(azimuth, np.arange(361), [*line, line[0]]) for line in seen]
            lit += weight * np.mean([height > line for line in lines])
            whole += weight
        assert share[hour] == pytest.approx(lit / whole, abs=1e-4)


def test_a_building_under_the_panels_is_no_obstacle_and_is_told() -> None:
    under, beside = building(-20, -20, 20, 20, 10.0, "浄水池"), building(30, -20, 60, 20, 12.0)
    found = screens(under, beside)
    assert (found.beam == screens(beside).beam).all()
    assert [note.say("en").split(" stands")[0] for note in found.notes[0]] == ["building 浄水池"]


def test_points_in_a_small_building_do_not_count() -> None:
    shed, wall = building(8, -2, 12, 2, 4.0), building(-300, -40, 300, -30, 30.0)
    found = screens(shed, wall)
    others = screens(shed, wall, place=Place(LAT, LON, np.delete(POINTS, 1, axis=0)))
    assert (found.beam == others.beam).all()
    assert "1 point" in found.notes[0][0].say("en")
    assert others.notes == ((),)


def test_a_place_wholly_within_buildings_is_still_seen_from() -> None:
    tops = [building(x - 1, y - 1, x + 1, y + 1, 5.0) for x, y in POINTS]
    assert (screens(*tops).beam == 1.0).all()
    assert screens(*tops).notes[0]


def test_places_do_not_mix_and_a_town_may_be_taken_apart_before() -> None:
    wall = building(-300, -40, 300, -30, 30.0)
    both = screens_of([PLACE, Place(LAT + 0.2, LON, POINTS)], WEATHER, None, town_of([wall]))
    assert (both.beam[0] == screens(wall).beam[0]).all()
    assert (both.beam[1] == 1.0).all()


Walls = st.lists(
    st.tuples(st.floats(-150, 150), st.floats(-90, 60), st.floats(2, 60), st.floats(0, 40)), min_size=1, max_size=4
)


@given(Walls, st.floats(0.0, 20.0), st.floats(0.0, 30.0))
@settings(max_examples=15)
def test_an_obstacle_never_adds(walls: list[tuple[float, ...]], higher: float, far: float) -> None:
    def town(by: float) -> list[Block]:
        """Around the points, none nearer than 20 m to the north or south."""
        return [
            building(x, y + 40 * (1 if y > 0 else -1), x + w, y + 40 * (1 if y > 0 else -1) + 5, h + by)
            for x, y, w, h in walls
        ]

    base = screens(*town(0.0)[:-1]).beam
    more = screens(*town(0.0))
    assert (more.beam <= base + 1e-12).all()
    assert (screens(*town(higher)).beam <= more.beam + 1e-12).all()
    assert (screens(*town(0.0), horizon=Horizon(np.full(360, far))).heights_deg >= more.heights_deg - 1e-9).all()
    assert ((more.beam >= 0.0) & (more.beam <= 1.0)).all()
    assert (more.beam[0][SUN.zenith_deg > 100.0] == 1.0).all()
