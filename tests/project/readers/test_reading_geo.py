"""Layers: geometry in WGS 84, attributes as they are, and every fault."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import sqlite3
import warnings
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pyogrio
import pytest
from shapely.geometry import LineString, MultiPolygon, Point, Polygon, box

from siting.project.readers import sha256_of
from siting.project.readers.raw import RawTable

Good = Callable[..., RawTable]
Refused = Callable[..., list[str]]
Read = Callable[..., tuple[RawTable | None, list[Any]]]

LON, LAT = 135.46941234567891, 34.78131234567891
NO_CRS = (
    "the file names no coordinate system and its coordinates are not degrees: state crs under [tables.facilities] "
    "in project.toml (plane rectangular zones 1 to 19 are EPSG:6669 to EPSG:6687)"
)
SPATIAL = ["gpkg", "geojson", "shp", "parquet"]


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """geopandas warns when the file written has no coordinate system, which is the case to be tested."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def frame(crs: Any = 6668, shapes: list[Any] | None = None) -> geopandas.GeoDataFrame:
    shapes = shapes if shapes is not None else [Point(LON, LAT), None, Point(135.5, 34.8)]
    data = {
        "id": ["W1", "W2", "W3"][: len(shapes)],
        "施設名": ["髙井①", None, "～場"][: len(shapes)],
        "n": pd.array([1, None, 3], dtype="Int64")[: len(shapes)],
        "x": [1.5, np.nan, 3.0][: len(shapes)],
    }
    return geopandas.GeoDataFrame(data, geometry=shapes, crs=crs)


def written(folder: Path, ending: str, data: geopandas.GeoDataFrame, **options: Any) -> Path:
    path = folder / f"facilities.{ending}"
    if ending.endswith("parquet"):
        data.to_parquet(path, **options)
    else:
        data.to_file(path, engine="pyogrio", **options)
    return path


@pytest.mark.parametrize("ending", [*SPATIAL, "json", "geoparquet"])
@pytest.mark.parametrize("crs", [4326, 6668, 4612])
def test_degrees_pass_unchanged(tmp_path: Path, good: Good, ending: str, crs: int) -> None:
    options = {"driver": "GeoJSON"} if ending == "json" else {}
    exact = {"COORDINATE_PRECISION": 17} if "json" in ending else {}
    raw = good(written(tmp_path, ending, frame(crs), **options, **exact))
    assert raw.geometry is not None
    assert (raw.geometry[0].x, raw.geometry[0].y) == (LON, LAT)
    assert raw.geometry[1] is None
    assert raw.headings == ("id", "施設名", "n", "x")
    assert [list(column) for column in raw.columns] == [
        ["W1", "W2", "W3"],
        ["髙井①", None, "～場"],
        [1, None, 3],
        [1.5, None, 3.0],
    ]
    assert raw.rows.tolist() == [1, 2, 3]
    assert (raw.place(0, 1), raw.heading_place(0)) == ("1", "")
    assert raw.truncated_headings == (ending == "shp")
    assert raw.sha256 == sha256_of(tmp_path / f"facilities.{ending}")


@pytest.mark.parametrize("ending", SPATIAL)
def test_plane_coordinates_are_converted(tmp_path: Path, good: Good, ending: str) -> None:
    raw = good(written(tmp_path, ending, frame().to_crs(6674)))
    assert raw.geometry is not None
    assert (raw.geometry[0].x, raw.geometry[0].y) == pytest.approx((LON, LAT), abs=1e-9)
    assert raw.geometry[1] is None


def test_other_units_and_meridians_are_converted(tmp_path: Path, good: Good) -> None:
    raw = good(written(tmp_path, "gpkg", frame().to_crs("+proj=longlat +datum=WGS84 +pm=paris")))
    assert raw.geometry is not None
    assert raw.geometry[0].x == pytest.approx(LON, abs=1e-6)
    tokyo = good(written(tmp_path, "gpkg", frame(4301)), layer="facilities")
    assert tokyo.geometry is not None
    assert tokyo.geometry[0].y == pytest.approx(LAT + 0.0032, abs=0.0005)  # about 350 m north


def test_shapes_stay_as_they_are(tmp_path: Path, good: Good) -> None:
    bow = Polygon([(135, 34), (136, 35), (136, 34), (135, 35)])
    shapes = [bow, MultiPolygon([box(135, 34, 136, 35)]), Point()]
    raw = good(written(tmp_path, "gpkg", frame(6668, shapes)))
    assert raw.geometry is not None
    assert raw.geometry[0].equals_exact(bow, tolerance=0)
    assert raw.geometry[1].geom_type == "MultiPolygon"
    assert raw.geometry[2].is_empty
    line = good(written(tmp_path, "geojson", frame(4326, [LineString([(135, 34, 5), (136, 35, 6)])])))
    assert line.geometry is not None
    assert line.geometry[0].has_z


def test_position_outside_the_area_of_its_system(tmp_path: Path, read: Read) -> None:
    raw, problems = read(written(tmp_path, "gpkg", frame(6674, [Point(0, 0), Point(1e300, 1e300)])))
    assert raw is not None
    assert raw.geometry is not None
    assert raw.geometry[1] is None
    assert [problem.say("en") for problem in problems] == [
        (
            "facilities.gpkg:2: geometry: the position lies outside the area of JGD2011 / Japan Plane Rectangular CS VI: correct it or "
            "the coordinate system"
        )
    ]


@pytest.mark.parametrize("ending", ["gpkg", "shp", "parquet"])
def test_no_coordinate_system(tmp_path: Path, good: Good, refused: Refused, ending: str) -> None:
    degrees = written(tmp_path, ending, frame(None))
    raw = good(degrees)
    assert raw.geometry is not None
    assert raw.geometry[0].x == LON
    assert good(degrees, crs="EPSG:6668").geometry is not None
    metres = written(tmp_path, ending, frame().to_crs(6674).set_crs(None, allow_override=True))
    assert refused(metres) == [f"facilities.{ending}: {NO_CRS}"]
    moved = good(metres, crs="EPSG:6674")
    assert moved.geometry is not None
    assert (moved.geometry[0].x, moved.geometry[0].y) == pytest.approx((LON, LAT), abs=1e-9)


@pytest.mark.parametrize("undefined", [-1, 0])
def test_undefined_coordinate_systems_of_geopackage(tmp_path: Path, good: Good, undefined: int) -> None:
    path = written(tmp_path, "gpkg", frame(4326))
    with sqlite3.connect(path) as base:
        base.execute("update gpkg_geometry_columns set srs_id = ?", (undefined,))
        base.execute("update gpkg_contents set srs_id = ?", (undefined,))
    base.close()
    assert good(path).geometry is not None
    assert good(path, crs="EPSG:6668").geometry is not None


def test_stated_coordinate_system(tmp_path: Path, good: Good, refused: Refused) -> None:
    plane = written(tmp_path, "shp", frame().to_crs(6674))
    assert good(plane, crs="EPSG:6674").geometry is not None  # the .prj spells it differently
    assert refused(plane, crs="EPSG:6677") == [
        (
            "facilities.shp: the file is in JGD2011 / Japan Plane Rectangular CS VI, but crs under [tables.facilities] "
            "says EPSG:6677: correct or remove crs"
        )
    ]
    assert good(written(tmp_path, "geojson", frame(4326)), crs="EPSG:6668").geometry is not None
    for unknown in ("EPSG:99999", "6系", "{}", "EPSG:5714"):
        assert refused(plane, crs=unknown) == [
            f"facilities.shp: unknown coordinate system {unknown}: write one such as EPSG:6677"
        ]


def test_layers(tmp_path: Path, good: Good, refused: Refused) -> None:
    path = written(tmp_path, "gpkg", frame(), layer="a")
    pyogrio.write_dataframe(pd.DataFrame({"styleQML": ["x"]}), path, layer="layer_styles")
    assert good(path).headings[0] == "id"
    frame().to_file(path, layer="b", engine="pyogrio")
    ask = "which part holds the table? State sheet or layer under [tables.facilities] in project.toml"
    assert refused(path) == [f"facilities.gpkg: {ask}; the file has a, b"]
    pyogrio.write_dataframe(pd.DataFrame({"施設ID": ["W9"], "n": [7]}), path, layer="施設")
    plain = good(path)
    assert (plain.headings, plain.columns[1][0], plain.geometry) == (("施設ID", "n"), 7, None)
    assert good(path, layer="b").geometry is not None
    assert refused(path, layer="c") == ["facilities.gpkg: there is no c; the file has a, b, 施設"]


def test_geopackage_without_layers(tmp_path: Path, refused: Refused) -> None:
    path = written(tmp_path, "gpkg", frame(), layer="layer_styles")
    assert refused(path) == ["facilities.gpkg: the file has no layers"]


def geojson(folder: Path, content: Any, name: str = "facilities.geojson", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_text(json.dumps(content, ensure_ascii=False), encoding=encoding)
    return path


def feature(shape: Any, **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": shape}


def collection(*features: Any, **more: Any) -> dict[str, Any]:
    return {"type": "FeatureCollection", **more, "features": list(features)}


def test_geojson_values(tmp_path: Path, good: Good) -> None:
    point = {"type": "Point", "coordinates": [135, 34]}
    first = feature(point, a=[1, 2], b={"x": "あ"}, c="2024-04-01", ok=True, geometry="g", wkb_geometry="w")
    raw = good(geojson(tmp_path, collection(first, feature(None, a=None))))
    assert raw.headings == ("a", "b", "c", "ok", "geometry", "wkb_geometry")
    firsts = [column[0] for column in raw.columns]
    assert firsts[0] == "[1, 2]"
    assert json.loads(firsts[1]) == {"x": "あ"}
    assert firsts[2:] == [dt.date(2024, 4, 1), True, "g", "w"]
    assert [column[1] for column in raw.columns] == [None] * 6
    assert raw.geometry is not None
    assert raw.geometry[0].x == 135


def test_geojson_of_the_older_kind_names_its_system(tmp_path: Path, good: Good) -> None:
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::6674"}}
    content = collection(feature({"type": "Point", "coordinates": [0, 0]}, id="W1"), crs=crs)
    raw = good(geojson(tmp_path, content))
    assert raw.geometry is not None
    assert (raw.geometry[0].x, raw.geometry[0].y) == pytest.approx((136, 36))  # the origin of zone 6


def test_geojson_without_features(tmp_path: Path, good: Good) -> None:
    raw = good(geojson(tmp_path, collection()))
    assert (raw.headings, len(raw.rows)) == ((), 0)


def test_json_that_is_no_geojson(tmp_path: Path, refused: Refused) -> None:
    damaged = "facilities.json: this is no .json file, or it is damaged: export it again"
    topology = {"type": "Topology", "objects": {"x": {"type": "Point", "coordinates": [1, 2]}}, "arcs": []}
    for content in ({"a": 1}, [1], topology):
        assert refused(geojson(tmp_path, content, "facilities.json")) == [damaged]
    path = tmp_path / "facilities.json"
    path.write_text('{"type": "FeatureCollection", "features": [{"type": "Feat', encoding="utf-8")
    assert refused(path) == [damaged]
    assert refused(geojson(tmp_path, collection(feature(None, 名="施設")), encoding="cp932")) == [
        "facilities.geojson: GeoJSON must be in UTF-8: export it again"
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "cp932"])
@pytest.mark.parametrize("label", ["kept", "absent", "nonsense"])
def test_shapefile_encodings(tmp_path: Path, good: Good, encoding: str, label: str) -> None:
    data = frame().rename(columns={"n": "用地面積平米", "x": "年間発電電力量"})
    path = written(tmp_path, "shp", data, encoding=encoding)
    if label == "absent":
        path.with_suffix(".cpg").unlink()
    elif label == "nonsense":
        path.with_suffix(".cpg").write_text("OEM 932", encoding="ascii")
    raw = good(path)
    # GDAL cuts UTF-8 names after ten bytes, within a character.
    names = ("用地面", "年間発") if encoding == "utf-8" else ("用地面積平", "年間発電電")
    assert raw.headings == ("id", "施設名", *names)
    assert list(raw.columns[1]) == ["髙井①", None, "～場"]
    beside = {".cpg", ".dbf", ".prj", ".shx"} - ({".cpg"} if label == "absent" else set())
    assert raw.notes["sidecars"] == {f"facilities{s}": sha256_of(path.with_suffix(s)) for s in sorted(beside)}


def test_shapefile_encoding_that_does_not_fit(tmp_path: Path, good: Good, refused: Refused) -> None:
    path = written(tmp_path, "shp", frame(), encoding="cp932")
    wrong = "the texts of the .dbf are not in {}: state encoding under [tables] in project.toml"
    assert good(path, encoding="sjis").columns[1][0] == "髙井①"
    assert refused(path, encoding="utf-8") == ["facilities.shp: " + wrong.format("utf-8")]
    assert refused(path, encoding="klingon") == ["facilities.shp: unknown encoding klingon: write utf-8 or cp932"]
    path.with_suffix(".cpg").write_text("UTF-8", encoding="ascii")
    assert refused(path) == ["facilities.shp: " + wrong.format("UTF-8")]
    path.with_suffix(".cpg").unlink()
    dbf = path.with_suffix(".dbf")
    dbf.write_bytes(dbf.read_bytes().replace("井".encode("cp932"), b"\xff\xff"))
    assert refused(path) == ["facilities.shp: " + wrong.format("UTF-8 / CP932")]


def test_shapefile_with_missing_files(tmp_path: Path, refused: Refused) -> None:
    path = written(tmp_path, "shp", frame())
    whole = "is missing: a Shapefile needs its .shp, .shx, .dbf and .prj together"
    path.with_suffix(".shx").unlink()
    assert refused(path) == [f"facilities.shp: facilities.shx {whole}"]
    path.with_suffix(".dbf").unlink()
    assert refused(path) == [
        f"facilities.shp: facilities.shx {whole}",
        f"facilities.shp: facilities.dbf {whole}",
    ]


def test_damaged_prj(tmp_path: Path, good: Good, refused: Refused) -> None:
    path = written(tmp_path, "shp", frame())
    prj = path.with_suffix(".prj")
    prj.write_bytes(prj.read_bytes()[:50])
    assert refused(path) == ["facilities.prj: this is no .prj file, or it is damaged: export it again"]
    prj.write_text("nonsense", encoding="ascii")
    assert good(path).geometry is not None


def test_dbf_alone(tmp_path: Path, good: Good) -> None:
    path = written(tmp_path, "shp", frame(), encoding="cp932")
    alone = tmp_path / "alone" / "facilities.dbf"
    alone.parent.mkdir()
    shutil.copy(path.with_suffix(".dbf"), alone)
    raw = good(alone)
    assert (raw.geometry, raw.columns[1][0], raw.truncated_headings) == (None, "髙井①", True)


def test_plain_parquet(tmp_path: Path, good: Good) -> None:
    path = tmp_path / "facilities.parquet"
    data = pa.table(
        {
            "id": ["W1", None],
            " n ": pa.array([2**60, None]),
            "x": [float("nan"), 1.5],
            "d": [Decimal("1.25"), None],
            "day": [dt.date(2024, 4, 1), None],
            "t": [dt.time(9, 30), None],
            "b": [b"\xe6\x96\xbd", None],
            "": [None, None],
        }
    )
    pq.write_table(data, path)
    raw = good(path)
    assert raw.headings == ("id", "n", "x", "d", "day", "t", "b")
    assert [column[0] for column in raw.columns] == [
        "W1",
        2**60,
        None,
        1.25,
        dt.date(2024, 4, 1),
        "09:30:00",
        "施",
    ]
    assert raw.columns[2][1] == 1.5
    assert raw.geometry is None


def test_parquet_index(tmp_path: Path, good: Good) -> None:
    path = tmp_path / "facilities.parquet"
    table = pd.DataFrame({"id": ["W1", "W2"], "n": [1, 2]})
    table.set_index("id").to_parquet(path)
    assert set(good(path).headings) == {"id", "n"}
    table[table["n"] > 1].to_parquet(path)
    assert good(path).headings == ("id", "n")
    assert set(good(written(tmp_path, "geoparquet", frame().set_index("id"))).headings) == {
        "id",
        "施設名",
        "n",
        "x",
    }


def test_geoparquet_with_more_geometry(tmp_path: Path, good: Good) -> None:
    data = frame()
    data["other"] = data.geometry
    raw = good(written(tmp_path, "parquet", data, write_covering_bbox=True))
    assert raw.headings == ("id", "施設名", "n", "x")


@pytest.mark.parametrize("ending", ["gpkg", "geojson", "shp", "dbf", "parquet"])
def test_damaged_files(tmp_path: Path, refused: Refused, ending: str) -> None:
    whole = written(tmp_path, ending.replace("dbf", "shp"), frame()).with_suffix(f".{ending}")
    whole.write_bytes(b"no such thing")
    named = "Parquet" if ending == "parquet" else f".{ending}"
    assert refused(whole) == [f"{whole.name}: this is no {named} file, or it is damaged: export it again"]


def test_unreadable_geometry(tmp_path: Path, read: Read) -> None:
    path = written(tmp_path, "gpkg", frame(4326, [Point(135, 34), Polygon([(135, 34), (136, 34), (136, 35)])]))
    with sqlite3.connect(path) as base:
        base.create_function("ST_IsEmpty", 1, lambda _: 0)
        for name in ("ST_MinX", "ST_MaxX", "ST_MinY", "ST_MaxY"):
            base.create_function(name, 1, lambda _: 0.0)
        blob = bytearray(base.execute("select geom from facilities where fid = 2").fetchone()[0])
        blob[-8:] = b"\x00" * 8  # the ring no longer closes
        base.execute("update facilities set geom = ? where fid = 2", (bytes(blob),))
    base.close()
    raw, problems = read(path)
    assert raw is not None
    assert raw.geometry is not None
    assert (raw.geometry[0], raw.geometry[1]) == (Point(135, 34), None)
    assert [p.say("en") for p in problems] == [
        "facilities.gpkg:2: geometry: the geometry cannot be read: draw it again"
    ]


@pytest.mark.parametrize("ending", ["gpkg", "geojson", "shp", "parquet"])
def test_paths_that_gdal_would_take_apart(tmp_path: Path, good: Good, ending: str) -> None:
    folder = tmp_path / "令和6年!見直し #1"
    folder.mkdir()
    raw = good(written(tmp_path, ending, frame()))
    for one in tmp_path.glob("facilities.*"):
        shutil.copy(one, folder / one.name)
    assert good(folder / f"facilities.{ending}").headings == raw.headings
