"""Runs of several plots: what belongs to which of them, and what a year without light does."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import geopandas
import pandas as pd
import pytest
import shapely
from shapely.geometry import Point, box

import siting
from siting.reporting.results import Results
from tests.project.weather.synthetic import make_year, metpv20
from tests.run.sun_projects import LAT, LON, TOML, write_project
from tests.run.test_sun_independent import degrees


@dataclass(frozen=True)
class Town:
    """A run of several plots: a group of two, one beside a wall, one elsewhere, one too small, one not on the short list."""

    results: Results

    @property
    def layouts(self) -> pd.DataFrame:
        return self.results.layouts.set_index("option_id")

    @property
    def options(self) -> pd.DataFrame:
        return self.results.options.set_index("option_id")


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    toml = TOML.replace("count = 2", "count = 5").replace("tilts_deg = [5, 20]", "tilts_deg = [20]\nfacing = 30")
    toml += '[solar.shade]\nbuildings = "walls.gpkg"\nobstacles = "masts.gpkg"\n[solar.curtailment]\nshares = [0.1]\n[solar.physics.cells.structure_top]\nu0 = 4\nu1 = 0\n'
    toml += '[solar.glare]\nobservers = "eyes.gpkg"\nstep_minutes = 10\n'
    folder = write_project(
        tmp_path_factory.mktemp("sun") / "town", toml,
        walls=[
            {"height_m": 12.0, "geometry": degrees(box(200, -10, 240, -4))},
            {"height_m": 3.0, "geometry": degrees(box(-2, 97, 5, 104))},
        ],
        masts=[{"height_m": 8.0, "set_back_m": 0.5, "geometry": degrees(box(41_180, 6, 41_184, 10))}],
        eyes=[{"name": "x", "height_m": 6.0, "geometry": degrees(Point(-60, 10))}],
    )  # fmt: skip
    (folder / "facilities.csv").write_text(
        f"facility_id,name,lat,lon\nA,a,{LAT},{LON}\nB,b,{LAT},{LON}\nC,c,{LAT},{LON + 0.45}\nD,d,{LAT},{LON}\nE,e,{LAT},{LON}\nF,f,,\n",
        encoding="utf-8",
    )
    square = box(0, 0, 30, 30)
    given = [
        ("A-P1", "A", "structure_top", 2.0, "G1", square, 900.0), ("A-P2", "A", "ground", 0.45, "G1", box(30, 0, 60, 30), 900.0),
        ("B-P1", "B", "ground", None, None, box(200, 0, 230, 30), 900.0), ("D-P1", "D", "ground", None, None, box(0, 99, 3, 102), 900.0),
        ("C-P1", "C", "ground", None, None, shapely.affinity.translate(square, 41_170, 0), 900.0),
        ("E-P1", "E", "ground", None, None, box(0, 50, 30, 80), 100.0),
        ("F-P1", "F", "ground", None, None, box(300, 0, 330, 30), 900.0),
        ("F-P2", "F", "ground", None, "G2", None, 900.0), ("F-P3", "F", "ground", None, "G2", None, 900.0),
    ]  # fmt: skip
    names = ["plot_id", "facility_id", "mount", "load_allowance_kn_m2", "group_id", "geometry", "panel_area_m2"]
    frame = geopandas.GeoDataFrame(
        pd.DataFrame(given, columns=names), geometry=[row[5] and degrees(row[5]) for row in given], crs=4326
    )
    frame["ground_area_m2"] = [900.0 if name == "F-P2" else None for name in frame["plot_id"]]
    frame.to_file(folder / "plots.gpkg", layer="plots", driver="GPKG")
    (folder / "designs.csv").write_text(
        "owner_id,technology,variant,capacity_kw,annual_kwh,capex_yen\nE-P1,pv,other,1,900,300000\nB-P1,pv,t20,,,12345678\n",
        encoding="utf-8",
    )
    return Town(siting.evaluate(siting.load(folder)))


def test_groups_are_laid_out_whole_and_only_plots_of_the_short_list(town: Town) -> None:
    rows = town.layouts
    assert sorted(rows.index) == ["B-P1-pv-t20", "C-P1-pv-t20", "D-P1-pv-t20", "F-P1-pv-t20", "G1-pv-t20"]
    assert rows.loc["G1-pv-t20", "ground_area_m2"] == pytest.approx(1800, rel=1e-3)
    assert rows["facing_deg"].to_numpy() == pytest.approx(30)
    # What the weaker structure carries counts for the group.
    assert rows.loc["G1-pv-t20", "load_allowance_kn_m2"] == 0.45
    assert rows.loc["G1-pv-t20", "load_state"] == "exceeded"
    assert town.options.loc["G1-pv-t20", "status"] == "excluded"


def test_a_wall_and_a_mast_shade_the_plot_beside_them_and_no_other(town: Town) -> None:
    taken = town.results.losses.query("step == 'obstacles'").set_index("option_id")["kwh"] / town.layouts["start_kwh"]
    assert taken["B-P1-pv-t20"] > 0.02
    assert taken["C-P1-pv-t20"] > 0.01
    assert taken.drop(["B-P1-pv-t20", "C-P1-pv-t20"]).fillna(0).max() < 0.005


def test_a_building_beneath_the_panels_is_told_of_its_plot_alone(town: Town) -> None:
    told = town.layouts["notes"].map(lambda notes: any("stands where the panels are" in one.say("en") for one in notes))
    assert list(told[told].index) == ["D-P1-pv-t20"]


def test_weather_is_that_of_each_place(town: Town) -> None:
    """Forty kilometres to the east the sun and the stations are others."""
    light = town.layouts["poa_kwh_m2"]
    assert light["G1-pv-t20"] == light["B-P1-pv-t20"]
    assert abs(light["C-P1-pv-t20"] / light["G1-pv-t20"] - 1) > 1e-3


def test_a_plot_on_which_nothing_fits_and_costs_of_its_own(town: Town) -> None:
    options = town.options
    assert options.loc["D-P1-pv-t20", "status"] == "excluded"
    assert "no panel fits" in options.loc["D-P1-pv-t20", "reason"].say("en")
    assert options.loc["B-P1-pv-t20", "capex_yen"] == 12345678
    origins = options.loc[["B-P1-pv-t20", "C-P1-pv-t20"], ["origin", "origin_row"]].to_numpy().tolist()
    assert origins == [["designs", 1], ["layouts", list(town.layouts.index).index("C-P1-pv-t20")]]
    rows = options.loc[town.layouts.index, "layout_row"]
    assert list(rows) == list(range(len(rows)))
    assert options.loc["C-P1-pv-t20", "kwh_per_kw"] == town.layouts.loc["C-P1-pv-t20", "specific_kwh_per_kw"]


def test_light_of_the_west_falls_on_observers_in_the_hours_of_the_morning(town: Town) -> None:
    """An observer west of the panels sees the low sun of the east in them, never that of the evening."""
    glare = town.results.glare.set_index("option_id").filter(regex=r"^m\d\d_h\d\d$")
    hours = pd.Series({int(name[-2:]): 0.0 for name in glare.columns})
    for name, minutes in glare.sum().items():
        hours[int(str(name)[-2:])] += minutes
    assert hours[:12].sum() > 0
    assert hours[12:].sum() == 0


def test_years_of_little_and_much_sun(tmp_path: Path) -> None:
    keys = 'kind = "metpv20"\nfile = "mid.csv"\nfile_low = "low.csv"\nfile_high = "high.csv"\n'
    toml = TOML.replace("year_sigma = 0.05", keys).replace("tilts_deg = [5, 20]", "tilts_deg = [20]")
    folder = write_project(tmp_path / "triple", toml)
    for name, brightness in (("low", 0.9), ("mid", 1.0), ("high", 1.1)):
        (folder / f"{name}.csv").write_text("\n".join(metpv20(make_year(brightness))), encoding="utf-8")
    rows = siting.evaluate(siting.load(folder)).layouts
    assert (rows["low_kwh"] / rows["annual_kwh"]).between(0.88, 0.93).all()
    assert (rows["high_kwh"] / rows["annual_kwh"]).between(1.07, 1.12).all()
    assert rows["p90_kwh"].isna().all()


def test_a_year_without_light_is_worth_nothing_and_no_fault(tmp_path: Path) -> None:
    folder = write_project(tmp_path / "dark", TOML + '[solar.shade]\nhorizon = "walls.csv"\n')
    (folder / "walls.csv").write_text("".join(f"{azimuth},90\n" for azimuth in range(0, 360, 10)), encoding="utf-8")
    found = siting.evaluate(siting.load(folder))
    assert (found.layouts["annual_kwh"] == 0).all()
    assert found.options.set_index("option_id").loc[found.layouts["option_id"], "npv_yen_surplus"].lt(0).all()


def test_what_is_not_known_of_a_whole_group_is_not_taken_from_a_part(town: Town) -> None:
    """A group of two mounts cools as one of unknown mount; one of which half the area is known is not designed."""
    heat = town.results.losses.query("step == 'temperature'").set_index("option_id")["share"]
    assert heat["G1-pv-t20"] == pytest.approx(heat["F-P1-pv-t20"], rel=0.05)
    points = town.results.open_points.set_index("owner_id")["what"]
    assert "neither an outline nor ground_area_m2 is known" in points["G2"].say("en")
