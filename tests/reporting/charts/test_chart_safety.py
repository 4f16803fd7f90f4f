"""Every chart is well-formed, self-contained, safe and deterministic, whatever the names."""

import re
import subprocess
import sys
from collections.abc import Callable
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from siting.reporting.charts import Chart
from siting.reporting.charts.svg import checked_id, clean_text, element, escaped, number

SVG = "{http://www.w3.org/2000/svg}"
DrawAll = Callable[[str, int], dict[str, Chart]]

HOSTILE = [
    "<script>alert(1)</script>",
    '"><svg onload=alert(1)>',
    "]]><!-- & &amp; --",
    "寺内\u202e場水配\u2066x\u2069",
    "行\n替え\r\n\t\v\x00\x1b[31m\x85\u2028",
    "\ud800 lone surrogate \ufffe",
    "🏞️👩‍🔧💧",
    "配水場" * 100,
    "a" * 300,
    "é" + "\u0301" * 200,
    "",
]


def root_of(chart: Chart) -> ElementTree.Element:
    return ElementTree.fromstring(chart.svg)


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_give_harmless_xml(draw_all: DrawAll, name: str) -> None:
    for chart in draw_all(name, 4).values():
        root = root_of(chart)
        assert {node.tag.removeprefix(SVG) for node in root.iter()} <= {
            *("svg", "title", "desc", "g", "rect", "line", "path", "circle", "text", "defs", "pattern"),
            "clipPath",
        }
        assert not any(key.startswith("on") for node in root.iter() for key in node.attrib)
        words = "".join(root.itertext()) + chart.title + chart.description + str(chart.rows)
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", words)


@given(st.text(max_size=400))
@settings(max_examples=60)
def test_any_text_is_escaped_into_well_formed_xml(draw: str) -> None:
    markup = element("text", escaped(draw), data_k=draw)
    assert ElementTree.fromstring(markup).text in (clean_text(draw), None)


def test_key_survives_the_round_trip() -> None:
    key = "a\n<b>\"'&\tc"
    assert ElementTree.fromstring(element("g", data_k=key)).get("data-k") == key


def test_long_names_are_shortened_but_kept_whole_for_hover(draw_all: DrawAll) -> None:
    name = "配水場" * 100
    for kind in ("bars", "ranges"):
        root = root_of(draw_all(name, 3)[kind])
        shown = [node.text or "" for node in root.iter(f"{SVG}text")]
        hovers = [node.text or "" for node in root.iter(f"{SVG}title")]
        assert any(text.endswith("…") for text in shown)
        assert not any(name in text for text in shown)
        assert sum(name in hover for hover in hovers) >= 3


@pytest.mark.parametrize("count", [0, 1, 2, 24, 60, 500])
def test_no_css_no_links_and_the_same_bytes_each_time(draw_all: DrawAll, count: int) -> None:
    again = draw_all("配水場", count)
    for kind, chart in draw_all("配水場", count).items():
        root_of(chart)
        assert chart == again[kind]
        assert not re.search(r"<style|style=|class=|tabindex|href|<script", chart.svg)
        assert chart.svg.count("http") == 1
        assert not re.search(r"\d\.\d{3}", re.sub(r">[^<]*<", "><", chart.svg))


def test_roles_and_references_resolve(draw_all: DrawAll) -> None:
    for kind, chart in draw_all("配水場", 6).items():
        root = root_of(chart)
        ids = [node.get("id") for node in root.iter() if node.get("id")]
        assert len(ids) == len(set(ids))
        assert all(str(identifier).startswith(kind) for identifier in ids)
        assert root.get("role") == "img"
        assert set(str(root.get("aria-labelledby")).split()) <= set(ids)
        assert set(re.findall(r"url\(#([^)]+)\)", chart.svg)) <= set(ids)
        assert root.get("width") == "100%"
        assert root.get("height") is None


def test_every_option_is_linked_and_has_hover_text(draw_all: DrawAll) -> None:
    for chart in draw_all("k", 24).values():
        marks = [node for node in root_of(chart).iter() if node.get("data-k") and node.find(f"{SVG}title") is not None]
        assert sorted(str(mark.get("data-k")) for mark in marks) == sorted(f"k{i}" for i in range(24))


def test_empty_data_says_so(draw_all: DrawAll) -> None:
    for chart in draw_all("配水場", 0).values():
        assert "候補がありません。" in [node.text for node in root_of(chart).iter(f"{SVG}text")]
        assert chart.rows == ()
        assert len(chart.columns) >= 4


def test_all_text_stays_inside_the_picture(draw_all: DrawAll) -> None:
    for chart in draw_all("配水場", 24).values():
        root = root_of(chart)
        width, height = (float(part) for part in str(root.get("viewBox")).split()[2:])
        for node in root.iter(f"{SVG}text"):
            assert 0 <= float(node.get("x", "nan")) <= width
            assert 0 < float(node.get("y", "nan")) < height


@pytest.mark.parametrize(("value", "shown"), [(1.0, "1"), (-0.001, "0"), (2.345678, "2.35"), (1e7, "10000000")])
def test_numbers_are_short(value: float, shown: str) -> None:
    assert number(value) == shown


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_coordinates_must_be_finite(value: float) -> None:
    with pytest.raises(ValueError, match="finite"):
        number(value)


@pytest.mark.parametrize("identifier", ["", "1a", "a b", 'a"b', "a)b"])
def test_ids_that_would_break_references_are_refused(identifier: str) -> None:
    with pytest.raises(ValueError, match="chart id"):
        checked_id(identifier)


def test_import_pulls_in_no_heavy_library() -> None:
    code = "import sys, siting.reporting.charts; print(any(m in sys.modules for m in ('numpy', 'pandas')))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
