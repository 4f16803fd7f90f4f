"""Outlines from GIS files beside a list of plots: ``[drawings.ID]`` with GeoJSON or a GeoPackage."""

from __future__ import annotations

from pathlib import Path

import geopandas
import pytest
import shapely

import siting
from siting.errors import InputProblems
from tests.run.sun_projects import TOML, plot_rows, shape, write_project

LISTED = "plot_id,facility_id,mount,panel_area_m2\nA-P1,A,ground,900\nA-P2,A,ground,100\nB-P1,B,ground,10\n"


def listed(folder: Path, drawing: str) -> Path:
    """The small project with its plots in a plain list."""
    write_project(folder, TOML + drawing)
    (folder / "plots.gpkg").unlink()
    (folder / "plots.csv").write_text(LISTED, encoding="utf-8")
    return folder


def test_an_outline_beside_a_list_is_that_of_the_table(tmp_path: Path) -> None:
    folder = listed(tmp_path / "study", '[drawings.A-P1]\nfile = "ell.geojson"\n')
    geopandas.GeoDataFrame(geometry=[shape("ell")], crs=4326).to_crs(6674).to_file(folder / "ell.geojson")
    outlines = siting.load(folder).sunlight.outlines
    assert set(outlines) == {"A-P1"}
    assert shapely.hausdorff_distance(outlines["A-P1"].shape, plot_rows()[0]["geometry"]) < 1e-8


def test_layers_of_a_geopackage_hold_the_outline_and_what_stays_free(tmp_path: Path) -> None:
    drawing = '[drawings.A-P1]\nfile = "site.gpkg"\nlayer = "敷地"\nkeep_out_layers = ["マンホール"]\nkeep_out_m = 1\n'
    folder = listed(tmp_path / "study", drawing)
    hole = shape("ell").centroid.buffer(1e-5)
    for layer, drawn in (("敷地", shape("ell")), ("マンホール", hole)):
        geopandas.GeoDataFrame(geometry=[drawn], crs=4326).to_file(folder / "site.gpkg", layer=layer, driver="GPKG")
    outline = siting.load(folder).sunlight.outlines["A-P1"]
    assert shapely.contains(outline.kept_out, hole)
    assert outline.kept_out.area > hole.area


@pytest.mark.parametrize(
    ("drawing", "said"),
    [
        ('file = "ell.geojson"\nsystem = 6', "only a DXF takes system, ties and unit"),
        ('file = "plan.dxf"\nsystem = 6', "a DXF needs the layer of the outline"),
        ('file = "none.gpkg"', "none.gpkg"),
        ('file = "point.geojson"', "the file holds no polygon"),
    ],
)
def test_what_does_not_fit_is_told(tmp_path: Path, drawing: str, said: str) -> None:
    folder = listed(tmp_path / "study", f"[drawings.A-P1]\n{drawing}\n")
    geopandas.GeoDataFrame(geometry=[shape("ell").centroid], crs=4326).to_file(folder / "point.geojson")
    with pytest.raises(InputProblems) as refused:
        siting.load(folder)
    assert any(said in problem.say("en") for problem in refused.value.problems), [
        one.say("en") for one in refused.value.problems
    ]
