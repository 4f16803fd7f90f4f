"""What the page says of prices: tax in them, lines in the chart of costs, whose figures they are, what comes first."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from siting.project.money import ConsumptionTax
from siting.reporting.page.definitions import definitions
from siting.reporting.page.pictures import pictures
from siting.reporting.page.price_cases import price_cases
from siting.reporting.page.recommendation import recommendation
from siting.reporting.page.view import view_of
from siting.reporting.results import Results
from tests.reporting.page.test_money_sections import FOCUS, said, views_of


def stated(results: Results, case: str, tax: ConsumptionTax | None = None, **values: object) -> Results:
    """Results whose configuration says other things of a case and of the tax."""
    config = results.config
    cases = {**config.cases, case: config.cases[case].model_copy(update=values)}
    finance = config.finance.model_copy(update={"consumption_tax": tax})
    return replace(results, config=config.model_copy(update={"cases": cases, "finance": finance}))


@pytest.mark.parametrize(("basis", "mark"), [("excluded", "42 incl. tax"), ("included", "42")])
def test_a_price_that_holds_tax_where_the_results_do_not_is_marked(results: Results, basis: str, mark: str) -> None:
    taxed = stated(results, "fit", ConsumptionTax(rate=0.1, basis=basis))  # type: ignore[arg-type]
    mine = next(one for one in price_cases(views_of(taxed)).options if one.key == FOCUS)
    price, even = (re.sub("<[^>]+>", "", said(one)) for one in mine.lines[0].figures[:2])
    assert price == mark
    assert even.endswith("incl. tax") == (basis == "excluded")


def test_of_a_power_purchase_agreement_it_is_said_whose_figures_these_are(results: Results) -> None:
    made = price_cases(views_of(stated(results, "tariff", kind="ppa")))
    assert "not of the city" in said(made.remarks[0].words)
    assert said(made.remarks[0].case) == "Conventional tariff"


def lines_drawn(results: Results) -> tuple[int, str]:
    """For how many of the example's two cases the chart of costs draws a price, and what is said below it."""
    shown = next(one for one in pictures(views_of(results)) if "supply" in one.drawing.id)
    return sum(name in shown.drawing.svg for name in ("Feed-in tariff", "Conventional tariff")), said(shown.note)


def test_a_line_of_price_is_drawn_only_where_all_energy_earns_it(results: Results) -> None:
    drawn, words = lines_drawn(results)
    assert drawn == 2
    assert words.startswith("Options below a line pay at that price. Levelised cost")
    assert "without subsidies" in words
    for other in ({"counting": "hours"}, {"kind": "ppa"}, {"kind": "fip"}, {"period_years": 10}):
        assert lines_drawn(stated(results, "tariff", **other))[0] == 1
    alone = stated(stated(results, "tariff", kind="ppa"), "fit", kind="fip")
    assert lines_drawn(alone) == (0, words.removeprefix("Options below a line pay at that price. "))


def test_the_option_and_the_scheme_come_before_the_counts(results: Results) -> None:
    lead = [said(one) for one in recommendation(view_of(results, "en")).lead]
    assert lead[0].startswith("To be decided before the related works end")
    assert lead[1].startswith("Scheme recommended by the project's rule")
    assert ["reaches a financial B/C of 1" in one for one in lead].index(True) > 1


def test_cases_with_the_same_prices_share_a_line(results: Results) -> None:
    def changes(of: Results) -> list[str]:
        told = (re.sub("<[^>]+>", "", said(one)) for one in recommendation(view_of(of, "en")).changes)
        return [one for one in told if "no longer reaches 1" in one]

    options = results.options.copy()
    for name in ("bc", "price_yen_per_kwh", "break_even_yen_per_kwh"):
        options[f"{name}_tariff"] = options[f"{name}_fit"]
    assert changes(replace(results, options=options)) == [
        one.replace("tariff”", "tariff, Conventional tariff”") for one in changes(results)
    ]


def test_definitions_say_what_is_counted(results: Results) -> None:
    by_the_hour = stated(results, "tariff", counting="hours")
    told = {said(one.term): " ".join(map(said, one.words)) for one in definitions(view_of(by_the_hour, "en"))}
    assert "Share of the generated energy" in told["Own use"]
    assert "public sector comparator" in told["VFM, PSC and LCC"]
    assert "plus is a relief" in told["VFM, PSC and LCC"]
    assert "in proportion" in told["Break-even price and capital cost"]
    assert "first time" in told["Payback"]
