"""Where outlines may lie and how large they may be: near their facility, in Japan, neither a leaf nor a town."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from siting.language import Text, text
from siting.project.drawings.local import area_m2, km_between, middle
from siting.project.positions import JAPAN_LAT, JAPAN_LON
from siting.project.tables import LoadedTable

# A plot lies in its facility: what is further away is in another coordinate system.
FARTHEST_KM = 50.0
# Outlines beyond these are a wrong unit or a wrong system; the largest works of Japan cover about a square kilometre.
SMALLEST_M2, LARGEST_M2, NO_PLOT_M2 = 10.0, 1e6, 1e7
MOST_DIFFERENCE = 0.10


@dataclass(frozen=True)
class Spot:
    """Where a facility is: latitude and longitude [deg], NaN where unknown, and whether a map could be drawn of it."""

    lat: float
    lon: float
    schematic: bool = False

    @property
    def known(self) -> bool:
        """Whether a distance from it says anything."""
        return bool(np.isfinite([self.lat, self.lon]).all()) and not self.schematic

    def km_to(self, lat: float, lon: float) -> float:
        """Distance of a place [km]."""
        return km_between(self.lat, self.lon, lat, lon)


NOWHERE = Spot(float("nan"), float("nan"))


def spots_of(facilities: LoadedTable) -> dict[str, Spot]:
    """The position of every facility by its id."""
    frame = facilities.frame
    rows = zip(frame["facility_id"], frame["lat"], frame["lon"], frame["position"], strict=True)
    return {one: Spot(float(lat), float(lon), kind == "schematic") for one, lat, lon, kind in rows if one is not None}


def facility_of(plots: LoadedTable) -> dict[str, str]:
    """The facility of every plot and group."""
    frame = plots.frame
    both = pd.concat([frame[["plot_id", "facility_id"]].set_axis(["id", "of"], axis=1), frame[["group_id", "facility_id"]].set_axis(["id", "of"], axis=1)])  # fmt: skip
    return dict(both.dropna().drop_duplicates("id").itertuples(index=False))


def ground_areas(plots: LoadedTable) -> dict[str, float]:
    """The ground area the table states of every plot [m2], and of every group all plots of which state one."""
    frame = plots.frame
    stated = dict(zip(frame["plot_id"], frame["ground_area_m2"].astype(float), strict=True))
    for group, members in frame.groupby("group_id")["ground_area_m2"]:
        stated[str(group)] = float(members.astype(float).sum(skipna=False))
    return {one: area for one, area in stated.items() if one is not None and np.isfinite(area)}


def in_japan(lat: float, lon: float) -> bool:
    """Whether a place may be in Japan."""
    return JAPAN_LAT[0] <= lat <= JAPAN_LAT[1] and JAPAN_LON[0] <= lon <= JAPAN_LON[1]


def misplaced(shape: Any, spot: Spot) -> Text | None:
    """What to say of an outline that cannot lie where it is."""
    lat, lon = middle(shape)
    distance = spot.km_to(lat, lon) if spot.known else None
    if distance is not None and np.isfinite(distance) and distance > FARTHEST_KM:
        return text(
            "the outline lies {km} km from its facility: is its coordinate system right?", km=f"{distance:,.0f}"
        )
    if (distance is None or not np.isfinite(distance)) and not in_japan(lat, lon):
        return text(
            "the outline lies outside Japan ({lat}, {lon}): is its coordinate system right?", lat=f"{lat:.3f}", lon=f"{lon:.3f}"
        )  # fmt: skip
    if (area := area_m2(shape)) > NO_PLOT_M2:
        return text("the outline covers {km2} km2: are its coordinate system and unit right?", km2=f"{area / 1e6:,.1f}")
    return None


def size_notes(shape: Any, stated: Mapping[str, float], owner: str) -> tuple[Text, ...]:
    """What to note of an outline's size beside the area the table states."""
    area, told = area_m2(shape), stated.get(owner)
    notes = []
    if area < SMALLEST_M2:
        notes.append(text("the outline covers {area} m2 only: is its unit right?", area=f"{area:.2g}"))
    if area > LARGEST_M2:
        notes.append(text("the outline covers {area} m2: is its unit right?", area=f"{area:,.0f}"))
    if told is not None and abs(area / told - 1) > MOST_DIFFERENCE:
        notes.append(
            text(
                "the outline covers {area} m2, the table states ground_area_m2 {stated}; the outline counts",
                area=f"{area:,.0f}", stated=f"{told:,.0f}",
            )
        )  # fmt: skip
    return tuple(notes)
