"""Laws of energy under light and shade."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from siting.solar.records import Designs, YieldModel
from siting.solar.yields.yearly import yearly
from tests.solar.yields.test_yearly import wall
from tests.solar.yields.years import CLIMATES, a_model, made_year, some_designs

# Few tilts, whose diffuse reflection is integrated once.
tilts = st.sampled_from([0.0, 5.0, 10.0, 30.0, 60.0, 90.0])
azimuths = st.floats(0, 360)
covers = st.floats(0.05, 0.95)
places = st.sampled_from(sorted(CLIMATES))
models = st.builds(
    a_model,
    transposition=st.sampled_from(["perez", "haydavies"]),
    blocks=st.sampled_from([0, 0, 2, 5]),
    albedo=st.sampled_from([np.zeros(12), np.full(12, 0.2), np.full(12, 0.8)]),
    covered_from_cm=st.sampled_from([float("inf"), 10.0]),
    cleared_from_deg=st.just(35.0),
)
# A loss of less than this share of the energy is none.
NOTHING = 1e-9


@st.composite
def designs(draw: st.DrawFn) -> Designs:
    made = some_designs(draw(tilts), draw(azimuths), draw(st.floats(0.5, 3)), draw(covers), draw(st.integers(1, 50)))
    return replace(made, screen=np.array([draw(st.sampled_from([-1, 0, 1]))]))


@settings(max_examples=40)
@given(designs(), models, places, st.floats(0, 80))
def test_energy_is_never_negative_and_months_and_losses_add_up(
    design: Designs, model: YieldModel, place: str, height_deg: float
) -> None:
    weather = made_year(place)
    found = yearly(weather, design, model, wall(weather.lat, weather.lon, height_deg))
    assert (found.ac_kwh >= 0).all()
    assert (found.poa_kwh_m2 >= 0).all()
    np.testing.assert_allclose(found.ac_kwh.sum(axis=1), found.annual_kwh, rtol=1e-12)
    left = found.start_kwh - sum(found.losses.values())
    np.testing.assert_allclose(left, found.annual_kwh, atol=1e-9 * found.start_kwh[0])
    for step in ("obstacles", "rows", "soiling", "snow", "mismatch", "inverter", "clipping", "availability"):
        assert found.losses[step][0] >= -NOTHING * found.start_kwh[0], step


@settings(max_examples=30)
@given(designs(), models, places, st.lists(covers, min_size=2, max_size=6, unique=True))
def test_wider_pitch_never_yields_less_per_power(
    design: Designs, model: YieldModel, place: str, cover: list[float]
) -> None:
    packed = np.array(sorted(cover, reverse=True))
    one = design[np.zeros(len(packed), dtype=np.int64)]
    spread = replace(one, pitch_m=one.slope_m / packed, screen=np.full(len(packed), -1))
    energy = yearly(made_year(place), spread, model).annual_kwh
    assert (np.diff(energy) >= -NOTHING * energy.max()).all()


@settings(max_examples=30)
@given(designs(), models, places, st.floats(0, 60), st.floats(0, 30))
def test_a_screen_never_adds_and_a_higher_one_takes_more(
    design: Designs, model: YieldModel, place: str, height_deg: float, more_deg: float
) -> None:
    weather = made_year(place)
    screened = replace(design, screen=np.zeros(1, dtype=np.int64))
    free, low, high = (
        float(yearly(weather, screened, model, screens).annual_kwh[0])
        for screens in (
            None,
            wall(weather.lat, weather.lon, height_deg),
            wall(weather.lat, weather.lon, height_deg + more_deg),
        )
    )
    assert low <= free * (1 + NOTHING)
    assert high <= low * (1 + NOTHING) + 1e-9
