"""The sections of the page in their order: a new one needs a function, a template and a line here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from siting.language import Text, text
from siting.reporting.page.assumptions import assumptions
from siting.reporting.page.cash_flow import cash_flow, has_cash_flow
from siting.reporting.page.comparison import comparison
from siting.reporting.page.conditions import conditions
from siting.reporting.page.definitions import definitions
from siting.reporting.page.judgement import has_judgement, judgement
from siting.reporting.page.key_figures import key_figures
from siting.reporting.page.overview import overview
from siting.reporting.page.pictures import pictures
from siting.reporting.page.price_cases import has_price_cases, price_cases
from siting.reporting.page.provenance import provenance
from siting.reporting.page.recommendation import recommendation
from siting.reporting.page.schemes import has_schemes, schemes
from siting.reporting.page.sunlight import has_sunlight, sunlight
from siting.reporting.page.together import shared_data
from siting.reporting.page.traces import traces
from siting.reporting.page.unsettled import unsettled
from siting.reporting.page.view import View
from siting.reporting.page.water import has_water, water
from siting.reporting.page.whereabouts import whereabouts


def _always(_: View) -> bool:
    return True


@dataclass(frozen=True)
class Section:
    """A part of the page: its id, its heading, its template ``<id>.html`` and what the template gets as ``data``."""

    id: str
    heading: Text
    data: Callable[[View], Any]


@dataclass(frozen=True)
class SharedSection:
    """A part that stands once for all languages, as most of it is the same in each; its template says its words in all.

    ``wanted`` tells whether a study has anything for it.
    """

    id: str
    heading: Text
    data: Callable[[Sequence[View]], Any]
    wanted: Callable[[View], bool] = _always


SECTIONS: tuple[Section | SharedSection, ...] = (
    SharedSection("recommendation", text("Recommendation"), shared_data(recommendation)),
    SharedSection("key_figures", text("Key figures"), shared_data(key_figures)),
    SharedSection("whereabouts", text("Map of the facilities"), whereabouts),
    SharedSection("comparison_charts", text("Financial B/C and cost of energy"), pictures),
    SharedSection("overview", text("All options at a glance"), overview),
    SharedSection("sunlight", text("Solar design in detail"), sunlight, has_sunlight),
    SharedSection("water", text("Water power: choice of machine"), water, has_water),
    SharedSection("price_cases", text("Price cases side by side"), price_cases, has_price_cases),
    SharedSection("cash_flow", text("Cash flow over time"), cash_flow, has_cash_flow),
    SharedSection("schemes", text("Schemes"), schemes, has_schemes),
    SharedSection("judgement", text("Overall judgement"), judgement, has_judgement),
    SharedSection("conditions", text("Constraints and earliest start"), shared_data(conditions)),
    SharedSection("unsettled", text("Open points"), shared_data(unsettled)),
    SharedSection("comparison", text("Comparison with published figures"), shared_data(comparison)),
    SharedSection("assumptions", text("Assumptions"), shared_data(assumptions)),
    Section("definitions", text("Definitions"), definitions),
    SharedSection("provenance", text("Input files and program"), provenance),
    SharedSection("traces", text("Where each number comes from"), traces),
)


def sections_of(view: View) -> tuple[Section | SharedSection, ...]:
    """The sections that this study's page has."""
    return tuple(one for one in SECTIONS if isinstance(one, Section) or one.wanted(view))
