"""Writes the reference of the manual from the program itself: python -m tests.tools.write_reference.

Commands, tables, keys of project.toml, results and messages, in both languages. A test compares the files.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from siting.cli.shell import group
from siting.language import translate
from siting.project.schema import json_schema
from siting.vocabulary import TABLES, Column, Kind
from siting.vocabulary.comparison import SCHEME_FIGURES
from siting.vocabulary.money import ITEMS
from siting.vocabulary.results import (
    CASE_COLUMNS,
    EVALUATION_COLUMNS,
    JUDGEMENTS,
    OPTION_COLUMNS,
    RANKING_COLUMNS,
    STATUS_COLUMNS,
)
from siting.vocabulary.solar import GLARE_COLUMNS, GLARE_HOURS, LAYOUT_COLUMNS, LOSS_COLUMNS, LOSS_STEPS, SUN_MONTHS
from tests.language.wordings import in_code

DOCS = Path(__file__).resolve().parents[2] / "docs"

TITLES = {
    "en": {
        "title": "Reference", "commands": "Commands", "tables": "Tables", "toml": "project.toml", "results": "Results",
        "messages": "Messages", "column": "column", "heading": "other headings", "kind": "kind", "unit": "unit",
        "bounds": "bounds", "required": "required", "words": "words", "key": "key", "meaning": "meaning",
        "default": "default", "label": "label", "case": "for each price case", "judged": "overall judgement",
        "intro": "Made from the program; a test keeps it true.",
    },
    "ja": {
        "title": "リファレンス", "commands": "コマンド", "tables": "入力表", "toml": "project.toml", "results": "出力",
        "messages": "メッセージ", "column": "列名", "heading": "使用できる見出し", "kind": "種類", "unit": "単位",
        "bounds": "範囲", "required": "必須", "words": "選択肢", "key": "キー", "meaning": "意味",
        "default": "既定値", "label": "名称", "case": "電力利用形態ごと", "judged": "総合評価",
        "intro": "プログラムから作成した一覧。テストにより常に実装と一致する。",
    },
}  # fmt: skip

# Columns of the designs of plots; of the minutes by month and hour the first and the last.
SUNLIGHT = {
    "layouts.csv": (*LAYOUT_COLUMNS, *SUN_MONTHS),
    "losses.csv": LOSS_COLUMNS,
    "glare.csv": (*GLARE_COLUMNS, GLARE_HOURS[0], GLARE_HOURS[-1]),
}


def reference(lang: str) -> str:
    """The reference page in one language."""
    t = TITLES[lang]
    lines = [f"# {t['title']}", "", t["intro"], "", f"## {t['commands']}", ""]
    lines += [*_command(group, "siting", lang)]
    lines += [f"## {t['tables']}", "", *_tables(lang)]
    lines += [f"## {t['toml']}", "", *_keys(lang), "", f"## {t['results']}", "", *_results(lang), ""]
    lines += [f"## {t['messages']}", "", *_messages(lang)]
    return "\n".join(lines) + "\n"


def _row(*cells: str) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


def _table(*headings: str) -> list[str]:
    return [_row(*headings), _row(*("---" for _ in headings))]


def _command(command: click.Command, name: str, lang: str) -> Iterator[str]:
    context = click.Context(command, info_name=name)
    arguments = " ".join(p.make_metavar(context) for p in command.params if isinstance(p, click.Argument))
    yield from (f"### `{f'{name} {arguments}'.strip()}`", "")
    for paragraph in (command.help or "").split("\n\n"):
        yield from (translate(" ".join(paragraph.split()), lang), "")
    for option in command.params:
        if isinstance(option, click.Option):
            yield f"- `{', '.join(option.opts)}` {translate(option.help or '', lang)}"
    yield ""
    if isinstance(command, click.Group):
        for child in command.list_commands(context):
            found = command.get_command(context, child)
            assert found is not None
            yield from _command(found, f"{name} {child}", lang)


def _tables(lang: str) -> Iterator[str]:
    t = TITLES[lang]
    for table in TABLES:
        yield from (f"### `{table.name}` {table.label(lang)}", "")
        yield from _table(t["column"], t["heading"], t["kind"], t["unit"], t["bounds"], t["required"], t["words"])
        for column in table.columns:
            words = ", ".join(f"`{one.value}` {one.ja}" for one in column.choices)
            others = " / ".join(dict.fromkeys(one for one in column.headings() if one != column.name))
            yield _row(
                f"`{column.name}`",
                others,
                column.kind.value,
                ", ".join((column.unit, *(one.unit for one in column.other_units))),
                _bounds(column),
                "○" if column.required else "",
                words,
            )
        yield ""


def _bounds(column: Column) -> str:
    if column.kind is not Kind.NUMBER:
        return ""
    low = "" if column.low is None else f"{'>' if column.low_open else '>='} {column.low:g}"
    high = "" if column.high is None else f"<= {column.high:g}"
    return ", ".join(filter(None, (low, high)))


def _keys(lang: str) -> Iterator[str]:
    t = TITLES[lang]
    schema = json_schema(lang)
    yield from _table(t["key"], t["meaning"], t["default"])
    yield from _properties(schema, schema, "")


def _properties(node: dict[str, Any], schema: dict[str, Any], prefix: str) -> Iterator[str]:
    for name, field in node.get("properties", {}).items():
        default = json.dumps(field["default"], ensure_ascii=False) if "default" in field else ""
        yield _row(
            f"`{prefix}{name}`", field.get("description", ""), f"`{default}`" if default and "{" not in default else ""
        )
        for reference, suffix in _references(field):
            yield from _properties(schema["$defs"][reference.rsplit("/", 1)[-1]], schema, f"{prefix}{name}{suffix}.")


def _references(field: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for part in (field, *field.get("anyOf", ())):
        if "$ref" in part and "enum" not in part:
            yield part["$ref"], ""
    if "$ref" in field.get("items", {}):
        yield field["items"]["$ref"], "[]"
    for part in (field.get("additionalProperties"), *field.get("patternProperties", {}).values()):
        if isinstance(part, dict) and "$ref" in part:
            yield part["$ref"], ".NAME"


def _results(lang: str) -> Iterator[str]:
    t = TITLES[lang]
    yield from _table(t["column"], t["label"], t["unit"])
    for column in (*OPTION_COLUMNS, *STATUS_COLUMNS):
        yield _row(f"`{column.name}`", column.label(lang), column.unit)
    for column in CASE_COLUMNS:
        yield _row(f"`{column.name}_CASE`", f"{column.label(lang)} ({t['case']})", column.unit)
    for column in EVALUATION_COLUMNS:
        yield _row(f"`{column.name}` (evaluations.csv)", f"{column.label(lang)} ({t['case']})", column.unit)
    for column in SCHEME_FIGURES:
        yield _row(f"`{column.name}` (schemes.csv)", column.label(lang), column.unit)
    for one in ITEMS:
        yield _row(f"`{one.name}` (cashflows.csv item)", f"{one.label(lang)} ({one.group})", "yen")
    for file, columns in SUNLIGHT.items():
        for column in columns:
            yield _row(f"`{column.name}` ({file})", column.label(lang), column.unit)
    for step in LOSS_STEPS:
        yield _row(f"`{step.value}` (losses.csv step)", step.label(lang), "")
    for column in RANKING_COLUMNS[1:2]:
        yield _row(f"`{column.name}` (ranking.csv)", column.label(lang), column.unit)
    for judgement in JUDGEMENTS:
        yield _row(f"`{judgement.value}` (ranking.csv overall)", f"{t['judged']}: {judgement.label(lang)}", "")


def _messages(lang: str) -> Iterator[str]:
    places = {
        place for place in in_code().values() if "/reporting/page" not in place and "/reporting/workbook" not in place
    }
    for wording, place in sorted(in_code().items()):
        if place in places and " " in wording:
            yield f"- {translate(wording, lang)}".replace("<", "&lt;")


if __name__ == "__main__":
    for language in TITLES:
        (DOCS / f"reference.{language}.md").write_text(reference(language), encoding="utf-8")
