"""Options under every price case of a project: terms, use on site, cash flows and their figures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields

import numpy as np
import pandas as pd

from siting.finance.cashflow import cash_flow
from siting.finance.evaluate import Evaluation, base_lcoe, co2_tonnes, evaluate_flow
from siting.finance.flows import CashFlow, Plant, plant_of
from siting.finance.ledger import wide_rows
from siting.finance.metrics import Floats, IrrState
from siting.finance.price_book import price_book
from siting.finance.roots import irr_roots
from siting.finance.terms import Terms
from siting.project.emissions import EmissionFactor
from siting.project.load import Project
from siting.run.case_terms import both_apply, case_terms, surplus_terms
from siting.run.on_site import on_site

# What an evaluation gives to the columns of a case: ``irr_state`` stands as ``state_irr_CASE``.
_NAMES = {"irr_state": "state_irr", "row": "price_row"}


@dataclass(frozen=True)
class CaseStudy:
    """One price case over options: what it pays, what of the energy is used on site, and the cash flow."""

    plant: Plant
    terms: Terms
    flow: CashFlow


def study_case(project: Project, options: pd.DataFrame, name: str) -> CaseStudy:
    """The cash flow of every option under the case of that name."""
    config = project.config
    case = config.cases[name]
    plant = plant_of(options, config.solar.curtailment.shares if config.solar and config.solar.curtailment else ())
    used = on_site(project, options, plant, case)
    book = price_book(config.prices)
    terms = case_terms(options, plant, case, config, book, used)
    surplus = surplus_terms(options, case, config, book, used)
    if surplus is not None:
        terms = both_apply(terms, surplus)
    flow = cash_flow(plant, name, case, terms, used.use, config.finance, config.lifecycle, config.subsidies, surplus)
    return CaseStudy(plant, terms, flow)


def figures(project: Project, options: pd.DataFrame, factor: EmissionFactor | None) -> dict[str, np.ndarray]:
    """The columns of money of options with energy and cost: cost of energy, CO2, and the figures of every case."""
    config = project.config
    plant = plant_of(options)
    co2 = co2_tonnes(plant.annual_kwh, factor.kg_per_kwh if factor else None)
    columns: dict[str, np.ndarray] = {
        "lcoe_yen_per_kwh": base_lcoe(plant, config.finance, config.lifecycle), "co2_area_t": co2,
    }  # fmt: skip
    for name in config.cases:
        columns |= _columns_of(name, study_case(project, options, name), project, co2)
    return columns


def _columns_of(name: str, study: CaseStudy, project: Project, co2_t: Floats) -> dict[str, np.ndarray]:
    config = project.config
    found = evaluate_flow(study.flow, study.plant, config.cases[name], study.terms, config.finance, co2_t)
    columns = {
        f"{_NAMES.get(field.name, field.name)}_{name}": getattr(found, field.name) for field in fields(Evaluation)
    }
    columns[f"eligible_{name}"] = found.eligible.astype(object)
    several = np.flatnonzero(found.irr_state == IrrState.MULTIPLE)
    if len(several):
        columns[f"irr_roots_{name}"] = _roots(study.flow.net_yen, several)
    for said in ("reason", "remark", "source", "row"):
        words = getattr(study.terms, said)
        if any(word is not None for word in words):
            columns[f"{_NAMES.get(said, said)}_{name}"] = words
    return columns


def _roots(net_yen: Floats, rows: np.ndarray) -> np.ndarray:
    """All rates of return of the flows that have several, as words: none of them is picked."""
    words = np.full(len(net_yen), None, dtype=object)
    for row, roots in zip(rows, irr_roots(net_yen[rows]), strict=True):
        words[row] = "; ".join(f"{root:.6f}" for root in roots)
    return words


def flow_rows(project: Project, options: pd.DataFrame) -> pd.DataFrame:
    """The cash flows of evaluated options under every case, a row per item with its years; option by option."""
    parts = list(_wide(project, options))
    if not parts:
        return pd.DataFrame()
    rows = pd.concat(parts, ignore_index=True)
    order = {option: at for at, option in enumerate(options["option_id"])}
    rows = rows.iloc[np.argsort(rows["option_id"].map(order).to_numpy(), kind="stable")]
    return rows.reset_index(drop=True)


def _wide(project: Project, options: pd.DataFrame) -> Iterator[pd.DataFrame]:
    ids = options["option_id"].to_numpy(dtype=object)
    for name in project.config.cases:
        eligible = options[f"eligible_{name}"].eq(True).to_numpy(dtype=bool)
        if eligible.any():
            yield wide_rows(study_case(project, options, name).flow, ids, name, eligible)
