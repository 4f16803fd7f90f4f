"""PVWatts version 8 of PySAM on a year of ours: fixed open rack, standard module (plain glass), no losses."""

from __future__ import annotations

from typing import Any

from PySAM import Pvwattsv8

from siting.weather.record import WeatherYear
from siting.weather.sun import hour_times

# What PVWatts takes for its standard module [1/K].
STANDARD_PER_K = -0.0037
FIXED_OPEN_RACK, STANDARD_GLASS = 0, 0
# So far apart that no row shades the next.
ALONE = 0.01


def pvwatts_model(weather: WeatherYear) -> Any:
    """A system of 100 kW with an inverter of 100/1.2 kW, to be turned and executed."""
    times = hour_times(weather.mid_minutes)
    model = Pvwattsv8.new()
    model.SolarResource.solar_resource_data = {
        "lat": weather.lat,
        "lon": weather.lon,
        "tz": 9,
        "elev": weather.elevation_m,
        "year": times.year.tolist(),
        "month": times.month.tolist(),
        "day": times.day.tolist(),
        "hour": times.hour.tolist(),
        "minute": times.minute.tolist(),
        "dn": weather.dni.tolist(),
        "df": weather.dhi.tolist(),
        "gh": weather.ghi.tolist(),
        "tdry": weather.temperature_c.tolist(),
        "wspd": weather.wind_m_s.tolist(),
    }
    model.SolarResource.albedo = [0.2] * 12
    system = model.SystemDesign
    system.system_capacity, system.dc_ac_ratio, system.inv_eff, system.losses = 100.0, 1.2, 96.0, 0.0
    system.array_type, system.module_type, system.gcr = FIXED_OPEN_RACK, STANDARD_GLASS, ALONE
    system.tilt, system.azimuth = 30.0, 180.0
    return model


def executed(model: Any, tilt_deg: float, azimuth_deg: float, cover: float = ALONE) -> tuple[float, float]:
    """Light on the plane after self-shading [kWh/m2] and alternating current [kWh] of the year."""
    model.SystemDesign.tilt, model.SystemDesign.azimuth, model.SystemDesign.gcr = tilt_deg, azimuth_deg, cover
    model.execute(0)
    return sum(model.Outputs.poa_monthly), model.Outputs.ac_annual
