"""Where each number comes from: the working of every listed option's main figures.

Formulas, inputs and sources that many figures share are written once and numbered; an option's own working refers
to them. A working is the same numbers in every language, so the page holds it once, with its few words in both.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from markupsafe import Markup

from siting.language import Text
from siting.reporting.explain import Explanation, Input, explain, explainable
from siting.reporting.page.figure import anchor
from siting.reporting.page.listing import Option
from siting.reporting.page.references import (
    References,
    Used,
    identity,
    inputs_of,
    is_given,
    references,
    rounded,
)
from siting.reporting.page.view import View, column_label, full_name, in_each
from siting.reporting.results import Results

FULLY = 60
"""So many options are explained; with more, those that are short-listed or lead their stage."""
LEADING = 20


@dataclass(frozen=True)
class Common:
    """What stands before the workings: names of their figures, and what these share."""

    symbols: Mapping[str, Text]
    shared: References


@dataclass(frozen=True)
class Own:
    """An input of one option: its value, unless the working shows it, and its place, unless the formula says it."""

    used: Used
    value: str
    placed: bool


@dataclass(frozen=True)
class Step:
    """A figure of an option with its working."""

    symbol: str
    value: str
    unit: str
    rule: str
    substituted: str
    inputs: tuple[Own, ...]


@dataclass(frozen=True)
class Named:
    """An option with its name in every language."""

    anchor: str
    key: str
    names: tuple[tuple[str, Markup], ...]


@dataclass(frozen=True)
class Trace:
    """The working of an option, or of several that have the same numbers."""

    options: tuple[Named, ...]
    steps: tuple[Step, ...]


Explained = list[tuple[Option, list[Explanation]]]


def traced_columns(results: Results) -> list[str]:
    """The figures that are explained on the page; the others have ``siting explain``."""
    main = ["annual_kwh", "capex_yen", "opex_yen_per_year", *(f"bc_{case}" for case in results.cases)]
    can = set(explainable(results))
    return [column for column in main if column in can]


def traced_options(view: View) -> list[Option]:
    """The options whose figures are explained: all of a small project, the leading ones of a large one."""
    listed = [option for stage in view.listing.stages for option in stage.options]
    if len(listed) <= FULLY:
        return listed
    return [
        option
        for stage in view.listing.stages
        for at, option in enumerate(stage.options)
        if at < LEADING or (option.short_listed and at < FULLY)
    ]


def untraced(view: View) -> int:
    """How many evaluated options the page does not explain."""
    return sum(len(stage.options) + stage.more for stage in view.listing.stages) - len(traced_options(view))


def traces(views: Sequence[View]) -> Common:
    """What the workings share, as it stands before them."""
    symbols = {one: in_each(views, partial(column_label, column=one)) for one in traced_columns(views[0].results)}
    return Common(symbols, _shared(_explained(views[0])))


def workings(views: Sequence[View]) -> tuple[Trace, ...]:
    """The working of each option, its name in the language of every view; options of equal numbers have one."""
    found = _explained(views[0])
    shared = _shared(found)
    equal: dict[tuple[Step, ...], list[Named]] = {}
    for option, explanations in found:
        names = tuple((view.lang, full_name(view, option)) for view in views)
        named = Named(anchor("why", option.id), option.id, names)
        equal.setdefault(tuple(_steps(explanations, shared)), []).append(named)
    return tuple(Trace(tuple(options), steps) for steps, options in equal.items())


def _explained(view: View) -> Explained:
    columns = traced_columns(view.results)
    return [
        (option, [explain(view.results, option.id, column) for column in columns]) for option in traced_options(view)
    ]


def _shared(found: Explained) -> References:
    return references([one for _, explanations in found for one in explanations if one.value])


def _steps(explanations: Sequence[Explanation], shared: References) -> Iterator[Step]:
    """The steps of an option; a number that the formula places and that stands in a step before is not said again."""
    said: set[tuple[str, str]] = set()
    for one in explanations:
        if one.value:
            step = _step(one, shared)
            known = [(own.used.given.symbol, own.value) for own in step.inputs]
            kept = [own for own, key in zip(step.inputs, known, strict=True) if own.placed or key not in said]
            said.update(known)
            yield replace(step, inputs=tuple(kept))


def _step(one: Explanation, shared: References) -> Step:
    given = is_given(one)
    working = "" if given else rounded(_working(one))
    owns = (_own(one, item, working, shared) for item in inputs_of(one) if given or identity(item) not in shared.inputs)
    return Step(
        symbol=one.column, value=rounded(one.value), unit=one.unit, rule=shared.of(one), substituted=working,
        inputs=tuple(own for own in owns if own.value or own.placed),
    )  # fmt: skip


def _own(one: Explanation, item: Input, working: str, shared: References) -> Own:
    """An input that no other option has: what is said of it beside the working."""
    if is_given(one):
        return Own(shared.used(replace(item, place=item.place.removesuffix(f" {one.column}"))), "", True)
    value = rounded(item.value)
    seen = _stands_in(item.symbol, one.formula) and _stands_in(value, working)
    placed = not shared.says_place(one, item)
    return Own(shared.used(item), "" if seen and not placed else value, placed)


def _stands_in(word: str, line: str) -> bool:
    """Whether a symbol or number stands in a formula, by itself."""
    return re.search(rf"(?<![\w.,]){re.escape(word)}(?![\w.,]*\w)", line) is not None


def _working(one: Explanation) -> str:
    """The working without its result, which stands before it."""
    left, _, right = one.substituted.rpartition(" = ")
    return left if left and "→" not in right else one.substituted
