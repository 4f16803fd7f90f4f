"""Outlines of plots from a drawing (DXF): layers, unit, and where the drawing lies."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from siting.project.scalars import Finite, Model, NotNegative, Sourced

Point = tuple[Finite, Finite]


class Tie(Model):
    """A point of the drawing and where it lies on the ground."""

    drawing: Point = Field(description="Coordinates in the drawing, in its unit.")
    lat: Annotated[float, Field(strict=True, ge=-90, le=90)] = Field(description="Latitude. [deg]")
    lon: Annotated[float, Field(strict=True, ge=-180, le=180)] = Field(description="Longitude. [deg]")


class Drawing(Sourced):
    """The outline of a plot in a DXF file."""

    file: str = Field(min_length=1, description="DXF file, relative to project.toml.")
    layer: str = Field(min_length=1, description="Layer of the outline: closed polylines.")
    keep_out_layers: tuple[str, ...] = Field((), description="Layers of areas that stay free: manholes, vents, ways.")
    keep_out_m: NotNegative = Field(0.0, description="Distance kept from the areas that stay free. [m]")
    unit: Literal["m", "mm", "cm"] = Field("m", description="Unit of the drawing.")
    system: Annotated[int, Field(strict=True, ge=1, le=19)] | None = Field(
        None,
        description="Plane rectangular system 1 to 19 (平面直角座標系); swapped axes are found out by the facility's position.",
    )
    ties: tuple[Tie, ...] = Field((), description="Two points whose position is known, in place of system.")

    @model_validator(mode="after")
    def _lies_somewhere(self) -> Self:
        if (self.system is not None) == bool(self.ties) or len(self.ties) not in (0, 2):
            raise ValueError("drawing_place")
        return self
