"""Loads and tariffs in the section of assumptions: labels of their own, words instead of keys, a line per band."""

from __future__ import annotations

import re

import pytest

from siting.language import Text
from siting.project.own_use import EnergyPrice
from siting.reporting.page.assumptions import assumptions
from siting.reporting.page.own_use_assumptions import band, own_label
from siting.reporting.page.view import view_of
from siting.reporting.results import Results
from tests.reporting.page.conftest import Study, settings

OWN_USE = """
[loads.W07]
annual_kwh = 60_000
shape = "flat"
assumption = true

[tariffs.toki]
label = "時間帯別"
label_en = "time of use"
tax = "included"
energy = [
 { name = "昼", name_en = "day", yen_per_kwh = 21.5, months = [1, 2, 3, 9], from_hour = 8, to_hour = 22, days = "weekdays" },
 { yen_per_kwh = 20, months = [4, 5, 6, 7, 8, 10, 11, 12], from_hour = 8, to_hour = 22, days = "weekdays" },
 { yen_per_kwh = 15, from_hour = 22, to_hour = 8, days = "weekdays" },
 { yen_per_kwh = 15, days = "holidays" },
]
energy_as_of = "2025-04"
holiday_weekdays = ["sun"]
demand_yen_per_kw_month = 2000
demand_as_of = "2025-04"
assumption = true

[lifecycle.pv]
replacements = [{ name = "PCS", every_years = 10, yen_per_kw = 20_000 }]
assumption = true

[co2]"""
Told = dict[str, dict[str, list[tuple[str, str, str]]]]


@pytest.fixture
def told(study: Study) -> Told:
    """By language and group: label, value and unit of each line."""
    tax = (r"(discount_rate = 0.0)", r"\1\nconsumption_tax = { rate = 0.10 }")
    results = study(settings((r"\[co2\]", OWN_USE), tax))

    def said(one: object, lang: str) -> str:
        return one.say(lang) if isinstance(one, Text) else re.sub("<[^>]+>", "", str(one))

    return {
        lang: {
            one.key: [(value.label, said(value.shown, lang), said(value.unit, lang)) for value in one.values]
            for one in assumptions(view_of(results, lang))
        }
        for lang in ("ja", "en")
    }


def test_loads_and_tariffs_have_labels_and_words_of_their_own(told: Told) -> None:
    assert ("時間帯の形", "終日一定", "") in told["ja"]["loads.W07"]
    assert ("Shape over the hours", "even over all hours", "") in told["en"]["loads.W07"]
    tariff = told["ja"]["tariffs.toki"]
    assert [value for label, value, _ in tariff if label == "電力量料金"] == [
        "昼: 21.5円/kWh、1–3, 9月、8～22時、平日",
        "20円/kWh、4–8, 10–12月、8～22時、平日",
        "15円/kWh、22～8時、平日",
        "15円/kWh、休日",
    ]
    assert ("料金の消費税", "税込", "") in tariff
    assert ("休日扱いとする曜日", "日", "") in tariff
    assert [unit for _, value, unit in tariff if value == "2,000"] == ["円/kW/月"]


def test_no_key_or_english_unit_is_left_in_japanese(told: Told) -> None:
    groups = ("loads.W07", "tariffs.toki", "lifecycle.pv", "finance", "city")
    words = [" ".join(line) for group in groups for line in told["ja"][group]]
    assert [one for one in words if re.search("yen|years|flat|weekdays|excluded|included|toki|流量", one)] == []


def test_what_a_value_leaves_out_is_not_told(told: Told) -> None:
    lines = [line for line in told["en"]["lifecycle.pv"] if "PCS" in line[0]]
    assert [(value, unit) for _, value, unit in lines] == [("10", "years"), ("20,000", "yen/kW")]
    tax = [line[:2] for line in told["en"]["finance"] if "tax" in line[0]]
    assert tax == [
        ("Consumption tax – tax rate", "10%"),
        ("Consumption tax – Consumption tax in the results", "excluded"),
    ]


def test_a_band_that_always_holds_is_its_price(results: Results) -> None:
    assert band(view_of(results, "en"), EnergyPrice(yen_per_kwh=18.0)) == "18 yen/kWh"
    assert own_label("hydro.choice", "unit") is None
