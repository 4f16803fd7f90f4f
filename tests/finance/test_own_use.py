from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from siting.finance.clear_days import clear_day_shares, sun_height_sine
from siting.finance.hours import hours_of
from siting.finance.own_use import MONTHS, mean_price, own_use
from siting.project.loads.calendar import days_of
from siting.project.loads.files import OwnUseFiles
from siting.project.loads.profiles import constant_share, usual_profile
from siting.project.loads.record import Load, Profile
from siting.project.own_use import Tariff

SUN = clear_day_shares(34.8, 135.5)
FLAT = constant_share()
SHAPES = np.stack([SUN, FLAT])


def loads_of(seed: int, count: int = 3) -> Any:
    """Loads with a day's and a week's swing, ties and hours without any."""
    draw = np.random.default_rng(seed)
    hour, day = np.arange(8760) % 24, np.arange(8760) // 24
    base = 50 + 30 * np.sin(hour / 24 * 2 * np.pi) - 20 * (day % 7 >= 5)
    loads = base * draw.choice([0.01, 1, 100], (count, 1)) * draw.uniform(0.5, 1.5, (count, 8760))
    loads[1 % count] = np.round(loads[1 % count])
    loads[:, draw.integers(0, 8760, 50)] = 0.0
    return loads


def prices_of(seed: int, count: int = 3) -> Any:
    return np.random.default_rng(seed).choice([12.0, 17.5, 22.25], (count, 8760))


def years(first: float, loss: float = 0.005, count: int = 5) -> list[float]:
    return [0.0, *(first * (1 - loss) ** year for year in range(count))]


def test_it_equals_the_plain_loop_over_all_hours() -> None:
    draw = np.random.default_rng(3)
    loads, prices = loads_of(1), prices_of(2)
    count = 40
    energy = np.array([years(float(10 ** draw.uniform(0, 8)), float(draw.uniform(0, 0.3))) for _ in range(count)])
    shape_of, load_of = draw.integers(0, 2, count), draw.integers(0, 3, count)
    found = own_use(energy, shape_of, load_of, SHAPES, loads, prices)
    for option in range(count):
        load, price = loads[load_of[option]], prices[load_of[option]]
        for year in range(energy.shape[1]):
            generated = energy[option, year] * SHAPES[shape_of[option]]
            used = np.minimum(generated, load)
            taken = np.maximum(load - generated, 0)
            assert found.own_kwh[option, year] == pytest.approx(used.sum(), rel=1e-12, abs=0)
            assert found.saved_yen[option, year] == pytest.approx((used * price).sum(), rel=1e-12, abs=0)
            fall = load.max() - taken.max()
            assert found.peak_saving_kw[option, year] == pytest.approx(fall, abs=1e-12 * load.max())
            if year == 1:
                for month, span in enumerate(MONTHS):
                    assert found.month_peak_before_kw[option, month] == load[span].max()
                    left = taken[span].max()
                    assert found.month_peak_after_kw[option, month] == pytest.approx(left, abs=1e-12 * load.max())


@given(
    seed=st.integers(0, 20),
    first=st.floats(0, 1e9, allow_nan=False),
    more=st.floats(1, 5),
    shape=st.integers(0, 1),
)
def test_laws(seed: int, first: float, more: float, shape: int) -> None:
    load, price = loads_of(seed, 1), prices_of(seed, 1)
    # Evenly spaced energies, to see the straight pieces bend down only.
    energy = np.linspace(first, first * more, 5)[None, :]
    found = own_use(energy, np.array([shape]), np.array([0]), SHAPES, load, price)
    own, saved, peak = found.own_kwh[0], found.saved_yen[0], found.peak_saving_kw[0]
    assert (own >= 0).all()
    assert (own <= energy[0]).all()
    assert (own <= load.sum() * (1 + 1e-12)).all()
    slack = 1e-12 * max(own.max(), 1e-300)
    assert (np.diff(own) >= -slack).all()
    assert (np.diff(own, 2) <= 4 * slack).all()
    assert (np.diff(saved) >= -30 * slack).all()
    assert (saved >= price.min() * own * (1 - 1e-12)).all()
    assert (saved <= price.max() * own * (1 + 1e-12)).all()
    assert (peak >= 0).all()
    assert (peak <= load.max()).all()
    assert (np.diff(peak) >= -1e-12 * load.max()).all()
    exported = energy[0] - own
    generated = energy[0][:, None] * SHAPES[shape]
    assert exported == pytest.approx(np.maximum(generated - load, 0).sum(axis=1), rel=1e-9, abs=1e-9 * energy.max())


def test_every_kwh_at_the_tariff_pays_too_much() -> None:
    """The trap: a plant with as much energy as the facility takes in a year covers far less than all of it."""
    load = np.full((1, 8760), 100.0)
    price = np.full((1, 8760), 20.0)
    energy = np.array([years(876_000.0, 0.0, 1)])
    found = own_use(energy, np.array([0]), np.array([0]), SHAPES, load, price)
    every_kwh = energy[0, 1] * mean_price(np.array([0]), np.array([0]), SHAPES, price)[0]
    assert every_kwh == pytest.approx(876_000 * 20)
    assert found.saved_yen[0, 1] < 0.5 * every_kwh
    # At night the facility takes what it took before: nothing of the demand charge is saved.
    assert found.peak_saving_kw[0, 1] == 0
    steady = own_use(energy, np.array([1]), np.array([0]), SHAPES, load, price)
    assert steady.saved_yen[0, 1] == pytest.approx(every_kwh)
    assert steady.peak_saving_kw[0, 1] == pytest.approx(100.0)


def test_mean_price_weighs_the_hours_of_generation() -> None:
    price = np.where(np.arange(8760) % 24 == 12, 30.0, 10.0)[None, :]
    noon = SUN[np.arange(8760) % 24 == 12].sum()
    found = mean_price(np.array([0, 0]), np.array([0, -1]), SHAPES, price)
    assert found[0] == pytest.approx(10 + 20 * noon)
    assert np.isnan(found[1])


def test_the_first_year_still_pays_for_the_peaks_before() -> None:
    """A load with one peak a year, in July at noon: until July the peak of the year before is billed."""
    load = np.full((1, 8760), 10.0)
    peak = 24 * (30 + 31 + 30 + 10) + 12
    load[0, peak] = 50.0
    energy = np.array([years(8760.0 * 5, 0.0, 2)])
    found = own_use(energy, np.array([1]), np.array([0]), SHAPES, load, np.ones((1, 8760)))
    assert found.peak_saving_kw[0, 1:] == pytest.approx([5, 5])
    # April to June as before, July to March lower.
    assert found.first_year_peak_saving_kw == pytest.approx([5 * 9 / 12])


def test_an_option_without_load_uses_nothing_on_site() -> None:
    energy = np.array([years(1000.0), years(1000.0)])
    found = own_use(energy, np.array([0, 0]), np.array([-1, 0]), SHAPES, np.full((1, 8760), 1.0), np.ones((1, 8760)))
    assert (found.own_kwh[0] == 0).all()
    assert found.own_kwh[1, 1] > 0
    nobody = own_use(energy, np.array([0, 0]), np.array([-1, -1]), SHAPES, np.empty((0, 8760)), np.empty((0, 8760)))
    assert (nobody.saved_yen == 0).all()


@pytest.mark.parametrize("fault", ["nan", "negative", "sum"])
def test_unsound_arrays_are_refused(fault: str) -> None:
    energy, shapes = np.array([[0.0, np.nan if fault == "nan" else 5.0]]), SHAPES.copy()
    load = np.full((1, 8760), -1.0 if fault == "negative" else 1.0)
    if fault == "sum":
        shapes = shapes * 1.01
    with pytest.raises(ValueError, match="expected"):
        own_use(energy, np.array([0]), np.array([0]), shapes, load, np.ones((1, 8760)))


def test_the_sun_stands_where_it_stands() -> None:
    """Noon heights at the solstices are 90 - latitude -+ 23.44 degrees; the clock leads and lags by up to 16 minutes."""
    height = np.degrees(np.arcsin(sun_height_sine(35.0, 135.0).reshape(365, 288)))
    assert height[171].max() == pytest.approx(90 - 35 + 23.44, abs=0.1)
    assert height[355].max() == pytest.approx(90 - 35 - 23.44, abs=0.1)
    noon = (height.argmax(axis=1) + 0.5) / 12
    assert noon[41] == pytest.approx(12 + 14.2 / 60, abs=0.06)  # 11 February
    assert noon[306] == pytest.approx(12 - 16.4 / 60, abs=0.06)  # 3 November
    assert clear_day_shares(35.0, 135.0).sum() == pytest.approx(1.0)
    # The year begins in April: the longest day is its 82nd.
    assert clear_day_shares(35.0, 135.0).reshape(365, 24).sum(axis=1).argmax() == pytest.approx(81, abs=3)


def project_files() -> OwnUseFiles:
    load = Load(np.full(8760, 40.0), days_of(2023), 40.0, np.nan, "hours")
    profiles = {"pv": usual_profile("pv"), "hydro": usual_profile("hydro"), "D1": Profile("file", SUN)}
    sites = {"W1": (34.81, 135.52), "W2": (34.79, 135.47), "W3": (np.nan, np.nan)}
    return OwnUseFiles({"W1": load, "W3": load}, profiles, sites)


def test_options_meet_the_hours_of_their_facility() -> None:
    options = pd.DataFrame(
        {
            "facility_id": ["W1", "W1", "W2", "W3", "W1"],
            "owner_id": ["P1", "D2", "P2", "P3", "D1"],
            "technology": ["pv", "hydro", "pv", "pv", "hydro"],
        }
    )
    found = hours_of(options, project_files())
    assert found.without_load.tolist() == [False, False, True, False, False]
    assert found.without_place.tolist() == [False, False, False, True, False]
    # Both places are the same within a tenth of a degree.
    assert found.shape_of.tolist() == [0, 1, 0, -1, 2]
    assert found.shape_keys == ("pv", "hydro", "D1")
    assert found.facility_ids == ("W1", "W3")
    tariff = Tariff.model_validate({"energy": [{"yen_per_kwh": 20}], "energy_as_of": "FY2023"})
    prices = found.prices(tariff)
    energy = np.array([years(100_000.0)] * 5)
    used = found.own_use(energy, prices)
    assert used.own_kwh[1, 1] == pytest.approx(100_000)
    assert used.own_kwh[0, 1] == pytest.approx(np.minimum(100_000 * SUN, 40).sum())
    assert (used.own_kwh[[2, 3]] == 0).all()
    assert np.isnan(found.mean_price(prices)).tolist() == [False, False, True, True, False]


def test_energy_may_be_used_at_another_facility() -> None:
    options = pd.DataFrame({"facility_id": ["W2"], "owner_id": ["P2"], "technology": ["pv"]})
    found = hours_of(options, project_files(), at=pd.Series(["W1"]))
    assert found.without_load.tolist() == [False]
