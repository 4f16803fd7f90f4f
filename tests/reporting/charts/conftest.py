"""One small set of options, drawn by every chart."""

from collections.abc import Callable

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
    Tone,
    ToneNames,
    bar_chart,
    range_chart,
    site_map,
    supply_curve,
)

DrawAll = Callable[[str, int], dict[str, Chart]]

TECHNOLOGIES = TechnologyNames("方式", "小水力", "太陽光", "対象外")
TONES = ToneNames("評価", "有望", "条件付き", "不採算")


def two_decimals(value: float) -> str:
    return f"{value:.2f}"


def heading(identifier: str, name: str) -> Heading:
    return Heading(identifier, f"図 {name}", f"説明 {name}", "候補がありません。")


def kind(index: int) -> Technology:
    return list(Technology)[index % 3]


def bars(name: str, count: int) -> Chart:
    rows = tuple(
        BarRow(f"{name}{i}", f"{name} {i}", kind(i), (2 - i / 9, None if i == 1 else 1.5 - i / 7)) for i in range(count)
    )
    series = (f"FIT {name}", f"料金 {name}")
    reference = Reference(1.0, f"B/C = 1 {name}")
    spec = BarSpec(heading("bars", name), name, TECHNOLOGIES, series, name, rows, two_decimals, reference)
    return bar_chart(spec)


def ranges(name: str, count: int) -> Chart:
    rows = tuple(
        RangeRow(f"{name}{i}", f"{name} {i}", kind(i), 0.5 + i / 9, 0.8 + i / 9, 1.3 + i / 9) for i in range(count)
    )
    spec = RangeSpec(
        heading("ranges", name),
        name,
        TECHNOLOGIES,
        "下位",
        "中央",
        "上位",
        name,
        rows,
        two_decimals,
        Reference(1.0, name),
    )
    return range_chart(spec)


def supply(name: str, count: int) -> Chart:
    items = tuple(
        SupplyItem(f"{name}{i}", f"{name} {i}", kind(i), 10.0 * (i % 5) + 0.01, 40.0 - i) for i in range(count)
    )
    spec = SupplySpec(
        heading("supply", name),
        name,
        TECHNOLOGIES,
        "発電量",
        "単価",
        "累計",
        name,
        name,
        items,
        two_decimals,
        two_decimals,
        (Reference(16.0, name), Reference(16.5, "料金")),
    )
    return supply_curve(spec)


def map_of(name: str, count: int) -> Chart:
    points = tuple(
        MapPoint(
            f"{name}{i}",
            f"{name} {i}",
            135.4 + 0.01 * (i % 4),
            34.8 + 0.003 * (i % 7),
            kind(i),
            list(Tone)[i % 3],
            str(i + 1),
        )
        for i in range(count)
    )
    ring = ((135.3, 34.7), (135.5, 34.7), (135.5, 34.9), (135.3, 34.7))
    spec = MapSpec(heading("map", name), "順位", name, "経度", "緯度", TECHNOLOGIES, TONES, "北", points, ((ring,),))
    return site_map(spec)


@pytest.fixture(scope="session")
def draw_all() -> DrawAll:
    """Every kind of chart of ``count`` options, ``name`` in every place a foreign text can reach."""

    def draw(name: str, count: int) -> dict[str, Chart]:
        return {
            "bars": bars(name, count),
            "ranges": ranges(name, count),
            "supply": supply(name, count),
            "map": map_of(name, count),
        }

    return draw
