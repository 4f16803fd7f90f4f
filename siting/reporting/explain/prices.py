"""Where the price of a case comes from: a key of project.toml, a row of the price book, a tariff, the market."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from siting.language import Text, text, verbatim
from siting.project.cases import Case
from siting.project.scalars import Sourced
from siting.project.toml import FILE, line_of
from siting.reporting.explain.lookup import Option, from_config, label_of, shown
from siting.reporting.explain.records import Input
from siting.reporting.results import Results
from siting.vocabulary.results import EVALUATION_COLUMNS

OWN_ROWS = "[[prices]]"
_LABELS = {column.name: column for column in EVALUATION_COLUMNS}
_PREMIUM = {
    "market_yen_per_kwh": "market", "non_fossil_yen_per_kwh": "non_fossil",
    "reference_market_yen_per_kwh": "reference_market", "reference_non_fossil_yen_per_kwh": "reference_non_fossil",
    "balancing_allowance_yen_per_kwh": "balancing_allowance", "balancing_cost_yen_per_kwh": "balancing_per_kwh",
}  # fmt: skip


def is_booked(case: Case) -> bool:
    """Whether the price, and not that of the surplus alone, comes from the price book."""
    return case.price_year is not None and not case.kind_of.needs_load


def price_inputs(results: Results, option: Option, name: str) -> list[Input]:
    """Every figure behind the prices of a case, the price of the first year first."""
    case = results.config.cases[name]
    found = list(_price(results, option, name, case))
    found += _further(results, name, case)
    if case.price_year is not None:
        found += _book_keys(results, option, name, case)
    return found


def own_use_inputs(results: Results, option: Option, name: str) -> list[Input]:
    """What decides how much is used on site: the stated share, or the facility's load and the hours of generation."""
    case = results.config.cases[name]
    if case.own_use_share is not None:
        return [from_config(results, f"cases.{name}.own_use_share", case.own_use_share, "own_use_share", case)]
    facility = case.wheeling.to if case.wheeling else str(option["facility_id"])
    load = results.config.loads.get(facility or "")
    if case.counting == "all" or load is None:
        key = f"cases.{name}.counting"
        return [told(results, key, "counting", case.counting or "all", case)]
    value = load.file or shown(load.annual_kwh or 0.0)
    file = "; ".join(
        one for one in (load.source, f"SHA-256 {results.files[load.file]}" if load.file in results.files else "") if one
    )
    key = f"loads.{facility}"
    one = Input("load", text("load of {name}", name=str(facility)), value, "" if load.file else "kWh/y",
                f"{FILE}:{line_of(key, results.config_lines)} {key}", verbatim(file) if file else None, load.assumption)  # fmt: skip
    return [one, *_profile(results, option)]


def _profile(results: Results, option: Option) -> Iterator[Input]:
    for key in (str(option["owner_id"]), str(option["technology"])):
        profile = results.config.profiles.get(key)
        if profile is not None:
            place = f"profiles.{key}"
            yield Input("generation", text("generation of {name} over the hours", name=key), profile.file or str(profile.shape), "",
                        f"{FILE}:{line_of(place, results.config_lines)} {place}",
                        verbatim(profile.source) if profile.source else None, profile.assumption)  # fmt: skip
            return
    solar = results.config.solar
    if option["technology"] == "pv" and solar is not None and solar.method == "hourly":
        one = told(results, "weather.kind", "generation", results.config.weather.kind, results.config.weather)
        yield replace(one, label=text("generation over the hours of the weather"))


def _price(results: Results, option: Option, name: str, case: Case) -> Iterator[Input]:
    """The price of the first year, and the steps that follow it."""
    value = option[f"price_yen_per_kwh_{name}"]
    if is_booked(case):
        yield book_row(results, option, name, value, "price")
    elif case.price_steps:
        year = 1
        for at, step in enumerate(case.price_steps):
            one = from_config(
                results,
                f"cases.{name}.price_steps.{at}.yen_per_kwh",
                step.yen_per_kwh,
                "price" if at == 0 else f"price_{at + 1}",
                case,
            )
            yield replace(one, label=text("price from year {year} on", year=year))
            year += step.years or 0
    elif case.tariff is not None:
        yield from _tariff(results, case.tariff)
    elif case.price_yen_per_kwh is not None:
        yield from_config(results, f"cases.{name}.price_yen_per_kwh.{option['technology']}", value, "price", case)


def book_row(results: Results, option: Option, name: str, value: float | None, symbol: str) -> Input:
    """The row of the price book an option's price comes from, with what the row names as its source."""
    row, source = option.get(f"price_row_{name}"), option.get(f"source_{name}")
    place = FILE
    if isinstance(row, str):
        own = OWN_ROWS in row
        # Own rows are counted from 1 where people read them, from 0 in keys.
        number = int(row.split()[-1]) - 1 if own else 0
        place = (
            f"{FILE}:{line_of(f'prices.{number}', results.config_lines)} prices.{number}"
            if own
            else f"data/{row.replace('data/', '')} price_yen_per_kwh"
        )
    said = verbatim(source) if isinstance(source, str) else source if isinstance(source, Text) else None
    return Input(
        symbol, label_of(_LABELS["price_yen_per_kwh"]), "" if value is None else shown(value), "yen/kWh", place, said
    )


def _book_keys(results: Results, option: Option, name: str, case: Case) -> Iterator[Input]:
    """What chose the row: the year, where the plant stands, and the power of its whole site."""
    if not is_booked(case):
        yield replace(
            book_row(results, option, name, None, "surplus_price"),
            label=text("price of what is not used on site"),
        )
    yield told(results, f"cases.{name}.price_year", "price_year", str(case.price_year), case)
    if case.price_year == "option_start":
        start = option.get("start_year")
        yield Input(
            "start_year",
            text("year from which it can start"),
            "" if start is None else f"{start:g}",
            "",
            f"{option['option_id']} start_year",
        )
    if case.price_half is not None:
        yield told(results, f"cases.{name}.price_half", "price_half", case.price_half, case)
    if isinstance(option.get("mount"), str):
        yield Input("mount", text("where the panels stand"), str(option["mount"]), "", f"{option['option_id']} mount")
    if option.get("site_kw") is not None:
        yield Input(
            "site_kw",
            text("power of the whole site"),
            shown(float(option["site_kw"])),
            "kW",
            f"{option['option_id']} site_kw",
        )


def _tariff(results: Results, key: str) -> Iterator[Input]:
    tariff = results.config.tariffs[key]
    for at, band in enumerate(tariff.energy):
        one = from_config(
            results, f"tariffs.{key}.energy.{at}.yen_per_kwh", band.yen_per_kwh, f"energy_{at + 1}", tariff
        )
        hours = text("energy charge {from_hour}:00 to {to_hour}:00", from_hour=band.from_hour, to_hour=band.to_hour)
        yield replace(one, label=verbatim(band.name, en=band.name_en or None) if band.name else hours)
    for name in ("fuel_adjustment_yen_per_kwh", "levy_yen_per_kwh", "demand_yen_per_kw_month"):
        if getattr(tariff, name):
            yield from_config(results, f"tariffs.{key}.{name}", getattr(tariff, name), name.split("_yen")[0], tariff)


def _further(results: Results, name: str, case: Case) -> Iterator[Input]:
    """Prices beside that of the first year: after the period, on the market, of the surplus; charges; their change."""
    stated: list[tuple[str, float | None, str]] = [
        ("after_period_yen_per_kwh", case.after_period_yen_per_kwh, "price_after"),
        ("price_change_per_year", case.price_change_per_year or None, "price_change"),
        ("generation_charge_yen_per_kw_month", case.generation_charge_yen_per_kw_month or None, "generation_charge_kw"),
        ("generation_charge_yen_per_kwh", case.generation_charge_yen_per_kwh or None, "generation_charge_kwh"),
        ("reimbursement_yen_per_kwh", case.reimbursement_yen_per_kwh, "reimbursement_per_kwh"),
        ("deposit_yen_per_kwh", case.deposit_yen_per_kwh, "deposit_per_kwh"),
    ]
    if case.kind_of.needs_load and case.price_year is None:
        stated.append(("surplus_yen_per_kwh", case.surplus_yen_per_kwh or None, "surplus_price"))
    if case.premium is not None:
        stated += [(f"premium.{key}", getattr(case.premium, key) or None, symbol) for key, symbol in _PREMIUM.items()]
    if case.wheeling is not None:
        wheel = case.wheeling
        for key in ("charge_yen_per_kwh", "charge_yen_per_kw_month", "loss_share", "balancing_cost_yen_per_kwh"):
            stated.append((f"wheeling.{key}", getattr(wheel, key) or None, f"wheeling_{key.split('_yen')[0]}"))
    for key, value, symbol in stated:
        if value is not None:
            yield from_config(results, f"cases.{name}.{key}", value, symbol, case)


def told(results: Results, key: str, symbol: str, value: str, section: Sourced | None) -> Input:
    """A key whose value is a word."""
    return replace(from_config(results, key, 0.0, symbol, section), value=value, unit="")
