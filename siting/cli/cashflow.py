"""``siting cashflow``: NPV, IRR, B/C, cost of energy and payback of one plant, from options or a TOML file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from siting.cli.calculator import check_chart, output_options, refuse
from siting.cli.calculator import figure as option
from siting.cli.shell import note, shared_options, speak
from siting.cli.spoken import SpokenCommand
from siting.errors import WrongOptions
from siting.language import Text, text, verbatim

if TYPE_CHECKING:
    from siting.run.one_cashflow import OneCashflow
    from siting.run.one_notes import Note

# Headings of the yearly table that are no item of the cash flow.
HEADINGS = {
    "year": text("year"),
    "energy_kwh": text("energy kWh"),
    "net_yen": text("net of the year"),
    "cumulative_yen": text("sum so far"),
    "discounted_cumulative_yen": text("discounted sum so far"),
    "equity_yen": text("left to the owner"),
}
# Figures that only a loan or a tax makes interesting.
OF_OWNER = ("eirr", "dscr_min_pre_tax", "dscr_min_post_tax", "llcr")
RATES = ("irr", "eirr")


@click.command("cashflow", cls=SpokenCommand)
@option(
    "--file",
    metavar="FILE",
    help="TOML file whose keys are the names of these options, such as capex_yen = 250e6; options beat it.",
)
@option("--capex-yen", help="Capital cost in yen.")
@option("--capacity-kw", help="Power of the whole site in kW; the price book needs it.")
@option("--annual-kwh", help="Energy of the first year in kWh.")
@option("--price-yen-per-kwh", help="Price of the energy, or what a kWh used on site saves, in yen/kWh.")
@option(
    "--price-steps", metavar="STEPS", help="Prices that follow each other: 19x5,8.3 is 19 yen for 5 years, then 8.3."
)
@option("--price-year", metavar="YEAR", help="Fiscal year whose price the price book has, such as 2025 or R7.")
@option("--price-half", metavar="H1|H2", help="H1 or H2: the first or second price of a year whose price changed.")
@option("--technology", metavar="pv|hydro", help="Technology: the price book and the legal life follow it.")
@option("--mount", metavar="MOUNT", help="Where panels stand: building_roof, structure_top or ground.")
@option("--kind", metavar="KIND", help="fixed, fit, fip, tariff, surplus or ppa (default: by what is given).")
@option("--period-years", help="Years the price is paid (default: all, or as the price book says).")
@option("--after-period-yen-per-kwh", help="Price after that period in yen/kWh; without it years end with the period.")
@option("--price-change-per-year", help="Yearly change of the price as a fraction; a feed-in price does not change.")
@option("--own-use-share", help="Share of the energy that is used on site, such as 0.4.")
@option("--surplus-yen-per-kwh", help="Price of what is not used on site, in yen/kWh.")
@option("--market-yen-per-kwh", help="For fip: what the energy earns on the market, in yen/kWh.")
@option("--non-fossil-yen-per-kwh", help="For fip: what its non-fossil value earns, in yen/kWh.")
@option(
    "--balancing-allowance-yen-per-kwh", help="For fip: balancing cost that the reference price allows for, in yen/kWh."
)
@option("--balancing-cost-yen-per-kwh", help="For fip: what balancing really costs, in yen/kWh.")
@option("--opex-yen-per-year", help="Running cost in yen a year (default: 0).")
@option("--inflation", help="Yearly rise of running costs as a fraction (default: 0).")
@option("--degradation", help="Yearly loss of energy as a fraction (default: 0).")
@option("--years", help="Operating years that are counted (default: 20).")
@option("--discount-rate", help="Discount rate as a fraction (default: 0).")
@option("--insurance-share", help="Insurance a year, as a share of the capital cost.")
@option("--residual-share", help="Residual value at the end, as a share of the capital cost.")
@option(
    "--replacement",
    metavar="YEARS:YEN",
    help="Replacement every so many years: 10:2900000; several with commas between.",
)
@option("--removal-yen", help="Removal at the end, in yen of the first year.")
@option("--subsidy-yen", help="Subsidy in yen, at most the capital cost.")
@option("--debt-share", help="Loan as a share of the capital cost net of subsidy, such as 0.7.")
@option("--debt-rate", help="Interest of the loan as a fraction.")
@option("--debt-years", help="Term of the loan in years, grace included.")
@option("--grace-years", help="First years in which interest only is paid (default: 0).")
@option("--repayment", metavar="HOW", help="level: equal service (default); level_principal: equal repayments.")
@option("--tax-rate", help="Tax on the owner's income as a fraction; no tax is counted if left out.")
@option("--depreciation-years", help="Legal life for straight-line depreciation (default: 17 for pv, 20 for hydro).")
@option(
    "--flows",
    metavar="YEN,YEN,...",
    help="Net flows from year 0 on instead of a plant; only --discount-rate goes with it.",
)
@output_options(text("Write the cash flow over the years to this SVG file."))
@shared_options
def command(file: str | None, chart: Path | None, form: str, **options: str | None) -> int | None:
    """Compute the cash flow of one plant and what follows from it."""  # fmt: skip
    lang = speak(None)
    check_chart(chart, lang)
    from siting.run.one_cashflow import study_one_cashflow

    try:
        found = study_one_cashflow(options, file)
    except WrongOptions as error:
        return refuse(error, "siting cashflow", lang)
    if chart is not None:
        from siting.run.one_cash_chart import cash_chart

        chart.write_text(cash_chart(found, lang), encoding="utf-8")
        note(text("cash-flow chart: {path}", path=str(chart)).say(lang))
    data = _data(found, lang)
    click.echo(json.dumps(data, ensure_ascii=False, indent=1) if form == "json" else _page(found, lang))
    return None


def _data(found: OneCashflow, lang: str) -> dict[str, Any]:
    """Everything that is known of the plant, as plain data."""
    price = found.price
    return {
        "years": found.years,
        "discount_rate": found.discount_rate,
        **found.figures,
        "irr_roots": list(found.irr_roots),
        "dscr_basis": found.dscr_basis,
        "price": None if price is None else {
            "kind": price.kind, "first_yen_per_kwh": price.first_yen_per_kwh, "period_years": price.period_years,
            "row": price.row, "source": price.source,
        },
        "notes": [_said(one, ", ".join(one.figures), lang) for one in found.notes],
        "flows": found.flows.to_dict("records"),
    }  # fmt: skip


def _said(one: Note, names: str, lang: str) -> str:
    return f"{names}: {one.said.say(lang)}" if names else one.said.say(lang)


def _page(found: OneCashflow, lang: str) -> str:
    """Key figures, the yearly table, and what must be known to read them."""
    labels = _labels(found)
    notes = [
        _said(one, ", ".join(labels[name].say(lang) for name in one.figures if name in labels), lang)
        for one in found.notes
        if not one.figures or any(name in labels for name in one.figures)
    ]
    unit = text("Amounts in yen: income positive, cost negative; year 0 is the investment.").say(lang)
    below = [*_price_words(found, lang), *notes]
    return "\n".join([_key_figures(found, labels, lang), "", unit, _yearly(found, lang), "", *below])


def _labels(found: OneCashflow) -> dict[str, Text]:
    """The figures that are shown, with their names; those of a loan only where there is one."""
    from siting.run.one_cashflow import FIGURES
    from siting.run.one_notes import OF_FLOWS
    from siting.vocabulary.comparison import SCHEME_FIGURES
    from siting.vocabulary.results import CASE_COLUMNS, EVALUATION_COLUMNS

    columns = {one.name: one for one in (*CASE_COLUMNS, *EVALUATION_COLUMNS, *SCHEME_FIGURES)}
    named = {name: verbatim(columns[name].ja, en=columns[name].en) for name in FIGURES if name in columns}
    named["eirr"] = text("return on equity (EIRR)")
    shown = set(FIGURES) - {"dscr_min", *OF_OWNER} if found.flow is not None else set(OF_FLOWS)
    if found.owned:
        shown |= {"eirr"}
    if found.dscr_basis is not None:
        shown |= {"llcr", "dscr_min_pre_tax"} | ({"dscr_min_post_tax"} if found.dscr_basis == "post_tax" else set())
    return {name: named[name] for name in FIGURES if name in shown}


def _key_figures(found: OneCashflow, labels: dict[str, Text], lang: str) -> str:
    from siting.cli.tables import aligned

    rows = [[label.say(lang), *_shown(name, found.figures[name], lang)] for name, label in labels.items()]
    rows.append([text("discount rate").say(lang), f"{100 * found.discount_rate:.6g}", "%"])
    rows.append([text("years counted").say(lang), str(found.years), text("years").say(lang)])
    headings = [text("Figure").say(lang), text("Value").say(lang), text("Unit").say(lang)]
    return aligned(headings, rows, [False, True, False])


def _shown(name: str, value: float | None, lang: str) -> tuple[str, str]:
    """A figure and its unit as they stand in the table."""
    from siting.cli.tables import cell

    if name in RATES:
        return cell(None if value is None else 100 * value, 3), "%"
    if name.endswith("yen_per_kwh"):
        return cell(value, 2), text("yen/kWh").say(lang)
    if name.endswith("_yen"):
        return cell(value), text("yen").say(lang)
    if name.endswith("years"):
        return cell(value, 1), text("years").say(lang)
    return cell(value, 3), ""


def _yearly(found: OneCashflow, lang: str) -> str:
    """A row per year; sums are discounted only where there is a rate."""
    from siting.cli.tables import aligned, cell
    from siting.vocabulary.money import ITEM_NAMES, item

    hidden = {"discounted_yen"} | (set() if found.discount_rate else {"discounted_cumulative_yen"})
    flows = found.flows.drop(columns=list(hidden))
    headings = [
        item(name).label(lang) if name in ITEM_NAMES else HEADINGS[name].say(lang) for name in map(str, flows.columns)
    ]
    rows = [[cell(value) for value in row] for row in flows.to_numpy(dtype=float)]
    return aligned(headings, rows, [True] * len(headings))


def _price_words(found: OneCashflow, lang: str) -> list[str]:
    """What the case pays, and where its price comes from."""
    from siting.vocabulary.money import case_kind

    price = found.price
    if price is None:
        return []
    kind = case_kind(price.kind)
    words = text("price: {kind}, {price} yen/kWh in the first year, paid for {years} years",
                 kind=verbatim(kind.ja, en=kind.en), price=f"{price.first_yen_per_kwh:.6g}",
                 years=price.period_years).say(lang)  # fmt: skip
    if price.row is None:
        return [words]
    return [words, text("price book: {row} ({source})", row=price.row, source=price.source or "").say(lang)]
