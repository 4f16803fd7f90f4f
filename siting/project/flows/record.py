"""The flow of a drop as arrays: a mean year of intervals, whatever file it came from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from siting.language import Text

HOURS_PER_YEAR = 8760.0


@dataclass(frozen=True)
class FlowRecord:
    """A mean year of water: intervals of ``hours`` that add up to 8,760.

    ``head_m`` is the head measured beside the flow, NaN where none was. ``month`` is 1 to 12, 0 where the record
    does not say (a duration curve). ``notes`` tell what was found and how it was treated: gaps, negatives, leap days.
    """

    kind: Literal["months", "days", "hours", "duration"]
    flow_m3_s: npt.NDArray[np.float64]
    hours: npt.NDArray[np.float64]
    month: npt.NDArray[np.int64]
    head_m: npt.NDArray[np.float64]
    years: float
    file: str
    sha256: str
    notes: tuple[Text, ...] = ()
