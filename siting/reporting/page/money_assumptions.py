"""What project.toml says of money beyond prices and costs: each stated value, called as the reference describes it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from enum import Enum
from typing import Any

from siting.language import Text, text, translate, verbatim
from siting.project.scalars import Model
from siting.reporting import amounts
from siting.reporting.charts.svg import clean_text
from siting.reporting.page.figure import Figure, raw_number
from siting.reporting.page.own_use_assumptions import own_word
from siting.reporting.page.view import View, case_label, choice_label
from siting.vocabulary.money import case_kind, scheme_kind
from siting.vocabulary.tables import TECHNOLOGIES

# Short names of what most studies state; anything else is called by its description.
LABELS = {
    "cases": text("Studied under"), "capex_reduction": text("Investment saved by one order"),
    "competition_reduction": text("Investment saved by competition"), "opex_reduction": text("Upkeep saved"),
    "debt": text("Loan"), "bond": text("Bond"), "share": text("share"), "rate": text("rate"), "years": text("term"),
    "grace_years": text("grace"), "method": text("repayment"), "target_eirr": text("Return on equity needed"),
    "min_dscr": text("Least DSCR"), "rent": text("Rent"), "counting": text("Counting of own use"),
    "income_tax_rate": text("Income tax, without enterprise tax"), "life_years": text("Depreciated over"),
    "power_revenue_rate": text("Enterprise tax on revenue from power (pref.nara.jp/item/237879.htm)"),
    "power_special_rate": text("Special enterprise tax, share of it (guides of Kyoto, Mie and Kanagawa)"),
    "power_income_rate": text("Enterprise tax on income from power (same)"), "loss_years": text("Losses carried forward"),
    "highest": text("highest that can be paid"),
}  # fmt: skip
WORDS = {
    "level": text("equal service"), "level_principal": text("equal repayments"), "sculpted": text("service follows cash"),
    "all": text("every kWh as used on site"), "hours": text("hour by hour"),
}  # fmt: skip
_PERCENT = re.compile(
    r"(share|rate|reduction|share_of_capex|target_eirr|inflation|yearly_decline|change_per_year|per_point|shown_rates)$"
)
_UNIT = re.compile(r"\s*\[([^\]]+)\]$")
_STOP = re.compile(r"; |。|\.$|\. ")
UNITS = {
    "years": text("years"), "yen": text("yen"), "yen/kWh": text("yen/kWh"), "yen/kW": text("yen/kW"),
    "yen/y": text("yen/y"), "yen/kW/y": text("yen/kW/y"), "yen/kW/month": text("yen/kW/month"),
    "yen/MWh": text("yen/MWh"), "yen/m2/y": text("yen/m²/y"), "m3/y": text("m³/y"), "kWh/y": text("kWh a year"),
    "kWh/kW": text("kWh/kW"), "h": text("h"),
}  # fmt: skip


def money_sections(view: View) -> Iterator[tuple[str, Text, Model]]:
    """Key, heading and record of every section that the project states; taxes wherever a scheme has a company."""
    config = view.results.config
    for technology in TECHNOLOGIES:
        life = getattr(config.lifecycle, technology.value)
        if life is not None:
            name = choice_label(TECHNOLOGIES, technology.value, view.lang)
            yield f"lifecycle.{technology.value}", text("Costs over the life: {technology}", technology=name), life
    for at, subsidy in enumerate(config.subsidies):
        said = subsidy.name_en if view.lang == "en" and subsidy.name_en else subsidy.name
        yield f"subsidies.{at}", text("Subsidy: {name}", name=verbatim(said)), subsidy
    for key, load in config.loads.items():
        yield f"loads.{key}", text("Power taken: {name}", name=verbatim(view.names.facility(key))), load
    for key, profile in config.profiles.items():
        named = choice_label(TECHNOLOGIES, key, view.lang) if key in ("pv", "hydro") else view.names.owner(key)
        yield f"profiles.{key}", text("When it generates: {name}", name=verbatim(named)), profile
    for key, tariff in config.tariffs.items():
        yield f"tariffs.{key}", text("Power tariff: {name}", name=verbatim(_tariff(view, key))), tariff
    if config.schemes:
        yield "city", text("The city's finance"), config.city
        yield "taxes", text("Taxes of companies"), config.taxes


def _tariff(view: View, key: str) -> str:
    """What a tariff is called."""
    tariff = view.results.config.tariffs[key]
    return clean_text((tariff.label_en if view.lang == "en" else "") or tariff.label or key)


def label_of(view: View, record: type[Model], key: str) -> str:
    """The short name of a key, else its description."""
    if key in LABELS:
        return view.say(LABELS[key])
    described = record.model_fields[key].description if key in record.model_fields else None
    # What follows a stop says how to state the key, not what it is.
    return _STOP.split(_UNIT.sub("", translate(described, view.lang)))[0] if described else key


def unit_of_key(record: type[Model], key: str, value: object) -> Text | str:
    """The unit at the end of the description of a key that holds a number."""
    if not isinstance(value, int | float):
        return ""
    described = record.model_fields[key].description if key in record.model_fields else None
    found = _UNIT.search(described or "")
    return "" if found is None else UNITS.get(found[1], found[1])


def named(view: View, one: Model, at: int) -> str:
    """What a record of a list is called: by its name, else by its number."""
    given = (getattr(one, "name_en", "") if view.lang == "en" else "") or getattr(one, "name", "")
    return clean_text(given) if given else str(at + 1)


def shown(view: View, section: str, key: str, value: Any) -> object:
    """A value as people read it."""
    if isinstance(value, bool):
        return text("yes") if value else text("no")
    if isinstance(value, int | float) and key in ("price_year", "fiscal_year"):
        return Figure(raw_number(value), amounts.fiscal_year(value, view.lang))
    if isinstance(value, int | float):
        said = amounts.percent(value, _decimals(value)) if _PERCENT.search(key) else amounts.trimmed(value)
        return Figure(raw_number(value), said)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(_word(view, section, key, one) for one in value)
    return _word(view, section, key, value)


def _decimals(share: float) -> int:
    """As many decimals of a percentage as its author wrote."""
    return next((places for places in range(6) if abs(share * 100 - round(share * 100, places)) < 1e-9), 6)


def _word(view: View, section: str, key: str, value: Any) -> str:
    if isinstance(value, int | float):
        return amounts.percent(value, _decimals(value)) if _PERCENT.search(key) else amounts.trimmed(value)
    word = str(value.value if isinstance(value, Enum) else value)
    if key in ("cases", "excludes") and word in view.cases:
        return case_label(view, word)
    if key == "tariff" and word in view.results.config.tariffs:
        return _tariff(view, word)
    if (own := own_word(section, key, word)) is not None:
        return view.say(own)
    if key == "kind" and section.startswith("cases."):
        return case_kind(word).label(view.lang)
    if key == "kind" and section.startswith("schemes."):
        return scheme_kind(word).label(view.lang)
    return view.say(WORDS[word]) if word in WORDS else clean_text(word)
