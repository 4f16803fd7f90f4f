"""The files of the sun beside the tables, read: weather, outlines, obstacles, buildings, horizon, observers, module."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from siting.errors import Problem
from siting.language import Text
from siting.project.weather.record import Readings


@dataclass(frozen=True)
class Module:
    """A photovoltaic module: rated power [W], long and short side [m], mass [kg], change of power per kelvin [1/K]."""

    id: str
    name: str
    power_w: float
    length_m: float
    width_m: float
    mass_kg: float
    power_per_k: float
    source: str

    @property
    def kw_per_m2(self) -> float:
        """Rated power per module area [kW/m2]."""
        return self.power_w / 1000 / (self.length_m * self.width_m)


@dataclass(frozen=True)
class Block:
    """A footprint (shapely, lon/lat) with a height [m]; ``set_back_m`` is kept free around an obstacle."""

    name: str
    shape: Any
    height_m: float
    set_back_m: float = 0.0


@dataclass(frozen=True)
class Observer:
    """Who looks at the panels: a point (lon, lat) with the height of the eyes above the panels' ground [m]."""

    name: str
    lon: float
    lat: float
    height_m: float


@dataclass(frozen=True)
class Horizon:
    """The skyline of the far country: height [deg] by whole azimuth (360, north 0, clockwise)."""

    heights_deg: npt.NDArray[np.float64]


@dataclass(frozen=True)
class Outline:
    """The ground of a plot: (Multi)Polygon in lon/lat, and what stays free in it (with its distance already added)."""

    shape: Any
    kept_out: Any = None
    notes: tuple[Text, ...] = ()


@dataclass(frozen=True)
class SunlightFiles:
    """What was read, hashes of the files, and their faults.

    ``weather`` holds ``mid`` and, of a triple, ``low`` and ``high``; it is empty for normals and months. ``outlines`` are by
    plot_id and group_id: a group's is its drawing or, where every plot of it has one, their union. ``notes`` tell what was
    repaired, taken for granted or left out; those of an outline stand there.
    """

    weather: Mapping[str, Readings] = field(default_factory=dict)
    outlines: Mapping[str, Outline] = field(default_factory=dict)
    obstacles: tuple[Block, ...] = ()
    buildings: tuple[Block, ...] = ()
    observers: tuple[Observer, ...] = ()
    horizon: Horizon | None = None
    module: Module | None = None
    files: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[Text, ...] = ()
    problems: tuple[Problem, ...] = ()
