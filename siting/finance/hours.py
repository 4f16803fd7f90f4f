"""The options of a project against the hours of their facilities: which shape and which load each one meets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from siting.finance.clear_days import ROUNDED_TO, clear_day_shares
from siting.finance.metrics import Floats, Ints
from siting.finance.own_use import NO_LOAD, OwnUse, mean_price, own_use
from siting.finance.tariffs import hourly_price
from siting.project.loads.calendar import HOURS
from siting.project.loads.files import OwnUseFiles
from siting.project.loads.record import Load
from siting.project.own_use import Tariff


@dataclass(frozen=True)
class Hours:
    """Shapes of generation and loads as arrays, and for every option the rows it meets.

    ``load_of`` is -1 where the facility has no load, ``shape_of`` -1 where ``clear_days`` lacks the facility's
    position; such options use nothing on site, and ``without_load`` and ``without_place`` say which they are.
    ``facility_ids`` and ``shape_keys`` name the rows: a facility, and a key of ``profiles``.
    """

    shape_of: Ints
    load_of: Ints
    shapes: Floats
    shape_keys: tuple[str, ...]
    loads: tuple[Load, ...]
    facility_ids: tuple[str, ...]

    @property
    def without_load(self) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
        """Options whose facility has no load."""
        return np.asarray(self.load_of == NO_LOAD)

    @property
    def without_place(self) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
        """Options whose generation follows clear days at an unknown place."""
        return np.asarray(self.shape_of < 0)

    def prices(self, tariff: Tariff) -> Floats:
        """The hourly prices of each load (loads x 8,760), on its own weekdays and holidays [yen/kWh]."""
        if not self.loads:
            return np.empty((0, HOURS))
        return np.stack([hourly_price(tariff, load.days) for load in self.loads])

    def own_use(self, energy_kwh: Floats, prices: Floats) -> OwnUse:
        """Own use of the options with yearly energies (options x years 0..T) at ``prices`` (loads x 8,760)."""
        usable = np.where(self.without_place, NO_LOAD, self.load_of)
        loads = np.stack([load.kwh for load in self.loads]) if self.loads else np.empty((0, HOURS))
        return own_use(energy_kwh, self.shape_of, usable, self.shapes, loads, prices)

    def mean_price(self, prices: Floats) -> Floats:
        """What a kWh of each option is worth if all of it were used on site [yen/kWh]; NaN where that is unknown."""
        usable = np.where(self.without_place, NO_LOAD, self.load_of)
        return mean_price(self.shape_of, usable, self.shapes, prices)


def hours_of(options: pd.DataFrame, files: OwnUseFiles, at: pd.Series | None = None) -> Hours:
    """The hours that options (``facility_id``, ``owner_id``, ``technology``) meet.

    ``at`` are the facilities that use the energy, where these are not the options' own (own supply over the grid).
    """
    shapes: dict[tuple[str, float, float], int] = {}
    shares: list[Floats] = []
    shape_of = np.full(len(options), NO_LOAD, dtype=np.int64)
    ids = options["option_id"] if "option_id" in options else options["owner_id"]
    names = zip(ids, options["owner_id"], options["technology"], options["facility_id"], strict=True)
    for row, (option, owner, technology, facility) in enumerate(names):
        key = files.profile_key(owner, technology)
        share = files.profiles[key].share
        if files.profiles[key].kind == "weather":
            key = option if option in files.sun else facility
            share = files.sun.get(key)
        place = _place(files.sites, facility) if share is None else (0.0, 0.0)
        if np.isnan(place).any():
            continue
        shape_of[row] = shapes.setdefault((key, *place), len(shapes))
        if len(shares) < len(shapes):
            shares.append(clear_day_shares(*place) if share is None else share)
    users = (options["facility_id"] if at is None else at).to_numpy(dtype=object)
    wanted = [one for one in dict.fromkeys(users) if one in files.loads]
    row_of = {facility: row for row, facility in enumerate(wanted)}
    return Hours(
        shape_of,
        np.array([row_of.get(one, NO_LOAD) for one in users], dtype=np.int64),
        np.stack(shares) if shares else np.empty((0, HOURS)),
        tuple(key for key, _, _ in shapes),
        tuple(files.loads[one] for one in wanted),
        tuple(wanted),
    )


def _place(sites: Mapping[str, tuple[float, float]], facility: str) -> tuple[float, float]:
    lat, lon = sites.get(facility, (np.nan, np.nan))
    return round(float(lat), ROUNDED_TO), round(float(lon), ROUNDED_TO)
