from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from siting.errors import InputProblems
from siting.project.sunlight.source import WeatherSource
from siting.project.weather.metpv11 import read_metpv11
from siting.project.weather.opened import AskedWeather, open_weather
from tests.project.weather.conftest import Good, Read, Refused, told
from tests.project.weather.synthetic import Year, make_year, metpv11, metpv20, monthly

FIXTURES = Path(__file__).parent / "fixtures"
KUMAGAYA = "metpv11_kumagaya.txt"


def changed(lines: list[str], at: int, first: int, cells: str) -> list[str]:
    """The lines with other characters in one of them."""
    line = lines[at]
    return [*lines[:at], line[:first] + cells + line[first + len(cells) :], *lines[at + 1 :]]


def test_the_real_record_of_kumagaya() -> None:
    """Its 24 figures add up to its own 2449 with a largest of 311; the file has no other day."""
    source = WeatherSource.model_validate({"kind": "metpv11", "file": KUMAGAYA})
    asked = AskedWeather(FIXTURES, "file", source, lambda key: "")
    opened = open_weather(asked)
    assert len(opened.lines[1]) == 160
    figures = [int(opened.lines[1][at : at + 4]) for at in range(15, 135, 5)]
    assert sum(figures) == 2449
    assert max(figures) == 311
    with pytest.raises(InputProblems) as error:
        read_metpv11(asked, opened)
    (problem,) = error.value.problems
    assert "8,736 of the 8,760 hours" in problem.say("en")
    assert "1/1 0:00 (2,808), 4/29 0:00 (5,928)" in problem.say("en")


def test_the_real_record_in_a_year(good: Good, year: Year) -> None:
    lines = metpv11(year)
    real = (FIXTURES / KUMAGAYA).read_text(encoding="ascii").splitlines()
    at = next(at for at, line in enumerate(lines) if line[:10] == real[1][:10])
    # The real day is brighter than the synthetic one: its parts stay below it.
    found = good("metpv11", [real[0], *lines[1:at], real[1], *lines[at + 1 :]])
    day = found.ghi[117 * 24 : 118 * 24]
    assert day.sum() * 0.36 == pytest.approx(2449)
    assert day.max() * 0.36 == pytest.approx(311)
    assert np.flatnonzero(day)[0] == 5  # 9 stands in the sixth figure, 5:00 to 6:00


@pytest.mark.parametrize("kind", ["metpv11", "metpv20"])
def test_monthly_sums_are_those_of_the_file(good: Good, year: Year, kind: str) -> None:
    found = good(kind, {"metpv11": metpv11, "metpv20": metpv20}[kind](year))
    assert found.beam is not None
    assert found.dhi is not None
    assert found.temperature_c is not None
    assert found.wind_m_s is not None
    assert found.snow_cm is not None
    for values, raw in ((found.ghi, year.ghi), (found.beam, year.beam), (found.dhi, year.dhi)):
        assert monthly(values * 0.36) == pytest.approx(monthly(raw), rel=1e-12)
    assert found.dni is None
    assert found.temperature_c == pytest.approx(year.air / 10)
    assert found.wind_m_s == pytest.approx(year.wind / 10)
    assert found.snow_cm == pytest.approx(year.snow)
    assert (found.lat, found.lon, found.elevation_m) == pytest.approx((36.15, 139.38, 30.0))
    assert found.station.startswith("43056 ")
    assert found.notes == ()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
@pytest.mark.parametrize("extra", [False, True])
def test_metpv20_in_every_encoding_and_with_34_fields(good: Good, year: Year, encoding: str, extra: bool) -> None:
    found = good("metpv20", metpv20(year, extra), encoding=encoding)
    assert found.ghi == pytest.approx(year.ghi / 0.36)
    assert found.lat == pytest.approx(36.15)


def test_metpv20_with_blank_fields_behind_and_full_width_digits(good: Good, year: Year) -> None:
    lines = [line + ",," for line in metpv20(year)]
    lines[1] = lines[1].replace("2015", "２０１５")
    assert good("metpv20", lines).ghi == pytest.approx(year.ghi / 0.36)


def test_radiation_alone_may_be_of_a_tilted_plane(good: Good, year: Year) -> None:
    found = good("metpv20", metpv20(year, True, [1]))
    assert "not of a tilted plane" in told(found)
    assert "air temperature: the file has no figures" in told(found)
    assert found.temperature_c is None
    assert "tilted" not in told(good("metpv20", metpv20(year, False, [1])))


def test_a_head_without_a_place(good: Good, year: Year) -> None:
    found = good("metpv20", ["43056,熊谷", *metpv20(year)[1:]], lat=36.1, lon=139.4, elevation_m=20.0)
    assert (found.lat, found.lon, found.elevation_m) == (36.1, 139.4, 20.0)
    nowhere = good("metpv20", metpv20(year)[1:])
    assert np.isnan(nowhere.lat)
    assert "state lat and lon" in told(nowhere)


def test_missing_hours_are_filled_and_told(good: Good, year: Year) -> None:
    lines = metpv11(year)
    noon = 1 + 9 * 100  # element 1 of the 101st day
    damaged = changed(changed(lines, noon, 15 + 5 * 12, "8888"), noon, 145, " 8888")
    found = good("metpv11", damaged)
    at = 100 * 24 + 12
    assert found.ghi[at] == pytest.approx(year.ghi[at] / 0.36, rel=0.2)
    assert "global radiation: 1 missing hours are filled from their neighbours: 4/11 12:00 (1)" in told(found)
    others = np.arange(8760) != at
    assert found.ghi[others] == pytest.approx(year.ghi[others] / 0.36)


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (lambda lines: lines[1:], "1: '00001  1 1"),
        (lambda lines: ["43056 KUMAGAYA 36 69.0 139 22.8 30.0", *lines[1:]], "w.csv:1: '43056 KUMAGAYA 36 69.0 139 22.8 30.0' - minutes"),
        (lambda lines: ["43056 SOMEWHERE 56 9.0 139 22.8 30.0", *lines[1:]], "w.csv:1: '56.15, 139.38' - this latitude"),
        (lambda lines: lines[:1], "w.csv: the file has no records"),
        (lambda lines: [*lines[:5], lines[5][1:], *lines[6:]], "w.csv:6: a METPV-11 record has 160 characters, this one 159 (1 such lines)"),
        (lambda lines: changed(lines, 7, 19, "x"), "w.csv:8: "),
        (lambda lines: changed(lines, 1, 75, "  x "), "w.csv:2: '  x ' - expected a number"),
        (lambda lines: changed(lines, 1, 6, "13"), "w.csv:2: '13/1' - 24 hours lie on no day"),
        (lambda lines: changed(lines, 1, 0, "00010"), "w.csv:2: '10' - the elements of METPV are 1 to 9"),
        (lambda lines: changed(lines, 1, 75, " 400"), "w.csv:2: the hours of this line add up to"),
        (lambda lines: lines[:10] + lines[11:], "w.csv:2: 24 of the 8,760 hours of a year are missing: 1/2 0:00 (24); the first of them belongs behind this line"),
        (lambda lines: [lines[0], *lines[10:]], "w.csv:2: 24 of the 8,760 hours of a year are missing: 1/1 0:00 (24); the first of them belongs before this line"),
        (lambda lines: [*lines, lines[1]], "w.csv:3287: '1/1 0:00' - 24 hours stand twice, this one first (before in line 2)"),
        (lambda lines: [line for line in lines if line[:5] != "00001"], "w.csv: there is no element 1"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_metpv11(refused: Refused, year: Year, edit: object, said: str) -> None:
    assert said in refused("metpv11", edit(metpv11(year)))  # type: ignore[operator]


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (lambda lines: lines[:1], "w.csv: the file has no records"),
        (lambda lines: [*lines[:4], lines[4] + ",1,1", *lines[5:]], "w.csv:5: a METPV-20 record has 33 fields, in one export 34; this one has 35 (1 such lines)"),
        (lambda lines: [lines[0], lines[1].replace("1,1,1,", "1.5,1,1,", 1), *lines[2:]], "w.csv:2: '1.5' - expected the element"),
        (lambda lines: [lines[0], lines[1].replace(",2015,0,", ",2015,欠x,"), *lines[2:]], "w.csv:2: '欠x' - expected a number"),
        (lambda lines: lines[:-9], "w.csv:3269: 24 of the 8,760 hours of a year are missing: 12/31 0:00 (24)"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_metpv20(refused: Refused, year: Year, edit: object, said: str) -> None:
    assert said in refused("metpv20", edit(metpv20(year)))  # type: ignore[operator]


def test_29_february_is_left_out_and_told(good: Good, year: Year) -> None:
    lines = metpv20(year)
    leap = [line.replace(",2,28,", ",2,29,", 1) for line in lines if ",2,28,2015" in line]
    assert len(leap) == 9
    found = good("metpv20", lines + leap)
    assert found.ghi == pytest.approx(year.ghi / 0.36)
    assert told(found).count("29 February is left out") == 1


def test_a_triple_of_years(read: Read, tmp_path: Path, year: Year) -> None:
    for name, brightness in (("low.csv", 0.85), ("high.csv", 1.1)):
        (tmp_path / name).write_text("\n".join(metpv20(make_year(brightness))), encoding="utf-8")
    found, problems = read("metpv20", metpv20(year), file_low="low.csv", file_high="high.csv")
    assert problems == []
    assert list(found) == ["mid", "low", "high"]
    assert found["low"].ghi.sum() < found["mid"].ghi.sum() < found["high"].ghi.sum()
    found, problems = read("metpv20", metpv20(year), file_low="high.csv", file_high="low.csv")
    assert found == {}
    assert "project.toml:9: weather.file_low: 'high.csv' - this year has more sun than that of w.csv" in problems[
        0
    ].say("en")
    (tmp_path / "low.csv").write_text(
        "\n".join(["44132,東京,35,41.4,139,45.6,6.0", *metpv20(year)[1:]]), encoding="utf-8"
    )
    _, problems = read("metpv20", metpv20(year), file_low="low.csv", file_high="no.csv")
    assert [one.say("en") for one in problems] == [
        "project.toml:9: weather.file_low: 'low.csv' - the file is of 44132 東京, but weather.file of 43056 熊谷",
        "project.toml:9: weather.file_high: 'no.csv' - there is no such file",
    ]
