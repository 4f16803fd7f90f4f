"""The workbook as a file: the same bytes, text that stays text, formulas with stored values."""

from __future__ import annotations

import dataclasses
import io
import re
import zipfile
from pathlib import Path

import openpyxl
import pandas as pd
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
    assert len(workbook.sheetnames) == 13


@pytest.fixture(scope="module")
def turbines(tmp_path_factory: pytest.TempPathFactory) -> Results:
    return study(tmp_path_factory.mktemp("water") / "toyonaka", studies.DISCOUNTED, studies.WATER_FALLING)


def test_every_machine_is_shown_with_its_reasons(turbines: Results) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(workbook_xlsx(turbines)))["水車比較"]
    headings = [cell.value for cell in sheet[7]]
    rows = [dict(zip(headings, row, strict=True)) for row in sheet.iter_rows(min_row=9, values_only=True)]
    assert [row["導入案ID"] for row in rows] == list(turbines.turbines["option_id"])
    assert [row["採用"] for row in rows] == list(turbines.turbines["chosen"].astype(int))
    assert [row["設計流量"] for row in rows] == pytest.approx(list(turbines.turbines["design_flow_m3_s"]))
    assert all("標準ポンプ" in str(row["長所・採用理由"]) for row in rows if row["水車形式"] == "pat")
    assert not any(cell.data_type == "f" for row in sheet.iter_rows() for cell in row)


def test_duration_curves_stand_side_by_side_unless_there_are_very_many(turbines: Results) -> None:
    workbook = openpyxl.load_workbook(io.BytesIO(workbook_xlsx(turbines)))
    sheet = workbook["流況曲線"]
    drops = list(turbines.durations["drop_id"].unique())
    assert sheet.max_column == 1 + 6 * len(drops)
    second = turbines.durations[turbines.durations["drop_id"] == drops[1]]
    column = next(cell.column for cell in sheet[7] if cell.value == f"{drops[1]} 流量")
    found = [row[column - 1] for row in sheet.iter_rows(min_row=9, values_only=True)]
    assert found == pytest.approx(list(second["flow_m3_s"]))
    many = pd.concat([turbines.durations.assign(drop_id=f"D{at}") for at in range(21)], ignore_index=True)
    crowded = dataclasses.replace(turbines, durations=many)
    assert "流況曲線" not in openpyxl.load_workbook(io.BytesIO(workbook_xlsx(crowded))).sheetnames


def test_assumptions_hold_cost_models_of_machines_and_flow_records(turbines: Results) -> None:
    workbook = openpyxl.load_workbook(io.BytesIO(workbook_xlsx(turbines)))
    assert {"total_machines_pat_fixed", "opex_machines_pat_per_kw", "capex_hydro_from"} <= set(workbook.defined_names)
    by_key = {row[4]: row for row in workbook["前提条件"].iter_rows(values_only=True) if row[4]}
    assert by_key["flows.W05-D2"][2] == "months.csv"
    assert by_key["flows.W05-D2"][7] == "monthly report"
    assert by_key["hydro.flow_change_per_year"][2] == -0.01
    assert by_key["costs.machines.pat.lifetime_total.fixed_yen"][7] == "maker"


def test_energy_of_a_simple_drop_is_a_formula(results: Results) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(workbook_xlsx(results)))["導入案"]
    headings = [cell.value for cell in sheet[7]]
    row = next(row for row in sheet.iter_rows(min_row=9) if row[0].value == "W06-D1-hydro-simple")
    found = dict(zip(headings, (cell.value for cell in row), strict=True))
    assert found["入力: 利用率"] == 0.6
    assert "*8760*" in str(found["年間発電量"])
    assert "入力: 水量変化による年間減少率" not in found


def test_only_leading_options_are_listed(tmp_path: Path) -> None:
    few = study(tmp_path / "few", studies.added("\n[outputs]\ncashflow_options = 9\n"))
    sheet = openpyxl.load_workbook(io.BytesIO(workbook_xlsx(few)))["順位"]
    ids = [row[2] for row in sheet.iter_rows(min_row=9, values_only=True)]
    assert len(ids) == 9
    best = few.ranking.sort_values(["rank", "option_id"], kind="stable")["option_id"].iloc[:9]
    assert set(ids) == set(best)
