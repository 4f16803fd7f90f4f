"""What the sections of money speak of: the options studied further, and the one whose money is shown year by year."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial

import pandas as pd

from siting.language import Text, text, verbatim
from siting.reporting.page.listing import Option
from siting.reporting.page.view import View, case_label, choice_label, in_each
from siting.vocabulary.columns import Choice, Column
from siting.vocabulary.money import Item
from siting.vocabulary.tables import TECHNOLOGIES

PROJECT = "project"


def worded(named: Choice | Column | Item) -> Text:
    """The label of a word of the vocabulary in every language."""
    return verbatim(named.en, **{lang: named.label(lang) for lang in ("ja", "en")})


def further(view: View) -> tuple[Option, ...]:
    """What is designed in detail, and of the short list what is not."""
    detail, screening = (view.listing.stage(name) for name in ("detail", "screening"))
    first = detail.ranked if detail else ()
    designed = {(one.facility, one.technology) for one in first}
    listed = screening.ranked if screening else ()
    return (*first, *(one for one in listed if one.short_listed and (one.facility, one.technology) not in designed))


def focus(view: View) -> Option | None:
    """The option recommended among those compared, else the best ranked, of those whose cash flow is known."""
    flows = view.results.flows
    known = set(flows.loc[flows["scheme"].eq(PROJECT), "option_id"]) if len(flows) else set()
    ranked = [one for one in _ranked(view) if one.id in known]
    first = _recommended(view.results.recommendations, {one.id for one in ranked})
    return next((one for one in ranked if one.id in first), ranked[0] if ranked else None)


def _ranked(view: View) -> Iterator[Option]:
    for stage in view.listing.stages:
        yield from stage.ranked


def _recommended(placed: pd.DataFrame, known: set[str]) -> set[str]:
    if placed.empty:
        return set()
    first = placed.loc[placed["table"].eq("options") & placed["place"].eq(1), "column_id"]
    return {str(one) for one in first} & known


def case_of(view: View, known: Iterable[str]) -> str:
    """Of the price cases that something is known of the main one, else the first in the order of the project."""
    found = set(known)
    return next(one for one in (view.main_case, *view.cases) if one in found)


def case_words(views: Sequence[View], case: str) -> Text:
    """The name of a price case in every language."""
    return in_each(views, partial(case_label, case=case))


def option_words(views: Sequence[View], option_id: str) -> Text:
    """Facility and technology in every language, and the place where a facility has several."""
    return in_each(views, partial(option_name, option_id=option_id))


def option_name(view: View, option_id: str) -> str:
    """Facility and technology, and the place where a facility has several."""
    options = view.results.options
    found = options[options["option_id"].eq(option_id)]
    if found.empty:
        return option_id
    row = found.iloc[0]
    technology = choice_label(TECHNOLOGIES, str(row["technology"]), view.lang)
    return f"{place_name(view, row)} {technology}"


def place_name(view: View, row: pd.Series) -> str:
    """The facility of an option, and the place where it has several of the technology and stage."""
    options = view.results.options
    ranked = options[options["option_id"].isin(view.results.ranking["option_id"]) & options["stage"].eq(row["stage"])]
    alike = ranked["facility_id"].eq(row["facility_id"]) & ranked["technology"].eq(row["technology"])
    several = ranked.loc[alike, "owner_id"].nunique() > 1
    return view.names.owner(str(row["owner_id"])) if several else view.names.facility(str(row["facility_id"]))


def scheme_words(views: Sequence[View], scheme: str) -> Text:
    """The name of a scheme in every language."""
    return in_each(views, partial(scheme_name, scheme=scheme))


def scheme_name(view: View, scheme: str) -> str:
    """The name of a scheme: its own, else that of its kind."""
    stated = view.results.config.schemes.get(scheme)
    if stated is None:
        return scheme
    return (stated.label_en if view.lang == "en" else "") or stated.label or stated.kind_of.label(view.lang)


def title_of(views: Sequence[View], option_id: str, case: str) -> Text:
    """The option and the price case that a section is about."""
    return text("{option}, {case}", option=option_words(views, option_id), case=case_words(views, case))
