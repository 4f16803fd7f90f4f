"""Price cases: how the energy of an option is used and paid, each a small record."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from siting.project.amounts import Price, SteppedCost
from siting.project.scalars import (
    FiscalYear,
    FlowKey,
    Model,
    NotNegative,
    Share,
    Sourced,
    Years,
)
from siting.vocabulary.money import CASE_KIND_NAMES, CaseKind, case_kind

KindName = Literal["fixed", "fit", "fip", "tariff", "surplus", "ppa", "wheeling"]


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


class PriceStep(Model):
    """A price of some years; the last step has no number of years."""

    years: Years | None = Field(None, description="Years this price is paid. [years]")
    yen_per_kwh: NotNegative = Field(description="The price. [yen/kWh]")


class Premium(Model):
    """What a feed-in premium (FIP) adds to the sale on the market."""

    market_yen_per_kwh: NotNegative = Field(description="What the energy earns on the market. [yen/kWh]")
    non_fossil_yen_per_kwh: NotNegative = Field(0.0, description="What its own non-fossil value earns. [yen/kWh]")
    reference_market_yen_per_kwh: NotNegative | None = Field(
        None, description="Market average of the reference price; market_yen_per_kwh if left out. [yen/kWh]"
    )
    reference_non_fossil_yen_per_kwh: NotNegative | None = Field(
        None, description="Non-fossil value in the reference price; non_fossil_yen_per_kwh if left out. [yen/kWh]"
    )
    balancing_allowance_yen_per_kwh: NotNegative = Field(
        0.0, description="Balancing cost that the reference price allows for. [yen/kWh]"
    )
    balancing_cost_yen_per_kwh: NotNegative = Field(0.0, description="What balancing really costs. [yen/kWh]")

    @property
    def reference_yen_per_kwh(self) -> float:
        """Market average and non-fossil value less the balancing allowance; negative where that is the larger."""
        market, value = self.reference_market_yen_per_kwh, self.reference_non_fossil_yen_per_kwh
        market = self.market_yen_per_kwh if market is None else market
        value = self.non_fossil_yen_per_kwh if value is None else value
        return market + value - self.balancing_allowance_yen_per_kwh


class Wheeling(Model):
    """Own supply over the grid to another facility."""

    to: FlowKey | None = Field(None, description="The facility that uses the energy (its facility_id).")
    charge_yen_per_kwh: NotNegative = Field(description="Wheeling charge per energy. [yen/kWh]")
    charge_yen_per_kw_month: NotNegative = Field(0.0, description="Wheeling charge per power and month. [yen/kW/month]")
    loss_share: Share = Field(0.0, description="Share of the energy lost in the grid.")
    balancing_cost_yen_per_kwh: NotNegative = Field(0.0, description="What balancing costs. [yen/kWh]")


class Case(Sourced):
    """A price case: how the energy is used and paid."""

    kind: KindName | None = Field(
        None,
        description="Kind of the case: fixed, fit, fip, tariff, surplus, ppa or wheeling; the case's own name if that is one of them, else fixed.",
    )
    label: str = Field("", description="Name of the case in reports.")
    label_en: str = Field("", description="Name of the case in English reports.")
    price_yen_per_kwh: Price | None = Field(
        None,
        description="Price, one for all technologies or one for each; a technology without a price is not eligible. For fip the standard price, for tariff and surplus what the saved energy is worth. [yen/kWh]",
    )
    price_steps: tuple[PriceStep, ...] = Field((), description="Prices that follow each other, for all technologies.")
    price_year: FiscalYear | Literal["option_start"] | None = Field(
        None,
        description="Fiscal year whose price in the price book counts, or option_start: the year from which the option can start.",
    )
    price_half: Literal["H1", "H2"] | None = Field(None, description="Half of that year, where its price changed.")
    hydro_type: Literal["new", "existing_conduit"] = Field(
        "new", description="Class of water power in the price book: new, or existing_conduit (既設導水路活用型)."
    )
    unannounced: Literal["refuse", "last"] = Field(
        "refuse", description="Where a year has no price yet: refuse it, or take the last one announced as a scenario."
    )
    unannounced_yen_per_kwh: Price | None = Field(
        None, description="Assumed price of years that have none in the price book yet. [yen/kWh]"
    )
    price_change_per_year: Annotated[float, Field(strict=True, gt=-0.5, lt=0.5, allow_inf_nan=False)] = Field(
        0.0, description="Yearly change of tariff, surplus and market prices as a fraction."
    )
    tax: Literal["excluded", "included"] = Field("excluded", description="Whether the price holds consumption tax.")
    period_years: Years | None = Field(None, description="Years the price is paid; finance.years if left out. [years]")
    after_period_yen_per_kwh: NotNegative | None = Field(
        None, description="Price after that period; without it years end with the period. [yen/kWh]"
    )
    environmental_value: EnvironmentalValue | None = Field(
        None,
        description="kept: the owner counts the saved CO2; sold: it goes to the buyer. Sold for fit and fip if left out.",
    )
    extra_cost: ExtraCost = Field(
        default_factory=lambda: ExtraCost.model_validate({}), description="Investment only this case needs."
    )
    counting: Literal["hours", "all"] | None = Field(
        None,
        description="hours: only what the load takes in the same hour is used on site; all: every kWh is, as a study without loads counts. hours where loads are stated.",
    )
    tariff: FlowKey | None = Field(None, description="Tariff below [tariffs] that the saved energy is worth.")
    own_use_share: Annotated[float, Field(strict=True, ge=0, le=1, allow_inf_nan=False)] | None = Field(
        None, description="Share of the energy used on site, where it is stated instead of computed."
    )
    surplus_yen_per_kwh: NotNegative = Field(0.0, description="Price of what is not used on site. [yen/kWh]")
    premium: Premium | None = Field(None, description="For fip: market, reference price and balancing.")
    wheeling: Wheeling | None = Field(None, description="For wheeling: where to and at what charge.")
    generation_charge_yen_per_kw_month: NotNegative = Field(
        0.0, description="Generation-side charge per exported power and month. [yen/kW/month]"
    )
    generation_charge_yen_per_kwh: NotNegative = Field(
        0.0, description="Generation-side charge per exported energy. [yen/kWh]"
    )
    reimbursement_yen_per_kwh: NotNegative | None = Field(
        None, description="Reimbursed part of that charge; from the price book if left out. [yen/kWh]"
    )
    deposit_yen_per_kwh: NotNegative | None = Field(
        None, description="Deposit for removal over the last ten years; from the price book if left out. [yen/kWh]"
    )

    @model_validator(mode="after")
    def _steps_end_openly(self) -> Self:
        if self.price_steps and any(
            (step.years is None) != (at == len(self.price_steps) - 1) for at, step in enumerate(self.price_steps)
        ):
            raise ValueError("price_steps")
        return self

    @property
    def kind_of(self) -> CaseKind:
        """What the case pays for."""
        return case_kind(self.kind or "fixed")

    @property
    def value_sold(self) -> bool:
        """Whether the saved CO2 counts for the buyer."""
        stated = self.environmental_value
        return self.kind_of.value_sold if stated is None else stated is EnvironmentalValue.SOLD


def named_kinds(cases: Any) -> Any:
    """The cases as written, each with its kind: its own name where that is a kind, else ``fixed``."""
    if not isinstance(cases, dict):
        return cases
    return {
        name: {"kind": name if name in CASE_KIND_NAMES else "fixed", **case} if isinstance(case, dict) else case
        for name, case in cases.items()
    }
