"""What a turbine selection chart is made of: turbine types, drops, words."""

from __future__ import annotations

from dataclasses import dataclass

from siting.reporting.charts.chart import FormatValue, Heading
from siting.reporting.charts.log_paper import Place

WINDOW: tuple[Place, Place] = ((0.01, 1.0), (2.0, 200.0))
"""Where waterworks build (m3/s, m): the least part of the paper that is shown."""
POWERS_KW = (1.0, 3.0, 10.0, 30.0, 100.0, 300.0, 1000.0)


@dataclass(frozen=True)
class RegionShape:
    """A turbine type; polygons of (flow [m3/s], head [m]) with edges straight on log-log paper.

    ``assumed`` holds the polygons nobody printed; together with the sourced ones they make one region.
    """

    id: str
    label: str
    polygons: tuple[tuple[Place, ...], ...]
    assumed: tuple[tuple[Place, ...], ...] = ()
    chosen: bool = False

    @property
    def all_polygons(self) -> tuple[tuple[Place, ...], ...]:
        """The sourced polygons, then the assumed ones."""
        return (*self.polygons, *self.assumed)


@dataclass(frozen=True)
class DropMark:
    """A drop: heads [m] at flows [m3/s] from small to large (its operating range), and the design point."""

    id: str
    label: str
    range: tuple[Place, ...]
    design: Place | None = None


@dataclass(frozen=True)
class TurbineWords:
    """Words of the legend and of the table beside the chart."""

    sourced: str
    assumption: str
    power: str
    range: str
    design: str
    chosen: str
    drop: str
    label_column: str
    kind_column: str
    flow_column: str
    head_column: str
    design_column: str
    holds_column: str


@dataclass(frozen=True)
class TurbineChartSpec:
    """A turbine selection chart; ``footnotes`` say where the regions come from.

    With one drop, the regions that hold its design point stand out, the ``chosen`` one most.
    """

    heading: Heading
    regions: tuple[RegionShape, ...]
    drops: tuple[DropMark, ...]
    flow_title: str
    head_title: str
    words: TurbineWords
    format_flow: FormatValue
    format_head: FormatValue
    format_power: FormatValue
    footnotes: tuple[str, ...] = ()
    window: tuple[Place, Place] = WINDOW
    powers_kw: tuple[float, ...] = POWERS_KW


def places_of(mark: DropMark) -> tuple[Place, ...]:
    """Every (flow, head) of a drop."""
    return mark.range if mark.design is None else (*mark.range, mark.design)


def design_text(spec: TurbineChartSpec, mark: DropMark) -> str:
    """The design point as people read it."""
    if mark.design is None:
        return spec.heading.missing_text
    return f"{spec.format_flow(mark.design[0])}, {spec.format_head(mark.design[1])}"
