"""The seven tables a user writes: their columns, their headings in both languages."""

from __future__ import annotations

from dataclasses import dataclass

from siting.vocabulary.columns import Choice, Column, Kind, bilingual, choice, number
from siting.vocabulary.units import (
    FLOWS,
    LENGTHS,
    MONEY,
    MONEY_PER_YEAR,
    PRESSURES,
    SHARES,
    SHARES_PER_YEAR,
)


@dataclass(frozen=True)
class Table:
    """A table of the project: its name in both languages and its columns."""

    name: str
    ja: str
    en: str
    columns: tuple[Column, ...]
    key: str = ""
    spatial: bool = False

    def label(self, lang: str) -> str:
        """The table's name as people read it."""
        return self.ja if lang == "ja" else self.en

    def column(self, name: str) -> Column:
        """The column of that name."""
        return next(column for column in self.columns if column.name == name)

    def names(self) -> tuple[str, ...]:
        """The names of all columns, in order."""
        return tuple(column.name for column in self.columns)


TECHNOLOGIES = (
    Choice("pv", "太陽光", "solar", ("太陽光発電", "PV")),
    Choice("hydro", "小水力", "hydro", ("小水力発電", "水力")),
)
TECHNOLOGY_NAMES = tuple(one.value for one in TECHNOLOGIES)
STAGES = (
    Choice("screening", "一次選定", "screening"),
    Choice("detail", "詳細検討", "detail"),
)
MOUNTS = (
    Choice("building_roof", "建屋屋上", "building roof", ("屋上", "屋根", "屋根設置")),
    Choice("structure_top", "池上部", "top of a structure", ("構造物上", "配水池上部")),
    Choice("ground", "地上", "ground", ("地上設置", "野立て")),
    Choice("unknown", "不明", "not known", ("未確認",)),
)
POSITIONS = (
    Choice("surveyed", "測量", "surveyed", ("測定",)),
    Choice("approximate", "概略", "approximate"),
    Choice("schematic", "模式", "schematic", ("模式的", "概念")),
)
VOLTAGES = (
    Choice("low", "低圧", "low voltage"),
    Choice("high", "高圧", "high voltage"),
    Choice("extra_high", "特別高圧", "extra-high voltage"),
)
GRID_STATES = (
    Choice("ok", "接続可", "connection possible"),
    Choice("limits", "制約あり", "limited"),
    Choice("blocks", "接続不可", "not possible"),
    Choice("unknown", "未確認", "not known", ("不明",)),
)
CONSTRAINT_KINDS = (
    Choice("seismic", "耐震化工事", "seismic works", ("耐震化", "耐震")),
    Choice("load", "積載荷重", "load", ("荷重",)),
    Choice("hazard", "災害想定区域", "hazard zone", ("ハザード",)),
    Choice("grid", "系統連系", "grid", ("系統", "系統接続")),
    Choice("permits", "許認可", "permits", ("許可", "法令")),
    Choice("neighbours", "周辺環境", "neighbours", ("近隣", "周辺環境への影響", "反射")),
    Choice("other", "その他", "other"),
)
CONSTRAINT_STATES = (
    Choice("ok", "支障なし", "no obstacle", ("問題なし", "影響なし")),
    Choice("limits", "制約あり", "limits"),
    Choice("blocks", "不可", "blocks", ("支障",)),
    Choice("unknown", "未確認", "not known", ("不明", "未定", "要確認")),
)
DATUMS = (
    Choice("tp", "T.P.", "T.P. (Tokyo Peil)", ("TP", "東京湾平均海面")),
    Choice("op", "O.P.", "O.P. (Osaka Peil)", ("OP", "大阪湾最低潮位")),
    Choice("ap", "A.P.", "A.P. (Arakawa Peil)", ("AP", "荒川工事基準面")),
    Choice("other", "その他", "other"),
)
WATERS = (
    Choice("raw", "原水", "raw water"),
    Choice("treated", "浄水", "treated water", ("上水",)),
    Choice("sewage", "下水", "sewage", ("下水処理水", "処理水")),
    Choice("unknown", "未確認", "not known", ("不明",)),
)
CONSENTS = (
    Choice("ok", "同意済み", "agreed", ("同意あり", "承諾済み")),
    Choice("limits", "条件付き", "agreed with conditions", ("制約あり",)),
    Choice("blocks", "同意なし", "refused", ("不可", "不同意")),
    Choice("unknown", "未確認", "not known", ("不明",)),
)
BYPASSES = (
    Choice("around", "バイパスあり", "around the machine", ("あり", "有", "併設")),
    Choice("own_line", "専用管路", "a line of its own", ("専用管",)),
    Choice("none", "なし", "none", ("無", "バイパスなし")),
    Choice("unknown", "未確認", "not known", ("不明",)),
)
# The valves of data/valve_loss.csv; a test keeps the two alike.
VALVES = (
    Choice("ball", "ボール弁", "ball valve", ("ボールバルブ",)),
    Choice("butterfly", "バタフライ弁", "butterfly valve", ("バタ弁", "バタフライバルブ")),
    Choice("gate", "ゲート弁", "gate valve", ("ゲートバルブ",)),
    Choice("sluice", "仕切弁", "sluice valve", ("スルース弁", "スルースバルブ")),
    Choice("diaphragm", "ダイヤフラム弁", "diaphragm valve", ("ダイアフラム弁",)),
)
EXCLUDED_TECHNOLOGIES = (
    *TECHNOLOGIES,
    Choice("biogas", "消化ガス", "digester gas", ("消化ガス発電",)),
    Choice("other", "その他", "other"),
)

_NOTE = Column("note", "備考", "note")
_SOURCE = Column("source", "出典", "source", aliases=("資料",))
_CAPACITY = number(
    "capacity_kw",
    "発電出力",
    "capacity",
    "kW",
    low_open=True,
    aliases=("出力", "設備容量", "出力kW"),
    decimals=1,
)
_ENERGY = number("annual_kwh", "年間発電量", "annual energy", "kWh/y", aliases=("年間発電電力量", "発電量"))
_CAPEX = number(
    "capex_yen", "事業費", "capital cost", "yen", aliases=("建設費", "初期費用", "事業費（円）"), others=MONEY
)
_OPEX = number(
    "opex_yen_per_year",
    "年間維持管理費",
    "running cost",
    "yen/y",
    aliases=("維持管理費", "年間維持費"),
    others=MONEY_PER_YEAR,
)
_PANEL_AREA = number(
    "panel_area_m2", "パネル面積", "panel area", "m2", low_open=True, aliases=("設置可能面積", "パネル面積m2")
)
_OWNER = Column("owner_id", "対象ID", "owner id", Kind.REFERENCE, required=True, aliases=("対象", "対象番号"))
_FACILITY_REF = Column(
    "facility_id", "施設ID", "facility id", Kind.REFERENCE, required=True, aliases=("施設番号", "施設コード")
)

FACILITIES = Table(
    "facilities", "施設", "facilities", key="facility_id", spatial=True,
    columns=(
        Column("facility_id", "施設ID", "facility id", Kind.ID, required=True, aliases=("施設番号", "施設コード")),
        *bilingual(Column("name", "施設名", "name", required=True, aliases=("名称", "施設名称"))),
        Column("system", "区分", "system", aliases=("系統区分", "事業区分")),
        number("lat", "緯度", "latitude", "deg", low=None, aliases=("北緯",)),
        number("lon", "経度", "longitude", "deg", low=None, aliases=("東経",)),
        choice("position", "位置精度", "position", POSITIONS, aliases=("位置の精度", "位置")),
        number("site_area_m2", "用地面積", "site area", "m2", low_open=True, aliases=("敷地面積",)),
        choice("supply_voltage", "受電電圧", "supply voltage", VOLTAGES, aliases=("受電電圧区分",)),
        number("contract_kw", "契約電力", "contract power", "kW"),
        number("transformer_kva", "変圧器容量", "transformer", "kVA"),
        choice("grid_state", "系統連系", "grid connection", GRID_STATES, aliases=("系統接続",)),
        Column("account", "会計", "account", aliases=("会計区分",)),
        _NOTE,
    ),
)  # fmt: skip
PLOTS = Table(
    "plots", "候補地", "plots", key="plot_id", spatial=True,
    columns=(
        Column("plot_id", "候補地ID", "plot id", Kind.ID, required=True, aliases=("候補地番号",)),
        _FACILITY_REF,
        *bilingual(Column("name", "候補地名", "name", aliases=("候補地", "名称", "設置箇所"))),
        choice("mount", "設置場所", "mount", MOUNTS, required=True, aliases=("設置形態", "設置区分")),
        _PANEL_AREA,
        number("ground_area_m2", "用地の面積", "ground area", "m2", low_open=True, aliases=("地上面積", "候補地面積")),
        Column("group_id", "グループID", "group id", Kind.ID, aliases=("グループ",)),
        number("load_allowance_kn_m2", "許容積載荷重", "load allowance", "kN/m2", high=100, aliases=("積載荷重",)),
        Column("waterproofing_year", "防水工事年度", "waterproofing year", Kind.FISCAL_YEAR, aliases=("防水更新年度",)),
        _CAPACITY,
        number("kwh_per_kw", "単位発電量", "specific yield", "kWh/kW", low_open=True, high=8760),
        _ENERGY, _CAPEX, _OPEX, _NOTE,
    ),
)  # fmt: skip
# Pressures and heads count in metres of water.
_HEADS = (
    number("gross_head_m", "総落差", "gross head", "m", low_open=True, others=PRESSURES),
    number("up_level_m", "上流水位", "upstream level", "m", low=None, aliases=("上流側水位", "取水位")),
    number("down_level_m", "下流水位", "downstream level", "m", low=None, aliases=("下流側水位", "放水位")),
    choice("datum", "基準面", "datum", DATUMS, aliases=("標高の基準", "水位の基準")),
    number("up_pressure_m", "上流圧力", "upstream pressure", "m", aliases=("一次圧", "一次側圧力"), others=PRESSURES),
    number("down_pressure_m", "下流圧力", "downstream pressure", "m", aliases=("二次圧", "二次側圧力"), others=PRESSURES),
    number("required_head_m", "必要残圧", "required head", "m", aliases=("必要水頭", "必要圧力"), others=PRESSURES),
    choice("valve_type", "弁種", "valve type", VALVES, aliases=("弁の種類", "バルブ種類")),
    number(
        "valve_opening", "弁開度", "valve opening", "share", low_open=True, high=1,
        aliases=("開度", "バルブ開度"), others=SHARES,
    ),
    number("valve_loss_m", "弁損失水頭", "valve loss", "m", aliases=("弁の損失水頭", "バルブ損失"), others=PRESSURES),
)  # fmt: skip
_PIPE = (
    number("pipe_length_m", "管路延長", "pipe length", "m", low_open=True, aliases=("管延長", "延長")),
    number(
        "pipe_diameter_m", "口径", "pipe diameter", "m", low_open=True, high=10,
        aliases=("管径", "管内径", "内径"), others=LENGTHS,
    ),
    number("pipe_roughness_mm", "管の粗度", "pipe roughness", "mm", aliases=("等価粗度", "絶対粗度")),
    number(
        "pipe_c", "流速係数", "Hazen-Williams C", "-", low_open=True, high=200,
        aliases=("C値", "流速係数C", "ヘーゼン・ウィリアムスのC"),
    ),
    number("minor_loss", "局所損失係数", "minor loss coefficient", "-", aliases=("局所損失係数の合計", "形状損失係数")),
    number("loss_coefficient_s2_m5", "損失係数", "loss coefficient", "s2/m5", aliases=("管路損失係数",)),
)  # fmt: skip
_CONDITIONS = (
    choice("water", "水の種類", "water", WATERS, aliases=("水種",)),
    Column("pressure_owner", "圧力の帰属", "owner of the pressure", aliases=("圧力の所有者",)),
    choice("pressure_consent", "圧力利用の同意", "consent to use the pressure", CONSENTS, aliases=("圧力利用の承諾",)),
    choice("bypass", "バイパス", "bypass", BYPASSES, aliases=("バイパス管",)),
)
DROPS = Table(
    "drops", "落差利用地点", "drops", key="drop_id",
    columns=(
        Column("drop_id", "地点ID", "drop id", Kind.ID, required=True, aliases=("地点番号", "落差ID")),
        _FACILITY_REF,
        *bilingual(Column("name", "地点名", "name", aliases=("名称", "設置箇所"))),
        Column("place_id", "場所ID", "place id", Kind.ID, aliases=("場所", "場所番号")),
        number("net_head_m", "有効落差", "net head", "m", low_open=True, others=PRESSURES),
        *_HEADS,
        number("flow_m3_s", "流量", "flow", "m3/s", low_open=True, high=100, aliases=("使用水量", "受水量"), others=FLOWS),
        number("flow_max_m3_s", "最大使用水量", "largest flow", "m3/s", low_open=True, high=100, aliases=("最大流量",), others=FLOWS),
        Column("flow_id", "流量ID", "flow id", Kind.ID, aliases=("流量記録ID", "流量記録")),
        number(
            "flow_change_per_year", "流量変化率", "yearly change of flow", "1/y", low=-0.5, high=0.5,
            aliases=("流量の年変化率", "水量変化率"), others=SHARES_PER_YEAR,
        ),
        number(
            "use_rate", "利用率", "use rate", "share", high=1, low_open=True,
            aliases=("設備利用率", "稼働率"), others=SHARES,
        ),
        number("outage_days", "停止日数", "outage", "d/y", high=365, aliases=("年間停止日数",)),
        *_PIPE,
        *_CONDITIONS,
        _CAPACITY, _ENERGY, _CAPEX, _OPEX, _NOTE,
    ),
)  # fmt: skip
DESIGNS = Table(
    "designs", "既存検討", "designs",
    columns=(
        _OWNER,
        choice("technology", "発電種別", "technology", TECHNOLOGIES, required=True),
        Column("variant", "案", "variant", Kind.ID, required=True, aliases=("導入案", "変更案")),
        choice("stage", "検討段階", "stage", STAGES, aliases=("段階",)),
        *bilingual(Column("label", "案の名称", "label")),
        number("tilt_deg", "傾斜角", "tilt", "deg", high=90),
        _PANEL_AREA,
        _CAPACITY, _ENERGY, _CAPEX, _OPEX, _SOURCE, _NOTE,
    ),
)  # fmt: skip
CONSTRAINTS = Table(
    "constraints", "制約条件", "constraints",
    columns=(
        _OWNER,
        choice("technology", "発電種別", "technology", TECHNOLOGIES),
        choice("kind", "種類", "kind", CONSTRAINT_KINDS, required=True, aliases=("制約の種類",)),
        choice("state", "状態", "state", CONSTRAINT_STATES, required=True, aliases=("判定",)),
        Column("earliest_year", "事業実施可能年度", "earliest year", Kind.FISCAL_YEAR, aliases=("事業実施可能時期",)),
        Column("ask", "確認先", "whom to ask", aliases=("照会先",)),
        Column("by_when", "期限", "by when", aliases=("確認期限",)),
        *bilingual(Column("text", "内容", "text", required=True, aliases=("制約の内容",))),
        _SOURCE,
    ),
)  # fmt: skip
EXCLUSIONS = Table(
    "exclusions", "検討対象外", "exclusions",
    columns=(
        _OWNER,
        choice("technology", "発電種別", "technology", EXCLUDED_TECHNOLOGIES, required=True),
        *bilingual(Column("reason", "理由", "reason", required=True)),
        _SOURCE,
    ),
)  # fmt: skip
PUBLISHED = Table(
    "published", "公表値", "published figures",
    columns=(
        _OWNER,
        choice("technology", "発電種別", "technology", TECHNOLOGIES, required=True),
        Column("variant", "案", "variant", Kind.ID, required=True),
        Column("column", "列名", "column", Kind.TEXT, required=True, aliases=("項目",)),
        number("value", "公表値", "value", low=None, required=True, aliases=("値",)),
        number("tolerance", "許容差", "tolerance", required=True),
        Column("source", "出典", "source", required=True),
        *bilingual(Column("note", "備考", "note")),
    ),
)  # fmt: skip

TABLES: tuple[Table, ...] = (FACILITIES, PLOTS, DROPS, DESIGNS, CONSTRAINTS, EXCLUSIONS, PUBLISHED)

# Columns that amount to constraints: their table, its key, the column, the kind of constraint and the technology.
STATED_ELSEWHERE: tuple[tuple[str, str, str, str, str | None], ...] = (
    ("facilities", "facility_id", "grid_state", "grid", None),
    ("drops", "drop_id", "pressure_consent", "permits", "hydro"),
)


def table(name: str) -> Table:
    """The table of that name."""
    return next(one for one in TABLES if one.name == name)
