"""Which lines the sheet of items has for every option under a case that is not of the plain kind, and on which rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd

from siting.finance.energy import energy_kwh, exportable
from siting.finance.flows import Plant, plant_of
from siting.finance.lifecycle import tax_factor
from siting.finance.metrics import Floats
from siting.finance.terms import stated_terms
from siting.project.cases import Case
from siting.reporting.results import Results
from siting.reporting.workbook.flow_values import CaseValues
from siting.vocabulary.money import ITEMS, Group, Paid, item

# Quantities stand above the money of an option.
ENERGY, OWN, EXPORTED, PRICE, PRICED = QUANTITIES = ("energy", "own", "exported", "price", "priced")
_BENEFITS = {one.name for one in ITEMS if one.group is Group.BENEFIT}
# The engine's figures and those of the formulas differ by rounding alone.
EQUAL = 1e-9


class OwnUse(StrEnum):
    """How much of the energy is used on site: it does not matter, all, a stated share, or by hours or unknown here."""

    NONE = "none"
    ALL = "all"
    SHARE = "share"
    HOURS = "hours"


@dataclass(frozen=True)
class ItemLayout:
    """The lines of one case: quantities by name (options x years 0..T), own use, and the row of every line.

    ``lines`` are those of a technology, quantities first; ``first`` is the first row of every option, 0 where the case
    does not apply.
    """

    quantities: Mapping[str, Floats]
    own_use: OwnUse
    lines: Mapping[str, tuple[str, ...]]
    technologies: tuple[str, ...]
    first: tuple[int, ...]

    def row(self, option: int, line: str) -> int | None:
        """The row of a line of an option; None where it has none."""
        mine = self.lines.get(self.technologies[option], ())
        return self.first[option] + mine.index(line) if line in mine and self.first[option] else None

    def spans(self, option: int, benefits: bool) -> list[tuple[int, int]]:
        """The first and last rows of the items that are benefits, or of those that are not."""
        found: list[tuple[int, int]] = []
        if not self.first[option]:
            return found
        for at, line in enumerate(self.lines[self.technologies[option]]):
            row = self.first[option] + at
            if line in QUANTITIES or (line in _BENEFITS) != benefits:
                continue
            if found and found[-1][1] == row - 1:
                found[-1] = (found[-1][0], row)
            else:
                found.append((row, row))
        return found


def booked(case: Case) -> bool:
    """Whether the price, and not that of the surplus alone, comes from the price book."""
    return case.price_year is not None and not case.kind_of.needs_load


def item_layout(results: Results, listed: pd.DataFrame, name: str, values: CaseValues, top: int) -> ItemLayout:
    """The lines of a case, the first option's on row ``top``."""
    case = results.config.cases[name]
    plant = plant_of(listed, output_control(results))
    taken = np.broadcast_to(exportable(plant, values.last + 1), (len(listed), values.last + 1))
    quantities = _energy_and_price(results, plant, case, values)
    if not case.kind_of.needs_load:
        quantities[ENERGY] = quantities[ENERGY] * taken
    own_use = _own_use(results, case, values, quantities, taken)
    quantities |= _own_and_exported(results, case, own_use, values, quantities, taken)
    priced = _priced(case, values, quantities)
    if priced is not None:
        quantities[PRICED] = priced
    technologies = tuple(listed["technology"])
    lines = {
        one: tuple(_lines(values, quantities, listed["technology"].eq(one).to_numpy())) for one in set(technologies)
    }
    return ItemLayout(quantities, own_use, lines, technologies, tuple(_first_rows(values, lines, technologies, top)))


def output_control(results: Results) -> tuple[float, ...]:
    """The shares of output control of solar, year by year; empty where none is stated."""
    solar = results.config.solar
    return solar.curtailment.shares if solar and solar.curtailment else ()


def _first_rows(
    values: CaseValues, lines: Mapping[str, tuple[str, ...]], technologies: tuple[str, ...], top: int
) -> Iterator[int]:
    row = top
    for applies, technology in zip(values.eligible, technologies, strict=True):
        yield row if applies else 0
        row += len(lines[technology]) if applies else 0


def _lines(values: CaseValues, quantities: Mapping[str, Floats], mine: np.ndarray) -> Iterator[str]:
    yield from (name for name in QUANTITIES if name in quantities)
    yield from (name for name, yen in values.items.items() if np.any(yen[mine]))


def _energy_and_price(results: Results, plant: Plant, case: Case, values: CaseValues) -> dict[str, Floats]:
    """Energy, and the price on the tax basis of the results where it is stated or can be told from the sales."""
    finance, last = results.config.finance, values.last
    counts = np.arange(last + 1) <= values.years[:, None]
    energy = energy_kwh(plant, finance, last) * counts
    found = {ENERGY: energy}
    if booked(case):
        sales = values.of("sales")
        if case.kind_of.exported is Paid.PRICE:
            with np.errstate(divide="ignore", invalid="ignore"):
                found[PRICE] = np.where(energy > 0, sales / energy, 0.0).round(9)
    elif case.price_yen_per_kwh or case.price_steps:
        terms = stated_terms(plant, case, finance)
        price = np.zeros((len(energy), last + 1))
        width = min(last + 1, terms.price_yen_per_kwh.shape[1])
        price[:, :width] = terms.price_yen_per_kwh[:, :width] * tax_factor(terms.tax_included, finance)[:, None]
        found[PRICE] = np.nan_to_num(price) * counts
    return found


def _own_use(
    results: Results, case: Case, values: CaseValues, quantities: Mapping[str, Floats], taken: Floats
) -> OwnUse:
    """How much is used: told by whether a share of every year's energy at the price gives the engine's sums."""
    kind = case.kind_of
    wheeled = kind.exported is Paid.WHEELED
    if not kind.needs_load and not wheeled:
        return OwnUse.NONE
    if case.tariff is not None or PRICE not in quantities:
        return OwnUse.HOURS
    stated = None if wheeled else case.own_use_share
    own = quantities[ENERGY] * (1.0 if stated is None else stated)
    expected = own * quantities[PRICE]
    if wheeled and case.wheeling is not None:
        expected = expected * (1.0 - case.wheeling.loss_share)
    if kind.on_site is Paid.PRICE:
        expected = expected + (quantities[ENERGY] - own) * taken * surplus_price(results, case, values.last)
    found = values.of("supply_elsewhere" if wheeled else "sales" if kind.on_site is Paid.PRICE else "avoided_purchase")
    mine = values.eligible
    if not np.allclose(found[mine], expected[mine], rtol=EQUAL, atol=1e-6):
        return OwnUse.HOURS
    return OwnUse.NONE if wheeled else OwnUse.ALL if stated is None else OwnUse.SHARE


def surplus_price(results: Results, case: Case, last: int) -> Floats:
    """What a kWh that is not used on site earns in years 0..last, on the tax basis of the results."""
    factor = tax_factor(np.array([case.tax == "included"]), results.config.finance)[0]
    level = (1.0 + case.price_change_per_year) ** np.maximum(np.arange(last + 1) - 1, 0)
    return np.asarray(case.surplus_yen_per_kwh * level * factor)


def _own_and_exported(
    results: Results,
    case: Case,
    own_use: OwnUse,
    values: CaseValues,
    quantities: Mapping[str, Floats],
    taken: Floats,
) -> dict[str, Floats]:
    """Energy used on site, as a share or as the engine's sums tell it, and what is left for the grid."""
    if own_use is OwnUse.NONE or not case.kind_of.needs_load:
        return {}
    if own_use is OwnUse.HOURS:
        own = _own_by_hours(results, case, values, quantities, taken)
        if own is None:
            return {}
    else:
        own = quantities[ENERGY] * (1.0 if case.own_use_share is None else case.own_use_share)
    if case.kind_of.exported is not Paid.SURPLUS:
        return {OWN: own}
    return {OWN: own, EXPORTED: np.maximum(quantities[ENERGY] - own, 0.0) * taken}


def _own_by_hours(
    results: Results, case: Case, values: CaseValues, quantities: Mapping[str, Floats], taken: Floats
) -> Floats | None:
    """What siting found used on site, from what it saves or from what the rest earns; None where neither tells."""
    surplus = surplus_price(results, case, values.last) * taken
    price = quantities.get(PRICE)
    if case.kind_of.on_site is Paid.PRICE:
        if price is None or case.price_year is not None:
            return None
        return _quotient(values.of("sales") - quantities[ENERGY] * surplus, price - surplus, values)
    if price is not None:
        return _quotient(values.of("avoided_purchase"), price, values)
    if case.kind_of.exported is not Paid.SURPLUS or case.price_year is not None:
        return None
    exported = _quotient(values.of("sales"), surplus, values)
    return None if exported is None else quantities[ENERGY] - exported


def _quotient(yen: Floats, yen_per_kwh: Floats, values: CaseValues) -> Floats | None:
    """Energy from money and price; None where some year that counts has no price."""
    counts = values.eligible[:, None] & (np.arange(values.last + 1) <= values.years[:, None])
    counts[:, 0] = False
    if (yen_per_kwh[counts] == 0).any():
        return None
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(counts, yen / yen_per_kwh, 0.0)


def in_period(case: Case, values: CaseValues) -> np.ndarray:
    """The years in which the stated price is paid, options x years 0..T."""
    t = np.arange(values.last + 1)
    period = np.minimum(case.period_years or values.stated, values.years)[:, None]
    return (t >= 1) & (t <= period)


def _priced(case: Case, values: CaseValues, quantities: Mapping[str, Floats]) -> Floats | None:
    """The benefits in proportion to the price; None where they do not follow from the lines."""
    kind = case.kind_of
    if kind.exported is Paid.WHEELED:
        return values.of("supply_elsewhere")
    if kind.needs_load:
        if OWN in quantities and PRICE in quantities:
            return quantities[OWN] * quantities[PRICE]
        return None if kind.on_site is Paid.PRICE else values.of("avoided_purchase")
    if PRICE not in quantities or (booked(case) and case.after_period_yen_per_kwh is not None):
        return None
    if kind.exported is Paid.PREMIUM:
        # What lies below the reference price is not paid: which years count changes with the price.
        return None
    return values.of("sales") * (1.0 if booked(case) else in_period(case, values))


def item_label(name: str, lang: str) -> str:
    """An item of the flows as people read it."""
    return item(name).label(lang)
