"""Schemes for the option the page goes into: who pays what, whether it comes about, and the value for money."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from markupsafe import Markup

from siting.finance.metrics import Floats
from siting.language import Text, text
from siting.project.procurement import Scheme
from siting.rank.recommendation import unit_words
from siting.reporting import amounts
from siting.reporting.page.cash_flow import unit_of, year_columns
from siting.reporting.page.figure import Figure, Shown, figure, raw_number
from siting.reporting.page.focus import PROJECT, case_of, focus, scheme_words, title_of, worded
from siting.reporting.page.scheme_charts import Bridge, Payments, bridge, payments
from siting.reporting.page.view import View
from siting.schemes.parties import PUBLIC
from siting.vocabulary.columns import Column
from siting.vocabulary.comparison import SCHEME_FIGURES, rate_name
from siting.vocabulary.money import PARTIES, scheme_kind

COLUMNS_SHOWN = 12
FEASIBLE = text("feasible")
# Figures that mean nothing where nobody would do it: its reason stands instead.
OUTCOMES = (
    "city_npv_yen", "vfm_yen", "vfm_share", "service_payment_yen_per_year", "lease_payment_yen_per_year",
    "ppa_price_yen_per_kwh", "rent_yen_per_year", "city_start_yen", "city_mean_year_yen", "yen_per_m3",
    "yen_per_household_month",
)  # fmt: skip
EVIDENCE = ("spc_irr", "dscr_min_pre_tax", "dscr_min_post_tax", "highest_rent_yen_per_year")
FLOOR = "floor_rent_yen_per_year"
_ORDER = (
    "city_npv_yen", "vfm_yen", "vfm_share", "city_start_yen", "city_mean_year_yen", "yen_per_m3",
    "yen_per_household_month", "service_payment_yen_per_year", "lease_payment_yen_per_year", "ppa_price_yen_per_kwh",
    "rent_yen_per_year", "highest_rent_yen_per_year", FLOOR, "spc_irr", "dscr_min_pre_tax", "dscr_min_post_tax",
)  # fmt: skip
_COLUMNS = {column.name: column for column in SCHEME_FIGURES} | {
    FLOOR: replace(
        next(column for column in SCHEME_FIGURES if column.name == "highest_rent_yen_per_year"),
        name=FLOOR, ja="条例等による施設使用料の下限（年額）", en="least rent the ordinance sets, per year",
    )
}  # fmt: skip


@dataclass(frozen=True)
class Head:
    """A scheme's column: its name and whether its terms are assumed."""

    name: Text
    assumed: bool


@dataclass(frozen=True)
class Line:
    """A row: what it says of every scheme; money has the unit of the table."""

    label: Text
    unit: Text | str
    cells: tuple[Shown | Markup | Text, ...]


@dataclass(frozen=True)
class Schemes:
    """The section; ``totals`` are the parties' sums over all years."""

    about: Text
    basis: Text
    unit: Text
    heads: tuple[Head, ...]
    results: tuple[Text, ...]
    lines: tuple[Line, ...]
    totals_label: Text
    totals: tuple[Line, ...]
    remarks: tuple[Text, ...]
    sources: str
    payments: Payments | None
    bridge: Bridge | None


def has_schemes(view: View) -> bool:
    """Whether schemes were worked out."""
    return not view.results.schemes.empty


def is_outcome(column: str) -> bool:
    """Whether a figure follows from a scheme's coming about, at whatever discount rate."""
    return column.startswith((*OUTCOMES, "lcc_yen", "city_first_year_yen"))


def schemes(views: Sequence[View]) -> Schemes:
    """The section of the option that the page goes into."""
    view = views[0]
    option, case, rows = _studied(view)
    feasible = rows["feasible"].to_numpy(dtype=bool)
    nets = _nets(view, option, case, rows)
    paid = {name: _paid(nets[name]) for name in map(str, rows.loc[feasible, "scheme"]) if nets[name]}
    unit = unit_of(views, [*_money(rows, feasible)])
    kinds = [scheme_kind(str(kind)) for kind in rows["kind"]]
    private = rows[feasible & np.array([kind.private for kind in kinds], dtype=bool)]
    return Schemes(
        about=title_of(views, option, case),
        basis=_basis(view, rows),
        heads=tuple(_head(views, str(name)) for name in rows["scheme"]),
        results=tuple(FEASIBLE if one is None else one for one in _reasons(rows)),
        unit=unit.name,
        lines=tuple(_lines(view, rows, feasible, unit)),
        totals_label=text("Sum over all years, not discounted"),
        totals=tuple(_totals(rows, feasible, nets, unit)),
        remarks=tuple(_remarks(view, private.empty and any(kind.private for kind in kinds), any(kind.private for kind in kinds))),
        sources=_sources(view, rows),
        payments=payments(views, paid) if paid else None,
        bridge=_bridge(views, private),
    )  # fmt: skip


def _studied(view: View) -> tuple[str, str, pd.DataFrame]:
    """Option, case and the rows of its schemes: those of the option the page goes into, if it has any."""
    every = view.results.schemes
    chosen = focus(view)
    known = every["option_id"].to_numpy(dtype=object)
    option = chosen.id if chosen is not None and chosen.id in known else str(known[0])
    mine = every[every["option_id"].eq(option)]
    case = case_of(view, mine["case"])
    return option, case, mine[mine["case"].eq(case)].head(COLUMNS_SHOWN).reset_index(drop=True)


def _basis(view: View, rows: pd.DataFrame) -> Text:
    rate, psc = float(rows["discount_rate"].iloc[0]), float(rows["psc_yen"].iloc[0])
    unit = amounts.yen_column(abs(psc), "ja", "en")
    return text(
        "Present values at a discount rate of {rate}. VFM is what the city saves against the conventional scheme, which costs it {psc} {unit} net of revenue (PSC).",
        rate=Figure(raw_number(rate), amounts.percent(rate, 1 if rate else 0)),
        psc=figure(psc, amounts.yen_in(unit, psc)), unit=unit.name,
    )  # fmt: skip


def _head(views: Sequence[View], name: str) -> Head:
    return Head(scheme_words(views, name), _stated(views[0], name).assumption)


def _stated(view: View, name: str) -> Scheme:
    return view.results.config.schemes[name]


def _reasons(rows: pd.DataFrame) -> list[Text | None]:
    """Why a scheme does not come about; None where it does."""
    no_reason = text("not feasible")
    found = zip(rows["feasible"], rows["why_not"], strict=True)
    return [None if can else why if isinstance(why, Text) else no_reason for can, why in found]


def _money(rows: pd.DataFrame, feasible: np.ndarray) -> Iterator[Floats]:
    """The amounts that decide in which unit the table counts."""
    for name in ("city_npv_yen", "vfm_yen", "city_start_yen", "city_mean_year_yen", "highest_rent_yen_per_year"):
        values = rows[name].where(feasible | (name not in OUTCOMES)).to_numpy(dtype=float)
        yield values[np.isfinite(values)]


def _lines(view: View, rows: pd.DataFrame, feasible: np.ndarray, unit: amounts.YenUnit) -> Iterator[Line]:
    """The figures that any scheme has; what follows from a scheme that nobody would do is left blank."""
    for name in _ORDER:
        if name in rows:
            yield from _line(_COLUMNS[name], rows[name].where(feasible | (name not in OUTCOMES)), unit)
        if name == "vfm_share":
            yield from _at_rates(view, rows, feasible, unit)


def _line(column: Column, values: pd.Series, unit: amounts.YenUnit) -> Iterator[Line]:
    known = values.to_numpy(dtype=float)
    if np.isfinite(known).any():
        word, said = _said(column, unit)
        rent = column.name == "highest_rent_yen_per_year"
        yield Line(
            worded(column), word, tuple(_rent(one, said(one)) if rent else figure(one, said(one)) for one in known)
        )


def _rent(yen: float, shown: str) -> Shown | Text:
    """The highest rent; below zero nobody can pay any."""
    return text("cannot pay any ({yen})", yen=figure(yen, shown)) if yen < 0 else figure(yen, shown)


def _said(column: Column, unit: amounts.YenUnit) -> tuple[Text | str, Callable[[float], str]]:
    if column.unit == "yen":
        return "", lambda value: amounts.yen_in(unit, value)
    if column.unit == "-":
        return "%", lambda value: amounts.number(value * 100, 1)
    return (unit_words(column) if column.unit else ""), lambda value: amounts.number(value, column.decimals)


def _at_rates(view: View, rows: pd.DataFrame, feasible: np.ndarray, unit: amounts.YenUnit) -> Iterator[Line]:
    """VFM at the rates that are always shown, yen and share in one cell."""
    config = view.results.config
    for rate in config.city.shown_rates:
        yen, share = (f"{name}_{rate_name(rate)}" for name in ("vfm_yen", "vfm_share"))
        if rate == config.finance.discount_rate or yen not in rows:
            continue
        values = rows[yen].where(feasible).to_numpy(dtype=float)
        yield Line(
            text("VFM at {rate}", rate=figure(rate, amounts.percent(rate, 0 if round(rate * 100, 6) % 1 == 0 else 1))),
            "",
            tuple(_both(unit, one, part) for one, part in zip(values, rows[share].to_numpy(dtype=float), strict=True)),
        )


def _both(unit: amounts.YenUnit, yen: float, share: float) -> Shown | Markup:
    """``40.3 (52.7%)``; only yen where the share has no meaning."""
    shown = figure(yen, amounts.yen_in(unit, yen))
    if not np.isfinite(yen) or not np.isfinite(share):
        return shown
    return Markup("{} ({})").format(shown, amounts.percent(share))


def _nets(view: View, option: str, case: str, rows: pd.DataFrame) -> dict[str, dict[str, Floats]]:
    """What every party gets of every year, by scheme."""
    flows = view.results.flows
    mine = flows[flows["option_id"].eq(option) & flows["case"].eq(case) & flows["scheme"].isin(rows["scheme"])]
    columns = year_columns(flows)
    found: dict[str, dict[str, Floats]] = {str(name): {} for name in rows["scheme"]}
    for (scheme, party), group in mine.groupby(["scheme", "party"], sort=False):
        yen = group[columns].to_numpy(dtype=float)
        # Years beyond the option's own are not numbers.
        found[str(scheme)][str(party)] = np.nan_to_num(yen[:, np.isfinite(yen).any(axis=0)]).sum(axis=0)
    return found


def _paid(nets: Mapping[str, Floats]) -> Floats:
    """What the city's accounts together pay in every year."""
    return np.asarray(-sum((nets[party] for party in PUBLIC if party in nets), start=np.zeros_like(nets[PROJECT])))


def _totals(
    rows: pd.DataFrame, feasible: np.ndarray, nets: Mapping[str, Mapping[str, Floats]], unit: amounts.YenUnit
) -> Iterator[Line]:
    """The parties' sums, the project's last: they add up to it."""
    names = [str(name) for name in rows["scheme"]]
    shown = [nets[name] if can else {} for name, can in zip(names, feasible, strict=True)]
    sums = [{party: float(yen.sum()) for party, yen in one.items()} for one in shown]
    for party in sorted(PARTIES, key=lambda one: one.value == PROJECT):
        if any(party.value in one for one in sums):
            yield Line(worded(party), "", tuple(_sum_of(one, party.value, unit) for one in sums))


def _sum_of(sums: Mapping[str, float], party: str, unit: amounts.YenUnit) -> str:
    return amounts.yen_in(unit, sums[party]) if party in sums else amounts.MISSING


def _remarks(view: View, none_private: bool, has_company: bool) -> Iterator[Text]:
    config = view.results.config
    if none_private:
        yield text("On these terms no private scheme comes about; there is no bridge to draw.")
    if has_company and not config.taxes.income_tax_rate:
        yield text("No income tax of companies is counted: its rate is 0 in [taxes].")
    if config.city.assumption and config.taxes.assumption:
        yield text("The city's finance and the taxes are assumptions.")
    elif config.city.assumption:
        yield text("The city's finance is an assumption.")
    elif config.taxes.assumption:
        yield text("The taxes are an assumption.")


def _sources(view: View, rows: pd.DataFrame) -> str:
    stated = (_stated(view, str(name)).source for name in rows["scheme"])
    return "; ".join(dict.fromkeys(one for one in stated if one))


def _bridge(views: Sequence[View], private: pd.DataFrame) -> Bridge | None:
    """The bridge of the feasible private scheme with the highest VFM."""
    if private.empty:
        return None
    best = private.iloc[int(private["vfm_yen"].argmax())]
    every = views[0].results.bridges
    keys = (
        every["option_id"].eq(best["option_id"]) & every["case"].eq(best["case"]) & every["scheme"].eq(best["scheme"])
    )
    steps = every[keys & every["discount_rate"].eq(best["discount_rate"])]
    return bridge(views, best, steps)
