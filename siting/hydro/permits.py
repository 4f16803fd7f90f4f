"""What a person must still settle before a machine may stand at a drop: permits, consent, bypass, missing facts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import pandas as pd

from siting.frames import records
from siting.language import Text, text, verbatim
from siting.resources import share
from siting.shipped import read_shipped

TABLE = "hydro_permits"
ANY_WATER = "any"
UNKNOWN = "unknown"
SUPPLIER = ("用水供給事業者", "the bulk water supplier")
OPERATOR = ("施設管理者", "the operator of the facility")
# The water goes around a machine that stands: DK-Power on the plant of Tonami, 2017-11-02.
BYPASS_SOURCE = (
    "DK-Power「砺波市上中野配水場マイクロ水力発電システム」 2017-11-02 https://dk-power.co.jp/news/kaminakano001"
)

RATED_POWER = text("the rated power")
DESIGN_FLOW = text("the design flow")
KIND_OF_WATER = text("the kind of water")


@dataclass(frozen=True)
class Point:
    """An open point of one drop. ``ask`` is whom to ask in Japanese, ``ask_en`` the same in English."""

    drop_id: str
    kind: str
    what: Text
    ask: str | None
    source: str | None
    ask_en: str | None = None


@dataclass(frozen=True)
class Span:
    """Numbers from ``start`` up to, but not including, ``below``; an end that is None is open."""

    start: float | None
    below: float | None

    def holds(self, value: float | None) -> bool | None:
        """Whether the value lies inside; None where the value is not known and decides."""
        if self.start is None and self.below is None:
            return True
        if value is None:
            return None
        return (self.start is None or value >= self.start) and (self.below is None or value < self.below)


@dataclass(frozen=True)
class Rule:
    """A row of the shipped table: for which power [kW], flow [m3/s] and water it holds, and whom to ask, if anyone."""

    id: str
    kind: str
    power_kw: Span
    flow_m3_s: Span
    waters: tuple[str, ...]
    words: tuple[str, str]
    ask: tuple[str, str]
    source: str

    def unknowns(self, drop: _Drop) -> tuple[Text, ...] | None:
        """What must be known before the rule is known to hold; empty where it holds, None where it does not."""
        answers = (
            (self.power_kw.holds(drop.power_kw), RATED_POWER),
            (self.flow_m3_s.holds(drop.flow_m3_s), DESIGN_FLOW),
            (self._holds_for(drop.water), KIND_OF_WATER),
        )
        if any(answer is False for answer, _ in answers):
            return None
        return tuple(name for answer, name in answers if answer is None)

    def _holds_for(self, water: str | None) -> bool | None:
        if ANY_WATER in self.waters:
            return True
        return None if water is None else water in self.waters


@dataclass(frozen=True)
class _Drop:
    """What the rules ask of a drop; None where it is not known."""

    power_kw: float | None
    flow_m3_s: float | None
    water: str | None


def permit_points(drops: pd.DataFrame) -> list[Point]:
    """The open points of every drop, in the order of the drops.

    Needs ``drop_id, rated_kw, design_flow_m3_s, water, pressure_owner, pressure_consent, bypass, outage_days, datum``
    and ``levels_used`` (whether the head comes from two levels); what is not known is blank. What is asked of the
    same office is one point.
    """
    return [point for row in records(drops) for point in _points_of(row)]


def _points_of(row: Any) -> Iterator[Point]:
    drop = _Drop(_known(row.rated_kw), _known(row.design_flow_m3_s), _known(row.water, UNKNOWN))
    judged = [(rule, rule.unknowns(drop)) for rule in permit_rules() if rule.ask[0]]
    yield from _applying(row.drop_id, [rule for rule, unknowns in judged if unknowns == ()])
    yield from _undecided(row.drop_id, [(rule, unknowns) for rule, unknowns in judged if unknowns])
    yield from _pressure(row)
    yield from _without_bypass(row)
    yield from _unstated(row)


def _applying(drop_id: str, rules: Iterable[Rule]) -> Iterator[Point]:
    """The rules that hold, one point per office."""
    offices: dict[tuple[str, tuple[str, str]], list[Rule]] = {}
    for rule in rules:
        offices.setdefault((rule.kind, rule.ask), []).append(rule)
    for (kind, (ask, ask_en)), mine in offices.items():
        ja, en = ("".join(rule.words[0] for rule in mine), " ".join(rule.words[1] for rule in mine))
        sources = dict.fromkeys(one for rule in mine for one in rule.source.split("; "))
        yield Point(drop_id, kind, verbatim(ja, en=en), ask, "; ".join(sources), ask_en)


def _undecided(drop_id: str, rules: list[tuple[Rule, tuple[Text, ...]]]) -> Iterator[Point]:
    """One point for all rules that wait for the same facts, instead of a list of what might apply."""
    if not rules:
        return
    unknowns = list(dict.fromkeys(one for _, names in rules for one in names))
    offices = list(dict.fromkeys(rule.ask for rule, _ in rules))
    ask, ask_en = ("、".join(ja for ja, _ in offices), ", ".join(en for _, en in offices))
    what = text(
        "not known yet: {unknowns}; it decides what must be settled with {offices}",
        unknowns=_listed(unknowns),
        offices=verbatim(ask, en=ask_en),
    )
    yield Point(drop_id, "permits", what, ask, f"data/{TABLE}.csv", ask_en)


def _pressure(row: Any) -> Iterator[Point]:
    """Who owns the pressure, and whether they agree."""
    name = _known(row.pressure_owner)
    consent = _known(row.pressure_consent, UNKNOWN)
    if not name:
        what, (ask, ask_en) = _owner_unknown(row)
        yield Point(row.drop_id, "permits", what, ask, "drops.pressure_owner", ask_en)
    elif consent != "ok":
        yield Point(row.drop_id, "permits", _consent(verbatim(name), consent), name, "drops.pressure_consent", name)


def _owner_unknown(row: Any) -> tuple[Text, tuple[str, str]]:
    if _known(row.water, UNKNOWN) in ("raw", "sewage"):
        return text("it is not known who owns the pressure and whether the owner agrees to its use"), OPERATOR
    what = text(
        "it is not known who owns the pressure; water from a bulk supplier arrives under the supplier's pressure, and the supplier must agree to its use"
    )
    return what, SUPPLIER


def _consent(owner: Text, consent: str | None) -> Text:
    if consent == "limits":
        return text("{owner} agrees to the use of the pressure with conditions; they must be recorded", owner=owner)
    if consent == "blocks":
        return text("{owner} refuses the use of its pressure; no machine can be put in without consent", owner=owner)
    return text("the pressure belongs to {owner}; it is not known whether its use is agreed to", owner=owner)


def _without_bypass(row: Any) -> Iterator[Point]:
    if _known(row.bypass) == "none":
        what = text("there is no bypass: the water stops when the machine stands, so one must be built")
        yield Point(row.drop_id, "other", what, OPERATOR[0], BYPASS_SOURCE, OPERATOR[1])


def _unstated(row: Any) -> Iterator[Point]:
    """The facts a drop does not state and the utility knows."""
    facts = []
    if _known(row.bypass, UNKNOWN) is None:
        facts.append(text("whether there is a bypass (without one the water stops when the machine stands)"))
    if _known(row.outage_days) is None:
        facts.append(text("the days of outage per year (none are counted)"))
    if bool(_known(row.levels_used)) and _known(row.datum) is None:
        facts.append(text("the datum of the levels (T.P. and O.P. differ)"))
    if facts:
        what = text("not stated: {facts}", facts=_listed(facts))
        yield Point(row.drop_id, "input", what, OPERATOR[0], None, OPERATOR[1])


def _listed(parts: list[Text]) -> Text:
    first, *rest = parts
    return text("{first}, {rest}", first=first, rest=_listed(rest)) if rest else first


def _known(value: Any, blank: str | None = None) -> Any:
    """The value, or None where it is not known."""
    return None if value is None or pd.isna(value) or value in ("", blank) else value


@cache
def permit_rules() -> tuple[Rule, ...]:
    """The rows of the shipped table ``hydro_permits``, in order."""
    return tuple(_rule(row) for row in read_shipped(share("data"), TABLE))


def _rule(row: dict[str, str]) -> Rule:
    return Rule(
        id=row["id"], kind=row["kind"],
        power_kw=Span(_number(row["power_from_kw"]), _number(row["power_below_kw"])),
        flow_m3_s=Span(_number(row["flow_from_m3_s"]), _number(row["flow_below_m3_s"])),
        waters=tuple(row["water"].split()), words=(row["text"], row["text_en"]), ask=(row["ask"], row["ask_en"]),
        source=row["source"],
    )  # fmt: skip


def _number(cell: str) -> float | None:
    return float(cell) if cell else None
