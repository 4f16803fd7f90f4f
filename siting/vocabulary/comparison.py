"""The words of comparisons: who does what under a scheme, and the figures that options and schemes are compared by."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from siting.vocabulary.columns import Choice, Column, Kind, choice, number
from siting.vocabulary.money import scheme_kind
from siting.vocabulary.results import JUDGEMENTS, figure_names, larger_is_better, result_column

ROLES: tuple[Choice, ...] = (
    Choice("finance", "資金調達", "finances"),
    Choice("design", "設計", "designs"),
    Choice("build", "建設", "builds"),
    Choice("operate", "運営", "operates"),
    Choice("own", "事業期間中の所有", "owns during the term"),
)
SIDES: tuple[Choice, ...] = (
    Choice("public", "公共", "public"),
    Choice("private", "民間", "private"),
)
# As in Table 6-1 of the Toyonaka study: a city that orders design and works apart has them designed and built on its own
# account; under DB it runs the plant itself. A lessee runs what it leases.
_DESIGNED_BY_CITY = ("conventional",)
_RUN_BY_CITY = ("conventional", "db", "lease")

# Columns of the judged options that are no figures of options.csv.
JUDGED_COLUMNS: tuple[Column, ...] = (
    Column("earliest_year", "着手可能年度", "earliest start", Kind.FISCAL_YEAR),
    choice("overall", "総合評価", "overall judgement", JUDGEMENTS),
)
WORD_COLUMNS = tuple(column.name for column in JUDGED_COLUMNS if column.kind is Kind.CHOICE)
SCHEME_FIGURES: tuple[Column, ...] = (
    number("city_npv_yen", "市の純現在価値", "NPV of the city", "yen", low=None),
    number("lcc_yen", "公共負担額（LCC）", "public cost (LCC)", "yen", low=None),
    number("vfm_yen", "VFM（金額）", "VFM in yen", "yen", low=None),
    number("vfm_share", "VFM（割合）", "VFM as a share", "-", low=None, decimals=3),
    number("spc_irr", "事業者のEIRR", "equity IRR of the SPC", "-", low=None, decimals=4),
    number("spc_pirr", "事業者のPIRR", "project IRR of the SPC", "-", low=None, decimals=4),
    number("dscr_min_pre_tax", "最低DSCR（税引前）", "lowest DSCR before tax", low=None, decimals=2),
    number("dscr_min_post_tax", "最低DSCR（税引後）", "lowest DSCR after tax", low=None, decimals=2),
    number("llcr", "LLCR", "LLCR", low=None, decimals=2),
    number("service_payment_yen_per_year", "サービス購入料（年額）", "service payment per year", "yen"),
    number("lease_payment_yen_per_year", "リース料（年額）", "lease payment per year", "yen"),
    number("ppa_price_yen_per_kwh", "PPA単価", "PPA price", "yen/kWh", decimals=1),
    number("rent_yen_per_year", "施設使用料（年額）", "rent per year", "yen"),
    number("highest_rent_yen_per_year", "施設使用料の上限（年額）", "highest rent per year", "yen", low=None),
    number("city_start_yen", "市の初期収支", "city at the start", "yen", low=None),
    number("city_first_year_yen", "市の初年度収支", "city in the first year", "yen", low=None),
    number("city_mean_year_yen", "市の年平均収支", "city per year, mean", "yen", low=None),
    number("yen_per_m3", "有収水量1m³当たり", "per m³ of water sold", "yen/m3", low=None, decimals=2),
    number("yen_per_household_month", "1世帯1か月当たり", "per household and month", "yen/month", low=None, decimals=1),
    number("debt_yen", "借入額", "debt", "yen"),
    number("equity_yen", "自己資本", "equity", "yen"),
)  # fmt: skip
# Figures that schemes.csv holds at further discount rates, such as vfm_yen_2pct.
_AT_RATES = ("city_npv_yen", "vfm_yen", "vfm_share")
_RATE = re.compile(rf"({'|'.join(_AT_RATES)})_((?:minus_)?[0-9_]+)pct")
_SMALLER_IS_BETTER = (
    "earliest_year", "lcc_yen", "service_payment", "lease_payment", "ppa_price", "debt_yen", "equity_yen",
)  # fmt: skip


def smaller_is_better(column: str) -> bool:
    """Whether less of a compared figure is better: of costs, payments, payback and the year of the start."""
    return column.startswith(_SMALLER_IS_BETTER) or not larger_is_better(column)


def side_of(kind: str, role: str) -> Choice:
    """Who has this role under a scheme of that kind."""
    public, private = SIDES
    if role in ("finance", "own"):
        one = scheme_kind(kind)
        return private if (one.investor if role == "finance" else one.owner) == "spc" else public
    by_city = _RUN_BY_CITY if role == "operate" else _DESIGNED_BY_CITY
    return public if kind in by_city else private


def role(name: str) -> Choice:
    """The role of that name."""
    return next(one for one in ROLES if one.value == name)


def compared_names(table: str, cases: Iterable[str], rates: Iterable[float] = ()) -> set[str]:
    """The columns that rows of ``options`` or ``schemes`` may show; ``rates`` are further discount rates of schemes."""
    if table == "options":
        return figure_names(cases) | {column.name for column in JUDGED_COLUMNS}
    at_rates = {f"{name}_{rate_name(rate)}" for rate in rates for name in _AT_RATES}
    return at_rates | {column.name for column in SCHEME_FIGURES}


def rate_name(rate: float) -> str:
    """A discount rate as part of a column name: ``4pct``."""
    return f"{round(rate * 100.0, 6):g}pct".replace(".", "_").replace("-", "minus_")


def compared_column(table: str, name: str, cases: Iterable[str]) -> tuple[Column, str | None]:
    """The column called ``name`` in a comparison, and its price case if it has one; raises ``KeyError``."""
    known = {column.name: column for column in (SCHEME_FIGURES if table == "schemes" else JUDGED_COLUMNS)}
    if name in known:
        return known[name], None
    if table == "options":
        return result_column(name, cases)
    found = _RATE.fullmatch(name)
    if found is None:
        raise KeyError(name)
    base, rate = known[found[1]], found[2].replace("minus_", "−").replace("_", ".")
    return replace(base, name=name, ja=f"{base.ja}、割引率{rate}%", en=f"{base.en} at {rate}%"), None
