"""Grids: order, numbers, neighbours, faults of all axes together."""

from __future__ import annotations

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from siting.scenarios.grid import Grid, parse_axes


def test_the_first_axis_is_the_slowest() -> None:
    grid = Grid(parse_axes(["a=1,2", "b=10,20,30"])[0])
    assert (grid.keys, grid.shape, len(grid)) == (("a", "b"), (2, 3), 6)
    assert [tuple(map(int, point)) for point in grid] == list(product((1, 2), (10, 20, 30)))
    assert [tuple(map(int, point)) for point in grid.over([0])] == [(1, 10), (2, 10)]
    assert [tuple(map(int, point)) for point in grid.over([])] == [(1, 10)]


@given(st.lists(st.integers(1, 5), min_size=1, max_size=4))
def test_neighbours_along_an_axis_differ_in_it_alone(counts: list[int]) -> None:
    grid = Grid(parse_axes([f"k{at}=0:{count - 1}:1" for at, count in enumerate(counts)])[0])
    points = list(grid)
    assert len(set(points)) == len(points) == len(grid)
    for axis in range(len(counts)):
        for number in range(len(grid)):
            if grid.position(number, axis) + 1 < counts[axis]:
                near = points[number + grid.stride(axis)]
                assert [at for at in range(len(counts)) if near[at] != points[number][at]] == [axis]


def test_the_faults_of_all_axes_are_told_together() -> None:
    axes, faults = parse_axes(["a=1,x", "b=1:2:0", "c", "a.b=1", "a=1", "a.b.c=2"])
    assert [axis.key for axis in axes] == ["a.b", "a", "a.b.c"]
    assert [fault.key for fault in faults] == ["a", "b", "", "a", "a.b.c", "a.b.c"]


def test_too_many_points_are_refused() -> None:
    _, faults = parse_axes(["a=1:10000:1", "b=1:101:1"])
    assert "1,010,000 points" in faults[0].expected.say("en")
