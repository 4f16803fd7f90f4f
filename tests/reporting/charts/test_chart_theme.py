"""Colours meet WCAG contrast, and technologies stay apart in grey print."""

from itertools import combinations

import pytest

from siting.reporting.charts import theme


def test_contrast_ratio_of_known_pairs() -> None:
    assert theme.contrast_ratio("#000000", "#ffffff") == pytest.approx(21.0)
    assert theme.contrast_ratio("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("background", [theme.PAPER, theme.LAND, "#f5f7f9"])
@pytest.mark.parametrize("colour", [theme.INK, theme.MUTE, theme.REFERENCE])
def test_text_reads_on_every_background(colour: str, background: str) -> None:
    assert theme.contrast_ratio(colour, background) >= 4.5


@pytest.mark.parametrize("technology", list(theme.Technology))
def test_marks_and_their_numbers_read(technology: theme.Technology) -> None:
    look = theme.LOOKS[technology]
    assert theme.contrast_ratio(look.colour, theme.PAPER) >= 4.5
    assert theme.contrast_ratio(look.colour, theme.LAND) >= 3
    assert theme.contrast_ratio(look.colour, look.tint) >= 3
    assert theme.contrast_ratio(theme.INK, look.tint) >= 4.5


def test_land_outline_is_visible() -> None:
    assert theme.contrast_ratio(theme.SHORE, theme.PAPER) >= 3


def test_technologies_differ_without_colour() -> None:
    looks = list(theme.LOOKS.values())
    assert len({look.shape for look in looks}) == len(looks)
    hydro, pv = theme.LOOKS[theme.Technology.HYDRO], theme.LOOKS[theme.Technology.PV]
    assert hydro.hatched != pv.hatched
    for one, other in combinations(looks, 2):
        assert one.colour != other.colour
