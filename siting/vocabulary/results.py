"""The columns siting computes: names, units, labels, decimals for people, and what each one is."""

from __future__ import annotations

from collections.abc import Iterable

from siting.vocabulary.columns import Choice, Column, Kind, choice, number
from siting.vocabulary.tables import STAGES, TECHNOLOGIES

STATUSES = (
    Choice("evaluated", "評価済み", "evaluated"),
    Choice("excluded", "対象外", "excluded"),
)
JUDGEMENTS = (
    Choice("ready", "着手可", "can start"),
    Choice("later", "関連工事の完了前に判断", "decide before related works end"),
    Choice("undecided", "見極めが必要", "wait until open points are settled"),
    Choice("blocked", "不可", "not possible"),
    Choice("not_listed", "選定外", "not on the short list"),
)

OPTION_COLUMNS: tuple[Column, ...] = (
    Column("option_id", "導入案ID", "option id", Kind.ID),
    Column("facility_id", "施設ID", "facility id", Kind.REFERENCE),
    Column("facility", "施設名", "facility"),
    Column("plot", "候補地", "plot"),
    choice("technology", "発電種別", "technology", TECHNOLOGIES),
    Column("variant", "案", "variant"),
    choice("stage", "検討段階", "stage", STAGES),
    number("capacity_kw", "発電出力", "capacity", "kW", decimals=1),
    number("annual_kwh", "年間発電量", "annual energy", "kWh/y"),
    number("capex_yen", "事業費", "capital cost", "yen"),
    number("opex_yen_per_year", "年間維持管理費", "running cost", "yen/y"),
    number("lcoe_yen_per_kwh", "発電原価", "LCOE", "yen/kWh", decimals=1),
    number("co2_area_t", "CO₂削減量（地域）", "CO₂ saved in the area", "t/y", decimals=1),
)
CASE_COLUMNS: tuple[Column, ...] = (
    number("bc", "財務B/C", "financial B/C", decimals=2),
    number("npv_yen", "純現在価値（NPV）", "NPV", "yen", low=None),
    number("irr", "内部収益率（IRR）", "IRR", "-", low=None, decimals=4),
    number("payback_years", "投資回収年数", "payback", "y", decimals=1),
    number("co2_own_t", "CO₂削減量（自団体）", "CO₂ counted by the owner", "t/y", decimals=1),
    Column("eligible", "適用可否", "eligible"),
)
# What evaluations.csv says of an option under a case beside the figures of options.csv.
EVALUATION_COLUMNS: tuple[Column, ...] = (
    number("price_yen_per_kwh", "単価（初年度）", "price of the first year", "yen/kWh", decimals=2),
    number("years", "評価年数", "years counted", "y"),
    number("own_use_share", "自家消費率", "share used on site", "-", decimals=3),
    number("benefit_pv_yen", "便益の現在価値", "present value of benefits", "yen"),
    number("cost_pv_yen", "費用の現在価値", "present value of costs", "yen"),
    number("discounted_payback_years", "割引回収年数", "discounted payback", "y", decimals=1),
    number("lcoe_yen_per_kwh", "発電原価", "LCOE", "yen/kWh", decimals=1),
    number("break_even_yen_per_kwh", "損益分岐単価", "break-even price", "yen/kWh", decimals=1),
    number("break_even_capex_yen", "損益分岐事業費", "break-even capital cost", "yen"),
    number("co2_cost_yen_per_t", "CO₂削減費用", "cost of CO₂ saved", "yen/t", low=None),
)
STATUS_COLUMNS: tuple[Column, ...] = (
    choice("status", "状態", "status", STATUSES),
    Column("reason", "理由", "reason"),
)
RANKING_COLUMNS: tuple[Column, ...] = (
    choice("stage", "検討段階", "stage", STAGES),
    number("rank", "順位", "rank"),
    Column("option_id", "導入案ID", "option id"),
)


SMALLER_IS_BETTER = (
    "discounted_payback_years",
    "break_even_yen_per_kwh",
    "co2_cost_yen_per_t",
    "capex_yen",
    "opex_yen_per_year",
    "lcoe_yen_per_kwh",
    "payback_years",
)


def larger_is_better(column: str) -> bool:
    """Whether more of a figure is better: not for costs and payback."""
    return not column.startswith(SMALLER_IS_BETTER)


def case_column(name: str, case: str) -> str:
    """The column of a price case: ``bc_fit``."""
    return f"{name}_{case}"


def option_column_names(cases: Iterable[str]) -> list[str]:
    """The columns of options.csv, in order."""
    per_case = [case_column(column.name, case) for case in cases for column in CASE_COLUMNS]
    return [c.name for c in OPTION_COLUMNS] + per_case + [c.name for c in STATUS_COLUMNS]


def evaluation_column_names() -> list[str]:
    """The columns of evaluations.csv after option, case and kind: whether it applies, terms, figures, remarks."""
    figures = [c.name for c in (*EVALUATION_COLUMNS[:3], *CASE_COLUMNS[:-1], *EVALUATION_COLUMNS[3:])]
    return ["eligible", "reason", "remark", *figures, "state_irr", "irr_roots", "price_row", "source"]


def figure_names(cases: Iterable[str]) -> set[str]:
    """The numeric columns of options.csv and evaluations.csv: what can be ranked, marked and compared."""
    plain = {c.name for c in OPTION_COLUMNS if c.kind is Kind.NUMBER}
    of_cases = [c.name for c in (*CASE_COLUMNS, *EVALUATION_COLUMNS) if c.kind is Kind.NUMBER]
    return plain | {case_column(name, case) for case in cases for name in of_cases}


def result_column(name: str, cases: Iterable[str]) -> tuple[Column, str | None]:
    """The column of options.csv called ``name``, and its price case if it has one; raises ``KeyError``."""
    for column in (*OPTION_COLUMNS, *STATUS_COLUMNS, *RANKING_COLUMNS):
        if column.name == name:
            return column, None
    for case in cases:
        for column in (*CASE_COLUMNS, *EVALUATION_COLUMNS):
            if case_column(column.name, case) == name:
                return column, case
    raise KeyError(name)
