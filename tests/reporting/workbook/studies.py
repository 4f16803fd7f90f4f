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

# Everything a cash flow may hold, in eight cases beside the two of the example.
MONEY = added(
    """
[lifecycle.pv]
tax = "included"
parts = { equipment = 0.55, works = 0.3, design = 0.1, contingency = 0.05 }
grid = { fixed_yen = 300000, yen_per_kw = 5000, own_intake_yen = 9000000, own_intake_from_kw = 50.0, protection_relay_yen = 1200000 }
insurance_share_of_capex = 0.003
property_tax = { rate = 0.014, reduced_share = 0.6667, reduced_years = 3 }
removal = { fixed_yen = 100000, yen_per_kw = 8000, share_of_capex = 0.02 }
residual_share_of_capex = 0.01
source = "assumed"
assumption = true

[[lifecycle.pv.replacements]]
name = "パワーコンディショナ"
name_en = "inverters"
every_years = 9
yen_per_kw = 30000
share_of_capex = 0.01

[[lifecycle.pv.replacements]]
name = "監視装置"
name_en = "monitoring"
every_years = 6
fixed_yen = 500000

[lifecycle.hydro]
grid = { fixed_yen = 2000000 }
source = "assumed"
assumption = true

[[lifecycle.hydro.replacements]]
name = "オーバーホール"
every_years = 10
share_of_capex = 0.15

[[subsidies]]
name = "導入補助"
technology = "pv"
share_of_capex = 0.333
max_yen = 20000000
source = "assumed"

[[subsidies]]
name = "定額補助"
yen_per_kw = 20000
source = "assumed"

[cases.steps]
kind = "fixed"
price_steps = [ { years = 5, yen_per_kwh = 24 }, { years = 4, yen_per_kwh = 12.5 }, { yen_per_kwh = 8.3 } ]
price_change_per_year = 0.01
period_years = 15
after_period_yen_per_kwh = 8

[cases.certified]
kind = "fit"
price_yen_per_kwh = { pv = 42, hydro = 35.7 }
tax = "included"
period_years = 17
generation_charge_yen_per_kw_month = 75
generation_charge_yen_per_kwh = 0.25
reimbursement_yen_per_kwh = 0.3
deposit_yen_per_kwh = 0.66

[cases.premium]
kind = "fip"
price_yen_per_kwh = 19
period_years = 12
after_period_yen_per_kwh = 0
price_change_per_year = 0.02
premium = { market_yen_per_kwh = 10, non_fossil_yen_per_kwh = 0.6, reference_market_yen_per_kwh = 11, balancing_allowance_yen_per_kwh = 1, balancing_cost_yen_per_kwh = 0.5 }

[cases.part]
kind = "surplus"
price_yen_per_kwh = { pv = 21 }
own_use_share = 0.6
surplus_yen_per_kwh = 8.5
price_change_per_year = 0.015
tax = "included"
generation_charge_yen_per_kwh = 0.25

[cases.site_ppa]
kind = "ppa"
price_yen_per_kwh = 17
own_use_share = 0.8
surplus_yen_per_kwh = 6

[cases.other_site]
kind = "wheeling"
price_yen_per_kwh = 22
wheeling = { charge_yen_per_kwh = 2.5, charge_yen_per_kw_month = 400, loss_share = 0.04, balancing_cost_yen_per_kwh = 0.3 }
"""
)
TAXED = replaced(
    (
        "discount_rate = 0.0 ",
        "discount_rate = 0.03\ninflation = 0.012\nconsumption_tax = { rate = 0.1 }\ndegradation = { pv = 0.006, hydro = 0.001 } ",
    )
)
# As ``conftest`` enters it by hand.
OTHER_MONEY = replaced(
    ("inflation = 0.012", "inflation = 0.02"), ("{ rate = 0.1 }", "{ rate = 0.08 }"),
    ("insurance_share_of_capex = 0.003", "insurance_share_of_capex = 0.004"), ("reduced_years = 3", "reduced_years = 5"),
    ("every_years = 6", "every_years = 7"), ("yen_per_kw = 8000, share", "yen_per_kw = 9000, share"),
    ("own_intake_from_kw = 50.0", "own_intake_from_kw = 30.0"), ("fixed_yen = 2000000", "fixed_yen = 2500000"),
    ("max_yen = 20000000", "max_yen = 15000000"), ("after_period_yen_per_kwh = 8\n", "after_period_yen_per_kwh = 9\n"),
    ("period_years = 17", "period_years = 16"),
    ("generation_charge_yen_per_kwh = 0.25\nreimbursement", "generation_charge_yen_per_kwh = 0.5\nreimbursement"),
    ("deposit_yen_per_kwh = 0.66", "deposit_yen_per_kwh = 0.8"), ("market_yen_per_kwh = 10,", "market_yen_per_kwh = 12,"),
    ("own_use_share = 0.6\n", "own_use_share = 0.5\n"), ("surplus_yen_per_kwh = 6\n", "surplus_yen_per_kwh = 7\n"),
    ("loss_share = 0.04", "loss_share = 0.05"),
)  # fmt: skip

# Use on site hour by hour, by a price and by a tariff; prices of the price book; own supply to another facility.
HOURS = added(
    "".join(
        f'\n[loads.{facility}]\nannual_kwh = {energy}\nshape = "flat"\ncontract_kw = 100\nsource = "assumed"\n'
        for facility, energy in (("W01", 30000), ("W04", 120000), ("W05", 150000), ("W07", 90000), ("S01", 400000))
    )
    + """
[tariffs.high_voltage]
tax = "included"
energy_as_of = "2014-04"
energy = [ { yen_per_kwh = 14, from_hour = 8, to_hour = 22 }, { yen_per_kwh = 10, from_hour = 22, to_hour = 8 } ]
demand_yen_per_kw_month = 1700
demand_as_of = "2014-04"
source = "assumed"

[cases.own]
kind = "surplus"
price_yen_per_kwh = 16
surplus_yen_per_kwh = 9
price_change_per_year = 0.01

[cases.bands]
kind = "tariff"
tariff = "high_voltage"
tax = "included"

[cases.bands_and_sale]
kind = "surplus"
tariff = "high_voltage"
surplus_yen_per_kwh = 7
tax = "included"

[cases.ppa_hours]
kind = "ppa"
price_yen_per_kwh = 13
surplus_yen_per_kwh = 6

[cases.certified]
kind = "fit"
price_year = 2014
after_period_yen_per_kwh = 8

[cases.certified_alone]
kind = "fit"
price_year = 2020

[cases.premium]
kind = "fip"
price_year = 2023
price_half = "H1"
premium = { market_yen_per_kwh = 9, non_fossil_yen_per_kwh = 0.4 }

[cases.own_and_fit]
kind = "surplus"
price_yen_per_kwh = 18
price_year = 2021

[cases.to_s01]
kind = "wheeling"
price_yen_per_kwh = 20
wheeling = { to = "S01", charge_yen_per_kwh = 3, loss_share = 0.03 }
"""
)
