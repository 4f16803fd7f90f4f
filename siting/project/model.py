"""``project.toml`` as frozen records. The descriptions here are the reference: schema and manual print them."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from siting.project.amounts import SteppedCost
from siting.project.cases import Case, named_kinds
from siting.project.judgement import Judgement
from siting.project.marks import Marks, directed
from siting.project.money import Finance, Lifecycles, Subsidy
from siting.project.own_use import GenerationProfile, LoadSource, Tariff
from siting.project.price_rows import PriceRow
from siting.project.procurement import City, Scheme, Taxes, named_schemes
from siting.project.scalars import (
    CaseName,
    Count,
    Finite,
    FiscalYear,
    Flag,
    FlowKey,
    MachineName,
    Model,
    NotNegative,
    Positive,
    Sourced,
)
from siting.project.sunlight.drawing import Drawing
from siting.project.sunlight.settings import Solar
from siting.project.sunlight.source import WeatherSource
from siting.project.water import FlowSource, Hydro


class Study(Model):
    """Who studies what for whom."""

    name: str = Field(min_length=1, description="Name of the study.")
    name_en: str = Field("", description="Name of the study in English.")
    client: str = Field("", description="For whom the study is made.")
    client_en: str = Field("", description="For whom the study is made, in English.")
    language: Literal["ja", "en"] = Field("ja", description="Language of reports and messages.")
    base_year: FiscalYear | None = Field(None, description="Fiscal year of the prices and of today's view.")
    source: str = Field("", description="The document the study rests on.")
    note: str = Field("", description="A remark shown at the top of the report.")
    note_en: str = Field("", description="The remark in English.")


class TableFile(Model):
    """Where a table is, if not in a file of its own name."""

    file: str = Field(min_length=1, description="File name, relative to project.toml.")
    sheet: str | None = Field(None, description="Sheet of an XLSX file.")
    layer: str | None = Field(None, description="Layer of a GeoPackage.")
    encoding: str | None = Field(None, description="Encoding of a CSV or Shapefile: utf-8 or cp932.")
    crs: str | None = Field(None, description="Coordinate system of the geometries, such as EPSG:6674.")


class TableFiles(Model):
    """Files of the seven tables; a table not named here is found by its own name."""

    facilities: TableFile | None = Field(None, description="The facilities.")
    plots: TableFile | None = Field(None, description="The plots.")
    drops: TableFile | None = Field(None, description="The drops.")
    designs: TableFile | None = Field(None, description="Designs studied elsewhere.")
    constraints: TableFile | None = Field(None, description="Constraints and open points.")
    exclusions: TableFile | None = Field(None, description="What is not looked at, and why.")
    published: TableFile | None = Field(None, description="Figures printed elsewhere, to compare with.")


class ScreeningYield(Sourced):
    """Energy of a plot from its panel area, before anything is designed."""

    variant: Annotated[str, Field(pattern=r"^[A-Za-z0-9_.]+$", max_length=24)] = Field(
        "area", description="Name of the variant in option ids."
    )
    kw_per_m2: Positive = Field(description="Power per panel area. [kW/m2]")
    kwh_per_kw: Annotated[float, Field(strict=True, gt=0, le=8760, allow_inf_nan=False)] = Field(
        description="Yearly energy per kilowatt. [kWh/kW]"
    )


class Screening(Model):
    """Yields of the screening stage."""

    pv: ScreeningYield | None = Field(None, description="Energy of plots from their panel area.")


class RunningCost(Model):
    """What running the plant costs every year."""

    fixed_yen_per_year: NotNegative = Field(0.0, description="Yearly amount whatever the size. [yen/y]")
    yen_per_kw_year: NotNegative = Field(0.0, description="Yearly amount per kilowatt. [yen/kW/y]")


class CostModel(Sourced):
    """What an option costs whose table gives no cost of its own."""

    capex: SteppedCost | None = Field(None, description="Capital cost.")
    lifetime_total: SteppedCost | None = Field(
        None, description="Capital and running cost of all years together (総費用); capital cost is the rest."
    )
    opex: RunningCost = Field(
        default_factory=lambda: RunningCost(fixed_yen_per_year=0.0, yen_per_kw_year=0.0),
        description="Running cost.",
    )

    @model_validator(mode="after")
    def _one_of_two(self) -> Self:
        if (self.capex is None) == (self.lifetime_total is None):
            raise ValueError("cost_model")
        return self


class Costs(Model):
    """Cost models by technology."""

    pv: CostModel | None = Field(None, description="For solar.")
    hydro: CostModel | None = Field(None, description="For water power.")
    machines: dict[MachineName, CostModel] = Field(
        default_factory=dict, description="For turbine types whose file names such a cost_model; else hydro."
    )


class Carbon(Sourced):
    """Carbon dioxide per kilowatt hour saved: given, or a row of the shipped table emission_factors."""

    factor_kg_per_kwh: NotNegative | None = Field(None, description="Emission factor. [kg/kWh]")
    utility: str = Field("", description="Power utility in the shipped table emission_factors.")
    fiscal_year: FiscalYear | None = Field(None, description="Fiscal year in that table.")
    kind: Literal["basic", "adjusted"] = Field("basic", description="Basic or adjusted emission factor.")

    @model_validator(mode="after")
    def _given_or_looked_up(self) -> Self:
        stated = (bool(self.utility), self.fiscal_year is not None)
        if stated != ((False, False) if self.factor_kg_per_kwh is not None else (True, True)):
            raise ValueError("carbon")
        return self


class Criterion(Model):
    """A column that is shown and marked in the ranking."""

    @model_validator(mode="before")
    @classmethod
    def _marks_run_as_the_column_asks(cls, data: Any) -> Any:
        if not isinstance(data, dict):
            return data
        return {**data, "marks": directed(data.get("marks", {}), data.get("column"))}

    column: str = Field(min_length=1, description="Column of options.csv, such as bc_fit or co2_area_t.")
    marks: Marks = Field(default_factory=lambda: Marks.model_validate({}), description="How the figure becomes a mark.")


class ShortList(Model):
    """Which options go on to detailed study."""

    rule: Literal["facilities", "options", "threshold"] = Field(
        "facilities",
        description="facilities: best first until so many facilities are in; options: the best ones; threshold: all that reach a value.",
    )
    count: Count | None = Field(None, description="How many facilities or options.")
    minimum: Finite | None = Field(None, description="For rule threshold: least value of the ranking column.")

    @model_validator(mode="after")
    def _count_or_minimum(self) -> Self:
        needs_minimum = self.rule == "threshold"
        if needs_minimum != (self.minimum is not None) or needs_minimum == (self.count is not None):
            raise ValueError("short_list")
        return self


class Timing(Model):
    """How the earliest possible year enters the overall judgement."""

    ready_within_years: Annotated[int, Field(strict=True, ge=0)] = Field(
        description="An option that can start within so many years of base_year is ready; later ones wait. [years]"
    )


class Ranking(Model):
    """How options are put in order."""

    @model_validator(mode="before")
    @classmethod
    def _order_runs_as_the_column_asks(cls, data: Any) -> Any:
        return directed(data, data.get("by")) if isinstance(data, dict) else data

    by: str = Field(description="Column that decides, such as bc_fit.")
    descending: Flag = Field(
        True, description="Whether larger is better; left out: no for costs and payback, yes for the rest."
    )
    criteria: tuple[Criterion, ...] = Field((), description="Columns shown and marked beside the rank.")
    short_list: ShortList = Field(
        default_factory=lambda: ShortList(rule="facilities", count=5, minimum=None),
        description="Which options go on to detailed study.",
    )
    timing: Timing | None = Field(None, description="How the earliest possible year enters the overall judgement.")


class Outputs(Model):
    """How much is written for very large projects."""

    cashflow_options: Annotated[int, Field(strict=True, ge=0)] = Field(
        2000,
        description="cashflows.csv and the workbook hold the best options of each stage up to this number.",
    )
    scheme_options: Annotated[int, Field(strict=True, ge=0)] = Field(
        30, description="Schemes are studied for the best options that go on to detailed study, up to this number."
    )


class Config(Model):
    """Everything ``project.toml`` can say."""

    project: Study = Field(description="Who studies what for whom.")
    tables: TableFiles = Field(
        default_factory=lambda: TableFiles.model_validate({}),
        description="Files of the tables, where they differ from the tables' names.",
    )
    finance: Finance = Field(
        default_factory=lambda: Finance.model_validate({}), description="How years are counted and weighed."
    )
    screening: Screening = Field(
        default_factory=lambda: Screening(pv=None), description="Yields of the screening stage."
    )
    costs: Costs = Field(default_factory=lambda: Costs(pv=None, hydro=None), description="Cost models by technology.")
    weather: WeatherSource = Field(
        default_factory=lambda: WeatherSource.model_validate({}), description="Where the weather comes from."
    )
    solar: Solar | None = Field(
        None, description="The detail stage of plots: layout, shade, yield, glare; plots are only screened if left out."
    )
    drawings: dict[FlowKey, Drawing] = Field(
        default_factory=dict, description="Outlines of plots from drawings, by plot_id or group_id."
    )
    hydro: Hydro = Field(default_factory=lambda: Hydro.model_validate({}), description="Settings of the water engine.")
    flows: dict[FlowKey, FlowSource] = Field(
        default_factory=dict, description="Flow records by the drop they belong to (drop_id, or the drop's flow_id)."
    )
    lifecycle: Lifecycles = Field(
        default_factory=lambda: Lifecycles(pv=None, hydro=None),
        description="Costs over the life, beside capital and running cost.",
    )
    subsidies: tuple[Subsidy, ...] = Field((), description="Subsidies on the capital cost.")
    loads: dict[FlowKey, LoadSource] = Field(
        default_factory=dict, description="Power that facilities take, by facility_id."
    )
    profiles: dict[FlowKey, GenerationProfile] = Field(
        default_factory=dict,
        description="When plants generate: for pv, for hydro, or by owner (facility, plot, group or drop).",
    )
    tariffs: dict[FlowKey, Tariff] = Field(default_factory=dict, description="Power tariffs by name.")
    cases: Annotated[dict[CaseName, Case], BeforeValidator(named_kinds)] = Field(
        min_length=1, description="Price cases by name."
    )
    prices: tuple[PriceRow, ...] = Field(
        (), description="Prices of the project's own; they replace those of the shipped price book in their class."
    )
    schemes: Annotated[dict[CaseName, Scheme], BeforeValidator(named_schemes)] = Field(
        default_factory=dict, description="Procurement schemes by name; none are compared if left out."
    )
    city: City = Field(
        default_factory=lambda: City.model_validate({}), description="The city's own finance and its share of taxes."
    )
    taxes: Taxes = Field(
        default_factory=lambda: Taxes.model_validate({}), description="Taxes of a company, where a scheme has one."
    )
    co2: Carbon | None = Field(None, description="Carbon dioxide per kilowatt hour saved; no CO2 figures if left out.")
    ranking: Ranking = Field(description="How options are put in order.")
    judgement: Judgement = Field(
        default_factory=lambda: Judgement(options=None, schemes=None),
        description="Options and schemes side by side, with marks and a recommendation.",
    )
    outputs: Outputs = Field(
        default_factory=lambda: Outputs(cashflow_options=2000, scheme_options=30), description="How much is written."
    )
