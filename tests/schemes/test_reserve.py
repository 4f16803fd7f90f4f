"""Money set aside for replacements: equal amounts in time, no cover lost, sculpted debt that never grows."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from siting.project.procurement import Debt
from siting.schemes.loan import loan_of
from siting.schemes.reserve import reserve_yen
from siting.schemes.study import SchemeStudy, study_schemes
from tests.schemes.projects import cash_flow, config, level, random_config, random_flow, sites

UNTAXED = {"power_revenue_rate": 0.0, "power_income_rate": 0.0}
DEBT = {"share": 0.7, "rate": 0.02, "years": 15}


def replaced(**years: float) -> np.ndarray:
    """What is replaced in some of 20 years (``y10=...``)."""
    yen = np.zeros((1, 21))
    for year, amount in years.items():
        yen[0, int(year[1:])] = amount
    return yen


def study(kind: str = "independent", replacement: float = 9e6, **terms: Any) -> SchemeStudy:
    """100 million yen over 20 years at 12 million a year, an inverter in year 10, 70 % debt over 15 years."""
    items = {
        "capex": level(0, 20, -100e6), "sales": level(12e6, 20), "opex": level(-1e6, 20),
        "replacement": -replaced(y10=replacement),
    }  # fmt: skip
    scheme = {"target_eirr": 0.02, "debt": DEBT, "min_dscr": 1.2, **terms}
    return study_schemes(
        cash_flow(items, 20), sites(), "fit", config(taxes=UNTAXED, schemes={kind: scheme})
    )  # fmt: skip


def figures(kind: str = "independent", **terms: Any) -> pd.Series:
    return study(kind, **terms).schemes.iloc[0]


def test_equal_amounts_up_to_each_replacement() -> None:
    change = reserve_yen(np.concatenate([replaced(y10=9.0), replaced(y10=9.0, y19=9.0), replaced(y5=5.0, y6=6.0)]))
    assert change[0] == pytest.approx([0.0, *[-1.0] * 9, 9.0, *[0.0] * 10])
    assert change[1] == pytest.approx([0.0, *[-1.0] * 9, 8.0, *[-1.0] * 8, 9.0, 0.0])
    # Of two in a row the second is saved for from the start.
    assert change[2] == pytest.approx([0.0, *[-2.2] * 4, 2.8, 6.0, *[0.0] * 14])


def test_a_replacement_of_the_first_year_is_paid_as_it_comes() -> None:
    assert reserve_yen(replaced(y1=7.0, y3=4.0))[0, :5] == pytest.approx([0.0, -2.0, -2.0, 4.0, 0.0])


@given(st.lists(st.lists(st.floats(0.0, 1e9), min_size=2, max_size=25), min_size=1, max_size=1))
def test_every_replacement_is_paid_in_full_and_nothing_is_left(rows: list[list[float]]) -> None:
    cost = np.array(rows)
    cost[:, 0] = 0.0
    change = reserve_yen(cost)
    size = cost.sum() + 1.0
    assert np.all(np.cumsum(change, axis=1) <= 1e-9 * size)
    assert change.sum() == pytest.approx(0.0, abs=1e-9 * size)
    set_aside = -(change - np.where(np.arange(cost.shape[1]) > 1, cost, 0.0))
    assert np.all(set_aside >= -1e-9 * size)
    # What is set aside falls at most: no year saves more than the years before it.
    assert np.all(np.diff(set_aside[:, 1:], axis=1) <= 1e-9 * size)


def test_an_inverter_in_year_ten_breaks_no_cover() -> None:
    service = 70e6 * 0.02 / (1 - 1.02**-15)
    kept, without = figures(), figures(replacement_reserve=False)
    assert kept["dscr_min_pre_tax"] == kept["dscr_min_post_tax"] == pytest.approx((11e6 - 1e6) / service)
    assert kept["feasible"]
    assert without["dscr_min_post_tax"] == pytest.approx((11e6 - 9e6) / service)
    assert str(without["why_not"].say("en")).startswith("no lender: DSCR 0.")
    factors = 1.02 ** -np.arange(1.0, 16.0)
    cash = np.where(np.arange(1, 16) < 10, 10e6, 11e6)
    assert kept["llcr"] == pytest.approx((cash * factors).sum() / 70e6)


def test_the_reserve_stays_the_companys_own() -> None:
    kept, without = study(), study(replacement_reserve=False)
    pd.testing.assert_frame_equal(kept.wide_flows(), without.wide_flows())
    assert kept.schemes.loc[0, "spc_irr"] == without.schemes.loc[0, "spc_irr"]


@pytest.mark.parametrize("kind", ["pfi_bto", "pfi_bot", "pfi_boo"])
def test_a_service_payment_still_gives_the_return(kind: str) -> None:
    kept = figures(kind, debt={**DEBT, "method": "sculpted"})
    assert kept["spc_irr"] == pytest.approx(0.02, abs=1e-9)
    assert kept["dscr_min_pre_tax"] > 0


@pytest.mark.parametrize("replacement", [9e6, 60e6])
def test_a_sculpted_loan_follows_the_cash_after_the_reserve(replacement: float) -> None:
    found = study(replacement=replacement, debt={**DEBT, "method": "sculpted"})
    (repaid,) = (one.yen[0] for one in found.flows if (one.party, one.item) == ("lender", "loan_repayment"))
    (interest,) = (one.yen[0] for one in found.flows if (one.party, one.item) == ("lender", "loan_interest"))
    serving = np.where(np.arange(1, 16) < 10, 11e6 - replacement / 9, 11e6)
    cover = serving / (repaid + interest)[1:16]
    assert cover == pytest.approx(np.full(15, cover[0]))
    assert repaid.min() >= 0


def test_cash_below_the_interest_repays_nothing_and_is_made_up() -> None:
    found = study(replacement=9e6, replacement_reserve=False, debt={**DEBT, "method": "sculpted", "rate": 0.06})
    (repaid,) = (one.yen[0] for one in found.flows if (one.party, one.item) == ("lender", "loan_repayment"))
    (interest,) = (one.yen[0] for one in found.flows if (one.party, one.item) == ("lender", "loan_interest"))
    cash = np.where(np.arange(21) == 10, 2e6, 11e6)
    assert repaid[10] == 0
    assert interest[10] > 2e6 * 0.7
    assert repaid.sum() == pytest.approx(70e6, rel=1e-12)
    others = np.array([year for year in range(1, 16) if year != 10])
    cover = cash[others] / (repaid + interest)[others]
    assert cover == pytest.approx(np.full(14, cover[0]))
    assert cash[10] / interest[10] < cover[0]
    assert str(found.schemes.loc[0, "why_not"].say("en")).startswith("no lender: DSCR")


@settings(max_examples=60)
@given(seed=st.integers(0, 10**9))
def test_no_sculpted_loan_ever_grows(seed: int) -> None:
    rng = np.random.default_rng(seed)
    cash = rng.uniform(-0.3, 1.0, (50, 21)) * rng.choice([0.0, 1.0], (50, 21), p=[0.3, 0.7])
    amount, years = rng.uniform(0.0, 20.0, 50), rng.integers(1, 21, 50)
    debt = Debt.model_validate(
        {"share": 1.0, "rate": float(rng.uniform(0.0, 0.3)), "years": 15, "grace_years": 3, "method": "sculpted"}
    )
    loan = loan_of(debt, amount, years, cash)
    assert np.all(loan.schedule.principal_yen >= 0)
    assert loan.schedule.principal_yen.sum(axis=1) == pytest.approx(amount, rel=1e-10)
    balance = amount[:, None] - np.cumsum(loan.schedule.principal_yen, axis=1)
    served = loan.schedule.opening_yen[:, 1:] > 0
    assert np.where(served, balance[:, :-1] - loan.schedule.opening_yen[:, 1:], 0.0) == pytest.approx(0.0, abs=1e-8)


def test_random_companies_repay_no_less_than_nothing() -> None:
    rng = np.random.default_rng(11)
    flow, where = random_flow(rng, 100)
    project = random_config(rng)
    sculpted = {
        name: one.model_copy(update={"debt": Debt.model_validate({**DEBT, "method": "sculpted"})})
        for name, one in project.schemes.items()
        if one.target_eirr is not None
    }
    project = project.model_copy(update={"schemes": sculpted})
    found = study_schemes(replace(flow), where, "fit", project)
    repaid = [one.yen for one in found.flows if (one.party, one.item) == ("lender", "loan_repayment")]
    assert len(repaid) == len(sculpted)
    assert min(float(yen.min()) for yen in repaid) >= 0


def test_the_bridge_knows_the_loan_that_is_served() -> None:
    """Where the city has no bond, all that the company's loan is worth is an effect of discounting."""
    found = study("pfi_bto", debt={**DEBT, "method": "sculpted"})
    factors = 1.04 ** -np.arange(21.0)
    lent = sum(one.yen[0] @ factors for one in found.flows if one.party == "lender")
    steps = found.bridges.query("discount_rate == 0.04").set_index("step")["yen"]
    assert lent < -1e6
    assert steps["discounting"] == pytest.approx(-lent, rel=1e-9)
