"""One plant asked for its money: stated figures to a project of one option, and what the finance engine finds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from pydantic import ValidationError

from siting.errors import InputProblems, NothingEligible, Problem, WrongOptions
from siting.finance.evaluate import Evaluation, evaluate_flow
from siting.finance.flows import CashFlow
from siting.finance.metrics import (
    Floats,
    discount_factors,
    internal_rate,
    payback_years,
    present_value,
)
from siting.language import text
from siting.project.model import Config
from siting.project.money import Finance
from siting.project.toml import FILE, model_problem
from siting.run.money import CaseStudy, study_case
from siting.run.one_config import ANY_TECHNOLOGY, CASE, config_of, kind_of, misplaced, missing, project_of
from siting.run.one_figures import COMMAND, MOST_FLOWS, Stated, gathered, option_name, read_figures
from siting.run.one_notes import Note, no_figures_of_flows, notes_of, rates_of
from siting.run.one_owner import Owner, owner_of

# In the order in which they are shown.
FIGURES = (
    "npv_yen", "bc", "irr", "lcoe_yen_per_kwh", "payback_years", "discounted_payback_years", "break_even_yen_per_kwh",
    "break_even_capex_yen", "benefit_pv_yen", "cost_pv_yen", "eirr", "dscr_min", "dscr_min_pre_tax",
    "dscr_min_post_tax", "llcr",
)  # fmt: skip
BESIDE_FLOWS = ("discount_rate",)


@dataclass(frozen=True)
class Price:
    """What the case pays: its kind, price of the first year, years, and the row of the price book if it is one."""

    kind: str
    first_yen_per_kwh: float
    period_years: int
    row: str | None
    source: str | None


@dataclass(frozen=True)
class OneCashflow:
    """All figures of one plant by name, None where one does not exist; ``notes`` say why.

    ``flows`` has a row per year from 0 on: energy, items of the project in yen and their sums, then what a loan and tax
    change. ``flow`` and ``price`` are None where net flows were stated. ``years`` are the operating years counted,
    ``owned`` says whether a loan or tax is, and ``dscr_basis`` whether ``dscr_min`` is that before or after tax.
    """

    figures: Mapping[str, float | None]
    irr_roots: tuple[float, ...]
    owned: bool
    dscr_basis: str | None
    years: int
    discount_rate: float
    price: Price | None
    flows: pd.DataFrame
    flow: CashFlow | None
    notes: tuple[Note, ...]


def study_one_cashflow(options: Mapping[str, str | None], file: str | None = None) -> OneCashflow:
    """What the finance engine finds for stated figures, by their names without dashes (``capex_yen``).

    Raises ``WrongOptions`` for options that are missing, contradict each other or cannot be read, ``InputProblems`` for
    faults of the file, every fault at once, and ``NothingEligible`` where the price book has no price for the plant.
    """
    stated, problems = gathered(options, file)
    values, found = read_figures(stated.values())
    problems += found
    if "flows" in stated:
        return _of_flows(values, stated, problems)
    problems += missing(stated)
    problems += misplaced(values, stated)
    config, found = config_of(values, stated)
    problems += found
    if problems or config is None:
        raise _refusal(problems)
    # Over next to nothing (a loan, a cost of 1e-300 yen) a ratio has no end: it does not exist.
    with np.errstate(over="ignore"):
        return _study(config, values)


def _refusal(problems: list[Problem]) -> InputProblems:
    """Wrong usage where an option is at fault, else a fault of the file."""
    return (WrongOptions if any(one.file == COMMAND for one in problems) else InputProblems)(problems)


def _study(config: Config, values: Mapping[str, Any]) -> OneCashflow:
    technology = values.get("technology", ANY_TECHNOLOGY)
    study = study_case(project_of(config), _option(values, technology), CASE)
    if not study.terms.eligible[0]:
        raise NothingEligible(text("this case does not apply to the plant: {reason}", reason=study.terms.reason[0]))
    unknown = np.full(1, np.nan)
    found = evaluate_flow(study.flow, study.plant, config.cases[CASE], study.terms, config.finance, unknown)
    owner = None
    if config.city.bond is not None or config.taxes.income_tax_rate:
        owner = owner_of(study.flow, config.city.bond, config.taxes, getattr(config.taxes.life_years, technology))
    figures = _figures(found, owner, taxed="tax_rate" in values)
    net = study.flow.net_yen
    roots = rates_of(net)
    return OneCashflow(
        figures=figures,
        irr_roots=roots,
        owned=owner is not None,
        dscr_basis=None if figures["dscr_min"] is None else "post_tax" if "tax_rate" in values else "pre_tax",
        years=int(study.terms.years[0]),
        discount_rate=config.finance.discount_rate,
        price=_price(study, kind_of(values)),
        flows=_yearly(study.flow, config.finance, owner),
        flow=study.flow,
        notes=tuple(notes_of(figures, net, roots, study, config, owner)),
    )


def _option(values: Mapping[str, Any], technology: str) -> pd.DataFrame:
    """The plant as an option of the engine."""
    size = values.get("capacity_kw", np.nan)
    row = {
        "technology": technology, "stage": "detail", "capacity_kw": size, "annual_kwh": values["annual_kwh"],
        "capex_yen": values["capex_yen"], "opex_yen_per_year": values.get("opex_yen_per_year", 0.0),
        "supply_loss": 0.0, "mount": values.get("mount"), "site_kw": size, "start_year": np.nan,
    }  # fmt: skip
    return pd.DataFrame([row])


def _figures(found: Evaluation, owner: Owner | None, *, taxed: bool) -> dict[str, float | None]:
    figures = {name: getattr(found, name)[0] for name in FIGURES if hasattr(found, name)}
    if owner is not None:
        for name in ("eirr", "dscr_min_pre_tax", "dscr_min_post_tax", "llcr"):
            figures[name] = getattr(owner.ratios, name)[0]
        figures["dscr_min"] = figures[f"dscr_min_{'post' if taxed else 'pre'}_tax"]
    return {name: _known(figures.get(name)) for name in FIGURES}


def _known(value: Any) -> float | None:
    return None if value is None or not np.isfinite(value) else float(value)


def _price(study: CaseStudy, kind: str) -> Price:
    terms = study.terms
    return Price(kind, float(terms.first_price[0]), int(terms.period_years[0]), terms.row[0], terms.source[0])


def _yearly(flow: CashFlow, finance: Finance, owner: Owner | None) -> pd.DataFrame:
    columns = {"energy_kwh": flow.energy_kwh[0], **{name: yen[0] for name, yen in flow.items.items()}}
    rows = _with_sums(columns, flow.net_yen[0], finance.discount_rate)
    if owner is None:
        return rows
    items = {name: yen[0] + 0.0 for name, yen in owner.items.items() if np.any(yen)}
    return rows.assign(**items, equity_yen=owner.company.equity_yen[0])


def _with_sums(columns: Mapping[str, Floats], net: Floats, rate: float) -> pd.DataFrame:
    columns = {name: yen + 0.0 for name, yen in columns.items()}  # No cost at all is 0, not -0.
    discounted = net * discount_factors(rate, len(net) - 1)
    return pd.DataFrame({
        "year": np.arange(len(net)), **columns, "net_yen": net, "discounted_yen": discounted,
        "cumulative_yen": np.cumsum(net), "discounted_cumulative_yen": np.cumsum(discounted),
    })  # fmt: skip


def _of_flows(values: Mapping[str, Any], stated: Mapping[str, Stated], problems: list[Problem]) -> OneCashflow:
    """Figures of net flows that are stated year by year."""
    beside = text("with {given} only {others} counts", given=option_name("flows"), others=option_name("discount_rate"))
    problems += [one.problem(beside) for name, one in stated.items() if name not in ("flows", *BESIDE_FLOWS)]
    if len(values.get("flows", ())) > MOST_FLOWS:
        problems.append(stated["flows"].problem(text("expected at most {count} entries", count=MOST_FLOWS)))
    problems += _wrong_rate(values, stated)
    if problems:
        raise _refusal(problems)
    rate, net = values.get("discount_rate", 0.0), np.array([values["flows"]])
    factors = discount_factors(rate, net.shape[1] - 1)
    roots = rates_of(net)
    known = {
        "npv_yen": present_value(net, factors)[0], "irr": internal_rate(net).rate[0],
        "payback_years": payback_years(net)[0], "discounted_payback_years": payback_years(net * factors)[0],
    }  # fmt: skip
    figures = {name: _known(known.get(name)) for name in FIGURES}
    return OneCashflow(
        figures=figures, irr_roots=roots, owned=False, dscr_basis=None, years=net.shape[1] - 1, discount_rate=rate, price=None,
        flows=_with_sums({}, net[0], rate), flow=None, notes=tuple(no_figures_of_flows(figures, net, roots)),
    )  # fmt: skip


def _wrong_rate(values: Mapping[str, Any], stated: Mapping[str, Stated]) -> Iterator[Problem]:
    try:
        Finance.model_validate({name: values[name] for name in BESIDE_FLOWS if name in values})
    except ValidationError as error:
        for one in error.errors(include_url=False):
            yield stated["discount_rate"].problem(model_problem(one, FILE, {}, Finance).expected)
