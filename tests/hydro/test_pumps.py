from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from siting.hydro.energy import operate, yearly
from siting.hydro.pumps import PREDICTIONS, machine_of, pump_to_look_for, turbine_point
from siting.hydro.records import Physics
from siting.project.machines.model import Pump
from tests.hydro.engine import MACHINES, water

IDEAL = Physics(generator_kw=(1.0,), generator_efficiency=(1.0,))


def head_curve(x: float) -> float:
    return (1.0283 * x**2 - 0.5468 * x + 0.5314) / 1.0129


def power_curve(x: float) -> float:
    return (-0.3092 * x**3 + 2.1472 * x**2 - 0.8865 * x + 0.0452) / 0.9967


def test_predictions_at_eighty_percent_spread_as_published() -> None:
    flows = [one.flow_ratio(0.8) for one in PREDICTIONS]
    heads = [one.head_ratio(0.8) for one in PREDICTIONS]
    assert flows == pytest.approx([0.8**-0.5, 0.8**-0.8, 1.2 * 0.8**-0.55])
    assert heads == pytest.approx([1 / 0.8, 0.8**-1.2, 1.2 * 0.8**-1.1])
    assert (round(min(flows), 2), round(max(flows), 2)) == (1.12, 1.36)
    assert (round(min(heads), 2), round(max(heads), 2)) == (1.25, 1.53)
    assert all(one.source and one.confirm for one in PREDICTIONS)


def test_turbine_point_is_a_band() -> None:
    point = turbine_point(0.1, 20.0, 0.8)
    assert 0.1 < point.flow_m3_s.low < point.flow_m3_s.mean < point.flow_m3_s.high
    assert 20 < point.head_m.low < point.head_m.mean < point.head_m.high
    assert point.flow_m3_s.mean == pytest.approx(0.1 * (0.8**-0.5 + 0.8**-0.8 + 1.2 * 0.8**-0.55) / 3)


@given(flow=st.floats(0.001, 1), head=st.floats(1, 100), efficiency=st.floats(0.4, 0.95))
def test_the_pump_to_look_for_leads_back(flow: float, head: float, efficiency: float) -> None:
    wanted = pump_to_look_for(flow, head, efficiency)
    assert wanted.flow_m3_s.low <= wanted.flow_m3_s.mean <= wanted.flow_m3_s.high
    assert turbine_point(wanted.flow_m3_s.mean, wanted.head_m.mean, efficiency).flow_m3_s.mean == pytest.approx(flow)
    assert turbine_point(wanted.flow_m3_s.mean, wanted.head_m.mean, efficiency).head_m.mean == pytest.approx(head)
    assert turbine_point(wanted.flow_m3_s.low, wanted.head_m.low, efficiency).head_m.high == pytest.approx(head)


def test_rated_at_the_best_point() -> None:
    for name in ("pump", "pump_speed"):
        found = operate(water([0.2]), MACHINES[name], 1, 0.2, 30.0, IDEAL)
        assert found.power_kw[0] == pytest.approx(9.8 * 0.2 * 30 * 0.8)
        assert found.turbined_m3_s[0] == pytest.approx(0.2)


def test_at_constant_speed_the_head_available_limits_the_flow() -> None:
    rated = 9.8 * 0.2 * 30 * 0.8
    found = operate(water([0.2], 24.0), MACHINES["pump"], 1, 0.2, 30.0, IDEAL)
    x = found.turbined_m3_s[0] / 0.2
    assert head_curve(x) * 30 == pytest.approx(24.0)
    assert found.power_kw[0] == pytest.approx(rated * power_curve(x))
    assert found.spilled_m3_s[0] == pytest.approx(0.2 - found.turbined_m3_s[0])


def test_at_constant_speed_surplus_head_is_burned_and_surplus_flow_goes_round() -> None:
    rated = 9.8 * 0.2 * 30 * 0.8
    found = operate(water([0.16, 0.5], 60.0), MACHINES["pump"], 1, 0.2, 30.0, IDEAL)
    assert found.power_kw == pytest.approx([rated * power_curve(0.8), rated])
    assert found.spilled_m3_s == pytest.approx([0.0, 0.3])


def test_below_runaway_the_pump_stands() -> None:
    found = operate(water([0.2 * 0.37, 0.2 * 0.39, 0.01]), MACHINES["pump"], 1, 0.2, 30.0, IDEAL)
    assert (found.power_kw > 0).tolist() == [False, True, False]
    assert found.cutoff_m3_s.tolist() == [0.2 * 0.37, 0.0, 0.01]


def test_variable_speed_uses_the_head_at_its_own_speed() -> None:
    # At 0.64 of the head, 0.8 of the flow is the best point of 0.8 of the speed: power falls with the cube.
    rated = 9.8 * 0.2 * 30 * 0.8
    found = operate(water([0.2], 30 * 0.64), MACHINES["pump_speed"], 1, 0.2, 30.0, IDEAL)
    assert found.turbined_m3_s[0] == pytest.approx(0.16)
    assert found.power_kw[0] == pytest.approx(rated * 0.8**3)
    flow = 0.15
    found = operate(water([flow], 30 * 0.64), MACHINES["pump_speed"], 1, 0.2, 30.0, IDEAL)
    share = flow / 0.2
    speeds = np.linspace(0.5, 1.0, 200_001)
    heads = speeds**2 * head_curve(share / speeds)
    speed = float(speeds[np.argmin(np.abs(heads - 0.64))])
    assert found.power_kw[0] == pytest.approx(rated * speed**3 * power_curve(share / speed), rel=1e-4)


@given(
    flows=st.lists(st.floats(0, 0.6), min_size=1, max_size=6),
    head=st.floats(1, 60),
    loss=st.sampled_from([0.0, 60.0]),
)
def test_variable_speed_never_yields_less(flows: list[float], head: float, loss: float) -> None:
    year = water(flows, head, loss)
    one = np.array([1]), np.array([0.2]), np.array([30.0])
    fixed = yearly(year, MACHINES["pump"], *one).annual_kwh[0]
    free = yearly(year, MACHINES["pump_speed"].model_copy(update={"minimum_flow_share": 0.0}), *one).annual_kwh[0]
    assert free >= fixed * (1 - 1e-12)


def test_machine_of_a_pump_has_the_pump_s_efficiency() -> None:
    pump = Pump(id="P1", machine="machine", flow_m3_s=0.1, head_m=20.0, efficiency=0.7, capex_yen=None)
    one = machine_of(MACHINES["pump"], pump)
    found = operate(water([0.2]), one, 1, 0.2, 30.0, IDEAL)
    assert found.power_kw[0] == pytest.approx(9.8 * 0.2 * 30 * 0.7)
    by_number = operate(water([0.2]), MACHINES["pump"], 1, 0.2, 30.0, IDEAL, peak_efficiency=0.7)
    assert found.annual_kwh == by_number.annual_kwh
