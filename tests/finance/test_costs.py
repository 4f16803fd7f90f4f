"""Stepped costs: class by class, at the bounds, by kW and by MWh."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from siting.finance.costs import running_yen_per_year, stepped_yen
from siting.project.amounts import SteppedCost
from siting.project.model import RunningCost

BY_MWH = SteppedCost.model_validate(
    {
        "fixed_yen": 12_005_500,
        "steps": [
            {"below_mwh": 50, "yen_per_mwh": 800_000},
            {"below_mwh": 100, "yen_per_mwh": 780_000},
            {"yen_per_mwh": 750_000},
        ],
    }
)
BY_KW = SteppedCost.model_validate({"steps": [{"below_kw": 10, "yen_per_kw": 400_000}, {"yen_per_kw": 300_000}]})


def test_a_size_on_the_bound_belongs_to_the_class_above() -> None:
    energy = np.array([49_999.999, 50_000.0, 99_999.999, 100_000.0])
    rates = (stepped_yen(BY_MWH, np.zeros(4), energy) - 12_005_500) / (energy / 1000)
    np.testing.assert_allclose(rates, [800_000, 780_000, 780_000, 750_000])


def test_classes_by_power() -> None:
    power = np.array([9.9, 10.0, 100.0])
    np.testing.assert_allclose(stepped_yen(BY_KW, power, np.zeros(3)), [3.96e6, 3.0e6, 30e6])


def test_running_cost() -> None:
    cost = RunningCost(fixed_yen_per_year=505_000, yen_per_kw_year=3_140)
    np.testing.assert_allclose(running_yen_per_year(cost, np.array([0.0, 784.0])), [505_000, 2_966_760])


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=50))
def test_an_array_is_its_elements_one_by_one(energies: list[float]) -> None:
    whole = stepped_yen(BY_MWH, np.zeros(len(energies)), np.array(energies))
    single = [stepped_yen(BY_MWH, np.zeros(1), np.array([one]))[0] for one in energies]
    assert whole.tolist() == single
