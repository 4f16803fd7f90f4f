"""What ``project.toml`` says of own use: when a facility takes power, when a plant gives it, what a kWh costs."""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from siting.project.scalars import Count, Finite, FiscalYear, FlowKey, Model, NotNegative, Positive, Sourced

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Month = Annotated[int, Field(strict=True, ge=1, le=12)]


def _as_of(value: Any) -> Any:
    if not isinstance(value, str) or not re.fullmatch(r"(FY)?\d{4}(-\d{2}){0,2}", value):
        raise ValueError("as_of")
    return value


def _holiday(value: Any) -> Any:
    """A day of every year (``12-31``) or of one year (``2023-05-03``)."""
    try:
        if not isinstance(value, str):
            raise ValueError
        dt.date.fromisoformat(f"2024-{value}" if len(value) == 5 else value)
    except ValueError:
        raise ValueError("holiday") from None
    return value


AsOf = Annotated[str, BeforeValidator(_as_of)]
Holiday = Annotated[str, BeforeValidator(_holiday)]


class LoadSource(Sourced):
    """The power a facility takes: a file, or its yearly energy and a shape."""

    file: str = Field("", description="File name, relative to project.toml: CSV or XLSX.")
    layout: Literal["half_hours", "hours", "months"] | None = Field(
        None,
        description="half_hours: the utility's 30-minute demand, a row per day and 48 columns or a row per half hour; hours: a time and a figure per row; months: twelve energies that shape spreads over the hours.",
    )
    unit: Literal["kW", "kWh"] | None = Field(
        None, description="Unit of the figures: kW (mean power of the interval) or kWh (its energy)."
    )
    column: str | None = Field(
        None, description="Column of the figures, or the first of 48: its heading or its letter."
    )
    time_column: str | None = Field(None, description="Column of the time or day: its heading or its letter.")
    sheets: str | tuple[str, ...] | None = Field(
        None, description="Sheet of an XLSX file, a list of sheets, or a pattern such as {month}月 for a sheet a month."
    )
    first_row: Count | None = Field(None, description="First row with figures; found by its content if left out.")
    encoding: str | None = Field(None, description="Encoding of a CSV: utf-8 or cp932.")
    label: Literal["start", "end"] | None = Field(
        None,
        description="Whether a time names the start or the end of its interval; told by the first and last if left out.",
    )
    fiscal_year: FiscalYear | None = Field(
        None, description="Fiscal year to take from a longer file, and of dates that name no year."
    )
    annual_kwh: Positive | None = Field(None, description="Energy of the year, without a file. [kWh/y]")
    shape: str | None = Field(
        None, description="Shape in the shipped table load_shapes, for annual_kwh and for layout months."
    )
    contract_kw: Positive | None = Field(
        None, description="Contract power; that of the facility's table if left out. [kW]"
    )
    tariff: FlowKey | None = Field(
        None,
        description="Tariff below [tariffs] this facility pays, under cases that name a tariff; theirs if left out.",
    )

    @model_validator(mode="after")
    def _file_or_energy(self) -> Self:
        if bool(self.file) == (self.annual_kwh is not None):
            raise ValueError("load_source")
        if self.file and (self.layout is None or self.unit is None):
            raise ValueError("load_layout")
        if (self.layout == "months" or not self.file) != (self.shape is not None):
            raise ValueError("load_shape")
        if self.layout == "months" and self.unit == "kW":
            raise ValueError("load_months")
        return self


class GenerationProfile(Sourced):
    """When a plant generates: only the shape over the hours counts, the energy comes from elsewhere."""

    file: str = Field("", description="File of 8,760 hourly figures, relative to project.toml: CSV or XLSX.")
    shape: Literal["clear_days", "constant"] | None = Field(
        None,
        description="Without a file: clear_days (sun of cloudless days, which lets own use look more even than it is) or constant.",
    )
    begins: Literal["january", "april"] | None = Field(
        None, description="First month of a file whose rows carry no time, or whose times are not to be read."
    )
    column: str | None = Field(None, description="Column of the figures: its heading or its letter.")
    time_column: str | None = Field(None, description="Column of the time: its heading or its letter.")
    sheets: str | tuple[str, ...] | None = Field(None, description="Sheet of an XLSX file.")
    first_row: Count | None = Field(None, description="First row with figures; found by its content if left out.")
    encoding: str | None = Field(None, description="Encoding of a CSV: utf-8 or cp932.")
    label: Literal["start", "end"] | None = Field(
        None,
        description="Whether a time names the start or the end of its hour; told by the first and last if left out.",
    )
    fiscal_year: FiscalYear | None = Field(
        None, description="Fiscal year to take from a longer file, and of dates that name no year."
    )

    @model_validator(mode="after")
    def _file_or_shape(self) -> Self:
        if bool(self.file) == (self.shape is not None):
            raise ValueError("profile")
        return self


class EnergyPrice(Model):
    """The energy charge of some hours."""

    name: str = Field("", description="Name of the band.")
    name_en: str = Field("", description="Name in English.")
    yen_per_kwh: NotNegative = Field(description="Energy charge. [yen/kWh]")
    months: tuple[Month, ...] = Field((), description="Months in which it holds; all if left out.")
    from_hour: Annotated[int, Field(strict=True, ge=0, le=23)] = Field(0, description="Hour at which it begins. [h]")
    to_hour: Annotated[int, Field(strict=True, ge=1, le=24)] = Field(
        24, description="Hour at which it ends; before from_hour if it runs over midnight. [h]"
    )
    days: Literal["all", "weekdays", "holidays"] = Field(
        "all", description="Days on which it holds; see holiday_weekdays and holiday_dates."
    )

    @model_validator(mode="after")
    def _takes_time(self) -> Self:
        if self.from_hour == self.to_hour:
            raise ValueError("band_hours")
        return self


class Tariff(Sourced):
    """What the power utility charges, in dated parts."""

    label: str = Field("", description="Name of the tariff in reports.")
    label_en: str = Field("", description="Name of the tariff in English reports.")
    tax: Literal["excluded", "included"] = Field("excluded", description="Whether the charges hold consumption tax.")
    energy: tuple[EnergyPrice, ...] = Field(
        min_length=1, description="Energy charges; together they cover every hour of the year once."
    )
    energy_as_of: AsOf = Field(description="Date of the energy charges: 2024-04 or FY2024.")
    holiday_weekdays: tuple[Weekday, ...] = Field(("sun",), description="Days of the week that count as holidays.")
    holiday_dates: tuple[Holiday, ...] = Field(
        (), description="Further holidays: 12-31 for every year, 2023-05-03 for one."
    )
    demand_yen_per_kw_month: NotNegative = Field(
        0.0, description="Demand charge before the power factor counts. [yen/kW/month]"
    )
    demand_as_of: AsOf | None = Field(None, description="Date of the demand charge: 2024-04 or FY2024.")
    power_factor: Annotated[float, Field(strict=True, gt=0, le=1, allow_inf_nan=False)] = Field(
        1.0, description="Power factor of the facility (1 is 100 %)."
    )
    power_factor_base: Annotated[float, Field(strict=True, gt=0, le=1, allow_inf_nan=False)] = Field(
        0.85, description="Power factor at which the demand charge is neither lowered nor raised."
    )
    power_factor_change_per_point: Annotated[float, Field(strict=True, ge=0, le=0.05, allow_inf_nan=False)] = Field(
        0.01,
        description="Fall of the demand charge per point of power factor above that base, rise per point below, as a fraction.",
    )
    fuel_adjustment_yen_per_kwh: Finite = Field(
        0.0, description="Fuel cost adjustment, and market adjustment if any; may be negative. [yen/kWh]"
    )
    fuel_adjustment_as_of: AsOf | None = Field(None, description="Date of the fuel cost adjustment.")
    levy_yen_per_kwh: NotNegative = Field(0.0, description="Renewable energy levy. [yen/kWh]")
    levy_as_of: AsOf | None = Field(None, description="Date of the levy.")

    @model_validator(mode="after")
    def _every_part_is_dated(self) -> Self:
        parts = (
            (self.demand_yen_per_kw_month, self.demand_as_of),
            (self.fuel_adjustment_yen_per_kwh, self.fuel_adjustment_as_of),
            (self.levy_yen_per_kwh, self.levy_as_of),
        )
        if any(amount and as_of is None for amount, as_of in parts):
            raise ValueError("tariff_dates")
        return self

    @property
    def demand_factor(self) -> float:
        """What the power factor makes of the demand charge: 0.85 at power factor 1."""
        points = 100 * (self.power_factor - self.power_factor_base)
        return 1.0 - self.power_factor_change_per_point * points
