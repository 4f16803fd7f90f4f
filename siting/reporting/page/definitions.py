"""What the words of the page mean in this study."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from siting.language import Text, text
from siting.reporting import amounts
from siting.reporting.page.cash_flow import has_cash_flow
from siting.reporting.page.figure import Figure, raw_number
from siting.reporting.page.price_cases import has_price_cases
from siting.reporting.page.sunlight import has_sunlight
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
                _tax_of_costs(view),
            ),
        ),
        Definition(
            text("LCOE, levelised cost of energy"),
            (text("Capital and running cost over all years divided by the energy of all years, both discounted alike; without subsidies and what only one price case costs."),),
        ),
        Definition(
            text("Payback"),
            (text("The first time at which the income less the running cost has returned the investment, not discounted, even if a later replacement lowers the sum again; a dash: not within the years counted."),),
        ),
        *_of_cases(view),
        *_of_schemes(view),
        *_of_sunlight(view),
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
    cases = view.results.config.cases
    by_the_hour = [name for name, case in cases.items() if case.kind_of.needs_load and case.counting != "all"]
    if not by_the_hour:
        yield text(
            "Every kilowatt hour generated is counted at the price of the case; whether the site can use it all is not simulated."
        )
    for name in by_the_hour:
        yield text("{case}: only the own-use share counts as used on site.", case=case_name(view, name))
    for name, case in cases.items():
        values = {"case": case_name(view, name)}
        if case.tax == "included":
            yield text("{case}: the price includes consumption tax.", **values)
        else:
            yield text("{case}: the price excludes consumption tax.", **values)


def _tax_of_costs(view: View) -> Text:
    tax = view.results.config.finance.consumption_tax
    if tax is None:
        return text("Costs are nominal yen as given in the input; siting adds no tax to them.")
    if tax.basis == "included":
        return text("All amounts are nominal yen with consumption tax.")
    return text("All amounts are nominal yen without consumption tax.")


def _of_cases(view: View) -> Iterator[Definition]:
    """What the sections of price cases and cash flow speak of."""
    if view.results.config.finance.discount_rate and has_cash_flow(view):
        yield Definition(
            text("Discounted payback"), (text("Payback counted with discounted income and costs; it comes later."),)
        )
    if has_price_cases(view):
        yield Definition(
            text("Break-even price and capital cost"),
            (
                text(
                    "The price, or the capital cost, at which the financial B/C is 1, all else unchanged. Prices in steps all move in proportion; the first is shown."
                ),
            ),
        )
        if any(case.kind_of.needs_load for case in view.results.config.cases.values()):
            yield Definition(
                text("Own use"),
                (text("Share of the generated energy that is used on site."),),
            )


def _of_schemes(view: View) -> Iterator[Definition]:
    """What the section of schemes speaks of."""
    schemes = view.results.schemes
    if schemes.empty:
        return
    yield Definition(
        text("VFM, PSC and LCC"),
        (text("PSC (public sector comparator): present value of what the city pays under the conventional scheme, net of revenue; LCC (life cycle cost): under another scheme. VFM (value for money): PSC less LCC, in % only of a positive PSC. Per m³ of water or household, plus is a relief."),),
    )  # fmt: skip
    if schemes["spc_irr"].notna().any():
        yield Definition(
            text("EIRR and DSCR"),
            (text("EIRR: rate of return of the company's equity. DSCR: a year's cash over its debt service, before or after tax; the lowest year counts."),),
        )  # fmt: skip
    stated = view.results.config.judgement.schemes
    if stated is not None and any(row.column == "llcr" for row in stated.rows):
        yield Definition(
            text("LLCR"), (text("Present value of the cash over the term of the loan, over the debt outstanding."),)
        )


def _of_sunlight(view: View) -> Iterator[Definition]:
    """What the section of solar design speaks of where plots are drawn or run through the hours."""
    if not has_sunlight(view):
        return
    layouts = view.results.layouts
    if layouts["mode"].eq("polygon").any():
        yield Definition(
            text("Ground cover ratio"), (text("Slope length of the panels over the pitch of their rows."),)
        )
    if layouts["p90_kwh"].notna().any():
        yield Definition(
            text("reached in nine years of ten"),
            (text("Energy that nine years of ten exceed, from the stated spread between years."),),
        )
