"""The values that ``project.toml`` may hold: numbers with their bounds, fiscal years, and the base of its records."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from siting.vocabulary.columns import LARGEST
from siting.vocabulary.eras import AmbiguousYear, UnknownEra, parse_fiscal_year


def _fiscal_year(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise ValueError("fiscal_year")
    try:
        return parse_fiscal_year(str(value))
    except AmbiguousYear:
        raise ValueError("ambiguous_year") from None
    except UnknownEra:
        raise ValueError("unknown_era") from None
    except ValueError:
        raise ValueError("fiscal_year") from None


FiscalYear = Annotated[
    int,
    BeforeValidator(_fiscal_year),
    WithJsonSchema({"anyOf": [{"type": "integer"}, {"type": "string"}]}),
]
# Strict: pydantic would take true for 1 and "20" for 20.
Finite = Annotated[float, Field(strict=True, ge=-LARGEST, le=LARGEST, allow_inf_nan=False)]
NotNegative = Annotated[float, Field(strict=True, ge=0, le=LARGEST, allow_inf_nan=False)]
Positive = Annotated[float, Field(strict=True, gt=0, le=LARGEST, allow_inf_nan=False)]
Share = Annotated[float, Field(strict=True, ge=0, lt=1, allow_inf_nan=False)]
Years = Annotated[int, Field(strict=True, ge=1, le=100)]
Count = Annotated[int, Field(strict=True, ge=1)]
Flag = Annotated[bool, Field(strict=True)]
MachineName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=24)]
FlowKey = Annotated[str, Field(pattern=r"^[A-Za-z0-9_.-]+$", max_length=64)]
CaseName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=24)]


class Model(BaseModel):
    """Frozen, and no key is taken that siting does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=False)


class Sourced(Model):
    """A group of figures with where they come from."""

    source: str = Field("", description="Where the figures come from: document, page, table.")
    assumption: Flag = Field(False, description="True if the figures are an assumption that nobody printed.")
    note: str = Field("", description="A remark shown beside the figures.")
    note_en: str = Field("", description="The remark in English.")
