"""What each kind of chart shows, and the table beside it."""

import dataclasses
import math
import re
from itertools import combinations
from xml.etree import ElementTree

import pytest

from siting.reporting.charts import (
    BarRow,
    BarSpec,
    Chart,
    Heading,
    MapPoint,
    MapSpec,
    RangeRow,
    RangeSpec,
    Reference,
    SupplyItem,
    SupplySpec,
    Technology,
    TechnologyNames,
    ToneNames,
    bar_chart,
    range_chart,
    site_map,
    supply_curve,
)
from siting.reporting.charts.labels import Box
from siting.reporting.charts.projection import EARTH_RADIUS_M, fitted, ground_of

SVG = "{http://www.w3.org/2000/svg}"
HEADING = Heading("c", "図", "説明", "なし", "―")
NAMES = TechnologyNames("方式", "小水力", "太陽光", "対象外")


def one_decimal(value: float) -> str:
    return f"{value:.1f}"


def texts(chart: Chart) -> list[str]:
    return [node.text or "" for node in ElementTree.fromstring(chart.svg).iter(f"{SVG}text")]


def mark(chart: Chart, key: str, tag: str) -> ElementTree.Element:
    """The last shape of the option's mark: the bar itself, not the pointer area."""
    groups = [node for node in ElementTree.fromstring(chart.svg).iter(f"{SVG}g") if node.get("data-k") == key]
    return next(found[-1] for node in groups if (found := node.findall(f"{SVG}{tag}")))


def coordinate(node: ElementTree.Element, name: str) -> float:
    return float(node.get(name, "nan"))


BARS = BarSpec(
    HEADING,
    "施設",
    NAMES,
    ("FIT",),
    "B/C",
    (
        BarRow("a", "寺内", Technology.PV, (2.0,)),
        BarRow("b", "野畑", Technology.HYDRO, (1.0,)),
        BarRow("c", "柿ノ木", Technology.OTHER, (float("nan"),)),
    ),
    one_decimal,
    Reference(1.0, "B/C = 1"),
)


def test_bar_lengths_are_in_proportion_and_end_at_the_reference() -> None:
    chart = bar_chart(BARS)
    long, short = mark(chart, "a", "rect"), mark(chart, "b", "rect")
    assert coordinate(long, "width") == pytest.approx(2 * coordinate(short, "width"), abs=0.05)
    end = coordinate(short, "x") + coordinate(short, "width")
    dashed = re.findall(r'<line x1="([\d.]+)"[^>]*stroke-dasharray', chart.svg)
    assert [float(x) for x in dashed] == [pytest.approx(end, abs=0.02)]
    assert "B/C = 1" in texts(chart)


def test_bar_table_follows_the_spec_and_marks_what_is_missing() -> None:
    chart = bar_chart(BARS)
    assert chart.columns == ("施設", "方式", "FIT")
    assert chart.rows == (("寺内", "太陽光", "2.0"), ("野畑", "小水力", "1.0"), ("柿ノ木", "対象外", "―"))
    assert "―" in texts(chart)


def test_second_series_is_hatched() -> None:
    rows = (BarRow("a", "寺内", Technology.PV, (2.0, 1.2)),)
    chart = bar_chart(dataclasses.replace(BARS, series=("FIT", "料金"), rows=rows))
    assert mark(chart, "a", "rect").get("fill") == "url(#c-open-pv)"
    assert {"FIT", "料金", "2.0", "1.2"} <= set(texts(chart))


def test_negative_bars_grow_to_the_left_of_zero() -> None:
    rows = (BarRow("a", "損", Technology.PV, (-5.0,)), BarRow("b", "益", Technology.PV, (5.0,)))
    chart = bar_chart(dataclasses.replace(BARS, rows=rows, reference=None))
    loss, gain = mark(chart, "a", "rect"), mark(chart, "b", "rect")
    assert coordinate(loss, "x") + coordinate(loss, "width") == pytest.approx(coordinate(gain, "x"), abs=0.02)


def test_bar_rows_must_match_the_series() -> None:
    with pytest.raises(ValueError, match=r"1 values.*: x"):
        bar_chart(dataclasses.replace(BARS, rows=(BarRow("x", "x", Technology.PV, (1.0, 2.0)),)))
    with pytest.raises(ValueError, match="one or two"):
        bar_chart(dataclasses.replace(BARS, series=(), rows=()))


@pytest.mark.parametrize("value", [0.0, None, -1.0, 1e9])
def test_a_single_bar_of_any_value_can_be_drawn(value: float | None) -> None:
    row = BarRow("a", "寺内", Technology.PV, (value,))
    ElementTree.fromstring(bar_chart(dataclasses.replace(BARS, rows=(row,), reference=None)).svg)


def ranges(*rows: RangeRow, logarithmic: bool = False) -> RangeSpec:
    return RangeSpec(HEADING, "施設", NAMES, "低", "中", "高", "B/C", rows, one_decimal, Reference(1, "1"), logarithmic)


@pytest.mark.parametrize("logarithmic", [False, True])
def test_range_runs_from_low_to_high_with_the_mark_between(logarithmic: bool) -> None:
    chart = range_chart(ranges(RangeRow("a", "寺内", Technology.HYDRO, 0.5, 1.0, 2.0), logarithmic=logarithmic))
    band, centre = mark(chart, "a", "rect"), mark(chart, "a", "circle")
    left = coordinate(band, "x")
    share = (coordinate(centre, "cx") - left) / coordinate(band, "width")
    assert share == pytest.approx(0.5 if logarithmic else 1 / 3, abs=0.01)
    assert chart.rows == (("寺内", "小水力", "0.5", "1.0", "2.0"),)


def test_range_problems() -> None:
    with pytest.raises(ValueError, match="a: the low end"):
        range_chart(ranges(RangeRow("a", "x", Technology.PV, 2, 1, 0)))
    with pytest.raises(ValueError, match="above 0"):
        range_chart(ranges(RangeRow("a", "x", Technology.PV, 0, 1, 2), logarithmic=True))


def test_range_without_ends_keeps_its_mark() -> None:
    chart = range_chart(ranges(RangeRow("a", "x", Technology.HYDRO, None, 1, None)))
    assert mark(chart, "a", "circle") is not None
    assert chart.rows == (("x", "小水力", "―", "1.0", "―"),)


def supply(*items: SupplyItem, cap: float | None = None) -> Chart:
    return supply_curve(
        SupplySpec(
            HEADING,
            "施設",
            NAMES,
            "MWh",
            "円/kWh",
            "累計",
            "累計 MWh",
            "円/kWh",
            items,
            one_decimal,
            one_decimal,
            (Reference(16, "FIT"), Reference(16.2, "料金")),
            cap_yen_per_kwh=cap,
        )
    )


ITEMS = (
    SupplyItem("dear", "高い", Technology.PV, 100, 30),
    SupplyItem("cheap", "安い", Technology.HYDRO, 300, 10),
    SupplyItem("tiny", "小さい", Technology.HYDRO, 0.001, 20),
    SupplyItem("unknown", "不明", Technology.OTHER, 5, None),
)


def test_supply_is_ordered_by_cost_and_cumulates() -> None:
    chart = supply(*ITEMS)
    assert [(row[0], row[4]) for row in chart.rows] == [
        ("安い", "300.0"),
        ("小さい", "300.0"),
        ("高い", "400.0"),
        ("不明", "―"),
    ]
    cheap, dear = mark(chart, "cheap", "rect"), mark(chart, "dear", "rect")
    assert coordinate(cheap, "width") == pytest.approx(3 * coordinate(dear, "width"), abs=0.05)
    assert coordinate(dear, "height") == pytest.approx(3 * coordinate(cheap, "height"), abs=0.05)


def test_very_narrow_supply_bars_are_stroked_in_their_colour() -> None:
    tiny = mark(supply(*ITEMS), "tiny", "rect")
    assert tiny.get("stroke") == tiny.get("fill") == "#005f95"
    assert coordinate(tiny, "stroke-width") >= 1


def test_capped_supply_bar_shows_its_true_cost() -> None:
    outlier = SupplyItem("far", "遠い", Technology.HYDRO, 100, 900)
    assert "900.0" not in texts(supply(*ITEMS, outlier))
    capped = supply(*ITEMS, outlier, cap=50)
    assert "900.0" in texts(capped)
    assert coordinate(mark(capped, "cheap", "rect"), "height") > 50


def test_close_reference_labels_stand_apart() -> None:
    root = ElementTree.fromstring(supply(*ITEMS).svg)
    heights = [coordinate(node, "y") for node in root.iter(f"{SVG}text") if node.text in ("FIT", "料金")]
    assert abs(heights[0] - heights[1]) >= 12


def test_supply_without_a_drawable_option_keeps_the_table() -> None:
    chart = supply(ITEMS[3])
    assert "なし" in texts(chart)
    assert chart.rows == (("不明", "対象外", "5.0", "―", "―"),)


def site(points: list[tuple[float, float]], schematic: str | None = None) -> Chart:
    marks = tuple(MapPoint(f"k{i}", f"配水場{i}", *place, Technology.HYDRO) for i, place in enumerate(points))
    tones = ToneNames("評価", "強", "中", "弱")
    return site_map(MapSpec(HEADING, "順位", "施設", "経度", "緯度", NAMES, tones, "北", marks, (), schematic))


def centres(chart: Chart, count: int) -> list[tuple[float, float]]:
    circles = [mark(chart, f"k{i}", "circle") for i in range(count)]
    return [(coordinate(circle, "cx"), coordinate(circle, "cy")) for circle in circles]


@pytest.mark.parametrize("count", [1, 2, 15, 60, 61, 500])
def test_identical_positions_are_spread_apart(count: int) -> None:
    chart = site([(135.4, 34.8)] * count)
    radius = coordinate(mark(chart, "k0", "circle"), "r")
    assert all(math.dist(a, b) >= 2 * radius for a, b in combinations(centres(chart, count), 2))


def test_many_points_drop_names_and_say_so() -> None:
    chart = site([(135 + i % 25 / 100, 34 + i // 25 / 100) for i in range(500)])
    assert len(chart.unlabelled) == 500
    assert len(chart.rows) == 500
    assert site([(135.4, 34.8), (135.5, 34.9)]).unlabelled == ()


def test_scale_bar_gives_way_to_the_schematic_word() -> None:
    points = [(135.4, 34.8), (135.45, 34.8)]
    assert any(re.fullmatch(r"[125]0* k?m", shown) for shown in texts(site(points)))
    schematic = site(points, "模式図")
    assert "模式図" in texts(schematic)
    assert not any(re.fullmatch(r"[\d,]+ k?m", shown) for shown in texts(schematic))
    assert schematic.columns == ("順位", "施設", "方式", "評価")


def test_map_is_true_to_scale_with_north_up() -> None:
    east, north = 0.01 / math.cos(math.radians(34.8)), 0.01
    (x0, y0), (x1, y1), (x2, y2) = centres(site([(135.4, 34.8), (135.4 + east, 34.8), (135.4, 34.8 + north)]), 3)
    assert x1 - x0 == pytest.approx(y0 - y2, rel=0.002)
    assert y1 == pytest.approx(y0, abs=0.02)
    assert x2 == pytest.approx(x0, abs=0.02)


def test_projection_keeps_distances() -> None:
    points = [(135.4, 34.8), (135.4, 34.9)]
    view = fitted(ground_of(points, []), Box(0, 0, 640, 480))
    drawn = math.dist(view(points[0]), view(points[1])) / view.units_per_m
    assert drawn == pytest.approx(EARTH_RADIUS_M * math.radians(0.1), rel=1e-9)


def test_a_huge_outline_does_not_shrink_the_points_to_a_corner() -> None:
    points = [(135.40, 34.80), (135.42, 34.82)]
    wide = ground_of(points, [(130.0, 30.0), (140.0, 40.0)])
    assert wide.width_m < 2 * ground_of(points, []).width_m


@pytest.mark.parametrize("place", [(float("nan"), 34.8), (135.4, 90.0)])
def test_unmappable_positions_are_refused(place: tuple[float, float]) -> None:
    with pytest.raises(ValueError, match="not a mappable position"):
        site([place])
