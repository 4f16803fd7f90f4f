"""Projects unlike the example: other cost models, missing cases, given figures, constraints."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import siting
from siting.errors import NothingEligible

MINIMAL = """
[project]
name = "試算"
base_year = 2026

[finance]
years = 15
discount_rate = 0.03
degradation = { pv = 0.005 }

[costs.pv]
capex = { steps = [{ below_kw = 50, yen_per_kw = 300_000 }, { yen_per_kw = 250_000 }] }
opex = { yen_per_kw_year = 5_000 }

[cases.fit]
price_yen_per_kwh = { pv = 12 }

[cases.own]
price_yen_per_kwh = 20
period_years = 10

[ranking]
by = "npv_yen_own"
"""


def project(folder: Path, toml: str = MINIMAL, **tables: str) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "project.toml").write_text(toml, encoding="utf-8")
    tables.setdefault("facilities", "facility_id,name\nA,浄水場\nB,配水場\n")
    for name, content in tables.items():
        (folder / f"{name}.csv").write_text(content, encoding="utf-8")
    return folder


def test_discounted_degrading_case_by_hand(tmp_path: Path) -> None:
    folder = project(tmp_path / "p", plots="plot_id,facility_id,mount,capacity_kw,annual_kwh\nA1,A,地上,49,50000\n")
    row = siting.evaluate(siting.load(folder)).options.iloc[0]
    d = [1 / 1.03**t for t in range(16)]
    energy = [0, *(50_000 * 0.995 ** (t - 1) for t in range(1, 16))]
    cost = 49 * 300_000 + sum(49 * 5_000 * d[t] for t in range(1, 16))
    assert row["bc_fit"] == pytest.approx(sum(12 * energy[t] * d[t] for t in range(1, 16)) / cost, rel=1e-12)
    ten = sum(20 * energy[t] * d[t] - 49 * 5_000 * d[t] for t in range(1, 11)) - 49 * 300_000
    assert row["npv_yen_own"] == pytest.approx(ten, rel=1e-12)
    assert row["lcoe_yen_per_kwh"] == pytest.approx(cost / sum(energy[t] * d[t] for t in range(1, 16)), rel=1e-12)


def test_a_technology_without_a_price_is_not_eligible(tmp_path: Path) -> None:
    folder = project(
        tmp_path / "p",
        drops="drop_id,facility_id,annual_kwh,capacity_kw,capex_yen,opex_yen_per_year\nD1,B,80000,10,30000000,200000\n",
    )
    results = siting.evaluate(siting.load(folder))
    row = results.options.iloc[0]
    assert row["eligible_fit"] is False
    assert np.isnan([row["bc_fit"], row["npv_yen_fit"], row["irr_fit"], row["payback_years_fit"]]).all()
    assert row["eligible_own"] is True
    assert row["bc_own"] > 0


def test_no_price_at_all_is_nothing_to_rank(tmp_path: Path) -> None:
    toml = MINIMAL.replace("price_yen_per_kwh = 20", "price_yen_per_kwh = {}")
    folder = project(tmp_path / "p", toml, plots="plot_id,facility_id,mount,annual_kwh,capacity_kw\nA1,A,ground,9,9\n")
    with pytest.raises(NothingEligible):
        siting.evaluate(siting.load(folder))


def test_gaps_are_excluded_with_a_reason_never_dropped(tmp_path: Path) -> None:
    folder = project(
        tmp_path / "p",
        plots="plot_id,facility_id,mount,capacity_kw,annual_kwh,ground_area_m2,capex_yen,opex_yen_per_year\n"
        "A1,A,ground,10,10000,,,\nA2,A,ground,,,500,,\nA3,A,ground,,9000,,,\nA4,A,ground,,9000,,1000000,5000\n",
        drops="drop_id,facility_id,net_head_m,flow_m3_s\nD1,B,30,0.2\n",
    )
    options = siting.evaluate(siting.load(folder)).options.set_index("option_id")
    assert options["status"].to_dict() == {
        "A1-pv-area": "evaluated", "A2-pv-area": "excluded", "A3-pv-area": "excluded", "A4-pv-area": "evaluated",
        "D1-hydro-propeller_inline": "excluded",
    }  # fmt: skip
    reasons = options.loc[["A2-pv-area", "A3-pv-area", "D1-hydro-propeller_inline"], "reason"]
    assert ["no yield" in reasons.iloc[0].say("en"), "no cost" in reasons.iloc[1].say("en")] == [True, True]
    assert "no cost of this machine is known" in reasons.iloc[2].say("en")


def test_constraints_reach_options_by_facility_group_and_plot(tmp_path: Path) -> None:
    folder = project(
        tmp_path / "p",
        MINIMAL + "\n[ranking.timing]\nready_within_years = 2\n",
        plots="plot_id,facility_id,mount,capacity_kw,annual_kwh,group_id\n"
        "A1,A,ground,10,10000,AG\nA2,A,ground,10,10000,AG\nB1,B,ground,10,10000,\nB2,B,ground,10,10000,\n",
        designs="owner_id,technology,variant,capacity_kw,annual_kwh\nAG,pv,both,25,26000\n",
        constraints="owner_id,technology,kind,state,earliest_year,text\nAG,,seismic,limits,R10,x\nB1,pv,load,blocks,,x\n"
        "B,hydro,grid,unknown,,not for solar\nB2,,permits,limits,2027,x\nB2,,permits,limits,R8,x\n",
    )
    options = siting.evaluate(siting.load(folder)).options.set_index("option_id")
    assert options["overall"].to_dict() == {
        "A1-pv-area": "ready", "A2-pv-area": "ready", "B1-pv-area": "blocked", "B2-pv-area": "ready",
        "AG-pv-both": "ready",
    }  # fmt: skip
    assert options.loc[["A1-pv-area", "AG-pv-both"], "earliest_year"].tolist() == [2028, 2028]
    assert options.loc["B2-pv-area", "earliest_year"] == 2027


def test_a_facility_wide_exclusion_covers_its_plots(tmp_path: Path) -> None:
    folder = project(
        tmp_path / "p",
        plots="plot_id,facility_id,mount,capacity_kw,annual_kwh\nA1,A,ground,10,10000\nB1,B,ground,10,10000\n",
        exclusions="owner_id,technology,reason\nA,pv,浸水想定区域\nB,hydro,落差なし\n",
    )
    options = siting.evaluate(siting.load(folder)).options.set_index("option_id")
    assert options["status"].to_dict() == {"A1-pv-area": "excluded", "B1-pv-area": "evaluated", "B-hydro": "excluded"}
    assert options.loc["A1-pv-area", "reason"].say("ja") == "浸水想定区域"


def test_an_extra_cost_per_kw_without_power_is_not_eligible(tmp_path: Path) -> None:
    toml = MINIMAL + "\n[cases.own.extra_cost.pv]\nsteps = [{ yen_per_kw = 1000 }]\n"
    folder = project(
        tmp_path / "p",
        toml,
        plots="plot_id,facility_id,mount,annual_kwh,capex_yen,opex_yen_per_year,capacity_kw\n"
        "A1,A,ground,9000,1000000,5000,\nA2,A,ground,9000,1000000,5000,9\n",
    )
    options = siting.evaluate(siting.load(folder)).options.set_index("option_id")
    assert options["eligible_fit"].tolist() == [True, True]
    assert options["eligible_own"].tolist() == [False, True]
    assert np.isnan(options.loc["A1-pv-area", ["bc_own", "npv_yen_own"]].astype(float)).all()


def test_without_constraints_an_option_is_ready_and_an_open_point_leaves_it_undecided(tmp_path: Path) -> None:
    folder = project(
        tmp_path / "p",
        plots="plot_id,facility_id,mount,capacity_kw,annual_kwh\nA1,A,ground,10,10000\nB1,B,ground,10,10000\n",
        constraints="owner_id,kind,state,text\nB1,grid,unknown,x\nA1,load,ok,y\n",
    )
    options = siting.evaluate(siting.load(folder)).options.set_index("option_id")
    assert options["overall"].to_dict() == {"A1-pv-area": "ready", "B1-pv-area": "undecided"}
    assert options.loc["A1-pv-area", "why"].say("en") == "no constraint is recorded"


def test_the_ledger_runs_by_option_case_year_item(tmp_path: Path) -> None:
    from siting.finance.ledger import long_rows

    toml = MINIMAL + "\n[cases.own.extra_cost.pv]\nfixed_yen = 7\nsteps = [{ yen_per_kw = 0 }]\n"
    plots = "plot_id,facility_id,mount,capacity_kw,annual_kwh\nB1,B,ground,10,10000\nA1,A,ground,20,20000\n"
    results = siting.evaluate(siting.load(project(tmp_path / "p", toml, plots=plots)))
    rows = long_rows(results.flows)
    assert list(dict.fromkeys(zip(rows["option_id"], rows["case"], strict=True))) == [
        ("B1-pv-area", "fit"), ("B1-pv-area", "own"), ("A1-pv-area", "fit"), ("A1-pv-area", "own"),
    ]  # fmt: skip
    own = rows[(rows["option_id"] == "A1-pv-area") & (rows["case"] == "own")]
    assert own["year"].tolist() == [0, 0, *[year for year in range(1, 11) for _ in range(2)]]
    assert own["item"].tolist()[:4] == ["capex", "case_extra", "sales", "opex"]
    assert own["yen"].tolist()[:4] == [-20 * 300_000, -7, 20 * 20_000, -20 * 5_000]


@pytest.mark.parametrize(
    ("plots", "designs"),
    [
        ("plot_id,facility_id,mount\nA1,A,ground\n", ""),
        ("plot_id,facility_id,mount,group_id\nA1,A,ground,AG\nA2,A,ground,AG\n", "AG"),
    ],
)
def test_a_plot_without_size_needs_a_design_of_its_own_or_of_its_group(
    tmp_path: Path, plots: str, designs: str
) -> None:
    from siting.errors import InputProblems

    tables = {"plots": plots}
    if designs:
        tables["designs"] = f"owner_id,technology,variant,capacity_kw,annual_kwh\n{designs},pv,a,9,9000\n"
    folder = project(tmp_path / "p", **tables)
    if designs:
        assert len(siting.load(folder).tables["plots"]) == 2
        return
    with pytest.raises(InputProblems, match="nothing says how large it is"):
        siting.load(folder)


def test_costs_rank_from_the_smallest_unless_said_otherwise(tmp_path: Path) -> None:
    toml = MINIMAL.replace(
        'by = "npv_yen_own"', 'by = "lcoe_yen_per_kwh"\ncriteria = [{ column = "lcoe_yen_per_kwh" }]'
    )
    plots = "plot_id,facility_id,mount,capacity_kw,annual_kwh\nA1,A,ground,10,10000\nB1,B,ground,10,12000\n"
    ranking = siting.evaluate(siting.load(project(tmp_path / "p", toml, plots=plots))).ranking
    assert ranking["option_id"].tolist() == ["B1-pv-area", "A1-pv-area"]
    assert ranking["mark_lcoe_yen_per_kwh"].tolist() == ["◎", "○"]
    toml = toml.replace("[ranking]", "[ranking]\ndescending = true")
    ranking = siting.evaluate(siting.load(project(tmp_path / "q", toml, plots=plots))).ranking
    assert ranking["option_id"].tolist() == ["A1-pv-area", "B1-pv-area"]


def test_a_blocked_or_unknown_grid_is_never_called_clear(tmp_path: Path) -> None:
    folder = project(
        tmp_path / "p",
        facilities="facility_id,name,grid_state\nA,浄水場,接続不可\nB,配水場,未確認\nC,ポンプ場,接続可\n",
        plots="plot_id,facility_id,mount,capacity_kw,annual_kwh\nA1,A,ground,10,9\nB1,B,ground,10,9\nC1,C,ground,10,9\n",
        constraints="owner_id,kind,state,text\nC1,load,limits,屋根の補強\n",
    )
    results = siting.evaluate(siting.load(folder))
    options = results.options.set_index("option_id")
    assert options["overall"].tolist() == ["blocked", "undecided", "ready"]
    assert options.loc["C1-pv-area", "why"].say("en") == "limits to be observed: 1"
    grid = results.open_points[results.open_points["kind"] == "grid"]
    assert grid["owner_id"].tolist() == ["B"]


def test_an_option_that_costs_nothing_is_not_lost(tmp_path: Path) -> None:
    folder = project(
        tmp_path / "p",
        MINIMAL.replace("npv_yen_own", "bc_own"),
        plots="plot_id,facility_id,mount,annual_kwh,capex_yen,opex_yen_per_year\nA1,A,ground,9,0,0\nA2,A,ground,9,9,0\n",
    )
    results = siting.evaluate(siting.load(folder))
    assert results.ranking["option_id"].tolist() == ["A2-pv-area"]
    said = [what.say("en") for what in results.open_points["what"]]
    assert "evaluated but not ranked: financial B/C (own) is missing" in said


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("years = true", "expected a whole number"), ('years = "15"', "expected a whole number"),
        ("discount_rate = true", "expected a number"), ('discount_rate = "0.04"', "expected a number"),
        ("discount_rate = -0.99", "expected a number >= -0.5"), ("degradation = true", "expected a number, or one for each"),
        ('assumption = "yes"', "expected true or false"), ("degradation = 1e99", "expected a number < 1"),
    ],
)  # fmt: skip
def test_project_toml_takes_no_value_for_another(tmp_path: Path, line: str, expected: str) -> None:
    from siting.errors import InputProblems

    key = line.split(" =")[0]
    kept = "\n".join(one for one in MINIMAL.splitlines() if not one.startswith(f"{key} ="))
    with pytest.raises(InputProblems) as caught:
        siting.load(project(tmp_path / "p", kept.replace("[finance]", f"[finance]\n{line}")))
    assert expected in str(caught.value)


def test_one_number_stands_for_both_technologies(tmp_path: Path) -> None:
    toml = MINIMAL.replace("degradation = { pv = 0.005 }", "degradation = 0.01")
    config = siting.load(project(tmp_path / "p", toml)).config
    assert (config.finance.degradation.pv, config.finance.degradation.hydro) == (0.01, 0.01)


def test_a_blocked_option_on_the_short_list_is_counted_as_such(tmp_path: Path) -> None:
    folder = project(
        tmp_path / "p",
        plots="plot_id,facility_id,mount,capacity_kw,annual_kwh\nA1,A,ground,10,10000\nB1,B,ground,10,12000\n",
        constraints="owner_id,kind,state,text\nB1,neighbours,blocks,x\n",
    )
    results = siting.evaluate(siting.load(folder))
    assert results.summary["short_list"]["blocked"] == 1
    from siting.reporting.page import report_html

    page = report_html(results, "en").decode("utf-8")
    assert "ruled out by a constraint" in page


def test_the_report_shows_the_grid_and_constraints_of_facilities_left_aside(tmp_path: Path) -> None:
    from siting.reporting.page import report_html

    folder = project(
        tmp_path / "p",
        facilities="facility_id,name,grid_state\nA,浄水場,接続不可\nB,配水場,\nC,ポンプ場,\n",
        plots="plot_id,facility_id,mount,capacity_kw,annual_kwh\nA1,A,ground,10,9000\nB1,B,ground,10,9\n",
        constraints="owner_id,kind,state,text\nC,permits,unknown,河川法の協議\n",
    )
    page = report_html(siting.evaluate(siting.load(folder)), "ja").decode("utf-8")
    assert "系統連系: 接続不可" in page
    assert "河川法の協議" in page
