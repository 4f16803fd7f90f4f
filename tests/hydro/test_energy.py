from __future__ import annotations

import subprocess
import sys
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from siting.hydro import compiled
from siting.hydro.curves import curves_of, efficiency
from siting.hydro.duration import canonical
from siting.hydro.energy import Yearly, operate, worth_compiling, yearly
from siting.hydro.generator import generator_efficiency
from siting.hydro.records import Bypass, Physics, Water
from tests.hydro.engine import MACHINES, machine, swinging, water

IDEAL = Physics(generator_kw=(1.0,), generator_efficiency=(1.0,))
YEARLY = ("annual_kwh", "turbined_m3", "spilled_m3", "cutoff_m3", "cutoff_hours")
ROUNDING = 1 - 1e-11

names = st.sampled_from(sorted(MACHINES))
flow_lists = st.lists(st.floats(0, 0.8), min_size=1, max_size=5)
units_of = st.integers(1, 4)
design_flows = st.floats(0.02, 0.8)
design_heads = st.floats(2, 80)
exponents = st.sampled_from([2.0, 1.852])
losses = st.floats(0, 300)


def energy(year: Water, name: str, units: int, flow: float, head: float) -> float:
    return operate(year, MACHINES[name], units, flow, head).annual_kwh


def one_design(year: Water, name: str, units: int, flow: float, head: float, **how: Any) -> Yearly:
    return yearly(year, MACHINES[name], np.array([units]), np.array([flow]), np.array([head]), **how)


def many(count: int = 60) -> tuple[Any, Any, Any]:
    rng = np.random.default_rng(11)
    return rng.integers(1, 5, count), rng.uniform(0.02, 0.5, count), rng.uniform(5, 60, count)


def waters() -> list[Water]:
    rng = np.random.default_rng(7)
    flow, head = rng.gamma(4, 0.05, 80), rng.normal(30, 6, 80)
    flow[:3], head[3:6] = 0.0, -2.0
    shapes = [(0.0, 2.0, Bypass.AROUND), (150.0, 2.0, Bypass.AROUND), (150.0, 1.852, Bypass.AROUND),
              (150.0, 2.0, Bypass.OWN_LINE), (150.0, 1.852, Bypass.OWN_LINE)]  # fmt: skip
    return [water(flow, one, *shape) for one in (30.0, head) for shape in shapes]


def test_osaka_nagai() -> None:
    # Osaka keeps 5 m of its 30 m; 204 kW hydraulic on 25 m take 0.8327 m3/s, and 171 kW were measured.
    flow = 204 / (9.8 * 25)
    assert flow == pytest.approx(0.8327, abs=5e-5)
    measured = machine({"model": "table", "load": (0.5, 1.0), "efficiency": (171 / 204, 171 / 204)})
    found = operate(water([flow], 30.0 - 5.0), measured, 1, flow, 25.0, IDEAL)
    assert found.power_kw[0] == pytest.approx(171)
    assert 171 / (9.8 * flow * 25) == pytest.approx(0.838, abs=5e-4)
    assert 171 / (9.8 * flow * 30) == pytest.approx(0.699, abs=5e-4)


def test_power_is_the_product_of_its_parts() -> None:
    physics = Physics(gravity_m_s2=9.81, transformer_efficiency=0.98)
    kaplan = MACHINES["kaplan"]
    found = operate(water([0.1], 40.0, 100.0), kaplan, 1, 0.2, 36.0, physics)
    curves = curves_of(kaplan, np.array([36.0]), np.array([0.2]))
    load, full = efficiency(curves, np.array([[0.5, 1.0]]))[0]
    rated = yearly(water([0.1]), kaplan, np.array([1]), np.array([0.2]), np.array([36.0]), physics).rated_kw[0]
    behind = generator_efficiency(np.array([rated]), physics)[0] * 0.98
    assert rated == pytest.approx(9.81 * 0.2 * 36 * full * behind, rel=1e-10)
    assert found.power_kw[0] == pytest.approx(9.81 * 0.1 * (40 - 100 * 0.01) * load * behind, rel=1e-10)
    assert found.annual_kwh == pytest.approx(found.power_kw[0] * 8760)


def test_generator_follows_the_logarithm_of_its_power() -> None:
    found = generator_efficiency(np.array([0.1, 1.0, 5**0.5, 5.0, 10.0, 20.0, 100.0, 900.0]), Physics())
    assert found == pytest.approx([0.8, 0.8, 0.825, 0.85, 0.875, 0.9, 0.95, 0.95])


def test_water_above_design_is_spilled_and_water_below_the_least_is_cut_off() -> None:
    one = machine("crossflow", minimum_flow_share=0.1)
    year = water([0.5, 0.02, 0.019, 0.0, 0.1])
    found = operate(year, one, 1, 0.2, 30.0)
    assert found.spilled_m3_s == pytest.approx([0.3, 0, 0, 0, 0])
    assert found.cutoff_m3_s.tolist() == [0, 0, 0.019, 0, 0]
    assert found.running_units.tolist() == [1, 1, 0, 0, 1]
    sums = yearly(year, one, np.array([1]), np.array([0.2]), np.array([30.0]))
    assert sums.cutoff_hours[0] == pytest.approx(8760 * 2 / 5)
    assert sums.spilled_m3[0] == pytest.approx(0.3 * 8760 / 5 * 3600)


def test_the_least_flow_itself_still_runs() -> None:
    for flow in (0.1, 0.2, 0.3, 0.7):
        at_least = operate(water([0.3 * flow]), MACHINES["table"], 1, flow, 30.0)
        assert at_least.running_units[0] == 1
        fast = yearly(
            water([0.3 * flow]), MACHINES["table"], np.array([1]), np.array([flow]), np.array([30.0]), compiled=True
        )
        assert fast.annual_kwh[0] == pytest.approx(at_least.annual_kwh, rel=1e-12)


def test_water_that_gives_no_power_is_cut_off_too() -> None:
    # The Kaplan formula is at nothing below a load of about 0.14, whatever the least flow says.
    found = operate(water([0.027]), MACHINES["kaplan"], 1, 0.2, 30.0)
    assert found.cutoff_m3_s[0] == 0.027
    assert found.power_kw[0] == 0


def test_less_head_passes_less_water_and_more_head_gives_no_more_than_rated() -> None:
    found = operate(water([0.2, 0.2, 0.2], [30.0, 30 * 0.81, 50.0]), MACHINES["crossflow"], 1, 0.2, 30.0)
    assert found.turbined_m3_s == pytest.approx([0.2, 0.18, 0.2])
    assert found.power_kw[2] == pytest.approx(found.power_kw[0])


def test_without_net_head_the_machine_stands() -> None:
    found = operate(water([0.1, 0.3], 10.0, 200.0), MACHINES["kaplan"], 1, 0.2, 8.0)
    assert found.power_kw[0] > 0
    assert found.power_kw[1] == 0
    assert found.cutoff_m3_s.tolist() == [0.0, 0.3]


def test_two_units_run_one_by_one() -> None:
    found = operate(water([0.03, 0.1, 0.15, 0.2]), MACHINES["francis"], 2, 0.2, 30.0)
    assert found.running_units.tolist() == [1, 1, 2, 2]
    single = operate(water([0.03]), MACHINES["francis"], 1, 0.1, 30.0)
    assert found.power_kw[0] == pytest.approx(single.power_kw[0])


def test_a_falling_table_leaves_water_aside() -> None:
    # x times efficiency of the last piece, 0.82 - 2.1 (x - 0.8), is largest where 2.5 = 4.2 x.
    table = machine({"model": "table", "load": (0.3, 0.5, 1.0), "efficiency": (0.5, 0.9, 0.2)})
    found = operate(water([0.2]), table, 1, 0.2, 30.0, IDEAL)
    best = (0.9 + 1.4 * 0.5) / 2.8
    assert found.turbined_m3_s[0] == pytest.approx(0.2 * best)
    # The rated power is that of full load.
    assert found.power_kw[0] == pytest.approx(9.8 * 0.2 * 30 * 0.2)


def test_an_own_line_takes_no_more_than_a_third_of_the_head() -> None:
    flat = machine({"model": "table", "load": (0.1, 1.0), "efficiency": (0.8, 0.8)})
    found = operate(water([0.5], 30.0, 250.0, bypass=Bypass.OWN_LINE), flat, 1, 0.5, 12.0, IDEAL)
    assert 250 * found.turbined_m3_s[0] ** 2 == pytest.approx(10.0)
    assert found.power_kw[0] == pytest.approx(9.8 * found.turbined_m3_s[0] * 20 * 0.8)


@pytest.mark.parametrize("name", MACHINES)
def test_the_best_load_beats_all_loads_of_a_fine_grid(name: str) -> None:
    # What the plant could do with less water is what it does when there is less water.
    year = water(np.linspace(0, 0.6, 400), 30.0, 300.0, bypass=Bypass.OWN_LINE)
    for units in (1, 3):
        power = operate(year, MACHINES[name], units, 0.5, 22.0).power_kw
        assert (power[1:] >= power[:-1] * ROUNDING).all()


@given(
    name=names, flows=flow_lists, units=units_of, flow=design_flows, head=design_heads, available=st.floats(0.5, 80),
    more=st.floats(0, 30), loss=losses, exponent=exponents, bypass=st.sampled_from(Bypass),
)  # fmt: skip
def test_more_head_never_means_less_energy(
    name: str, flows: list[float], units: int, flow: float, head: float, available: float, more: float, loss: float,
    exponent: float, bypass: Bypass,
) -> None:  # fmt: skip
    low = energy(water(flows, available, loss, exponent, bypass), name, units, flow, head)
    high = energy(water(flows, available + more, loss, exponent, bypass), name, units, flow, head)
    assert high >= low * ROUNDING


@given(
    name=names, flows=flow_lists, more=st.floats(0, 0.4), units=units_of, flow=design_flows, head=design_heads,
    available=st.floats(0.5, 80), loss=losses, exponent=exponents, bypass=st.sampled_from(Bypass),
)  # fmt: skip
def test_more_flow_with_a_bypass_never_means_less_energy(
    name: str, flows: list[float], more: float, units: int, flow: float, head: float, available: float, loss: float,
    exponent: float, bypass: Bypass,
) -> None:  # fmt: skip
    loss = loss if bypass is Bypass.OWN_LINE else 0.0
    low = energy(water(flows, available, loss, exponent, bypass), name, units, flow, head)
    high = energy(water(np.array(flows) + more, available, loss, exponent, bypass), name, units, flow, head)
    assert high >= low * ROUNDING


@given(
    name=names, flows=flow_lists, units=units_of, flow=design_flows, head=design_heads,
    heads=st.lists(st.floats(-5, 80), min_size=5, max_size=5), loss=losses, exponent=exponents,
    bypass=st.sampled_from(Bypass),
)  # fmt: skip
def test_no_water_is_lost_and_no_hour_beyond_the_year_is_run(
    name: str, flows: list[float], units: int, flow: float, head: float, heads: list[float], loss: float,
    exponent: float, bypass: Bypass,
) -> None:  # fmt: skip
    year = water(flows, heads[: len(flows)], loss, exponent, bypass)
    total = float((year.flow_m3_s * year.hours).sum()) * 3600
    found = one_design(year, name, units, flow, head)
    assert found.turbined_m3[0] + found.spilled_m3[0] + found.cutoff_m3[0] == pytest.approx(total, rel=1e-9)
    rated = found.rated_kw[0]  # 0 for a Francis at 2 m
    assert found.annual_kwh[0] / rated <= 8760 if rated else found.annual_kwh[0] == 0
    assert 0 <= found.cutoff_hours[0] <= 8760 * (1 + 1e-12)
    by_interval = operate(year, MACHINES[name], units, flow, head)
    parts = by_interval.turbined_m3_s + by_interval.spilled_m3_s + by_interval.cutoff_m3_s
    assert parts == pytest.approx(year.flow_m3_s, rel=1e-12)
    assert (np.minimum(by_interval.spilled_m3_s, by_interval.turbined_m3_s) >= 0).all()
    assert (by_interval.power_kw <= found.rated_kw[0] * (1 + 1e-12)).all()
    assert by_interval.annual_kwh == pytest.approx(found.annual_kwh[0], rel=1e-12)


def test_constant_flow_runs_8760_full_load_hours_and_none_more() -> None:
    for days in (1, 7, 365, 1461):
        for flow in (0.1, 0.2, 0.3):
            found = one_design(water(np.full(days, flow)), "kaplan", 1, flow, 30.0)
            hours = found.annual_kwh[0] / found.rated_kw[0]
            assert 8760 * (1 - 1e-9) < hours <= 8760


def test_months_add_up_to_the_year() -> None:
    month = np.tile(np.arange(1, 13), 20)
    flow = np.where(month == 2, 0.0, swinging()[:240])
    found = operate(water(flow, month=month), MACHINES["kaplan"], 1, 0.2, 30.0)
    assert found.monthly_kwh.sum() == pytest.approx(found.annual_kwh)
    assert found.monthly_kwh[1] == 0
    july = found.power_kw[month == 7].sum() * 8760 / 240
    assert found.monthly_kwh[6] == pytest.approx(july)
    assert operate(water(flow), MACHINES["kaplan"], 1, 0.2, 30.0).monthly_kwh.tolist() == [0.0] * 12


@pytest.mark.parametrize("name", MACHINES)
def test_the_order_of_the_rows_changes_no_digit(name: str) -> None:
    rng = np.random.default_rng(9)
    flow, head, month = rng.gamma(4, 0.05, 500), rng.normal(30, 3, 500), rng.integers(1, 13, 500)
    order = rng.permutation(500)
    for heads in (head, np.full(500, 30.0)):
        year = water(flow, heads, 100.0, month=month)
        mixed = water(flow[order], heads[order], 100.0, month=month[order])
        one, other = (yearly(each, MACHINES[name], *many(20)) for each in (year, mixed))
        for figure in YEARLY:
            assert getattr(one, figure).tolist() == getattr(other, figure).tolist()
        a, b = (operate(each, MACHINES[name], 2, 0.2, 28.0) for each in (year, mixed))
        assert a.annual_kwh == b.annual_kwh
        assert a.monthly_kwh.tolist() == b.monthly_kwh.tolist()
        assert a.power_kw[order].tolist() == b.power_kw.tolist()


def test_many_designs_are_each_as_if_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("siting.hydro.energy.AT_ONCE", 500)
    units, flow, head = many(20)
    for year in waters():
        for name in MACHINES:
            together = yearly(year, MACHINES[name], units, flow, head)
            for at in (0, 7, 19):
                alone = one_design(year, name, int(units[at]), flow[at], head[at])
                for figure in YEARLY:
                    assert getattr(together, figure)[at] == pytest.approx(getattr(alone, figure)[0], rel=1e-12)


@pytest.mark.parametrize("name", MACHINES)
def test_compiled_and_plain_agree(name: str) -> None:
    for year in waters():
        total = float((year.flow_m3_s * year.hours).sum()) * 3600
        plain = yearly(year, MACHINES[name], *many(), compiled=False)
        fast = yearly(year, MACHINES[name], *many(), compiled=True)
        assert plain.annual_kwh.max() > 0
        assert fast.annual_kwh == pytest.approx(plain.annual_kwh, rel=1e-12)
        for figure in YEARLY[1:4]:
            assert getattr(fast, figure) == pytest.approx(getattr(plain, figure), rel=1e-12, abs=1e-12 * total)
        assert fast.cutoff_hours == pytest.approx(plain.cutoff_hours, abs=1e-8)


def test_plain_where_numba_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    year = waters()[0]
    plain = yearly(year, MACHINES["kaplan"], *many(), compiled=False)
    compiled._kernel.cache_clear()
    monkeypatch.setitem(sys.modules, "numba", None)
    assert compiled._kernel() is None
    found = yearly(year, MACHINES["kaplan"], *many(), compiled=True)
    monkeypatch.undo()
    compiled._kernel.cache_clear()
    assert found.annual_kwh.tolist() == plain.annual_kwh.tolist()


def test_no_cache_where_nothing_can_be_written() -> None:
    def njit(function: Any, **options: Any) -> Any:
        if options.get("cache"):
            raise RuntimeError("cannot cache function: no locator available for file")
        return function, options

    kernel, options = compiled._compiled(SimpleNamespace(njit=njit))  # type: ignore[misc]
    assert kernel is compiled._year
    assert "cache" not in options


def test_numba_is_not_imported_before_it_pays() -> None:
    code = (
        "import sys, numpy as np, siting.hydro.search, siting.hydro.compiled\n"
        "from tests.hydro.engine import MACHINES, water\n"
        "siting.hydro.search.search(water(np.linspace(0, 1, 50)), MACHINES['kaplan'])\n"
        "assert 'numba' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
    assert not worth_compiling(60 * 4 * 101)
    assert worth_compiling(1000 * 17 * 60 * 10 * 101)


@pytest.mark.parametrize(("units", "flow", "head"), [(0, 0.2, 30.0), (1, 0.0, 30.0), (1, 0.2, 0.0), (1, 0.2, np.nan)])
def test_a_design_without_size_is_refused(units: int, flow: float, head: float) -> None:
    with pytest.raises(ValueError, match="a design needs"):
        operate(water([0.1]), MACHINES["kaplan"], units, flow, head)


def test_canonical_keeps_the_energy() -> None:
    year = waters()[3]
    found = one_design(canonical(year), "kaplan", 2, 0.2, 25.0)
    assert found.annual_kwh.tolist() == one_design(year, "kaplan", 2, 0.2, 25.0).annual_kwh.tolist()
