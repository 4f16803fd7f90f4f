"""The columns of layouts.csv, losses.csv and glare.csv: what the sunlight engine finds out about every design."""

from __future__ import annotations

from siting.vocabulary.columns import Choice, Column, Kind, choice, number

METHODS = (
    Choice("hourly", "時間別計算", "hourly"),
    Choice("factor", "係数法（365×K×H）", "factor (365 x K x H)"),
)
LOAD_STATES = (
    Choice("ok", "許容内", "within the allowance"),
    Choice("exceeded", "超過", "exceeded"),
    Choice("unknown", "未確認", "not known"),
)
LAYOUT_MODES = (
    Choice("polygon", "図形による配置", "laid out on the outline"),
    Choice("area", "面積による配置", "by area, without edges"),
)

LAYOUT_COLUMNS: tuple[Column, ...] = (
    Column("option_id", "導入案ID", "option id", Kind.ID),
    Column("owner_id", "対象ID", "owner id", Kind.REFERENCE),
    choice("mode", "配置の方法", "layout", LAYOUT_MODES),
    choice("method", "発電量の方法", "yield", METHODS),
    Column("module", "モジュール", "module"),
    number("tilt_deg", "傾斜角", "tilt", "deg", decimals=1),
    number("facing_deg", "方位角（南0・西正）", "azimuth (south 0, west +)", "deg", low=None, decimals=1),
    number("ground_area_m2", "用地の面積", "ground area", "m2"),
    number("kept_out_area_m2", "障害物などで空ける面積", "area kept free", "m2"),
    number("usable_area_m2", "配置可能面積", "usable area", "m2"),
    number("panel_area_m2", "パネル面積", "panel area", "m2"),
    number("panels", "パネル枚数", "panels"),
    number("rows", "列数", "rows"),
    number("slope_m", "アレイ斜辺長", "slope length", "m", decimals=2),
    number("row_gap_m", "アレイ間の離隔", "gap between rows", "m", decimals=2),
    number("row_pitch_m", "アレイ間隔", "row pitch", "m", decimals=2),
    number("gap_per_height", "影の倍率", "gap per height", "-", decimals=3),
    number("ground_cover", "地表被覆率", "ground cover ratio", "-", decimals=3),
    number("capacity_kw", "発電出力（モジュール）", "module power", "kW", decimals=1),
    number("ac_kw", "PCS出力", "inverter power", "kW", decimals=1),
    number("poa_kwh_m2", "傾斜面日射量", "irradiation of the plane", "kWh/m2/y"),
    number("annual_kwh", "年間発電量", "annual energy", "kWh/y"),
    number("specific_kwh_per_kw", "単位発電量", "specific yield", "kWh/kW", decimals=1),
    number("start_kwh", "損失前の発電量", "energy before losses", "kWh/y"),
    number("p90_kwh", "90%超過確率の発電量", "energy exceeded in 9 of 10 years", "kWh/y"),
    number("low_kwh", "寡照年の発電量", "energy of a year of little sun", "kWh/y"),
    number("high_kwh", "多照年の発電量", "energy of a year of much sun", "kWh/y"),
    number("jis_kwh", "JIS C 8907による発電量", "energy by JIS C 8907", "kWh/y"),
    number("load_kn_m2", "荷重", "load", "kN/m2", decimals=2),
    number("load_allowance_kn_m2", "許容積載荷重", "load allowance", "kN/m2", decimals=2),
    choice("load_state", "荷重の判定", "load", LOAD_STATES),
    Column("chosen_for", "最適傾斜となる電力利用形態", "best tilt under"),
    Column("weather", "気象データ", "weather"),
    Column("origin_lat", "原点緯度", "latitude of the origin"),
    Column("origin_lon", "原点経度", "longitude of the origin"),
    Column("notes", "注記", "notes"),
)
SUN_MONTHS: tuple[Column, ...] = tuple(
    number(f"kwh_{month:02d}", f"{month}月発電量", f"energy of month {month}", "kWh") for month in range(1, 13)
)

# What takes of the energy, in the order in which it does; a key each in Yields.losses and a row each in losses.csv.
LOSS_STEPS = (
    Choice("obstacles", "建物・地平線の影", "shade of buildings and horizon"),
    Choice("rows", "アレイ間の影", "shade between rows"),
    Choice("reflection", "表面反射", "reflection at the glass"),
    Choice("soiling", "汚れ", "soiling"),
    Choice("snow", "積雪", "snow"),
    Choice("temperature", "温度", "temperature"),
    Choice("mismatch", "ミスマッチ", "mismatch"),
    Choice("wiring", "直流配線", "direct-current wiring"),
    Choice("connections", "接続", "connections"),
    Choice("light_induced", "初期光劣化", "light-induced degradation"),
    Choice("nameplate", "公称出力との差", "below nameplate"),
    Choice("inverter", "パワーコンディショナ", "inverter"),
    Choice("clipping", "PCSの出力上限", "clipping at the inverter"),
    Choice("alternating", "交流側", "alternating-current side"),
    Choice("availability", "停止", "standstill"),
)
LOSS_COLUMNS: tuple[Column, ...] = (
    Column("option_id", "導入案ID", "option id", Kind.ID),
    choice("step", "損失", "loss", LOSS_STEPS),
    number("kwh", "損失量", "loss", "kWh/y", low=None),
    number("share", "損失率", "share of what was left", "-", low=None, decimals=4),
    number("left_kwh", "残る発電量", "what is left", "kWh/y"),
)
GLARE_COLUMNS: tuple[Column, ...] = (
    Column("option_id", "導入案ID", "option id", Kind.ID),
    Column("observer", "観測点", "observer"),
    number("distance_m", "距離", "distance", "m"),
    number("bearing_deg", "方位（北0・時計回り）", "bearing (north 0)", "deg"),
    number("minutes_per_year", "年間反射時間", "minutes per year", "min/y"),
    Column("worst", "最も長い日", "worst days"),
)
# glare.csv continues with the minutes of each month and hour: m01_h00 ... m12_h23.
GLARE_HOURS: tuple[Column, ...] = tuple(
    number(f"m{month:02d}_h{hour:02d}", f"{month}月{hour}時台", f"month {month}, hour {hour}", "min")
    for month in range(1, 13)
    for hour in range(24)
)
# A frame of results alone (for plans and panels.geojson): rings in local metres, as text "x y,x y,...".
OUTLINE_COLUMNS = ("option_id", "part", "row", "across", "up", "ring")
OUTLINE_PARTS = ("plot", "plot_hole", "usable", "usable_hole", "kept_out", "table")


def layout_variant(tilt_deg: float) -> str:
    """The variant of a design of the sunlight engine in option ids: ``t5``, ``t7.5``."""
    return f"t{tilt_deg:g}"
