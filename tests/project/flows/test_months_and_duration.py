from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from siting.project.flows import FlowRecord
from siting.project.flows.duration import _intervals
from siting.project.flows.months import month_in
from siting.project.flows.units import M3_S_PER_UNIT, to_m, to_m3_s, unit_in
from tests.project.flows.conftest import told, volume_m3

Good = Callable[..., FlowRecord]
Refused = Callable[..., str]
Write = Callable[..., str]

FISCAL_MONTHS = [4, 5, 6, 7, 8, 9, 10, 11, 12, 1, 2, 3]
DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
NAMES = ["Jan", "Feb.", "March", "Apr", "May", "June", "Jul", "Aug", "Sept", "Oct", "Nov", "December"]


@pytest.mark.parametrize(
    "name",
    [
        lambda m: m,
        lambda m: f"{m}月",
        lambda m: NAMES[m - 1],
        lambda m: f"{2023 + (m < 4)}-{m:02d}",
        lambda m: f"令和{5 + (m < 4)}年{m}月",
    ],
)
def test_a_row_per_month(good: Good, write_csv: Write, name: Callable[[int], Any]) -> None:
    rows = [[name(month), 100 * month] for month in FISCAL_MONTHS]
    record = good(write_csv([["月", "流量"], *rows, ["平均", 650]]), "months", "m3/h")
    assert record.kind == "months"
    assert sorted(record.month) == list(range(1, 13))
    assert record.flow_m3_s * 3600 == pytest.approx(100.0 * record.month)
    assert [record.hours[list(record.month).index(month)] for month in range(1, 13)] == [24 * days for days in DAYS]
    other = good(write_csv([["月", "流量"], *rows[::-1]], "turned.csv"), "months", "m3/h")
    assert np.array_equal(record.flow_m3_s, other.flow_m3_s)


def test_a_column_per_month_below_a_title(good: Good, refused: Refused, write_book: Write) -> None:
    rows: list[list[Any]] = [
        ["月別受水量（令和5年度）"],
        [],
        ["区分", *(f"{month}月" for month in FISCAL_MONTHS), "合計"],
        ["受水量", *(DAYS[month - 1] * 86400.0 for month in FISCAL_MONTHS), 365 * 86400.0],
    ]
    record = good(write_book({"表": rows}), "months", "m3/month")
    assert record.flow_m3_s == pytest.approx(1.0)
    assert "a flow for each of 12 months, without a year" in told(record)
    assert volume_m3(record) == pytest.approx(365 * 86400)
    file = write_book({"表": [*rows, rows[-1]]})
    assert "2 rows hold figures below the months: state first_row" in refused(file, "months", "m3/month")
    assert good(file, "months", "m3/month", first_row=5).flow_m3_s == pytest.approx(1.0)


def test_dates_of_excel_as_months_with_heads(good: Good, write_book: Write) -> None:
    rows = [[dt.datetime(2023 + (month < 4), month, 1), 3.6, 250] for month in FISCAL_MONTHS]
    file = write_book({"S": [["年月", "flow", "head"], *rows]})
    record = good(file, "months", "m3/h", head_column="head", head_unit="kPa")
    assert record.head_m == pytest.approx(250 / 9.80665)
    assert record.flow_m3_s == pytest.approx(0.001)


def test_faults_of_months(refused: Refused, write_csv: Write) -> None:
    rows = [[month, 1] for month in FISCAL_MONTHS]
    assert "no flow in any year in month 3" in refused(write_csv([["月", "流量"], *rows[:-1]]), "months")
    said = refused(write_csv([["月", "流量"], *rows, [4, 2]]), "months")
    assert "flow.csv:14: '4' - the same time stands twice, first in 2" in said
    said = refused(write_csv([["月", "流量"], *rows[:-1], ["13月", 2]]), "months")
    assert "flow.csv:13: '13月' - expected a month such as 4" in said
    said = refused(write_csv([["月", "流量"], *rows[:-1], ["2024-03", 2]]), "months")
    assert "some months name their year, others none" in said


@pytest.mark.parametrize("cell", [0, 13, 4.5, "13", "x", "marble-", True, None, "2023"])
def test_what_is_no_month(cell: Any) -> None:
    assert month_in(cell) is None


CURVE = [[0, 360], [10, 300], [50, 200], [95, 100], [100, 0]]


def area(points: list[list[float]]) -> float:
    share, flow = np.array(points, dtype=float).T
    return float(np.sum(np.diff(share / 100) * (flow[1:] + flow[:-1]) / 2))


def test_a_duration_curve_keeps_its_area(good: Good, write_csv: Write) -> None:
    record = good(write_csv([["超過確率(%)", "流量"], *CURVE]), "duration", "m3/h")
    assert record.kind == "duration"
    assert set(record.month) == {0}
    assert volume_m3(record) == pytest.approx(area(CURVE) * 8760)
    assert np.all(np.diff(record.flow_m3_s) <= 0)
    assert np.unique(np.round(record.flow_m3_s, 12)).size > 50
    assert "a duration curve of 5 points" in told(record)


@pytest.mark.parametrize("form", [lambda s: s / 100, lambda s: f"{s}%", lambda s: s * 3.65])
def test_exceedances_as_shares_per_cent_and_days(good: Good, write_csv: Write, form: Callable[[float], Any]) -> None:
    rows = [[form(share), flow] for share, flow in CURVE]
    record = good(write_csv([["exceedance", "flow"], *rows[::-1]]), "duration", "m3/h")
    assert volume_m3(record) == pytest.approx(area(CURVE) * 8760)


def test_ends_and_gaps_of_a_curve_are_told(good: Good, write_csv: Write) -> None:
    rows = [[5, 100], [20, ""], [50, 50], [90, -10]]
    record = good(write_csv([["割合", "流量"], *rows]), "duration", "L/s")
    assert record.flow_m3_s[0] == pytest.approx(0.1)
    assert record.flow_m3_s[-1] == 0
    said = told(record)
    assert "begins at 5 %" in said
    assert "ends at 90 %" in said
    assert "1 points without a flow or head are left out" in said
    assert "1 negative flows are counted as 0; the smallest is -10" in said


def test_faults_of_a_curve(refused: Refused, write_csv: Write) -> None:
    head = ["割合", "流量"]
    said = refused(write_csv([head, [0, 10], [50, 11], [100, 0]]), "duration")
    assert said == "flow.csv:3: '50' - the flow must fall as the exceedance rises; it is larger than in 2"
    assert "this exceedance stands twice, first in 2" in refused(
        write_csv([head, [0, 10], [0, 9], [100, 0]]), "duration"
    )
    assert "flow.csv:3: '400' - expected the share" in refused(write_csv([head, [0, 10], [400, 9]]), "duration")
    assert "at least two points" in refused(write_csv([head, [0, 10]]), "duration")
    assert "has no months" in refused(write_csv([head, *CURVE]), "duration", "m3/month")


@given(st.lists(st.integers(0, 10_000), min_size=2, max_size=12, unique=True).map(sorted))
def test_intervals_of_a_curve_fill_the_year_and_keep_its_area(share: list[int]) -> None:
    points = np.array(share) / 10_000
    flow = np.linspace(9.0, 1.0, len(points)) ** 2
    middle, width = _intervals(points)
    assert width.sum() == pytest.approx(1)
    assert np.all(width <= 0.01 + 1e-9)
    ends = np.concatenate([[0.0], points, [1.0]])
    flows = np.concatenate([flow[:1], flow, flow[-1:]])
    whole = np.sum(np.diff(ends) * (flows[1:] + flows[:-1]) / 2)
    assert np.sum(width * np.interp(middle, points, flow)) == pytest.approx(whole)


def test_units() -> None:
    one = np.array([1.0])
    assert to_m3_s(one * 86400, "m3/day", 0.0) == pytest.approx(1)
    assert to_m3_s(one * 720 * 3600, "m3/month", 720.0) == pytest.approx(1)
    assert {unit: round(1 / factor) for unit, factor in M3_S_PER_UNIT.items()} == {
        "m3/s": 1, "m3/min": 60, "m3/h": 3600, "m3/day": 86400, "L/s": 1000, "L/min": 60000,
    }  # fmt: skip
    assert to_m(one * 0.2, "MPa") == pytest.approx(20.394, abs=1e-3)
    words = ["受水量（㎥／ｈ）", "flow [m³/s]", "流量 ℓ/min", "m3/日", "送水量(立方メートル/時)", "流量", "km/h"]
    assert [unit_in(word) for word in words] == ["m3/h", "m3/s", "L/min", "m3/day", "m3/h", None, None]


@pytest.mark.parametrize("layout", ["series", "months", "duration", "daily_report", "hourly_report"])
@pytest.mark.parametrize("cells", [["日時", "日", "月", "割合", "流量"], [1, 2, 3, 4, 5], ["x"], ["令和5年4月1日", 7], [None, "流量", dt.time(1)]])  # fmt: skip
def test_no_layout_falls_over_a_sheet_it_does_not_fit(
    refused: Refused, write_book: Write, layout: str, cells: list[Any]
) -> None:
    file = write_book({"S": [cells, [], [True, *cells], [*cells[::-1], 40]]})
    for keys in ({}, {"first_row": 9}, {"time_column": "A", "flow_column": "B"}, {"flow_column": "B", "first_row": 3}):
        assert refused(file, layout, **keys)


def test_per_cent_do_not_run_beyond_a_hundred(good: Good, refused: Refused, write_csv: Write) -> None:
    rows = [[0, 400], [50, 200], [120, 100]]
    said = refused(write_csv([["超過確率(%)", "流量"], *rows]), "duration")
    assert "'120' - expected an exceedance from 0 to 100 %" in said
    assert "taken as days of 365" in told(good(write_csv([["日数", "流量"], *rows]), "duration"))


def test_a_record_that_begins_at_midnight_is_labelled_by_its_starts_though_the_end_is_missing(
    good: Good, write_csv: Write
) -> None:
    begin = dt.datetime(2023, 4, 1)
    rows = [[begin + dt.timedelta(hours=hour), 400] for hour in range(8783)]
    record = good(write_csv([["日時", "流量"], *rows]))
    assert record.month[0] == 4
    assert "745" not in told(record)
