"""Output control: the share of exported solar energy that the grid does not take, in the figures of a price case."""

from __future__ import annotations

from dataclasses import replace

from siting.language import text
from siting.project.sunlight.settings import Curtailment
from siting.reporting.explain.lookup import Option, from_config
from siting.reporting.explain.records import Input
from siting.reporting.results import Results

# What is left of a year's energy, as the formulas of a case write it.
LEFT = "own_t + (annual_kwh·(1-loss)^(t-1) - own_t)·(1-curtailed_t)"


def control_of(results: Results, option: Option) -> Curtailment | None:
    """The output control that an option meets; None where it meets none."""
    solar = results.config.solar
    stated = solar.curtailment if solar and option["technology"] == "pv" else None
    return stated if stated is not None and any(stated.shares) else None


def control_inputs(results: Results, option: Option) -> list[Input]:
    """The shares of output control year by year, where the option meets any."""
    control = control_of(results, option)
    if control is None:
        return []
    return [
        replace(
            from_config(results, f"solar.curtailment.shares.{year - 1}", share, f"curtailed_{year}", control),
            label=text("output control from year {year} on: share of the exported energy that the grid does not take", year=year),
        )
        for year, share in enumerate(control.shares, start=1)
    ]  # fmt: skip
