"""Figures in another unit of the same quantity: converted once, when the heading says so, or refused."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import siting
from siting.project.readers.raw import RawTable
from siting.project.tables import _folded, check_table
from siting.vocabulary import TABLES, Table, table
from siting.vocabulary.units import FLOWS, LENGTHS, PRESSURES, SHARES
from tests.project.test_faults import edit_csv, problems_of


def read(heading: str, *cells: object, name: str = "drops") -> tuple[dict[str, list[float]], list[str]]:
    """One column under that heading: the typed columns and what is said of them."""
    ids = np.array([f"D{at}" for at in range(len(cells))], dtype=object)
    owner = np.array(["W04"] * len(cells), dtype=object)
    key = table(name).key
    headings = (key, "facility_id", heading)
    columns = (ids, owner, np.array(cells, dtype=object))
    raw = RawTable(f"{name}.csv", "", headings, columns, np.arange(2, 2 + len(cells)))
    loaded, problems = check_table(raw, table(name))
    return {str(c): loaded.frame[c].tolist() for c in loaded.frame}, [one.say("en") for one in problems]


HEADINGS = [
    ("流量(m3/h)", "900", "flow_m3_s", 0.25),
    ("流量（㎥／時）", "900", "flow_m3_s", 0.25),
    ("流量[m3/日]", "21,600", "flow_m3_s", 0.25),
    ("受水量(m³/d)", "２１６００", "flow_m3_s", 0.25),
    ("流量(m3/min)", "15", "flow_m3_s", 0.25),
    ("流量(L/s)", "250", "flow_m3_s", 0.25),
    ("流量（L/分）", "15000", "flow_m3_s", 0.25),
    ("flow_m3_h", "900", "flow_m3_s", 0.25),
    ("Flow_L_s", "250", "flow_m3_s", 0.25),
    ("flow_l_min", 15000, "flow_m3_s", 0.25),
    ("flow_m3_day (m3/d)", 21600, "flow_m3_s", 0.25),
    ("上流圧力（MPa）", "0.980665", "up_pressure_m", 100.0),
    ("一次圧(kPa)", "490.3325", "up_pressure_m", 50.0),
    ("up_pressure_mpa", "0.4903325", "up_pressure_m", 50.0),
    ("必要残圧(MPa)", "0.0490", "required_head_m", 49 / 9.80665),
    ("口径（㎜）", "300", "pipe_diameter_m", 0.3),
    ("pipe_diameter_mm", "150", "pipe_diameter_m", 0.15),
    ("利用率（％）", "60", "use_rate", 0.6),
    ("弁開度(%)", "25", "valve_opening", 0.25),
    ("use_rate_percent", "60", "use_rate", 0.6),
    ("流量変化率（%/年）", "-1", "flow_change_per_year", -0.01),
    ("flow_change_percent_per_year", "-1", "flow_change_per_year", -0.01),
    ("事業費（千円）", "216,100", "capex_yen", 216_100_000),
    ("事業費（百万円）", "216.1", "capex_yen", 216_100_000),
    ("事業費（万円）", "21610", "capex_yen", 216_100_000),
    ("年間維持管理費（千円/年）", "1,500", "opex_yen_per_year", 1_500_000),
    ("年間維持管理費（百万円）", "1.5", "opex_yen_per_year", 1_500_000),
    ("capex_thousand_yen", "216100", "capex_yen", 216_100_000),
    ("opex_million_yen_per_year", "1.5", "opex_yen_per_year", 1_500_000),
    # A column's own unit changes nothing.
    ("流量(m3/秒)", "0.25", "flow_m3_s", 0.25),
    ("管の粗度(mm)", "0.1", "pipe_roughness_mm", 0.1),
    ("損失係数(s2/m5)", "12", "loss_coefficient_s2_m5", 12),
]  # fmt: skip


@pytest.mark.parametrize(("heading", "cell", "column", "expected"), HEADINGS)
def test_a_heading_in_another_unit_is_converted(heading: str, cell: object, column: str, expected: float) -> None:
    values, said = read(heading, cell)
    assert said == []
    assert values[column] == [pytest.approx(expected, rel=1e-15)]


@pytest.mark.parametrize(
    ("heading", "cell", "column", "exact"),
    [("use_rate_pct", "25", "use_rate", 0.25), ("口径(mm)", "700", "pipe_diameter_m", 0.7), ("流量(L/s)", "57", "flow_m3_s", 0.057),
     ("利用率(%)", "58", "use_rate", 0.58), ("事業費(千円)", "4.35", "capex_yen", 4350.0)],
)  # fmt: skip
def test_the_last_digit_stays(heading: str, cell: str, column: str, exact: float) -> None:
    values, _ = read(heading, cell)
    assert values[column] == [exact]


@pytest.mark.parametrize(
    ("heading", "said"),
    [("流量(ft3/s)", "says ft3/s, but this column is read in m3/s, m3/min, m3/h, m3/day, L/s, L/min"),
     ("事業費（億円）", "says 億円, but this column is read in yen, 千円"),
     ("上流水位(kPa)", "says kpa, but this column counts in m"),
     ("年間発電量(MWh)", "says mwh, but this column counts in kWh/y"),
     ("capex_yen（千円）", "says 千円, but this column counts in yen"),
     ("flow_m3_s (L/s)", "says l/s, but this column counts in m3/s"),
     ("flow_m3_h (L/s)", "the heading names two units, m3/h and l/s"),
     ("up_level_kpa", "unknown column")],
)  # fmt: skip
def test_a_unit_that_is_no_unit_of_the_column_is_a_fault(heading: str, said: str) -> None:
    _, problems = read(heading, "1")
    assert len(problems) == 1
    assert said in problems[0]


@pytest.mark.parametrize(
    ("heading", "cell", "said"),
    [("流量(m3/h)", "-5", "drops.csv:2: flow_m3_s: '-5' - expected a number > 0 and <= 100 (the heading says m3/h; in m3/s this is -0.00138889) [m3/s]"),
     ("流量(m3/日)", "9,000,000", "flow_m3_s: '9,000,000' - expected a number > 0 and <= 100; is the unit right? (the heading says m3/day; in m3/s this is 104.167)"),
     ("flow_m3_s", "250", "'250' - expected a number > 0 and <= 100; is the unit right? [m3/s]"),
     ("利用率", "60", "'60' - expected a number > 0 and <= 1; is the unit right?"),
     ("口径", "300", "'300' - expected a number > 0 and <= 10; is the unit right?"),
     ("上流圧力(MPa)", "高い", "up_pressure_m: '高い' - expected a number [m]"),
     ("事業費（百万円）", "9e14", "expected a number of at most 1e+15")],
)  # fmt: skip
def test_bounds_hold_after_the_conversion_and_the_cell_is_quoted_as_written(heading: str, cell: str, said: str) -> None:
    _, problems = read(heading, cell)
    assert len(problems) == 1
    assert said in problems[0]


def test_the_same_column_in_two_units_is_there_twice(example: Path) -> None:
    def add(rows: list[list[str]]) -> None:
        rows[0] += ["flow_m3_s", "流量(m3/h)"]
        for row in rows[1:]:
            row += ["", ""]

    edit_csv(example, "drops", add)
    assert any("the column flow_m3_s is there twice (flow_m3_s, 流量(m3/h))" in one for one in problems_of(example))


def test_costs_in_thousands_of_yen_are_the_same_costs(example: Path) -> None:
    before = siting.load(example).tables["designs"].frame

    def thousand(rows: list[list[str]]) -> None:
        at = rows[0].index("capex_yen")
        rows[0][at] = "事業費（千円）"
        for row in rows[1:]:
            row[at] = str(float(row[at]) / 1000) if row[at] else ""

    edit_csv(example, "designs", thousand)
    after = siting.load(example).tables["designs"].frame
    assert before["capex_yen"].sum() > 0
    assert after["capex_yen"].tolist() == pytest.approx(before["capex_yen"].tolist(), nan_ok=True, rel=1e-12)


@pytest.mark.parametrize("one", TABLES, ids=lambda one: one.name)
def test_no_heading_in_another_unit_means_another_column(one: Table) -> None:
    owner = {_folded(heading): column.name for column in one.columns for heading in column.headings()}
    for column in one.columns:
        for heading, _ in column.headings_in_other_units():
            assert owner.setdefault(_folded(heading), column.name) == column.name, heading


@pytest.mark.parametrize("conversion", [*FLOWS, *PRESSURES, *LENGTHS, *SHARES], ids=lambda one: one.unit)
@given(value=st.floats(1e-6, 1e9))
def test_conversions_are_proportional(conversion: object, value: float) -> None:
    from siting.vocabulary.units import Conversion

    assert isinstance(conversion, Conversion)
    once, twice = conversion.convert(np.array([value, 2 * value]))
    assert 0 < once < value * 1000
    assert twice == pytest.approx(2 * once, rel=1e-12)


def test_a_shapefiles_field_name_that_leaves_the_unit_open_is_not_completed() -> None:
    columns = tuple(np.array([one], dtype=object) for one in ("D1", "W04", "12", "40", "9"))
    headings = ("drop_id", "facility_i", "loss_coeff", "up_pressur", "opex_thous")
    raw = RawTable("drops.shp", "", headings, columns, np.array([1]), truncated_headings=True)
    loaded, problems = check_table(raw, table("drops"))
    assert loaded.frame["loss_coefficient_s2_m5"].tolist() == [12.0]
    assert [one.column for one in problems] == ["up_pressur", "opex_thous"]
