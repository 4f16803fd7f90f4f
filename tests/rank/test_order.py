"""Ranks with ties, marks, short lists."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from siting.project.marks import Marks
from siting.project.model import ShortList
from siting.rank.order import marks, shared_ranks
from siting.rank.short_list import short_listed


def test_ties_share_a_rank_and_the_next_is_skipped() -> None:
    values = np.array([1.19, 1.1, 1.04, 1.04, 1.04, 0.98, np.nan])
    assert shared_ranks(values).tolist() == [1, 2, 3, 3, 3, 6, 0]
    assert shared_ranks(values, descending=False).tolist() == [6, 5, 2, 2, 2, 1, 0]


def test_the_last_bit_of_floating_point_makes_no_difference() -> None:
    assert shared_ranks(np.array([0.1 + 0.2, 0.3, 0.29999])).tolist() == [1, 1, 3]


def test_close_figures_stay_apart() -> None:
    assert shared_ranks(np.array([1.0425201, 1.0425202])).tolist() == [2, 1]


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=40))
def test_a_rank_is_one_more_than_those_before_it(values: list[float]) -> None:
    ranks = shared_ranks(np.array(values))
    for rank in ranks:
        assert rank == 1 + (ranks < rank).sum()


def test_marks_by_rank_and_by_threshold() -> None:
    values = np.array([0.5, 1.2, 0.9, 1.0, np.nan])
    by_rank = Marks.model_validate({})
    assert marks(values, by_rank).tolist() == ["□", "◎", "△", "○", ""]
    threshold = Marks.model_validate({"scale": "threshold", "symbols": ["◎", "○", "×"], "thresholds": [1.1, 1.0]})
    assert marks(values, threshold).tolist() == ["×", "◎", "×", "○", ""]


def test_threshold_marks_where_less_is_better() -> None:
    scale = Marks.model_validate(
        {"scale": "threshold", "symbols": ["◎", "○", "×"], "thresholds": [10, 20], "descending": False}
    )
    assert marks(np.array([5.0, 10.0, 20.0, 20.1]), scale).tolist() == ["◎", "◎", "○", "×"]


@pytest.fixture
def ranked() -> pd.DataFrame:
    return pd.DataFrame(
        {"rank": [1, 2, 3, 3, 3, 6, 7, 8], "facility_id": list("ABCAACDE"), "bc_fit": [8, 7, 6, 6, 6, 3, 2, 1.0]}
    )


@pytest.mark.parametrize(
    ("rule", "ranks"),
    [
        ({"rule": "facilities", "count": 3}, [1, 2, 3, 3, 3]),
        ({"rule": "facilities", "count": 4}, [1, 2, 3, 3, 3, 6, 7]),
        ({"rule": "facilities", "count": 99}, [1, 2, 3, 3, 3, 6, 7, 8]),
        ({"rule": "options", "count": 3}, [1, 2, 3, 3, 3]),
        ({"rule": "threshold", "minimum": 6}, [1, 2, 3, 3, 3]),
    ],
)
def test_short_list_rules_never_cut_through_a_tie(
    ranked: pd.DataFrame, rule: dict[str, object], ranks: list[int]
) -> None:
    listed = short_listed(ranked, ShortList.model_validate(rule), "bc_fit", True)
    assert ranked.loc[listed, "rank"].tolist() == ranks
