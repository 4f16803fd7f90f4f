"""Bad input: every problem at once, each where its user finds it, in words that say what to do."""

from __future__ import annotations

import csv
import itertools
import math
import random
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import siting
from siting.errors import InputProblems, NothingEligible, Problem
from tests.conftest import EXAMPLE, Siting

Edit = Callable[[list[list[str]]], None]


def edit_csv(folder: Path, table: str, edit: Edit) -> None:
    """Changes the rows of a table as a list of lists, heading first."""
    path = folder / f"{table}.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    edit(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def put(folder: Path, table: str, line: int, column: str, value: str) -> None:
    """Writes one cell; ``line`` counts as a spreadsheet does, the heading being 1."""

    def edit(rows: list[list[str]]) -> None:
        rows[line - 1][rows[0].index(column)] = value

    edit_csv(folder, table, edit)


def problems_of(folder: Path, lang: str = "en") -> list[str]:
    with pytest.raises(InputProblems) as caught:
        siting.load(folder)
    return [problem.say(lang) for problem in caught.value.problems]


def replace(folder: Path, old: str, new: str) -> None:
    path = folder / "project.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


CELLS = [
    ("facilities", 2, "facility_id", "", "facilities.csv:2: facility_id: '' - a value is required"),
    ("facilities", 3, "facility_id", "上水2", "expected an id of ASCII letters"),
    ("facilities", 4, "facility_id", "W04", "facilities.csv:5: facility_id: 'W04' - the id is already used at 4"),
    ("facilities", 6, "facility_id", "w06", "facilities.csv:7: facility_id: 'W06' - differs only by case from w06 at 6"),
    ("facilities", 7, "name", "", "facilities.csv:7: name: '' - a value is required"),
    ("facilities", 8, "lat", "135.49", "facilities.csv:8: lat: '135.49, 135.493' - expected degrees"),
    ("facilities", 9, "lat", "51.5", "outside Japan"),
    ("facilities", 10, "lon", "", "lat is given without lon"),
    ("facilities", 11, "site_area_m2", "-4420", "facilities.csv:11: site_area_m2: '-4420' - expected a number > 0 [m2]"),
    ("facilities", 12, "site_area_m2", "NaN", "expected a finite number"),
    ("facilities", 13, "site_area_m2", "34,137㎡", "expected a number alone, without a unit"),
    ("facilities", 14, "position", "だいたい", "expected one of surveyed"),
    ("facilities", 15, "lat", "1e999", "expected a finite number"),
    ("plots", 2, "facility_id", "W99", "plots.csv:2: facility_id: 'W99' - no such id"),
    ("plots", 3, "panel_area_m2", "0", "expected a number > 0"),
    ("plots", 4, "panel_area_m2", "約160", "plots.csv:4: panel_area_m2: '約160' - expected a number"),
    ("plots", 5, "mount", "水上", "expected one of building_roof"),
    ("plots", 12, "panel_area_m2", "", "nothing says how large it is"),
    ("plots", 7, "plot_id", "W05", "ambiguous id: facilities already uses it"),
    ("plots", 9, "group_id", "W05-G9", ""),
    ("drops", 2, "facility_id", "W4", "no such id; did you mean"),
    ("designs", 11, "annual_kwh", "1e9", "more than 8,760 hours at 120 kW: check the units of both"),
    ("plots", 13, "panel_area_m2", "1234¹", "expected a number"),
    ("plots", 14, "plot_id", "①", "expected an id of ASCII letters"),
    ("designs", 10, "annual_kwh", "", "designs.csv:10: annual_kwh: '' - a value is required, unless the row names"),
    ("designs", 3, "technology", "風力", "expected one of pv"),
    ("designs", 9, "capex_yen", "", "a value is required, or a cost model [costs.hydro]"),
    ("designs", 5, "owner_id", "W06-D1", "a pv design belongs to one of plot_id, group_id"),
    ("designs", 4, "variant", "t5", "this owner already has a design"),
    ("designs", 6, "variant", "study", "this makes the option id W05-P1-pv-study a second time"),
    ("constraints", 2, "earliest_year", "26", "ambiguous year"),
    ("constraints", 3, "earliest_year", "X32", "unknown era"),
    ("constraints", 4, "earliest_year", "そのうち", "expected a fiscal year"),
    ("constraints", 5, "state", "たぶん", "expected one of ok"),
    ("exclusions", 2, "reason", "", "exclusions.csv:2: reason: '' - a value is required"),
    ("published", 2, "column", "bc_fti", "no such column; expected one of bc_fit"),
    ("published", 3, "value", "0,73", "expected a number"),
    ("published", 4, "owner_id", "Q01", "no such id"),
]  # fmt: skip


@pytest.mark.parametrize(("table", "line", "column", "value", "expected"), [c for c in CELLS if c[4]])
def test_each_faulty_cell_is_reported_where_it_stands(
    example: Path, table: str, line: int, column: str, value: str, expected: str
) -> None:
    put(example, table, line, column, value)
    found = problems_of(example)
    assert any(expected in one for one in found), found
    # A facility that is called otherwise is missed by the words of the comparison as well.
    tables = ("facilities", "plots", "drops", "designs", "constraints", "exclusions", "published")
    told = [one for one in found if not one.startswith("project.toml:") or "judgement." not in one]
    assert all(one.startswith(tuple(f"{name}.csv:" for name in tables)) for one in told)


CONFIG = [
    ("discount_rate = 0.0", "discount_rate = -1", "project.toml:18: finance.discount_rate: '-1' - expected a number >= -0.5"),
    ("years = 20\n", "years = 0\n", "project.toml:17: finance.years: '0' - expected a number >= 1 [years]"),
    ("kw_per_m2 = 0.14", "kw_per_m2 = -0.14", "expected a number > 0 [kW/m2]"),
    ("kw_per_m2 = 0.14", "kw_per_m2 = nan", "expected a finite number"),
    ('variant = "study"', 'varient = "study"', "unknown key; did you mean variant?"),
    ("pv = 42, hydro = 35.7", 'pv = "高い"', "cases.fit.price_yen_per_kwh.pv: '高い' - expected a number [yen/kWh]"),
    ('tax = "included"', 'tax = "dunno"', "expected one of excluded, included"),
    ('fiscal_year = "H25"', 'fiscal_year = "H24"', "the nearest years are 2009, 2010, 2013, 2014"),
    ('utility = "関西電力"', 'utility = "阪神電力"', "no such utility"),
    ('base_year = "H25"', 'base_year = "25"', "ambiguous year"),
    ('base_year = "H25"', 'base_year = "Q25"', "unknown era"),
    ('base_year = "H25"\n', "", "ranking.timing counts from project.base_year"),
    ('by = "bc_fit"', 'by = "bc_fitt"', "ranking.by: 'bc_fitt' - no such column; expected one of bc_fit"),
    ("count = 5", "count = 0", "expected a number >= 1"),
    ("count = 5", "", "rules facilities and options need count"),
    ("{ below_mwh = 50, yen_per_mwh = 800_000 }", "{ below_mwh = 500, yen_per_mwh = 800_000 }", "bounds of the steps must rise"),
    ("[costs.pv.lifetime_total]", "[costs.pv.capex]\nsteps = [{ yen_per_kw = 1 }]\n[costs.pv.lifetime_total]", "exactly one of capex"),
    ("[cases.fit]", "[cases.FIT]", "expected small ASCII letters"),
    ('name = "豊中市', 'name = 豊中市', "not valid TOML"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "expected"), CONFIG)
def test_each_fault_of_project_toml_is_reported_with_its_key(example: Path, old: str, new: str, expected: str) -> None:
    replace(example, old, new)
    found = problems_of(example)
    assert any(expected in one for one in found), found
    assert all(one.startswith("project.toml:") for one in found if "bc_FIT" not in one and "published.csv" not in one)


def test_thirty_faults_in_all_files_are_reported_in_one_go(example: Path, run_siting: Siting, tmp_path: Path) -> None:
    # A faulty id hides the joins that hang on it, so the ids stay and everything else goes wrong together.
    wanted = [c for c in CELLS if c[4] and c[2] not in ("facility_id", "plot_id", "owner_id", "group_id", "variant")]
    wanted += [
        ("drops", 2, "facility_id", "W4", "no such id; did you mean"),
        ("published", 4, "owner_id", "Q01", "no such id"),
    ]
    for table, line, column, value, _ in wanted:
        put(example, table, line, column, value)
    config = [CONFIG[at] for at in (0, 1, 2, 6, 9)]
    for old, new, _ in config:
        replace(example, old, new)
    ran = run_siting("run", example, "-o", tmp_path / "out", "--lang", "en")
    assert ran.returncode == 1
    assert not (tmp_path / "out").exists()
    assert "Traceback" not in ran.stderr
    for *_, expected in [*wanted, *config]:
        assert expected in ran.stderr, (expected, ran.stderr)
    assert len(wanted) + len(config) >= 30


def test_problems_are_said_in_japanese(example: Path) -> None:
    put(example, "facilities", 11, "site_area_m2", "-4420")
    (found,) = problems_of(example, "ja")
    assert found.startswith("facilities.csv:11: site_area_m2: '-4420' - ")
    assert found.endswith("[m2]")
    assert "expected" not in found


def test_swapped_coordinates_are_recognised(example: Path) -> None:
    put(example, "facilities", 8, "lat", "135.49")
    put(example, "facilities", 8, "lon", "34.77")
    assert problems_of(example) == [
        "facilities.csv:8: lat: '135.49, 34.77' - latitude and longitude look swapped [deg]"
    ]


def test_missing_and_unknown_columns(example: Path) -> None:
    def rename(rows: list[list[str]]) -> None:
        rows[0][rows[0].index("panel_area_m2")] = "panel_aera_m2"
        rows[0][rows[0].index("mount")] = "設置"
        rows[0].append("plot_id")

    edit_csv(example, "plots", rename)
    found = "\n".join(problems_of(example))
    assert "did you mean panel_area_m2?" in found
    assert "mount: the column is missing" in found
    assert "the column plot_id is there twice" in found


def test_no_project_no_tables_no_rows(tmp_path: Path, example: Path) -> None:
    assert "no such project folder" in problems_of(tmp_path / "nowhere")[0]
    (tmp_path / "empty").mkdir()
    assert len(problems_of(tmp_path / "empty")) == 2
    edit_csv(example, "facilities", lambda rows: rows.__delitem__(slice(1, None)))
    assert any("the table has no rows" in one for one in problems_of(example))


def test_two_files_for_one_table_are_ambiguous(example: Path) -> None:
    (example / "候補地.csv").write_bytes((example / "plots.csv").read_bytes())
    assert any("plots" in one and "twice" in one for one in problems_of(example))


def test_mixed_encodings_are_told(example: Path) -> None:
    lines = (example / "facilities.csv").read_bytes().split(b"\n")
    lines[4] = lines[4].decode("utf-8").encode("cp932")
    (example / "facilities.csv").write_bytes(b"\n".join(lines))
    assert any("two encodings in one file" in one for one in problems_of(example))


TABLES = ["facilities", "plots", "drops", "designs", "constraints", "exclusions", "published"]
FRAGMENTS = (
    "", " ", "-1", "NaN", "inf", "1e400", "１２３", "abc", "W07", "W07-P1", "H30", "平成", "=1+1", "<b>", "\x00", "\u202e",
    "0", "99999999999999999999", "1,000", "1_000", "true", "None", "'", '"', "\n", "、", "🙂", "-", "—", "%s{x}", "9" * 400,
)  # fmt: skip


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    table=st.sampled_from(TABLES),
    at=st.tuples(st.integers(0, 200), st.integers(0, 20)),
    value=st.one_of(st.sampled_from(FRAGMENTS), st.text(max_size=12)),
)
def test_a_changed_cell_never_ends_in_a_traceback(
    tmp_path_factory: pytest.TempPathFactory, table: str, at: tuple[int, int], value: str
) -> None:
    evaluated_or_told(mutated_folder(tmp_path_factory, table, {at[0]: (at[1], value)}))


# Rows are changed together: few rows need many turns until each column has held enough of the values.
TURNS = {"facilities": 4, "plots": 4, "drops": 30, "designs": 10, "constraints": 5, "exclusions": 5, "published": 3}


@pytest.mark.parametrize(("table", "turn"), [(name, turn) for name in TABLES for turn in range(TURNS[name])])
def test_a_changed_cell_in_every_row_never_ends_in_a_traceback(
    tmp_path_factory: pytest.TempPathFactory, table: str, turn: int
) -> None:
    """Rows that are refused are put back, so that the odd cells that were accepted are evaluated, all at once."""
    with (EXAMPLE / f"{table}.csv").open(encoding="utf-8-sig", newline="") as file:
        headings, *rows = csv.reader(file)
    # A NUL ends the reading of its file: the other cells would not be looked at.
    values = [*(one for one in FRAGMENTS if one != "\x00"), "\u0007x", "Ⅳ㎡", "é", "\u3000", "𠮷"]
    cells = list(itertools.product(range(len(headings)), values))
    random.Random(0).shuffle(cells)
    changes = dict(enumerate(cells[turn * len(rows) :][: len(rows)], start=1))
    for _ in range(4):
        problems = evaluated_or_told(mutated_folder(tmp_path_factory, table, changes))
        refused = {int(one.place) - 1 for one in problems if one.file == f"{table}.csv" and one.place.isdigit()}
        if not refused & set(changes):
            # Where the fault shows in other tables, a name they refer to was changed.
            refused = {row for row, (column, _) in changes.items() if headings[column].endswith("_id")}
        changes = {row: change for row, change in changes.items() if row not in refused}
        if not problems or not changes:
            break


def evaluated_or_told(folder: Path) -> tuple[Problem, ...]:
    """The problems of a project, each said in both languages; without any, its figures were found and are finite."""
    try:
        results = siting.evaluate(siting.load(folder))
    except InputProblems as error:
        assert error.problems
        for problem in error.problems:
            assert "\n" not in problem.say("en")
            assert problem.say("ja")
        return error.problems
    except NothingEligible:
        return ()
    figures = results.options[[name for name in results.options if name.startswith(("bc_", "npv_"))]]
    assert not any(math.isinf(one) for one in figures.to_numpy(dtype=float).ravel())
    return ()


_folder: list[Path] = []


def mutated_folder(factory: pytest.TempPathFactory, table: str, changes: Mapping[int, tuple[int, str]]) -> Path:
    """The example with one cell changed in some rows; the folder is made once and its tables are put back each time."""
    if not _folder:
        _folder.append(factory.mktemp("mutated"))
    folder = _folder[0]
    for source in EXAMPLE.iterdir():
        (folder / source.name).write_bytes(source.read_bytes())

    def edit(rows: list[list[str]]) -> None:
        for at, (column, value) in changes.items():
            row = rows[at % len(rows)]
            row[column % len(row)] = value

    edit_csv(folder, table, edit)
    return folder


def test_an_excel_error_is_told_once(example: Path) -> None:
    import pandas as pd

    frame = pd.read_csv(example / "facilities.csv", dtype=str, keep_default_na=False, encoding="utf-8-sig")
    (example / "facilities.csv").unlink()
    frame.loc[3, "name"] = "#N/A"
    frame.to_excel(example / "facilities.xlsx", index=False)
    import openpyxl

    book = openpyxl.load_workbook(example / "facilities.xlsx")
    cell = book.active["B5"]  # type: ignore[index]
    cell.data_type = "e"
    book.save(example / "facilities.xlsx")
    (found,) = problems_of(example)
    assert found.startswith("facilities.xlsx:Sheet1!B5: ")
    assert "Excel error" in found


@pytest.mark.parametrize(
    ("heading", "expected"),
    [("事業費（億円）", "the heading says 億円, but this column is read in yen"), ("年間発電量(MWh)", "says mwh"),
     ("パネル面積（a）", "says a, but this column counts in m2")],
)  # fmt: skip
def test_a_heading_in_another_unit_is_a_fault(example: Path, heading: str, expected: str) -> None:
    edit_csv(example, "plots", lambda rows: [rows[0].append(heading), *(row.append("") for row in rows[1:])])  # type: ignore[func-returns-value]
    assert any(expected in one for one in problems_of(example))


@pytest.mark.parametrize(
    "heading", ["パネル面積（㎡）", "パネル面積 [m2]", "設置可能面積(m²)", "ﾊﾟﾈﾙ面積", "Panel Area (m2)"]
)
def test_a_heading_may_name_the_columns_own_unit(example: Path, heading: str) -> None:
    def rename(rows: list[list[str]]) -> None:
        rows[0][rows[0].index("panel_area_m2")] = heading

    edit_csv(example, "plots", rename)
    assert len(siting.load(example).tables["plots"]) == 21


def test_an_unreadable_table_does_not_hide_the_faults_of_others(example: Path) -> None:
    (example / "drops.csv").write_bytes(b"")
    put(example, "plots", 2, "facility_id", "W99")
    found = problems_of(example)
    assert any(one.startswith("drops.csv: ") for one in found)
    assert any(one.startswith("plots.csv:2: facility_id: 'W99'") for one in found)


def test_ids_that_would_make_one_option_twice(example: Path) -> None:
    put(example, "plots", 2, "plot_id", "W02-P1-pv-x")
    put(example, "plots", 3, "plot_id", "W02-P1")
    replace(example, 'variant = "study"', 'variant = "y"')
    put(example, "designs", 5, "owner_id", "W02-P1")
    put(example, "designs", 5, "variant", "x-pv-y")
    assert any("this makes the option id W02-P1-pv-x-pv-y a second time" in one for one in problems_of(example))


def test_a_misnamed_sheet_is_told_and_its_table_not_called_missing(example: Path) -> None:
    import pandas as pd

    with pd.ExcelWriter(example / "tables.xlsx") as writer:
        for name, sheet in (("facilities", "施設"), ("plots", "候補地一覧")):
            frame = pd.read_csv(example / f"{name}.csv", dtype=str, keep_default_na=False, encoding="utf-8-sig")
            frame.to_excel(writer, sheet_name=sheet, index=False)
            (example / f"{name}.csv").unlink()
    found = problems_of(example)
    assert "tables.xlsx: 候補地一覧 is not read; if it holds the table plots, name it 候補地" in found


def test_two_files_for_facilities_are_told_once(example: Path) -> None:
    (example / "施設.csv").write_bytes((example / "facilities.csv").read_bytes())
    found = problems_of(example)
    assert len([one for one in found if "facilities" in one]) == 1


def test_a_heading_that_is_not_understood_hides_no_other_fault_and_makes_no_new_one(example: Path) -> None:
    def rename(rows: list[list[str]]) -> None:
        rows[0][rows[0].index("panel_area_m2")] = "パネル面績"

    edit_csv(example, "plots", rename)
    assert problems_of(example) == ["plots.csv:1: パネル面績: unknown column; did you mean パネル面積?"]
