"""What the workbook tells of designed plots: the sheet of layouts, the assumptions, the notes."""

from __future__ import annotations

import dataclasses
import io
from collections.abc import Mapping
from typing import Any

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from siting.project.modules import shipped_modules
from siting.reporting.results import Results
from siting.reporting.workbook import workbook_xlsx
from siting.vocabulary.solar import LOSS_STEPS, SUN_MONTHS

HEADINGS, FIRST = 7, 9


@pytest.fixture(scope="module")
def workbook(sun_results: Results) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(workbook_xlsx(sun_results)))


def rows(workbook: Workbook, sheet: str) -> list[dict[str, Any]]:
    headings = [cell.value for cell in workbook[sheet][HEADINGS]]
    return [dict(zip(headings, row, strict=True)) for row in workbook[sheet].iter_rows(min_row=FIRST, values_only=True)]


def assumed(workbook: Workbook, sheet: str = "前提条件") -> Mapping[str, tuple[Any, ...]]:
    """The lines of the sheet of assumptions by their key in project.toml."""
    return {row[4]: row for row in workbook[sheet].iter_rows(values_only=True) if row[4]}


def test_every_design_is_shown_with_its_losses_and_months(workbook: Workbook, sun_results: Results) -> None:
    found, layouts = rows(workbook, "パネル配置"), sun_results.layouts
    assert [row["導入案ID"] for row in found] == list(layouts["option_id"])
    for row, design in zip(found, layouts.to_dict("records"), strict=True):
        assert row["パネル枚数"] == design["panels"]
        assert row["年間発電量"] == pytest.approx(design["annual_kwh"])
        assert [row[month.ja] for month in SUN_MONTHS] == pytest.approx([design[month.name] for month in SUN_MONTHS])
        taken = sum(row.get(f"損失: {step.ja}") or 0.0 for step in LOSS_STEPS)
        assert row["損失前の発電量"] - taken == pytest.approx(row["年間発電量"])
        assert row["配置の方法"] in ("図形による配置", "面積による配置")
        assert "気象庁平年値" in row["注記"]
    assert not any(cell.data_type == "f" for row in workbook["パネル配置"].iter_rows() for cell in row)


def test_power_and_energy_are_entered_and_costs_are_formulas(workbook: Workbook) -> None:
    (design,) = (row for row in rows(workbook, "導入案") if row["導入案ID"] == "A-P1-pv-t5")
    assert isinstance(design["入力: 発電出力"], float)
    assert isinstance(design["入力: 年間発電量"], float)
    assert design["入力: 事業費"] is None
    assert "capex_pv_value" in design["事業費"]
    said = [row[0] for row in workbook["導入案"].iter_rows(max_row=HEADINGS, max_col=1, values_only=True)]
    assert any("太陽光の計算による値" in str(one) for one in said)


def test_assumptions_tell_every_figure_of_the_engine(workbook: Workbook) -> None:
    lines = assumed(workbook)
    assert lines["solar.tilts_deg"][2:4] == ("5, 20", "deg")
    assert lines["solar.module"][2] == "topcon-440-2024"
    assert shipped_modules()["topcon-440-2024"].source in lines["solar.module"][7]
    assert lines["solar.losses.soiling"][2] == 0.02
    assert lines["solar.physics.albedo"][2] == 0.2
    assert lines["solar.shade.buildings"][2] == "walls.gpkg"
    assert lines["solar.shade.buildings"][7] == "survey"
    assert lines["weather.kind"][2] == "normals"
    assert not {"weather.columns.ghi", "weather.utc_offset_h", "weather.months_plane.tilt_deg"} & set(lines)
    # No formula uses them; those of output control have a name.
    assert not any(
        row[5] for key, row in lines.items() if key.startswith(("weather.", "solar.")) and "shares" not in key
    )
    assert [lines[f"solar.curtailment.shares[{at}]"][1:3] for at in range(3)] == [(0, 0.03), (2, 0.1), (3, 0.04)]
    assert "curtailed_value" in {row[5] for row in lines.values()}
    notes = [row[0] for row in workbook["前提条件"].iter_rows(values_only=True)]
    assert any("気象庁平年値" in str(one) for one in notes)
    assert any(str(one).endswith("walls.gpkg") for one in notes)


def test_a_study_without_the_engine_has_none_of_it(results: Results) -> None:
    layouts = results.layouts.iloc[:0]
    bare = dataclasses.replace(results, layouts=layouts)
    assert "パネル配置" not in openpyxl.load_workbook(io.BytesIO(workbook_xlsx(bare)), read_only=True).sheetnames


def test_factors_of_older_studies_are_told_without_the_losses_they_contain(results: Results) -> None:
    workbook = openpyxl.load_workbook(io.BytesIO(workbook_xlsx(results)))
    lines = assumed(workbook)
    assert lines["solar.factor.factor"][2] == 0.73
    assert lines["solar.factor.daily_kwh_m2"][2] == "3.52, 3.605, 3.75"
    assert not any(key.startswith(("weather.", "solar.losses", "solar.physics")) for key in lines)
    assert [row["導入案ID"] for row in rows(workbook, "パネル配置")] == [
        "W07-P1-pv-t5",
        "W07-P1-pv-t10",
        "W07-P1-pv-t30",
    ]
