"""Foreign words in every place: they run nowhere, turn nothing round and break no layout."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from siting.reporting.page import report_html
from tests.reporting.page.conftest import Study, rewrite

NAMES = (
    "<script>alert(1)</script>",
    '=HYPERLINK("http://x.example/","y")',
    "寺内\u202e場水配\u2066x\u2069",
    "配水場" * 100,
    "W" * 300,
    "🏞️👩‍🔧💧 ポンプ場",
    "行\n替え\nポンプ場",
    '"><img src=x onerror=alert(1)>',
    "{{ 7*7 }} {count} %s </style></script>",
    "محطة ضخ 1",
)


def hostile(folder: Path) -> None:
    """Hostile words as names of facilities and plots, in constraints, reasons, notes and settings."""
    names = iter(NAMES * 4)
    rewrite(folder, "facilities", lambda row: {**row, "name": next(names), "name_en": next(names)})
    rewrite(
        folder,
        "plots",
        lambda row: {**row, "name": NAMES[len(row["plot_id"]) % 3] + row["plot_id"], "name_en": ""},
    )
    rewrite(
        folder,
        "constraints",
        lambda row: {**row, "text": NAMES[0], "text_en": NAMES[7], "ask": NAMES[3], "by_when": NAMES[2]},
    )
    rewrite(
        folder,
        "exclusions",
        lambda row: {**row, "reason": NAMES[8], "reason_en": NAMES[4], "source": NAMES[0]},
    )
    rewrite(folder, "published", lambda row: {**row, "note": NAMES[7], "note_en": NAMES[0], "source": NAMES[0]})
    rewrite(folder, "designs", lambda row: {**row, "label": NAMES[5], "label_en": NAMES[8], "note": NAMES[0]})
    path = folder / "project.toml"
    settings = path.read_text(encoding="utf-8")
    settings = re.sub(
        r'^(name|client|note|label)(_en)? = ".*"$',
        r"\1\2 = '''" + NAMES[0] + NAMES[7] + "'''",
        settings,
        flags=re.MULTILINE,
    )
    path.write_text(settings, encoding="utf-8")


@pytest.mark.parametrize("width", [1280, 390])
def test_hostile_words_do_no_harm(opened: Callable[..., Page], study: Study, width: int) -> None:
    page = opened(report_html(study(hostile), "ja"), width)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert page.locator("script").count() == 1
    assert page.locator("img, iframe, main style").count() == 0
    words = page.content()
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", words)
    assert "{{ 7*7 }}" in page.locator("main").inner_text()
    page.get_by_text("English", exact=True).click()
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert page.locator("h1:visible").inner_text().startswith("<script>alert(1)</script>")
    page.locator('.filters[lang="en"] [name="words"]').fill("HYPERLINK")
    assert page.locator(".overview-table tr[data-k]:visible").count() > 0
