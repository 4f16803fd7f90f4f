"""Designs of a run computed a second time from its files, by pvlib, pyproj and shapely alone.

Only the hours of the weather are taken from siting; the formulas are those that the manual names.
"""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
import pytest
import shapely
from pvlib import iam, irradiance, location, pvsystem, shading, temperature
from pyproj import Transformer
from shapely.geometry import Point, Polygon, box, shape

import siting
from siting.reporting.exports_sun import layouts_csv, losses_csv, panels_geojson
from siting.reporting.results import Results
from siting.weather.year import weather_years
from tests.project.drawings.conftest import circle, dxf, polyline
from tests.run.sun_projects import LAT, LON, TOML, write_project

SOILING = [0.01, 0.02, 0.03, 0.04, 0.05, 0.0, 0.0, 0.0, 0.01, 0.01, 0.01, 0.01]
CUT = [0.0, 0.1, 0.3]
ADDED = f"""
[solar.losses]
soiling = {SOILING}
alternating = 0.01
[solar.inverter]
dc_ac_ratio = 1.5
[solar.curtailment]
shares = {CUT}
[solar.shade]
obstacles = "vents.gpkg"
[drawings.A-P2]
file = "plan.dxf"
layer = "PLOT"
keep_out_layers = ["MANHOLE"]
keep_out_m = 0.5
system = 6
"""
BEFORE = (0.02, 0.02, 0.005, 0.015, 0.01)  # mismatch, wiring, connections, light-induced, nameplate
DAYS = np.array([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
MONTH = np.repeat(np.arange(12), DAYS * 24)
TILT = {"A-P1": 25.0, "A-P2": 10.0}
# A plot turned by 30 degrees with a manhole, and an L with a hole for a vent.
TURNED = shapely.affinity.rotate(box(100, 0, 150, 40), 30, origin=(100, 0))
MANHOLE = Point(112, 32)
ELL, VENT = Polygon([(0, 0), (60, 0), (60, 25), (30, 25), (30, 50), (0, 50)]), box(10, 8, 12, 10)
MARGIN_M, SET_BACK_M, FREE_M = 3.0, 1.5, 0.5
# Metres east and north of the facility, in a projection that siting does not use.
PLANE = Transformer.from_crs(4326, f"+proj=laea +lat_0={LAT} +lon_0={LON} +ellps=GRS80", always_xy=True)
DRAWN = Transformer.from_crs(4326, 6674, always_xy=True)


def plane(geometry: Any) -> Any:
    """A shape in longitude and latitude in metres."""
    return shapely.transform(geometry, lambda points: np.column_stack(PLANE.transform(*points.T)))


def degrees(geometry: Any) -> Any:
    """A shape in metres in longitude and latitude."""
    back = lambda points: np.column_stack(PLANE.transform(*points.T, direction="INVERSE"))  # noqa: E731
    return shapely.transform(geometry, back)


def load_kw(times: pd.DatetimeIndex) -> np.ndarray:
    """A load that differs by month and hour, so that hours set against the wrong ones show."""
    return np.asarray(10 + 5 * times.month + times.hour, dtype=float)


def drawing() -> bytes:
    """The turned plot and its manhole in plane rectangular system 6."""
    corners = np.array(degrees(TURNED).exterior.coords)[:-1]
    at = DRAWN.transform(*np.array(degrees(MANHOLE).coords)[0])
    return dxf(polyline("PLOT", list(zip(*DRAWN.transform(*corners.T), strict=True))), circle("MANHOLE", at, 1.0))


@dataclass(frozen=True)
class Run:
    """A run and what its files say."""

    results: Results
    weather: Any

    @cached_property
    def layouts(self) -> pd.DataFrame:
        return pd.read_csv(io.BytesIO(layouts_csv(self.results)), encoding="utf-8-sig").set_index("option_id")

    @cached_property
    def modules(self) -> dict[str, list[Any]]:
        """Rectangles in metres by plot, as (row, polygon)."""
        found: dict[str, list[Any]] = {}
        for one in json.loads(panels_geojson(self.results))["features"]:
            kind = one["properties"]
            found.setdefault(kind["option_id"], []).append((kind["row"], plane(shape(one["geometry"]))))
        return found

    def option(self, owner: str) -> str:
        """The option of a plot whose rectangles are written: that of the best tilt."""
        return next(one for one in self.modules if one.startswith(f"{owner}-"))


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    toml = TOML.replace("tilts_deg = [5, 20]", "tilts_deg = [25, 10]").replace(
        "ballast_kn_m2 = 0.3\n", 'ballast_kn_m2 = 0.3\nalign = "edge"\n'
    )
    toml = toml.replace(
        'annual_kwh = 300000\nshape = "office"', 'file = "load.csv"\nlayout = "hours"\nunit = "kW"\nlabel = "start"'
    )
    vents = [{"height_m": 0.0, "set_back_m": SET_BACK_M, "geometry": degrees(VENT)}]
    folder = write_project(tmp_path_factory.mktemp("sun") / "independent", toml + ADDED, vents=vents)
    (folder / "plan.dxf").write_bytes(drawing())
    times = pd.date_range("2025-04-01", periods=8760, freq="h")
    pd.DataFrame({"time": times, "kW": load_kw(times)}).to_csv(folder / "load.csv", index=False)
    project = siting.load(folder)
    years = weather_years(project.config.weather, {}, round(LAT, 2), round(LON, 2))
    return Run(siting.evaluate(project), years["mid"])


def usable(owner: str) -> Any:
    """Outline less margin, obstacles with set-back and what stays free, in metres."""
    if owner == "A-P1":
        return ELL.buffer(-MARGIN_M, join_style="mitre").difference(VENT.buffer(SET_BACK_M, join_style="mitre"))
    return TURNED.buffer(-MARGIN_M, join_style="mitre").difference(MANHOLE.buffer(1.0 + FREE_M - 0.01))


@pytest.mark.parametrize("owner", ["A-P1", "A-P2"])
def test_modules_lie_apart_on_usable_ground(run: Run, owner: str) -> None:
    row = run.layouts.loc[run.option(owner)]
    shapes = [one for _, one in run.modules[run.option(owner)]]
    assert len(shapes) == row["panels"] > 200
    assert shapely.contains(usable(owner).buffer(0.02), shapes).all()
    tree = shapely.STRtree(shapes)
    near, far = tree.query(shapes, predicate="intersects")
    assert (
        max((shapes[a].intersection(shapes[b]).area for a, b in zip(near, far, strict=True) if a != b), default=0)
        < 1e-3
    )
    # The module of 2024: 440 W, 1,762 x 1,134 mm.
    assert row["capacity_kw"] == pytest.approx(0.44 * len(shapes), rel=1e-12)
    assert row["panel_area_m2"] == pytest.approx(1.762 * 1.134 * len(shapes), rel=1e-9)
    flat = 1.762 * 1.134 * np.cos(np.radians(row["tilt_deg"]))
    assert shapely.area(shapes) == pytest.approx(flat, rel=1e-3)
    assert row["usable_area_m2"] == pytest.approx(usable(owner).area, rel=2e-3)


@pytest.mark.parametrize("owner", ["A-P1", "A-P2"])
def test_rows_keep_their_pitch_and_cast_no_shade_at_nine_and_three(run: Run, owner: str) -> None:
    row = run.layouts.loc[run.option(owner)]
    turn = np.radians(row["facing_deg"])  # south 0, west positive
    back = np.array([np.sin(turn), np.cos(turn)])  # from a row to the one behind it
    fronts: dict[int, list[float]] = {}
    for number, one in run.modules[run.option(owner)]:
        fronts.setdefault(number, []).append(float((np.array(one.exterior.coords) @ back).min()))
    depth = row["slope_m"] * np.cos(np.radians(row["tilt_deg"]))
    lines = np.sort([min(values) for values in fronts.values()])
    assert len(lines) == row["rows"]
    gaps = np.diff(lines)
    assert gaps.min() == pytest.approx(row["row_pitch_m"], abs=5e-3)
    assert gaps.min() - depth == pytest.approx(row["row_gap_m"], abs=5e-3)
    # The sun of the winter solstice three hours from its noon, and the shadow of the upper edge across the row.
    lat, low, angle = np.radians(LAT), np.radians(-23.44), np.radians(45.0)
    up = np.sin(lat) * np.sin(low) + np.cos(lat) * np.cos(low) * np.cos(angle)
    south = np.sin(lat) * np.cos(low) * np.cos(angle) - np.cos(lat) * np.sin(low)
    east = np.cos(low) * np.sin(angle)
    height = row["slope_m"] * np.sin(np.radians(row["tilt_deg"]))
    reach = (
        max(np.array([-side, south]) @ np.array([np.sin(turn), np.cos(turn)]) / up for side in (east, -east)) * height
    )
    assert row["row_gap_m"] == pytest.approx(max(1.3, reach), rel=1e-3)
    assert gaps.min() - depth >= reach - 5e-3


def chain(weather: Any, row: Any, lat: float, lon: float) -> tuple[np.ndarray, np.ndarray]:
    """Energy [kWh] and irradiation of the open plane [W/m2] of each hour: a field of rows, the first one in the open."""
    times = pd.date_range("2023-01-01 00:30", periods=8760, freq="h", tz="Etc/GMT-9")
    sun = location.Location(lat, lon, tz="Etc/GMT-9").get_solarposition(times)
    tilt, azimuth = float(row["tilt_deg"]), 180.0 + float(row["facing_deg"])
    zenith, place = sun["apparent_zenith"], sun["azimuth"]
    extra = irradiance.get_extra_radiation(np.repeat(np.arange(1, 366), 24))
    mass = location.Location(lat, lon).get_airmass(times, solar_position=sun)["airmass_relative"]
    parts = irradiance.perez(
        tilt, azimuth, weather.dhi, weather.dni, extra, zenith, place, mass, return_components=True
    )
    parts = parts.fillna(0.0)
    angle = irradiance.aoi(tilt, azimuth, zenith, place)
    cosine = np.clip(np.cos(np.radians(angle)), 0, None)
    beam = weather.dni * cosine + parts["poa_circumsolar"]
    dome, band = parts["poa_isotropic"], parts["poa_horizon"]
    ground = irradiance.get_ground_diffuse(tilt, weather.ghi, 0.2)
    glass = {"n": 1.526, "K": 4.0, "L": 0.002}
    passes, diffuse = iam.physical(angle, **glass), iam.marion_diffuse("physical", tilt, **glass)
    cover = float(row["slope_m"] / row["row_pitch_m"])
    shaded = shading.shaded_fraction1d(
        zenith, place, 90.0 + azimuth - 180.0, tilt, collector_width=1.0, pitch=1 / cover
    )
    # Views over the row in front by crossed strings, and what lies bright of the ground between two rows.
    b, pitch = np.radians(tilt), 1 / cover
    sees_sky = (1 + pitch - np.hypot(np.cos(b) - pitch, np.sin(b))) / 2
    sees_ground = (1 + pitch - np.hypot(np.cos(b) + pitch, np.sin(b))) / 2
    up = np.cos(np.radians(zenith))
    lit = 1 - np.clip(cover * np.abs(np.cos(np.radians(angle))) / np.maximum(up, 1e-3), 0, 1)
    beneath = 0.2 * (weather.dni * np.maximum(up, 0) * lit + weather.dhi * (1 - cover * (sees_sky + sees_ground)))
    behind = 1 - 1 / float(row["rows"])
    direct = beam * (1 - behind * np.asarray(shaded))
    over = 1 - behind * (1 - sees_sky / ((1 + np.cos(b)) / 2))
    floor = ground * (1 - behind) + beneath * sees_ground * behind
    poa = direct + (dome + band) * over + floor
    effective = direct * passes + (dome * diffuse["sky"] + band * diffuse["horizon"]) * over + floor * diffuse["ground"]
    cell = temperature.faiman(poa, weather.temperature_c, weather.wind_m_s, 25.0, 6.84)
    clean = 1 - np.array(SOILING)[MONTH]
    kw = float(row["capacity_kw"])
    per_k = -0.0029
    dc = pvsystem.pvwatts_dc(effective * clean, cell, kw, per_k) * np.prod([1 - one for one in BEFORE])
    ac_kw = kw / 1.5
    ac = np.clip(pvsystem.inverter.pvwatts(dc, ac_kw / 0.96, 0.96), 0, ac_kw)
    return np.asarray(ac * 0.99 * 0.97), np.asarray(beam + dome + band + ground)


@pytest.fixture(scope="module")
def hours(run: Run) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    return {one: chain(run.weather, row, LAT, LON) for one, row in run.layouts.iterrows()}


def test_energy_by_month_and_year(run: Run, hours: dict[str, Any]) -> None:
    months = [f"kwh_{month:02d}" for month in range(1, 13)]
    for option, row in run.layouts.iterrows():
        energy, poa = hours[option]
        assert row["annual_kwh"] == pytest.approx(energy.sum(), rel=5e-4), option
        assert row[months].to_numpy(dtype=float) == pytest.approx(np.bincount(MONTH, energy), rel=2e-3), option
        assert row["poa_kwh_m2"] == pytest.approx(poa.sum() / 1000, rel=2e-4)
        assert row["specific_kwh_per_kw"] == pytest.approx(row["annual_kwh"] / row["capacity_kw"], rel=1e-12)
        assert row["ac_kw"] == pytest.approx(row["capacity_kw"] / 1.5)
        assert row["start_kwh"] == pytest.approx(poa.sum() / 1000 * row["capacity_kw"], rel=1e-3)
        assert row["p90_kwh"] == pytest.approx(row["annual_kwh"] * (1 - 1.281552 * 0.05), rel=1e-6)
        daily = np.bincount(MONTH, poa) / 1000 / DAYS
        heat = np.repeat([0.90, 0.85, 0.80, 0.85, 0.90], [2, 3, 3, 3, 1])
        jis = (0.97 * 0.95 * 0.97 * 0.94 * 0.90 * heat * row["capacity_kw"] * daily * DAYS).sum()
        assert row["jis_kwh"] == pytest.approx(jis, rel=1e-3)


def test_losses_are_the_stated_shares(run: Run) -> None:
    losses = pd.read_csv(io.BytesIO(losses_csv(run.results)), encoding="utf-8-sig")
    for option, mine in losses.groupby("option_id"):
        share, row = mine.set_index("step")["share"], run.layouts.loc[option]
        assert share[["mismatch", "wiring", "connections", "light_induced", "nameplate"]].to_numpy() == pytest.approx(
            BEFORE
        )
        assert share[["alternating", "availability"]].to_numpy() == pytest.approx([0.01, 0.03])
        assert share["clipping"] > 0
        assert row["start_kwh"] - mine["kwh"].sum() == pytest.approx(row["annual_kwh"], rel=1e-9)
        assert mine["left_kwh"].to_numpy() == pytest.approx(
            row["start_kwh"] - mine["kwh"].cumsum().to_numpy(), rel=1e-9
        )


def used_on_site(share: np.ndarray, first_kwh: float, years: int) -> np.ndarray:
    """What the load takes of each year, hour by hour from January."""
    load = load_kw(pd.date_range("2025-01-01", periods=8760, freq="h"))
    energies = first_kwh * 0.995 ** np.arange(years)
    return np.array([sum(min(made, taken) for made, taken in zip(share * one, load, strict=True)) for one in energies])


def test_own_use_hour_by_hour_and_money_with_output_control(run: Run, hours: dict[str, Any]) -> None:
    """22 yen avoided on site, 8 yen for what is exported and not cut; 20 yen under the fixed price."""
    options = run.results.options.set_index("option_id")
    for option, row in run.layouts.iterrows():
        first, energy = float(row["annual_kwh"]), hours[option][0]
        years = 20 if option == run.option("A-P1") else 1
        own = used_on_site(energy / energy.sum(), first, years)
        assert options.loc[option, "own_use_share_surplus"] == pytest.approx(own[0] / first, rel=2e-4)
        made = first * 0.995 ** np.arange(20)
        taken = 1 - np.array([*CUT, *([CUT[-1]] * 17)])
        costs = 200_000 * row["capacity_kw"] + 20 * 5_000 * row["capacity_kw"]
        fit = 20 * (made * taken).sum() - costs
        assert options.loc[option, "npv_yen_fit"] == pytest.approx(fit, abs=1e-9 * costs)
        if years == 20:
            surplus = 22 * own.sum() + 8 * ((made - own) * taken).sum() - costs
            assert options.loc[option, "npv_yen_surplus"] == pytest.approx(surplus, abs=2e-4 * costs)
    flows = run.results.flows
    sums = flows.filter(regex=r"^y\d+$").sum(axis=1).groupby([flows["option_id"], flows["case"]]).sum()
    for (option, case), yen in sums.items():
        assert yen == pytest.approx(options.loc[option, f"npv_yen_{case}"], rel=1e-9)


def test_a_plot_that_is_only_screened_follows_the_hours_of_an_unshaded_row(run: Run) -> None:
    row = pd.Series(
        {"tilt_deg": 25.0, "facing_deg": 0.0, "slope_m": 1.0, "row_pitch_m": 1e6, "rows": 1, "capacity_kw": 1.0}
    )
    energy, _ = chain(run.weather, row, LAT, LON)
    screened = run.results.options.set_index("option_id").loc["A-P1-pv-area"]
    first = float(screened["annual_kwh"])
    own = used_on_site(energy / energy.sum(), first, 1)[0]
    assert screened["own_use_share_surplus"] == pytest.approx(own / first, rel=2e-4)
