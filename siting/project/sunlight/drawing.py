"""Outlines of plots from a drawing (DXF) or a GIS file: layers, unit, and where a drawing lies."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from siting.project.scalars import Finite, Model, NotNegative, Sourced

Point = tuple[Finite, Finite]
GIS_ENDINGS = (".geojson", ".json", ".gpkg", ".shp", ".parquet")


class Tie(Model):
    """A point of the drawing and where it lies on the ground."""

    drawing: Point = Field(description="Coordinates in the drawing, in its unit.")
    lat: Annotated[float, Field(strict=True, ge=-90, le=90)] = Field(description="Latitude. [deg]")
    lon: Annotated[float, Field(strict=True, ge=-180, le=180)] = Field(description="Longitude. [deg]")


class Drawing(Sourced):
    """The outline of a plot in a DXF or GIS file."""

    file: str = Field(
        min_length=1,
        description="DXF, GeoJSON, GeoPackage or Shapefile, relative to project.toml; a GIS file beside an Excel list.",
    )
    layer: str = Field(
        "",
        description="Layer of the outline: closed polylines of a DXF, polygons of a GeoPackage (its only layer if left out).",
    )
    keep_out_layers: tuple[str, ...] = Field((), description="Layers of areas that stay free: manholes, vents, ways.")
    keep_out_m: NotNegative = Field(0.0, description="Distance kept from the areas that stay free. [m]")
    unit: Literal["m", "mm", "cm"] = Field("m", description="Unit of a DXF.")
    system: Annotated[int, Field(strict=True, ge=1, le=19)] | None = Field(
        None,
        description="Plane rectangular system 1 to 19 (平面直角座標系); swapped axes are found out by the facility's position.",
    )
    ties: tuple[Tie, ...] = Field((), description="Two points whose position is known, in place of system.")

    @model_validator(mode="after")
    def _lies_somewhere(self) -> Self:
        if self.is_gis:
            if self.system is not None or self.ties or self.unit != "m":
                raise ValueError("drawing_gis")
            return self
        if not self.layer:
            raise ValueError("drawing_layer")
        if (self.system is not None) == bool(self.ties) or len(self.ties) not in (0, 2):
            raise ValueError("drawing_place")
        return self

    @property
    def is_gis(self) -> bool:
        """Whether the file is a GIS layer, which says itself where it lies; any other is taken for a drawing."""
        return self.file.lower().endswith(GIS_ENDINGS)
