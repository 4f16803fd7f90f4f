"""The recommendation: which options pay, from when, what stands open, and what would change it.

Every sentence follows from the results by a rule written here; none is written for one study.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from siting.language import Text, text
from siting.reporting import amounts
from siting.reporting.page.figure import Shown, anchor, counted, figure
from siting.reporting.page.focus import case_of, focus, scheme_name
from siting.reporting.page.listing import Option
from siting.reporting.page.owners import open_words
from siting.reporting.page.view import (
    View,
    case_label,
    case_name,
    column_label,
    full_name,
    joined,
    judgement,
    money,
    price,
    ratio,
    year,
)  # fmt: skip

CARDS = 4
NAMED = 3
JUDGED = ("ready", "later", "undecided", "blocked")


@dataclass(frozen=True)
class Fact:
    """A labelled figure."""

    label: Text | str
    value: object


@dataclass(frozen=True)
class Card:
    """An option that pays, with the figures that carry it."""

    name: Markup
    technology: str
    key: str
    facility: str
    link: str
    start: object
    judgement: str
    headline: tuple[Fact, ...]
    facts: tuple[Fact, ...]
    open_points: tuple[Text, ...]


@dataclass(frozen=True)
class Recommendation:
    """The first thing a council reads."""

    lead: tuple[Text, ...]
    cards: tuple[Card, ...]
    more: Text | None
    changes: tuple[Text, ...]


def recommendation(view: View) -> Recommendation:
    """The recommendation that follows from the results."""
    paying = _paying(view)
    return Recommendation(
        lead=tuple(_lead(view, paying)),
        cards=tuple(_card(view, option) for option in paying[:CARDS]),
        more=_more(_paying_count(view) - CARDS),
        changes=tuple(_changes(view, paying)),
    )


def _paying(view: View) -> list[Option]:
    """The ranked options of the leading stage that reach 1 under some case."""
    return [one for one in view.listing.leading.ranked if any(_reaches(one, case) for case in view.cases)]


def _paying_count(view: View) -> int:
    """How many there are, listed on the page or not."""
    ranked = view.results.ranking.loc[view.results.ranking["stage"] == view.listing.leading.stage, "option_id"]
    ratios = view.results.options.set_index("option_id").loc[list(ranked), [f"bc_{case}" for case in view.cases]]
    return int((ratios >= 1).any(axis=1).sum())


def _reaches(option: Option, case: str) -> bool:
    value = option.figure(f"bc_{case}")
    return value is not None and value >= 1


def _more(rest: int) -> Text | None:
    return text("{count} more reach 1; see the table of all options.", count=counted(rest)) if rest > 0 else None


def _count(view: View, case: str) -> int:
    return int(view.results.summary["reaching_one"][case][view.listing.leading.stage])


def _ranked_total(view: View) -> int:
    return int((view.results.ranking["stage"] == view.listing.leading.stage).sum())


def _lead(view: View, paying: list[Option]) -> Iterator[Text]:
    total = counted(_ranked_total(view))
    detail = view.listing.leading.stage == "detail"
    if not paying:
        yield from _none_pays(view, total, detail)
        yield from _unranked(view)
        return
    yield from _advice(view, paying)
    yield from _scheme(view)
    yield from _starts(view, paying)
    for case in view.cases:
        if _count(view, case):
            yield _reached(view, case, total, detail)
    for case in view.cases:
        if not _count(view, case):
            yield from _case_fails(view, case)
    yield from _unranked(view)


def _unranked(view: View) -> Iterator[Text]:
    """Places of the leading stage that have no figure to be ranked by, as where no load is known."""
    options, by = view.results.options, view.results.config.ranking.by
    mine = options[options["status"].eq("evaluated") & options["stage"].eq(view.listing.leading.stage)]
    ranked = set(mine.loc[mine[by].notna(), "place_id"])
    owners = list(dict.fromkeys(mine.loc[~mine["place_id"].isin(ranked), "owner_id"]))
    if owners:
        names = joined(view, [view.names.owner(one) for one in owners[:NAMED]])
        yield text(
            "Not ranked for want of the figure that decides ({figure}): {count} places, {names} among them.",
            figure=column_label(view, by), count=counted(len(owners)), names=names,
        )  # fmt: skip


def _scheme(view: View) -> Iterator[Text]:
    """The scheme that the project's rule recommends for the option the page goes into."""
    chosen, placed = focus(view), view.results.recommendations
    if chosen is None or placed.empty:
        return
    mine = placed[placed["table"].eq("schemes") & placed["option_id"].eq(chosen.id) & placed["place"].eq(1)]
    if mine.empty:
        return
    case = case_of(view, mine["case"])
    mine = mine[mine["case"].eq(case)]
    yield text(
        "Scheme recommended by the project's rule for {option} under “{case}”: {schemes}, {reason}.",
        option=full_name(view, chosen), case=case_name(view, case),
        schemes=joined(view, [scheme_name(view, str(one)) for one in mine["column_id"]]), reason=mine["reason"].iloc[0],
    )  # fmt: skip


def _reached(view: View, case: str, total: Shown, detail: bool) -> Text:
    count = _count(view, case)
    values = {"count": counted(count), "total": total, "case": case_name(view, case)}
    if detail:
        return text(
            "At {count} of the {total} places studied in detail the best design reaches a financial B/C of 1 under “{case}”.",
            **values,
        )
    if count == 1:
        return text("{count} of the {total} screened options reaches a financial B/C of 1 under “{case}”.", **values)
    return text("{count} of the {total} screened options reach a financial B/C of 1 under “{case}”.", **values)


def _none_pays(view: View, total: Shown, detail: bool) -> Iterator[Text]:
    if detail:
        yield text(
            "At none of the {total} places studied in detail does the best design reach a financial B/C of 1 under any price case.",
            total=total,
        )
    else:
        yield text(
            "None of the {total} screened options reaches a financial B/C of 1 under any price case.",
            total=total,
        )
    yield text("On these assumptions none can be recommended as an investment that pays for itself.")
    for case in view.cases:
        yield from _case_fails(view, case)


def _best(view: View, case: str) -> Option | None:
    known = [one for one in view.listing.leading.ranked if one.figure(f"bc_{case}") is not None]
    return max(known, key=lambda one: one.figure(f"bc_{case}") or 0.0, default=None)


def _case_fails(view: View, case: str) -> Iterator[Text]:
    best = _best(view, case)
    if best is None:
        yield text("“{case}” applies to none of the ranked options.", case=case_name(view, case))
        return
    values = {
        "case": case_name(view, case), "option": full_name(view, best), "bc": ratio(view, best, case),
        "even": _even(view, best, case), "price": _price(view, best, case),
    }  # fmt: skip
    if view.listing.leading.stage == "detail":
        yield text(
            "Under “{case}” none of the designs studied in detail reaches 1: the best is {option} at {bc}, which would need {even} instead of {price}.",
            **values,
        )
    else:
        yield text(
            "Under “{case}” none reaches 1: the best is {option} at {bc}, which would need {even} instead of {price}.",
            **values,
        )


def _advice(view: View, paying: list[Option]) -> Iterator[Text]:
    """What to do with the options that pay, by their overall judgement."""
    named = {kind: _names(view, mine) for kind in JUDGED if (mine := [one for one in paying if one.overall == kind])}
    if "ready" in named:
        if view.listing.leading.stage == "detail":
            yield text("Recommended to be taken forward: {options}.", options=named["ready"])
        else:
            yield text("Recommended for detailed study: {options}.", options=named["ready"])
    if "later" in named:
        yield text("To be decided before the related works end: {options}.", options=named["later"])
    if "undecided" in named:
        yield text("To be decided once the open points are settled: {options}.", options=named["undecided"])
    if "blocked" in named:
        yield text("Reaching 1, yet ruled out by a constraint: {options}.", options=named["blocked"])


def _starts(view: View, paying: list[Option]) -> Iterator[Text]:
    if any(one.overall == "ready" for one in paying):
        return
    dated = [one for one in paying if one.figure("earliest_year") is not None]
    if dated:
        first = min(dated, key=lambda one: one.figure("earliest_year") or 0.0)
        yield text(
            "The first of them that could start is {option}, from {year}.",
            option=full_name(view, first),
            year=year(view, first),
        )
    yield from _ready_but_short(view)


def _ready_but_short(view: View) -> Iterator[Text]:
    case = view.main_case
    ready = [
        one for one in view.listing.leading.ranked if one.overall == "ready" and one.figure(f"bc_{case}") is not None
    ]
    if ready:
        best = max(ready, key=lambda one: one.figure(f"bc_{case}") or 0.0)
        yield text(
            "What could start earlier falls short of 1: the best is {option} at {bc} under “{case}”.",
            option=full_name(view, best), bc=ratio(view, best, case), case=case_name(view, case),
        )  # fmt: skip


def _names(view: View, options: list[Option]) -> Markup:
    return joined(view, (full_name(view, one) for one in options), NAMED)


def _even(view: View, option: Option, case: str) -> Shown:
    return price(view, option.figure(f"break_even_yen_per_kwh_{case}"))


def _price(view: View, option: Option, case: str) -> Shown:
    return price(view, option.figure(f"price_yen_per_kwh_{case}"))


def _card(view: View, option: Option) -> Card:
    case = max(view.cases, key=lambda one: option.figure(f"bc_{one}") or 0.0)
    power, energy, co2 = (option.figure(name) for name in ("capacity_kw", "annual_kwh", "co2_area_t"))
    return Card(
        name=full_name(view, option), technology=option.technology, key=option.id, facility=option.facility,
        link=anchor("why", option.id),
        start=year(view, option), judgement=judgement(view, option.overall),
        headline=tuple(Fact(case_label(view, one), ratio(view, option, one)) for one in view.cases[:3]),
        facts=(
            Fact(text("Capital cost"), money(view, option.figure("capex_yen"))),
            Fact(text("Annual energy"), figure(energy, amounts.with_unit(amounts.number(energy), "kWh", view.lang))),
            Fact(text("Capacity"), figure(power, amounts.with_unit(amounts.number(power), "kW", view.lang))),
            Fact(text("CO₂ saved in the area"), figure(co2, amounts.with_unit(amounts.number(co2), view.say(text("t/y")), view.lang))),
            Fact(text("Pays from a price of"), _even(view, option, case)),
            Fact(text("Price assumed"), _price(view, option, case)),
        ),
        open_points=tuple(open_words(view, option)),
    )  # fmt: skip


def _changes(view: View, paying: list[Option]) -> Iterator[Text]:
    yield from _price_changes(view, paying)
    yield from _next_best(view)
    yield from _stage_change(view)
    yield from _unsettled(view, paying)
    yield from _footing(view)


def _price_changes(view: View, paying: list[Option]) -> Iterator[Text]:
    """The price from which an option no longer pays; cases with the same prices together."""
    alike: dict[tuple[str, str, str], list[tuple[str, Option]]] = {}
    for case in view.cases:
        for one in [option for option in paying if _reaches(option, case)][:NAMED]:
            key = one.id, str(_even(view, one, case)), str(_price(view, one, case))
            alike.setdefault(key, []).append((case, one))
    for found in alike.values():
        case, one = found[0]
        yield text(
            "If the price under “{case}” falls below {even} ({price} is assumed), {option} no longer reaches 1.",
            case=joined(view, (case_name(view, name) for name, _ in found)), even=_even(view, one, case),
            price=_price(view, one, case), option=full_name(view, one),
        )  # fmt: skip


def _next_best(view: View) -> Iterator[Text]:
    case = view.main_case
    below = [one for one in view.listing.leading.ranked if (one.figure(f"bc_{case}") or 1.0) < 1.0]
    if below and _count(view, case):
        best = max(below, key=lambda one: one.figure(f"bc_{case}") or 0.0)
        yield text(
            "The next best under “{case}”, {option} at {bc}, would reach 1 from {even} upwards.",
            case=case_name(view, case), option=full_name(view, best), bc=ratio(view, best, case),
            even=_even(view, best, case),
        )  # fmt: skip


def _stage_change(view: View) -> Iterator[Text]:
    if view.listing.leading.stage != "detail":
        yield text("These are figures of the screening stage; a detailed study has not been made and may change them.")
        return
    case = view.main_case
    screened = int(view.results.summary["reaching_one"][case]["screening"])
    if screened != _count(view, case):
        yield text(
            "Options at 1 or more under “{case}”: {screening} in screening, {detail} after the detailed study.",
            case=case_name(view, case), screening=counted(screened), detail=counted(_count(view, case)),
        )  # fmt: skip


def _unsettled(view: View, paying: list[Option]) -> Iterator[Text]:
    waiting = [one for one in paying if any(True for _ in open_words(view, one))]
    if waiting:
        yield text(
            "Points are still open for: {options}. They can shift the start or the result.",
            options=_names(view, waiting),
        )


def _footing(view: View) -> Iterator[Text]:
    points = view.results.open_points
    assumed = int((points["kind"] == "assumption").sum())
    if assumed:
        yield text(
            "Groups of figures that rest on an assumption rather than a printed source: {count}.",
            count=counted(assumed),
        )
    differing = int((view.results.published["state"] != "within").sum())
    if differing:
        yield text(
            "Published figures that differ from these results by more than their tolerance: {count} of {total}.",
            count=counted(differing), total=counted(len(view.results.published)),
        )  # fmt: skip
