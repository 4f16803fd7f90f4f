from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from siting.finance.tariffs import demand_charge_yen_per_kw_year, hourly_price
from siting.project.loads.bands import band_counts, tariff_problems
from siting.project.loads.calendar import days_of
from siting.project.own_use import Tariff

BANDS: list[dict[str, Any]] = [
    {"name": "peak", "yen_per_kwh": 22, "months": [7, 8, 9], "from_hour": 10, "to_hour": 17, "days": "weekdays"},
    {"name": "day", "yen_per_kwh": 19, "months": [7, 8, 9], "from_hour": 8, "to_hour": 10, "days": "weekdays"},
    {"name": "day", "yen_per_kwh": 19, "months": [7, 8, 9], "from_hour": 17, "to_hour": 22, "days": "weekdays"},
    {"name": "day", "yen_per_kwh": 18, "months": [1, 2, 3, 4, 5, 6, 10, 11, 12], "from_hour": 8, "to_hour": 22, "days": "weekdays"},
    {"name": "night", "yen_per_kwh": 14, "from_hour": 22, "to_hour": 8, "days": "weekdays"},
    {"name": "night", "yen_per_kwh": 14, "days": "holidays"},
]  # fmt: skip


def tariff(bands: list[dict[str, Any]] = BANDS, **keys: Any) -> Tariff:
    return Tariff.model_validate({"energy": bands, "energy_as_of": "FY2023", **keys})


def test_every_hour_has_the_price_of_its_band() -> None:
    terms = tariff(
        fuel_adjustment_yen_per_kwh=-1.5, fuel_adjustment_as_of="2023-04", levy_yen_per_kwh=1.4, levy_as_of="2023-05",
        holiday_dates=["07-17", "2023-08-11"],
    )  # fmt: skip
    days = days_of(2023)
    price = hourly_price(terms, days).reshape(365, 24) + 0.1
    for at, day in enumerate(days):
        date: dt.date = day.item()
        holiday = date.weekday() == 6 or (date.month, date.day) == (7, 17) or date == dt.date(2023, 8, 11)
        for hour in range(24):
            if holiday or not 8 <= hour < 22:
                wanted = 14
            elif date.month in (7, 8, 9):
                wanted = 22 if 10 <= hour < 17 else 19
            else:
                wanted = 18
            assert price[at, hour] == pytest.approx(wanted), (date, hour)


def test_one_price_for_all_hours() -> None:
    assert hourly_price(tariff([{"yen_per_kwh": 17.5}])) == pytest.approx(np.full(8760, 17.5))


@pytest.mark.parametrize(("power_factor", "factor"), [(1.0, 0.85), (0.85, 1.0), (0.80, 1.05), (0.95, 0.90)])
def test_the_demand_charge_falls_a_percent_per_point_above_85(power_factor: float, factor: float) -> None:
    terms = tariff(demand_yen_per_kw_month=2000, demand_as_of="FY2023", power_factor=power_factor)
    assert demand_charge_yen_per_kw_year(terms) == pytest.approx(2000 * factor * 12)


@pytest.mark.parametrize(
    ("keys", "word"),
    [
        ({"levy_yen_per_kwh": 3.49}, "tariff_dates"),
        ({"fuel_adjustment_yen_per_kwh": -3}, "tariff_dates"),
        ({"demand_yen_per_kw_month": 1800}, "tariff_dates"),
        ({"energy_as_of": "last year"}, "as_of"),
        ({"holiday_dates": ["13-01"]}, "holiday"),
        ({"energy": [{"yen_per_kwh": 1, "from_hour": 8, "to_hour": 8}]}, "band_hours"),
    ],
)
def test_parts_without_a_date_and_days_that_are_none(keys: dict[str, Any], word: str) -> None:
    with pytest.raises(ValidationError, match=word):
        tariff(**keys)


BAND = st.builds(
    lambda months, begin, end, days: {"yen_per_kwh": 1.0, "months": months, "from_hour": begin, "to_hour": end, "days": days},
    st.lists(st.integers(1, 12), unique=True),
    st.integers(0, 23),
    st.integers(1, 24),
    st.sampled_from(["all", "weekdays", "holidays"]),
).filter(lambda band: band["from_hour"] != band["to_hour"])  # fmt: skip


@given(bands=st.lists(BAND, min_size=1, max_size=4))
def test_a_tariff_is_sound_only_where_each_hour_has_one_band(bands: list[dict[str, Any]]) -> None:
    terms = tariff(bands)
    counts = np.zeros((12, 2, 24), dtype=int)
    for band in bands:
        for month in band["months"] or range(1, 13):
            for kind, word in enumerate(("weekdays", "holidays")):
                if band["days"] in ("all", word):
                    hour = band["from_hour"]
                    while hour != band["to_hour"] % 24 or hour == band["from_hour"] == 0:
                        counts[month - 1, kind, hour] += 1
                        hour = (hour + 1) % 24
                        if hour == band["from_hour"]:
                            break
    assert (band_counts(terms) == counts).all()
    told = [problem.say("en") for problem in tariff_problems({"hv": terms}, {})]
    assert len(told) == int((counts == 0).any()) + int((counts > 1).any())
