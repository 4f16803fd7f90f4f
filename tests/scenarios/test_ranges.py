"""Ranges and lists: exact decimals, full-width digits, every fault."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siting.scenarios.ranges import parse_axis, parse_values


def values(written: str) -> tuple[Decimal, ...]:
    found, faults = parse_values(written)
    assert faults == []
    return found


def test_a_range_has_its_stop_and_no_drift() -> None:
    found = values("8:45:0.5")
    assert len(found) == 75
    assert (float(found[0]), float(found[-1])) == (8.0, 45.0)
    assert [float(one) for one in values("0:0.3:0.1")] == [0.0, 0.1, 0.2, 0.3]
    assert [float(one) for one in values("0.3:0:-0.1")] == [0.3, 0.2, 0.1, 0.0]


def test_a_stop_beside_the_steps_is_not_passed() -> None:
    assert [float(one) for one in values("8:45:10")] == [8, 18, 28, 38]
    assert values("5:5:1") == (Decimal(5),)


def test_full_width_and_japanese_minus_signs_are_read() -> None:
    assert values("８：４５：０．５") == values("8:45:0.5")
    assert values("０，０．０２，０．０４") == values("0,0.02,0.04")
    assert values("－１，−2, 3") == values("-1,-2,3")
    axis, _ = parse_axis("finance.discount_rate ＝ ０．０４")
    assert axis is not None
    assert (axis.key, axis.values) == ("finance.discount_rate", (Decimal("0.04"),))


@given(
    st.decimals(-1000, 1000, places=3), st.decimals(Decimal("0.001"), 50, places=3), st.integers(0, 300), st.booleans()
)
def test_every_value_is_start_and_whole_steps(start: Decimal, step: Decimal, count: int, down: bool) -> None:
    step = -step if down else step
    found = values(f"{start}:{start + count * step}:{step}")
    assert len(found) == count + 1
    assert all(one == start + at * step for at, one in enumerate(found))


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("a,2,b", ["'a'", "'b'"]),
        ("1:2", ["three numbers"]),
        ("1:2:0", ["must not be 0"]),
        ("1:2:-1", ["leads away from 2"]),
        ("1,2,1.0", ["1.0 stands there twice"]),
        ("0:1:0.000001", ["1,000,001 values"]),
        ("", ["expected a number"]),
        ("1,,2", ["expected a number"]),
        ("nan,inf", ["'nan'", "'inf'"]),
        ("1e99", ["expected a number"]),
    ],
)
def test_every_fault_is_told(written: str, said: list[str]) -> None:
    found, faults = parse_values(written)
    assert found == ()
    told = [f"{fault.value!r} {fault.expected.say('en')}" for fault in faults]
    assert len(told) == len(said)
    for words, line in zip(said, told, strict=True):
        assert words in line


@pytest.mark.parametrize("written", ["", "finance.discount_rate", "=1,2"])
def test_a_key_and_an_equals_sign_are_needed(written: str) -> None:
    axis, faults = parse_axis(written)
    assert axis is None
    assert "KEY=START:STOP:STEP" in faults[0].expected.say("en")
