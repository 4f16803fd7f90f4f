"""Area mode: the printed panel areas of Terauchi, and its laws."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from siting.solar.layout.design import Ground, lay_out
from siting.solar.layout.faults import CannotLayOut
from siting.solar.records import Layout
from tests.solar.layout.grounds import LAT, LON, MODULE, slope, solar

# Terauchi: panel area [m2] and power [kW] at 5, 10 and 30 degrees as the study of Toyonaka prints them (Table 5-1). The ground
# area and a slope length of 6.6 m are inferred from them.
PRINTED = {5.0: (7344.0, 1028.0), 10.0: (6365.0, 891.0), 30.0: (4406.0, 617.0)}


def by_area(area_m2: float, tilt_deg: float, **layout: object) -> Layout:
    return lay_out(Ground(LAT, LON, area_m2), slope(**layout), tilt_deg, None)


@pytest.mark.parametrize("tilt", PRINTED)
@pytest.mark.parametrize("ground_m2", [8773.0, 8774.0])
@pytest.mark.parametrize("spacing", [{}, {"gap_per_height": 2.24}])
def test_terauchi(tilt: float, ground_m2: float, spacing: dict[str, float]) -> None:
    layout = by_area(ground_m2, tilt, spacing=spacing)
    area_m2, kw = PRINTED[tilt]
    assert layout.panel_area_m2 == pytest.approx(area_m2, rel=0.01)
    assert layout.kw == pytest.approx(kw, rel=0.01)
    assert layout.kw == pytest.approx(0.14 * layout.panel_area_m2)
    assert layout.panel_area_m2 == pytest.approx(ground_m2 * layout.ground_cover)
    assert layout.panels is None


def test_whole_modules_by_hand() -> None:
    # Portrait, one module up and gaps of 2 cm: a row takes 1.154 m of width per module and a pitch of 1.762 + 1.3 m when flat.
    layout = lay_out(Ground(LAT, LON, 1010.0), solar(orientation="portrait", modules_up=1), 0.0, MODULE)
    assert layout.panels == int(1010.0 / (1.762 + 1.3) / 1.154) == 285
    assert layout.kw == pytest.approx(285 * 0.44)
    assert layout.panel_area_m2 == pytest.approx(285 * 1.762 * 1.134)


def test_the_better_orientation_is_taken() -> None:
    counts = {one: lay_out(Ground(LAT, LON, 5000.0), solar(orientation=one), 20.0, MODULE) for one in
              ("portrait", "landscape", "best")}  # fmt: skip
    assert counts["best"].panels == max(counts["portrait"].panels or 0, counts["landscape"].panels or 0)
    assert counts["best"].orientation in ("portrait", "landscape")


@settings(max_examples=40)
@given(
    area=st.floats(0.1, 1e6), times=st.floats(0.01, 100), tilt=st.floats(0, 60), wider=st.floats(0, 10),
    facing=st.floats(-180, 180),
)  # fmt: skip
def test_linear_in_area_and_never_more_with_a_wider_gap(
    area: float, times: float, tilt: float, wider: float, facing: float
) -> None:
    one = by_area(area, tilt, facing=facing)
    assert by_area(area * times, tilt, facing=facing).panel_area_m2 == pytest.approx(times * one.panel_area_m2)
    loose = by_area(area, tilt, facing=facing, spacing={"min_gap_m": one.pitch.gap_m + wider})
    assert loose.panel_area_m2 <= one.panel_area_m2 * (1 + 1e-12)


@settings(max_examples=40)
@given(area=st.floats(0.1, 1e5), tilt=st.floats(0, 60))
def test_whole_modules_fall_short_of_the_area_by_less_than_one(area: float, tilt: float) -> None:
    layout = lay_out(Ground(LAT, LON, area), solar(orientation="portrait", module_gap_m=0.0), tilt, MODULE)
    continuous = area * layout.ground_cover / (MODULE.length_m * MODULE.width_m)
    assert layout.panels is not None
    assert 0 <= continuous - layout.panels + 1e-6 < 1 + 2e-6


def test_a_square_metre_holds_nothing_and_nothing_is_refused() -> None:
    layout = lay_out(Ground(LAT, LON, 1.0), solar(), 10.0, MODULE)
    assert (layout.panels, layout.kw, layout.rows) == (0, 0.0, 0)
    assert [note.say("en") for note in layout.notes] == ["no table fits on the usable area of 1.0 m2"]
    for nothing in (None, 0.0, float("nan")):
        with pytest.raises(CannotLayOut, match="neither an outline nor a ground area"):
            lay_out(Ground(LAT, LON, nothing), solar(), 10.0, MODULE)
