from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from siting.project.flows import FlowRecord
from siting.project.flows.report_heads import SheetMonth
from tests.project.flows.conftest import told, volume_m3

Good = Callable[..., FlowRecord]
Refused = Callable[..., str]
Write = Callable[..., str]
Sheets = dict[str, list[list[Any]]]

FISCAL_MONTHS = [4, 5, 6, 7, 8, 9, 10, 11, 12, 1, 2, 3]


def year_of(month: int, fiscal_year: int = 2023) -> int:
    return fiscal_year + (month < 4)


def daily(month: int, title: list[Any] | None = None, rows: int | None = None) -> list[list[Any]]:
    """A 月報: title rows, a row per day (m3/day: the month in thousands and the day), totals below."""
    days = calendar.monthrange(year_of(month), month)[1]
    flows = [1000 * month + day for day in range(1, days + 1)]
    return [
        ["送水管理月報"],
        title or ["令和5年度", f"{month}月分", None, "〇〇市上下水道局"],
        [],
        ["日", "曜日", "受水量", "最大流量", "水温"],
        [None, None, "(㎥/日)", "(㎥/h)", "(℃)"],
        *([day, "月火水木金土日"[day % 7], flow, flow / 20, 15.5] for day, flow in enumerate(flows, 1)),
        *([day, None, None, None, None] for day in range(days + 1, (rows or days) + 1)),
        ["合計", None, sum(flows), None, None],
        ["平均", None, sum(flows) / days, None, 15.5],
        [None, "最大", max(flows), None, None],
    ]


def a_year(**keys: Any) -> Sheets:
    return {f"{month}月": daily(month, **keys) for month in FISCAL_MONTHS}


def check_daily(record: FlowRecord, days: int = 366) -> None:
    assert record.kind == "days"
    assert len(record.hours) == days
    assert record.years == 1
    for month in range(1, 13):
        mine = record.flow_m3_s[record.month == month] * 86400
        assert mine == pytest.approx([1000 * month + day for day in range(1, len(mine) + 1)])


def test_a_sheet_per_month_with_titles_eras_and_totals(good: Good, write_book: Write) -> None:
    file = write_book({"表紙": [["令和5年度 月報"]], **a_year(rows=31)}, merged=["A1:E1"])
    record = good(file, "daily_report", "m3/day", sheets="{month}月")
    check_daily(record)
    assert "rows of totals and means are left out" in told(record)
    assert "29 February is counted" in told(record)
    assert "have no flow" not in told(record)


def test_the_volume_is_that_of_the_months(good: Good, write_book: Write) -> None:
    record = good(write_book(a_year()), "daily_report", "m3/day", sheets="{month}月")
    mean = [np.mean([1000 * month + day for day in range(1, calendar.monthrange(year_of(month), month)[1] + 1)]) for month in range(1, 13)]  # fmt: skip
    assert volume_m3(record) == pytest.approx(np.dot(mean, [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]))


@pytest.mark.parametrize(
    ("title", "pattern"),
    [
        (lambda m: f"R5.{m}", "R5.{month}"),
        (lambda m: f"Ｒ５．{m}", "R5.{month}"),
        (lambda m: f"R5. {m}", "R5.{month}"),
        (lambda m: f"2023年{m}月", "{fiscal_year}年{month}月"),
        (lambda m: f"R{year_of(m) - 2018}年{m:02d}月", "{year}年{month}月"),
    ],
)
def test_patterns_of_sheets(good: Good, write_book: Write, title: Callable[[int], str], pattern: str) -> None:
    sheets = {title(month): daily(month, title=["月報"]) for month in FISCAL_MONTHS}
    check_daily(good(write_book(sheets), "daily_report", "m3/day", sheets=pattern, fiscal_year=2023))


def test_a_list_of_sheets_takes_the_months_from_titles(good: Good, write_book: Write) -> None:
    titles = {month: ["令和", 5 + (month < 4), "年", month, "月分"] for month in FISCAL_MONTHS}
    sheets = {f"Sheet{month}": daily(month, title=titles[month]) for month in FISCAL_MONTHS}
    check_daily(good(write_book(sheets), "daily_report", "m3/day", sheets=list(sheets)))
    dated = {f"Sheet{month}": daily(month, title=[dt.datetime(year_of(month), month, 1)]) for month in FISCAL_MONTHS}
    check_daily(good(write_book(dated, "dated.xlsx"), "daily_report", "m3/day", sheets=list(dated)))


def test_one_sheet_with_dates(good: Good, write_book: Write, write_csv: Write) -> None:
    dates = [dt.datetime(2023, 4, 1) + dt.timedelta(days=at) for at in range(366)]
    rows = [[date, 1000 * date.month + date.day] for date in dates]
    check_daily(good(write_book({"日報": [["日付", "配水量"], *rows]}), "daily_report", "m3/day"))
    short = [[f"{date.month}/{date.day}", flow] for date, flow in rows]
    file = write_csv([["月日", "配水量"], *short], encoding="cp932")
    check_daily(good(file, "daily_report", "m3/day", fiscal_year="R5"))


def test_dates_of_another_month_than_the_sheet_are_faults(refused: Refused, write_book: Write) -> None:
    sheets = a_year()
    sheets["5月"][5][0] = dt.datetime(2023, 4, 1)
    said = refused(write_book(sheets), "daily_report", "m3/day", sheets="{month}月")
    assert said == "flow.xlsx:5月!A6: '2023-04-01 00:00:00' - the day lies in another month than the sheet's name says"


def test_the_year_of_a_month() -> None:
    assert [SheetMonth(month=4, year=2023).year_of(month) for month in (4, 12, 1, 3)] == [2023, 2023, 2024, 2024]
    assert [SheetMonth(month=1, year=2024).year_of(month) for month in (4, 12, 1, 3)] == [2023, 2023, 2024, 2024]
    assert [SheetMonth(fiscal_year=2023).year_of(month) for month in (4, 3)] == [2023, 2024]
    assert SheetMonth(month=4).year_of(4) is None


def test_a_mean_flow_per_hour_and_a_head(good: Good, write_book: Write) -> None:
    sheets = a_year()
    for rows in sheets.values():
        rows[3][4] = "圧力"
        rows[4][2] = "(㎥/h)"
    record = good(write_book(sheets), "daily_report", "m3/h", sheets="{month}月", head_column="圧力", head_unit="kPa")
    assert record.flow_m3_s[0] == pytest.approx(4001 / 3600)
    assert record.head_m == pytest.approx(15.5 / 9.80665)


def test_a_wrong_title_is_told(good: Good, write_book: Write) -> None:
    sheets = a_year()
    sheets["5月"][1] = ["令和5年度", "4月分"]
    record = good(write_book(sheets), "daily_report", "m3/day", sheets="{month}月")
    check_daily(record)
    assert "sheet 5月: the title says month 4, the name month 5: taken as 5" in told(record)
    other = good(write_book(a_year()), "daily_report", "m3/day", sheets="{month}月", fiscal_year=2027)
    assert "sheet 5月: the title says 2023, project.toml or the name 2027: taken as 2027" in told(other)


def test_a_wrong_year_shows_in_february(refused: Refused, write_book: Write) -> None:
    said = refused(write_book(a_year()), "daily_report", "m3/day", sheets="{month}月", fiscal_year=2022)
    assert said == "flow.xlsx:2月!A34: '29' - the month has no such day"


def test_a_missing_sheet_and_gaps(good: Good, refused: Refused, write_book: Write) -> None:
    sheets = a_year()
    sheets["6月"][7][2] = "欠測"
    sheets["6月"][8][2] = None
    record = good(write_book(sheets), "daily_report", "m3/day", sheets="{month}月")
    assert "48 hours of these months have no flow (month: hours - 6: 48)" in told(record)
    assert "欠測 x 1" in told(record)
    del sheets["7月"]
    assert "no flow in any year in month 7" in refused(write_book(sheets), "daily_report", "m3/day", sheets="{month}月")


def test_faults_name_their_cell(refused: Refused, write_book: Write) -> None:
    sheets = a_year(title=["月報"])
    said = refused(write_book(sheets), "daily_report", "m3/day", sheets="{month}月")
    assert "flow.xlsx:4月!A6: '1' - the year of these days cannot be told: state fiscal_year" in said
    assert said.count("4月!") == 1
    sheets = a_year(rows=31)
    sheets["4月"][35][2] = 77
    said = refused(write_book(sheets), "daily_report", "m3/day", sheets="{month}月")
    assert said == "flow.xlsx:4月!A36: '31' - the month has no such day"
    sheets = a_year()
    sheets["4月"][6][2] = "約4000"
    sheets["4月"][7][0] = "x"
    said = refused(write_book(sheets), "daily_report", "m3/day", sheets="{month}月")
    assert "flow.xlsx:4月!C7: '約4000' - expected a number" in said
    assert "flow.xlsx:4月!A8: 'x' - the row has a flow but no day" in said
    assert "no sheet is named so; the file has 4月" in refused(
        "flow.xlsx", "daily_report", "m3/day", sheets="R5.{month}"
    )
    assert "a pattern of sheets knows {month}" in refused("flow.xlsx", "daily_report", "m3/day", sheets="{day}日")


def test_zeros_on_days_that_do_not_exist_are_told(good: Good, write_book: Write) -> None:
    sheets = a_year(rows=31)
    sheets["4月"][35][2] = 0
    record = good(write_book(sheets), "daily_report", "m3/day", sheets="{month}月")
    check_daily(record)
    assert "1 zeros on days that the month does not have are left out" in told(record)


def test_a_figure_merged_over_two_days_is_a_fault(refused: Refused, write_book: Write) -> None:
    file = write_book(a_year(), merged=["C8:C9"])
    assert "flow.xlsx:4月!C8: the cells C8:C9 are merged" in refused(file, "daily_report", "m3/day", sheets="{month}月")


def hourly(month: int, labels: list[Any], first: int = 0) -> list[list[Any]]:
    """A 日報: a row per day and 24 columns; the flow is the day and the hour in hundredths."""
    days = calendar.monthrange(year_of(month), month)[1]
    return [
        ["配水流量日報", *[None] * 24, "令和5年度"],
        [f"{month}月", "流量", *[None] * 23, "単位：㎥/h"],
        ["日", *labels, "計", "最大"],
        *([f"{day}日", *(day + hour / 100 for hour in range(24)), 24 * day + 2.76, day + 0.23] for day in range(1, days + 1)),
        ["月計", *[999] * 24, 99999, None],
        ["平均", *[99] * 24, 999, None],
    ]  # fmt: skip


LABELS = {
    "1 to 24": list(range(1, 25)),
    "0 to 23": list(range(24)),
    "1時 to 24時": [f"{hour}時" for hour in range(1, 25)],
    "full width": [f"{hour}：００".translate({48 + at: 0xFF10 + at for at in range(10)}) for hour in range(1, 25)],
    "both ends": [f"{hour}～{hour + 1}時" for hour in range(24)],
    "times": [dt.time(hour % 24) for hour in range(24)],
}


@pytest.mark.parametrize("labels", LABELS.values(), ids=LABELS.keys())
def test_24_columns_and_a_sheet_per_month(good: Good, write_book: Write, labels: list[Any]) -> None:
    sheets = {f"{month}月": hourly(month, labels) for month in FISCAL_MONTHS}
    record = good(write_book(sheets, merged=["B2:Y2"]), "hourly_report", "m3/h", sheets="{month}月")
    assert record.kind == "hours"
    assert len(record.hours) == 8784
    assert "have no flow" not in told(record)
    april = record.flow_m3_s[record.month == 4] * 3600
    assert april == pytest.approx([day + hour / 100 for day in range(1, 31) for hour in range(24)])


def test_one_long_sheet_of_days(good: Good, write_csv: Write) -> None:
    dates = [dt.date(2022, 4, 1) + dt.timedelta(days=at) for at in range(365)]
    rows = [[f"R{date.year - 2018}.{date.month}.{date.day}", "晴", *range(24)] for date in dates]
    record = good(write_csv([["日付", "天気", *range(1, 25)], *rows], encoding="cp932"), "hourly_report", "m3/h")
    assert volume_m3(record) == pytest.approx(365 * sum(range(24)))
    assert np.all(record.hours == 1)


def test_a_water_day_from_nine_o_clock(good: Good, write_csv: Write) -> None:
    dates = [dt.date(2022, 4, 1) + dt.timedelta(days=at) for at in range(365)]
    rows = [[date, *([1] * 15 + [2] * 9)] for date in dates]
    labels = [f"{hour % 24 or 24}時" for hour in range(10, 34)]
    record = good(write_csv([["日付", *labels], *rows]), "hourly_report", "m3/h")
    assert volume_m3(record) == pytest.approx(365 * (15 + 18))
    assert "9 hours of these months have no flow" not in told(record)
    assert record.flow_m3_s[15] == pytest.approx(2 / 3600)


def test_two_groups_of_hours(good: Good, refused: Refused, write_csv: Write) -> None:
    dates = [dt.date(2022, 4, 1) + dt.timedelta(days=at) for at in range(365)]
    rows = [[date, *[1] * 24, *[5] * 24] for date in dates]
    file = write_csv([["日付", *range(1, 25), *range(1, 25)], *rows])
    assert "several groups of 24 hours: state flow_column, the first of the 24; they begin in B, Z" in refused(file, "hourly_report")  # fmt: skip
    assert volume_m3(good(file, "hourly_report", flow_column="Z")) == pytest.approx(5 * 8760)


def test_hours_that_are_not_found(refused: Refused, write_csv: Write) -> None:
    said = refused(write_csv([["日", *range(1, 20)], ["1", *range(1, 20)]]), "hourly_report")
    assert "no row with the headings of 24 hours was found" in said
    said = refused(write_csv([["x", *range(1, 25)], ["x", *range(1, 25)]]), "hourly_report")
    assert "no column of days was found left of the hours: state time_column" in said
    said = refused(write_csv([["日", *range(1, 25)], ["1", *range(1, 25)]]), "hourly_report", head_column="B")
    assert "flows.intake.head_column" in said


def test_a_gap_among_the_hours(good: Good, write_book: Write) -> None:
    sheets = {f"{month}月": hourly(month, LABELS["1 to 24"]) for month in FISCAL_MONTHS}
    sheets["8月"][10][5:8] = ["点検", None, "―"]
    record = good(write_book(sheets), "hourly_report", "m3/h", sheets="{month}月")
    assert len(record.hours) == 8781
    assert "3 hours of these months have no flow (month: hours - 8: 3)" in told(record)


def test_a_title_in_another_unit_is_refused(refused: Refused, write_book: Write) -> None:
    sheets = {f"{month}月": hourly(month, list(range(1, 25))) for month in FISCAL_MONTHS}
    said = refused(write_book(sheets), "hourly_report", "L/s", sheets="{month}月")
    assert "the heading names m3/h, but the stated unit is L/s: correct one of them" in said
