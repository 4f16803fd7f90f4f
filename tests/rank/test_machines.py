from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from siting.project.water import Weights
from siting.rank.machines import best_design, choose


def weights(money: float = 1, maintainability: float = 0, references: float = 0) -> Weights:
    return Weights(money=money, maintainability=maintainability, references=references)


def machines(**columns: list[object]) -> pd.DataFrame:
    count = len(next(iter(columns.values())))
    frame = {
        "drop_id": ["D1"] * count, "option_id": [f"D1-hydro-m{at}" for at in range(count)], "fit": [True] * count,
        "npv_yen": [np.nan] * count, "annual_kwh": [1000.0] * count, "maintainability": [np.nan] * count,
        "references": [np.nan] * count,
    }  # fmt: skip
    return pd.DataFrame({**frame, **columns})


def chosen(frame: pd.DataFrame, counted: Weights | None = None) -> list[str]:
    found = choose(frame, counted or weights())
    return list(found.loc[found["chosen"], "option_id"])


def test_the_highest_npv_of_the_fit_machines_is_chosen() -> None:
    frame = machines(npv_yen=[5.0, 9.0, 7.0], fit=[True, False, True], annual_kwh=[9e9, 1.0, 2.0])
    found = choose(frame, weights())
    assert chosen(frame) == ["D1-hydro-m2"]
    assert found["basis"].tolist() == ["npv"] * 3
    assert found["score"].isna().tolist() == [False, True, False]


def test_without_a_cost_for_every_fit_machine_energy_decides() -> None:
    frame = machines(npv_yen=[5.0, np.nan], annual_kwh=[10.0, 20.0])
    assert chosen(frame) == ["D1-hydro-m1"]
    assert choose(frame, weights())["basis"].tolist() == ["energy"] * 2


def test_weights_let_maintenance_win_over_money() -> None:
    frame = machines(npv_yen=[10.0, 9.0, 0.0], maintainability=[1.0, 4.0, 5.0], references=[2.0, 3.0, 5.0])
    assert chosen(frame) == ["D1-hydro-m0"]
    # money 1, 0.9, 0; maintainability 0.2, 0.8, 1; references 0.4, 0.6, 1: sums 1.6, 2.3, 2.0
    assert chosen(frame, weights(1, 1, 1)) == ["D1-hydro-m1"]
    assert choose(frame, weights(1, 1, 1))["score"].tolist() == pytest.approx([1.6 / 3, 2.3 / 3, 2.0 / 3])


def test_a_rating_that_a_fit_machine_lacks_is_not_counted() -> None:
    frame = machines(npv_yen=[10.0, 9.0], maintainability=[np.nan, 5.0])
    assert chosen(frame, weights(1, 100)) == ["D1-hydro-m0"]
    only_ratings = machines(npv_yen=[10.0, 9.0], maintainability=[np.nan, 5.0])
    assert chosen(only_ratings, weights(0, 1)) == ["D1-hydro-m0"]


def test_each_drop_gets_at_most_one_and_none_where_nothing_fits() -> None:
    frame = machines(drop_id=["A", "A", "B", "C"], fit=[True, True, False, True], npv_yen=[1.0, 1.0, 9.0, -5.0])
    assert chosen(frame) == ["D1-hydro-m0", "D1-hydro-m3"]


@given(st.permutations(range(6)), st.lists(st.integers(0, 3), min_size=6, max_size=6))
def test_the_order_of_rows_changes_nothing(order: list[int], npv: list[int]) -> None:
    frame = machines(npv_yen=[float(one) for one in npv])
    assert chosen(frame) == chosen(frame.iloc[order].reset_index(drop=True))


def best(value: list[float], margin: list[float] | None = None, units: list[int] | None = None, gain: float = 0.05,
         energy: list[float] | None = None) -> int:  # fmt: skip
    count = len(value)
    return best_design(
        np.array(value, dtype=float), np.array(energy or value, dtype=float), np.array(margin or [0.0] * count),
        np.array(units or [1] * count), np.arange(count, dtype=float) + 1, gain,
    )  # fmt: skip


def test_a_design_inside_the_region_comes_before_a_better_one_outside() -> None:
    assert best([1.0, 9.0, 2.0], margin=[0.0, 0.1, 0.0]) == 2
    assert best([1.0, 9.0], margin=[0.2, 0.3]) == 0


def test_a_further_unit_must_earn_its_place() -> None:
    assert best([100.0, 104.0], units=[1, 2]) == 0
    assert best([100.0, 106.0], units=[1, 2]) == 1
    assert best([100.0, 104.0], units=[1, 2], gain=0.0) == 1
    # From one to three units the gain is asked twice.
    assert best([100.0, 109.0], units=[1, 3]) == 0
    assert best([100.0, 111.0], units=[1, 3]) == 1
    # A unit that brings the plant into its region needs no gain.
    assert best([100.0, 90.0], units=[1, 2], margin=[0.1, 0.0]) == 1


def test_equal_designs_go_to_the_smaller_flow() -> None:
    assert best([5.0, 5.0 * (1 + 1e-15), 5.0]) == 0


def test_designs_without_a_value_come_last() -> None:
    assert best([float("nan"), -5.0]) == 1
