"""The section of water power: which machine at each drop, why, and what it makes of the water."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

import siting
from siting.project.load import load_project
from siting.reporting.page import report_html
from siting.reporting.page.figure import in_page
from siting.reporting.page.overview import overview
from siting.reporting.page.view import view_of
from siting.reporting.page.water import IN_FULL, has_water, water
from siting.reporting.page.water_charts import NEAR_DECADES, nearest
from siting.reporting.page.water_drops import drops_of
from siting.reporting.page.water_tables import TOLD
from siting.reporting.results import Results, to_json
from siting.run.evaluate import evaluate
from tests.reporting.page.conftest import EXAMPLE, Study, keep_rows, settings
from tests.reporting.page.test_page_file import Seen, Spoken, numbers

HEADINGS = "drop_id,facility_id,name,name_en,net_head_m,gross_head_m,required_head_m,pipe_length_m,pipe_diameter_m,pipe_roughness_mm,flow_m3_s,use_rate,outage_days"
DROPS = (
    "W04-D1,W04,受水弁,inlet valve,,35,5,800,0.4,0.3,0.12,0.8,",
    "W05-D1,W05,流入管,inflow main,30,,,,,,,,10",
    "W06-D1,W06,流入部,inlet,12,,,,,,0.02,,",
    "W09-D1,W09,放流口,outfall,1.2,,,,,,0.004,,",
)
COSTS = """
[costs.hydro]
capex = { fixed_yen = 5000000, steps = [ { yen_per_kw = 2000000 } ] }
opex = { fixed_yen_per_year = 100000, yen_per_kw_year = 10000 }

[flows.W05-D1]
file = "w05.csv"
layout = "duration"
unit = "m3/s"
source = "meter"

[hydro]
flow_change_per_year = -0.007
"""


def with_flows(folder: Path, drops: tuple[str, ...] = DROPS, more: str = COSTS) -> None:
    """Real flows at the drops of the example: a constant one behind a pipe, a record, a trickle, one nothing fits."""
    (folder / "drops.csv").write_text("\n".join((HEADINGS, *drops)) + "\n", encoding="utf-8")
    curve = (f"{at},{0.16 * (1 + 0.6 * math.cos(math.pi * at / 100)):.4f}" for at in range(0, 101, 5))
    (folder / "w05.csv").write_text("exceedance,flow\n" + "\n".join(curve) + "\n", encoding="utf-8")
    settings((r"\[hydro\.choice\].*?(?=\[co2\])", more.lstrip() + "\n"))(folder)
    for name in ("designs", "published"):
        keep_rows(folder, name, lambda row: row["technology"] != "hydro")
    keep_rows(folder, "constraints", lambda row: "-D" not in row["owner_id"])


@pytest.fixture(scope="module")
def flows(tmp_path_factory: pytest.TempPathFactory) -> Results:
    """Results of a study with real flows."""
    folder = tmp_path_factory.mktemp("flows") / "project"
    folder.mkdir()
    for file in EXAMPLE.iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    with_flows(folder)
    return siting.evaluate(siting.load(folder))


@pytest.fixture(scope="module")
def page(flows: Results) -> bytes:
    """Its page."""
    return report_html(flows, "en")


def section(page: bytes, lang: str) -> str:
    """The words of the section in one language."""
    whole = re.search(rb"<section id=water .*?</section>", page, re.DOTALL)
    assert whole is not None
    return " ".join(" ".join(Spoken(b"<main>" + whole[0], lang).words).split())


def said(results: Results, lang: str = "en") -> str:
    found = water([view_of(results, "ja"), view_of(results, "en")])
    simple = found.simple.remarks + found.simple.meaning if found.simple else ()
    return " ".join(
        re.sub("<[^>]+>", "", str(in_page(one, lang))) for one in (*found.lead, *found.chart_notes, *simple)
    )


def test_the_example_compares_its_three_drops_side_by_side(results: Results, page_ja: bytes) -> None:
    found = water([view_of(results, "ja"), view_of(results, "en")])
    assert found.simple is not None
    assert next(one.place.say("en") for one in found.drops) == "Nobata Distribution Reservoir on site"
    assert len(found.simple.places) == 3
    assert found.studies == ()
    assert found.simple.inside[0].cells[1].chosen
    assert all(any(cell.inside for cell in line.cells) for line in found.simple.inside)
    words = section(page_ja, "ja")
    assert (
        "採用はポンプ逆転水車（片吸込単段）（2地点）、ポンプ逆転水車（両吸込）（1地点）、合計117.3 kW、年間617 MWh"
        in words
    )
    assert "可変速の場合" not in words
    assert "略算の37%–41%にとどまる" in words


def test_a_power_that_needs_more_water_than_there_is_stands_out(results: Results) -> None:
    words = said(results)
    assert (
        "Nobata Distribution Reservoir on site: for the stated 73.2 kW at 30.0 m the types inside their region need 0.30–0.34 m³/s, more than the 0.250 m³/s"
        in words
    )
    assert words.count("there are at most") == 1


def test_every_type_is_told_of(results: Results, flows: Results) -> None:
    """What fits stands in a table, what does not is named with its distance: nothing is hidden."""
    for one in (results, flows):
        words = section(report_html(one, "en"), "en")
        assert [machine.id for machine in one.machines.values() if machine.name_en not in words] == []
    everywhere = nearest(drops_of(view_of(results, "en")))
    assert list(everywhere.values()) == sorted(everywhere.values())
    assert everywhere["kaplan"] < NEAR_DECADES < everywhere["pelton"]


def test_each_drop_with_a_flow_has_chart_table_and_curve(flows: Results, page: bytes) -> None:
    found = water([view_of(flows, "ja"), view_of(flows, "en")])
    assert found.simple is None
    assert [one.line.place.say("en").split()[0] for one in found.studies[-1:]] == ["Midorigaoka"]
    by_place = {one.anchor: one for one in found.studies}
    assert set(by_place) == {f"drop-W0{number}-D1" for number in (4, 5, 6, 9)}
    recorded, trickle, none = (by_place[f"drop-W0{number}-D1"] for number in (5, 6, 9))
    assert recorded.curve is not None
    assert trickle.curve is None
    assert none.curve is None
    assert sum(line.chosen for line in recorded.inside) == 1
    assert recorded.inside[0].chosen
    assert none.inside == ()
    assert len(none.outside) == len(flows.machines)
    assert len(recorded.inside) + len(recorded.outside) == len(flows.machines)
    words = section(page, "en")
    assert "No type may be chosen at: Midorigaoka Distribution Reservoir outfall." in words
    assert "gross head 35.0 m 5.0 m must remain downstream pipe of 800 m, 0.40 m wide" in words
    assert "flow record w05.csv: a duration curve meter" in words
    assert "The volumes count 10 days out of use" in words


def test_the_labels_of_the_curve_count_all_water(flows: Results) -> None:
    found = water([view_of(flows, "ja"), view_of(flows, "en")])
    curve = next(one.curve for one in found.studies if one.curve)
    chosen = flows.turbines[flows.turbines["chosen"] & flows.turbines["drop_id"].eq("W05-D1")].iloc[0]
    shares = [float(one) for one in re.findall(r"thousand m³/y \(([\d.]+)%\)", str(curve.svg))]
    total = chosen["turbined_m3"] + chosen["spilled_m3"] + chosen["cutoff_m3"]
    assert shares[0] == pytest.approx(100 * chosen["turbined_m3"] / total, abs=0.051)
    assert f"{chosen['turbined_m3'] / 1000:,.0f} thousand m³/y" in str(curve.svg)


def test_pumps_are_a_band_and_gain_by_variable_speed(flows: Results) -> None:
    found = water([view_of(flows, "ja"), view_of(flows, "en")])
    assert found.variable
    for one in found.pumps:
        low, high = map(float, one.flow.split("–"))
        assert 1.1 < high / low < 1.4
    assert "Stepanoff, Sharma-Williams, Yang" in found.predictions


def test_reasons_that_columns_tell_are_not_repeated(flows: Results, results: Results) -> None:
    """The wordings that are left out must be those of the engine."""
    wordings = {what.wording for one in (flows, results) for what in one.reasons["what"]}
    assert len(TOLD & wordings) >= 4
    words = section(report_html(flows, "en"), "en")
    assert "chosen: the highest NPV of the types that fit" in words
    assert "outside its region by" not in words


def test_every_number_stands_in_the_results(flows: Results, page: bytes) -> None:
    known = {repr(one) for one in numbers(json.loads(to_json(flows)))}
    seen = Seen(page).tags
    assert [one["value"] for tag, one in seen if tag == "data" and repr(float(one["value"])) not in known] == []
    ids = [one["id"] for _, one in seen if "id" in one]
    assert len(ids) == len(set(ids))
    assert {one["href"][1:] for tag, one in seen if tag == "a"} <= set(ids)


def test_only_chosen_machines_stand_among_all_options(flows: Results, page: bytes) -> None:
    view = view_of(flows, "en")
    listed = [one for stage in view.listing.stages for one in stage.options if one.technology == "hydro"]
    assert len(listed) == 3
    assert all(one.row["chosen"] for one in listed)
    named = {row.option.say("en") for group in overview([view]).groups for row in group.rows if row.kind == "hydro"}
    assert "hydro inflow main, In-line propeller turbine" in named
    evaluated = flows.options["status"].eq("evaluated") & flows.options["origin"].eq("turbines")
    others = int(evaluated.sum()) - 3
    assert others > 0
    assert f"{others} more machines were evaluated at drops" in "".join(Spoken(page, "en").words)


def test_a_study_without_drops_has_no_such_section(results: Results) -> None:
    dry = evaluate(load_project(EXAMPLE), only="pv")
    assert has_water(view_of(results, "en"))
    assert not has_water(view_of(dry, "en"))
    page = report_html(dry, "ja")
    assert b"id=water" not in page
    assert b"#water" not in page
    assert b"href=#water>" in report_html(results, "ja")


def test_many_drops_lead_with_a_dozen_in_full(study: Study) -> None:
    rows = tuple(
        f"W04-X{at},W04,,,{20 + at},,,,,,{0.1 if at else ''},{0.5 if at else ''}," for at in range(IN_FULL + 3)
    )
    more = COSTS.replace("[flows.W05-D1]", "[flows.W04-X0]")

    def changed(folder: Path) -> None:
        # The comparisons of the example name drops that are gone here.
        settings((r"\[judgement\.options\].*", ""))(folder)
        with_flows(folder, rows, more)

    results = study(changed)
    found = water([view_of(results, "ja"), view_of(results, "en")])
    assert len(found.drops) == IN_FULL + 3
    assert (len(found.studies), found.more_studies) == (IN_FULL, 3)
    ranks = results.ranking.set_index("option_id")["rank"]
    assert ranks.loc[[one.option_id for one in drops_of(view_of(results, "en"))]].is_monotonic_increasing


def test_without_a_cost_the_choice_is_by_energy(study: Study) -> None:
    cheap = re.sub(r"\[costs.hydro\].*?(?=\[flows)", "", COSTS, flags=re.DOTALL)
    results = study(lambda folder: with_flows(folder, more=cheap))
    assert "by yearly energy where no cost is known, else NPV under “Feed-in tariff”." in said(results)


@pytest.mark.parametrize("width", [1280, 390])
def test_it_can_be_used_by_everyone(opened: Callable[..., Page], page: bytes, width: int) -> None:
    shown = opened(page, width)
    shown.locator("details.drop, details.far").evaluate_all("all => all.forEach(one => one.open = true)")
    for lang in ("English", "日本語"):
        shown.get_by_text(lang, exact=True).first.click()
        assert shown.evaluate("document.documentElement.scrollWidth") == width
        found = Axe().run(shown, context="#water")
        assert found.violations_count == 0, found.generate_report()


def test_hostile_names_are_harmless(opened: Callable[..., Page], study: Study) -> None:
    bad = "<script>alert(1)</script>\u202e" + "配" * 80
    drops = tuple(row.replace("流入管,inflow main", f"{bad},{bad}") for row in DROPS)
    page = opened(report_html(study(lambda folder: with_flows(folder, drops)), "ja"), 390)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert page.locator("script").count() == 1
    assert "<script>alert(1)</script>配" in page.locator("#water").inner_text()
