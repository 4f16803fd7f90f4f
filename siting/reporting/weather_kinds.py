"""Where weather comes from, in words."""

from __future__ import annotations

from collections.abc import Mapping

from siting.language import Text, text

WEATHER: Mapping[str, Text] = {
    "normals": text("30-year normals of JMA stations, made into hours"),
    "months": text("twelve stated months, made into hours"),
    "metpv11": text("METPV-11"),
    "metpv20": text("METPV-20"),
    "jma": text("hours of the Japan Meteorological Agency"),
    "epw": text("EPW file"),
    "pvgis": text("PVGIS typical year"),
    "tmy3": text("TMY3 file"),
    "nsrdb": text("NSRDB file"),
    "csv": text("table of hours"),
}
