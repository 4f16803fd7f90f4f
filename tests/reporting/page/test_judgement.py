"""The section of comparisons: both tables of the study, from hand-made schemes and the example's own options."""

from __future__ import annotations

import re
from dataclasses import replace

import pandas as pd
import pytest

import siting
from siting.language import Text, text
from siting.project.judgement import Judgement
from siting.project.procurement import Scheme
from siting.rank.comparison import constraint_words, judge_options, judge_schemes, nothing
from siting.rank.recommendation import recommendations
from siting.reporting.page.document import _light, environment
from siting.reporting.page.judgement import COLUMNS_SHOWN, Comparisons, comparisons
from siting.reporting.page.view import View, view_of
from siting.reporting.results import Results
from siting.sites.candidates import relations
from tests.conftest import EXAMPLE
from tests.reporting.page.test_page_file import Seen, Spoken

# Table 5-3, top to bottom: CO2, B/C, effect of glare on the neighbours.
PRINTED = {
    "W05-P1-pv-max": ("□", "□", "△"), "W06-G1-pv-min": ("△", "△", "△"), "W06-D1-hydro-pat": ("○", "◎", ""),
    "W07-P1-pv-t30": ("◎", "○", "□"), "W08-P1-pv-max": ("", "", "◎"), "S01-P1-pv-max": ("", "", "○"),
}  # fmt: skip
KINDS = ("conventional", "db", "dbo", "pfi_bto", "independent")
LIMIT = 11_000


@pytest.fixture(scope="module")
def options(results: Results) -> pd.DataFrame:
    """The ranked options of the detailed stage."""
    ranked = results.ranking.loc[results.ranking["stage"] == "detail", "option_id"]
    return results.options.set_index("option_id", drop=False).loc[list(ranked)].reset_index(drop=True)


@pytest.fixture(scope="module")
def study(results: Results) -> Results:
    """The example with the study's schemes and what it says of them."""
    schemes = {
        name: Scheme.model_validate(
            {"kind": name} | ({"target_eirr": 0.05} if name in ("pfi_bto", "independent") else {})
        )
        for name in KINDS
    }
    stated = {
        "rows": [
            *({"role": name} for name in ("finance", "design", "build", "operate")),
            {"column": "city_npv_yen", "marks": {}},
            {"column": "spc_irr", "marks": {"scale": "threshold", "symbols": ["○", "×"], "thresholds": [0.05]}},
            {
                "label": "費用負担", "label_en": "public burden", "source": "表6-1",
                "text": dict.fromkeys(KINDS[:3], "初期投資大（起債可）") | {"pfi_bto": "サービスの対価", "independent": "なし"},
                "text_en": dict.fromkeys(KINDS[:3], "large investment (bonds)") | {"pfi_bto": "service payment", "independent": "none"},
            },
            {
                "label": "メリット", "label_en": "for it", "source": "表6-1",
                "text": {"conventional": "財源があれば着実", "db": "一貫設計で品質向上", "dbo": "民間ノウハウでLCC低減", "pfi_bto": "民間ノウハウ、非常時の自家消費可", "independent": "公共の負担なし、使用料収入"},
                "text_en": {"conventional": "sure once funded", "db": "one design, better quality", "dbo": "private know-how, lower cost", "pfi_bto": "private know-how, emergency use", "independent": "no public burden, rent"},
            },
            {
                "label": "論文の評価", "label_en": "the study's mark", "source": "表6-1",
                "mark": {"dbo": "△", "pfi_bto": "○", "independent": "◎"},
            },
        ],
        "recommend": {"by": "city_npv_yen", "given": "独立採算型を推奨", "given_en": "independent operator", "source": "6."},
    }  # fmt: skip
    options = results.config.judgement.options
    judgement = Judgement(options=options, schemes=Judgement.model_validate({"schemes": stated}).schemes)
    return replace(results, config=results.config.model_copy(update={"judgement": judgement, "schemes": schemes}))


def schemes_frame(option: str) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "option_id": option, "case": "fit", "scheme": KINDS, "kind": KINDS,
            "city_npv_yen": [41e6, 60e6, 75.5e6, 75.5e6, 90e6], "spc_irr": [float("nan")] * 3 + [0.05, 0.012],
            "feasible": [True, True, True, True, False],
            "why_not": [None] * 4 + [text("no bidder at this rent: EIRR {eirr} < {target}", eirr="1.2%", target="5.0%")],
        }
    )  # fmt: skip


@pytest.fixture(scope="module")
def frames(study: Results, options: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Judged rows and standings of both tables."""
    config, tables = study.config, siting.load(EXAMPLE).tables
    words = constraint_words(relations(tables, options), tables["constraints"].frame, options)
    schemes = schemes_frame("W07-P1-pv-t30")
    parts = [
        ("options", options, judge_options(options, config.judgement, config.cases, words)),
        ("schemes", schemes, judge_schemes(schemes, config.judgement, config.cases)),
    ]
    placed = [recommendations(name, frame, rows, config.judgement, config.cases) for name, frame, rows in parts]
    return pd.concat([rows for _, _, rows in parts], ignore_index=True), pd.concat(placed, ignore_index=True)


def views_of(study: Results) -> list[View]:
    return [view_of(study, lang) for lang in ("ja", "en")]


@pytest.fixture(scope="module")
def section(study: Results, frames: tuple[pd.DataFrame, pd.DataFrame]) -> Comparisons:
    return comparisons(views_of(study), *frames)


def filled(data: Comparisons) -> bytes:
    html = environment("ja", "en").get_template("judgement.html").render(lang="ja", data=data)
    return _light(html).encode("utf-8")


def spoken(html: bytes, lang: str) -> str:
    return " ".join(" ".join(Spoken(b"<main>" + html, lang).words).split())


def test_the_marks_are_those_of_table_5_3(frames: tuple[pd.DataFrame, pd.DataFrame], study: Results) -> None:
    judged = frames[0][frames[0]["table"] == "options"]
    stated = study.config.judgement.options
    assert stated is not None
    rows = [
        next(at for at, row in enumerate(stated.rows) if name in (row.column, row.label_en))
        for name in ("co2_area_t", "bc_fit", "glare on neighbours")
    ]
    for option, marks in PRINTED.items():
        mine = judged[judged["column_id"] == option].set_index("row")["mark"]
        assert tuple(mine.loc[rows]) == marks


def test_the_example_recommends_what_the_study_concluded(frames: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    placed = frames[1][frames[1]["table"] == "options"].set_index("column_id")
    assert placed["place"].to_dict()["W07-P1-pv-t30"] == 1
    assert placed["value"].to_dict()["W07-P1-pv-t30"] == 10


def test_the_section_is_small(section: Comparisons) -> None:
    assert len(filled(section)) <= LIMIT


def test_both_languages_read_whole(section: Comparisons) -> None:
    html = filled(section)
    ja, en = spoken(html, "ja"), spoken(html, "en")
    assert (
        "ルールによる推奨: DBO方式、PFI（BTO・サービス購入型）。市の純現在価値 75.5百万円（4件のうち最大、2件が同値）。"
        in ja
    )
    assert "Recommended by the rule: design-build-operate (DBO), PFI, service purchase (BTO). NPV of the city 75.5 million yen: the highest of 4, equal in 2." in en  # fmt: skip
    assert "Next: design-build (DB), 60.0 million yen." in en
    assert "Out: independent operator (roof and site rental), no bidder at this rent: EIRR 1.2% < 5.0%." in en
    assert "solar at the Terauchi reservoir is the realistic choice (7. おわりに)" in en
    assert en.count("◎ ○ △ □: rank among the feasible, ties share it.") == 1
    assert ja.count("◎ ○ △ □: 実施可能なもののうちの順位（同値は同順位）。") == 1
    assert "○ ×: by the thresholds 0.05 (equity IRR" in en
    assert "Points: ◎ 4 ○ 3 △ 2 □ 1, without a mark 0, times the weight ×." in en
    assert "†: given, not computed (表5-3)." in en
    assert not re.search("[ぁ-ん]", re.sub(r"\([^)]*\)", "", en))


def test_the_table_of_schemes_says_who_does_what(section: Comparisons) -> None:
    schemes = next(one for one in section.tables if one.id == "schemes")
    assert [best for _, best in schemes.columns] == [False, False, True, True, False]
    sides = [[said(cell.shown) for cell in line.cells for _ in range(cell.span)] for line in schemes.lines[:4]]
    # Table 6-1: 資金調達, 設計, 建設, 運営 of 従来型, DB, DBO, サービス購入型, 独立採算型.
    assert sides == [
        ["公共", "公共", "公共", "民間", "民間"],
        ["公共", "民間", "民間", "民間", "民間"],
        ["公共", "民間", "民間", "民間", "民間"],
        ["公共", "公共", "民間", "民間", "民間"],
    ]
    npv, irr = schemes.lines[4:6]
    assert [cell.mark for cell in npv.cells] == ["□", "△", "◎", "◎", ""]
    assert [str(cell.shown) for cell in npv.cells] == ["41,000", "60,000", "75,500", "75,500", "–"]
    assert said(npv.unit) == "千円"
    assert [(cell.mark, str(cell.shown)) for cell in irr.cells[-2:]] == [("○", "5.0%"), ("", "1.2%")]


def said(words: object, lang: str = "ja") -> str:
    return words.say(lang) if isinstance(words, Text) else str(words)


def test_given_marks_and_weights_are_told_from_computed_ones(section: Comparisons) -> None:
    options = next(one for one in section.tables if one.id == "options")
    signs = {said(line.label, "en"): line.sign for line in options.lines}
    assert signs["CO₂ saved in the area"] == "×1"
    assert signs["construction conditions"] == "†×1"
    assert signs["overall judgement"] == "†"
    assert signs["capital cost"] == ""
    assert options.assumed


def test_words_and_marks_of_the_overall_judgement_share_a_row(section: Comparisons) -> None:
    options = next(one for one in section.tables if one.id == "options")
    line = next(line for line in options.lines if said(line.label, "en") == "overall judgement")
    cells = [(cell.mark, said(cell.shown, "en"), cell.span) for cell in line.cells]
    # Hydro at Nobata, solar at Terauchi and Nobata wait for the same thing and stand in one cell.
    assert cells == [
        ("", "decide before related works end", 3),
        ("○", "can start", 1),
        ("△", "wait until open points are settled", 2),
    ]


def test_figures_of_schemes_carry_their_raw_value(section: Comparisons) -> None:
    html = filled(section)
    # The NPV of 90 million yen is that of a scheme nobody would do.
    assert b"90000000" not in html
    assert {"75500000", "0.012"} <= {one["value"] for tag, one in Seen(html).tags if tag == "data"}
    assert html.count("<b>◎</b>".encode()) == 7


def test_many_schemes_keep_the_recommended_ones(study: Results, frames: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    count = COLUMNS_SHOWN + 5
    names = [f"s{at}" for at in range(count)]
    frame = pd.DataFrame(
        {"option_id": "W07-P1-pv-t30", "scheme": names, "kind": "dbo", "feasible": True, "city_npv_yen": [float(at) for at in range(count)]}
    )  # fmt: skip
    stated = {"rows": [{"column": "city_npv_yen", "marks": {}}], "recommend": {"by": "city_npv_yen"}}
    judgement = Judgement.model_validate({"schemes": stated})
    config = study.config.model_copy(update={"judgement": judgement})
    judged = judge_schemes(frame, judgement, config.cases)
    placed = recommendations("schemes", frame, judged, judgement, config.cases)
    made = comparisons(views_of(replace(study, config=config)), judged, placed)
    (table,) = made.tables
    assert table.more == 5
    assert said(table.columns[0][0]) == names[-1]
    assert table.columns[0][1]
    assert "judgement.csv" in spoken(filled(made), "en")


def test_hostile_words_stay_words(study: Results, options: pd.DataFrame) -> None:
    words = '<script>alert(1)</script>"{x}'
    stated = {"rows": [{"label": words, "text": {"W07": words}, "mark": {"W07": "◎"}, "source": words}]}
    judgement = Judgement.model_validate({"options": stated})
    config = study.config.model_copy(update={"judgement": judgement})
    judged = judge_options(options, judgement, config.cases)
    placed = recommendations("options", options, judged, judgement, config.cases)
    html = filled(comparisons(views_of(replace(study, config=config)), judged, placed))
    assert b"<script" not in html
    assert "alert(1)" in spoken(html, "ja")


def test_nothing_to_recommend_is_said(study: Results) -> None:
    frame = schemes_frame("W07-P1-pv-t30").assign(feasible=False)
    config = study.config
    judged = judge_schemes(frame, config.judgement, config.cases)
    placed = recommendations("schemes", frame, judged, config.judgement, config.cases)
    html = filled(comparisons(views_of(study), judged, placed))
    assert "Nothing can be recommended by the rule." in spoken(html, "en")


def test_without_frames_there_is_no_table(study: Results) -> None:
    empty = nothing()
    placed = recommendations("options", pd.DataFrame(), empty, study.config.judgement, study.config.cases)
    assert comparisons(views_of(study), empty, placed).tables == ()
