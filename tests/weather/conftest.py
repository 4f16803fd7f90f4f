"""A year at Osaka, and a measured year that travels with pvlib."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

from siting.weather.generate import generate_light
from siting.weather.light import Light
from siting.weather.record import Floats, Sun
from siting.weather.sun import sun_of
from tests.weather.places import OSAKA, STATIONS, station_kwh

OSAKA_ID = 47772


@pytest.fixture(scope="session")
def osaka_sun() -> Sun:
    return sun_of(*OSAKA)


@pytest.fixture(scope="session")
def osaka(osaka_sun: Sun) -> Light:
    row = next(row for row in STATIONS if row["jma_id"] == str(OSAKA_ID))
    return generate_light(station_kwh(row), osaka_sun, 1, OSAKA_ID)


@pytest.fixture(scope="session")
def greensboro() -> Mapping[str, Floats | float]:
    """Hours of the TMY3 of Greensboro (National Solar Radiation Data Base, shipped with pvlib), turned to +09:00."""
    import pvlib

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        path = Path(pvlib.__file__).parent / "data" / "723170TYA.CSV"
        frame, head = pvlib.iotools.read_tmy3(path, coerce_year=2022, map_variables=True)
    hours = {name: np.roll(frame[name].to_numpy(float), int(9 - head["TZ"])) for name in ("ghi", "dni", "dhi")}
    return {"lat": float(head["latitude"]), "lon": float(head["longitude"]), **hours}
