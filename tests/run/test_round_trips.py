"""The example in every format and encoding gives the same tables, byte for byte."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely

import siting
from siting.reporting import exports
from siting.reporting.results import Results
from siting.vocabulary import TABLES, Kind, Table

WRITERS = (
    exports.options_csv, exports.ranking_csv, exports.cashflows_csv, exports.open_points_csv, exports.sites_geojson,
)  # fmt: skip


def outputs(results: Results) -> list[bytes]:
    return [write(results) for write in WRITERS]


def frames(folder: Path) -> dict[str, pd.DataFrame]:
    """The example's tables as they stand in its CSV files, removed from the folder."""
    found = {}
    for table in TABLES:
        path = folder / f"{table.name}.csv"
        found[table.name] = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
        path.unlink()
    return found


def typed(frame: pd.DataFrame, table: Table) -> pd.DataFrame:
    """Numbers as numbers and blanks as nothing, as a workbook or a layer holds them."""
    columns = {}
    for name in frame:
        cells = frame[name].where(frame[name] != "", None)
        is_number = table.column(str(name)).kind is Kind.NUMBER
        columns[name] = pd.to_numeric(cells).astype(float) if is_number else cells.astype(object)
    return pd.DataFrame(columns)


def japanese(frame: pd.DataFrame, table: Table) -> pd.DataFrame:
    """Japanese headings, full-width digits."""
    wide = {one: chr(ord(one) + 0xFEE0) for one in "0123456789.-"}
    changed = frame.copy()
    for name in frame:
        if table.column(str(name)).kind is Kind.NUMBER:
            changed[name] = frame[name].map(lambda cell: "".join(wide.get(one, one) for one in cell))
    return changed.rename(columns={name: table.column(str(name)).ja for name in frame})


def as_points(frame: pd.DataFrame) -> gpd.GeoDataFrame:
    points = shapely.points(frame["lon"].to_numpy(), frame["lat"].to_numpy())
    return gpd.GeoDataFrame(frame.drop(columns=["lat", "lon"]), geometry=points, crs="EPSG:6668")


def csv_cp932(folder: Path) -> None:
    for name, frame in frames(folder).items():
        table = next(one for one in TABLES if one.name == name)
        content = japanese(frame, table).to_csv(index=False, lineterminator="\r\n")
        (folder / f"{table.ja}.csv").write_bytes(content.encode("cp932"))


def csv_without_bom(folder: Path) -> None:
    for name, frame in frames(folder).items():
        frame.to_csv(folder / f"{name}.csv", index=False, encoding="utf-8")


def one_workbook(folder: Path) -> None:
    with pd.ExcelWriter(folder / "tables.xlsx") as writer:
        for name, frame in frames(folder).items():
            table = next(one for one in TABLES if one.name == name)
            renamed = typed(frame, table).rename(columns={c.name: c.ja for c in table.columns})
            renamed.to_excel(writer, sheet_name=table.ja, index=False)


def workbooks_with_full_width_digits(folder: Path) -> None:
    for name, frame in frames(folder).items():
        table = next(one for one in TABLES if one.name == name)
        japanese(frame, table).to_excel(folder / f"{name}.xlsx", sheet_name="Sheet1", index=False)


def geopackage(folder: Path) -> None:
    for name, frame in frames(folder).items():
        table = next(one for one in TABLES if one.name == name)
        found = typed(frame, table)
        layer = as_points(found) if name == "facilities" else gpd.GeoDataFrame(found)
        if name == "facilities":
            layer.to_file(folder / "tables.gpkg", layer=name)
        else:
            import pyogrio

            pyogrio.write_dataframe(found, folder / "tables.gpkg", layer=name)


def shapefile(folder: Path) -> None:
    found = frames(folder)
    for name, frame in found.items():
        table = next(one for one in TABLES if one.name == name)
        if name == "facilities":
            # A .dbf holds ten bytes of a heading and 254 of a text.
            as_points(typed(frame, table)).to_file(folder / "facilities.shp", encoding="cp932")
        else:
            frame.to_csv(folder / f"{name}.csv", index=False, encoding="utf-8-sig")


def geoparquet(folder: Path) -> None:
    for name, frame in frames(folder).items():
        table = next(one for one in TABLES if one.name == name)
        found = typed(frame, table)
        if name == "facilities":
            as_points(found).to_parquet(folder / "facilities.parquet")
        else:
            found.to_parquet(folder / f"{name}.parquet")


def geojson(folder: Path) -> None:
    found = frames(folder)
    table = next(one for one in TABLES if one.name == "facilities")
    layer = as_points(typed(found.pop("facilities"), table)).set_crs("EPSG:4326", allow_override=True)
    layer.to_file(folder / "facilities.geojson", driver="GeoJSON", COORDINATE_PRECISION=15)
    for name, frame in found.items():
        frame.to_csv(folder / f"{name}.csv", index=False, encoding="utf-8-sig")


FORMATS: list[Callable[[Path], None]] = [
    csv_cp932, csv_without_bom, one_workbook, workbooks_with_full_width_digits, geopackage, shapefile, geoparquet,
    geojson,
]  # fmt: skip


@pytest.mark.filterwarnings("ignore::UserWarning", "ignore::RuntimeWarning")
@pytest.mark.parametrize("rewrite", FORMATS, ids=lambda rewrite: rewrite.__name__)
def test_same_tables_from_every_format(example: Path, results: Results, rewrite: Callable[[Path], None]) -> None:
    rewrite(example)
    again = siting.evaluate(siting.load(example))
    for ours, theirs in zip(outputs(results), outputs(again), strict=True):
        assert theirs == ours


def test_the_full_width_digits_are_really_full_width() -> None:
    table = next(one for one in TABLES if one.name == "plots")
    changed = japanese(pd.DataFrame({"plot_id": ["W07-P1"], "panel_area_m2": ["5600"]}), table)
    assert changed["パネル面積"].tolist() == ["５６００"]
    assert unicodedata.east_asian_width("５") == "F"


@pytest.mark.filterwarnings("ignore::UserWarning", "ignore::RuntimeWarning")
def test_run_json_remembers_every_file_of_a_shapefile(example: Path, tmp_path: Path) -> None:
    from siting.run.stopwatch import Stopwatch
    from siting.run.write import run_record

    shapefile(example)
    inputs = run_record(siting.evaluate(siting.load(example)), Stopwatch())["inputs"]
    assert {f"facilities.{ending}" for ending in ("shp", "shx", "dbf", "prj", "cpg")} <= set(inputs)
