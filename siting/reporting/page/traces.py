"""Where each number comes from: the working of every listed option's main figures.

Formulas, inputs and sources that many figures share are written once and numbered; an option's own working refers
to them. A working is the same numbers in every language, so the page holds it once, with its few words in both.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from markupsafe import Markup

from siting.language import Text
from siting.reporting.explain import Explanation, Input, explain, explainable
from siting.reporting.page.figure import Shown, anchor, figure, in_page, marked
from siting.reporting.page.listing import Option
from siting.reporting.page.view import View, column_label, full_name, in_each
from siting.reporting.results import Results

FULLY = 60
"""So many options are explained; with more, those that are short-listed or lead their stage."""
LEADING = 20

Identity = tuple[str, str, str]
Worded = tuple[str, Text | None]
"""A formula with the remark that stands below it."""
Call = tuple[Worded, tuple[int, ...]]
"""A formula with the numbers of its common inputs."""


@dataclass(frozen=True)
class Rule:
    """A formula that several figures share; ``calls`` are the sets of common inputs it is used with, each with its name."""

    number: int
    label: Text
    formula: str
    remark: Text | None
    calls: tuple[tuple[str, str], ...]


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
    worded: Mapping[Worded, Worded]
    rules: Mapping[Worded, Rule]
    calls: Mapping[Call, str]
    inputs: Mapping[Identity, Used]
    sources: Mapping[Text, int]


@dataclass(frozen=True)
class Step:
    """A figure of an option with its working; ``remarks`` holds a version per language."""

    symbol: str
    value: Shown
    unit: str
    rule: str
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
    inputs = _shared(everything, sources)
    worded = _worded(everything)
    rules, calls = _rules(everything, inputs, worded)
    return Common(symbols, worded, rules, calls, inputs, sources)


def _worded(everything: Iterable[Explanation]) -> dict[Worded, Worded]:
    """Where a formula with its remark stands: a remark of one figure only stands with that figure."""
    users = Counter((one.formula, one.remark) for one in everything if not _is_given(one))
    first: dict[str, Text | None] = {}
    for (formula, remark), count in users.items():
        if count > 1 or formula not in first:
            first.setdefault(formula, remark)
    return {key: key if count > 1 else (key[0], first[key[0]]) for key, count in users.items()}


def _rules(
    everything: Iterable[Explanation], inputs: Mapping[Identity, Used], worded: Mapping[Worded, Worded]
) -> tuple[dict[Worded, Rule], dict[Call, str]]:
    """The formulas, and a name for each set of common inputs that one of them is used with: F1, or F1a, F1b, ..."""
    first: dict[Worded, Explanation] = {}
    found: dict[Worded, dict[Call, None]] = {}
    for one in everything:
        if not _is_given(one):
            key = worded[one.formula, one.remark]
            first.setdefault(key, one)
            found.setdefault(key, {})[_call(one, inputs, worded)] = None
    names = {
        call: f"F{number}{_letters(at) if len(mine) > 1 else ''}"
        for number, mine in enumerate(found.values(), 1)
        for at, call in enumerate(mine)
    }
    rules = {
        key: Rule(
            number, first[key].label, key[0], key[1],
            tuple((names[call], " ".join(f"I{one}" for one in call[1])) for call in mine),
        )
        for number, (key, mine) in enumerate(found.items(), 1)
    }  # fmt: skip
    return rules, names


def _letters(at: int) -> str:
    """a, b, ..., z, aa, ab, ..."""
    return (_letters(at // 26 - 1) if at >= 26 else "") + "abcdefghijklmnopqrstuvwxyz"[at % 26]


def _call(one: Explanation, inputs: Mapping[Identity, Used], worded: Mapping[Worded, Worded]) -> Call:
    used = (inputs[_identity(given)].shared for given in _inputs(one) if _identity(given) in inputs)
    return worded[one.formula, one.remark], tuple(number for number in used if number is not None)


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
            found[_identity(one)] = Used(
                len(found) + 1,
                _placed(one, str(in_page(one.label, "en"))),
                sources.get(one.source) if one.source else None,
            )
    return found


def _step(views: Sequence[View], option: Option, one: Explanation, common: Common) -> Step:
    given = _is_given(one)
    said_by_rule = not given and one.remark == common.worded[one.formula, one.remark][1]
    return Step(
        symbol=one.column,
        value=figure(option.figure(one.column), one.value),
        unit=one.unit,
        rule="" if given else common.calls[_call(one, common.inputs, common.worded)],
        substituted="" if given else _working(one),
        inputs=tuple(
            _used(_placed(item, one.column) if given else item, common)
            for item in _inputs(one)
            if given or _identity(item) not in common.inputs
        ),
        remarks=()
        if one.remark is None or said_by_rule
        else tuple((v.lang, marked(one.remark, v.lang)) for v in views),
    )


def _placed(item: Input, name: str) -> Input:
    """The input with its place alone, where its name stands beside it already."""
    return replace(item, place=item.place.removesuffix(f" {name}"))


def _working(one: Explanation) -> str:
    """The working without its result, which stands before it."""
    left, _, right = one.substituted.rpartition(" = ")
    return left if left and "→" not in right else one.substituted


def _used(given: Input, common: Common) -> Used:
    shared = common.inputs.get(_identity(given))
    return shared or Used(None, given, common.sources.get(given.source) if given.source else None)
