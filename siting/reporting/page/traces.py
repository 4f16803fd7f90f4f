"""Where each number comes from: the working of every listed option's main figures.

Formulas, inputs and sources that many figures share are written once and numbered; an option's own working refers
to them. A working is the same numbers in every language, so the page holds it once, with its few words in both.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from markupsafe import Markup

from siting.language import Text
from siting.reporting.explain import Explanation, Input, explain, explainable
from siting.reporting.page.figure import Shown, anchor, figure, marked
from siting.reporting.page.listing import Option
from siting.reporting.page.view import View, column_label, full_name, in_each
from siting.reporting.results import Results

FULLY = 60
"""So many options are explained; with more, those that are short-listed or lead their stage."""
LEADING = 20

Identity = tuple[str, str, str]


@dataclass(frozen=True)
class Rule:
    """A formula that several figures share."""

    number: int
    label: Text
    formula: str
    remark: Text | None


@dataclass(frozen=True)
class Used:
    """An input with the numbers by which it (``shared``) and its source are found; an unshared one has no number."""

    shared: int | None
    given: Input
    source: int | None


@dataclass(frozen=True)
class Common:
    """What the workings share: names of their figures, formulas, inputs and sources, each by its own key."""

    symbols: Mapping[str, Text]
    rules: Mapping[str, Rule]
    inputs: Mapping[Identity, Used]
    sources: Mapping[Text, int]


@dataclass(frozen=True)
class Step:
    """A figure of an option with its working; ``remarks`` holds a version per language."""

    symbol: str
    value: Shown
    unit: str
    rule: int | None
    substituted: str
    inputs: tuple[Used, ...]
    remarks: tuple[tuple[str, Markup], ...]


@dataclass(frozen=True)
class Trace:
    """The working of one option."""

    anchor: str
    key: str
    names: tuple[tuple[str, Markup], ...]
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
    return _common(views, _explained(views[0]))


def workings(views: Sequence[View]) -> tuple[Trace, ...]:
    """The working of each option, its words in the language of every view."""
    found = _explained(views[0])
    common = _common(views, found)
    return tuple(
        Trace(
            anchor=anchor("why", option.id), key=option.id,
            names=tuple((view.lang, full_name(view, option)) for view in views),
            steps=tuple(_step(views, option, one, common) for one in explanations if one.value),
        )
        for option, explanations in found
    )  # fmt: skip


def _explained(view: View) -> Explained:
    columns = traced_columns(view.results)
    return [
        (option, [explain(view.results, option.id, column) for column in columns]) for option in traced_options(view)
    ]


def _common(views: Sequence[View], found: Explained) -> Common:
    everything = [one for _, explanations in found for one in explanations if one.value]
    sources = _sources(everything)
    symbols = {one: in_each(views, partial(column_label, column=one)) for one in traced_columns(views[0].results)}
    return Common(symbols, _rules(everything), _shared(everything, sources), sources)


def _rules(everything: Iterable[Explanation]) -> dict[str, Rule]:
    found: dict[str, Rule] = {}
    for one in everything:
        if not _is_given(one) and one.formula not in found:
            found[one.formula] = Rule(len(found) + 1, one.label, one.formula, one.remark)
    return found


def _is_given(one: Explanation) -> bool:
    """Whether the figure was read from a table as it stands: no formula is needed then."""
    return len(one.inputs) == 1 and one.inputs[0].symbol == one.column


def _identity(given: Input) -> Identity:
    return given.symbol, given.value, given.place


def _inputs(one: Explanation) -> Iterator[Input]:
    """The inputs that are no figures of the option itself: those have a working of their own."""
    return (given for given in one.inputs if not given.place.startswith(f"{one.option_id} "))


def _sources(everything: Iterable[Explanation]) -> dict[Text, int]:
    found: dict[Text, int] = {}
    for given in (given for one in everything for given in _inputs(one)):
        if given.source is not None:
            found.setdefault(given.source, len(found) + 1)
    return found


def _shared(everything: list[Explanation], sources: Mapping[Text, int]) -> dict[Identity, Used]:
    given = [given for one in everything for given in _inputs(one)]
    users = Counter(_identity(one) for one in given)
    found: dict[Identity, Used] = {}
    for one in given:
        if users[_identity(one)] > 1 and _identity(one) not in found:
            found[_identity(one)] = Used(len(found) + 1, one, sources.get(one.source) if one.source else None)
    return found


def _step(views: Sequence[View], option: Option, one: Explanation, common: Common) -> Step:
    rule = common.rules.get(one.formula)
    given = _is_given(one)
    said_by_rule = rule is not None and one.remark == rule.remark
    return Step(
        symbol=one.column,
        value=figure(option.figure(one.column), one.value),
        unit=one.unit,
        rule=None if given or rule is None else rule.number,
        substituted="" if given else _working(one),
        inputs=tuple(_used(item, common) for item in _inputs(one)),
        remarks=()
        if one.remark is None or said_by_rule
        else tuple((v.lang, marked(one.remark, v.lang)) for v in views),
    )


def _working(one: Explanation) -> str:
    """The working without its result, which stands before it."""
    left, _, right = one.substituted.rpartition(" = ")
    return left if left and "→" not in right else one.substituted


def _used(given: Input, common: Common) -> Used:
    shared = common.inputs.get(_identity(given))
    return shared or Used(None, given, common.sources.get(given.source) if given.source else None)
