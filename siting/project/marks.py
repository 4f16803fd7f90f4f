"""How a figure becomes a mark such as ◎○△□: by rank, or by thresholds."""

from __future__ import annotations

from itertools import pairwise
from typing import Any, Literal, Self

from pydantic import Field, model_validator

from siting.project.scalars import Finite, Flag, Model
from siting.vocabulary.comparison import smaller_is_better

MARKS = ("◎", "○", "△", "□")


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


def directed(data: Any, column: Any) -> Any:
    """``descending`` as the column asks for where the user says nothing: of costs and years the smaller is the better."""
    if isinstance(data, dict) and "descending" not in data and isinstance(column, str):
        return {**data, "descending": not smaller_is_better(column)}
    return data
