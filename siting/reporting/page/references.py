"""What many workings share, numbered: formulas (F), common inputs (I), notes (N) and sources (S).

A formula says once what every use of it rests on. Uses that rest on different things have letters (F1a, F1b), and each
of these says only what it has beyond the others.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import groupby

from siting.language import Text, parts
from siting.reporting.explain import Explanation, Input
from siting.reporting.page.figure import in_page

SHORTEST_RUN = 3
"""So many numbers in a row are written as first and last."""

Identity = tuple[str, str, str]
Reference = tuple[str, int | str]
"""I and a number, N and a number, or a place of the option's own figures and their symbol."""
Use = tuple[str, frozenset[Reference]]
"""A formula with all that one use of it rests on."""


@dataclass(frozen=True)
class Rule:
    """A formula that figures share, what all its uses rest on, and what each named use rests on beyond that."""

    number: int
    label: Text
    formula: str
    common: str
    calls: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Used:
    """An input with the numbers by which it (``shared``) and its source are found; an unshared one has no number."""

    shared: int | None
    given: Input
    source: int | None


@dataclass(frozen=True)
class References:
    """Formulas, names of their uses, inputs, places that a formula names, notes and sources, each by its own key."""

    rules: Mapping[str, Rule]
    calls: Mapping[Use, str]
    inputs: Mapping[Identity, Used]
    places: frozenset[tuple[str, str, str]]
    notes: Mapping[Text, int]
    sources: Mapping[Text, int]

    def of(self, one: Explanation) -> str:
        """What a figure refers to: the use of its formula, or the notes of a figure that stands in a table."""
        if is_given(one):
            return _said({("N", self.notes[note]) for note in notes_of(one)})
        return self.calls[_use(one, self.inputs, self.places, self.notes, self.sources)]

    def says_place(self, one: Explanation, given: Input) -> bool:
        """Whether the formula says where the input stands."""
        return (one.formula, given.symbol, own_place(one, given)) in self.places

    def used(self, given: Input) -> Used:
        """The input with its number, if it has one, and that of its source."""
        known = self.inputs.get(identity(given))
        return known or Used(None, given, self.sources.get(given.source) if given.source else None)


def references(everything: list[Explanation]) -> References:
    """What the explanations share, in the order in which they first speak of it."""
    sources = _numbered(given.source for one in everything for given in inputs_of(one) if given.source is not None)
    notes = _numbered(note for one in everything for note in notes_of(one))
    inputs = _shared(everything, sources)
    places = _places(everything, inputs)
    uses: dict[str, dict[Use, Explanation]] = {}
    for one in everything:
        if not is_given(one):
            use = _use(one, inputs, places, notes, sources)
            uses.setdefault(one.formula, {}).setdefault(use, one)
    names = {
        use: f"F{number}{_letters(at) if len(mine) > 1 else ''}"
        for number, mine in enumerate(uses.values(), 1)
        for at, use in enumerate(mine)
    }
    rules = {formula: _rule(at, formula, mine, names) for at, (formula, mine) in enumerate(uses.items(), 1)}
    return References(rules, names, inputs, places, notes, sources)


def is_given(one: Explanation) -> bool:
    """Whether the figure was read from a table as it stands: no formula is needed then."""
    return len(one.inputs) == 1 and one.inputs[0].symbol == one.column


def identity(given: Input) -> Identity:
    """What makes two inputs the same."""
    return given.symbol, given.value, given.place


def inputs_of(one: Explanation) -> Iterator[Input]:
    """The inputs that are no figures of the option itself: those have a working of their own."""
    return (given for given in one.inputs if not given.place.startswith(f"{one.option_id} "))


def notes_of(one: Explanation) -> list[Text]:
    """The remarks of a figure, each by itself."""
    return [] if one.remark is None else parts(one.remark)


def own_place(one: Explanation, given: Input) -> str:
    """Where an input stands, without the option's id and without a last word that only repeats the symbol."""
    words = [word for word in given.place.split(" ") if word != one.option_id]
    return " ".join(words[:-1] if len(words) > 1 and given.symbol.endswith(words[-1]) else words)


def _rule(number: int, formula: str, mine: Mapping[Use, Explanation], names: Mapping[Use, str]) -> Rule:
    common = frozenset.intersection(*(references for _, references in mine))
    calls = tuple((names[use], _said(use[1] - common)) for use in mine) if len(mine) > 1 else ()
    return Rule(number, next(iter(mine.values())).label, formula, _said(common), calls)


def _use(
    one: Explanation, inputs: Mapping[Identity, Used], places: frozenset[tuple[str, str, str]],
    notes: Mapping[Text, int], sources: Mapping[Text, int],
) -> Use:  # fmt: skip
    found: set[Reference] = {("N", notes[note]) for note in notes_of(one)}
    for given in inputs_of(one):
        known, place = inputs.get(identity(given)), own_place(one, given)
        if known is not None and known.shared is not None:
            found.add(("I", known.shared))
        elif (one.formula, given.symbol, place) in places:
            source = f" S{sources[given.source]}" if given.source else ""
            found.add((f"{place}{source}{' †' if given.assumption else ''}", given.symbol))
    return one.formula, frozenset(found)


def _places(everything: Iterable[Explanation], inputs: Mapping[Identity, Used]) -> frozenset[tuple[str, str, str]]:
    """Formula, symbol and place of inputs that stand at the same place for several figures, with other values."""
    found = Counter(
        (one.formula, given.symbol, own_place(one, given))
        for one in everything
        if not is_given(one)
        for given in inputs_of(one)
        if identity(given) not in inputs
    )
    return frozenset(place for place, count in found.items() if count > 1)


def _shared(everything: list[Explanation], sources: Mapping[Text, int]) -> dict[Identity, Used]:
    given = [given for one in everything for given in inputs_of(one)]
    users = Counter(map(identity, given))
    found: dict[Identity, Used] = {}
    for one in given:
        if users[identity(one)] > 1 and identity(one) not in found:
            place = one.place.removesuffix(f" {in_page(one.label, 'en')}")
            source = sources.get(one.source) if one.source else None
            found[identity(one)] = Used(len(found) + 1, replace(one, place=place), source)
    return found


def _numbered(words: Iterable[Text]) -> dict[Text, int]:
    return {one: number for number, one in enumerate(dict.fromkeys(words), 1)}


def _letters(at: int) -> str:
    """a, b, ..., z, aa, ab, ..."""
    return (_letters(at // 26 - 1) if at >= 26 else "") + "abcdefghijklmnopqrstuvwxyz"[at % 26]


def _said(found: Iterable[Reference]) -> str:
    """References in a row: numbers first, in runs, then each place with the symbols of what stands there."""
    by_kind: dict[str, list[int | str]] = {}
    for kind, one in sorted(found, key=str):
        by_kind.setdefault(kind, []).append(one)
    numbers = [
        run
        for kind in "IN"
        for run in _runs(kind, sorted(one for one in by_kind.pop(kind, []) if isinstance(one, int)))
    ]
    return "; ".join(
        filter(None, [" ".join(numbers), *(f"{one}: {' '.join(map(str, by_kind[one]))}" for one in by_kind)])
    )


def _runs(kind: str, numbers: list[int]) -> Iterator[str]:
    """I1 I3-I9 I11."""
    for _, run in groupby(enumerate(numbers), lambda pair: pair[1] - pair[0]):
        each = [f"{kind}{number}" for _, number in run]
        yield from [f"{each[0]}–{each[-1]}"] if len(each) >= SHORTEST_RUN else each


_DECIMALS = re.compile(r"\d[\d,]*\.\d+")
DIGITS = 7


def rounded(working: str) -> str:
    """Numbers of a working to seven digits, digits before the point all kept: what a pocket calculator takes."""
    return _DECIMALS.sub(_to_digits, working)


def _to_digits(found: re.Match[str]) -> str:
    whole, _, rest = found[0].partition(".")
    leading = len(rest) - len(rest.lstrip("0"))
    decimals = DIGITS + leading if whole == "0" else max(0, DIGITS - len(whole.replace(",", "")))
    if len(rest) <= decimals:
        return found[0]
    short = f"{float(found[0].replace(',', '')):,.{decimals}f}"
    return short.rstrip("0").rstrip(".") if "." in short else short
