"""What ``project.toml`` says of water power: flow records, settings of the engine, the choice of a machine."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from siting.project.scalars import Count, FiscalYear, Model, NotNegative, Positive, Share, Sourced

FlowUnit = Literal["m3/s", "m3/min", "m3/h", "m3/day", "m3/month", "L/s", "L/min"]
HeadUnit = Literal["m", "kPa", "MPa"]
Letters = Annotated[str, Field(pattern=r"^[A-Z]{1,3}$")]
Efficiency = Annotated[float, Field(strict=True, ge=0.1, le=1, allow_inf_nan=False)]


class FlowSource(Sourced):
    """A file with the flow of a drop, and how it is laid out."""

    file: str = Field(min_length=1, description="File name, relative to project.toml: CSV or XLSX.")
    layout: Literal["series", "months", "duration", "daily_report", "hourly_report"] = Field(
        description="series: a time and a flow per row; months: twelve rows; duration: exceedance and flow; daily_report: 月報, a row per day; hourly_report: 日報, a row per day and 24 columns."
    )
    unit: FlowUnit = Field(description="Unit of the flows: m3/s, m3/min, m3/h, m3/day, m3/month, L/s or L/min.")
    encoding: str | None = Field(None, description="Encoding of a CSV: utf-8 or cp932.")
    sheets: str | tuple[str, ...] | None = Field(
        None, description="Sheet of an XLSX file, a list of sheets, or a pattern such as {month}月 for a sheet a month."
    )
    first_row: Count | None = Field(None, description="First row with figures; found by its content if left out.")
    time_column: str | None = Field(None, description="Column of the time, day or month: its heading or its letter.")
    flow_column: str | None = Field(None, description="Column of the flow, or the first of 24: its heading or letter.")
    head_column: str | None = Field(None, description="Column of the head beside the flow, if it was measured.")
    head_unit: HeadUnit = Field("m", description="Unit of that head: m, kPa or MPa.")
    fiscal_year: FiscalYear | None = Field(
        None, description="Fiscal year of a report whose rows name only month and day."
    )
    label: Literal["start", "end"] | None = Field(
        None,
        description="Whether a time names the start or the end of its hour; told by the first and last if left out.",
    )


class Generator(Sourced):
    """Efficiency of the generator by its power; straight between the points over the logarithm of the power."""

    power_kw: tuple[Positive, ...] = Field((1.0, 5.0, 20.0, 100.0), min_length=1, description="Powers, rising. [kW]")
    efficiency: tuple[Efficiency, ...] = Field(
        (0.80, 0.85, 0.90, 0.95), min_length=1, description="Efficiency at each."
    )

    @model_validator(mode="after")
    def _a_value_for_each_rising_power(self) -> Self:
        rising = all(low < high for low, high in pairwise(self.power_kw))
        if len(self.power_kw) != len(self.efficiency) or not rising:
            raise ValueError("generator")
        return self


class Ratings(Model):
    """What the project thinks of a machine, 0 to 5."""

    maintainability: Annotated[float, Field(strict=True, ge=0, le=5)] | None = Field(None, description="How easy it is to maintain.")  # fmt: skip
    references: Annotated[float, Field(strict=True, ge=0, le=5)] | None = Field(None, description="How often it is in use.")  # fmt: skip


class Weights(Model):
    """How much each criterion counts in the choice of a machine."""

    money: NotNegative = Field(1.0, description="Net present value; yearly energy where no cost is known.")
    maintainability: NotNegative = Field(0.0, description="How easy the machine is to maintain.")
    references: NotNegative = Field(0.0, description="How often such machines are in use.")


class MachineChoice(Sourced):
    """How the machine of a drop is chosen among those inside their region."""

    case: str | None = Field(None, description="Price case whose NPV counts; the one the ranking goes by if left out.")
    weights: Weights = Field(
        default_factory=lambda: Weights(money=1.0, maintainability=0.0, references=0.0),
        description="How much each criterion counts.",
    )
    ratings: dict[str, Ratings] = Field(default_factory=dict, description="Ratings by machine, instead of the file's.")


class FlowShape(Model):
    """A stated shape of the flow over the year, to ask what it would make of a simple estimate."""

    name: str = Field(min_length=1, description="Name of the shape.")
    name_en: str = Field("", description="Name in English.")
    daily_swing: Share = Field(0.0, description="Swing within a day: 0.3 runs from 70 to 130 % of the mean.")
    yearly_swing: Share = Field(0.0, description="Swing within a year, highest in August.")


class Shapes(Sourced):
    """Flow shapes that are tried for drops in simple mode."""

    machine: str = Field(description="Machine that is assumed.")
    shape: tuple[FlowShape, ...] = Field(min_length=1, description="The shapes.")


class Hydro(Sourced):
    """Settings of the water engine."""

    gravity_m_s2: Annotated[float, Field(strict=True, ge=9.7, le=9.9, allow_inf_nan=False)] = Field(
        9.8, description="Acceleration of gravity. [m/s2]"
    )
    max_units: Annotated[int, Field(strict=True, ge=1, le=4)] = Field(4, description="Most equal units of one plant.")
    design_flows: Annotated[int, Field(strict=True, ge=2, le=500)] = Field(60, description="Design flows that are tried.")  # fmt: skip
    further_unit_gain: Share = Field(
        0.1,
        description="A further unit is taken only where it raises the yearly energy by this share (a rule of thumb).",
    )
    transformer_efficiency: Efficiency = Field(1.0, description="Efficiency of transformer and cables.")
    generator: Generator = Field(
        default_factory=lambda: Generator.model_validate({}), description="Efficiency of the generator."
    )
    size_correction: Annotated[float, Field(strict=True, ge=0, le=0.5, allow_inf_nan=False)] = Field(
        0.0,
        description="Points taken off the published efficiency formulas, which flatter machines below 100 kW: 0.05 takes 5 points.",
    )
    flow_change_per_year: Annotated[float, Field(strict=True, gt=-0.5, lt=0.5, allow_inf_nan=False)] = Field(
        0.0, description="Yearly change of all flows as a fraction: -0.01 is 1 % less every year."
    )
    pumps: str | None = Field(None, description="Catalogue of pumps, CSV: id, machine, flow_m3_s, head_m, efficiency, capex_yen.")  # fmt: skip
    choice: MachineChoice = Field(
        default_factory=lambda: MachineChoice.model_validate({}), description="How the machine of a drop is chosen."
    )
    shapes: Shapes | None = Field(None, description="Flow shapes that are tried for drops in simple mode.")
