"""What a price case pays every option in every year: stated prices, price steps, or those of the price book."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from siting.finance.energy import by_technology
from siting.finance.flows import Plant, Words
from siting.finance.metrics import Floats, Ints
from siting.language import text
from siting.project.cases import Case
from siting.project.money import Finance

NO_PRICE = text("the case has no price for this technology")


@dataclass(frozen=True)
class Terms:
    """The terms of one case, by option: years that count, the price of years 0..T, and why a case does not apply.

    ``price_yen_per_kwh`` is NaN in year 0 and after the last year that counts; ``first_price`` is that of year 1.
    ``in_period`` marks the years in which the price is paid, before any price after the period. ``row`` and
    ``source`` name the row of the price book, if the price comes from there.
    """

    price_yen_per_kwh: Floats
    in_period: npt.NDArray[np.bool_]
    years: Ints
    period_years: Ints
    tax_included: npt.NDArray[np.bool_]
    reimbursement_yen_per_kwh: Floats
    deposit_yen_per_kwh: Floats
    reason: Words
    remark: Words
    row: Words
    source: Words

    @property
    def first_price(self) -> Floats:
        """The price of the first year."""
        return self.price_yen_per_kwh[:, 1]

    @property
    def eligible(self) -> npt.NDArray[np.bool_]:
        """Where the case pays a price."""
        return ~np.isnan(self.first_price)


def stated_terms(plant: Plant, case: Case, finance: Finance) -> Terms:
    """The terms of a case that states its price: the same for every option of a technology."""
    period = case.period_years or finance.years
    flat = by_technology(plant, case.price_yen_per_kwh.model_dump() if case.price_yen_per_kwh else {})
    if case.price_steps:
        prices = np.broadcast_to(step_prices(case, period), (len(flat), period)).copy()
    else:
        prices = np.repeat(flat[:, None], period, axis=1)
    return terms_of(prices, np.full(len(flat), period, dtype=np.int64), case, finance)


def step_prices(case: Case, years: int) -> Floats:
    """The price of every year of a case with price steps; the last step holds on."""
    prices = np.full(years, case.price_steps[-1].yen_per_kwh)
    start = 0
    for step in case.price_steps[:-1]:
        assert step.years is not None
        prices[start : start + step.years] = step.yen_per_kwh
        start += step.years
    return prices


def terms_of(prices: Floats, period_years: Ints, case: Case, finance: Finance) -> Terms:
    """Terms from the prices of the period's years (options x years): prices change, the period ends, another follows."""
    after = case.after_period_yen_per_kwh
    years = period_years if after is None else np.full_like(period_years, finance.years)
    last = int(years.max()) if len(years) else finance.years
    count = len(period_years)
    t = np.arange(last + 1)
    change = (1.0 + case.price_change_per_year) ** np.maximum(t - 1, 0)
    full = np.full((count, last + 1), np.nan)
    width = min(prices.shape[1], last)
    full[:, 1 : width + 1] = prices[:, :width]
    if case.kind_of.price_changes:
        full *= change
    in_period = (t >= 1) & (t <= np.minimum(period_years, years)[:, None])
    if after is not None:
        full = np.where(in_period | np.isnan(full[:, 1:2]), full, after * change)
    full[:, 0] = np.nan
    full = np.where(t <= years[:, None], full, np.nan)
    reason = np.full(count, None, dtype=object)
    reason[np.isnan(full[:, 1])] = NO_PRICE
    return Terms(
        price_yen_per_kwh=full,
        in_period=in_period,
        years=years,
        period_years=period_years,
        tax_included=np.full(count, case.tax == "included"),
        reimbursement_yen_per_kwh=np.full(count, case.reimbursement_yen_per_kwh or 0.0),
        deposit_yen_per_kwh=np.full(count, case.deposit_yen_per_kwh or 0.0),
        reason=reason,
        remark=np.full(count, None, dtype=object),
        row=np.full(count, None, dtype=object),
        source=np.full(count, None, dtype=object),
    )


def over_years(terms: Terms, years: Ints, columns: int) -> Terms:
    """The terms with ``columns`` years 0..T and counted to ``years``; no price where they say nothing of a year."""
    width = min(columns, terms.price_yen_per_kwh.shape[1])
    price = np.full((len(years), columns), np.nan)
    price[:, :width] = terms.price_yen_per_kwh[:, :width]
    in_period = np.zeros((len(years), columns), dtype=bool)
    in_period[:, :width] = terms.in_period[:, :width]
    counted = np.arange(columns) <= years[:, None]
    return replace(
        terms, price_yen_per_kwh=np.where(counted, price, np.nan), in_period=in_period & counted, years=years
    )
