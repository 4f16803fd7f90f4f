"""The explanation of every numeric column of options.csv and evaluations.csv."""

from __future__ import annotations

import difflib
import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache

from siting.errors import UnknownName
from siting.finance.metrics import IrrState
from siting.finance.terms import NO_PRICE
from siting.language import Text, text
from siting.reporting.explain.base import BASE
from siting.reporting.explain.cases import CASE
from siting.reporting.explain.lookup import Option, label_of, option_row, shown
from siting.reporting.explain.records import Explanation
from siting.reporting.explain.terms import TERMS
from siting.reporting.explain.working import Working
from siting.reporting.results import Results
from siting.vocabulary.columns import Column, Kind
from siting.vocabulary.results import EVALUATION_COLUMNS, case_column, option_column_names, result_column


def explainable(results: Results) -> list[str]:
    """The columns that have an explanation: every numeric column of options.csv and evaluations.csv."""
    return list(_numeric(tuple(results.cases)))


@cache
def _numeric(cases: tuple[str, ...]) -> Mapping[str, tuple[Column, str | None]]:
    """The numeric columns by name, each with its price case if it has one."""
    names = option_column_names(cases)
    names += [case_column(one.name, case) for case in cases for one in EVALUATION_COLUMNS]
    known = {name: result_column(name, cases) for name in names}
    return {name: found for name, found in known.items() if found[0].kind is Kind.NUMBER}


def explain(results: Results, option_id: str, column: str) -> Explanation:
    """How one figure came about; raises ``UnknownName`` where the option or the column does not exist."""
    option = option_row(results, option_id)
    if option is None:
        raise UnknownName(_no_such(option_id, list(results.options["option_id"])))
    columns = _numeric(tuple(results.cases))
    if column not in columns:
        raise UnknownName(_no_such(column, list(columns)))
    known, case = columns[column]
    working = _working(results, option, known.name, case)
    value = option[column]
    out = case is not None and option[case_column("eligible", case)] is not True
    blank = out or value is None or math.isnan(value)
    return Explanation(
        option_id=option_id,
        column=column,
        label=label_of(known),
        value="" if blank else shown(value),
        unit="" if known.unit == "-" else known.unit,
        formula=working.formula,
        substituted=working.substituted,
        inputs=working.inputs,
        remark=_blank_reason(option, known.name, case) if blank else working.remark,
    )


def explain_down(results: Results, option_id: str, column: str) -> list[Explanation]:
    """The figure, then every figure of the same option that it rests on, down to cells, keys and shipped rows."""
    told: dict[str, Explanation] = {}
    waiting = [column]
    while waiting:
        name = waiting.pop(0)
        if name not in told:
            told[name] = explain(results, option_id, name)
            waiting += [one.column for one in told[name].inputs if one.column]
    return list(told.values())


def _working(results: Results, option: Option, name: str, case: str | None) -> Working:
    if option["status"] != "evaluated":
        return _of_excluded(results, option, name) if case is None else Working("", "", ())
    if case is None:
        return BASE[name](results, option)
    if option[case_column("eligible", case)] is not True:
        return Working("", "", ())
    rule: Callable[[Results, Option, str], Working] = {**CASE, **TERMS}[name]
    return rule(results, option, case)


def _of_excluded(results: Results, option: Option, name: str) -> Working:
    """A figure that an option has although it is left out: its power, say, where it is too heavy for what it stands on."""
    if option[name] is None or math.isnan(option[name]):
        return Working("", "", ())
    working, why = BASE[name](results, option), _blank_reason(option, name, None)
    said = why if working.remark is None else text("{one}; {other}", one=why, other=working.remark)
    return replace(working, remark=said)


def _blank_reason(option: Option, name: str, case: str | None) -> Text:
    if option["status"] != "evaluated":
        reason = option["reason"]
        return text("not evaluated: {reason}", reason=reason) if reason is not None else text("not evaluated")
    if case is not None and option[case_column("eligible", case)] is not True:
        return _not_eligible(option, case)
    if name == "irr":
        several = case is not None and int(option[case_column("state_irr", case)]) == IrrState.MULTIPLE
        if several:
            return text("no single rate of return: the yearly flows change sign more than once")
        return text("no rate of return exists: the yearly flows never change sign")
    if name in ("payback_years", "discounted_payback_years"):
        return text("the investment is not paid back within the period")
    if name == "break_even_yen_per_kwh":
        return text("no price above zero brings the NPV to zero")
    if name == "break_even_capex_yen":
        return text("no capital cost is low enough to bring the NPV to zero")
    if name == "lcoe_yen_per_kwh":
        return text("there is no energy to divide by")
    if name.startswith("co2"):
        return text("no emission factor: fill [co2] in project.toml")
    if name == "bc":
        return text("there is no ratio: the costs are not positive")
    return text("not known: the tables do not give it")


def _not_eligible(option: Option, case: str) -> Text:
    reason = option.get(f"reason_{case}")
    if isinstance(reason, Text) and reason != NO_PRICE:
        return text("not eligible: {reason}", reason=reason)
    if math.isnan(option[f"price_yen_per_kwh_{case}"]):
        return text(
            "not eligible: [cases.{case}] has no price for {technology}", case=case, technology=option["technology"]
        )
    return text("not eligible: the extra cost of [cases.{case}] needs the power, which is not given", case=case)


def _no_such(name: str, known: list[str]) -> Text:
    near = difflib.get_close_matches(name, known, n=4, cutoff=0.4)
    if near:
        return text("there is no {name}; did you mean {near}?", name=name, near=", ".join(near))
    return text("there is no {name}; there are {names}", name=name, names=", ".join(known[:20]))
