"""Options and schemes side by side: marks, points, words and what the stated rule recommends."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from siting.language import Text, text, verbatim
from siting.project.cases import Case
from siting.project.judgement import Judgement
from siting.rank.comparison import constraint_words, judge_options, judge_schemes, row_label
from siting.rank.recommendation import recommendations
from siting.rank.recommendation import said as said_figure
from siting.vocabulary.comparison import ROLES, compared_column, side_of
from siting.vocabulary.money import SCHEME_KINDS

CASES = {"fit": Case.model_validate({"label": "固定価格", "label_en": "feed-in", "price_yen_per_kwh": 42})}

OPTIONS = pd.DataFrame(
    {
        "option_id": ["W05-P1-pv-max", "W06-D1-hydro-pat", "W07-P1-pv-t5", "W08-P1-pv-max", "S01-P1-pv-max"],
        "owner_id": ["W05-P1", "W06-D1", "W07-P1", "W08-P1", "S01-P1"],
        "place_id": ["W05-P1", "W06-D1", "W07-P1", "W08-P1", "S01-P1"],
        "facility_id": ["W05", "W06", "W07", "W08", "S01"],
        "technology": ["pv", "hydro", "pv", "pv", "pv"],
        "bc_fit": [0.90, 1.04, 1.04 + 1e-15, 1.2, 0.73],
        "capex_yen": [161e6, 210e6, 733e6, 147e6, 100e6],
        "earliest_year": [2014.0, 2020.0, 2018.0, np.nan, np.nan],
        "overall": ["ready", "later", "later", "blocked", "undecided"],
        "why": [None, None, None, text("a constraint rules it out"), None],
    }
)
SCHEMES = pd.DataFrame(
    {
        "option_id": ["A"] * 4 + ["B"] * 4,
        "scheme": ["conventional", "dbo", "bto", "roof"] * 2,
        "kind": ["conventional", "dbo", "pfi_bto", "independent"] * 2,
        "city_npv_yen": [10e6, 12.5e6, 11e6, 99e6, -5e6, -4e6, -4e6, np.nan],
        "vfm_yen": [0.0, 2.5e6, 1e6, 89e6, 0.0, 1e6, 1e6, np.nan],
        "feasible": [True, True, True, False, True, True, True, True],
        "why_not": [None, None, None, text("no bidder"), None, None, None, None],
    }
)


def options_of(rows: list[dict[str, object]], **recommend: object) -> Judgement:
    stated: dict[str, object] = {"rows": rows}
    return Judgement.model_validate({"options": stated | ({"recommend": recommend} if recommend else {})})


def schemes_of(rows: list[dict[str, object]], **recommend: object) -> Judgement:
    stated: dict[str, object] = {"rows": rows}
    return Judgement.model_validate({"schemes": stated | ({"recommend": recommend} if recommend else {})})


def of_row(judged: pd.DataFrame, row: int, column: str) -> list[object]:
    return judged.loc[judged["row"] == row, column].tolist()


def said(words: object, lang: str = "en") -> str:
    return words.say(lang) if isinstance(words, Text) else ""


def test_ranks_come_from_unrounded_figures_and_ties_share_a_mark() -> None:
    judged = judge_options(OPTIONS, options_of([{"column": "bc_fit", "marks": {}}]), CASES)
    # Kakinoki has the highest figure and is blocked: it takes no mark from those that can be built.
    assert of_row(judged, 0, "mark") == ["△", "◎", "◎", "", "□"]
    assert of_row(judged, 0, "value") == OPTIONS["bc_fit"].tolist()
    close = OPTIONS.assign(bc_fit=[0.90, 1.041, 1.0411, 1.2, 0.73])
    judged = judge_options(close, options_of([{"column": "bc_fit", "marks": {}}]), CASES)
    assert of_row(judged, 0, "mark") == ["△", "○", "◎", "", "□"]


def test_of_costs_and_years_less_is_better_unless_said_otherwise() -> None:
    rows: list[dict[str, object]] = [
        {"column": "capex_yen", "marks": {}},
        {"column": "earliest_year", "marks": {"scale": "threshold", "symbols": ["◎", "×"], "thresholds": [2018]}},
        {"column": "capex_yen", "marks": {"descending": True}},
        {"column": "capex_yen"},
    ]
    judged = judge_options(OPTIONS, options_of(rows), CASES)
    assert of_row(judged, 0, "mark") == ["○", "△", "□", "", "◎"]
    assert of_row(judged, 1, "mark") == ["◎", "×", "◎", "", ""]
    assert of_row(judged, 2, "mark") == ["△", "○", "◎", "", "□"]
    assert of_row(judged, 3, "mark") == [""] * 5


def test_words_and_given_marks_find_their_option_nearest_first() -> None:
    row = {
        "label": "特徴", "label_en": "features",
        "text": {"W07": "施設", "W07-P1": "池上部", "W07-P1-pv-t5": "傾斜5度", "W06": "施設"},
        "text_en": {"W07-P1-pv-t5": "tilt of 5 degrees"},
        "mark": {"W07-P1": "□", "S01": "◎"},
    }  # fmt: skip
    judged = judge_options(OPTIONS, options_of([row]), CASES)
    assert [said(one) for one in of_row(judged, 0, "text")] == ["", "施設", "tilt of 5 degrees", "", ""]
    assert said(of_row(judged, 0, "text")[2], "ja") == "傾斜5度"
    assert of_row(judged, 0, "mark") == ["", "", "□", "", "◎"]
    assert said(judged["label"].iloc[0]) == "features"


def test_without_words_of_the_project_nothing_is_judged() -> None:
    assert judge_options(OPTIONS, Judgement.model_validate({}), CASES).empty
    assert judge_schemes(SCHEMES, Judgement.model_validate({}), CASES).empty
    judged = judge_options(OPTIONS, options_of([{"column": "bc_fit"}]), CASES)
    assert set(judged["mark"]) == {""}
    assert judged["points"].isna().all()
    assert recommendations("options", OPTIONS, judged, options_of([{"column": "bc_fit"}]), CASES).empty


def test_constraints_speak_for_the_options_they_concern() -> None:
    constraints = pd.DataFrame(
        {
            "owner_id": ["W05", "W05", "W06", "W07-P1"], "technology": [None, "hydro", None, "pv"],
            "kind": ["seismic", "seismic", "seismic", "neighbours"],
            "text": ["耐震", "水車だけ", "耐震2", "反射"], "text_en": ["seismic", None, None, "glare"],
        }
    )  # fmt: skip
    facilities = OPTIONS[["option_id", "facility_id"]].rename(columns={"facility_id": "owner_id"})
    links = pd.concat([OPTIONS[["option_id", "owner_id"]], facilities])
    words = constraint_words(links, constraints, OPTIONS)
    judgement = options_of([{"constraint": "seismic"}, {"constraint": "neighbours", "mark": {"W07": "□"}}])
    judged = judge_options(OPTIONS, judgement, CASES, words)
    assert [said(one) for one in of_row(judged, 0, "text")] == ["seismic", "耐震2", "", "", ""]
    assert [said(one) for one in of_row(judged, 1, "text")] == ["", "", "glare", "", ""]
    assert of_row(judged, 1, "mark") == ["", "", "□", "", ""]
    assert said(judged["label"].iloc[0], "ja") == "耐震化工事"


def test_two_constraints_of_a_kind_stand_together() -> None:
    constraints = pd.DataFrame(
        {"owner_id": ["W05", "W05"], "technology": [None, None], "kind": ["other", "other"], "text": ["甲", "乙"], "text_en": ["a", "b"]}
    )  # fmt: skip
    links = pd.DataFrame({"option_id": ["W05-P1-pv-max"], "owner_id": ["W05"]})
    words = constraint_words(links, constraints, OPTIONS)
    assert words["W05-P1-pv-max", "other"].say("en") == "a; b"


def test_a_word_column_shows_its_label_beside_the_marks_of_the_project() -> None:
    judged = judge_options(OPTIONS, options_of([{"column": "overall", "mark": {"W05": "○"}}]), CASES)
    assert of_row(judged, 0, "mark") == ["○", "", "", "", ""]
    assert said(of_row(judged, 0, "text")[0]) == "can start"
    assert said(of_row(judged, 0, "text")[3], "ja") == "不可"


def test_schemes_are_ranked_within_their_option_and_infeasible_ones_not_at_all() -> None:
    judged = judge_schemes(SCHEMES, schemes_of([{"column": "vfm_yen", "marks": {}}]), CASES)
    assert of_row(judged, 0, "mark") == ["△", "◎", "○", "", "△", "◎", "◎", ""]
    assert judged["column_id"].tolist() == SCHEMES["scheme"].tolist()


def test_schemes_are_ranked_within_their_price_case() -> None:
    both = pd.concat([SCHEMES.iloc[:3].assign(case="fit"), SCHEMES.iloc[4:7].assign(option_id="A", case="tariff")])
    judged = judge_schemes(both, schemes_of([{"column": "vfm_yen", "marks": {}}]), CASES)
    assert judged["mark"].tolist() == ["△", "◎", "○", "△", "◎", "◎"]
    assert judged["case"].tolist() == ["fit"] * 3 + ["tariff"] * 3


def test_who_does_what_follows_from_the_kind() -> None:
    judged = judge_schemes(SCHEMES.iloc[:4], schemes_of([{"role": one.value} for one in ROLES]), CASES)
    # Table 6-1: 従来型, DBO, サービス購入型, 独立採算型; ownership as BTO says.
    expected = {
        "conventional": ["公共", "公共", "公共", "公共", "公共"],
        "dbo": ["公共", "民間", "民間", "民間", "公共"],
        "bto": ["民間", "民間", "民間", "民間", "公共"],
        "roof": ["民間", "民間", "民間", "民間", "民間"],
    }
    for scheme, sides in expected.items():
        mine = judged[judged["column_id"] == scheme]
        assert [said(one, "ja") for one in mine["text"]] == sides


def test_who_does_what_under_the_other_kinds() -> None:
    sides = {
        kind: "".join(side_of(kind, one.value).value[1] for one in ROLES)
        for kind in ("db", "lease", "pfi_bot", "pfi_boo", "onsite_ppa")
    }
    # u: public, r: private; in the order finance, design, build, operate, own.
    assert sides == {"db": "urruu", "lease": "rrrur", "pfi_bot": "rrrrr", "pfi_boo": "rrrrr", "onsite_ppa": "rrrrr"}


def test_the_words_of_the_project_stand_instead_of_a_role() -> None:
    row = {"role": "operate", "text": {"dbo": "民間（20年）"}, "text_en": {"dbo": "private (20 years)"}}
    judged = judge_schemes(SCHEMES.iloc[:2], schemes_of([row]), CASES)
    assert [said(one) for one in judged["text"]] == ["public", "private (20 years)"]


@pytest.mark.parametrize("kind", SCHEME_KINDS, ids=lambda kind: kind.name)
def test_roles_agree_with_the_parties_that_pay(kind: object) -> None:
    for role, party in (("finance", "investor"), ("own", "owner")):
        side = "private" if getattr(kind, party) == "spc" else "public"
        assert side_of(kind.name, role).value == side  # type: ignore[attr-defined]
    if kind.operator == "spc":  # type: ignore[attr-defined]
        assert side_of(kind.name, "operate").value == "private"  # type: ignore[attr-defined]


def test_the_rule_recommends_the_best_feasible_scheme_and_says_why() -> None:
    judgement = schemes_of([{"column": "vfm_yen"}], by="city_npv_yen")
    placed = recommendations("schemes", SCHEMES, judge_schemes(SCHEMES, judgement, CASES), judgement, CASES)
    assert placed["place"].tolist() == [3, 1, 2, 0, 3, 1, 1, 0]
    reasons = [said(one) for one in placed["reason"]]
    assert reasons[1] == "NPV of the city 12.5 million yen: the highest of 3"
    assert reasons[2] == "NPV of the city 11.0 million yen"
    assert reasons[3] == "no bidder"
    assert reasons[5] == reasons[6] == "NPV of the city −4.0 million yen: the highest of 3, equal in 2"
    assert reasons[7] == "without the figure that decides"
    assert said(placed["reason"].iloc[1], "ja") == "市の純現在価値 12.5百万円（3件のうち最大）"


def test_among_all_takes_infeasible_ones_in() -> None:
    judgement = schemes_of([{"column": "vfm_yen"}], by="city_npv_yen", among="all")
    placed = recommendations("schemes", SCHEMES, judge_schemes(SCHEMES, judgement, CASES), judgement, CASES)
    assert placed["place"].tolist()[:4] == [4, 2, 3, 1]


def test_of_options_the_blocked_one_is_out_with_its_reason() -> None:
    judgement = options_of([{"column": "bc_fit"}], by="bc_fit")
    placed = recommendations("options", OPTIONS, judge_options(OPTIONS, judgement, CASES), judgement, CASES)
    assert placed["place"].tolist() == [3, 1, 1, 0, 4]
    assert said(placed["reason"].iloc[3]) == "a constraint rules it out"
    assert said(placed["reason"].iloc[2]) == "financial B/C (feed-in) 1.04: the highest of 4, equal in 2"


def test_points_are_marks_times_weights() -> None:
    rows: list[dict[str, object]] = [
        {"column": "bc_fit", "marks": {}, "weight": 2},
        {"label": "周辺", "label_en": "neighbours", "mark": {"W05": "△", "W07": "□", "S01": "○"}, "weight": 1.5},
        {"column": "capex_yen", "marks": {}},
    ]
    judgement = options_of(rows, by="points")
    judged = judge_options(OPTIONS, judgement, CASES)
    assert of_row(judged, 0, "points") == [4.0, 8.0, 8.0, 0.0, 2.0]
    assert of_row(judged, 1, "points") == [3.0, 0.0, 1.5, 0.0, 4.5]
    assert np.isnan(of_row(judged, 2, "points")).all()
    placed = recommendations("options", OPTIONS, judged, judgement, CASES)
    assert placed["value"].tolist() == [7.0, 8.0, 9.5, 0.0, 6.5]
    assert placed["place"].tolist() == [3, 2, 1, 0, 4]
    assert said(placed["reason"].iloc[2]) == (
        "9.5 points (financial B/C (feed-in) ◎ 8; neighbours □ 1.5): the highest of 4"
    )
    own = options_of(rows, by="points", points={"◎": 10, "○": 3, "△": 1, "□": 0})
    assert of_row(judge_options(OPTIONS, own, CASES), 0, "points") == [2.0, 20.0, 20.0, 0.0, 0.0]


def test_a_lonely_column_is_not_called_the_best_of_one() -> None:
    judgement = schemes_of([{"column": "vfm_yen"}], by="vfm_yen")
    one = SCHEMES.iloc[[1]]
    placed = recommendations("schemes", one, judge_schemes(one, judgement, CASES), judgement, CASES)
    assert said(placed["reason"].iloc[0]) == "VFM in yen 2.5 million yen; the only one that can be compared"


def test_nothing_to_compare_gives_empty_frames_with_the_same_columns() -> None:
    judgement = options_of([{"column": "bc_fit"}], by="bc_fit")
    empty = judge_options(OPTIONS.iloc[:0], judgement, CASES)
    full = judge_options(OPTIONS, judgement, CASES)
    assert list(empty.columns) == list(full.columns)
    assert empty.dtypes.tolist() == full.dtypes.tolist()
    assert recommendations("options", OPTIONS.iloc[:0], empty, judgement, CASES).empty


def test_labels_name_the_price_case() -> None:
    row = options_of([{"column": "bc_fit"}]).options
    assert row is not None
    assert row_label("options", row.rows[0], CASES).say("ja") == "財務B/C（固定価格）"
    assert row_label("options", row.rows[0], CASES) == text(
        "{column} ({case})", column=verbatim("財務B/C", ja="財務B/C", en="financial B/C"),
        case=verbatim("固定価格", en="feed-in"),
    )  # fmt: skip


figures = st.lists(st.floats(-1e9, 1e9) | st.just(float("nan")), min_size=2, max_size=9)


@given(figures, st.data())
def test_the_recommended_scheme_is_never_beaten(values: list[float], data: st.DataObject) -> None:
    count = len(values)
    can = data.draw(st.lists(st.booleans(), min_size=count, max_size=count))
    frame = pd.DataFrame(
        {
            "option_id": "A", "scheme": [f"s{at}" for at in range(count)], "kind": "dbo",
            "city_npv_yen": values, "feasible": can,
        }
    )  # fmt: skip
    judgement = schemes_of([{"column": "city_npv_yen", "marks": {}}], by="city_npv_yen")
    judged = judge_schemes(frame, judgement, CASES)
    placed = recommendations("schemes", frame, judged, judgement, CASES)
    counted = [value for value, feasible in zip(values, can, strict=True) if feasible and not np.isnan(value)]
    best = placed[placed["place"] == 1]
    assert bool(len(best)) == bool(counted)
    assert all(one == pytest.approx(max(counted), rel=1e-11) for one in best["value"])
    # The mark and the place say the same.
    assert (judged["mark"].eq("◎").to_numpy() == placed["place"].eq(1).to_numpy()).all()
    # The order of the columns makes no difference.
    turned = frame.iloc[::-1]
    again = recommendations("schemes", turned, judge_schemes(turned, judgement, CASES), judgement, CASES)
    assert again["place"].tolist()[::-1] == placed["place"].tolist()


@pytest.mark.parametrize(
    ("table", "name", "value", "ja", "en"),
    [
        ("options", "annual_kwh", 385000.0, "385,000kWh", "385,000 kWh"),
        ("options", "lcoe_yen_per_kwh", 23.45, "23.4円/kWh", "23.4 yen/kWh"),
        ("options", "bc_fit", 1.0349, "1.03", "1.03"),
        ("options", "earliest_year", 2018.0, "平成30年度", "FY2018"),
        ("schemes", "spc_irr", 0.0123, "1.23%", "1.23%"),
        ("schemes", "vfm_yen_2pct", -2.5e6, "−2.5百万円", "−2.5 million yen"),
        ("schemes", "yen_per_m3", 0.125, "0.12円/m³", "0.12 yen/m³"),
        ("schemes", "vfm_yen", float("nan"), "–", "–"),
    ],
)
def test_figures_are_said_with_their_unit(table: str, name: str, value: float, ja: str, en: str) -> None:
    words = said_figure(compared_column(table, name, ["fit"])[0], value)
    assert (words.say("ja"), words.say("en")) == (ja, en)
