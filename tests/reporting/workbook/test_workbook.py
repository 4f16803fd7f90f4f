"""The workbook as a file: the same bytes, text that stays text, formulas with stored values."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import openpyxl
import pytest

from siting.language import translate
from siting.reporting.results import Results, from_json, to_json
from siting.reporting.workbook import workbook_xlsx
from siting.reporting.workbook.sheet_xml import LONGEST_TEXT, safe_text
from tests.reporting.workbook import studies
from tests.reporting.workbook.studies import study


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Results:
    return study(tmp_path_factory.mktemp("study") / "toyonaka")


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_two_runs_give_the_same_bytes(lang: str, tmp_path: Path) -> None:
    first, second = (workbook_xlsx(study(tmp_path / name, lang=lang)) for name in ("a", "b"))
    assert first == second


def test_results_read_back_give_the_same_bytes(results: Results) -> None:
    assert workbook_xlsx(from_json(to_json(results))) == workbook_xlsx(results)


def test_parts_carry_no_time_of_their_own(results: Results) -> None:
    with zipfile.ZipFile(io.BytesIO(workbook_xlsx(results))) as file:
        assert {entry.date_time for entry in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert set(re.findall(r"\d{4}-\d{2}-\d{2}T", file.read("docProps/core.xml").decode())) == {"1980-01-01T"}


def test_hostile_texts_stay_texts(tmp_path: Path) -> None:
    content = workbook_xlsx(study(tmp_path / "hostile", *studies.HOSTILE))
    workbook = openpyxl.load_workbook(io.BytesIO(content))
    found = [cell for sheet in workbook for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]
    for hostile in ('=HYPERLINK("http://x","y")', "+1", "@SUM(A1)", "=1+1"):
        cells = [cell for cell in found if cell.value == hostile]
        assert cells
        with zipfile.ZipFile(io.BytesIO(content)) as file:
            parts = "".join(file.read(name).decode() for name in file.namelist() if "worksheets" in name)
        assert not re.search(r"<f>[^<]*(HYPERLINK|SUM\(A1\))", parts)
    assert "-2+3<&>\"'_x005F_x0041_" in {cell.value for cell in found}


def test_texts_are_fit_for_xml_and_excel() -> None:
    assert safe_text("a\x00b\x0bc\ufffe\r\nd") == "abc\nd"
    assert len(safe_text("x" * 40_000)) == LONGEST_TEXT
    astral = safe_text("𠮷" * 20_000)
    assert len(astral.encode("utf-16-le")) // 2 <= LONGEST_TEXT


def test_formulas_have_stored_values(results: Results) -> None:
    content = workbook_xlsx(results)
    formulas = openpyxl.load_workbook(io.BytesIO(content))
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        parts = [file.read(name).decode() for name in file.namelist() if "worksheets" in name]
    count = sum(len(re.findall(r"<f>", part)) for part in parts)
    assert count > 7000
    assert count == sum(len(re.findall(r"</f><v>", part)) for part in parts)
    assert formulas.calculation.fullCalcOnLoad


def test_every_name_points_to_a_filled_cell(results: Results) -> None:
    workbook = openpyxl.load_workbook(io.BytesIO(workbook_xlsx(results)))
    assert {"price_fit_pv", "discount_rate", "total_pv_from", "co2_kg_per_kwh"} <= set(workbook.defined_names)
    for name, defined in workbook.defined_names.items():
        ((sheet, address),) = defined.destinations
        if not name.endswith("_from"):
            cells = workbook[sheet][address.replace("$", "")]
            cells = cells if isinstance(cells, tuple) else ((cells,),)
            assert all(cell.value is not None for row in cells for cell in row), name


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_sheets_are_ready_for_print(lang: str, tmp_path: Path) -> None:
    workbook = openpyxl.load_workbook(io.BytesIO(workbook_xlsx(study(tmp_path / "study", lang=lang))))
    assert workbook.sheetnames[0] == translate("Cover", lang)
    for sheet in workbook:
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.print_area
        assert len(sheet.title) <= 31
        if sheet.title != workbook.sheetnames[0]:
            assert sheet.print_title_rows
            assert sheet.freeze_panes


def test_a_workbook_without_options_is_still_one(tmp_path: Path) -> None:
    none = study(tmp_path / "none", studies.added("\n[outputs]\ncashflow_options = 0\n"))
    workbook = openpyxl.load_workbook(io.BytesIO(workbook_xlsx(none)))
    assert len(workbook.sheetnames) == 11


def test_only_leading_options_are_listed(tmp_path: Path) -> None:
    few = study(tmp_path / "few", studies.added("\n[outputs]\ncashflow_options = 9\n"))
    sheet = openpyxl.load_workbook(io.BytesIO(workbook_xlsx(few)))["順位"]
    ids = [row[2] for row in sheet.iter_rows(min_row=9, values_only=True)]
    assert len(ids) == 9
    best = few.ranking.sort_values(["rank", "option_id"], kind="stable")["option_id"].iloc[:9]
    assert set(ids) == set(best)
