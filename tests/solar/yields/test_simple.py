"""Factor method, JIS C 8907, spread of years, and what the project's section becomes."""

from __future__ import annotations

import numpy as np
import pytest

from siting.project.sunlight.files import Module
from siting.project.sunlight.settings import FactorYield, Solar
from siting.solar.records import Layout, Pitch
from siting.solar.yields.factor import factor_yield
from siting.solar.yields.jis import BASIC_FACTOR, jis_factors, jis_monthly_kwh
from siting.solar.yields.model import designs_of, yield_model
from siting.solar.yields.spread import exceeded_kwh

# Tokyo, facing south at 30 degrees [kWh/m2/day], and the energy of 4 kW with factors of two decimals [kWh]: the worked
# example of JIS C 8907 at solartech.jp (power_generation/ongrid.html).
TOKYO_DAILY = (3.79, 4.0, 3.97, 4.36, 4.27, 3.59, 3.78, 4.14, 3.23, 3.19, 3.16, 3.31)
TOKYO_KWH = (319.6, 304.6, 315.1, 334.8, 338.9, 258.5, 281.2, 308.0, 248.1, 253.2, 242.7, 279.1)


def test_the_published_example_of_tokyo_month_by_month() -> None:
    assert jis_factors(2).tolist() == [0.68, 0.68, 0.64, 0.64, 0.64, 0.6, 0.6, 0.6, 0.64, 0.64, 0.64, 0.68]
    np.testing.assert_allclose(jis_monthly_kwh(4.0, TOKYO_DAILY, decimals=2), TOKYO_KWH, atol=0.0501)


def test_unrounded_factors_and_several_designs() -> None:
    assert pytest.approx(0.7562, abs=5e-5) == BASIC_FACTOR
    both = jis_monthly_kwh([4.0, 8.0], np.tile(TOKYO_DAILY, (2, 1)))
    np.testing.assert_allclose(both[1], 2 * both[0])
    np.testing.assert_allclose(both[0].sum(), sum(TOKYO_KWH), rtol=0.005)


def test_the_yields_of_the_study_by_factor() -> None:
    """Toyonaka, 2012: 937.7, 960.7 and 999.0 kWh/kW; factor and irradiation are inferred."""
    factor = FactorYield(factor=0.73, tilts_deg=(5.0, 10.0, 30.0), daily_kwh_m2=(3.52, 3.605, 3.75), source="x")
    found = [factor_yield(factor, tilt) for tilt in (5.0, 10.0, 30.0)]
    assert found == pytest.approx([937.7, 960.7, 999.0], rel=0.002)
    with pytest.raises(ValueError, match="20 degrees"):
        factor_yield(factor, 20.0)


def test_nine_years_of_ten_exceed_p90() -> None:
    assert exceeded_kwh([1000.0, 500.0], 0.05) == pytest.approx(
        [1000 * (1 - 1.2816 * 0.05), 500 * (1 - 1.2816 * 0.05)], rel=1e-5
    )
    assert exceeded_kwh(1000.0, 0.05, 0.5) == pytest.approx(1000)
    assert exceeded_kwh(1000.0, 2.0) == 0


SOLAR = {"module": "m", "tilts_deg": [10.0], "physics": {"cells": {"building_roof": {"u0": 20.0, "u1": 5.0}}}}
MODULE = Module("m", "m", 400.0, 1.7, 1.1, 21.0, -0.0034, "x")


def layout(tilt_deg: float, kw: float) -> Layout:
    pitch = Pitch(gap_per_height=2.0, gap_m=1.3, pitch_m=4.5, by_minimum=False)
    return Layout(tilt_deg, 200.0, pitch, 3.4, 1000.0, 900.0, 400.0, kw, 7)


def test_layouts_become_designs_with_their_inverter_and_mounting() -> None:
    solar = Solar.model_validate({**SOLAR, "inverter": {"dc_ac_ratio": 1.25}})
    found = designs_of([layout(5, 100), layout(10, 80)], solar, MODULE, ["building_roof", "ground"], np.array([-1, 2]))
    assert found.ac_kw.tolist() == [80, 64]
    assert (found.u0.tolist(), found.u1.tolist()) == ([20, 25], [5, 6.84])
    assert found.power_per_k.tolist() == [-0.0034, -0.0034]
    assert (found.pitch_m.tolist(), found.slope_m.tolist(), found.rows.tolist()) == ([4.5, 4.5], [3.4, 3.4], [7, 7])
    assert found.screen.tolist() == [-1, 2]
    stated = Solar.model_validate({**SOLAR, "physics": {"power_per_k": -0.004}})
    assert designs_of([layout(5, 1)], stated, MODULE, ["ground"], np.array([-1])).power_per_k.tolist() == [-0.004]
    with pytest.raises(ValueError, match="power_per_k"):
        designs_of([layout(5, 1)], solar, None, ["ground"], np.array([-1]))


def test_the_section_becomes_the_model() -> None:
    plain = yield_model(Solar.model_validate(SOLAR))
    assert (plain.transposition, plain.blocks, plain.row_shade) == ("perez", 0, True)
    assert plain.covered_from_cm == float("inf")
    assert plain.soiling.tolist() == [0.02] * 12
    assert plain.albedo.tolist() == [0.2] * 12
    assert plain.before_inverter == {
        "mismatch": 0.02, "wiring": 0.02, "connections": 0.005, "light_induced": 0.015, "nameplate": 0.01,
    }  # fmt: skip
    assert plain.after_inverter == {"alternating": 0.0, "availability": 0.03}
    other = yield_model(
        Solar.model_validate(
            {
                **SOLAR,
                "losses": {"soiling": [0.01] * 6 + [0.05] * 6},
                "shade": {"rows": False, "electrical": "blocks", "blocks": 3},
                "snow": {"covered_from_cm": 3.0, "cleared_from_deg": 30.0},
            }
        )
    )
    assert (other.row_shade, other.blocks) == (False, 3)
    assert (other.covered_from_cm, other.cleared_from_deg, other.snow_albedo) == (3.0, 30.0, 0.7)
    assert other.soiling.tolist() == [0.01] * 6 + [0.05] * 6
