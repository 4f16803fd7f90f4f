from __future__ import annotations

import numpy as np
import pytest

from siting.hydro.energy import operate, yearly
from siting.hydro.records import Bypass, Catalogue, Designs
from siting.hydro.regions import margin_decades
from siting.hydro.search import design_flows_of, design_heads_of, evaluations, search, search_all
from siting.project.machines.model import Pump, Region
from tests.hydro.engine import MACHINES, machine, swinging, water

PUMPS = (
    Pump(id="other", machine="elsewhere", flow_m3_s=0.3, head_m=20.0, efficiency=0.8, capex_yen=None),
    Pump(id="P1", machine="machine", flow_m3_s=0.1, head_m=20.0, efficiency=0.7, capex_yen=None),
    Pump(id="P2", machine="machine", flow_m3_s=0.16, head_m=18.0, efficiency=0.8, capex_yen=None),
)


def test_the_grid_is_flows_times_units() -> None:
    year = water(swinging())
    found = search(year, MACHINES["kaplan"])
    assert len(found) == 60 * 4
    assert sorted(set(found.units.tolist())) == [1, 2, 3, 4]
    flows = found.design_flow_m3_s[found.units == 1]
    assert np.isin(flows, year.flow_m3_s).all()
    assert flows.min() == year.flow_m3_s[year.flow_m3_s > 0].min()
    assert flows.max() == year.flow_m3_s.max()
    assert (found.pump == -1).all()


def test_a_constant_flow_has_one_design_flow() -> None:
    found = search(water(np.full(365, 0.25)), MACHINES["kaplan"], max_units=3)
    assert found.design_flow_m3_s.tolist() == [0.25] * 3
    assert found.efficiency[0] == pytest.approx(0.8867, abs=5e-5)
    assert found.annual_kwh[0] / found.rated_kw[0] == pytest.approx(8760)


def test_design_flows_are_positive_and_of_the_record() -> None:
    rare = water([0.0, 0.3, 0.4], hours=[8758, 1, 1])
    assert 0.4 in design_flows_of(rare, 10)
    assert (design_flows_of(rare, 10) > 0).all()
    assert len(design_flows_of(water([0.0]), 10)) == 0
    never = water([0.3, 0.4], hours=[0, 8760])
    assert design_flows_of(never, 10).tolist() == [0.4]


def test_every_design_is_what_its_operation_says() -> None:
    year = water(swinging(73), 30.0, 50.0)
    for one in MACHINES.values():
        found = search(year, one, design_flows=7)
        for at in (0, 9, len(found) - 1):
            assert found.design_head_m[at] == pytest.approx(30 - 50 * found.design_flow_m3_s[at] ** 2)
            by_hours = operate(year, one, int(found.units[at]), found.design_flow_m3_s[at], found.design_head_m[at])
            assert found.annual_kwh[at] == pytest.approx(by_hours.annual_kwh, rel=2e-3)
            assert found.annual_kwh[at] <= found.rated_kw[at] * 8760


def test_a_head_of_its_own_is_weighted_by_flow() -> None:
    year = water([0.1, 0.3, 0.0, 0.5], [40.0, 20.0, 99.0, -5.0], 10.0)
    heads = design_heads_of(year, np.array([0.3]))
    assert heads[0] == pytest.approx((0.1 * 40 + 0.3 * 20) / 0.4 - 10 * 0.09)
    found = search(year, MACHINES["kaplan"], max_units=1)
    at = int(np.flatnonzero(found.design_flow_m3_s == 0.3)[0])
    exact = operate(year, MACHINES["kaplan"], 1, 0.3, float(heads[0]))
    assert found.annual_kwh[at] == pytest.approx(exact.annual_kwh, rel=1e-12)


def test_the_margin_is_that_of_one_unit() -> None:
    region = Region(flow_min_m3_s=0.01, flow_max_m3_s=0.1, source="test", confidence="sourced")
    one = machine("kaplan", regions=(region,))
    found = search(water(np.full(12, 0.25)), one)
    assert found.margin_decades == pytest.approx([np.log10(2.5), np.log10(1.25), 0, 0])
    expected = margin_decades(one, found.design_flow_m3_s / found.units, found.design_head_m)
    assert found.margin_decades.tolist() == expected.tolist()


def test_each_pump_of_the_catalogue_is_a_design() -> None:
    found = search(water(swinging(30)), MACHINES["pump"], max_units=2, pumps=PUMPS)
    assert found.pump.tolist() == [1, 2, 1, 2]
    assert found.units.tolist() == [1, 1, 2, 2]
    mean_flow = 0.1 * (0.7**-0.5 + 0.7**-0.8 + 1.2 * 0.7**-0.55) / 3
    mean_head = 20 * (0.7**-1.0 + 0.7**-1.2 + 1.2 * 0.7**-1.1) / 3
    assert found.design_flow_m3_s[[0, 2]] == pytest.approx([mean_flow, 2 * mean_flow])
    assert found.design_head_m[[0, 2]] == pytest.approx(mean_head)
    assert found.efficiency == pytest.approx([0.7, 0.8, 0.7, 0.8])


def test_a_type_without_pumps_of_its_own_keeps_the_grid() -> None:
    assert (search(water(swinging(30)), MACHINES["pump"], pumps=PUMPS[:1]).pump == -1).all()
    assert (search(water(swinging(30)), MACHINES["kaplan"], pumps=PUMPS).pump == -1).all()


@pytest.mark.parametrize("year", [water([0.0, 0.0]), water([0.1, 0.2], -3.0), water([0.4], 10.0, 100.0)])
def test_without_water_or_head_there_is_no_design(year: object) -> None:
    found = search(year, MACHINES["kaplan"])  # type: ignore[arg-type]
    assert isinstance(found, Designs)
    assert len(found) == len(found.annual_kwh) == len(found.pump) == 0


def test_all_machines_those_left_out_of_the_choice_too() -> None:
    machines = [*MACHINES.values(), machine("kaplan", enabled=False)]
    year = water(swinging(30), 30.0, 50.0, bypass=Bypass.OWN_LINE)
    found = search_all(year, Catalogue(machines, PUMPS), design_flows=5, max_units=2)
    assert [one.machine for one in found] == machines
    for designs, one in zip(found, machines, strict=True):
        alone = search(year, one, design_flows=5, max_units=2, pumps=PUMPS)
        assert designs.annual_kwh.tolist() == alone.annual_kwh.tolist()


def test_compiled_search_finds_the_same() -> None:
    year = water(swinging(30), 30.0, 50.0)
    plain = search(year, MACHINES["francis"], compiled=False)
    fast = search(year, MACHINES["francis"], compiled=True)
    assert fast.annual_kwh == pytest.approx(plain.annual_kwh, rel=1e-12)


def test_evaluations_count_every_number_of_running_units() -> None:
    assert evaluations(101, 60, 4) == 101 * 60 * (1 + 2 + 3 + 4)


@pytest.mark.parametrize("name", MACHINES)
def test_a_skewed_record_is_met_too_though_the_least_flow_cuts_a_piece(name: str) -> None:
    rng = np.random.default_rng(4)
    for flow in (rng.gamma(2, 0.1, 8760), 0.2 * np.exp(0.5 * rng.standard_normal(8760))):
        year = water(flow)
        found = search(year, MACHINES[name])
        hours = yearly(year, MACHINES[name], found.units, found.design_flow_m3_s, found.design_head_m)
        # Not the ends of the grid: a design of a few of the 101 flows, or one that hardly ever runs.
        real = (found.design_flow_m3_s > 0.1 * flow.max()) & (found.annual_kwh > 0.05 * found.annual_kwh.max())
        assert real.sum() > 100
        assert found.annual_kwh[real] == pytest.approx(hours.annual_kwh[real], rel=1e-3)
        total = found.turbined_m3 + found.spilled_m3 + found.cutoff_m3
        assert total == pytest.approx(flow.mean() * 8760 * 3600, rel=1e-9)
