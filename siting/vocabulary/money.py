"""The words of money: price cases, items of a cash flow, parties. Each stands here once, with its labels."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from siting.vocabulary.columns import Choice


class Group(StrEnum):
    """What an item of a cash flow counts as: B/C divides the benefits by all that costs."""

    INVESTMENT = "investment"
    BENEFIT = "benefit"
    RUNNING = "running"
    CLOSING = "closing"
    TIMING = "timing"
    TRANSFER = "transfer"


@dataclass(frozen=True)
class Item:
    """One item of a cash flow. Income is positive, cost negative."""

    name: str
    ja: str
    en: str
    group: Group

    def label(self, lang: str) -> str:
        """The item as people read it."""
        return self.ja if lang == "ja" else self.en


ITEMS: tuple[Item, ...] = (
    Item("capex", "事業費", "capital cost", Group.INVESTMENT),
    Item("equipment", "機器費", "equipment", Group.INVESTMENT),
    Item("works", "工事費", "works", Group.INVESTMENT),
    Item("design", "設計費", "design", Group.INVESTMENT),
    Item("contingency", "予備費", "contingency", Group.INVESTMENT),
    Item("grid_connection", "系統連系費", "grid connection", Group.INVESTMENT),
    Item("case_extra", "ケース固有の追加費用", "extra cost of the case", Group.INVESTMENT),
    Item("subsidy", "補助金", "subsidy", Group.INVESTMENT),
    Item("sales", "売電収入", "sales of energy", Group.BENEFIT),
    Item("premium", "供給促進交付金", "premium", Group.BENEFIT),
    Item("environmental_value", "非化石価値の販売収入", "sale of the non-fossil value", Group.BENEFIT),
    Item("charge_reimbursement", "発電側課金相当額", "reimbursed generation charge", Group.BENEFIT),
    Item("avoided_purchase", "電力購入の削減額", "avoided purchase", Group.BENEFIT),
    Item("demand_saving", "基本料金の削減額", "saved demand charge", Group.BENEFIT),
    Item("supply_elsewhere", "自己託送先の電力購入の削減額", "avoided purchase at the other facility", Group.BENEFIT),
    Item("opex", "維持管理費", "running cost", Group.RUNNING),
    Item("insurance", "保険料", "insurance", Group.RUNNING),
    Item("property_tax", "固定資産税", "property tax", Group.RUNNING),
    Item("replacement", "更新費", "replacement", Group.RUNNING),
    Item("generation_charge", "発電側課金", "generation-side charge", Group.RUNNING),
    Item("balancing_cost", "インバランス等の費用", "balancing cost", Group.RUNNING),
    Item("wheeling_charge", "託送料金", "wheeling charge", Group.RUNNING),
    Item("decommissioning", "撤去費", "removal", Group.CLOSING),
    Item("residual_value", "残存価値", "residual value", Group.CLOSING),
    Item("deposit", "解体等積立金", "deposit for removal", Group.TIMING),
    Item("deposit_refund", "解体等積立金の取戻し", "refund of the deposit", Group.TIMING),
    Item("retained_risk", "市に残るリスクの期待費用", "expected cost of risks the city keeps", Group.RUNNING),
    Item("service_payment", "サービス対価", "service payment", Group.TRANSFER),
    Item("lease_payment", "リース料", "lease payment", Group.TRANSFER),
    Item("energy_payment", "電力料金（事業者へ）", "payment for energy used on site", Group.TRANSFER),
    Item("rent", "施設使用料", "rent", Group.TRANSFER),
    Item("loan", "借入金・企業債", "loan or bond drawn", Group.TRANSFER),
    Item("loan_repayment", "元金償還", "repayment of the loan", Group.TRANSFER),
    Item("loan_interest", "支払利息", "interest", Group.TRANSFER),
    Item("enterprise_tax", "事業税（収入割・所得割）", "enterprise tax", Group.TRANSFER),
    Item("income_tax", "法人税等", "income tax", Group.TRANSFER),
    Item("local_tax_share", "市に入る法人税等", "city's share of the income tax", Group.TRANSFER),
)  # fmt: skip
ITEM_NAMES = tuple(item.name for item in ITEMS)


class Paid(StrEnum):
    """What a stream of energy earns."""

    PRICE = "price"
    PREMIUM = "premium"
    TARIFF = "tariff"
    SURPLUS = "surplus"
    WHEELED = "wheeled"
    NOTHING = "nothing"


@dataclass(frozen=True)
class CaseKind:
    """A kind of price case: what the energy used on site earns, what the rest earns, and who keeps the saved CO2.

    Where ``on_site`` is not ``NOTHING`` the hours of generation and load decide how much is used on site; else all
    energy is ``exported``.
    """

    name: str
    ja: str
    en: str
    on_site: Paid
    exported: Paid
    value_sold: bool

    @property
    def price_changes(self) -> bool:
        """Whether its price moves with the market: a feed-in price stays as it was certified."""
        return self.name not in ("fit", "fip")

    @property
    def needs_load(self) -> bool:
        """Whether it matters when the facility uses power."""
        return self.on_site is not Paid.NOTHING

    def label(self, lang: str) -> str:
        """The kind as people read it."""
        return self.ja if lang == "ja" else self.en


CASE_KINDS: tuple[CaseKind, ...] = (
    CaseKind("fixed", "単価を指定", "stated price", Paid.NOTHING, Paid.PRICE, False),
    CaseKind("fit", "固定価格買取（FIT）", "feed-in tariff (FIT)", Paid.NOTHING, Paid.PRICE, True),
    CaseKind("fip", "市場連動型（FIP）", "feed-in premium (FIP)", Paid.NOTHING, Paid.PREMIUM, True),
    CaseKind("tariff", "自家消費（電力購入の削減）", "own use", Paid.TARIFF, Paid.NOTHING, False),
    CaseKind("surplus", "自家消費＋余剰売電", "own use and sale of the surplus", Paid.TARIFF, Paid.SURPLUS, False),
    CaseKind("ppa", "オンサイトPPA", "on-site PPA", Paid.PRICE, Paid.SURPLUS, False),
    CaseKind("wheeling", "自己託送", "own supply to another facility", Paid.NOTHING, Paid.WHEELED, False),
)  # fmt: skip
CASE_KIND_NAMES = tuple(kind.name for kind in CASE_KINDS)

PARTIES: tuple[Choice, ...] = (
    Choice("project", "事業全体", "project"),
    Choice("city", "市", "city"),
    Choice("spc", "事業者（SPC）", "SPC"),
    Choice("lender", "金融機関", "lender"),
    Choice("landlord", "施設所有者", "landlord"),
    Choice("tax_office", "税務当局", "tax office"),
    Choice("buyer", "電力需要者", "power buyer"),
)


def case_kind(name: str) -> CaseKind:
    """The kind of that name."""
    return next(kind for kind in CASE_KINDS if kind.name == name)


def item(name: str) -> Item:
    """The item of that name."""
    return next(one for one in ITEMS if one.name == name)


class Payment(StrEnum):
    """What the public pays a company for."""

    NOTHING = "nothing"
    SERVICE = "service"
    LEASE = "lease"
    ENERGY = "energy"


@dataclass(frozen=True)
class SchemeKind:
    """A kind of scheme: which party invests, owns, runs the plant, sells its energy, and what follows at the end.

    The owner pays property tax unless it is the city. ``remover`` takes the plant down, ``keeper`` has what it is worth
    at the end, ``payment`` is what the public pays a company for.
    """

    name: str
    ja: str
    en: str
    investor: str
    owner: str
    operator: str
    seller: str
    remover: str
    keeper: str
    payment: Payment

    @property
    def private(self) -> bool:
        """Whether a company invests."""
        return self.investor == "spc"

    def label(self, lang: str) -> str:
        """The kind as people read it."""
        return self.ja if lang == "ja" else self.en


SCHEME_KINDS: tuple[SchemeKind, ...] = (
    SchemeKind("conventional", "従来方式", "conventional", "city", "city", "city", "city", "city", "city", Payment.NOTHING),
    SchemeKind("db", "DB方式", "design-build (DB)", "city", "city", "city", "city", "city", "city", Payment.NOTHING),
    SchemeKind("dbo", "DBO方式", "design-build-operate (DBO)", "city", "city", "city", "city", "city", "city", Payment.NOTHING),
    SchemeKind("lease", "リース方式", "lease", "spc", "spc", "city", "city", "city", "spc", Payment.LEASE),
    SchemeKind("pfi_bto", "PFI（BTO・サービス購入型）", "PFI, service purchase (BTO)", "spc", "city", "spc", "city", "city", "city", Payment.SERVICE),
    SchemeKind("pfi_bot", "PFI（BOT・サービス購入型）", "PFI, service purchase (BOT)", "spc", "spc", "spc", "city", "city", "city", Payment.SERVICE),
    SchemeKind("pfi_boo", "PFI（BOO・サービス購入型）", "PFI, service purchase (BOO)", "spc", "spc", "spc", "city", "spc", "spc", Payment.SERVICE),
    SchemeKind("independent", "独立採算型（屋根・用地の貸付）", "independent operator (roof and site rental)", "spc", "spc", "spc", "spc", "spc", "spc", Payment.NOTHING),
    SchemeKind("onsite_ppa", "オンサイトPPA方式", "on-site PPA", "spc", "spc", "spc", "spc", "spc", "spc", Payment.ENERGY),
)  # fmt: skip
SCHEME_KIND_NAMES = tuple(kind.name for kind in SCHEME_KINDS)

BRIDGE_STEPS: tuple[Choice, ...] = (
    Choice("cost_reduction", "建設費の削減", "cost reduction"),
    Choice("competition", "競争効果", "competition"),
    Choice("operation", "運営の効率化", "operation"),
    Choice("financing", "資金調達費用の差", "financing"),
    Choice("discounting", "割引率の効果", "discounting effect"),
    Choice("tax", "税", "tax"),
    Choice("risk_transfer", "リスク移転", "risk transfer"),
)

ACCOUNT_LINES: tuple[Choice, ...] = (
    Choice("operating_income", "収益的収入（3条）", "operating income (article 3)"),
    Choice("operating_expense", "収益的支出（3条）", "operating expense (article 3)"),
    Choice("deferred_subsidy", "長期前受金戻入（収益的収入の内）", "release of deferred subsidies, within operating income"),
    Choice("depreciation", "減価償却費（収益的支出の内）", "depreciation, within operating expense"),
    Choice("interest", "支払利息（収益的支出の内）", "interest, within operating expense"),
    Choice("operating_balance", "収益的収支差引", "operating balance"),
    Choice("capital_income", "資本的収入（4条）", "capital income (article 4)"),
    Choice("capital_expense", "資本的支出（4条）", "capital expense (article 4)"),
    Choice("capital_balance", "資本的収支差引", "capital balance"),
    Choice("bond_balance", "企業債残高", "balance of bonds"),
    Choice("bond_service", "企業債元利償還金", "service of bonds"),
    Choice("general_account", "一般会計の税収", "taxes of the general account"),
    Choice("yen_per_m3", "有収水量1m3当たりの収益的収支（円）", "operating balance per m3 of water sold (yen)"),
    Choice("yen_per_household_month", "1世帯1か月当たりの収益的収支（円）", "operating balance per household and month (yen)"),
)  # fmt: skip


def scheme_kind(name: str) -> SchemeKind:
    """The kind of scheme of that name."""
    return next(kind for kind in SCHEME_KINDS if kind.name == name)
