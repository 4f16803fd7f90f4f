"""Output control takes of what is exported, year by year, and of nothing else."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from siting.finance.flows import Plant, plant_of
from tests.finance.study import plant, study

SOLD = {"kind": "fit", "price_yen_per_kwh": 20}
SURPLUS = {"kind": "surplus", "price_yen_per_kwh": 15, "surplus_yen_per_kwh": 8, "own_use_share": 0.4}
YEARS = {"years": 4, "degradation": {"pv": 0.01}}


def controlled(*shares: float) -> Plant:
    one = plant()
    return replace(one, curtailed=np.array([shares]))


def test_each_year_has_its_share_and_the_last_one_holds_on() -> None:
    whole = study(plant(), SOLD, YEARS).flow
    less = study(controlled(0.1, 0.2), SOLD, YEARS).flow
    left = np.array([1.0, 0.9, 0.8, 0.8, 0.8])
    assert less.energy_kwh == pytest.approx(whole.energy_kwh * left, rel=1e-12)
    assert less.items["sales"] == pytest.approx(whole.items["sales"] * left, rel=1e-12)


def test_what_is_used_on_site_is_not_controlled() -> None:
    whole = study(plant(), SURPLUS, YEARS, own_share=0.4).flow
    less = study(controlled(0.5), SURPLUS, YEARS, own_share=0.4).flow
    assert less.own_kwh == pytest.approx(whole.own_kwh, rel=1e-12)
    assert less.items["avoided_purchase"] == pytest.approx(whole.items["avoided_purchase"], rel=1e-12)
    assert less.items["sales"] == pytest.approx(whole.items["sales"] * 0.5, rel=1e-12)
    assert less.energy_kwh == pytest.approx(whole.own_kwh + (whole.energy_kwh - whole.own_kwh) * 0.5, rel=1e-12)


def test_only_solar_is_controlled() -> None:
    frame = pd.DataFrame(
        {
            "technology": ["pv", "hydro"], "stage": ["screening"] * 2, "capacity_kw": [1.0, 1.0], "annual_kwh": [1e3, 1e3],
            "capex_yen": [1.0, 1.0], "opex_yen_per_year": [0.0, 0.0], "supply_loss": [0.0, 0.0],
        }
    )  # fmt: skip
    found = plant_of(frame, (0.1, 0.3)).curtailed
    assert found is not None
    assert found.tolist() == [[0.1, 0.3], [0.0, 0.0]]
    assert plant_of(frame).curtailed is None


@given(st.floats(0, 0.99), st.floats(0, 0.99))
def test_more_control_never_earns_more(first: float, second: float) -> None:
    low, high = sorted((first, second))
    earned = [study(controlled(share), SURPLUS, YEARS, own_share=0.4).flow.benefit_yen.sum() for share in (low, high)]
    assert earned[0] >= earned[1]
