"""The columns of turbines.csv and duration.csv: what the water engine finds out about every machine at every drop."""

from __future__ import annotations

from collections.abc import Iterable

from siting.vocabulary.columns import Choice, Column, Kind, choice, number
from siting.vocabulary.results import case_column

CONFIDENCES = (
    Choice("sourced", "出典あり", "sourced"),
    Choice("assumption", "仮定", "assumption"),
)
BASES = (
    Choice("npv", "純現在価値による", "by net present value"),
    Choice("energy", "年間発電量による（費用未入力）", "by yearly energy (no cost is given)"),
)
REGULATIONS = (
    Choice("guided", "可動翼・ニードル等", "vanes, blades or needles"),
    Choice("fixed", "調整なし", "none"),
    Choice("hydraulic", "弁とバイパス", "valve and bypass"),
    Choice("electrical", "可変速", "variable speed"),
)
MODES = (
    Choice("simple", "略算（出力×利用率）", "simple: power times use rate"),
    Choice("constant", "一定流量", "constant flow"),
    Choice("duration", "流量記録", "flow record"),
)

TURBINE_COLUMNS: tuple[Column, ...] = (
    Column("drop_id", "地点ID", "drop id", Kind.REFERENCE),
    Column("option_id", "導入案ID", "option id", Kind.ID),
    Column("type", "水車形式", "turbine type"),
    Column("name", "水車形式名", "turbine type name"),
    choice("mode", "計算方法", "mode", MODES),
    Column("chosen", "採用", "chosen"),
    Column("in_chart", "適用範囲内", "inside its region"),
    number("margin_decades", "適用範囲までの距離", "distance to its region", "decades", decimals=2),
    Column("fit", "採用可否", "may be chosen"),
    number("units", "台数", "units"),
    number("design_flow_m3_s", "設計流量", "design flow", "m3/s", decimals=3),
    number("design_head_m", "設計有効落差", "design head", "m", decimals=1),
    number("efficiency", "水車効率", "turbine efficiency", "-", decimals=3),
    number("rated_kw", "定格出力", "rated power", "kW", decimals=1),
    number("annual_kwh", "年間発電量", "annual energy", "kWh/y"),
    number("hydraulic_kwh", "水のもつエネルギー", "energy of the water", "kWh/y"),
    number("full_load_hours", "全負荷相当時間", "full-load hours", "h/y"),
    number("turbined_m3", "発電使用水量", "water through the machine", "m3/y"),
    number("spilled_m3", "バイパス水量", "water past the machine", "m3/y"),
    number("cutoff_m3", "停止時水量", "water while it stands", "m3/y"),
    number("cutoff_hours", "停止時間", "hours it stands", "h/y"),
    number("capex_yen", "事業費", "capital cost", "yen"),
    number("opex_yen_per_year", "年間維持管理費", "running cost", "yen/y"),
    number("npv_yen", "純現在価値（機種選定）", "NPV for the choice", "yen", low=None),
    choice("basis", "選定の基準", "chosen by", BASES),
    number("score", "評価点", "score", "-", decimals=2),
    number("maintainability", "維持管理性", "maintainability", "0-5", decimals=1),
    number("references", "実績", "references", "0-5", decimals=1),
    choice("regulation", "流量調整", "regulation", REGULATIONS),
    number("variable_speed_kwh", "可変速とした場合の発電量", "energy with variable speed", "kWh/y"),
    Column("pump", "ポンプ", "pump"),
    number("supply_loss", "水量変化による年間減少率", "yearly loss by supply", "1/y", low=None, decimals=4),
    choice("confidence", "確度", "confidence", CONFIDENCES),
)
MONTH_COLUMNS: tuple[Column, ...] = tuple(
    number(f"kwh_{month:02d}", f"{month}月発電量", f"energy of month {month}", "kWh") for month in range(1, 13)
)
DURATION_COLUMNS: tuple[Column, ...] = (
    Column("drop_id", "地点ID", "drop id", Kind.REFERENCE),
    number("time_share", "超過時間率", "share of time", "-", decimals=2),
    number("flow_m3_s", "流量", "flow", "m3/s", decimals=3),
    number("head_m", "有効落差", "net head", "m", decimals=1),
    number("turbined_m3_s", "発電使用水量", "through the machine", "m3/s", decimals=3),
    number("spilled_m3_s", "バイパス", "past the machine", "m3/s", decimals=3),
    number("cutoff_m3_s", "停止時", "while it stands", "m3/s", decimals=3),
    number("power_kw", "出力", "power", "kW", decimals=1),
)


def turbine_column_names(cases: Iterable[str]) -> list[str]:
    """The columns of turbines.csv, in order."""
    money = [case_column(name, case) for case in cases for name in ("bc", "npv_yen")]
    return [
        *(c.name for c in TURBINE_COLUMNS),
        *money,
        *(c.name for c in MONTH_COLUMNS),
        "reasons_for",
        "reasons_against",
    ]
