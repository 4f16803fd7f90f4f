"""Writes the flow files of the example ``drops``: python -m tests.tools.write_drops_example.

The flows are synthetic (seeded) in the shapes utilities report: a monthly report with a sheet a month, a daily
report with 24 columns, a duration curve.
"""

from __future__ import annotations

import calendar
import datetime as dt
import io
import re
import zipfile
from pathlib import Path

import numpy as np
import openpyxl

EXAMPLE = Path(__file__).resolve().parents[2] / "data" / "examples" / "drops"
MONTHS = (4, 5, 6, 7, 8, 9, 10, 11, 12, 1, 2, 3)
FIXED_TIME = (2024, 4, 1, 0, 0, 0)


def write(folder: Path = EXAMPLE) -> None:
    """The three files, the same bytes every time."""
    rng = np.random.default_rng(20240401)
    _save(_monthly_report(rng), folder / "月報_令和5年度.xlsx")
    _save(_daily_report(rng), folder / "日報_令和5年度.xlsx")
    rows = ["超過確率(%),流量(L/s)", *(f"{share},{flow}" for share, flow in _DURATION)]
    (folder / "流況曲線.csv").write_bytes(("\r\n".join(rows) + "\r\n").encode("cp932"))


_DURATION = ((0, 62), (5, 55), (10, 51), (25, 44), (50, 37), (75, 31), (90, 26), (95, 22), (100, 12))


def _days(month: int) -> tuple[int, int]:
    year = 2023 if month >= 4 else 2024
    return year, calendar.monthrange(year, month)[1]


def _season(month: int) -> float:
    return 1.0 + 0.08 * float(np.cos(2 * np.pi * (month - 8) / 12))


def _monthly_report(rng: np.random.Generator) -> openpyxl.Workbook:
    """受水量月報: a sheet a month, a row per day in m3, totals and means below; three days under inspection."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for month in MONTHS:
        sheet = book.create_sheet(f"{month}月")
        sheet["A1"] = "受水量月報（見本・架空の値）"
        sheet["A2"] = f"令和{5 if month >= 4 else 6}年{month}月"
        sheet.append(["日", "受水量（m3/日）", "備考"])
        _, days = _days(month)
        values = np.round(9_500 * _season(month) * (1 + 0.05 * rng.standard_normal(days)), 0)
        for day, value in enumerate(values, start=1):
            inspected = month == 11 and day in (14, 15, 16)
            sheet.append([day, "点検" if inspected else int(value), "流量計点検" if inspected else None])
        known = [int(value) for day, value in enumerate(values, 1) if not (month == 11 and day in (14, 15, 16))]
        sheet.append(["合計", sum(known), None])
        sheet.append(["平均", round(sum(known) / len(known), 1), None])
    return book


def _daily_report(rng: np.random.Generator) -> openpyxl.Workbook:
    """流量日報: a sheet a month, a row per day and a column per hour in m3/h, the day's total at the end."""
    hour = np.arange(24) + 0.5
    shape = 1 + 0.25 * np.cos(2 * np.pi * (hour - 8) / 12) * np.exp(-(((hour - 13) / 9) ** 2)) - 0.15 * (hour < 5)
    shape = shape / shape.mean()
    book = openpyxl.Workbook()
    book.remove(book.active)
    for month in MONTHS:
        sheet = book.create_sheet(f"{month}月")
        year, days = _days(month)
        sheet["A1"] = f"流量日報（見本・架空の値）　令和{5 if month >= 4 else 6}年{month}月　単位 m3/h"
        sheet.append(["日付", *(f"{one}時" for one in range(1, 25)), "日計"])
        for day in range(1, days + 1):
            mean = 2_050 * _season(month) * (1 + 0.04 * rng.standard_normal())
            values = [round(float(mean * one * (1 + 0.03 * rng.standard_normal()))) for one in shape]
            sheet.append([dt.date(year, month, day), *values, sum(values)])
    return book


def _save(book: openpyxl.Workbook, path: Path) -> None:
    """The workbook with fixed times, so that the same figures give the same bytes."""
    book.properties.created = book.properties.modified = dt.datetime(2024, 4, 1)
    buffer = io.BytesIO()
    book.save(buffer)
    with zipfile.ZipFile(buffer) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for info in source.infolist():
            content = source.read(info)
            if info.filename == "docProps/core.xml":
                content = _undated(content)
            target.writestr(zipfile.ZipInfo(info.filename, FIXED_TIME), content, zipfile.ZIP_DEFLATED)


def _undated(core: bytes) -> bytes:
    """openpyxl stamps the time of saving."""
    return re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>2024-04-01T00:00:00Z", core)


if __name__ == "__main__":
    write()
