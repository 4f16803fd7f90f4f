"""Places and sources that the tests of the weather share."""

from __future__ import annotations

from typing import Any

import numpy as np

from siting.project.sunlight.source import WeatherSource
from siting.resources import share
from siting.shipped import read_shipped
from siting.weather.record import MONTH_DAYS, Floats

OSAKA = (34.681667, 135.518333)
DAYS = np.array(MONTH_DAYS, dtype=float)
STATIONS = read_shipped(share("data"), "irradiation_normals")


def station_kwh(row: dict[str, str]) -> Floats:
    """Monthly sums of a station [kWh/m2]."""
    return np.array([float(row[f"m{month:02d}_mj_m2_day"]) for month in range(1, 13)]) / 3.6 * DAYS


def source(**keys: Any) -> WeatherSource:
    """A source of weather as project.toml would state it."""
    return WeatherSource.model_validate(keys)


def csv_source(**keys: Any) -> WeatherSource:
    """A plain CSV whose hours are named by their end."""
    return source(**{"kind": "csv", "file": "sun.csv", "unit": "W/m2", "label": "end", "columns": {"ghi": "G"}} | keys)
