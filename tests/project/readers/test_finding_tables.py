"""Which files hold which tables, and files that cannot be opened."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas
import openpyxl
import pandas as pd
import pyogrio
import pytest
from shapely.geometry import Point

from siting.errors import Problem
from siting.project.readers import find_tables, read_table, sha256_of
from siting.project.readers.raw import TableSource
from siting.vocabulary import TABLES, table

Refused = Callable[..., list[str]]
NAMES = [table.name for table in TABLES]
JAPANESE = {table.name: table.ja for table in TABLES}
TOGETHER = "keep one, or name it under [tables] in project.toml"


def found(folder: Path) -> tuple[dict[str, TableSource], list[Problem]]:
    return find_tables(folder, NAMES, JAPANESE)


def good(folder: Path) -> dict[str, TableSource]:
    sources, problems = found(folder)
    assert problems == []
    return sources


def faults(folder: Path) -> list[str]:
    return [problem.say("en") for problem in found(folder)[1]]


def touch(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).write_bytes(b"id\n")


def book(path: Path, *sheets: str) -> None:
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)  # type: ignore[arg-type]
    for sheet in sheets:
        workbook.create_sheet(sheet).append(["id"])
    workbook.save(path)


@pytest.mark.parametrize("stem", ["facilities", "施設", "Facilities", "FACILITIES"])
@pytest.mark.parametrize(
    "ending",
    ["csv", "CSV", "xlsx", "Xlsx", "gpkg", "geojson", "json", "shp", "dbf", "parquet", "geoparquet", "tsv"],
)
def test_file_named_after_a_table(tmp_path: Path, stem: str, ending: str) -> None:
    touch(
        tmp_path,
        f"{stem}.{ending}",
        "notes.txt",
        "project.toml",
        "facilities.txt",
        "~$施設.xlsx",
        ".plots.csv",
    )
    (tmp_path / "photographs").mkdir()
    assert good(tmp_path) == {"facilities": TableSource(tmp_path / f"{stem}.{ending}", f"{stem}.{ending}")}


def test_decomposed_file_names(tmp_path: Path) -> None:
    (tmp_path / (unicodedata.normalize("NFD", "ダム") + ".csv")).touch()
    sources, problems = find_tables(tmp_path, ["dams"], {"dams": "ダム"})
    assert (list(sources), problems) == (["dams"], [])


def test_only_the_tables_asked_for(tmp_path: Path) -> None:
    touch(tmp_path, "facilities.csv", "plots.csv", "plots.xls")
    sources, problems = find_tables(tmp_path, ["facilities"], JAPANESE)
    assert (list(sources), problems) == (["facilities"], [])


def test_empty_or_absent_folder(tmp_path: Path) -> None:
    assert good(tmp_path) == {}
    sources, problems = found(tmp_path / "none")
    assert sources == {}
    assert problems[0].say("en") == "none: the folder cannot be read: No such file or directory"


def test_shapefile_with_its_dbf_is_one(tmp_path: Path) -> None:
    touch(tmp_path, "facilities.shp", "facilities.dbf", "facilities.shx", "facilities.prj", "plots.dbf")
    assert {name: source.name for name, source in good(tmp_path).items()} == {
        "facilities": "facilities.shp",
        "plots": "plots.dbf",
    }


def test_two_files_for_a_table(tmp_path: Path) -> None:
    touch(tmp_path, "facilities.csv", "施設.gpkg", "plots.csv")
    assert list(found(tmp_path)[0]) == ["plots"]
    assert faults(tmp_path) == [
        f"facilities.csv: the table facilities is there twice (facilities.csv, 施設.gpkg): {TOGETHER}"
    ]


@pytest.mark.parametrize("ending", [".xls", ".ods", ".mdb", ".XLS", ".accdb", ".xlsb"])
def test_foreign_spreadsheets(tmp_path: Path, ending: str, refused: Refused) -> None:
    touch(tmp_path, f"施設{ending}")
    expected = [f"施設{ending}: siting does not read {ending.lower()} files: save it as .xlsx or .csv"]
    assert faults(tmp_path) == expected
    assert refused(tmp_path / f"施設{ending}") == expected


@pytest.mark.parametrize("ending", [".kml", ".kmz", ".gml"])
def test_foreign_maps(tmp_path: Path, ending: str, refused: Refused) -> None:
    touch(tmp_path, f"facilities{ending}")
    expected = [f"facilities{ending}: siting does not read {ending} files: save it as GeoPackage (.gpkg)"]
    assert faults(tmp_path) == expected
    assert refused(tmp_path / f"facilities{ending}") == expected


@pytest.mark.parametrize("name", ["tables.xlsx", "Tables.XLSX", "調査票.xlsx", "macro.xlsm"])
def test_sheets_of_one_workbook(tmp_path: Path, name: str) -> None:
    book(tmp_path / name, "施設", "Plots", "memo")
    book(tmp_path / "other.xlsx", "memo")
    assert good(tmp_path) == {
        "facilities": TableSource(tmp_path / name, name, sheet="施設"),
        "plots": TableSource(tmp_path / name, name, sheet="Plots"),
    }


def test_tables_xlsx_goes_before_others(tmp_path: Path) -> None:
    book(tmp_path / "tables.xlsx", "施設")
    book(tmp_path / "old.xlsx", "施設")
    assert good(tmp_path)["facilities"].name == "tables.xlsx"


def test_several_workbooks(tmp_path: Path) -> None:
    book(tmp_path / "a.xlsx", "施設")
    book(tmp_path / "b.xlsx", "plots")
    (tmp_path / "c.xlsx").write_bytes(b"not ours and damaged")
    assert found(tmp_path)[0] == {}
    assert faults(tmp_path) == [
        f"a.xlsx: several workbooks have sheets named after tables (a.xlsx, b.xlsx): {TOGETHER}"
    ]


def test_the_same_table_in_file_sheet_and_layer(tmp_path: Path) -> None:
    touch(tmp_path, "facilities.csv")
    book(tmp_path / "tables.xlsx", "施設", "facilities")
    point = geopandas.GeoDataFrame({"id": [1]}, geometry=[Point(135, 34)], crs=4326)
    point.to_file(tmp_path / "tables.gpkg", layer="施設")
    places = "facilities.csv, tables.xlsx (施設), tables.xlsx (facilities), tables.gpkg (施設)"
    assert faults(tmp_path) == [f"facilities.csv: the table facilities is there twice ({places}): {TOGETHER}"]


def test_layers_of_tables_gpkg(tmp_path: Path) -> None:
    path = tmp_path / "tables.gpkg"
    point = geopandas.GeoDataFrame({"id": ["W1"]}, geometry=[Point(135, 34)], crs=4326)
    point.to_file(path, layer="Facilities")
    pyogrio.write_dataframe(pd.DataFrame({"id": ["W1"]}), path, layer="候補地")
    sources = good(tmp_path)
    assert sources == {
        "facilities": TableSource(path, "tables.gpkg", layer="Facilities"),
        "plots": TableSource(path, "tables.gpkg", layer="候補地"),
    }
    raw, problems = read_table(sources["plots"], table("plots"))
    assert raw is not None
    assert (raw.headings, problems) == (("id",), [])


def test_damaged_collections(tmp_path: Path) -> None:
    touch(tmp_path, "tables.xlsx", "tables.gpkg", "facilities.csv")
    assert list(found(tmp_path)[0]) == ["facilities"]
    assert faults(tmp_path) == [
        f"tables.{ending}: the file is damaged or protected: open it, and save it again as .{ending}"
        for ending in ("xlsx", "gpkg")
    ]


@pytest.mark.parametrize("ending", ["csv", "xlsx", "gpkg", "geojson", "shp", "dbf", "parquet"])
def test_files_that_cannot_be_opened(
    tmp_path: Path, refused: Refused, ending: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / f"facilities.{ending}"
    assert refused(path) == [f"{path.name}: there is no such file"]
    path.touch()
    assert refused(path) == [f"{path.name}: the file is empty"]
    path.unlink()
    path.mkdir()
    assert refused(path) == [f"{path.name}: this is a folder: name the file inside it"]

    def denied(*_: Any, **__: Any) -> None:
        raise PermissionError(13, "Permission denied")

    path.rmdir()
    touch(tmp_path, path.name)
    monkeypatch.setattr(Path, "open", denied)
    assert refused(path) == [
        f"{path.name}: the file may not be opened: close it in other programs, or ask for the right to read it"
    ]


def test_failing_disk(tmp_path: Path, refused: Refused, monkeypatch: pytest.MonkeyPatch) -> None:
    touch(tmp_path, "facilities.csv")
    path = tmp_path / "facilities.csv"

    def fails(*_: Any, **__: Any) -> None:
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "read_bytes", fails)
        assert refused(path) == ["facilities.csv: the file cannot be read: Input/output error"]
    with monkeypatch.context() as patched:
        patched.setattr(Path, "open", fails)
        assert refused(path) == ["facilities.csv: the file cannot be read: Input/output error"]
    assert refused(tmp_path / "a\0b.csv") == ["a b.csv: the file cannot be read: embedded null byte"]


def test_unknown_format(tmp_path: Path, refused: Refused) -> None:
    touch(tmp_path, "facilities.pdf")
    assert refused(tmp_path / "facilities.pdf") == [
        "facilities.pdf: siting reads .csv, .xlsx, .gpkg, .geojson, .shp, .parquet: save the table in one of these formats"
    ]


def test_sha256(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"abc")
    # FIPS 180-2, appendix B.1
    assert sha256_of(tmp_path / "a") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


@pytest.mark.parametrize(
    "name", ["facilitys.csv", "facilities(1).csv", "facility.xlsx", "施設一覧.csv", "plot.csv", "facilities 最新.csv"]
)
def test_a_file_that_seems_to_hold_a_table_is_not_passed_over_in_silence(tmp_path: Path, name: str) -> None:
    touch(tmp_path, name)
    _, problems = find_tables(tmp_path, ["facilities", "plots"], {"facilities": "施設", "plots": "候補地"})
    (said,) = [problem.say("en") for problem in problems]
    assert said.startswith(f"{name}: this file is not read; if it holds the table ")


def test_folders_links_and_unreadable_names_are_told(tmp_path: Path) -> None:
    (tmp_path / "plots.csv").mkdir()
    (tmp_path / "facilities.csv").symlink_to(tmp_path / "nowhere.csv")
    (tmp_path / "memo.csv").touch()
    (tmp_path / "photographs").mkdir()
    with open(bytes(tmp_path) + "/計画".encode("cp932") + b".csv", "wb"):  # noqa: PTH123 - a name no Path of text can hold
        pass
    _, problems = find_tables(tmp_path, ["facilities", "plots"], {})
    said = sorted(problem.say("en") for problem in problems)
    assert len(said) == 3
    assert sum("a folder or a link that leads nowhere" in one for one in said) == 2
    assert sum("the file name cannot be read" in one for one in said) == 1
