"""The file itself: small, the same every time, closed to the outside, and true to results.json."""

from __future__ import annotations

import ast
import base64
import hashlib
import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from babel.messages.pofile import read_po

import siting
from siting.reporting.page import report_html
from siting.reporting.page.sections import SECTIONS, Section, SharedSection
from siting.reporting.results import Results, from_json, to_json
from siting.resources import share

ROOT = Path(siting.__file__).resolve().parent


class Seen(HTMLParser):
    """Every start tag with its attributes."""

    def __init__(self, content: bytes) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.feed(content.decode("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))


class Spoken(HTMLParser):
    """The words a reader of one language gets: all but those marked with the other one."""

    def __init__(self, content: bytes, lang: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self._lang = lang
        self._hidden: list[str] = []
        self.feed(content.decode("utf-8").partition("<main>")[2].partition("<script>")[0])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        # Within an element of the other language only elements of the same name matter: they end with an end tag too.
        if self._hidden:
            self._hidden += [tag] * (tag == self._hidden[0])
        elif dict(attrs).get("lang", self._lang) != self._lang:
            self._hidden = [tag]

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Nothing inside, nothing to end."""

    def handle_endtag(self, tag: str) -> None:
        if self._hidden and tag == self._hidden[0]:
            self._hidden.pop()

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.words.append(data)


def numbers(value: Any) -> Iterator[float]:
    """Every number anywhere in JSON data."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from numbers(one)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield float(value)


def test_the_example_is_small_and_the_same_every_time(results: Results, page_ja: bytes) -> None:
    assert len(page_ja) < 290_500
    assert report_html(from_json(to_json(results)), "ja") == page_ja


def test_every_number_shown_stands_in_the_results(results: Results, page_ja: bytes) -> None:
    known = {repr(one) for one in numbers(json.loads(to_json(results)))}
    shown = [attributes["value"] for tag, attributes in Seen(page_ja).tags if tag == "data"]
    assert len(shown) > 400
    assert [raw for raw in shown if repr(float(raw)) not in known] == []


def test_the_policy_lets_in_this_style_and_this_script_only(page_ja: bytes) -> None:
    seen = Seen(page_ja)
    policy = next(one["content"] for tag, one in seen.tags if one.get("http-equiv") == "Content-Security-Policy")
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    for name in ("style", "script"):
        block = re.search(rf"<{name}>(.*?)</{name}>".encode(), page_ja, re.DOTALL)
        assert block is not None
        digest = base64.b64encode(hashlib.sha256(block[1]).digest()).decode()
        assert f"{name}-src 'sha256-{digest}'" in policy
    assert not [tag for tag, one in seen.tags if "style" in one or any(key.startswith("on") for key in one)]
    assert not [tag for tag, _ in seen.tags if tag in {"link", "iframe", "object", "img", "base"}]


def test_ids_are_unique_and_links_lead_somewhere(page_ja: bytes) -> None:
    seen = Seen(page_ja)
    ids = [one["id"] for _, one in seen.tags if "id" in one]
    assert len(ids) == len(set(ids))
    targets = {one["href"] for tag, one in seen.tags if tag == "a"}
    assert all(target.startswith("#") for target in targets)
    assert {target[1:] for target in targets} <= set(ids)
    described = {name for _, one in seen.tags for name in one.get("aria-labelledby", "").split()}
    assert described <= set(ids)


def test_both_languages_hold_every_section(page_ja: bytes) -> None:
    ids = {one.get("id") for _, one in Seen(page_ja).tags}
    own, shared = ([one.id for one in SECTIONS if isinstance(one, kind)] for kind in (Section, SharedSection))
    assert {f"{section}-{lang}" for section in own for lang in ("ja", "en")} | set(shared) <= ids
    assert own == ["definitions"]


def test_the_language_asked_for_is_chosen_first(page_ja: bytes, page_en: bytes) -> None:
    chosen = [one["value"] for _, one in Seen(page_ja).tags if one.get("name") == "lang" and "checked" in one]
    assert chosen == ["ja"]
    page = Seen(page_en).tags
    assert [one["value"] for _, one in page if one.get("name") == "lang" and "checked" in one] == ["en"]
    assert dict(page)["html"]["lang"] == "en"


def literals() -> Iterator[str]:
    """Every wording of the page's modules and templates."""
    modules = [*(ROOT / "reporting" / "page").glob("*.py"), ROOT / "reporting" / "amounts.py"]
    for node in (node for path in modules for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"text", "translate"}:
            wording = node.args[0]
            if isinstance(wording, ast.Constant):
                yield str(wording.value)
    for path in (share("reports") / "templates").glob("*.html"):
        yield from re.findall(r'_\("([^"]+)"\)', path.read_text(encoding="utf-8"))


def test_every_wording_has_its_japanese() -> None:
    with (share("reports") / "locale" / "ja.po").open("rb") as file:
        catalogue = {str(one.id): str(one.string) for one in read_po(file, locale="ja") if one.id}
    wordings = set(literals())
    assert len(wordings) > 200
    assert sorted(wording for wording in wordings if not catalogue.get(wording)) == []
    fields = re.compile(r"{(\w+)}")
    uneven = [one for one in wordings if set(fields.findall(one)) != set(fields.findall(catalogue[one]))]
    assert uneven == []


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_a_page_speaks_one_language(results: Results, page_ja: bytes, lang: str) -> None:
    """The Japanese page holds no English wording; the English one no label of the program in Japanese."""
    words = "\n".join(Spoken(page_ja, lang).words)
    if lang == "ja":
        assert [
            one for one in literals() if len(one) > 12 and re.search(rf"^{re.escape(one)}$", words, re.MULTILINE)
        ] == []
    else:
        assert not re.search("総括表|提言|事業費$", words, re.MULTILINE)
