"""One row per drop and machine: the best design of a machine, what it yields and costs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from siting.finance.costs import capital_yen, cost_models, running_yen_per_year
from siting.finance.energy import equivalent_loss, year_weights
from siting.finance.evaluate import net_present_value
from siting.finance.flows import Plant
from siting.hydro.drops import DropWater
from siting.hydro.energy import Yearly, operate, yearly
from siting.hydro.pumps import machine_of
from siting.hydro.records import HOURS_PER_YEAR, SECONDS_PER_HOUR, Catalogue, Designs, Floats, Ints, Physics, Water
from siting.hydro.regions import margin_decades
from siting.hydro.search import evaluations, search_all
from siting.hydro.valves import recoverable_kwh
from siting.project.load import Project
from siting.project.machines.model import Machine, Pump, PumpCurve
from siting.project.model import Config, CostModel
from siting.project.water import Hydro, Ratings
from siting.rank.machines import RATED, best_design
from siting.run.case_terms import choice_price
from siting.vocabulary.turbines import MONTH_COLUMNS

CURVE_POINTS = 101
EDGE = 0.05
MONTHS = [column.name for column in MONTH_COLUMNS]


Known = dict[tuple[object, ...], Any]


@dataclass(frozen=True)
class Setting:
    """What all drops share. ``weights`` are what a kWh of each operating year is worth beside one of the first.

    ``known`` keeps what water and machines alone decide, for studies of the same drops with other money.
    """

    config: Config
    models: Mapping[str, CostModel]
    physics: Physics
    catalogue: Catalogue
    case: str
    weights: Floats
    known: Known


@dataclass(frozen=True)
class OwnCosts:
    """What the drop's own row says of cost; NaN where nothing."""

    capex_yen: float
    opex_yen_per_year: float


def own_costs(drops: pd.DataFrame, row: int) -> OwnCosts:
    """The costs that stand in a drop's row."""
    columns = drops.loc[[row], ["capex_yen", "opex_yen_per_year"]].to_numpy(dtype=float)
    return OwnCosts(*map(float, columns[0]))


def setting_of(project: Project, known: Known | None = None) -> Setting:
    config = project.config
    stated = config.hydro.choice.case
    by_ranking = next((name for name in config.cases if config.ranking.by.endswith(f"_{name}")), None)
    return Setting(
        config=config, models=cost_models(config.costs), physics=physics_of(config.hydro),
        catalogue=Catalogue([one.machine for one in project.machines], project.pumps),
        case=stated or by_ranking or next(iter(config.cases)), weights=year_weights(config.finance, "hydro"),
        known={} if known is None else known,
    )  # fmt: skip


def physics_of(hydro: Hydro) -> Physics:
    """The engine's constants as the project states them."""
    return Physics(
        gravity_m_s2=hydro.gravity_m_s2,
        generator_kw=hydro.generator.power_kw,
        generator_efficiency=hydro.generator.efficiency,
        transformer_efficiency=hydro.transformer_efficiency,
        size_correction=hydro.size_correction,
    )


def evaluations_of(waters: list[DropWater], setting: Setting) -> float:
    """How often the search asks for a power: what decides whether compiling repays."""
    hydro = setting.config.hydro
    intervals = sum(CURVE_POINTS if one.water.head_follows_flow else len(one.water.hours) for one in waters)
    return len(setting.catalogue.machines) * evaluations(intervals, hydro.design_flows, hydro.max_units)


def candidates(drop: DropWater, own: OwnCosts, setting: Setting, compiled: bool) -> Iterator[dict[str, Any]]:
    """The best design of every machine at one drop, searched on the water of all years as money weighs them."""
    hydro = setting.config.hydro
    found = _kept(drop, setting, ("designs",), lambda: tuple(
        search_all(drop.over_years(setting.weights), setting.catalogue, setting.physics, hydro.design_flows,
                   hydro.max_units, compiled=compiled)
    ))  # fmt: skip
    for designs in found:
        if len(designs):
            yield _candidate(drop, own, designs, setting)


def _kept(drop: DropWater, setting: Setting, what: tuple[object, ...], find: Callable[[], Any]) -> Any:
    """What is known of a drop already, else what is found now. Years differ in their water only where it changes."""
    key = (drop.drop_id, *what, setting.weights.tobytes() if drop.change_per_year else b"")
    if key not in setting.known:
        setting.known[key] = find()
    return setting.known[key]


@dataclass(frozen=True)
class _Taken:
    """The design that was taken of a machine's designs; ``machine`` has the efficiency of its pump, if one is named."""

    machine: Machine
    pump: Pump | None
    units: int
    design_flow_m3_s: float
    design_head_m: float
    efficiency: float
    rated_kw: float
    margin_decades: float


def _candidate(drop: DropWater, own: OwnCosts, designs: Designs, setting: Setting) -> dict[str, Any]:
    machine, config = designs.machine, setting.config
    key = cost_key(machine, setting)
    taken = _taken(drop, own, designs, key, setting)
    design = (
        "figures",
        machine.id,
        taken.pump and taken.pump.id,
        taken.units,
        taken.design_flow_m3_s,
        taken.design_head_m,
    )
    found: dict[str, Any] = _kept(drop, setting, design, lambda: _figures(drop, taken, setting))
    rated, energy, loss = (np.array([found[one]]) for one in ("rated_kw", "annual_kwh", "supply_loss"))
    capex, opex = costs_of(rated, energy, np.array([taken.units]), [taken.pump], own, key, setting)
    plant = plant_of_machines(rated, energy, capex, opex, loss)
    in_chart = taken.margin_decades == 0
    return found | ratings_of(machine, config.hydro) | {
        "drop_id": drop.drop_id, "option_id": f"{drop.drop_id}-hydro-{machine.id}", "type": machine.id,
        "name": machine.name, "mode": drop.mode, "in_chart": in_chart, "margin_decades": taken.margin_decades,
        "fit": in_chart and suits(machine, drop.keeps_pressure, drop.purified) and found["annual_kwh"] > 0, "capex_yen": float(capex[0]),
        "opex_yen_per_year": float(opex[0]),
        "npv_yen": float(npv_of(plant, setting)[0]),
        "regulation": machine.regulation, "confidence": machine.confidence, "drop_row": drop.row, "cost_model": key,
        "near_edge": in_chart and _near_edge(taken), "pressure": drop.keeps_pressure, "purified": drop.purified, "flow_limit_m3_s": np.nan,
        "pump": taken.pump.id if taken.pump else None,
    }  # fmt: skip


def _near_edge(taken: _Taken) -> bool:
    """Whether a twentieth more or less of flow or head leaves the region."""
    flow, head = taken.design_flow_m3_s / taken.units, taken.design_head_m
    flows = np.array([flow * (1 - EDGE), flow * (1 + EDGE), flow, flow])
    heads = np.array([head, head, head * (1 - EDGE), head * (1 + EDGE)])
    return bool((margin_decades(taken.machine, flows, heads) > 0).any())


def cost_key(machine: Machine, setting: Setting) -> str:
    """The key below ``costs`` of the machine's cost model: its own if the project has one, else the common one."""
    own = f"machines.{machine.cost_model or machine.id}"
    return own if own in setting.models else "hydro"


def suits(machine: Machine, keeps_pressure: bool, purified: bool) -> bool:
    """Whether a machine may be chosen where its region holds a drop: by its file, the pressure and the water."""
    outlet = machine.outlet == "pressurised" or not keeps_pressure
    return machine.enabled and outlet and not (purified and machine.outlet == "channel")


def _taken(drop: DropWater, own: OwnCosts, designs: Designs, key: str, setting: Setting) -> _Taken:
    """The design to take of one machine: by NPV under the case that counts, by energy where there is none."""
    config = setting.config
    pumps = [setting.catalogue.pumps[at] if at >= 0 else None for at in designs.pump]
    energy = designs.annual_kwh * drop.running_share
    capex, opex = costs_of(designs.rated_kw, energy, designs.units, pumps, own, key, setting)
    plant = plant_of_machines(designs.rated_kw, energy, capex, opex)
    npv = npv_of(plant, setting)
    at = best_design(
        energy if np.isnan(npv).all() else npv, energy, designs.margin_decades, designs.units,
        designs.design_flow_m3_s, config.hydro.further_unit_gain,
    )  # fmt: skip
    pump = pumps[at]
    return _Taken(
        machine_of(designs.machine, pump) if pump else designs.machine, pump, int(designs.units[at]),
        float(designs.design_flow_m3_s[at]), float(designs.design_head_m[at]), float(designs.efficiency[at]),
        float(designs.rated_kw[at]), float(designs.margin_decades[at]),
    )  # fmt: skip


def npv_of(plant: Plant, setting: Setting) -> Floats:
    """NPV of designs under the case that decides; NaN where it has no price for them or they have no cost."""
    config = setting.config
    case = config.cases[setting.case]
    return net_present_value(plant, case, config.finance, choice_price(plant, case, config))


def ratings_of(machine: Machine, hydro: Hydro) -> dict[str, float]:
    """How a machine is rated: by the project, else by its file; NaN where by neither."""
    stated = hydro.choice.ratings.get(machine.id, Ratings(maintainability=None, references=None))
    rated = {name: getattr(stated, name) for name in RATED}
    return {name: _number(getattr(machine, name) if value is None else value) for name, value in rated.items()}


def _number(value: float | None) -> float:
    return np.nan if value is None else float(value)


def plant_of_machines(kw: Floats, kwh: Floats, capex: Floats, opex: Floats, loss: Floats | None = None) -> Plant:
    count = len(kw)
    return Plant(
        technology=np.full(count, "hydro", dtype=object), stage=np.full(count, "screening", dtype=object),
        capacity_kw=kw, annual_kwh=kwh, capex_yen=capex, opex_yen_per_year=opex,
        supply_loss=np.zeros(count) if loss is None else loss,
    )  # fmt: skip


def costs_of(
    rated_kw: Floats,
    annual_kwh: Floats,
    units: Ints,
    pumps: Sequence[Pump | None],
    own: OwnCosts,
    key: str,
    setting: Setting,
) -> tuple[Floats, Floats]:
    """Capital and running cost of designs: the drop's own, a pump's price, the cost model; NaN without any."""
    model = setting.models.get(key)
    opex = np.full(len(rated_kw), own.opex_yen_per_year)
    if model is not None and np.isnan(own.opex_yen_per_year):
        opex = running_yen_per_year(model.opex, rated_kw)
    capex = np.full(len(rated_kw), own.capex_yen)
    if model is not None and np.isnan(own.capex_yen):
        capex = capital_yen(model, rated_kw, annual_kwh, opex, setting.config.finance.years)
    prices = np.array([_number(pump.capex_yen if pump else None) for pump in pumps])
    return np.where(np.isnan(prices), capex, prices * units), opex


def _figures(drop: DropWater, taken: _Taken, setting: Setting) -> dict[str, Any]:
    """What one design yields of the first year's water, after planned outages."""
    share, first = drop.running_share, drop.in_year(1)
    year = _yearly(first, taken.machine, taken, setting.physics)
    run = operate(first, taken.machine, taken.units, taken.design_flow_m3_s, taken.design_head_m, setting.physics)
    months = run.monthly_kwh * share
    # A pump of the catalogue whose best point lies above the head there is never reaches its power.
    rated = min(taken.rated_kw, float(run.power_kw.max())) if taken.pump else taken.rated_kw
    energy = float(year.annual_kwh[0]) * share
    total = float((first.flow_m3_s * first.hours).sum() * SECONDS_PER_HOUR)
    faster = with_variable_speed(taken.machine)
    at_speed = np.nan if faster is None else _yearly(first, faster, taken, setting.physics).annual_kwh[0]
    return {
        "units": taken.units, "design_flow_m3_s": taken.design_flow_m3_s, "design_head_m": taken.design_head_m,
        "efficiency": taken.efficiency, "rated_kw": rated, "annual_kwh": energy,
        "hydraulic_kwh": _hydraulic_kwh(first, setting.physics),
        "full_load_hours": energy / rated if rated > 0 else np.nan,
        "turbined_m3": float(year.turbined_m3[0]) * share, "spilled_m3": float(year.spilled_m3[0]) * share,
        "cutoff_m3": float(year.cutoff_m3[0]) * share + total * (1 - share),
        "cutoff_hours": float(year.cutoff_hours[0]) * share + HOURS_PER_YEAR * (1 - share),
        "variable_speed_kwh": float(at_speed) * share,
        "supply_loss": _supply_loss(drop, taken, float(year.annual_kwh[0]), setting),
        **dict(zip(MONTHS, np.where(first.month.any(), months, np.nan).tolist(), strict=True)),
    }  # fmt: skip


def _hydraulic_kwh(water: Water, physics: Physics) -> float:
    """What the whole water offers before any machine, its pipe losses taken off."""
    head = water.head_m - water.loss_coefficient * water.flow_m3_s**water.loss_exponent
    return recoverable_kwh(water.flow_m3_s, np.maximum(head, 0.0), water.hours, physics.gravity_m_s2)


def _yearly(water: Water, machine: Machine, taken: _Taken, physics: Physics) -> Yearly:
    flow, head = np.array([taken.design_flow_m3_s]), np.array([taken.design_head_m])
    return yearly(water, machine, np.array([taken.units]), flow, head, physics)


def with_variable_speed(machine: Machine) -> Machine | None:
    """The same pump as turbine at variable speed; None for machines that are no pumps at a fixed one."""
    if not isinstance(machine.efficiency, PumpCurve) or machine.regulation != "hydraulic":
        return None
    return machine.model_copy(update={"regulation": "electrical"})


def _supply_loss(drop: DropWater, taken: _Taken, first_kwh: float, setting: Setting) -> float:
    """The constant yearly loss that is worth what the years are worth one by one, as the flow changes.

    The mean energy of all years, weighted as ageing and discounting weigh them, is that of the real years; what a
    single year of the cash flow shows lies on a smooth line between them.
    """
    if drop.change_per_year == 0.0 or len(setting.weights) < 2 or first_kwh <= 0:
        return 0.0
    mean = float(_yearly(drop.over_years(setting.weights), taken.machine, taken, setting.physics).annual_kwh[0])
    return equivalent_loss(mean / first_kwh, setting.weights)
