"""One plot asked by itself: the same engine as a run, every fault of the options at once, outlines of every format."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import shapely

from siting.errors import InputProblems, UnknownName, WrongOptions
from siting.project.load import Project, load_project
from siting.run.one_panels import OnePanels, study_one_panels
from siting.run.one_panels_drawings import drawings_of
from siting.run.one_panels_options import KEYS, MODULE
from siting.run.one_verify import verify_design
from siting.run.sunlight import SunStudy, study_sun
from tests.project.weather.synthetic import LAT, LON, epw, make_year

CORNERS = [(135.47, 34.78), (135.4707, 34.78), (135.4709, 34.7806), (135.4701, 34.7808)]
PLACE = {"lat": "34.78", "lon": "135.47"}
AREA = {**PLACE, "area_m2": "5000"}
PROJECT = """
[project]
name = "x"
[solar]
plots = "all"
tilts_deg = [5, 30]
facing = -20
module = "topcon-440-2024"
[weather]
year_sigma = 0.04
[solar.layout]
margin_m = 2
rack_kn_m2 = 0.1
ballast_kn_m2 = 0.2
[screening.pv]
kw_per_m2 = 0.1
kwh_per_kw = 1000
[costs.pv.capex]
steps = [{ yen_per_kw = 200000 }]
[costs.pv.opex]
yen_per_kw_year = 3000
[cases.a]
price_yen_per_kwh = { pv = 15 }
[ranking]
by = "npv_yen_a"
"""
# What the options say of the same plot.
SAME = {
    "tilt": "5, 30", "azimuth": "-20", "margin_m": "2", "mount": "地上", "year_sigma": "0.04", "module": "topcon-440-2024",
    "load_allowance_kn_m2": "0.5", "rack_kn_m2": "0.1", "ballast_kn_m2": "0.2",
}  # fmt: skip


def geojson(path: Path, *shapes: Any, **properties: Any) -> Path:
    features = [
        {
            "type": "Feature",
            "properties": properties,
            "geometry": None if one is None else shapely.geometry.mapping(one),
        }
        for one in shapes
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


def square(lon: float = 135.47, lat: float = 34.78, east: float = 0.001, north: float = 0.001) -> Any:
    return shapely.box(lon, lat, lon + east, lat + north)


def write_project(folder: Path, **more: Any) -> Path:
    """A project of one drawn plot."""
    (folder / "project.toml").write_text(PROJECT, encoding="utf-8")
    (folder / "facilities.csv").write_text("facility_id,name\nF,f\n", encoding="utf-8")
    properties = {"plot_id": "P", "facility_id": "F", "mount": "ground", "load_allowance_kn_m2": 0.5}
    geojson(folder / "plots.geojson", shapely.Polygon(CORNERS), **properties, **more)
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_project(tmp_path_factory.mktemp("project"))


@pytest.fixture(scope="module")
def project(folder: Path) -> Project:
    return load_project(folder)


@pytest.fixture(scope="module")
def study(project: Project) -> SunStudy:
    return study_sun(project)


@pytest.fixture(scope="module")
def same(folder: Path) -> OnePanels:
    """The plot of the project, asked by itself."""
    return study_one_panels({**SAME, "polygon": str(folder / "plots.geojson")}, verify=True)


def ask(**options: str | Path) -> OnePanels:
    return study_one_panels({name: str(value) for name, value in options.items()})


def faults(**options: str | Path) -> str:
    with pytest.raises(InputProblems) as caught:
        ask(**options)
    return str(caught.value)


def notes(found: OnePanels) -> str:
    return "\n".join(one.say("en") for one in (*found.notes, *found.designs[0].notes))


def test_the_figures_are_those_of_a_run(same: OnePanels, study: SunStudy) -> None:
    mine = pd.DataFrame([one.row for one in same.designs])
    assert len(mine) == len(study.layouts) == 2
    for name in set(study.layouts.columns) - {"option_id", "owner_id", "notes", "chosen_for"}:
        np.testing.assert_array_equal(mine[name].to_numpy(), study.layouts[name].to_numpy(), err_msg=name)
    assert mine["load_state"].tolist() == ["ok", "ok"]
    assert mine["p90_kwh"].notna().all()
    losses = pd.DataFrame([row for one in same.designs for row in one.losses])
    assert losses["kwh"].tolist() == study.losses["kwh"].tolist()
    assert losses["step"].tolist() == study.losses["step"].tolist()


def test_start_less_losses_is_the_year(same: OnePanels) -> None:
    for one in same.designs:
        left = one.row["start_kwh"] - sum(loss["kwh"] for loss in one.losses)
        assert left == pytest.approx(one.row["annual_kwh"], rel=1e-9)
        months = [one.row[f"kwh_{month:02d}"] for month in range(1, 13)]
        assert sum(months) == pytest.approx(one.row["annual_kwh"], rel=1e-12)


def test_pvlib_agrees_on_what_both_compute(same: OnePanels, project: Project, study: SunStudy) -> None:
    for one, tilt in zip(same.designs, ("5", "30"), strict=True):
        again = verify_design(project, f"P-pv-t{tilt}")
        assert one.verified is not None
        assert again.annual_kwh == one.verified.annual_kwh == pytest.approx(one.row["annual_kwh"], rel=1e-12)
        assert again.model_chain_kwh == one.verified.model_chain_kwh
        assert again.comparable_kwh == pytest.approx(one.verified.comparable_kwh, rel=1e-12)
        assert abs(again.difference) < 2e-5
        # Without the shade of rows there is more.
        assert again.comparable_kwh > again.annual_kwh
        assert f"P-pv-t{tilt}: " in again.told().say("en")


@pytest.mark.parametrize("option", ["P-pv-t10", "Q-pv-t5", "P", ""])
def test_an_unknown_design_is_told_with_those_there_are(project: Project, option: str) -> None:
    with pytest.raises(UnknownName, match="P-pv-t5"):
        verify_design(project, option)


def test_an_area_has_no_edges(folder: Path) -> None:
    small, large = ask(**AREA).designs[0], ask(**{**AREA, "area_m2": "50000"}).designs[0]
    assert small.row["mode"] == "area"
    assert small.layout.panels is not None
    assert large.layout.panels is not None
    assert abs(large.layout.panels - 10 * small.layout.panels) <= 10
    assert np.isnan(small.row["rows"])


def test_power_per_area_has_no_panels() -> None:
    found = ask(**AREA, kw_per_m2="0.14", slope_m="6.6", power_per_k="-0.004", tilt="5,10,30")
    assert found.module is None
    for one in found.designs:
        assert one.layout.panels is None
        assert one.layout.kw == pytest.approx(0.14 * one.layout.panel_area_m2)
    # Toyonaka's study, by its rule of 9:00 to 15:00: 7,344 / 6,365 / 4,406 m2 of one ground.
    areas = np.array([one.layout.panel_area_m2 for one in found.designs])
    assert areas * 7344 / areas[0] == pytest.approx([7344, 6365, 4406], rel=0.01)


def test_assumptions_are_told() -> None:
    assert "assumption: tilt 10" in notes(ask(**AREA))
    assert "Tiger Neo" in notes(ask(**AREA))
    stated = notes(ask(**AREA, tilt="20", module=MODULE))
    assert "assumption: tilt" not in stated
    assert "assumption: module" not in stated


def test_options_take_full_width_and_japanese() -> None:
    one = ask(lat="３４．７８", lon="135.47", area_m2="５，０００", tilt="５、３０", azimuth="南西", mount="池上部")
    other = ask(**AREA, tilt="5,30", azimuth="45", mount="structure_top")
    assert [a.row["annual_kwh"] for a in one.designs] == [b.row["annual_kwh"] for b in other.designs]


def test_every_option_has_its_effect(tmp_path: Path) -> None:
    horizon = tmp_path / "horizon.csv"
    horizon.write_text("".join(f"{azimuth},25\n" for azimuth in range(0, 360, 10)), encoding="utf-8")
    polygon = {"polygon": geojson(tmp_path / "plot.geojson", square()), "tilt": "20"}
    plain = ask(**polygon).designs[0].row
    for changed in (
        {"azimuth": "90"}, {"module": "poly-330-2018"}, {"margin_m": "10"}, {"min_gap_m": "4"}, {"modules_up": "1"},
        {"orientation": "portrait"}, {"dc_ac_ratio": "3"}, {"power_per_k": "-0.01"}, {"seed": "2"}, {"horizon": horizon},
    ):  # fmt: skip
        assert ask(**polygon, **changed).designs[0].row["annual_kwh"] != plain["annual_kwh"], changed
    shaded = ask(**polygon, horizon=horizon)
    assert "obstacles" in {loss["step"] for loss in shaded.designs[0].losses}
    assert "horizon.csv" in shaded.project.files


def test_every_fault_is_told_at_once() -> None:
    said = faults(
        lat="34", area_m2="x", tilt="5,a", kw_per_m2="0.2", modules_up="2.5", orientation="up", weather_kind="csv",
        seed="-1", margin_m="2", azimuth="200", dc_ac_ratio="0", mount="moon", system="20",
    )  # fmt: skip
    for option in (
        "--lat", "--area-m2", "--tilt: 'a'", "--kw-per-m2", "--modules-up: '2.5'", "--orientation: 'up'", "--weather-kind",
        "--seed", "--margin-m", "--azimuth: '200'", "--dc-ac-ratio", "--mount", "--system: '20'", "--slope-m", "--power-per-k",
    ):  # fmt: skip
        assert option in said, option
    for word in ("project.toml", "solar."):
        assert word not in said


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({}, "give one of the two"),
        ({"area_m2": "500"}, "--area-m2 needs --lat beside it"),
        ({**AREA, "polygon": "x.geojson"}, "give only one of --polygon / --area-m2"),
        ({"lat": "135.47", "lon": "34.78", "area_m2": "500"}, "look swapped"),
        ({"lat": "95", "lon": "135", "area_m2": "500"}, "from -90 to 90"),
        ({"lat": "48.8", "lon": "2.3", "area_m2": "500"}, "normals are of Japan"),
        ({**AREA, "module": "topcon-440"}, "did you mean topcon-440-2024?"),
        ({**AREA, "module": MODULE, "kw_per_m2": "0.2"}, "give only one of --module / --kw-per-m2"),
        ({**AREA, "tilt": "91"}, "from 0 to 90"),
        ({**AREA, "tilt": ","}, "--tilt"),
        ({**AREA, "tilt": "5,5.0"}, "stands here twice"),
        ({**AREA, "tilt": "nan"}, "finite"),
        ({**AREA, "weather": "nofile.epw"}, "there is no such file"),
        ({**AREA, "weather_kind": "epw"}, "--weather-kind needs --weather beside it"),
        ({**AREA, "weather": "x.csv", "weather_kind": "csv"}, "make a project"),
        ({**AREA, "weather": "x.csv", "weather_kind": "wrf"}, "expected one of metpv11"),
        ({**AREA, "weather": "x.csv", "seed": "3"}, "a seed belongs to the normals"),
        ({**AREA, "dxf": "x.dxf"}, "--dxf needs --polygon beside it"),
        ({**AREA, "chart": "/no/such/folder/x.svg"}, "there is no folder /no/such/folder"),
        ({"polygon": "x.dxf", "layer": "A"}, "a DXF needs its plane rectangular system"),
        ({"polygon": "x.geojson", "unit": "mm"}, "only a DXF has a unit"),
        ({"polygon": "x.dxf", "system": "6.5"}, "expected a whole number"),
        ({"polygon": "x.dxf", "system": "6", "unit": "inch"}, "expected one of m, mm, cm"),
    ],
)
def test_wrong_options(options: dict[str, str], told: str) -> None:
    with pytest.raises(WrongOptions) as caught:
        study_one_panels(options)
    assert told in str(caught.value)
    assert "siting panels: " in str(caught.value)


@pytest.mark.parametrize(
    ("shapes", "told"),
    [
        ([shapely.Polygon([(135.47, 34.78), (135.471, 34.781), (135.471, 34.78), (135.47, 34.781)])], "Self-intersection"),
        ([shapely.Polygon()], "empty"),
        ([None], "holds no polygon"),
        ([], "holds no polygon"),
        ([shapely.Point(135.47, 34.78)], "holds no polygon"),
        ([shapely.LineString([(135.47, 34.78), (135.48, 34.78)])], "expected a polygon, found LineString"),
        ([square(135.4, 34.7, 0.11, 0.09)], "covers 100.6 km2"),
        ([square(34.78, 135.47)], "outside Japan"),
        ([square(2.35, 48.85)], "outside Japan"),
    ],
)  # fmt: skip
def test_an_outline_that_cannot_be_is_told(tmp_path: Path, shapes: list[Any], told: str) -> None:
    said = faults(polygon=geojson(tmp_path / "plot.geojson", *shapes))
    assert told in said
    assert "plot.geojson" in said


def test_an_outline_far_from_the_stated_place_is_told(tmp_path: Path) -> None:
    assert "1,030 km" in faults(lat="43", lon="141", polygon=geojson(tmp_path / "plot.geojson", square()))


def test_a_square_metre_holds_no_panel_and_says_so(tmp_path: Path) -> None:
    found = ask(polygon=geojson(tmp_path / "plot.geojson", square(east=1.1e-5, north=0.9e-5)))
    (design,) = found.designs
    assert (design.layout.panels, design.row["annual_kwh"]) == (0, 0)
    assert design.unfit is not None
    assert "is its unit right?" in notes(found)
    for content in drawings_of(found, ("chart", "dxf", "geojson"), "ja").values():
        assert content


def test_several_polygons_are_one_plot(tmp_path: Path) -> None:
    one = ask(polygon=geojson(tmp_path / "one.geojson", square()))
    two = ask(polygon=geojson(tmp_path / "two.geojson", square(), square(lon=135.472)))
    assert two.designs[0].layout.panels == pytest.approx(2 * (one.designs[0].layout.panels or 0), rel=0.03)
    assert "the 2 polygons of the file" in notes(two)


def test_other_formats_hold_the_same_panels(tmp_path: Path) -> None:
    import geopandas

    frame = geopandas.GeoDataFrame({"n": [1]}, geometry=[square()], crs=4326).to_crs(6674)
    for layer in ("areas", "more"):
        frame.to_file(tmp_path / "plot.gpkg", layer=layer)
    frame.to_file(tmp_path / "plot.shp")
    plain = ask(polygon=geojson(tmp_path / "plot.geojson", square()))
    expected = plain.designs[0].layout.panels
    assert ask(polygon=tmp_path / "plot.gpkg", layer="areas").designs[0].layout.panels == expected
    assert ask(polygon=tmp_path / "plot.shp").designs[0].layout.panels == expected
    assert "state which layer: --layer; the file has areas, more" in faults(polygon=tmp_path / "plot.gpkg")
    drawing = tmp_path / "plot.dxf"
    drawing.write_text(
        drawings_of(ask(polygon=tmp_path / "plot.geojson", dxf=drawing, system="6"), ["dxf"], "en")["dxf"]
    )
    assert ask(polygon=drawing, layer="PLOT", system="6").designs[0].layout.panels == expected
    assert "MODULES, PLOT, TABLES, USABLE" in faults(polygon=drawing, system="6")
    assert "its unit looks like m" in faults(polygon=drawing, layer="PLOT", system="6", unit="mm")


def test_drawings_show_every_module(same: OnePanels) -> None:
    made = drawings_of(same, ("chart", "dxf", "geojson"), "ja")
    panels = same.designs[0].layout.panels
    features = json.loads(made["geojson"])["features"]
    assert len(features) == panels
    plot = same.plot.ground.outline
    assert plot is not None
    assert all(
        plot.shape.contains(shapely.geometry.shape(one["geometry"])) for one in features[:: max(len(features) // 50, 1)]
    )
    assert made["dxf"].count("POLYLINE\n8\nMODULES") == panels
    assert f"{panels:,}" in made["chart"]


def test_a_weather_file_tells_its_format(tmp_path: Path) -> None:
    file = tmp_path / "year.epw"
    file.write_text("\n".join([*epw(make_year()), ""]), encoding="utf-8")
    found = ask(lat=str(LAT), lon=str(LON), area_m2="5000", weather=file)
    assert found.weather.kind == "epw"
    assert "seed" not in notes(found)
    assert "year.epw" in found.project.files
    stated = ask(lat=str(LAT), lon=str(LON), area_m2="5000", weather=file, weather_kind="epw")
    assert stated.designs[0].row["annual_kwh"] == found.designs[0].row["annual_kwh"]
    assert "looks like epw" in faults(lat=str(LAT), lon=str(LON), area_m2="5000", weather=file, weather_kind="pvgis")
    (tmp_path / "other.txt").write_text("a,b\n", encoding="utf-8")
    assert "does not show its format" in faults(**AREA, weather=tmp_path / "other.txt")


def test_outputs_never_replace_what_is_read(tmp_path: Path) -> None:
    path = geojson(tmp_path / "plot.geojson", square())
    assert "this file is read" in faults(polygon=path, geojson=tmp_path / "x" / ".." / "plot.geojson")


def test_every_key_is_one_of_the_models() -> None:
    from siting.project.model import Config
    from siting.project.toml import model_at

    for key in KEYS.values():
        *place, name = key.split(".")
        model = model_at(place, Config)
        assert model is not None
        assert name in model.model_fields, key
