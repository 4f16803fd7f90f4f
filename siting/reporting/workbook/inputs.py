"""Every figure of project.toml that enters the arithmetic, as a line of the sheet of assumptions with its name."""

from __future__ import annotations

from collections.abc import Iterator

from siting.finance.costs import cost_models
from siting.language import Text, text, verbatim
from siting.project.amounts import SteppedCost
from siting.project.cases import Case
from siting.project.model import CostModel
from siting.reporting.workbook.book import TECHNOLOGIES, Book
from siting.reporting.workbook.cells import PERCENT, TEXT, WHOLE, fitting
from siting.reporting.workbook.inputs_money import (
    case_lines,
    curtailment_lines,
    finance_lines,
    life_lines,
    subsidy_lines,
)
from siting.reporting.workbook.inputs_sun import sun_groups
from siting.reporting.workbook.lines import Group, Line, stepped, technology_words


def groups(book: Book) -> list[Group]:
    """All assumptions in the order of project.toml."""
    config = book.results.config
    found = [Group(text("Finance"), tuple(_finance(book)))]
    if config.screening.pv:
        found.append(Group(text("Yield of solar in screening"), tuple(_screening(book))))
    for name, model in cost_models(config.costs).items():
        heading = text("Cost model: {technology}", technology=_model_label(book, name))
        found.append(Group(heading, tuple(_costs(name, model))))
    found += _money(book)
    if config.solar and config.solar.curtailment:
        found.append(Group(text("Output control"), tuple(curtailment_lines(config.solar.curtailment))))
    found += sun_groups(book)
    if len(book.results.turbines):
        found.append(Group(text("Water engine (used by siting, not by the formulas)"), tuple(_water(book))))
    for name, case in config.cases.items():
        lines = _case(book, name, case) if book.values[name].plain else case_lines(book, name, case)
        found.append(Group(text("Price case: {case}", case=book.case_label(name)), tuple(lines)))
    if book.results.factor:
        found.append(Group(text("Carbon dioxide"), tuple(_carbon(book))))
    found.append(Group(text("Ranking"), tuple(_ranking(book))))
    return found


def _money(book: Book) -> Iterator[Group]:
    """Costs over the life and subsidies, where the project states them."""
    config = book.results.config
    for technology in TECHNOLOGIES:
        life = getattr(config.lifecycle, technology)
        lines = tuple(life_lines(technology, life)) if life else ()
        if lines:
            yield Group(text("Costs over the life: {technology}", technology=technology_words(technology)), lines)
    for number, one in enumerate(config.subsidies, start=1):
        yield Group(
            text("Subsidy: {name}", name=verbatim(one.name, en=one.name_en or None)), tuple(subsidy_lines(number, one))
        )


def _finance(book: Book) -> Iterator[Line]:
    finance = book.results.config.finance
    yield Line(
        text("Operating years"),
        finance.years,
        "y",
        WHOLE,
        "finance.years",
        "finance_years",
        finance,
        whole=(1, finance.years),
    )
    yield Line(
        text("Discount rate"),
        finance.discount_rate,
        "1/y",
        PERCENT,
        "finance.discount_rate",
        "discount_rate",
        finance,
    )
    for technology in TECHNOLOGIES:
        label = text("Yearly loss of yield: {technology}", technology=technology_words(technology))
        loss = getattr(finance.degradation, technology)
        yield Line(
            label,
            loss,
            "1/y",
            PERCENT,
            f"finance.degradation.{technology}",
            f"degradation_{technology}",
            finance,
        )
    yield from finance_lines(book)


def _screening(book: Book) -> Iterator[Line]:
    model = book.results.config.screening.pv
    assert model is not None
    yield Line(
        text("Power per panel area"),
        model.kw_per_m2,
        "kW/m2",
        fitting(model.kw_per_m2),
        "screening.pv.kw_per_m2",
        "kw_per_m2",
        model,
    )
    yield Line(
        text("Yearly energy per kilowatt"), model.kwh_per_kw, "kWh/kW", fitting(model.kwh_per_kw), "screening.pv.kwh_per_kw",
        "kwh_per_kw", model,
    )  # fmt: skip


def name_part(model: str) -> str:
    """The key of a cost model as the names of its figures have it: ``machines_pat``."""
    return model.replace(".", "_")


def _model_label(book: Book, name: str) -> Text:
    if name in TECHNOLOGIES:
        return technology_words(name)
    machine = book.results.machines.get(name.removeprefix("machines."))
    return verbatim(machine.name, en=machine.name_en) if machine else verbatim(name)


def _costs(name: str, model: CostModel) -> Iterator[Line]:
    key, technology = f"costs.{name}", name_part(name)
    if model.capex:
        yield from stepped(model.capex, f"{key}.capex", f"capex_{technology}", model, text("Capital cost"))
    if model.lifetime_total:
        label = text("Capital and running cost of all years")
        yield from stepped(model.lifetime_total, f"{key}.lifetime_total", f"total_{technology}", model, label)
    opex = model.opex
    yield Line(
        text("Running cost: fixed amount"), opex.fixed_yen_per_year, "yen/y", fitting(opex.fixed_yen_per_year),
        f"{key}.opex.fixed_yen_per_year", f"opex_{technology}_fixed", model,
    )  # fmt: skip
    yield Line(
        text("Running cost: per kilowatt"), opex.yen_per_kw_year, "yen/kW/y", fitting(opex.yen_per_kw_year),
        f"{key}.opex.yen_per_kw_year", f"opex_{technology}_per_kw", model,
    )  # fmt: skip


def _case(book: Book, name: str, case: Case) -> Iterator[Line]:
    key = f"cases.{name}"
    for technology in TECHNOLOGIES:
        price = getattr(case.price_yen_per_kwh, technology) if case.price_yen_per_kwh else None
        label = text("Price: {technology}", technology=technology_words(technology))
        yield Line(
            label,
            price,
            "yen/kWh",
            fitting(price),
            f"{key}.price_yen_per_kwh.{technology}",
            f"price_{name}_{technology}",
            case,
        )
    period = case.period_years
    yield Line(
        text("Years the price is paid"), period or book.years(name), "y", WHOLE, f"{key}.period_years", f"years_{name}", case,
        formula="" if period else "finance_years", whole=(1, book.years(name)) if period else None,
    )  # fmt: skip
    kept = int(not case.value_sold)
    yield Line(
        text("Environmental value: 1 kept by the owner, 0 sold"), kept, "-", WHOLE, f"{key}.environmental_value", f"env_kept_{name}",
        case, whole=(0, 1),
    )  # fmt: skip
    for technology in TECHNOLOGIES:
        cost: SteppedCost | None = getattr(case.extra_cost, technology)
        if cost:
            label = text("Extra cost ({technology})", technology=technology_words(technology))
            yield from stepped(cost, f"{key}.extra_cost.{technology}", f"extra_{name}_{technology}", case, label)


def _water(book: Book) -> Iterator[Line]:
    """What the water engine worked with: settings, the generator's points, and the files of flows and pumps."""
    config, files = book.results.config, book.results.files
    hydro = config.hydro
    for label, key, value, unit in (
        (text("Acceleration of gravity"), "gravity_m_s2", hydro.gravity_m_s2, "m/s2"),
        (text("Efficiency of transformer and cables"), "transformer_efficiency", hydro.transformer_efficiency, "-"),
        (text("Points off the turbine's efficiency"), "size_correction", hydro.size_correction, "-"),
        (text("Yearly change of all flows"), "flow_change_per_year", hydro.flow_change_per_year, "1/y"),
        (text("Most equal units of one plant"), "max_units", hydro.max_units, "-"),
        (text("Least gain by a further unit"), "further_unit_gain", hydro.further_unit_gain, "-"),
        (text("Design flows that are tried"), "design_flows", hydro.design_flows, "-"),
    ):
        yield Line(label, value, unit, fitting(value), f"hydro.{key}", section=hydro)
    for kw, value in zip(hydro.generator.power_kw, hydro.generator.efficiency, strict=True):
        label = text("Efficiency of the generator at {kw} kW", kw=f"{kw:g}")
        yield Line(label, value, "-", fitting(value), "hydro.generator.efficiency", section=hydro.generator)
    for key, flow in config.flows.items():
        yield Line(text("Flow record: {key}", key=key), flow.file, flow.unit, TEXT, f"flows.{key}", section=flow)
    for file, sha in files.items():
        yield Line(text("File beside the tables: {file}", file=file), f"SHA-256 {sha[:16]}…", "", TEXT, "")


def _carbon(book: Book) -> Iterator[Line]:
    factor, carbon = book.results.factor, book.results.config.co2
    assert factor is not None
    assert carbon is not None
    key = "co2.factor_kg_per_kwh" if carbon.factor_kg_per_kwh is not None else "co2.utility, co2.fiscal_year, co2.kind"
    section = carbon.model_copy(update={"source": carbon.source or factor.source})
    yield Line(
        text("Emission factor"),
        factor.kg_per_kwh,
        "kg/kWh",
        fitting(factor.kg_per_kwh),
        key,
        "co2_kg_per_kwh",
        section,
    )


def _ranking(book: Book) -> Iterator[Line]:
    ranking = book.results.config.ranking
    rule = ranking.short_list
    if rule.rule == "threshold":
        yield Line(
            text("Short list: least value of the ranking figure") if ranking.descending else text("Short list: largest value of the ranking figure"),
            rule.minimum, "-", fitting(rule.minimum), "ranking.short_list.minimum", "short_list_minimum",
        )  # fmt: skip
    else:
        label = (
            text("Short list: number of facilities")
            if rule.rule == "facilities"
            else text("Short list: number of options")
        )
        yield Line(label, rule.count, "-", WHOLE, "ranking.short_list.count", "short_list_count")
    for number, one in enumerate(ranking.criteria):
        limits = one.marks.thresholds if one.marks.scale == "threshold" else ()
        for at, symbol in enumerate(one.marks.symbols):
            label = text("Mark {number}: {figure}", number=at + 1, figure=book.column_label(one.column))
            bound = limits[at] if at < len(limits) else None
            key = f"ranking.criteria[{number}].marks"
            yield Line(label, symbol, "-", TEXT, key, bound=bound, span=f"marks_{number + 1}")
