"""Charts drawn once for two languages: each language's drawing can be had back from the common one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any
from xml.etree.ElementTree import Element, fromstring

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from siting.reporting.charts import (
    BarRow,
    BarSpec,
    Chart,
    Heading,
    MapPoint,
    MapSpec,
    Reference,
    Technology,
    TechnologyNames,
    Tone,
    ToneNames,
    bar_chart,
    bridge_chart,
    cash_over_time,
    even_legends,
    payments_chart,
    price_cases_chart,
    site_map,
)  # fmt: skip
from siting.reporting.page import pictures, whereabouts
from siting.reporting.page.drawing import Drawing, drawn, merged, written
from siting.reporting.page.view import view_of
from siting.reporting.results import Results
from tests.reporting.charts.money_specs import bridge, cash, payments, price_cases

Plain = tuple[str, dict[str, str], str, list[Any]]


def plain(element: Element) -> Plain:
    """An element as data that can be compared, whatever the order of its attributes."""
    return element.tag, dict(element.attrib), (element.text or "").strip("\n"), [plain(one) for one in element]


def of_language(root: Element, lang: str) -> Plain:
    """What a reader of ``lang`` gets: nothing of the other language, and what every ``use`` points at in its place."""
    targets = {one.attrib["id"]: one for one in root.iter() if "id" in one.attrib}
    own = {one.attrib["href"][1:] for one in root.iter("use")}

    def left(element: Element) -> Iterator[Plain]:
        attributes = {key: value for key, value in element.items() if key != "lang"}
        if element.get("lang") not in (None, lang):
            return
        if element.tag == "use":
            yield from inside(element)
            yield from left(targets[element.attrib["href"][1:]])
            return
        if attributes.get("id") in own:
            del attributes["id"]
            if element.tag == "g" and not attributes:
                yield from inside(element)
                return
        if element.tag == "g" and list(element.attrib) == ["lang"]:
            yield from inside(element)
            return
        yield element.tag, attributes, (element.text or "").strip("\n"), list(inside(element))

    def inside(element: Element) -> Iterator[Plain]:
        for one in element:
            yield from left(one)

    (found,) = left(root)
    return found


def drawings(drawing: Drawing) -> list[Element]:
    return list(fromstring(f"<all>{drawing.svg}</all>"))


def check_law(charts: dict[str, Chart]) -> None:
    """Out of the common drawing comes the very drawing of each language."""
    together = drawings(drawn(charts))
    for lang, chart in charts.items():
        (alone,) = drawings(drawn({lang: chart}))
        if len(together) == 1:
            assert of_language(together[0], lang) == of_language(alone, lang)
        else:
            (mine,) = [one for one in together if one.get("lang") == lang]
            unmarked = (
                written(mine).replace(f' lang="{lang}"', "").replace(f"{alone.attrib['id']}-{lang}", alone.attrib["id"])
            )
            assert unmarked == written(alone)


@pytest.fixture
def handed(results: Results, monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Chart]]:
    """The charts of the example, as they are handed over to be drawn."""
    kept: list[dict[str, Chart]] = []

    def keep(charts: dict[str, Chart], keep_hovers: bool = True) -> Drawing:
        kept.append(charts)
        return drawn(charts, keep_hovers)

    for module in (pictures, whereabouts):
        monkeypatch.setattr(f"{module.__name__}.drawn", keep)
    views = [view_of(results, lang) for lang in ("ja", "en")]
    pictures.pictures(views)
    whereabouts.whereabouts(views)
    return kept


def test_every_chart_of_the_example_is_one_drawing_for_both_languages(handed: list[dict[str, Chart]]) -> None:
    assert len(handed) == 4
    for charts in handed:
        assert list(charts) == ["ja", "en"]
        assert len(drawings(drawn(charts))) == 1
        check_law(charts)


@pytest.mark.parametrize(
    ("spec", "draw"),
    [(cash, cash_over_time), (payments, payments_chart), (bridge, bridge_chart), (price_cases, price_cases_chart)],
)
def test_a_chart_of_money_is_one_drawing_for_both_languages(
    spec: Callable[..., Any], draw: Callable[[Any], Chart]
) -> None:
    specs = even_legends([spec(), spec(name=" said in English")])
    charts = {lang: draw(one) for lang, one in zip(("ja", "en"), specs, strict=True)}
    if spec is not bridge and spec is not price_cases:
        assert len(drawings(drawn(charts))) == 1
    check_law(charts)


def test_a_name_cut_short_keeps_its_hover_text_in_both_languages_and_others_lose_it() -> None:
    def chart(cut: str) -> Chart:
        hovers = (("a", f"{cut} whole", f"{cut}…"), ("b", "1 short: hydro", "short"), ("c", "3 unnamed", "3"))
        marks = "".join(
            f'<g data-k="{key}"><title>{hover}</title><circle r="5"/></g><g data-k="{key}"><text x="1" y="2">{name}</text></g>'
            for key, hover, name in hovers
        )
        return Chart(f'<svg id="c0"><rect/>{marks}</svg>', "", "", (), ())

    svg = str(drawn({"ja": chart("長い"), "en": chart("long")}, keep_hovers=False).svg)
    assert ("長い whole" in svg, "long whole" in svg, "unnamed" in svg, "hydro" in svg) == (True, True, True, False)


def test_a_common_drawing_costs_little_more_than_one(handed: list[dict[str, Chart]]) -> None:
    together = sum(len(drawn(charts, False).svg) for charts in handed)
    apart = sum(len(drawn({lang: chart}, False).svg) for charts in handed for lang, chart in charts.items())
    assert together < 0.75 * apart


WORDS = some.text(some.sampled_from("ab W水力…<&\"'"), max_size=30)
TONES = some.sampled_from(list(Tone))
KINDS = some.sampled_from(list(Technology))
VALUES = some.none() | some.floats(-5, 5)


def heading(word: str) -> Heading:
    return Heading("c0", f"title {word}", f"description {word}", f"empty {word}")


def technologies(words: Sequence[str]) -> TechnologyNames:
    return TechnologyNames("Technology", *words)


@settings(max_examples=40)
@given(some.data(), some.integers(0, 20))
def test_bars_come_back_in_each_language(data: some.DataObject, count: int) -> None:
    rows = [(data.draw(KINDS), (data.draw(VALUES), data.draw(VALUES))) for _ in range(count)]

    def chart(lang: str) -> Chart:
        words = data.draw(some.lists(WORDS, min_size=6, max_size=6))
        return bar_chart(
            BarSpec(
                heading(lang), "Option", technologies(words[:3]), (words[3], words[4]), words[5],
                tuple(BarRow(f"k{at}", data.draw(WORDS), kind, values) for at, (kind, values) in enumerate(rows)),
                "{:.2f}".format, Reference(1.0, words[0]),
            )
        )  # fmt: skip

    check_law({lang: chart(lang) for lang in ("ja", "en")})


@settings(max_examples=40)
@given(some.data(), some.integers(0, 20))
def test_a_map_comes_back_in_each_language(data: some.DataObject, count: int) -> None:
    degrees = some.floats(34.7, 34.8)
    places = [(data.draw(degrees) + 100, data.draw(degrees), data.draw(KINDS), data.draw(TONES)) for _ in range(count)]

    def chart(lang: str) -> Chart:
        words = data.draw(some.lists(WORDS, min_size=8, max_size=8))
        return site_map(
            MapSpec(
                heading=heading(lang), number_column="Rank", label_column="Facility", longitude_column="Longitude",
                latitude_column="Latitude", technologies=technologies(words[:3]), tones=ToneNames(*words[3:7]),
                north_text="N", schematic_text=words[7],
                points=tuple(
                    MapPoint(f"k{at}", data.draw(WORDS), *place[:2], place[2], place[3], str(at))
                    for at, place in enumerate(places)
                ),
            )
        )  # fmt: skip

    check_law({lang: chart(lang) for lang in ("ja", "en")})


def leaf(tag: str, content: str, x: int) -> Element:
    element = Element(tag, {"x": str(x)} if tag != "title" else {})
    element.text = content if tag != "rect" else ""
    return element


def branch(key: str, hover: str, inside: list[Element]) -> Element:
    element = Element("g", {"data-k": key} if key else {})
    element.extend(([leaf("title", hover, 0)] if hover else []) + inside)
    return element


LEAVES = some.builds(leaf, some.sampled_from(["rect", "text"]), some.sampled_from("ab"), some.integers(0, 2))
TREES = some.recursive(
    LEAVES,
    lambda inner: some.builds(
        branch, some.sampled_from(["", "k", "m"]), some.sampled_from(["", "s", "t"]), some.lists(inner, max_size=4)
    ),
    max_leaves=12,
)
ROOTS = some.lists(TREES, max_size=5)


def root(inside: list[Element]) -> Element:
    element = Element("svg", {"id": "c0"})
    element.extend(inside)
    return element


@given(ROOTS, ROOTS)
def test_any_two_trees_come_back_from_the_common_one(first: list[Element], second: list[Element]) -> None:
    one, other = root(first), root(second)
    common = fromstring(written(merged(one, other, ("ja", "en"))))
    assert of_language(common, "ja") == plain(one)
    assert of_language(common, "en") == plain(other)


@given(ROOTS)
def test_what_is_equal_stands_once(inside: list[Element]) -> None:
    assert written(merged(root(inside), root(inside), ("ja", "en"))) == written(root(inside))


def test_marks_with_another_hover_text_are_drawn_once() -> None:
    """A browser shows the first hover text of an element, so each language needs an element of its own."""
    one, other = (root([branch("k", words, [leaf("rect", "", 1)])]) for words in ("寺内", "Terauchi"))
    common = written(merged(one, other, ("ja", "en")))
    assert re.sub(r"\s", " ", common) == (
        '<svg id="c0"> <g data-k="k"><g lang="ja"><title>寺内</title><rect x="1" id="c0-0"/></g>'
        '<use lang="en" href="#c0-0"><title>Terauchi</title></use></g></svg>'
    )


def test_drawings_of_unlike_size_stay_two(handed: list[dict[str, Chart]]) -> None:
    bars, supply = handed[0]["ja"], handed[1]["en"]
    drawing = drawn({"ja": bars, "en": Chart(supply.svg.replace("supply", "bd0"), *list(vars(supply).values())[1:])})
    first, second = drawings(drawing)
    assert (first.get("lang"), second.get("lang")) == ("ja", "en")
    ids = [one.attrib["id"] for part in (first, second) for one in part.iter() if "id" in one.attrib]
    assert len(ids) == len(set(ids))
    assert {name for one in second.iter() for name in re.findall(r"url\(#([^)]+)", str(one.attrib))} <= set(ids)
