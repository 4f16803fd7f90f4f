"""What a throttled valve destroys, from the shipped table of losses."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from siting.hydro.valves import recoverable_head_m, recoverable_kwh
from siting.project.valve_losses import valve_coefficient, valve_curves, valve_loss_m
from siting.vocabulary.tables import VALVES

TYPES = st.sampled_from(sorted(valve_curves()))


def test_the_words_of_the_column_are_the_valves_of_the_table() -> None:
    assert [one.value for one in VALVES] == list(valve_curves())


def test_printed_points_come_back_and_between_them_the_logarithm_is_straight() -> None:
    for name, (opening, coefficient) in valve_curves().items():
        assert valve_coefficient(name, opening) == pytest.approx(coefficient, rel=1e-12)
        assert (np.diff(opening) > 0).all()
        assert (np.diff(coefficient) < 0).all()
    assert float(valve_coefficient("ball", 0.35)) == pytest.approx(math.sqrt(62.09 * 25.65))
    # The fit itself, 10^(-3.8397 o + 2.9449), is straight in the logarithm: the table must follow it.
    assert float(valve_coefficient("ball", 0.35)) == pytest.approx(10 ** (-3.8397 * 0.35 + 2.9449), rel=1e-3)


def test_a_loss_by_hand() -> None:
    """A butterfly valve of 0.3 m a third open would be between two points; at 0.3 K is 68.93: v 1.41471 m/s, 7.034 m."""
    assert float(valve_loss_m("butterfly", 0.3, 0.3, 0.1)) == pytest.approx(
        68.93 * 1.41471**2 / (2 * 9.80665), rel=1e-5
    )
    found = float(recoverable_head_m("butterfly", 0.3, 0.3, 0.1, 2.0))
    assert found == pytest.approx((68.93 - 0.41) * 1.41471**2 / (2 * 9.80665) - 2.0, rel=1e-5)


@pytest.mark.parametrize(
    ("name", "opening", "known"),
    [("ball", 0.1, True), ("ball", 1.0, True), ("ball", 0.0999, False), ("ball", 1.01, False), ("ball", math.nan, False),
     ("cone", 0.5, False)],
)  # fmt: skip
def test_nothing_is_assumed_outside_the_printed_openings(name: str, opening: float, known: bool) -> None:
    assert math.isfinite(float(recoverable_head_m(name, opening, 0.3, 0.1))) == known


@given(TYPES, st.floats(0.1, 0.95), st.floats(0.01, 0.05), st.floats(0.05, 2), st.floats(0.001, 1))
def test_a_valve_further_shut_destroys_more_and_a_required_head_leaves_less(
    name: str, opening: float, more: float, diameter: float, flow: float
) -> None:
    shut, opened = (float(recoverable_head_m(name, one, diameter, flow)) for one in (opening, opening + more))
    assert shut > opened >= 0
    assert float(recoverable_head_m(name, opening, diameter, flow, 0.1)) < shut
    assert float(recoverable_head_m(name, opening, diameter, flow, 2 * shut)) == 0
    assert float(recoverable_head_m(name, opening, diameter, 2 * flow)) == pytest.approx(4 * shut, rel=1e-9)


def test_a_fully_open_valve_has_nothing_to_give() -> None:
    assert recoverable_head_m(["gate", "sluice"], 1.0, 0.3, 0.2).tolist() == [0, 0]


def test_energy_is_power_times_hours() -> None:
    assert recoverable_kwh([0.25], [10.0], [8760.0]) == pytest.approx(9.8 * 0.25 * 10 * 8760)
    assert recoverable_kwh([0.2, 0.1], [8.0, 2.0], [4000.0, 4760.0]) == pytest.approx(9.8 * (1.6 * 4000 + 0.2 * 4760))
    assert recoverable_kwh([0.25], [10.0], [8760.0], gravity_m_s2=9.81) == pytest.approx(9.81 * 2.5 * 8760)
