"""Head lost in pipes: printed examples, and the laws that any loss obeys."""

from __future__ import annotations

import math
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from siting.hydro.pipes import loss, loss_of
from siting.project.head_forms import pipe_laws
from siting.project.losses import darcy_coefficient_s2_m5, friction_factor
from tests.project.test_drops import drops

FLOW = st.floats(1e-3, 5)
LENGTH = st.floats(1, 1e4)
DIAMETER = st.floats(0.05, 3)
ROUGHNESS = st.floats(0, 3)
C = st.floats(60, 160)


def at(law: tuple[float, float], flow_m3_s: float) -> float:
    coefficient, exponent = law
    return float(coefficient * flow_m3_s**exponent)


def test_white_example_6_7() -> None:
    """White, Fluid Mechanics, 4th ed., example 6.7: oil of 1e-5 m2/s, 0.2 m3/s, 500 m of 200 mm cast iron, Moody chart.

    Printed: Re 128,000, f 0.0225, head loss 117 m. Swamee and Jain stay within 3 % of Colebrook's f.
    """
    friction = float(friction_factor(0.2, 0.2, 0.26, viscosity_m2_s=1e-5))
    assert friction == pytest.approx(0.0225, rel=0.03)
    speed = 0.2 / (math.pi * 0.1**2)
    assert friction * 500 / 0.2 * speed**2 / (2 * 9.81) == pytest.approx(117, rel=0.03)


def test_shammas_and_wang_example_5_36() -> None:
    """Shammas and Wang, Water Engineering (2015), example 5.36: 43.8 L/s (1 MGD), 0.3048 m, C 100.

    Printed: 2.07 m per 1,000 m by chart, table and US formula; 2.17 by the SI formula with rounded exponents.
    """
    law = loss(1000, 0.3048, 0.0438, c=100)
    assert law[1] == 1.852
    assert 2.07 < at(law, 0.0438) < 2.17


@given(FLOW, LENGTH, DIAMETER, C)
def test_epanets_us_form_gives_the_same_loss(flow: float, length: float, diameter: float, c: float) -> None:
    """EPANET 2 Users Manual (Rossman 2000), table 3.1: ``4.727 C^-1.852 d^-4.871 L q^1.852`` in feet and cfs."""
    feet = 1 / 0.3048
    theirs = 4.727 * c**-1.852 * (diameter * feet) ** -4.871 * length * feet * (flow * feet**3) ** 1.852
    assert at(loss(length, diameter, flow, c=c), flow) == pytest.approx(theirs / feet, rel=4e-3)


def test_a_rough_pipe_by_hand() -> None:
    """0.25 m3/s in 500 m of 0.4 m with 0.1 mm: v 1.98944 m/s, Re 698,049, f 0.015693, 3.958 m and 1.5 v^2/2g."""
    law = loss(500, 0.4, 0.25, roughness_mm=0.1, minor_loss=1.5)
    friction = 0.25 / math.log10(0.0001 / 0.4 / 3.7 + 5.74 / 698_049**0.9) ** 2
    speed_head = 1.9894368**2 / (2 * 9.80665)
    assert law[1] == 2
    assert at(law, 0.25) == pytest.approx((friction * 500 / 0.4 + 1.5) * speed_head, rel=1e-5)


def test_minor_losses_beside_a_c_are_right_at_the_largest_flow() -> None:
    plain, bent = loss(500, 0.4, 0.25, c=110), loss(500, 0.4, 0.25, c=110, minor_loss=3)
    speed_head = (0.25 / (math.pi * 0.04)) ** 2 / (2 * 9.80665)
    assert at(bent, 0.25) - at(plain, 0.25) == pytest.approx(3 * speed_head, rel=1e-9)


def test_laminar_and_still_water() -> None:
    assert float(friction_factor(1e-5, 0.1, 0.1)) == pytest.approx(64 / (4e-5 / (math.pi * 0.1) / 1.14e-6))
    assert loss(500, 0.4, 0.0, roughness_mm=0.1) == (0.0, 2.0)
    assert at(loss(500, 0.4, 0.0, c=110, minor_loss=3), 0.0) == 0.0


@given(FLOW, LENGTH, DIAMETER, ROUGHNESS, st.floats(0, 20), st.floats(1.01, 3))
def test_more_flow_length_roughness_and_bends_lose_more_a_wider_pipe_less(
    flow: float, length: float, diameter: float, rough: float, minor: float, more: float
) -> None:
    def lost(flow: float = flow, length: float = length, diameter: float = diameter, rough: float = rough, minor: float = minor) -> float:  # fmt: skip
        return float(darcy_coefficient_s2_m5(length, diameter, rough, minor, flow)) * flow**2

    assert lost() > 0
    assert lost(flow=flow * more) > lost()
    assert lost(length=length * more) > lost()
    assert lost(rough=rough * more) >= lost()
    assert lost(minor=minor + more) > lost()
    assert lost(diameter=diameter * more) < lost()


@given(FLOW, LENGTH, DIAMETER, C, st.floats(1.01, 3))
def test_hazen_and_williams_obey_the_same_laws(flow: float, length: float, diameter: float, c: float, more: float) -> None:  # fmt: skip
    now = at(loss(length, diameter, flow, c=c), flow)
    assert at(loss(length, diameter, flow, c=c), flow * more) > now
    assert at(loss(length * more, diameter, flow, c=c), flow) > now
    assert at(loss(length, diameter, flow, c=c * more), flow) < now
    assert at(loss(length, diameter * more, flow, c=c), flow) < now


def test_the_loss_of_a_drop_row_is_that_of_the_whole_table() -> None:
    table = drops(
        {"gross_head_m": 30},
        {"gross_head_m": 30, "loss_coefficient_s2_m5": 40},
        {"gross_head_m": 30, "pipe_length_m": 500, "pipe_diameter_m": 0.4, "pipe_roughness_mm": 0.1, "minor_loss": 2},
        {"gross_head_m": 30, "pipe_length_m": 500, "pipe_diameter_m": 0.4, "pipe_c": 110, "minor_loss": 2},
        {"gross_head_m": 30, "pipe_length_m": 500, "pipe_diameter_m": 0.4, "pipe_c": 110},
    ).frame
    coefficient, exponent = pipe_laws(table, np.full(len(table), 0.2))
    rows = [loss_of(row, 0.2) for row in table.itertuples()]
    assert [one[0] for one in rows] == pytest.approx(coefficient.tolist())
    assert [one[1] for one in rows] == exponent.tolist()
    assert [one[0] for one in rows[:2]] == [0, 40]
    assert [one[1] for one in rows] == [2, 2, 2, 1.852, 1.852]


def test_a_pipe_whose_flow_is_not_known_has_no_loss_of_zero() -> None:
    table = drops({"gross_head_m": 30, "pipe_length_m": 500, "pipe_diameter_m": 0.4, "pipe_roughness_mm": 0.1}).frame
    coefficient, _ = pipe_laws(table, np.array([np.nan]))
    assert np.isnan(coefficient).all()


def test_loss_of_takes_anything_with_the_columns_as_attributes() -> None:
    row = SimpleNamespace(loss_coefficient_s2_m5=7.0, pipe_length_m=np.nan)
    assert loss_of(row, 0.1) == (7.0, 2.0)
