"""Sections for several languages at once: equal things once, other things side by side."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from markupsafe import Markup

from siting.language import text
from siting.reporting.page.figure import Figure
from siting.reporting.page.together import in_every, together


@dataclass(frozen=True)
class Row:
    name: object
    cells: tuple[object, ...]


def test_equal_values_stand_once() -> None:
    row = Row("野畑", (Figure("1", "1.0"), text("Rank")))
    assert together({"ja": row, "en": row}) == row


def test_words_that_differ_stand_side_by_side() -> None:
    both = together({"ja": Row("野畑<", (1, "a")), "en": Row("Nobata", (1, "a"))})
    assert both == Row(Markup('<i lang="ja">野畑&lt;</i><i lang="en">Nobata</i>'), (1, "a"))


def test_a_figure_written_in_two_ways_is_one_number() -> None:
    both = together({"ja": Figure("453000000", "4.53億円"), "en": Figure("453000000", "453 million yen")})
    assert str(Markup(both.__html__())) == (
        '<data value="453000000"><i lang="ja">4.53億円</i><i lang="en">453 million yen</i></data>'
    )
    two = str(together({"ja": Figure("1.4", "1"), "en": Figure("2.4", "2")}))
    assert two.count("<data") == 2


def test_a_figure_and_a_dash_stay_two() -> None:
    assert str(together({"ja": Figure("1.4", "1"), "en": "–"})) == (
        '<i lang="ja"><data value="1.4">1</data></i><i lang="en">–</i>'
    )


@pytest.mark.parametrize(("raw", "shown"), [("1", "1.00"), ("-1234567", "−1,234,567"), ("35.7", "35.7")])
def test_a_number_shown_to_its_last_digit_is_said_once(raw: str, shown: str) -> None:
    assert str(Figure(raw, shown).__html__()) == shown


@pytest.mark.parametrize(("raw", "shown"), [("0.5", "50%"), ("1.004", "1.00"), ("1", "1 yen"), ("1", "–")])
def test_any_other_number_carries_its_raw_value(raw: str, shown: str) -> None:
    assert str(Figure(raw, shown).__html__()) == f'<data value="{raw}">{shown}</data>'


def test_records_of_unlike_length_are_refused() -> None:
    with pytest.raises(ValueError, match="shorter"):
        together({"ja": (1, 2), "en": (1,)})


def test_words_alike_in_every_language_stand_once() -> None:
    assert in_every({"ja": "B/C", "en": "B/C"}) == "B/C"
