"""The page of the example and of studies that differ from it, and one browser for all of them."""

from __future__ import annotations

import csv
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

import siting
from siting.reporting.page import report_html
from siting.reporting.results import Results

EXAMPLE = Path(__file__).resolve().parents[3] / "data" / "examples" / "toyonaka"
CHROMIUM = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))),
    None,
)
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--no-first-run",
)  # fmt: skip

Change = Callable[[Path], None]
Study = Callable[[Change], Results]


@pytest.fixture
def study(example: Path) -> Study:
    """Results of the example after a change of its files."""

    def changed(change: Change) -> Results:
        change(example)
        return siting.evaluate(siting.load(example))

    return changed


def settings(*replacements: tuple[str, str]) -> Change:
    """Replaces patterns in project.toml; each must be found."""

    def change(folder: Path) -> None:
        path = folder / "project.toml"
        written = path.read_text(encoding="utf-8")
        for pattern, words in replacements:
            written, count = re.subn(pattern, words, written, flags=re.DOTALL)
            assert count, pattern
        path.write_text(written, encoding="utf-8")

    return change


def keep_rows(folder: Path, table: str, wanted: Callable[[dict[str, str]], bool]) -> None:
    """Leaves only some rows of a table."""
    rewrite(folder, table, lambda row: row if wanted(row) else None)


def rewrite(folder: Path, table: str, change: Callable[[dict[str, str]], dict[str, str] | None]) -> None:
    """Changes the rows of a table, or drops those that become None."""
    path = folder / f"{table}.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        names, rows = list(reader.fieldnames or ()), [changed for row in reader if (changed := change(row))]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names)
        writer.writeheader()
        writer.writerows(rows)


@pytest.fixture(scope="session")
def page_ja(results: Results) -> bytes:
    """The example's page, opened in Japanese."""
    return report_html(results, "ja")


@pytest.fixture(scope="session")
def page_en(results: Results) -> bytes:
    """The example's page, opened in English."""
    return report_html(results, "en")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One real browser, with nothing of its own to say to any network."""
    if CHROMIUM is None:
        pytest.skip("no chromium on this machine: the page cannot be tried in a browser")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield running
        running.close()


@pytest.fixture
def opened(browser: Browser, tmp_path: Path) -> Iterator[Callable[..., Page]]:
    """Opens a page from a file; at the end nothing may have been complained of or asked of any network."""
    said: list[str] = []
    asked: list[str] = []
    contexts = []

    def open_page(content: bytes, width: int = 1280, scripts: bool = True) -> Page:
        file = tmp_path / f"report{len(contexts)}.html"
        file.write_bytes(content)
        context = browser.new_context(viewport={"width": width, "height": 900}, java_script_enabled=scripts)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("request", lambda request: asked.append(request.url))
        page.on("dialog", lambda dialog: said.append(f"dialog: {dialog.message}"))
        page.goto(file.as_uri())
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert said == []
    assert [url for url in asked if not url.startswith("file:")] == []
