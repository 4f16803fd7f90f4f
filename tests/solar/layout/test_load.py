"""Load against the allowance: what is not known is never all right."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from siting.project.sunlight.files import Module
from siting.project.sunlight.settings import Layout
from siting.solar.layout.load import Load, load_of
from tests.solar.layout.grounds import MODULE

# 22 kg on 1.762 x 1.134 m: 11.0104 kg/m2.
PANEL = 22.0 * 9.80665 / 1000 / (1.762 * 1.134)


def of(
    rack: float | None, ballast: float | None, allowance: float | None, mount: str = "building_roof",
    module: Module | None = MODULE,
) -> Load:  # fmt: skip
    return load_of(Layout.model_validate({"rack_kn_m2": rack, "ballast_kn_m2": ballast}), mount, module, allowance)


def test_the_parts_add_up() -> None:
    assert pytest.approx(0.10798, abs=1e-5) == PANEL
    fits = of(0.1, 0.4, 1.0)
    assert (fits.kn_m2, fits.state, fits.notes) == (pytest.approx(PANEL + 0.5), "ok", ())
    assert of(0.1, 0.4, PANEL + 0.5 + 1e-9).state == "ok"
    assert of(0.1, 0.4, PANEL + 0.5 - 1e-9).state == "exceeded"


def test_a_part_that_is_not_known_is_never_ok() -> None:
    massless = replace(MODULE, mass_kg=math.nan)
    for load in (
        of(None, 0.4, 1.0), of(0.1, None, 1.0), of(0.1, 0.4, 1.0, module=None), of(0.1, 0.4, 1.0, module=massless),
    ):  # fmt: skip
        assert load.state == "unknown"
        assert math.isnan(load.kn_m2)
    for allowance in (None, math.nan):
        load = of(0.1, 0.4, allowance)
        assert (load.state, load.kn_m2) == ("unknown", pytest.approx(PANEL + 0.5))


def test_known_parts_alone_can_be_too_heavy() -> None:
    load = of(None, 0.9, 1.0)
    assert (load.state, math.isnan(load.kn_m2)) == ("exceeded", True)
    assert load.notes[0].say("en").startswith("the known parts of the load alone are 1.01 kN/m2")


@pytest.mark.parametrize("ballast", [None, 0.0])
def test_a_structure_top_needs_ballast(ballast: float | None) -> None:
    load = of(0.1, ballast, 5.0, mount="structure_top")
    assert load.state == "unknown"
    assert "without anchors" in load.notes[0].say("en")
    # On a roof or on the ground anchors or piles may hold the racks.
    assert of(0.1, 0.0, 5.0, mount="ground").state == "ok"
    assert of(0.1, 0.5, 5.0, mount="structure_top").notes == ()
