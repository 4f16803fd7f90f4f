"""What each price case pays the options of a project: as project.toml states it, or from the price book."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from siting.finance.flows import Plant, Words
from siting.finance.metrics import Floats
from siting.finance.price_book import BookPrices, PriceBook, book_prices, price_book
from siting.finance.tariffs import hourly_price
from siting.finance.terms import Terms, stated_terms, terms_of
from siting.language import text
from siting.project.cases import Case
from siting.project.model import Config
from siting.project.money import Finance
from siting.run.on_site import OnSite

ADDONS = ("reimbursement", "deposit")
NO_START_YEAR = text(
    "the year from which it can start is not known: state project.base_year or a constraint's earliest_year"
)


def case_terms(options: pd.DataFrame, plant: Plant, case: Case, config: Config, book: PriceBook, used: OnSite) -> Terms:
    """The terms of the case's price, with what use on site has to say of them."""
    finance = config.finance
    if used.price is not None:
        terms = _tariff_terms(case, config, used.price, used.tax_included)
    elif case.price_year is None or case.kind_of.needs_load:
        terms = stated_terms(plant, case, finance)
    else:
        terms = _book_terms(options, case, finance, book, np.full(len(options), np.nan))
    remark = np.where(terms.remark == None, used.remark, terms.remark)  # noqa: E711 - by element
    return _without(replace(terms, remark=remark), used.reason)


def choice_price(plant: Plant, case: Case, config: Config) -> Floats | None:
    """One price for the choice of a machine: of the price book the mean of the period, of a tariff that of all hours.

    None where the case states a price itself. The plant stands for its whole site, certified in the year the case
    names, or in ``project.base_year``.
    """
    if case.kind_of.needs_load and case.tariff is not None:
        return np.full(len(plant.technology), hourly_price(config.tariffs[case.tariff]).mean())
    year = config.project.base_year if case.price_year == "option_start" else case.price_year
    if case.price_year is None or case.kind_of.needs_load or year is None:
        return None
    scheme: Literal["fit", "fip"] = "fip" if case.kind_of.name == "fip" else "fit"
    paid = book_prices(
        price_book(config.prices), plant.technology, "unknown", plant.capacity_kw, np.nan, int(year), case.price_half, scheme,
        case.period_years or config.finance.years, case.unannounced, hydro_type=case.hydro_type,
    )  # fmt: skip
    counted = ~np.isnan(paid.price_yen_per_kwh)
    total = np.where(counted, paid.price_yen_per_kwh, 0.0).sum(axis=1)
    return np.where(counted.any(axis=1), total / np.maximum(counted.sum(axis=1), 1), np.nan)


def surplus_terms(options: pd.DataFrame, case: Case, config: Config, book: PriceBook, used: OnSite) -> Terms | None:
    """The price book's terms of what is not used on site, where a case asks for them."""
    if case.price_year is None or not case.kind_of.needs_load or used.use is None:
        return None
    energy = options["annual_kwh"].to_numpy(dtype=float)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(energy > 0, used.use.own_kwh[:, 1] / energy, np.nan)
    return _book_terms(options, case, config.finance, book, share)


def both_apply(terms: Terms, surplus: Terms) -> Terms:
    """The terms of use on site where the surplus may be sold too, with what the book says of that."""
    joined = replace(terms, remark=surplus.remark, row=surplus.row, source=surplus.source)
    return _without(joined, surplus.reason)


def _without(terms: Terms, reason: Words) -> Terms:
    """The terms without the options that a reason rules out."""
    out = np.array([one is not None for one in reason], dtype=bool)
    prices = np.where(out[:, None], np.nan, terms.price_yen_per_kwh)
    return replace(terms, price_yen_per_kwh=prices, reason=np.where(out, reason, terms.reason))


def _tariff_terms(case: Case, config: Config, price: Floats, included: npt.NDArray[np.bool_] | None) -> Terms:
    """What a tariff of time bands saves per kWh, in place of a price."""
    period = case.period_years or config.finance.years
    years = np.full(len(price), period, dtype=np.int64)
    terms = terms_of(np.repeat(price[:, None], period, axis=1), years, case, config.finance)
    return terms if included is None else replace(terms, tax_included=included)


def _book_terms(options: pd.DataFrame, case: Case, finance: Finance, book: PriceBook, own_share: Floats) -> Terms:
    years = _certified(options, case)
    known = ~np.isnan(years)
    assumed = case.unannounced_yen_per_kwh
    stated = assumed.model_dump() if assumed else {}
    paid = book_prices(
        book,
        options["technology"].to_numpy(dtype=object),
        options["mount"].to_numpy(dtype=object),
        options["site_kw"].to_numpy(dtype=float),
        own_share,
        np.where(known, years, 0).astype(np.int64),
        case.price_half,
        "fip" if case.kind_of.name == "fip" else "fit",
        case.period_years or max(finance.years, 20),
        case.unannounced,
        _by_option(options, stated),
        case.hydro_type,
        [kind for kind in ADDONS if _stated(case, kind) is not None],
    )
    return _terms(paid, known, case, finance)


def _certified(options: pd.DataFrame, case: Case) -> Floats:
    """The fiscal year whose price counts for each option."""
    if case.price_year == "option_start":
        return options["start_year"].to_numpy(dtype=float)
    assert case.price_year is not None
    return np.full(len(options), float(case.price_year))


def _by_option(options: pd.DataFrame, values: dict[str, float | None]) -> Floats:
    stated = {name: np.nan if value is None else value for name, value in values.items()}
    return np.asarray(options["technology"].map(stated).to_numpy(dtype=float))


def _terms(paid: BookPrices, known: np.ndarray, case: Case, finance: Finance) -> Terms:
    period = np.where(paid.eligible, paid.period_years, finance.years)
    if case.period_years:
        period = np.full_like(period, case.period_years)
    terms = terms_of(paid.price_yen_per_kwh, period, case, finance)
    reason = paid.reason.copy()
    reason[~known] = NO_START_YEAR
    # A price that the case assumes for a year without one is flagged by the case itself.
    flags = [case.tax if row is None else flag for flag, row in zip(paid.tax, paid.source, strict=True)]
    tax = np.array([flag == "included" for flag in flags], dtype=bool)
    addons = {
        f"{kind}_yen_per_kwh": getattr(paid if _stated(case, kind) is None else terms, f"{kind}_yen_per_kwh")
        for kind in ADDONS
    }
    return replace(
        terms, tax_included=tax, reason=reason, remark=paid.remark, row=paid.row, source=paid.source, **addons
    )


def _stated(case: Case, kind: str) -> float | None:
    """What the case itself says of an add-on; without a generation-side charge nothing of it is reimbursed."""
    charged = case.generation_charge_yen_per_kw_month or case.generation_charge_yen_per_kwh
    if kind == "reimbursement" and not charged:
        return case.reimbursement_yen_per_kwh or 0.0
    return case.reimbursement_yen_per_kwh if kind == "reimbursement" else case.deposit_yen_per_kwh
