"""Specs of the charts of money, and a look at where their words stand."""

from __future__ import annotations

from itertools import combinations
from xml.etree import ElementTree

from siting.reporting.charts.bridge import BridgeSpec, BridgeStep, BridgeWords, StepKind
from siting.reporting.charts.cash_over_time import CashOverTimeSpec, FlowGroup, RunningSum
from siting.reporting.charts.chart import Chart, Heading, Reference, TechnologyNames
from siting.reporting.charts.labels import Box, text_width
from siting.reporting.charts.money_marks import FlowKind
from siting.reporting.charts.payments import PaymentsSpec, SchemeRow
from siting.reporting.charts.price_cases import CaseRow, PriceCasesSpec
from siting.reporting.charts.theme import Technology

SVG = "{http://www.w3.org/2000/svg}"
LONG = "公設民営方式（設計・建設・運営一括発注、更新費・撤去費を含む）" * 3
Values = tuple[float | None, ...]


def one_decimal(value: float) -> str:
    return f"{value:,.1f}"


def signed(value: float) -> str:
    return f"{value:+,.1f}"


def heading(identifier: str) -> Heading:
    return Heading(identifier, "図の題", "図の説明", "値がありません。", "―")


def cash(years: int = 20, scale: float = 1.0, name: str = "") -> CashOverTimeSpec:
    """An investment, income and cost of some years, a replacement halfway, removal at the end."""
    invest: Values = (-450.0 * scale, *([0.0] * years))
    earn: Values = (0.0, *([38.0 * scale] * years))
    run: Values = (0.0, *(-(40.0 if at == years // 2 else 4.0) * scale for at in range(years)))
    close: Values = (*([0.0] * years), -30.0 * scale)
    running, discounted, weight = [0.0], [0.0], 1.0
    for at in range(years + 1):
        net = sum(one[at] or 0.0 for one in (invest, earn, run, close))
        running.append(running[-1] + net)
        discounted.append(discounted[-1] + net * weight)
        weight /= 1.02
    return CashOverTimeSpec(
        heading("cash"),
        (
            FlowGroup(f"事業費{name}", FlowKind.INVESTMENT, invest),
            FlowGroup(f"売電収入{name}", FlowKind.BENEFIT, earn),
            FlowGroup(f"維持管理費{name}", FlowKind.RUNNING, run),
            FlowGroup(f"撤去費{name}", FlowKind.CLOSING, close),
        ),
        RunningSum(f"累計{name}", tuple(running[1:]), 14.2, f"投資回収 14.2年{name}"),
        RunningSum(f"割引後の累計{name}", tuple(discounted[1:]), 16.9, f"割引後の回収 16.9年{name}"),
        *("年", "運転年数", f"百万円{name}"),
        one_decimal,
    )


def payments(years: int = 20, name: str = "") -> PaymentsSpec:
    """Four schemes: paid at once, over the years, a mix, and one that earns rent."""
    flat: Values = tuple([31.0] * years)
    return PaymentsSpec(
        heading("pay"),
        (
            SchemeRow("conventional", f"従来方式{name}", (452.7, *([4.4] * years)), f"20年計 540.7{name}"),
            SchemeRow("dbo", f"DBO方式{name}", (430.0, *([3.9] * years)), "20年計 508.0"),
            SchemeRow("pfi", f"PFI方式（BTO）{name}", (0.0, *flat), "20年計 620.0"),
            SchemeRow("independent", f"独立採算方式（屋根貸し）{name}", (0.0, *([-2.5] * years)), "20年計 −50.0"),
        ),
        *("市の支払", "市の収入", "年", "運転年数", f"百万円／年{name}"),
        one_decimal,
    )


def bridge(name: str = "", start: float = 540.7) -> BridgeSpec:
    """Seven steps, one of them an artefact of discounting."""
    changes = (-31.0, -12.5, -8.0, 26.4, -14.9, 4.2, -6.1)
    names = ("費用縮減", "競争", "運営", "資金調達", "割引の効果", "税", "リスク移転")
    steps = tuple(
        BridgeStep(f"{label}{name}", change, StepKind.ARTEFACT if label == "割引の効果" else StepKind.CAUSE)
        for label, change in zip(names, changes, strict=True)
    )
    return BridgeSpec(
        heading("vfm"), f"従来方式の負担（PSC）{name}", start, steps, f"PFI方式の負担（LCC）{name}",
        start + sum(changes), f"現在価値、百万円{name}",
        BridgeWords("負担を減らす", "負担を増やす", "割引だけによる見かけの差", "内訳", "増減", "負担"),
        one_decimal, signed,
    )  # fmt: skip


def price_cases(options: int = 12, cases: int = 7, name: str = "") -> PriceCasesSpec:
    """B/C of some options under some cases; every fifth value is missing."""
    rows = tuple(
        CaseRow(
            f"k{at}", f"寺内配水場{at} 傾斜角{at}°{name}", list(Technology)[at % 2],
            tuple(None if (at + case) % 5 == 4 else 1.6 - 0.17 * case - 0.05 * at for case in range(cases)),
        )
        for at in range(options)
    )  # fmt: skip
    names = ("固定価格買取", "FIP", "自家消費", "自家消費＋余剰", "オンサイトPPA", "自己託送", "単価指定")
    return PriceCasesSpec(
        heading("cases"), "導入案", TechnologyNames("方式", "小水力", "太陽光", "対象外"),
        tuple(f"{one}{name}" for one in names[:cases]), "財務B/C", "最大", "記号なし: 対象外", rows, "{:.2f}".format,
        Reference(1.0, "B/C = 1"),
    )  # fmt: skip


def texts(chart: Chart) -> list[str]:
    """The words of a picture."""
    return [node.text or "" for node in ElementTree.fromstring(chart.svg).iter(f"{SVG}text")]


def colliding(chart: Chart) -> list[tuple[str, str]]:
    """Pairs of texts that cover each other, and texts that leave the picture."""
    root = ElementTree.fromstring(chart.svg)
    _, _, width, height = (float(one) for one in root.attrib["viewBox"].split())
    placed = []
    for node in root.iter(f"{SVG}text"):
        said, size = node.text or "", float(node.attrib["font-size"])
        wide = text_width(said, size)
        left = float(node.attrib["x"]) - wide * {"middle": 0.5, "end": 1.0}.get(node.get("text-anchor", ""), 0.0)
        base = float(node.attrib["y"])
        placed.append((said, Box(left, base - 0.8 * size, left + wide, base + 0.1 * size)))
    outside = [
        (said, "")
        for said, box in placed
        if said and not (box.left >= -1 and box.right <= width + 1 and box.top >= -1 and box.bottom <= height)
    ]
    return outside + [(a, b) for (a, one), (b, other) in combinations(placed, 2) if a and b and one.overlaps(other)]
