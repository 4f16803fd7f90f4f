"""A turbine type as data: what a file in ``turbine_charts/`` or in a project's ``turbines/`` says."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from siting.project.scalars import Finite, Flag, Model, Positive, Share

MachineId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=24)]
Point = tuple[Positive, Positive]
Fraction = Annotated[float, Field(strict=True, gt=0, le=1, allow_inf_nan=False)]
Rating = Annotated[float, Field(strict=True, ge=0, le=5, allow_inf_nan=False)]
Confidence = Literal["sourced", "assumption"]


class Region(Model):
    """Where a type is built: a polygon of (flow, head) or bounds. Edges are straight on log-log paper."""

    name: str = Field("", description="Whose chart it is.")
    polygon: tuple[Point, ...] = Field((), description="Vertices [flow, head] in turn. [m3/s, m]")
    flow_min_m3_s: Positive | None = Field(None, description="Least flow. [m3/s]")
    flow_max_m3_s: Positive | None = Field(None, description="Largest flow. [m3/s]")
    head_min_m: Positive | None = Field(None, description="Least head. [m]")
    head_max_m: Positive | None = Field(None, description="Largest head. [m]")
    power_min_kw: Positive | None = Field(None, description="Least hydraulic power. [kW]")
    power_max_kw: Positive | None = Field(None, description="Largest hydraulic power. [kW]")
    source: str = Field(min_length=1, description="Where the region comes from.")
    source_ja: str = Field("", description="The same in Japanese, where the source is a sentence and no title.")
    confidence: Confidence = Field(description="sourced, or assumption where nobody printed it.")
    note: str = Field("", description="A remark.")

    def source_in(self, lang: str) -> str:
        """Where the region comes from, as readers of a language are told."""
        return self.source_ja if lang == "ja" and self.source_ja else self.source

    @model_validator(mode="after")
    def _polygon_or_bounds(self) -> Self:
        bounds = (self.flow_min_m3_s, self.flow_max_m3_s, self.head_min_m, self.head_max_m)
        if bool(self.polygon) == any(bound is not None for bound in bounds):
            raise ValueError("region_form")
        if self.polygon and len(self.polygon) < 3:
            raise ValueError("region_polygon")
        for low, high in (
            (self.flow_min_m3_s, self.flow_max_m3_s),
            (self.head_min_m, self.head_max_m),
            (self.power_min_kw, self.power_max_kw),
        ):
            if low is not None and high is not None and low > high:
                raise ValueError("region_bounds")
        return self


class PublishedCurve(Model):
    """Efficiency by the CANMET/RETScreen formulas of a type."""

    model: Literal["francis", "kaplan", "propeller", "pelton", "turgo", "crossflow"] = Field(
        description="Whose formula: francis, kaplan, propeller, pelton, turgo or crossflow."
    )
    jets: Annotated[int, Field(strict=True, ge=1, le=6)] = Field(1, description="Jets of a Pelton or Turgo turbine.")


class TabulatedCurve(Model):
    """Efficiency by load as a maker prints it; straight between the points, the machine stops below the first."""

    model: Literal["table"] = Field(description="table")
    load: tuple[Fraction, ...] = Field(min_length=2, description="Shares of the design flow, rising, the last is 1.")
    efficiency: tuple[Fraction, ...] = Field(min_length=2, description="Efficiency at each load.")

    @model_validator(mode="after")
    def _rising(self) -> Self:
        if len(self.load) != len(self.efficiency):
            raise ValueError("table_lengths")
        if any(a >= b for a, b in zip(self.load, self.load[1:], strict=False)) or self.load[-1] != 1:
            raise ValueError("table_loads")
        return self


class PumpCurve(Model):
    """A pump run backwards: one head-flow curve about its best-efficiency point."""

    model: Literal["pump"] = Field(description="pump")
    peak_efficiency: Fraction = Field(description="Efficiency at the best point, taken from the pump's own.")


Efficiency = Annotated[PublishedCurve | TabulatedCurve | PumpCurve, Field(discriminator="model")]


class Machine(Model):
    """A turbine type or a maker's machine."""

    id: MachineId = Field(description="Short name in option ids.")
    name: str = Field(min_length=1, description="Name in Japanese.")
    name_en: str = Field(min_length=1, description="Name in English.")
    regions: tuple[Region, ...] = Field(min_length=1, description="Where it is built; it fits if one region holds it.")
    unit_flows_m3_s: tuple[Positive, ...] = Field(
        (), description="Design flows in which one unit is built; any size if left out. [m3/s]"
    )
    minimum_flow_share: Share = Field(description="Below this share of the design flow of one unit it stops.")
    minimum_flow_source: str = Field(min_length=1, description="Where the minimum flow comes from.")
    efficiency: Efficiency = Field(description="Efficiency of the turbine by load.")
    efficiency_source: str = Field(min_length=1, description="Where the efficiency comes from.")
    regulation: Literal["guided", "fixed", "hydraulic", "electrical"] = Field(
        description="guided: vanes, blades, needles or the filling follow the flow; fixed: none; hydraulic: a series valve and a bypass; electrical: variable speed."
    )
    outlet: Literal["pressurised", "open", "channel"] = Field(
        description="pressurised: the water leaves in a full pipe, so a pressure can be kept downstream; open: it leaves into the air, so none can; channel: it runs through an open channel as well, not for purified water."
    )
    cost_model: MachineId | None = Field(
        None, description="Cost model costs.machines.NAME, its own id if left out; costs.hydro where there is none."
    )
    maintainability: Rating | None = Field(None, description="How easy it is to maintain, 0 to 5.")
    references: Rating | None = Field(None, description="How often it is in use in waterworks, 0 to 5.")
    maintenance: str = Field("", description="What maintenance asks for, in Japanese.")
    maintenance_en: str = Field("", description="What maintenance asks for, in English.")
    strengths: tuple[str, ...] = Field((), description="Reasons for it, in Japanese.")
    strengths_en: tuple[str, ...] = Field((), description="Reasons for it, in English.")
    weaknesses: tuple[str, ...] = Field((), description="Reasons against it, in Japanese.")
    weaknesses_en: tuple[str, ...] = Field((), description="Reasons against it, in English.")
    enabled: Flag = Field(True, description="false leaves the type out of the choice; it is still listed.")
    source: str = Field(min_length=1, description="Where the file's figures come from.")
    confidence: Confidence = Field(description="sourced, or assumption where the region or curve is nobody's print.")
    note: str = Field("", description="A remark.")

    @model_validator(mode="after")
    def _reasons_in_both(self) -> Self:
        if len(self.strengths) != len(self.strengths_en) or len(self.weaknesses) != len(self.weaknesses_en):
            raise ValueError("reasons_in_both")
        return self


class Pump(Model):
    """A pump of a catalogue, as the maker prints it for pump duty at its best-efficiency point."""

    id: Annotated[str, Field(pattern=r"^[A-Za-z0-9_.-]+$", max_length=40)] = Field(description="Name of the pump.")
    machine: MachineId = Field(description="The pump type it belongs to: pat, pat_double_suction, pat_multistage.")
    flow_m3_s: Positive = Field(description="Flow at the best point as a pump. [m3/s]")
    head_m: Positive = Field(description="Head at the best point as a pump. [m]")
    efficiency: Fraction = Field(description="Efficiency at the best point as a pump.")
    capex_yen: Finite | None = Field(None, description="Cost of the pump as turbine, all in. [yen]")
