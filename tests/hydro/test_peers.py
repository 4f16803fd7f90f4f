"""Against HydroGenerate 1.4.1, the one open peer: the same where its formulas are right, every difference with its cause.

Its formulas are the same CANMET/RETScreen set (2004). Where it differs it is shown here which of the two is the print.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator

import numpy as np
import pytest

from siting.hydro.curves import curves_of, efficiency
from siting.hydro.duration import duration_curve, exceeded_flow
from siting.hydro.energy import Yearly, operate, yearly
from siting.hydro.records import Bypass, Floats, Water
from siting.hydro.search import search
from siting.project.machines.model import Machine
from siting.project.machines.read import shipped_machines
from tests.benchmarks.peer import (
    DESIGN_FLOW_M3_S,
    HEAD_M,
    PHYSICS,
    TIMES,
    call,
    mean_year,
    river,
    with_energy,
    with_mean_energy,
)

SHIPPED = {machine.id: machine for machine in shipped_machines()}
SERIES = list(TIMES)
ALIKE = ["kaplan", "propeller", "pelton", "turgo"]


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it divides by zero flows
        yield


def one(water: Water, machine: Machine, design_flow_m3_s: float = DESIGN_FLOW_M3_S, head_m: float = HEAD_M) -> Yearly:
    design = np.array([1]), np.array([design_flow_m3_s]), np.array([head_m])
    return yearly(water, machine, *design, PHYSICS)


def lasting_kwh(series: str, machine: Machine, mean_m3_s: float = 5.0) -> float:
    """Our energy over the intervals of a series without the first [kWh]."""
    times = TIMES[series]
    flow = river(times, mean_m3_s)["flow"].to_numpy()
    hours = (times[-1] - times[0]).total_seconds() / 3600
    return float(one(mean_year(flow, without_first=True), machine).annual_kwh[0]) * hours / 8760


def at_least(machine: Machine, share: float) -> Machine:
    return machine.model_copy(update={"minimum_flow_share": share})


def peer_efficiency(turbine_type: str, load: Floats, design_flow_m3_s: float) -> Floats:
    flow = load * design_flow_m3_s
    ran = call(flow, turbine_type, design_flow=design_flow_m3_s, minimum_turbineflow_percent=0)
    return np.asarray(ran.turbine_efficiency)


def our_efficiency(machine: str, load: Floats, design_flow_m3_s: float) -> Floats:
    size = len(load)
    curves = curves_of(SHIPPED[machine], np.full(size, HEAD_M), np.full(size, design_flow_m3_s))
    return efficiency(curves, load)


# --- the same -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("series", SERIES)
@pytest.mark.parametrize("name", ALIKE)
def test_energies_are_equal_with_the_same_least_flow(name: str, series: str) -> None:
    """Kaplan, propeller, Pelton and Turgo (three jets in both), once its least flow is that of the machine."""
    machine = SHIPPED[name]
    found = with_energy(river(TIMES[series]), name, minimum_turbineflow_percent=100 * machine.minimum_flow_share)
    assert lasting_kwh(series, machine) == pytest.approx(found.dataframe_output["energy_kWh"].sum(), rel=1e-6)


@pytest.mark.parametrize("series", SERIES)
@pytest.mark.parametrize("name", ALIKE)
def test_the_energy_of_a_mean_year_is_equal_too(name: str, series: str) -> None:
    """For a plain array it takes the mean power times 8,760 hours and loses no step."""
    machine, flow = SHIPPED[name], river(TIMES[series])["flow"].to_numpy()
    found = with_mean_energy(flow, name, minimum_turbineflow_percent=100 * machine.minimum_flow_share)
    assert one(mean_year(flow), machine).annual_kwh[0] == pytest.approx(found.annual_energy_generated, rel=1e-6)


@pytest.mark.parametrize("series", SERIES)
def test_kaplan_power_is_equal_step_by_step(series: str) -> None:
    flow = river(TIMES[series])["flow"].to_numpy()
    operation = operate(mean_year(flow), SHIPPED["kaplan"], 1, DESIGN_FLOW_M3_S, HEAD_M, PHYSICS)
    found = call(flow, "Kaplan", minimum_turbineflow_percent=20)
    assert SHIPPED["kaplan"].minimum_flow_share == 0.2
    assert operation.power_kw == pytest.approx(found.power, rel=1e-9, abs=1e-9)
    assert operation.turbined_m3_s == pytest.approx(found.turbine_flow, rel=1e-9)
    assert (operation.power_kw == 0).any()
    assert (operation.spilled_m3_s > 0).any()


# --- different, and why ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("series", SERIES)
def test_it_drops_the_first_step(series: str) -> None:
    """The length of a step is its distance to the one before, so the first has none and no energy."""
    table = with_energy(river(TIMES[series]), "Kaplan", minimum_turbineflow_percent=20).dataframe_output
    assert np.isnan(table["energy_kWh"].iloc[0])
    hours = 24 if series == "ten years of days" else 1
    whole = table["power_kW"].sum() * hours
    assert whole - table["energy_kWh"].sum() == pytest.approx(table["power_kW"].iloc[0] * hours)
    ours = one(mean_year(river(TIMES[series])["flow"].to_numpy()), SHIPPED["kaplan"]).annual_kwh[0]
    assert ours * len(table) * hours / 8760 == pytest.approx(whole, rel=1e-9)


@pytest.mark.parametrize(("name", "more"), [("kaplan", 0.0162), ("propeller", 0.1627), ("pelton", 0.0014)])
def test_one_least_flow_for_all_types(name: str, more: float) -> None:
    """Unless told, it runs every type down to 10 % of the design flow.

    A propeller runner with fixed blades stops at 42 %: a sixth of the energy comes from water that it cannot use.
    """
    found = with_energy(river(TIMES["ten years of days"], 2.0), name).dataframe_output["energy_kWh"].sum()
    assert lasting_kwh("ten years of days", at_least(SHIPPED[name], 0.1), 2.0) == pytest.approx(found, rel=1e-6)
    assert found / lasting_kwh("ten years of days", SHIPPED[name], 2.0) - 1 == pytest.approx(more, abs=5e-5)


@pytest.mark.parametrize(("name", "above"), [("Kaplan", 0.0048), ("Pelton", 0.0133), ("Propeller", 0.0)])
def test_its_rated_power_is_the_peak_efficiency_at_design_flow(name: str, above: float) -> None:
    """Kaplan peaks at 75 % and Pelton at 66 % load: its rated power is one that the machine never reaches."""
    flow = river(TIMES["a year of hours"])["flow"].to_numpy()
    found = call(flow, name)
    ours = one(mean_year(flow), SHIPPED[name.lower()]).rated_kw[0]
    assert found.power.max() == pytest.approx(ours, rel=1e-9)
    assert found.rated_power / ours - 1 == pytest.approx(above, abs=5e-5)


def test_its_design_flow_is_one_percentile() -> None:
    """Left without one it takes the flow exceeded 30 % of the time and asks nobody; ``search`` tries the whole curve."""
    flow = river(TIMES["a year of hours"])["flow"].to_numpy()
    found = call(flow, "Kaplan", design_flow=None).design_flow
    assert found == pytest.approx(np.percentile(flow, 70))
    assert found == pytest.approx(exceeded_flow(mean_year(flow), np.array([0.3]))[0], rel=1e-3)
    tried = search(mean_year(flow), SHIPPED["kaplan"], PHYSICS, max_units=1).design_flow_m3_s
    assert tried[0] < found / 4
    assert tried[-1] > found * 2


def test_its_runner_diameter_jumps_at_another_flow() -> None:
    """The print takes k = 0.41 from a diameter of 1.8 m, that is 17.9 m3/s; it does so from 23 m3/s only."""
    for design, alike in ((17.0, True), (20.0, False), (24.0, True)):
        peak = peer_efficiency("Kaplan", np.array([0.75]), design)
        ours = our_efficiency("kaplan", np.array([0.75]), design)
        assert bool(abs(peak - ours)[0] < 1e-12) is alike
        assert peak == pytest.approx(ours, abs=0.004)


def test_a_single_flow_is_swept() -> None:
    """One flow is taken for the design flow, and eighteen powers from half of it to all of it come back."""
    found = call(DESIGN_FLOW_M3_S, "Kaplan", design_flow=None)
    assert found.turbine_flow == pytest.approx(np.linspace(3.0, 6.0, 18))
    assert len(found.power) == 18


# --- wrong there ----------------------------------------------------------------------------------------------------


def test_its_francis_is_wrong_above_the_peak() -> None:
    """It squares the denominator alone: ``(Q - Qp) / (Qd - Qp)^2`` for ``((Q - Qp) / (Qd - Qp))^2``.

    That is a share per m3/s: at 0.25 m3/s the efficiency at design flow comes out near zero instead of 0.82.
    """
    full = np.array([1.0])
    assert our_efficiency("francis", full, 0.25)[0] == pytest.approx(0.8204, abs=5e-5)
    assert peer_efficiency("Francis", full, 0.25)[0] < 0.16
    assert peer_efficiency("Francis", full, 0.2)[0] == 0.0
    # The print, typed here once more: drop at full load 0.0072 nq^0.4 of the peak, nq = 600 / sqrt(H).
    design, load = 6.0, np.linspace(0.85, 1.0, 4)
    nq = 600 / np.sqrt(HEAD_M)
    peak_load = 0.65 * nq**0.05
    peak = our_efficiency("francis", np.array([peak_load]), design)[0]
    share = (load - peak_load) / (1 - peak_load)
    drop = peak * 0.0072 * nq**0.4
    assert our_efficiency("francis", load, design) == pytest.approx(peak - share**2 * drop, abs=1e-12)
    wrong = peak - share / (design * (1 - peak_load)) * drop
    assert peer_efficiency("Francis", load, design) == pytest.approx(wrong, abs=1e-12)
    # Below the peak both are the print.
    low = np.linspace(0.3, 0.8, 6)
    assert peer_efficiency("Francis", low, design) == pytest.approx(our_efficiency("francis", low, design), abs=1e-12)


def test_its_cross_flow_is_wrong_at_part_load() -> None:
    """It divides by the flow where the print divides by the design flow: ``((Qd - Q) / Q)^14``, 1 at half load."""
    load = np.array([0.3, 0.5, 0.6, 0.8, 1.0])
    short = 1 - load
    assert our_efficiency("crossflow", load, 6.0) == pytest.approx(0.79 - 0.15 * short - 1.37 * short**14, abs=1e-12)
    found = peer_efficiency("Crossflow", load, 6.0)
    assert found[:2].tolist() == [0.0, 0.0]
    assert our_efficiency("crossflow", load, 6.0)[1] == pytest.approx(0.7149, abs=5e-5)
    assert found == pytest.approx(np.maximum(0.79 - 0.15 * short - 1.37 * (short / load) ** 14, 0), abs=1e-12)


@pytest.mark.parametrize("flow", [0.01, 0.1, 0.25, 0.99])
def test_it_has_no_machine_for_waterworks(flow: float) -> None:
    """Below 1 m3/s none of its regions holds a site; only a type forced on it is run."""
    for head in (5.0, 15.0, 30.0, 60.0, 100.0):
        with pytest.raises(ValueError, match="out of range for all turbine types"):
            call(np.array([flow]), None, head=head, design_flow=flow)
    assert call(np.array([flow]), "Kaplan", design_flow=flow).power[0] > 0


# --- the duration curve against the hours ---------------------------------------------------------------------------


def waterworks(seed: int, mean_m3_s: float, within_day: float, within_year: float, noise: float) -> Floats:
    """Hours of demand: a morning and an evening peak, a summer, and noise that lasts some hours."""
    hour = np.arange(8760)
    clock = hour % 24
    peaks = np.exp(-(((clock - 8) / 2.5) ** 2)) + 0.9 * np.exp(-(((clock - 19) / 3.0) ** 2))
    season = np.cos(2 * np.pi * (hour / 24 - 220) / 365)
    shocks = np.random.default_rng(seed).standard_normal(8760 + 48)
    lasting = np.convolve(shocks, 0.9 ** np.arange(49), mode="valid") * np.sqrt(1 - 0.81)
    day = (peaks - peaks.mean()) / peaks.max()
    return np.asarray(mean_m3_s * np.maximum(1 + within_day * day + within_year * season + noise * lasting, 0.02))


DEMAND = {
    "transmission main": waterworks(3, 0.6, 0.1, 0.08, 0.15),
    "distribution": waterworks(1, 0.25, 0.5, 0.12, 0.05),
    # Its nights fall to a fifth of the mean, below the least flow of most machines.
    "small district": waterworks(2, 0.08, 0.9, 0.2, 0.1),
}
SOURCED = [machine.id for machine in SHIPPED.values() if machine.confidence == "sourced"]


def year_of(flow: Floats, head: Floats | float, lost_m: float = 0.0, bypass: Bypass = Bypass.AROUND) -> Water:
    heads = np.broadcast_to(np.asarray(head, dtype=float), flow.shape).copy()
    coefficient = lost_m / float(flow.max()) ** 2
    return Water(flow, heads, np.ones(8760), np.zeros(8760, dtype=np.int64), coefficient, 2.0, bypass)


@pytest.mark.parametrize("demand", DEMAND)
@pytest.mark.parametrize("name", SOURCED)
@pytest.mark.parametrize("bypass", Bypass)
def test_the_curve_of_101_points_gives_the_energy_of_the_hours(name: str, demand: str, bypass: Bypass) -> None:
    """Every design that ``search`` tries, within 0.1 %."""
    water = year_of(DEMAND[demand], HEAD_M, 15.0, bypass)
    found = search(water, SHIPPED[name], compiled=True)
    hours = yearly(water, SHIPPED[name], found.units, found.design_flow_m3_s, found.design_head_m, compiled=True)
    assert len(found) > 200
    assert found.annual_kwh == pytest.approx(hours.annual_kwh, rel=1e-3)


def test_a_head_that_varies_by_itself_is_searched_on_the_record() -> None:
    flow = DEMAND["distribution"]
    # The level of a tank that empties over the day: high when little is drawn.
    head = 25 + 8 * np.cos(2 * np.pi * (np.arange(8760) % 24 - 3) / 24)
    water = year_of(flow, head)
    found = search(water, SHIPPED["kaplan"], design_flows=12, max_units=2)
    hours = yearly(water, SHIPPED["kaplan"], found.units, found.design_flow_m3_s, found.design_head_m)
    assert found.annual_kwh == pytest.approx(hours.annual_kwh, rel=1e-12)
    averaged = duration_curve(year_of(flow, float(np.average(head, weights=flow))))
    curve = yearly(averaged, SHIPPED["kaplan"], found.units, found.design_flow_m3_s, found.design_head_m)
    assert abs(curve.annual_kwh / hours.annual_kwh - 1).max() > 0.02
