"""Loan schedules against numpy_financial and the laws of a loan."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import numpy_financial
import pytest
from hypothesis import given
from hypothesis import strategies as st

from siting.finance.loans import Schedule, level, level_principal, sculpted, sculpted_to_repay
from siting.finance.metrics import dscr, llcr

YEARS = 20
principals = st.lists(st.floats(1.0, 1e12), min_size=1, max_size=5).map(np.array)
rates = st.one_of(st.just(0.0), st.floats(1e-12, 0.3))
terms = st.integers(0, YEARS - 1).flatmap(lambda grace: st.tuples(st.just(grace), st.integers(grace + 1, YEARS)))


@pytest.mark.parametrize("rate", [0.0, 0.002, 0.015, 0.04, 0.12])
@pytest.mark.parametrize("term", [1, 7, 15, 30])
def test_level_loans_equal_numpy_financial(rate: float, term: int) -> None:
    principal = np.array([1e6, 175e6, 3.21e9])
    found = level(principal, rate, term, 30)
    number = np.arange(1, term + 1)
    for row, yen in enumerate(principal):
        service = -numpy_financial.pmt(rate, term, yen)
        # At rate 0 the peer divides 0 by 0 on its way.
        with np.errstate(invalid="ignore"):
            interest = -numpy_financial.ipmt(rate, number, term, yen)
            repaid = -numpy_financial.ppmt(rate, number, term, yen)
        np.testing.assert_allclose(found.service_yen[row, 1 : term + 1], service, rtol=1e-12)
        # The peer's last interest is what its subtractions leave of a large balance.
        np.testing.assert_allclose(found.interest_yen[row, 1 : term + 1], interest, rtol=1e-12, atol=1e-12 * service)
        np.testing.assert_allclose(found.principal_yen[row, 1 : term + 1], repaid, rtol=1e-12)
        assert not found.service_yen[row, term + 1 :].any()
        assert found.service_yen[row, 0] == 0


def test_level_principal_by_hand() -> None:
    found = level_principal(np.array([100.0]), 0.1, 4, 5)
    assert found.opening_yen[0].tolist() == [0, 100, 75, 50, 25, 0]
    np.testing.assert_allclose(found.interest_yen[0], [0, 10, 7.5, 5, 2.5, 0], rtol=1e-15)
    assert found.principal_yen[0].tolist() == [0, 25, 25, 25, 25, 0]


def test_a_tiny_rate_costs_what_it_must() -> None:
    # (1 + r)^m - 1 loses its digits here; interest of a level loan tends to r P (m + 1) / 2.
    found = level(np.array([1e9]), 1e-12, 20, 20)
    assert found.interest_yen.sum() == pytest.approx(1e-12 * 1e9 * 10.5, rel=1e-9)


def assert_is_a_loan(found: Schedule, principal: np.ndarray, rate: float, grace: int, term: int) -> None:
    year = np.arange(found.opening_yen.shape[1])
    size = np.maximum(found.opening_yen.max(axis=1), principal)[:, None]
    np.testing.assert_array_equal(found.opening_yen[:, 1], found.opening_yen[:, min(grace + 1, term)])
    np.testing.assert_allclose(found.opening_yen[:, 1], principal, rtol=1e-12)
    np.testing.assert_allclose(found.principal_yen.sum(axis=1), principal, rtol=1e-10)
    np.testing.assert_array_equal(found.interest_yen, found.opening_yen * rate)
    np.testing.assert_array_equal(found.service_yen, found.interest_yen + found.principal_yen)
    closing = found.closing_yen
    assert (np.abs(closing[:, 1:-1] - found.opening_yen[:, 2:]) <= 1e-12 * size).all()
    assert (np.abs(closing[:, term]) <= 1e-12 * size[:, 0]).all()
    for part in fields(found):
        assert not getattr(found, part.name)[:, (year == 0) | (year > term)].any()
    assert not found.principal_yen[:, year <= grace].any()


@given(principals, rates, terms)
def test_every_loan_is_paid_back(principal: np.ndarray, rate: float, term: tuple[int, int]) -> None:
    grace, last = term
    for kind in (level, level_principal):
        assert_is_a_loan(kind(principal, rate, last, YEARS, grace), principal, rate, grace, last)


@given(principals, rates, terms)
def test_level_is_level(principal: np.ndarray, rate: float, term: tuple[int, int]) -> None:
    grace, last = term
    service = level(principal, rate, last, YEARS, grace).service_yen[:, grace + 1 : last + 1]
    np.testing.assert_allclose(service, service[:, :1] * np.ones(last - grace), rtol=1e-12)


@given(st.integers(0, 10_000), rates, terms, st.floats(1.0, 3.0))
def test_sculpted_loans_keep_their_cover(seed: int, rate: float, term: tuple[int, int], cover: float) -> None:
    grace, last = term
    cash = np.random.default_rng(seed).uniform(1e5, 1e7, (4, YEARS + 1))
    found = sculpted(cash, cover, rate, last, grace)
    assert_is_a_loan(found, found.opening_yen[:, 1], rate, grace, last)
    repaying = slice(grace + 1, last + 1)
    ratio = dscr(cash[:, repaying], found.service_yen[:, repaying])
    np.testing.assert_allclose(ratio.per_year, cover, rtol=1e-9)
    # With one ratio in all years the loan life cover is that ratio too.
    np.testing.assert_allclose(llcr(cash, found.opening_yen, rate)[:, grace + 1], cover, rtol=1e-9)
    again = sculpted_to_repay(found.opening_yen[:, 1], cash, rate, last, grace)
    np.testing.assert_allclose(again.service_yen, found.service_yen, rtol=1e-9)


def test_sculpted_where_there_is_no_cash() -> None:
    cash = np.array([[0.0, -5.0, -5.0], [0.0, 11.0, 12.1]])
    found = sculpted(cash, 1.1, 0.1, 2)
    assert found.opening_yen[:, 1].tolist() == [0.0, pytest.approx(10 / 1.1 + 11 / 1.21)]
    repaid = sculpted_to_repay(np.array([10.0, 10.0]), cash, 0.1, 2)
    assert np.isnan(repaid.service_yen[0, 1:]).all()
    assert repaid.opening_yen[1, 1] == pytest.approx(10.0, rel=1e-14)


def test_terms_and_rates_may_differ_by_loan() -> None:
    principal, rate, term, grace = np.array([1e6, 2e6]), np.array([0.0, 0.03]), np.array([5, 9]), np.array([0, 2])
    for kind in (level, level_principal):
        both = kind(principal, rate, term, 10, grace)
        for row in range(2):
            alone = kind(principal[row : row + 1], rate[row], int(term[row]), 10, int(grace[row]))
            np.testing.assert_array_equal(both.service_yen[row], alone.service_yen[0])


def test_a_lone_nan_stays_alone() -> None:
    found = level(np.array([1e6, np.nan, 1e6]), 0.02, 10, 10)
    assert np.isfinite(found.service_yen[[0, 2]]).all()
    assert np.isnan(found.service_yen[1, 1:]).all()


@pytest.mark.parametrize(("term", "grace"), [(0, 0), (3, 3), (21, 0), (5, -1)])
def test_a_term_must_fit(term: int, grace: int) -> None:
    with pytest.raises(ValueError, match="year of repayment"):
        level(np.array([1e6]), 0.02, term, YEARS, grace)
