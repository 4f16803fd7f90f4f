from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import numpy as np
import pytest

from siting.project.weather.gaps import LONGEST_SUNLIT_HOURS
from tests.project.weather.conftest import Good, Refused, told
from tests.project.weather.synthetic import Year, jma, monthly

HEADINGS = 6
PLACE = {"lat": 36.15, "lon": 139.38}


def cell(lines: list[str], line: int, column: int, value: str) -> list[str]:
    """The lines with another cell, both counted from 0."""
    cells = lines[line].split(",")
    cells[column] = value
    return [*lines[:line], ",".join(cells), *lines[line + 1 :]]


def test_monthly_sums_are_those_of_the_file(good: Good, year: Year) -> None:
    found = good("jma", jma(year), encoding="cp932", **PLACE)
    assert monthly(found.ghi * 0.36) == pytest.approx(monthly(year.ghi), rel=1e-12)
    assert found.temperature_c == pytest.approx(year.air / 10)
    assert found.wind_m_s == pytest.approx(year.wind / 10)
    assert found.snow_cm == pytest.approx(year.snow)
    assert (found.beam, found.dni, found.dhi) == (None, None, None)
    assert found.station == "熊谷"
    assert (found.lat, found.lon) == (36.15, 139.38)
    assert found.notes == ()


def test_a_fiscal_year_with_29_february_and_the_older_name_of_the_item(good: Good, year: Year) -> None:
    lines = jma(year, dt.date(2023, 4, 1), 366)
    lines[3] = lines[3].replace("全天日射量", "日射量")
    found = good("jma", lines, encoding="cp932", **PLACE)
    assert found.ghi == pytest.approx(year.ghi / 0.36)
    assert "29 February is left out" in told(found)


def test_midnight_may_be_24_oclock(good: Good, year: Year) -> None:
    first = dt.date(2021, 1, 1)
    lines = jma(year, first)
    for day in range(365):
        at = HEADINGS + 24 * day + 23
        date = first + dt.timedelta(days=day)
        lines[at] = f"{date:%Y/%m/%d} 24:00," + lines[at].split(",", 1)[1]
    assert good("jma", lines, encoding="cp932", **PLACE).ghi == pytest.approx(year.ghi / 0.36)


def test_the_time_in_columns_of_its_own(good: Good, year: Year) -> None:
    lines = jma(year)
    lines[2:6] = [",,," + line for line in lines[2:6]]
    lines[3] = lines[3].replace(",,,年月日時", "年,月,日,時")
    first = dt.datetime(2021, 1, 1)
    for at in range(8760):
        start = first + dt.timedelta(hours=at)
        rest = lines[HEADINGS + at].split(",", 1)[1]
        lines[HEADINGS + at] = f"{start.year},{start.month},{start.day},{start.hour + 1},{rest}"
    assert good("jma", lines, encoding="cp932", **PLACE).ghi == pytest.approx(year.ghi / 0.36)


def test_blank_nights_and_a_season_without_snow(good: Good, year: Year) -> None:
    """As JMA hands it out: no radiation at night, and no look for snow from spring to autumn."""
    lines = jma(year, dark="")
    for at in range(24 * 100, 24 * 320):
        lines[HEADINGS + at] = lines[HEADINGS + at].removesuffix(",0,0,8,1") + ",,,1,1"
    found = good("jma", lines, encoding="cp932", **PLACE)
    # A dark dawn that is blank may be filled from its neighbours.
    assert found.ghi == pytest.approx(year.ghi / 0.36, abs=20)
    assert found.ghi.sum() == pytest.approx(year.ghi.sum() / 0.36, rel=1e-4)
    assert found.snow_cm == pytest.approx(year.snow)
    assert "blank hours of the night are taken as 0" in told(found)
    assert "depth of snow: 5,280 hours of the season without snow" in told(found)


def test_nothing_happened_is_nought(good: Good, year: Year) -> None:
    lines = jma(year)
    for at in range(24 * 100, 24 * 320):
        lines[HEADINGS + at] = lines[HEADINGS + at].removesuffix(",0,0,8,1") + ",,1,8,1"
    found = good("jma", lines, encoding="cp932", **PLACE)
    assert found.snow_cm == pytest.approx(year.snow)
    assert found.notes == ()


def test_quality_decides_what_is_used(good: Good, year: Year) -> None:
    lines = jma(year)
    noon = HEADINGS + 24 * 200 + 12
    for line, quality in ((noon, "4"), (noon + 1, "2"), (noon + 24, "5")):
        lines = cell(lines, line, 2, quality)
    found = good("jma", lines, encoding="cp932", **PLACE)
    at = noon - HEADINGS
    assert found.ghi[[at, at + 24]] == pytest.approx(year.ghi[[at, at + 24]] / 0.36)
    assert found.ghi[at + 1] != pytest.approx(year.ghi[at + 1] / 0.36)
    assert "global radiation: of insufficient data (品質情報 4) and used: 1 hours" in told(found)
    assert "global radiation: doubtful by JMA and not used: 1 hours" in told(found)
    assert "1 missing hours are filled" in told(found)


def test_quality_as_signs_behind_the_figures(good: Good, year: Year) -> None:
    noon = HEADINGS + 24 * 200 + 12
    lines = [",".join(part for at, part in enumerate(line.split(",")) if at not in (2, 3)) for line in jma(year)]
    lines[2] = ",熊谷" + lines[2][lines[2].index(",熊谷") + 3 :]
    shown = lines[noon].split(",")[1]
    lines = cell(
        cell(cell(lines, noon, 1, f"{shown} )"), noon + 1, 1, "×"), noon + 2, 1, lines[noon + 2].split(",")[1] + " ]"
    )
    found = good("jma", lines, encoding="cp932", **PLACE)
    at = noon - HEADINGS
    assert found.ghi[[at, at + 2]] == pytest.approx(year.ghi[[at, at + 2]] / 0.36)
    assert "(品質情報 4) and used: 1 hours" in told(found)
    assert f"{7}/20 13:00 (1)" in told(found)


Edit = Callable[[list[str]], list[str]]


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (lambda lines: lines[:HEADINGS], "w.csv: no row that begins with a date and time"),
        (lambda lines: [line.replace("全天日射量(MJ/㎡)", "日照時間(時間)") for line in lines], "w.csv: there is no column 全天日射量(MJ/㎡)"),
        (lambda lines: [line.replace("全天日射量(MJ/㎡)", "合計全天日射量(MJ/㎡)") for line in lines], "w.csv: these are figures of days"),
        (lambda lines: [line.split(":00:00")[0].rsplit(" ", 1)[0] + "," + line.split(",", 1)[1] if at >= HEADINGS else line for at, line in enumerate(lines)], "w.csv: these are figures of days"),
        (lambda lines: lines[:100] + lines[103:], "w.csv:100: 3 of the 8,760 hours of a year are missing: 1/4 22:00 (3); the first of them belongs behind this line"),
        (lambda lines: [*lines, *[line.replace("2021/", "2022/", 1) for line in lines[HEADINGS : HEADINGS + 24]]], "w.csv:8767: '1/1 0:00' - 24 hours stand twice"),
        (lambda lines: cell(lines, 50, 0, "2021/13/1 1:00"), "w.csv:51: '2021/13/1 1:00' - expected a date and time"),
        (lambda lines: cell(lines, 50, 0, ""), "w.csv:51: the row has a figure but no time"),
        (lambda lines: cell(lines, 50, 1, "a"), "w.csv:51: 'a' - expected a number"),
        (lambda lines: cell(lines, HEADINGS + 12, 1, "9.99"), "w.csv:19: '2775' - global radiation: no hour has more than 1,500 W/m2 (1 hours, this one first) [W/m2]"),
        (lambda lines: cell(lines, HEADINGS, 1, "0.50"), "w.csv:7: '138.9' - global radiation: the sun is below the horizon"),
        (lambda lines: cell(lines, HEADINGS + 12, 1, "-0.50"), "w.csv:19: '-138.9' - global radiation: radiation cannot be below 0"),
        (lambda lines: cell(lines, HEADINGS + 12, 4, "155"), "w.csv:19: '155' - air temperature: Japan's air has -45 to 45 C"),
        (lambda lines: [",".join([*line.split(","), *line.split(",")[1:4]]) if at >= HEADINGS else line + ["", "", ",東京,東京,東京", ",全天日射量(MJ/㎡)" * 3, ",,,", ",,品質情報,均質番号"][at] for at, line in enumerate(lines)], "w.csv: several columns of radiation: keep one station; there are B 熊谷, Q 東京"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_jma(refused: Refused, year: Year, edit: Edit, said: str) -> None:
    assert said in refused("jma", edit(jma(year)), encoding="cp932", **PLACE)


def test_long_gaps_are_a_fault(refused: Refused, good: Good, year: Year) -> None:
    lines = jma(year)
    first = HEADINGS + 24 * 200 + 9
    for hour in range(LONGEST_SUNLIT_HOURS):
        lines = cell(lines, first + hour, 1, "")
    assert "6 missing hours are filled" in told(good("jma", lines, encoding="cp932", **PLACE))
    lines = cell(lines, first + 6, 1, "")
    said = refused("jma", lines, encoding="cp932", **PLACE)
    assert f"w.csv:{first + 1}: global radiation: 7 hours have no figure (7/20 9:00 (7)); siting fills gaps of up to 6 hours and 2 % in all" in said  # fmt: skip
    lines = jma(year)
    for hour in range(25):
        lines = cell(lines, first + hour, 4, "///")
    assert "air temperature: 25 hours have no figure" in refused("jma", lines, encoding="cp932", **PLACE)


def test_a_gappy_wind_is_left_out_and_told(good: Good, year: Year) -> None:
    lines = jma(year)
    for hour in range(25):
        lines = cell(lines, HEADINGS + hour, 7, "")
    found = good("jma", lines, encoding="cp932", **PLACE)
    assert found.wind_m_s is None
    assert "wind speed: 25 hours have no figure" in told(found)
    assert "it is left out" in told(found)


def test_a_station_without_radiation(refused: Refused, year: Year) -> None:
    lines = [",".join([line.split(",")[0], "", "0", "1", *line.split(",")[4:]]) if at >= HEADINGS else line for at, line in enumerate(jma(year))]  # fmt: skip
    assert "global radiation: 8,760 hours have no figure" in refused("jma", lines, encoding="cp932", **PLACE)


def test_small_figures_below_nought_are_told(good: Good, year: Year) -> None:
    lines = cell(cell(jma(year), HEADINGS, 1, "-0.01"), HEADINGS + 1, 1, "0.02")
    found = good("jma", lines, encoding="cp932", **PLACE)
    assert (found.ghi[:2] == 0).all()
    assert "global radiation: 2 small figures of the night or below 0 (up to 5.6 W/m2)" in told(found)


def test_without_a_place_anywhere_in_japan_is_possible(good: Good, refused: Refused, year: Year) -> None:
    found = good("jma", jma(year, dark=""), encoding="cp932")
    assert np.isnan(found.lat)
    assert found.ghi == pytest.approx(year.ghi / 0.36)
    assert "where the weather was measured is not known" in told(found)
    assert "below the horizon" in refused("jma", cell(jma(year), HEADINGS, 1, "0.50"), encoding="cp932")
