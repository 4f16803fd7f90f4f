"""Monthly sums, waterfall and hours belong together; the compiled loop and numpy give the same."""

from __future__ import annotations

import builtins
import importlib
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from siting.solar.records import Designs, Screens, YieldModel
from siting.solar.yields import kernel as kernels
from siting.solar.yields.sky import sky_of
from siting.solar.yields.yearly import hourly, worth_compiling, yearly
from siting.vocabulary.solar import LOSS_STEPS
from siting.weather.record import MONTH_STARTS
from siting.weather.sun import sun_of
from tests.solar.yields.years import a_model, made_year, random_designs, some_designs

EVERYTHING = {"covered_from_cm": 5.0, "cleared_from_deg": 40.0}


def wall(lat: float, lon: float, height_deg: float) -> Screens:
    """A skyline of one height in the southern half, for screen 0; a free view for screen 1."""
    sun = sun_of(lat, lon)
    south = (sun.azimuth_deg > 90) & (sun.azimuth_deg < 270)
    hidden = south & (90 - sun.zenith_deg < height_deg)
    heights = np.where((np.arange(360) > 90) & (np.arange(360) < 270), height_deg, 0.0)
    return Screens(np.stack([1.0 - hidden, np.ones(len(hidden))]), np.stack([heights, np.zeros(360)]))


def rows_and_screens(count: int = 12) -> Designs:
    rng = np.random.default_rng(8)
    return replace(
        random_designs(count, seed=2),
        pitch_m=rng.uniform(2.2, 6.0, count),
        rows=rng.integers(1, 9, count),
        screen=rng.integers(-1, 2, count),
    )


@pytest.mark.parametrize(
    "model",
    [
        a_model(**EVERYTHING),
        a_model(**EVERYTHING, blocks=3),
        a_model(**EVERYTHING, transposition="haydavies", row_shade=False),
        a_model(**EVERYTHING, diffuse_reflection=False, glass_index=1.1),
        a_model(**EVERYTHING, glass_index=2.5),
        a_model(**EVERYTHING, glass_index=1.0),
    ],
    ids=["all", "blocks", "no rows", "diffuse light whole", "dense glass", "no glass"],
)
def test_numpy_and_compiled_hours_and_months_give_the_same(model: YieldModel) -> None:
    weather, designs = made_year("Sapporo"), rows_and_screens()
    screens = wall(weather.lat, weather.lon, 20.0)
    plain = yearly(weather, designs, model, screens, compiled=False)
    fast = yearly(weather, designs, model, screens, compiled=True)
    np.testing.assert_allclose(fast.ac_kwh, plain.ac_kwh, rtol=1e-7 if model.glass_index > 2 else 1e-9)
    np.testing.assert_allclose(fast.poa_kwh_m2, plain.poa_kwh_m2, rtol=1e-9)
    for step, kwh in plain.losses.items():
        np.testing.assert_allclose(fast.losses[step], kwh, rtol=1e-7, atol=1e-7 * plain.start_kwh.min(), err_msg=step)
    by_hour = hourly(weather, designs, model, screens)
    assert by_hour.shape == (12, 8760)
    np.testing.assert_allclose(np.add.reduceat(by_hour, MONTH_STARTS[:-1], axis=1), plain.ac_kwh, rtol=1e-12)


@pytest.mark.parametrize("compiled", [False, True])
def test_start_less_all_losses_is_the_year(compiled: bool) -> None:
    weather, designs = made_year("Sapporo"), rows_and_screens()
    found = yearly(weather, designs, a_model(**EVERYTHING), wall(weather.lat, weather.lon, 20.0), compiled=compiled)
    assert tuple(found.losses) == tuple(step.value for step in LOSS_STEPS)
    left = found.start_kwh - sum(found.losses.values())
    np.testing.assert_allclose(left, found.annual_kwh, rtol=1e-9)
    np.testing.assert_allclose(found.start_kwh, found.poa_kwh_m2.sum(axis=1) * designs.dc_kw, rtol=1e-12)
    for step in ("obstacles", "rows", "reflection", "snow", "clipping"):
        assert found.losses[step].max() > 0, step
        assert found.losses[step].min() > -1e-9, step


def test_each_loss_is_the_share_that_was_given() -> None:
    found = yearly(made_year("Osaka"), some_designs(20.0), a_model(soiling=np.full(12, 0.02)))
    left = float(found.start_kwh[0])
    shares = {}
    for step, kwh in found.losses.items():
        shares[step] = float(kwh[0]) / left
        left -= float(kwh[0])
    given = {"soiling": 0.02, "mismatch": 0.02, "wiring": 0.02, "connections": 0.005, "light_induced": 0.015,
             "nameplate": 0.01, "alternating": 0.01, "availability": 0.03, "obstacles": 0, "rows": 0, "snow": 0}  # fmt: skip
    for step, share in given.items():
        assert shares[step] == pytest.approx(share, abs=1e-12), step
    assert 0.02 < shares["reflection"] < 0.05
    assert 0.03 < shares["inverter"] < 0.06


def test_snow_covers_flat_panels_and_brightens_the_ground_before_steep_ones() -> None:
    weather, designs = made_year("Sapporo"), some_designs([10.0, 60.0])
    without = yearly(weather, designs, a_model())
    snowy = yearly(weather, designs, a_model(**EVERYTHING))
    assert weather.snow_cm is not None
    lies = np.minimum.reduceat(weather.snow_cm, MONTH_STARTS[:-1]) >= 5
    assert lies.any()
    assert (snowy.ac_kwh[0, lies] == 0).all()
    assert (snowy.ac_kwh[1, lies] > without.ac_kwh[1, lies]).all()
    assert (snowy.losses["snow"] > 0).tolist() == [True, False]
    np.testing.assert_array_equal(
        yearly(replace(weather, snow_cm=None), designs, a_model(**EVERYTHING)).ac_kwh, without.ac_kwh
    )


def test_the_hours_of_the_sky_are_all_that_are_lit_and_fill_eights() -> None:
    weather = made_year("Naha")
    sky = sky_of(weather, a_model())
    assert set(np.flatnonzero(weather.ghi > 0)) <= set(sky.hours)
    assert (np.diff(sky.starts) % 8 == 0).all()
    assert len(sky.hours) < (weather.ghi > 0).sum() + 12 * 8
    months = np.repeat(np.arange(12), np.diff(sky.starts))
    np.testing.assert_array_equal(np.searchsorted(MONTH_STARTS, sky.hours, side="right") - 1, months)


def test_blocks_lose_at_least_what_is_shaded() -> None:
    weather, designs = made_year("Osaka"), some_designs(30.0, cover=0.6, rows=5)
    lost = [float(yearly(weather, designs, a_model(blocks=blocks)).losses["rows"][0]) for blocks in (1, 2, 4, 64, 0)]
    assert lost == sorted(lost, reverse=True)
    assert lost[0] > 1.5 * lost[-1]
    assert lost[3] == pytest.approx(lost[4], rel=0.05)


def test_the_first_row_is_free_of_shade() -> None:
    weather = made_year("Osaka")
    lost = yearly(weather, some_designs(30.0, cover=0.6, rows=[1, 2, 5, 10**9]), a_model()).losses["rows"]
    np.testing.assert_allclose(lost / lost[-1], [0, 0.5, 0.8, 1], rtol=1e-6)
    assert (yearly(weather, some_designs(30.0, cover=0.6, rows=5), a_model(row_shade=False)).losses["rows"] == 0).all()


def test_a_design_of_no_panels_yields_nothing() -> None:
    none = replace(some_designs([10.0, 20.0]), dc_kw=np.array([0.0, 50.0]), ac_kw=np.array([0.0, 40.0]))
    found = yearly(made_year("Osaka"), none, a_model())
    assert found.annual_kwh[0] == 0
    assert found.annual_kwh[1] > 0
    assert all(np.isfinite(kwh).all() for kwh in found.losses.values())
    empty = yearly(made_year("Osaka"), none[:0], a_model())
    assert empty.ac_kwh.shape == (0, 12)


def test_an_inverter_far_too_small_runs_at_its_limit() -> None:
    found = hourly(made_year("Osaka"), some_designs(20.0, dc_ac_ratio=200.0), a_model(after_inverter={}))
    assert found.max() == pytest.approx(0.5)
    noon = found.reshape(365, 24)[150, 10:14]
    assert (noon == found.max()).all()


@pytest.fixture
def fresh() -> Iterator[None]:
    kernels.kernel.cache_clear()
    yield
    kernels.kernel.cache_clear()


def test_without_numba_numpy_does_it(monkeypatch: pytest.MonkeyPatch, fresh: None) -> None:
    def missing(name: str) -> Any:
        raise ImportError(name)

    weather, designs = made_year("Osaka"), some_designs(20.0)
    expected = yearly(weather, designs, a_model(), compiled=False).ac_kwh
    with monkeypatch.context() as patch:
        patch.setattr(importlib, "import_module", missing)
        found = yearly(weather, designs, a_model(), compiled=True).ac_kwh
    np.testing.assert_array_equal(found, expected)


def test_numba_without_a_folder_for_its_cache_compiles_for_the_process() -> None:
    asked: list[dict[str, Any]] = []

    class ReadOnly:
        @staticmethod
        def njit(function: Any, **options: Any) -> Any:
            asked.append(options)
            if options.get("cache"):
                raise RuntimeError("no locator available")
            return function

    assert kernels._compiled(ReadOnly()) is kernels.monthly_sums
    assert [one.get("cache", False) for one in asked] == [True, False]


def test_few_designs_do_not_import_numba(monkeypatch: pytest.MonkeyPatch, fresh: None) -> None:
    assert not worth_compiling(100)
    assert worth_compiling(100_000)
    monkeypatch.setattr("siting.solar.yields.yearly.kernel", lambda: pytest.fail("asked for the compiled loop"))
    assert builtins.float(yearly(made_year("Osaka"), some_designs(20.0), a_model()).annual_kwh[0]) > 0
