"""EPW, PVGIS, TMY3 and NSRDB."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from siting.project.sunlight.source import WeatherSource
from siting.project.weather.opened import AskedWeather, open_weather
from siting.project.weather.tmy3 import hours_by_end, read_tmy3
from siting.project.weather.whole_year import mean_hour
from siting.project.weather.year import Hours
from tests.project.weather.conftest import Good, Refused, told
from tests.project.weather.synthetic import Year, epw, monthly, nsrdb, pvgis, tmy3

WRITERS: dict[str, Callable[..., list[str]]] = {"epw": epw, "pvgis": pvgis, "tmy3": tmy3, "nsrdb": nsrdb}
Edit = Callable[[list[str]], list[str]]


def cell(lines: list[str], line: int, column: int, value: object) -> list[str]:
    """The lines with another cell, both counted from 0."""
    cells = lines[line].split(",")
    cells[column] = str(value)
    return [*lines[:line], ",".join(cells), *lines[line + 1 :]]


@pytest.mark.parametrize("kind", WRITERS)
def test_monthly_sums_are_those_of_the_file(good: Good, year: Year, kind: str) -> None:
    """In Japanese time: the year of PVGIS is in UTC, and its last nine hours are the first of January here."""
    found = good(kind, WRITERS[kind](year))
    assert found.dni is not None
    assert found.dhi is not None
    assert monthly(found.ghi) == pytest.approx(monthly(year.w_m2()), rel=1e-12)
    assert monthly(found.dni) == pytest.approx(monthly(year.dni_w_m2), rel=1e-12)
    assert monthly(found.dhi) == pytest.approx(monthly(year.w_m2("dhi")), rel=1e-12)
    assert found.ghi == pytest.approx(year.w_m2())
    assert found.temperature_c == pytest.approx(year.air / 10)
    assert found.wind_m_s == pytest.approx(year.wind / 10)
    assert found.beam is None
    assert (found.lat, found.lon, found.elevation_m, found.mid_minutes) == (36.15, 139.38, 30.0, 30.0)
    assert (found.snow_cm is not None) == (kind == "epw")
    assert bool(found.notes) == (kind == "pvgis")


def test_hours_of_another_zone_are_moved_and_told(good: Good, year: Year) -> None:
    found = good("nsrdb", nsrdb(year, 0))
    assert found.ghi == pytest.approx(year.w_m2())
    assert "the times are UTC+0: all hours are moved by +9 h to Japanese time" in told(found)
    assert good("epw", epw(year, 8)).ghi == pytest.approx(year.w_m2())


@pytest.mark.parametrize(
    ("offset", "mid", "ahead"), [(0.1761, 10.566, 0), (0.0, 0.0, 0), (None, 30.0, 0), (1.5, 30.0, 1), (-0.25, 45.0, -1)]
)
def test_the_minute_of_pvgis(good: Good, year: Year, offset: float | None, mid: float, ahead: int) -> None:
    lines = pvgis(year, offset)
    if ahead:  # figures that belong to another hour than the one in which they stand
        lines = pvgis(Year(**{name: np.roll(values, -ahead) for name, values in vars(year).items()}), offset)
    found = good("pvgis", lines)
    assert found.mid_minutes == pytest.approx(mid)
    assert found.ghi == pytest.approx(year.w_m2())
    assert ("to which minute" in told(found)) == (offset is None)


def test_the_minute_of_nsrdb(good: Good, year: Year) -> None:
    assert good("nsrdb", nsrdb(year, minute=0)).mid_minutes == 0


def test_missing_figures_of_epw(good: Good, year: Year) -> None:
    lines = cell(cell(epw(year), 8 + 12, 13, 9999), 8 + 13, 6, 99.9)
    lines = [
        ",".join([*line.split(",")[:30], "999", *line.split(",")[31:]]) if at > 7 else line
        for at, line in enumerate(lines)
    ]
    found = good("epw", lines)
    assert "global radiation: 1 missing hours are filled from their neighbours: 1/1 12:00 (1)" in told(found)
    assert "air temperature: 1 missing hours" in told(found)
    assert "depth of snow: the file has no figures" in told(found)
    assert found.snow_cm is None


def test_missing_figures_and_29_february_of_tmy3(good: Good, year: Year) -> None:
    lines = cell(tmy3(year), 2 + 12, 3, -9900)
    lines += [line.replace("02/28/1992", "02/29/1992") for line in lines if line.startswith("02/28")]
    found = good("tmy3", lines)
    assert "global radiation: 1 missing hours" in told(found)
    assert "29 February is left out" in told(found)
    others = np.arange(8760) != 12
    assert found.ghi[others] == pytest.approx(year.w_m2()[others])


def test_the_hour_before_midnight_may_end_at_0_oclock() -> None:
    found = hours_by_end(*(np.array(one) for one in ([1, 3, 1, 12], [1, 1, 2, 31], [0, 0, 0, 24], [1, 2, 3, 4])))
    assert [*zip(found.month, found.day, found.hour, strict=True)] == [
        (12, 31, 23),
        (2, 28, 23),
        (1, 1, 23),
        (12, 31, 23),
    ]
    assert isinstance(found, Hours)


@pytest.mark.parametrize("name", ["723170TYA.CSV", "703165TY.csv"])
def test_a_real_tmy3_file_as_pvlib_reads_it(name: str) -> None:
    """Greensboro and Sand Point, which pvlib ships: same figures as its frame, and light around the sun's noon."""
    import pvlib

    folder = Path(pvlib.__file__).parent / "data"
    asked = AskedWeather(folder, "file", WeatherSource.model_validate({"kind": "tmy3", "file": name}), lambda key: "")
    draft = read_tmy3(asked, open_weather(asked))
    frame, meta = pvlib.iotools.read_tmy3(folder / name, coerce_year=1990)
    assert draft.values["ghi"] == pytest.approx(frame["ghi"].to_numpy(float))
    assert draft.values["temperature_c"] == pytest.approx(frame["temp_air"].to_numpy(float))
    assert (draft.lat, draft.lon, draft.utc_offset_h) == (meta["latitude"], meta["longitude"], meta["TZ"])
    noon = 12 + draft.utc_offset_h - draft.lon / 15
    assert mean_hour(draft.values["ghi"], 30.0) == pytest.approx(noon, abs=0.35)


def test_epw_as_pvlib_reads_it(good: Good, year: Year) -> None:
    from pvlib import iotools

    lines = epw(year)
    frame, _ = iotools.read_epw(io.StringIO("\n".join(lines) + "\n"), coerce_year=2001)
    found = good("epw", ["", *lines[:8], "", *lines[8:]])
    assert found.ghi == pytest.approx(frame["ghi"].to_numpy(float))
    assert (
        frame.index.month
        == np.repeat(np.arange(1, 13), np.array([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]) * 24)
    ).all()


@pytest.mark.parametrize(
    ("kind", "edit", "said"),
    [
        ("epw", lambda lines: lines[1:], "w.csv:1: an EPW file begins with LOCATION"),
        ("epw", lambda lines: lines[:7] + lines[8:], "w.csv:8: the head of an EPW file ends with DATA PERIODS"),
        ("epw", lambda lines: lines[:8], "w.csv: a row of an EPW file has 35 figures"),
        ("epw", lambda lines: [*lines[:20], lines[20][:60], *lines[21:]], "w.csv:21: a row of an EPW file has 35 figures"),
        ("epw", lambda lines: cell(lines, 20, 13, "x"), "w.csv:21: 'x' - expected a number"),
        ("epw", lambda lines: cell(lines, 20, 3, "25"), "w.csv:21: '1/1' - 1 hours lie on no day"),
        ("epw", lambda lines: cell(lines, 20, 1, "1.5"), "w.csv:21: '1.5' - expected a whole number"),
        ("epw", lambda lines: lines[:20] + lines[21:], "w.csv:20: 1 of the 8,760 hours of a year are missing: 1/1 12:00 (1)"),
        ("epw", lambda lines: cell(lines, 0, 9, "high"), "w.csv: the file cannot be read as EPW: could not convert"),
        ("pvgis", lambda lines: lines[18:], "w.csv: no row of headings that begins with time(UTC)"),
        ("pvgis", lambda lines: [line.replace("G(h)", "G(i)") for line in lines], "w.csv:18: the headings of PVGIS are missing: G(h)"),
        ("pvgis", lambda lines: lines[:18], "w.csv:19: expected a time such as 20160131:2300"),
        ("pvgis", lambda lines: cell(lines, 18, 0, "20050101:0010"), "w.csv:20: '20050101:0100' - the minute is not the same"),
        ("pvgis", lambda lines: cell(lines, 100, 0, "2005-01-01"), "w.csv:100: 8,678 of the 8,760 hours of a year are missing: 1/4 10:00 (8,678)"),
        ("pvgis", lambda lines: lines[3:], "w.csv: the file cannot be read as PVGIS"),
        ("tmy3", lambda lines: [lines[0], lines[1].replace("GHI", "G"), *lines[2:]], "w.csv:2: the headings of TMY3 are missing"),
        ("tmy3", lambda lines: cell(lines, 5, 1, "04:30"), "w.csv:6: '01/01/1991 04:30' - expected a date and a full hour"),
        ("tmy3", lambda lines: cell(lines, 0, 3, "nine"), "w.csv: the file cannot be read as TMY3"),
        ("nsrdb", lambda lines: lines[2:], "w.csv:3: the headings of NSRDB are missing"),
        ("nsrdb", lambda lines: lines[:3], "w.csv: the file has no rows of figures"),
        ("nsrdb", lambda lines: cell(lines, 4, 4, "0"), "w.csv:5: '0' - the minute is not the same in all rows: order the file with an interval of 60"),
        ("nsrdb", lambda lines: lines + lines[3:27], "w.csv:8764: '1/1 0:00' - 24 hours stand twice, this one first (before in line 4)"),
    ],
)  # fmt: skip
def test_what_is_wrong(refused: Refused, year: Year, kind: str, edit: Edit, said: str) -> None:
    assert said in refused(kind, edit(WRITERS[kind](year)))


def test_a_zone_that_is_no_whole_number_of_hours(refused: Refused, year: Year) -> None:
    assert "w.csv:1: 'UTC+5.5' - the times must be whole hours off" in refused("epw", epw(year, 5.5))


def test_a_place_outside_japan(refused: Refused, year: Year) -> None:
    assert "w.csv:1: '139.38, 36.15' - this latitude and longitude are not in Japan" in refused("epw", epw(year, 9, 139.38, 36.15))  # fmt: skip


def test_a_zone_that_the_figures_belie(refused: Refused, year: Year) -> None:
    """The file says UTC, but its hours are Japanese; and the other way round."""
    said = refused("epw", cell(epw(year), 0, 8, "0"))
    assert said.startswith("w.csv: the light of the year lies around 20:4")
    assert "the times look like Japanese ones that the file calls UTC" in said
    said = refused("epw", cell(epw(year, 0), 0, 8, "9"))
    assert "lies around 2:4" in said
    assert "the times look like UTC" in said
    assert "an hour late" in refused("epw", cell(epw(year, 9), 0, 8, "8"))


@pytest.mark.parametrize("metres", ["-9999", "1e9"])
def test_an_elevation_that_cannot_be_is_not_used(good: Good, year: Year, metres: str) -> None:
    lines = [line.replace(",9,30.0", f",9,{metres}") for line in epw(year)]
    assert good("epw", lines, elevation_m=25.0).elevation_m == 25
    found = good("epw", lines)
    assert np.isnan(found.elevation_m)
    assert "that the file states is not used" in told(found)
