"""The turbine selection chart: places, looks in colour and grey, names, table, safety."""

import dataclasses
import re
from itertools import combinations, pairwise
from xml.etree import ElementTree

import pytest

from siting.reporting.charts import (
    Chart,
    DropMark,
    Heading,
    RegionShape,
    TurbineChartSpec,
    TurbineWords,
    bounds_polygon,
    standalone,
)
from siting.reporting.charts.labels import Box
from siting.reporting.charts.theme import PAPER, WIDTH, contrast_ratio
from siting.reporting.charts.turbine_chart import turbine_chart
from siting.reporting.charts.turbine_marks import COLOURS, RHYTHMS

SVG = "{http://www.w3.org/2000/svg}"
WORDS = TurbineWords(
    *("範囲に出典あり", "範囲は仮定", "理論水力", "運転範囲", "設計点", "選定した水車", "落差地点"),
    *("名称", "区分", "流量", "落差", "設計点", "設計点を含む水車"),
)
# Overlapping regions as on the charts of the trade; the shapes are this test's own.
REGIONS = (
    RegionShape("impulse", "ペルトン水車", (((0.02, 60.0), (5.0, 60.0), (5.0, 900.0), (0.02, 900.0)),)),
    RegionShape("cross", "クロスフロー水車", (((0.04, 50.0), (0.8, 2.5), (8.0, 4.0), (8.0, 90.0), (0.05, 180.0)),)),
    RegionShape(
        "reaction",
        "フランシス水車",
        (bounds_polygon((0.2, 3.0), (15.0, 100.0)), ((0.3, 7.0), (2.0, 7.0), (2.0, 150.0))),
    ),
    RegionShape("pump", "ポンプ逆転水車（片吸込単段）", (), (bounds_polygon((0.01, 0.3), (8.0, 100.0), (1.0, 100.0)),)),
    RegionShape("wheel", "上掛け水車", (((0.02, 2.6), (0.4, 2.6), (0.75, 8.0), (0.5, 12.0), (0.02, 12.0)),)),
    RegionShape("far", "低落差バルブ", (bounds_polygon((20.0, 90.0), (2.0, 9.0)),)),
)
DROPS = (
    DropMark("d1", "寺内配水場", ((0.06, 34.0), (0.12, 33.0), (0.25, 30.0)), (0.22, 31.0)),
    DropMark("d2", "柿ノ木配水場", ((0.03, 52.0), (0.1, 47.0)), (0.08, 49.3)),
    DropMark("d3", "新田減圧弁", ((0.012, 15.0), (0.03, 13.0)), (0.025, 14.0)),
)
SPEC = TurbineChartSpec(
    Heading("turbines", "水車選定図", "適用範囲", "なし"),
    REGIONS,
    DROPS,
    "流量 [m³/s]",
    "有効落差 [m]",
    WORDS,
    lambda value: f"{value:.3g} m³/s",
    lambda value: f"{value:.3g} m",
    lambda value: f"{value:g} kW",
    ("出典は公表された選定図による。" * 6,),
)
CHART = turbine_chart(SPEC)


def root_of(chart: Chart) -> ElementTree.Element:
    return ElementTree.fromstring(chart.svg)


def numbers(data: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in re.findall(r"(-?[\d.]+) (-?[\d.]+)", data)]


def frame_of(chart: Chart) -> Box:
    rect = next(r for r in root_of(chart).iter(f"{SVG}rect") if r.get("fill") == "none")
    x, y, width, height = (float(rect.get(name, "nan")) for name in ("x", "y", "width", "height"))
    return Box(x, y, x + width, y + height)


def keyed(chart: Chart, key: str, tag: str) -> list[ElementTree.Element]:
    return [
        node
        for group in root_of(chart).iter(f"{SVG}g")
        if group.get("data-k") == key
        for node in group.iter(f"{SVG}{tag}")
    ]


def washes(chart: Chart) -> list[Box]:
    """The grounds of all names in the frame."""
    boxes = []
    for rect in root_of(chart).iter(f"{SVG}rect"):
        if rect.get("fill-opacity") == "0.78":
            x, y, width, height = (float(rect.get(name, "nan")) for name in ("x", "y", "width", "height"))
            boxes.append(Box(x, y, x + width, y + height))
    return boxes


def stroked(chart: Chart, colour: str) -> list[ElementTree.Element]:
    """Borders in ``colour``, legend swatches left out."""
    return [
        node
        for node in root_of(chart).iter(f"{SVG}path")
        if node.get("stroke") == colour and "H18" not in node.get("d", "")
    ]


def test_drops_stand_where_their_flow_and_head_say() -> None:
    frame = frame_of(CHART)
    circle = keyed(CHART, "d1", "circle")[0]
    # The window runs from 0.01 to 2 m3/s and from 1 to 200 m: log10(200) = 2.30103 decades each way.
    across, up = 1.342423 / 2.301030, 1.491362 / 2.301030
    assert float(circle.get("cx", "nan")) == pytest.approx(frame.left + across * (frame.right - frame.left), abs=0.05)
    assert float(circle.get("cy", "nan")) == pytest.approx(frame.bottom - up * (frame.bottom - frame.top), abs=0.05)


def test_the_operating_range_is_drawn_from_small_to_large_flow() -> None:
    for drop in DROPS:
        paths = keyed(CHART, drop.id, "path")
        assert len(paths) == 2
        assert paths[0].get("stroke") == PAPER
        places = numbers(paths[1].get("d", ""))
        assert len(places) == len(drop.range)
        assert all(one[0] < other[0] for one, other in pairwise(places))


def test_nothing_leaves_the_frame() -> None:
    frame = frame_of(CHART)
    legend_top = frame.bottom + 40
    for node in root_of(CHART).iter(f"{SVG}path"):
        for x, y in numbers(node.get("d", "")):
            if "H18" not in node.get("d", ""):
                assert frame.left - 0.1 <= x <= frame.right + 0.1
                assert frame.top - 0.1 <= y <= frame.bottom + 0.1
    assert all(frame.holds(box) for box in washes(CHART))
    for node in root_of(CHART).iter(f"{SVG}text"):
        if node.get("transform") is None and float(node.get("y", "nan")) > legend_top:
            assert float(node.get("x", "nan")) < WIDTH
    height = float(root_of(CHART).get("viewBox", "").split()[3])
    assert max(float(node.get("y", "nan")) for node in root_of(CHART).iter(f"{SVG}text")) < height


def test_every_region_in_the_window_is_named_beside_its_border_and_no_name_covers_another() -> None:
    assert CHART.unlabelled == ()
    boxes = washes(CHART)
    assert len(boxes) == 5 + 3
    assert not any(one.overlaps(other) for one, other in combinations(boxes, 2))
    for drop in DROPS:
        for (x1, y1), (x2, y2) in zip(
            *(numbers(keyed(CHART, drop.id, "path")[1].get("d", ""))[at:] for at in (0, 1)), strict=False
        ):
            assert not any(box.crossed_by((x1, y1, x2, y2)) for box in boxes)


def test_a_region_beyond_the_window_stands_in_the_table_only() -> None:
    shown = [node.text for node in root_of(CHART).iter(f"{SVG}text")]
    assert "低落差バルブ" not in shown
    assert any(row[0] == "低落差バルブ" for row in CHART.rows)


def test_grey_print_tells_regions_apart_by_rhythm() -> None:
    rhythms = []
    for index in range(5):
        dashes = {node.get("stroke-dasharray") for node in stroked(CHART, COLOURS[index])}
        rhythms += [dash for dash in dashes if dash is not None]
    assert len(rhythms) == len(set(rhythms)) == 5
    assert len(set(RHYTHMS)) == len(RHYTHMS) >= 17
    assert all(contrast_ratio(colour, PAPER) >= 4.5 for colour in COLOURS)


def test_only_sourced_regions_have_an_unbroken_line_and_the_legend_says_so() -> None:
    unbroken = [
        index
        for index in range(5)
        if any(node.get("stroke-dasharray") is None for node in stroked(CHART, COLOURS[index]))
    ]
    assert unbroken == [0, 1, 2, 4]
    shown = [node.text for node in root_of(CHART).iter(f"{SVG}text")]
    assert "範囲に出典あり" in shown
    assert "範囲は仮定" in shown


def test_a_region_partly_assumed_is_unbroken_only_where_it_is_sourced() -> None:
    mixed = RegionShape(
        "m", "混合", (bounds_polygon((0.02, 0.1), (5.0, 50.0)),), (bounds_polygon((0.05, 1.0), (10.0, 20.0)),)
    )
    chart = turbine_chart(dataclasses.replace(SPEC, regions=(mixed,), drops=()))
    fine, rhythm = stroked(chart, COLOURS[0])
    assert len(numbers(fine.get("d", ""))) < len(numbers(rhythm.get("d", "")))
    assert fine.get("stroke-dasharray") is None


def test_with_one_drop_the_regions_that_hold_it_stand_out_and_the_chosen_one_most() -> None:
    chosen = tuple(dataclasses.replace(region, chosen=region.id == "reaction") for region in REGIONS)
    chart = turbine_chart(dataclasses.replace(SPEC, regions=chosen, drops=DROPS[:1]))
    widths = [
        max(float(node.get("stroke-width", "nan")) for node in stroked(chart, COLOURS[index])) for index in range(5)
    ]
    impulse, cross, reaction, pump, wheel = widths
    assert reaction > cross == pump > impulse == wheel
    assert "選定した水車" in [node.text for node in root_of(chart).iter(f"{SVG}text")]


def test_power_lines_carry_their_power() -> None:
    turned = [node.text for node in root_of(CHART).iter(f"{SVG}text") if node.get("transform")]
    assert turned == ["1 kW", "3 kW", "10 kW", "30 kW", "100 kW", "300 kW", "1000 kW"]


def test_the_paper_grows_with_the_drops() -> None:
    high = DropMark("high", "高落差", ((2.5, 400.0), (4.0, 380.0)), (3.0, 390.0))
    chart = turbine_chart(dataclasses.replace(SPEC, drops=(high,)))
    frame = frame_of(chart)
    circle = keyed(chart, "high", "circle")[0]
    assert frame.left < float(circle.get("cx", "nan")) < frame.right
    assert frame.top < float(circle.get("cy", "nan")) < frame.bottom


def test_the_table_holds_drops_and_regions() -> None:
    assert len(CHART.columns) == 6
    assert all(len(row) == 6 for row in CHART.rows)
    assert CHART.rows[0] == (
        *("寺内配水場", "落差地点", "0.06 m³/s – 0.25 m³/s", "30 m – 34 m", "0.22 m³/s, 31 m"),
        "クロスフロー水車, フランシス水車, ポンプ逆転水車（片吸込単段）",
    )
    assert CHART.rows[3][:4] == ("ペルトン水車", "範囲に出典あり", "0.02 m³/s – 5 m³/s", "60 m – 900 m")
    assert [row[1] for row in CHART.rows].count("範囲は仮定") == 1


def test_an_open_end_has_no_figure_in_the_table() -> None:
    region = RegionShape("o", "上限なし", (bounds_polygon((0.1, None), (2.0, 5.0)),))
    chart = turbine_chart(dataclasses.replace(SPEC, regions=(region,)))
    assert chart.rows[-1][2:4] == ("0.1 m³/s –", "2 m – 5 m")


@pytest.mark.parametrize("bad", [(0.0, 30.0), (0.1, -4.0), (float("nan"), 3.0), (float("inf"), 3.0)])
def test_a_drop_that_logarithms_cannot_show_is_left_out(bad: tuple[float, float]) -> None:
    chart = turbine_chart(dataclasses.replace(SPEC, drops=(DropMark("bad", "不明", (bad,), bad), DROPS[1])))
    assert not keyed(chart, "bad", "circle")
    assert keyed(chart, "d2", "circle")


@pytest.mark.parametrize("count", [0, 1, 20])
def test_any_number_of_drops_gives_the_same_bytes_each_time(count: int) -> None:
    drops = tuple(
        DropMark(f"k{at}", f"地点{at}", ((0.01 + at / 300, 30.0), (0.02 + at / 300, 29.0)), (0.015 + at / 300, 29.5))
        for at in range(count)
    )
    spec = dataclasses.replace(SPEC, drops=drops)
    assert turbine_chart(spec) == turbine_chart(spec)
    assert len(turbine_chart(spec).svg) < 40_000


def test_a_region_over_the_whole_paper_is_named_and_bordered() -> None:
    whole = RegionShape("w", "全域", (bounds_polygon(),))
    chart = turbine_chart(dataclasses.replace(SPEC, regions=(whole,)))
    assert chart.unlabelled == ()
    assert stroked(chart, COLOURS[0])


def test_without_regions_or_drops_there_is_still_paper() -> None:
    chart = turbine_chart(dataclasses.replace(SPEC, regions=(), drops=()))
    assert chart.rows == ()
    assert frame_of(chart).right > 600


HOSTILE = ["<script>alert(1)</script>", '"><svg onload=alert(1)>', "]]>&amp;", "寺\u202e内\x00\n", "配水場" * 60, ""]


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_give_harmless_xml(name: str) -> None:
    regions = tuple(dataclasses.replace(region, label=name) for region in REGIONS)
    drops = tuple(dataclasses.replace(drop, id=f"{name}{at}", label=name) for at, drop in enumerate(DROPS))
    chart = turbine_chart(dataclasses.replace(SPEC, regions=regions, drops=drops, footnotes=(name,), flow_title=name))
    root = root_of(chart)
    tags = {node.tag.removeprefix(SVG) for node in root.iter()}
    assert tags <= {"svg", "title", "desc", "g", "rect", "line", "path", "circle", "text"}
    assert not any(key.startswith("on") for node in root.iter() for key in node.attrib)
    assert not re.search("[\x00-\x09\x0b-\x1f\u202a-\u202e]", "".join(root.itertext()))


def test_a_long_name_is_cut_at_its_brackets_in_the_picture_and_whole_in_the_legend() -> None:
    long = dataclasses.replace(REGIONS[0], label="カプラン水車（チューブラ水車とバルブ水車を含む）")
    shown = [
        node.text for node in root_of(turbine_chart(dataclasses.replace(SPEC, regions=(long,)))).iter(f"{SVG}text")
    ]
    assert "カプラン水車" in shown
    assert "カプラン水車（チューブラ水車とバルブ水車を含む）" in shown


def test_a_standalone_file_is_complete() -> None:
    source = standalone(CHART)
    root = ElementTree.fromstring(source.split("\n", 1)[1])
    assert source.startswith('<?xml version="1.0" encoding="UTF-8"?>\n')
    box = root.get("viewBox", "").split()
    assert (root.get("width"), root.get("height")) == (box[2], box[3])
    assert "Noto Sans" in root.get("font-family", "")
    first = next(root.iter(f"{SVG}rect"))
    assert (first.get("fill"), first.get("width"), first.get("height")) == (PAPER, box[2], box[3])
    with pytest.raises(ValueError, match="view box"):
        standalone(dataclasses.replace(CHART, svg="<svg/>"))


def test_foot_notes_are_wrapped_to_the_width() -> None:
    notes = [node for node in root_of(CHART).iter(f"{SVG}text") if "出典は" in (node.text or "")]
    assert len(notes) >= 2
    assert "".join(node.text or "" for node in notes) == "出典は公表された選定図による。" * 6


def test_a_chart_of_one_drop_lists_only_what_stands_out_or_has_no_name_in_it() -> None:
    chart = turbine_chart(dataclasses.replace(SPEC, drops=DROPS[:1]))
    shown = [node.text for node in root_of(chart).iter(f"{SVG}text")]
    assert chart.unlabelled == ()
    assert shown.count("上掛け水車") == 1
    assert shown.count("フランシス水車") == 2


def test_words_of_another_length_do_not_change_the_size() -> None:
    short = tuple(dataclasses.replace(region, label="短") for region in REGIONS)
    chart, other = (turbine_chart(dataclasses.replace(SPEC, regions=one)) for one in (REGIONS, short))
    assert root_of(chart).get("viewBox") == root_of(other).get("viewBox")
