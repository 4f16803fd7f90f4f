"""Every line of the sheet of items as a formula of one cell; None where the engine's value stands instead."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from siting.finance.cashflow import DEPOSIT_YEARS
from siting.finance.tariffs import MONTHS_PER_YEAR
from siting.project.cases import Case
from siting.project.money import Finance, Lifecycle, Subsidy
from siting.reporting.workbook.item_layout import ENERGY, EXPORTED, OWN, PRICE, PRICED, OwnUse, booked
from siting.reporting.workbook.life_formulas import Share, grid_of_case, grid_share, later_shares, level, total
from siting.vocabulary.money import Paid


@dataclass(frozen=True)
class Plot:
    """What the formulas of one option and case depend on.

    ``known`` are the quantities that have a line. ``capex``, ``kw``, ``opex``, ``annual``, ``loss``, ``extra`` and ``last`` (the years that count) are cells; ``loss``
    is empty where the supply stays; ``curtailed`` says whether the grid leaves some of what is exported.
    """

    name: str
    case: Case
    technology: str
    finance: Finance
    life: Lifecycle | None
    subsidies: tuple[tuple[int, Subsidy], ...]
    own_use: OwnUse
    known: frozenset[str]
    capex: str
    kw: str
    opex: str
    annual: str
    loss: str
    extra: str
    last: str
    curtailed: bool


@dataclass(frozen=True)
class At:
    """One column: its year as a number and as a cell, and the cells of other lines in it; ``through`` is a row so far."""

    year: int
    t: str
    cell: Callable[[str], str]
    through: Callable[[str], str]


Rule = Callable[[Plot, At], str | None]


def formula_of(line: str, plot: Plot, at: At) -> str | None:
    """The formula of a line in a year; an empty one where nothing stands."""
    rule = RULES.get(line)
    return rule(plot, at) if rule else None


def tax(included: bool, finance: Finance) -> str:
    """The factor that brings a figure to the tax basis of the results, to append."""
    stated = finance.consumption_tax
    if stated is None or included == (stated.basis == "included"):
        return ""
    return "/(1+consumption_tax)" if included else "*(1+consumption_tax)"


def capex_cell(plot: Plot) -> str:
    """The capital cost on the tax basis of the results."""
    return plot.capex + tax(plot.life is not None and plot.life.tax == "included", plot.finance)


def _change(plot: Plot, at: At) -> str:
    return f"*(1+price_change_{plot.name})^({at.t}-1)" if plot.case.price_change_per_year else ""


def _scaled(plot: Plot, at: At) -> str:
    """Change of market prices and tariffs since the first year, and the tax basis."""
    return _change(plot, at) + tax(plot.case.tax == "included", plot.finance)


def _while_running(plot: Plot, at: At, amount: str) -> str:
    return f"IF({at.t}<={plot.last},{amount},0)" if at.year else ""


def _at_start(at: At, amount: str) -> str:
    return amount if at.year == 0 else ""


def _energy(plot: Plot, at: At) -> str:
    taken = "" if plot.case.kind_of.needs_load else _taken(plot, at)
    if at.year <= 1:
        return _while_running(plot, at, plot.annual + taken)
    loss = f"*(1-{plot.loss})^({at.t}-1)" if plot.loss else ""
    return _while_running(plot, at, f"{plot.annual}*(1-degradation_{plot.technology})^({at.t}-1){loss}{taken}")


def taken_of_year(t: str) -> str:
    """What the grid takes of exported solar energy in a year, as a factor to append."""
    return f"*(1-LOOKUP({t},curtailed_from,curtailed_value))"


def _taken(plot: Plot, at: At) -> str:
    return taken_of_year(at.t) if plot.curtailed else ""


def _own(plot: Plot, at: At) -> str | None:
    if plot.own_use is OwnUse.HOURS:
        return None
    if not at.year:
        return ""
    return f"{at.cell(ENERGY)}*own_share_{plot.name}" if plot.own_use is OwnUse.SHARE else at.cell(ENERGY)


def _exported(plot: Plot, at: At) -> str:
    return f"MAX({at.cell(ENERGY)}-{at.cell(OWN)},0){_taken(plot, at)}" if at.year else ""


def _price(plot: Plot, at: At) -> str | None:
    case, name = plot.case, plot.name
    if booked(case):
        return None
    stated = f"price_{name}_{plot.technology}"
    if case.price_steps:
        stated = f"LOOKUP({at.t},steps_{name}_from,steps_{name}_value)"
    if case.kind_of.price_changes:
        stated += _change(plot, at)
    if case.after_period_yen_per_kwh is not None:
        stated = f"IF({at.t}<=period_{name},{stated},after_{name}{_change(plot, at)})"
    return _while_running(plot, at, stated + tax(case.tax == "included", plot.finance))


def _in_period(plot: Plot, at: At, amount: str) -> str:
    if not at.year:
        return ""
    return f"IF(AND({at.t}<=period_{plot.name},{at.t}<={plot.last}),{amount},0)"


def _priced(plot: Plot, at: At) -> str | None:
    if not at.year:
        return ""
    kind = plot.case.kind_of
    if kind.exported is Paid.WHEELED:
        saved = at.cell("supply_elsewhere")
        return saved if plot.case.tariff else _in_period(plot, at, saved)
    if kind.needs_load:
        known = {OWN, PRICE} <= plot.known
        saved = f"{at.cell(OWN)}*{at.cell(PRICE)}" if known else at.cell("avoided_purchase")
        return saved if plot.case.tariff else _in_period(plot, at, saved)
    return at.cell("sales") if booked(plot.case) else _in_period(plot, at, at.cell("sales"))


def _exported_cell(plot: Plot, at: At) -> str | None:
    """What goes to the grid; None where siting found it hour by hour."""
    if not plot.case.kind_of.needs_load:
        return at.cell(ENERGY)
    return at.cell(EXPORTED) if EXPORTED in plot.known else None


def _sales(plot: Plot, at: At) -> str | None:
    kind, name = plot.case.kind_of, plot.name
    if not at.year:
        return ""
    if kind.exported is Paid.PRICE:
        return f"{at.cell(ENERGY)}*{at.cell(PRICE)}"
    if kind.exported is Paid.PREMIUM:
        return f"{at.cell(ENERGY)}*market_{name}{_scaled(plot, at)}"
    exported = _exported_cell(plot, at)
    if exported is None or plot.case.price_year is not None:
        return None
    surplus = f"{exported}*surplus_{name}{_scaled(plot, at)}"
    return f"{at.cell(OWN)}*{at.cell(PRICE)}+{surplus}" if kind.on_site is Paid.PRICE else surplus


def _avoided(plot: Plot, at: At) -> str | None:
    if not {OWN, PRICE} <= plot.known:
        return None
    return f"{at.cell(OWN)}*{at.cell(PRICE)}" if at.year else ""


def _premium(plot: Plot, at: At) -> str | None:
    fip, name = plot.case.premium, plot.name
    if plot.case.price_year is not None or fip is None:
        return None
    market = "market" if fip.reference_market_yen_per_kwh is None else "reference_market"
    value = "non_fossil" if fip.reference_non_fossil_yen_per_kwh is None else "reference_non_fossil"
    reference = f"({market}_{name}+{value}_{name}-balancing_allowance_{name}){_scaled(plot, at)}"
    return _in_period(plot, at, f"{at.cell(ENERGY)}*MAX({at.cell(PRICE)}-{reference},0)")


def _environmental(plot: Plot, at: At) -> str:
    return f"{at.cell(ENERGY)}*non_fossil_{plot.name}{_scaled(plot, at)}" if at.year else ""


def _balancing(plot: Plot, at: At) -> str:
    if not at.year:
        return ""
    scale = _scaled(plot, at) if plot.case.premium else ""
    return f"-{at.cell(ENERGY)}*balancing_{plot.name}{scale}"


def _elsewhere(plot: Plot, at: At) -> str | None:
    if plot.own_use is OwnUse.HOURS:
        return None
    return f"{at.cell(ENERGY)}*(1-wheeling_loss_{plot.name})*{at.cell(PRICE)}" if at.year else ""


def _per_kw_and_kwh(plot: Plot, at: At, per_kw: str, per_kwh: str, exported: str | None) -> str | None:
    if exported is None:
        return None
    return _while_running(
        plot, at, f"-({MONTHS_PER_YEAR}*{per_kw}*{plot.kw}*IF({plot.annual}>0,1,0)+{per_kwh}*{exported})"
    )


def _wheeling(plot: Plot, at: At) -> str | None:
    return _per_kw_and_kwh(plot, at, f"wheeling_kw_{plot.name}", f"wheeling_{plot.name}", _exported_cell(plot, at))


def _generation(plot: Plot, at: At) -> str | None:
    per_kw, per_kwh = (f"generation_charge_{unit}_{plot.name}" for unit in ("kw", "kwh"))
    return _per_kw_and_kwh(plot, at, per_kw, per_kwh, _exported_cell(plot, at))


def _reimbursed(plot: Plot, at: At) -> str | None:
    exported = _exported_cell(plot, at)
    if exported is None or plot.case.price_year is not None:
        return None
    return _in_period(plot, at, f"{exported}*reimbursement_{plot.name}")


def _deposit(plot: Plot, at: At) -> str | None:
    exported = _exported_cell(plot, at)
    if exported is None or plot.case.price_year is not None:
        return None
    period = f"period_{plot.name}"
    return _in_period(plot, at, f"IF({at.t}>{period}-{DEPOSIT_YEARS},-{exported}*deposit_{plot.name},0)")


def _refund(plot: Plot, at: At) -> str:
    return f"IF({at.t}={plot.last},-SUM({at.through('deposit')}),0)" if at.year else ""


def _capex(plot: Plot, at: At) -> str:
    return _at_start(at, f"-{capex_cell(plot)}")


def _part(name: str) -> Rule:
    def rule(plot: Plot, at: At) -> str:
        return _at_start(at, f"-{capex_cell(plot)}*life_{plot.technology}_{name}")

    return rule


def _grid(plot: Plot, at: At) -> str | None:
    if plot.life is None or at.year:
        return "" if plot.life else None
    beside = grid_of_case(plot.life, plot.technology, plot.case.kind_of.needs_load, plot.kw)
    shared = total(grid_share(plot.life, plot.technology), "", plot.kw)
    return f"-({shared}+{beside})" if beside else f"-({shared})"


def _extra(plot: Plot, at: At) -> str:
    return _at_start(at, f"-{plot.extra}")


def _subsidy(plot: Plot, at: At) -> str:
    capex, found = capex_cell(plot), []
    for number, one in plot.subsidies:
        terms = [f"subsidy_{number}_share*{capex}"] if one.share_of_capex else []
        terms += [f"subsidy_{number}_per_kw*{plot.kw}"] if one.yen_per_kw else []
        amount = "+".join(terms) or "0"
        found.append(f"MIN({amount},subsidy_{number}_most)" if one.max_yen is not None else amount)
    return _at_start(at, f"MIN({'+'.join(found) or '0'},{capex})")


def _opex(plot: Plot, at: At) -> str:
    included = plot.life is not None and plot.life.tax == "included"
    return _while_running(plot, at, f"-{plot.opex}{tax(included, plot.finance)}{level(plot.finance, at.t)}")


def _later(name: str) -> Rule:
    def rule(plot: Plot, at: At) -> str | None:
        if plot.life is None:
            return None
        share: Share = later_shares(plot.life, plot.technology, plot.finance, at.t, plot.last)[name]
        return _while_running(plot, at, f"-({total(share, capex_cell(plot), plot.kw)})")

    return rule


RULES: dict[str, Rule] = {
    ENERGY: _energy, OWN: _own, EXPORTED: _exported, PRICE: _price, PRICED: _priced,
    "sales": _sales, "avoided_purchase": _avoided, "premium": _premium, "environmental_value": _environmental,
    "supply_elsewhere": _elsewhere, "charge_reimbursement": _reimbursed, "capex": _capex, "grid_connection": _grid,
    "case_extra": _extra, "subsidy": _subsidy, "opex": _opex, "generation_charge": _generation,
    "balancing_cost": _balancing, "wheeling_charge": _wheeling, "deposit": _deposit, "deposit_refund": _refund,
    **{name: _part(name) for name in ("equipment", "works", "design", "contingency")},
    **{name: _later(name) for name in ("insurance", "property_tax", "replacement", "decommissioning", "residual_value")},
}  # fmt: skip
