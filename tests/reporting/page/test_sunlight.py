"""Solar design on the page: the tilts with what was printed, months, losses, plan, glare, and what was not counted."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from siting.language import Text, text, verbatim
from siting.project.sunlight.settings import Solar
from siting.reporting.page import report_html
from siting.reporting.page.assumptions import assumptions
from siting.reporting.page.definitions import definitions
from siting.reporting.page.sections import sections_of
from siting.reporting.page.sunlight import Sunlight, has_sunlight, sunlight
from siting.reporting.page.sunlight_glare import glare_maps
from siting.reporting.page.sunlight_study import Fact
from siting.reporting.page.view import variant_name, view_of
from siting.reporting.results import Results, to_json
from siting.vocabulary.solar import GLARE_HOURS, LAYOUT_COLUMNS, SUN_MONTHS
from tests.reporting.page.test_page_browser import RULES
from tests.reporting.page.test_page_file import Seen, numbers

PLOT = "W07-P1"
TILTS = (5.0, 10.0, 30.0)
STEPS = {"rows": 0.02, "soiling": 0.03, "temperature": 0.0004, "inverter": 0.04}
WORDS = frozenset(
    {"option_id", "owner_id", "mode", "method", "module", "load_state", "chosen_for", "weather", "notes"}
)  # fmt: skip
FRAMES = ("layouts", "losses", "glare", "outlines")
COMMON = verbatim("大阪 12.3 km")


def layout(tilt: float, **stated: Any) -> dict[str, Any]:
    blank = {one.name: None if one.name in WORDS else math.nan for one in (*LAYOUT_COLUMNS, *SUN_MONTHS)}
    gap = 0.3 * tilt / 3
    return {
        **blank, "option_id": f"{PLOT}-pv-t{tilt:g}", "owner_id": PLOT, "mode": "area", "method": "factor",
        "tilt_deg": tilt, "facing_deg": 0.0, "ground_area_m2": 8760.5, "usable_area_m2": 8760.5,
        "panel_area_m2": 7344.25 - 100 * tilt, "slope_m": 6.6, "row_gap_m": gap, "row_pitch_m": 6.5 + gap,
        "gap_per_height": 2.24, "ground_cover": 0.75, "capacity_kw": 1028.125 - 10 * tilt, "annual_kwh": 964000.5 - tilt,
        "specific_kwh_per_kw": 937.71875, "load_state": "unknown", "notes": [], **stated,
    }  # fmt: skip


def hourly(tilt: float) -> dict[str, Any]:
    months = {one.name: 1000.5 * (at + 1) for at, one in enumerate(SUN_MONTHS)}
    left = 100000.0
    for share in STEPS.values():
        left *= 1 - share
    return layout(
        tilt, mode="polygon", method="hourly", module="mono-430", panels=2108.0, poa_kwh_m2=1422.75, start_kwh=100000.0,
        annual_kwh=left, p90_kwh=left * 0.95, low_kwh=left * 0.9, high_kwh=left * 1.1, jis_kwh=left * 1.02,
        load_kn_m2=0.3125, load_allowance_kn_m2=1.0, load_state="ok", weather="normals", usable_area_m2=8000.25,
        chosen_for={30.0: "fit", 10.0: "tariff"}.get(tilt),
        notes=[COMMON, *([verbatim("温度は格子平均値")] if tilt == 30 else [])], **months,
    )  # fmt: skip


def losses(option: str) -> list[dict[str, Any]]:
    found, left = [], 100000.0
    for step, share in STEPS.items():
        kwh = left * share
        left -= kwh
        found.append({"option_id": option, "step": step, "kwh": kwh, "share": share, "left_kwh": left})
    return found


def outlines(option: str) -> list[dict[str, Any]]:
    def ring(part: str, written: str, row: int = 0) -> dict[str, Any]:
        return {"option_id": option, "part": part, "row": row, "across": 1, "up": 2, "ring": written}

    tables = [
        ring("table", f"{x} {y},{x + 4} {y},{x + 4} {y + 5.7:g},{x} {y + 5.7:g}", row)
        for row, y in enumerate((0, 9.5, 19))
        for x in (0, 4.02, 8.04)
    ]
    return [ring("plot", "-3 -3,20 -3,20 30,-3 30,-3 -3"), ring("usable", "0 0,17 0,17 27,0 27,0 0"), *tables]


def glare(option: str) -> list[dict[str, Any]]:
    lit = {"m05_h06": 200.0, "m05_h07": 20.0, "m06_h17": 500.0}
    hours = {one.name: lit.get(one.name, 0.0) for one in GLARE_HOURS}
    row = {"option_id": option, "distance_m": 43.25, "bearing_deg": 87.5}
    return [
        {**row, "observer": "西側", "minutes_per_year": 0.0, "worst": None, **dict.fromkeys(hours, 0.0)},
        {**row, "observer": "<b>東側", "minutes_per_year": 720.0, "worst": "5/12 34 min; 5/13 33 min", **hours},
    ]


def solar(**stated: Any) -> Solar:
    return Solar.model_validate({"tilts_deg": TILTS, "module": "mono-430", "source": "資料A", **stated})


def studied(results: Results, config: Solar, **frames: list[dict[str, Any]]) -> Results:
    """The example with these rows in place of its own designs."""
    changed: dict[str, Any] = {name: pd.DataFrame(frames.get(name, [])) for name in FRAMES}
    options = results.options.assign(origin=results.options["origin"].replace("layouts", "designs"))
    return replace(results, config=results.config.model_copy(update={"solar": config}), options=options, **changed)


@pytest.fixture(scope="module")
def area(results: Results) -> Results:
    factor = {"factor": 0.73, "tilts_deg": TILTS, "daily_kwh_m2": (3.52, 3.605, 3.75), "source": "資料B"}
    config = solar(
        module="", kw_per_m2=0.14, method="factor", factor=factor, layout={"slope_m": 6.6, "source": "資料A"}
    )
    rows = [layout(tilt, chosen_for="fit, tariff" if tilt == 30 else None) for tilt in TILTS]
    return studied(results, config, layouts=rows)


@pytest.fixture(scope="module")
def drawn(results: Results) -> Results:
    config = solar(glare={"observers": "houses.csv"}, shade={"obstacles": "manholes.gpkg"})
    best = f"{PLOT}-pv-t30"
    return studied(
        results, config, layouts=[hourly(tilt) for tilt in TILTS], losses=losses(best), glare=glare(best),
        outlines=outlines(best),
    )  # fmt: skip


@pytest.fixture(scope="module")
def page_of(area: Results, drawn: Results) -> Mapping[str, bytes]:
    return {"area": report_html(area, "ja"), "drawn": report_html(drawn, "en")}


def said_of(fact: Fact) -> str:
    return fact.value.say("ja") if isinstance(fact.value, Text) else str(fact.value)


def section(results: Results) -> Sunlight:
    return sunlight([view_of(results, lang) for lang in ("ja", "en")])


def part(page: bytes) -> str:
    return re.split(r"(?=<section )", page.decode().partition("<section id=sunlight ")[2])[0]


def test_who_designed_nothing_has_no_such_section(results: Results) -> None:
    view = view_of(studied(results, solar()), "ja")
    assert not has_sunlight(view)
    assert "sunlight" not in {one.id for one in sections_of(view)}
    assert "sunlight" in {one.id for one in sections_of(view_of(results, "ja"))}


@pytest.mark.parametrize("name", ["area", "drawn"])
def test_every_number_shown_stands_in_the_results(
    name: str, request: pytest.FixtureRequest, page_of: Mapping[str, bytes]
) -> None:
    results: Results = request.getfixturevalue(name)
    known = {repr(one) for one in numbers(json.loads(to_json(results)))}
    seen = Seen(page_of[name])
    shown = [attributes["value"] for tag, attributes in seen.tags if tag == "data"]
    assert [raw for raw in shown if repr(float(raw)) not in known] == []
    ids = [one["id"] for _, one in seen.tags if "id" in one]
    assert len(ids) == len(set(ids))
    described = {key for _, one in seen.tags for key in one.get("aria-labelledby", "").split()}
    assert described <= set(ids)


def test_the_tilts_stand_beside_what_was_printed(area: Results) -> None:
    table = section(area).table
    (plot,) = table.plots
    assert [line.name.say("en") for line, _ in plot.lines] == ["tilt 5°", "tilt 10°", "tilt 30°"]
    assert [line.best for line, _ in plot.lines] == [False, False, True]
    labels = [label.say("ja") for label, _ in table.heads]
    assert labels == ["パネル面積", "発電出力", "方位角（南0°）", "年間発電量", "単位発電量", "事業費"]
    first, printed = plot.lines[0]
    assert [str(cell) for cell in first.cells][:2] == ["6,844", "978.1"]
    assert printed is not None
    assert [str(ratio) for ratio, _ in printed.ratios] == ["1.00", "0.36"]


def test_the_best_tilt_of_each_case_is_marked(drawn: Results) -> None:
    (plot,) = section(drawn).table.plots
    assert [[best for _, best in line.ratios] for line, _ in plot.lines] == [
        [False, False],
        [False, True],
        [True, False],
    ]


def test_what_was_not_counted_is_said(area: Results, drawn: Results) -> None:
    said = " ".join(one.say("ja") for one in section(drawn).remarks)
    assert "出力制御: 未計上" in said
    assert "積雪による減少: 未計上" in said
    assert "平年値" in said
    by_area = " ".join(one.say("ja") for one in section(area).remarks)
    assert "面積による配置" in by_area
    assert "積雪" not in by_area
    counted = {"snow": {"covered_from_cm": 5.0, "cleared_from_deg": 20.0}, "curtailment": {"shares": (0.01, 0.05)}}
    changed = drawn.config.model_copy(update={"solar": solar(**counted)})
    said = " ".join(one.say("en") for one in section(replace(drawn, config=changed)).remarks)
    assert "not counted" not in said
    assert "from year 1 on: 1.0%, 5.0%" in said


def test_a_note_of_all_designs_is_said_once(drawn: Results) -> None:
    found = section(drawn)
    assert found.remarks[-1] == text("Notes: {notes}.", notes=COMMON)
    assert [one.say("ja") for one in found.studies[0].notes] == ["温度は格子平均値"]


def test_an_observer_too_far_for_the_engine_has_no_map(drawn: Results) -> None:
    """Beyond two kilometres nothing is computed: such a plot has no row in the frame of glare."""
    none = replace(drawn, glare=drawn.glare.iloc[:0])
    assert [list(one.glare) for one in section(none).studies] == [[] for _ in section(none).studies]
    assert "反射光の到達先" not in part(report_html(none, "ja"))


def test_an_unknown_load_is_never_no_problem(area: Results, drawn: Results) -> None:
    loads = {
        name: next(fact for fact in section(one).studies[0].facts if fact.label == text("Load"))
        for name, one in (("area", area), ("drawn", drawn))
    }
    assert said_of(loads["area"]) == "未確認"
    assert said_of(loads["drawn"]) == "許容内"
    assert loads["drawn"].tail == "(0.31 / 1.00 kN/m²)"


def test_other_estimates_are_compared_with_ours(drawn: Results) -> None:
    facts = {fact.label.say("en"): fact.tail for fact in section(drawn).studies[0].facts}
    assert facts["JIS C 8907"] == "kWh (+2.0%)"
    assert facts["reached in nine years of ten"] == "kWh (−5.0%)"


def test_losses_lead_from_the_light_to_the_meter(drawn: Results) -> None:
    (table,) = section(drawn).losses
    assert [str(line.cells[0].value) for line in table.lines] == ["2.0%", "3.0%", "0.04%", "4.0%"]
    assert [line.label.say("ja") for line in table.lines] == ["アレイ間の影", "汚れ", "温度", "パワーコンディショナ"]
    assert str(table.start[0].value) == "100,000"
    assert table.end[0].value == f"{hourly(30)['annual_kwh']:,.0f}"


def test_months_carry_bars_and_figures(drawn: Results, area: Results) -> None:
    (plot,) = section(drawn).months
    assert [str(one.value) for one in plot.months][:3] == ["1.0", "2.0", "3.0"]
    assert plot.name.say("en") == "Terauchi Distribution Reservoir 30°"
    assert section(area).months == ()


def test_a_plan_where_there_is_an_outline_and_a_side_view_once(drawn: Results, area: Results) -> None:
    assert [one.id for one in section(drawn).studies[0].pictures] == ["plan0", "rows0"]
    assert [one.id for one in section(area).studies[0].pictures] == ["rows0"]
    twice = [
        {**row, "owner_id": "W05-P1", "option_id": f"W05-P1-pv-t{row['tilt_deg']:g}"} for row in map(hourly, TILTS)
    ]
    both = replace(drawn, layouts=pd.concat([drawn.layouts, pd.DataFrame(twice)], ignore_index=True))
    assert [len(one.pictures) for one in section(both).studies] == [2, 0]


def test_glare_is_mapped_by_month_and_hour(drawn: Results) -> None:
    most, none = glare_maps(view_of(drawn, "ja"), f"{PLOT}-pv-t30")
    assert most.hours == tuple(range(6, 18))
    assert [cell.shade for cell in most.months[4]] == [3, 1, *[0] * 10]
    assert most.months[5][-1].shade == 4
    assert most.worst == "5/12 (34); 5/13 (33)"
    assert none.months == ()


def test_a_hostile_name_stays_words(page_of: Mapping[str, bytes]) -> None:
    assert "&lt;b>東側" in part(page_of["drawn"]).replace("&gt;", ">")


def test_assumptions_tell_their_sources(area: Results, drawn: Results) -> None:
    (group,) = [one for one in assumptions(view_of(area, "ja")) if one.key == "solar"]
    assert {"総合設計係数K", "傾斜角別の日射量（日平均）", "アレイ斜辺長"} <= {value.label for value in group.values}
    assert group.source is not None
    assert group.source.say("ja") == "資料A; 資料B"
    weather, mine = (one for one in assumptions(view_of(drawn, "en")) if one.key in ("weather", "solar"))
    assert [str(value.shown) for value in weather.values][1] == "3"
    assert any("soiling 2.0%" in str(value.shown) for value in mine.values)
    assert "obstacles on the plots" in str(next(value.shown for value in mine.values if value.label == "Shade counted"))


def test_words_of_drawn_plots_are_defined(area: Results, drawn: Results) -> None:
    terms = [{one.term.say("en") for one in definitions(view_of(results, "en"))} for results in (area, drawn)]
    assert "Ground cover ratio" not in terms[0]
    assert {"Ground cover ratio", "reached in nine years of ten"} <= terms[1]


def test_a_design_of_the_engine_is_called_by_its_tilt(drawn: Results) -> None:
    view = view_of(drawn, "ja")
    option = next(one for one in view.listing.leading.options if one.id == f"{PLOT}-pv-t30")
    mine = replace(option, row={**option.row, "origin": "layouts", "layout_row": 2})
    assert variant_name(view, mine) == "傾斜角30°"


def test_the_section_is_small(page_of: Mapping[str, bytes]) -> None:
    assert len(part(page_of["area"]).encode()) < 5200
    assert len(part(page_of["drawn"]).encode()) < 16000


def test_nothing_bars_anyone(opened: Callable[..., Page], page_of: Mapping[str, bytes]) -> None:
    page = opened(page_of["drawn"], 390)
    found = Axe().run(page, "#sunlight", options=RULES)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") == 390
