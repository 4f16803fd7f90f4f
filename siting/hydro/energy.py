"""What designs yield in a year: power, water turbined, spilled and cut off, in plain numpy.

``P = rho g q H eta_turbine eta_generator eta_transformer``. Every interval the plant runs the number of units that
gives most power, each with an equal share of the water; a unit takes what it can at the head of the hour, or less
where less gives more power. Power is held at the rated power, that of all running units at design flow and design
head; the water is then taken all the same. Water is spilled if the running units cannot take it, and cut off while the
plant stands: below the least flow of one unit, without net head, without water. ``compiled`` does the same in numba.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from siting.hydro.curves import PUMP
from siting.hydro.duration import canonical, check_water
from siting.hydro.loads import capacity, pump_load, raised, turbine_load
from siting.hydro.plants import Plants, plants_of
from siting.hydro.records import HOURS_PER_YEAR, SECONDS_PER_HOUR, Bypass, Floats, Ints, Operation, Physics, Water
from siting.project.machines.model import Machine

# A unit more must give more than rounding does.
SURELY_MORE = 1 + 1e-12
# Designs times intervals held at once: some ten arrays of 8 bytes each.
AT_ONCE = 400_000
# Hours that are but rounding of a sum of hours.
SLACK_HOURS = 1e-6


@dataclass(frozen=True)
class Yearly:
    """Yearly figures of designs: turbine efficiency at design flow, rated power, energy, water and hours."""

    efficiency: Floats
    rated_kw: Floats
    annual_kwh: Floats
    turbined_m3: Floats
    spilled_m3: Floats
    cutoff_m3: Floats
    cutoff_hours: Floats


@dataclass(frozen=True)
class Supply:
    """Flow [m3/s] and head at the machine [m] by interval, less what a line of its own loses per m3/s ** exponent.

    One row for all designs, or a row for each.
    """

    flow_m3_s: Floats
    head_m: Floats
    own_loss: float
    exponent: float

    def of(self, rows: Ints) -> Supply:
        """The supply of some designs, where each has its own."""
        return Supply(self.flow_m3_s[rows], self.head_m[rows], self.own_loss, self.exponent)


def supply_of(water: Water) -> Supply:
    """What reaches the machine: the pipe's loss taken off where it carries the whole flow whatever is turbined."""
    if water.bypass is Bypass.OWN_LINE:
        return Supply(water.flow_m3_s, water.head_m, water.loss_coefficient, water.loss_exponent)
    head = water.head_m
    if water.loss_coefficient:
        head = head - water.loss_coefficient * raised(water.flow_m3_s, water.loss_exponent)
    return Supply(water.flow_m3_s, head, 0.0, 2.0)


def operate(
    water: Water,
    machine: Machine,
    units: int,
    design_flow_m3_s: float,
    design_head_m: float,
    physics: Physics | None = None,
    *,
    peak_efficiency: float | None = None,
) -> Operation:
    """One design through the year, interval by interval in the order of the record."""
    check_water(water)
    plants = plants_of(
        machine,
        np.array([units]),
        np.array([float(design_flow_m3_s)]),
        np.array([float(design_head_m)]),
        physics or Physics(),
        None if peak_efficiency is None else np.array([peak_efficiency]),
    )
    power, turbined, running = (found[0] for found in run(plants, supply_of(water)))
    stands = running == 0
    energy = power * water.hours
    # Summed in the order of their size, so that the order of the record does not change the last digit.
    order = np.argsort(energy)
    by_month = np.bincount(water.month[order], weights=energy[order], minlength=13)[1:13]
    return Operation(
        turbined_m3_s=turbined,
        spilled_m3_s=np.where(stands, 0.0, water.flow_m3_s - turbined),
        cutoff_m3_s=np.where(stands, water.flow_m3_s, 0.0),
        power_kw=power,
        running_units=running,
        monthly_kwh=np.asarray(by_month, dtype=np.float64),
        annual_kwh=float(_within_rating(np.array([energy[order].sum()]), plants)[0]),
    )


def yearly(
    water: Water,
    machine: Machine,
    units: Ints,
    design_flow_m3_s: Floats,
    design_head_m: Floats,
    physics: Physics | None = None,
    *,
    peak_efficiency: Floats | None = None,
    compiled: bool | None = None,
) -> Yearly:
    """Yearly figures of many designs of one machine.

    ``compiled`` asks for numba or forbids it; None takes it where this call alone repays its import.
    """
    check_water(water)
    plants = plants_of(machine, units, design_flow_m3_s, design_head_m, physics or Physics(), peak_efficiency)
    return yearly_of(plants, canonical(water), compiled=compiled)


# Evaluations (designs x units x intervals) which numpy does in the time that importing numba takes.
REPAYS_COMPILING = 50_000_000


def worth_compiling(evaluations: float) -> bool:
    """Whether so many evaluations (designs x intervals x units on average) repay numba's import."""
    return evaluations > REPAYS_COMPILING


def yearly_of(plants: Plants, water: Water, *, compiled: bool | None = None, record: Water | None = None) -> Yearly:
    """Yearly figures of plants in a year that is checked and in canonical order.

    ``record`` is what the year is the duration curve of; with it the jump at the least flow is exact.
    """
    supply = supply_of(water)
    more = 0.0 if record is None else _at_least_flow(plants, water, record)
    if worth_compiling(float(plants.units.sum()) * len(water.hours)) if compiled is None else compiled:
        from siting.hydro.compiled import sums_compiled

        sums = sums_compiled(plants, supply, water.hours)
        if sums is not None:
            return _gathered(plants, sums + more)
    return _gathered(plants, _sums(plants, supply, water.hours) + more)


def _sums(plants: Plants, supply: Supply, hours: Floats) -> Floats:
    """Rows: energy [kWh], water turbined, spilled and cut off [m3/s x h], hours cut off."""
    sums = np.empty((5, len(plants)))
    for rows in _blocks(len(plants), len(hours)):
        sums[:, rows] = _block(plants[rows], supply, hours)
    return sums


def _block(plants: Plants, supply: Supply, hours: Floats) -> Floats:
    power, turbined, running = run(plants, supply)
    stands = running == 0
    return np.stack(
        [
            (power * hours).sum(axis=1),
            (turbined * hours).sum(axis=1),
            np.where(stands, 0.0, (supply.flow_m3_s - turbined) * hours).sum(axis=1),
            np.where(stands, supply.flow_m3_s * hours, 0.0).sum(axis=1),
            np.where(stands, hours, 0.0).sum(axis=1),
        ]
    )


def _at_least_flow(plants: Plants, year: Water, record: Water) -> Floats:
    """What the sums over a duration curve lack because one of its pieces holds the least flow of a design.

    There the power jumps, and the mean of the piece stands for both sides of the jump; the two parts stand instead,
    with hours and mean flow from the record. Both years are in canonical order.
    """
    until = np.concatenate(([0.0], np.cumsum(record.hours)))
    volume = np.concatenate(([0.0], np.cumsum(record.hours * record.flow_m3_s)))
    ends = np.concatenate(([0.0], np.cumsum(year.hours)))
    volumes = np.concatenate(([0.0], np.cumsum(year.hours * year.flow_m3_s)))
    cut = np.searchsorted(record.flow_m3_s, plants.least_load * plants.unit_flow_m3_s)
    piece = np.clip(np.searchsorted(ends, until[cut] - SLACK_HOURS) - 1, 0, len(year.hours) - 1)
    below, above = until[cut] - ends[piece], ends[piece + 1] - until[cut]
    split = (below > SLACK_HOURS) & (above > SLACK_HOURS)
    sums = np.zeros((5, len(plants)))
    if not split.any():
        return sums
    below, above, cut, piece = below[split], above[split], cut[split], piece[split]
    low = np.maximum(volume[cut] - volumes[piece], 0.0) / below
    high = (volumes[piece + 1] - volume[cut]) / above
    flow = np.stack([low, high, year.flow_m3_s[piece]], axis=1)
    hours = np.stack([below, above, -year.hours[piece]], axis=1)
    parts = Water(
        flow, np.full(flow.shape, year.head_m[0]), hours, np.zeros(flow.shape, dtype=np.int64),
        year.loss_coefficient, year.loss_exponent, year.bypass,
    )  # fmt: skip
    sums[:, split] = _block(plants[np.flatnonzero(split)], supply_of(parts), hours)
    return sums


def _blocks(designs: int, intervals: int) -> Iterator[slice]:
    step = max(1, AT_ONCE // intervals)
    return (slice(start, start + step) for start in range(0, designs, step))


def _gathered(plants: Plants, sums: Floats) -> Yearly:
    energy, turbined, spilled, cutoff, standing = sums
    return Yearly(
        efficiency=plants.efficiency,
        rated_kw=plants.units * plants.unit_kw,
        annual_kwh=_within_rating(energy, plants),
        turbined_m3=turbined * SECONDS_PER_HOUR,
        spilled_m3=spilled * SECONDS_PER_HOUR,
        cutoff_m3=cutoff * SECONDS_PER_HOUR,
        cutoff_hours=standing,
    )


def _within_rating(annual_kwh: Floats, plants: Plants) -> Floats:
    """The energy, kept a last digit below 8,760 hours of the rated power, which adding up hours may pass."""
    return np.minimum(annual_kwh, np.nextafter(plants.units * plants.unit_kw * HOURS_PER_YEAR, 0.0))


def run(plants: Plants, supply: Supply) -> tuple[Floats, Floats, Ints]:
    """Power [kW], flow turbined [m3/s] and running units; rows are designs, columns intervals."""
    shape = len(plants), supply.flow_m3_s.shape[-1]
    power, turbined, running = np.zeros(shape), np.zeros(shape), np.zeros(shape, dtype=np.int64)
    for count in range(1, int(plants.units.max()) + 1):
        rows = np.nonzero(plants.units >= count)[0]
        part = plants if len(rows) == len(plants) else plants[rows]
        offered = supply if supply.flow_m3_s.ndim == 1 else supply.of(rows)
        load, unit_kw = _unit(part, count, offered)
        total = count * np.minimum(unit_kw, part.unit_kw[:, None])
        taken = np.minimum(count * (load * part.unit_flow_m3_s[:, None]), offered.flow_m3_s)
        if count == 1:
            better = total > 0
            power, turbined, running = (
                np.where(better, total, 0.0),
                np.where(better, taken, 0.0),
                better.astype(np.int64),
            )
            continue
        better = total > power[rows] * SURELY_MORE
        power[rows] = np.where(better, total, power[rows])
        turbined[rows] = np.where(better, taken, turbined[rows])
        running[rows] = np.where(better, count, running[rows])
    return power, turbined, running


def _unit(plants: Plants, count: int, supply: Supply) -> tuple[Floats, Floats]:
    """Load and power [kW] of each of ``count`` running units, 0 where they cannot run."""
    flow, head = np.atleast_2d(supply.flow_m3_s), np.atleast_2d(supply.head_m)
    unit_flow, design_head = plants.unit_flow_m3_s[:, None], plants.head_m[:, None]
    loss = supply.own_loss * raised(count * unit_flow, supply.exponent)
    ratio, loss_ratio = head / design_head, loss / design_head
    bound = np.minimum(flow / (count * unit_flow), capacity(ratio, loss_ratio, supply.exponent))
    if plants.curves.code == PUMP:
        load, share = pump_load(plants, bound, ratio, loss_ratio, supply.exponent)
        power = plants.unit_kw[:, None] * share
    else:
        load, used = turbine_load(plants, bound, head, loss, supply.exponent)
        power = plants.kw_per_m[:, None] * used
    runs = (load >= plants.least_load[:, None]) & (head > 0) & (load > 0)
    return load, np.where(runs, power, 0.0)
