"""The table of areas of a drawn plot: how the outline divides, and what of it panels take."""

from __future__ import annotations

from dataclasses import dataclass

from siting.language import Text, text
from siting.solar.records import Layout


@dataclass(frozen=True)
class Area:
    """A line of the table of areas: ``area_m2`` and its share of the outline."""

    name: Text
    area_m2: float
    share: float


def areas_of(layout: Layout) -> tuple[Area, ...]:
    """Outline = margin + kept free + usable [m2]; then panels (in their own plane, so a share may pass what lies under them).

    Where the margin runs through an area kept free, the ground counts as kept free. In area mode there is only the
    ground and its panels.
    """
    ground = layout.ground_area_m2
    lines = [(text("Plot"), ground)]
    if layout.outline is not None:
        kept_out = float(layout.kept_out.area)
        lines += [
            (text("Margin along the edge"), max(0.0, ground - kept_out - layout.usable_area_m2)),
            (text("Kept free (obstacles with set-back and others)"), kept_out),
            (text("Usable"), layout.usable_area_m2),
        ]
    lines.append((text("Panels, in their plane"), layout.panel_area_m2))
    return tuple(Area(name, area_m2, area_m2 / ground if ground > 0 else 0.0) for name, area_m2 in lines)
