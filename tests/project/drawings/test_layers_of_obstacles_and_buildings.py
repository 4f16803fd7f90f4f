"""Obstacles, buildings and observers from real layers: GeoPackage, GeoJSON, Shapefile in CP932, CSV."""

from __future__ import annotations

import itertools
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pytest
from shapely.geometry import LineString, MultiPolygon, Point, Polygon, box

from siting.project.drawings.footprints import read_buildings, read_obstacles
from siting.project.drawings.local import area_m2, degrees_of, to_metres
from siting.project.drawings.observers import read_observers
from siting.project.sunlight.files import Block, Observer
from tests.project.drawings.conftest import LAT, LON, asked, said


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """geopandas warns of long headings and of files without a coordinate system, which are the cases to be tested."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def square(east: float, north: float, side: float = 10.0, z: float | None = None) -> Polygon:
    """A square in lon/lat with its lower left corner that many metres from the place."""
    corners = np.array([(0, 0), (side, 0), (side, side), (0, side)]) + np.array([east, north])
    lon_lat = degrees_of(corners[:, 0], corners[:, 1], LAT, LON)
    return Polygon(lon_lat if z is None else np.column_stack([lon_lat, np.full(4, z)]))


def write(folder: Path, file: str, shapes: list[Any], crs: Any = 6668, **columns: Any) -> str:
    options = columns.pop("options", {})
    frame = geopandas.GeoDataFrame(columns, geometry=shapes, crs=crs)
    (frame.to_crs(6674) if options.pop("plane", False) else frame).to_file(folder / file, **options)
    return file


def obstacles(folder: Path, file: str, layer: str | None = None) -> tuple[tuple[Block, ...], str]:
    blocks, _, _, problems = read_obstacles(asked(folder, file, "obstacles", "障害物", layer))
    return blocks, said(problems)


def buildings(folder: Path, file: str, column: str = "") -> tuple[tuple[Block, ...], list[str], str]:
    blocks, _, notes, problems = read_buildings(asked(folder, file), column, "solar.shade.height_column")
    return blocks, [note.say("en") for note in notes], said(problems)


@pytest.mark.parametrize("file", ["o.gpkg", "o.geojson", "o.shp"])
def test_obstacles_of_every_format_in_any_system(tmp_path: Path, file: str) -> None:
    plane = file != "o.geojson"
    cp932 = {"encoding": "cp932"} if file.endswith("shp") else {}
    write(
        tmp_path, file, [square(0, 0), square(50, 0, 5)],
        名称=["配管廊", None], 高さ=[3.5, 0.0], 離隔=[1.0, None], options={"plane": plane, **cp932},
    )  # fmt: skip
    (first, second), problems = obstacles(tmp_path, file)
    assert problems == ""
    assert (first.name, first.height_m, first.set_back_m) == ("配管廊", 3.5, 1.0)
    assert (second.name, second.height_m, second.set_back_m) == ("障害物 2", 0.0, 0.0)
    assert area_m2(first.shape) == pytest.approx(100, rel=2e-4)
    assert abs(to_metres(first.shape, LAT, LON).centroid.x - 5) < 0.01


def test_faults_of_obstacles(tmp_path: Path) -> None:
    shapes = [square(0, 0), square(50, 0), LineString([(LON, LAT), (LON + 0.001, LAT)])]
    write(tmp_path, "a.gpkg", shapes, height_m=[3.5, None, 1.0])
    found, problems = obstacles(tmp_path, "a.gpkg")
    assert found == ()
    assert "a.gpkg:3: geometry: expected a polygon, found LineString" in problems
    write(tmp_path, "b.gpkg", shapes[:2], height_m=[3.5, None])
    assert (
        "b.gpkg:2: height_m: '' - a height is required; write 0 for what casts no shadow"
        in obstacles(tmp_path, "b.gpkg")[1]
    )
    write(tmp_path, "c.gpkg", shapes[:2], height_m=["3.5 m", "-2"])
    problems = obstacles(tmp_path, "c.gpkg")[1]
    assert "c.gpkg:1: height_m: '3.5 m' - expected a number alone" in problems
    assert "c.gpkg:2: height_m: '-2' - expected a number >= 0 [m]" in problems
    write(tmp_path, "d.gpkg", shapes[:2], tall=[3.5, 1])
    assert "the column is missing; its heading may be height_m / height / 高さ" in obstacles(tmp_path, "d.gpkg")[1]
    write(tmp_path, "e.gpkg", shapes[:2], **{"高さ(cm)": [350, 100]})
    assert "高さ(cm): this column counts in m" in obstacles(tmp_path, "e.gpkg")[1]
    assert obstacles(tmp_path, "none.gpkg")[1] == "none.gpkg: there is no such file"


@pytest.mark.parametrize("file", ["x.gpkg", "x.shp"])
def test_a_missing_coordinate_system_is_told(tmp_path: Path, file: str) -> None:
    write(tmp_path, file, [square(0, 0)], crs=None, height_m=[1.0])
    assert (
        obstacles(tmp_path, file)[1]
        == f"{file}: the file names no coordinate system: set it in the GIS and save the layer again"
    )


def test_which_layer(tmp_path: Path) -> None:
    for name in ("東", "西"):
        write(tmp_path, "x.gpkg", [square(0, 0)], height_m=[1.0], options={"layer": name})
    expected = "project.toml:9: solar.shade.obstacles_layer: state which layer: solar.shade.obstacles_layer; the file has 東, 西"
    assert obstacles(tmp_path, "x.gpkg")[1] == expected
    assert len(obstacles(tmp_path, "x.gpkg", "西")[0]) == 1
    assert "'南' - state which layer" in obstacles(tmp_path, "x.gpkg", "南")[1]
    write(tmp_path, "x.gpkg", [square(0, 0), square(30, 0)], height_m=[1.0, 2.0], options={"layer": "障害物"})
    assert len(obstacles(tmp_path, "x.gpkg")[0]) == 2


@pytest.mark.parametrize(
    "heading", ["bldg:measuredHeight", "measuredHeight", "measured_height", "計測高さ", "高さ（ｍ）"]
)
def test_heights_of_plateau_and_unknown_ones(tmp_path: Path, heading: str) -> None:
    shapes = [square(at * 20, 0) for at in range(4)]
    write(tmp_path, "b.gpkg", shapes, **{heading: [12.5, -9999, None, 0.0]})
    (one,), notes, problems = buildings(tmp_path, "b.gpkg")
    assert problems == ""
    assert one.height_m == 12.5
    assert notes == ["buildings: 1 read from b.gpkg", "b.gpkg: 3 buildings without a height are left out"]


def test_a_shapefile_cuts_headings(tmp_path: Path) -> None:
    write(tmp_path, "b.shp", [square(0, 0)], bldg_measuredHeight=[9.0])
    assert buildings(tmp_path, "b.shp")[0][0].height_m == 9.0


def test_the_stated_height_column_wins(tmp_path: Path) -> None:
    write(tmp_path, "b.gpkg", [square(0, 0)], height_m=[9.0], eaves=[6.0])
    assert buildings(tmp_path, "b.gpkg")[0][0].height_m == 9.0
    assert buildings(tmp_path, "b.gpkg", "eaves")[0][0].height_m == 6.0
    problems = buildings(tmp_path, "b.gpkg", "eave")[2]
    assert (
        problems
        == "project.toml:9: solar.shade.height_column: 'eave' - no such column; expected one of height_m, eaves"
    )


def test_heights_of_solids(tmp_path: Path) -> None:
    """PLATEAU's blocks (LOD1): floor, roof and walls in JGD2011 with heights above sea level (EPSG:6697)."""
    floor, roof = square(0, 0, z=30.0), square(0, 0, z=42.0)
    ends = np.array(floor.exterior.coords)
    walls = [Polygon([a, b, (*b[:2], 42.0), (*a[:2], 42.0)]) for a, b in itertools.pairwise(ends)]
    shapes = [MultiPolygon([floor, roof, *walls]), square(50, 0, z=31.0)]
    write(tmp_path, "b.gpkg", shapes, crs=6697, gml_id=["bldg_1", "bldg_2"])
    (one,), notes, problems = buildings(tmp_path, "b.gpkg")
    assert problems == ""
    assert (one.name, one.height_m) == ("bldg_1", 12.0)
    assert area_m2(one.shape) == pytest.approx(100, rel=1e-6)
    assert "1 buildings without a height are left out" in notes[1]
    write(tmp_path, "flat.gpkg", [square(0, 0)], n=[1])
    assert "the column is missing" in buildings(tmp_path, "flat.gpkg")[2]


def test_a_building_without_ground_is_left_out(tmp_path: Path) -> None:
    bowtie = Polygon([(LON, LAT), (LON + 1e-4, LAT + 1e-4), (LON + 1e-4, LAT), (LON, LAT + 1e-4)])
    write(tmp_path, "b.gpkg", [bowtie, Point(LON, LAT), None], height_m=[5.0, 5.0, 5.0])
    (one,), notes, _ = buildings(tmp_path, "b.gpkg")
    assert one.shape.is_valid
    assert "2 buildings without a footprint are left out" in notes[1]


def observers(folder: Path, file: str, plots: list[Any] | None = None) -> tuple[tuple[Observer, ...], list[str], str]:
    found, _, notes, problems = read_observers(asked(folder, file, "observers", "観測点"), plots or [])
    return found, [note.say("en") for note in notes], said(problems)


def test_observers_as_points(tmp_path: Path) -> None:
    write(
        tmp_path,
        "o.gpkg",
        [Point(LON, LAT), Point(LON, LAT + 0.01)],
        name=["北側住宅", None],
        height_m=[1.5, 6],
        options={"plane": True},
    )
    (one, other), notes, problems = observers(tmp_path, "o.gpkg")
    assert (problems, notes) == ("", [])
    assert (one.name, one.height_m, other.name, other.height_m) == ("北側住宅", 1.5, "観測点 2", 6.0)
    assert (one.lon, one.lat) == pytest.approx((LON, LAT), abs=1e-7)
    (tmp_path / "o.csv").write_bytes(f"名称,緯度,経度,高さ\r\n学校,{LAT},{LON},1.5\r\n".encode("cp932"))
    ((school,), _, problems) = observers(tmp_path, "o.csv")
    assert (problems, school) == ("", Observer("学校", LON, LAT, 1.5))


def test_faults_of_observers(tmp_path: Path) -> None:
    write(tmp_path, "a.gpkg", [Point(LON, LAT)], name=["x"])
    assert "height_m: the column is missing: the height of the observers' eyes" in observers(tmp_path, "a.gpkg")[2]
    write(tmp_path, "b.gpkg", [Point(LON, LAT), Point(LON, LAT)], height_m=[1.5, None])
    assert "b.gpkg:2: height_m: '' - the height of the observer's eyes is required" in observers(tmp_path, "b.gpkg")[2]
    write(tmp_path, "c.gpkg", [LineString([(LON, LAT), (LON, LAT + 1)])], height_m=[1.5])
    assert "expected points or footprints of buildings, found LineString" in observers(tmp_path, "c.gpkg")[2]
    write(tmp_path, "d.gpkg", [None], height_m=[1.5])
    assert "the file holds no observer" in observers(tmp_path, "d.gpkg")[2]
    (tmp_path / "e.csv").write_text("name,height_m\nx,1.5\n", encoding="utf-8")
    assert "needs the columns lat and lon" in observers(tmp_path, "e.csv")[2]
    (tmp_path / "f.csv").write_text("name,lat,lon,height_m\nx,34,,1.5\ny,95,135,1.5\n", encoding="utf-8")
    assert "expected a number" in observers(tmp_path, "f.csv")[2]


def test_footprints_look_at_the_plots_from_their_nearest_points(tmp_path: Path) -> None:
    plots = [square(-30, -2, 14), square(2000, 0)]
    write(tmp_path, "o.gpkg", [square(0, 0), square(0, 50)], name=["家", "塀"], height_m=[8.0, -9999])
    found, notes, problems = observers(tmp_path, "o.gpkg", plots)
    assert problems == ""
    # The plot ends 16 m west of the house, which looks from the middle of its western wall.
    assert [(one.name, one.height_m) for one in found] == [("家 +1.5 m", 1.5), ("家 +8 m", 8.0), ("塀 +1.5 m", 1.5)]
    there = [to_metres(Point(one.lon, one.lat), LAT, LON).coords[0] for one in found]
    assert np.array(there) == pytest.approx(np.array([(0, 5), (0, 5), (0, 50)]), abs=1e-3)
    assert "assumption: people look from 1.5 m" in notes[0]
    assert "1 buildings without a height look from 1.5 m only" in notes[1]
    two_sides, _, _ = observers(tmp_path, "o.gpkg", [square(-30, -2, 14), square(100, 0)])
    assert [one.name for one in two_sides[:4]] == ["家 +1.5 m", "家 +8 m", "家 (2) +1.5 m", "家 (2) +8 m"]
    assert len(observers(tmp_path, "o.gpkg")[0]) == 3
    write(tmp_path, "p.gpkg", [box(LON, LAT, LON + 1e-4, LAT + 1e-4)], name=["家"])
    assert [one.height_m for one in observers(tmp_path, "p.gpkg", plots)[0]] == [1.5]
