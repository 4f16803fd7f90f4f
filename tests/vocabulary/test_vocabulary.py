"""Words, eras, headings: unambiguous in both languages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siting.project.tables import _folded
from siting.vocabulary import TABLES, Kind, Table
from siting.vocabulary.eras import AmbiguousYear, UnknownEra, parse_fiscal_year, say_fiscal_year
from siting.vocabulary.results import option_column_names, result_column


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_no_heading_means_two_columns(table: Table) -> None:
    owner: dict[str, str] = {}
    for column in table.columns:
        for heading in column.headings():
            assert owner.setdefault(_folded(heading), column.name) == column.name, heading


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_column_has_labels_and_numbers_say_their_unit(table: Table) -> None:
    for column in table.columns:
        assert column.ja
        assert column.en
        if column.kind is Kind.NUMBER and column.name not in ("value", "tolerance"):
            assert column.unit, column.name


@pytest.mark.parametrize(
    ("written", "year"),
    [("2018", 2018), ("２０１８年度", 2018), ("FY2018", 2018), ("H30", 2018), ("h30", 2018), ("平成30年度", 2018),
     ("平成３０年", 2018), ("令和元年度", 2019), ("平成31年度", 2019), ("R8", 2026), ("Reiwa 8", 2026), ("S48", 1973),
     ("昭和64年", 1989), ("H32", 2020), ("T15", 1926), ("H26年以降", 2014), ("2030年度以降", 2030)],
)  # fmt: skip
def test_fiscal_years_as_they_are_written(written: str, year: int) -> None:
    assert parse_fiscal_year(written) == year


@pytest.mark.parametrize(
    ("written", "error"),
    [("30", AmbiguousYear), ("8年度", AmbiguousYear), ("'18", AmbiguousYear), ("X30", UnknownEra), ("明徳3", UnknownEra),
     ("来年", ValueError), ("H0", ValueError), ("", ValueError), ("20189", ValueError), ("1850", ValueError), ("R109", ValueError), ("2101", ValueError)],
)  # fmt: skip
def test_doubtful_years_are_faults(written: str, error: type[ValueError]) -> None:
    with pytest.raises(error):
        parse_fiscal_year(written)


@given(st.integers(1913, 2100))
def test_a_year_said_in_japanese_is_read_back(year: int) -> None:
    assert parse_fiscal_year(say_fiscal_year(year, "ja")) == year
    assert parse_fiscal_year(say_fiscal_year(year, "en")) == year


def test_every_column_of_the_results_is_described() -> None:
    for name in option_column_names(["fit", "tariff"]):
        column, case = result_column(name, ["fit", "tariff"])
        assert name == (f"{column.name}_{case}" if case else column.name)
