"""The page in a real browser: languages, sorting, filter, links between views, phones, paper, accessibility."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

Opened = Callable[..., Page]
# Of rules that every element passes no list is made: there would be thousands.
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]},
    "resultTypes": ["violations"],
}
RANKED = "table.overview-table"


def column(page: Page, number: int) -> list[str]:
    """The cells of a column of the table's first group, as shown."""
    rows = page.locator(f"{RANKED} tbody:nth-of-type(1) tr[data-k]:visible > :nth-child({number + 1})")
    return [cell.strip() for cell in rows.all_inner_texts()]


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_nothing_bars_anyone(opened: Opened, page_ja: bytes, page_en: bytes, lang: str, width: int) -> None:
    page = opened(page_en if lang == "en" else page_ja, width)
    page.locator("details").first.evaluate("one => { one.open = true; }")
    found = Axe().run(page, options=RULES)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") == width


CUT = """() => {
  const found = [], holds = one => ["auto", "scroll"].includes(getComputedStyle(one).overflowX);
  for (const one of document.querySelectorAll("section :is(table, svg, dl, dd, p, li, figure, .scroll)")) {
    const box = one.getBoundingClientRect(), section = one.closest("section").getBoundingClientRect();
    let near = one;
    while (near.tagName !== "SECTION" && !holds(near)) near = near.parentElement;
    const outer = near.tagName === "SECTION" ? box : near.getBoundingClientRect();
    if (box.width && !one.closest(".vh") && outer.right > section.right + 1) found.push(one.tagName + one.className);
  }
  return found;
}"""


@pytest.mark.parametrize("width", [360, 768, 1000, 1100, 1200, 1264, 1265, 1280, 1600])
def test_nothing_is_cut_at_any_width(opened: Opened, page_ja: bytes, width: int) -> None:
    page = opened(page_ja, width)
    page.locator("details").evaluate_all("all => all.forEach(one => { one.open = true; })")
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert page.evaluate(CUT) == []
    wide = page.locator(".picture").evaluate_all(
        "all => all.filter(one => one.scrollWidth > one.clientWidth + 1).length"
    )
    # Only phones scroll a chart within its box.
    assert (wide == 0) == (width > 600)


@pytest.mark.parametrize("scripts", [True, False])
def test_languages_switch_with_and_without_script(opened: Opened, page_ja: bytes, scripts: bool) -> None:
    page = opened(page_ja, scripts=scripts)
    japanese, english = (page.locator(f'.page[lang="{lang}"] h1') for lang in ("ja", "en"))
    assert (japanese.is_visible(), english.is_visible()) == (True, False)
    page.get_by_text("English", exact=True).click()
    assert (japanese.is_visible(), english.is_visible()) == (False, True)
    assert page.locator('summary [lang="ja"]').first.is_hidden()
    if scripts:
        assert page.evaluate("document.documentElement.lang") == "en"
        assert page.title().startswith("Choice of renewable energy")
    page.keyboard.press("ArrowLeft")
    assert japanese.is_visible()


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_charts_speak_the_chosen_language_only(opened: Opened, page_ja: bytes, lang: str) -> None:
    page = opened(page_ja, scripts=False)
    page.locator(f"#lang-{lang}").check()
    seen = "all => all.filter(one => one.getBoundingClientRect().width > 0).length"
    other = {"ja": "en", "en": "ja"}[lang]
    for chart in ("map", "bd0", "supply", "bs0"):
        assert (
            page.locator(f"#{chart}-title").inner_text() == page.locator(f"#{chart}-title [lang={lang}]").inner_text()
        )
        texts = page.locator(f"#{chart} text[lang={other}], #{chart} [lang={other}] text, #{chart} use[lang={other}]")
        assert texts.count() > 3
        assert texts.evaluate_all(seen) == 0
        own = page.locator(f"#{chart} text[lang={lang}], #{chart} [lang={lang}] text, #{chart} use[lang={lang}]")
        assert own.evaluate_all(seen) == own.count() > 3
        marks = page.locator(f"#{chart} g[data-k]").evaluate_all(
            "all => all.map(one => [one.dataset.k, one.getBoundingClientRect().width > 0])"
        )
        assert {key for key, is_seen in marks if is_seen} == {key for key, _ in marks}
    words = {"ja": "施設の位置図 施設の位置と最上位の案", "en": "Map of the facilities Facilities at their positions"}
    assert page.get_by_role("img", name=words[lang]).count() == 1
    assert page.get_by_role("img", name=words[other]).count() == 0


def test_without_script_all_is_there_and_nothing_dead(opened: Opened, page_ja: bytes) -> None:
    page = opened(page_ja, scripts=False)
    assert page.locator(f"{RANKED} tr[data-k]").count() == 36
    assert page.locator(".filters:visible, th button").count() == 0


def test_columns_sort_by_mouse_and_keyboard(opened: Opened, page_ja: bytes) -> None:
    page = opened(page_ja)
    heads = page.locator(f"{RANKED} th[data-sort]")
    energy = heads.nth(4)
    energy.locator("button").click()
    assert energy.get_attribute("aria-sort") == "descending"
    shown = [float(cell.replace(",", "")) for cell in column(page, 4)]
    assert shown == sorted(shown, reverse=True)
    energy.locator("button").focus()
    page.keyboard.press("Enter")
    assert energy.get_attribute("aria-sort") == "ascending"
    assert column(page, 4)[0] == "71,660"
    heads.nth(0).locator("button").press("Space")
    assert energy.get_attribute("aria-sort") is None
    assert column(page, 0)[:3] == ["1", "2", "3"]
    assert column(page, 0)[-1] == "–"


def test_filters_narrow_the_table_and_count(opened: Opened, page_ja: bytes) -> None:
    page = opened(page_ja)
    form = page.locator('.filters[lang="ja"]')
    count = form.locator("output")
    rows = page.locator(f"{RANKED} tr[data-k]:visible")
    form.locator('[name="kind"]').select_option("hydro")
    assert (rows.count(), re.findall(r"\d+", count.inner_text())) == (4, ["36", "4"])
    form.locator('[name="stage"]').select_option("screening")
    assert rows.count() == 3
    form.locator('[name="short"]').check()
    assert rows.count() == 1
    form.locator('[type="reset"]').click()
    page.wait_for_function("document.querySelectorAll('.overview-table tr[data-k][hidden]').length === 0")
    form.locator('[name="words"]').fill("寺内")
    assert rows.count() == 4
    form.locator('[name="words"]').fill("どこにもない")
    assert rows.count() == 0
    assert page.locator(".none").is_visible()


@pytest.mark.parametrize("number", [1, 2, 13])
def test_words_sort_in_the_language_shown_also_after_a_switch(opened: Opened, page_ja: bytes, number: int) -> None:
    page = opened(page_ja)
    for row in ("野畑配水場", "寺内配水場"):
        assert row in column(page, 1)
    page.locator(f"{RANKED} th[data-sort] button").nth(number).click()
    in_order = "([cells, lang]) => [...cells].sort((a, b) => a.localeCompare(b, lang, { numeric: true }))"
    japanese = column(page, number)
    assert japanese == page.evaluate(in_order, [japanese, "ja"])
    page.locator("#lang-en").check()
    english = column(page, number)
    assert english == page.evaluate(in_order, [english, "en"])
    assert not set(japanese) & set(english)
    page.locator(f"{RANKED} th[data-sort] button").nth(number).click()
    assert column(page, number)[0] == english[-1]


def test_a_filter_holds_in_the_other_language_too(opened: Opened, page_ja: bytes) -> None:
    page = opened(page_ja)
    japanese, english = (page.locator(f'.filters[lang="{lang}"]') for lang in ("ja", "en"))
    japanese.locator('[name="kind"]').select_option("hydro")
    japanese.locator('[name="short"]').check()
    japanese.locator('[name="words"]').fill("野畑")
    assert english.is_hidden()
    page.locator("#lang-en").check()
    assert (japanese.is_hidden(), english.is_visible()) == (True, True)
    assert english.locator('[name="kind"]').input_value() == "hydro"
    assert english.locator('[name="short"]').is_checked()
    assert english.locator("output").inner_text() == "2 of 36 options"
    english.locator('[name="words"]').fill("")
    english.locator('[name="short"]').uncheck()
    assert english.locator("output").inner_text() == "4 of 36 options"
    english.locator('[name="words"]').fill("nobata")
    assert page.locator(f"{RANKED} tr[data-k]:visible").count() == 2
    page.locator("#lang-ja").check()
    assert (japanese.locator('[name="words"]').input_value(), japanese.locator('[name="short"]').is_checked()) == (
        "nobata",
        False,
    )


def test_marks_are_named_in_the_language_shown(opened: Opened, page_ja: bytes) -> None:
    page = opened(page_ja)
    table = page.locator(RANKED)
    count = table.locator("i", has_text="◎").count()
    assert count == table.get_by_role("img", name="二重丸", exact=True).count() > 3
    page.locator("#lang-en").check()
    assert table.get_by_role("img", name="double circle", exact=True).count() == count
    assert table.get_by_role("img", name="二重丸").count() == 0
    assert page.get_by_role("region", name="All options at a glance", exact=True).count() == 2


def test_an_option_lights_up_in_every_view(opened: Opened, page_ja: bytes) -> None:
    page = opened(page_ja)
    lit = "svg g.hit"
    key = "W07-P1-pv-t30"
    page.locator(f'{RANKED} tr[data-k="{key}"]').hover()
    keys = page.locator(lit).evaluate_all("marks => [...new Set(marks.map(mark => mark.dataset.k))].sort()")
    assert keys == ["W07-P1-pv-study", key]
    page.locator(f'{RANKED} tr[data-k="{key}"] a').first.focus()
    assert page.locator(lit).count() > 0
    page.locator('#map g[data-k="W06-D1-hydro-simple"]').first.hover()
    assert page.locator(f'{RANKED} tr[data-k="W06-D1-hydro-simple"]').evaluate("row => row.classList.contains('hit')")
    page.locator('#bd0 g[data-k="W07-P1-pv-t30"]').click()
    page.locator("h1").first.hover()
    assert page.locator(f'{RANKED} tr.hit[data-k="{key}"]').count() == 1
    page.keyboard.press("Escape")
    page.locator("h1").first.hover()
    assert page.locator(lit).count() == 0


def test_a_figure_leads_to_its_working(opened: Opened, page_ja: bytes) -> None:
    page = opened(page_ja)
    link = page.locator(f'{RANKED} tr[data-k="W07-P1-pv-t30"] a').first
    steps = page.locator("summary", has=page.locator(link.get_attribute("href") or "")).locator("+ dl")
    assert steps.is_hidden()
    link.click()
    steps.wait_for(state="visible")
    assert "bc_fit\n1.0321" in steps.inner_text()
    assert "452,720,000 yen" in steps.inner_text()
    assert steps.evaluate("one => getComputedStyle(one).backgroundColor") == "rgb(255, 243, 196)"


def test_targets_are_large_enough(opened: Opened, page_ja: bytes) -> None:
    """WCAG 2.2, 2.5.8: 24 px each way, links inside sentences excepted."""
    page = opened(page_ja)
    small = page.locator(
        "button:visible, select:visible, summary:visible, .contents a:visible, .overview-table a:visible"
    )
    sizes = small.evaluate_all(
        "all => all.map(one => { const box = one.getBoundingClientRect(); return [box.width, box.height]; })"
    )
    assert len(sizes) > 60
    assert [size for size in sizes if min(size) < 23.9] == []


def test_paper_holds_one_language_whole_rows_and_open_details(opened: Opened, page_ja: bytes, tmp_path: Path) -> None:
    if shutil.which("pdftotext") is None:
        pytest.skip("no pdftotext on this machine: the printed page cannot be read back")
    page = opened(page_ja)
    file = tmp_path / "report.pdf"
    page.pdf(path=str(file), prefer_css_page_size=True, print_background=True)
    printed = subprocess.run(
        ["pdftotext", "-layout", str(file), "-"], capture_output=True, text=True, check=True
    ).stdout
    pages = printed.split("\f")
    assert 10 < len(pages) < 33
    assert "総括表" in printed
    assert "All options at a glance" not in printed
    assert "財務B/C（詳細検討）" in printed
    assert "Financial B/C: detail" not in printed
    assert "Nobata" not in printed
    assert sum("LCOE" in one and "NPV" in one and "順位" in one for one in pages) >= 2
    assert printed.count("opex_yen_per_year") > 36
    assert "すべて表示" not in printed
    page.emulate_media(media="print")
    broken = page.locator(".report tr").evaluate_all(
        "rows => rows.filter(row => getComputedStyle(row).breakInside !== 'avoid').length"
    )
    assert broken == 0
    assert page.locator(".bar, .filters").evaluate_all(
        "all => all.every(one => getComputedStyle(one).display === 'none')"
    )


def test_a_row_on_paper_is_never_wider_than_the_sheet(opened: Opened, page_en: bytes) -> None:
    page = opened(page_en, 1046)
    page.emulate_media(media="print")
    wide = page.locator("table:visible").evaluate_all("all => all.filter(one => one.scrollWidth > 1047).length")
    assert wide == 0
