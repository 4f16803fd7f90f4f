"""Lines of the sheet of assumptions beyond a constant price: terms of a case, costs over the life, subsidies, tax."""

from __future__ import annotations

from collections.abc import Iterator

from siting.language import Text, text, verbatim
from siting.project.cases import Case
from siting.project.money import Lifecycle, Subsidy
from siting.project.sunlight.settings import Curtailment
from siting.reporting.life_figures import life_figures
from siting.reporting.workbook.book import Book
from siting.reporting.workbook.cells import PERCENT, TEXT, WHOLE, fitting
from siting.reporting.workbook.item_layout import booked
from siting.reporting.workbook.lines import Line, stepped, technology_words
from siting.vocabulary.tables import TECHNOLOGY_NAMES

_PER_KWH, _PER_KW_MONTH = "yen/kWh", "yen/kW/month"


def finance_lines(book: Book) -> Iterator[Line]:
    """Inflation and consumption tax, where the project states them."""
    finance = book.results.config.finance
    if finance.inflation:
        yield Line(
            text("Yearly rise of running costs"),
            finance.inflation,
            "1/y",
            PERCENT,
            "finance.inflation",
            "inflation",
            finance,
        )
    tax = finance.consumption_tax
    if tax is not None:
        label = (
            text("Consumption tax, results with it")
            if tax.basis == "included"
            else text("Consumption tax, results without it")
        )
        yield Line(label, tax.rate, "-", PERCENT, "finance.consumption_tax.rate", "consumption_tax", finance)


def case_lines(book: Book, name: str, case: Case) -> Iterator[Line]:
    """The terms of a case that is not of the plain kind."""
    key = f"cases.{name}"
    yield from _price_lines(name, case, key)
    yield from _year_lines(book, name, case, key)
    kept = int(not case.value_sold)
    yield Line(text("Environmental value: 1 kept by the owner, 0 sold"), kept, "-", WHOLE, f"{key}.environmental_value",
               f"env_kept_{name}", case, whole=(0, 1))  # fmt: skip
    for technology in TECHNOLOGY_NAMES:
        cost = getattr(case.extra_cost, technology)
        if cost:
            label = text("Extra cost ({technology})", technology=technology_words(technology))
            yield from stepped(cost, f"{key}.extra_cost.{technology}", f"extra_{name}_{technology}", case, label)
    for label, value, unit, path, known in _terms(case):
        yield Line(
            label,
            value,
            unit,
            PERCENT if unit in ("-", "1/y") else fitting(value),
            f"{key}.{path}",
            f"{known}_{name}",
            case,
        )
    for label, word, path in _told(case):
        yield Line(label, word, "", TEXT, f"{key}.{path}", section=case)


def _price_lines(name: str, case: Case, key: str) -> Iterator[Line]:
    for technology in TECHNOLOGY_NAMES if case.price_yen_per_kwh else ():
        price = getattr(case.price_yen_per_kwh, technology)
        label = text("Price: {technology}", technology=technology_words(technology))
        yield Line(
            label,
            price,
            _PER_KWH,
            fitting(price),
            f"{key}.price_yen_per_kwh.{technology}",
            f"price_{name}_{technology}",
            case,
        )
    year = 1
    for at, step in enumerate(case.price_steps):
        yield Line(
            text("Price from year {year} on", year=year), step.yen_per_kwh, _PER_KWH, fitting(step.yen_per_kwh),
            f"{key}.price_steps[{at}]", "", case, bound=0.0 if year == 1 else float(year), span=f"steps_{name}",
        )  # fmt: skip
        year += step.years or 0


def _year_lines(book: Book, name: str, case: Case, key: str) -> Iterator[Line]:
    if booked(case):
        return
    period, years = case.period_years, book.results.config.finance.years
    yield Line(
        text("Years the price is paid"), period or years, "y", WHOLE, f"{key}.period_years", f"period_{name}", case,
        formula="" if period else "finance_years", whole=(1, period) if period else None,
    )  # fmt: skip
    after = case.after_period_yen_per_kwh
    counted = years if after is not None else period or years
    yield Line(text("Years counted"), counted, "y", WHOLE, key, f"years_{name}", case,
               formula="finance_years" if after is not None else f"period_{name}")  # fmt: skip
    if after is not None:
        yield Line(
            text("Price after that period"),
            after,
            _PER_KWH,
            fitting(after),
            f"{key}.after_period_yen_per_kwh",
            f"after_{name}",
            case,
        )


def _terms(case: Case) -> Iterator[tuple[Text, float, str, str, str]]:
    """Label, value, unit, key below the case and name of every further figure of a case."""
    charged = bool(case.generation_charge_yen_per_kw_month or case.generation_charge_yen_per_kwh)
    stated: tuple[tuple[bool, Text, str, str, str], ...] = (
        (bool(case.price_change_per_year), text("Yearly change of tariff and market prices"), "1/y", "price_change_per_year", "price_change"),
        (case.own_use_share is not None, text("Share of the energy used on site"), "-", "own_use_share", "own_share"),
        (case.kind_of.needs_load, text("Price of what is not used on site"), _PER_KWH, "surplus_yen_per_kwh", "surplus"),
        (charged, text("Generation-side charge per power"), _PER_KW_MONTH, "generation_charge_yen_per_kw_month", "generation_charge_kw"),
        (charged, text("Generation-side charge per energy"), _PER_KWH, "generation_charge_yen_per_kwh", "generation_charge_kwh"),
        (case.reimbursement_yen_per_kwh is not None, text("Reimbursed generation charge"), _PER_KWH, "reimbursement_yen_per_kwh", "reimbursement"),
        (case.deposit_yen_per_kwh is not None, text("Deposit for removal"), _PER_KWH, "deposit_yen_per_kwh", "deposit"),
    )  # fmt: skip
    for wanted, label, unit, key, name in stated:
        if wanted:
            yield label, getattr(case, key), unit, key, name
    yield from _premium_terms(case)
    yield from _wheeling_terms(case)


def _wheeling_terms(case: Case) -> Iterator[tuple[Text, float, str, str, str]]:
    wheel = case.wheeling
    if wheel is None:
        return
    stated = (
        (text("Wheeling charge per energy"), _PER_KWH, "charge_yen_per_kwh", "wheeling"),
        (text("Wheeling charge per power"), _PER_KW_MONTH, "charge_yen_per_kw_month", "wheeling_kw"),
        (text("Share of the energy lost in the grid"), "-", "loss_share", "wheeling_loss"),
        (text("Cost of balancing"), _PER_KWH, "balancing_cost_yen_per_kwh", "balancing"),
    )
    for label, unit, key, name in stated:
        yield label, getattr(wheel, key), unit, f"wheeling.{key}", name


def _premium_terms(case: Case) -> Iterator[tuple[Text, float, str, str, str]]:
    if case.premium is None:
        return
    fip = case.premium
    for label, value, key, name in (
        (text("Market price"), fip.market_yen_per_kwh, "market_yen_per_kwh", "market"),
        (text("Non-fossil value"), fip.non_fossil_yen_per_kwh, "non_fossil_yen_per_kwh", "non_fossil"),
        (text("Market price in the reference price"), fip.reference_market_yen_per_kwh, "reference_market_yen_per_kwh", "reference_market"),
        (text("Non-fossil value in the reference price"), fip.reference_non_fossil_yen_per_kwh, "reference_non_fossil_yen_per_kwh", "reference_non_fossil"),
        (text("Balancing cost in the reference price"), fip.balancing_allowance_yen_per_kwh, "balancing_allowance_yen_per_kwh", "balancing_allowance"),
        (text("Cost of balancing"), fip.balancing_cost_yen_per_kwh, "balancing_cost_yen_per_kwh", "balancing"),
    ):  # fmt: skip
        if value is not None:
            yield label, value, _PER_KWH, f"premium.{key}", name


def _told(case: Case) -> Iterator[tuple[Text, str, str]]:
    """What enters no formula: the price book and the tariff, whose figures stand as values."""
    if case.price_year is not None:
        yield text("Year of the price book"), str(case.price_year), "price_year"
    if case.tariff is not None:
        yield text("Tariff"), str(case.tariff), "tariff"


def life_lines(technology: str, life: Lifecycle) -> Iterator[Line]:
    """The costs over the life of a technology, beside capital and running cost."""
    for one in life_figures(life, technology):
        code = WHOLE if one.whole else PERCENT if one.unit == "-" else fitting(one.value)
        yield Line(
            one.label, one.value, one.unit, code, f"lifecycle.{technology}.{one.key}", one.name, life, whole=one.whole
        )


def subsidy_lines(number: int, subsidy: Subsidy) -> Iterator[Line]:
    """A subsidy: share, amount per kilowatt, most that is paid."""
    label, key = verbatim(subsidy.name, en=subsidy.name_en or None), f"subsidies.{number - 1}"
    if subsidy.share_of_capex:
        yield Line(
            text("{what}: share of the capital cost", what=label),
            subsidy.share_of_capex,
            "-",
            PERCENT,
            f"{key}.share_of_capex",
            f"subsidy_{number}_share",
            subsidy,
        )
    if subsidy.yen_per_kw:
        yield Line(
            text("{what}: per kilowatt", what=label),
            subsidy.yen_per_kw,
            "yen/kW",
            fitting(subsidy.yen_per_kw),
            f"{key}.yen_per_kw",
            f"subsidy_{number}_per_kw",
            subsidy,
        )
    if subsidy.max_yen is not None:
        yield Line(
            text("{what}: most that is paid", what=label),
            subsidy.max_yen,
            "yen",
            fitting(subsidy.max_yen),
            f"{key}.max_yen",
            f"subsidy_{number}_most",
            subsidy,
        )


def curtailment_lines(curtailment: Curtailment) -> Iterator[Line]:
    """The share of exported solar energy that the grid does not take, from each operating year on."""
    for year, share in enumerate(curtailment.shares, start=1):
        yield Line(
            text("Output control from year {year} on", year=year), share, "-", PERCENT, f"solar.curtailment.shares[{year - 1}]",
            "", curtailment, bound=0.0 if year == 1 else float(year), span="curtailed",
        )  # fmt: skip
