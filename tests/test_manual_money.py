"""The chapter on money is true: every piece of TOML runs in a copy of the example, both languages show the same ones."""

from __future__ import annotations

import csv
import datetime as dt
import re
import shutil
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from jsonschema import Draft202012Validator
from pydantic import BaseModel, ValidationError

import siting
from siting.project.cases import Case, Premium, Wheeling
from siting.project.judgement import Recommend, Row
from siting.project.model import Config, Outputs
from siting.project.money import (
    Breakdown,
    Finance,
    GridConnection,
    Lifecycle,
    Parts,
    PropertyTax,
    Removal,
    Replacement,
    Subsidy,
)
from siting.project.own_use import EnergyPrice, GenerationProfile, LoadSource, Tariff
from siting.project.price_rows import PriceRow
from siting.project.procurement import City, Debt, Rent, Scheme, Taxes
from siting.project.schema import json_schema
from siting.reporting.results import Results
from siting.resources import example
from siting.vocabulary.money import CASE_KIND_NAMES, ITEM_NAMES, SCHEME_KIND_NAMES
from tests.tools.write_reference import DOCS

CHAPTERS = {"guide.en.md": "## Money", "guide.ja.md": "## 採算"}
HEADER = re.compile(r"^\[{1,2}([\w.]+)\]{1,2}", re.MULTILINE)
# What people read may differ between the languages; figures may not.
WORDS = ("label", "label_en", "name", "name_en", "note", "note_en", "source", "text", "text_en")


def chapter(page: str) -> str:
    """The chapter on money of a guide."""
    guide = (DOCS / page).read_text(encoding="utf-8")
    (found,) = re.findall(rf"^{CHAPTERS[page]}\n(.*?)(?=^## )", guide, re.DOTALL | re.MULTILINE)
    return str(found)


def pieces(page: str) -> list[str]:
    """Its pieces of TOML."""
    return re.findall(r"^```toml\n(.*?)^```$", chapter(page), re.DOTALL | re.MULTILINE)


PIECES = [pytest.param(piece, id=str(at)) for at, piece in enumerate(pieces("guide.en.md"))]


def _parts(written: str) -> Iterator[tuple[str, str]]:
    """The sections of a TOML text with their keys: ``cases.fit``, or ``finance`` where nothing stands below."""
    starts = [*HEADER.finditer(written)]
    ends = [*(one.start() for one in starts[1:]), len(written)]
    for start, end in zip(starts, ends, strict=True):
        yield ".".join(start[1].split(".")[:2]), written[start.start() : end]


def put_in(written: str, piece: str) -> str:
    """A project.toml with a piece in place of the sections of the same name, as the guide says."""
    replaced = {key for key, _ in _parts(piece)}
    return "".join(part for key, part in _parts(written) if key not in replaced) + "\n" + piece


def _demand_file(path: Path) -> None:
    """Half-hourly demand in kW of fiscal 2024, a row per day: 300 by day, 150 by night."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["日付", *(f"{half // 2}:{half % 2 * 30:02d}" for half in range(48))])
        for day in range(365):
            date = dt.date(2024, 4, 1) + dt.timedelta(day)
            rows.writerow([f"{date:%Y/%m/%d}", *(300 if 14 <= half < 44 else 150 for half in range(48))])


def _evaluated(piece: str, folder: Path) -> Results:
    shutil.copytree(example("toyonaka"), folder)
    _demand_file(folder / "demand.csv")
    project = folder / "project.toml"
    project.write_text(put_in(project.read_text(encoding="utf-8"), piece), encoding="utf-8")
    return siting.evaluate(siting.load(folder))


@pytest.mark.parametrize("piece", PIECES)
def test_every_piece_runs_in_the_example(piece: str, tmp_path: Path) -> None:
    results = _evaluated(piece, tmp_path / "study")
    for case in tomllib.loads(piece).get("cases", {}):
        assert results.options[f"eligible_{case}"].eq(True).any()
    asked = tomllib.loads(piece).get("schemes", {})
    assert set(asked) <= set(results.schemes["scheme"])


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_schema_that_editors_use_takes_every_piece(lang: str) -> None:
    validator = Draft202012Validator(json_schema(lang))
    written = (example("toyonaka") / "project.toml").read_text(encoding="utf-8")
    for piece in pieces(f"guide.{lang}.md"):
        data = tomllib.loads(put_in(written, piece))
        assert [one.message for one in validator.iter_errors(data)] == []


def _figures(data: Any) -> Any:
    if isinstance(data, dict):
        return {name: _figures(one) for name, one in data.items() if name not in WORDS}
    return [_figures(one) for one in data] if isinstance(data, list) else data


def test_both_languages_show_the_same_pieces_and_headings() -> None:
    english, japanese = (
        [_figures(tomllib.loads(piece)) for piece in pieces(page)] for page in ("guide.en.md", "guide.ja.md")
    )
    assert len(english) >= 13
    assert english == japanese
    depths = [[len(one) for one in re.findall(r"^(#{3,}) ", chapter(page), re.MULTILINE)] for page in CHAPTERS]
    assert depths[0] == depths[1]


@pytest.mark.parametrize("page", list(CHAPTERS))
def test_every_kind_and_item_stands_in_the_chapter(page: str) -> None:
    words = set(re.findall(r"`(\w+)`", chapter(page)))
    assert {*CASE_KIND_NAMES, *SCHEME_KIND_NAMES, *ITEM_NAMES} <= words


MONEY = (
    Finance, Lifecycle, Parts, Breakdown, GridConnection, Replacement, PropertyTax, Removal, Subsidy, LoadSource,
    GenerationProfile, Tariff, EnergyPrice, Case, Premium, Wheeling, PriceRow, City, Taxes, Scheme, Debt, Rent, Row,
    Recommend, Outputs,
)  # fmt: skip


@pytest.mark.parametrize("model", MONEY, ids=lambda model: str(model.__name__))
def test_the_blank_project_shows_every_key_of_money(model: type[BaseModel]) -> None:
    blank = (example("blank") / "project.toml").read_text(encoding="utf-8")
    assert set(model.model_fields) <= set(re.findall(r"\w+", blank))


def test_the_commented_keys_of_the_blank_project_are_known() -> None:
    """Each commented section, its blanks filled in, says nothing that the program would call unknown."""
    blank = (example("blank") / "project.toml").read_text(encoding="utf-8")
    lines = [re.sub(r"^# (?=[\[\w])", "", line) for line in blank.splitlines()]
    kept = [line for line in lines if re.match(r"[\[\]]| +\{|\w+ = ", line)]
    filled = [re.sub(r"=\s*(?=[,}]|$)", "= 1 ", re.sub(r" +#.*", "", line)) for line in kept]
    with pytest.raises(ValidationError) as caught:
        Config.model_validate(tomllib.loads("\n".join(_first_of_each(filled))))
    assert [fault["loc"] for fault in caught.value.errors() if fault["type"] == "extra_forbidden"] == []


def _first_of_each(lines: list[str]) -> Iterator[str]:
    """The lines without keys that a section has already, as where an alternative is commented below."""
    seen: set[str] = set()
    for line in lines:
        if line.startswith("["):
            seen = set()
        key = line.split(" =")[0]
        if line[0] in "[] " or key not in seen:
            yield line
        seen.add(key)


def test_what_the_guide_says_of_the_price_of_the_start_year_is_so(tmp_path: Path) -> None:
    piece = next(one for one in pieces("guide.en.md") if "option_start" in one)
    options = _evaluated(piece, tmp_path / "study").options.set_index("option_id")
    assert options.loc["W07-P1-pv-study", "price_yen_per_kwh_fit"] == 18


def test_the_hours_of_the_demand_file_count(tmp_path: Path) -> None:
    piece = next(one for one in pieces("guide.en.md") if "half_hours" in one)
    options = _evaluated(piece, tmp_path / "study").options.set_index("option_id")
    terauchi = options.loc["W07-P1-pv-study"]
    assert 0.5 < terauchi["own_use_share_tariff"] < 1
    assert terauchi["npv_yen_surplus"] > terauchi["npv_yen_tariff"]
    assert not options.loc["W05-P1-pv-study", "eligible_tariff"]
    assert isinstance(pd.Series(options["reason_tariff"]).dropna().iloc[0].say("en"), str)
