from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from siting.project.sunlight.source import WeatherSource
from siting.project.toml import check_config, read_config
from siting.project.weather.read import READERS, read_weather
from siting.project.weather.sun_height import sine
from tests.project.weather.conftest import Read, Refused
from tests.project.weather.synthetic import Year, epw, jma, metpv11, metpv20, nsrdb, pvgis, tmy3

WRITERS: dict[str, Any] = {"metpv11": metpv11, "metpv20": metpv20, "jma": jma, "epw": epw, "pvgis": pvgis, "tmy3": tmy3, "nsrdb": nsrdb}  # fmt: skip
PLAIN = {"unit": "W/m2", "label": "start", "columns": {"ghi": "A"}}


def test_kinds_without_a_file_read_nothing() -> None:
    months = {"kind": "months", "months": (4.0,) * 12, "months_unit": "kWh/m2/day"}
    for keys in ({}, months):
        assert read_weather(Path(), WeatherSource.model_validate(keys), lambda key: "") == ({}, [])


@pytest.mark.parametrize("kind", WRITERS)
def test_a_file_of_another_kind_is_named(refused: Refused, year: Year, kind: str) -> None:
    other = "jma" if kind != "jma" else "epw"
    assert refused(other, WRITERS[kind](year)) == f"project.toml:9: weather.kind: '{other}' - w.csv looks like {kind}"


@pytest.mark.parametrize("kind", READERS)
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe\x00",
        b"PK\x03\x04",
        b"\x00" * 100,
        b"\n\n\n",
        b"a",
        b"a,b,c\n1,2,3\n",
        b",,,,\n" * 50,
        b'"',
        b"\x81",
    ],
)
def test_rubbish_of_every_kind_is_told(refused: Refused, kind: str, content: bytes) -> None:
    assert refused(kind, content, **(PLAIN if kind == "csv" else {}))


def test_files_that_are_not_there_or_no_text(read: Read, tmp_path: Path) -> None:
    (tmp_path / "book.xlsx").write_bytes(b"PK\x03\x04")
    for name, said in (
        ("no.csv", "project.toml:9: weather.file: 'no.csv' - there is no such file"),
        ("book.xlsx", "project.toml:9: weather.file: 'book.xlsx' - weather is read from text files: .csv, .txt, .epw"),
        (".", ".: this is a folder: name the file inside it"),
    ):
        source = WeatherSource.model_validate({"kind": "epw", "file": name})
        found, problems = read_weather(tmp_path, source, lambda key: "9")
        assert (found, [one.say("en") for one in problems]) == ({}, [said])


def test_a_stated_encoding_is_kept_to(tmp_path: Path, year: Year) -> None:
    (tmp_path / "w.csv").write_bytes("\n".join(jma(year)).encode("cp932"))
    source = WeatherSource.model_validate({"kind": "jma", "file": "w.csv", "encoding": "utf-8"})
    _, problems = read_weather(tmp_path, source, lambda key: "9")
    assert problems[0].say("en").startswith("w.csv:1: a character here is not in utf-8")


def test_the_height_of_the_sun_is_that_of_pvlib() -> None:
    """Within 0.6 degrees through the year, which is enough to tell day from night."""
    import pandas as pd
    from pvlib.solarposition import get_solarposition

    times = pd.date_range("2021-01-01 00:30", periods=8760, freq="h", tz="Asia/Tokyo")
    exact = get_solarposition(times, 36.15, 139.38)["elevation"].to_numpy(float)
    ours = np.degrees(np.arcsin(sine(36.15, 139.38, 0.5)))
    assert np.abs(ours - exact).max() < 0.6


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ('[weather]\nkind = "epw"', "project.toml:1: weather: kinds normals and months have no file, every other kind needs one"),
        ('[weather]\nkind = "months"', "weather: kind months, and no other, needs months and months_unit"),
        ('[weather]\nkind = "epw"\nfile = "a"\nfile_low = "b"', "weather: file_low and file_high belong to kind metpv20"),
        ("[weather]\nlat = 35.0", "weather: lat and lon belong together"),
        ('[weather]\nkind = "csv"\nfile = "a"', "weather: kind csv needs unit, label and columns.ghi"),
        ('[solar]\nfacing = "down"\nmodule = "x"', "solar.facing: 'down' - expected degrees from south"),
        ('[solar]\nmodule = "x"\n[solar.layout.spacing]\nfrom_hour = 16.0', "solar.layout.spacing: from_hour must be before to_hour"),
        ('[solar]\nmodule = "x"\n[solar.factor]\nfactor = 0.7\ntilts_deg = [5.0, 10.0]\ndaily_kwh_m2 = [3.5]', "solar.factor: give one daily_kwh_m2 for each of tilts_deg"),
        ("[solar]", "solar: give either a module or kw_per_m2"),
        ("[solar]\nkw_per_m2 = 0.14", "solar: without a module, layout.slope_m is required"),
        ('[solar]\nmodule = "x"\nmethod = "factor"', "solar: method factor, and no other, needs the section solar.factor"),
        ('[solar]\nmodule = "x"\nmethod = "factor"\n[solar.factor]\nfactor = 0.7\ntilts_deg = [5.0]\ndaily_kwh_m2 = [3.5]', "solar: solar.factor must state the irradiation of every tilt"),
        ("[solar]\nkw_per_m2 = 0.14\nlayout = {slope_m = 6.6}", "solar: without a module, method hourly needs physics.power_per_k"),
        ('[drawings.P1]\nfile = "a.dxf"\nlayer = "0"', "drawings.P1: give either system, or two ties"),
    ],
)  # fmt: skip
def test_faults_of_the_keys_are_told_in_words(tmp_path: Path, written: str, said: str) -> None:
    (tmp_path / "project.toml").write_text(written, encoding="utf-8")
    config, _ = read_config(tmp_path / "project.toml")
    assert config is not None
    _, problems = check_config(config)
    assert any(said in problem.say("en") for problem in problems), [problem.say("en") for problem in problems]
    assert all("not valid" not in problem.say("en") for problem in problems)
