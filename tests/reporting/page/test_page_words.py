"""What the page says of studies unlike the example."""

from __future__ import annotations

import json
import re
from pathlib import Path

import siting
from siting.project.load import load_project
from siting.reporting.page import report_html
from siting.reporting.page.figure import in_page
from siting.reporting.page.listing import LEADING
from siting.reporting.page.recommendation import recommendation
from siting.reporting.page.view import in_each, view_of
from siting.reporting.results import Results, to_json
from siting.run.evaluate import evaluate
from tests.reporting.page.conftest import EXAMPLE, Study, keep_rows, settings
from tests.reporting.page.test_page_file import Seen, numbers
from tests.tools.big_project import write_big_project


def sentences(results: Results, lang: str = "en") -> str:
    said = recommendation(view_of(results, lang))
    return " ".join(re.sub("<[^>]+>", "", str(in_page(one, lang))) for one in (*said.lead, *said.changes))


def shown_is_known(results: Results) -> bytes:
    page = report_html(results, "ja")
    known = {repr(one) for one in numbers(json.loads(to_json(results)))}
    raws = [attributes["value"] for tag, attributes in Seen(page).tags if tag == "data"]
    assert [raw for raw in raws if repr(float(raw)) not in known] == []
    return page


def test_the_example_says_what_the_study_found(results: Results) -> None:
    said = sentences(results)
    assert (
        "At 2 of the 6 places studied in detail the best design reaches a financial B/C of 1 under “Feed-in tariff”."
        in said
    )
    assert "Under “Conventional tariff” none of the designs studied in detail reaches 1" in said
    assert "at 0.37, which would need 30 yen/kWh instead of 11 yen/kWh" in said
    assert "Terauchi Distribution Reservoir, solar (tilt 30 deg), from FY2018" in said
    assert "falls below 40.7 yen/kWh (42 yen/kWh is assumed)" in said
    assert "5 in screening, 2 after the detailed study" in said
    assert "寺内配水場 太陽光（傾斜角30°）で、平成30年度（2018年度）以降である" in sentences(results, "ja")


def test_who_has_nothing_to_say_borrows_no_words_of_another_language(results: Results) -> None:
    views = [view_of(results, lang) for lang in ("en", "ja")]
    message = in_each(views, lambda view: "as drawn" if view.lang == "en" else "")
    assert [message.say(lang) for lang in ("ja", "en")] == ["", "as drawn"]


def test_none_reaches_one(study: Study) -> None:
    results = study(settings((r"\{ pv = 42, hydro = 35.7 \}", "20")))
    said = sentences(results)
    assert said.startswith("At none of the 6 places studied in detail does the best design reach a financial B/C of 1")
    assert "none can be recommended" in said
    assert recommendation(view_of(results, "ja")).cards == ()
    shown_is_known(results)


def test_one_case_only(study: Study) -> None:
    def without_tariff(folder: Path) -> None:
        settings(
            (r"\[cases\.tariff\].*?(?=\[co2\])", ""), (r'    \{ column = "bc_tariff" \},\n', ""), (r"\[judgement\.options\].*", "")
        )(folder)  # fmt: skip
        keep_rows(folder, "published", lambda row: row["column"] != "bc_tariff")

    results = study(without_tariff)
    assert "Conventional" not in sentences(results)
    assert b"b/c" in shown_is_known(results).lower()


def test_four_cases(study: Study) -> None:
    more = "[cases.high]\nprice_yen_per_kwh = 60\n\n[cases.solar]\nprice_yen_per_kwh = { pv = 15 }\n\n[co2]"
    page = shown_is_known(study(settings((r"\[co2\]", more))))
    assert page.count(b"<svg id=bd") == page.count(b"<svg id=bs") == 2
    assert b"<svg id=bd1 " in page


def test_no_detailed_stage(study: Study) -> None:
    def screening_only(folder: Path) -> None:
        settings((r"\[solar\].*?(?=\[costs\.pv\])", ""))(folder)
        keep_rows(folder, "designs", lambda row: row["stage"] == "screening")
        keep_rows(folder, "published", lambda row: row["variant"] == "study")

    results = study(screening_only)
    said = sentences(results)
    assert "5 of the 24 screened options reach a financial B/C of 1 under “Feed-in tariff”." in said
    assert "a detailed study has not been made" in said
    assert "Recommended for detailed study: Shinden Distribution Reservoir, solar (plot 1)." in said
    shown_is_known(results)


def test_no_short_list(study: Study) -> None:
    results = study(settings((r'rule = "facilities"\ncount = 5', 'rule = "threshold"\nminimum = 9')))
    assert "選定された案がないため" in shown_is_known(results).decode()


def test_hydro_only() -> None:
    results = evaluate(load_project(EXAMPLE), only="hydro")
    assert "At 1 of the 1 places studied in detail the best design reaches" in sentences(results)
    assert "value=hydro" in shown_is_known(results).decode()
    assert "value=pv" not in shown_is_known(results).decode()


def test_a_discount_rate_is_said(study: Study) -> None:
    page = shown_is_known(study(settings(("discount_rate = 0.0", "discount_rate = 0.03")))).decode()
    assert "割引率は<data value=0.03>3.0%</data>である" in page


def test_large_studies_show_the_leading_options(tmp_path: Path) -> None:
    results = siting.evaluate(siting.load(write_big_project(tmp_path / "big", 3000)))
    page = shown_is_known(results).decode()
    assert page.count("<tr data-k=") == LEADING
    assert f"一次選定: 残り{3000 - LEADING}案はoptions.csv" in re.sub("<[^>]+>", "", page)
    assert len(page.encode()) < 1_500_000
