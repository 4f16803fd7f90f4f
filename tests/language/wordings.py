"""Every wording in the source that a user may meet: literal first arguments of text(), translate() and _()."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CALLS = ("text", "translate")


def in_code() -> dict[str, str]:
    """Wordings of the Python source, each with the file it was found in."""
    found = {}
    for path in sorted((ROOT / "siting").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            for wording in _wordings(node):
                found[wording] = str(path.relative_to(ROOT))
    return found


def _wordings(node: ast.AST) -> list[str]:
    if not isinstance(node, ast.Call):
        return []
    name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
    first = node.args[0] if node.args else None
    if name in CALLS and isinstance(first, ast.Constant) and isinstance(first.value, str) and first.value:
        return [first.value]
    if name in ("option", "version_option"):
        return [k.value.value for k in node.keywords if k.arg == "help" and isinstance(k.value, ast.Constant)]
    return []


def in_command_help() -> dict[str, str]:
    """Paragraphs of the commands' docstrings, which click prints as help."""
    found = {}
    for path in sorted((ROOT / "siting" / "cli").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and any(
                "command" in ast.dump(d) or "group" in ast.dump(d) for d in node.decorator_list
            ):
                for paragraph in (ast.get_docstring(node) or "").split("\n\n"):
                    found[" ".join(paragraph.split())] = path.name
    return found


def in_schema() -> dict[str, str]:
    """Descriptions of the keys of project.toml."""
    from siting.project.model import Config

    found: dict[str, str] = {}
    todo = [Config.model_json_schema()]
    while todo:
        node = todo.pop()
        for key, value in node.items() if isinstance(node, dict) else enumerate(node):
            if key == "description" and isinstance(value, str):
                found[value] = "siting/project/model.py"
            elif isinstance(value, dict | list):
                todo.append(value)
    return found


def in_templates() -> dict[str, str]:
    """Wordings of the report's templates."""
    found = {}
    for path in sorted((ROOT / "reports" / "templates").rglob("*.html")):
        for wording in re.findall(
            r"""\b_\(\s*"((?:[^"\\]|\\.)*)"|\b_\(\s*'((?:[^'\\]|\\.)*)'""", path.read_text(encoding="utf-8")
        ):
            found["".join(wording)] = path.name
    return found


def all_wordings() -> dict[str, str]:
    """All of them, each with a place it was found in."""
    return {**in_schema(), **in_command_help(), **in_templates(), **in_code()}
