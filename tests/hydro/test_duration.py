from __future__ import annotations

import numpy as np
import pytest

from siting.hydro.duration import canonical, check_water, duration_curve, exceedance
from siting.hydro.energy import yearly
from siting.hydro.records import Bypass, Water
from tests.hydro.engine import MACHINES, swinging, water

CASES = {
    "steady": water(swinging()),
    "pipe": water(swinging(), loss=60.0),
    "own line": water(swinging(), loss=60.0, bypass=Bypass.OWN_LINE),
}


@pytest.mark.parametrize("name", MACHINES)
@pytest.mark.parametrize("case", CASES)
def test_a_hundred_and_one_points_match_the_hours(name: str, case: str) -> None:
    year = CASES[case]
    curve = duration_curve(year)
    assert len(curve.hours) == 101
    units = np.array([1, 1, 1, 2, 3])
    flow = np.array([0.1, 0.2, 0.25, 0.25, 0.2])
    head = np.full(5, 28.0)
    by_hours = yearly(year, MACHINES[name], units, flow, head)
    by_curve = yearly(curve, MACHINES[name], units, flow, head)
    assert by_curve.annual_kwh == pytest.approx(by_hours.annual_kwh, rel=1e-3)
    total = year.flow_m3_s.mean() * 8760 * 3600
    assert by_curve.turbined_m3 == pytest.approx(by_hours.turbined_m3, abs=2e-3 * total)


def test_the_volume_and_the_hours_are_exact() -> None:
    curve = duration_curve(CASES["steady"])
    check_water(curve)
    assert (curve.flow_m3_s * curve.hours).sum() == pytest.approx(swinging().mean() * 8760, rel=1e-13)
    assert not curve.month.any()
    assert (np.diff(curve.flow_m3_s) > 0).all()


def test_few_flows_stand_as_they_are() -> None:
    curve = duration_curve(water([0.2, 0.1, 0.2, 0.0], hours=[1000, 2000, 3000, 2760]))
    assert curve.flow_m3_s.tolist() == [0.0, 0.1, 0.2]
    assert curve.hours.tolist() == [2760, 2000, 4000]


def test_a_pump_that_is_on_or_off_is_not_averaged() -> None:
    rng = np.random.default_rng(2)
    on = rng.random(8760) < 0.375
    flow = np.where(on, rng.normal(0.2, 0.005, 8760), 0.0)
    curve = duration_curve(water(flow))
    assert not ((curve.flow_m3_s > 0) & (curve.flow_m3_s < 0.15)).any()
    assert curve.hours[curve.flow_m3_s > 0].sum() == pytest.approx(on.sum())


def test_a_head_of_its_own_needs_the_record() -> None:
    with pytest.raises(ValueError, match="duration curve"):
        duration_curve(water([0.1, 0.2], [30.0, 31.0]))


def test_exceedance_is_the_sorted_record() -> None:
    share, flow = exceedance(water([0.1, 0.4, 0.2, 0.3], hours=[4380, 876, 1752, 1752]), 11)
    assert share == pytest.approx(np.arange(11) / 10)
    assert flow.tolist() == [0.4, 0.4, 0.3, 0.3, 0.2, 0.2, 0.1, 0.1, 0.1, 0.1, 0.1]


def test_canonical_forgets_the_order() -> None:
    rng = np.random.default_rng(3)
    flow, head, hours = rng.choice([0.1, 0.2, 0.3], 60), rng.choice([20.0, 30.0], 60), rng.choice([1.0, 2.0], 60)
    hours *= 8760 / hours.sum()
    order = rng.permutation(60)
    one = canonical(water(flow, head, hours=hours))
    other = canonical(water(flow[order], head[order], hours=hours[order]))
    for name in ("flow_m3_s", "head_m", "hours"):
        assert getattr(one, name).tolist() == getattr(other, name).tolist()
    assert canonical(water(flow)).flow_m3_s.tolist() == sorted(flow)


@pytest.mark.parametrize(
    ("year", "words"),
    [
        (water([], hours=[]), "empty"),
        (water([0.1, np.nan]), "flow that is no number"),
        (water([0.1, 0.2], [30.0, np.nan]), "head that is no number"),
        (water([0.1, np.inf]), "flow that is no number"),
        (water([0.1, 0.2], hours=[8760, np.nan]), "hours that is no number"),
        (water([0.1, -0.2]), "negative flow"),
        (water([0.1, 0.2], hours=[8761, -1]), "negative hours"),
        (water([0.1, 0.2], hours=[8760, 24]), "8784"),
        (water([0.1], loss=-1.0), "loss"),
        (water([0.1], loss=1.0, exponent=0.5), "loss"),
        (Water(np.ones(2), np.ones(1), np.ones(2), np.zeros(2, dtype=np.int64)), "length"),
    ],
)
def test_a_faulty_record_is_refused(year: Water, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        yearly(year, MACHINES["kaplan"], np.array([1]), np.array([0.2]), np.array([30.0]))
