"""Rows of the price book: what a class of plants is paid from the year in which it is certified."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from siting.project.cases import PriceStep
from siting.project.scalars import FiscalYear, NotNegative, Positive, Sourced, Years

RowScheme = Literal["fit", "fip", "fit_fip", "auction", "none", "unsourced"]
RowMount = Literal["any", "building_roof", "ground"]
RowType = Literal["new", "existing_conduit", "curtailment_device"]
OPEN_TO = {"fit": ("fit",), "fip": ("fip",), "fit_fip": ("fit", "fip")}


class PriceRow(Sourced):
    """A price of the price book; in project.toml it replaces the shipped price of its class."""

    fiscal_year: FiscalYear = Field(description="Fiscal year in which the plant is certified.")
    half: Literal["H1", "H2"] | None = Field(
        None, description="H1: first price of a year with two; H2: second one; all year if left out."
    )
    technology: Literal["pv", "hydro"] = Field(description="Technology.")
    from_kw: NotNegative = Field(0.0, description="The class begins at this power of the whole site. [kW]")
    below_kw: Positive | None = Field(None, description="The class ends below this power; open if left out. [kW]")
    mount: RowMount = Field("any", description="Mount of the panels it holds for.")
    type: RowType = Field(
        "new",
        description="new; existing_conduit: renewed hydro plant on its old conduit; curtailment_device: solar with output-control devices.",
    )
    scheme: RowScheme = Field(
        "fit",
        description="What is open to the class: fit, fip, fit_fip (either), auction, none, or unsourced (not known).",
    )
    price_yen_per_kwh: NotNegative | None = Field(None, description="Price without consumption tax. [yen/kWh]")
    price_tax_included_yen_per_kwh: NotNegative | None = Field(
        None, description="Price with consumption tax, as printed. [yen/kWh]"
    )
    first_years: Years | None = Field(None, description="Years the price holds before it changes. [years]")
    later_yen_per_kwh: NotNegative | None = Field(None, description="Price after those years. [yen/kWh]")
    period_years: Years | None = Field(None, description="Years the price is paid. [years]")
    confidence: Literal["sourced", "confirm"] = Field(
        "sourced", description="confirm marks prices that are still to be confirmed."
    )
    as_of: str = Field("", description="Date or year of the source.")

    @model_validator(mode="after")
    def _class_and_steps_make_sense(self) -> Self:
        if self.below_kw is not None and self.below_kw <= self.from_kw:
            raise ValueError("price_class")
        if (self.first_years is None) != (self.later_yen_per_kwh is None):
            raise ValueError("price_row_steps")
        if self.priced != (self.period_years is not None) or (self.priced and not self.open_to):
            raise ValueError("price_row_period")
        if "fit" in self.open_to and not self.priced:
            raise ValueError("price_row_price")
        return self

    @property
    def open_to(self) -> tuple[str, ...]:
        """The schemes that take the class: ``fit``, ``fip``, both or none."""
        return OPEN_TO.get(self.scheme, ())

    @property
    def priced(self) -> bool:
        """Whether the row states a price."""
        return self.price_yen_per_kwh is not None or self.price_tax_included_yen_per_kwh is not None

    @property
    def tax(self) -> str:
        """Whether ``steps`` hold consumption tax: only where no price without it is printed (below 10 kW)."""
        return "excluded" if self.price_yen_per_kwh is not None or not self.priced else "included"

    @property
    def steps(self) -> tuple[PriceStep, ...]:
        """The prices that follow each other, the last without end; none where the row has no price."""
        stated = (self.price_yen_per_kwh, self.price_tax_included_yen_per_kwh)
        first = next((yen for yen in stated if yen is not None), None)
        if first is None:
            return ()
        if self.later_yen_per_kwh is None:
            return (PriceStep(years=None, yen_per_kwh=first),)
        return (
            PriceStep(years=self.first_years, yen_per_kwh=first),
            PriceStep(years=None, yen_per_kwh=self.later_yen_per_kwh),
        )

    def shares_a_class_with(self, other: PriceRow) -> bool:
        """Whether some plant would belong to both rows."""
        same = (self.fiscal_year, self.technology, self.type) == (other.fiscal_year, other.technology, other.type)
        halves = self.half is None or other.half in (None, self.half)
        mounts = "any" in (self.mount, other.mount) or self.mount == other.mount
        above = self.below_kw is None or other.from_kw < self.below_kw
        below = other.below_kw is None or self.from_kw < other.below_kw
        return same and halves and mounts and above and below
