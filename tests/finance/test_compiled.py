"""The compiled figures: the same as those in numpy to the last bit, whatever stands beside a row."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from siting.finance.compiled import Measures, measures, measures_numpy, price_points, scenario_measures
from siting.finance.kernels import kernels
from siting.finance.metrics import IrrState, discount_factors

NAMES = [one.name for one in fields(Measures)]


def assert_same(one: Measures, other: Measures, rows: object = slice(None)) -> None:
    for name in NAMES:
        np.testing.assert_array_equal(getattr(one, name)[rows], getattr(other, name)[rows], err_msg=name)


def options(count: int, years: int = 20, seed: int = 4) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Plants of all sorts: rates far below and above zero, removal, replacements, shorter lives, free plants."""
    rng = np.random.default_rng(seed)
    energy = np.zeros((count, years + 1))
    energy[:, 1:] = rng.uniform(1e3, 1e6, (count, 1)) * (1 - rng.uniform(0, 0.02, (count, 1))) ** np.arange(years)
    benefit = energy * rng.uniform(5, 40, (count, 1))
    cost = np.zeros_like(energy)
    cost[:, 0] = energy[:, 1] * 10 ** rng.uniform(0, 3, count)
    cost[:, 1:] = energy[:, 1:2] * rng.uniform(0, 15, (count, 1))
    kind = rng.integers(0, 8, count)
    cost[kind == 0, years // 2] += 0.3 * cost[kind == 0, 0]
    cost[kind == 1, years] += 0.4 * cost[kind == 1, 0]
    for part in (energy, benefit, cost):
        part[kind == 2, years - 4 :] = 0.0
    cost[kind == 3] = 0.0
    benefit[kind == 4, 0] = 3 * cost[kind == 4, 0]
    energy[kind == 5] = 0.0
    return benefit, cost, energy


@pytest.mark.parametrize("rate", [0.0, 0.04, -0.03])
@pytest.mark.parametrize("years", [1, 2, 20, 60])
def test_compiled_equals_numpy_to_the_last_bit(rate: float, years: int) -> None:
    benefit, cost, energy = (np.ascontiguousarray(one[:, : years + 1]) for one in options(1500, max(years, 5)))
    factors = discount_factors(rate, years)
    fast = measures(benefit, cost, energy, factors, compiled=True)
    plain = measures_numpy(benefit, cost, energy, factors)
    assert_same(fast, plain)
    assert (plain.irr_state == IrrState.UNIQUE).sum() > 100
    if years >= 20:
        assert set(plain.irr_state) == set(IrrState)
        assert (plain.irr < -0.05).any()
        assert (plain.irr > 1).any()


def test_the_reference_row() -> None:
    for ours in (True, False):
        found = scenario_measures(250e6, 1e6, 22.0, 5e6, 0.005, 0.04, 20, compiled=ours)
        assert found.npv_yen[0] == pytest.approx(-30_901_701.08, abs=0.005)
        assert found.bc[0] == pytest.approx(0.90281006, abs=5e-9)
        assert found.lcoe[0] == pytest.approx(24.36835948, abs=5e-9)
        assert found.irr[0] == pytest.approx(0.025236050949859, abs=1e-14)
        assert found.irr_state[0] == IrrState.UNIQUE
        paid = 22e6 * (1 - 0.995**15) / 0.005 - 15 * 5e6
        assert found.payback_years[0] == pytest.approx(15 + (250e6 - paid) / (22e6 * 0.995**15 - 5e6), rel=1e-12)
        assert math.isnan(found.discounted_payback_years[0])


def test_npv_is_the_exact_sum_of_the_net_flows() -> None:
    benefit, cost, energy = options(300)
    factors = discount_factors(0.04, 20)
    found = measures(benefit, cost, energy, factors, compiled=True)
    for row in range(len(benefit)):
        terms = (benefit[row] - cost[row]) * factors
        assert abs(found.npv_yen[row] - math.fsum(terms)) <= 1e-12 * math.fsum(np.abs(terms))


@pytest.mark.parametrize("ours", [True, False])
def test_a_row_depends_neither_on_its_place_nor_on_its_company(ours: bool) -> None:
    given = options(333)
    factors = discount_factors(0.031, 20)
    whole = measures(*given, factors, compiled=ours)
    order = np.random.default_rng(1).permutation(333)
    assert_same(measures(*(one[order] for one in given), factors, compiled=ours), _taken(whole, order))
    for row in (0, 63, 64, 200, 332):
        alone = measures(*(one[row : row + 1] for one in given), factors, compiled=ours)
        assert_same(alone, _taken(whole, np.array([row])))
    same = measures(*(np.repeat(one[5:6], 1003, axis=0) for one in given), factors, compiled=ours)
    assert all(len(np.unique(getattr(same, name))) == 1 for name in NAMES)


@pytest.mark.parametrize("ours", [True, False])
def test_further_years_without_flows_change_nothing(ours: bool) -> None:
    given = options(200)
    longer = tuple(np.pad(one, ((0, 0), (0, 5))) for one in given)
    shorter = measures(*given, discount_factors(0.04, 20), compiled=ours)
    assert_same(measures(*longer, discount_factors(0.04, 25), compiled=ours), shorter)


def _taken(found: Measures, rows: np.ndarray) -> Measures:
    return Measures(*(getattr(found, name)[rows] for name in NAMES))


@pytest.mark.parametrize("ours", [True, False])
def test_a_lone_nan_stays_alone(ours: bool) -> None:
    given = options(200)
    factors = discount_factors(0.04, 20)
    before = measures(*given, factors, compiled=ours)
    benefit, cost, energy = (one.copy() for one in given)
    benefit[70, 1:], cost[71, 0], energy[72, 3], benefit[73, 4] = np.nan, np.nan, np.nan, np.inf
    after = measures(benefit, cost, energy, factors, compiled=ours)
    kept = np.delete(np.arange(200), [70, 71, 72, 73])
    assert_same(after, before, kept)
    assert np.isnan(after.irr[[70, 71, 73]]).all()
    assert (after.irr_state[[70, 71, 73]] == IrrState.NONE).all()
    for name in ("bc", "npv_yen", "payback_years", "discounted_payback_years"):
        assert np.isnan(getattr(after, name)[[70, 71]]).all(), name
    assert after.cost_pv[70] == before.cost_pv[70]
    assert np.isnan(after.lcoe[72])
    assert after.irr[72] == before.irr[72] or np.isnan(before.irr[72])


@pytest.mark.parametrize("ours", [True, False])
def test_scenarios_equal_their_cash_flows(ours: bool) -> None:
    rng = np.random.default_rng(8)
    count = 400
    capex, kwh, price = rng.uniform(1e6, 1e9, count), rng.uniform(1e4, 1e7, count), rng.uniform(5, 45, count)
    opex, loss, rate = rng.uniform(0, 3e7, count), rng.uniform(0, 0.02, count), rng.uniform(0, 0.1, count)
    years = rng.integers(1, 41, count)
    found = scenario_measures(capex, kwh, price, opex, loss, rate, years, compiled=ours)
    for row in range(0, count, 7):
        t = np.arange(1, years[row] + 1)
        energy = np.r_[0.0, kwh[row] * (1 - loss[row]) ** (t - 1)][None, :]
        cost = np.r_[capex[row], np.full(len(t), opex[row])][None, :]
        plain = measures_numpy(energy * price[row], cost, energy, discount_factors(rate[row], len(t)))
        size = plain.benefit_pv[0] + plain.cost_pv[0]
        assert found.irr_state[row] == plain.irr_state[0]
        for name in NAMES:
            assert getattr(found, name)[row] == pytest.approx(
                getattr(plain, name)[0], rel=1e-12, abs=1e-12 * size if name == "npv_yen" else 1e-12, nan_ok=True
            ), name


def test_scenarios_compiled_equal_numpy_and_broadcast() -> None:
    prices, lives = np.linspace(2, 60, 40)[:, None], np.array([1, 9, 20, 35])
    given = (250e6, 1e6, prices, 5e6, 0.005, 0.04, lives)
    fast = scenario_measures(*given, compiled=True)
    assert_same(fast, scenario_measures(*given, compiled=False))
    assert fast.bc.shape == (160,)
    assert fast.bc[4 * 3 + 2] == scenario_measures(250e6, 1e6, prices[3], 5e6, 0.005, 0.04, 20, compiled=True).bc[0]


def test_price_points_equal_the_whole_evaluation() -> None:
    benefit, cost, energy = options(100)
    factors, prices = discount_factors(0.04, 20), np.array([8.0, 22.5, 45.0])
    base = measures(benefit, cost, energy, factors, compiled=True)
    with np.errstate(all="ignore"):
        energy_pv = base.cost_pv / base.lcoe
    fast, plain = (price_points(energy_pv, base.cost_pv, prices, compiled=ours) for ours in (True, False))
    for one, other in zip(fast, plain, strict=True):
        np.testing.assert_array_equal(one, other)
    for place, price in enumerate(prices):
        whole = measures(energy * price, cost, energy, factors, compiled=True)
        rows = np.flatnonzero(np.isfinite(energy_pv))
        assert len(rows) > 50
        np.testing.assert_allclose(fast[0][rows, place], whole.bc[rows], rtol=1e-12)
        size = 1e-12 * (whole.benefit_pv + whole.cost_pv)
        assert (np.abs(fast[1][:, place] - whole.npv_yen) <= size)[rows].all()
    assert np.isnan(price_points(np.array([1.0, np.nan, 1.0]), np.array([0.0, 1.0, -1.0]), prices)[0]).all()


@given(st.lists(st.floats(-1e9, 1e9), min_size=2, max_size=30), st.floats(-0.2, 0.3))
def test_any_row_is_the_same_compiled(row: list[float], rate: float) -> None:
    net = np.array([row])
    given = np.maximum(net, 0.0), np.maximum(-net, 0.0), np.ones_like(net)
    factors = discount_factors(rate, len(row) - 1)
    assert_same(measures(*given, factors, compiled=True), measures_numpy(*given, factors))


def test_rows_with_many_changes_of_sign_are_the_same_compiled() -> None:
    rng = np.random.default_rng(6)
    net = rng.normal(size=(4000, 16))
    net[rng.random(net.shape) < 0.2] = 0.0
    net[:500, ::2] = np.abs(net[:500, ::2])
    net[:500, 1::2] = -np.abs(net[:500, 1::2])
    # Roots that touch, and sizes far from one.
    net[500:600, 4:] = 0.0
    net[500:600, :4] = rng.integers(-3, 4, (100, 4))
    net[600:650, :5], net[600:650, 5:] = [1, -4.4, 7.26, -5.324, 1.4641], 0.0
    net[650:700] *= 10.0 ** rng.integers(-200, 200, (50, 16))
    given = np.maximum(net, 0.0), np.maximum(-net, 0.0), np.ones_like(net), discount_factors(0.04, 15)
    fast, plain = measures(*given, compiled=True), measures_numpy(*given)
    assert_same(fast, plain)
    assert np.bincount(fast.irr_state).min() > 500


def test_shapes_must_fit() -> None:
    ones = np.ones((3, 5))
    for wrong in (np.ones((3, 4)), np.ones((2, 5))):
        with pytest.raises(ValueError, match="rows x years"):
            measures(ones, wrong, ones, np.ones(5), compiled=True)


def test_no_rows() -> None:
    none = np.zeros((0, 5))
    for ours in (True, False):
        assert len(measures(none, none, none, np.ones(5), compiled=ours).irr) == 0


def test_plain_where_numba_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    given = (*options(50), discount_factors(0.04, 20))
    plain = measures_numpy(*given)
    kernels.cache_clear()
    monkeypatch.setitem(sys.modules, "numba", None)
    try:
        assert kernels() is None
        assert_same(measures(*given, compiled=True), plain)
    finally:
        kernels.cache_clear()


def test_numba_is_not_imported_before_it_pays() -> None:
    code = (
        "import sys, json, numpy as np; from siting.finance.compiled import measures; o = np.ones((50, 21));"
        "measures(o, o, o, o[0]); print(json.dumps('numba' in sys.modules))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    assert json.loads(ran.stdout) is False
