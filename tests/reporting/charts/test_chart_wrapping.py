"""Long notes broken into lines."""

from hypothesis import given
from hypothesis import strategies as st

from siting.reporting.charts.labels import text_width
from siting.reporting.charts.wrapping import wrapped

WORDS = st.text(alphabet="あ水車選。、「」（）ab cdQ1 .,", max_size=120)


@given(WORDS)
def test_no_line_is_too_wide_and_nothing_is_lost(words: str) -> None:
    lines = wrapped(words, 150.0, 10.0)
    if not any(line.endswith("…") for line in lines):
        assert "".join(lines).replace(" ", "") == words.replace(" ", "")
    assert all(text_width(line, 10.0) <= 150.0 for line in lines)


def test_words_stay_whole_and_no_line_begins_with_a_full_stop() -> None:
    assert wrapped("one two three", 45.0, 10.0) == ("one two", "three")
    lines = wrapped("水車選定図による。水車選定図。", 80.0, 10.0)
    assert not any(line.startswith("。") for line in lines)


def test_nothing_gives_no_line() -> None:
    assert wrapped(" \n", 100.0, 10.0) == ()
