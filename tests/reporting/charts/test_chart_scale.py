"""Laws of scales and ticks."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from siting.reporting.charts.axis import tick_texts
from siting.reporting.charts.scale import LinearScale, LogScale, linear_domain, log_domain, nice_length

NUMBERS = st.floats(-1e9, 1e9, allow_nan=False)
POSITIVE = st.floats(1e-6, 1e9)
EXTENT = (50.0, 600.0)


@given(st.lists(NUMBERS, min_size=1), NUMBERS)
def test_linear_domain_holds_everything_with_ticks_inside(values: list[float], reference: float) -> None:
    low, high = linear_domain(values, [reference])
    assert low < high
    assert all(low <= value <= high for value in [*values, reference])
    ticks = LinearScale((low, high), EXTENT).ticks()
    assert 2 <= len(ticks) <= 11
    assert all(low <= tick <= high for tick in ticks)
    assert all(one < other for one, other in pairwise(ticks))


@given(st.lists(POSITIVE, min_size=1), POSITIVE)
def test_log_domain_holds_everything_with_ticks_inside(values: list[float], reference: float) -> None:
    low, high = log_domain(values, [reference])
    assert 0 < low < high
    assert all(low <= value <= high for value in [*values, reference])
    ticks = LogScale((low, high), EXTENT).ticks()
    assert len(ticks) >= 2
    assert all(low <= tick <= high for tick in ticks)
    assert all(one < other for one, other in pairwise(ticks))


@given(POSITIVE, POSITIVE, POSITIVE)
def test_scales_keep_the_order(one: float, two: float, three: float) -> None:
    low, middle, high = sorted((one, two, three))
    for scale in (
        LinearScale(linear_domain([low, high]), EXTENT),
        LogScale(log_domain([low, high]), EXTENT),
    ):
        assert EXTENT[0] - 1e-6 <= scale(low) <= scale(middle) <= scale(high) <= EXTENT[1] + 1e-6


@given(POSITIVE)
def test_nice_length_is_within_and_not_far_below_the_limit(limit: float) -> None:
    assert limit / 2.5 * 0.999 <= nice_length(limit) <= limit


def test_known_ticks() -> None:
    assert LinearScale((0, 2), EXTENT).ticks() == (0, 0.5, 1, 1.5, 2)
    assert LinearScale((0, 10_000), EXTENT).ticks() == (0, 2000, 4000, 6000, 8000, 10_000)
    assert LinearScale((-0.3, 0.3), EXTENT).ticks() == (-0.2, 0, 0.2)
    assert LogScale((1, 100), EXTENT).ticks() == (1, 2, 5, 10, 20, 50, 100)
    assert LogScale((1, 1e6), EXTENT).ticks() == (1, 10, 100, 1000, 10_000, 100_000, 1_000_000)


def test_tick_texts_share_their_decimals() -> None:
    scale = LinearScale((0, 2), EXTENT)
    assert tick_texts(scale, scale.ticks()) == ("0.0", "0.5", "1.0", "1.5", "2.0")
    assert tick_texts(LogScale((0.1, 1000), EXTENT), (0.1, 1, 1000)) == ("0.1", "1", "1,000")


@pytest.mark.parametrize("value", [0.0, 5.0, -3.0, 1e-9])
def test_single_values_get_a_domain_around_them(value: float) -> None:
    low, high = linear_domain([value])
    assert low < value < high


def test_zero_range_scale_maps_to_the_middle() -> None:
    assert LinearScale((3, 3), (0, 10))(3) == 5
    assert LogScale((3, 3), (0, 10))(3) == 5


@pytest.mark.parametrize("value", [0.0, -1.0, float("nan")])
def test_log_refuses_what_has_no_logarithm(value: float) -> None:
    with pytest.raises(ValueError, match="above 0"):
        log_domain([1.0, value])
    with pytest.raises(ValueError, match="above 0"):
        LogScale((1, 10), EXTENT)(value)


def test_domains_must_be_finite_and_ordered() -> None:
    for domain in ((2.0, 1.0), (0.0, float("inf")), (float("nan"), 1.0)):
        with pytest.raises(ValueError, match="finite domain"):
            LinearScale(domain, EXTENT)
