"""Prices of the price book for arrays of options: eligibility first, then the price by year and what comes with it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from siting.finance.flows import Words
from siting.finance.metrics import Floats, Ints
from siting.finance.price_words import Said, combined, not_open, places, scenario_words, unknown_year
from siting.language import text, verbatim
from siting.project.cases import PriceStep
from siting.project.price_rows import PriceRow
from siting.project.prices import AddOn, BookRow, PriceRule, Reach, book_rows, known_years, price_addons, price_rules

# The rate at which the ministry compares step prices with flat ones: enehub.jp p=10600.
LEVELISING_RATE = 0.02
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class PriceBook:
    """Prices, rules of eligibility and add-ons; of two rows that hold the later one wins."""

    rows: tuple[BookRow, ...]
    rules: tuple[PriceRule, ...]
    addons: tuple[AddOn, ...]


@dataclass(frozen=True)
class Site:
    """Options as the book sees them: ``kw`` of the whole site, year of certification, mount that decides the class."""

    technology: Words
    mount: Words
    stated_mount: Words
    kw: Floats
    own_share: Floats
    year: Ints

    def within(self, reach: Reach, year: Ints | None = None) -> Bools:
        """The options a rule or an add-on speaks of."""
        years = self.year if year is None else year
        held = np.ones(len(self.kw), dtype=bool)
        if reach.technology != "any":
            held &= self.technology == reach.technology
        if reach.mount != "any":
            held &= self.mount == reach.mount
        for low, high, values in (
            (reach.from_year, None if reach.to_year is None else reach.to_year + 1, years),
            (reach.from_kw, reach.below_kw, self.kw),
        ):
            held &= True if low is None else values >= low
            held &= True if high is None else values < high
        return held


@dataclass(frozen=True)
class BookPrices:
    """What the book pays each option; where it is not ``eligible``, ``reason`` says why and there is no price.

    ``price_yen_per_kwh`` is options x years 1..T, nominal, NaN after the period. ``row`` names the row of the book,
    ``tax`` whether its price holds consumption tax. ``remark`` is what a person must still settle.
    """

    eligible: Bools
    price_yen_per_kwh: Floats
    first_price_yen_per_kwh: Floats
    levelised_yen_per_kwh: Floats
    period_years: Ints
    tax: Words
    reimbursement_yen_per_kwh: Floats
    deposit_yen_per_kwh: Floats
    row: Words
    source: Words
    reason: Words
    remark: Words


@dataclass(frozen=True)
class _Found:
    """The row of the book of each option (-1: none), the year its price is of, and where it is only a scenario."""

    row: Ints
    price_year: Ints
    scenario: Bools
    unknown: Bools


def price_book(own: Sequence[PriceRow] = ()) -> PriceBook:
    """The shipped book with the project's own rows (``config.prices``) over it."""
    return PriceBook(book_rows(own), price_rules(), price_addons())


def price_by_year(steps: Sequence[PriceStep], years: int) -> Floats:
    """The price of years 1..``years`` of steps that follow each other [yen/kWh]."""
    prices = np.full(years, np.nan)
    at = 0
    for step in steps:
        end = years if step.years is None else min(years, at + step.years)
        prices[at:end] = step.yen_per_kwh
        at = end
    return prices


def levelised_price(steps: Sequence[PriceStep], rate: float, years: int) -> float:
    """The flat price of the same present value [yen/kWh]: ``sum p_t d^t / sum d^t``, t = 1..years, d = 1/(1+rate)."""
    weights = (1.0 + rate) ** -np.arange(1.0, years + 1.0)
    return float(price_by_year(steps, years) @ weights / weights.sum())


def book_prices(
    book: PriceBook,
    technology: npt.ArrayLike,
    mount: npt.ArrayLike,
    site_kw: npt.ArrayLike,
    own_share: npt.ArrayLike,
    year: npt.ArrayLike,
    half: Literal["H1", "H2"] | None,
    scheme: Literal["fit", "fip"],
    horizon_years: int,
    unannounced: Literal["refuse", "last"] = "refuse",
    assumed_yen_per_kwh: npt.ArrayLike = np.nan,
    hydro_type: Literal["new", "existing_conduit"] = "new",
    stated: Collection[str] = (),
) -> BookPrices:
    """Prices of options certified in the fiscal years ``year``; every argument by option may be one for all.

    ``site_kw`` is the power of the whole site (plots of one facility add up), of each the smaller of panels and
    inverters. ``own_share`` is the share used on site, NaN where it is not stated. Years after the last one the book
    knows are refused, or priced as a scenario: ``assumed_yen_per_kwh`` where given, else by the last year. ``stated``
    names the add-ons (``reimbursement``, ``deposit``) that the case states itself, so that none is missing.
    """
    by_option = (technology, mount, site_kw, own_share, year, assumed_yen_per_kwh)
    (count,) = np.broadcast_shapes(*(np.shape(one) for one in by_option)) or (1,)
    site = _site(count, technology, mount, site_kw, own_share, year)
    assumed = np.broadcast_to(np.asarray(assumed_yen_per_kwh, dtype=float), count)
    found = _find(book, site, half, scheme, hydro_type, np.isfinite(assumed) | (unannounced == "last"))
    assumed = np.where(found.scenario, assumed, np.nan)
    reason = _reasons(book, site, found, scheme, np.isfinite(assumed))
    eligible = np.asarray(pd.isna(reason), dtype=bool)
    paid = _paid(book.rows, np.where(eligible, found.row, -1), assumed, horizon_years)
    addons = {kind: _addon(book, kind, site, found, eligible) for kind in ("reimbursement", "deposit")}
    said = [*_remarks(book, site, found, half, scheme, eligible, assumed), *_missing_addons(addons, stated)]
    return BookPrices(
        eligible=eligible,
        price_yen_per_kwh=paid.price,
        first_price_yen_per_kwh=paid.price[:, 0].copy(),
        levelised_yen_per_kwh=paid.levelised,
        period_years=paid.period,
        tax=paid.tax,
        reimbursement_yen_per_kwh=np.nan_to_num(addons["reimbursement"]),
        deposit_yen_per_kwh=np.nan_to_num(addons["deposit"]),
        row=places(book.rows, found.row),
        source=paid.source,
        reason=reason,
        remark=combined(count, said),
    )


def _site(
    count: int,
    technology: npt.ArrayLike,
    mount: npt.ArrayLike,
    site_kw: npt.ArrayLike,
    own_share: npt.ArrayLike,
    year: npt.ArrayLike,
) -> Site:
    technologies = np.broadcast_to(np.asarray(technology, dtype=object), count)
    mounts = np.broadcast_to(np.asarray(mount, dtype=object), count)
    # 屋根設置 speaks of buildings: until somebody confirms more, the rest is priced as ground.
    decides = np.where(technologies == "pv", np.where(mounts == "building_roof", "building_roof", "ground"), "any")
    return Site(
        technologies,
        decides.astype(object),
        mounts,
        np.broadcast_to(np.asarray(site_kw, dtype=float), count),
        np.broadcast_to(np.asarray(own_share, dtype=float), count),
        np.broadcast_to(np.asarray(year, dtype=np.int64), count),
    )


def _find(
    book: PriceBook, site: Site, half: str | None, scheme: str, hydro_type: str, may_look_back: npt.ArrayLike
) -> _Found:
    row = np.full(len(site.kw), -1, dtype=np.int64)
    price_year = site.year.copy()
    unknown = np.ones(len(row), dtype=bool)
    look_back = np.broadcast_to(np.asarray(may_look_back, dtype=bool), len(row))
    scenario = np.zeros(len(row), dtype=bool)
    for technology in ("pv", "hydro"):
        years = known_years(book.rows, technology)
        mine = site.technology == technology
        scenario |= mine & look_back & (site.year > years[-1])
        price_year = np.where(scenario & mine, years[-1], price_year)
        kind = hydro_type if technology == "hydro" else "new"
        for year in years:
            at = np.flatnonzero(mine & (price_year == year))
            unknown[at] = False
            for number in _candidates(book.rows, technology, year, kind, half, scheme) if len(at) else ():
                row[at[_in_class(book.rows[number].price, site, at)]] = number
    return _Found(row, price_year, scenario, unknown)


def _candidates(
    rows: Sequence[BookRow], technology: str, year: int, kind: str, half: str | None, scheme: str
) -> list[int]:
    """The rows of a year, the winning ones last. A project's own row says nothing of a scheme it does not name."""
    return [
        number
        for number, one in enumerate(rows)
        if (one.price.technology, one.price.fiscal_year, one.price.type) == (technology, year, kind)
        and one.price.half in (None, half or "H2")
        and not (one.own and one.price.open_to and scheme not in one.price.open_to)
    ]


def _in_class(price: PriceRow, site: Site, at: Ints) -> Bools:
    kw = site.kw[at]
    below = np.inf if price.below_kw is None else price.below_kw
    mounted = (site.mount[at] == price.mount) | (price.mount == "any")
    return np.asarray((kw >= price.from_kw) & (kw < below) & mounted, dtype=bool)


def _reasons(book: PriceBook, site: Site, found: _Found, scheme: str, assumed: Bools) -> Words:
    """Why an option is not eligible, None where it is; a rule is the better reason than a missing price."""
    reason: Words = np.full(len(site.kw), None, dtype=object)
    for technology in ("pv", "hydro"):
        missing = found.unknown & (site.technology == technology)
        for year in np.unique(site.year[missing]):
            reason[missing & (site.year == year)] = unknown_year(book.rows, technology, int(year))
    reason[~found.unknown & (found.row < 0)] = text("the price book has no class for this size and mount")
    reason[~(site.kw > 0)] = text("the power of the whole site is not known")
    for number in np.unique(found.row[found.row >= 0]):
        for flagged in (False, True):
            words = not_open(book.rows[number].price, scheme, priced=flagged)
            if words is not None:
                reason[(found.row == number) & (assumed == flagged)] = words
    for rule in book.rules:
        if rule.scheme not in ("any", scheme):
            continue
        if rule.effect == "refuse":
            reason[site.within(rule.reach)] = rule.words
        elif rule.effect == "own_use" and rule.own_use_share is not None:
            held = site.within(rule.reach)
            reason[held & (site.own_share < rule.own_use_share)] = rule.words
            reason[held & np.isnan(site.own_share)] = text("{rule}; its share is not stated", rule=rule.words)
    return reason


@dataclass(frozen=True)
class _Paid:
    price: Floats
    levelised: Floats
    period: Ints
    tax: Words
    source: Words


def _paid(rows: Sequence[BookRow], row: Ints, assumed: Floats, years: int) -> _Paid:
    """What each option is paid by the row of the book it points to (-1: nothing); ``assumed`` where it is a number."""
    price = np.full((len(rows) + 1, years), np.nan)
    levelised = np.full(len(rows) + 1, np.nan)
    period = np.zeros(len(rows) + 1, dtype=np.int64)
    tax, source = np.full((2, len(rows) + 1), None, dtype=object)
    for number in np.unique(row[row >= 0]):
        one = rows[number].price
        period[number], tax[number], source[number] = one.period_years or years, one.tax, one.source
        paid = min(int(period[number]), years)
        price[number, :paid] = price_by_year(one.steps, paid)
        levelised[number] = levelised_price(one.steps, LEVELISING_RATE, int(period[number]))
    stated = (row >= 0) & np.isfinite(assumed)
    within = np.arange(years) < period[row][:, None]
    return _Paid(
        np.where(stated[:, None] & within, assumed[:, None], price[row]),
        np.where(stated, assumed, levelised[row]),
        period[row],
        np.where(stated, np.array("excluded", dtype=object), tax[row]),
        np.where(stated, np.array(None, dtype=object), source[row]),
    )


def _addon(book: PriceBook, kind: str, site: Site, found: _Found, eligible: Bools) -> Floats:
    """The add-on of each option [yen/kWh]: 0 where none is due, NaN where one is due that the book does not know."""
    mine = [addon for addon in book.addons if addon.kind == kind]
    smallest = min(addon.reach.from_kw or 0.0 for addon in mine)
    due = eligible & (site.technology == "pv") & (site.kw >= smallest)
    if kind == "reimbursement":
        # The charge it reimburses began with the first year of the table.
        due &= found.price_year >= min(addon.reach.from_year or 0 for addon in mine)
    values = np.where(due, np.nan, 0.0)
    for addon in mine:
        values[due & site.within(addon.reach, found.price_year)] = addon.yen_per_kwh
    return values


def _remarks(
    book: PriceBook, site: Site, found: _Found, half: str | None, scheme: str, eligible: Bools, assumed: Floats
) -> list[Said]:
    said: list[Said] = []
    mounts = (site.technology == "pv") & (site.mount == "ground")
    by_mount = np.zeros(len(eligible), dtype=bool)
    for number in np.unique(found.row[found.row >= 0]):
        row, mine = book.rows[number].price, found.row == number
        by_mount |= mine & (row.mount != "any")
        if row.confidence == "confirm":
            said.append((mine & eligible, text("to be confirmed: {note}", note=verbatim(row.note, en=row.note_en))))
        if row.half is not None and half is None:
            said.append((mine & eligible, text("the second price of the year is used (price_half)")))
    for rule in book.rules:
        if rule.reach.mount != "any":
            by_mount |= site.within(rule.reach)
        if rule.effect == "confirm" and rule.scheme in ("any", scheme):
            said.append((site.within(rule.reach) & eligible, rule.words))
    top = by_mount & mounts & (site.stated_mount == "structure_top")
    said.append(
        (top, text("the top of a structure is priced as ground; whether it counts as a roof is to be confirmed"))
    )
    unknown = by_mount & mounts & ~np.isin(site.stated_mount.astype(str), ("structure_top", "ground"))
    said.append((unknown, text("the mount is not known; priced as ground, to be confirmed")))
    for technology in ("pv", "hydro"):
        mine = found.scenario & eligible & (site.technology == technology)
        last = known_years(book.rows, technology)[-1]
        for year in np.unique(site.year[mine]):
            at = mine & (site.year == year)
            said.append((at & np.isnan(assumed), scenario_words(int(year), last)))
            said.append((at & np.isfinite(assumed), scenario_words(int(year), None)))
    return said


def _missing_addons(addons: dict[str, Floats], stated: Collection[str]) -> list[Said]:
    wording = {
        "reimbursement": text("the price book has no reimbursed generation charge of this year: counted as 0, to be confirmed"),
        "deposit": text("the price book has no removal deposit of this year: counted as 0, to be confirmed"),
    }  # fmt: skip
    return [(np.isnan(values), wording[kind]) for kind, values in addons.items() if kind not in stated]
