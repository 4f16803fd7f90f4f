"""The sheet of options: what the tables give, and power, energy, costs and carbon dioxide as formulas."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from siting.finance.costs import cost_models
from siting.hydro.given import SIMPLE
from siting.hydro.records import HOURS_PER_YEAR
from siting.language import translate
from siting.project.amounts import SteppedCost
from siting.project.model import CostModel
from siting.reporting.workbook.assumptions import MESSAGES
from siting.reporting.workbook.blocks import Block, Values, table_rows, text_block, title_rows, widths
from siting.reporting.workbook.book import (
    FIRST_ROW,
    GIVEN,
    HEADING_ROW,
    SOMETIMES,
    UNIT_ROW,
    Book,
    place_of,
)
from siting.reporting.workbook.cells import PERCENT, Role, Row, Sheet, Style, decimals
from siting.reporting.workbook.factors import ANNUITY, ENERGY_SUM, LIFE_SHARES, supplied_sum
from siting.reporting.workbook.inputs import name_part
from siting.reporting.workbook.item_formulas import tax
from siting.reporting.workbook.units import unit_label
from siting.vocabulary import table
from siting.vocabulary.results import OPTION_COLUMNS
from siting.vocabulary.tables import STAGES, TECHNOLOGIES
from siting.vocabulary.turbines import TURBINE_COLUMNS

UNITS = {
    column.name: column.unit
    for column in (*table("plots").columns, *table("drops").columns, *TURBINE_COLUMNS, *OPTION_COLUMNS)
}
_DECIMALS = {"capacity_kw": 1, "kwh_per_kw": 1, "lcoe_yen_per_kwh": 1, "co2_area_t": 1, "panel_area_m2": 1}
# 1 and 0 are what formulas count with; people read a mark.
YES_NO = '[=1]"○";[=0]"－"'


def options_sheet(book: Book) -> Sheet:
    """A row per option: those with formulas first, then the excluded ones as they are."""
    notes: tuple[str, ...] = (
        translate(
            "Yellow cells come from the tables; an empty one is computed by the formulas on the right. A figure entered there takes precedence.",
            book.lang,
        ),
        translate(
            "Power = panel area x power per area; energy = power x energy per kilowatt; costs follow the cost models of the assumptions.",
            book.lang,
        ),
        translate("LCOE is the base cost over the operating years, without the extra cost of a case.", book.lang),
    )
    if len(book.results.turbines):
        notes += (
            translate(
                "Power and energy of turbines are entered as the water engine found them: they follow no input here. Which machine a drop gets is not computed anew either.",
                book.lang,
            ),
        )
    if len(book.results.layouts):
        notes += (
            translate(
                "Power and energy of designed plots are entered as the sunlight engine found them: they follow no input here.",
                book.lang,
            ),
        )
    blocks = [*_identity(book), *_inputs(book), *_figures(book), *_status(book)]
    assert len(blocks) == len(book.option_keys)
    name = book.options.sheet
    rows = table_rows(title_rows(name, notes), blocks)
    return Sheet(
        name, [*rows, *_excluded_rows(book, blocks)], widths(blocks), frozen_rows=UNIT_ROW, frozen_columns=2,
        title_rows=(HEADING_ROW, UNIT_ROW),
    )  # fmt: skip


def technology_labels(book: Book, values: pd.Series) -> list[str]:
    """Technologies as people read them; those nobody studies here keep their word."""
    known = {choice.value: choice.label(book.lang) for choice in TECHNOLOGIES}
    return [known.get(value, str(value)) for value in values]


def stage_labels(book: Book, values: pd.Series) -> list[str]:
    """Stages as people read them."""
    known = {choice.value: choice.label(book.lang) for choice in STAGES}
    return [known.get(value, "") for value in values]


def _identity(book: Book) -> list[Block]:
    listed = book.listed
    places = [
        place_of(book.results, origin, int(row))
        for origin, row in zip(listed["origin"], listed["origin_row"], strict=True)
    ]
    return [
        text_block(book.label("option_id"), listed["option_id"]),
        text_block(book.label("facility"), [book.facilities.get(one, one) for one in listed["facility_id"]]),
        text_block(book.label("technology"), technology_labels(book, listed["technology"])),
        text_block(book.label("stage"), stage_labels(book, listed["stage"])),
        text_block(translate("row of the input", book.lang), places),
    ]


def _inputs(book: Book) -> list[Block]:
    prefix = translate("given: ", book.lang)
    return [
        Block(
            prefix + book.label(name), book.given[name], Style(Role.INPUT, _input_code(book, name)),
            unit_label(UNITS[name], book.lang),
        )
        for name in (*GIVEN, *SOMETIMES) if f"given_{name}" in book.option_keys
    ]  # fmt: skip


def _input_code(book: Book, name: str) -> str:
    return PERCENT if name in SOMETIMES else decimals(_input_decimals(book.given[name]))


def _input_decimals(values: pd.Series) -> int:
    known = values.dropna().to_numpy(dtype=float)
    return next((d for d in range(4) if np.allclose(np.round(known, d), known, rtol=1e-12, atol=0)), 4)


def _figures(book: Book) -> list[Block]:
    formulas = {
        "capacity_kw": _each(book, _capacity), "kwh_per_kw": _each(book, _specific), "annual_kwh": _each(book, _energy),
        "opex_yen_per_year": _each(book, _opex), "capex_yen": _each(book, _capex),
        "lcoe_yen_per_kwh": _each(book, _lcoe), "co2_area_t": _each(book, _co2),
    }  # fmt: skip
    return [
        Block(
            book.label(name), book.listed[name], Style(Role.FORMULA, decimals(_DECIMALS.get(name, 0))),
            unit_label(UNITS[name], book.lang), formula,
        )
        for name, formula in formulas.items()
    ]  # fmt: skip


class Kind(NamedTuple):
    """What the formulas of an option depend on."""

    origin: str
    technology: str
    cost_model: str
    simple: bool


def kinds(book: Book) -> list[Kind]:
    """The kind of every listed option."""
    listed = book.listed
    columns = (listed["origin"], listed["technology"], listed["cost_model"], listed["yield_rule"].eq(SIMPLE))
    return [Kind(*row) for row in zip(*columns, strict=True)]


def _each(book: Book, formula: Callable[[Book, Kind], str]) -> Sequence[str]:
    """The formula of every option; it depends on where the option comes from and on its cost model."""
    found = kinds(book)
    known = {kind: formula(book, kind) for kind in dict.fromkeys(found)}
    return [known[kind] for kind in found]


def _has_yield(book: Book, origin: str) -> bool:
    return origin == "plots" and book.results.config.screening.pv is not None


def _capacity(book: Book, kind: Kind) -> str:
    given, area = book.options.at("given_capacity_kw"), book.options.at("given_panel_area_m2")
    computed = f'IF({area}="","",{area}*kw_per_m2)' if _has_yield(book, kind.origin) else '""'
    return f'IF({given}="",{computed},{given})'


def _specific(book: Book, kind: Kind) -> str:
    given, energy = book.options.at("given_kwh_per_kw"), book.options.at("given_annual_kwh")
    computed = f'IF({energy}="",kwh_per_kw,"")' if _has_yield(book, kind.origin) else '""'
    return f'IF({given}="",{computed},{given})'


def _energy(book: Book, kind: Kind) -> str:
    given, power, specific = (book.options.at(name) for name in ("given_annual_kwh", "capacity_kw", "kwh_per_kw"))
    computed = '""'
    if kind.origin == "plots":
        computed = f'IF(OR({power}="",{specific}=""),"",{power}*{specific})'
    elif kind.simple:
        rate = book.options.at("given_use_rate")
        computed = f'IF(OR({power}="",{rate}=""),"",{power}*{HOURS_PER_YEAR:.0f}*{rate})'
    return f'IF({given}="",{computed},{given})'


def _model(book: Book, kind: Kind) -> CostModel | None:
    return cost_models(book.results.config.costs).get(kind.cost_model)


def _opex(book: Book, kind: Kind) -> str:
    given, power = book.options.at("given_opex_yen_per_year"), book.options.at("capacity_kw")
    name = name_part(kind.cost_model)
    computed = f'IF({power}="","",opex_{name}_fixed+opex_{name}_per_kw*{power})' if _model(book, kind) else '""'
    return f'IF({given}="",{computed},{given})'


def _capex(book: Book, kind: Kind) -> str:
    given, opex = book.options.at("given_capex_yen"), book.options.at("opex_yen_per_year")
    power, energy = book.options.at("capacity_kw"), book.options.at("annual_kwh")
    model = _model(book, kind)
    computed = '""'
    if model and model.capex:
        size = size_cell(model.capex, power, energy)
        computed = (
            f'IF({size}="","",{stepped_formula(model.capex, f"capex_{name_part(kind.cost_model)}", power, energy)})'
        )
    elif model and model.lifetime_total:
        size = size_cell(model.lifetime_total, power, energy)
        total = stepped_formula(model.lifetime_total, f"total_{name_part(kind.cost_model)}", power, energy)
        computed = f'IF(OR({size}="",{opex}=""),"",{total}-finance_years*{opex})'
    return f'IF({given}="",{computed},{given})'


def loses_supply(book: Book, kind: Kind) -> bool:
    """Whether the energy of an option changes with its supply of water."""
    return kind.origin == "turbines" and "given_supply_loss" in book.option_keys


def size_cell(cost: SteppedCost, power: str, energy: str) -> str:
    """The cell that decides the size class."""
    return energy if cost.basis == "mwh" else power


def stepped_formula(cost: SteppedCost, name: str, power: str, energy: str) -> str:
    """Fixed amount plus the whole size at the rate of its class; a size on a bound belongs to the class above."""
    size = f"{energy}/1000" if cost.basis == "mwh" else power
    return f"{name}_fixed+LOOKUP({size},{name}_from,{name}_value)*{size}"


def _lcoe(book: Book, kind: Kind) -> str:
    energy, capex, opex, ok = (
        book.options.at(name) for name in ("annual_kwh", "capex_yen", "opex_yen_per_year", "evaluated")
    )
    total = f"{energy}*{ENERGY_SUM}_{kind.technology}"
    if loses_supply(book, kind):
        total = f"{energy}*{supplied_sum(book, book.options.at('given_supply_loss'), kind.technology)}"
    cost = _base_cost(book, kind, capex, opex)
    return f'IF({ok}=1,IF({total}>0,({cost})/({total}),""),"")'


def _base_cost(book: Book, kind: Kind, capex: str, opex: str) -> str:
    """The present value of all costs that no case changes."""
    config = book.results.config
    life = getattr(config.lifecycle, kind.technology)
    taxed = tax(life is not None and life.tax == "included", config.finance)
    running = f"{opex}{taxed}*{ANNUITY}"
    if life is None:
        return f"{capex}{taxed}+{running}"
    per_capex, per_kw, fixed = (f"life_{kind.technology}_{share}_sum" for share in LIFE_SHARES)
    return f"{capex}{taxed}*{per_capex}+N({book.options.at('capacity_kw')})*{per_kw}+{fixed}+{running}"


def _co2(book: Book, kind: Kind) -> str:
    energy, ok = book.options.at("annual_kwh"), book.options.at("evaluated")
    return f'IF({ok}=1,{energy}*co2_kg_per_kwh/1000,"")' if book.results.factor else '""'


def _status(book: Book) -> list[Block]:
    energy, capex, opex, ok = (
        book.options.at(name) for name in ("annual_kwh", "capex_yen", "opex_yen_per_year", "evaluated")
    )
    count = len(book.listed)
    evaluated = f'IF(OR({energy}="",{capex}="",{opex}=""),0,IF({capex}<0,0,1))'
    # Addresses of other sheets are of the option's own row here.
    prices = "+".join(book.cash(case).far("eligible") for case in book.cases)
    faults = f'IF({energy}="",word_no_yield,IF(OR({capex}="",{opex}=""),word_no_cost,word_negative_capex))'
    reason = f'IF({ok}=1,IF({prices}=0,word_no_price,""),{faults})'
    evaluated_word = book.say(MESSAGES["word_evaluated"])
    return [
        Block(translate("can be evaluated", book.lang), [1] * count, Style(Role.MARK, YES_NO), "", evaluated),
        Block(book.label("status"), [evaluated_word] * count, Style(Role.FORMULA), "", f"IF({ok}=1,word_evaluated,word_excluded)"),
        Block(book.label("reason"), _reasons(book), Style(Role.WRAPPED), "", reason, narrowest=34 if len(book.excluded) else 12),
    ]  # fmt: skip


def _reasons(book: Book) -> list[str]:
    eligible = np.zeros(len(book.listed), dtype=bool)
    for case in book.cases:
        eligible |= book.listed[f"eligible_{case}"].eq(True).to_numpy(dtype=bool)
    none = book.say(MESSAGES["word_no_price"])
    return ["" if found else none for found in eligible]


def _excluded_rows(book: Book, blocks: Sequence[Block]) -> list[Row]:
    """The excluded options below, without formulas."""
    gone = book.excluded
    if not len(gone):
        return []
    places = [
        place_of(book.results, origin, int(row)) for origin, row in zip(gone["origin"], gone["origin_row"], strict=True)
    ]
    texts: dict[str, Values] = {
        "option_id": gone["option_id"],
        "facility": [book.facilities.get(one, one) for one in gone["facility_id"]],
        "technology": technology_labels(book, gone["technology"]),
        "stage": stage_labels(book, gone["stage"]),
        "place": places,
        "status": [book.say(MESSAGES["word_excluded"])] * len(gone),
        "reason": [book.say(reason) for reason in gone["reason"]],
    }
    figures = {
        name: gone[name] for name in ("capacity_kw", "kwh_per_kw", "annual_kwh", "opex_yen_per_year", "capex_yen")
    }
    still = []
    for key, block in zip(book.option_keys, blocks, strict=True):
        values = texts.get(key, figures.get(key, [None] * len(gone)))
        style = block.style if block.style.role is not Role.INPUT else Style(Role.PLAIN, block.style.code)
        still.append(Block(block.heading, values, style))
    return table_rows([], still)[FIRST_ROW - 1 :]
