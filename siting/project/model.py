"""``project.toml`` as frozen records. The descriptions here are the reference: schema and manual print them."""

from __future__ import annotations

from enum import StrEnum
from itertools import pairwise
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, Field, model_validator

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
    Share,
    Sourced,
    Years,
)
from siting.project.water import FlowSource, Hydro
from siting.vocabulary.results import larger_is_better

MARKS = ("◎", "○", "△", "□")


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


def _for_each_technology(data: Any) -> Any:
    """One number stands for all technologies."""
    if isinstance(data, int | float) and not isinstance(data, bool):
        return {"pv": data, "hydro": data}
    if not isinstance(data, dict | BaseModel):
        raise ValueError("per_technology")
    return data


class PerTechnology(Model):
    """A figure for each technology; one that is left out has none."""

    pv: NotNegative | None = Field(None, description="For solar.")
    hydro: NotNegative | None = Field(None, description="For water power.")


class Degradation(Model):
    """Yearly loss of yield by technology."""

    pv: Share = Field(0.0, description="For solar.")
    hydro: Share = Field(0.0, description="For water power.")


Price = Annotated[PerTechnology, BeforeValidator(_for_each_technology)]
Loss = Annotated[Degradation, BeforeValidator(_for_each_technology)]


class Finance(Sourced):
    """How years are counted and weighed."""

    years: Years = Field(20, description="Operating years that are counted. [years]")
    discount_rate: Annotated[float, Field(strict=True, ge=-0.5, le=1, allow_inf_nan=False)] = Field(
        0.0, description="Discount rate as a fraction (0.04 is 4 %); 0 gives plain sums."
    )
    degradation: Loss = Field(
        default_factory=lambda: Degradation(pv=0.0, hydro=0.0),
        description="Yearly loss of yield as a fraction.",
    )


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


class Step(Model):
    """One size class of a stepped cost: the whole size is charged at the rate of its class."""

    below_kw: Positive | None = Field(None, description="The class holds sizes below this power. [kW]")
    below_mwh: Positive | None = Field(None, description="The class holds first-year energies below this. [MWh]")
    yen_per_kw: Finite | None = Field(None, description="Rate per kilowatt. [yen/kW]")
    yen_per_mwh: Finite | None = Field(None, description="Rate per first-year megawatt hour. [yen/MWh]")


class SteppedCost(Model):
    """A fixed amount and a rate by size class, per kW or per first-year MWh."""

    fixed_yen: Finite = Field(0.0, description="Amount whatever the size. [yen]")
    steps: tuple[Step, ...] = Field(
        min_length=1, description="Size classes from small to large; the last has no bound."
    )

    @model_validator(mode="after")
    def _classes_are_in_order(self) -> Self:
        basis = self.basis
        bounds = [getattr(step, f"below_{basis}") for step in self.steps]
        other = "kw" if basis == "mwh" else "mwh"
        for step in self.steps:
            if getattr(step, f"yen_per_{basis}") is None:
                raise ValueError("step_rate")
            if getattr(step, f"yen_per_{other}") is not None or getattr(step, f"below_{other}") is not None:
                raise ValueError("step_basis")
        if bounds[-1] is not None or any(bound is None for bound in bounds[:-1]):
            raise ValueError("step_last")
        if any(low >= high for low, high in pairwise(bounds[:-1])):
            raise ValueError("step_order")
        return self

    @property
    def basis(self) -> str:
        """What the rates and bounds count: ``kw`` or ``mwh``."""
        return "mwh" if self.steps[0].yen_per_mwh is not None else "kw"


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


class ExtraCost(Model):
    """Investment that only this price case needs, by technology."""

    stages: tuple[Literal["screening", "detail"], ...] = Field(
        ("screening", "detail"), min_length=1, description="Stages in which it is added."
    )
    pv: SteppedCost | None = Field(None, description="For solar.")
    hydro: SteppedCost | None = Field(None, description="For water power.")


class EnvironmentalValue(StrEnum):
    """Who may count the saved carbon dioxide."""

    KEPT = "kept"
    SOLD = "sold"


class Case(Sourced):
    """A price case: how the energy is used and paid."""

    label: str = Field("", description="Name of the case in reports.")
    label_en: str = Field("", description="Name of the case in English reports.")
    price_yen_per_kwh: Price = Field(
        description="Price, one for all technologies or one for each; a technology without a price is not eligible. [yen/kWh]"
    )
    tax: Literal["excluded", "included"] = Field("excluded", description="Whether the price holds consumption tax.")
    period_years: Years | None = Field(None, description="Years the price is paid; finance.years if left out. [years]")
    environmental_value: EnvironmentalValue = Field(
        EnvironmentalValue.KEPT,
        description="kept: the owner counts the saved CO2; sold: it goes to the buyer.",
    )
    extra_cost: ExtraCost = Field(
        default_factory=lambda: ExtraCost.model_validate({}), description="Investment only this case needs."
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


class Marks(Model):
    """How a figure becomes a mark."""

    scale: Literal["rank", "threshold"] = Field("rank", description="By rank among options, or by thresholds.")
    symbols: tuple[str, ...] = Field(MARKS, min_length=1, description="Marks from best to worst.")
    thresholds: tuple[Finite, ...] = Field(
        (), description="For scale threshold: the least value of each mark but the last."
    )
    descending: Flag = Field(
        True, description="Whether larger is better; left out: no for costs and payback, yes for the rest."
    )

    @model_validator(mode="after")
    def _a_threshold_between_marks(self) -> Self:
        if self.scale == "rank" and self.thresholds:
            raise ValueError("marks_rank")
        if self.scale == "threshold" and len(self.thresholds) != len(self.symbols) - 1:
            raise ValueError("marks_threshold")
        if any((a <= b) if self.descending else (a >= b) for a, b in pairwise(self.thresholds)):
            raise ValueError("marks_order")
        return self


def _directed(data: Any, column: Any) -> Any:
    """``descending`` as the column asks for where the user says nothing: of costs the smaller is the better."""
    if isinstance(data, dict) and "descending" not in data and isinstance(column, str):
        return {**data, "descending": larger_is_better(column)}
    return data


class Criterion(Model):
    """A column that is shown and marked in the ranking."""

    @model_validator(mode="before")
    @classmethod
    def _marks_run_as_the_column_asks(cls, data: Any) -> Any:
        if not isinstance(data, dict):
            return data
        return {**data, "marks": _directed(data.get("marks", {}), data.get("column"))}

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
        return _directed(data, data.get("by")) if isinstance(data, dict) else data

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
    hydro: Hydro = Field(default_factory=lambda: Hydro.model_validate({}), description="Settings of the water engine.")
    flows: dict[FlowKey, FlowSource] = Field(
        default_factory=dict, description="Flow records by the drop they belong to (drop_id, or the drop's flow_id)."
    )
    cases: dict[CaseName, Case] = Field(min_length=1, description="Price cases by name.")
    co2: Carbon | None = Field(None, description="Carbon dioxide per kilowatt hour saved; no CO2 figures if left out.")
    ranking: Ranking = Field(description="How options are put in order.")
    outputs: Outputs = Field(default_factory=lambda: Outputs(cashflow_options=2000), description="How much is written.")
