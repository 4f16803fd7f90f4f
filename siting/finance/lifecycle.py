"""What a plant costs over its life: investment by part, grid, subsidies, upkeep, replacements, tax, removal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from siting.finance.costs import stepped_yen
from siting.finance.flows import Plant
from siting.finance.metrics import Floats, Ints
from siting.project.cases import Case
from siting.project.money import Finance, Lifecycle, Lifecycles, PropertyTax, Subsidy
from siting.vocabulary.tables import TECHNOLOGY_NAMES

Items = dict[str, Floats]


@dataclass(frozen=True)
class Spending:
    """What the costs of a case depend on beside the plant: its name, its terms, the years that count."""

    name: str
    case: Case
    finance: Finance
    lifecycles: Lifecycles
    subsidies: tuple[Subsidy, ...]
    years: Ints

    @property
    def columns(self) -> int:
        """Years 0..T of the longest option."""
        return (int(self.years.max()) if len(self.years) else self.finance.years) + 1


def tax_factor(included: np.ndarray, finance: Finance) -> Floats:
    """What a figure is multiplied with to stand on the tax basis of the results; 1 where none is stated."""
    tax = finance.consumption_tax
    if tax is None:
        return np.ones(len(included))
    wanted = tax.basis == "included"
    factor = np.where(included, 1.0 / (1.0 + tax.rate), 1.0 + tax.rate)
    return np.where(included == wanted, 1.0, factor)


def on_basis(plant: Plant, finance: Finance, lifecycles: Lifecycles) -> Plant:
    """The plant with its costs on the tax basis of the results."""
    if finance.consumption_tax is None:
        return plant
    included = np.zeros(len(plant.technology), dtype=bool)
    for technology, life in _lives(lifecycles).items():
        included[plant.technology == technology] = life.tax == "included"
    factor = tax_factor(included, finance)
    return replace(plant, capex_yen=plant.capex_yen * factor, opex_yen_per_year=plant.opex_yen_per_year * factor)


def costs_over_life(plant: Plant, spending: Spending) -> tuple[Items, Floats]:
    """The items of cost, each options x years 0..T and negative, and the part of them tied to the capital cost."""
    opex = {"opex": -_running(plant.opex_yen_per_year, spending)}
    extra = {"case_extra": _at_start(-extra_yen(plant, spending.case), spending)}
    without = replace(plant, capex_yen=np.zeros_like(plant.capex_yen))
    whole, untied = _with_capital(plant, spending), _with_capital(without, spending)
    paid, fixed = subsidy_yen(plant, spending)
    _add(whole, "subsidy", _at_start(paid, spending))
    _add(untied, "subsidy", _at_start(fixed, spending))
    return {**_paid(whole), **_paid(extra), **opex}, _sum(whole, spending) - _sum(untied, spending)


def base_costs(plant: Plant, finance: Finance, lifecycles: Lifecycles) -> Floats:
    """All costs of years 0..T that no price case changes, positive: for the cost of energy."""
    spending = Spending(
        "", Case.model_validate({}), finance, lifecycles, (), np.full(len(plant.technology), finance.years)
    )
    items = _with_capital(plant, spending, shared_only=True)
    return _running(plant.opex_yen_per_year, spending) - _sum(items, spending)


def extra_yen(plant: Plant, case: Case) -> Floats:
    """The investment that only this case needs, positive."""
    extra = np.zeros(len(plant.technology))
    for technology in TECHNOLOGY_NAMES:
        cost = getattr(case.extra_cost, technology)
        if cost is not None:
            mine = (plant.technology == technology) & np.isin(plant.stage, case.extra_cost.stages)
            extra[mine] = stepped_yen(cost, plant.capacity_kw[mine], plant.annual_kwh[mine])
    return extra


def subsidy_yen(plant: Plant, spending: Spending) -> tuple[Floats, Floats]:
    """What subsidies pay of the capital cost, and what of that stays as it is while the cost changes a little.

    Those that rule out the case pay nothing; together they never pay more than the cost.
    """
    case_words = {spending.name, spending.case.kind_of.name}
    paid, fixed = np.zeros(len(plant.technology)), np.zeros(len(plant.technology))
    for one in spending.subsidies:
        if case_words & set(one.excludes):
            continue
        mine = plant.technology == one.technology if one.technology else np.ones(len(paid), dtype=bool)
        of_size, most = one.yen_per_kw * _size(plant), np.inf if one.max_yen is None else one.max_yen
        amount = one.share_of_capex * plant.capex_yen + of_size
        paid += np.where(mine, np.minimum(amount, most), 0.0)
        fixed += np.where(mine, np.where(amount < most, of_size, most), 0.0)
    whole = paid >= plant.capex_yen
    return np.where(whole, plant.capex_yen, paid), np.where(whole, 0.0, fixed)


def taxed_value(tax: PropertyTax, years: int) -> Floats:
    """The taxed value of years 1..T over the capital cost: half a year's fall in the first, then a whole one."""
    value = (1.0 - tax.yearly_decline / 2.0) * (1.0 - tax.yearly_decline) ** np.arange(years)
    reduced = np.where(np.arange(years) < tax.reduced_years, tax.reduced_share, 1.0)
    return np.asarray(value * reduced)


def _with_capital(plant: Plant, spending: Spending, shared_only: bool = False) -> Items:
    """Investment and what follows from it; ``shared_only`` leaves out what depends on the price case."""
    items: Items = {}
    lives = _lives(spending.lifecycles)
    plain = np.where(
        np.isin(plant.technology, [name for name, life in lives.items() if life.parts]), 0.0, plant.capex_yen
    )
    _add(items, "capex", _at_start(-plain, spending))
    for technology, life in lives.items():
        mine = np.where(plant.technology == technology, 1.0, 0.0)
        for name, share in life.parts.model_dump().items() if life.parts else ():
            _add(items, name, _at_start(-share * plant.capex_yen * mine, spending))
        _add(items, "grid_connection", _at_start(-_grid(life, plant, spending, shared_only) * mine, spending))
        for name, yen in _later(life, plant, spending).items():
            _add(items, name, yen * mine[:, None])
    return _paid(items)


def _lives(lifecycles: Lifecycles) -> Mapping[str, Lifecycle]:
    found = {name: getattr(lifecycles, name) for name in TECHNOLOGY_NAMES}
    return {name: life for name, life in found.items() if life is not None}


def _paid(items: Items) -> Items:
    return {name: yen for name, yen in items.items() if np.any(yen)}


def _sum(items: Items, spending: Spending) -> Floats:
    total = np.zeros((len(spending.years), spending.columns))
    for yen in items.values():
        total += yen
    return total


def _add(items: Items, name: str, yen: Floats) -> None:
    items[name] = items[name] + yen if name in items else yen


def _size(plant: Plant) -> Floats:
    return np.where(np.isnan(plant.capacity_kw), 0.0, plant.capacity_kw)


def _at_start(yen: Floats, spending: Spending) -> Floats:
    flows = np.zeros((len(yen), spending.columns))
    flows[:, 0] = yen
    return flows


def _operating(spending: Spending) -> Floats:
    """1 in the operating years that count, by option."""
    t = np.arange(spending.columns)
    return np.where((t >= 1) & (t <= spending.years[:, None]), 1.0, 0.0)


def _price_level(spending: Spending) -> Floats:
    return (1.0 + spending.finance.inflation) ** np.maximum(np.arange(spending.columns) - 1, 0)


def _running(yen_per_year: Floats, spending: Spending) -> Floats:
    return yen_per_year[:, None] * _operating(spending) * _price_level(spending)


def _grid(life: Lifecycle, plant: Plant, spending: Spending, shared_only: bool) -> Floats:
    """Grid connection: full sale needs an intake of its own from a size on, own use protection relays."""
    grid = life.grid
    if grid is None:
        return np.zeros(len(plant.technology))
    size = _size(plant)
    yen = grid.fixed_yen + grid.yen_per_kw * size
    if shared_only:
        return yen
    if spending.case.kind_of.needs_load:
        return yen + grid.protection_relay_yen
    return np.asarray(yen + np.where(size >= grid.own_intake_from_kw, grid.own_intake_yen, 0.0))


def _later(life: Lifecycle, plant: Plant, spending: Spending) -> Items:
    """What comes after the investment: insurance, property tax, replacements, removal, what is left."""
    operating, level = _operating(spending), _price_level(spending)
    capex, size = plant.capex_yen, _size(plant)
    items: Items = {"insurance": -(life.insurance_share_of_capex * capex)[:, None] * operating}
    if life.property_tax:
        value = np.concatenate(([0.0], taxed_value(life.property_tax, spending.columns - 1)))
        items["property_tax"] = -capex[:, None] * life.property_tax.rate * value * operating
    t, last = np.arange(spending.columns), spending.years[:, None]
    for part in life.replacements:
        each = part.fixed_yen + part.yen_per_kw * size + part.share_of_capex * capex
        due = (t >= 1) & (t % part.every_years == 0) & (t < last)
        _add(items, "replacement", -each[:, None] * np.where(due, level, 0.0))
    at_end = t == last
    if life.removal:
        cost = life.removal.fixed_yen + life.removal.yen_per_kw * size + life.removal.share_of_capex * capex
        items["decommissioning"] = -cost[:, None] * np.where(at_end, level, 0.0)
    items["residual_value"] = (life.residual_share_of_capex * capex)[:, None] * np.where(at_end, 1.0, 0.0)
    return items


def breakdown(life: Lifecycle, capex_yen: float) -> Iterable[tuple[str, str, float]]:
    """A rough breakdown of the works of one option: name, English name, yen; overheads last."""
    if life.parts is None or life.works is None:
        return
    works = life.parts.works * capex_yen
    for one in life.works.types:
        yield one.name, one.name_en, one.share * works
    yield "諸経費", "overheads", life.works.overhead_share * works
