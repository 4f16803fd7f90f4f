"""A sweep reuses the designs of the sunlight engine; a point of it is what a run finds."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

import siting
from siting.project.load import Project
from siting.run.sunlight import SunStudy
from siting.sweep.keys import WrongVary, wrong_key
from siting.sweep.plan import plan_sweep
from siting.sweep.points import Points
from tests.run.sun_projects import LAT, LON, TOML
from tests.sweep.edited import assert_same_as_run, edited

CONTROL = "[solar.curtailment]\nshares = [0.03, 0.1]\n"
PLOTS = (
    "plot_id,facility_id,mount,panel_area_m2,ground_area_m2\n"
    "A-P1,A,ground,900,2500\nA-P2,A,building_roof,100,400\nB-P1,B,ground,10,\n"
)


@pytest.fixture(scope="module")
def areas(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with bare areas, a load, own use by the hours of the designs and output control."""
    folder = tmp_path_factory.mktemp("sun")
    (folder / "project.toml").write_text(TOML + CONTROL, encoding="utf-8")
    facilities = f"facility_id,name,lat,lon\nA,甲配水場,{LAT},{LON}\nB,乙浄水場,{LAT},{LON + 0.05}\n"
    (folder / "facilities.csv").write_text(facilities, encoding="utf-8")
    (folder / "plots.csv").write_text(PLOTS, encoding="utf-8")
    return folder


def test_prices_and_costs_equal_runs(areas: Path) -> None:
    price, cost = "cases.fit.price_yen_per_kwh.pv", "costs.pv.capex.steps.0.yen_per_kw"
    found = siting.sweep(siting.load(areas), [f"{price}=14,20", f"{cost}=150000,200000"])
    designs = {"A-P1-pv-t5", "A-P1-pv-t20", "A-P2-pv-t5", "A-P2-pv-t20"}
    assert designs <= set(found["option_id"])
    run = edited(areas, {r"\{ pv = 20 \}": "{ pv = 14 }", "yen_per_kw = 200000": "yen_per_kw = 150000"})
    assert 0 < run.options.set_index("option_id").loc["A-P1-pv-t20", "own_use_share_surplus"] < 1
    assert_same_as_run(found[found[price].eq(14) & found[cost].eq(150000)].reset_index(drop=True), run)
    other = found[found["option_id"].eq("A-P1-pv-t5")]
    assert other["npv_yen_fit"].nunique() == 4
    assert other["annual_kwh"].nunique() == 1


def test_the_engine_runs_once(areas: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from siting.run import evaluate as module

    ran: list[object] = []
    study = module.study_sun

    def counted(project: Project, short_listed: Sequence[str] | None = None) -> SunStudy:
        ran.append(project)
        return study(project, short_listed)

    monkeypatch.setattr(module, "study_sun", counted)
    plan = plan_sweep(siting.load(areas), ["finance.years=15,20", "cases.fit.price_yen_per_kwh=10:20:5"])
    assert len(list(Points(plan))) == 6
    assert len(ran) == 1


@pytest.mark.parametrize(
    "key", ["solar.kw_per_m2", "solar.layout.margin_m", "solar.curtailment.shares.0", "weather.seed", "drawings.a.keep_out_m"]
)  # fmt: skip
def test_keys_of_the_engine_are_refused_with_the_reason(areas: Path, key: str) -> None:
    project = siting.load(areas)
    with pytest.raises(WrongVary) as raised:
        plan_sweep(project, [f"{key}=1,2"])
    (problem,) = raised.value.problems
    assert problem.column == key
    said = wrong_key(project.config, key)
    assert said is not None
    assert "the water engine or the sunlight engine computed again" in said.say("en")
    assert "太陽光の計算のやり直しが必要" in said.say("ja")
