"""The project of one plant: stated figures as a project.toml would say them, and all that is wrong with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pandas as pd
from pydantic import ValidationError

from siting.errors import Problem
from siting.language import text
from siting.project.load import Project
from siting.project.model import Config
from siting.project.prices import WAYS, check_prices
from siting.project.tables import LoadedTable, empty_table
from siting.project.toml import FILE, WrittenConfig, model_problem
from siting.run.one_figures import COMMAND, Stated, option_name, unstated
from siting.vocabulary import TABLES
from siting.vocabulary.tables import DESIGNS

CASE = "stated"
# Stands in where no technology is stated: nothing that is computed then depends on it.
ANY_TECHNOLOGY = "pv"
REQUIRED = {"capex_yen": "yen", "annual_kwh": "kWh"}
# Figures that mean nothing without one of others.
NEEDS = (
    ("price_year", ("technology",)), ("price_year", ("capacity_kw",)), ("price_half", ("price_year",)),
    ("mount", ("price_year",)), ("after_period_yen_per_kwh", ("period_years", "price_year")),
    ("debt_share", ("debt_rate",)), ("debt_share", ("debt_years",)),
    *((name, ("debt_share",)) for name in ("debt_rate", "debt_years", "grace_years", "repayment")),
    ("depreciation_years", ("tax_rate",)), ("tax_rate", ("depreciation_years", "technology")),
)  # fmt: skip
PREMIUM = (
    "market_yen_per_kwh", "non_fossil_yen_per_kwh", "balancing_allowance_yen_per_kwh", "balancing_cost_yen_per_kwh",
)  # fmt: skip
# Figures that only some kinds of cases know.
OF_KINDS = {
    "own_use_share": ("tariff", "surplus", "ppa"), "surplus_yen_per_kwh": ("surplus", "ppa"),
    **dict.fromkeys(PREMIUM, ("fip",)),
}  # fmt: skip
_DEBT = {
    "debt_share": "share", "debt_rate": "rate", "debt_years": "years", "grace_years": "grace_years",
    "repayment": "method",
}  # fmt: skip


def kind_of(names: Mapping[str, Any]) -> str:
    """The kind of the price case: the stated one, else what the other figures are for."""
    if "kind" in names:
        return str(names["kind"])
    if {"own_use_share", "surplus_yen_per_kwh"} & set(names):
        return "surplus"
    return "fit" if "price_year" in names else "fixed"


def keys(technology: str) -> dict[str, str]:
    """Where each figure stands in a project.toml."""
    case, life = f"cases.{CASE}", f"lifecycle.{technology}"
    return {
        "price_yen_per_kwh": f"{case}.price_yen_per_kwh.{technology}",
        **{name: f"{case}.{name}" for name in (
            "price_steps", "price_year", "price_half", "period_years", "after_period_yen_per_kwh",
            "price_change_per_year", "own_use_share", "surplus_yen_per_kwh",
        )},
        **{name: f"{case}.premium.{name}" for name in PREMIUM},
        **{name: f"finance.{name}" for name in ("years", "discount_rate", "inflation")},
        "degradation": f"finance.degradation.{technology}",
        "insurance_share": f"{life}.insurance_share_of_capex",
        "residual_share": f"{life}.residual_share_of_capex",
        "replacement": f"{life}.replacements",
        "removal_yen": f"{life}.removal.fixed_yen",
        "tax_rate": "taxes.income_tax_rate",
        "depreciation_years": f"taxes.life_years.{technology}",
        **{name: f"city.bond.{key}" for name, key in _DEBT.items()},
    }  # fmt: skip


def missing(stated: Mapping[str, Stated]) -> Iterator[Problem]:
    """Figures that are required, need others beside them, or do not belong to the kind of case."""
    for name, unit in REQUIRED.items():
        if name not in stated:
            yield unstated(name, text("a value is required"), unit)
    for name, others in NEEDS:
        if name in stated and not any(other in stated for other in others):
            beside = " / ".join(map(option_name, others))
            expected = text("{given} needs {missing} beside it", given=option_name(name), missing=beside)
            yield stated[name].problem(expected)


def misplaced(values: Mapping[str, Any], stated: Mapping[str, Stated]) -> Iterator[Problem]:
    """Figures that the kind of case does not know, or that it lacks."""
    if "kind" in stated and "kind" not in values:
        return
    kind = kind_of(values)
    for name, kinds in OF_KINDS.items():
        if name in values and kind not in kinds:
            yield stated[name].problem(text("only for --kind {kinds}", kinds=" / ".join(kinds)))
    if kind == "surplus" and "own_use_share" not in stated:
        yield unstated("own_use_share", text("a value is required"))


def config_of(values: Mapping[str, Any], stated: Mapping[str, Stated]) -> tuple[Config | None, list[Problem]]:
    """The configuration of the plant's project, or all that is wrong with it."""
    technology = values.get("technology", ANY_TECHNOLOGY)
    data = _data(values, technology)
    problems = _price_problems(data, technology, values, stated)
    config = None
    try:
        config = Config.model_validate(data)
    except ValidationError as error:
        # What a loan lacks is told already, by the figures that ask for it.
        told = [one["type"] == "missing" and one["loc"][:2] == ("city", "bond") for one in error.errors()]
        found = zip(error.errors(include_url=False), told, strict=True)
        problems += [model_problem(one, FILE, {}) for one, known in found if not known]
    unread = stated.keys() - values.keys()
    named = [one for one in problems if _name_of(one.column, technology) not in unread]
    return config, list(dict.fromkeys(_of_option(one, technology, stated) for one in named))


def _price_problems(
    data: Mapping[str, Any], technology: str, values: Mapping[str, Any], stated: Mapping[str, Stated]
) -> list[Problem]:
    """Faults in how the price is stated, without those that follow from a figure that could not be read."""
    unread = stated.keys() - values.keys()
    if "kind" in unread:
        return []
    found = list(check_prices(WrittenConfig(dict(data), "", {}), _tables(technology)))
    if unread & set(WAYS):
        found = [one for one in found if one.column != f"cases.{CASE}"]
    if "technology" not in values:
        # What the book has of a year depends on the technology, and that it is missing is told already.
        found = [one for one in found if not one.column.endswith(("price_year", "price_half"))]
    return found


def project_of(config: Config) -> Project:
    """The project without any row: the plant itself is an option beside it."""
    tables = {table.name: empty_table(table) for table in TABLES}
    return Project(config, "", {}, tables, {}, (), (), {})


def _tables(technology: str) -> dict[str, LoadedTable]:
    tables = {table.name: empty_table(table) for table in TABLES}
    return {**tables, "designs": LoadedTable(DESIGNS, pd.DataFrame({"technology": [technology]}), None, {})}


def _data(values: Mapping[str, Any], technology: str) -> dict[str, Any]:
    """What a project.toml of this plant would say."""
    kind = kind_of(values)
    data: dict[str, Any] = {
        "project": {"name": COMMAND},
        "ranking": {"by": f"npv_yen_{CASE}"},
        "cases": {CASE: {"kind": kind, **({"premium": {}} if kind == "fip" else {})}},
    }
    for name, path in keys(technology).items():
        if name in values:
            *tables, key = path.split(".")
            table = data
            for one in tables:
                table = table.setdefault(one, {})
            table[key] = values[name]
    if values.get("subsidy_yen"):
        # An amount is a share without end up to a ceiling; the engine never pays more than the capital cost.
        subsidy = {"name": "subsidy", "share_of_capex": 1.0, "max_yen": values["subsidy_yen"], "excludes": []}
        data["subsidies"] = [subsidy]
    return data


def _of_option(problem: Problem, technology: str, stated: Mapping[str, Stated]) -> Problem:
    """A problem of a key of project.toml as one of the figure that stands for it."""
    name = _name_of(problem.column, technology)
    values = tuple((slot, _renamed(slot, value)) for slot, value in problem.expected.values)
    expected = replace(problem.expected, values=values)
    return stated[name].problem(expected, problem.unit) if name in stated else unstated(name, expected, problem.unit)


def _name_of(key: str, technology: str) -> str:
    """The figure of a key, of a table around it, or of something below it."""
    places = keys(technology)
    for name, place in places.items():
        if key == place or key.startswith(f"{place}.") or place == f"{key}.{technology}":
            return name
    return {"city.bond": "grace_years", "taxes": "tax_rate", f"cases.{CASE}.kind": "kind"}.get(key, "price_yen_per_kwh")


def _renamed(slot: str, value: Any) -> Any:
    """Keys in a message as options; ways to state a price that are no option are left out."""
    if slot != "words" or not isinstance(value, str):
        return value
    named = [option_name(part) for part in value.split(", ") if part in keys(ANY_TECHNOLOGY)]
    return ", ".join(named) if named else value
