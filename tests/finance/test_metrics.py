"""Figures of cash flows against published rows, plain sums and peers."""

from __future__ import annotations

import numpy as np
import numpy_financial
import pytest
import pyxirr
from hypothesis import given, settings
from hypothesis import strategies as st

from siting.finance.metrics import (
    IrrState,
    benefit_cost_ratio,
    discount_factors,
    internal_rate,
    levelised_cost,
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


def test_irr_of_100_000_random_rows_equals_pyxirr() -> None:
    flows = random_flows(100_000)
    found = internal_rate(flows)
    assert (found.state == IrrState.UNIQUE).all()
    peers = np.array([pyxirr.irr(row) for row in flows[::50]], dtype=float)
    assert np.isfinite(peers).all()
    np.testing.assert_allclose(found.rate[::50], peers, rtol=0, atol=1e-9)
    # The peer is slow on 100,000 rows; for all of them the NPV at the rate must vanish.
    years = np.arange(flows.shape[1])
    discounted = flows / (1 + found.rate[:, None]) ** years
    assert (np.abs(discounted.sum(axis=1)) <= 1e-9 * np.abs(discounted).sum(axis=1)).all()
    assert (found.rate < 0).any()


def test_rows_without_or_with_several_roots_are_flagged() -> None:
    flows = np.array([[-1600.0, 10000.0, -10000.0], [-100.0, -1.0, -1.0], [0.0, 0.0, 0.0], [-100.0, 0.0, 121.0]])
    found = internal_rate(flows)
    assert list(found.state) == [IrrState.MULTIPLE, IrrState.NONE, IrrState.NONE, IrrState.UNIQUE]
    assert np.isnan(found.rate[:3]).all()
    assert found.rate[3] == pytest.approx(0.1, abs=1e-14)


@pytest.mark.parametrize(
    ("flows", "years"),
    [([-100, 40, 40, 40], 2.5), ([-100, 100], 1.0), ([-100, 10, 10], np.nan), ([5, 1, 1], 0.0), ([-10, 0, 20], 1.5)],
)
def test_payback_is_linear_inside_the_year(flows: list[float], years: float) -> None:
    np.testing.assert_allclose(payback_years(np.array([flows], dtype=float)), [years])


money = st.floats(1e3, 1e10)


@given(capex=money, benefit=money, opex=st.floats(0, 1e8), rate=st.floats(0, 0.2), more=st.floats(1e-4, 0.2))
def test_bc_falls_when_the_rate_rises(capex: float, benefit: float, opex: float, rate: float, more: float) -> None:
    def ratio(r: float) -> float:
        factors = discount_factors(r, 20)
        yearly = np.r_[0.0, np.ones(20)][None, :]
        b, o = present_value(yearly * benefit, factors), present_value(yearly * opex, factors)
        return float(benefit_cost_ratio(b, capex + o)[0])

    assert ratio(rate + more) < ratio(rate)


@given(st.lists(st.floats(-1e9, 1e9), min_size=2, max_size=30), st.floats(-0.5, 1.0))
def test_present_value_is_the_plain_sum(row: list[float], rate: float) -> None:
    flows = np.array([row])
    ours = present_value(flows, discount_factors(rate, len(row) - 1))[0]
    terms = [one / (1 + rate) ** t for t, one in enumerate(row)]
    assert abs(ours - sum(terms)) <= 1e-12 * sum(map(abs, terms)) + 1e-300


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
