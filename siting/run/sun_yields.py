"""The energy of every layout: by factor, or by the hours of the weather at its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from siting.language import Text, text
from siting.project.load import Project
from siting.project.loads.calendar import from_april
from siting.project.sunlight.settings import Solar
from siting.run.sun_plots import SunPlot
from siting.solar.records import Designs, Floats, Layout, Pitch, Screens, YieldModel
from siting.solar.shade.buildings import town_of
from siting.solar.shade.points import sample_points
from siting.solar.shade.screens import Place, screens_of
from siting.solar.yields.factor import factor_yield
from siting.solar.yields.jis import jis_monthly_kwh
from siting.solar.yields.model import designs_of, yield_model
from siting.solar.yields.spread import exceeded_kwh
from siting.solar.yields.yearly import hourly, yearly
from siting.vocabulary.azimuth import from_south
from siting.weather.record import MONTH_DAYS, WeatherYear
from siting.weather.year import weather_years

# Weather is worked out once for places that share these decimals of a degree (about a kilometre).
PLACE_DECIMALS = 2
# Points of a plot from which its surroundings are seen.
SIGHT_POINTS = 16
ONE_POINT = text("without an outline the shade of surroundings is that at the position of the facility")
NO_MONTHS = np.full(12, np.nan)


@dataclass(frozen=True)
class Energy:
    """What a layout yields in its first year [kWh]; NaN for what its method does not tell."""

    annual_kwh: float
    months_kwh: Floats = field(default_factory=lambda: NO_MONTHS)
    poa_kwh_m2: float = float("nan")
    start_kwh: float = float("nan")
    losses: Mapping[str, float] = field(default_factory=dict)
    p90_kwh: float = float("nan")
    low_kwh: float = float("nan")
    high_kwh: float = float("nan")
    jis_kwh: float = float("nan")
    weather: str = ""
    notes: tuple[Text, ...] = ()


@dataclass(frozen=True)
class PlaceYears:
    """The plots that share a place with its years of weather, and all their layouts as one set of designs."""

    plots: tuple[SunPlot, ...]
    years: Mapping[str, WeatherYear]
    designs: Designs
    model: YieldModel
    screens: Screens | None

    @property
    def layouts(self) -> list[tuple[SunPlot, Layout]]:
        """Plots and layouts in the order of the designs."""
        return [(plot, layout) for plot in self.plots for layout in plot.layouts]


def by_factor(solar: Solar, plot: SunPlot) -> Iterator[tuple[SunPlot, Layout, Energy]]:
    """The energy of a plot's layouts as 365 x factor x irradiation."""
    assert solar.factor is not None
    for layout in plot.layouts:
        yield plot, layout, Energy(layout.kw * factor_yield(solar.factor, layout.tilt_deg))


def by_hours(place: PlaceYears, sigma: float | None) -> Iterator[tuple[SunPlot, Layout, Energy]]:
    """The energy of all layouts of a place."""
    found = yearly(place.years["mid"], place.designs, place.model, place.screens)
    other = {
        name: yearly(year, place.designs, place.model, place.screens).annual_kwh
        for name, year in place.years.items()
        if name != "mid"
    }
    weather = place.years["mid"]
    seen = place.screens.notes if place.screens is not None else ((),) * len(place.plots)
    notes = {
        plot.owner_id: (*weather.notes, *said, *_from_one_point(place, plot))
        for plot, said in zip(place.plots, seen, strict=True)
    }
    for at, (plot, layout) in enumerate(place.layouts):
        annual = float(found.annual_kwh[at])
        daily = found.poa_kwh_m2[at] / np.array(MONTH_DAYS)
        yield (
            plot,
            layout,
            Energy(
                annual_kwh=annual,
                months_kwh=found.ac_kwh[at],
                poa_kwh_m2=float(found.poa_kwh_m2[at].sum()),
                start_kwh=float(found.start_kwh[at]),
                losses={step: float(kwh[at]) for step, kwh in found.losses.items()},
                p90_kwh=float("nan") if sigma is None else float(exceeded_kwh(annual, sigma)),
                low_kwh=float(other["low"][at]) if "low" in other else float("nan"),
                high_kwh=float(other["high"][at]) if "high" in other else float("nan"),
                jis_kwh=float(jis_monthly_kwh(layout.kw, daily).sum()),
                weather=weather.kind,
                notes=notes[plot.owner_id],
            ),
        )


def _from_one_point(place: PlaceYears, plot: SunPlot) -> tuple[Text, ...]:
    """That the surroundings of a plot without an outline are seen from the position of its facility alone."""
    return (ONE_POINT,) if place.screens is not None and plot.ground.outline is None else ()


def places(project: Project, solar: Solar, plots: Sequence[SunPlot]) -> Iterator[PlaceYears]:
    """The plots by place, each with its weather."""
    groups: dict[tuple[float, float], list[SunPlot]] = {}
    for plot in plots:
        ground = plot.ground
        groups.setdefault((round(ground.lat, PLACE_DECIMALS), round(ground.lon, PLACE_DECIMALS)), []).append(plot)
    model, files = yield_model(solar), project.sunlight
    # What stands on a plot shades its panels as its neighbours do.
    town = town_of((*files.buildings, *(one for one in files.obstacles if one.height_m > 0)))
    shaded = files.horizon is not None or bool(town.blocks)
    for (lat, lon), mine in groups.items():
        years = weather_years(project.config.weather, files.weather, lat, lon)
        screens = None
        if shaded:
            seen = [_place(plot, solar) for plot in mine]
            screens = screens_of(seen, years["mid"], files.horizon, town)
        layouts = [(plot, layout, at if shaded else -1) for at, plot in enumerate(mine) for layout in plot.layouts]
        designs = designs_of(
            [layout for _, layout, _ in layouts], solar, files.module, [plot.ground.mount for plot, _, _ in layouts],
            np.array([screen for _, _, screen in layouts], dtype=np.int64),
        )  # fmt: skip
        yield PlaceYears(tuple(mine), years, designs, model, screens)


def _place(plot: SunPlot, solar: Solar) -> Place:
    """The points from which a plot's surroundings are seen; its middle alone where its outline is not known."""
    drawn = next((one for one in plot.layouts if one.usable is not None), None)
    lat, lon = (plot.ground.lat, plot.ground.lon) if drawn is None else (drawn.origin_lat, drawn.origin_lon)
    points = sample_points(None if drawn is None else drawn.usable, SIGHT_POINTS)
    return Place(lat=lat, lon=lon, points=points, panel_height_m=solar.shade.panel_height_m)


def shares_of(place: PlaceYears, wanted: Sequence[int]) -> Floats:
    """Each hour's part of the year's energy, from 1 April, of some of a place's designs."""
    rows = np.asarray(wanted, dtype=np.int64)
    energy = hourly(place.years["mid"], place.designs[rows], place.model, place.screens)
    return np.stack([from_april(_parts(one)) for one in energy])


def _parts(hours_kwh: Floats) -> Floats:
    """Each hour's part of the whole; even parts of nothing, for there must be parts."""
    total = hours_kwh.sum()
    return hours_kwh / total if total > 0 else np.full(len(hours_kwh), 1 / len(hours_kwh))


def plain_shares(project: Project, solar: Solar, sites: Mapping[str, tuple[float, float]]) -> dict[str, Floats]:
    """The hours of a single unshaded row at the first tilt at each site, as ``shares_of`` has them."""
    row = Layout(
        tilt_deg=solar.tilts_deg[0], azimuth_deg=from_south(solar.facing), pitch=Pitch(0.0, 1.0, 2.0, True), slope_m=1.0,
        ground_area_m2=2.0, usable_area_m2=2.0, panel_area_m2=1.0, kw=1.0, rows=1,
    )  # fmt: skip
    design = designs_of([row], solar, project.sunlight.module, ["unknown"], np.array([-1]))
    model = yield_model(solar)
    found: dict[tuple[float, float], Floats] = {}
    shares = {}
    for name, (lat, lon) in sites.items():
        place = (round(lat, PLACE_DECIMALS), round(lon, PLACE_DECIMALS))
        if place not in found:
            weather = weather_years(project.config.weather, project.sunlight.weather, *place)["mid"]
            energy = hourly(weather, design, model)[0]
            found[place] = from_april(_parts(energy))
        shares[name] = found[place]
    return shares
