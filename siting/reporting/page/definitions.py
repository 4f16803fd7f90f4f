"""What the words of the page mean in this study."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from siting.language import Text, text
from siting.reporting import amounts
from siting.reporting.page.figure import Figure, raw_number
from siting.reporting.page.view import View, case_name


@dataclass(frozen=True)
class Definition:
    """A word and what it means here."""

    term: Text
    words: tuple[Text, ...]


def definitions(view: View) -> tuple[Definition, ...]:
    """The definitions, with the rates and years of this study in them."""
    return (
        Definition(text("Financial B/C"), tuple(_ratio(view))),
        Definition(text("Price cases and tax"), tuple(_cases(view))),
        Definition(
            text("Capital cost and running cost"),
            (
                text("Capital cost is spent before the first year of operation; running cost is the yearly cost of operation and maintenance."),
                text("Costs are nominal yen as given in the input; siting adds no tax to them."),
            ),
        ),
        Definition(
            text("LCOE, levelised cost of energy"),
            (text("Capital and running cost over all years divided by the energy of all years, both discounted alike; the extra cost of a price case is not in it."),),
        ),
        Definition(
            text("Payback"),
            (text("The year in which the income less the running cost has returned the investment, not discounted; a dash means that it does not within the years counted."),),
        ),
        Definition(
            text("CO₂ saved in the area and by the owner"),
            (text("The area saves the emissions of the grid power that is displaced. The owner may count them only where the environmental value is kept; where it is sold with the energy, the buyer counts them."),),
        ),
        Definition(
            text("Rank and short list"),
            (text("Ranks restart in each stage and count the best design of each plot or drop; equal values share a rank. A dash in place of a rank marks the other designs."),),
        ),
    )  # fmt: skip


def _ratio(view: View) -> Iterator[Text]:
    finance = view.results.config.finance
    yield text(
        "Present value of the income divided by the present value of capital and running cost, in the project's own money. It is not the ministry's social B/C, which counts benefits to society."
    )
    years = Figure(raw_number(finance.years), str(finance.years))
    rate = Figure(
        raw_number(finance.discount_rate),
        amounts.percent(finance.discount_rate, 1 if finance.discount_rate else 0),
    )
    if finance.discount_rate == 0:
        yield text(
            "Counted over {years} years at a discount rate of {rate}: plain sums of the years.",
            years=years,
            rate=rate,
        )
    else:
        yield text("Counted over {years} years at a discount rate of {rate}.", years=years, rate=rate)


def _cases(view: View) -> Iterator[Text]:
    yield text(
        "Every kilowatt hour generated is counted at the price of the case; whether the site can use it all is not simulated."
    )
    for name, case in view.results.config.cases.items():
        values = {"case": case_name(view, name)}
        if case.tax == "included":
            yield text("{case}: the price includes consumption tax.", **values)
        else:
            yield text("{case}: the price excludes consumption tax.", **values)
