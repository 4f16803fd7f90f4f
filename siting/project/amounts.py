"""Figures of ``project.toml`` that several sections share: one for each technology, and stepped costs."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Any, Self

from pydantic import BaseModel, BeforeValidator, Field, model_validator

from siting.project.scalars import Finite, Model, NotNegative, Positive, Share


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
