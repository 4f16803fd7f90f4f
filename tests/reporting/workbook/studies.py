"""Studies for the workbook's tests: the shipped example with pieces of project.toml and its tables replaced."""

from __future__ import annotations

import csv
import re
import shutil
from collections.abc import Callable
from pathlib import Path

from siting.project.load import load_project
from siting.reporting.results import Results
from siting.resources import example
from siting.run.evaluate import evaluate

Change = Callable[[Path], None]


def study(folder: Path, *changes: Change, lang: str | None = None) -> Results:
    """The results of a changed copy of the example in ``folder``."""
    shutil.copytree(example("toyonaka"), folder)
    for change in changes:
        change(folder)
    return evaluate(load_project(folder), lang)


def replaced(*pairs: tuple[str, str]) -> Change:
    """Pieces of project.toml written otherwise."""

    def change(folder: Path) -> None:
        path = folder / "project.toml"
        said = path.read_text(encoding="utf-8")
        for old, new in pairs:
            assert old in said, old
            said = said.replace(old, new)
        path.write_text(said, encoding="utf-8")

    return change


def without(*tables: str) -> Change:
    """project.toml without the tables whose names begin so."""

    def change(folder: Path) -> None:
        path = folder / "project.toml"
        parts = re.split(r"(?m)^(?=\[)", path.read_text(encoding="utf-8"))
        names = tuple(f"[{name}" for name in tables)
        path.write_text("".join(part for part in parts if not part.startswith(names)), encoding="utf-8")

    return change


def added(written: str) -> Change:
    """project.toml with something more at its end."""

    def change(folder: Path) -> None:
        with (folder / "project.toml").open("a", encoding="utf-8") as file:
            file.write(written)

    return change


def cells(table: str, key: str, values: dict[str, dict[str, str]]) -> Change:
    """Cells of a table: ``values`` gives columns by the row's key; columns that are not there are added."""

    def change(folder: Path) -> None:
        path = folder / f"{table}.csv"
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        for row in rows:
            row.update(values.get(row[key], {}))
        names = list(dict.fromkeys(name for row in rows for name in row))
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, names, restval="")
            writer.writeheader()
            writer.writerows(rows)

    return change


def no_published(folder: Path) -> None:
    """The study without figures printed elsewhere: its columns may name a case that is gone."""
    (folder / "published.csv").unlink()


DISCOUNTED = replaced(
    ("discount_rate = 0.0 ", "discount_rate = 0.04\ndegradation = { pv = 0.005, hydro = 0.0 } "),
    ("price_yen_per_kwh = { pv = 42,", "price_yen_per_kwh = { pv = 37.8,"),
)
LOSING = replaced(("discount_rate = 0.0 ", "discount_rate = 0.03\ndegradation = { pv = 0.09, hydro = 0.0 } "))
CAPEX_BY_KW = replaced(
    ("[costs.pv.lifetime_total]", "[costs.pv.capex]"),
    ("below_mwh = 50, yen_per_mwh = 800_000", "below_kw = 50, yen_per_kw = 420_000"),
    ("below_mwh = 100, yen_per_mwh = 780_000", "below_kw = 215.6, yen_per_kw = 390_000"),
    ("yen_per_mwh = 750_000", "yen_per_kw = 350_000"),
)
THRESHOLDS = replaced(
    (
        '{ column = "bc_fit" }',
        '{ column = "bc_fit", marks = { scale = "threshold", thresholds = [1.05, 0.9, 0.5] } }',
    ),
    (
        '{ column = "bc_tariff" }',
        '{ column = "lcoe_yen_per_kwh", marks = { scale = "threshold", descending = false, symbols = ["A", "B"], thresholds = [45] } }',
    ),
    ('rule = "facilities"\ncount = 5', 'rule = "threshold"\nminimum = 0.9'),
)
CHEAPEST = replaced(
    ('by = "bc_fit"', 'by = "lcoe_yen_per_kwh"\ndescending = false'),
    ('rule = "facilities"\ncount = 5', 'rule = "options"\ncount = 3'),
    ('{ column = "bc_fit" }', '{ column = "lcoe_yen_per_kwh", marks = { descending = false } }'),
)
ONE_CASE = replaced(('    { column = "bc_tariff" },\n', ""), ('    { column = "co2_area_t" },\n', ""))
SOLAR_ONLY_PRICE = replaced(("{ pv = 42, hydro = 35.7 }", "{ pv = 42 }"))
GIVEN_YIELDS = cells(
    "plots",
    "plot_id",
    {
        "W01-P1": {"capacity_kw": "30", "kwh_per_kw": "1050"},
        "W02-P1": {"annual_kwh": "20000", "capacity_kw": "19"},
        "W02-P2": {"annual_kwh": "20000", "capex_yen": "9000000", "opex_yen_per_year": "100000"},
        "W03-P1": {"capacity_kw": "25"},
    },
)
HOSTILE = (
    cells(
        "facilities",
        "facility_id",
        {
            "W01": {"name": '=HYPERLINK("http://x","y")', "name_en": '=HYPERLINK("http://x","y")'},
            "W02": {"name": "+1", "name_en": "+1"},
            "W03": {"name": "@SUM(A1)", "name_en": "@SUM(A1)"},
            "W05": {"name": "-2+3<&>\"'_x0041_", "name_en": "-2+3<&>\"'_x0041_"},
        },
    ),
    replaced(('client = "豊中市上下水道局"', 'client = "=1+1"')),
)


MONTHS_M3_S = (0.20, 0.19, 0.20, 0.21, 0.22, 0.25, 0.27, 0.28, 0.25, 0.22, 0.20, 0.12)
DROPS = (
    "drop_id,facility_id,name,place_id,net_head_m,gross_head_m,required_head_m,up_level_m,down_level_m,pipe_length_m,"
    "pipe_diameter_m,pipe_c,flow_m3_s,use_rate,outage_days,flow_change_per_year,capacity_kw,capex_yen,opex_yen_per_year\n"
    "W04-D1,W04,simple,,30,,,,,,,,,0.6,,,25.3,216000000,0\n"
    "W05-D1,W05,simple,,30,,,,,,,,,0.6,,,18.8,206000000,0\n"
    "W06-D1,W06,simple,,30,,,,,,,,,0.6,,,73.2,231000000,0\n"
    "W05-D2,W05,record,,,35,5,,,200,0.5,120,,,,,,,\n"
    "W06-D2,W06,own cost,P6,30,,,,,,,,0.25,0.6,10,0,,90000000,400000\n"
    "W06-D3,W06,same place,P6,,,,40,15,,,,0.2,,,,,,\n"
    "W01-D1,W01,all year,,12,,,,,,,,0.05,,,,,,\n"
)
PUMPS = (
    "id,machine,flow_m3_s,head_m,efficiency,capex_yen\n"
    "P1,pat_double_suction,0.14,20,0.8,30000000\n"
    "P2,pat_double_suction,0.03,9,0.7,\n"
)
WATER = """
[hydro]
flow_change_per_year = {change}
pumps = "pumps.csv"

[flows.W05-D2]
file = "months.csv"
layout = "months"
unit = "m3/s"
source = "monthly report"

[costs.hydro]
capex = {{ fixed_yen = 5000000, steps = [ {{ below_kw = 20, yen_per_kw = 2000000 }}, {{ yen_per_kw = 1800000 }} ] }}
opex = {{ fixed_yen_per_year = {opex}, yen_per_kw_year = 10000 }}
source = "assumed"
assumption = true

[costs.machines.pat]
lifetime_total = {{ fixed_yen = 9000000, steps = [ {{ yen_per_kw = 1500000 }} ] }}
opex = {{ fixed_yen_per_year = 50000, yen_per_kw_year = 8000 }}
source = "maker"
"""


def water(change: float, opex_yen: float = 100_000) -> Change:
    """Drops for the water engine: a record, a constant flow, a place shared by two, pumps, costs by machine."""

    def write(folder: Path) -> None:
        no_published(folder)
        (folder / "drops.csv").write_text(DROPS, encoding="utf-8")
        (folder / "pumps.csv").write_text(PUMPS, encoding="utf-8")
        months = "".join(f"{month},{flow}\n" for month, flow in enumerate(MONTHS_M3_S, start=1))
        (folder / "months.csv").write_text(f"month,flow_m3_s\n{months}", encoding="utf-8")
        added(WATER.format(change=change, opex=opex_yen))(folder)

    return write


WATER_STEADY = water(0.0)
WATER_FALLING = water(-0.01)
WATER_RISING = water(0.03, opex_yen=11_000_000)
# A project that prizes ease of maintenance above all: the machine chosen is not the one of the highest B/C.
FAVOURED = replaced(
    ("weights = { money = 1, maintainability = 1, references = 1 }", "weights = { money = 0, maintainability = 1 }"),
    ("propeller_inline = { maintainability = 2, references = 2 }", "propeller_inline = { maintainability = 5 }"),
)
