"""Figures of cash flows against published rows, plain sums and peers."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import numpy_financial
import pytest
import pyxirr
from hypothesis import given, settings
from hypothesis import strategies as st

from siting.finance.metrics import (
    IrrState,
    benefit_cost_ratio,
    break_even_capex,
    break_even_price,
    co2_cost_yen_per_t,
    discount_factors,
    discounted_payback_years,
    dscr,
    internal_rate,
    levelised_cost,
    llcr,
    payback_years,
    present_value,
)


def reference_flows() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Capex 250e6, 1,000,000 kWh losing 0.5 % a year from year 2, 22 yen, 5e6 a year, 20 years."""
    energy = np.r_[0.0, 1e6 * 0.995 ** np.arange(20)][None, :]
    cost = np.r_[250e6, np.full(20, 5e6)][None, :]
    return energy, energy * 22, cost


def test_reference_row() -> None:
    energy, benefit, cost = reference_flows()
    factors = discount_factors(0.04, 20)
    b, c, e = (present_value(one, factors) for one in (benefit, cost, energy))
    assert (b - c)[0] == pytest.approx(-30_901_701.08, abs=0.005)
    assert benefit_cost_ratio(b, c)[0] == pytest.approx(0.90281006, abs=5e-9)
    assert levelised_cost(c, e)[0] == pytest.approx(24.36835948, abs=5e-9)
    assert internal_rate(benefit - cost).rate[0] == pytest.approx(0.025236050949859, abs=1e-14)


def test_npv_equals_numpy_financial() -> None:
    _, benefit, cost = reference_flows()
    net = benefit - cost
    ours = present_value(net, discount_factors(0.04, 20))[0]
    assert ours == pytest.approx(numpy_financial.npv(0.04, net[0]), rel=1e-12)


def random_flows(count: int) -> np.ndarray:
    rng = np.random.default_rng(5)
    outlay = -rng.uniform(1e5, 1e9, count)
    yearly = rng.uniform(0.001, 0.4, (count, 1)) * -outlay[:, None] * rng.uniform(0.7, 1.3, (count, 20))
    return np.column_stack([outlay, yearly])


def test_rows_without_or_with_several_roots_are_flagged() -> None:
    flows = np.array(
        [[-1600.0, 10000.0, -10000.0], [-100.0, -1.0, -1.0], [0.0, 0.0, 0.0], [-100.0, 0.0, 121.0], [-100.0, 230, -120]]
    )
    found = internal_rate(flows)
    assert list(found.state) == [
        IrrState.MULTIPLE, IrrState.NONE, IrrState.NONE, IrrState.UNIQUE, IrrState.MULTIPLE
    ]  # fmt: skip
    assert np.isnan(found.rate[[0, 1, 2, 4]]).all()
    assert found.rate[3] == pytest.approx(0.1, abs=1e-14)


def test_several_changes_of_sign_may_have_one_root() -> None:
    # A replacement in year 2 costs more than that year earns.
    found = internal_rate(np.array([[-100.0, 60.0, -10.0, 60.0, 60.0]]))
    assert found.state[0] == IrrState.UNIQUE
    assert found.rate[0] == pytest.approx(pyxirr.irr([-100.0, 60.0, -10.0, 60.0, 60.0]), abs=1e-12)


@pytest.mark.parametrize(
    ("flows", "years"),
    [([-100, 40, 40, 40], 2.5), ([-100, 100], 1.0), ([-100, 10, 10], np.nan), ([5, 1, 1], 0.0), ([-10, 0, 20], 1.5)],
)
def test_payback_is_linear_inside_the_year(flows: list[float], years: float) -> None:
    np.testing.assert_allclose(payback_years(np.array([flows], dtype=float)), [years])


def test_payback_of_discounted_flows_is_later() -> None:
    flows = np.array([[-100.0, 60.0, 60.0], [-100.0, 50.0, 50.0], [-100.0, np.nan, 200.0], [10.0, np.nan, 1.0]])
    factors = discount_factors(0.1, 2)
    np.testing.assert_allclose(payback_years(flows), [1 + 40 / 60, 2.0, np.nan, np.nan])
    # 60 / 1.1 + 60 / 1.21 = 104.13
    paid = 1 + (100 - 60 / 1.1) / (60 / 1.21)
    np.testing.assert_allclose(discounted_payback_years(flows, factors), [paid, np.nan, np.nan, np.nan], rtol=1e-14)


def test_break_even_price_makes_the_npv_vanish() -> None:
    energy, _, cost = reference_flows()
    factors = discount_factors(0.04, 20)
    c, e = present_value(cost, factors), present_value(energy, factors)
    price = break_even_price(c, e)
    assert price[0] == pytest.approx(24.36835948, abs=5e-9)
    assert present_value(energy * price - cost, factors)[0] == pytest.approx(0.0, abs=1e-6)
    # Half of the energy is sold, the rest saves 30 yen.
    rest = break_even_price(c, e / 2, e / 2 * 30)
    assert (rest * e / 2 + 30 * e / 2)[0] == pytest.approx(c[0])
    assert np.isnan(break_even_price(c, np.zeros(1))[0])


def test_break_even_capex_makes_the_npv_vanish() -> None:
    _, benefit, _ = reference_flows()
    factors = discount_factors(0.04, 20)
    # Every year costs 5e6 and 1 % of the capital.
    share = 1 + 0.01 * factors[1:].sum()

    def npv(capex: float) -> float:
        return float(present_value(benefit, factors)[0] - 5e6 * factors[1:].sum() - share * capex)

    most = break_even_capex(np.array([250e6]), np.array([npv(250e6)]), share)[0]
    assert npv(most) == pytest.approx(0.0, abs=1e-5)
    assert break_even_capex(np.array([100.0]), np.array([20.0]))[0] == 120.0
    assert np.isnan(break_even_capex(np.array([100.0, np.nan]), np.array([-101.0, 5.0]))).all()


def test_what_a_saved_tonne_costs() -> None:
    cost = co2_cost_yen_per_t(np.array([-30e6, 30e6, 1.0, np.nan]), np.array([8000.0, 8000.0, 0.0, 1.0]))
    assert cost[0] == -cost[1] == 3750.0
    assert np.isnan(cost[2:]).all()


def test_cover_of_debt() -> None:
    cash = np.array([[-9.0, 12.0, 15.0, 30.0], [0.0, 1.0, 1.0, 1.0], [0.0, np.nan, 9.0, 9.0], [0.0, -5.0, 10.0, 0.0]])
    service = np.array([[0.0, 10.0, 10.0, 0.0], [0.0] * 4, [0.0, 1.0, 1.0, 0.0], [0.0, 10.0, 10.0, 0.0]])
    found = dscr(cash, service)
    np.testing.assert_array_equal(found.per_year[0], [np.nan, 1.2, 1.5, np.nan])
    np.testing.assert_allclose(found.minimum, [1.2, np.nan, np.nan, -0.5])
    np.testing.assert_allclose(found.average, [1.35, np.nan, np.nan, 0.25])


def test_loan_life_cover() -> None:
    cash = np.array([[-9.0, 12.0, 15.0, 30.0], [0.0, np.nan, 5.0, 5.0], [0.0, 5.0, np.nan, 5.0]])
    balance = np.array([[0.0, 20.0, 10.0, 0.0]]).repeat(3, axis=0)
    found = llcr(cash, balance, 0.1)
    # The cash of year 3 comes after the loan.
    expected = [np.nan, (12 / 1.1 + 15 / 1.21) / 20, 15 / 1.1 / 10, np.nan]
    np.testing.assert_allclose(found[0], expected, rtol=1e-14)
    np.testing.assert_allclose(found[1], [np.nan, np.nan, 5 / 1.1 / 10, np.nan], rtol=1e-14)
    assert np.isnan(found[2]).all()


money = st.floats(1e3, 1e10)


@given(capex=money, benefit=money, opex=st.floats(0, 1e8), rate=st.floats(0, 0.2), more=st.floats(1e-4, 0.2))
def test_bc_falls_when_the_rate_rises(capex: float, benefit: float, opex: float, rate: float, more: float) -> None:
    def ratio(r: float) -> float:
        factors = discount_factors(r, 20)
        yearly = np.r_[0.0, np.ones(20)][None, :]
        b, o = present_value(yearly * benefit, factors), present_value(yearly * opex, factors)
        return float(benefit_cost_ratio(b, capex + o)[0])

    assert ratio(rate + more) < ratio(rate)


@given(st.lists(st.floats(-1e12, 1e12), min_size=2, max_size=101), st.floats(-0.5, 1.0))
def test_present_value_is_the_plain_sum(row: list[float], rate: float) -> None:
    flows = np.array([row])
    ours = present_value(flows, discount_factors(rate, len(row) - 1))[0]
    # Exact powers and an exact sum, each term rounded once.
    growth = 1 + Fraction(rate)
    terms = [float(Fraction(one) / growth**t) for t, one in enumerate(row)]
    assert abs(ours - math.fsum(terms)) <= 1e-12 * math.fsum(map(abs, terms)) + 1e-300


@settings(max_examples=300)
@given(st.integers(1, 40), st.floats(1.0, 1e12), st.floats(1e-6, 10.0))
def test_irr_of_an_annuity_makes_npv_vanish(years: int, outlay: float, share: float) -> None:
    flows = np.r_[-outlay, np.full(years, outlay * share)][None, :]
    rate = internal_rate(flows).rate[0]
    terms = flows[0] / (1 + rate) ** np.arange(years + 1)
    assert abs(terms.sum()) <= 1e-8 * np.abs(terms).sum()


def test_equal_rows_give_equal_bits_wherever_they_stand() -> None:
    flows = np.tile(random_flows(1), (1003, 1))
    values = present_value(flows, discount_factors(0.031, 20))
    assert len(set(values)) == 1
