"""The section ``[solar]`` of ``project.toml``: how plots are designed in detail and what takes of their energy."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from siting.project.scalars import Flag, Model, NotNegative, Positive, Share, Sourced
from siting.vocabulary.azimuth import from_south

Tilt = Annotated[float, Field(strict=True, ge=0, le=90, allow_inf_nan=False)]
Hour = Annotated[float, Field(strict=True, ge=0, le=24, allow_inf_nan=False)]
Fraction = Annotated[float, Field(strict=True, ge=0, le=1, allow_inf_nan=False)]
Few = Annotated[int, Field(strict=True, ge=1, le=1000)]
# Light of 1 kW/m2 is what modules are rated at: none gives as much. Watts for kilowatts would pass unseen.
PerArea = Annotated[float, Field(strict=True, gt=0, le=1, allow_inf_nan=False)]
# Silicon has -0.003 to -0.005; -0.35, which means percent, would pass unseen.
PerKelvin = Annotated[float, Field(strict=True, ge=-0.02, le=0.02, allow_inf_nan=False)]


def _facing(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ValueError("facing")
    try:
        from_south(value)
    except ValueError:
        raise ValueError("facing") from None
    if not isinstance(value, str) and not -180 <= value <= 180:
        raise ValueError("facing")
    return value


Facing = Annotated[float | str, BeforeValidator(_facing)]


class Spacing(Model):
    """How far rows stand apart: no shade from one hour to another at the winter solstice, and a least gap."""

    from_hour: Hour = Field(9.0, description="Hour from which no row shades the next at the winter solstice. [h]")
    to_hour: Hour = Field(15.0, description="Hour until which no row shades the next. [h]")
    clock: Literal["solar", "jst"] = Field("solar", description="Whether these are hours of true solar time or of JST.")
    gap_per_height: Positive | None = Field(
        None, description="Gap per height of the row, in place of the hours (影の倍率). [-]"
    )
    min_gap_m: NotNegative = Field(1.3, description="Least gap between rows, for service. [m]")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.from_hour >= self.to_hour:
            raise ValueError("spacing_hours")
        return self


class Layout(Sourced):
    """How panels stand on a plot."""

    margin_m: NotNegative = Field(3.0, description="Strip kept free along the edge of a drawn plot. [m]")
    spacing: Spacing = Field(
        default_factory=lambda: Spacing.model_validate({}), description="How far rows stand apart."
    )
    orientation: Literal["portrait", "landscape", "best"] = Field(
        "best", description="Long side of the modules up the slope (portrait) or along the row (landscape)."
    )
    modules_up: Few = Field(2, description="Modules above each other on a table.")
    modules_across: Few = Field(1, description="Modules beside each other on the smallest table that is placed.")
    module_gap_m: NotNegative = Field(0.02, description="Gap between modules on a table. [m]")
    slope_m: Positive | None = Field(None, description="Length of a table up its slope where no module is named. [m]")
    align: Literal["facing", "edge", "best"] = Field(
        "facing",
        description="Rows by facing, along the nearest side of the plot's enclosing rectangle, or whichever holds more modules.",
    )
    rack_kn_m2: NotNegative | None = Field(None, description="Weight of the racks per panel area. [kN/m2]")
    ballast_kn_m2: NotNegative | None = Field(None, description="Weight of the ballast per panel area. [kN/m2]")


class FactorYield(Sourced):
    """Yearly energy as 365 x factor x daily irradiation of the tilted plane, in the manner of older studies."""

    factor: Annotated[float, Field(strict=True, gt=0, le=1)] = Field(description="Overall factor K (総合設計係数).")
    tilts_deg: tuple[Tilt, ...] = Field(min_length=1, description="Tilts for which the irradiation is stated. [deg]")
    daily_kwh_m2: tuple[Positive, ...] = Field(
        min_length=1, description="Mean daily irradiation of each of these tilts. [kWh/m2/day]"
    )

    @model_validator(mode="after")
    def _one_each(self) -> Self:
        if len(self.tilts_deg) != len(self.daily_kwh_m2):
            raise ValueError("factor_tilts")
        return self


class Losses(Sourced):
    """What is lost between the light on the panel and the meter, as fractions."""

    soiling: Share | Annotated[tuple[Share, ...], Field(min_length=12, max_length=12)] = Field(
        0.02, description="Soiling: of the year, or of January to December."
    )
    mismatch: Share = Field(0.02, description="Mismatch between modules.")
    wiring: Share = Field(0.02, description="Direct-current wiring.")
    connections: Share = Field(0.005, description="Connections.")
    light_induced: Share = Field(0.015, description="Light-induced degradation of the first hours.")
    nameplate: Share = Field(0.01, description="Modules below their nameplate.")
    alternating: Share = Field(0.0, description="Alternating-current wiring and transformer.")
    availability: Share = Field(0.03, description="Time in which the plant stands.")


class Inverter(Sourced):
    """The inverter (PCS)."""

    efficiency: Annotated[float, Field(strict=True, gt=0, lt=1)] = Field(0.96, description="Nominal efficiency.")
    dc_ac_ratio: Positive = Field(1.2, description="Power of the modules over that of the inverters.")


class Cell(Sourced):
    """How warm modules become: Faiman's ``T = Ta + G / (u0 + u1 v)`` by mounting."""

    u0: Positive = Field(25.0, description="Heat loss without wind. [W/m2/K]")
    u1: NotNegative = Field(6.84, description="Heat loss per wind speed. [W s/m3/K]")


class Physics(Sourced):
    """The models of light and heat."""

    transposition: Literal["perez", "haydavies"] = Field("perez", description="Model of the diffuse sky.")
    albedo: Fraction = Field(0.2, description="Reflection of the ground.")
    glass_index: Annotated[float, Field(strict=True, ge=1.0, le=3.0)] = Field(
        1.526, description="Refraction index of the front glass; reflection by Fresnel's and Snell's laws."
    )
    power_per_k: PerKelvin | None = Field(
        None, description="Change of the power per kelvin above 25 C; that of the module if left out. [1/K]"
    )
    cells: dict[Literal["building_roof", "structure_top", "ground", "unknown"], Cell] = Field(
        default_factory=dict, description="Heat loss by mounting; 25 and 6.84 where left out."
    )


class Snow(Sourced):
    """Snow on panels and ground: both or neither."""

    covered_from_cm: Positive = Field(description="Depth from which panels below cleared_from_deg yield nothing. [cm]")
    cleared_from_deg: Tilt = Field(description="Tilt from which snow slides off. [deg]")
    albedo: Fraction = Field(0.7, description="Reflection of snow-covered ground.")


class Shade(Sourced):
    """What stands between the panels and the sun beside the rows themselves."""

    rows: Flag = Field(True, description="Whether rows shade each other in the yield.")
    electrical: Literal["linear", "blocks"] = Field(
        "linear",
        description="linear: a shaded part loses its share; blocks: a block that is shaded in part loses its beam whole.",
    )
    blocks: Few = Field(2, description="Blocks up the slope of a table that are switched off one by one.")
    horizon: str = Field("", description="File of the horizon: azimuth and height, or PVGIS's format.")
    buildings: str = Field("", description="Layer of neighbouring buildings: footprints with a height.")
    buildings_layer: str | None = Field(None, description="Layer of a GeoPackage.")
    height_column: str = Field("", description="Column of their height [m]; found by name if left out.")
    obstacles: str = Field("", description="Layer of obstacles on the plots: footprints with height_m and set_back_m.")
    obstacles_layer: str | None = Field(None, description="Layer of a GeoPackage.")
    panel_height_m: NotNegative = Field(0.0, description="Height of the panels' lower edge above the ground. [m]")


class Curtailment(Sourced):
    """Output that the grid does not take (出力制御), of what is exported, by operating year."""

    area: str = Field("", description="Area of the grid operator.")
    shares: tuple[Share, ...] = Field(
        min_length=1, description="Share of operating year 1, 2, ...; the last one holds on."
    )


class Glare(Sourced):
    """Who might be dazzled."""

    observers: str = Field(
        min_length=1, description="File of observers: points with height_m, or footprints of buildings."
    )
    layer: str | None = Field(None, description="Layer of a GeoPackage.")
    slope_error_mrad: NotNegative = Field(8.0, description="Unevenness of the glass, added to the sun's radius. [mrad]")
    step_minutes: Annotated[int, Field(strict=True, ge=1, le=10)] = Field(1, description="Time step. [min]")


class Solar(Sourced):
    """The detail stage of plots: layout, shade, yield, glare. Without this section plots stay with the screening."""

    plots: Literal["short_list", "all"] = Field(
        "short_list",
        description="Which plots are designed: those on the short list and those without figures for the screening, or all.",
    )
    tilts_deg: Annotated[tuple[Tilt, ...], Field(min_length=1, max_length=91)] = Field(
        (5.0, 10.0, 30.0), description="Tilts that are designed. [deg]"
    )
    facing: Facing = Field(0.0, description="Azimuth of the panels: 0 = south, west positive, or a name. [deg]")
    method: Literal["hourly", "factor"] = Field(
        "hourly", description="hourly: a year of hours; factor: 365 x factor x irradiation, as [solar.factor] states."
    )
    module: str = Field("", description="Module of the shipped table modules, or cec:NAME of the CEC table of pvlib.")
    kw_per_m2: PerArea | None = Field(None, description="Power per panel area where no module is named. [kW/m2]")
    layout: Layout = Field(default_factory=lambda: Layout.model_validate({}), description="How panels stand.")
    factor: FactorYield | None = Field(None, description="The figures of method factor.")
    losses: Losses = Field(default_factory=lambda: Losses.model_validate({}), description="Losses as fractions.")
    inverter: Inverter = Field(
        default_factory=lambda: Inverter.model_validate({}), description="Efficiency and size of the inverter."
    )
    physics: Physics = Field(
        default_factory=lambda: Physics.model_validate({}), description="Models of light and heat."
    )
    shade: Shade = Field(default_factory=lambda: Shade.model_validate({}), description="What shades the panels.")
    snow: Snow | None = Field(None, description="Snow on panels and ground; not counted if left out.")
    curtailment: Curtailment | None = Field(None, description="Output control; 未計上 (not counted) if left out.")
    glare: Glare | None = Field(None, description="Who might be dazzled; not studied if left out.")

    @model_validator(mode="after")
    def _sized_and_yielding(self) -> Self:
        if bool(self.module) == (self.kw_per_m2 is not None):
            raise ValueError("solar_module")
        if not self.module and self.layout.slope_m is None:
            raise ValueError("solar_slope")
        if (self.method == "factor") != (self.factor is not None):
            raise ValueError("solar_factor")
        if self.factor is not None and not set(self.tilts_deg) <= set(self.factor.tilts_deg):
            raise ValueError("solar_factor_tilts")
        if not self.module and self.method == "hourly" and self.physics.power_per_k is None:
            raise ValueError("solar_power_per_k")
        return self
