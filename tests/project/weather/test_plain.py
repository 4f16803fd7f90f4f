from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from siting.project.weather.gaps import fill
from siting.project.weather.sun_height import sun_height
from siting.project.weather.whole_year import W_M2_OF
from tests.project.weather.conftest import Good, Refused, told
from tests.project.weather.synthetic import Year, monthly, plain

COLUMNS = {"ghi": "日射量", "beam": "直達", "dhi": "散乱", "temperature": "気温", "wind": "風速"}
KEYS: dict[str, Any] = {"unit": "MJ/m2", "label": "start", "lat": 36.15, "lon": 139.38}
IN_ORDER = {**KEYS, "columns": COLUMNS}
BY_TIME = {**KEYS, "columns": {**COLUMNS, "time": "日時"}}
SUN = sun_height(36.15, 139.38)
APRIL = dt.date(2023, 4, 1)
Edit = Callable[[list[str]], list[str]]


def cell(lines: list[str], line: int, column: int, value: object) -> list[str]:
    """The lines with another cell, both counted from 0."""
    cells = lines[line].split(",")
    cells[column] = str(value)
    return [*lines[:line], ",".join(cells), *lines[line + 1 :]]


def test_rows_in_order(good: Good, year: Year) -> None:
    found = good("csv", plain(year), encoding="cp932", **IN_ORDER)
    assert monthly(found.ghi * 0.36) == pytest.approx(monthly(year.ghi), rel=1e-12)
    assert found.beam == pytest.approx(year.beam / 0.36)
    assert found.dhi == pytest.approx(year.dhi / 0.36)
    assert found.temperature_c == pytest.approx(year.air / 10)
    assert found.wind_m_s == pytest.approx(year.wind / 10)
    assert (found.dni, found.snow_cm, found.notes) == (None, None, ())
    assert (found.lat, found.lon) == (36.15, 139.38)


def test_rows_in_order_with_29_february(good: Good, year: Year) -> None:
    lines = plain(year)
    at = 1 + 59 * 24  # 1 March
    found = good("csv", [*lines[:at], *lines[1:25], *lines[at:]], **IN_ORDER)
    assert found.ghi == pytest.approx(year.ghi / 0.36)
    assert "29 February is left out" in told(found)


@pytest.mark.parametrize(("label", "minutes"), [("start", 0), ("middle", 30), ("end", 60)])
def test_each_label_of_the_times(good: Good, year: Year, label: str, minutes: int) -> None:
    """A fiscal year with 29 February, from April on."""
    found = good("csv", plain(year, APRIL, 366, minutes), **{**BY_TIME, "label": label})
    assert found.ghi == pytest.approx(year.ghi / 0.36)
    assert "29 February is left out" in told(found)


def test_times_in_utc_and_without_a_year(good: Good, year: Year) -> None:
    lines = plain(year, dt.date(2023, 1, 1), 365, -9 * 60)
    found = good("csv", lines, **{**BY_TIME, "utc_offset_h": 0.0})
    assert found.ghi == pytest.approx(year.ghi / 0.36)
    assert "moved by +9 h" in told(found)
    found = good("csv", plain(year, dt.date(2023, 1, 1), form="%m/%d %H:%M"), **BY_TIME)
    assert found.ghi == pytest.approx(year.ghi / 0.36)


def test_titles_units_letters_and_full_width_digits(good: Good, year: Year) -> None:
    lines = ["気象データ,2023", *plain(year)[:1], "MJ/m2,MJ/m2,MJ/m2,℃,m/s", *plain(year)[1:]]
    lines = cell(
        lines, 3 + 12, 0, lines[3 + 12].split(",")[0].translate(str.maketrans("0123456789.", "０１２３４５６７８９．"))
    )
    assert good("csv", lines, **IN_ORDER).ghi == pytest.approx(year.ghi / 0.36)
    letters = {**KEYS, "columns": {"ghi": "A", "temperature": "D"}}
    found = good("csv", [line.replace(",", ";") for line in plain(year)[1:]], **letters)
    assert found.ghi == pytest.approx(year.ghi / 0.36)
    assert found.temperature_c == pytest.approx(year.air / 10)
    assert found.beam is None


def test_blank_nights(good: Good, year: Year) -> None:
    """From the first row on, and with no radiation in the very first cell."""
    lines = plain(year)
    found = good("csv", [line.replace("0.0,0.0,0.0", ",,") for line in lines], **IN_ORDER)
    assert found.ghi.sum() == pytest.approx(year.ghi.sum() / 0.36, rel=1e-4)
    assert "blank hours of the night are taken as 0" in told(found)


@pytest.mark.parametrize("unit", W_M2_OF)
def test_every_unit(good: Good, year: Year, unit: str) -> None:
    lines = ["g", *(repr(value / W_M2_OF[unit]) for value in (year.ghi / 0.36).tolist())]
    found = good("csv", lines, **{**KEYS, "unit": unit, "columns": {"ghi": "g"}})
    assert found.ghi == pytest.approx(year.ghi / 0.36)


@pytest.mark.parametrize(
    ("stated", "true"),
    [("W/m2", "MJ/m2"), ("MJ/m2", "W/m2"), ("kWh/m2", "W/m2"), ("W/m2", "0.01MJ/m2"), ("W/m2", "kWh/m2"), ("0.01MJ/m2", "MJ/m2"), ("kWh/m2", "MJ/m2")],
)  # fmt: skip
def test_a_wrong_unit_is_named(refused: Refused, year: Year, stated: str, true: str) -> None:
    lines = ["g", *(repr(value / W_M2_OF[true]) for value in (year.ghi / 0.36).tolist())]
    said = refused("csv", lines, **{**KEYS, "unit": stated, "columns": {"ghi": "g"}})
    assert said.startswith(f"project.toml:9: weather.unit: '{stated}' - the global radiation of the year adds up to")
    assert said.endswith(f"the figures look like {true}")


def test_no_radiation_at_all(refused: Refused) -> None:
    said = refused("csv", ["g", *(["0"] * 8760)], **{**KEYS, "columns": {"ghi": "g"}})
    assert "adds up to 0 kWh/m2, where Japan has 600 to 2,600: is it the global radiation of a whole year?" in said


@pytest.mark.parametrize(
    ("minutes", "keys", "reason"),
    [
        (60, {}, "lies around 12:4"),
        (60, {}, "an hour late: its times look like the end of each hour"),
        (0, {"label": "end"}, "an hour early: its times look like the start of each hour"),
        (-540, {}, "the times look like UTC (in a plain CSV: utc_offset_h = 0)"),
        (0, {"utc_offset_h": 0.0}, "the times look like Japanese ones"),
        (300, {}, "is the time zone right"),
    ],
)
def test_a_wrong_clock_is_told(refused: Refused, year: Year, minutes: int, keys: dict[str, Any], reason: str) -> None:
    said = refused("csv", plain(year, dt.date(2023, 1, 1), 365, minutes), **{**BY_TIME, **keys})
    assert said.startswith("project.toml:9: weather.label: ")
    assert reason in said


def test_half_an_hour_off_the_clock(refused: Refused, year: Year) -> None:
    said = refused("csv", plain(year, APRIL, 365, 30), **BY_TIME)
    assert "w.csv:2: '2023-04-01 00:30' - the hour would begin within an hour of the clock: is label" in said
    assert "project.toml:9: weather.utc_offset_h: '8.5' - the times must be whole hours off" in refused("csv", plain(year, APRIL, 366), **{**BY_TIME, "utc_offset_h": 8.5})  # fmt: skip


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (lambda lines: lines[:-1], "w.csv:8760: 8,759 rows of figures; a year without times has 8,760 hours"),
        (lambda lines: lines[:1], "w.csv: no row with figures was found in the first 40 rows"),
        (lambda lines: ["a,b,c,d,e", *lines[1:]], "project.toml:9: weather.columns.ghi: '日射量' - there is no such column; the headings are a, b, c, d, e"),
        (lambda lines: ["日射量,日射量,散乱,気温,直達", *lines[1:]], "weather.columns.ghi: '日射量' - several columns are headed so: state one of the letters A, B"),
        (lambda lines: cell(lines, 100, 0, "1,5e"), "w.csv:101: '5e' - expected a number"),
        (lambda lines: cell(lines, 100, 3, "20C"), "w.csv:101: '20C' - expected a number"),
        (lambda lines: cell(lines, 13, 1, 2.0), "w.csv:14: '555.6' - direct radiation on the horizontal: more than the global radiation: is it the radiation facing the sun (dni)? (1 hours, this one first) [W/m2]"),
        (lambda lines: cell(lines, 13, 2, 1.9), "w.csv:14: '527.8' - diffuse radiation: more than the global radiation: are the columns exchanged?"),
        (lambda lines: cell(lines, 13, 0, 5.3), "w.csv:14: '1472' - global radiation: more than the sun can send at this hour"),
        (lambda lines: cell(lines, 13, 4, -1), "w.csv:14: '-1' - wind speed: expected a number from 0 to 70"),
    ],
)  # fmt: skip
def test_what_is_wrong(refused: Refused, year: Year, edit: Edit, said: str) -> None:
    assert said in refused("csv", edit(plain(year)), **IN_ORDER)


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (lambda lines: lines[:50] + lines[53:], "w.csv:50: 3 of the 8,760 hours of a year are missing: 4/3 1:00 (3)"),
        (lambda lines: lines + lines[1:3], "w.csv:8762: '4/1 0:00' - 2 hours stand twice"),
        (lambda lines: cell(lines, 10, 0, "soon"), "w.csv:11: 'soon' - expected a date and time"),
        (lambda lines: cell(lines, 10, 0, ""), "w.csv:11: the row has a figure but no time"),
        (lambda lines: [lines[0], *[line.replace(":00,", f":{half}0,", 1) for line in lines[1:4381] for half in (0, 3)]], "w.csv: the rows are 30 minutes apart"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_times(refused: Refused, year: Year, edit: Edit, said: str) -> None:
    assert said in refused("csv", edit(plain(year, dt.date(2022, 4, 1))), **BY_TIME)


def test_a_few_impossible_figures_are_no_wrong_clock(refused: Refused, year: Year) -> None:
    lines = plain(year)
    for line in (4000, 4010, 4020):
        lines[line] = "1000000000," + lines[line].split(",", 1)[1]
    said = refused("csv", lines, **IN_ORDER)
    assert said.startswith("w.csv:4001: ")
    assert "no hour has more than 1,500 W/m2 (3 hours, this one first)" in said


def test_a_place_that_is_not_in_japan(refused: Refused, year: Year) -> None:
    said = refused("csv", plain(year), **{**IN_ORDER, "lat": 139.38, "lon": 36.15})
    assert "project.toml:9: weather.lat: '139.38, 36.15' - this latitude and longitude are not in Japan" in said


@settings(max_examples=40)
@given(st.sets(st.integers(0, 8759), min_size=1, max_size=40), st.integers(0, 2**31))
def test_filling_changes_nothing_but_gaps_and_stays_possible(gaps: set[int], seed: int) -> None:
    sun = SUN
    whole = np.random.default_rng(seed).uniform(0.2, 0.8, 8760) * 1000 * np.maximum(sun.highest, 0)
    values = whole.copy()
    values[list(gaps)] = np.nan
    filled = fill("ghi", values, np.arange(8760), sun, "f")
    if filled.values is not None:
        kept = ~np.isnan(values)
        assert (filled.values[kept] == whole[kept]).all()
        assert (filled.values >= 0).all()
        assert (filled.values <= 800 * np.maximum(sun.highest, 0) + 1e-9).all()
        assert filled.notes
    else:
        assert filled.problem
