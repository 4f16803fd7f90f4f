"""All rates of return of a row against roots that are known beforehand and against numpy's polynomial roots."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
import pyxirr
from hypothesis import given
from hypothesis import strategies as st

from siting.finance.metrics import IrrState, internal_rate
from siting.finance.roots import all_rates, irr_roots, sign_changes

NAN = float("nan")


def with_roots(rates: list[Fraction]) -> list[float]:
    """Flows whose NPV is ``-prod(1 - (1 + r_i) v)``: exact in fractions, rounded once."""
    flows = [Fraction(-1)]
    for rate in rates:
        flows = [one - (1 + rate) * before for one, before in zip([*flows, 0], [0, *flows], strict=True)]
    return [float(one) for one in flows]


@pytest.mark.parametrize(
    ("flows", "roots"),
    [
        ([-1600, 10000, -10000], [0.25, 4.0]),
        ([1600, -10000, 10000], [0.25, 4.0]),
        (with_roots([Fraction(1, 20), Fraction(1, 10), Fraction(1, 2)]), [0.05, 0.1, 0.5]),
        (with_roots([Fraction(-1, 2), Fraction(0), Fraction(3)]), [-0.5, 0.0, 3.0]),
        (with_roots([Fraction(-9, 10), Fraction(99)]), [-0.9, 99.0]),
        # Three changes of sign and one root: v^3 - v^2 + v - 1 = (v - 1)(v^2 + 1).
        ([-1, 1, -1, 1], [0.0]),
        ([-100, 250, -200, 120], None),
        # Removal in the last year: a second rate far below zero.
        ([-100, *[12] * 19, -30], None),
    ],
)
def test_roots_are_all_found(flows: list[float], roots: list[float] | None) -> None:
    found = irr_roots(np.array([flows], dtype=float))[0]
    if roots is None:
        polynomial = np.roots(flows[::-1])
        v = polynomial[(np.abs(polynomial.imag) < 1e-9) & (polynomial.real > 0)].real
        roots = sorted(1 / v - 1)
    np.testing.assert_allclose(found, roots, rtol=1e-9, atol=1e-12)
    expected = IrrState.UNIQUE if len(roots) == 1 else IrrState.MULTIPLE
    state = internal_rate(np.array([flows], dtype=float))
    assert state.state[0] == expected
    assert np.isnan(state.rate[0]) == (expected == IrrState.MULTIPLE)


@pytest.mark.parametrize(
    "flows",
    [
        [-100, 0, 0, 0], [-100, -1, -2], [100, 1, 2], [0, 0, 0], [0, 0, 5], [-1, NAN, 5], [-1, np.inf, 5],
        # Two changes of sign, but the discriminant is negative.
        [-1, 2, -1.2], [-1, 1e201], [-10, 6, -1], [5, -6, 2, 0, 0],
    ],
)  # fmt: skip
def test_no_root_is_invented(flows: list[float]) -> None:
    found = internal_rate(np.array([flows], dtype=float))
    assert irr_roots(np.array([flows], dtype=float))[0].tolist() == []
    assert found.state[0] == IrrState.NONE
    assert np.isnan(found.rate[0])


def test_a_root_that_only_touches_counts_twice() -> None:
    rows = np.array([with_roots([Fraction(1, 10)] * 2), [-1.0, 2.0, -1.0], [-1.0, 2.0 - 1e-9, -1.0]])
    found = irr_roots(rows)
    np.testing.assert_allclose(found[0], [0.1, 0.1], atol=1e-7)
    assert found[1].tolist() == [0.0, 0.0]
    assert found[2].tolist() == []
    assert internal_rate(rows).state.tolist() == [IrrState.MULTIPLE, IrrState.MULTIPLE, IrrState.NONE]
    # Two roots that are close, but not the same.
    near = irr_roots(np.array([[-1.0, 2.0 + 1e-9, -1.0]]))[0]
    half = np.sqrt(1e-9)
    np.testing.assert_allclose(near, [-half, half], rtol=1e-3)


def test_a_triple_root_counts_once() -> None:
    found = irr_roots(np.array([with_roots([Fraction(1, 10)] * 3)]))[0]
    # A third of the digits is all that rounding leaves of it.
    np.testing.assert_allclose(found, [0.1], atol=1e-4)


@given(st.lists(st.integers(-95, 400), min_size=1, max_size=5, unique=True))
def test_roots_put_in_come_out(percents: list[int]) -> None:
    rates = sorted(Fraction(one, 100) for one in percents)
    flows = np.array([with_roots(rates)])
    found = irr_roots(flows)[0]
    v = np.array([float(1 / (1 + one)) for one in rates])
    # Close roots of rounded flows move: by their rounding over the slope of the NPV.
    years = np.arange(flows.shape[1])
    slope = np.abs((flows * years * v[:, None] ** (years - 1.0)).sum(axis=1))
    size = (np.abs(flows) * v[:, None] ** years).sum(axis=1)
    error = 1e-14 * size / slope
    if (error < 1e-3 * np.min(np.diff(np.sort(v)), initial=1.0)).all():
        assert len(found) == len(rates)
        assert (np.abs(1 / (1 + found) - v) <= error + 1e-14 * v).all()
    assert (len(rates) - len(found)) % 2 == 0


def random_rows(count: int) -> np.ndarray:
    rng = np.random.default_rng(3)
    flows = rng.normal(size=(count, 16))
    flows[:, 0] = -5 * np.abs(flows[:, 0])
    flows[rng.random((count, 16)) < 0.2] = 0.0
    return np.asarray(flows)


def test_random_rows_have_the_roots_of_their_polynomials() -> None:
    flows = random_rows(1500)
    assert (sign_changes(flows) > 3).sum() > 1000
    for row, found in zip(flows, irr_roots(flows), strict=True):
        polynomial = np.roots(row[::-1])
        real = (np.abs(polynomial.imag) < 1e-9 * np.abs(polynomial)) & (polynomial.real > 1e-9)
        expected = np.sort(1 / polynomial[real].real - 1)
        np.testing.assert_allclose(found, expected, rtol=1e-7, atol=1e-9)


amounts = st.one_of(st.just(0.0), st.floats(1e-6, 1e12), st.floats(-1e12, -1e-6))


@given(st.lists(amounts, min_size=2, max_size=25))
def test_the_npv_vanishes_at_every_root(row: list[float]) -> None:
    flows = np.array([row])
    found = irr_roots(flows)[0]
    changes = int(sign_changes(flows)[0])
    assert len(found) <= changes
    assert (changes - len(found)) % 2 == 0
    assert (np.diff(found) >= 0).all()
    assert (found > -1).all()
    for rate in found:
        # As a sum of terms none of which overflows; so close to -1 that 1/(1+r) is coarse there is nothing to check.
        if -0.999999 < rate < 1e12:
            power = np.arange(len(row)) * -np.log1p(rate)
            terms = flows[0] * np.exp(power - power.max())
            assert abs(terms.sum()) <= 1e-8 * np.abs(terms).sum()


def test_equal_rows_give_equal_bits_wherever_they_stand() -> None:
    flows = random_rows(257)
    alone = [irr_roots(row[None, :])[0] for row in flows[:40]]
    mixed = irr_roots(np.concatenate([flows, flows[:40][::-1]]))
    for place, roots in enumerate(alone):
        assert mixed[place].tolist() == mixed[-1 - place].tolist() == roots.tolist()


def test_years_without_flows_change_nothing() -> None:
    flows = np.concatenate([random_rows(100), np.abs(random_rows(100)) * np.r_[-20, np.ones(15)]])
    longer = np.pad(flows, ((0, 0), (0, 7)))
    assert [one.tolist() for one in irr_roots(flows)] == [one.tolist() for one in irr_roots(longer)]


def test_a_lone_bad_row_stays_alone() -> None:
    flows = random_rows(30)
    spoilt = flows.copy()
    spoilt[7, 3], spoilt[8, 0], spoilt[9] = NAN, np.inf, 0.0
    for place, (before, after) in enumerate(zip(irr_roots(flows), irr_roots(spoilt), strict=True)):
        assert after.tolist() == ([] if place in (7, 8, 9) else before.tolist())


@pytest.mark.parametrize("scale", [1e-300, 1e-200, 1.0, 1e200, 1e300])
def test_the_unit_of_money_does_not_matter(scale: float) -> None:
    flows = np.array([[-1600.0, 10000, -10000], [-100.0, 0, 121], [-100, 0, 25]]) * scale
    found = irr_roots(flows)
    np.testing.assert_allclose(np.concatenate(found), [0.25, 4.0, 0.1, -0.5], rtol=1e-9)


@pytest.mark.parametrize(
    ("flows", "rate"),
    [
        ([-1, 1e15], 1e15),
        ([-1e15, 1], 1e-15 - 1),
        ([-1e20, 1], -1),
        ([-1, *[0] * 99, 1e-150], 10**-1.5 - 1),
        ([-1, 1e190], 1e190),
    ],
)
def test_extreme_rates(flows: list[float], rate: float) -> None:
    found = irr_roots(np.array([flows], dtype=float))[0]
    np.testing.assert_allclose(found, [rate], rtol=1e-12, atol=1e-15)
    assert found[0] > -1


def test_no_rows() -> None:
    assert irr_roots(np.zeros((0, 5))) == []
    row, rate = all_rates(np.zeros((0, 5)))
    assert len(row) == len(rate) == 0


def test_irr_of_100_000_random_rows_equals_pyxirr() -> None:
    rng = np.random.default_rng(5)
    outlay = -rng.uniform(1e5, 1e9, 100_000)
    yearly = rng.uniform(0.001, 0.4, (len(outlay), 1)) * -outlay[:, None] * rng.uniform(0.7, 1.3, (len(outlay), 20))
    flows = np.column_stack([outlay, yearly])
    found = internal_rate(flows)
    assert (found.state == IrrState.UNIQUE).all()
    assert (found.rate < 0).sum() > 10_000
    peers = np.array([pyxirr.irr(row) for row in flows], dtype=float)
    assert np.abs(found.rate - peers).max() <= 1e-9
