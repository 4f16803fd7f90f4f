"""The engine against PVWatts version 8, which has its own sun, heat (Fuentes) and reflection."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from siting.solar.yields.yearly import yearly
from tests.solar.yields.years import NO_LOSSES, a_model, made_year, some_designs

pysam = pytest.importorskip("tests.solar.yields.pysam", reason="needs NREL-PySAM")

TILTS = np.array([0.0, *(tilt for tilt in (10, 20, 30, 45, 60) for _ in range(5))])
AZIMUTHS = np.array([180.0, *(90, 135, 180, 225, 270) * 5])


@pytest.mark.parametrize("place", ["Osaka", "Naha"])
def test_26_orientations_agree_with_pvwatts(place: str) -> None:
    """Fixed open rack, standard module with plain glass (index 1.526 here), self-shading off, no losses.

    Measured: light -0.01 to +0.18 %, current -0.9 to +0.5 % (Osaka), -0.5 to +0.6 % (Naha). PVWatts lets some 1.5 % more
    light through the glass, its cells (Fuentes) are 1 K cooler, and it weighs light by the air mass, which takes more the
    farther south: at Sapporo current is down to -1.6 %.
    """
    weather = made_year(place)
    designs = replace(some_designs(TILTS, AZIMUTHS), power_per_k=np.full(26, pysam.STANDARD_PER_K))
    peer = pysam.pvwatts_model(weather)
    light, current = np.array(
        [pysam.executed(peer, tilt, azimuth) for tilt, azimuth in zip(TILTS, AZIMUTHS, strict=True)]
    ).T
    found = yearly(weather, designs, a_model(**NO_LOSSES))
    np.testing.assert_allclose(found.poa_kwh_m2.sum(axis=1), light, rtol=0.002)
    np.testing.assert_allclose(found.annual_kwh, current, rtol=0.015)


@pytest.mark.parametrize(("cover", "tilt_deg"), [(0.4, 5.0), (0.4, 30.0), (0.6, 10.0), (0.6, 30.0)])
def test_row_shade_lies_near_the_self_shading_of_pvwatts(cover: float, tilt_deg: float) -> None:
    weather = made_year("Osaka")
    peer = pysam.pvwatts_model(weather)
    alone, packed = pysam.executed(peer, tilt_deg, 180.0)[1], pysam.executed(peer, tilt_deg, 180.0, cover)[1]
    found = yearly(weather, some_designs(tilt_deg, cover=cover, rows=10**6), a_model(**NO_LOSSES))
    share = float(found.losses["rows"][0] / found.start_kwh[0])
    assert share == pytest.approx(1 - packed / alone, abs=0.008)
