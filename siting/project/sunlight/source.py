"""Where the weather of a project comes from: shipped normals, a file, or twelve monthly figures."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from siting.project.scalars import Count, Finite, Model, NotNegative, Sourced
from siting.project.sunlight.settings import Facing

Kind = Literal["normals", "months", "metpv11", "metpv20", "jma", "epw", "pvgis", "tmy3", "nsrdb", "csv"]
RadiationUnit = Literal["W/m2", "kWh/m2", "MJ/m2", "0.01MJ/m2", "kcal/m2"]
Twelve = Annotated[tuple[NotNegative, ...], Field(min_length=12, max_length=12)]
# Months of air that no place of the earth goes beyond [C].
MonthlyAir = Annotated[float, Field(strict=True, ge=-60, le=60, allow_inf_nan=False)]
TwelveTemperatures = Annotated[tuple[MonthlyAir, ...], Field(min_length=12, max_length=12)]
# From the shore of the Dead Sea to Mount Everest [m].
LOWEST_M, HIGHEST_M = -500.0, 9000.0
Elevation = Annotated[float, Field(strict=True, ge=LOWEST_M, le=HIGHEST_M, allow_inf_nan=False)]
# A year that differs from the mean by half of it is no year; figures in percent would pass unseen.
Spread = Annotated[float, Field(strict=True, gt=0, le=0.5, allow_inf_nan=False)]


class Columns(Model):
    """Which columns of a plain CSV hold what: a heading, or the letter of the column."""

    ghi: str = Field("", description="Global radiation on the horizontal.")
    dni: str = Field("", description="Direct radiation on a plane facing the sun.")
    beam: str = Field("", description="Direct radiation on the horizontal, in place of dni.")
    dhi: str = Field("", description="Diffuse radiation on the horizontal.")
    temperature: str = Field("", description="Air temperature. [C]")
    wind: str = Field("", description="Wind speed. [m/s]")
    snow: str = Field("", description="Depth of snow. [cm]")
    time: str = Field("", description="Time; hours in order from 1 January if left out.")


class Plane(Model):
    """The plane that monthly figures stand for."""

    tilt_deg: Annotated[float, Field(strict=True, ge=0, le=90)] = Field(0.0, description="Tilt. [deg]")
    facing: Facing = Field(0.0, description="Azimuth: 0 = south, west positive, or a name such as south-west. [deg]")


class WeatherSource(Sourced):
    """One year of weather: the shipped normals of the nearest stations, a file, or twelve monthly figures."""

    kind: Kind = Field(
        "normals",
        description="normals (shipped, hours made by a seeded generator), months (twelve figures), or the format of the file.",
    )
    file: str = Field("", description="File name, relative to project.toml.")
    file_low: str = Field("", description="File of a year of little sun (METPV-20 寡照年), for P90-like figures.")
    file_high: str = Field("", description="File of a year of much sun (METPV-20 多照年).")
    encoding: str | None = Field(None, description="Encoding of a CSV: utf-8 or cp932.")
    lat: Finite | None = Field(None, description="Latitude where it was measured, if the file does not say. [deg]")
    lon: Finite | None = Field(None, description="Longitude where it was measured. [deg]")
    elevation_m: Elevation | None = Field(None, description="Elevation where it was measured. [m]")
    unit: RadiationUnit | None = Field(
        None, description="Unit of radiation of a plain CSV, per hour where it is an energy."
    )
    label: Literal["start", "middle", "end"] | None = Field(
        None, description="Which part of its hour a time names in a plain CSV."
    )
    utc_offset_h: Finite = Field(9.0, description="Offset of the times from UTC in a plain CSV. [h]")
    columns: Columns = Field(default_factory=lambda: Columns.model_validate({}), description="Columns of a plain CSV.")
    months: Twelve | None = Field(None, description="Irradiation of January to December, for kind months.")
    months_unit: Literal["kWh/m2/day", "MJ/m2/day", "kcal/m2/day", "kWh/m2", "MJ/m2"] | None = Field(
        None, description="Unit of months: a daily mean or the sum of the month."
    )
    months_plane: Plane = Field(
        default_factory=lambda: Plane(tilt_deg=0.0, facing=0.0), description="Plane that months stand for."
    )
    temperatures: TwelveTemperatures | None = Field(
        None,
        description="Air temperature of January to December, for normals and months; shipped ones if left out. [C]",
    )
    stations: Count = Field(3, description="Stations of the shipped normals that are weighed by their distance.")
    seed: Annotated[int, Field(strict=True, ge=0)] = Field(1, description="Seed of the hourly generator.")
    year_sigma: Spread | None = Field(
        None,
        description="Standard deviation of the year's energy between years, as a fraction; P90 is left out without it.",
    )

    @model_validator(mode="after")
    def _says_what_it_needs(self) -> Self:
        from_file = self.kind not in ("normals", "months")
        if from_file != bool(self.file):
            raise ValueError("weather_file")
        if (self.kind == "months") != (self.months is not None) or (self.months is None) != (self.months_unit is None):
            raise ValueError("weather_months")
        if (bool(self.file_low) or bool(self.file_high)) and self.kind != "metpv20":
            raise ValueError("weather_triple")
        if (self.lat is None) != (self.lon is None):
            raise ValueError("weather_position")
        if self.kind == "csv" and (self.unit is None or self.label is None or not self.columns.ghi):
            raise ValueError("weather_csv")
        return self
