from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from siting.hydro.regions import margin_decades
from siting.project.machines.model import Machine, Region
from tests.hydro.engine import machine

# Charts of the makers after hydropowerlib's turbines.m (Kennfeld_Wasserturbinen, Jahobr 2017, CC0).
FRANCIS_ANDRITZ = ((0.33, 7.0), (2.0, 7.0), (8.0, 40.0), (7.0, 150.0), (2.0, 150.0), (0.2, 35.0), (0.2, 11.5))
CROSSFLOW_OSSBERGER = (
    (0.8, 2.5), (7.0, 3.5), (12.0, 10.0), (12.0, 25.0), (7.0, 85.0), (4.0, 120.0), (0.2, 200.0), (0.05, 200.0),
    (0.04, 100.0), (0.04, 50.0),
)  # fmt: skip
logs = st.floats(-3, 4)


def built(*regions: Region) -> Machine:
    return machine("francis", regions=regions)


def polygon(*corners: tuple[float, float]) -> Machine:
    return built(Region(polygon=corners, source="test", confidence="sourced"))


def bounds(**limits: float) -> Machine:
    return built(Region(**limits, source="test", confidence="sourced"))


def margin(one: Machine, flow: float, head: float) -> float:
    return float(margin_decades(one, np.array([flow]), np.array([head]))[0])


@pytest.mark.parametrize("corners", [FRANCIS_ANDRITZ, CROSSFLOW_OSSBERGER])
def test_the_study_s_drop_lies_inside(corners: tuple[tuple[float, float], ...]) -> None:
    assert margin(polygon(*corners), 0.25, 30.0) == 0
    assert margin(polygon(*reversed(corners)), 0.25, 30.0) == 0


def test_edges_are_straight_on_log_paper() -> None:
    # On plain paper the edge from (0.04, 50) to (0.8, 2.5) passes far above this point.
    halfway = (0.04 * 0.8) ** 0.5, (50 * 2.5) ** 0.5
    one = polygon(*CROSSFLOW_OSSBERGER)
    assert margin(one, *halfway) == 0
    assert margin(one, halfway[0] * 0.99, halfway[1] * 0.99) > 0
    assert margin(one, halfway[0] * 1.01, halfway[1] * 1.01) == 0


@given(edge=st.integers(0, len(CROSSFLOW_OSSBERGER) - 1), along=st.floats(0, 1))
def test_points_on_edges_are_inside(edge: int, along: float) -> None:
    (q1, h1), (q2, h2) = CROSSFLOW_OSSBERGER[edge], CROSSFLOW_OSSBERGER[edge - 1]
    assert margin(polygon(*CROSSFLOW_OSSBERGER), q1 ** (1 - along) * q2**along, h1 ** (1 - along) * h2**along) == 0


@given(x=logs, y=logs, a=logs, b=logs)
def test_scaling_both_axes_changes_nothing(x: float, y: float, a: float, b: float) -> None:
    scaled = polygon(*((q * 10**a, h * 10**b) for q, h in FRANCIS_ANDRITZ))
    plain = margin(polygon(*FRANCIS_ANDRITZ), 10**x, 10**y)
    found = margin(scaled, 10 ** (x + a), 10 ** (y + b))
    assert found == pytest.approx(plain, abs=2e-9)
    assert (found == 0) == (plain == 0) or max(found, plain) < 2e-9


def test_distance_is_in_decades() -> None:
    square = polygon((1.0, 1.0), (10.0, 1.0), (10.0, 10.0), (1.0, 10.0))
    assert margin(square, 100.0, 5.0) == pytest.approx(1)
    assert margin(square, 1000.0, 1000.0) == pytest.approx(8**0.5)
    assert margin(square, 5.0, 0.1) == pytest.approx(1)


def test_a_machine_fits_if_one_region_holds_the_point() -> None:
    one = Region(polygon=FRANCIS_ANDRITZ, source="test", confidence="sourced")
    two = Region(flow_min_m3_s=10.0, source="test", confidence="sourced")
    found = margin_decades(built(two, one, one), np.array([0.25, 20.0, 1e-3]), np.array([30.0, 30.0, 30.0]))
    assert found[:2].tolist() == [0, 0]
    assert found[2] == pytest.approx(np.log10(200))


@given(x=logs, y=logs)
def test_bounds_are_the_polygon_they_draw(x: float, y: float) -> None:
    # 0.1 to 1 m3/s, 5 to 50 m, 9.8 to 98 kW: a hexagon on log paper.
    by_bounds = bounds(
        flow_min_m3_s=0.1, flow_max_m3_s=1.0, head_min_m=5.0, head_max_m=50.0, power_min_kw=9.8, power_max_kw=98.0
    )
    drawn = polygon((0.1, 10.0), (0.1, 50.0), (0.2, 50.0), (1.0, 10.0), (1.0, 5.0), (0.2, 5.0))
    assert margin(by_bounds, 10**x, 10**y) == pytest.approx(margin(drawn, 10**x, 10**y), abs=3e-9)


def test_power_limits_count_hydraulic_power() -> None:
    one = bounds(flow_min_m3_s=1e-3, power_max_kw=9.8)
    assert margin(one, 0.1, 10.0) == 0
    assert margin(one, 0.1, 10.1) == pytest.approx(np.log10(1.01) / 2**0.5)


def test_bounds_that_exclude_each_other_hold_nothing() -> None:
    assert margin(bounds(flow_max_m3_s=1.0, head_max_m=1.0, power_min_kw=98.0), 1.0, 1.0) == np.inf


@pytest.mark.parametrize("point", [(0.0, 30.0), (0.25, 0.0), (-1.0, 30.0), (0.25, -3.0)])
def test_without_flow_or_head_nothing_fits(point: tuple[float, float]) -> None:
    assert margin(polygon(*FRANCIS_ANDRITZ), *point) == np.inf
    assert margin(bounds(head_max_m=50.0), *point) == np.inf
