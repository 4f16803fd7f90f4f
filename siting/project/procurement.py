"""Who builds, pays and owns: schemes, the city's own finance, and the taxes of a company."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from siting.project.cases import Case
from siting.project.money import Part, PropertyTax
from siting.project.scalars import CaseName, Flag, Model, NotNegative, Positive, Share, Sourced, Years
from siting.vocabulary.money import SCHEME_KIND_NAMES, Payment, SchemeKind, scheme_kind

SchemeName = Literal["conventional", "db", "dbo", "lease", "pfi_bto", "pfi_bot", "pfi_boo", "independent", "onsite_ppa"]
LoanMethod = Literal["level", "level_principal", "sculpted"]
# The kind of price case that already is a scheme.
PPA = "ppa"
# A rate of interest or return: -50 % to 100 %.
Interest = Annotated[float, Field(strict=True, gt=-0.5, le=1, allow_inf_nan=False)]
Grace = Annotated[int, Field(strict=True, ge=0, le=100)]


class Debt(Model):
    """A loan or bond on the investment net of subsidy; repaid by the end of operation at the latest."""

    share: Part = Field(description="Its share of the investment net of subsidy.")
    rate: Interest = Field(description="Interest as a fraction (0.02 is 2 %).")
    years: Years = Field(description="Term, grace included. [years]")
    grace_years: Grace = Field(0, description="First years in which interest only is paid. [years]")
    method: LoanMethod = Field(
        "level",
        description="level: equal service; level_principal: equal repayments; sculpted: service follows the company's cash, so that the DSCR before tax is the same every year, except that at least the interest is paid.",
    )

    @model_validator(mode="after")
    def _something_is_left_to_repay(self) -> Self:
        if self.grace_years >= self.years:
            raise ValueError("debt_grace")
        return self


class RentRate(Model):
    """A yearly rent: an amount, and amounts by area and by power, added up."""

    yen_per_year: NotNegative = Field(0.0, description="Amount whatever the size. [yen/y]")
    yen_per_m2_year: NotNegative = Field(0.0, description="Amount per panel area. [yen/m2/y]")
    yen_per_kw_year: NotNegative = Field(0.0, description="Amount per power. [yen/kW/y]")


class Rent(RentRate):
    """What a company pays for roof or site: stated, or the highest it can pay."""

    highest: Annotated[bool, Field(strict=True)] = Field(
        False, description="true: the highest rent that still gives target_eirr and min_dscr."
    )
    floor: RentRate | None = Field(None, description="Least rent that the city's ordinance sets.")

    @model_validator(mode="after")
    def _stated_or_solved(self) -> Self:
        if self.highest and (self.yen_per_year or self.yen_per_m2_year or self.yen_per_kw_year):
            raise ValueError("rent")
        return self


class Scheme(Sourced):
    """A way to have the plant built, paid, owned and run."""

    kind: SchemeName = Field(description="Kind of scheme; the scheme's own name if that is one of them.")
    label: str = Field("", description="Name of the scheme in reports.")
    label_en: str = Field("", description="Name of the scheme in English reports.")
    cases: tuple[CaseName, ...] = Field(
        (), description="Price cases it is studied under, none of kind ppa; all others if left out."
    )
    capex_reduction: Share = Field(0.0, description="Investment saved by ordering design and works together.")
    competition_reduction: Share = Field(0.0, description="Investment saved by competition, of what is left.")
    opex_reduction: Share = Field(0.0, description="Upkeep, insurance and replacements saved.")
    risk_share_of_capex: Share = Field(
        0.0,
        description="Expected yearly cost of the risks that stay with the city, as a share of the unreduced investment; what a company takes on belongs in its target_eirr.",
    )
    debt: Debt | None = Field(None, description="The company's loan; the city's own bond stands in [city].")
    target_eirr: Interest | None = Field(
        None, description="Return on equity the company needs, as a fraction (0.05 is 5 %)."
    )
    min_dscr: NotNegative | None = Field(
        None, description="Least debt service cover ratio after tax that the lender accepts."
    )
    replacement_reserve: Flag = Field(
        True,
        description="Whether the company sets equal yearly amounts aside over the years before each replacement: DSCR, LLCR and sculpted debt count the cash less these, and the reserve pays the replacement. false: the year of the replacement bears it.",
    )
    lease_rate: Interest | None = Field(
        None,
        description="For lease: interest in the lease payment, which covers the property tax too; without it the payment gives target_eirr.",
    )
    lease_years: Years | None = Field(
        None,
        description="For lease: term, after which the plant is the city's; all operating years if left out. [years]",
    )
    ppa_price_yen_per_kwh: Positive | None = Field(
        None,
        description="For onsite_ppa: price of the energy used on site; without it the one that gives target_eirr. [yen/kWh]",
    )
    rent: Rent | None = Field(None, description="For independent and onsite_ppa: rent of roof or site.")

    @model_validator(mode="after")
    def _keys_fit_the_kind(self) -> Self:
        kind = self.kind_of
        if not kind.private and (self.debt or self.target_eirr is not None or self.min_dscr is not None):
            raise ValueError("scheme_company")
        if (self.lease_rate is not None or self.lease_years is not None) and kind.payment is not Payment.LEASE:
            raise ValueError("scheme_lease")
        if self.ppa_price_yen_per_kwh is not None and kind.payment is not Payment.ENERGY:
            raise ValueError("scheme_ppa")
        if self.rent is not None and kind.seller != "spc":
            raise ValueError("scheme_rent")
        if kind.private and self.target_eirr is None and self.lease_rate is None:
            raise ValueError("scheme_target")
        if self.solves_price and self.rent is not None and self.rent.highest:
            raise ValueError("scheme_unknowns")
        return self

    @property
    def kind_of(self) -> SchemeKind:
        """What the scheme is."""
        return scheme_kind(self.kind)

    @property
    def solves_price(self) -> bool:
        """Whether the on-site price is to be found."""
        return self.kind_of.payment is Payment.ENERGY and self.ppa_price_yen_per_kwh is None


class LifeYears(Model):
    """Legal lives for straight-line depreciation."""

    pv: Years = Field(17, description="For solar (city.mizuho.lg.jp/3020.htm). [years]")
    hydro: Years = Field(
        20,
        description="For water power, its machinery (Ministry of the Environment, guide for lenders 2019, 5.1.2). [years]",
    )


class Taxes(Sourced):
    """Taxes of a company that builds and runs the plant; none where the city does."""

    income_tax_rate: Share = Field(
        0.0,
        description="Corporate, local corporate and inhabitants' tax on income together, without enterprise tax, as a fraction; no income tax is counted if left out.",
    )
    enterprise_income_rate: Share = Field(
        0.0, description="Enterprise tax on income of a company that sells no power, as a fraction."
    )
    power_revenue_rate: Share = Field(
        0.0075,
        description="Enterprise tax on the revenue of a company that sells power (pref.nara.jp/item/237879.htm).",
    )
    power_special_rate: Part = Field(
        0.4, description="Special enterprise tax on top of that, as a share of it (guides of Kyoto, Mie and Kanagawa)."
    )
    power_income_rate: Share = Field(
        0.0185, description="Enterprise tax on the income of a company that sells power (pref.nara.jp/item/237879.htm)."
    )
    loss_years: Annotated[int, Field(strict=True, ge=0, le=100)] = Field(
        10, description="Years a loss is carried forward; it is not refunded. [years]"
    )
    life_years: LifeYears = Field(
        default_factory=lambda: LifeYears.model_validate({}), description="Legal lives for depreciation. [years]"
    )
    property_tax: PropertyTax | None = Field(
        None, description="Property tax of a company that owns the plant; that of [lifecycle] if left out."
    )

    @model_validator(mode="after")
    def _something_is_left_of_income(self) -> Self:
        if self.income_tax_rate + max(self.enterprise_income_rate, self.power_income_rate) >= 1:
            raise ValueError("income_tax")
        return self


class City(Sourced):
    """The city's own finance, its share of taxes, and what its figures are set against."""

    bond: Debt | None = Field(None, description="Bond (企業債) on the investment; paid in cash if left out.")
    property_tax_share: Part = Field(1.0, description="Share of the property tax that is the city's.")
    local_tax_share: Part = Field(0.0, description="Share of a company's income tax that returns to the city.")
    water_sold_m3_per_year: Positive | None = Field(None, description="Water sold in a year (有収水量). [m3/y]")
    households: Positive | None = Field(None, description="Households supplied.")
    shown_rates: tuple[Interest, ...] = Field(
        (0.01, 0.02, 0.04), description="Discount rates at which value for money is shown beside finance.discount_rate."
    )

    @model_validator(mode="after")
    def _a_bond_is_not_sculpted(self) -> Self:
        if self.bond is not None and self.bond.method == "sculpted":
            raise ValueError("bond_sculpted")
        return self


def studied_schemes(schemes: Mapping[str, Scheme], cases: Mapping[str, Case], case: str) -> dict[str, Scheme]:
    """The schemes that are studied under a price case.

    Under a case of kind ppa none is: its price is already what the city pays a company.
    """
    if case in cases and cases[case].kind_of.name == PPA:
        return {}
    return {name: one for name, one in schemes.items() if not one.cases or case in one.cases}


def named_schemes(schemes: Any) -> Any:
    """The schemes as written, each with its kind where its own name is one."""
    if not isinstance(schemes, dict):
        return schemes
    return {
        name: {"kind": name, **scheme} if name in SCHEME_KIND_NAMES and isinstance(scheme, dict) else scheme
        for name, scheme in schemes.items()
    }
