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
