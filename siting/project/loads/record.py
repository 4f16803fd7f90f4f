"""A load and a shape of generation as arrays, whatever file they came from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from siting.language import Text
from siting.project.loads.calendar import Days, Floats


@dataclass(frozen=True)
class Load:
    """The energy a facility takes in each hour of the year of ``calendar``.

    ``days`` are the dates its 365 days had. ``peak_kw`` is the largest mean power of the file's own intervals (of hours
    where a shape was assumed), ``contract_kw`` NaN where it is not known. ``shape`` names the shipped shape that
    stands for measurements, empty where hours were measured.
    """

    kwh: Floats
    days: Days
    peak_kw: float
    contract_kw: float
    kind: Literal["half_hours", "hours", "months", "annual"]
    shape: str = ""
    file: str = ""
    sha256: str = ""
    notes: tuple[Text, ...] = ()

    @property
    def assumed(self) -> bool:
        """Whether an assumed shape stands for the hours."""
        return bool(self.shape)


@dataclass(frozen=True)
class Profile:
    """When a plant generates. ``share`` holds each hour's part of the yearly energy.

    It is None for ``clear_days`` and ``weather``: the sun depends on the place and the design, and is worked out later.
    """

    kind: Literal["file", "clear_days", "constant", "weather"]
    share: Floats | None = None
    stated: bool = True
    file: str = ""
    sha256: str = ""
    notes: tuple[Text, ...] = ()
