from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from siting.project.flows import FlowRecord
from siting.project.flows.cells import clock_in, numbers_in, times_in
from tests.project.flows.conftest import Read, hours, told, volume_m3

Good = Callable[..., FlowRecord]
Refused = Callable[..., str]
Write = Callable[..., str]

BEGIN = dt.datetime(2022, 4, 1, 1)


def swing(count: int) -> list[float]:
    return [round(400 + 100 * np.sin(at / 24 * 2 * np.pi) + at % 7, 3) for at in range(count)]


def year(stamp: str = "%Y/%m/%d %H:%M", count: int = 8760, begin: dt.datetime = BEGIN) -> list[list[Any]]:
    flows = swing(count)
    return [[time.strftime(stamp), flow] for time, flow in zip(hours(begin, count), flows, strict=True)]


HEAD: list[list[Any]] = [["日時", "流量(m3/h)"]]


def test_a_year_of_hours_keeps_its_volume(good: Good, write_csv: Write) -> None:
    rows = year()
    record = good(write_csv(HEAD + rows, encoding="cp932"))
    assert record.kind == "hours"
    assert len(record.hours) == 8760
    assert np.all(record.hours == 1)
    assert record.years == 1
    assert volume_m3(record) == pytest.approx(sum(flow for _, flow in rows))
    assert record.flow_m3_s[0] == pytest.approx(rows[0][1] / 3600)
    assert record.month[0] == 4
    assert record.month[-1] == 3
    assert np.isnan(record.head_m).all()
    assert "8,760 flows at steps of 1 hour from 2022-04 to 2023-03" in told(record)
    assert "have no flow" not in told(record)


def test_the_order_of_rows_does_not_matter(good: Good, write_csv: Write) -> None:
    rows = year()
    record = good(write_csv(HEAD + rows))
    other = good(write_csv(HEAD + rows[::-1], "turned.csv"))
    assert np.array_equal(record.flow_m3_s, other.flow_m3_s)
    assert np.array_equal(record.month, other.month)


@pytest.mark.parametrize("stamp", ["%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%Y年%m月%d日 %H時", "%Y%m%d%H%M", "%Y-%m-%dT%H:%M+09:00"])  # fmt: skip
def test_stamps_in_many_forms(good: Good, write_csv: Write, stamp: str) -> None:
    plain, other = good(write_csv(HEAD + year())), good(write_csv(HEAD + year(stamp), "other.csv"))
    assert np.array_equal(plain.flow_m3_s, other.flow_m3_s)
    assert np.array_equal(plain.month, other.month)


def test_times_of_eras_and_excel(good: Good, write_csv: Write, write_book: Write) -> None:
    times = hours(BEGIN, 8760)
    rows = [[f"R{time.year - 2018}.{time.month}.{time.day} {time.hour}:00", 1] for time in times]
    assert len(good(write_csv(HEAD + rows)).hours) == 8760
    book = write_book({"データ": [["配水池流入量"], [], ["日時", "流量"], *([time, 1.5] for time in times)]})
    assert volume_m3(good(book)) == pytest.approx(1.5 * 8760)


def test_an_hour_24_ends_its_day(good: Good, write_csv: Write) -> None:
    begin = dt.date(2022, 4, 1)
    rows = [[f"{begin + dt.timedelta(days=day)} {hour}:00", hour] for day in range(365) for hour in range(1, 25)]
    record = good(write_csv(HEAD + rows))
    assert record.flow_m3_s[23] == pytest.approx(24 / 3600)
    assert record.month[24 * 30 - 1] == 4  # 24:00 on 30 April
    assert np.all(record.hours == 1)


def test_times_from_midnight_are_taken_as_starts_and_told(good: Good, write_csv: Write) -> None:
    rows = year(begin=dt.datetime(2022, 4, 1))
    record = good(write_csv(HEAD + rows))
    assert "taken for the start" in told(record)
    assert "have no flow" not in told(record)
    stated = good(write_csv(HEAD + rows), label="end")
    assert "names the end" in told(stated)
    assert stated.month[0] == 3


def test_date_and_clock_in_two_columns(good: Good, write_csv: Write) -> None:
    days = [dt.date(2022, 4, 1) + dt.timedelta(days=day) for day in range(365)]
    rows = [[day if hour == 1 else "", f"{hour}時", hour] for day in days for hour in range(1, 25)]
    record = good(write_csv([["日付", "時刻", "受水量"], *rows]))
    assert len(record.hours) == 8760
    assert record.flow_m3_s[0] == pytest.approx(1 / 3600)
    assert record.flow_m3_s[23] == pytest.approx(24 / 3600)
    assert "8,395 rows without a date have the date above them" in told(record)


def test_a_day_of_nan_is_stood_for_by_its_month(good: Good, write_csv: Write) -> None:
    rows = year()
    for row in rows[24:48]:
        row[1] = "NaN"
    record = good(write_csv(HEAD + rows))
    assert len(record.hours) == 8760 - 24
    april = record.month == 4
    assert record.hours[april] == pytest.approx(720 / 696)
    assert np.all(record.hours[~april] == 1)
    assert "24 hours of these months have no flow (month: hours - 4: 24)" in told(record)
    assert "NaN x 24" in told(record)
    assert np.isfinite(record.flow_m3_s).all()


def test_8759_rows_are_a_gap_of_one_hour(good: Good, write_csv: Write) -> None:
    for missing in (0, 5000, 8759):
        rows = year()
        del rows[missing]
        assert "1 hours of these months have no flow" in told(good(write_csv(HEAD + rows), label="end"))


def test_words_for_nothing_measured_are_told(good: Good, write_csv: Write) -> None:
    rows = year()
    for at, word in enumerate(["欠測", "点検", "///", "**", "-", "", "欠測"]):
        rows[100 + at][1] = word
    said = told(good(write_csv(HEAD + rows)))
    assert "7 hours of these months" in said
    assert "欠測 x 2" in said
    assert "/// x 1" in said


def test_other_words_are_a_fault_with_their_cell(refused: Refused, write_csv: Write, write_book: Write) -> None:
    rows = year()
    rows[10][1] = rows[12][1] = "停止"
    rows[20][1] = "12.3*"
    said = refused(write_csv(HEAD + rows))
    assert "flow.csv:12: '停止' - expected a number, or a blank where nothing was measured (2 such cells in this column)" in said  # fmt: skip
    assert "flow.csv:22: '12.3*'" in said
    book = write_book({"S": [["日時", "流量"], *([time, 1] for time in hours(BEGIN, 50)), [hours(BEGIN, 51)[-1], "#REF!"]]})  # fmt: skip
    assert "flow.xlsx:S!B52: '#REF!' - the cell shows an Excel error" in refused(book)


def test_negatives_count_as_nothing_and_are_told(good: Good, refused: Refused, write_csv: Write) -> None:
    rows = year()
    rows[5][1], rows[6][1] = -3, -12.5
    record = good(write_csv(HEAD + rows))
    assert record.flow_m3_s[5] == record.flow_m3_s[6] == 0
    assert "2 negative flows are counted as 0; the smallest is -12.5" in told(record)
    for row in rows[:1000]:
        row[1] = -1
    assert "1,000 of 8,760 flows are negative, more than 10 %" in refused(write_csv(HEAD + rows))


def test_a_time_that_stands_twice_is_a_fault(refused: Refused, write_csv: Write) -> None:
    rows = year()
    rows.insert(20, rows[8])
    said = refused(write_csv(HEAD + rows))
    assert said == "flow.csv:22: '2022-04-01 08:00' - the same time stands twice, first in 10; 1 times do: keep one row of each"  # fmt: skip


def test_a_leap_year_weighs_february_as_28_days(good: Good, write_csv: Write) -> None:
    rows = year(count=8784, begin=dt.datetime(2023, 4, 1, 1))
    record = good(write_csv(HEAD + rows))
    february = record.month == 2
    assert february.sum() == 29 * 24
    assert record.hours[february].sum() == pytest.approx(28 * 24)
    assert "29 February is counted with the other days" in told(record)
    assert "have no flow" not in told(record)


def test_two_years_make_one(good: Good, write_csv: Write) -> None:
    rows = year(count=2 * 8760, begin=dt.datetime(2021, 4, 1, 1))
    record = good(write_csv(HEAD + rows))
    assert record.years == 2
    assert np.all(record.hours == 0.5)
    assert volume_m3(record) == pytest.approx(sum(flow for _, flow in rows) / 2)


def test_unequal_years_are_told_and_months_weigh_their_days(good: Good, write_csv: Write) -> None:
    record = good(write_csv(HEAD + year(count=8760 + 30 * 24)))
    assert record.hours[record.month == 4].sum() == pytest.approx(720)
    assert record.years == pytest.approx(13 / 12)
    assert "unequally often (month: times - 1: 1, 2: 1, 3: 1, 4: 2," in told(record)


def test_a_month_without_any_flow_is_a_fault(refused: Refused, write_csv: Write) -> None:
    said = refused(write_csv(HEAD + year(count=8760 - 60 * 24)))
    assert said == "flow.csv: no flow in any year in month 2, 3: add these months, or give twelve figures with layout months"  # fmt: skip
    assert "the file holds no flow" in refused(write_csv(HEAD + [[time, ""] for time, _ in year(count=48)]))


def test_days_name_themselves(good: Good, write_csv: Write) -> None:
    days = [[(dt.date(2022, 4, 1) + dt.timedelta(days=day)).isoformat(), 2400] for day in range(365)]
    record = good(write_csv([["date", "flow"], *days]), unit="m3/day")
    assert record.kind == "days"
    assert np.all(record.hours == 24)
    assert record.month[0] == 4
    assert record.flow_m3_s == pytest.approx(2400 / 86400)
    assert "have no flow" not in told(record)


@pytest.mark.parametrize("minutes", [10, 30])
def test_finer_steps_are_averaged_to_hours(good: Good, write_csv: Write, minutes: int) -> None:
    times = hours(dt.datetime(2022, 4, 1), 8760 * 60 // minutes, minutes)
    rows = [[time.isoformat(), time.hour + time.minute / 60] for time in times]
    rows[0][1] = rows[1][1] = ""  # of 6 values an hour still has most; of 2 it has none
    record = good(write_csv([["timestamp", "flow"], *rows]))
    assert len(record.hours) == (8760 if minutes == 10 else 8759)
    assert f"values every {minutes} minutes are averaged to hours" in told(record)
    mean = np.mean([at / 60 for at in range(0, 60, minutes)])
    assert record.flow_m3_s[-1] == pytest.approx((23 + mean) / 3600)


def test_months_of_years_in_volumes(good: Good, refused: Refused, write_csv: Write) -> None:
    months = [f"{2022 + (3 + at) // 12}-{(3 + at) % 12 + 1:02d}" for at in range(24)]
    file = write_csv([["年月", "水量"], *([month, 10_000] for month in months)])
    record = good(file, unit="m3/month")
    assert record.kind == "months"
    assert record.years == 2
    april, february = record.month == 4, record.month == 2
    assert record.flow_m3_s[april] == pytest.approx(10_000 / (720 * 3600))
    assert record.flow_m3_s[february] == pytest.approx(
        [10_000 / (672 * 3600), 10_000 / (696 * 3600)]
    )  # 2024 has 29 days
    assert record.hours[april] == pytest.approx(360)
    assert "project.toml:17: flows.intake.unit: 'm3/month'" in refused(
        write_csv([["日時", "流量"], *year()]), unit="m3/month"
    )


def test_head_beside_the_flow(good: Good, write_csv: Write) -> None:
    rows = [[time, flow, 0.29419950] for time, flow in year()]
    rows[3][2] = "欠測"
    rows[4][2] = -0.01
    record = good(write_csv([["日時", "流量", "圧力(MPa)"], *rows]), head_column="圧力", head_unit="MPa")
    assert len(record.hours) == 8759
    assert record.head_m[0] == pytest.approx(30.0)
    assert np.isfinite(record.head_m).all()
    assert "1 flows without a head beside them are left out" in told(record)
    assert "1 heads are negative, the smallest -1.02 m" in told(record)


def test_columns_by_letter_and_a_heading_in_another_unit(good: Good, refused: Any, write_csv: Write) -> None:
    rows = [["x", time, 9, flow] for time, flow in year()]
    record = good(write_csv([["番号", "記録", "水温", "No.3 (m3/h)"], *rows]), time_column="B", flow_column="D")
    assert record.flow_m3_s[0] == pytest.approx(rows[0][3] / 3600)
    said = refused(write_csv([["番号", "記録", "水温", "No.3 (m3/s)"], *rows]), time_column="B", flow_column="D")
    assert "'No.3 (m3/s)' - the heading names m3/s, but the stated unit is m3/h: correct one of them" in said


def test_totals_below_the_rows_are_left_out(good: Good, write_csv: Write) -> None:
    record = good(write_csv([*HEAD, *year(), ["合計", 3_500_000], ["平均", 400]]))
    assert record.flow_m3_s.max() < 1
    assert "2 rows of totals and means are left out" in told(record)


def test_figures_as_people_write_them(good: Good, write_book: Write) -> None:
    rows: list[list[Any]] = [[time, 1234.5] for time in hours(BEGIN, 8760)]
    rows[0][1], rows[1][1] = "1,234.5", "１２３４．５"
    assert good(write_book({"S": [["日時", "流量"], *rows]})).flow_m3_s == pytest.approx(1234.5 / 3600)


def test_columns_that_cannot_be_told_are_faults(refused: Refused, write_csv: Write) -> None:
    rows = [[time, flow, flow] for time, flow in year(count=48)]
    assert "several columns could be the flow: state flow_column; they are B (流入流量), C (流出流量)" in refused(
        write_csv([["日時", "流入流量", "流出流量"], *rows])
    )
    said = refused(write_csv([["日時", "P1", "P2"], *rows]))
    assert "no column of flows was found: state flow_column; the headings are 日時, P1, P2" in said
    said = refused(write_csv([["日時", "P1", "P2"], *rows]), flow_column="P3")
    assert said == "project.toml:17: flows.intake.flow_column: 'P3' - there is no such column; the headings are 日時, P1, P2"  # fmt: skip
    said = refused(write_csv([["x", "流量", "P2"], *rows]))
    assert "no column of times was found: state time_column; the headings are x, 流量, P2" in said


def test_times_that_cannot_be_read_are_faults(refused: Refused, write_csv: Write) -> None:
    rows = year(count=100)
    rows[0][0], rows[7][0], rows[9][0] = "2022/13/1 1:00", "2022/2/30 1:00", ""
    rows[50][0] = "2022/4/3 3:20"
    said = refused(write_csv(HEAD + rows))
    assert "flow.csv:2: '2022/13/1 1:00' - expected a date and time" in said
    assert "flow.csv:9: '2022/2/30 1:00'" in said
    assert "flow.csv:11: '' - the row has a flow but no time" in said
    rows = year(count=100)
    rows[50][0] = "2022/4/3 3:20"
    assert "flow.csv:52: this time does not fit the step of 1 hour that most rows keep (1 such rows)" in refused(write_csv(HEAD + rows))  # fmt: skip
    weekly = [[dt.date(2022, 4, 1) + dt.timedelta(days=7 * at), 1] for at in range(52)]
    assert "the times are 7 days apart" in refused(write_csv(HEAD + weekly))
    assert "fewer than two times" in refused(write_csv(HEAD + rows[:1]))


def test_files_that_cannot_be_read(refused: Refused, write_csv: Write, write_book: Write, tmp_path: Any) -> None:
    assert refused("none.csv") == "project.toml:17: flows.intake.file: 'none.csv' - there is no such file"
    (tmp_path / "empty.csv").write_bytes(b"")
    assert refused("empty.csv") == "empty.csv: the file is empty"
    (tmp_path / "old.xls").write_bytes(b"x")
    assert "siting does not read .xls files" in refused("old.xls")
    (tmp_path / "bad.xlsx").write_bytes(b"PK\x03\x04 no zip")
    assert "damaged" in refused("bad.xlsx")
    assert "a CSV has no sheets" in refused(write_csv(HEAD + year(count=48)), sheets="4月")
    book = write_book({"4月": HEAD, "5月": HEAD})
    assert refused(book) == "project.toml:17: flows.intake.sheets: which sheet holds the flow? State sheets; the file has 4月, 5月"  # fmt: skip
    assert "there is no 6月; the file has 4月, 5月" in refused(book, sheets="6月")
    assert "flow.xlsx:4月: the sheet is empty" in refused(write_book({"4月": []}))


def test_a_flow_of_nothing_is_told(good: Good, write_csv: Write) -> None:
    assert "the flow is 0 throughout" in told(good(write_csv(HEAD + [[time, 0] for time, _ in year()])))


@given(st.datetimes(dt.datetime(1989, 1, 8), dt.datetime(2099, 12, 31)))
def test_a_time_reads_the_same_however_it_is_written(time: dt.datetime) -> None:
    time = time.replace(second=0, microsecond=0)
    era = f"平成{time.year - 1988}" if time.year < 2019 else f"令和{time.year - 2018}"
    forms = [time, time.isoformat(), f"{time:%Y/%m/%d %H:%M}", f"{time:%Y%m%d%H%M}"]
    forms += [f"{era}年{time.month}月{time.day}日 {time.hour}時{time.minute}分", f"{time.year}/{time.month}/{time.day}（土） {time.hour}:{time.minute:02d}"]  # fmt: skip
    found = times_in(forms)
    assert found.faults == []
    assert set(found.values) == {np.datetime64(time, "m")}


@pytest.mark.parametrize("cell", ["2023", "4", "23/4/1", "4/1/2023", "2023/4/111", "2023/4 13:00", "2023/4/1 24:30", "R0.4.1", 45017.5, True, "2023-04-01T00:00Z"])  # fmt: skip
def test_what_is_no_time(cell: Any) -> None:
    found = times_in([cell])
    assert np.isnat(found.values[0])
    assert len(found.faults) == 1


def test_dates_without_a_year_lie_in_the_fiscal_year() -> None:
    assert list(times_in(["4/1", "3月31日"], 2022).values.astype(str)) == ["2022-04-01T00:00", "2023-03-31T00:00"]
    assert "fiscal_year" in times_in(["4/1"]).faults[0][2].say("en")


def test_cells_with_numbers_and_clocks() -> None:
    found = numbers_in([1, 2.5, " 3 ", "4,000", "1e3", None, float("nan"), "－", True, "inf", "5_0", "1,2"])
    assert found.values[:5].tolist() == [1, 2.5, 3, 4000, 1000]
    assert np.isnan(found.values[5:]).all()
    assert [at for at, _, _ in found.faults] == [8, 9, 10, 11]
    clocks = [clock_in(cell) for cell in (dt.time(1), "1:30", "24時", 13, 0.5, dt.timedelta(days=1), "x", None)]
    assert clocks == [60, 90, 1440, 780, 720, 1440, None, None]


def test_ten_years_of_hours_are_a_matter_of_course(read: Read, write_csv: Write) -> None:
    record, problems = read(write_csv(HEAD + year(count=87_648, begin=dt.datetime(2013, 4, 1, 1))))
    assert problems == []
    assert record is not None
    assert record.years == pytest.approx(10, abs=0.1)
    assert abs(record.hours.sum() - 8760) < 1e-9
