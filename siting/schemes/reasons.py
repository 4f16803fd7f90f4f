"""Why a scheme does not come about: a result in words, option by option."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from siting.finance.metrics import discount_factors, present_value
from siting.language import Text, text
from siting.project.procurement import Scheme
from siting.schemes.basis import Basis, savings_yen
from siting.schemes.division import Division
from siting.vocabulary.money import Payment

# Relative to the investment: what rounding leaves of a payment that was found.
TOLERANCE = 1e-9
Reasons = list[Text | None]


def why_not(basis: Basis, division: Division) -> Reasons:
    """The first reason against each option, or None where the scheme is feasible."""
    reasons: Reasons = [None] * basis.shape[0]
    if not division.scheme.kind_of.private:
        return reasons
    for failing, reason in (
        _unknown_rent(basis, division),
        _nothing_on_site(basis, division),
        _no_payment(division),
        _no_rent_at_all(division),
        _empty_window(division),
        _no_return(division),
        _no_cover(division),
        _no_buyer(basis, division),
    ):
        for row in np.flatnonzero(failing):
            if reasons[row] is None:
                reasons[row] = reason(int(row))
    return reasons


_Check = tuple[np.ndarray, Callable[[int], Text]]


def _unknown_rent(basis: Basis, division: Division) -> _Check:
    rent = division.scheme.rent
    if rent is None:
        return _never(basis.shape[0])
    floor = rent.floor is not None
    missing = (not rent.highest) & np.isnan(division.rent_yen_per_year)
    missing = missing | floor & np.isnan(division.floor_rent_yen_per_year)
    by_area = any(rate is not None and rate.yen_per_m2_year for rate in (rent, rent.floor))

    def reason(row: int) -> Text:
        option = str(basis.sites.option_id[row])
        if by_area and np.isnan(basis.sites.panel_area_m2[row]):
            return text("the rent or its floor counts {column}: state it for the plot of {option}", column="panel_area_m2", option=option)  # fmt: skip
        return text("the rent or its floor counts {column}, which is not known for {option}", column="capacity_kw", option=option)  # fmt: skip

    return missing, reason


def _nothing_on_site(basis: Basis, division: Division) -> _Check:
    asked = division.scheme.kind_of.payment is Payment.ENERGY
    used = np.any((basis.flow.own_kwh > 0) & (savings_yen(basis) != 0), axis=1)
    return asked & ~used, lambda row: text("this price case saves no purchase of power on site")


def _no_payment(division: Division) -> _Check:
    scheme = division.scheme
    found = division.price_yen_per_kwh if scheme.solves_price else division.payment_yen_per_year
    asked = scheme.solves_price or scheme.kind_of.payment in (Payment.SERVICE, Payment.LEASE)
    return asked & np.isnan(found), lambda row: text("no payment gives the company its return")


def _no_rent_at_all(division: Division) -> _Check:
    """A rent is asked for and the highest is below nothing: the company would need money."""
    highest = division.highest_rent_yen_per_year
    solved = division.scheme.rent is not None and division.scheme.rent.highest
    lacking = highest < -TOLERANCE * (division.loan.amount_yen + np.abs(division.equity_yen))

    def reason(row: int) -> Text:
        return text("no rent can be paid: the company lacks {lack} yen a year", lack=f"{-highest[row]:,.0f}")

    return solved & lacking, reason


def _empty_window(division: Division) -> _Check:
    highest, floor = division.highest_rent_yen_per_year, division.floor_rent_yen_per_year
    rent = division.rent_yen_per_year
    # A stated rent is judged by its own returns; below the floor it may not be let at all.
    solved = division.scheme.rent is not None and division.scheme.rent.highest
    below = (highest < floor) if solved else (rent < floor)

    def reason(row: int) -> Text:
        if solved:
            return text(
                "no bidder: at most {highest} yen of rent a year < the floor of {floor}",
                highest=f"{highest[row]:,.0f}", floor=f"{floor[row]:,.0f}",
            )  # fmt: skip
        return text(
            "the rent of {rent} yen a year is below the floor of {floor}",
            rent=f"{rent[row]:,.0f}", floor=f"{floor[row]:,.0f}",
        )  # fmt: skip

    return below, reason


def _no_return(division: Division) -> _Check:
    target = division.scheme.target_eirr
    flows = division.shareholders_yen
    if target is None:
        return _never(len(flows))
    worth = present_value(flows, discount_factors(target, flows.shape[1] - 1))
    size = np.abs(division.loan.amount_yen) + np.abs(division.equity_yen) + 1.0
    short = worth < -TOLERANCE * size
    scheme = division.scheme

    def reason(row: int) -> Text:
        eirr = division.ratios.eirr[row]
        if np.isnan(eirr):
            return _poor(scheme, f"{target * 100.0:g}")
        return _poor(scheme, *reversed(_apart(eirr * 100.0, target * 100.0, 1)))

    return short, reason


def _poor(scheme: Scheme, target: str, eirr: str | None = None) -> Text:
    """The equity does not earn its return at what the scheme states: a rent, a price on site or a lease's interest."""
    if scheme.kind_of.seller != "spc":
        if eirr is None:
            return text("no company at this payment: the equity does not earn {target} %", target=target)
        return text("no company at this payment: EIRR {eirr} % < {target} %", eirr=eirr, target=target)
    if scheme.kind_of.payment is Payment.ENERGY:
        if eirr is None:
            return text("no bidder at this price: the equity does not earn {target} %", target=target)
        return text("no bidder at this price: EIRR {eirr} % < {target} %", eirr=eirr, target=target)
    if eirr is None:
        return text("no bidder at this rent: the equity does not earn {target} %", target=target)
    return text("no bidder at this rent: EIRR {eirr} % < {target} %", eirr=eirr, target=target)


def _no_cover(division: Division) -> _Check:
    least, cover = division.scheme.min_dscr, division.ratios.dscr_min_post_tax
    if least is None:
        return _never(len(cover))

    def reason(row: int) -> Text:
        got, asked = _apart(cover[row], least, 2)
        return text("no lender: DSCR {dscr} < {least}", dscr=got, least=asked)

    return cover < least * (1.0 - TOLERANCE), reason


def _no_buyer(basis: Basis, division: Division) -> _Check:
    """A price on site above what the power saves, both levelised at the discount rate."""
    price = division.price_yen_per_kwh
    factors = discount_factors(basis.discount_rate, basis.shape[1] - 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        saved = present_value(savings_yen(basis), factors) / present_value(basis.flow.own_kwh, factors)

    def reason(row: int) -> Text:
        asked, worth = _apart(price[row], saved[row], 2)
        return text("no buyer at this price: {price} yen/kWh > {saved} yen/kWh saved", price=asked, saved=worth)

    return price > saved * (1.0 + TOLERANCE), reason


def _never(options: int) -> _Check:
    return np.zeros(options, dtype=bool), lambda row: text("no payment gives the company its return")


def _apart(one: float, other: float, digits: int) -> tuple[str, str]:
    """A figure and its limit with as many digits as it takes to tell them apart, the limit without zeros at its end."""
    for more in range(digits, 12):
        figure, limit = f"{one:.{more}f}", f"{other:.{more}f}"
        if figure != limit:
            return figure, limit.rstrip("0").rstrip(".")
    return str(one), str(other)
