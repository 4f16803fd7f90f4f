"""A point of a sweep is what ``siting run`` finds with the same figures in project.toml, to the last digits."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import siting
from siting.resources import example as example_of
from siting.sweep.plan import plan_sweep
from siting.sweep.points import Points
from tests.conftest import EXAMPLE
from tests.sweep.edited import assert_same_as_run, edited

FIT = r"price_yen_per_kwh = \{ pv = 42, hydro = 35.7 \}"
RATE = r"discount_rate = 0\.0 "


def at(frame: pd.DataFrame, **values: float) -> pd.DataFrame:
    mine = np.ones(len(frame), dtype=bool)
    for key, value in values.items():
        (column,) = (name for name in frame.columns if name.replace(".", "_").endswith(key))
        mine &= frame[column].eq(value).to_numpy()
    return frame[mine].reset_index(drop=True)


def test_prices_and_rates_equal_runs(example: Path) -> None:
    found = siting.sweep(
        siting.load(example), ["cases.fit.price_yen_per_kwh=8:45:0.5", "finance.discount_rate=0,0.02,0.04"]
    )
    assert len(found) == 225 * found["option_id"].nunique()
    for price, rate in ((8.0, 0.0), (21.5, 0.02), (45.0, 0.04)):
        run = edited(example, {FIT: f"price_yen_per_kwh = {price}", RATE: f"discount_rate = {rate} "})
        assert_same_as_run(at(found, price_yen_per_kwh=price, discount_rate=rate), run)


@pytest.mark.parametrize(
    ("vary", "edits"),
    [
        ({"cases.fit.price_yen_per_kwh.pv": 30}, {FIT: "price_yen_per_kwh = { pv = 30, hydro = 35.7 }"}),
        ({"screening.pv.kwh_per_kw": 1100}, {r"kwh_per_kw = 999\.005": "kwh_per_kw = 1100"}),
        ({"costs.pv.opex.yen_per_kw_year": 5000}, {"yen_per_kw_year = 3_140": "yen_per_kw_year = 5000"}),
        ({"costs.pv.lifetime_total.steps.2.yen_per_mwh": 90_000}, {r"\{ yen_per_mwh = 750_000 \}": "{ yen_per_mwh = 90_000 }"}),
        ({"finance.years": 15}, {"years = 20\nd": "years = 15\nd"}),
        ({"finance.degradation.pv": 0.005}, {r"discount_rate = 0\.0 ": "degradation = { pv = 0.005 }\ndiscount_rate = 0.0 "}),
        ({"cases.tariff.extra_cost.pv.fixed_yen": 5}, {"fixed_yen = 10_764_500": "fixed_yen = 5"}),
        ({"cases.fit.period_years": 10}, {"period_years = 20": "period_years = 10"}),
        ({"co2.fiscal_year": 2014}, {'fiscal_year = "H25"': 'fiscal_year = "H26"'}),
        ({"lifecycle.pv.insurance_share_of_capex": 0.01}, {r"\[cases\.fit\]": "[lifecycle.pv]\ninsurance_share_of_capex = 0.01\n\n[cases.fit]"}),
    ],
    ids=lambda one: next(iter(one)) if isinstance(one, dict) else None,
)  # fmt: skip
def test_every_kind_of_key_equals_a_run(example: Path, vary: dict[str, float], edits: dict[str, str]) -> None:
    ((key, value),) = vary.items()
    # The first value is another one, so that what is kept for neighbours would show.
    found = siting.sweep(
        siting.load(example), [f"{key}={_other(value)},{value}", "cases.tariff.price_yen_per_kwh=9,11"]
    )
    run = edited(example, edits)
    same = found[found[key].eq(value) & found["cases.tariff.price_yen_per_kwh"].eq(11)].reset_index(drop=True)
    assert_same_as_run(same, run)


def _other(value: float) -> float:
    return value + 1 if isinstance(value, int) else value / 2


def test_machines_of_drops_are_chosen_as_a_run_chooses_them(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(example_of("drops"), tmp_path / "drops"))
    project = siting.load(folder)
    found = siting.sweep(project, ["cases.fit.price_yen_per_kwh=6,60", "cases.tariff.price_yen_per_kwh=16"])
    low, high = (at(found, fit_price_yen_per_kwh=price) for price in (6.0, 60.0))
    both = low.merge(high, on="option_id")
    assert (both["annual_kwh_x"] != both["annual_kwh_y"]).any()
    for price, rows in ((6, low), (60, high)):
        assert_same_as_run(rows, edited(folder, {r"\{ hydro = 34 \}": f"{price}", r"\{ hydro = 16 \}": "16"}))


def test_own_use_by_the_hours_of_a_load_equals_a_run(example: Path) -> None:
    path = example / "project.toml"
    loads = '[loads.W07]\nannual_kwh = 300_000\nshape = "water_purification"\n\n[profiles.pv]\nshape = "clear_days"\n\n'
    path.write_text(
        path.read_text(encoding="utf-8")
        .replace("[cases.fit]", f"{loads}[cases.fit]")
        .replace('counting = "all"', 'counting = "hours"'),
        encoding="utf-8",
    )
    found = siting.sweep(
        siting.load(example), ["cases.tariff.price_yen_per_kwh=9,30", "screening.pv.kwh_per_kw=900,1100"]
    )
    run = edited(
        example, {"price_yen_per_kwh = 11": "price_yen_per_kwh = 30", r"kwh_per_kw = 999\.005": "kwh_per_kw = 1100"}
    )
    assert_same_as_run(at(found, price_yen_per_kwh=30.0, kwh_per_kw=1100.0), run)
    shares = run.options.set_index("option_id")["own_use_share_tariff"]
    assert 0 < shares["W07-P1-pv-study"] < 1


def test_prices_of_the_price_book_equal_a_run(example: Path) -> None:
    project = siting.load(example)
    assert project.config.cases["fit"].price_year is None
    path = example / "project.toml"
    written = path.read_text(encoding="utf-8").replace(
        "price_yen_per_kwh = { pv = 42, hydro = 35.7 }", "price_year = 2012"
    )
    path.write_text(written, encoding="utf-8")
    found = siting.sweep(siting.load(example), ["cases.fit.price_year=2012,2013,2014"])
    run = edited(example, {"price_year = 2012": "price_year = 2013"})
    assert_same_as_run(at(found, price_year=2013.0), run)


def test_the_water_engine_runs_only_where_money_decides_a_design(monkeypatch: pytest.MonkeyPatch) -> None:
    from siting.sweep import points as module

    ran: list[object] = []
    study = module.study_water
    monkeypatch.setattr(
        module, "study_water", lambda project, known: ran.append(project) or study(project, known=known)
    )
    drops = siting.load(example_of("drops"))
    list(Points(plan_sweep(drops, ["cases.tariff.price_yen_per_kwh=1:5:1"])))
    assert len(ran) == 0
    list(Points(plan_sweep(drops, ["cases.fit.price_yen_per_kwh=20,30", "cases.tariff.price_yen_per_kwh=1:5:1"])))
    assert len(ran) == 2
    list(Points(plan_sweep(siting.load(EXAMPLE), ["cases.fit.price_yen_per_kwh=20,30"])))
    assert len(ran) == 2


def test_an_option_whose_cost_falls_below_zero_stays_without_figures(example: Path) -> None:
    found = siting.sweep(siting.load(example), ["costs.pv.opex.fixed_yen_per_year=0,505000,5000000"])
    counts = found.groupby("costs.pv.opex.fixed_yen_per_year")["bc_fit"].agg(["size", "count"])
    assert counts["size"].nunique() == 1
    assert list(counts["count"])[2] < list(counts["count"])[1]


def test_the_function_stays_callable_after_its_package_is_used() -> None:
    project = siting.load(EXAMPLE)
    for _ in range(2):
        assert len(siting.sweep(project, ["finance.discount_rate=0"]))
