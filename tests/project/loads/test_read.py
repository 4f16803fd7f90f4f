from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from siting.project.own_use import LoadSource
from tests.project.loads.conftest import (
    Good,
    Refused,
    Write,
    clock,
    days_between,
    demand,
    expected_kwh,
    long,
    wide,
)

APRIL = dt.date(2022, 4, 1)
HALF = {"layout": "half_hours", "unit": "kW"}


def told(load: Any) -> str:
    return "\n".join(note.say("en") for note in load.notes)


def hourly(first: dt.datetime, count: int, value: float = 50.0) -> list[list[Any]]:
    times = [first + dt.timedelta(hours=at) for at in range(count)]
    return [["日時", "電力量(kWh)"], *([time.strftime("%Y/%m/%d %H:%M"), value + time.hour] for time in times)]


def test_a_row_per_day_and_48_columns(good: Good, write_csv: Write) -> None:
    load = good(file=write_csv(wide(APRIL)), **HALF)
    assert load.kwh == pytest.approx(expected_kwh(APRIL), rel=1e-14)
    assert load.peak_kw == demand(dt.date(2022, 12, 31), 47)
    assert load.days[0] == np.datetime64("2022-04-01")
    assert load.kind == "half_hours"
    assert not load.assumed
    assert len(load.sha256) == 64


def test_a_row_per_half_hour_named_by_its_end(good: Good, write_csv: Write) -> None:
    load = good(file=write_csv(long(APRIL)), layout="half_hours", unit="kWh")
    assert load.kwh == pytest.approx(expected_kwh(APRIL), rel=1e-14)
    assert load.peak_kw == pytest.approx(demand(dt.date(2022, 12, 31), 47))
    assert "end of its interval" in told(load)


@pytest.mark.parametrize("form", ["times", "ranges", "ends", "midnight", "numbers"])
def test_headings_of_48_columns(good: Good, write_book: Write, form: str) -> None:
    rows = wide(APRIL)
    rows[3][2:] = {
        "times": [dt.time(half // 2, 30 * (half % 2)) for half in range(48)],
        "ranges": [f"{clock(30 * half)}～{clock(30 * half + 30)}" for half in range(48)],
        "ends": [clock(30 * half + 30) for half in range(48)],
        "midnight": [clock((30 * half + 30) % 1440) for half in range(48)],
        "numbers": list(range(1, 49)),
    }[form]
    load = good(file=write_book({"実績": rows}), **HALF)
    assert load.kwh == pytest.approx(expected_kwh(APRIL), rel=1e-14)
    if form in ("ends", "midnight", "numbers"):
        stated = good(file=write_book({"実績": rows}), label="end", **HALF)
        assert (stated.kwh == load.kwh).all()


def test_two_groups_of_48_columns(good: Good, refused: Refused, write_csv: Write) -> None:
    rows = wide(APRIL)
    name = write_csv([*rows[:3], *([*row, *([0.98] * 48 if row[0] != "年月日" else row[2:])] for row in rows[3:])])
    assert "state column, the first of the 48; they begin in C, AY" in refused(file=name, **HALF)
    assert good(file=name, column="C", **HALF).kwh == pytest.approx(expected_kwh(APRIL), rel=1e-14)


def test_the_columns_may_be_stated(good: Good, refused: Refused, write_csv: Write) -> None:
    rows = [[time, 1, value] for time, value in hourly(dt.datetime(2022, 4, 1), 8760)]
    rows[0] = ["日時", "A系電力量", "B系電力量"]
    name = write_csv(rows)
    assert "several columns could hold the figures: state column; they are B" in refused(file=name, layout="hours", unit="kWh")  # fmt: skip
    assert good(file=name, layout="hours", unit="kWh", column="B系電力量").kwh[0] == 50


def test_a_sheet_a_month(good: Good, write_book: Write) -> None:
    head, body = wide(APRIL)[:4], wide(APRIL)[4:]
    of_month = {f"{month}月": [row for row in body if int(row[0][5:7]) == month] for month in range(1, 13)}
    name = write_book({title: [*head, *rows] for title, rows in of_month.items()})
    assert good(file=name, sheets="{month}月", **HALF).kwh == pytest.approx(expected_kwh(APRIL), rel=1e-14)


def test_a_calendar_year_is_put_in_the_order_of_the_fiscal_year(good: Good, write_csv: Write) -> None:
    january = dt.date(2023, 1, 1)
    load = good(file=write_csv(wide(january)), **HALF)
    assert load.kwh == pytest.approx(expected_kwh(january), rel=1e-14)
    assert load.days[0] == np.datetime64("2023-04-01")
    assert load.days[-1] == np.datetime64("2023-03-31")


def test_29_february_is_left_out(good: Good, write_csv: Write) -> None:
    first = dt.date(2023, 4, 1)
    load = good(file=write_csv(wide(first, 366)), **HALF)
    assert load.kwh == pytest.approx(expected_kwh(first, 366), rel=1e-14)
    assert np.datetime64("2024-02-29") not in load.days
    assert "29 February" in told(load)


def test_one_fiscal_year_of_a_longer_file(good: Good, refused: Refused, write_csv: Write) -> None:
    name = write_csv(wide(dt.date(2021, 10, 1), 700))
    assert good(file=name, fiscal_year="R4", **HALF).kwh == pytest.approx(expected_kwh(APRIL), rel=1e-14)
    assert "more than a year (2021-10-01 to 2023-08-31): state fiscal_year" in refused(file=name, **HALF)
    assert "nothing of this fiscal year" in refused(file=name, fiscal_year=2015, **HALF)


@pytest.mark.parametrize("count", [8760, 8784])
def test_hours_of_a_common_and_a_leap_year(good: Good, write_csv: Write, count: int) -> None:
    begin = dt.datetime(2023 if count == 8784 else 2022, 4, 1)
    load = good(file=write_csv(hourly(begin, count), encoding="utf-8"), layout="hours", unit="kWh")
    assert load.kwh.sum() == pytest.approx(365 * (24 * 50 + 276))
    assert load.kwh[13] == 63
    assert load.kind == "hours"


def test_an_hour_that_is_missing_is_named(refused: Refused, write_csv: Write) -> None:
    rows = hourly(dt.datetime(2022, 4, 1), 8760)
    del rows[1 + 24 * 93 + 14]
    said = refused(file=write_csv(rows), layout="hours", unit="kWh")
    assert "load.csv: 1 of the 8,760 intervals of a year are missing (steps of 1 hour): 7/3 14:00 (1)" in said


def test_every_fault_is_told_at_once(refused: Refused, write_csv: Write) -> None:
    rows = hourly(dt.datetime(2022, 4, 1), 8760)
    rows[100][1] = -5
    for at in range(200, 204):
        rows[at][1] = "欠測"
    del rows[1000:1048]
    said = refused(file=write_csv(rows), layout="hours", unit="kWh").splitlines()
    assert len(said) == 3
    assert "48 of the 8,760" in said[0]
    assert "load.csv:101: '-5' - 1 figures are negative" in said[1]
    assert "load.csv:201: 4 intervals have no figure: 4/9 7:00 (4)" in said[2]


def test_short_gaps_are_filled_and_told(good: Good, write_csv: Write) -> None:
    rows = hourly(dt.datetime(2022, 4, 1), 8760)
    rows[11][1], rows[12][1] = "欠測", ""
    load = good(file=write_csv(rows), layout="hours", unit="kWh")
    assert load.kwh[9:13] == pytest.approx([59, 60, 61, 62])
    assert "2 hours without a figure are filled by a straight line between their neighbours: 4/1 10:00 (2)" in told(
        load
    )


def test_many_short_gaps_are_refused(refused: Refused, write_csv: Write) -> None:
    rows = hourly(dt.datetime(2022, 4, 1), 8760)
    for at in range(1, 26):
        rows[100 * at][1] = "-"
    assert "25 intervals have no figure" in refused(file=write_csv(rows), layout="hours", unit="kWh")


def test_a_unit_taken_for_the_other(good: Good, refused: Refused, write_csv: Write) -> None:
    name = write_csv(wide(APRIL))  # kW, the largest 117
    said = refused(120.0, file=name, layout="half_hours", unit="kWh")
    assert "project.toml:9: loads.W07.unit: 'kWh' - the demand reaches 234 kW, 2.0 times the contract power of 120 kW" in said  # fmt: skip
    assert good(120.0, file=name, **HALF).contract_kw == 120
    halved = write_csv(wide(APRIL, factor=0.5), "halved.csv")
    assert "state unit = kWh" in told(good(120.0, file=halved, **HALF))
    assert "state unit = kWh" not in told(good(120.0, file=name, **HALF))
    assert "3.9 times the contract power of 30" in refused(120.0, file=name, contract_kw=30, **HALF)


def test_the_step_must_be_the_layout(refused: Refused, write_csv: Write) -> None:
    name = write_csv(hourly(dt.datetime(2022, 4, 1), 8760))
    assert "the rows are 1 hour apart; layout half_hours takes 30 minutes" in refused(file=name, **HALF)
    assert "layout hours takes 1 hour" in refused(file=write_csv(long(APRIL)), layout="hours", unit="kWh")


def test_what_cannot_be_read_is_said(refused: Refused, write_csv: Write, write_book: Write) -> None:
    rows = wide(APRIL)
    rows[10][5] = "abc"
    assert "load.csv:11: 'abc' - expected a number" in refused(file=write_csv(rows), **HALF)
    rows = wide(APRIL)
    rows[10][0] = "4/7/2022"
    assert "load.csv:11: '4/7/2022' - expected a date" in refused(file=write_csv(rows), **HALF)
    assert "there is no such file" in refused(file="none.csv", **HALF)
    assert "which sheet holds the figures?" in refused(file=write_book({"a": [[1]], "b": [[1]]}), **HALF)
    assert "state column" in refused(file=write_csv([["日時", "備考"], ["2022/4/1 0:00", 3]]), **HALF)
    assert "the load is 0 throughout" in refused(file=write_csv(wide(APRIL, factor=0)), **HALF)


def test_a_total_below_the_days_is_left_out(good: Good, write_csv: Write) -> None:
    rows = [*wide(APRIL), ["合計", "", *([1e5] * 48)]]
    assert good(file=write_csv(rows), **HALF).kwh == pytest.approx(expected_kwh(APRIL), rel=1e-14)


def months(first: int = 4) -> list[list[Any]]:
    return [["月", "使用電力量(kWh)"], *([f"{(first + at - 1) % 12 + 1}月", 1000 * ((first + at - 1) % 12 + 1)] for at in range(12))]  # fmt: skip


def test_twelve_months_and_a_shape(good: Good, write_csv: Write) -> None:
    load = good(file=write_csv(months()), layout="months", unit="kWh", shape="office")
    month = np.repeat(load.days.astype("datetime64[M]").astype(int) % 12 + 1, 24)
    assert np.bincount(month, load.kwh)[1:] == pytest.approx(1000 * np.arange(1, 13))
    tuesday = load.kwh[:24]  # 1 April 2025
    assert tuesday[10] == pytest.approx(5 * tuesday[3])
    assert load.assumed
    assert "assumption: the hours of the load follow the shipped shape office" in told(load)
    across = [list(one) for one in zip(*months(), strict=True)]
    assert good(file=write_csv(across), layout="months", unit="kWh", shape="office").kwh == pytest.approx(load.kwh)


def test_months_that_are_no_twelve(refused: Refused, write_csv: Write) -> None:
    keys = {"layout": "months", "unit": "kWh", "shape": "flat"}
    rows = months()
    assert "no figure for month 4:" in refused(file=write_csv([rows[0], *rows[2:]]), **keys)
    assert "month 4 stands more than once" in refused(file=write_csv([*rows, rows[1]]), **keys)
    rows[3][1] = -1
    rows[4][1] = ""
    said = refused(file=write_csv(rows), **keys).splitlines()
    assert [line.split(" - ")[0] for line in said][:1] == ["load.csv:4: '-1'"]
    assert len(said) == 2


def test_a_year_and_a_shape(good: Good, refused: Refused) -> None:
    load = good(annual_kwh=876000.0, shape="water_purification")
    assert load.kwh == pytest.approx(100.0)
    assert "water purification" in told(load)
    assert "no such load shape" in refused(annual_kwh=1.0, shape="waterpurification")
    assert "contract power of 50 kW" in refused(50.0, annual_kwh=876000.0, shape="flat")


@pytest.mark.parametrize(
    ("keys", "word"),
    [
        ({}, "load_source"),
        ({"file": "a.csv", "annual_kwh": 5.0}, "load_source"),
        ({"file": "a.csv"}, "load_layout"),
        ({"annual_kwh": 5.0}, "load_shape"),
        ({"file": "a.csv", **HALF, "shape": "flat"}, "load_shape"),
        ({"file": "a.csv", "layout": "months", "unit": "kW", "shape": "flat"}, "load_months"),
    ],
)
def test_keys_that_do_not_go_together(keys: dict[str, Any], word: str) -> None:
    with pytest.raises(ValidationError, match=word):
        LoadSource.model_validate(keys)


def test_the_dates_give_the_weekdays() -> None:
    from siting.project.loads.calendar import days_of, slot_of, weekday_of

    days = days_of(2023)
    assert len(days) == 365
    assert (slot_of(days) == np.arange(365)).all()
    assert weekday_of(days)[0] == dt.date(2023, 4, 1).weekday()
    assert [day.weekday() for day in days_between(dt.date(2024, 3, 1), 31)] == weekday_of(days)[-31:].tolist()
