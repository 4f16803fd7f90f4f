"""The manual is true: the reference is the program's own, the guide's commands run."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from siting.cli.shell import COMMANDS
from siting.project.machines.model import Machine
from siting.project.water import FlowSource, Hydro
from siting.reporting.results import Results
from siting.resources import example
from tests.conftest import Siting
from tests.tools.write_reference import DOCS, TITLES, reference

GUIDES = ("guide.en.md", "guide.ja.md")
# What stands for lines that are left out of a pasted output.
LEFT_OUT = "…"


@pytest.mark.parametrize("lang", list(TITLES))
def test_the_reference_is_up_to_date(lang: str) -> None:
    assert (DOCS / f"reference.{lang}.md").read_text(encoding="utf-8") == reference(lang)


@pytest.mark.parametrize("lang", list(TITLES))
def test_every_command_stands_in_the_reference(lang: str) -> None:
    written = (DOCS / f"reference.{lang}.md").read_text(encoding="utf-8")
    for command in COMMANDS:
        assert f"### `siting {command}" in written


def _guide(page: str) -> str:
    return (DOCS / page).read_text(encoding="utf-8")


def _blocks(page: str, language: str = "") -> list[str]:
    """The fenced blocks of a language; those without one hold commands and what they print."""
    fenced = re.findall(r"^```(\w*)\n(.*?)^```$", _guide(page), re.DOTALL | re.MULTILINE)
    return [body for name, body in fenced if name == language]


def _commands(page: str) -> Iterator[tuple[list[str], list[str]]]:
    """The words of every command of the blocks, with the lines that are shown of its output."""
    for block in _blocks(page):
        found: list[tuple[list[str], list[str]]] = []
        for line in block.splitlines():
            if line.startswith("siting "):
                found.append((shlex.split(line, comments=True)[1:], []))
            elif found and not line.startswith("make ") and line != LEFT_OUT:
                found[-1][1].append(line)
        yield from found
    for written in re.findall(r"`siting ((?:rank|explain|report|turbine) [^`]+)`", _guide(page)):
        yield shlex.split(written), []


def _spaced_once(line: str) -> str:
    return " ".join(line.split())


@pytest.fixture(scope="module")
def follow(tmp_path_factory: pytest.TempPathFactory, run_siting: Siting) -> Siting:
    """Runs a command of the guides in a folder of their own; one that stands in both pages runs once."""
    folder = tmp_path_factory.mktemp("guide")
    (plot,) = {*_blocks("guide.en.md", "json"), *_blocks("guide.ja.md", "json")}
    (folder / "plot.geojson").write_text(plot, encoding="utf-8")

    @cache
    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return run_siting(*words, cwd=folder)

    return run


@pytest.mark.parametrize("page", GUIDES)
def test_the_guides_commands_run_and_print_what_it_shows(page: str, follow: Siting) -> None:
    commands = list(_commands(page))
    assert len(commands) >= 12
    assert any(shown for _, shown in commands)
    for words, shown in commands:
        words = [word.replace("OUT", "out") for word in words]
        if "blank" in words:
            words[1] = "blank-study"
        ran = follow(*words)
        assert ran.returncode == 0, (words, ran.stderr)
        said = {_spaced_once(line) for line in ran.stdout.splitlines()}
        assert [line for line in shown if _spaced_once(line) not in said] == []


@pytest.mark.parametrize("page", GUIDES)
def test_the_guides_flow_records_and_turbine_file_are_valid(page: str) -> None:
    flows, machines = 0, 0
    for block in _blocks(page, "toml"):
        data = tomllib.loads(block)
        for record in data.get("flows", {}).values():
            FlowSource.model_validate(record)
            flows += 1
        if "id" in data:
            Machine.model_validate(data)
            machines += 1
    assert (flows, machines) == (5, 1)


@pytest.mark.parametrize("page", GUIDES)
def test_the_guides_sensitivity_is_that_of_the_example(page: str, results: Results) -> None:
    shapes = results.shapes[results.shapes["drop_id"] == "W04-D1"]
    simple = shapes["annual_kwh"] / shapes["ratio"]
    found = (re.findall(r"\| (\d+) %(?= \|)", line) for line in _guide(page).splitlines())
    rows = [row for row in found if len(row) == len(shapes)]
    for shares, row in ((shapes["ratio"], rows[0]), (shapes["variable_speed_kwh"] / simple, rows[1])):
        assert row == [f"{100 * share:.0f}" for share in shares]


def test_the_blank_project_writes_out_every_default_of_water_power() -> None:
    written = tomllib.loads((example("blank") / "project.toml").read_text(encoding="utf-8"))["hydro"]
    assert Hydro.model_validate(written) == Hydro.model_validate({})
    left_out = {"pumps", "shapes"}
    assert set(written) == set(Hydro.model_fields) - left_out


@pytest.fixture(scope="module")
def studied(tmp_path_factory: pytest.TempPathFactory, run_siting: Siting) -> Path:
    """A folder with ``my-study`` and its outputs, as the guide's reader has it; never changed."""
    folder = tmp_path_factory.mktemp("studied")
    run_siting("init", "my-study", cwd=folder)
    run_siting("run", "my-study", "-o", "out", cwd=folder)
    return folder


@pytest.mark.parametrize("page", GUIDES)
def test_the_guides_python_runs(page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, studied: Path) -> None:
    shutil.copytree(studied, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    recompute, use = _blocks(page, "python")
    said: dict[str, Any] = {}
    exec(recompute, said)
    # Its assertions must have had figures to compare.
    assert (said["bc"] - said["printed"]["bc"]).notna().sum() > 50
    assert (said["vfm"] - said["schemes"]["vfm_yen"]).notna().sum() == len(said["schemes"])
    exec(use, {})
    assert (tmp_path / "report.html").stat().st_size > 10_000


@pytest.mark.parametrize("page", GUIDES)
def test_every_output_file_stands_in_the_guide(page: str, studied: Path) -> None:
    text = (DOCS / page).read_text(encoding="utf-8")
    names = {path.name for path in (studied / "out").iterdir()}
    assert "run.json" in names
    assert all(f"`{name}`" in text for name in names)
