"""What a weather file says: hours of one year as they stand in it, before anything is made up from the sun's position."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from siting.language import Text

Floats = npt.NDArray[np.float64]
HOURS = 8760


@dataclass(frozen=True)
class Readings:
    """8,760 hours from 1 January, +09:00, without 29 February: hour i is the interval i..i+1.

    Radiation is the hourly mean [W/m2]: ``ghi`` global, ``beam`` direct on the horizontal, ``dni`` direct facing the sun,
    ``dhi`` diffuse; what the file does not hold is None. ``temperature_c`` and ``wind_m_s`` likewise, ``snow_cm`` the depth.
    ``mid_minutes`` is where in its hour the sun stands that belongs to the figures (30 for means over the hour).
    ``notes`` tell every repair.
    """

    ghi: Floats
    beam: Floats | None = None
    dni: Floats | None = None
    dhi: Floats | None = None
    temperature_c: Floats | None = None
    wind_m_s: Floats | None = None
    snow_cm: Floats | None = None
    lat: float = float("nan")
    lon: float = float("nan")
    elevation_m: float = float("nan")
    station: str = ""
    mid_minutes: float = 30.0
    file: str = ""
    sha256: str = ""
    notes: tuple[Text, ...] = ()
