"""Ranks, break-even prices and flips: what is said is true of the points themselves."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import siting
from siting.project.load import Project
from siting.rank.ranking import rank_options
from siting.sweep.break_even import break_even_tables
from siting.sweep.flips import LEADING, Flips, flip_table
from siting.sweep.plan import plan_sweep
from siting.sweep.points import Points
from siting.sweep.ranks import stage_ranks
from tests.conftest import EXAMPLE

PROJECT = siting.load(EXAMPLE)
PV_PRICE = "cases.fit.price_yen_per_kwh.pv"


@given(
    st.lists(
        st.tuples(
            st.sampled_from([np.nan, 0.5, 1.0, 1.0 + 1e-15, 2.0, -3.0]), st.integers(0, 3), st.booleans(),
            st.sampled_from(["screening", "detail"]),
        ),
        min_size=1, max_size=12,
    ),
    st.booleans(),
)  # fmt: skip
def test_ranks_are_those_of_the_ranking(rows: list[tuple[float, int, bool, str]], descending: bool) -> None:
    values = np.array([row[0] for row in rows])
    options = pd.DataFrame({
        "option_id": pd.Series([f"o{at * 7 % 13:02d}" for at in range(len(rows))], dtype=object), "bc_fit": values,
        "place_id": [str(row[1]) for row in rows], "technology": ["pv" if row[2] else "hydro" for row in rows],
        "stage": [row[3] for row in rows], "status": "evaluated", "origin": "plots", "chosen": False, "facility_id": "f",
    })  # fmt: skip
    ranking = PROJECT.config.ranking.model_copy(update={"descending": descending, "criteria": ()})
    expected = rank_options(options, ranking).set_index("option_id")["rank"].reindex(options["option_id"]).fillna(0)
    places, _ = pd.factorize(options["place_id"] + options["technology"])
    order = np.argsort(np.argsort(options["option_id"].astype(str)))
    stages = np.array([("screening", "detail").index(one) for one in options["stage"]])
    assert list(stage_ranks(values, places, order, stages, descending)) == list(expected.astype(int))


def test_at_the_break_even_price_benefit_equals_cost() -> None:
    project = PROJECT
    plan = plan_sweep(project, ["cases.fit.price_yen_per_kwh=8:45:1", "finance.discount_rate=0,0.04"])
    found = pd.concat([table.to_pandas() for table in break_even_tables(plan, Points(plan))])
    assert len(found) == 2 * 2 * len(Points(plan).options)
    assert found["break_even_yen_per_kwh"].gt(0).all()
    for rate in (0.0, 0.04):
        for case in ("fit", "tariff"):
            mine = found[found["finance.discount_rate"].eq(rate) & found["case"].eq(case)]
            for row in mine.iloc[:: len(mine) // 2].to_dict("records"):
                price = Decimal(row["break_even_yen_per_kwh"])
                rows = siting.sweep(
                    project, [f"cases.{case}.price_yen_per_kwh={price}", f"finance.discount_rate={rate}"]
                )
                bc = rows.set_index("option_id").loc[row["option_id"], f"bc_{case}"]
                assert bc == pytest.approx(1.0, abs=1e-12)


def test_a_technology_without_a_price_of_its_own_breaks_even_too(example: Path) -> None:
    path = example / "project.toml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("{ pv = 42, hydro = 35.7 }", "{ hydro = 35.7 }"), encoding="utf-8"
    )
    project = siting.load(example)
    plan = plan_sweep(project, ["cases.fit.price_yen_per_kwh=0:20:10"])
    (table,) = break_even_tables(plan, Points(plan))
    assert table.to_pandas()["break_even_yen_per_kwh"].notna().all()
    alone = plan_sweep(project, ["finance.discount_rate=0"])
    (table,) = break_even_tables(alone, Points(alone))
    without = table.to_pandas().query("case == 'fit' and technology == 'pv'")
    assert without["break_even_yen_per_kwh"].isna().all()


def by_npv(folder: Path) -> Project:
    path = folder / "project.toml"
    written = path.read_text(encoding="utf-8")
    path.write_text(written.replace('by = "bc_fit"', 'by = "npv_yen_fit"', 1), encoding="utf-8")
    return siting.load(folder)


def flips_of(project: Project, vary: Sequence[str]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The flips, and the rows of the sweep."""
    plan = plan_sweep(project, vary)
    flips = Flips(plan, 10_000)
    for _ in flips.watch(Points(plan)):
        pass
    assert not flips.more
    return flip_table(plan, flips.found).to_pandas(), siting.sweep(project, vary)


def test_at_its_exact_price_two_options_are_equal(example: Path) -> None:
    project = by_npv(example)
    found, _ = flips_of(project, [f"{PV_PRICE}=20:60:4", "finance.discount_rate=0,0.04"])
    along = found[found["key"].eq(PV_PRICE)]
    assert len(along) > 3
    assert along["at_value"].between(along["from_value"], along["to_value"]).all()
    for flip in along.iloc[:: len(along) // 4].to_dict("records"):
        rate = flip["finance.discount_rate"]
        rows = siting.sweep(project, [f"{PV_PRICE}={Decimal(flip['at_value'])}", f"finance.discount_rate={rate}"])
        npv = rows.set_index("option_id")["npv_yen_fit"]
        gap = npv[flip["option_id"]] - npv[flip["overtaken_option_id"]]
        assert abs(gap) < 1e-3  # yen, of tens of millions
    assert found.loc[~found["key"].eq(PV_PRICE), "at_value"].isna().all()


def test_flips_tell_every_change_among_the_leading(example: Path) -> None:
    found, rows = flips_of(by_npv(example), [f"{PV_PRICE}=20:60:4", "finance.discount_rate=0,0.04"])
    told = {
        (row["key"], row[PV_PRICE], row["finance.discount_rate"], row["option_id"], row["overtaken_option_id"])
        for row in found.to_dict("records")
    }
    points = {
        place: part[part["stage"].eq("screening") & part["rank"].notna()].set_index("option_id")["rank"]
        for place, part in rows.groupby([PV_PRICE, "finance.discount_rate"])
    }
    expected = set()
    prices, rates = sorted({price for price, _ in points}), sorted({rate for _, rate in points})
    steps = [(PV_PRICE, (a, rate), (b, rate)) for a, b in pairwise(prices) for rate in rates]
    steps += [("finance.discount_rate", (price, rates[0]), (price, rates[1])) for price in prices]
    for key, before, after in steps:
        a, b = points[before], points[after]
        leading = {*a[a <= LEADING].index, *b[b <= LEADING].index}
        expected |= {
            (key, *before, ahead, behind)
            for ahead in leading for behind in leading
            if b[ahead] < b[behind] and a[ahead] >= a[behind] and ahead != behind
        }  # fmt: skip
    screening = {one for one in told if one[3] in set(rows.loc[rows["stage"].eq("screening"), "option_id"])}
    assert screening == expected
    assert expected


def test_the_ratio_to_one_price_for_all_never_flips() -> None:
    found, _ = flips_of(PROJECT, ["cases.fit.price_yen_per_kwh=8:45:1"])
    assert found.empty
