"""The manual is true: the reference is the program's own, the guide's commands run."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from siting.cli.shell import COMMANDS
from siting.run.write import ABSENT
from tests.conftest import Siting
from tests.tools.write_reference import DOCS, TITLES, reference


@pytest.mark.parametrize("lang", list(TITLES))
def test_the_reference_is_up_to_date(lang: str) -> None:
    assert (DOCS / f"reference.{lang}.md").read_text(encoding="utf-8") == reference(lang)


@pytest.mark.parametrize("lang", list(TITLES))
def test_every_command_stands_in_the_reference(lang: str) -> None:
    written = (DOCS / f"reference.{lang}.md").read_text(encoding="utf-8")
    for command in COMMANDS:
        assert f"### `siting {command}" in written


@pytest.mark.parametrize("page", ["guide.en.md", "guide.ja.md"])
def test_the_guides_commands_run(page: str, tmp_path: Path, run_siting: Siting) -> None:
    text = (DOCS / page).read_text(encoding="utf-8")
    commands = [line.split("#")[0].split() for line in text.splitlines() if line.startswith("siting ")]
    commands += [found.split() for found in re.findall(r"`(siting (?:rank|explain|report) [^`]+)`", text)]
    assert len(commands) >= 8
    for command in commands:
        words = [word.replace("OUT", "out") for word in command[1:]]
        if "blank" in words:
            words[1] = "blank-study"
        ran = run_siting(*words, cwd=tmp_path)
        assert ran.returncode == 0, (command, ran.stderr)


def test_the_guides_python_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run_siting: Siting) -> None:
    run_siting("init", "my-study", cwd=tmp_path)
    monkeypatch.chdir(tmp_path)
    (code,) = re.findall(r"```python\n(.*?)```", (DOCS / "guide.en.md").read_text(encoding="utf-8"), re.DOTALL)
    exec(code, {})
    assert (tmp_path / "report.html").stat().st_size > 10_000


@pytest.mark.parametrize("page", ["guide.en.md", "guide.ja.md"])
def test_every_output_file_stands_in_the_guide(page: str, tmp_path: Path, run_siting: Siting) -> None:
    run_siting("run", cwd=tmp_path)
    text = (DOCS / page).read_text(encoding="utf-8")
    for path in (tmp_path / "siting-out").iterdir():
        assert f"`{path.name}`" in text
    assert not set(ABSENT) & {path.name for path in (tmp_path / "siting-out").iterdir()}
