from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

import siting
from siting.errors import InputProblems
from tests.project.loads.conftest import wide

CASE = """
[loads.W05]
annual_kwh = 500000.0
shape = "water_purification"

[profiles.hydro]
shape = "constant"

[tariffs.hv]
energy = [{ yen_per_kwh = 17.5 }]
energy_as_of = "2024-04"
"""


@pytest.fixture
def written(example: Path) -> Path:
    config = example / "project.toml"
    config.write_text(config.read_text(encoding="utf-8") + CASE, encoding="utf-8")
    return example


def add(folder: Path, words: str) -> None:
    config = folder / "project.toml"
    config.write_text(config.read_text(encoding="utf-8") + words, encoding="utf-8")


def said(folder: Path) -> str:
    with pytest.raises(InputProblems) as caught:
        siting.load(folder)
    assert all(problem.say("ja") for problem in caught.value.problems)
    return str(caught.value)


def test_a_project_without_loads_knows_what_stands_for_generation(example: Path) -> None:
    found = siting.load(example).own_use
    assert found.loads == {}
    assert not any(profile.stated for profile in found.profiles.values())
    assert found.profile_key("W07-P1", "pv") == "pv"


def test_loads_and_shapes_are_kept_with_their_hashes(written: Path) -> None:
    rows = wide(dt.date(2022, 4, 1))
    (written / "w07.csv").write_bytes("\n".join(",".join(map(str, row)) for row in rows).encode("cp932"))
    add(written, '[loads.W07]\nfile = "w07.csv"\nlayout = "half_hours"\nunit = "kW"\n')
    add(written, '[profiles.W07]\nshape = "constant"\n')
    project = siting.load(written)
    assert set(project.own_use.loads) == {"W05", "W07"}
    assert project.files["w07.csv"] == project.own_use.loads["W07"].sha256
    assert project.own_use.profile_key("W07", "pv") == "W07"
    assert project.own_use.profiles["hydro"].stated


def test_all_that_does_not_fit_is_told_at_once(written: Path) -> None:
    add(
        written,
        '[loads.W070]\nannual_kwh = 1.0\nshape = "flat"\n[loads.W08]\nannual_kwh = 1.0\nshape = "flt"\n'
        '[profiles.wind]\nshape = "constant"\n'
        '[tariffs.night]\nenergy = [{ yen_per_kwh = 10, from_hour = 22, to_hour = 8 }, { yen_per_kwh = 20, from_hour = 7, to_hour = 21, days = "weekdays" }]\n'
        'energy_as_of = "FY2024"\n[cases.own]\nkind = "tariff"\nprice_yen_per_kwh = 11\ntariff = "hw"\n',
    )
    told = said(written)
    assert "loads.W070: 'W070' - no facility has this facility_id; did you mean W07?" in told
    assert "loads.W08.shape: 'flt' - no such load shape; there are flat" in told
    assert "profiles.wind: 'wind' - a shape of generation stands for pv, hydro" in told
    assert "cases.own.tariff: 'hw' - no such tariff below [tariffs]; there are hv, night" in told
    assert "tariffs.night.energy: no band of the tariff holds in some hours: on weekdays in month 1-12, 21-22 h" in told
    assert "several bands of the tariff hold in the same hours: on weekdays in month 1-12, 7-8 h; 12 of 576" in told
