"""A synthetic year of weather, and writers of it in the published layout of each format. No figure was measured."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
DAYS = [dt.date(2001, 1, 1) + dt.timedelta(days=at) for at in range(365)]
MONTH_OF_HOUR = np.repeat([day.month for day in DAYS], 24)
LAT, LON, ELEVATION = 36.15, 139.38, 30.0  # Kumagaya, as METPV-11 writes it: 36 9.0, 139 22.8


@dataclass(frozen=True)
class Year:
    """8,760 hours of whole numbers: radiation in 0.01 MJ/m2, air and wind in tenths, snow in cm."""

    ghi: Ints
    beam: Ints
    dhi: Ints
    air: Ints
    wind: Ints
    snow: Ints
    dni_w_m2: Ints

    def w_m2(self, name: str = "ghi") -> Ints:
        """Radiation in whole W/m2."""
        return np.round(np.asarray(getattr(self, name)) / 0.36).astype(np.int64)


def monthly(values: npt.NDArray[np.floating] | Ints) -> npt.NDArray[np.float64]:
    """Sums of January to December."""
    return np.bincount(MONTH_OF_HOUR, values, minlength=13)[1:]


def make_year(brightness: float = 1.0) -> Year:
    """A year of changing days under the sun of Kumagaya."""
    random = np.random.default_rng(7)
    hour = np.arange(8760)[:, None] % 24 + np.linspace(0.05, 0.95, 10)
    day = np.arange(8760)[:, None] // 24
    tilt = np.radians(-23.44) * np.cos(2 * np.pi * (day + 10) / 365)
    clock = 9.87 * np.sin(4 * np.pi * (day - 81) / 365) - 7.5 * np.sin(2 * np.pi * (day - 81) / 365)
    angle = np.radians(15 * (hour - 12 + clock / 60) + LON - 135)
    phi = np.radians(LAT)
    height = np.maximum(np.sin(phi) * np.sin(tilt) + np.cos(phi) * np.cos(tilt) * np.cos(angle), 0).mean(axis=1)
    clear = np.repeat(random.uniform(0.25, 0.95, 365), 24) * brightness
    ghi = np.floor(1000 * clear * height**1.15 * 0.36).astype(np.int64)
    dhi = np.floor(ghi * 0.45).astype(np.int64)
    dni = np.where(height > 0.08, np.round((ghi - dhi) / 0.36 / np.maximum(height, 0.08)), 0).astype(np.int64)
    season = -np.cos(2 * np.pi * (day[:, 0] - 20) / 365)
    air = np.round(10 * (15 + 11 * season + 4 * np.sin(2 * np.pi * (hour[:, 0] - 9) / 24))).astype(np.int64)
    snow = np.where((day[:, 0] > 20) & (day[:, 0] < 24), 12, 0)
    return Year(ghi, ghi - dhi, dhi, air, random.integers(0, 90, 8760), snow, dni)


def _elements(year: Year) -> list[tuple[int, Ints]]:
    none = np.zeros(8760, dtype=np.int64)
    return [
        (1, year.ghi), (2, year.beam), (3, year.dhi), (4, none), (5, year.air), (6, none), (7, year.wind), (8, none), (9, year.snow),
    ]  # fmt: skip


def metpv11(year: Year, elements: Sequence[int] = tuple(range(1, 10))) -> list[str]:
    """Lines of METPV-11: a head, then a record for each day and element."""
    lines = ["43056 KUMAGAYA               36  9.0  139 22.8    30.0"]
    for at, day in enumerate(DAYS):
        for element, values in _elements(year):
            if element in elements:
                hours = values[24 * at : 24 * at + 24]
                figures = "".join(f"{value:4d}{6 if value else 2}" for value in hours)
                last = f"{hours.max():5d}{8888:5d}{hours.sum():5d}{8888:5d}{at + 1:5d}"
                lines.append(f"{element:05d} {day.month:2d}{day.day:2d}{6.5:5.1f}{figures}{last}")
    return lines


def metpv20(year: Year, extra: bool = False, elements: Sequence[int] = tuple(range(1, 10))) -> list[str]:
    """Lines of METPV-20, with a further field in front if ``extra``."""
    lines = ["43056,熊谷,36,9.0,139,22.8,30.0"]
    for at, day in enumerate(DAYS):
        for element, values in _elements(year):
            if element in elements:
                hours = values[24 * at : 24 * at + 24]
                cells = [element, day.month, day.day, 2015, *hours, hours.max(), hours.min(), hours.sum(), 8888, at + 1]
                lines.append(",".join(map(str, ([43056] if extra else []) + cells)))
    return lines


def days_from(first: dt.date, count: int) -> list[dt.date]:
    """Days one after the other."""
    return [first + dt.timedelta(days=at) for at in range(count)]


def jma(year: Year, first: dt.date = dt.date(2021, 1, 1), count: int = 365, dark: str = "0.00") -> list[str]:
    """Lines of an obsdl CSV with quality and homogeneity; ``dark`` is what stands where there is no sun."""
    items = ["全天日射量(MJ/㎡)"] * 3 + ["気温(℃)"] * 3 + ["風速(m/s)"] * 5 + ["積雪(cm)"] * 4
    parts = [""] * 8 + ["風向"] * 2 + [""] * 5
    kinds = (
        ["", "品質情報", "均質番号"] * 2
        + ["", "品質情報", "", "品質情報", "均質番号"]
        + ["", "現象なし情報", "品質情報", "均質番号"]
    )
    lines = [
        "ダウンロードした時刻：2022/05/01 10:00:00",
        "",
        "," + ",".join(["熊谷"] * 15),
        "年月日時," + ",".join(items),
    ]
    lines += ["," + ",".join(parts), "," + ",".join(kinds)]
    for day in days_from(first, count):
        slot = 24 * (dt.date(2001, day.month, min(day.day, 28 if day.month == 2 else 31)).timetuple().tm_yday - 1)
        for hour in range(24):
            at = slot + hour
            end = dt.datetime.combine(day, dt.time()) + dt.timedelta(hours=hour + 1)
            sun = f"{year.ghi[at] / 100:.2f}" if year.ghi[at] else dark
            time = f"{end.year}/{end.month}/{end.day} {end.hour}:00:00"
            lines.append(f"{time},{sun},8,1,{year.air[at] / 10:.1f},8,1,{year.wind[at] / 10:.1f},8,北,8,1,{year.snow[at]},0,8,1")  # fmt: skip
    return lines


def _shifted(values: Ints, offset_h: int) -> Ints:
    """Hours of Japanese time in the clock of another zone."""
    return np.roll(values, offset_h - 9)


def epw(year: Year, offset_h: float = 9, lat: float = LAT, lon: float = LON) -> list[str]:
    """Lines of an EPW file."""
    lines = [f"LOCATION,Kumagaya,-,JPN,synthetic,476260,{lat},{lon},{offset_h},{ELEVATION}"]
    lines += [
        "DESIGN CONDITIONS,0",
        "TYPICAL/EXTREME PERIODS,0",
        "GROUND TEMPERATURES,0",
        "HOLIDAYS/DAYLIGHT SAVINGS,No,0,0,0",
    ]
    lines += ["COMMENTS 1,synthetic", "COMMENTS 2,", "DATA PERIODS,1,1,Data,Sunday, 1/ 1,12/31"]
    columns = [
        _shifted(one, int(offset_h))
        for one in (year.air, year.w_m2(), year.dni_w_m2, year.w_m2("dhi"), year.wind, year.snow)
    ]
    for at in range(8760):
        air, ghi, dni, dhi, wind, snow = (column[at] for column in columns)
        day = DAYS[at // 24]
        lines.append(
            f"{2001 + day.month},{day.month},{day.day},{at % 24 + 1},0,?9?9,{air / 10:.1f},5.0,70,101300,0,0,300,{ghi},{dni},{dhi},"
            f"0,0,0,0,180,{wind / 10:.1f},5,5,10,77777,9,999999999,20,0.1,{snow},88,0.2,0,0"
        )
    return lines


def tmy3(year: Year) -> list[str]:
    """Lines of a TMY3 file in Japanese time."""
    lines = [f'476260,"KUMAGAYA",JP,9.0,{LAT},{LON},{ELEVATION}']
    lines.append(
        "Date (MM/DD/YYYY),Time (HH:MM),ETR (W/m^2),GHI (W/m^2),DNI (W/m^2),DHI (W/m^2),Dry-bulb (C),Wspd (m/s)"
    )
    w_m2, diffuse = year.w_m2(), year.w_m2("dhi")
    for at in range(8760):
        day = DAYS[at // 24]
        date = f"{day.month:02d}/{day.day:02d}/{1990 + day.month}"
        lines.append(f"{date},{at % 24 + 1:02d}:00,0,{w_m2[at]},{year.dni_w_m2[at]},{diffuse[at]},{year.air[at] / 10:.1f},{year.wind[at] / 10:.1f}")  # fmt: skip
    return lines


def nsrdb(year: Year, offset_h: int = 9, minute: int = 30) -> list[str]:
    """Lines of an NSRDB file of PSM 3 or 4."""
    lines = ["Source,Location ID,City,State,Country,Latitude,Longitude,Time Zone,Elevation,Local Time Zone,GHI Units"]
    lines.append(f"NSRDB,123456,-,-,-,{LAT},{LON},{offset_h},{int(ELEVATION)},9,w/m2")
    lines.append("Year,Month,Day,Hour,Minute,GHI,DNI,DHI,Temperature,Wind Speed")
    columns = [_shifted(one, offset_h) for one in (year.w_m2(), year.dni_w_m2, year.w_m2("dhi"), year.air, year.wind)]
    for at in range(8760):
        ghi, dni, dhi, air, wind = (column[at] for column in columns)
        day = DAYS[at // 24]
        lines.append(f"2017,{day.month},{day.day},{at % 24},{minute},{ghi},{dni},{dhi},{air / 10:.1f},{wind / 10:.1f}")
    return lines


def pvgis(year: Year, offset: float | None = 0.5) -> list[str]:
    """Lines of a PVGIS TMY file in UTC, months of different years."""
    lines = [f"Latitude (decimal degrees): {LAT}", f"Longitude (decimal degrees): {LON}", f"Elevation (m): {ELEVATION}"]
    lines += [] if offset is None else [f"Irradiance Time Offset (h): {offset}"]
    lines += ["month,year", *(f"{month},{2004 + month}" for month in range(1, 13))]
    lines.append("time(UTC),T2m,RH,G(h),Gb(n),Gd(h),IR(h),WS10m,WD10m,SP")
    columns = [_shifted(one, 0) for one in (year.air, year.w_m2(), year.dni_w_m2, year.w_m2("dhi"), year.wind)]
    for at in range(8760):
        air, ghi, dni, dhi, wind = (column[at] for column in columns)
        day = DAYS[at // 24]
        lines.append(f"{2004 + day.month}{day.month:02d}{day.day:02d}:{at % 24:02d}00,{air / 10:.2f},70.0,{ghi}.0,{dni}.0,{dhi}.0,300.0,{wind / 10:.2f},180.0,101300.0")  # fmt: skip
    return [*lines, "", "T2m: 2-m air temperature (degree Celsius)", "PVGIS (c) European Union, 2001-2024"]


def plain(
    year: Year, first: dt.date | None = None, count: int = 365, minutes: int = 0, form: str = "%Y/%m/%d %H:%M"
) -> list[str]:
    """Lines of a plain CSV in MJ/m2; with times from ``first`` on, ``minutes`` after the start of each hour."""
    lines = ["日射量,直達,散乱,気温,風速" if first is None else "日時,日射量,直達,散乱,気温,風速"]
    for number, day in enumerate(days_from(first or dt.date(2001, 1, 1), count)):
        slot = 24 * (dt.date(2001, day.month, min(day.day, 28 if day.month == 2 else 31)).timetuple().tm_yday - 1)
        slot = slot if first is not None else 24 * min(number, 364)
        for hour in range(24):
            at = slot + hour
            time = dt.datetime.combine(day, dt.time(hour)) + dt.timedelta(minutes=minutes)
            cells = f"{year.ghi[at] / 100},{year.beam[at] / 100},{year.dhi[at] / 100},{year.air[at] / 10},{year.wind[at] / 10}"
            lines.append(cells if first is None else f"{time.strftime(form)},{cells}")
    return lines
