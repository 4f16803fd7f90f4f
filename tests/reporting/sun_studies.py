"""Studies of drawn plots by the hours, for the tests of workbook, explanation and exports."""

from __future__ import annotations

from pathlib import Path

from siting.project.load import load_project
from siting.reporting.results import Results
from siting.run.evaluate import evaluate
from tests.run.sun_projects import TOML, shape, write_project

CONTROL = '[solar.curtailment]\narea = "kansai"\nshares = [0.03, 0.1, 0.04]\nsource = "assumed"\nassumption = true\n'
SUNNY = (
    TOML.replace("degradation =", "discount_rate = 0.02\ndegradation =")
    + """
[cases.own]
kind = "surplus"
price_yen_per_kwh = 21
own_use_share = 0.6
surplus_yen_per_kwh = 8.5
price_change_per_year = 0.01
[cases.site_ppa]
kind = "ppa"
price_yen_per_kwh = 17
surplus_yen_per_kwh = 6
[cases.other_site]
kind = "wheeling"
price_yen_per_kwh = 22
wheeling = { charge_yen_per_kwh = 2.5, charge_yen_per_kw_month = 40, loss_share = 0.04 }
[co2]
factor_kg_per_kwh = 0.4
[solar.shade]
buildings = "walls.gpkg"
source = "survey"
[solar.glare]
observers = "eyes.gpkg"
step_minutes = 10
"""
    + CONTROL
)
# What ``by_hand`` of the workbook's tests enters: other shares of output control and another cost.
OTHER = ("shares = [0.03, 0.1, 0.04]", "shares = [0.0, 0.2, 0.15]"), ("yen_per_kw = 200000", "yen_per_kw = 180000")


def sunny(folder: Path, *replaced: tuple[str, str]) -> Results:
    """A study of drawn plots, a wall, an eye, a load and output control, with pieces of project.toml replaced."""
    toml = SUNNY
    for old, new in replaced:
        assert old in toml, old
        toml = toml.replace(old, new)
    walls = [{"height_m": 15.0, "geometry": shape("wall")}]
    eyes = [{"name": "東の住宅", "height_m": 6.0, "geometry": shape("east")}]
    return evaluate(load_project(write_project(folder, toml, walls=walls, eyes=eyes)))
