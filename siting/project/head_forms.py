"""In which way a drop states its head, and the head it states [m of water]."""

from __future__ import annotations

from enum import StrEnum

import numpy as np
import numpy.typing as npt
import pandas as pd

from siting.project.losses import DARCY_EXPONENT, pipe_law
from siting.project.valve_losses import valve_loss_m

Floats = npt.NDArray[np.float64]


class HeadForm(StrEnum):
    """The ways to state the head of a drop."""

    NET = "net"
    GROSS = "gross"
    LEVELS = "levels"
    PRESSURES = "pressures"
    VALVE = "valve"
    NONE = "none"


# The columns that state each way; one of them is enough to tell that the way is meant.
WAYS = {
    HeadForm.NET: ("net_head_m",),
    HeadForm.GROSS: ("gross_head_m",),
    HeadForm.LEVELS: ("up_level_m", "down_level_m"),
    HeadForm.PRESSURES: ("up_pressure_m", "down_pressure_m"),
    HeadForm.VALVE: ("valve_loss_m", "valve_opening"),
}


def stated_ways(drops: pd.DataFrame) -> pd.DataFrame:
    """By drop, which ways are meant: a column of truth values per form."""
    filled = {column: drops[column].notna().to_numpy() for columns in WAYS.values() for column in columns}
    meant = {form.value: np.logical_or.reduce([filled[column] for column in columns]) for form, columns in WAYS.items()}
    return pd.DataFrame(meant, index=drops.index)


def head_forms(drops: pd.DataFrame) -> pd.Series:
    """By drop the form of its head as a word; the first where faulty input states two."""
    stated = stated_ways(drops).assign(**{HeadForm.NONE.value: True})
    return stated.idxmax(axis=1).astype(object) if len(drops) else pd.Series(index=drops.index, dtype=object)


def numbers(drops: pd.DataFrame, column: str) -> Floats:
    """A column of the drops as an array."""
    return drops[column].to_numpy(dtype=float)


def stated_head_m(drops: pd.DataFrame) -> Floats:
    """The head each drop states, before required head and pipe losses [m]; NaN where it states none or half of one."""
    forms = head_forms(drops).to_numpy(dtype=object)
    down = numbers(drops, "down_pressure_m")
    heads = {
        HeadForm.NET: numbers(drops, "net_head_m"),
        HeadForm.GROSS: numbers(drops, "gross_head_m"),
        HeadForm.LEVELS: numbers(drops, "up_level_m") - numbers(drops, "down_level_m"),
        # Where the required head is given instead, it comes off later, as for every other form.
        HeadForm.PRESSURES: numbers(drops, "up_pressure_m") - np.where(np.isnan(down), 0.0, down),
        HeadForm.VALVE: _valve_head_m(drops),
    }
    found = np.full(len(drops), np.nan)
    for form, head in heads.items():
        found = np.where(forms == form.value, head, found)
    return found


def _valve_head_m(drops: pd.DataFrame) -> Floats:
    """What the valve takes beyond what it takes fully open: measured, or from the printed losses at the flow."""
    types = drops["valve_type"].to_numpy(dtype=object)
    diameter, flow = numbers(drops, "pipe_diameter_m"), numbers(drops, "flow_m3_s")
    fully_open = valve_loss_m(types, 1.0, diameter, flow)
    printed = valve_loss_m(types, numbers(drops, "valve_opening"), diameter, flow)
    measured = numbers(drops, "valve_loss_m")
    # A measured loss needs no type of valve; where the open valve's loss is not known, none is taken off.
    return np.where(np.isnan(measured), printed - fully_open, measured - np.nan_to_num(fully_open))


def usable_head_m(drops: pd.DataFrame) -> Floats:
    """The head before pipe losses, what must remain downstream taken off [m]."""
    return stated_head_m(drops) - np.nan_to_num(numbers(drops, "required_head_m"))


def pipe_laws(drops: pd.DataFrame, flow_m3_s: Floats) -> tuple[Floats, Floats]:
    """Coefficient k and exponent n of each drop's ``h = k Q^n`` [m, m3/s], right at ``flow_m3_s``.

    k is 0 where the drop states no loss, NaN where it states one that cannot be told without the flow.
    """
    length, given = numbers(drops, "pipe_length_m"), numbers(drops, "loss_coefficient_s2_m5")
    coefficient, exponent = pipe_law(
        length,
        numbers(drops, "pipe_diameter_m"),
        flow_m3_s,
        numbers(drops, "pipe_roughness_mm"),
        numbers(drops, "pipe_c"),
        np.nan_to_num(numbers(drops, "minor_loss")),
    )
    coefficient = np.where(np.isnan(given), np.where(np.isnan(length), 0.0, coefficient), given)
    return coefficient, np.where(np.isnan(given), exponent, DARCY_EXPONENT)
