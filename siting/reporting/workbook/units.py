"""Units as the workbook's headings say them."""

from __future__ import annotations

from siting.language import Text, text

_UNITS: dict[str, Text] = {
    "yen": text("yen"),
    "yen/y": text("yen/year"),
    "yen/kWh": text("yen/kWh"),
    "yen/kW": text("yen/kW"),
    "yen/MWh": text("yen/MWh"),
    "yen/kW/y": text("yen/kW per year"),
    "yen/kW/month": text("yen/kW per month"),
    "kWh/y": text("kWh/year"),
    "kWh/kW": text("kWh/kW per year"),
    "kW/m2": text("kW/m²"),
    "m2": text("m²"),
    "m3/s": text("m³/s"),
    "m3/y": text("m³/year"),
    "h/y": text("hours/year"),
    "decades": text("decades"),
    "t/y": text("t-CO₂/year"),
    "kg/kWh": text("kg-CO₂/kWh"),
    "y": text("years"),
    "1/y": text("per year"),
}


def unit_label(unit: str, lang: str) -> str:
    """The unit in the reader's language; units that every language writes alike stay as they are."""
    said = _UNITS.get(unit)
    return said.say(lang) if said else "" if unit == "-" else unit
