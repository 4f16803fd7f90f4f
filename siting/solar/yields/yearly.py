"""Energy of many designs in one year of weather: by month with what is lost where, and by hour."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from siting.solar.records import Designs, Floats, Ints, Screens, YieldModel, Yields
from siting.solar.yields.chain import stages_of
from siting.solar.yields.kernel import CLIPPED, COVERED, STAGES, kernel
from siting.solar.yields.planes import planes_of
from siting.solar.yields.reflection import polynomial
from siting.solar.yields.sky import Sky, over_the_year, sky_of
from siting.solar.yields.waterfall import metered_kw, told
from siting.weather.record import WeatherYear

# Designs which numpy does in the time that importing numba takes.
REPAYS_COMPILING = 8000


@dataclass(frozen=True)
class _Case:
    """Designs and weather made ready: the tables of ``kernel.monthly_sums``."""

    sky: Sky
    planes: Floats
    passes: Floats
    screen: Ints
    clean: Floats


def worth_compiling(designs: int) -> bool:
    """Whether so many designs, over all calls of a run, repay numba's import."""
    return designs > REPAYS_COMPILING


def yearly(
    weather: WeatherYear,
    designs: Designs,
    model: YieldModel,
    screens: Screens | None = None,
    *,
    compiled: bool | None = None,
) -> Yields:
    """Energy of the first year by month, and what each step takes of it.

    ``compiled`` asks for numba or forbids it; None takes it where this call alone repays its import.
    """
    case = _case(weather, designs, model, screens)
    run = kernel() if (worth_compiling(len(designs)) if compiled is None else compiled) else None
    modifier = polynomial(model.glass_index)
    if run is None or modifier is None or not model.diffuse_reflection:
        return told(designs, model, _sums(case, model))
    sums = np.empty((len(designs), 12, STAGES))
    light = case.sky.light
    run(
        light,
        case.sky.starts,
        case.planes,
        case.clean,
        modifier,
        None if screens is None else case.passes,
        case.screen,
        int(model.blocks) or None,
        light[COVERED] if light[COVERED].any() else None,
        sums,
    )
    return told(designs, model, sums)


def hourly(weather: WeatherYear, designs: Designs, model: YieldModel, screens: Screens | None = None) -> Floats:
    """Energy of every design in each of the 8,760 hours of the first year [kWh at the meter]."""
    case = _case(weather, designs, model, screens)
    month = np.searchsorted(case.sky.starts, np.arange(len(case.sky.hours)), side="right") - 1
    found = np.empty((len(designs), len(case.sky.hours)))
    for design in range(len(designs)):
        found[design] = _stages(case, model, design, case.clean[month])[CLIPPED]
    return over_the_year(case.sky, found * metered_kw(designs, model)[:, None])


def _case(weather: WeatherYear, designs: Designs, model: YieldModel, screens: Screens | None) -> _Case:
    sky = sky_of(weather, model)
    passes = np.ones((1, len(sky.hours)))
    if screens is not None:
        passes = np.concatenate([passes, screens.beam[:, sky.hours]])
    screen = np.asarray(designs.screen if screens is not None else np.full(len(designs), -1))
    return _Case(
        sky=sky,
        planes=planes_of(designs, model, screens),
        passes=np.ascontiguousarray(passes),
        screen=(screen + 1).astype(np.int64),
        clean=1 - np.asarray(model.soiling, dtype=np.float64),
    )


def _stages(case: _Case, model: YieldModel, design: int, clean: Floats) -> Floats:
    return stages_of(case.sky.light, case.planes[design], case.passes[case.screen[design]], clean, model)


def _sums(case: _Case, model: YieldModel) -> Floats:
    """``kernel.monthly_sums`` in numpy."""
    starts = case.sky.starts
    clean = np.repeat(case.clean, np.diff(starts))
    sums = np.empty((len(case.planes), 12, STAGES))
    for design in range(len(case.planes)):
        stages = _stages(case, model, design, clean)
        for month in range(12):
            sums[design, month] = stages[:, starts[month] : starts[month + 1]].sum(axis=1)
    return sums
