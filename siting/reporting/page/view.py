"""The results as one language reads them: what every section of the page starts from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from markupsafe import Markup

from siting.language import Text, text, verbatim
from siting.reporting import amounts
from siting.reporting.charts.svg import clean_text
from siting.reporting.page.figure import Figure, Shown, bdi, figure, marked
from siting.reporting.page.listing import Listing, Option, listing_of
from siting.reporting.page.names import Names, constraint_rows, names_of
from siting.reporting.results import Results
from siting.vocabulary.columns import Choice
from siting.vocabulary.results import JUDGEMENTS, result_column
from siting.vocabulary.tables import STAGES, TECHNOLOGIES

NOT_DATED = text("not settled")
NOT_STATED = text("not stated")


@dataclass(frozen=True)
class View:
    """The results, the language, the names in it, and the options that are listed."""

    results: Results
    lang: str
    names: Names
    listing: Listing

    @cached_property
    def constraints(self) -> list[dict[str, Any]]:
        """The rows of the constraints, gathered once: many options ask for them."""
        return constraint_rows(self.results.tables)

    def say(self, message: Text) -> str:
        """A message in the page's language."""
        return message.say(self.lang)

    @property
    def cases(self) -> list[str]:
        """The price cases."""
        return self.results.cases

    @property
    def main_case(self) -> str:
        """The case the ranking goes by; the first one where it goes by a figure of no case."""
        case = result_column(self.results.config.ranking.by, self.cases)[1]
        return case or self.cases[0]


def view_of(results: Results, lang: str) -> View:
    """The view of one language."""
    return View(results, lang, names_of(results, lang), listing_of(results))


def in_each(views: Sequence[View], say: Callable[[View], str]) -> Text:
    """What every view says, as one message; nothing where a view says nothing."""
    return verbatim("", **{view.lang: say(view) for view in views})


def case_label(view: View, case: str) -> str:
    """The name of a price case."""
    given = view.results.config.cases[case]
    return clean_text((given.label_en if view.lang == "en" else "") or given.label or case)


def case_name(view: View, case: str) -> Markup:
    """The name of a price case for a sentence."""
    return bdi(case_label(view, case))


def price_holds_other_tax(view: View, case: str) -> bool:
    """Whether a case states its price with consumption tax and the results are without it, or the other way round.

    A tariff says it for itself, the price book for every price.
    """
    config, stated = view.results.config, view.results.config.cases[case]
    tax, tariff = config.finance.consumption_tax, config.tariffs.get(stated.tariff or "")
    if tax is None or (tariff is None and stated.price_year is not None):
        return False
    return (stated if tariff is None else tariff).tax != tax.basis


def choice_label(choices: tuple[Choice, ...], value: str, lang: str) -> str:
    """The label of one of a column's words."""
    return next((one.label(lang) for one in choices if one.value == value), value)


def technology(view: View, option: Option) -> str:
    """What an option generates with."""
    return choice_label(TECHNOLOGIES, option.technology, view.lang)


def stage_label(view: View, stage: str) -> str:
    """The name of a stage."""
    return choice_label(STAGES, stage, view.lang)


def judgement(view: View, overall: str) -> str:
    """The overall judgement in words."""
    return choice_label(JUDGEMENTS, overall, view.lang)


def place_and_variant(view: View, option: Option) -> str:
    """The plot or drop and the design's name: what tells a facility's options apart."""
    place, variant = view.names.places.get(option.owner, ""), variant_name(view, option)
    return view.say(text("{place}, {variant}", place=place, variant=variant)) if place and variant else place or variant


def variant_name(view: View, option: Option) -> str:
    """The design's own name; none where it only repeats the stage, which a heading already says."""
    if option.row["origin"] == "turbines":
        machine = view.results.machines[str(option.row["variant"])]
        return clean_text(machine.name if view.lang == "ja" else machine.name_en)
    if option.row["origin"] == "layouts":
        tilt = view.results.layouts["tilt_deg"].iloc[int(option.row["layout_row"])]
        return view.say(text("tilt {tilt}°", tilt=amounts.trimmed(float(tilt), 1)))
    name = view.names.designs.get(int(option.row["origin_row"]), "") if option.row["origin"] == "designs" else ""
    return "" if name == stage_label(view, str(option.row["stage"])) else name


def full_name(view: View, option: Option) -> Markup:
    """Facility, technology, place and variant, for a sentence."""
    facility, kind, design = (
        bdi(view.names.facility(option.facility)),
        technology(view, option),
        place_and_variant(view, option),
    )
    if not design:
        return marked(text("{facility}, {technology}", facility=facility, technology=kind), view.lang)
    named = text("{facility}, {technology} ({design})", facility=facility, technology=kind, design=bdi(design))
    return marked(named, view.lang)


def ratio(view: View, option: Option, case: str) -> Shown:
    """A B/C to two decimals."""
    value = option.figure(f"bc_{case}")
    return figure(value, amounts.number(value, 2))


def joined(view: View, names: Iterable[str], limit: int | None = None) -> Markup:
    """Names in a row; more than ``limit`` of them end in a dot-dot-dot."""
    every = list(names)
    shown = Markup.escape(view.say(text(", "))).join(
        bdi(name) if not isinstance(name, Markup) else name for name in every[:limit]
    )
    return shown if limit is None or len(every) <= limit else Markup("{} …").format(shown)


def price(view: View, value: float | None) -> Shown:
    """A price in yen per kWh."""
    return figure(value, amounts.price(value, view.lang))


def money(view: View, value: float | None) -> Shown:
    """An amount for a sentence."""
    return figure(value, amounts.yen(value, view.lang))


def year(view: View, option: Option) -> Shown | Text:
    """The first fiscal year in which an option could start; blank never means that nothing stands in its way."""
    value = option.figure("earliest_year")
    if value is not None:
        return Figure(repr(value), amounts.fiscal_year(value, view.lang))
    return NOT_DATED if option.row["overall"] == "undecided" else NOT_STATED


def column_label(view: View, column: str) -> str:
    """A column of the results in words, with its price case."""
    try:
        found, case = result_column(column, view.cases)
    except KeyError:
        return column
    label = found.label(view.lang)
    return view.say(text("{column} ({case})", column=label, case=case_label(view, case))) if case else label
