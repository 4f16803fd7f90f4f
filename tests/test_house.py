"""The house itself: sizes of rooms, no printing, no machine or host in tracked files."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
MODULES = sorted((ROOT / "siting").rglob("*.py"))
LONGEST_MODULE, LONGEST_FUNCTION = 400, 60


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_modules_and_functions_fit(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert source.count("\n") <= LONGEST_MODULE
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef):
            assert (node.end_lineno or node.lineno) - node.lineno < LONGEST_FUNCTION, node.name


def test_the_shipped_folders_hold_no_python() -> None:
    for folder in ("data", "turbine_charts", "reports"):
        assert not list((ROOT / folder).rglob("*.py"))


def test_every_shipped_row_has_source_and_date() -> None:
    from siting.shipped import SHIPPED, read_shipped

    for table in SHIPPED:
        for row in read_shipped(ROOT / "data", table.name):
            assert row["source"]
            assert row["as_of"]


def test_lock_files_name_no_host() -> None:
    for path in (ROOT / "requirements").iterdir():
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"https?://|index-url|file:", text)
        assert "--hash=sha256:" in text
