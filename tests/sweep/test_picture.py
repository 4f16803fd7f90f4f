"""The heat map of a sweep shows the figures of its rows."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree

import pytest

import siting
from siting.sweep.picture import heat_map_svg, shown_figure
from siting.sweep.plan import plan_sweep
from siting.sweep.points import Points
from tests.conftest import EXAMPLE

PROJECT = siting.load(EXAMPLE)
SVG = "{http://www.w3.org/2000/svg}"


def words(vary: Sequence[str], lang: str = "en") -> list[str]:
    plan = plan_sweep(PROJECT, vary)
    root = ElementTree.fromstring(heat_map_svg(plan, Points(plan), lang))
    return [node.text or "" for node in root.iter(f"{SVG}text")]


def test_options_over_a_price() -> None:
    shown = words(["cases.fit.price_yen_per_kwh=20:40:10"])
    rows = siting.sweep(PROJECT, ["cases.fit.price_yen_per_kwh=20:40:10"])
    terauchi = rows[rows["option_id"].eq("W07-P1-pv-study")]["bc_fit"]
    assert {"20", "30", "40", "price (Feed-in tariff) [yen/kWh]", "B/C = 1"} <= set(shown)
    at = next(at for at, one in enumerate(shown) if one.startswith("W07-P1 "))
    assert shown[at + 1 : at + 4] == [f"{bc:.2f}" for bc in terauchi]


def test_the_best_option_over_price_and_rate_in_japanese() -> None:
    shown = words(["cases.fit.price_yen_per_kwh=8:45:0.5", "finance.discount_rate=0,0.02,0.04"], "ja")
    assert any("割引率" in one for one in shown)
    assert any("固定価格買取制度" in one for one in shown)
    assert any("75" in one and "13" in one for one in shown)
    rows = siting.sweep(PROJECT, ["cases.fit.price_yen_per_kwh=8", "finance.discount_rate=0.04"])
    first = rows[rows["rank"].eq(1) & rows["stage"].eq("screening")].iloc[0]
    assert any(first["option_id"] in one for one in shown)
    at = shown.index("0.04")
    assert shown[at + 1] == f"{first['bc_fit']:.2f}"


def test_rounding_never_hides_the_side_of_one() -> None:
    values = [0.9949, 0.9951, 0.99999, 1.0, 1.004, 2.345]
    assert [shown_figure(value) for value in values] == ["0.99", "0.995", "1.00", "1.00", "1.00", "2.35"]


@pytest.mark.parametrize("vary", [["finance.discount_rate=0:0.1:0.002"], ["finance.years=20"], ["screening.pv.kwh_per_kw=900:1100:100", "finance.years=10,20", "finance.discount_rate=0,0.1"]])  # fmt: skip
def test_any_keys_make_a_picture(vary: list[str]) -> None:
    shown = words(vary)
    assert "B/C = 1" in shown
    assert "nan" not in shown
