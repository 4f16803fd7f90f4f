"""From the coordinates of a drawing to longitude and latitude: by a plane rectangular system, or by two known points.

In the plane rectangular systems of Japan (平面直角座標系, JGD2011: EPSG:6669 to 6687) X points north and Y east. Drawings
carry them either way round, so both are tried and the one near the facility is taken.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from siting.language import Text, text
from siting.project.drawings.local import degrees_of, metres_of
from siting.project.drawings.places import FARTHEST_KM, Spot
from siting.project.sunlight.drawing import Tie

Floats = npt.NDArray[np.float64]
UNIT_M = {"m": 1.0, "cm": 0.01, "mm": 0.001}
SYSTEMS = range(1, 20)
JGD2011 = 6668  # EPSG: geographic; the systems 1 to 19 follow it
MOST_STRETCH = 0.001
HALF_WAY_ROUND_KM = 20_000.0
# Two points nearer to each other than this cannot say a direction: a position is known to a decimetre at best.
LEAST_TIE_M = 10.0
# Drawings with coordinates of their own begin at zero; the origins of the systems lie in the hills or the sea.
NEAR_ORIGIN_M = 5_000.0


@dataclass(frozen=True)
class Placing:
    """How points of a drawing (n x 2) become lon/lat (n x 2), and what was found out on the way."""

    to_lon_lat: Callable[[Floats], Floats]
    notes: tuple[Text, ...] = ()


@dataclass(frozen=True)
class _Candidate:
    unit: str
    system: int
    swapped: bool
    lat: float
    lon: float


def placed_by_system(middle: tuple[float, float], system: int, unit: str, spot: Spot) -> Placing | Text:
    """The placing of a drawing with its middle there, or why it cannot lie there."""
    both = [_candidate(middle, unit, system, swapped) for swapped in (False, True)]
    if spot.known:
        best = min(both, key=lambda one: spot.km_to(one.lat, one.lon))
        away = spot.km_to(best.lat, best.lon)
        if away > FARTHEST_KM:
            return _far(middle, system, unit, spot, away)
        how = text("{km} km from the facility's position", km=f"{away:.2f}")
    else:
        inside = [one for one in both if _covers(system, one)]
        if not inside or max(map(abs, middle)) * UNIT_M[unit] < NEAR_ORIGIN_M:
            return _outside(middle, system, unit)
        best = inside[0]
        how = text("the only way that lies in the system's area")
        if len(inside) > 1:
            how = text("a guess, since both ways lie in the system's area: state the facility's position")
    axes = (
        text("x of the drawing is taken as north (X), y as east (Y): {how}", how=how)
        if best.swapped
        else text("x of the drawing is taken as east (Y), y as north (X): {how}", how=how)
    )
    return Placing(_by_system(system, UNIT_M[unit], best.swapped), (axes,))


def placed_by_ties(first: Tie, second: Tie, unit: str) -> Placing | Text:
    """The placing of a drawing by two points: turned, moved and stretched, never mirrored."""
    lat, lon = (first.lat + second.lat) / 2, (first.lon + second.lon) / 2
    ground = metres_of(np.array([first.lon, second.lon]), np.array([first.lat, second.lat]), lat, lon) @ (1, 1j)
    drawn = np.array([first.drawing, second.drawing], dtype=np.float64) @ (1, 1j)
    ground_m, drawn_units = abs(ground[1] - ground[0]), abs(drawn[1] - drawn[0])
    drawn_m = drawn_units * UNIT_M[unit]
    if ground_m < LEAST_TIE_M or drawn_units == 0:
        return text(
            "the two points are {ground} m apart on the ground: take points at least {least} m apart",
            ground=f"{ground_m:.2f}", least=f"{LEAST_TIE_M:g}",
        )  # fmt: skip
    if abs(ground_m / drawn_m - 1) > MOST_STRETCH:
        return _stretched(ground_m, drawn_units, unit)
    scale = (ground[1] - ground[0]) / (drawn[1] - drawn[0])
    shift = ground[0] - scale * drawn[0]

    def to_lon_lat(points: Floats) -> Floats:
        moved = scale * (points @ (1, 1j)) + shift
        return degrees_of(moved.real, moved.imag, lat, lon)

    turn = float(np.degrees(np.angle(scale)))
    told = text("by its two points the drawing is turned by {turn} degrees (counterclockwise)", turn=f"{turn:.2f}")
    return Placing(to_lon_lat, (told,))


def _by_system(system: int, unit_m: float, swapped: bool) -> Callable[[Floats], Floats]:
    transformer = _transformer(system)

    def to_lon_lat(points: Floats) -> Floats:
        east, north = points[:, int(swapped)] * unit_m, points[:, int(not swapped)] * unit_m
        return np.column_stack(transformer.transform(east, north))

    return to_lon_lat


def _transformer(system: int) -> Any:
    from pyproj import Transformer

    return Transformer.from_crs(JGD2011 + system, JGD2011, always_xy=True)


def _candidate(middle: tuple[float, float], unit: str, system: int, swapped: bool) -> _Candidate:
    lon, lat = _by_system(system, UNIT_M[unit], swapped)(np.array([middle]))[0]
    return _Candidate(unit, system, swapped, float(lat), float(lon))


def _covers(system: int, one: _Candidate) -> bool:
    from pyproj import CRS

    area = CRS.from_epsg(JGD2011 + system).area_of_use
    if area is None:
        return False
    west, south, east, north = area.bounds
    return bool(west <= one.lon <= east and south <= one.lat <= north)


def _far(middle: tuple[float, float], system: int, unit: str, spot: Spot, away: float) -> Text:
    away = min(away, HALF_WAY_ROUND_KM)
    for other, number in [*((one, system) for one in UNIT_M if one != unit), *((unit, one) for one in SYSTEMS)]:
        tried = [_candidate(middle, other, number, swapped) for swapped in (False, True)]
        if min(spot.km_to(one.lat, one.lon) for one in tried) <= FARTHEST_KM:
            return text(
                "the drawing lies {km} km from its facility; with unit {unit} and system {system} it would lie there",
                km=f"{away:,.0f}", unit=other, system=number,
            )  # fmt: skip
    return text(
        "the drawing lies {km} km from its facility: are system and unit right, or are its coordinates its own (state ties)?",
        km=f"{away:,.0f}",
    )


def _outside(middle: tuple[float, float], system: int, unit: str) -> Text:
    for other in UNIT_M:
        away = max(map(abs, middle)) * UNIT_M[other] >= NEAR_ORIGIN_M
        if (
            other != unit
            and away
            and any(_covers(system, _candidate(middle, other, system, one)) for one in (False, True))
        ):
            return text(
                "the drawing lies outside the area of system {system}; its unit looks like {unit}",
                system=system,
                unit=other,
            )
    return text(
        "the drawing lies outside the area of system {system}, or at its origin: are system and unit right, or are its coordinates its own (state ties)?",
        system=system,
    )


def _stretched(ground_m: float, drawn_units: float, unit: str) -> Text:
    for other, metres in UNIT_M.items():
        if other != unit and abs(ground_m / (drawn_units * metres) - 1) <= 10 * MOST_STRETCH:
            return text("by its two points the drawing's unit looks like {found}, not {unit}", found=other, unit=unit)
    return text(
        "the two points are {ground} m apart on the ground and {drawn} m in the drawing: correct them or unit",
        ground=f"{ground_m:,.3f}", drawn=f"{drawn_units * UNIT_M[unit]:,.3f}",
    )  # fmt: skip
