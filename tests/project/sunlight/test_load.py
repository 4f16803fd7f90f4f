"""All files of the sun of a project at once: what is found, hashed, and told."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pytest
import shapely

from siting.project.drawings.local import area_m2, degrees_of
from siting.project.model import Config
from siting.project.positions import place_facilities
from siting.project.readers import read_table, sha256_of
from siting.project.readers.raw import TableSource
from siting.project.sunlight.files import SunlightFiles
from siting.project.sunlight.load import load_sunlight
from siting.project.tables import LoadedTable, check_table, empty_table
from siting.project.toml import check_config, read_config
from siting.vocabulary import TABLES, table
from tests.project.drawings.conftest import LAT, LON, dxf, polyline, said

TOML = """
[project]
name = "x"
[cases.fit]
price_yen_per_kwh = 10
[ranking]
by = "bc_fit"
"""
SOLAR = """
[solar]
module = "topcon-440-2024"
"""


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """geopandas warns of files without a coordinate system."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def square(east: float, north: float, side: float = 40.0) -> shapely.Polygon:
    corners = np.array([(0, 0), (side, 0), (side, side), (0, side)]) + np.array([east, north])
    return shapely.Polygon(degrees_of(corners[:, 0], corners[:, 1], LAT, LON))


def write_layer(folder: Path, file: str, shapes: list[Any], **columns: Any) -> None:
    geopandas.GeoDataFrame(columns, geometry=shapes, crs=6668).to_file(folder / file, encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project with a works, two plots of one group, and one plot without a polygon."""
    (tmp_path / "facilities.csv").write_text(
        f"facility_id,name,lat,lon,position\nW1,浄水場,{LAT},{LON},surveyed\n", encoding="utf-8"
    )
    write_layer(
        tmp_path, "plots.gpkg", [square(0, 0), square(40, 0), shapely.Point(LON, LAT)],
        plot_id=["P1", "P2", "P3"], facility_id=["W1"] * 3, mount=["ground"] * 3, group_id=["G1", "G1", None],
        ground_area_m2=[1600.0, 1600.0, 900.0],
    )  # fmt: skip
    return tmp_path


def load(folder: Path, written: str) -> SunlightFiles:
    (folder / "project.toml").write_text(TOML + written, encoding="utf-8")
    config_written, problems = read_config(folder / "project.toml")
    assert config_written is not None
    config, found = check_config(config_written)
    assert said(problems + found) == ""
    return load_sunlight(folder, config, config_written, tables_of(folder, config))


def tables_of(folder: Path, config: Config | None) -> Mapping[str, LoadedTable]:
    tables = {one.name: empty_table(one) for one in TABLES}
    for name, file in (("facilities", "facilities.csv"), ("plots", "plots.gpkg")):
        raw, problems = read_table(TableSource(folder / file, file), table(name))
        assert said(problems) == ""
        assert raw is not None
        tables[name], problems = check_table(raw, table(name))
        assert said(problems) == ""
    tables["facilities"], _ = place_facilities(tables["facilities"], False)
    return tables


def test_without_solar_nothing_is_read(folder: Path) -> None:
    found = load(folder, "")
    assert found == SunlightFiles()
    assert load_sunlight(folder, None, None, {}) == SunlightFiles()


def test_plots_groups_and_the_module(folder: Path) -> None:
    found = load(folder, SOLAR)
    assert said(found.problems) == ""
    assert set(found.outlines) == {"P1", "P2", "G1"}
    assert area_m2(found.outlines["G1"].shape) == pytest.approx(3200, rel=1e-6)
    assert found.outlines["G1"].shape.geom_type == "Polygon"
    assert found.outlines["P1"].notes == ()
    assert found.module is not None
    assert found.module.power_w == 440
    assert (found.obstacles, found.buildings, found.observers, found.horizon) == ((), (), (), None)


def test_everything_at_once_with_hashes(folder: Path) -> None:
    write_layer(folder, "obstacles.gpkg", [square(10, 10, 2)], height_m=[2.5], set_back_m=[1.0])
    (folder / "gis").mkdir()
    write_layer(folder, "gis/b.shp", [square(0, 60, 10)], height_m=[9.0])
    (folder / "horizon.csv").write_text("".join(f"{at},3\n" for at in range(0, 360, 15)), encoding="utf-8")
    (folder / "p3.dxf").write_bytes(dxf(polyline("敷地", [(0, 0), (40, 0), (40, 30), (0, 30)])))
    lon_lat = degrees_of(np.array([100.0, 140.0]), np.array([0.0, 30.0]), LAT, LON)
    ties = ", ".join(
        f"{{ drawing = [{x}, {y}], lat = {lat}, lon = {lon} }}"
        for (x, y), (lon, lat) in zip([(0, 0), (40, 30)], lon_lat, strict=True)
    )
    found = load(
        folder,
        SOLAR + '[solar.shade]\nobstacles = "obstacles.gpkg"\nbuildings = "gis/b.shp"\nhorizon = "horizon.csv"\n'
        '[solar.glare]\nobservers = "gis/b.shp"\n'
        f'[drawings.P3]\nfile = "p3.dxf"\nlayer = "敷地"\nties = [{ties}]\n',
    )  # fmt: skip
    assert said(found.problems) == ""
    assert found.horizon is not None
    assert [one.height_m for one in found.observers] == [1.5, 9.0] * 2  # towards P1 and towards P3
    assert (len(found.obstacles), len(found.buildings)) == (1, 1)
    assert area_m2(found.outlines["P3"].shape) == pytest.approx(1200, rel=1e-4)
    drawn = [note.say("en") for note in found.outlines["P3"].notes]
    assert drawn[-1] == "the outline covers 1,200 m2, the table states ground_area_m2 900; the outline counts"
    names = {"obstacles.gpkg", "gis/b.shp", "gis/b.dbf", "gis/b.shx", "gis/b.prj", "gis/b.cpg", "horizon.csv", "p3.dxf"}
    assert set(found.files) == names
    assert all(digest == sha256_of(folder / name) for name, digest in found.files.items())
    assert [note.say("en")[:12] for note in found.notes] == ["buildings: 1", "assumption: ", "horizon: hor"]
    assert all(note.say("ja") != note.say("en") for note in (*found.notes, *found.outlines["P3"].notes))


def test_all_faults_at_once(folder: Path) -> None:
    found = load(
        folder,
        '[solar]\nmodule = "topcon-440"\n[solar.shade]\nobstacles = "no.gpkg"\nbuildings = "no2.gpkg"\nhorizon = "no.csv"\n'
        '[solar.glare]\nobservers = "no3.gpkg"\n[drawings.P33]\nfile = "x.dxf"\nlayer = "a"\nsystem = 6\n'
        '[drawings.G1]\nfile = "x.dxf"\nlayer = "a"\nsystem = 6\n',
    )  # fmt: skip
    told = said(found.problems).splitlines()
    assert [line.split(": ")[0] for line in told] == [
        "project.toml:16", "x.dxf", "no.gpkg", "no2.gpkg", "no3.gpkg", "no.csv", "project.toml:9",
    ]  # fmt: skip
    assert "drawings.P33: 'P33' - no plot or group has this id; did you mean P3?" in told[0]
    assert "solar.module: 'topcon-440' - no such module; did you mean topcon-440-2024?" in told[-1]


@pytest.mark.parametrize(
    ("shape", "problem", "note"),
    [
        (shapely.box(LON, LAT, LON + 1.1e-5, LAT + 0.9e-5), "", "the outline covers 1 m2 only: is its unit right?"),
        (shapely.box(LON, LAT, LON + 0.11, LAT + 0.09), "the outline covers 100.5 km2", ""),
        (shapely.box(LON, LAT, LON + 0.015, LAT + 0.015), "", "the outline covers 2,284,"),
        (shapely.box(139.7, 35.7, 139.701, 35.701), "plots.gpkg:1: geometry: the outline lies 398 km from its facility", ""),
        (shapely.box(LAT, LON, LAT + 1, LON + 1), "the outline lies outside Japan (135.", ""),
        (square(0, 0, 50), "", "covers 2,500 m2, the table states ground_area_m2 1,600"),
        (square(0, 0, 41), "", ""),
    ],
)  # fmt: skip
def test_outlines_that_are_doubtful(folder: Path, shape: Any, problem: str, note: str) -> None:
    write_layer(
        folder, "plots.gpkg", [shape], plot_id=["P1"], facility_id=["W1"], mount=["ground"], ground_area_m2=[1600.0]
    )
    found = load(folder, SOLAR)
    told = said(found.problems)
    assert problem in told
    assert bool(problem) == bool(told)
    notes = [] if problem else [one.say("en") for one in found.outlines["P1"].notes]
    assert note in "\n".join(notes)
    assert bool(note) == bool(notes)


def test_outside_japan_without_a_position_of_the_facility(folder: Path) -> None:
    (folder / "facilities.csv").write_text("facility_id,name\nW1,浄水場\n", encoding="utf-8")
    write_layer(
        folder,
        "plots.gpkg",
        [shapely.box(16.3, 48.2, 16.301, 48.201)],
        plot_id=["P1"],
        facility_id=["W1"],
        mount=["ground"],
    )
    assert "the outline lies outside Japan (48.201, 16.300)" in said(load(folder, SOLAR).problems)


def test_groups_that_are_drawn_in_part_or_overlap(folder: Path) -> None:
    columns: dict[str, Any] = {
        "plot_id": ["P1", "P2"], "facility_id": ["W1", "W1"], "mount": ["ground"] * 2, "group_id": ["G1", "G1"],
    }  # fmt: skip
    write_layer(folder, "plots.gpkg", [square(0, 0), shapely.Point(LON, LAT)], **columns)
    found = load(folder, SOLAR)
    assert set(found.outlines) == {"P1"}
    assert [note.say("en") for note in found.notes] == ["group G1 has no outline: none is known of P2"]
    write_layer(folder, "plots.gpkg", [square(0, 0), square(20, 0)], **columns)
    found = load(folder, SOLAR)
    assert "its plots overlap by 33 %" in found.outlines["G1"].notes[0].say("en")
    assert area_m2(found.outlines["G1"].shape) == pytest.approx(2400, rel=1e-6)


def test_a_drawing_of_a_group_and_one_beside_a_polygon(folder: Path) -> None:
    lon_lat = degrees_of(np.array([0.0, 100.0]), np.array([0.0, 30.0]), LAT, LON)
    ties = ", ".join(
        f"{{ drawing = [{x}, {y}], lat = {lat}, lon = {lon} }}"
        for (x, y), (lon, lat) in zip([(0, 0), (100, 30)], lon_lat, strict=True)
    )
    (folder / "g.dxf").write_bytes(dxf(polyline("a", [(0, 0), (100, 0), (100, 30), (0, 30)])))
    for owner in ("G1", "P1"):
        found = load(folder, SOLAR + f'[drawings.{owner}]\nfile = "g.dxf"\nlayer = "a"\nties = [{ties}]\n')
        assert said(found.problems) == ""
        assert area_m2(found.outlines[owner].shape) == pytest.approx(3000, rel=1e-4)
    assert "the drawing counts, not the polygon" in "\n".join(one.say("en") for one in found.outlines["P1"].notes)
    # The group follows its plots: the drawn one and the neighbour's polygon, which covers a part of it.
    assert area_m2(found.outlines["G1"].shape) == pytest.approx(3000 + 40 * 10, rel=1e-4)


def test_the_weather_is_read_without_solar(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    module = pytest.importorskip("siting.project.weather.read")
    from siting.project.weather.record import Readings

    readings = {"mid": Readings(np.zeros(8760), file="w.epw", sha256="ab")}
    monkeypatch.setattr(module, "read_weather", lambda *arguments: (readings, []))
    found = load(folder, '[weather]\nkind = "epw"\nfile = "w.epw"\n')
    assert found.weather == readings
    assert found.files == {"w.epw": "ab"}
    assert found.outlines == {}


@pytest.mark.parametrize(
    "written",
    [
        "[solar.layout]\nmodules_across = 10000000000000000000000", "[solar.layout]\nmodules_up = 1001",
        "[solar.shade]\nblocks = 1001", "[solar.physics]\npower_per_k = -0.35", "kw_per_m2 = 220",
        "[weather]\nelevation_m = 1e5", "[weather]\nyear_sigma = 5",
        "[weather]\ntemperatures = [280, 280, 280, 290, 290, 290, 290, 290, 290, 280, 280, 280]",
        '[weather]\nmonths_plane = { tilt_deg = 30, facing = "up" }',
    ],
)  # fmt: skip
def test_figures_of_another_unit_or_size_are_refused(folder: Path, written: str) -> None:
    solar = SOLAR if "kw_per_m2" not in written else "[solar]\n"
    (folder / "project.toml").write_text(f"{TOML}{solar}{written}\n", encoding="utf-8")
    config_written, _ = read_config(folder / "project.toml")
    assert config_written is not None
    config, problems = check_config(config_written)
    assert config is None
    assert problems
