"""Numbers for people."""

import math

import pytest

from siting.reporting import amounts


@pytest.mark.parametrize(
    ("value", "decimals", "shown"),
    [
        (1234.5, 1, "1,234.5"), (-3.25, 1, "−3.2"), (-0.001, 2, "0.00"), (0, 0, "0"), (None, 1, "–"), (math.nan, 0, "–"),
        (math.inf, 0, "–"),
    ],
)  # fmt: skip
def test_numbers_are_grouped_and_signed(value: float | None, decimals: int, shown: str) -> None:
    assert amounts.number(value, decimals) == shown


@pytest.mark.parametrize(
    ("yen", "ja", "en"),
    [
        (0, "0円", "0 yen"), (950, "950円", "950 yen"), (12_005_500, "12.0百万円", "12.0 million yen"),
        (210_000_000, "2.10億円", "210 million yen"), (1_372_129_936, "13.7億円", "1.37 billion yen"),
        (-146_300_000, "−1.46億円", "−146 million yen"), (45_000, "45.0千円", "45.0 thousand yen"), (None, "–", "–"),
    ],
)  # fmt: skip
def test_yen_in_the_unit_of_each_language(yen: float | None, ja: str, en: str) -> None:
    assert amounts.yen(yen, "ja") == ja
    assert amounts.yen(yen, "en") == en


def test_a_column_has_one_unit_for_all_its_amounts() -> None:
    unit = amounts.yen_column(732_680_000, "ja")
    assert unit.name.say("ja") == "百万円"
    assert [amounts.yen_in(unit, one) for one in (732_680_000, 3_967_431, None)] == ["732.7", "4.0", "–"]
    assert amounts.yen_column(None, "en").name.say("en") == "yen"


def test_a_column_for_all_languages_has_a_unit_of_all() -> None:
    alone = [amounts.yen_column(3e11, lang).name.say(lang) for lang in ("ja", "en")]
    assert alone == ["億円", "billion yen"]
    assert amounts.yen_column(3e11, "ja", "en") == amounts.yen_column(3e11, "en", "ja")
    assert amounts.yen_column(3e11, "ja", "en").name.say("ja") == "百万円"


def test_years_prices_energy_and_shares() -> None:
    assert amounts.fiscal_year(2020.0, "ja") == "令和2年度（2020年度）"
    assert amounts.fiscal_year(2020.0, "en") == "FY2020"
    assert amounts.fiscal_year(math.nan, "ja") == "–"
    assert amounts.price(35.7, "ja") == "35.7円/kWh"
    assert amounts.price(42.0, "en") == "42 yen/kWh"
    assert amounts.mwh(2_029_062.5) == "2,029"
    assert amounts.mwh(2797.2) == "2.8"
    assert amounts.percent(0.73118) == "73.1%"
    assert amounts.trimmed(999.005) == "999.005"
    assert amounts.trimmed(12_005_500) == "12,005,500"
