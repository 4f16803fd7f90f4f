"""The single modules of tables, as rectangles on the ground."""

from __future__ import annotations

import numpy as np

from siting.solar.layout.unit import sides
from siting.solar.records import Floats, Ints, Tables


def module_corners(
    tables: Tables, orientation: str, module_length_m: float, module_width_m: float, gap_m: float
) -> Floats:
    """Corners of every module in local metres (modules x 4 x 2), in the order of a table's: lower left, right, upper.

    Table by table, row of modules by row of modules from the lower edge up, each from left to right. Sides and gap [m] are
    those in the plane of the panel; the result is their horizontal projection, as the tables are.
    """
    up_m, across_m = sides(orientation, module_length_m, module_width_m)
    table = np.repeat(np.arange(len(tables.across)), tables.across * tables.up)
    across, up = tables.across[table], tables.up[table]
    number = np.arange(len(table)) - np.repeat(np.cumsum(tables.across * tables.up), tables.across * tables.up)
    number += across * up
    left, right = _shares(number % across, across, across_m, gap_m)
    low, high = _shares(number // across, up, up_m, gap_m)
    origin = tables.corners[table, 0]
    along = tables.corners[table, 1] - origin
    upward = tables.corners[table, 3] - origin
    corners = [(left, low), (right, low), (right, high), (left, high)]
    return np.stack([origin + u[:, None] * along + v[:, None] * upward for u, v in corners], axis=1)


def _shares(position: Ints, count: Ints, side_m: float, gap_m: float) -> tuple[Floats, Floats]:
    """Where a module begins and ends along a table's side, as shares of that side."""
    whole_m = count * (side_m + gap_m) - gap_m
    begin_m = position * (side_m + gap_m)
    return begin_m / whole_m, (begin_m + side_m) / whole_m
