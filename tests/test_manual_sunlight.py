"""The chapter on sunlight is true: its TOML is taken and runs, both languages show the same, ``blank`` holds every key."""

from __future__ import annotations

import re
import shutil
import tomllib
from io import StringIO
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from click import Option
from jsonschema import Draft202012Validator
from pydantic import BaseModel

import siting
from siting.cli.panels import command
from siting.project.model import Config
from siting.project.schema import json_schema
from siting.project.sunlight.drawing import Drawing, Tie
from siting.project.sunlight.settings import (
    Cell,
    Curtailment,
    FactorYield,
    Glare,
    Inverter,
    Layout,
    Losses,
    Physics,
    Shade,
    Snow,
    Solar,
    Spacing,
)
from siting.project.sunlight.source import Columns, Plane, WeatherSource
from siting.project.weather.read import READERS
from siting.resources import example
from siting.vocabulary.solar import LOSS_STEPS
from tests.tools.write_reference import DOCS

CHAPTERS = {"guide.en.md": "## Sunlight", "guide.ja.md": "## 太陽光"}
# What the chapter replaces in a project.
REPLACED = ("solar", "weather", "drawings")
# What people read may differ between the languages; figures may not.
WORDS = ("source", "note", "note_en")


def chapter(page: str) -> str:
    """The chapter on sunlight of a guide."""
    guide = (DOCS / page).read_text(encoding="utf-8")
    (found,) = re.findall(rf"^{CHAPTERS[page]}\n(.*?)(?=^## )", guide, re.DOTALL | re.MULTILINE)
    return str(found)


def pieces(page: str, language: str = "toml") -> list[str]:
    """Its fenced pieces of a language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", chapter(page), re.DOTALL | re.MULTILINE)


def _put_in(piece: str) -> str:
    """The example's project.toml with a piece in place of its sections on sunlight."""
    written = (example("toyonaka") / "project.toml").read_text(encoding="utf-8")
    kept = [part for part in re.split(r"(?=^\[)", written, flags=re.MULTILINE) if not _replaced(part)]
    return "".join(kept) + "\n" + piece


def _replaced(part: str) -> bool:
    return re.match(rf"\[({'|'.join(REPLACED)})[.\]]", part) is not None


PIECES = [pytest.param(piece, id=f"{page[6:8]}{at}") for page in CHAPTERS for at, piece in enumerate(pieces(page))]


@pytest.mark.parametrize("piece", PIECES)
def test_every_piece_is_taken_by_the_model_and_by_the_schema(piece: str) -> None:
    data = tomllib.loads(_put_in(piece))
    config = Config.model_validate(data)
    assert [one.message for one in Draft202012Validator(json_schema("en")).iter_errors(data)] == []
    assert config.solar is not None or "[solar]" not in piece


def test_both_languages_show_the_same_pieces_and_headings() -> None:
    english, japanese = ([_figures(tomllib.loads(one)) for one in pieces(page)] for page in CHAPTERS)
    assert len(english) >= 6
    assert english == japanese
    depths = [[len(one) for one in re.findall(r"^(#{3,}) ", chapter(page), re.MULTILINE)] for page in CHAPTERS]
    assert depths[0] == depths[1]


def _figures(data: Any) -> Any:
    if isinstance(data, dict):
        return {name: _figures(one) for name, one in data.items() if name not in WORDS}
    return data


def test_the_first_piece_designs_the_example_with_the_costs_of_its_rows(tmp_path: Path) -> None:
    """As the guide says: rows of designs without power and energy state costs, t10 is an option, P90 is there."""
    folder = tmp_path / "study"
    shutil.copytree(example("toyonaka"), folder)
    (folder / "project.toml").write_text(_put_in(pieces("guide.en.md")[0]), encoding="utf-8")
    row = pd.read_csv(StringIO(pieces("guide.en.md", "csv")[0])).iloc[0]
    results = siting.evaluate(siting.load(folder))
    options = results.options.set_index("option_id")
    option_id = f"{row['owner_id']}-pv-{row['variant']}"
    designed = options.loc[option_id]
    assert designed["capex_yen"] == row["capex_yen"]
    assert designed["stage"] == row["stage"]
    layouts = results.layouts.set_index("option_id")
    mine = layouts.loc[option_id]
    assert mine["p90_kwh"] == pytest.approx(mine["annual_kwh"] * (1 - 1.2816 * 0.05), rel=1e-5)
    taken = results.losses[results.losses["option_id"].eq(option_id)]["kwh"].sum()
    assert mine["start_kwh"] - taken == pytest.approx(mine["annual_kwh"], rel=1e-9)


@pytest.mark.parametrize("page", list(CHAPTERS))
def test_every_kind_of_weather_step_and_table_stands_in_the_chapter(page: str) -> None:
    words = set(re.findall(r"`([\w.]+)`", chapter(page)))
    assert {"normals", "months", *READERS} <= words
    assert {step.value for step in LOSS_STEPS} <= words
    assert {"layouts.csv", "losses.csv", "glare.csv", "panels.geojson"} <= words


@pytest.mark.parametrize("page", list(CHAPTERS))
def test_every_option_that_the_chapter_names_is_one_of_the_command(page: str) -> None:
    known = {name for one in command.params if isinstance(one, Option) for name in one.opts}
    named = set(re.findall(r"(?<=[\s`])--[a-z][\w-]+", chapter(page))) - {"--example"}
    assert {"--polygon", "--verify", "--dxf"} <= named <= known


SECTIONS: dict[str, type[BaseModel]] = {
    "weather": WeatherSource, "weather.columns": Columns, "weather.months_plane": Plane, "solar": Solar,
    "solar.layout": Layout, "solar.layout.spacing": Spacing, "solar.factor": FactorYield, "solar.losses": Losses,
    "solar.inverter": Inverter, "solar.physics": Physics, "solar.physics.cells.building_roof": Cell,
    "solar.shade": Shade, "solar.snow": Snow, "solar.curtailment": Curtailment, "solar.glare": Glare,
    "drawings.ID": Drawing,
}  # fmt: skip
# Every section may hold these; they are written out once, and where figures without a source are likely.
OF_ALL = {"assumption", "note", "note_en"}


def _blank() -> dict[str, list[str]]:
    """The commented lines of each section of the blank project."""
    written = (example("blank") / "project.toml").read_text(encoding="utf-8")
    found: dict[str, list[str]] = {}
    name = ""
    for line in re.sub(r"^# (?=[\[\w])", "", written, flags=re.MULTILINE).splitlines():
        if header := re.match(r"\[([\w.]+)\]", line):
            name = header[1]
        found.setdefault(name, []).append(line)
    return found


@pytest.mark.parametrize("name", list(SECTIONS))
def test_the_blank_project_shows_every_key_with_its_default(name: str) -> None:
    shown = dict(re.findall(r"^(\w+) =[ ]*(.*?)[ ]*(?:#.*)?$", "\n".join(_blank()[name]), re.MULTILINE))
    parts = {one.rsplit(".", 1)[-1] for one in SECTIONS if one.rpartition(".")[0] == name} | {"cells"}
    model = SECTIONS[name]
    assert set(shown) - OF_ALL == set(model.model_fields) - parts - OF_ALL
    for key, value in shown.items():
        default = model.model_fields[key].default
        if value and not model.model_fields[key].is_required() and default is not None and "lat = ," not in value:
            stated = tomllib.loads(f"value = {value}")["value"]
            assert (tuple(stated) if isinstance(stated, list) else stated) == default


def test_the_blank_project_shows_the_keys_of_a_tie() -> None:
    assert set(Tie.model_fields) <= set(re.findall(r"\w+", "\n".join(_blank()["drawings.ID"])))
