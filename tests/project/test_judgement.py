"""What project.toml says of comparisons: every fault at once, in words that say what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

import siting
from siting.errors import InputProblems
from siting.project.judgement import Judgement
from siting.project.marks import Marks
from siting.vocabulary.comparison import compared_column, compared_names, smaller_is_better
from tests.conftest import EXAMPLE
from tests.tools.big_project import write_big_project


def with_judgement(folder: Path, written: str) -> Path:
    """The example with these comparisons instead of its own."""
    path = folder / "project.toml"
    kept = path.read_text(encoding="utf-8").split("\n[judgement", 1)[0]
    path.write_text(kept + "\n" + written, encoding="utf-8")
    return folder


def problems_of(folder: Path, lang: str = "en") -> list[str]:
    with pytest.raises(InputProblems) as caught:
        siting.load(folder)
    return [problem.say(lang) for problem in caught.value.problems]


def of_judgement(problems: list[str]) -> list[str]:
    return [one for one in problems if "judgement" in one]


NAMES = """
[[judgement.options.rows]]
column = "bc_fti"

[[judgement.options.rows]]
label = "特徴"
text = { W07-P1 = "池上部", W77 = "なし", W07-P1-pv-t5 = "傾斜5度" }
mark = { W07 = "◎", W08 = "☆" }

[[judgement.options.rows]]
role = "finance"

[judgement.options.recommend]
by = "bc"

[[judgement.schemes.rows]]
label = "事例"
text = { dbo2 = "なし" }

[[judgement.schemes.rows]]
constraint = "seismic"

[[judgement.schemes.rows]]
column = "bc_fit"
"""


def test_every_unknown_name_is_told_at_once_with_its_line(example: Path) -> None:
    told = of_judgement(problems_of(with_judgement(example, NAMES)))
    assert len(told) == 8
    found = "\n".join(told)
    assert "judgement.options.rows.0.column: 'bc_fti' - no such column; expected one of bc_fit" in found
    assert "judgement.options.rows.1.text.W77: 'W77' - unknown name; expected one of" in found
    assert "judgement.options.rows.1.mark.W08: '☆' - no such mark; the marks of this row are ◎ ○ △ □" in found
    assert "judgement.options.rows.2.role: 'finance' - a role belongs to [judgement.schemes]" in found
    assert "judgement.options.recommend.by: 'bc' - no such column" in found
    assert "judgement.schemes.rows.0.text.dbo2: 'dbo2' - unknown name" in found
    assert "judgement.schemes.rows.1.constraint: 'seismic' - a constraint belongs to [judgement.options]" in found
    assert "judgement.schemes.rows.2.column: 'bc_fit' - no such column" in found
    line = next(
        number
        for number, words in enumerate((example / "project.toml").read_text(encoding="utf-8").split("\n"), start=1)
        if "bc_fti" in words
    )
    assert told[0].startswith(f"project.toml:{line}:")


def test_the_same_in_japanese(example: Path) -> None:
    told = "\n".join(of_judgement(problems_of(with_judgement(example, NAMES), "ja")))
    assert "このような記号はありません" in told
    assert "roleは[judgement.schemes]" in told


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ('column = "bc_fit"\nlabel = "B/C"\ntext = { W07 = "x" }', "a row holds one thing"),
        ('column = "bc_fit"\nconstraint = "seismic"', "a row holds one thing"),
        ('label = "特徴"', "a row holds one thing"),
        ('text = { W07 = "x" }', "a row holds one thing"),
        ('label = "特徴"\ntext = { W07 = "x" }\ntext_en = { W08 = "y" }', "text_en may only name what text names"),
        ('column = "bc_fit"\nmark = { W07 = "◎" }', "the marks of a column follow from its figures"),
        ('column = "bc_fit"\nweight = 1', "a weight counts the points of marks"),
        ('column = "bc_fit"\nmarks = { scale = "threshold", thresholds = [1] }', "one threshold less"),
        ('column = "bc_fit"\nweight = -1\nmarks = {}', "expected a number >= 0"),
        ('constraint = "seismics"', "expected one of seismic"),
        ('colum = "bc_fit"', "unknown key; did you mean column?"),
        ('label = "特徴"\ntext = { W07 = "" }', "a value is required"),
    ],
)
def test_a_row_that_says_nothing_or_two_things(example: Path, row: str, words: str) -> None:
    told = of_judgement(problems_of(with_judgement(example, f"[[judgement.options.rows]]\n{row}\n")))
    assert len(told) == 1
    assert words in told[0]


@pytest.mark.parametrize(
    ("recommend", "words"),
    [
        ('by = "points"', 'by = "points" needs a row with a weight'),
        ('by = ""', "a value is required"),
        ('by = "bc_fit"\namong = "best"', "expected one of feasible, all"),
        ('by = "bc_fit"\npoints = { "◎" = -1 }', "expected a number >= 0"),
    ],
)
def test_a_rule_that_cannot_decide(example: Path, recommend: str, words: str) -> None:
    written = f'[[judgement.options.rows]]\ncolumn = "bc_fit"\n\n[judgement.options.recommend]\n{recommend}\n'
    told = of_judgement(problems_of(with_judgement(example, written)))
    assert words in told[0]


def test_every_symbol_of_a_weighted_row_needs_points(example: Path) -> None:
    written = """
[[judgement.options.rows]]
column = "bc_fit"
marks = {}
weight = 1

[judgement.options.recommend]
by = "points"
points = { "◎" = 3, "○" = 2 }
"""
    assert (
        "every symbol of a weighted row needs its points"
        in of_judgement(problems_of(with_judgement(example, written)))[0]
    )


def test_marks_run_as_their_column_asks_and_survive_json() -> None:
    stated = {"options": {"rows": [{"column": "capex_yen", "marks": {}}, {"column": "bc_fit", "marks": {}}]}}
    judgement = Judgement.model_validate(stated)
    assert judgement.options is not None
    directions = [row.marks.descending for row in judgement.options.rows if row.marks]
    assert directions == [False, True]
    assert Judgement.model_validate(judgement.model_dump(mode="json")) == judgement
    assert Marks.model_validate({}).descending


def test_payments_costs_and_years_are_better_when_smaller() -> None:
    names = compared_names("options", ["fit"]) | compared_names("schemes", ["fit"])
    smaller = {name for name in names if smaller_is_better(name)}
    assert smaller >= {
        "capex_yen",
        "opex_yen_per_year",
        "lcoe_yen_per_kwh",
        "payback_years_fit",
        "earliest_year",
        "lcc_yen",
    }
    assert not smaller & {
        "bc_fit",
        "npv_yen_fit",
        "annual_kwh",
        "co2_area_t",
        "city_npv_yen",
        "vfm_yen",
        "spc_irr",
        "rent_yen_per_year",
    }


def test_schemes_have_figures_at_the_rates_that_are_shown(example: Path) -> None:
    written = """
[[judgement.schemes.rows]]
column = "vfm_yen_2pct"

[[judgement.schemes.rows]]
column = "vfm_yen_3pct"
"""
    told = of_judgement(problems_of(with_judgement(example, written)))
    assert len(told) == 1
    assert "rows.1.column: 'vfm_yen_3pct' - no such column" in told[0]
    column, case = compared_column("schemes", "vfm_share_1_5pct", ())
    assert (column.label("ja"), column.unit, case) == ("VFM（割合）、割引率1.5%", "-", None)
    with pytest.raises(KeyError):
        compared_column("schemes", "llcr_2pct", ())


def test_the_example_says_what_the_study_concluded_and_whence() -> None:
    judgement = siting.load(EXAMPLE).config.judgement
    stated = [(judgement.options, "7."), *([(judgement.schemes, "6.")] if judgement.schemes else [])]
    for comparison, table in stated:
        assert comparison is not None
        assert comparison.recommend is not None
        assert comparison.recommend.given
        assert comparison.recommend.given_en
        assert table in comparison.recommend.source
        for row in comparison.rows:
            assert set(row.text) == set(row.text_en)
            assert row.source or not (row.text or row.mark)


def test_words_for_other_facilities_are_an_open_point_and_no_fault(tmp_path: Path) -> None:
    """As when the settings of an example are used with tables of one's own."""
    folder = write_big_project(tmp_path / "other", 8)
    results = siting.evaluate(siting.load(folder))
    told = [one.say("en") for one in results.open_points["what"]]
    assert any(one.startswith("the comparison of options names") for one in told)
