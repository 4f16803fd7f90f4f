"""The tables siting ships in ``data/``: small CSV files, every row with its source and as-of date."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from siting.errors import UnknownName
from siting.language import text


@dataclass(frozen=True)
class ShippedTable:
    """What a shipped table is about."""

    name: str
    ja: str
    en: str


SHIPPED = (
    ShippedTable("emission_factors", "電気事業者の排出係数", "Emission factors of power utilities"),
    ShippedTable("valve_loss", "弁の開度別損失係数", "Loss coefficients of valves by opening"),
    ShippedTable("feed_in_prices", "FIT・FIPの調達価格・基準価格", "Feed-in and premium prices"),
    ShippedTable(
        "feed_in_rules", "FIT・FIPの対象要件と消費税の扱い", "Eligibility and consumption tax of feed-in prices"
    ),
    ShippedTable(
        "feed_in_addons", "発電側課金相当額・解体等積立基準額", "Reimbursed generation charges and removal deposits"
    ),
    ShippedTable("levies", "再エネ賦課金の単価", "Renewable energy levy"),
    ShippedTable("tariffs", "高圧の電気料金単価", "High-voltage power tariffs"),
    ShippedTable("hydro_permits", "小水力の許認可と主任技術者", "Permits and chief engineers of water power"),
    ShippedTable("modules", "太陽電池モジュール", "Photovoltaic modules"),
    ShippedTable("load_shapes", "施設種別の負荷パターン（仮定）", "Load shapes by type of facility (assumed)"),
    ShippedTable("irradiation_normals", "全天日射量の平年値", "Normals of global solar radiation"),
    ShippedTable("temperature_normals", "気温の月別平均（格子平均）", "Monthly air temperature (grid-cell means)"),
)


def read_shipped(folder: Path, name: str) -> list[dict[str, str]]:
    """The rows of a shipped table; row numbers as users count them begin at 2."""
    if name not in {table.name for table in SHIPPED}:
        names = ", ".join(table.name for table in SHIPPED)
        raise UnknownName(text("no shipped table {name!r}; there are {names}", name=name, names=names))
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
