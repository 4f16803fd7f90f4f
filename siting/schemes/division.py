"""A scheme applied: who gets and pays which flow, the payment it needs, and whether a company would take part."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from siting.finance.metrics import Floats, Ints, discount_factors, present_value
from siting.project.procurement import Scheme
from siting.schemes.basis import (
    DEMAND_SAVING,
    SAVINGS,
    Basis,
    net_investment_yen,
    project_items,
    reduction,
    savings_yen,
    unreduced_yen,
)
from siting.schemes.company import (
    Company,
    Ratios,
    Venture,
    payment_for_cover,
    payment_for_return,
    ratios,
    run,
    with_fixed_loan,
)
from siting.schemes.loan import Loan, loan_of, no_loan
from siting.schemes.parties import Book, Writer
from siting.schemes.reserve import reserve_yen
from siting.vocabulary.money import Group, Payment, item

CHARGES = ("generation_charge", "balancing_cost", "wheeling_charge")


@dataclass(frozen=True)
class Division:
    """One scheme over all options. Amounts are NaN where the scheme has none or none is found.

    ``loan`` is the company's, or the city's bond; ``cash_yen`` what a sculpted service follows. ``equity_yen`` is what
    the shareholders put in at the start.
    """

    scheme: Scheme
    book: Book
    loan: Loan
    cash_yen: Floats
    company_years: Ints
    ratios: Ratios
    shareholders_yen: Floats
    payment_yen_per_year: Floats
    price_yen_per_kwh: Floats
    rent_yen_per_year: Floats
    highest_rent_yen_per_year: Floats
    floor_rent_yen_per_year: Floats
    equity_yen: Floats


@dataclass(frozen=True)
class _Terms:
    """What the public and the company agreed on, by option."""

    payment: Floats
    price: Floats
    rent: Floats
    highest_rent: Floats
    floor_rent: Floats


def divide(basis: Basis, scheme: Scheme) -> Division:
    """The parties' flows of one scheme."""
    items = project_items(basis, scheme)
    # A company has the plant in all operating years, or for the term of a lease; what it hands over is the city's.
    years = np.minimum(basis.flow.years, scheme.lease_years or basis.flow.years)
    handed_over = (years < basis.flow.years)[:, None]
    writer = Writer(basis.shape)
    mine: dict[str, Floats] = {}
    for name, yen in items.items():
        holder = _holder(name, scheme)
        kept = yen
        if name == "residual_value" and holder == "spc":
            writer.outside("city", name, np.where(handed_over, yen, 0.0))
            kept = np.where(handed_over, 0.0, yen)
        writer.outside(holder, name, kept)
        if holder == "spc":
            mine[name] = kept
    if not scheme.kind_of.private:
        return _public(basis, scheme, writer)
    return _private(basis, scheme, writer, mine, years)


def _holder(name: str, scheme: Scheme) -> str:
    """The party whose flow an item is."""
    kind, group = scheme.kind_of, item(name).group
    if name in (*SAVINGS, DEMAND_SAVING):
        return "buyer"
    if group is Group.INVESTMENT:
        return kind.investor
    if group in (Group.BENEFIT, Group.TIMING) or name in CHARGES:
        return kind.seller
    if name == "residual_value":
        return kind.keeper
    if name == "decommissioning":
        return kind.remover
    return "city" if name == "retained_risk" else kind.operator


def _public(basis: Basis, scheme: Scheme, writer: Writer) -> Division:
    """A scheme the city finances itself, by bond or in cash."""
    none = np.full(basis.shape[0], np.nan)
    nothing = np.zeros(basis.shape)
    bond = basis.city.bond
    loan = no_loan(*basis.shape)
    if bond is not None:
        loan = loan_of(bond, bond.share * net_investment_yen(basis, scheme), basis.flow.years, nothing)
    _lend(writer, "city", loan)
    return Division(
        scheme=scheme, book=writer.book(), loan=loan, cash_yen=nothing, company_years=basis.flow.years,
        ratios=Ratios(none, none, none, none, none), shareholders_yen=nothing, payment_yen_per_year=none,
        price_yen_per_kwh=none, rent_yen_per_year=none, highest_rent_yen_per_year=none,
        floor_rent_yen_per_year=none, equity_yen=np.zeros(basis.shape[0]),
    )  # fmt: skip


def _lend(writer: Writer, borrower: str, loan: Loan) -> None:
    drawn = np.zeros_like(loan.service_yen)
    drawn[:, 0] = loan.amount_yen
    writer.transfer("lender", borrower, "loan", drawn)
    writer.transfer(borrower, "lender", "loan_repayment", loan.schedule.principal_yen)
    writer.transfer(borrower, "lender", "loan_interest", loan.schedule.interest_yen)


def _private(basis: Basis, scheme: Scheme, writer: Writer, mine: dict[str, Floats], years: Ints) -> Division:
    """A scheme a company finances."""
    property_tax = np.zeros(basis.shape)
    if scheme.kind_of.owner == "spc":
        taxed = reduction(scheme) * unreduced_yen(basis)
        property_tax = taxed[:, None] * basis.property_tax_share() * basis.operating(years)
    passed_on = savings_yen(basis) if scheme.kind == "independent" else np.zeros(basis.shape)
    venture = with_fixed_loan(_venture(basis, scheme, mine, passed_on, property_tax, years))
    venture, terms = _agreed(basis, scheme, venture, mine.get("residual_value"))
    company = run(venture)
    _pay(basis, scheme, writer, terms, passed_on, years)
    _tax(basis, writer, company, property_tax)
    _lend(writer, "spc", company.loan)
    found = ratios(venture, company)
    equity = venture.invested_yen - company.loan.amount_yen
    return Division(
        scheme=scheme, book=writer.book(), loan=company.loan, cash_yen=company.serving_yen, company_years=years,
        ratios=replace(found, eirr=_solved_return(scheme, found, terms, equity)), shareholders_yen=company.equity_yen,
        payment_yen_per_year=terms.payment, price_yen_per_kwh=terms.price, rent_yen_per_year=terms.rent,
        highest_rent_yen_per_year=terms.highest_rent, floor_rent_yen_per_year=terms.floor_rent, equity_yen=equity,
    )  # fmt: skip


def _solved_return(scheme: Scheme, found: Ratios, terms: _Terms, equity: Floats) -> Floats:
    """EIRR; of several rates of return the one that the payment was found for."""
    solved = np.isfinite(terms.payment) if scheme.kind_of.payment is Payment.SERVICE else np.zeros(len(equity), bool)
    if scheme.kind_of.payment is Payment.LEASE and scheme.lease_rate is None:
        solved = np.isfinite(terms.payment)
    if scheme.solves_price:
        solved = np.isfinite(terms.price)
    if scheme.target_eirr is None:
        return found.eirr
    return np.where(np.isnan(found.eirr) & solved & (equity > 0), scheme.target_eirr, found.eirr)


def _venture(
    basis: Basis, scheme: Scheme, mine: dict[str, Floats], passed_on: Floats, property_tax: Floats, years: Ints
) -> Venture:
    income, costs, deposits, sold = passed_on.copy(), property_tax.copy(), np.zeros(basis.shape), passed_on.copy()
    for name, yen in mine.items():
        group = item(name).group
        if group is Group.INVESTMENT:
            costs[:, 1:] -= yen[:, 1:]
        elif group is Group.TIMING:
            deposits += yen
        elif group is Group.BENEFIT:
            income += yen
            sold += yen
        elif name == "residual_value":
            income += yen
        else:
            costs -= yen
    kind = scheme.kind_of
    unit = basis.operating(years)
    if kind.payment is Payment.NOTHING or (kind.payment is Payment.ENERGY and not scheme.solves_price):
        unit = -unit
    elif kind.payment is Payment.ENERGY:
        unit = _sold_on_site(basis)
    reserve = reserve_yen(-mine["replacement"]) if scheme.replacement_reserve and "replacement" in mine else None
    written_off = basis.life_years() if kind.owner == "spc" and kind.payment is not Payment.LEASE else years
    return Venture(
        invested_yen=net_investment_yen(basis, scheme), income_yen=income, sold_yen=sold, costs_yen=costs,
        deposits_yen=deposits, unit_yen=unit, unit_sold=scheme.solves_price, sells_power=kind.seller == "spc",
        years=years, life_years=written_off, debt=scheme.debt, taxes=basis.taxes,
        reserve_yen=reserve,
    )  # fmt: skip


def _sold_on_site(basis: Basis) -> Floats:
    """Energy for which the user of the power can be charged: where the price case says what it saves. kWh."""
    saves = np.any(savings_yen(basis) != 0, axis=1)
    return np.where(saves[:, None], basis.flow.own_kwh, 0.0)


def _agreed(basis: Basis, scheme: Scheme, venture: Venture, residual: Floats | None) -> tuple[Venture, _Terms]:
    """The venture with its payment, price or rent, stated or found."""
    none = np.full(basis.shape[0], np.nan)
    kind, target = scheme.kind_of, scheme.target_eirr
    if kind.seller == "spc":
        return _priced(basis, scheme, venture)
    if scheme.lease_rate is not None:
        payment = lease_payment(venture, residual, scheme.lease_rate)
    else:
        assert target is not None
        payment = payment_for_return(venture, target)
    return venture.paid(np.nan_to_num(payment)), _Terms(payment, none, none, none, none)


def lease_payment(venture: Venture, residual: Floats | None, rate: float) -> Floats:
    """``(I - RV d^n + PV(costs)) / annuity``: yearly payment in yen; ``RV`` is the plant's worth at the end.

    The costs are the property tax of the lessor, which the fee covers, so that the lease rate is left to it.
    """
    factors = discount_factors(rate, venture.unit_yen.shape[1] - 1)
    left = 0.0 if residual is None else present_value(residual, factors)
    costs = present_value(venture.costs_yen, factors)
    return (venture.invested_yen - left + costs) / present_value(venture.unit_yen, factors)


def _priced(basis: Basis, scheme: Scheme, venture: Venture) -> tuple[Venture, _Terms]:
    """A company that sells power: its on-site price, and the rent it pays or could pay."""
    none = np.full(basis.shape[0], np.nan)
    target = scheme.target_eirr
    assert target is not None
    operating = basis.operating()
    price, highest, floor = none, none, none
    rent = np.zeros(basis.shape[0])
    if scheme.rent is not None:
        rent = basis.rent_yen_per_year(scheme.rent)
        floor = basis.rent_yen_per_year(scheme.rent.floor) if scheme.rent.floor else none
    if scheme.solves_price:
        venture = _charged(venture, np.nan_to_num(rent)[:, None] * operating)
        price = payment_for_return(venture, target)
        return venture.paid(np.nan_to_num(price)), _Terms(none, price, rent, highest, floor)
    if scheme.ppa_price_yen_per_kwh is not None:
        price = np.full(basis.shape[0], scheme.ppa_price_yen_per_kwh)
        more = price[:, None] * _sold_on_site(basis)
        venture = replace(venture, income_yen=venture.income_yen + more, sold_yen=venture.sold_yen + more)
    highest = payment_for_return(venture, target)
    if scheme.min_dscr is not None:
        highest = np.minimum(highest, payment_for_cover(venture, scheme.min_dscr))
    if scheme.rent is not None and scheme.rent.highest:
        rent = np.fmax(highest, np.nan_to_num(floor))
    return venture.paid(np.nan_to_num(rent)), _Terms(none, price, rent, highest, floor)


def _charged(venture: Venture, cost_yen: Floats) -> Venture:
    return replace(venture, costs_yen=venture.costs_yen + cost_yen)


def _pay(basis: Basis, scheme: Scheme, writer: Writer, terms: _Terms, passed_on: Floats, years: Ints) -> None:
    """What the public pays the company, and the rent it gets."""
    kind, operating = scheme.kind_of, basis.operating(years)
    if kind.payment in (Payment.SERVICE, Payment.LEASE):
        name = "service_payment" if kind.payment is Payment.SERVICE else "lease_payment"
        writer.transfer("city", "spc", name, np.nan_to_num(terms.payment)[:, None] * operating)
    on_site = np.nan_to_num(terms.price)[:, None] * _sold_on_site(basis) + passed_on
    writer.transfer("buyer", "spc", "energy_payment", on_site)
    writer.transfer("spc", "landlord", "rent", np.nan_to_num(terms.rent)[:, None] * operating)


def _tax(basis: Basis, writer: Writer, company: Company, property_tax: Floats) -> None:
    """Taxes of the company, and the part of them that is the city's."""
    city = basis.city
    writer.transfer("spc", "city", "property_tax", city.property_tax_share * property_tax)
    writer.transfer("spc", "tax_office", "property_tax", (1.0 - city.property_tax_share) * property_tax)
    writer.transfer("spc", "tax_office", "enterprise_tax", company.enterprise_tax_yen)
    writer.transfer("spc", "tax_office", "income_tax", company.income_tax_yen)
    writer.transfer("tax_office", "city", "local_tax_share", city.local_tax_share * company.income_tax_yen)
