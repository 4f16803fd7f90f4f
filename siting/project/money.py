"""How years are counted and weighed, and what a plant costs over its life beside its price and upkeep."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from siting.project.amounts import Degradation, Loss
from siting.project.scalars import CaseName, Model, NotNegative, Positive, Share, Sourced, Years

Rate = Annotated[float, Field(strict=True, ge=-0.5, le=1, allow_inf_nan=False)]
Change = Annotated[float, Field(strict=True, gt=-0.5, lt=0.5, allow_inf_nan=False)]
# A share of a whole that may be all of it.
Part = Annotated[float, Field(strict=True, ge=0, le=1, allow_inf_nan=False)]


class ConsumptionTax(Model):
    """The basis all money is brought to: figures flagged otherwise are converted."""

    rate: Share = Field(description="Rate as a fraction (0.10 is 10 %).")
    basis: Literal["excluded", "included"] = Field("excluded", description="Whether results hold the tax.")


class Finance(Sourced):
    """How years are counted and weighed."""

    years: Years = Field(20, description="Operating years that are counted. [years]")
    discount_rate: Rate = Field(0.0, description="Discount rate as a fraction (0.04 is 4 %); 0 gives plain sums.")
    degradation: Loss = Field(
        default_factory=lambda: Degradation(pv=0.0, hydro=0.0),
        description="Yearly loss of yield as a fraction.",
    )
    inflation: Change = Field(0.0, description="Yearly rise of running costs, from the second year on, as a fraction.")
    consumption_tax: ConsumptionTax | None = Field(
        None, description="The tax basis of the results; without it no figure is converted."
    )


class Parts(Model):
    """Parts of the capital cost; they add up to 1."""

    equipment: Part = Field(description="Equipment.")
    works: Part = Field(description="Works, overheads included.")
    design: Part = Field(0.0, description="Design and supervision.")
    contingency: Part = Field(0.0, description="Contingency.")

    @model_validator(mode="after")
    def _add_up(self) -> Self:
        if abs(self.equipment + self.works + self.design + self.contingency - 1.0) > 1e-9:
            raise ValueError("parts")
        return self


class WorkType(Model):
    """A type of works (工種) in a rough breakdown."""

    name: str = Field(min_length=1, description="Name of the type of works.")
    name_en: str = Field("", description="Name in English.")
    share: Part = Field(description="Its share of the works.")


class Breakdown(Model):
    """A rough breakdown of the works by type (工種), with overheads (諸経費); the shares add up to 1."""

    types: tuple[WorkType, ...] = Field(min_length=1, description="The types of works.")
    overhead_share: Part = Field(0.0, description="Share of overheads (諸経費).")

    @model_validator(mode="after")
    def _add_up(self) -> Self:
        if abs(sum(one.share for one in self.types) + self.overhead_share - 1.0) > 1e-9:
            raise ValueError("breakdown")
        return self


class GridConnection(Model):
    """What connecting to the grid costs: full sale from a size on needs an intake of its own, own use protection relays."""

    fixed_yen: NotNegative = Field(0.0, description="Amount whatever the size. [yen]")
    yen_per_kw: NotNegative = Field(0.0, description="Amount per kilowatt. [yen/kW]")
    own_intake_yen: NotNegative = Field(0.0, description="High-voltage intake of its own, for full sale. [yen]")
    own_intake_from_kw: NotNegative = Field(50.0, description="Power from which full sale needs it. [kW]")
    protection_relay_yen: NotNegative = Field(
        0.0, description="Protection relays, for use behind the facility's existing intake. [yen]"
    )


class Replacement(Model):
    """A part that is replaced or overhauled while the plant runs."""

    name: str = Field(min_length=1, description="What is replaced.")
    name_en: str = Field("", description="Name in English.")
    every_years: Years = Field(description="Years between replacements; none in the last year. [years]")
    fixed_yen: NotNegative = Field(0.0, description="Amount each time. [yen]")
    yen_per_kw: NotNegative = Field(0.0, description="Amount per kilowatt each time. [yen/kW]")
    share_of_capex: Part = Field(0.0, description="Share of the capital cost each time.")


class PropertyTax(Model):
    """Tax on the book value, which falls by a constant factor and by half of that in the first year."""

    rate: Share = Field(description="Rate as a fraction (0.014 is 1.4 %).")
    life_years: Years = Field(17, description="Legal life that sets the factor. [years]")
    yearly_decline: Share = Field(0.127, description="Yearly fall of the taxed value (0.127 for 17 years).")
    reduced_share: Part = Field(1.0, description="Share of the base taxed in the first years (special rule).")
    reduced_years: Annotated[int, Field(strict=True, ge=0, le=100)] = Field(
        0, description="Years of the special rule. [years]"
    )


class Removal(Model):
    """What taking the plant down costs at the end."""

    fixed_yen: NotNegative = Field(0.0, description="Amount whatever the size. [yen]")
    yen_per_kw: NotNegative = Field(0.0, description="Amount per kilowatt. [yen/kW]")
    share_of_capex: Part = Field(0.0, description="Share of the capital cost.")


class Lifecycle(Sourced):
    """What a plant of one technology costs over its life, beside capital and running cost."""

    tax: Literal["excluded", "included"] = Field(
        "excluded",
        description="Whether capital and running cost (tables and costs.*) hold consumption tax; amounts in yen below are on the basis of the results.",
    )
    parts: Parts | None = Field(None, description="Parts of the capital cost.")
    works: Breakdown | None = Field(None, description="Rough breakdown of the works.")
    grid: GridConnection | None = Field(None, description="Grid connection.")
    replacements: tuple[Replacement, ...] = Field((), description="Replacements and overhauls.")
    insurance_share_of_capex: Share = Field(0.0, description="Yearly insurance as a share of the capital cost.")
    property_tax: PropertyTax | None = Field(None, description="Property tax, where the owner pays it.")
    removal: Removal | None = Field(None, description="Removal at the end.")
    residual_share_of_capex: Part = Field(0.0, description="Value left at the end as a share of the capital cost.")


class Lifecycles(Model):
    """Costs over the life by technology."""

    pv: Lifecycle | None = Field(None, description="For solar.")
    hydro: Lifecycle | None = Field(None, description="For water power.")


class Subsidy(Sourced):
    """A subsidy on the capital cost, and the cases it rules out."""

    name: str = Field(min_length=1, description="Name of the subsidy.")
    name_en: str = Field("", description="Name in English.")
    technology: Literal["pv", "hydro"] | None = Field(None, description="Technology it is for; both if left out.")
    share_of_capex: Part = Field(0.0, description="Share of the capital cost.")
    yen_per_kw: NotNegative = Field(0.0, description="Amount per kilowatt. [yen/kW]")
    max_yen: Positive | None = Field(None, description="Most that is paid per option. [yen]")
    excludes: tuple[CaseName, ...] = Field(("fit", "fip"), description="Cases, by name or kind, that get none of it.")
