"""A small project with drawn plots, neighbours and a load, written with real GIS files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

LAT, LON = 34.79, 135.48

TOML = """
[project]
name = "太陽光の試験"
base_year = 2026
[finance]
years = 20
degradation = { pv = 0.005, hydro = 0.0 }
[screening.pv]
kw_per_m2 = 0.2
kwh_per_kw = 1100
[costs.pv.capex]
steps = [{ yen_per_kw = 200000 }]
[costs.pv.opex]
yen_per_kw_year = 5000
[cases.fit]
price_yen_per_kwh = { pv = 20 }
[cases.surplus]
tariff = "high"
surplus_yen_per_kwh = 8
[tariffs.high]
energy = [{ yen_per_kwh = 22 }]
energy_as_of = "2026-04"
[loads.A]
annual_kwh = 300000
shape = "office"
[ranking]
by = "npv_yen_fit"
[ranking.short_list]
rule = "facilities"
count = 2
[weather]
year_sigma = 0.05
[solar]
plots = "short_list"
tilts_deg = [5, 20]
module = "topcon-440-2024"
[solar.layout]
rack_kn_m2 = 0.1
ballast_kn_m2 = 0.3
"""


def shape(kind: str) -> Any:
    """An outline in longitude and latitude."""
    from shapely.geometry import Point, Polygon, box

    from siting.solar.layout.place import shape_to_lon_lat

    shapes = {
        "ell": Polygon([(0, 0), (60, 0), (60, 25), (30, 25), (30, 50), (0, 50)]), "small": box(0, 80, 20, 100),
        "wall": box(-20, -30, 80, -15), "east": Point(150, 20), "two": box(200, 0, 240, 30),
    }  # fmt: skip
    return shape_to_lon_lat(shapes[kind], LAT, LON)


def plot_rows(**same: Any) -> list[dict[str, Any]]:
    """The rows of the table of plots; what is in ``same`` stands in all of them."""
    rows: list[dict[str, Any]] = [
        {"plot_id": "A-P1", "facility_id": "A", "mount": "structure_top", "panel_area_m2": 900.0, "load_allowance_kn_m2": 2.0, "geometry": shape("ell")},
        {"plot_id": "A-P2", "facility_id": "A", "mount": "ground", "panel_area_m2": 100.0, "ground_area_m2": 400.0, "geometry": None},
        {"plot_id": "B-P1", "facility_id": "B", "mount": "ground", "panel_area_m2": 10.0, "geometry": None},
    ]  # fmt: skip
    return [{**row, **same} for row in rows]


def write_project(folder: Path, toml: str = TOML, **layers: list[dict[str, Any]]) -> Path:
    """The project in ``folder``; ``layers`` are GeoPackages by name beside the plots, or in place of them."""
    import geopandas

    folder.mkdir()
    (folder / "project.toml").write_text(toml, encoding="utf-8")
    facilities = f"facility_id,name,lat,lon\nA,甲配水場,{LAT},{LON}\nB,乙浄水場,{LAT},{LON + 0.05}\n"
    (folder / "facilities.csv").write_text(facilities, encoding="utf-8")
    for name, given in {"plots": plot_rows(), **layers}.items():
        geopandas.GeoDataFrame(given, crs=4326).to_file(folder / f"{name}.gpkg", layer=name, driver="GPKG")
    return folder
