"""The records that layout, shade and yield hand to each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

import numpy as np
import numpy.typing as npt

from siting.language import Text

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Pitch:
    """How far rows of one tilt stand apart: ``gap_per_height`` from the sun, the gap kept, the pitch (all horizontal)."""

    gap_per_height: float
    gap_m: float
    pitch_m: float
    by_minimum: bool


@dataclass(frozen=True)
class Tables:
    """Tables on the ground in local metres (x east, y north): ``corners`` is tables x 4 x 2, lower left first.

    Corners run along the lower edge, then up the slope (horizontal projection). ``across`` and ``up`` are the modules
    of each table, ``row`` the number of its row, counted from the front.
    """

    corners: Floats
    across: Ints
    up: Ints
    row: Ints


@dataclass(frozen=True)
class Layout:
    """Panels of one tilt on one plot, group or bare area.

    ``azimuth_deg`` is north 0, clockwise. ``panels`` is None in area mode without a module. ``kw`` is module power.
    ``rows`` are the rows that shade each other (a very large number in area mode). Geometry is in local metres around
    ``origin_lat``, ``origin_lon`` (transverse Mercator there, scale 1, GRS80) and None in area mode: ``outline`` and
    ``usable`` (Multi)Polygons, ``kept_out`` what stays free. ``load_kn_m2`` is panel, rack and ballast per panel area,
    ``load_state`` one of ok, exceeded, unknown.
    """

    tilt_deg: float
    azimuth_deg: float
    pitch: Pitch
    slope_m: float
    ground_area_m2: float
    usable_area_m2: float
    panel_area_m2: float
    kw: float
    rows: int
    panels: int | None = None
    orientation: str = ""
    aligned: str = "facing"
    load_kn_m2: float = float("nan")
    load_state: str = "unknown"
    origin_lat: float = float("nan")
    origin_lon: float = float("nan")
    outline: Any = None
    usable: Any = None
    kept_out: Any = None
    tables: Tables | None = None
    notes: tuple[Text, ...] = ()

    @property
    def ground_cover(self) -> float:
        """Length of the slope over the pitch."""
        return self.slope_m / self.pitch.pitch_m


@dataclass(frozen=True)
class Designs:
    """Designs at one place as arrays, one element per design.

    Azimuth is north 0, clockwise. ``rows`` that shade each other; 1 is a single row, which nothing shades. ``slope_m``
    and ``pitch_m`` as in the layout. ``u0`` and ``u1`` are Faiman's, ``power_per_k`` the change of power per kelvin [1/K].
    ``screen`` names the obstruction in ``Screens`` of each design, -1 for none.
    """

    tilt_deg: Floats
    azimuth_deg: Floats
    dc_kw: Floats
    ac_kw: Floats
    slope_m: Floats
    pitch_m: Floats
    rows: Ints
    u0: Floats
    u1: Floats
    power_per_k: Floats
    screen: Ints

    def __len__(self) -> int:
        return len(self.tilt_deg)

    def __getitem__(self, rows: Ints | slice) -> Designs:
        return Designs(**{one.name: getattr(self, one.name)[rows] for one in fields(self)})


@dataclass(frozen=True)
class Screens:
    """What horizon and buildings take, a row per obstruction.

    ``beam`` is the share of beam (and circumsolar) light that comes through at each hour (screens x 8,760), ``heights_deg``
    the height of the skyline by whole azimuth (screens x 360, north 0, clockwise), from which the sky view follows.
    ``notes`` are those of each screen.
    """

    beam: Floats
    heights_deg: Floats
    notes: tuple[tuple[Text, ...], ...] = ()


@dataclass(frozen=True)
class YieldModel:
    """Models and losses that all designs of a run share; losses are fractions, ``albedo`` and ``soiling`` by month.

    Where snow lies ``covered_from_cm`` deep the ground reflects ``snow_albedo``, and panels flatter than
    ``cleared_from_deg`` yield nothing. ``blocks`` 0 is the linear effect of row shade. ``diffuse_reflection`` False lets all
    diffuse light through the glass, as pvlib's ModelChain does.
    """

    transposition: str
    albedo: Floats
    glass_index: float
    soiling: Floats
    before_inverter: Mapping[str, float]
    inverter_efficiency: float
    after_inverter: Mapping[str, float]
    row_shade: bool = True
    blocks: int = 0
    covered_from_cm: float = float("inf")
    cleared_from_deg: float = 0.0
    snow_albedo: float = 0.7
    diffuse_reflection: bool = True


@dataclass(frozen=True)
class Yields:
    """Energy of designs in their first year: designs x 12 months. ``poa_kwh_m2`` falls on the tilted, unshaded plane.

    ``losses`` maps each step of the vocabulary's ``LOSS_STEPS`` to the kWh it takes in the year (designs). ``start_kwh`` is
    what the tilted, unshaded plane would give at the modules' rated power; less all losses it is the year's ``ac_kwh``.
    """

    poa_kwh_m2: Floats
    ac_kwh: Floats
    start_kwh: Floats
    losses: Mapping[str, Floats]

    @property
    def annual_kwh(self) -> Floats:
        """The year's energy of every design [kWh]."""
        return np.asarray(self.ac_kwh.sum(axis=1))


@dataclass(frozen=True)
class GlareStudy:
    """Reflections of one design towards one observer.

    ``minutes`` is months x 24 hours of the year's minutes, ``worst`` the days with the most: (month, day, minutes).
    ``bearing_deg`` is where the observer stands as seen from the panels, ``notes`` what was assumed or not considered.
    """

    observer: str
    distance_m: float
    bearing_deg: float
    minutes: Floats
    worst: tuple[tuple[int, int, float], ...] = field(default_factory=tuple)
    notes: tuple[Text, ...] = ()

    @property
    def total_minutes(self) -> float:
        """Minutes of the year."""
        return float(self.minutes.sum())
