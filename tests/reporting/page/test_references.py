"""What workings share, numbered: nothing is said twice, and every number can still be followed."""

from __future__ import annotations

import pytest

from siting.language import Text, text
from siting.reporting.explain import Explanation, Input
from siting.reporting.page.references import Rule, references, rounded

R = text("{one}; {other}", one=text("plain sums"), other=text("to be confirmed"))
LABEL = text("financial B/C")


def given(symbol: str, value: str, place: str, source: Text | None = None) -> Input:
    return Input(symbol, text("label"), value, "yen", place, source)


def bc(option: str, sales: str, remark: Text | None = R, case: str = "fit") -> Explanation:
    inputs = (
        given("price", "42", "project.toml:7 price"),
        given("sales", sales, f"cashflows.csv {option} {case} sales"),
    )
    return Explanation(option, f"bc_{case}", LABEL, "1.2", "", "bc = sales / C", f"{sales} / 9 = 1.2", inputs, remark)


def only(*everything: Explanation) -> Rule:
    (rule,) = references(list(everything)).rules.values()
    return rule


def test_a_formula_says_once_what_all_its_uses_rest_on() -> None:
    rule = only(bc("A", "10"), bc("B", "20"))
    assert (rule.common, rule.calls) == ("I1 N1 N2; cashflows.csv fit: sales", ())


def test_uses_that_rest_on_more_have_letters() -> None:
    rule = only(bc("A", "10"), bc("B", "20", text("plain sums")), bc("C", "30", text("plain sums")))
    assert rule.common == "I1 N1; cashflows.csv fit: sales"
    assert rule.calls == (("F1a", "N2"), ("F1b", ""))


def test_an_input_of_one_option_keeps_its_place() -> None:
    shared = references([bc("A", "10"), bc("B", "20", case="own")])
    first = bc("A", "10")
    assert not shared.says_place(first, first.inputs[1])
    assert shared.of(first) == "F1"


def test_a_figure_of_a_table_needs_no_formula_but_keeps_its_note() -> None:
    one = Explanation("A", "capex_yen", LABEL, "5", "yen", "", "", (given("capex_yen", "5", "plots.csv:2"),), R)
    shared = references([one])
    assert (shared.rules, shared.of(one)) == ({}, "N1 N2")


def test_numbers_in_a_row_are_first_and_last() -> None:
    inputs = tuple(given(f"x{at}", str(at), f"project.toml:{at} k") for at in range(5))
    both = [Explanation(one, "y", LABEL, "1", "", "y = x", "1", inputs) for one in "AB"]
    assert only(*both).common == "I1–I5"


@pytest.mark.parametrize(
    ("working", "short"),
    [
        ("616.809834187 × 365 × 0.73", "616.8098 × 365 × 0.73"), ("517,699,288.005 / 501,555,657.587", "517,699,288 / 501,555,658"),
        ("1.03218711657", "1.032187"), ("0.000123456789", "0.0001234568"), ("9,999,999.96", "10,000,000"), ("20 - 3.5", "20 - 3.5"),
        ("999.99999996", "1,000"),
    ],
)  # fmt: skip
def test_workings_have_seven_digits_and_every_digit_before_the_point(working: str, short: str) -> None:
    assert rounded(working) == short
